"""`guihua rules` and `guihua schema`: what the records are, and what finds them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from commands.shared import stop


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
        stop(f"no record is called {record!r}; records are {', '.join(known)}")
    wanted = {record: known[record]} if record else RECORDS
    schemas = {name: model.model_json_schema() for name, (_, model) in wanted.items()}
    typer.echo(json.dumps(schemas[record] if record else schemas, ensure_ascii=False, indent=2))


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
        stop(str(e), 1)
    for message in wrong:
        typer.echo(message, err=True)
    if wrong:
        raise typer.Exit(1)
    typer.echo(f"{sum(1 for _ in loaded)} rules, all examples hold")
