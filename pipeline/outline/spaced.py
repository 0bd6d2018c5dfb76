"""Tables whose cells one space alone parts, a row a line or a few."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.cells import CATEGORY_LINE, FURNITURE, bare, column_rule, flat_header, spaced_cells, spaced_end, spaced_header
from pipeline.outline.spread import read_spread, spanned
from pipeline.outline.tables import Cell, Column, Line, Row, Table, align_scored, assemble, fit_of, read_columns, with_attributes
from pipeline.text import Span
from rules import RuleSet

_MOST_LINES = 150
_LINES_OF_ROW = 4
_RUN_ON, _MADE_WHOLE = 2.0, 0.3
"""What another line of a row costs: as cells of its own, or as pieces of a cell that was broken."""
_RAGGED = 3
"""A cell that goes on in the next line is at most so many characters shorter than the widest one."""
_COLUMNS = 2
_SENTENCE = 10
"""Characters of a cell that says what to do."""
_LEAST_FIT = 2.0
"""Mean fit that the cells must have for the rows to be believed; a row of indicators that fits has about 3, of tasks about 2."""


def cells_of(line: Line) -> list[Line]:
    """The cells of a line, each as a line of its own."""
    return [Line(line.start + a, line.start + b, line.text[a:b], 0) for a, b in spaced_cells(line.text)]


def _header(lines: Sequence[Line], rules: RuleSet) -> list[Line] | None:
    """The header cells of the first line; None where it is no header."""
    line, below = lines[0], lines[1].text if len(lines) > 1 else ""
    return [Line(line.start + a, line.start + b, line.text[a:b], 0) for a, b in spaced_header(line.text, rules, below)] or None


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
    header = _header(lines, rules)
    if header is None:
        return None
    below = _below(lines[1], rules) if len(lines) > 1 else []
    columns = _columns(header, below, rules)
    if columns is None:
        return None
    columns = with_attributes(columns, [cell.text for line in lines[1:_MOST_LINES] for cell in cells_of(line)], rules)
    first = 2 if below else 1
    repeated = {bare(line.text) for line in lines[:first]}
    roles = {c.role for c in columns}
    indicators = "name" in roles and "content" not in roles
    body: list[_Part] = []
    end = spaced_end([line.text for line in lines[: first + _MOST_LINES]], first, len(columns), indicators, rules)
    for n, line in enumerate(lines[first:end], first):
        if bare(line.text) not in repeated and not FURNITURE.fullmatch(line.text):
            body.append(_Part(n, line, cells_of(line)))
    rows = _Rows(body, columns, rules)
    read = rows.read()
    if read is None:
        return None
    items, end = read
    used = body[end - 1].n + 1
    table = assemble(columns, items, Span(lines[0].start, lines[used - 1].end))
    return (table, used) if table is not None else None


class _Part(NamedTuple):
    """A line of a table's body: its place among the lines, and its cells."""

    n: int
    line: Line
    cells: list[Line]


_Cell = tuple[Line, ...]
"""A cell, in as many pieces as it was broken into."""


class _Rows:
    """The rows and category lines that the lines of a body make."""

    def __init__(self, body: Sequence[_Part], columns: tuple[Column, ...], rules: RuleSet) -> None:
        self.body = body
        self.columns = columns
        self.roles = [c.role for c in columns]
        self.rules = rules
        self.widest = max((len(cell.text) for part in body if len(part.cells) > 1 for cell in part.cells), default=0)
        # Where the first line stands alone, lines that do so name categories.
        self.grouped = bool(body) and len(body[0].cells) == 1

    def read(self) -> tuple[list[Row | Cell], int] | None:
        """Rows and category lines, and how many lines they take; None where the cells do not suit the columns."""
        count = len(self.body)
        best: list[tuple[float, int, tuple[list[_Cell], list[int]] | None]] = [(0.0, -1, None)]
        for i in range(1, count + 1):
            options: list[tuple[float, int, tuple[list[_Cell], list[int]] | None]] = [(float("-inf"), -1, None)]
            part = self.body[i - 1]
            labelled = CATEGORY_LINE.match(part.line.text) is not None
            if len(part.cells) == 1 and (labelled or (len(part.line.text) <= 16 and not re.search(r"\d", part.line.text))):
                options.append((best[i - 1][0] + (1.5 if labelled else -0.5), i - 1, None))
            for k in range(1, min(_LINES_OF_ROW, i) + 1):
                for reading, cells in enumerate(self._readings(self.body[i - k : i])):
                    if 2 <= len(cells) <= 3 * len(self.columns):
                        words = ["".join(piece.text for piece in cell) for cell in cells]
                        gaps = [False, *(self._wide(a[-1], b[0]) for a, b in pairwise(cells))]
                        score, places = align_scored(words, gaps, self.roles, self.rules)
                        options.append((best[i - k][0] + score - (_MADE_WHOLE if reading else _RUN_ON) * (k - 1), i - k, (cells, places)))
            best.append(max(options, key=lambda o: o[0]))
        end = max(range(count + 1), key=lambda i: best[i][0])
        while end and best[end][2] is None:  # a line with no row below it is a heading of the text that goes on
            end = best[end][1]
        enough = best[end][0] >= _LEAST_FIT * sum(len(part.cells) for part in self.body[:end])
        if not enough and not self._anchored(best, end):
            return None
        items: list[Row | Cell] = []
        at = end
        while at > 0:
            _, begin, chosen = best[at]
            line = self.body[begin].line
            items.append(Cell(line.text, (Span(line.start, line.end),)) if chosen is None else self._row(*chosen))
            at = begin
        items.reverse()
        return (items, end) if sum(isinstance(item, Row) for item in items) >= 2 else None

    def _wide(self, cell: Line, following: Line) -> bool:
        """Whether two spaces or more part two cells of a line: one that is merged with the cell above was between them."""
        return 0 < following.start - cell.end >= _COLUMNS and not cell.text.endswith(("：", ":"))

    def _anchored(self, best: Sequence[tuple[float, int, tuple[list[_Cell], list[int]] | None]], end: int) -> bool:
        """Whether every line is a row of tasks with a running number, a sentence and who answers for it."""
        if not {"number", "content"} <= set(self.roles) or end < 2:
            return False
        at, expected = end, None
        while at > 0:
            _, begin, chosen = best[at]
            if chosen is None:
                return False
            cells, places = chosen
            held = {self.roles[place]: "".join(piece.text for piece in cell) for cell, place in zip(cells, places, strict=True)}
            number = held.get("number", "")
            answers = any(fit_of(held[role], role, self.rules) > 0 for role in ("lead", "support", "responsible") if role in held)
            if not number.isdigit() or len(held.get("content", "")) < _SENTENCE or not answers:
                return False
            if expected is not None and int(number) != expected:
                return False
            at, expected = begin, int(number) - 1
        return True

    def _readings(self, parts: Sequence[_Part]) -> Iterator[list[_Cell]]:
        """The cells that a few lines can make: one after the other, or with a cell that was broken over the lines made whole."""
        yield [(cell,) for part in parts for cell in part.cells]
        full = [n for n, part in enumerate(parts) if len(part.cells) > 1]
        if len(full) != 1 or len(parts) == 1:
            return
        before, own, behind = parts[: full[0]], parts[full[0]].cells, parts[full[0] + 1 :]
        pieces = tuple(part.cells[0] for part in (*before, *behind))
        if any(CATEGORY_LINE.match(piece.text) for piece in pieces):
            return
        if before:  # its pieces stand above and below the middle of the row
            for at in range(len(own) + 1):
                yield [*((cell,) for cell in own[:at]), pieces, *((cell,) for cell in own[at:])]
        elif not self.grouped:
            longest = max(range(len(own)), key=lambda n: len(own[n].text))
            if len(own[longest].text) >= self.widest - _RAGGED:
                yield [(cell, *pieces) if n == longest else (cell,) for n, cell in enumerate(own)]

    def _row(self, cells: Sequence[_Cell], places: Sequence[int]) -> Row:
        """A row of cells at their places; its span begins at its number where it has one."""
        number = self.roles.index("number") if "number" in self.roles else None
        fields: list[Cell | None] = [None] * len(self.columns)
        spans: list[Span] = []
        for c, column in enumerate(self.columns):
            own = [cell for cell, place in zip(cells, places, strict=True) if place == c]
            if own:
                glue = "\n" if column.role in ("content", "previous") else ""
                parts = tuple(Span(piece.start, piece.end) for cell in own for piece in cell)
                fields[c] = Cell(glue.join("".join(piece.text for piece in cell) for cell in own), parts)
                if (number is None and column.role != "category") or (number is not None and c >= number):
                    spans += parts
        spans = spans or [span for field in fields if field is not None for span in field.spans]
        return Row(tuple(fields), Span(min(s.start for s in spans), max(s.end for s in spans)))


def read_flat(line: Line, rules: RuleSet) -> Table | None:
    """A table that came on one line: header, then one cell after the other, with spaces between."""
    header = flat_header(line.text, rules)
    if not header:
        return None
    cells = cells_of(line)
    behind = line.start + header[-1][1]
    names = [Line(line.start + a, line.start + b, line.text[a:b], 0) for a, b in header]
    return read_spread(names, [cell for cell in cells if cell.start >= behind], rules, broken=False)
