"""Files that are not on this machine: whatever fsspec has a file system for, named by a URL (`s3://bucket/plans`, `sftp://…`).

What is asked of them is little: to list a folder, to read a file whole, to put and to fetch files.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO, Any, cast

from pipeline.errors import GuihuaError, ReadError, UsageError

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*(?:::|://)")
_AHEAD = 16
"""Files that are fetched at a time: a store that answers in 30 ms gives one file thirty times a second, and sixteen five hundred times."""
_WHOLE = 50_000_000
"""Bytes up to which a file is fetched whole."""


def is_remote(path: str) -> bool:
    """Whether a path is a URL, which fsspec opens, and no path of this machine."""
    return _URL.match(path) is not None


def opened(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path there. Raises `UsageError` where a package is missing or nobody knows such URLs."""
    try:
        from fsspec.core import url_to_fs  # noqa: PLC0415 - of the extra
    except ImportError:
        raise UsageError(f"{url}: paths that are URLs need fsspec: pip install 'guihua[remote]'") from None
    try:
        system, root = url_to_fs(url)
    except (ImportError, ValueError) as e:
        raise UsageError(f"{url}: cannot be opened: {_said(e)}") from None
    return system, str(root)


def is_folder(url: str) -> bool:
    """Whether files are under a URL. Raises `ReadError` where the store cannot be asked."""
    system, root = opened(url)
    with named(url):
        return bool(system.isdir(root))


def files_under(url: str) -> list[str]:
    """The paths of all files in a folder, as they stand behind its URL."""
    system, root = opened(url)
    root = root.rstrip("/")
    with named(url):
        return [path[len(root) :].lstrip("/") for path in map(str, system.find(root)) if path.startswith(f"{root}/")]


def exists(url: str) -> bool:
    """Whether there is such a file. Raises `ReadError` where the store cannot be asked."""
    system, path = opened(url)
    with named(url):
        return bool(system.exists(path))


def fetched(url: str) -> tuple[int, bytes | None]:
    """The size of a file and its bytes; without these where it is too large to be a document."""
    system, path = opened(url)
    with named(url):
        size = system.info(path)["size"]
        if size is None or size > _WHOLE:
            return size or 0, None
        return size, bytes(system.cat_file(path))


def open_file(url: str) -> IO[bytes]:
    """A file that can be read from anywhere in it."""
    system, path = opened(url)
    with named(url):
        return cast("IO[bytes]", system.open(path, "rb"))


@contextmanager
def named(url: str) -> Iterator[None]:
    """What a store says, in whatever way, as an error that names the file."""
    try:
        yield
    except GuihuaError:
        raise
    except FileNotFoundError:
        raise ReadError(f"{url}: there is no such file", code="not_found") from None
    except Exception as e:  # each store has errors of its own
        raise ReadError(f"{url}: cannot be read: {_said(e)}", code="unreadable") from e


def _said(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


class Ahead:
    """Fetches the files that will be asked for next, some at a time, in threads. Close it when no more are wanted."""

    def __init__(self, urls: Iterable[str]) -> None:
        self._urls = iter(urls)
        self._threads = ThreadPoolExecutor(_AHEAD)
        self._coming: deque[tuple[str, Future[tuple[int, bytes | None]]]] = deque()

    def get(self, url: str) -> tuple[int, bytes | None]:
        """As `fetched`; what was expected before it is passed over."""
        self._expect()
        if not any(name == url for name, _ in self._coming):
            return fetched(url)
        while self._coming[0][0] != url:
            self._coming.popleft()
        _, future = self._coming.popleft()
        self._expect()
        return future.result()

    def _expect(self) -> None:
        while len(self._coming) < _AHEAD and (url := next(self._urls, None)) is not None:
            self._coming.append((url, self._threads.submit(fetched, url)))

    def close(self) -> None:
        """Fetch no more."""
        self._threads.shutdown(wait=False, cancel_futures=True)
