"""The `guihua` command. Each command is a function in `commands/`.

Exit codes: 0 all inputs converted, or compared · 2 wrong usage, an output that is refused, or a side of a comparison
that cannot be read · 3 some inputs could not be
converted (they stand in errors.jsonl) · 4 a figure of `evaluate` is below its floor · 1 anything else.
"""

from __future__ import annotations

from typing import Annotated

import typer

from commands import convert, diff, evaluate, export, lineage, merge, rules, shared, show
from commands.localised import Command, Group
from commands.shared import Language

app = typer.Typer(
    name="guihua",
    cls=Group,
    help="What Chinese government plans promise, as validated, source-grounded records.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
rules_app = typer.Typer(cls=Group, help="The rules: data that an analyst can edit and test.", no_args_is_help=True)

app.command(cls=Command)(convert.convert)
app.command(cls=Command)(merge.merge)
app.command(cls=Command)(show.show)
app.command(name="evaluate", cls=Command)(evaluate.evaluate_dataset)
app.command(name="lineage", cls=Command)(lineage.lineage_of_plans)
app.command(name="export", cls=Command)(export.export_dataset)
app.command(cls=Command)(diff.diff)
app.command(cls=Command)(export.report)
app.command(cls=Command)(rules.schema)
rules_app.command("check", cls=Command)(rules.rules_check)
rules_app.command("show", cls=Command)(rules.rules_show)
app.add_typer(rules_app, name="rules")


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"guihua {shared.version()}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")] = False,
    lang: Annotated[
        Language | None,
        typer.Option("--lang", help="Language of messages, that of the locale without; may stand anywhere.", show_default=False),
    ] = None,
) -> None:
    """What Chinese government plans promise, as validated, source-grounded records."""


def main() -> None:
    """Entry point of the `guihua` command."""
    app()


if __name__ == "__main__":
    main()
