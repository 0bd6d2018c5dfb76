"""Task tables set in columns of spaces whose cells were wrapped (`pipeline.columned`): which pieces make which cell.

Where on paper a piece stands tells its column. Where columns begin is told by the header and by what the fewest pieces cross,
in half-width columns or, as some programs write such text, in characters. A row's number is on its first line, or there are
as many lines of the row above it as below.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from pipeline.cells import FURNITURE, bare, column_rule
from pipeline.columned import PIECE, Columned
from pipeline.outline import runs
from pipeline.outline.merged import Placed, groups_of
from pipeline.outline.tables import MERGED, RUNNING_NUMBER, UNITS, Cell, Column, Line, Row, Table, assemble, read_columns, with_lines_over
from pipeline.text import Span, width
from rules import RuleSet

_OVER = 1.5
_SAME, _NO_NUMBER = 7.0, 20.0
"""What it costs that two pieces of a line are in one column; that a column of numbers holds something else."""
_ODD = 5.0
_CLAUSES = re.compile("[，。；]")
_DATE = re.compile(r"20\d\d ?(?:年|[—–-]).{0,12}")
_DATE_BEHIND = re.compile(r"(?<![到至自从]) (?=20\d\d ?(?:年|[—–-]))|(?<=[0-9]) (?=[省市县区州各][\u4e00-\u9fff]{2})")
_IN_DATE = re.compile(r"(?<=20\d\d) (?=年)|(?<=年) (?=\d)|(?<=\d) (?=月)")
_OPENS_OFFICE = re.compile("[省市县区州各][\u4e00-\u9fff]{1,9}$")
_NEAR = 2
"""A piece is parted at a space so near to where a column begins."""
_MOST_CROSSED = 0.12
"""So large a share of the pieces may cross the columns."""
_TALLEST = 30
_ASYMMETRY, _CUT, _NO_WORK = 1.0, 1.5, 4.0


class _Piece(NamedTuple):
    """Words on one line, and where on paper they begin and end."""

    line: Line
    begin: float
    end: float

    @property
    def middle(self) -> float:
        return (self.begin + self.end) / 2


_Parts = dict[int, Line]
"""What a line holds, by column."""


def read_columned(found: Columned, lines: Sequence[Line], indents: Sequence[int], rules: RuleSet) -> tuple[Table, int] | None:
    """A table and the line behind it; None where the pieces do not fall to columns. `indents` are those of the lines on paper."""
    best: tuple[float, _Reader | None] = (_MOST_CROSSED, None)
    for by_character in (False, True):
        reader = _Reader(found, lines, indents, by_character, rules)
        if reader.columns and reader.crossed < best[0]:
            best = (reader.crossed, reader)
    return best[1].read() if best[1] is not None else None


class _Reader:
    """The lines of a table, with one measure of where on paper pieces stand."""

    def __init__(self, found: Columned, lines: Sequence[Line], indents: Sequence[int], by_character: bool, rules: RuleSet) -> None:
        self.found, self.lines, self.indents, self.by_character, self.rules = found, lines, indents, by_character, rules
        self.columns: tuple[Column, ...] = ()
        words = (bare(cell) for header in found.headers for cell in header)
        self.dated = any((rule := column_rule(word, rules)) is not None and rule.role == "deadline" for word in words)
        self.crossed = 1.0
        cells = self._header()
        if not cells:
            return
        columns = read_columns([words for words, _, _ in cells], rules)
        if columns is None or sum(c.role == "number" for c in columns) != 1:
            return
        self.roles = [c.role for c in columns]
        self.number = self.roles.index("number")
        header = {lines[n].text for n in range(found.start, found.body)}
        kept = (n for n in range(found.body, found.end) if n not in found.over)
        self.own = [n for n in kept if lines[n].text not in header and not self._is_furniture(n)]
        self.pieces = {n: self._pieces(n) for n in self.own}
        inner = [p for n in self.own if n <= found.numbers[-1] for p in self.pieces[n]]
        self.bounds = [self._bound(a, b, inner) for a, b in pairwise(cells)]
        over = sum(self._crosses(p) for p in inner)
        self.crossed = over / max(1, len(inner))
        self.columns = columns

    def _is_furniture(self, n: int) -> bool:
        """Whether a line is a page's number; a row's own number on a line alone is none."""
        return FURNITURE.fullmatch(self.lines[n].text) is not None and n not in self.found.numbers

    def _at(self, words: str) -> float:
        return float(len(words)) if self.by_character else 2 * width(words)

    def _pieces(self, n: int) -> list[_Piece]:
        line = self.lines[n]
        out = []
        for m in PIECE.finditer(line.text):
            begin = self.indents[n] + self._at(line.text[: m.start()])
            piece = _Piece(Line(line.start + m.start(), line.start + m.end(), m.group(), 0), begin, begin + self._at(m.group()))
            dated = [d.start() for d in _DATE_BEHIND.finditer(m.group())] if self.dated else []
            out += self._split(piece, dated) if dated else [piece]
        return out

    def _header(self) -> list[tuple[str, float, float]]:
        """The header cells, each with where it begins and ends: pieces one below the other are one."""
        clusters: list[list[_Piece]] = []
        rows = [self._header_pieces(n) for n in range(self.found.start, self.found.body)]
        for piece in (p for row in rows for p in row):
            own = next((c for c in clusters if any(p.begin < piece.end and piece.begin < p.end for p in c)), None)
            if own is None:
                clusters.append([piece])
            else:
                own.append(piece)
        cells = sorted(("".join(p.line.text for p in c), min(p.begin for p in c), max(p.end for p in c)) for c in clusters)
        cells.sort(key=lambda cell: cell[1])
        known = sum(column_rule(bare(words), self.rules) is not None for words, _, _ in cells)
        return cells if known * 4 >= len(cells) * 3 and known > 2 else []

    def _header_pieces(self, n: int) -> list[_Piece]:
        """The pieces of a header line; single spaces part what is known by itself."""
        out = []
        for piece in self._pieces(n):
            words = piece.line.text.split(" ")
            if len(words) > 1 and all(column_rule(bare(w), self.rules) is not None for w in words):
                out += self._split(piece, [m.start() for m in re.finditer(" ", piece.line.text)])
            else:
                out.append(piece)
        return out

    def _split(self, piece: _Piece, cuts: Sequence[int]) -> list[_Piece]:
        """A piece parted at the spaces `cuts`."""
        line, out = piece.line, []
        for a, b in zip((-1, *cuts), (*cuts, len(line.text)), strict=True):
            begin = piece.begin + self._at(line.text[: a + 1])
            words = line.text[a + 1 : b]
            out.append(_Piece(Line(line.start + a + 1, line.start + b, words, 0), begin, begin + self._at(words)))
        return out

    def _bound(self, left: tuple[str, float, float], right: tuple[str, float, float], pieces: Sequence[_Piece]) -> float:
        """Where a column begins: between the middles of two header cells, in the middle of what the fewest pieces cross."""
        begin, end = (left[1] + left[2]) / 2, (right[1] + right[2]) / 2
        places = [begin + 0.5 * k for k in range(int((end - begin) * 2) + 1)]
        cost = [sum(self._inside(p, x) for p in pieces) for x in places]
        least = min(cost)
        good = [x for x, c in zip(places, cost, strict=True) if c == least]
        longest: list[float] = []
        run: list[float] = []
        for x in good:
            run = [*run, x] if run and x - run[-1] <= 0.5 else [x]
            if len(run) > len(longest):
                longest = run
        return longest[len(longest) // 2]

    def _inside(self, piece: _Piece, x: float) -> bool:
        """Whether a piece runs across a place."""
        return piece.begin < x < piece.end

    def _cut(self, piece: _Piece, x: float) -> int | None:
        words = piece.line.text
        near = []
        dates = {m.start() for m in _IN_DATE.finditer(words)}
        for m in re.finditer(" ", words):
            if m.start() in dates:
                continue
            off = abs(piece.begin + self._at(words[: m.start()]) - x)
            if off <= _NEAR:
                near.append((off, m.start()))
        return min(near)[1] if near else None

    def _crosses(self, piece: _Piece) -> bool:
        return any(self._inside(piece, x) and min(x - piece.begin, piece.end - x) > 1 for x in self.bounds)

    # -- rows --------------------------------------------------------------------------------------------------

    def _parts(self, n: int) -> _Parts:
        """What a line holds, by column: its pieces in order, each as near to its column as may be."""
        pieces: list[_Piece] = []
        for piece in self.pieces[n]:
            across = (x for x in self.bounds if min(x - piece.begin, piece.end - x) > _OVER)
            cuts = sorted({cut for x in across if (cut := self._cut(piece, x)) is not None})
            pieces += self._split(piece, cuts) if cuts else [piece]
        best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())] * (len(self.roles) + 1)  # by how many columns are behind
        for piece in pieces:
            following: list[tuple[float, tuple[int, ...]]] = [(float("inf"), ())] * (len(self.roles) + 1)
            for c in range(len(self.roles)):
                cost = self._off(piece, c)
                option = min(
                    (before + cost + (_SAME if places and places[-1] == c else 0.0), (*places, c)) for before, places in best[: c + 2]
                )
                following[c + 1] = option
            best = following
        places = min(best)[1]
        out: _Parts = {}
        for piece, c in zip(pieces, places, strict=True):
            before = out.get(c)
            out[c] = piece.line if before is None else Line(before.start, piece.line.end, before.text + piece.line.text, 0)
        return out

    def _off(self, piece: _Piece, c: int) -> float:
        """How far a piece is from a column."""
        begin = self.bounds[c - 1] if c else float("-inf")
        end = self.bounds[c] if c < len(self.bounds) else float("inf")
        number = RUNNING_NUMBER.fullmatch(piece.line.text.rstrip(".、")) is not None
        off = max(0.0, begin - piece.middle, piece.middle - end)
        return off + (_NO_NUMBER if c == self.number and not number else 0.0) + self._alien(piece.line.text, self.roles[c])

    def _alien(self, words: str, role: str) -> float:
        """What it costs that a column holds what looks like that of another."""
        if role in UNITS:
            return _ODD * (_CLAUSES.search(words) is not None) + _ODD * (_DATE.match(words) is not None)
        if role == "deadline":
            return _ODD * (len(words) > 2 and self.rules.phrase("in_date").search(words) is None)
        if role in ("content", "previous"):
            units = runs.begins_units(words, self.rules) or _OPENS_OFFICE.match(words) is not None
            return _ODD * (_DATE.fullmatch(words) is not None) + _ODD * units
        return _ODD * (_DATE.match(words) is not None) if role == "task_name" else 0.0

    def read(self) -> tuple[Table, int] | None:
        """The table and the line behind it; None where its numbers are not in their column."""
        parts = {n: self._parts(n) for n in self.own}
        numbers = [n for n in self.found.numbers if n in parts and self._is_number(parts[n])]
        if len(numbers) != len(self.found.numbers):
            return None
        options = [self._rows(numbers, parts, top) for top in (True, False)]
        (_, rows), top = min(zip(options, (True, False), strict=True), key=lambda option: option[0][0])
        end = max(n for row in rows for n in row) + 1
        rows = [measure for row in rows for measure in self._measures(row, parts)] if top else rows
        columns = self.columns
        widths = {c: max((width(p[c].text) for p in parts.values() if c in p), default=0.0) for c in range(len(columns))}
        merged = self._merged(rows, parts, widths, top)
        items: list[Row] = []
        for r, row in enumerate(rows):
            fields: list[Cell | None] = []
            spans: list[Span] = []
            for c, column in enumerate(columns):
                own = [parts[n][c] for n in row if c in parts[n]]
                if column.role in MERGED and c < self._work():
                    words, first = merged[c].get(r, ([], False))
                    cell = runs.cell_of(words, column.role, widths[c], True, self.rules) if words else None
                    fields.append(replace(cell, inherited=not first) if cell is not None else None)
                    shared = sum(own[:1] == words[:1] for own, _ in merged[c].values()) > 1
                    spans += cell.spans if cell is not None and c > self.number and not shared else ()
                    continue
                cell = runs.cell_of(own, column.role, widths[c], True, self.rules) if own else None
                fields.append(cell)
                if cell is not None:
                    spans += cell.spans
            items.append(Row(tuple(fields), Span(min(s.start for s in spans), max(s.end for s in spans))))
        over = with_lines_over(items, [self.lines[n] for n in self.found.over])
        table = assemble(columns, over, Span(self.lines[self.found.start].start, self.lines[end - 1].end))
        return (table, end) if table is not None else None

    def _measures(self, row: list[int], parts: dict[int, _Parts]) -> list[list[int]]:
        """The rows that the lines behind a number make: behind a sentence, another measure with who answers for it beside it."""
        work = self._work()
        leading = [c for c, role in enumerate(self.roles) if role in ("lead", "responsible")]
        out: list[list[int]] = [[]]
        last = ""
        for n in row:
            begins = work in parts[n] and any(c in parts[n] for c in leading) and runs.SENTENCE_ENDS.search(last) is not None
            if begins and any(c in parts[k] for k in out[-1] for c in leading):
                out.append([])
            out[-1].append(n)
            last = parts[n][work].text if work in parts[n] else last
        return out

    def _work(self) -> int:
        """The column that says what to do."""
        return self.roles.index("content") if "content" in self.roles else self.roles.index("task_name")

    def _is_number(self, parts: _Parts) -> bool:
        return self.number in parts and RUNNING_NUMBER.fullmatch(parts[self.number].text.rstrip(".、")) is not None

    def _rows(self, numbers: Sequence[int], parts: dict[int, _Parts], top: bool) -> tuple[float, list[list[int]]]:
        """The lines of each row, and what that reading costs."""
        work = self._work()
        before = [n for n in self.own if n < numbers[0]]
        behind = [n for n in self.own if n > numbers[-1]]
        gaps = [[n for n in self.own if a < n < b] for a, b in pairwise(numbers)]
        tall = max((len(gap) for gap in gaps), default=_TALLEST) + 2
        behind = self._of_table(behind[:tall], parts)
        # by how many lines stand above the row at hand: cost, and the lines below each row before
        states: dict[int, tuple[float, tuple[int, ...]]] = {len(before): (3.0 * len(before) if top else 0.0, ())}
        for r, number in enumerate(numbers):
            gap = gaps[r] if r < len(gaps) else behind
            following: dict[int, tuple[float, tuple[int, ...]]] = {}
            for above, (cost, cuts) in states.items():
                upper = before if r == 0 else gaps[r - 1][len(gaps[r - 1]) - above :]
                for below in range(len(gap) + 1):
                    if r < len(gaps) and self._over_parts(number, numbers[r + 1], gap, below):
                        continue
                    rest = len(gap) - below if r < len(gaps) else 0
                    row = [*upper, number, *gap[:below]]
                    total = cost + self._cost(row, above, below, parts, work, top)
                    if r == len(gaps) and below < len(gap):
                        total += 0.4 if top else 0.0
                    if rest not in following or total < following[rest][0]:
                        following[rest] = (total, (*cuts, below))
            states = following
        cost, cuts = min(states.values())
        rows: list[list[int]] = []
        for r, number in enumerate(numbers):
            upper = before if r == 0 else gaps[r - 1][cuts[r - 1] :]
            gap = gaps[r] if r < len(gaps) else behind
            rows.append([*upper, number, *gap[: cuts[r]]])
        return cost, rows

    def _over_parts(self, number: int, following: int, gap: Sequence[int], below: int) -> bool:
        """Whether a line over rows stands elsewhere than where two rows would be parted."""
        return any(
            (gap[below - 1] > over if below else False) or (gap[below] < over if below < len(gap) else False)
            for over in self.found.over
            if number < over < following
        )

    def _cost(self, row: Sequence[int], above: int, below: int, parts: dict[int, _Parts], work: int, top: bool) -> float:
        off = abs(above - below)
        even = (above + below) % 2  # of so many lines none is in the middle
        cost = 3.0 * above if top else 0.3 * off + _ASYMMETRY * max(0, off - (1 if even or not self._plain(row, parts) else 0))
        own = [parts[n][work].text for n in row if work in parts[n]]
        if not own:
            return cost + _NO_WORK
        cost += 0.0 if runs.SENTENCE_ENDS.search(own[-1]) else _CUT
        return cost

    def _plain(self, row: Sequence[int], parts: dict[int, _Parts]) -> bool:
        """Whether no line of a row holds nothing but a piece of a merged cell, which has its own middle."""
        return not any(all(self.roles[c] in MERGED for c in parts[n]) for n in row)

    def _of_table(self, behind: Sequence[int], parts: dict[int, _Parts]) -> list[int]:
        """The lines below the last number that fall to columns: prose runs across them."""
        out: list[int] = []
        for n in behind:
            if any(self._crosses(p) for p in self.pieces[n]) or (self.lines[n].gap and self._alone(n)):
                break
            out.append(n)
        return out

    def _alone(self, n: int) -> bool:
        """Whether a line behind a blank one is one piece that begins where prose does."""
        return len(self.pieces[n]) == 1 and sum(self.pieces[n][0].middle > x for x in self.bounds) == 0

    # -- merged cells ------------------------------------------------------------------------------------------

    def _merged(
        self, rows: Sequence[Sequence[int]], parts: dict[int, _Parts], widths: dict[int, float], top: bool
    ) -> dict[int, dict[int, tuple[list[Line], bool]]]:
        """By column and row: the pieces of the merged cell that the row stands under, and whether it is the first to do so."""
        places: dict[int, float] = {}
        at, last = 0.0, None
        for n in (n for row in rows for n in row):
            if last is not None:
                at += 1.0 if any(c in parts[last] for c in parts[n]) else 0.5
            places[n], last = at, n
        bounds = []
        for row in rows:
            own = [places[n] for n in row if any(self.roles[c] not in MERGED for c in parts[n])]
            bounds.append((min(own) - 0.5, max(own) + 0.5))
        out: dict[int, dict[int, tuple[list[Line], bool]]] = {}
        for c, role in enumerate(self.roles):
            if role not in MERGED or c >= self._work():
                continue
            pieces = [Placed(parts[n][c], places[n], r) for r, row in enumerate(rows) for n in row if c in parts[n]]
            groups = groups_of(pieces, bounds, widths[c], top)
            seen: set[int] = set()
            out[c] = {}
            for r in range(len(rows)):
                if r in groups:
                    out[c][r] = (groups[r], groups[r][0].start not in seen)
                    seen.add(groups[r][0].start)
        return out
