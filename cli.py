"""The `guihua` command. Each command is a function in `commands/`.

Exit codes: 0 all inputs converted, or compared · 2 wrong usage, an output that is refused, or a side of a comparison
that cannot be read · 3 some inputs could not be
converted (they stand in errors.jsonl) · 4 a figure of `evaluate` is below its floor · 1 anything else.
"""

from __future__ import annotations

from typing import Annotated

import typer

from commands import convert, diff, evaluate, export, lineage, rules, shared, show

app = typer.Typer(
    name="guihua",
    help="What Chinese government plans promise, as validated, source-grounded records.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
rules_app = typer.Typer(help="The rules: data that an analyst can edit and test.", no_args_is_help=True)

app.command()(convert.convert)
app.command()(show.show)
app.command(name="evaluate")(evaluate.evaluate_dataset)
app.command(name="lineage")(lineage.lineage_of_plans)
app.command(name="export")(export.export_dataset)
app.command()(diff.diff)
app.command()(export.report)
app.command()(rules.schema)
rules_app.command("check")(rules.rules_check)
app.add_typer(rules_app, name="rules")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"guihua {shared.version()}")
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
