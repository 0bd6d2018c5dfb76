"""How many processes this machine has room for, and the one that those which convert are forked from.

Nothing else is imported here: that process is the first thing that a run needs, and takes longest.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import ForkServerContext, SpawnContext
from pathlib import Path
from threading import Lock

CHILDREN = Lock()
"""Starting a process asks after all those that were started, and of two threads that ask one is told a wrong exit code."""


def usable_cores(quota: Path = Path("/sys/fs/cgroup/cpu.max")) -> int:
    """The cores that this process may use: those it is bound to, or fewer where its control group has a quota."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        most, period = quota.read_text(encoding="ascii").split()
        return max(1, min(cores, -(-int(most) // int(period))))
    except (OSError, ValueError):  # no control groups here, or no quota ("max")
        return cores


def context() -> ForkServerContext | SpawnContext:
    """Starts processes that inherit nothing of this one: a fork server has neither its threads nor its open files, and so no lock of it."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    found = get_context("forkserver")
    found.set_forkserver_preload(["pipeline.preload"])
    return found


@contextmanager
def starting() -> Iterator[None]:
    """While processes are started, one thread at a time. They never see Ctrl-C: the one that started them decides when to stop.

    The fork server would print where it was in loading; it inherits which signals wait, and so do those that are forked from it.
    """
    with CHILDREN:
        if not hasattr(signal, "pthread_sigmask"):  # not on every system
            yield
            return
        from multiprocessing import resource_tracker  # noqa: PLC0415 - as above

        resource_tracker.ensure_running()  # else it is started with the first process, and lets all signals through behind it
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        try:
            yield
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def begin_loading() -> None:
    """Start the process that workers are forked from: it loads the stages, a second or two, while this one does other things."""
    if isinstance(context(), ForkServerContext):
        from multiprocessing.forkserver import ensure_running  # noqa: PLC0415 - not on every system

        with starting():
            ensure_running()
