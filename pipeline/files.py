"""The files of a dataset: what they are called, in one piece or in parts, and how far they hold whole documents.

All that read datasets read them through `lines`. A dataset whose run was stopped has no `run.json`; its journal says where
the records of the last whole document end, and nothing behind that is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from pipeline.errors import DatasetError
from schemas import RECORDS

MANIFEST = "run.json"
JOURNAL = "journal.jsonl"
TEXTS = "texts"
EDITS = "edits"
NEW, ANEW, DONE, OLD = ".next", ".anew", ".done", ".old"
"""Inside a dataset: the next state of it, being written (by an update, by --force), ready to be moved in; what it replaces."""
_SHAPES = {kind: (name, name.removesuffix(".jsonl")) for kind, (name, _) in RECORDS.items()}
_KNOWN = {name for names in _SHAPES.values() for name in names} | {TEXTS, EDITS, MANIFEST, f"{MANIFEST}.new", JOURNAL, NEW, ANEW, DONE, OLD}
_TAIL = 1 << 16


def is_dataset(folder: Path) -> bool:
    """Whether a folder holds a dataset and nothing else."""
    return are_of_dataset({p.name for p in folder.iterdir()})


def are_of_dataset(names: set[str]) -> bool:
    """Whether these are the files and folders of a dataset and nothing else."""
    return names <= _KNOWN and (not names.isdisjoint(_SHAPES["document"]) or JOURNAL in names or DONE in names)


def has_documents(folder: Path) -> bool:
    """Whether the documents of a dataset are in a folder, whatever else is."""
    return any(found(folder, name).exists() for name in _SHAPES["document"])


def check_dataset(folder: Path, error: type[Exception] = DatasetError) -> None:
    """Refuse what is no dataset."""
    if not folder.is_dir():
        raise error(f"{folder}: there is no such folder; name a dataset that guihua convert has written")
    if not has_documents(folder):
        name = RECORDS["document"][0]
        raise error(f"{folder}: holds no {name}, so it is no dataset; name one that guihua convert has written")


def found(folder: Path, name: str) -> Path:
    """Where a file of a dataset is: in the folder, or where a run was stopped while it moved a new state in."""
    new = folder / DONE / name
    return new if new.exists() else folder / name


def text_of(folder: Path, doc_id: str) -> Path:
    """The file of a document's source text."""
    return found(folder, TEXTS) / f"{doc_id}.txt"


def edits_of(folder: Path, doc_id: str) -> Path:
    """The file of what was repaired in a document."""
    return found(folder, EDITS) / f"{doc_id}.jsonl"


def file_of(folder: Path, kind: str, part: int | None) -> Path:
    """The file of one type of record; `part` is None where it is in one piece."""
    whole, parted = _SHAPES[kind]
    return folder / whole if part is None else folder / parted / f"part-{part:05}.jsonl"


def in_parts(folder: Path) -> bool:
    """Whether records are in parts: by the journal, else by what is there."""
    journal = found(folder, JOURNAL)
    if journal.is_file():
        with journal.open("rb") as rows, suppress(ValueError):
            return json.loads(rows.readline())["part"] is not None
    return found(folder, _SHAPES["document"][1]).is_dir()


def lines(folder: Path, kind: str) -> Iterator[tuple[Path, int, bytes]]:
    """The lines of one type of record that are not blank, each with its file and number; none where the file is missing."""
    whole, parted = _SHAPES[kind]
    last = last_entry(folder)
    if in_parts(folder):
        files = sorted(found(folder, parted).glob("part-*.jsonl"))
    else:
        files = [file for file in (found(folder, whole),) if file.is_file()]
    for number, file in enumerate(files):
        end = None
        if last is not None:
            if number > (last["part"] or 0):
                return
            end = int(last["spans"][kind][1]) if number == (last["part"] or 0) else None
        yield from _lines(file, end)


def _lines(file: Path, end: int | None) -> Iterator[tuple[Path, int, bytes]]:
    at = 0
    with file.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            at += len(line)
            if end is not None and at > end:
                return
            if not line.isspace():
                yield file, number, line


def last_entry(folder: Path) -> dict[str, Any] | None:
    """What the journal says of the last whole document, of a dataset whose run was stopped; None where all that is there is whole."""
    journal = found(folder, JOURNAL)
    if found(folder, MANIFEST).exists() or not journal.is_file():
        return None
    with journal.open("rb") as stream:
        size = stream.seek(0, 2)
        room = _TAIL
        while True:
            stream.seek(max(0, size - room))
            whole = stream.read().rpartition(b"\n")[0]
            if b"\n" in whole or room >= size:
                break
            room *= 2
    rows = whole.split(b"\n")
    if not rows[-1] or "spans" not in (entry := json.loads(rows[-1])):
        return {"part": None, "spans": dict.fromkeys(RECORDS, (0, 0))}  # not even one document
    return dict(entry)
