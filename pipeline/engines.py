"""Where jobs are done. An engine is a function from a stream of jobs to a stream of results in the same order.

What is no job (an input that failed before, or needs no work) goes through in its turn. No more than a window of jobs is in
flight, so that memory does not grow with their number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Protocol

from pipeline.job import Job, Options, Result

if TYPE_CHECKING:
    from pipeline.work import Worker


class Engine(Protocol):
    """Does jobs; what is no job goes through."""

    options: Options

    def __call__(self, jobs: Iterable[Job | Result]) -> Iterator[Result]:
        """The results, in the order of the jobs."""


class Inline:
    """Does each job in this process, when its result is asked for."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self.options = worker.options

    def __call__(self, jobs: Iterable[Job | Result]) -> Iterator[Result]:
        """The results, in the order of the jobs."""
        for job in jobs:
            yield self._worker(job) if isinstance(job, Job) else job
