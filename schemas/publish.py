"""The JSON Schema files under `schemas/json/`, made from the models (`make schemas`); docs/schemas.md says when their version changes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from schemas import RECORDS, SCHEMA_VERSION
from schemas.base import Record
from schemas.changes import CHANGES
from schemas.corrections import Correction
from schemas.edits import Edit
from schemas.lineage import LINEAGE

FOLDER = Path(__file__).parent / "json"

PUBLISHED: dict[str, tuple[str, type[Record]]] = (
    RECORDS | CHANGES | LINEAGE | {"edit": ("edits/<doc_id>.jsonl", Edit), "correction": ("corrections.jsonl", Correction)}
)
"""By the name of each record, the file that it is a line of, and its model."""


def json_schema(name: str) -> dict[str, Any]:
    """The schema of one record as it is written, all keys there; of a correction, which others write, as it is read."""
    file, model = PUBLISHED[name]
    schema = model.model_json_schema(mode="validation" if model is Correction else "serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:guihua:schema:{SCHEMA_VERSION}:{name}",
        "$comment": f"A line of {file}",
    } | schema


def files() -> dict[str, str]:
    """The name and the content of each file."""
    return {f"{name}.schema.json": json.dumps(json_schema(name), ensure_ascii=False, indent=2) + "\n" for name in PUBLISHED}


def main() -> None:
    """Write the files, and take away those of records that are none any more."""
    FOLDER.mkdir(exist_ok=True)
    wanted = files()
    for old in FOLDER.glob("*.schema.json"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
