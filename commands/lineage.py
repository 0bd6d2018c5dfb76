"""`guihua lineage`: tasks through several plans."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from commands.shared import RuleFolder, chosen_rules, say, stop, stop_at, version


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
    from pipeline.compare.write import check_files, write_file, write_stream
    from pipeline.errors import GuihuaError
    from rules import load

    try:
        folder = None if out is None or out == "-" else Path(out)
        if folder is not None:
            lineage_write.check_folder(folder, force)
        if html is not None:
            check_files([html], folder, plans, force)
        rules = chosen_rules(rule_folder) or load()
        ordered, warnings = read_plans(plans, rules)
        found = lineage(ordered, rules)
    except GuihuaError as e:
        stop(str(e))
    except OSError as e:
        stop(f"{e.filename or plans[0]}: cannot be read: {e.strerror or e}")
    try:
        if html is not None:
            write_file(html, page_of(found, warnings))
        if out == "-":
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")  # type: ignore[union-attr]
            write_stream(sys.stdout, lineage_write.records(found))
        elif folder is not None:
            lineage_write.write_folder(folder, found, {"version": version(), "rules": rules.digest})
    except BrokenPipeError:
        raise typer.Exit(1) from None
    except OSError as e:
        stop_at(e, html if folder is None else folder)
    lineage_report.show(found, warnings, Console(stderr=out == "-"))
    for written in (folder, html):
        if written is not None:
            say(f"written to {written}", err=out == "-")
