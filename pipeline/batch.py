"""Many inputs, one after the other: which files, in which order, and what happens to those that fail."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from pydantic import ValidationError

from pipeline import Converter
from pipeline.corrections import Corrections
from pipeline.duplicates import Originals, fingerprint
from pipeline.errors import GuihuaError, ReadError
from pipeline.link import Converted, believed
from pipeline.outline import Outline
from pipeline.read import MAX_BYTES
from pipeline.write import MANIFEST, Sink, is_dataset
from schemas import Error

READABLE = {".txt", ".text", ".html", ".htm", ".shtml", ".xhtml"}
UNSUPPORTED = {".pdf", ".doc", ".docx", ".wps", ".ofd", ".zip", ".rtf", ".xls", ".xlsx", ".ppt", ".pptx", ".et"}


@dataclass(frozen=True, slots=True)
class Input:
    """One input: its path as it is recorded, the bytes' digest, or why it could not be read."""

    path: str
    sha256: str | None = None
    error: GuihuaError | None = None


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
    """Reads inputs, refusing what is no document by its size or kind; standard input is read only once."""

    def __init__(self) -> None:
        self._stdin: bytes | None = None

    def read(self, path: str) -> bytes:
        """The bytes of one input. Raises `ReadError` where it is missing, too large, or of a format not read yet."""
        if path == "-":
            if self._stdin is None:
                self._stdin = sys.stdin.buffer.read(MAX_BYTES + 1)
            return self._stdin
        file = Path(path)
        if file.suffix.lower() in UNSUPPORTED:
            raise ReadError(f"{path}: {file.suffix} files cannot be read yet; save it as text or HTML first", code="unsupported_format")
        try:
            status = file.stat()
            if not stat.S_ISREG(status.st_mode):
                raise ReadError(f"{path}: is no file that can be read to its end (a device, a pipe or a socket)", code="unreadable")
            size = status.st_size
            if size > MAX_BYTES:
                raise ReadError(
                    f"{path}: {size:,} bytes is more than the limit of {MAX_BYTES:,}; split the file into documents", code="too_large"
                )
            return file.read_bytes()
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
        try:
            sha = hashlib.sha256(reader.read(path)).hexdigest()
        except GuihuaError as e:
            inputs.append(Input(path, error=e))
            continue
        same.setdefault(sha, []).append(path)
        inputs.append(Input(path, sha))
    return inputs, same


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
    reader = Reader()
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
                data = reader.read(item.path)
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
    summary.seconds = time.perf_counter() - started
    return summary
