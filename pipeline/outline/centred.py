"""Tables whose wrapped cells are set round the middle of their row (`pipeline.centred`): which pieces make which cell.

The pieces above and below the middle mirror each other, so that the first piece of a line above goes with the first one of
the line as far below. What is then left to tell is the column of each cell, for which they are set to the columns in order
with the best total fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, islice, product

from pipeline.cells import spaced_cells
from pipeline.centred import Centred, CentredRow
from pipeline.outline.tables import BLANK, Cell, Column, Line, Row, Table, assemble, fit_of, fit_of_none, read_columns, with_attributes
from pipeline.text import Span
from rules import RuleSet

_Pieces = tuple[Line, ...]
_LOW = re.compile(r"[\d.]{1,4}")
"""A figure set low (PM2.5, SO2), which came as a piece of its own."""
_MOST_TOKENS = 4
"""So many pieces of a middle line may make one cell."""
_WORDED = ("name", "category", "note", "content", "other")
"""Roles of cells that can have spaces inside."""
_MOST_PAIRINGS, _MOST_OUTER, _MOST_MIDDLE = 8, 6, 2
"""What is more than so much is no row that people read."""
_APART = -1.5
"""What each space costs that is read as one inside a cell; cells that are no names have hardly any."""
_OUTSIDE = -2.0
_NO_UNIT = 2.0
"""How well a dash suits a column of units."""
_LEAST_FIT = 0.8
_MARK = re.compile(r"(?<=[\u4e00-\u9fff）)])[1-9]$")
"""The mark of a footnote on a name."""


def read_centred(found: Centred, lines: Sequence[Line], rules: RuleSet) -> tuple[Table, int] | None:
    """A table and the line behind it and its footnotes; None where the cells do not suit the columns."""
    columns = _columns(found, lines, rules)
    if columns is None:
        return None
    roles = [c.role for c in columns]
    items: list[Row | Cell] = []
    total = 0.0
    for row in found.rows:
        score, cells = _read_row(row, lines, roles, rules)
        if cells is None:
            return None
        total += score
        spans = [span for cell in cells if cell is not None for span in cell.spans]
        items.append(Row(tuple(cells), Span(min(s.start for s in spans), max(s.end for s in spans))))
    table = assemble(columns, items, Span(lines[found.start].start, lines[found.end - 1].end))
    if table is None or total < _LEAST_FIT * len(columns) * len(items):
        return None
    return table, _behind_footnotes(table, found.end, lines)


def _columns(found: Centred, lines: Sequence[Line], rules: RuleSet) -> tuple[Column, ...] | None:
    """The columns that suit the rows best whose cells all stand on one line; None where none are known."""
    cells = [[piece.text for piece in _pieces(lines[row.middle])] for row in found.rows]
    words = [word for row in cells for word in row]
    known = [with_attributes(columns, words, rules) for header in found.headers if (columns := read_columns(header, rules)) is not None]

    def fits(columns: tuple[Column, ...]) -> float:
        whole = (row for row in cells if len(row) == len(columns))
        return sum(_fit_of(word, column.role, rules) for row in whole for word, column in zip(row, columns, strict=True))

    return max(known, key=fits, default=None)


def _pieces(line: Line) -> list[Line]:
    return [Line(line.start + a, line.start + b, line.text[a:b], 0) for a, b in spaced_cells(line.text)]


def _mirrored(upper: list[Line], lower: list[Line]) -> Iterator[list[_Pieces]]:
    """How the pieces of two lines as far above as below a middle can pair."""
    if not upper or not lower or len(upper) == len(lower):
        yield [(a, b) for a, b in zip(upper, lower, strict=True)] if len(upper) == len(lower) else [(p,) for p in upper or lower]
        return
    few, many = sorted((upper, lower), key=len)
    while len(many) > len(few) and _LOW.fullmatch(many[0].text):
        many = many[1:]
    for cuts in combinations(range(1, len(many)), len(few) - 1):
        parts = [many[a:b] for a, b in zip((0, *cuts), (*cuts, len(many)), strict=True)]
        pairs = [((one,), tuple(part)) for one, part in zip(few, parts, strict=True)]
        yield [a + b if few is upper else b + a for a, b in pairs]


def _read_row(row: CentredRow, lines: Sequence[Line], roles: Sequence[str], rules: RuleSet) -> tuple[float, list[Cell | None] | None]:
    """The cells of a row by column, and how well they suit."""
    middle = _pieces(lines[row.middle])
    above = [_pieces(lines[n]) for n in reversed(row.above)]
    below = [_pieces(lines[n]) for n in row.below]
    depth = max(len(above), len(below))
    above += [[]] * (depth - len(above))
    below += [[]] * (depth - len(below))
    best: tuple[float, list[Cell | None] | None] = (float("-inf"), None)
    pairings = product(*(list(islice(_mirrored(a, b), _MOST_PAIRINGS)) for a, b in zip(above, below, strict=True)))
    for pairing in islice(pairings, _MOST_PAIRINGS):
        best = max(best, _set(middle, pairing, roles, rules), key=lambda reading: reading[0])
    return best


_State = tuple[int, ...]


def _set(
    middle: Sequence[Line], outer: Sequence[Sequence[_Pieces]], roles: Sequence[str], rules: RuleSet
) -> tuple[float, list[Cell | None] | None]:
    """The best way to set the pieces of the middle line, and the pairs around it from the inside out, to columns in order."""
    if len(middle) > _MOST_MIDDLE * len(roles) or sum(map(len, outer)) > _MOST_OUTER:
        return float("-inf"), None
    if not outer and len(middle) == len(roles):
        fits = [_fit_of(piece.text, role, rules) for piece, role in zip(middle, roles, strict=True)]
        if min(fits) > 0:
            return sum(fits), [_cell([piece], []) for piece in middle]
    goal = (len(middle), *(len(pairs) for pairs in outer))
    states: dict[_State, tuple[float, tuple[Cell | None, ...]]] = {(0,) * len(goal): (0.0, ())}
    for role in roles:
        following: dict[_State, tuple[float, tuple[Cell | None, ...]]] = {}
        for state, (score, cells) in states.items():
            most = min(_MOST_TOKENS if role in _WORDED else 1, goal[0] - state[0])
            outside = [range(1 if role == "number" else min(1, g - s) + 1) for s, g in zip(state[1:], goal[1:], strict=True)]
            steps = [range(1, most + 1) if role == "number" else range(most + 1), *outside]
            for step in product(*steps):
                cell = _cell(
                    middle[state[0] : state[0] + step[0]], [pairs[s] for pairs, s, k in zip(outer, state[1:], step[1:], strict=True) if k]
                )
                gain = fit_of_none(role) if cell is None else _fit(cell, step, role, rules)
                after = tuple(s + k for s, k in zip(state, step, strict=True))
                if after not in following or score + gain > following[after][0]:
                    following[after] = (score + gain, (*cells, cell))
        states = following
    score, found = states.get(goal, (float("-inf"), None))
    return score, None if found is None else list(found)


def _fit_of(words: str, role: str, rules: RuleSet) -> float:
    return _NO_UNIT if role == "unit" and BLANK.match(words) else fit_of(words, role, rules)


def _fit(cell: Cell, step: Sequence[int], role: str, rules: RuleSet) -> float:
    """How well a cell suits a column that takes so many pieces of the middle line, and a pair or none of each line around it."""
    fit = _fit_of(cell.text, role, rules)
    # A cell with an even number of lines has a pair right beside the middle of the row, and nothing in it.
    outside = _OUTSIDE if not step[0] and not step[1] else 0.0
    return fit + _APART * max(0, step[0] - 1) + outside


def _cell(middle: Sequence[Line], around: Sequence[_Pieces]) -> Cell | None:
    """The cell of pieces of the middle line and of pairs around it, in reading order."""
    pieces = sorted({*middle, *(piece for pair in around for piece in pair)}, key=lambda p: p.start)
    if not pieces:
        return None
    return Cell("".join(piece.text for piece in pieces), tuple(Span(p.start, p.end) for p in pieces))


def _behind_footnotes(table: Table, end: int, lines: Sequence[Line]) -> int:
    """The line behind the footnotes of a table, whose marks stand on its names: 拥有量1 … 1指每万人口…。"""
    names = [n for n, c in enumerate(table.columns) if c.role == "name"]
    marks = [m.group() for row in table.rows for n in names if (cell := row.cells[n]) is not None and (m := _MARK.search(cell.text))]
    for mark in dict.fromkeys(marks):
        if end < len(lines) and re.match(rf"{mark}\s?[\u4e00-\u9fff]", lines[end].text) and lines[end].text.endswith("。"):
            end += 1
    return end
