"""Tables of indicators without running numbers whose cells were wrapped (`pipeline.unnumbered`): which pieces make which row.

The line with a row's values is its anchor. What stands between two anchors is parted so that each name has as many lines
above its anchor as below it (or none above, where cells begin at the top), that its lines are full but the last, and that
its brackets close. Categories are merged over rows: their pieces stand round the middle of the rows that they hold for.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product
from typing import NamedTuple

from pipeline.cells import CATEGORY_LINE, FURNITURE
from pipeline.outline.merged import Placed, groups_of
from pipeline.outline.runs import NEVER_FULL, RAGGED
from pipeline.outline.spread import spanned
from pipeline.outline.tables import (
    BLANK,
    RUNNING_NUMBER,
    VALUE,
    Cell,
    Column,
    Line,
    Row,
    Table,
    assemble,
    fit_of,
    fit_of_none,
    read_columns,
    with_attributes,
)  # fmt: skip
from pipeline.text import Span, width
from pipeline.unnumbered import Unnumbered, is_figure, pieces_of
from rules import RuleSet

_LEAST_FIT = 1.3
"""Mean fit that the cells right of the names must have."""
_MOST_COST = 1.6
"""Mean cost of a row for the table to be believed."""
_STATES, _CHOICES, _FAR_OFF = 8, 24, 6.0
"""So many readings of the rows so far, and of the lines between two anchors, are followed; none that costs so much more than another."""
_ASYMMETRY, _NOT_FULL, _OPEN, _NO_NAME = 2.0, 1.0, 1.5, 6.0
_TOO_WIDE = 3.0
_APART = 1.5
"""What it costs that a piece stands where its column does not."""
_ALIEN = 4.0
_IN_WORDS = 0.3
_VALUES = ("baseline", "target", "year", "growth")
_ORDER = ("number", "category", "name", "unit", "baseline", "year", "target", "growth", "attribute", "note")
_JOINED = 1.2
_LATIN = re.compile(r"[0-9A-Za-z.+/-]+")
_UNIT_ALONE = re.compile("[（(][^（()）]{1,9}[）)]")
_UNIT_INSIDE = re.compile("[（(]([^（()）]{1,9})[）)](?=[^（(])")
_UNFINISHED = re.compile(r"(?:[的及与和或、，（(]|每)$")
_NO_BEGIN = re.compile(r"[）)、，。]|以上|[率比值数量]$")


class _Anchor(NamedTuple):
    """The line that holds a row's values: what stands left of them, and the cells right of the names by column."""

    left: tuple[Line, ...]
    number: Line | None
    right: dict[int, tuple[Line, ...]]


class _Line(NamedTuple):
    """How one line between anchors is read: pieces of the category, of the name, and of cells right of it."""

    category: Line | None
    name: Line | None
    right: tuple[Line, ...]
    cost: float


_NOTHING = _Line(None, None, (), 0.0)


class _State(NamedTuple):
    """The rows so far: what they cost, and the lines of each but those below the last anchor."""

    cost: float
    above: tuple[_Line, ...]
    rows: tuple[_Lines, ...]


class _Lines(NamedTuple):
    """The lines of one row: above its anchor, on it, below it."""

    above: tuple[_Line, ...]
    own: _Line
    below: tuple[_Line, ...]


def read_unnumbered(found: Unnumbered, lines: Sequence[Line], indents: Sequence[int], rules: RuleSet) -> tuple[Table, int] | None:
    """A table and the line behind it; None where the pieces do not suit the columns. `indents` are those of the lines on paper."""
    best: tuple[float, tuple[Table, int] | None] = (float("inf"), None)
    words = [lines[n].text[a:b] for n in found.anchors for a, b in pieces_of(lines[n].text)]
    for header in found.headers:
        columns = read_columns(header, rules)
        if columns is None:
            continue
        columns = with_attributes(spanned(columns), words, rules)
        if not _readable(columns):
            continue
        reader = _Reader(found, lines, indents, columns, rules)
        for top in (False, True):
            cost, table = reader.read(top)
            cost += _disorder([c.role for c in columns])
            if table is not None and cost < best[0]:
                best = (cost, table)
    return best[1]


def _readable(columns: Sequence[Column]) -> bool:
    roles = [c.role for c in columns]
    if roles.count("name") != 1 or roles.count("category") > 1:
        return False
    at = roles.index("name")
    return set(roles[:at]) <= {"category", "number"} and "category" not in roles[at:] and "content" not in roles


class _Reader:
    """One reading of a table, for one header."""

    def __init__(
        self, found: Unnumbered, lines: Sequence[Line], indents: Sequence[int], columns: tuple[Column, ...], rules: RuleSet
    ) -> None:
        self.found, self.lines, self.columns, self.rules = found, lines, columns, rules
        self.roles = [c.role for c in columns]
        self.at = self.roles.index("name")
        self.grouped = "category" in self.roles
        self.numbered = "number" in self.roles[: self.at]
        self.paper = {n: indents[n] for n in range(found.start, found.end)}
        self.fit = 0.0
        self.anchors = [self._anchor(n) for n in found.anchors]
        self._measure()

    # -- pieces ------------------------------------------------------------------------------------------------

    def _pieces(self, n: int) -> list[Line]:
        line = self.lines[n]
        out: list[Line] = []
        for a, b in pieces_of(line.text):
            piece = Line(line.start + a, line.start + b, line.text[a:b], self._place(n, a))
            if out and piece.start - out[-1].end == 1 and self._is_unit_of(out[-1].text, piece.text):
                out[-1] = self._joined(out[-1], piece)
            else:
                out.append(piece)
        return out

    def _is_unit_of(self, value: str, words: str) -> bool:
        """Whether a piece is the unit of the number before it (0.5 万人次), where units have no column of their own."""
        return "unit" not in self.roles and is_figure(value) and value[-1].isdigit() and self._fit(words, "unit") > 1.5

    def _place(self, n: int, at: int) -> int:
        """Where on paper a piece starts, in half-width columns; it is kept as the piece's `gap`."""
        return self.paper[n] + round(2 * width(self.lines[n].text[:at]))

    def _anchor(self, n: int) -> _Anchor:
        """The pieces of an anchor: the last ones fall to the columns right of the names."""
        pieces = self._pieces(n)
        roles = self.roles[self.at + 1 :]
        best: tuple[float, int, list[int]] = (float("-inf"), 0, [])
        for count in range(1, min(len(roles), len(pieces)) + 1):
            own = pieces[len(pieces) - count :]
            score, places = _injected([p.text for p in own], roles, self.rules)
            left = pieces[: len(pieces) - count]
            score -= sum(self._alien(left, k) for k in range(len(left)))
            if score > best[0]:
                best = (score, count, places)
        self.fit += best[0] / max(1, best[1])
        left = pieces[: len(pieces) - best[1]]
        right: dict[int, tuple[Line, ...]] = {
            self.at + 1 + place: (piece,) for piece, place in zip(pieces[len(left) :], best[2], strict=True)
        }
        number = None
        if self.numbered:
            k = next((k for k, p in enumerate(left) if RUNNING_NUMBER.fullmatch(p.text.rstrip(".、"))), None)
            if k is not None:
                number = left[k]
                left = [*left[:k], *self._whole(left[k + 1 :], 1)]
                return _Anchor(tuple(left), number, right)
        return _Anchor(tuple(self._whole(left, 1 + self.grouped)), number, right)

    def _alien(self, left: Sequence[Line], k: int) -> float:
        """What it costs that a piece which is no word stands left of the values."""
        words = left[k].text
        if self.rules.phrase("attribute_value").match(words) or BLANK.match(words):
            return _ALIEN
        if VALUE.match(words) and len(words) < 8 and not (self.numbered and RUNNING_NUMBER.fullmatch(words)):
            inside = 0 < k < len(left) - 1 and _LATIN.match(words) is not None
            return 0.5 if inside else _ALIEN
        return 0.0

    def _whole(self, pieces: Sequence[Line], most: int) -> list[Line]:
        """The pieces left of the values, with those made one that spaces round Latin letters and digits parted."""
        out: list[Line] = []
        for piece in pieces:
            if out and (_LATIN.match(piece.text) or _LATIN.search(out[-1].text[-1:])) and piece.start - out[-1].end == 1:
                out[-1] = self._joined(out[-1], piece)
            else:
                out.append(piece)
        while len(out) > most:
            k = max(range(1, len(out)), key=lambda k: (-(out[k].start - out[k - 1].end), k))
            out[k - 1 : k + 1] = [self._joined(out[k - 1], out[k])]
        return out

    @staticmethod
    def _joined(a: Line, b: Line) -> Line:
        return Line(a.start, b.end, f"{a.text}{b.text}", a.gap)

    def _measure(self) -> None:
        """How wide the columns of names and categories are, and where on paper they part."""
        between = [self._whole(self._pieces(n), 3) for n in self._between(self.found.body, self.found.end)]
        lefts = [list(a.left) for a in self.anchors] + [b for b in between if len(b) <= 2]
        pairs = [left for left in lefts if len(left) == 2] if self.grouped else []
        self.widest = max((width(p.text) for left in lefts for p in left), default=0.0)
        firsts = [width(left[0].text) for left in pairs]
        self.narrow = max(firsts) if firsts else min(6.0, self.widest)
        on_paper = any("  " in self.lines[n].text for n in self.found.anchors)
        wide = [p.gap for left in lefts for p in left if width(p.text) > self.narrow + 1] if pairs else []
        self.part = min([*wide, *(left[1].gap for left in pairs)], default=None) if on_paper else None
        rights = [min(p.gap for ps in a.right.values() for p in ps) for a in self.anchors if a.right]
        self.right = min(rights, default=None) if on_paper else None

    def _between(self, a: int, b: int) -> list[int]:
        """The lines `[a, b)` that are no anchors, no header and nothing of the page's."""
        header = {self.lines[n].text for n in range(self.found.start, self.found.body)}
        own = set(self.found.anchors)
        return [n for n in range(a, b) if n not in own and self.lines[n].text not in header and not FURNITURE.fullmatch(self.lines[n].text)]

    # -- lines -------------------------------------------------------------------------------------------------

    def _readings(self, n: int) -> list[_Line]:
        """What a line between anchors can be."""
        pieces = self._whole(self._pieces(n), 5)
        out: list[_Line] = []
        for rights in range((min(2, len(pieces)) if self._may_wrap(n) else 0) + 1):
            left, right = pieces[: len(pieces) - rights], tuple(pieces[len(pieces) - rights :])
            cost = sum(self._right_cost(p) for p in right)
            for category, name, apart in self._lefts(left):
                out.append(_Line(category, name, right, cost + apart + self._left_cost(category, name)))
        out.sort(key=lambda reading: reading.cost)
        return [reading for reading in out if reading.cost < out[0].cost + 5][:4]

    def _may_wrap(self, n: int) -> bool:
        """Whether a cell right of the names can have a piece on line `n`: a row beside it lacks one, or says one in words."""
        at = bisect(self.found.anchors, n)
        wanted = len(self.roles) - self.at - 1
        near = self.anchors[max(0, at - 1) : at + 1]
        return any(len(a.right) < wanted or any(self._worded(p.text) for ps in a.right.values() for p in ps) for a in near)

    def _worded(self, words: str) -> bool:
        """Whether a cell right of the names is said in words, and may have more of them; single words are whole."""
        return len(words) > 1 and not VALUE.match(words) and self.rules.phrase("attribute_value").match(words) is None

    def _lefts(self, left: list[Line]) -> Iterator[tuple[Line | None, Line | None, float]]:
        """The piece of the category and that of the name that the pieces left of the values can be, and what joining some costs."""
        if not left:
            yield None, None, 0.0
            return
        if len(left) == 1:
            yield None, left[0], 0.0
            if self.grouped:
                yield left[0], None, 0.0
            return
        if self.grouped:
            yield left[0], self._whole(left[1:], 1)[0], _JOINED * (len(left) - 2)
        yield None, self._whole(left, 1)[0], _JOINED * (len(left) - 1)

    def _left_cost(self, category: Line | None, name: Line | None) -> float:
        cost = 0.0
        if category is not None:
            cost += _TOO_WIDE if width(category.text) > self.narrow + 0.6 else 0.1
            if re.search(r"[\d（(）)]", category.text):
                cost += 1.0
            if self.part is not None and category.gap >= self.part - 1:
                cost += _APART
        if name is not None and self.part is not None and name.gap < self.part - 1:
            cost += _APART
        return cost

    def _right_cost(self, piece: Line) -> float:
        if self.right is not None and piece.gap < self.right - 3:
            return 4.0
        return 0.6 if self.right is not None else 0.9

    # -- rows --------------------------------------------------------------------------------------------------

    def read(self, top: bool) -> tuple[float, tuple[Table, int] | None]:
        """The best reading, with cells that begin at the `top` of their row or stand at its middle, and what it costs."""
        if self.fit < _LEAST_FIT * len(self.anchors):
            return float("inf"), None
        body, anchors = self.found.body, self.found.anchors
        owns = [self._owns(a) for a in self.anchors]
        gaps = [self._between(a, b) for a, b in zip((body, *(n + 1 for n in anchors)), (*anchors, self.found.end), strict=True)]
        over: dict[int, Line] = {}
        states = [_State(0.0, above, ()) for above in self._choices(self._without_lines_over(gaps[0], 0, over))]
        for r in range(len(anchors)):
            below = self._without_lines_over(gaps[r + 1], r + 1, over) if r + 1 < len(anchors) else gaps[r + 1]
            parts: list[tuple[tuple[_Line, ...], tuple[_Line, ...]]]
            if r + 1 < len(anchors):
                parts = [(c[:k], c[k:]) for c in self._choices(below) for k in range(len(c) + 1)]
            else:
                parts = [(c, ()) for k in range(len(below) + 1) if not self._cut_off(below[k:]) for c in self._choices(below[:k])]
            following: dict[tuple[_Line, ...], _State] = {}
            for state in states:
                if state.cost > states[0].cost + _FAR_OFF:
                    break
                for own in owns[r]:
                    for mine, rest in parts:
                        row = _Lines(state.above, own, mine)
                        cost = state.cost + self._cost(row, self.anchors[r], top)
                        known = following.get(rest)
                        if known is None or cost < known.cost:
                            following[rest] = _State(cost, rest, (*state.rows, row))
            states = sorted(following.values(), key=lambda s: s.cost)[:_STATES]
        last = min((s for s in states if not s.above), key=lambda s: s.cost, default=None)
        if last is None or last.cost > _MOST_COST * len(anchors):
            return float("inf"), None
        return last.cost - self.fit, self._table(last.rows, over, top)

    def _without_lines_over(self, gap: list[int], row: int, over: dict[int, Line]) -> list[int]:
        """The lines of a gap without one that stands over the rows below it (（一）经济发展)."""
        if self.grouped:
            return gap
        for n in gap:
            if CATEGORY_LINE.match(self.lines[n].text):
                over[row] = self.lines[n]
        return [n for n in gap if not CATEGORY_LINE.match(self.lines[n].text)]

    def _cut_off(self, rest: Sequence[int]) -> bool:
        """Whether a row would end before a line that is the unit of its name."""
        return bool(rest) and _UNIT_ALONE.fullmatch(self.lines[rest[0]].text) is not None

    def _choices(self, gap: Sequence[int]) -> list[tuple[_Line, ...]]:
        """The ways to read the lines of a gap together, the likeliest first."""
        options = [self._readings(n) for n in gap]
        if len(options) > 4:
            options = [o[:2] for o in options]
        return sorted(product(*options), key=lambda c: sum(line.cost for line in c))[:_CHOICES]

    def _owns(self, anchor: _Anchor) -> list[_Line]:
        """How the pieces left of a row's values can be read."""
        if anchor.number is not None:
            left = list(anchor.left)
            before = [p for p in left if p.start < anchor.number.start]
            behind = [p for p in left if p.start > anchor.number.start]
            return [_Line(before[0] if before else None, behind[0] if behind else None, (), 0.0)]
        return [
            _Line(category, name, (), apart + self._left_cost(category, name)) for category, name, apart in self._lefts(list(anchor.left))
        ]

    def _cost(self, row: _Lines, anchor: _Anchor, top: bool) -> float:
        above = [line.name for line in row.above if line.name is not None]
        below = [line.name for line in row.below if line.name is not None]
        pieces = [*above, *([row.own.name] if row.own.name is not None else []), *below]
        cost = sum(line.cost for line in (*row.above, row.own, *row.below))
        if not pieces:
            return cost + _NO_NAME
        if top:
            cost += 3.0 * len(above) + (_NO_NAME if row.own.name is None else 0.0)
            cost += 3.0 * sum(line.category is not None for line in row.above)
        else:
            cost += _ASYMMETRY * abs(len(above) - len(below))
        for piece, following in pairwise(pieces):
            stuck = following.text[0] in "（(“" or _LATIN.match(following.text) or _LATIN.search(piece.text[-1:])
            wanting = self.widest - width(piece.text) - (NEVER_FULL if stuck else RAGGED)
            if wanting > 0:
                cost += _NOT_FULL + 0.1 * wanting
        words = "".join(p.text for p in pieces)
        if width(pieces[-1].text) >= self.widest - 0.6 and not self.rules.phrase("measured_end").search(words):
            cost += _NOT_FULL
        cost += _OPEN * (abs(words.count("（") + words.count("(") - words.count("）") - words.count(")")) > 0)
        inside = _UNIT_INSIDE.search(words)
        cost += _OPEN * (inside is not None and self._fit(inside[1], "unit") > 1.5)
        cost += _OPEN * (_UNFINISHED.search(words) is not None) + _OPEN * (_NO_BEGIN.match(words) is not None)
        upper = [p for line in row.above for p in line.right]
        lower = [p for line in row.below for p in line.right]
        return cost + self._around(anchor, upper, lower, top)[0]

    def _around(self, anchor: _Anchor, upper: list[Line], lower: list[Line], top: bool) -> tuple[float, dict[int, tuple[Line, ...]]]:
        """What it costs that pieces above and below the anchor belong to cells right of the name, and these cells by column.

        Pieces as far above as below are one cell, with the piece between them or without one.
        """
        if not upper and not lower:
            return 0.0, anchor.right
        if (top and (upper or len(lower) > 1)) or (not top and len(upper) != len(lower)):
            return float("inf"), anchor.right
        pairs = [((), (lower[0],))] if top else [((a,), (b,)) for a, b in zip(upper, lower, strict=True)]
        cells = [anchor.right[c] for c in sorted(anchor.right)]
        roles = self.roles[self.at + 1 :]
        for before, behind in pairs:
            options = [[*cells[:k], (*before, *cells[k], *behind), *cells[k + 1 :]] for k in range(len(cells))]
            if not top:
                options += [[*cells[:k], (*before, *behind), *cells[k:]] for k in range(len(cells) + 1)]
            scored = [(_injected(_words(o), roles, self.rules)[0], o) for o in options if len(o) <= len(roles)]
            cells = max(scored, key=lambda option: option[0], default=(0.0, cells))[1]
        score, places = _injected(_words(cells), roles, self.rules)
        without = sum(self._fit("".join(p.text for p in ps), self.roles[c]) for c, ps in anchor.right.items())
        return max(0.0, without - score) * 0.5, {self.at + 1 + c: cell for c, cell in zip(places, cells, strict=True)}

    def _fit(self, words: str, role: str) -> float:
        return fit_of(words, role, self.rules)

    # -- the table ---------------------------------------------------------------------------------------------

    def _table(self, rows: Sequence[_Lines], over: dict[int, Line], top: bool) -> tuple[Table, int]:
        tops = self._tops(rows)
        categories = groups_of(self._placed(rows, tops), [(a, b) for a, b in tops], self.narrow, top) if self.grouped else {}
        items: list[Row | Cell] = []
        last = self.found.anchors[-1]
        for r, (row, anchor) in enumerate(zip(rows, self.anchors, strict=True)):
            if r in over:
                items.append(Cell(over[r].text, (Span(over[r].start, over[r].end),)))
            fields: list[Cell | None] = [None] * len(self.columns)
            names = [line.name for line in (*row.above, row.own, *row.below) if line.name is not None]
            fields[self.at] = _cell(names) if names else None
            upper = [p for line in row.above for p in line.right]
            lower = [p for line in row.below for p in line.right]
            for c, pieces in self._around(anchor, upper, lower, top)[1].items():
                fields[c] = _cell(pieces)
            if anchor.number is not None:
                fields[self.roles.index("number")] = _cell([anchor.number])
            spans = [span for field in fields if field is not None for span in field.spans]
            if r in categories:
                words = categories[r]
                fields[self.roles.index("category")] = replace(_cell(words), inherited=True)
            items.append(Row(tuple(fields), Span(min(s.start for s in spans), max(s.end for s in spans))))
        end = last + 1
        behind = self._between(last + 1, self.found.end)[: len(rows[-1].below)]
        end = behind[-1] + 1 if behind else end
        table = assemble(self.columns, items, Span(self.lines[self.found.start].start, self.lines[end - 1].end))
        assert table is not None  # there are rows
        return table, end

    def _tops(self, rows: Sequence[_Lines]) -> list[tuple[float, float]]:
        """Where rows begin and end, in lines of print from the top of the table."""
        out = []
        at = 0.0
        for row in rows:
            names = [line for line in (*row.above, row.own, *row.below) if line.name is not None]
            height = max(1, len(names))
            out.append((at, at + height))
            at += height
        return out

    def _placed(self, rows: Sequence[_Lines], tops: Sequence[tuple[float, float]]) -> list[Placed]:
        """The pieces of categories, with where they stand in lines of print: on the line of a name, or between two lines."""
        known: list[tuple[float | None, Line | None, int]] = []
        for r, (row, (begin, end)) in enumerate(zip(rows, tops, strict=True)):
            k = 0
            for line in (*row.above, row.own, *row.below):
                place: float | None = None
                if line.name is not None:
                    place, k = begin + k + 0.5, k + 1
                elif line is row.own:
                    place = (begin + end) / 2
                known.append((place, line.category, r))
        out = []
        for n, (at, piece, r) in enumerate(known):
            if piece is None:
                continue
            place = at
            if place is None:
                before = next((p for p, _, _ in reversed(known[:n]) if p is not None), 0.0)
                behind = next((p for p, _, _ in known[n + 1 :] if p is not None), tops[-1][1])
                place = (before + behind) / 2
            out.append(Placed(piece, place, r))
        return out


def _cell(pieces: Sequence[Line]) -> Cell:
    return Cell("".join(p.text for p in pieces), tuple(Span(p.start, p.end) for p in pieces))


def _fit_right(words: str, role: str, rules: RuleSet) -> float:
    """How well a piece suits a column right of the names; what ends as names do is no value in words (优良天数比率)."""
    if role in _VALUES and rules.phrase("measured_end").search(words) and not VALUE.match(words):
        return -_ALIEN
    rather = role != "target" and not VALUE.match(words) and not BLANK.match(words)  # what is said in words is a goal
    return fit_of(words, role, rules) - (_IN_WORDS if role in _VALUES and rather else 0.0)


def _disorder(roles: Sequence[str]) -> float:
    """How far the columns are from the order in which tables have them, where a header leaves that open."""
    places = [_ORDER.index(role) for role in roles if role in _ORDER]
    return 0.01 * sum(a > b for k, b in enumerate(places) for a in places[:k])


def _words(cells: Sequence[Sequence[Line]]) -> list[str]:
    return ["".join(p.text for p in cell) for cell in cells]


def _injected(words: Sequence[str], roles: Sequence[str], rules: RuleSet) -> tuple[float, list[int]]:
    """The best fit of pieces to columns in order, one to a column, some columns being empty; and the column of each."""
    n, m = len(words), len(roles)
    best = [[float("-inf")] * (n + 1) for _ in range(m + 1)]
    best[0][0] = 0.0
    for j in range(1, m + 1):
        for i in range(n + 1):
            best[j][i] = best[j - 1][i] + fit_of_none(roles[j - 1])
            if i:
                best[j][i] = max(best[j][i], best[j - 1][i - 1] + _fit_right(words[i - 1], roles[j - 1], rules))
    places = [0] * n
    i = n
    for j in range(m, 0, -1):
        if i and best[j][i] == best[j - 1][i - 1] + _fit_right(words[i - 1], roles[j - 1], rules):
            places[i - 1] = j - 1
            i -= 1
    return best[m][n], places
