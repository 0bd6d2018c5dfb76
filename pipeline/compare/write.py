"""A comparison to disk: its folder appears whole or not at all, a page or report replaces what was there in one step."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO

from pipeline.compare.compare import Comparison
from pipeline.errors import DatasetError
from pipeline.files import is_dataset
from pipeline.place import check_output, move_into_place, partial_folder
from schemas.base import Record
from schemas.changes import CHANGES

_FILES = {name for name, _ in CHANGES.values()}


def lines(records: Iterable[Record]) -> str:
    """Records as JSON Lines."""
    return "".join(record.model_dump_json() + "\n" for record in records)


def write_stream(stream: IO[str], records: Iterable[tuple[str, Record]]) -> None:
    """Write records as JSON Lines, each with its `type`."""
    for kind, record in records:
        stream.write(json.dumps({"type": kind, **record.model_dump(mode="json")}, ensure_ascii=False, separators=(",", ":")) + "\n")


def records(comparison: Comparison) -> Iterator[tuple[str, Record]]:
    """(type, record) in the order of the files."""
    yield from (("change", row) for row in comparison.changes)
    yield from (("quantity", row) for row in comparison.quantities)


def is_comparison(folder: Path) -> bool:
    """Whether a folder holds a comparison and nothing else."""
    return {p.name for p in folder.iterdir()} == _FILES


def check_folder(folder: Path, force: bool) -> None:
    """Refuse a folder that holds anything but a comparison, and a comparison without `force`."""
    check_output(folder, force, is_comparison, "comparison")


def check_files(files: Sequence[Path], folder: Path | None, sides: Sequence[str], force: bool) -> None:
    """Refuse files that cannot be written, or that would take the place of something that is wanted."""
    seen: set[Path] = set()
    for file in files:
        if str(file) == "-":
            raise DatasetError("-: a page, a report or a table is a file, and cannot go to standard output; name one")
        whole = file.resolve()
        if whole.parent.is_dir() and is_dataset(whole.parent):
            raise DatasetError(f"{file}: is inside a dataset, which holds its own files alone; name a file outside it")
        if whole in seen:
            raise DatasetError(f"{file}: is named for two outputs; give each a file of its own")
        seen.add(whole)
        if folder is not None and (whole == folder.resolve() or folder.resolve() in whole.parents):
            raise DatasetError(f"{file}: is inside {folder}, which holds the comparison alone; name a file outside it")
        for side in sides:
            if side != "-" and (whole == Path(side).resolve() or (Path(side).is_dir() and Path(side).resolve() in whole.parents)):
                raise DatasetError(f"{file}: is, or is inside, what is compared ({side}); name another file")
        if file.is_dir() or (file.exists() and not file.is_file()):
            raise DatasetError(f"{file}: exists and is no file; name another one")
        if file.exists() and not force:
            raise DatasetError(f"{file}: exists already; give --force to replace it, or name another file")


def write_comparison(comparison: Comparison, folder: Path, force: bool = False) -> None:
    """Write `changes.jsonl` and `quantities.jsonl` into a folder of their own."""
    check_folder(folder, force)
    work = partial_folder(folder)
    try:
        for kind, rows in (("change", comparison.changes), ("quantity", comparison.quantities)):
            (work / CHANGES[kind][0]).write_text(lines(rows), encoding="utf-8", newline="")
        move_into_place(work, folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise


def write_file(file: Path, content: str | bytes) -> None:
    """Write one file beside its place, and move it there when it is whole."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".partial", dir=file.parent)
    work = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
        work.chmod(0o644)
        work.replace(file)
    except BaseException:
        work.unlink(missing_ok=True)
        raise
