"""Folders that appear whole or not at all: filled beside their place, then moved there."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.errors import DatasetError


def check_folder(folder: Path, ours: Callable[[Path], bool], what: str) -> bool:
    """Refuse an output folder that holds anything but what is written there; whether it holds that already."""
    if str(folder) == "-":
        raise DatasetError(f"-: a {what} is a folder, and cannot go to standard output; name one with -o")
    if folder.resolve() == Path.cwd():
        raise DatasetError(f"{folder}: is the folder you are in, which cannot be replaced; name a folder inside it")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise DatasetError(f"{folder}: exists and is no folder; name another output folder")
    if not folder.exists() or not any(folder.iterdir()):
        return False
    if not ours(folder):
        raise DatasetError(f"{folder}: holds files that are no {what} of guihua; name an empty or a new folder")
    return True


def check_output(folder: Path, force: bool, ours: Callable[[Path], bool], what: str) -> None:
    """Refuse an output folder as `check_folder` does, and one that is filled already without `force`."""
    if check_folder(folder, ours, what) and not force:
        raise DatasetError(f"{folder}: holds a {what} already; give --force to replace it, or name another folder")


def partial_folder(folder: Path) -> Path:
    """A new folder beside `folder`, to be filled and then moved into its place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
    work.chmod(0o755)
    return work


def move_into_place(work: Path, folder: Path) -> None:
    """Put a filled folder where `folder` is; what was there is gone only after that."""
    old: Path | None = None
    if folder.exists():
        if any(folder.iterdir()):
            old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".old", dir=folder.parent))
            folder.replace(old)
        else:
            folder.rmdir()
    work.replace(folder)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)
