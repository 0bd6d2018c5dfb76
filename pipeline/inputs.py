"""What there is to convert: files of folders, members of archives, standard input, each told by the digest of its bytes."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import IO

from pipeline.archive import MAX_ARCHIVE, SEPARATOR, Archive, Member, looks_like_archive
from pipeline.errors import GuihuaError, ReadError
from pipeline.files import JOURNAL, MANIFEST, are_of_dataset, is_dataset
from pipeline.read import MAX_BYTES
from pipeline.read.formats import READABLE, UNSUPPORTED
from pipeline.remote import Ahead, exists, fetched, files_under, is_folder, is_remote, open_file

_NAMED = 5
"""So many documents of an archive are named where one has to be chosen."""


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
    that guihua cannot read yet are kept, so that they are reported, and so are links that lead nowhere and folders that
    cannot be looked into. A dataset inside the folder is no input, and links to folders are not followed.
    """
    for name in paths:
        if is_remote(name):
            yield from _under(name) if is_folder(name) else (name,)
        elif name != "-" and _is_folder(name):
            yield from sorted(_within(name))
        else:
            yield name


def _within(folder: str) -> Iterator[str]:
    """What `find_inputs` says of a folder on this machine, in no order; folders nested however deep need no deeper calls."""
    left = [Path(folder)]
    while left:
        place = left.pop()
        try:
            with os.scandir(place) as found:
                entries = list(found)
        except OSError:
            yield str(place)  # why is said where it is read
            continue
        if {MANIFEST, JOURNAL}.intersection(entry.name for entry in entries) and is_dataset(place):
            continue
        for entry in entries:
            path = place / entry.name
            if entry.name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                left.append(path)
            elif path.suffix.lower() in READABLE | UNSUPPORTED and (
                not _is_folder(str(path)) if entry.is_symlink() else entry.is_file(follow_symlinks=False)
            ):
                yield str(path)


def _is_folder(name: str) -> bool:
    try:
        return bool(name) and Path(name).is_dir()
    except OSError:  # of what cannot be looked at: why is said where it is read
        return False


def _under(url: str) -> list[str]:
    """What `find_inputs` says of a folder, for one that is not on this machine."""
    found = files_under(url)
    datasets = {name.rpartition("/")[0] for name in found if name.rpartition("/")[2] in (MANIFEST, JOURNAL)}
    datasets = {
        folder for folder in datasets if are_of_dataset({n[len(folder) :].lstrip("/").partition("/")[0] for n in _in(found, folder)})
    }
    within = {name for folder in datasets for name in _in(found, folder)}
    wanted = (n for n in found if n not in within and PurePosixPath(n).suffix.lower() in READABLE | UNSUPPORTED)
    return sorted(f"{url.rstrip('/')}/{name}" for name in wanted if not any(part.startswith(".") for part in name.split("/")))


def _in(names: Sequence[str], folder: str) -> Iterator[str]:
    return (name for name in names if not folder or name.startswith(f"{folder}/"))


def vanished(paths: Sequence[str]) -> Callable[[str], bool]:
    """Says of a path, as records hold it, whether it is in one of the folders among `paths` and no file is there any more."""
    folders = [shown(str(Path(name))) for name in paths if name != "-" and not is_remote(name) and _is_folder(name)]
    folders += [name for name in paths if is_remote(name) and is_folder(name)]

    def gone(path: str) -> bool:
        names = path, path.partition(SEPARATOR)[0]
        return any(_is_in(path, folder) for folder in folders) and not any(map(exists if is_remote(path) else _may_be_there, names))

    return gone


def _may_be_there(path: str) -> bool:
    """Whether a file is there, or is in a folder that cannot be looked into; a folder that could not be is none."""
    try:
        return not stat.S_ISDIR(os.lstat(path).st_mode) or not os.access(path, os.R_OK | os.X_OK)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def _is_in(path: str, folder: str) -> bool:
    if folder == ".":
        return not path.startswith(("/", "../")) and path != "-" and not is_remote(path)
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
        self._ahead: Ahead | None = None
        self._fetched: tuple[str, int, bytes | None] | None = None

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        if self._ahead is not None:
            self._ahead.close()

    def expect(self, paths: Iterable[str]) -> None:
        """What will be read next, in this order: files that are not on this machine are fetched before they are asked for."""
        if self._ahead is not None:
            self._ahead.close()
        self._ahead = Ahead(path for path, _ in groupby(paths) if is_remote(path))

    def _remote(self, path: str) -> tuple[int, bytes | None]:
        """A file that is not on this machine: its size and, but for a large one, its bytes, of which the last are kept."""
        if self._fetched is None or self._fetched[0] != path:
            self._fetched = path, *(fetched(path) if self._ahead is None else self._ahead.get(path))
        return self._fetched[1:]

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
            size, data = self._remote(path) if is_remote(path) else (_size_of(path), None)
            if size > MAX_BYTES:
                raise ReadError(
                    f"{path}: {size:,} bytes is more than the limit of {MAX_BYTES:,}; split the file into documents", code="too_large"
                )
            return Path(path).read_bytes() if data is None else data

    def _standard_input(self) -> bytes:
        if self._stdin is None:
            self._stdin = sys.stdin.buffer.read(MAX_BYTES + 1)
        return self._stdin

    def archive(self, path: str) -> Archive | None:
        """The input as an archive of documents; None where it is a document itself."""
        if self._archive is not None and self._archive[0] == path:
            return self._archive[2]
        with _named(path):
            size, file = self._open(path)
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

    def _open(self, path: str) -> tuple[int, IO[bytes]]:
        if path == "-":
            return 0, io.BytesIO(self._standard_input())
        if is_remote(path):
            size, data = self._remote(path)
            return size, open_file(path) if data is None else io.BytesIO(data)
        return _size_of(path), Path(path).open("rb")


def _size_of(path: str) -> int:
    if not path:  # which would stand for the folder that one is in
        raise ReadError("the name of a file is empty, as one from a variable that is not set", code="not_found")
    status = Path(path).stat()
    if stat.S_ISDIR(status.st_mode):
        os.scandir(path).close()  # says so where the folder cannot be looked into, as why nothing was found in it
        raise ReadError(f"{path}: is a folder; name a document in it", code="unreadable")
    if not stat.S_ISREG(status.st_mode):
        raise ReadError(f"{path}: is no file that can be read to its end (a device, a pipe or a socket)", code="unreadable")
    return status.st_size


@contextmanager
def _named(path: str) -> Iterator[None]:
    """What the system says of a file, as an error that names the file."""
    try:
        yield
    except FileNotFoundError:
        if (link := Path(path)).is_symlink():
            raise ReadError(f"{path}: is a link to {link.readlink()}, which is not there", code="not_found") from None
        raise ReadError(f"{path}: there is no such file", code="not_found") from None
    except OSError as e:
        raise ReadError(f"{path}: cannot be read: {e.strerror or e}", code="unreadable") from e


def survey(paths: Sequence[str], reader: Reader) -> list[Input]:
    """Every input of `paths` with its digest, in order, each file once. Only digests are kept, never contents."""
    inputs: list[Input] = []
    seen: set[str] = set()
    reader.expect(paths)
    for path in paths:
        same_file = path if path == "-" or is_remote(path) else os.path.normpath(path)
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


def document(path: str, reader: Reader) -> tuple[str, bytes]:
    """The one document that a path names, as it is recorded, and its bytes: a file, or plans.zip!/plan.docx in an archive.

    Raises `ReadError` where it is missing, and for an archive of several documents, which are named then.
    """
    outer, _, name = path.partition(SEPARATOR)
    within = bool(name) and path != "-" and not (exists(path) if is_remote(path) else os.path.lexists(path))
    items = list(_inside(outer if within else path, reader))
    if within and (items[0].path != outer or items[0].error is None):
        items = [item for item in items if item.path == path]
        if not items:
            raise ReadError(f"{path}: there is no such document in the archive", code="not_found")
    if len(items) > 1:
        named = ", ".join(item.path for item in items[:_NAMED])
        raise ReadError(f"{path}: a ZIP archive holds several documents; name one of them: {named}", code="unsupported_format")
    item = items[0]
    if item.error is not None:
        raise item.error
    return shown(item.path), reader.of(item)
