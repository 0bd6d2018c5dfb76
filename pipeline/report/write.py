"""A report to disk: a folder that appears whole or not at all, as a dataset does."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from pipeline.dataset import failures, read_dataset
from pipeline.errors import DatasetError
from pipeline.files import check_dataset
from pipeline.place import check_output, move_into_place, partial_folder
from pipeline.report.document import document_page
from pipeline.report.overview import Overview
from pipeline.report.start import start_page

MANIFEST = "report.json"
START = "index.html"
DOCUMENTS = "documents"


def is_report(folder: Path) -> bool:
    """Whether a folder holds a report and nothing else."""
    names = {p.name for p in folder.iterdir()}
    pages = folder / DOCUMENTS
    others = [p.name for p in pages.iterdir() if p.suffix != ".html"] if pages.is_dir() else []
    return MANIFEST in names and names <= {MANIFEST, START, DOCUMENTS} and not others


def write_report(dataset: Path, folder: Path, force: bool = False, version: str = "", progress: Callable[[str], None] | None = None) -> int:
    """Write the site of a dataset and return the number of documents. Raises `DatasetError` where the dataset is none."""
    check_dataset(dataset)
    check_output(folder, force, is_report, "report")
    if folder.resolve().is_relative_to(dataset.resolve()) or dataset.resolve().is_relative_to(folder.resolve()):
        raise DatasetError(f"{folder}: stands within the dataset, or the dataset in it; name a folder beside it")
    work = partial_folder(folder)
    try:
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
        move_into_place(work, folder)
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    return len(overview.documents)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", errors="replace", newline="\n")
