"""`guihua rules` and `guihua schema`: what the records are, and what finds them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from commands.shared import RuleFolder, say, stop


def schema(
    record: Annotated[
        str | None,
        typer.Argument(
            help="document, task, target, observation, indicator, unit or error (all without); change, quantity, thread, coverage, "
            "edit or correction."
        ),
    ] = None,
) -> None:
    """Print the JSON Schema of the records.

    Example: guihua schema target
    """
    from schemas import RECORDS
    from schemas.publish import PUBLISHED, json_schema

    if record is not None and record not in PUBLISHED:
        stop(f"no record is called {record!r}; records are {', '.join(PUBLISHED)}")
    schemas = json_schema(record) if record else {name: json_schema(name) for name in RECORDS}
    typer.echo(json.dumps(schemas, ensure_ascii=False, indent=2))


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
        say(message, err=True)
    if wrong:
        raise typer.Exit(1)
    say(f"{sum(1 for _ in loaded)} rules, all examples hold")


def rules_show(
    ids: Annotated[str, typer.Argument(help="The `rule` of a record or repair, several ids joined by +.")],
    folder: RuleFolder = None,
) -> None:
    """Say what the rule of a record is, why, and where it stands.

    Example: guihua rules show predicates.reach+measures.share
    """
    import rules
    from pipeline.errors import RuleError, UsageError
    from rules.steps import explain

    try:
        typer.echo(explain(ids, folder or rules.FOLDER))
    except (UsageError, RuleError) as e:
        stop(str(e))
