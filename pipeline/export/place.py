"""Where an export goes: an output appears whole or not at all, and replaces nothing that is no export."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import DatasetError


def check_output(out: Path, dataset: Path, force: bool, files: frozenset[str] | None) -> None:
    """Refuse an output that is in the way of something. `files` are the names that a folder may hold; None for a single file."""
    if out.name in ("", "-"):
        raise DatasetError(f"{out}: an export is a file or a folder, and cannot go to standard output; name one with -o")
    where, source = out.resolve(), dataset.resolve()
    if where == source or source in where.parents or where in source.parents:
        raise DatasetError(f"{out}: is the dataset, or lies inside it or around it; name another place")
    if out.is_symlink() or (out.exists() and not (out.is_file() or out.is_dir())):
        raise DatasetError(f"{out}: is a link or a device; name another place")
    if files is None:
        if out.is_dir():
            raise DatasetError(f"{out}: is a folder; name a file")
    elif out.is_file():
        raise DatasetError(f"{out}: exists and is no folder; name another folder")
    elif out.is_dir():
        if where == Path.cwd():
            raise DatasetError(f"{out}: is the folder you are in, which cannot be replaced; name a folder inside it")
        held = {p.name for p in out.iterdir()}
        if not held <= files:
            raise DatasetError(f"{out}: holds files that are no such export; name an empty or a new folder")
        if not held:
            return
    if out.exists() and not force:
        raise DatasetError(f"{out}: exists already; give --force to replace it, or name another place")


@contextmanager
def whole(out: Path) -> Iterator[Path]:
    """A path beside `out` to write to, file or folder, which takes its place when all has gone well."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except FileExistsError as e:
        raise DatasetError(f"{out.parent}: exists and is no folder; name another place") from e
    work = Path(tempfile.mkdtemp(prefix=f".{out.name}.", suffix=".partial", dir=out.parent))
    try:
        new = work / out.name
        yield new
        _move(new, out, work / f"{out.name}.old")
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _move(new: Path, out: Path, old: Path) -> None:
    """Put `new` in the place of `out`; a folder cannot be replaced in one step, so it goes aside first, and back if that was in vain."""
    if not out.is_dir():
        new.replace(out)
        return
    out.replace(old)
    try:
        new.replace(out)
    except BaseException:
        old.replace(out)
        raise
