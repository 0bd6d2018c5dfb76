"""The records to be judged, grouped by document: from a dataset folder, or from conversions in memory."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipeline.converted import Converted
from pipeline.errors import EvaluationError
from pipeline.files import check_dataset, lines, text_of

Row = dict[str, Any]

TYPES = ("tasks", "targets", "indicators", "units")
"""The types of record that are paired with references, tasks first: the others are judged by the task they belong to."""


@dataclass(slots=True)
class FoundDocument:
    """One document of a dataset: its own record, its source text, and its records by type."""

    document: Row
    text: str
    records: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in TYPES})


@dataclass(frozen=True, slots=True)
class Dataset:
    """The documents of a dataset by the digest of their bytes, which is how references name them."""

    documents: dict[str, FoundDocument]


def of_conversions(conversions: Iterable[Converted]) -> Dataset:
    """The dataset that these conversions would be written as."""
    documents = {}
    for converted in conversions:
        found = FoundDocument(converted.document.model_dump(mode="json"), converted.source_text)
        for name in TYPES:
            found.records[name] = [record.model_dump(mode="json") for record in getattr(converted, name)]
        documents[converted.document.source.sha256] = found
    return Dataset(documents)


def read_dataset(folder: Path) -> Dataset:
    """A dataset folder as `convert` writes it. Raises `EvaluationError` where it is none."""
    check_dataset(folder, EvaluationError)
    by_id: dict[str, FoundDocument] = {}
    for row in _rows(folder, "document", "doc_id", "source"):
        text = text_of(folder, row["doc_id"])
        by_id[row["doc_id"]] = FoundDocument(row, _text(text) if text.is_file() else "")
    for name in TYPES:
        for row in _rows(folder, name.removesuffix("s"), "doc_id", "evidence"):
            if row["doc_id"] in by_id:
                by_id[row["doc_id"]].records[name].append(row)
    return Dataset({str(found.document["source"]["sha256"]): found for found in by_id.values()})


def _text(path: Path) -> str:
    # Lone surrogates are written as they came, and offsets count line ends as they stand.
    return path.read_bytes().decode("utf-8", "surrogatepass")


def _rows(folder: Path, kind: str, *keys: str) -> Iterable[Row]:
    """The records of one type; they need no more than `keys`, as other programs' datasets may be judged too."""
    for path, number, line in lines(folder, kind):
        try:
            row = json.loads(line)
        except ValueError as e:
            raise EvaluationError(f"{path}:{number}: is no JSON: {e}") from e
        missing = [key for key in keys if not isinstance(row, dict) or key not in row]
        if missing:
            raise EvaluationError(f"{path}:{number}: is no record: it lacks {', '.join(missing)}")
        yield row
