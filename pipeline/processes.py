"""Worker processes on this machine.

Each has a pipe of its own, so that one which dies, whatever it was doing, takes nothing with it but the document that it had.
(In the pools of the standard library and of pebble workers share pipes: one that is killed while it reads, writes or waits
ends the whole pool.)
"""

from __future__ import annotations

import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pickle import UnpicklingError
from types import TracebackType
from typing import Self, cast

from pipeline.errors import WorkerError
from pipeline.forks import CHILDREN, context, starting
from pipeline.job import Failure, Job, Options, Result, error_of
from pipeline.summary import LOST

Load = Callable[[Options], Callable[[Job], Result]]
"""How a worker process gets what does its jobs."""


def stages(options: Options) -> Callable[[Job], Result]:
    """All stages, which only the processes that convert need to have."""
    from pipeline.work import load_worker  # noqa: PLC0415 - as said

    return load_worker(options)


_WINDOW = 4
"""Places in flight for each worker: enough that a long document in front does not leave the others idle."""
_TRIES = 3
"""So many workers in a row may die before their first document; then all of them would."""


@dataclass(slots=True)
class _Place:
    """A place in the row: a job until it is done, then its result."""

    job: Job | None
    result: Result = None
    done: bool = False


@dataclass(slots=True)
class _Worker:
    """A worker process and what it is doing; `ready` once it has loaded the stages."""

    process: BaseProcess
    pipe: Connection
    ready: bool = False
    place: _Place | None = None
    since: float = 0.0
    until: float | None = None


class Processes:
    """An engine of worker processes, each with its own model.

    One that dies, or needs more than `timeout` seconds for a document, costs that document: another takes its place. Workers end
    with this process, whatever ends it, and hold none of its files.
    """

    def __init__(self, options: Options, count: int, timeout: float | None = None, load: Load = stages) -> None:
        self.options = options
        self._load = load
        self._count = count
        self._timeout = timeout
        self._workers: list[_Worker] = []
        self._stillborn = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        while self._workers:
            self._end(self._workers[-1])

    def __call__(self, jobs: Iterable[Job | Result]) -> Iterator[Result]:
        """The results, in the order of the jobs. Raises `WorkerError` where workers die one after the other as they start."""
        source = iter(jobs)
        row: deque[_Place] = deque()
        todo: deque[_Place] = deque()
        more = True
        while more or row:
            while more and len(row) < _WINDOW * self._count:
                try:
                    item = next(source)
                except StopIteration:
                    more = False
                    break
                place = _Place(item) if isinstance(item, Job) else _Place(None, item, done=True)
                row.append(place)
                if not place.done:
                    todo.append(place)
            self._hand_out(todo)
            if row and row[0].done:
                yield row.popleft().result
            elif row:
                self._collect(todo)

    def _hand_out(self, todo: deque[_Place]) -> None:
        """Give what is to be done to workers that have nothing to do; start workers where there are too few."""
        busy = sum(1 for worker in self._workers if worker.place is not None)
        while len(self._workers) < min(self._count, busy + len(todo)):
            self._workers.append(_started(self._load, self.options))
        for worker in list(self._workers):
            if not todo:
                return
            if worker.ready and worker.place is None:
                place = todo.popleft()
                try:
                    worker.pipe.send(place.job)
                except OSError:  # it died while it had nothing to do
                    todo.appendleft(place)
                    self._end(worker)
                    continue
                worker.place, worker.since = place, time.monotonic()
                worker.until = None if self._timeout is None else worker.since + self._timeout

    def _collect(self, todo: deque[_Place]) -> None:
        """Wait until a worker has something to say, has died, or has used up its time."""
        soonest = min((w.until for w in self._workers if w.until is not None), default=None)
        by_pipe = {worker.pipe: worker for worker in self._workers}
        for pipe in wait(list(by_pipe), None if soonest is None else max(0.0, soonest - time.monotonic())):
            worker = by_pipe[cast("Connection", pipe)]
            try:
                said = worker.pipe.recv()
            except (OSError, EOFError, UnpicklingError):
                self._died(worker)
                continue
            self._stillborn = 0
            if worker.place is None:
                worker.ready = True
            else:
                worker.place.result, worker.place.done = said, True
                worker.place = worker.until = None
        now = time.monotonic()
        for worker in [w for w in self._workers if w.until is not None and w.until <= now]:
            self._fail(worker, "timeout", f"took longer than {self._timeout:g} seconds; give it a longer --timeout, or split the file")

    def _died(self, worker: _Worker) -> None:
        with CHILDREN:
            worker.process.join(1)
        code = worker.process.exitcode
        how = f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
        if worker.place is not None:
            why = f"the process that converted it ended {how}; if memory was short, give fewer --jobs, or split the file"
            self._fail(worker, "worker_died", why)
            return
        self._end(worker)
        if not worker.ready:
            self._stillborn += 1
            if self._stillborn >= _TRIES:
                raise WorkerError(f"{_TRIES} worker processes ended as they started, the last {how}; if memory is short, give fewer --jobs")

    def _fail(self, worker: _Worker, code: str, why: str) -> None:
        """The document that a worker had is lost, and the worker with it."""
        place = worker.place
        assert place is not None
        assert place.job is not None
        error = error_of(place.job.path, WorkerError(f"{place.job.path}: {why}", code=code))
        place.result, place.done = Failure(error, {LOST: time.monotonic() - worker.since}), True
        self._end(worker)

    def _end(self, worker: _Worker) -> None:
        self._workers.remove(worker)
        worker.process.kill()
        with CHILDREN:
            worker.process.join()
        worker.pipe.close()


def _started(load: Load, options: Options) -> _Worker:
    kind = context()
    here, there = kind.Pipe()
    process = kind.Process(target=_serve, args=(there, load, options), daemon=True)
    with starting():
        process.start()
    there.close()
    return _Worker(process, here)


def _serve(pipe: Connection, load: Load, options: Options) -> None:
    """A worker's life: jobs in, results out, until the other side is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that gives the jobs decides when to stop
    worker = load(options)
    try:
        pipe.send(None)
        while True:
            pipe.send(worker(pipe.recv()))
    except (EOFError, OSError):
        return
