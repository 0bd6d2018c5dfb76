"""What there is to convert: files of folders, members of archives, standard input, each told by the digest of its bytes."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from pipeline.archive import MAX_ARCHIVE, SEPARATOR, Archive, Member, looks_like_archive
from pipeline.errors import GuihuaError, ReadError
from pipeline.files import JOURNAL, MANIFEST, is_dataset
from pipeline.read import MAX_BYTES
from pipeline.read.formats import READABLE, UNSUPPORTED


@dataclass(frozen=True, slots=True)
class Input:
    """One input: its path as it is recorded, the bytes' digest, or why it could not be read.

    What stands inside an archive has the archive's own path and its member; `path` then names both.
    """

    path: str
    sha256: str | None = None
    error: GuihuaError | None = None
    archive: str | None = None
    member: Member | None = None


def find_inputs(paths: Sequence[str]) -> Iterator[str]:
    """The files to convert: those named, and for a folder its files by code point of their path.

    In a folder, hidden files and files of formats that are not documents are passed over; files of document formats
    that guihua cannot read yet are kept, so that they are reported. A dataset inside the folder is no input.
    """
    for name in paths:
        path = Path(name)
        if name != "-" and path.is_dir():
            found = (p for p in path.rglob("*") if p.is_file() and not any(part.startswith(".") for part in p.relative_to(path).parts))
            datasets = {p.parent for name in (MANIFEST, JOURNAL) for p in path.rglob(name) if is_dataset(p.parent)}
            wanted = (p for p in found if p.suffix.lower() in READABLE | UNSUPPORTED and datasets.isdisjoint(p.parents))
            yield from sorted(str(p) for p in wanted)
        else:
            yield name


def vanished(paths: Sequence[str]) -> Callable[[str], bool]:
    """Says of a path, as records hold it, whether it is in one of the folders among `paths` and no file is there any more."""
    folders = [shown(str(Path(name))) for name in paths if name != "-" and Path(name).is_dir()]

    def gone(path: str) -> bool:
        return any(_is_in(path, folder) for folder in folders) and not any(map(os.path.lexists, (path, path.partition(SEPARATOR)[0])))

    return gone


def _is_in(path: str, folder: str) -> bool:
    if folder == ".":
        return not path.startswith(("/", "../")) and path != "-"
    inside = folder.rstrip("/") + "/"
    return path.startswith(inside) and not path.startswith(f"{inside}../")


def shown(path: str) -> str:
    """A path as records hold it: bytes of a name that are no UTF-8 stand as \\xNN."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


class Reader:
    """Reads inputs, refusing what is no document by its size or kind; standard input is read only once.

    Use it as a context: the archive that was read last stays open until another is, or the end.
    """

    def __init__(self) -> None:
        self._stdin: bytes | None = None
        self._archive: tuple[str, IO[bytes], Archive] | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def _close(self) -> None:
        if self._archive is not None:
            self._archive[1].close()
            self._archive = None

    def of(self, item: Input) -> bytes:
        """The bytes of a surveyed input. Raises `ReadError` where they are gone."""
        return self.read(item.archive or item.path, item.member)

    def read(self, path: str, member: Member | None = None) -> bytes:
        """The bytes of one input, or of one member of an archive. Raises `ReadError` where it is missing or too large."""
        if member is not None:
            archive = self.archive(path)
            if archive is None:
                raise ReadError(f"{path}: was an archive when the batch began and is none any more", code="unreadable")
            return archive.read(member)
        if path == "-":
            return self._standard_input()
        with _named(path):
            size = _size_of(path)
            if size > MAX_BYTES:
                raise ReadError(
                    f"{path}: {size:,} bytes is more than the limit of {MAX_BYTES:,}; split the file into documents", code="too_large"
                )
            return Path(path).read_bytes()

    def _standard_input(self) -> bytes:
        if self._stdin is None:
            self._stdin = sys.stdin.buffer.read(MAX_BYTES + 1)
        return self._stdin

    def archive(self, path: str) -> Archive | None:
        """The input as an archive of documents; None where it is a document itself."""
        if self._archive is not None and self._archive[0] == path:
            return self._archive[2]
        with _named(path):
            size = 0 if path == "-" else _size_of(path)
            file: IO[bytes] = io.BytesIO(self._standard_input()) if path == "-" else Path(path).open("rb")  # noqa: SIM115 - an archive stays open
            kept = False
            try:
                if not looks_like_archive(file):
                    return None
                if size > MAX_ARCHIVE:
                    message = f"{path}: {size:,} bytes is more than the limit of {MAX_ARCHIVE:,} for an archive; make several of it"
                    raise ReadError(message, code="too_large")
                archive = Archive(file, path)
                self._close()
                self._archive, kept = (path, file, archive), True
                return archive
            finally:
                if not kept:
                    file.close()


def _size_of(path: str) -> int:
    status = Path(path).stat()
    if not stat.S_ISREG(status.st_mode):
        raise ReadError(f"{path}: is no file that can be read to its end (a device, a pipe or a socket)", code="unreadable")
    return status.st_size


@contextmanager
def _named(path: str) -> Iterator[None]:
    """What the system says of a file, as an error that names the file."""
    try:
        yield
    except FileNotFoundError:
        raise ReadError(f"{path}: there is no such file", code="not_found") from None
    except OSError as e:
        raise ReadError(f"{path}: cannot be read: {e.strerror or e}", code="unreadable") from e


def survey(paths: Sequence[str], reader: Reader) -> list[Input]:
    """Every input of `paths` with its digest, in order, each file once. Only digests are kept, never contents."""
    inputs: list[Input] = []
    seen: set[str] = set()
    for path in paths:
        same_file = path if path == "-" else os.path.normpath(path)
        if same_file in seen:
            continue
        seen.add(same_file)
        for item in _inside(path, reader):
            if item.error is None:
                try:
                    sha = hashlib.sha256(reader.of(item)).hexdigest()
                except GuihuaError as e:
                    item = replace(item, error=e)  # noqa: PLW2901 - the same input, with what became of it
                else:
                    item = replace(item, sha256=sha)  # noqa: PLW2901 - as above
            inputs.append(item)
    return inputs


def _inside(path: str, reader: Reader) -> Iterator[Input]:
    """The documents that one path stands for: itself, or the members of an archive."""
    try:
        archive = reader.archive(path)
    except GuihuaError as e:
        yield Input(path, error=e)
        return
    if archive is None:
        yield Input(path)
        return
    n = 0
    for n, member in enumerate(archive.members(), 1):  # noqa: B007 - how many there were is asked below
        yield Input(f"{path}{SEPARATOR}{member.name}" if member.name else path, None, member.error, path, member)
    if not n:
        yield Input(path, error=ReadError(f"{path}: no document is in this archive", code="empty"))
