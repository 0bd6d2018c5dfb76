"""The `guihua` command. Heavy imports stand inside the commands, so that --help answers at once.

Exit codes: 0 all inputs converted, or compared · 2 wrong usage, an output that is refused, or a side of a comparison
that cannot be read · 3 some inputs could not be
converted (they stand in errors.jsonl) · 4 a figure of `evaluate` is below its floor · 1 anything else.
"""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

if TYPE_CHECKING:
    from pipeline.compare import Comparison
    from rules import RuleSet

app = typer.Typer(
    name="guihua",
    help="What Chinese government plans promise, as validated, source-grounded records.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
rules_app = typer.Typer(help="The rules: data that an analyst can edit and test.", no_args_is_help=True)
app.add_typer(rules_app, name="rules")

_USAGE, _SOME_FAILED, _UNDERCUT = 2, 3, 4


def _stop(message: str, code: int = _USAGE) -> NoReturn:
    typer.echo(f"guihua: {message}", err=True)
    raise typer.Exit(code)


RuleFolder = Annotated[
    Path | None,
    typer.Option("--rules", help="A folder of rules to use instead of the built-in ones (a copy of rules/, edited).", show_default=False),
]


def _rules(folder: Path | None) -> RuleSet | None:
    """The rules of a folder that the user named; None for the built-in ones."""
    from pipeline.errors import RuleError
    from rules import read_rules

    try:
        return None if folder is None else read_rules(folder)
    except RuleError as e:
        _stop(str(e))


@app.command()
def convert(
    paths: Annotated[list[str], typer.Argument(help="Files and folders; - is standard input.", show_default=False)],
    out: Annotated[str, typer.Option("--out", "-o", help="Dataset folder to write; - streams JSON lines to standard output.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a dataset that is there already.")] = False,
    spacy_model: Annotated[
        str | None,
        typer.Option("--spacy-model", help="A spaCy pipeline, installed or a folder, that finds the names instead of the rules."),
    ] = None,
    rule_folder: RuleFolder = None,
    min_confidence: Annotated[
        float, typer.Option("--min-confidence", min=0.0, max=1.0, help="Leave out records that can be believed less than this.")
    ] = 0.0,
    corrections: Annotated[
        list[Path] | None,
        typer.Option("--corrections", help="Corrections saved from a report, applied by content; may be repeated.", show_default=False),
    ] = None,
) -> None:
    """Convert plans (text, web pages, Word files, archives of these …) into a dataset.

    Example: guihua convert plans/ -o dataset

    Exit codes: 0 all inputs converted, 2 wrong usage or an output that is refused, 3 some inputs could not be converted
    (they stand in errors.jsonl), 1 anything else.
    """
    from pipeline import Converter
    from pipeline.batch import convert_all, find_inputs
    from pipeline.corrections import Corrections, read_corrections
    from pipeline.errors import DatasetError, GuihuaError
    from pipeline.write import DatasetWriter, StreamWriter, check_output

    try:
        if out != "-":
            check_output(Path(out), force)
        inputs = list(find_inputs(paths))
        if not inputs:
            _stop(f"{' '.join(paths)}: nothing to convert there (files are looked for by their endings: .txt, .html, .docx and others)")
        corrected = Corrections.of(read_corrections(corrections)) if corrections else None
        converter = Converter(_rules(rule_folder), spacy_model)
    except (GuihuaError, OSError) as e:
        _stop(str(e))
    if out == "-":
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
        try:
            summary = convert_all(inputs, StreamWriter(sys.stdout), converter, least=min_confidence, corrections=corrected)
        except BrokenPipeError:
            raise typer.Exit(1) from None
        except OSError as e:
            _stop(f"standard output: cannot be written: {e.strerror or e}", 1)
        _warn(summary.warnings)
        raise typer.Exit(_SOME_FAILED if summary.failed else 0)

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    try:
        with (
            DatasetWriter(Path(out), force) as writer,
            Progress(
                TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
                console=console, transient=True, disable=not console.is_terminal,
            ) as bar,
        ):  # fmt: skip
            task = bar.add_task("converting", total=None)
            summary = convert_all(
                inputs, writer, converter, lambda path, total: bar.update(task, advance=1, total=total), min_confidence, corrected
            )
            writer.manifest = {
                "version": _version(), "rules": converter.rules.digest, "documents": summary.documents, "failed": summary.failed,
                "duplicates": summary.duplicates, "records": dict(sorted(summary.records.items())),
                "repairs": dict(sorted(summary.repairs.items())), "characters": summary.characters, "seconds": round(summary.seconds, 3),
            }  # fmt: skip
            if corrected is not None:
                writer.manifest |= {"corrected": summary.corrected, "warnings": summary.warnings}
    except DatasetError as e:
        _stop(str(e))
    except OSError as e:
        _stop(f"{out}: cannot be written: {e.strerror or e}; free some space or name another folder", 1)
    _print_summary(summary, out)
    _warn(summary.warnings)
    raise typer.Exit(_SOME_FAILED if summary.failed else 0)


def _warn(warnings: list[str]) -> None:
    for line in warnings:
        typer.echo(f"guihua: not corrected: {line}", err=True)


def _print_summary(summary: object, out: str) -> None:
    from rich.console import Console
    from rich.table import Table

    from pipeline.batch import Summary

    assert isinstance(summary, Summary)
    table = Table(box=None, pad_edge=False)
    for name in ("documents", "tasks", "targets", "indicators", "units", "observations", "failed"):
        table.add_column(name, justify="right")
    counts = [summary.records[kind] for kind in ("task", "target", "indicator", "unit", "observation")]
    table.add_row(str(summary.documents), *map(str, counts), str(summary.failed))
    console = Console()
    console.print(table)
    speed = summary.characters / summary.seconds if summary.seconds else 0
    console.print(f"{summary.characters:,} characters in {summary.seconds:.1f} s ({speed:,.0f} a second), written to {out}", soft_wrap=True)
    if summary.failed:
        console.print(f"{summary.failed} input(s) could not be converted; see {Path(out) / 'errors.jsonl'}", soft_wrap=True)


@app.command()
def show(
    file: Annotated[str, typer.Argument(help="A file; - is standard input.")],
    repairs: Annotated[bool, typer.Option("--repairs", help="Show every repair instead of the records.")] = False,
    rule_folder: RuleFolder = None,
) -> None:
    """Print one document's outline and records readably.

    Example: guihua show plan.txt --repairs
    """
    from rich.console import Console

    from pipeline.batch import Reader, shown
    from pipeline.errors import GuihuaError
    from pipeline.show import show as show_document

    chosen = _rules(rule_folder)
    try:
        show_document(Reader().read(file), shown(file), Console(), repairs, chosen)
    except GuihuaError as e:
        _stop(str(e), _USAGE if e.code == "not_found" else _SOME_FAILED)


class Grouping(StrEnum):
    """What figures can be grouped by."""

    RULE = "rule"
    DOCUMENT = "document"
    FORM = "form"


Groupings = Annotated[
    list[Grouping] | None,
    typer.Option("--by", help="Figures by rule, document or form as well; may be repeated.", show_default=False),
]


@app.command(name="evaluate")
def evaluate_dataset(
    dataset: Annotated[Path, typer.Argument(help="A dataset that convert has written.", show_default=False)],
    reference: Annotated[Path, typer.Argument(help="A folder of references (*.gold.json), or one of them.", show_default=False)],
    by: Groupings = None,
    misses: Annotated[int, typer.Option("--misses", min=0, help="List up to so many misses of each type and kind.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as one JSON object.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Print the tables in Markdown.")] = False,
    floors: Annotated[
        Path | None, typer.Option("--floors", help="A file of floors that no figure may undercut.", show_default=False)
    ] = None,
) -> None:
    """Say how right a dataset is: precision, recall and F1 against reference records, and what was missed.

    Example: guihua evaluate dataset corpus/gold --by rule --misses 5

    Exit codes: 0 evaluated, 2 wrong usage (no such folder, or no reference matches the dataset), 4 a figure is below its
    floor, 1 anything else.
    """
    from pipeline.errors import EvaluationError
    from pipeline.evaluate import evaluate, read_dataset, read_references, report
    from pipeline.evaluate.floors import digest, floors_for, measured, undercut

    if as_json and as_markdown:
        _stop("--json and --markdown are two forms of the same; name one of them")
    try:
        found, references = read_dataset(dataset), read_references(reference)
        result = evaluate(found, references)
        of = digest(found, references)
        below = undercut(measured(result, of), floors_for(floors, of)) if floors else []
    except EvaluationError as e:
        _stop(str(e))
    if as_json:
        typer.echo(json.dumps(report.as_json(result, misses) | {"below_floors": below}, ensure_ascii=False, indent=2))
    else:
        report.show(result, [group.value for group in by or ()], misses, as_markdown)
    for line in below:
        typer.echo(f"guihua: {line}", err=True)
    raise typer.Exit(_UNDERCUT if below else 0)


@app.command(name="lineage")
def lineage_of_plans(
    plans: Annotated[
        list[str], typer.Argument(help="Two plans or more: documents, datasets, or folders of documents.", show_default=False)
    ],
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", help="Folder to write lineage.jsonl and coverage.jsonl to; - streams them.", show_default=False),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", help="A page to write, with a picture of the threads.", show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a lineage and a page that are there already.")] = False,
    rule_folder: RuleFolder = None,
) -> None:
    """Follow each task through several plans, and say what later plans took up of a long one.

    Example: guihua lineage plan_2021-2025.txt points_2023.txt points_2024.txt points_2025.txt -o lineage --html lineage.html

    Exit codes: 0 done, 2 wrong usage (fewer than two plans, a path that cannot be read) or an output that is refused,
    1 anything else.
    """
    from rich.console import Console

    from pipeline.compare import lineage_report, lineage_write
    from pipeline.compare.lineage import lineage
    from pipeline.compare.lineage_page import page_of
    from pipeline.compare.plans import read_plans
    from pipeline.errors import GuihuaError
    from rules import load

    try:
        if out is not None and out != "-":
            lineage_write.check_folder(Path(out), force)
        if html is not None:
            lineage_write.check_page(html, force)
        rules = _rules(rule_folder) or load()
        ordered, warnings = read_plans(plans, rules)
        found = lineage(ordered, rules)
    except (GuihuaError, OSError) as e:
        _stop(str(e))
    try:
        if html is not None:
            lineage_write.write_page(html, page_of(found, warnings))
        if out == "-":
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
            lineage_write.write_stream(sys.stdout, found)
        elif out is not None:
            lineage_write.write_folder(Path(out), found, {"version": _version(), "rules": rules.digest})
    except BrokenPipeError:
        raise typer.Exit(1) from None
    except OSError as e:
        _stop(f"{e.filename or out or html}: cannot be written: {e.strerror or e}; free some space or name another place", 1)
    lineage_report.show(found, warnings, Console(stderr=out == "-"))
    for written in (out if out != "-" else None, html):
        if written is not None:
            typer.echo(f"written to {written}", err=out == "-")


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


@app.command(name="export")
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
        _stop(str(e))
    except OSError as e:
        _stop(f"{e.filename or out}: cannot be read or written: {e.strerror or e}", 1)
    for note in done.notes:
        typer.echo(f"guihua: {note}", err=True)
    counts = ", ".join(f"{count:,} {table}" for table, count in done.rows.items() if count and table != "columns")
    typer.echo(f"{counts or 'no records'}; written to {out}")


def _ids(side: str) -> Any:
    return typer.Option(f"--{side}-doc", help=f"Of a dataset, compare this document as {side}; may be repeated.", show_default=False)


def _file(option: str, help: str) -> Any:
    return typer.Option(option, metavar="FILE", help=help, show_default=False)


@app.command()
def diff(
    old: Annotated[str, typer.Argument(help="The older side: a document, a folder of documents, or a dataset.", show_default=False)],
    new: Annotated[str, typer.Argument(help="The newer side; may be the same dataset.", show_default=False)],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="Folder to write changes.jsonl and quantities.jsonl into.", show_default=False)
    ] = None,
    html: Annotated[Path | None, _file("--html", "Write a page that shows both sides.")] = None,
    markdown: Annotated[Path | None, _file("--markdown", "Write a report to paste into a document.")] = None,
    xlsx: Annotated[Path | None, _file("--xlsx", "Write the table of old and new side by side (对照表).")] = None,
    old_doc: Annotated[list[str] | None, _ids("old")] = None,
    new_doc: Annotated[list[str] | None, _ids("new")] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a comparison, page, report or table that is there already.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Show everything, each link with the words that both tasks share.")
    ] = False,
    rule_folder: RuleFolder = None,
) -> None:
    """Compare two plans: which tasks continued, were split or merged, are new or gone, and what became of their targets.

    Example: guihua diff plan-2025.txt plan-2026.txt -o changes --xlsx changes.xlsx

    Exit codes: 0 compared, 2 wrong usage (a side that cannot be read, an output that is refused), 1 anything else.
    """
    from functools import cache

    import rules
    from pipeline import Converter
    from pipeline.compare import compare
    from pipeline.compare.sides import read_side
    from pipeline.compare.write import check_files, check_folder
    from pipeline.errors import GuihuaError

    files = {name: path for name, path in (("html", html), ("markdown", markdown), ("xlsx", xlsx)) if path is not None}
    if old == new == "-":
        _stop("-: standard input can be one side only; name a file for the other")
    try:
        if out is not None:
            check_folder(out, force)
        check_files(list(files.values()), out, (old, new), force)
        chosen = _rules(rule_folder)

        @cache
        def converter() -> Converter:
            return Converter(chosen)

        comparison = compare(
            read_side(old, converter, old_doc or ()), read_side(new, converter, new_doc or ()), chosen or rules.load()
        )  # fmt: skip
    except GuihuaError as e:
        _stop(str(e))
    except OSError as e:
        _stop(f"{e.filename or old}: cannot be read: {e.strerror or e}")
    for warning in comparison.warnings:
        typer.echo(f"guihua: {warning}", err=True)
    _write_comparison(comparison, out, files, force)
    _print_comparison(comparison, verbose)


def _write_comparison(comparison: Comparison, out: Path | None, files: dict[str, Path], force: bool) -> None:
    """Put a comparison where it is wanted; what fails to be written names its place."""
    from pipeline.compare.write import write_comparison, write_file
    from pipeline.errors import GuihuaError

    place = out
    try:
        if out is not None:
            write_comparison(comparison, out, force)
        for name, place in files.items():
            write_file(place, _rendered(name, comparison))
    except GuihuaError as e:
        _stop(str(e))
    except OSError as e:
        _stop(f"{place}: cannot be written: {e.strerror or e}; free some space or name another place", 1)


def _rendered(name: str, comparison: Comparison) -> str | bytes:
    if name == "html":
        from pipeline.compare.page import page

        return page(comparison)
    if name == "markdown":
        from pipeline.compare.markdown import report

        return report(comparison)
    from pipeline.compare.workbook import LIMIT, workbook

    book = workbook(comparison)
    if book.cut:
        typer.echo(f"guihua: {book.cut} cell(s) of the table were cut at {LIMIT:,} characters, the most that a cell holds", err=True)
    return book.data


def _print_comparison(comparison: Comparison, verbose: bool) -> None:
    from rich.console import Console

    from pipeline.compare.terminal import summary

    try:
        Console(highlight=False).print(summary(comparison, verbose), soft_wrap=True)
    except BrokenPipeError:
        raise typer.Exit(1) from None


@app.command()
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
        count = write_report(dataset, out, force, _version())
    except DatasetError as e:
        _stop(str(e))
    except OSError as e:
        _stop(f"{e.filename or out}: cannot be read or written: {e.strerror or e}", 1)
    typer.echo(f"{count} document(s), written to {out}; open {out / 'index.html'}")


@app.command()
def schema(
    record: Annotated[
        str | None,
        typer.Argument(help="document, task, target, indicator, unit or error (all without); thread, coverage, edit or correction."),
    ] = None,
) -> None:
    """Print the JSON Schema of the records.

    Example: guihua schema target
    """
    from schemas import RECORDS
    from schemas.corrections import Correction
    from schemas.edits import Edit
    from schemas.lineage import LINEAGE

    known = RECORDS | LINEAGE | {"edit": ("edits", Edit), "correction": ("corrections.jsonl", Correction)}
    if record is not None and record not in known:
        _stop(f"no record is called {record!r}; records are {', '.join(known)}")
    wanted = {record: known[record]} if record else RECORDS
    schemas = {name: model.model_json_schema() for name, (_, model) in wanted.items()}
    typer.echo(json.dumps(schemas[record] if record else schemas, ensure_ascii=False, indent=2))


@rules_app.command("check")
def rules_check(
    folder: Annotated[Path | None, typer.Argument(help="A folder of rule files; the project's own without.")] = None,
) -> None:
    """Validate every rule and run its examples and counterexamples.

    Example: guihua rules check
    """
    import rules
    from pipeline.errors import RuleError

    where = folder or rules.FOLDER
    try:
        loaded = rules.read_rules(where)
        wrong = rules.check(where)
    except RuleError as e:
        _stop(str(e), 1)
    for message in wrong:
        typer.echo(message, err=True)
    if wrong:
        raise typer.Exit(1)
    typer.echo(f"{sum(1 for _ in loaded)} rules, all examples hold")


def _version() -> str:
    from importlib.metadata import version

    return version("guihua")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"guihua {_version()}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")] = False,
) -> None:
    """What Chinese government plans promise, as validated, source-grounded records."""


def main() -> None:
    """Entry point of the `guihua` command."""
    app()


if __name__ == "__main__":
    main()
