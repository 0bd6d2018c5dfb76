"""What every form is given: tables, each with a way to read its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from pipeline.export.columns import Table
from pipeline.export.read import Cells


@dataclass(frozen=True, slots=True)
class Stream:
    """A table with its columns as they are called in this export, its title for people, and its rows."""

    table: Table
    title: str
    rows: Callable[[], Iterator[Cells]]


def chunks(rows: Iterable[Cells], size: int) -> Iterator[list[Cells]]:
    """The rows in lists of `size`; the last may be shorter, and there is none for no rows."""
    rest = iter(rows)
    while chunk := list(islice(rest, size)):
        yield chunk


def plain_number(value: float) -> str:
    """A number as JSON has it, without the .0 of a whole one: 95, 0.5, 1e+22. It reads back as the same number."""
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


_CONTROLS = frozenset("\t\r\n")
SIGNS = frozenset("=+-@＝＋－＠")
_ALONE = frozenset("=+-＝＋－")
"""Nothing stands behind them that could be run: = as a comparator and - for no value are texts to every spreadsheet."""


def risky(text: str) -> bool:
    """Whether a spreadsheet may run a text as a formula: some read full-width signs as the narrow ones, some pass over white space."""
    return text not in _ALONE and (text[:1] in _CONTROLS or text.lstrip()[:1] in SIGNS)
