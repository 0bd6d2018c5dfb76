"""Drawn lines to grids: the cells of ruled tables, merged ones whole, and frames round text."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.read.positions import Box, Rule

_NEAR = 0.8
"""Lines nearer than this are one line (both strokes of a double one), and ends this near to a line touch it."""
_THINNEST = 1.5
"""Rows and columns are wider than this; what is less is ornament."""
_MOST_PAIRS = 40_000
_MOST_FIELDS = 5_000
"""More crossings than these are a drawing or a map, and the rules of such a page are left alone."""


class GridCell(NamedTuple):
    """A cell: the field where it starts and how many it fills."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled rectangle. `owner[row][column]` is the index in `cells` of the cell that fills a field."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    owner: tuple[tuple[int, ...], ...]

    @property
    def box(self) -> Box:
        """Its outline."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @property
    def is_table(self) -> bool:
        """Whether it has two columns or more; a frame has one."""
        return len({cell.column for cell in self.cells}) > 1

    def cell_at(self, x: float, y: float) -> int | None:
        """The index of the cell round a point."""
        if not self.box.holds(x, y):
            return None
        row = min(bisect_right(self.ys, y) - 1, len(self.ys) - 2)
        column = min(bisect_right(self.xs, x) - 1, len(self.xs) - 2)
        return self.owner[row][column]

    def box_of(self, cell: GridCell) -> Box:
        """The outline of a cell."""
        return Box(self.xs[cell.column], self.ys[cell.row], self.xs[cell.column + cell.columns], self.ys[cell.row + cell.rows])


class _Stroke(NamedTuple):
    """A line along an axis: where it lies, from where, to where."""

    at: float
    start: float
    end: float


def _merged(strokes: list[_Stroke]) -> list[_Stroke]:
    """Strokes that lie on one line and touch, made one: tables are often drawn cell by cell."""
    out: list[_Stroke] = []
    strokes.sort()
    first = 0
    while first < len(strokes):
        at = strokes[first].at
        end = first
        while end < len(strokes) and strokes[end].at - at <= _NEAR:
            end += 1
        group = sorted(strokes[first:end], key=lambda s: s.start)
        low, high = group[0].start, group[0].end
        for stroke in group[1:]:
            if stroke.start > high + _NEAR:
                out.append(_Stroke(at, low, high))
                low = stroke.start
                high = stroke.end
            high = max(high, stroke.end)
        out.append(_Stroke(at, low, high))
        first = end
    return out


def grids_of(rules: Iterable[Rule]) -> list[Grid]:
    """The grids that the rules of a page draw, smallest first. Slanting lines and lines that meet no other are passed over."""
    across, down = [], []
    for rule in rules:
        x0, x1 = sorted((rule.x0, rule.x1))
        y0, y1 = sorted((rule.y0, rule.y1))
        if y1 - y0 <= _NEAR < x1 - x0:
            across.append(_Stroke((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= _NEAR < y1 - y0:
            down.append(_Stroke((x0 + x1) / 2, y0, y1))
    across, down = _merged(across), _merged(down)
    if not across or not down or len(across) * len(down) > _MOST_PAIRS:
        return []
    grids = [grid for group in _groups(across, down) if (grid := _grid(*group)) is not None]
    return sorted(grids, key=lambda g: (g.box.x1 - g.box.x0) * (g.box.y1 - g.box.y0))


def _groups(across: Sequence[_Stroke], down: Sequence[_Stroke]) -> list[tuple[list[_Stroke], list[_Stroke]]]:
    """The strokes by which of them hang together."""
    parent = list(range(len(across) + len(down)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = parent[parent[n]]
            n = parent[n]
        return n

    places = [d.at for d in down]  # sorted
    for n, a in enumerate(across):
        for k in range(bisect_left(places, a.start - _NEAR), bisect_right(places, a.end + _NEAR)):
            if down[k].start - _NEAR <= a.at <= down[k].end + _NEAR:
                parent[root(n)] = root(len(across) + k)
    found: dict[int, tuple[list[_Stroke], list[_Stroke]]] = {}
    for n, stroke in enumerate((*across, *down)):
        found.setdefault(root(n), ([], []))[n >= len(across)].append(stroke)
    return [group for group in found.values() if group[0] and group[1]]


def _places(values: Iterable[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > _THINNEST:
            out.append(value)
    return out


def _marked(strokes: Iterable[_Stroke], places: Sequence[float], along: Sequence[float]) -> set[tuple[int, int]]:
    """(index of the line, index of the field along it) of the sides that are drawn."""
    out: set[tuple[int, int]] = set()
    middles = [(a + b) / 2 for a, b in itertools.pairwise(along)]
    for stroke in strokes:
        n = bisect_left(places, stroke.at)
        if n and (n == len(places) or stroke.at - places[n - 1] < places[n] - stroke.at):
            n -= 1
        out.update((n, k) for k in range(bisect_left(middles, stroke.start), bisect_right(middles, stroke.end)))
    return out


def _grid(across: list[_Stroke], down: list[_Stroke]) -> Grid | None:
    """The grid of strokes that hang together; a table without outer lines at its sides is closed where its rules end."""
    ends = (min(a.start for a in across), max(a.end for a in across))
    xs = _places([*(d.at for d in down), *ends])
    ys = _places([*(a.at for a in across), min(d.start for d in down), max(d.end for d in down)])
    height, width = len(ys) - 1, len(xs) - 1
    if height < 1 or width < 1 or height * width > _MOST_FIELDS:
        return None
    above, left = _marked(across, ys, xs), _marked(down, xs, ys)
    owner = [[-1] * width for _ in range(height)]
    cells: list[GridCell] = []
    seen: set[tuple[int, int]] = set()
    for r in range(height):
        for c in range(width):
            if (r, c) in seen:
                continue
            fields = _joined(r, c, height, width, above, left)
            seen |= fields
            rows, columns = max(f[0] for f in fields) - r + 1, max(f[1] for f in fields) - c + 1
            if len(fields) == rows * columns and min(f[1] for f in fields) == c:
                cells.append(GridCell(r, c, rows, columns))
            else:  # no rectangle: a line is missing somewhere
                cells += [GridCell(y, x, 1, 1) for y, x in fields]
    cells.sort()
    for n, cell in enumerate(cells):
        for y in range(cell.row, cell.row + cell.rows):
            owner[y][cell.column : cell.column + cell.columns] = [n] * cell.columns
    return Grid(tuple(xs), tuple(ys), tuple(cells), tuple(map(tuple, owner)))


def _joined(r: int, c: int, height: int, width: int, above: set[tuple[int, int]], left: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """The fields that no line parts from field (r, c)."""
    seen = {(r, c)}
    todo = [(r, c)]
    while todo:
        y, x = todo.pop()
        nearby = (
            (y - 1, x, (y, x) in above),
            (y + 1, x, (y + 1, x) in above),
            (y, x - 1, (x, y) in left),
            (y, x + 1, (x + 1, y) in left),
        )
        for b, a, parted in nearby:
            if not parted and 0 <= b < height and 0 <= a < width and (b, a) not in seen:
                seen.add((b, a))
                todo.append((b, a))
    return seen
