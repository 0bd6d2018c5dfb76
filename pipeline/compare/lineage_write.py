"""A lineage to disk or to a stream. A folder appears whole or not at all, as a dataset does."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from pipeline.compare.lineage import Lineage
from pipeline.errors import DatasetError
from pipeline.files import MANIFEST
from schemas.base import Record
from schemas.lineage import LINEAGE

_KNOWN = {name for name, _ in LINEAGE.values()} | {MANIFEST}


def check_folder(folder: Path, force: bool) -> None:
    """Refuse an output folder that holds anything but a lineage, and a lineage without `force`."""
    if folder.resolve() == Path.cwd():
        raise DatasetError(f"{folder}: is the folder you are in, which cannot be replaced; name a folder inside it")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise DatasetError(f"{folder}: exists and is no folder; name another output folder")
    names = {p.name for p in folder.iterdir()} if folder.exists() else set()
    if not names <= _KNOWN:
        raise DatasetError(f"{folder}: holds files that are no lineage of guihua; name an empty or a new folder")
    if names and not force:
        raise DatasetError(f"{folder}: holds a lineage already; give --force to replace it, or name another folder")


def check_page(page: Path, force: bool) -> None:
    """Refuse a page that would replace a folder, and one that would replace a file without `force`."""
    if page.is_dir():
        raise DatasetError(f"{page}: is a folder; name a file for the page")
    if page.exists() and not force:
        raise DatasetError(f"{page}: exists already; give --force to replace it, or name another file")


def write_folder(folder: Path, found: Lineage, manifest: dict[str, object]) -> None:
    """Write the records beside the folder first, then move them into place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
    try:
        work.chmod(0o755)
        files = {kind: (work / name).open("w", encoding="utf-8", newline="") for kind, (name, _) in LINEAGE.items()}
        for kind, row in records(found):
            files[kind].write(row.model_dump_json() + "\n")
        for file in files.values():
            file.close()
        whole = {**manifest, "plans": _plans(found), "records": {"thread": len(found.threads), "coverage": len(found.coverage)}}
        (work / MANIFEST).write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        work.replace(folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def write_stream(stream: IO[str], found: Lineage) -> None:
    """Write the records as JSON lines, each with its `type`."""
    for kind, row in records(found):
        stream.write(json.dumps({"type": kind, **row.model_dump(mode="json")}, ensure_ascii=False, separators=(",", ":")) + "\n")


def write_page(page: Path, html: str) -> None:
    """Write the page whole or not at all."""
    page.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{page.name}.", suffix=".partial", dir=page.parent)
    work = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as file:
            file.write(html)
        work.chmod(0o644)
        work.replace(page)
    except BaseException:
        work.unlink(missing_ok=True)
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
