"""What was written brought to disk, beside a run that goes on writing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from concurrent.futures import Future, ThreadPoolExecutor

_AT_ONCE = 8
"""Files that are brought to disk at a time: a file system writes for all that wait at once what it writes for one (ext4: 64 files in
10 ms instead of 300)."""


class Disk:
    """Brings files to disk in the background, a round at a time: what was written before a round began is there once the next begins."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._round: Future[None] | None = None

    def bring(self, files: Sequence[str], handles: Sequence[int]) -> None:
        """Begin a round: files by their names, then those that are open, in this order. Raises `OSError` where the last round failed."""
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - for those who write

        self.wait()
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1)
        self._round = self._thread.submit(_bring, files, handles)

    def wait(self) -> None:
        """Wait for the end of the round. Raises `OSError` where it failed."""
        if self._round is not None:
            self._round.result()

    def close(self) -> None:
        """Wait for the end of the round, whatever becomes of it."""
        if self._thread is not None:
            self._thread.shutdown()


def _bring(files: Sequence[str], handles: Sequence[int]) -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - as above

    with ThreadPoolExecutor(_AT_ONCE) as threads:
        list(threads.map(_to_disk, [files[n::_AT_ONCE] for n in range(_AT_ONCE)]))
    for handle in handles:
        os.fsync(handle)


def _to_disk(files: Sequence[str]) -> None:
    for file in files:
        handle = os.open(file, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
