"""A lineage to disk. A folder appears whole or not at all, as a dataset does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

from pipeline.compare.lineage import Lineage
from pipeline.files import MANIFEST
from pipeline.place import check_output, move_into_place, partial_folder
from schemas.base import Record
from schemas.lineage import LINEAGE

_KNOWN = {name for name, _ in LINEAGE.values()} | {MANIFEST}


def is_lineage(folder: Path) -> bool:
    """Whether a folder holds a lineage and nothing else."""
    return {p.name for p in folder.iterdir()} <= _KNOWN


def check_folder(folder: Path, force: bool) -> None:
    """Refuse an output folder that holds anything but a lineage, and a lineage without `force`."""
    check_output(folder, force, is_lineage, "lineage")


def write_folder(folder: Path, found: Lineage, manifest: dict[str, object]) -> None:
    """Write the records beside the folder first, then move them into place."""
    work = partial_folder(folder)
    try:
        files = {kind: (work / name).open("w", encoding="utf-8", newline="") for kind, (name, _) in LINEAGE.items()}
        for kind, row in records(found):
            files[kind].write(row.model_dump_json() + "\n")
        for file in files.values():
            file.close()
        whole = {**manifest, "plans": _plans(found), "records": {"thread": len(found.threads), "coverage": len(found.coverage)}}
        (work / MANIFEST).write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        move_into_place(work, folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def records(found: Lineage) -> Iterator[tuple[str, Record]]:
    """(type, record) in the order of the files."""
    yield from (("thread", row) for row in found.threads)
    yield from (("coverage", row) for row in found.coverage)


def _plans(found: Lineage) -> list[dict[str, object]]:
    """The plans in the order that was found, for readers who have only the folder."""
    return [
        {
            "doc_id": p.doc_id, "title": p.document.title, "doc_type": p.document.doc_type, "start": p.start, "end": p.end,
            "issued_on": p.document.issued_on, "path": p.document.source.path, "tasks": len(p.side.tasks),
        }
        for p in found.plans
    ]  # fmt: skip
