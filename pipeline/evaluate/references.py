"""References: what is right, said by hand. Only this module knows how they are stored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.converted import Converted
from pipeline.corrections import Corrections, expected, read_corrections
from pipeline.dataset import read_dataset as read_documents
from pipeline.errors import CorrectionError, DatasetError, EvaluationError
from pipeline.evaluate.dataset import TYPES, Row

SUFFIX = ".gold.json"


@dataclass(frozen=True, slots=True)
class Reference:
    """What is right for one document.

    Records look like those of a dataset, but have no ids: `task` of a target or a unit is the place of its task in
    `records["tasks"]`. They may have `metric_alt` (other wordings of a metric that are right too) and `form` (the kind
    of difficulty that the record stands for; several are joined by +).
    """

    name: str
    sha256: str
    by_words: bool
    """Offsets count in another rendering of the file, so that evidence is compared by its words."""
    document: Row
    records: dict[str, list[Row]]
    decoys: tuple[Row, ...] = ()
    """Stretches (`form`, `evidence`) with a number that commits to nothing: no target is to be made of them."""


def read_references(path: Path) -> tuple[Reference, ...]:
    """The references of a folder, or a single one, by name. Raises `EvaluationError` where there is none."""
    if path.is_dir():
        files = sorted(path.glob(f"*{SUFFIX}"))
        if not files:
            raise EvaluationError(f"{path}: holds no references (*{SUFFIX})")
    elif path.is_file():
        files = [path]
    else:
        raise EvaluationError(f"{path}: there is no such folder or file; name a folder of references (*{SUFFIX})")
    return tuple(_read(file) for file in files)


def of_corrections(dataset: Path, path: Path) -> tuple[tuple[Reference, ...], list[str]]:
    """The documents of a dataset that corrections speak of as references: their records as readers say they should be.

    What a reader has left as it is counts as right. Also gives the corrections that do not fit, said. Raises
    `EvaluationError` where none is of a document of the dataset.
    """
    try:
        by_document = Corrections.of(read_corrections([path])).by_document
        found, warnings = [], []
        for converted in read_documents(dataset):
            if corrections := by_document.pop(converted.document.source.sha256, None):
                right, misfits = expected(converted, corrections)
                found.append(as_reference(right))
                warnings += misfits
    except (CorrectionError, DatasetError) as e:
        raise EvaluationError(str(e)) from e
    if not found:
        raise EvaluationError(f"{path}: none of its corrections is of a document of {dataset}")
    return tuple(found), warnings


def as_reference(right: Converted) -> Reference:
    """A document whose records are right, as the reference for others."""
    document = right.document.model_dump(mode="json")
    records = {name: [row.model_dump(mode="json") for row in getattr(right, name)] for name in TYPES}
    places = {row["task_id"]: n for n, row in enumerate(records["tasks"])}
    for name in ("targets", "units"):
        for row in records[name]:
            row["task"] = places.get(row["task_id"])
    return Reference(document["source"]["path"], document["source"]["sha256"], False, document, records)


def _read(path: Path) -> Reference:
    try:
        raw: Any = json.loads(path.read_text(encoding="utf-8"))
        source = raw["source"]
        records = {name: [dict(row) for row in raw.get(name, [])] for name in TYPES}
        decoys = tuple(dict(row) for row in raw.get("decoys", ()))
        return Reference(str(source["name"]), str(source["sha256"]), bool(source.get("by_text")), dict(raw["document"]), records, decoys)
    except (OSError, ValueError) as e:
        raise EvaluationError(f"{path}: cannot be read as a reference: {e}") from e
    except (KeyError, TypeError, AttributeError) as e:
        raise EvaluationError(f"{path}: is no reference: it needs source (name, sha256), document, and lists of {', '.join(TYPES)}") from e
