"""`guihua evaluate`: how right a dataset is."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from commands.shared import UNDERCUT, say, stop


class Grouping(StrEnum):
    """What figures can be grouped by."""

    RULE = "rule"
    DOCUMENT = "document"
    FORM = "form"


_REFERENCE = "A folder of references (*.gold.json), one of them, or corrections of readers (*.jsonl), saved from a report."

Groupings = Annotated[
    list[Grouping] | None,
    typer.Option("--by", help="Figures by rule, document or form as well; may be repeated.", show_default=False),
]


def evaluate_dataset(
    dataset: Annotated[Path, typer.Argument(help="A dataset that convert has written.", show_default=False)],
    reference: Annotated[Path, typer.Argument(help=_REFERENCE, show_default=False)],
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
    from pipeline.evaluate import evaluate, of_corrections, read_dataset, read_references, report
    from pipeline.evaluate.floors import digest, floors_for, measured, undercut

    if as_json and as_markdown:
        stop("--json and --markdown are two forms of the same; name one of them")
    try:
        found, misfits = read_dataset(dataset), list[str]()
        if reference.suffix == ".jsonl":
            references, misfits = of_corrections(dataset, reference)
        else:
            references = read_references(reference)
        result = evaluate(found, references)
        of = digest(found, references)
        below = undercut(measured(result, of), floors_for(floors, of)) if floors else []
    except EvaluationError as e:
        stop(str(e))
    for misfit in (f"no reference: {line}" for line in misfits):
        say(f"guihua: {misfit}", err=True)
    if as_json:
        typer.echo(json.dumps(report.as_json(result, misses) | {"below_floors": below}, ensure_ascii=False, indent=2))
    else:
        report.show(result, [group.value for group in by or ()], misses, as_markdown)
    for line in below:
        say(f"guihua: {line}", err=True)
    raise typer.Exit(UNDERCUT if below else 0)
