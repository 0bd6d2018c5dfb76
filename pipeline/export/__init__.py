"""Datasets in the forms that analysts work with: Parquet, DuckDB, SQLite, CSV, Excel (docs/analytics.md).

`columns.py` makes the tables from the record models, `read.py` streams a dataset's lines through them, `to_*.py` write one form each,
`place.py` puts the result in its place. This module ties them together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pipeline.errors import ExportError
from pipeline.export.columns import COLUMNS, TABLES, Table, named
from pipeline.export.names import chinese, chinese_title
from pipeline.export.notes import Notes
from pipeline.export.place import check_output, whole
from pipeline.export.read import Cells, rows
from pipeline.export.stream import Stream
from pipeline.files import check_dataset
from schemas import RECORDS

_NEEDS = {"parquet": ("pyarrow",), "duckdb": ("duckdb", "pyarrow"), "sqlite": (), "csv": (), "xlsx": ()}
"""The forms, and the packages of the extra `export` that each needs."""
FORMS = tuple(_NEEDS)
_FOLDERS = ("parquet", "csv")


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: rows by table, and what could not be kept as it was."""

    rows: dict[str, int]
    notes: tuple[str, ...]


def export(
    dataset: Path, form: str, out: Path, *, chinese_headers: bool = False, report: Path | None = None, force: bool = False
) -> Exported:
    """Write a dataset in another form. Raises `ExportError` or `DatasetError` before anything is replaced."""
    check_dataset(dataset, ExportError)
    names = [t.name for t in (*TABLES, COLUMNS)]
    check_output(out, dataset, force, frozenset(f"{n}.{form}" for n in names) if form in _FOLDERS else None)
    if report is not None and form != "xlsx":
        raise ExportError(f"--report makes links of a workbook, and {form} has none; leave it out, or give --to xlsx")
    _need(form)
    notes, count = Notes(), Counter[str]()
    streams = _streams(dataset, notes, count, chinese_headers, titled=form == "xlsx" and chinese_headers)
    with whole(out) as work:
        if form == "xlsx":
            from pipeline.export import to_xlsx

            page = None if report is None else to_xlsx.page_of(report, out)
            to_xlsx.write(work, streams, notes, page, _size(dataset))
        else:
            _write(form, work, streams)
    return Exported(dict(count), tuple(notes.lines()))


def _need(form: str) -> None:
    """Say which extra is missing before anything is written."""
    for package in _NEEDS[form]:
        try:
            import_module(package)
        except ImportError as e:
            raise ExportError(f"--to {form} needs {package}, which is not installed: pip install 'guihua[export]'") from e


def _write(form: str, work: Path, streams: Sequence[Stream]) -> None:
    if form == "parquet":
        from pipeline.export.to_parquet import write
    elif form == "duckdb":
        from pipeline.export.to_duckdb import write
    elif form == "sqlite":
        from pipeline.export.to_sqlite import write
    else:
        from pipeline.export.to_csv import write
    write(work, streams)


def _streams(dataset: Path, notes: Notes, count: Counter[str], zh: bool, *, titled: bool) -> list[Stream]:
    """All tables of a dataset under the names of this export, and last the table that describes them."""
    shown = [(t, named(t, chinese(t)) if zh else t, chinese_title(t) if titled else t.name) for t in (*TABLES, COLUMNS)]
    described = tuple(
        (title, c.name, c.field, chinese(table)[c.field], c.kind.value, c.joins, c.description)
        for table, renamed, title in shown
        for c in renamed.columns
    )

    def reader(table: Table) -> Callable[[], Iterator[Cells]]:
        def read() -> Iterator[Cells]:
            count[table.name] = 0
            for row in described if table is COLUMNS else rows(dataset, table, notes):
                count[table.name] += 1
                yield row

        return read

    return [Stream(renamed, title, reader(table)) for table, renamed, title in shown]


def _size(dataset: Path) -> int:
    return sum(p.stat().st_size for p in (dataset / file for file, _ in RECORDS.values()) if p.is_file())
