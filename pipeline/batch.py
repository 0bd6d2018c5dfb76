"""Many inputs, one after the other: which files, in which order, and what happens to those that fail."""

from __future__ import annotations

import hashlib
import io
import os
import stat
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from pydantic import ValidationError

from pipeline import Converter
from pipeline.archive import MAX_ARCHIVE, SEPARATOR, Archive, Member, looks_like_archive
from pipeline.converted import Converted
from pipeline.corrections import Corrections
from pipeline.duplicates import Originals, fingerprint
from pipeline.errors import GuihuaError, ReadError
from pipeline.link import believed
from pipeline.outline import Outline
from pipeline.read import MAX_BYTES
from pipeline.read.formats import READABLE, UNSUPPORTED
from pipeline.write import MANIFEST, Sink, is_dataset
from schemas import Error


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


@dataclass(slots=True)
class Summary:
    """What a batch came to."""

    documents: int = 0
    records: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    duplicates: int = 0
    seconds: float = 0.0
    characters: int = 0
    repairs: Counter[str] = field(default_factory=Counter)
    corrected: int = 0
    warnings: list[str] = field(default_factory=list)


def find_inputs(paths: Sequence[str]) -> Iterator[str]:
    """The files to convert: those named, and for a folder its files by code point of their path.

    In a folder, hidden files and files of formats that are not documents are passed over; files of document formats
    that guihua cannot read yet are kept, so that they are reported. A dataset inside the folder is no input.
    """
    for name in paths:
        path = Path(name)
        if name != "-" and path.is_dir():
            found = (p for p in path.rglob("*") if p.is_file() and not any(part.startswith(".") for part in p.relative_to(path).parts))
            datasets = {p.parent for p in path.rglob(MANIFEST) if is_dataset(p.parent)}
            wanted = (p for p in found if p.suffix.lower() in READABLE | UNSUPPORTED and datasets.isdisjoint(p.parents))
            yield from sorted(str(p) for p in wanted)
        else:
            yield name


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


def _survey(paths: Sequence[str], reader: Reader) -> tuple[list[Input], dict[str, list[str]]]:
    """Every input's digest, and the paths that share one. Only digests are kept, never contents."""
    inputs: list[Input] = []
    same: dict[str, list[str]] = {}
    seen: set[str] = set()
    for path in paths:
        same_file = path if path == "-" else os.path.normpath(path)
        if same_file in seen:
            continue
        seen.add(same_file)
        for item in _inside(path, reader):
            if item.error is None:
                try:
                    sha = hashlib.sha256(reader.read(item.archive or item.path, item.member)).hexdigest()
                except GuihuaError as e:
                    item = replace(item, error=e)  # noqa: PLW2901 - the same input, with what became of it
                else:
                    item = replace(item, sha256=sha)  # noqa: PLW2901 - as above
                    same.setdefault(sha, []).append(item.path)
            inputs.append(item)
    return inputs, same


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


def _stage_of(error: Exception) -> str:
    return "read" if isinstance(error, ReadError) else "validate" if isinstance(error, ValidationError) else "convert"


def _compared(converted: Converted, outline: Outline, originals: Originals) -> Converted:
    """The document with the id of the earlier one that it repeats, if any: only the batch knows both."""
    original = originals.match(converted.document, fingerprint(outline))
    if original is None:
        return converted
    return replace(converted, document=converted.document.model_copy(update={"duplicate_of": original}))


def convert_all(
    paths: Sequence[str],
    sink: Sink,
    convert: Converter,
    progress: Callable[[str, int], None] | None = None,
    least: float = 0.0,
    corrections: Corrections | None = None,
) -> Summary:
    """Convert every file of `paths` (see `find_inputs` for folders) into `sink`, in order.

    One that fails becomes an error line; the rest goes on.

    Records that can be believed less than `least` are left out. `corrections` are applied to the documents they name, and
    those that do not fit stand in the summary's warnings. `progress` is called with each path and the number of
    inputs once it is through.
    """
    started = time.perf_counter()
    with Reader() as reader:
        summary = _convert_all(paths, sink, convert, reader, progress, least, corrections)
    summary.seconds = time.perf_counter() - started
    return summary


def _convert_all(
    paths: Sequence[str],
    sink: Sink,
    convert: Converter,
    reader: Reader,
    progress: Callable[[str, int], None] | None,
    least: float,
    corrections: Corrections | None,
) -> Summary:
    inputs, same = _survey(paths, reader)
    summary = Summary(duplicates=sum(len(group) - 1 for group in same.values()))
    done: set[str] = set()
    originals = Originals()
    for item in inputs:
        error: Exception | None = item.error
        if item.sha256 is not None and item.sha256 not in done:
            done.add(item.sha256)
            try:
                others = tuple(shown(path) for path in same[item.sha256][1:])
                data = reader.read(item.archive or item.path, item.member)
                prepared = convert.prepare(data, shown(item.path))
                converted = convert.finish(prepared, data, shown(item.path), others)
                converted = corrections.apply(converted) if corrections else converted
                converted = _compared(converted, prepared.outline, originals)
                converted = believed(converted, least) if least else converted
            except Exception as e:  # whatever one document does, the others go on
                error = e
            else:
                sink.add(converted)
                summary.documents += 1
                summary.characters += len(converted.source_text)
                summary.records.update(kind for kind, _ in converted.records())
                summary.repairs.update(converted.document.repairs)
        if error is not None:
            summary.failed += 1
            code = error.code if isinstance(error, GuihuaError) else type(error).__name__
            message = shown(" ".join(str(error).split())[:500])
            sink.fail(Error(path=shown(item.path), stage=_stage_of(error), error=code, message=message or type(error).__name__))
        if progress is not None:
            progress(item.path, len(inputs))
    if corrections is not None:
        corrections.finish()
        summary.corrected, summary.warnings = corrections.applied, corrections.warnings
    return summary
