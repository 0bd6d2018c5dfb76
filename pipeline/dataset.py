"""A dataset folder read document by document, every record validated and every evidence held against its text.

The files of a dataset are in the order of its documents, so that one document at a time is in memory.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import cast

from pydantic import ValidationError

from pipeline import text
from pipeline.converted import Converted
from pipeline.errors import DatasetError
from pipeline.files import check_dataset, edits_of, lines, text_of
from schemas import RECORDS, SCHEMA_VERSION, Document, Error, Evidence, Indicator, Observation, Record, Target, Task, Unit
from schemas.edits import Edit

_OF_A_DOCUMENT = ("task", "target", "observation", "indicator", "unit")
_FILE_NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")


class _Feed:
    """The records of one type, in the order of the dataset, handed out a document at a time."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._rows = _rows(folder, kind)
        self._next = next(self._rows, None)

    def of(self, doc_id: str, text: str) -> Iterator[Record]:
        """The records of this document, which must come next."""
        while self._next is not None and getattr(self._next[1], "doc_id") == doc_id:  # noqa: B009 - records of a document have one
            where, row = self._next
            _check_evidence(where, row, text)
            yield row
            self._next = next(self._rows, None)

    def rest(self) -> str | None:
        """Where a record stands that belongs to no document, or to an earlier one."""
        return None if self._next is None else self._next[0]


def _rows(folder: Path, kind: str) -> Iterator[tuple[str, Record]]:
    model = RECORDS[kind][1]
    for path, number, line in lines(folder, kind):
        try:
            yield f"{path}:{number}", model.model_validate_json(line)
        except ValidationError as e:
            first = e.errors(include_url=False)[0]
            where = ".".join(map(str, first["loc"]))
            raise DatasetError(f"{path}:{number}: is no {model.__name__.lower()} record: {where}: {first['msg']}") from e


def check_versions(folder: Path) -> set[str]:
    """The schema versions of a dataset's documents.

    Refuses those of another major version, and of a later minor one, whose records may have keys that are unknown here.
    """
    major, minor = _version(SCHEMA_VERSION)
    versions = set()
    for path, number, line in lines(folder, "document"):
        try:
            said = json.loads(line)["schema_version"]
            found = _version(said)
        except (ValueError, KeyError, TypeError, AttributeError):
            versions.add("1.0")  # older than versions, or no document record at all, which its model will say
            continue
        if found[0] != major or found[1] > minor:
            what = "take a later guihua" if found > (major, minor) else "convert the documents anew with --force"
            raise DatasetError(f"{path}:{number}: is of schema {said}, and this version reads {major}.0 to {SCHEMA_VERSION}; {what}")
        versions.add(said)
    return versions


def _version(said: str) -> tuple[int, int]:
    major, minor = said.split(".")
    return int(major), int(minor)


def _check_evidence(where: str, row: Record, text: str) -> None:
    spans = cast("tuple[Evidence, ...]", getattr(row, "evidence"))  # noqa: B009
    actions = row.actions if isinstance(row, Task) else ()
    for span in (*spans, *(e for action in actions for e in action.evidence)):
        if text[span.start : span.end] != span.text:
            raise DatasetError(f"{where}: its evidence is not what stands in the source text; convert the documents anew with --force")


def read_dataset(folder: str | os.PathLike[str]) -> Iterator[Converted]:
    """The documents of a dataset with all that belongs to them, one after the other (数据集).

    Raises `DatasetError` with file and line where a record breaks its schema, is of a schema that this version does not know,
    or points at other words than its evidence says.
    """
    folder = Path(folder)
    check_dataset(folder)
    feeds = {kind: _Feed(folder, kind) for kind in _OF_A_DOCUMENT}
    check_versions(folder)
    for where, row in _rows(folder, "document"):
        document = cast("Document", row)
        doc_id = document.doc_id
        if not _FILE_NAME.fullmatch(doc_id):
            raise DatasetError(f"{where}: the id {doc_id!r} cannot be the name of a file")
        source = text_of(folder, doc_id)
        if not source.is_file():
            raise DatasetError(f"{source}: is missing; convert the documents anew with --force")
        words = source.read_bytes().decode("utf-8", "surrogatepass")
        _check_evidence(where, document, words)
        rows = {kind: tuple(feed.of(doc_id, words)) for kind, feed in feeds.items()}
        yield Converted(
            document, words, cast("tuple[Task, ...]", rows["task"]), cast("tuple[Target, ...]", rows["target"]),
            cast("tuple[Observation, ...]", rows["observation"]), cast("tuple[Indicator, ...]", rows["indicator"]),
            cast("tuple[Unit, ...]", rows["unit"]), edits=_edits(edits_of(folder, doc_id), len(words)),
        )  # fmt: skip
    for feed in feeds.values():
        if (stray := feed.rest()) is not None:
            raise DatasetError(f"{stray}: the records are not in the order of the documents; convert the documents anew with --force")


def _edits(path: Path, length: int) -> tuple[text.Edit, ...] | None:
    """The repairs of a document, if the dataset lists them."""
    if not path.is_file():
        return None
    edits = []
    for number, line in enumerate(path.read_bytes().decode("utf-8", "surrogatepass").split("\n"), 1):
        if not line:
            continue
        try:
            # Lone surrogates of a source have no place in JSON, and none on a page.
            edit = Edit.model_validate_json(line.encode("utf-8", "replace"))
        except ValidationError as e:
            raise DatasetError(f"{path}:{number}: is no edit: {e.errors(include_url=False)[0]['msg']}") from e
        if edit.end > length:
            raise DatasetError(f"{path}:{number}: lies outside the source text; convert the documents anew with --force")
        edits.append(text.Edit(**edit.model_dump()))
    return tuple(edits)


def failures(folder: Path) -> list[Error]:
    """The inputs that could not be converted."""
    return [cast("Error", row) for _, row in _rows(folder, "error")]
