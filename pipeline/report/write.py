"""A report to disk: a folder that appears whole or not at all, as a dataset does."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from pipeline.dataset import failures, read_dataset
from pipeline.errors import DatasetError
from pipeline.files import check_dataset
from pipeline.report.document import document_page
from pipeline.report.overview import Overview
from pipeline.report.start import start_page

MANIFEST = "report.json"
START = "index.html"
DOCUMENTS = "documents"


def check_report(folder: Path, force: bool) -> None:
    """Refuse an output folder that holds anything but a report, and a report without `force`."""
    if folder.resolve() == Path.cwd():
        raise DatasetError(f"{folder}: is the folder you are in, which cannot be replaced; name a folder inside it")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise DatasetError(f"{folder}: exists and is no folder; name another output folder")
    names = {p.name for p in folder.iterdir()} if folder.exists() else set()
    if not names:
        return
    pages = folder / DOCUMENTS
    others = [p.name for p in pages.iterdir() if p.suffix != ".html"] if pages.is_dir() else []
    if MANIFEST not in names or not names <= {MANIFEST, START, DOCUMENTS} or others:
        raise DatasetError(f"{folder}: holds files that are no report of guihua; name an empty or a new folder")
    if not force:
        raise DatasetError(f"{folder}: holds a report already; give --force to replace it, or name another folder")


def write_report(dataset: Path, folder: Path, force: bool = False, version: str = "", progress: Callable[[str], None] | None = None) -> int:
    """Write the site of a dataset and return the number of documents. Raises `DatasetError` where the dataset is none."""
    check_dataset(dataset)
    check_report(folder, force)
    if folder.resolve().is_relative_to(dataset.resolve()) or dataset.resolve().is_relative_to(folder.resolve()):
        raise DatasetError(f"{folder}: stands within the dataset, or the dataset in it; name a folder beside it")
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
    try:
        work.chmod(0o755)
        (work / DOCUMENTS).mkdir()
        overview = Overview()
        for converted in read_dataset(dataset):
            _write(work / DOCUMENTS / f"{converted.document.doc_id}.html", document_page(converted))
            overview.add(converted)
            if progress is not None:
                progress(converted.document.title)
        _write(work / START, start_page(overview, failures(dataset)))
        manifest = {"made_by": "guihua report", "version": version, "documents": len(overview.documents)}
        _write(work / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=2) + "\n")
        _move(work, folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return len(overview.documents)


def _move(work: Path, folder: Path) -> None:
    """Put the new folder in the place of the old one, which stays until then."""
    old: Path | None = None
    if folder.exists():
        old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".old", dir=folder.parent))
        folder.replace(old)
    work.replace(folder)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
