"""`guihua export` and `guihua report`: a dataset in other forms, and as pages."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands.shared import say, stop, stop_at, version


class Form(StrEnum):
    """What a dataset can be exported to."""

    PARQUET = "parquet"
    DUCKDB = "duckdb"
    SQLITE = "sqlite"
    CSV = "csv"
    XLSX = "xlsx"


class Headers(StrEnum):
    """The language of column names."""

    EN = "en"
    ZH = "zh"


def export_dataset(
    dataset: Annotated[Path, typer.Argument(help="A dataset that convert has written.", show_default=False)],
    form: Annotated[Form, typer.Option("--to", help="parquet and csv write a folder, the others one file.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="File or folder to write.", show_default=False)],
    headers: Annotated[Headers, typer.Option("--headers", help="Column names in English or in Chinese.")] = Headers.EN,
    report: Annotated[
        Path | None,
        typer.Option("--report", help="A report of the dataset, which the ids of a workbook lead to (xlsx only).", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an export that is there already.")] = False,
) -> None:
    """Write a dataset as tables: Parquet, DuckDB, SQLite, CSV or Excel.

    Example: guihua export dataset --to xlsx -o plans.xlsx --headers zh

    Exit codes: 0 written, 2 wrong usage (no dataset, a package that is missing) or an output that is refused, 1 anything else.
    """
    from pipeline.errors import GuihuaError
    from pipeline.export import export

    try:
        done = export(dataset, form.value, out, chinese_headers=headers is Headers.ZH, report=report, force=force)
    except GuihuaError as e:
        stop(str(e))
    except OSError as e:
        stop_at(e, out)
    for note in done.notes:
        say(f"guihua: {note}", err=True)
    counts = ", ".join(f"{count:,} {table}" for table, count in done.rows.items() if count and table != "columns")
    say(f"{counts or 'no records'}; written to {out}")


def report(
    dataset: Annotated[Path, typer.Argument(help="A dataset that convert has written.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder to write the pages to.", show_default=False)],
    force: Annotated[bool, typer.Option("--force", help="Replace a report that is there already.")] = False,
) -> None:
    """Write a dataset as pages for reading: a start page, and each document with its records in place.

    Example: guihua report dataset -o report

    Exit codes: 0 written, 2 wrong usage (no dataset) or an output that is refused, 1 anything else.
    """
    from pipeline.errors import DatasetError
    from pipeline.report import write_report

    try:
        count = write_report(dataset, out, force, version())
    except DatasetError as e:
        stop(str(e))
    except OSError as e:
        stop_at(e, out)
    say(f"{count} document(s), written to {out}; open {out / 'index.html'}")
