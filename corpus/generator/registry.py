"""The forms by name: what a record can look like, and what looks like a record and is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from corpus.generator.context import Context
from corpus.generator.pieces import Piece

Group = Literal["quantity", "decoy", "unit", "task", "table", "indicator", "document"]
Writer = Callable[[Context, str], Piece]


@dataclass(frozen=True, slots=True)
class Form:
    """A way of saying something. `write` makes a sentence of it (quantities and decoys) or a note (units); the other
    groups are written by the modules of tasks, tables and documents. What is `dated` closes its paragraph, so that its
    deadline reaches no further."""

    name: str
    group: Group
    meaning: str
    write: Writer | None = None
    dated: bool = False


FORMS: dict[str, Form] = {}


def declare(name: str, group: Group, meaning: str) -> str:
    """A form that is no sentence of its own."""
    FORMS[name] = Form(name, group, meaning)
    return name


def form(name: str, group: Group, dated: bool = False) -> Callable[[Writer], Writer]:
    """Registers the function below as a form; its docstring says what it is."""

    def register(write: Writer) -> Writer:
        FORMS[name] = Form(name, group, (write.__doc__ or "").strip(), write, dated)
        return write

    return register


def named(*groups: Group) -> list[Form]:
    """The forms of these groups, in the order in which they were declared."""
    return [f for f in FORMS.values() if f.group in groups]
