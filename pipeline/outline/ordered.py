"""Task tables whose lines have one space between pieces (`pipeline.columned`): which pieces make which cell.

Where on paper a piece stood is lost; what is left is the order of the pieces of a line, and that a cell of several lines has
its pieces on lines round the middle of the row, or from its first line down. So the columns take their pieces one after the
other, each from the lines that a cell of so many lines would stand on, for the best total fit.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.cells import FURNITURE
from pipeline.columned import PIECE, Columned
from pipeline.outline import runs
from pipeline.outline.merged import Placed, groups_of
from pipeline.outline.tables import (
    MERGED,
    RUNNING_NUMBER,
    UNITS,
    Cell,
    Column,
    Line,
    Row,
    Table,
    assemble,
    fit_of_none,
    read_columns,
    with_lines_over,
)
from pipeline.text import Span, width
from rules import RuleSet

_PARTED = re.compile(
    r"(?<![到至从]) (?=20\d\d ?(?:年|[—–-]))|(?<=[0-9]) (?=[省市县区州各][\u4e00-\u9fff]{2})"
    r"|(?<=[^\d\s年]) (?=\d{1,2}月)| (?=\d{1,2}[.．、][\u4e00-\u9fff])|(?<=[。；]) (?=\S)|(?<=20\d\d) (?=[\u4e00-\u9fff])(?![年月])"
    r"|(?<=[—–-]) (?=\d)|(?<=20\d\d) (?=\d)|(?<=[月底]) (?=\d)"
    r"|(?<=[0-9%]) (?=[\u4e00-\u9fff]{1,10}(?:局|委|厅|办|中心|集团|公司|政府|队)(?:\s|$|、))"
)
"""Where such a space parts two cells all the same: before a date, a unit, a paragraph with a number."""
_ROW_NUMBER = re.compile(r"(?:\S{1,12}\s{1,60}?)?(\d{1,3})[.．、]?(?=\s|$)")
_NO_WORK = re.compile(r"20\d\d ?(?:年.{0,8}|[—–-].{0,8})?|\d[\d.]{3,9}")
"""A date or an amount, and nothing else."""
_CLAUSES = re.compile("[，。；]")
_WORK = ("content", "previous")
_LONGEST_MERGED, _LONGEST_DATE, _LONGEST_PERSON = 10, 14, 6
_OFFICE = -1.5
"""What it costs that a piece of a merged cell ends as a unit does."""
_STATES = 16
_MOST_HEADERS = 8
"""Where header cells were wrapped, their order is left open: so many ways to read it are tried."""
_MOST_LINES = 24
_ASYMMETRY, _CUT, _MANY = 1.0, 1.5, 3.0
_PIECE_OF_MERGED = -0.3
_LEAST_FIT = 1.0
"""Mean fit that the cells must have."""

_Chosen = tuple[tuple[int, ...], ...]
"""By column: the lines of the row that it has a piece on."""


def read_ordered(found: Columned, lines: Sequence[Line], rules: RuleSet) -> tuple[Table, int] | None:
    """A table and the line behind it; None where the pieces do not suit the columns."""
    best: tuple[float, tuple[Table, int] | None] = (_LEAST_FIT, None)
    for header in found.headers[:_MOST_HEADERS]:
        columns = read_columns(header, rules)
        if columns is None or sum(c.role == "number" for c in columns) != 1:
            continue
        reader = _Reader(found, lines, columns, rules)
        for top in (False, True):
            best = max(best, reader.read(top), key=lambda reading: reading[0])
    return best[1]


class _Reader:
    """The lines of a table, for one header."""

    def __init__(self, found: Columned, lines: Sequence[Line], columns: tuple[Column, ...], rules: RuleSet) -> None:
        self.found, self.lines, self.columns, self.rules = found, lines, columns, rules
        self.roles = [c.role for c in columns]
        self.number = self.roles.index("number")
        self.work = self.roles.index("content") if "content" in self.roles else self.roles.index("task_name")
        self.said = ["content" if c == self.work else role for c, role in enumerate(self.roles)]
        self.answered = bool(set(self.roles) & set(UNITS))
        self.merged = {c for c, role in enumerate(self.roles) if role in MERGED and c < self.work}
        header = {lines[n].text for n in range(found.start, found.body)}
        numbers = set(found.numbers)
        self.own = [
            n
            for n in range(found.body, found.end)
            if n not in found.over and lines[n].text not in header and (n in numbers or not FURNITURE.fullmatch(lines[n].text))
        ]
        self.pieces = {n: self._pieces(n) for n in self.own}
        self.widths: runs.Widths = {}

    def _pieces(self, n: int) -> list[Line]:
        line = self.lines[n]
        out: list[Line] = []
        number = _ROW_NUMBER.match(line.text) if n in self.found.numbers else None
        if number is not None:
            if words := line.text[: number.start(1)].rstrip():
                out.append(Line(line.start, line.start + len(words), words, 0))
            out.append(Line(line.start + number.start(1), line.start + number.end(1), number[1], 0))
        for m in PIECE.finditer(line.text, number.end() if number is not None else 0):
            cuts = [0, *(c.end() for c in _PARTED.finditer(m.group())), len(m.group())]
            for a, b in pairwise(cuts):
                words = m.group()[a:b].rstrip()
                begin = line.start + m.start() + a
                out.append(Line(begin, begin + len(words), words, 0))
        return out

    # -- rows --------------------------------------------------------------------------------------------------

    def read(self, top: bool) -> tuple[float, tuple[Table, int] | None]:
        """How well the pieces suit the columns, on average, and the table."""
        rows = self._rows(top)
        if rows is None or any(len(row) > _MOST_LINES for row, _ in rows):
            return float("-inf"), None
        self.widths = {}
        chosen: list[_Chosen] = []
        total = 0.0
        for _ in range(2):
            read = [self._set(row, at, top) for row, at in rows]
            if any(found is None for _, found in read):
                return float("-inf"), None
            total = sum(score for score, _ in read)
            chosen = [found for _, found in read if found is not None]
            self.widths = self._measured(rows, chosen)
        cells = sum(1 for found in chosen for c, own in enumerate(found) if own and c not in self.merged)
        return total / max(1, cells), self._table(rows, chosen, top)

    def _rows(self, top: bool) -> list[tuple[list[int], int]] | None:
        """The lines of each row, and which of them holds its number."""
        numbers = list(self.found.numbers)
        before = [n for n in self.own if n < numbers[0]]
        behind = [n for n in self.own if n > numbers[-1]]
        gaps = [[n for n in self.own if a < n < b] for a, b in pairwise(numbers)]
        tall = max((len(gap) for gap in gaps), default=0) + 1
        behind = behind[:tall]
        prose = next((k for k, n in enumerate(behind) if self._is_prose(n)), len(behind))
        behind = behind[:prose]
        states: dict[int, tuple[float, tuple[int, ...]]] = {len(before): (_MANY * len(before) if top else 0.0, ())}
        for r, number in enumerate(numbers):
            gap = gaps[r] if r < len(gaps) else behind
            following: dict[int, tuple[float, tuple[int, ...]]] = {}
            for above, (cost, cuts) in states.items():
                upper = before if r == 0 else gaps[r - 1][len(gaps[r - 1]) - above :]
                for below in range(len(gap) + 1):
                    row = [*upper, number, *gap[:below]]
                    off = abs(above - below)
                    alone = sum(self._may_be_merged(n) for n in row)
                    added = _MANY * above if top else 0.3 * off + _ASYMMETRY * max(0, off - min(1, alone))
                    total = cost + added + self._unended(row)
                    rest = len(gap) - below if r < len(gaps) else 0
                    if rest not in following or total < following[rest][0]:
                        following[rest] = (total, (*cuts, below))
            states = following
        _, cuts = min(states.values())
        rows = []
        for r, number in enumerate(numbers):
            upper = before if r == 0 else gaps[r - 1][cuts[r - 1] :]
            gap = gaps[r] if r < len(gaps) else behind
            rows.append(([*upper, number, *gap[: cuts[r]]], len(upper)))
        return rows

    def _is_prose(self, n: int) -> bool:
        return len(self.pieces[n]) == 1 and (len(self.lines[n].text) > 40 or self.lines[n].text[0] in "（(附注")

    def _may_be_merged(self, n: int) -> bool:
        """Whether a line holds nothing but what may be a piece of a merged cell."""
        return bool(self.merged) and len(self.pieces[n]) == 1 and self._fits_merged(self.pieces[n][0].text)

    @staticmethod
    def _fits_merged(words: str) -> bool:
        return len(words) <= _LONGEST_MERGED and _CLAUSES.search(words) is None and not words[0].isdigit()

    def _unended(self, row: Sequence[int]) -> float:
        """What it costs that the last long piece of a row ends no sentence."""
        worded = [p.text for n in row for p in self.pieces[n] if _CLAUSES.search(p.text) or len(p.text) > _LONGEST_MERGED]
        return 0.0 if worded and runs.SENTENCE_ENDS.search(worded[-1]) else _CUT

    # -- cells -------------------------------------------------------------------------------------------------

    def _set(self, row: Sequence[int], at: int, top: bool) -> tuple[float, _Chosen | None]:
        """The lines that each column has a piece of a row on, and how well that suits."""
        pieces = [self.pieces[n] for n in row]
        goal = tuple(len(own) for own in pieces)
        states: dict[tuple[int, ...], tuple[float, _Chosen]] = {(0,) * len(goal): (0.0, ())}
        for c, role in enumerate(self.said):
            following: dict[tuple[int, ...], tuple[float, _Chosen]] = {}
            for state, (score, chosen) in states.items():
                for own in self._choices(c, len(row), at, top):
                    if any(state[k] >= goal[k] for k in own):
                        continue
                    words = [pieces[k][state[k]].text for k in own]
                    gain = self._gain(words, c, role)
                    if gain is None:
                        continue
                    after = list(state)
                    for k in own:
                        after[k] += 1
                    key = tuple(after)
                    if key not in following or score + gain > following[key][0]:
                        following[key] = (score + gain, (*chosen, own))
            # What has been taken of a line more than another state took is no better by itself: keep the best of all.
            states = dict(sorted(following.items(), key=lambda item: -item[1][0])[: _STATES * (c + 1)])
        found = states.get(goal)
        return found if found is not None else (float("-inf"), None)

    def _choices(self, c: int, count: int, at: int, top: bool) -> Iterator[tuple[int, ...]]:
        """The lines that a cell of a column can have its pieces on."""
        if c == self.number:
            yield (at,)
            return
        yield ()
        if c in self.merged:
            for begin in range(count):
                for step in (1, 2):
                    for size in range(1, 5):
                        own = tuple(range(begin, begin + step * size, step))
                        if own[-1] < count and (size > 1 or step == 1):
                            yield own
            return
        if top:
            for size in range(1, count + 1):
                yield tuple(range(size))
            return
        depth = max(at, count - 1 - at)
        for step in (1, 2):
            for inner in (0, 1):
                for outer in range(inner, depth + 1, step):
                    if step == 2 and outer == inner and inner == 0:
                        continue
                    places = sorted({p for d in range(inner, outer + 1, step) for p in (at - d, at + d)})
                    own = tuple(p for p in places if 0 <= p < count)
                    if own and (inner == 0 or at not in own):
                        yield own

    def _gain(self, words: Sequence[str], c: int, role: str) -> float | None:
        """How well pieces suit a column as one cell; None where they cannot be in it."""
        if c == self.number:
            return 4.0 if RUNNING_NUMBER.fullmatch(words[0].rstrip(".、")) else None
        if not words:
            return 0.0 if c in self.merged else fit_of_none(role)
        if c in self.merged:
            offices = sum(self.rules.phrase("ends_as_office").search(w) is not None for w in words) if self.answered else 0
            return _PIECE_OF_MERGED * len(words) + _OFFICE * offices if all(self._fits_merged(w) for w in words) else None
        if role in UNITS and any(_CLAUSES.search(w) or w[0].isdigit() for w in words):
            return None
        if role == "deadline" and any(
            self.rules.phrase("in_date").search(w) is None or _CLAUSES.search(w) or len(w) > _LONGEST_DATE for w in words
        ):
            return None
        if role in _WORK and any(_NO_WORK.fullmatch(w) for w in words):
            return None
        if role == "investment" and any(not w[0].isdigit() for w in words):
            return None
        if role == "person" and any(len(w) > _LONGEST_PERSON or re.search(r"[\d，。；]", w) for w in words):
            return None
        return runs.fit_of_run(tuple(words), role, self.widths.get(c), self.rules)

    def _measured(self, rows: Sequence[tuple[list[int], int]], chosen: Sequence[_Chosen]) -> runs.Widths:
        """How wide the columns are, by the cells that were found."""
        told = []
        for (row, _), found in zip(rows, chosen, strict=True):
            taken = [0] * len(row)
            texts, places = [], []
            for c, own in enumerate(found):
                for k in own:
                    texts.append(self.pieces[row[k]][taken[k]].text)
                    places.append(c)
                    taken[k] += 1
            told.append((texts, places))
        return runs.widths_of(told, len(self.columns))

    # -- the table ---------------------------------------------------------------------------------------------

    def _table(self, rows: Sequence[tuple[list[int], int]], chosen: Sequence[_Chosen], top: bool) -> tuple[Table, int] | None:
        parts: dict[int, dict[int, Line]] = {}
        for (row, _), found in zip(rows, chosen, strict=True):
            taken = [0] * len(row)
            for c, own in enumerate(found):
                for k in own:
                    parts.setdefault(row[k], {})[c] = self.pieces[row[k]][taken[k]]
                    taken[k] += 1
        lines_of_rows = [row for row, _ in rows]
        merged = self._merged(lines_of_rows, parts, top)
        out: list[Row] = []
        for r, row in enumerate(lines_of_rows):
            fields: list[Cell | None] = []
            spans: list[Span] = []
            for c, role in enumerate(self.said):
                words = merged[c].get(r, []) if c in self.merged else [parts[n][c] for n in row if c in parts.get(n, {})]
                cell = runs.cell_of(words, role, self.widths.get(c), True, self.rules) if words else None
                if c in self.merged:
                    again = r > 0 and bool(words) and merged[c].get(r - 1) == words
                    fields.append(Cell(cell.text, cell.spans, again, cell.runs) if cell is not None else None)
                    continue
                fields.append(cell)
                spans += cell.spans if cell is not None else ()
            out.append(Row(tuple(fields), Span(min(s.start for s in spans), max(s.end for s in spans))))
        end = max(n for row in lines_of_rows for n in row) + 1
        over = with_lines_over(out, [self.lines[n] for n in self.found.over])
        table = assemble(self.columns, over, Span(self.lines[self.found.start].start, self.lines[end - 1].end))
        return (table, end) if table is not None else None

    def _merged(self, rows: Sequence[Sequence[int]], parts: dict[int, dict[int, Line]], top: bool) -> dict[int, dict[int, list[Line]]]:
        """By merged column and row: the pieces of the cell that the row stands under."""
        places: dict[int, float] = {}
        at, last = 0.0, None
        for n in (n for row in rows for n in row):
            if last is not None:
                at += 1.0 if any(c in parts.get(last, {}) for c in parts.get(n, {})) else 0.5
            places[n], last = at, n
        bounds = []
        for row in rows:
            own = [places[n] for n in row if any(c not in self.merged for c in parts.get(n, {}))]
            bounds.append((min(own) - 0.5, max(own) + 0.5))
        out: dict[int, dict[int, list[Line]]] = {}
        for c in self.merged:
            found = [Placed(parts[n][c], places[n], r) for r, row in enumerate(rows) for n in row if c in parts.get(n, {})]
            narrow = max((width(placed.piece.text) for placed in found), default=0.0)
            out[c] = groups_of(found, bounds, narrow, top)
        return out
