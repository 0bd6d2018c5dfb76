"""An engine whose workers are those of a Dask cluster.

A thread of a Dask worker keeps one worker process (`processes.py`), so that a document which hangs, or kills what converts it, costs
what it costs on one machine, and the Dask worker lives. A Dask worker that is lost costs nothing: the scheduler gives what it had,
and results that nobody had fetched yet, to another. All that is done here is to submit documents and to collect what they become.
"""

from __future__ import annotations

import logging
import time
import uuid
import warnings
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.metadata import version
from multiprocessing import current_process
from threading import Lock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pipeline.errors import GuihuaError, UsageError, WorkerError
from pipeline.job import Failure, Job, Options, Result, error_of
from pipeline.processes import Load, Processes, stages
from pipeline.summary import LOST

if TYPE_CHECKING:
    from distributed import Client, Future

SCHEME = "dask://"
_WINDOW = 4
"""Documents in flight for each thread of the cluster, as many as for a local process."""
_FEWEST = 8
"""Documents in flight before there are workers: a cluster that grows on demand starts none while nothing is asked of it."""
_TRIES = 3
"""So many times may workers be lost, one after the other, that had nothing yet; then all of them would be."""
_LOOK = 5.0
"""Seconds after which the workers are counted again."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a worker must know besides the document: a value that the scheduler hands out once to each worker."""

    options: Options
    timeout: float | None
    load: Load
    version: str
    rules: str
    """The digest of the rules that the client has, built-in or not."""

    @property
    def key(self) -> tuple[object, ...]:
        """Tells settings apart whose processes cannot stand in for each other."""
        return self.rules, self.options.spacy_model, self.options.least, self.timeout, self.load


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a Dask worker says that has another program, or other rules, than the client."""

    version: str
    rules: str


class Cluster:
    """An engine on the Dask cluster whose scheduler is at an address, HOST:PORT.

    Raises `UsageError` where there is no Dask, and `WorkerError` where the scheduler cannot be reached or is lost, where workers have
    another version or other rules, or where none has been there for `patience` seconds.
    """

    def __init__(self, address: str, options: Options, timeout: float | None = None, load: Load = stages, patience: float = 300.0) -> None:
        self.options = options
        self._address = address
        self._patience = patience
        self._setting = Setting(options, timeout, load, version("guihua"), options.digest)
        self._threads = self._renewals = 0
        self._looked = self._seen = 0.0

    def __enter__(self) -> Self:
        try:
            from distributed import Client  # noqa: PLC0415 - of the extra
        except ImportError:
            raise UsageError("--engine dask://… needs Dask: pip install 'guihua[dask]'") from None
        for name in ("distributed", *(n for n in logging.root.manager.loggerDict if n.startswith("distributed."))):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # what it comes to is said here
        try:
            self._client: Client = Client(f"tcp://{self._address}", timeout=10, name="guihua")
        except (OSError, ValueError) as e:  # time that is up is an OSError
            why = " ".join(str(e).split()) or type(e).__name__
            raise WorkerError(f"{SCHEME}{self._address}: no Dask scheduler can be reached there ({why})") from None
        self._run = uuid.uuid4().hex[:8]
        self._submitted = 0
        self._given = self._submit(_same, self._setting)
        self._seen = time.monotonic()
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if self._client.status == "running":
                del self._given
                self._client.run(release, self._setting.key, on_error="ignore")
        except Exception:  # nothing hangs on it: the processes end with their Dask worker, or serve the next run
            logging.getLogger(__name__).debug("processes were left on the cluster", exc_info=True)
        finally:
            self._client.close(timeout=2)

    def __call__(self, jobs: Iterable[Job | Result]) -> Iterator[Result]:
        """The results, in the order of the jobs."""
        row: deque[tuple[Job, Future] | Result] = deque()
        for item in jobs:
            row.append((item, self._submit(convert, item, self._given)) if isinstance(item, Job) else item)
            while row and (len(row) >= self._window() or _done(row[0])):
                yield self._collected(row.popleft())
        while row:
            yield self._collected(row.popleft())

    @contextmanager
    def _reached(self) -> Iterator[None]:
        """What Dask says of a scheduler that is gone, in its many ways, as one error."""
        from distributed import CancelledError  # noqa: PLC0415 - of the extra

        try:
            yield
        except (OSError, RuntimeError, CancelledError) as e:
            raise WorkerError(
                f"{SCHEME}{self._address}: the Dask scheduler was lost; run the same again: it goes on where it stopped"
            ) from e

    def _submit(self, function: Any, *arguments: Any) -> Future:
        self._submitted += 1
        with self._reached(), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that a document is large
            return self._client.submit(function, *arguments, key=f"guihua-{function.__name__}-{self._run}-{self._submitted}", pure=False)

    def _window(self) -> int:
        """So many documents may be in flight now."""
        now = time.monotonic()
        if now - self._looked >= _LOOK or not self._threads:
            with self._reached():
                self._threads = sum(self._client.nthreads().values())
            self._looked = now
            if self._threads:
                self._seen = now
            elif now - self._seen > self._patience:
                raise WorkerError(
                    f"{SCHEME}{self._address}: there has been no worker for {self._patience:g} seconds; start some, and run the same again"
                )
        return max(_FEWEST, _WINDOW * self._threads)

    def _collected(self, place: tuple[Job, Future] | Result) -> Result:
        """What became of one document, once it is known."""
        from distributed import CancelledError, KilledWorker, wait  # noqa: PLC0415 - of the extra

        if not isinstance(place, tuple):
            return place
        job, future = place
        started = time.monotonic()
        while not future.done():
            with self._reached(), suppress(TimeoutError):
                wait(future, timeout=_LOOK)
            self._window()
        with self._reached():
            if future.status == "finished":
                return self._accepted(future.result())
            if future.status != "error":
                raise CancelledError
            error = future.exception()
        if isinstance(error, KilledWorker) and error.task != future.key:  # lost before they had so much as their setting
            return self._collected((job, self._submit(convert, job, self._renewed())))
        if isinstance(error, KilledWorker):
            why = f"{error.allowed_failures + 1} Dask workers were lost while they had it; run the same again, or split the file"
            return Failure(error_of(job.path, WorkerError(f"{job.path}: {why}", code="worker_died")), {LOST: time.monotonic() - started})
        if isinstance(error, GuihuaError):
            raise WorkerError(f"{SCHEME}{self._address}: {error}") from error
        raise WorkerError(
            f"{SCHEME}{self._address}: the cluster cannot convert ({type(error).__name__}: {error}); its scheduler and all its workers need"
            f" guihua {self._setting.version}"
        ) from error

    def _renewed(self) -> Future:
        """The setting, once more where it was lost with too many workers."""
        if self._given.status == "error":
            self._renewals += 1
            if self._renewals > _TRIES:
                raise WorkerError(f"{SCHEME}{self._address}: Dask workers are lost as they start; see their logs")
            self._given = self._submit(_same, self._setting)
        return self._given

    def _accepted(self, found: Result | Refusal) -> Result:
        if isinstance(found, Refusal):
            raise WorkerError(
                f"{SCHEME}{self._address}: a worker has guihua {found.version} with the rules {found.rules[:12]}, where this is"
                f" {self._setting.version} with {self._setting.rules[:12]}; install the same on all of them"
            )
        return found


def _done(place: tuple[Job, Future] | Result) -> bool:
    return not isinstance(place, tuple) or place[1].done()


# -- in a Dask worker --------------------------------------------------------------------------------------------

_lock = Lock()
_idle: list[Processes] = []
_for: tuple[object, ...] | None = None
"""The setting that the idle processes were started with."""


def _same(setting: Setting) -> Setting:
    """The setting as a result, which the scheduler passes from worker to worker, and makes again where it is lost."""
    return setting


def convert(job: Job, setting: Setting) -> Result | Refusal:
    """What becomes of one document, by a process that this thread has to itself as long as that takes."""
    global _for  # noqa: PLW0603 - a Dask worker is a process, and what it keeps between tasks is the module's
    has = version("guihua"), (setting.options if setting.options.rules is not None else Options()).digest
    if has != (setting.version, setting.rules):
        return Refusal(*has)
    with _lock:
        if _for != setting.key:
            _end_idle()
            _for = setting.key
        engine = _idle.pop() if _idle else None
    if engine is None:
        current_process().daemon = False  # Dask's nannies start workers as daemons, which may have no processes of their own
        engine = Processes(setting.options, 1, setting.timeout, setting.load)
    try:
        (result,) = engine([job])
    finally:
        with _lock:
            if _for == setting.key:
                _idle.append(engine)
                engine = None
        if engine is not None:
            engine.__exit__(None, None, None)
    return result


def release(key: tuple[object, ...]) -> None:
    """End the processes of a run that is over, those at work as soon as they have done."""
    global _for  # noqa: PLW0603 - as above
    with _lock:
        if _for == key:
            _end_idle()
            _for = None


def _end_idle() -> None:
    while _idle:
        _idle.pop().__exit__(None, None, None)
