"""Tables whose cells one space alone parts, a row a line or a few."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.cells import CATEGORY_LINE, FURNITURE, bare, column_rule, spaced_cells, spaced_end, spaced_header
from pipeline.outline.spread import spanned
from pipeline.outline.tables import Cell, Column, Line, Row, Table, align_scored, assemble, read_columns
from pipeline.text import Span
from rules import RuleSet

_MOST_LINES = 150
_LINES_OF_ROW = 4
_LEAST_FIT = 2.0
"""Mean fit that the cells must have for the rows to be believed; a row of indicators that fits has about 3, of tasks about 2."""


def cells_of(line: Line) -> list[Line]:
    """The cells of a line, each as a line of its own."""
    return [Line(line.start + a, line.start + b, line.text[a:b], 0) for a, b in spaced_cells(line.text)]


def _header(line: Line, rules: RuleSet) -> list[Line] | None:
    """The header cells of a line; None where it is no header."""
    return [Line(line.start + a, line.start + b, line.text[a:b], 0) for a, b in spaced_header(line.text, rules)] or None


def _below(line: Line, rules: RuleSet) -> list[Line]:
    """The cells of a second header line, which stands under a spanning one: years and values alone."""
    cells = cells_of(line)
    roles = [rule.role if (rule := column_rule(bare(cell.text), rules)) else "" for cell in cells]
    return cells if cells and all(role in ("year", "baseline", "target", "growth") for role in roles) else []


def _columns(header: list[Line], below: list[Line], rules: RuleSet) -> tuple[Column, ...] | None:
    """The columns of a header on one level or two."""
    columns = read_columns([cell.text for cell in (*header, *below)], rules)
    return spanned(columns) if columns is not None else None


def read_spaced(lines: Sequence[Line], rules: RuleSet) -> tuple[Table, int] | None:
    """A table whose first line is a header parted by single spaces, and how many of `lines` it takes; None where it is none.

    Rows are the division of the lines into rows and category lines that fits the columns best: a row may run over a few
    lines, since cells are broken where the page ends.
    """
    header = _header(lines[0], rules)
    if header is None:
        return None
    below = _below(lines[1], rules) if len(lines) > 1 else []
    columns = _columns(header, below, rules)
    if columns is None:
        return None
    first = 2 if below else 1
    repeated = {bare(line.text) for line in lines[:first]}
    roles = [c.role for c in columns]
    indicators = "name" in roles and "content" not in roles
    body: list[tuple[int, Line, list[Line]]] = []
    end = spaced_end([line.text for line in lines[: first + _MOST_LINES]], first, len(columns), indicators)
    for n, line in enumerate(lines[first:end], first):
        if bare(line.text) not in repeated and not FURNITURE.fullmatch(line.text):
            body.append((n, line, cells_of(line)))
    count = len(body)
    best: list[tuple[float, int, list[int] | None]] = [(0.0, -1, None)]
    for i in range(1, count + 1):
        options: list[tuple[float, int, list[int] | None]] = [(float("-inf"), -1, None)]
        line = body[i - 1][1]
        if len(body[i - 1][2]) == 1 and len(line.text) <= 16 and not re.search(r"\d", line.text):
            options.append((best[i - 1][0] + (1.5 if CATEGORY_LINE.match(line.text) else -0.5), i - 1, None))
        for k in range(1, min(_LINES_OF_ROW, i) + 1):
            cells = [cell for _, _, part in body[i - k : i] for cell in part]
            if 2 <= len(cells) <= 3 * len(columns):
                score, places = align_scored([cell.text for cell in cells], [False] * len(cells), roles, rules)
                options.append((best[i - k][0] + score - 2.0 * (k - 1), i - k, places))
        best.append(max(options, key=lambda o: o[0]))
    end = max(range(count + 1), key=lambda i: best[i][0])
    items: list[Row | Cell] = []
    at = end
    number = roles.index("number") if "number" in roles else None
    while at > 0:
        _, begin, chosen = best[at]
        if chosen is None:
            line = body[begin][1]
            items.append(Cell(line.text, (Span(line.start, line.end),)))
        else:
            items.append(_row([cell for _, _, part in body[begin:at] for cell in part], chosen, columns, number))
        at = begin
    items.reverse()
    rows = sum(isinstance(item, Row) for item in items)
    cells_read = sum(len(part) for _, _, part in body[:end])
    if rows < 2 or best[end][0] < _LEAST_FIT * cells_read:
        return None
    used = body[end - 1][0] + 1
    table = assemble(columns, items, Span(lines[0].start, lines[used - 1].end))
    return (table, used) if table is not None else None


def _row(cells: Sequence[Line], places: Sequence[int], columns: tuple[Column, ...], number: int | None) -> Row:
    """A row of cells at their places; its span begins at its number where it has one."""
    fields: list[Cell | None] = [None] * len(columns)
    spans: list[Span] = []
    for c in range(len(columns)):
        own = [cell for cell, place in zip(cells, places, strict=True) if place == c]
        if own:
            glue = "\n" if columns[c].role in ("content", "previous") else ""
            parts = tuple(Span(cell.start, cell.end) for cell in own)
            fields[c] = Cell(glue.join(cell.text for cell in own), parts)
            if (number is None and columns[c].role != "category") or (number is not None and c >= number):
                spans += parts
    spans = spans or [span for field in fields if field is not None for span in field.spans]
    return Row(tuple(fields), Span(min(s.start for s in spans), max(s.end for s in spans)))
