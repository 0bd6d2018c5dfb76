"""Tables that came one cell a line with every empty cell still there: a blank line where a paragraph of Word's had no words.

Such a text has as many paragraphs a row as the table has columns, so most rows need no guess. A row in which a cell has
several paragraphs is set to the columns by `align`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.cells import CATEGORY_LINE, bare, column_rule, header_groups
from pipeline.outline.tables import (
    BLANK,
    RUNNING_NUMBER,
    VALUE,
    Cell,
    Column,
    Line,
    Row,
    Table,
    align,
    carry_down,
    read_columns,
    with_attributes,
)
from pipeline.text import Span
from rules import RuleSet

_SUM = re.compile(r"(?:[小合总共][ \u3000]{0,6}计|总[ \u3000]{0,6}数)(?:[（(].{0,8}[）)])?$")
"""A row that sums up others says nothing of its own."""
_WORDS = re.compile("[\u4e00-\u9fff]{2}")
_FEWEST_ROWS = 2
_LONGEST_NAME = 16
_EXACT = 0.6
"""So large a share of the rows must have one paragraph for each column."""

_Cells = list[Line | None]


class _Between(NamedTuple):
    """What stands between two rows: a name over a repeated header, and one over the rows below it."""

    outer: Line | None
    inner: Line | None
    anew: bool


def read_parted(header: Sequence[Line], body: Sequence[Line], rules: RuleSet, before: Line | None = None) -> Table | None:
    """The table, if most of its rows have a paragraph, empty or not, for each column; None where they have not.

    Where the header comes again below the name of another part (青溪镇), the line `before` the first names the first part.
    """
    usual = min((line.gap for line in body), default=0)
    if all(line.gap == usual for line in body) or any(line.gap != usual for line in header[1:]):
        return None  # without an empty cell the other reader knows as much
    names = [line.text for line in header]
    columns = read_columns(["".join(names[a:b]) for a, b in header_groups(names, rules)], rules)
    if columns is None or (at := next((n for n, c in enumerate(columns) if c.role == "number"), None)) is None:
        return None
    columns = tuple(_planned(c) for c in with_attributes(columns, [line.text for line in body], rules))
    cells: _Cells = []
    for line in body:
        cells += [None] * ((line.gap - usual) // (usual + 1))
        cells.append(line)
    width = len(columns)
    starts = _starts(cells, width, columns[min(at + 1, width - 1)].role == "category")
    if len(starts) < _FEWEST_ROWS:
        return None
    ends = [_end_of_row(cells, i - at, width, j - at) for i, j in zip(starts, [*starts[1:], len(cells) + at], strict=True)]
    exact = sum(end - (i - at) == width for i, end in zip(starts, ends, strict=True))
    empty = any(cell is None for i, end in zip(starts, ends, strict=True) for cell in cells[i:end])
    if exact < _EXACT * len(starts) or not empty:
        return None
    repeated = {bare(name) for name in names}
    rows: list[Row] = []
    outer: Cell | None = None
    inner: Cell | None = None
    behind = 0
    for i, end in zip(starts, ends, strict=True):
        above = _between([c for c in cells[behind : max(behind, i - at)] if c is not None], repeated, rules)
        if above.anew:
            outer = inner = None
        outer = _cell([above.outer]) if above.outer is not None else outer
        inner = _cell([above.inner]) if above.inner is not None else inner
        row = _row(cells[max(behind, i - at) : end], columns, at - max(0, behind - (i - at)), rules)
        if above.inner is not None and at and columns[at - 1].role == "category" and row.cells[at - 1] is None:
            row = Row((*row.cells[: at - 1], inner, *row.cells[at:]), row.span)
            inner = None  # the merged cell of the column itself
        rows.append(Row((_inherited(outer), _inherited(inner), *row.cells), row.span))
        behind = end
    over = (Column("category", "", None, "tables.category_line"),) * 2
    first = header[0].start
    if before is not None and _names_part(before) and any(row.cells[0] for row in rows):
        part = _inherited(_cell([before]))
        rows = [Row((row.cells[0] or part, *row.cells[1:]), row.span) for row in rows]
        first = before.start
    whole = Span(first, body[-1].end)
    if not any(row.cells[0] or row.cells[1] for row in rows):
        return Table(columns, tuple(carry_down(columns, [Row(row.cells[2:], row.span) for row in rows])), whole)
    below = carry_down(columns, [Row(row.cells[2:], row.span) for row in rows])
    joined = tuple(Row((*row.cells[:2], *filled.cells), row.span) for row, filled in zip(rows, below, strict=True))
    return Table((*over, *columns), joined, whole)


def _names_part(line: Line) -> bool:
    return len(line.text) <= _LONGEST_NAME and _WORDS.search(line.text) is not None and re.search("[表单。；：:\\d]", line.text) is None


def _planned(column: Column) -> Column:
    """A column headed by a value that nothing says more of holds what is to be reached."""
    return Column("target", column.header, column.year, column.rule, column.rule_role) if column.role == "value" else column


def _starts(cells: _Cells, width: int, merged: bool) -> list[int]:
    """Where rows have their running numbers: behind each comes a name, and the next is no nearer than a row is wide.

    An empty cell of a `merged` category may stand between.
    """
    starts: list[int] = []
    for n, cell in enumerate(cells):
        if cell is None or not RUNNING_NUMBER.fullmatch(cell.text.rstrip(".、")) or (starts and n - starts[-1] < width):
            continue
        following = cells[n + 1] if n + 1 < len(cells) else None
        second = cells[n + 2] if n + 2 < len(cells) else None
        named = second if following is None and merged else following
        if named is not None and not _numeric(named.text) and not _SUM.match(named.text):
            starts.append(n)
    return starts


def _numeric(words: str) -> bool:
    return bool(BLANK.match(words)) or (bool(VALUE.match(words)) and len(words) < 8)


def _end_of_row(cells: _Cells, begin: int, width: int, limit: int) -> int:
    """Behind which cell a row ends that opens at `begin`: the row below it opens at `limit`, sums and names stand before that."""
    end = min(begin + width, limit)
    if end == limit:
        return end
    for p in range(end, limit):
        here = cells[p]
        if here is None:
            ahead = next((c for c in cells[p:limit] if c is not None), None)
            if ahead is None or _SUM.match(ahead.text) or not _numeric(ahead.text):
                return p
        elif _SUM.match(here.text) or CATEGORY_LINE.match(here.text):
            return p
    return limit


def _between(lines: Sequence[Line], repeated: set[str], rules: RuleSet) -> _Between:
    """The names among the lines between two rows, without sums, their values and the header where it comes again."""
    heads = [n for n, line in enumerate(lines) if bare(line.text) in repeated or column_rule(bare(line.text), rules) is not None]
    anew = len(heads) >= _FEWEST_ROWS + 1
    names = [
        (n, line)
        for n, line in enumerate(lines)
        if n not in heads and _WORDS.search(line.text) and not _SUM.match(line.text) and not _numeric(line.text)
    ]
    if not anew:
        return _Between(None, names[-1][1] if names else None, False)
    outer = [line for n, line in names if n < heads[0]]
    inner = [line for n, line in names if n > heads[-1]]
    return _Between(outer[-1] if outer else None, inner[-1] if inner else None, True)


def _cell(lines: Sequence[Line], glue: str = "") -> Cell:
    return Cell(glue.join(line.text for line in lines), tuple(Span(line.start, line.end) for line in lines))


def _inherited(cell: Cell | None) -> Cell | None:
    return Cell(cell.text, cell.spans, inherited=True) if cell is not None else None


def _row(cells: Sequence[Line | None], columns: Sequence[Column], at: int, rules: RuleSet) -> Row:
    """One row; `at` says which of its cells is the number."""
    fields: list[Cell | None] = [None] * len(columns)
    if len(cells) == len(columns):
        fields = [_cell([cell]) if cell is not None else None for cell in cells]
    else:
        number = next(n for n, c in enumerate(columns) if c.role == "number")
        for part, base, roles in (
            (cells[:at], 0, [c.role for c in columns[:number]]),
            (cells[at : at + 1], number, ["number"]),
            (cells[at + 1 :], number + 1, [c.role for c in columns[number + 1 :]]),
        ):
            lines = [cell for cell in part if cell is not None]
            if not lines or not roles:
                continue
            gaps = [n > 0 and part[n - 1] is None for n, cell in enumerate(part) if cell is not None]
            places = align([line.text for line in lines], gaps, roles, rules)
            for place in sorted(set(places)):
                own = [line for line, chosen in zip(lines, places, strict=True) if chosen == place]
                fields[base + place] = _cell(own, "\n" if roles[place] in ("content", "previous") else "")
    spans = [span for n, field in enumerate(fields) if field is not None and n >= min(at, len(fields)) for span in field.spans]
    return Row(tuple(fields), Span(min(s.start for s in spans), max(s.end for s in spans)))
