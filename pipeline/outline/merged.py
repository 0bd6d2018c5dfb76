"""Merged cells of a column of categories: which of their pieces belong together, and for which rows they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.outline.tables import Line
from pipeline.text import width

_RAGGED = 1.2
_MOST_PIECES = 9
_MOST_ROWS = 25
_SPACING = 1.5
"""Pieces of one cell are no further apart than this, in lines of print."""
_OF_ANOTHER = 0.35
"""What a cell more makes good: where it can be told no better, short pieces are cells of their own."""


class Placed(NamedTuple):
    """A piece, where its middle stands in lines of print from the top of the table, and the row that its line belongs to."""

    piece: Line
    place: float
    row: int


def groups_of(pieces: Sequence[Placed], rows: Sequence[tuple[float, float]], narrow: float, top: bool) -> dict[int, list[Line]]:
    """The pieces of the category of each row that has one; `rows` are their tops and ends, `narrow` the width of the column.

    A merged cell stands round the middle of its rows; where cells begin at the `top`, its first piece stands on its first row.
    """
    if not pieces:
        return {}
    return _from_top(pieces, len(rows), narrow) if top else _round_middle(pieces, rows, narrow)


def _from_top(pieces: Sequence[Placed], count: int, narrow: float) -> dict[int, list[Line]]:
    cells: list[tuple[int, list[Line]]] = []
    last = 0.0
    for piece, place, row in pieces:
        goes_on = cells and place - last <= _SPACING and width(cells[-1][1][-1].text) >= narrow - _RAGGED
        if goes_on:
            cells[-1][1].append(piece)
        else:
            cells.append((row, [piece]))
        last = place
    out: dict[int, list[Line]] = {}
    for n, (row, words) in enumerate(cells):
        for r in range(row, cells[n + 1][0] if n + 1 < len(cells) else count):
            out[r] = words
    return out


def _round_middle(pieces: Sequence[Placed], rows: Sequence[tuple[float, float]], narrow: float) -> dict[int, list[Line]]:
    count, total = len(rows), len(pieces)
    best: list[dict[int, tuple[float, int, int]]] = [{} for _ in range(count + 1)]  # rows -> pieces -> cost, rows and pieces before
    best[0][0] = (0.0, 0, 0)
    for i in range(count):
        for p, (cost, _, _) in list(best[i].items()):
            own = 0.0
            for q in range(p + 1, min(total, p + _MOST_PIECES) + 1):
                if q > p + 1:
                    apart = pieces[q - 1].place - pieces[q - 2].place
                    if apart > _SPACING:
                        break
                    wanting = narrow - width(pieces[q - 2].piece.text)
                    own += 0.4 * abs(apart - 1) + (0.6 if wanting >= _RAGGED else 0.0)
                middle = sum(piece.place for piece in pieces[p:q]) / (q - p)
                for j in range(i + 1, min(count, i + _MOST_ROWS) + 1):
                    off = abs(middle - (rows[i][0] + rows[j - 1][1]) / 2)
                    option = cost + own + off * (1.0 if off <= 1 else 1.5) - _OF_ANOTHER
                    if q not in best[j] or option < best[j][q][0]:
                        best[j][q] = (option, i, p)
    if total not in best[count]:
        return {}
    out: dict[int, list[Line]] = {}
    j, q = count, total
    while j:
        _, i, p = best[j][q]
        for r in range(i, j):
            out[r] = [placed.piece for placed in pieces[p:q]]
        j, q = i, p
    return out
