"""`guihua diff`: two plans held against each other."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.shared import RuleFolder, chosen_rules, say, stop, stop_at

if TYPE_CHECKING:
    from pipeline.compare import Comparison


def _ids(side: str) -> Any:
    return typer.Option(f"--{side}-doc", help=f"Of a dataset, compare this document as {side}; may be repeated.", show_default=False)


def _file(option: str, help: str) -> Any:
    return typer.Option(option, metavar="FILE", help=help, show_default=False)


def diff(
    old: Annotated[str, typer.Argument(help="The older side: a document, a folder of documents, or a dataset.", show_default=False)],
    new: Annotated[str, typer.Argument(help="The newer side; may be the same dataset.", show_default=False)],
    out: Annotated[
        str | None,
        typer.Option("--out", "-o", help="Folder to write changes.jsonl and quantities.jsonl into; - streams them.", show_default=False),
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

    from rich.console import Console

    import rules
    from pipeline import Converter
    from pipeline.compare import compare
    from pipeline.compare.sides import read_side
    from pipeline.compare.terminal import summary
    from pipeline.compare.write import check_files, check_folder, records, write_stream
    from pipeline.errors import GuihuaError

    files = {name: path for name, path in (("html", html), ("markdown", markdown), ("xlsx", xlsx)) if path is not None}
    folder = None if out is None or out == "-" else Path(out)
    if old == new == "-":
        stop("-: standard input can be one side only; name a file for the other")
    try:
        if folder is not None:
            check_folder(folder, force)
        check_files(list(files.values()), folder, (old, new), force)
        chosen = chosen_rules(rule_folder)

        @cache
        def converter() -> Converter:
            return Converter(chosen)

        comparison = compare(
            read_side(old, converter, old_doc or ()), read_side(new, converter, new_doc or ()), chosen or rules.load()
        )  # fmt: skip
    except GuihuaError as e:
        stop(str(e))
    except OSError as e:
        stop(f"{e.filename or old}: cannot be read: {e.strerror or e}")
    for warning in comparison.warnings:
        say(f"guihua: {warning}", err=True)
    _write_comparison(comparison, folder, files, force)
    try:
        if out == "-":
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
            write_stream(sys.stdout, records(comparison))
        Console(highlight=False, stderr=out == "-").print(summary(comparison, verbose), soft_wrap=True)
    except BrokenPipeError:
        raise typer.Exit(1) from None


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
        stop(str(e))
    except OSError as e:
        stop_at(e, place)


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
        say(f"guihua: {book.cut} cell(s) of the table were cut at {LIMIT:,} characters, the most that a cell holds", err=True)
    return book.data
