"""`guihua show`: one document for reading."""

from __future__ import annotations

from typing import Annotated

import typer

from commands.shared import SOME_FAILED, USAGE, RuleFolder, chosen_rules, stop


def show(
    file: Annotated[str, typer.Argument(help="A file, or one inside an archive (plans.zip!/plan.docx); - is standard input.")],
    repairs: Annotated[bool, typer.Option("--repairs", help="Show every repair instead of the records.")] = False,
    rule_folder: RuleFolder = None,
) -> None:
    """Print one document's outline and records readably.

    Example: guihua show plan.txt --repairs
    """
    from rich.console import Console

    from pipeline.errors import GuihuaError
    from pipeline.inputs import Reader, document
    from pipeline.show import show as show_document

    chosen = chosen_rules(rule_folder)
    try:
        with Reader() as reader:
            path, data = document(file, reader)
        show_document(data, path, Console(), repairs, chosen)
    except GuihuaError as e:
        stop(str(e), USAGE if e.code == "not_found" else SOME_FAILED)
