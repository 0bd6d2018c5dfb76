"""Reading in a process of its own, for libraries that cannot be stopped: it may loop, or fall, and the batch goes on.

The process is started with the first such file and kept for those after it. Files go to it and texts come back through
its standard streams: a line of JSON, behind a file's line its bytes. It ends with the process that started it.
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Any

from pipeline.errors import ReadError
from pipeline.read.source import Cell, SourceText, Table
from pipeline.text import Span

MEMORY = 2_000_000_000
"""Bytes that the process may take, where the system lets one say so."""
_NEARLY = 0.3
"""A library that falls with so much of it taken was refused more: what it collects in is made twice as large and copied when full."""
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes; getrusage(2) differs from system to system."""
_SERVE = "from pipeline.read.apart import serve; serve()"


def read_apart(target: str, data: bytes, name: str, seconds: float, form: str) -> SourceText:
    """What the reader `target`, given as module:function, makes of a file.

    Raises what the reader raises, and `ReadError` with the code `<form>_time` or `<form>_memory`, or `damaged` where
    the process fell.
    """
    reply = _worker().ask({"target": target, "name": name, "size": len(data)}, data, seconds)
    if reply is None:
        raise ReadError(f"{name}: it was not read within {seconds:g} seconds; save it again, or as text", code=f"{form}_time")
    if "text" in reply:
        return _unpacked(reply)
    match reply.get("error"):
        case "memory":
            raise ReadError(f"{name}: reading it takes more than {MEMORY:,} bytes of memory; split it", code=f"{form}_memory")
        case "fell":
            raise ReadError(f"{name}: the library that reads it fell over it; save it again, or as text", code="damaged")
    raise ReadError(str(reply["message"]), code=str(reply["error"]))


class _Worker:
    """The process, seen from outside."""

    def __init__(self) -> None:
        path = os.pathsep.join(p or os.curdir for p in sys.path)
        self.owner = os.getpid()
        self.started_with = _own_height()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SERVE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": path},
        )

    def ask(self, question: dict[str, Any], data: bytes, seconds: float) -> dict[str, Any] | None:
        """The answer; None where time was up. The process is gone then, and also where it fell."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        late = threading.Event()

        def stop() -> None:
            late.set()
            self.process.kill()

        clock = threading.Timer(seconds, stop)
        clock.daemon = True
        clock.start()
        answer = b""
        try:
            self.process.stdin.write(json.dumps(question).encode() + b"\n")
            self.process.stdin.write(data)
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except OSError:
            pass  # it fell while it was written to; no answer says so
        finally:
            clock.cancel()
        if answer.endswith(b"\n"):
            return dict(json.loads(answer))
        taken = self.close()
        return None if late.is_set() else {"error": "memory" if taken > max(_NEARLY * MEMORY, self.started_with) else "fell"}

    def close(self) -> int:
        """End the process; the bytes that it took at most, 0 where the system does not say."""
        taken = _ended(self.process.pid) if self.process.returncode is None else 0
        self.process.kill()  # does nothing to one that has ended
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        return taken


def _ended(pid: int) -> int:
    """End a child that has not been waited for, and tell how much memory it took at its height; 0 where the system does not say."""
    try:
        os.kill(pid, signal.SIGKILL)
        _, _, usage = os.wait4(pid, 0)
    except (AttributeError, OSError):
        return 0
    return usage.ru_maxrss * _RSS_UNIT


def _own_height() -> int:
    """The bytes that this process took at its height: Linux counts them to a child as well, so less than that says nothing of the child.

    What Linux calls VmHWM is meant; the rusage of this process itself holds its parent's height in the same way.
    """
    try:
        status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0  # no Linux
    found = re.search(r"VmHWM:\s*([0-9]+) kB", status)
    return int(found[1]) * 1024 if found is not None else 0


_workers: list[_Worker] = []
"""The one that runs, if any."""


def _worker() -> _Worker:
    """The process of this process: one that was started before a fork is its parent's, and is left alone."""
    if not _workers or _workers[-1].owner != os.getpid() or _workers[-1].process.poll() is not None:
        _workers[:] = [_Worker()]
    return _workers[-1]


@atexit.register
def _close() -> None:
    for worker in _workers:
        if worker.owner == os.getpid():
            worker.close()


def serve() -> None:
    """What the process does: answer until its input ends."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # not on every system
        import resource  # noqa: PLC0415 - as above

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints is no answer
    gc.disable()  # a page is many small tuples: the collector would walk them again and again and find nothing
    while line := questions.readline():
        question = json.loads(line)
        answers.write(json.dumps(_answer(question, questions)).encode() + b"\n")
        answers.flush()
        gc.collect()
        gc.freeze()  # what is left is modules: they need not be walked again behind every file


def _answer(question: dict[str, Any], questions: IO[bytes]) -> dict[str, Any]:
    try:
        data = questions.read(question["size"])
        module, _, function = question["target"].partition(":")
        return _packed(getattr(importlib.import_module(module), function)(data, question["name"]))
    except ReadError as e:
        return {"error": e.code, "message": str(e)}
    except MemoryError:
        return {"error": "memory"}


def _packed(source: SourceText) -> dict[str, Any]:
    tables = [
        [t.span.start, t.span.end, [[c.span.start, c.span.end, c.row, c.column, c.rows, c.columns] for c in t.cells]] for t in source.tables
    ]
    aside = [[span.start, span.end] for span in source.aside]
    return {"text": source.text, "media_type": source.media_type, "encoding": source.encoding, "tables": tables, "pages": source.pages,
            "aside": aside, "faults": source.faults, "body": source.body}  # fmt: skip


def _unpacked(answer: dict[str, Any]) -> SourceText:
    tables = tuple(
        Table(Span(start, end), tuple(Cell(Span(first, last), *place) for first, last, *place in cells))
        for start, end, cells in answer["tables"]
    )
    aside = tuple(Span(start, end) for start, end in answer["aside"])
    faults = tuple((code, message) for code, message in answer["faults"])
    body = Span(*answer["body"]) if answer["body"] else None
    return SourceText(
        answer["text"], answer["media_type"], answer["encoding"], tables, tuple(answer["pages"]), body=body, aside=aside, faults=faults
    )
