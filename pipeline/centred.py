"""Tables that came as lines of cells with one space between, where wrapped cells are set round the middle of their row.

Taken out of a PDF, the line that holds a row's number is the row's middle: a cell of two lines has one above it and one
below, so that a row has as many lines above its number as below. That parts the lines between two numbers, with no need
to know which cell they belong to. The header comes in the same way: 序 above its middle line, 号 below it. Both the repair
(which must leave such lines alone) and the outline (which reads them) ask here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.cells import FURNITURE, bare, column_rule, ends_table, header_groups, spaced_tables
from pipeline.columned import columned_tables
from pipeline.unnumbered import unnumbered_tables
from rules import RuleSet

_FIRST = re.compile(r"1[ \u3000]+\S+[ \u3000]+\S")
_NUMBERED = re.compile(r"(\d{1,3})(?=[ \u3000]+\S+[ \u3000]+\S)")
_FEWEST_ROWS = 3
_MOST_ROWS = 200
_MOST_BETWEEN = 9
"""So many lines may stand between the numbers of two rows."""
_LONGEST_LINE = 90
_HALF = 4
"""So many lines of a row may stand above its number."""
_LINES_OF_HEADER = 6
_VALUES = ("year", "baseline", "target", "growth", "value")


class CentredRow(NamedTuple):
    """The line that holds a row's number, and those of the row above and below it, from the top down."""

    above: tuple[int, ...]
    middle: int
    below: tuple[int, ...]


class Centred(NamedTuple):
    """A table: its lines `[start, end)`, the header cells that its columns can have, and its rows."""

    start: int
    end: int
    headers: tuple[tuple[str, ...], ...]
    rows: tuple[CentredRow, ...]


def centred_tables(lines: Sequence[str], rules: RuleSet) -> Iterator[Centred]:
    """The tables among lines without outer white space, in order."""
    n = 0
    while n < len(lines):
        found = _table_at(lines, n, rules) if lines[n][:1] == "1" and _FIRST.match(lines[n]) else None
        if found is not None:
            yield found
        n = found.end if found is not None else n + 1


def tables_of_cells(lines: Sequence[str], rules: RuleSet) -> list[tuple[int, int]]:
    """The lines `[start, end)` of the tables whose cells spaces part, with rows set round their middle or not."""
    found: list[tuple[int, int]] = []
    for tables in (
        centred_tables(lines, rules),
        unnumbered_tables(lines, rules),
        columned_tables(lines, rules),
        spaced_tables(lines, rules),
    ):
        found += [(table.start, table.end) for table in tables if all(table.end <= start or end <= table.start for start, end in found)]
    return found


def _table_at(lines: Sequence[str], first: int, rules: RuleSet) -> Centred | None:
    """The table whose row 1 has its number in line `first`."""
    middles = _numbered(lines, first, rules)
    if len(middles) < _FEWEST_ROWS:
        return None
    for above in range(_HALF + 1):
        body = first - above
        for start in range(max(0, body - _LINES_OF_HEADER), body):
            headers = _headers(lines[start:body], rules)
            if headers:
                rows = _rows(lines, body, middles, frozenset(lines[start:body]), rules)
                wrapped = any((row.above or row.below) and _nameless(lines[row.middle], rules) for row in rows)
                return Centred(start, _last(rows[-1]) + 1, headers, rows) if rows and (wrapped or body - start > 1) else None
    return None


def _last(row: CentredRow) -> int:
    """The last line of a row."""
    return max(row.middle, *row.below) if row.below else row.middle


def _numbered(lines: Sequence[str], first: int, rules: RuleSet) -> list[int]:
    """The lines that hold the numbers 1, 2, 3 … of rows."""
    found = [first]
    n = first + 1
    while n < len(lines) and n - found[-1] <= _MOST_BETWEEN and len(found) < _MOST_ROWS:
        if _ends(lines[n], rules):
            break
        m = _NUMBERED.match(lines[n])
        if m is not None and int(m[1]) == len(found) + 1:
            found.append(n)
        n += 1
    return found


def _ends(line: str, rules: RuleSet) -> bool:
    """Whether a line is text behind the table, or a heading."""
    return line.endswith("。") or len(line) > _LONGEST_LINE or ends_table(line, rules)


def _nameless(line: str, rules: RuleSet) -> bool:
    """Whether a line with a row's number lacks the name: a unit, an attribute or a value comes next."""
    second, third = line.split()[1:3]
    said = rules.phrase("attribute_value")
    return said.match(second) is not None or (len(second) <= 4 and said.match(third) is not None)


def _rows(lines: Sequence[str], body: int, middles: Sequence[int], header: frozenset[str], rules: RuleSet) -> tuple[CentredRow, ...]:
    """The lines between the middles of rows, divided so that each row has as many above as below; none where they do not divide so.

    A header that comes back on another page belongs to no row.
    """
    own = [n for n in range(body, middles[-1]) if lines[n] not in header and not FURNITURE.fullmatch(lines[n])]
    behind = list(range(middles[-1] + 1, min(len(lines), middles[-1] + 1 + _HALF)))
    gaps = [[n for n in own if a < n < b] for a, b in pairwise((body - 1, *middles))]
    best: dict[int, tuple[int, tuple[int, ...]]] = {len(gaps[0]): (0, ())}  # lines above this row -> cost, lines below those before
    for gap in gaps[1:]:
        options: dict[int, tuple[int, tuple[int, ...]]] = {}
        for above, (cost, belows) in best.items():
            for below in range(len(gap) + 1):
                option = (cost + abs(above - below), (*belows, below))
                rest = len(gap) - below
                if rest <= _HALF and below <= _HALF and (rest not in options or option < options[rest]):
                    options[rest] = option
        best = options
    endings = []
    for above, (cost, belows) in best.items():
        below = next((k for k, n in enumerate(behind[:above]) if _ends(lines[n], rules)), min(above, len(behind)))
        endings.append((cost + above - below, (*belows, below)))
    cost, belows = min(endings, default=(len(middles), ()))
    if cost > len(middles) // 4:
        return ()
    rows = []
    for gap, middle, following, below, before in zip(gaps, middles, [*gaps[1:], behind], belows, (0, *belows), strict=False):
        rows.append(CentredRow(tuple(gap[before:]), middle, tuple(following[:below])))
    return tuple(rows)


def _headers(block: Sequence[str], rules: RuleSet) -> tuple[tuple[str, ...], ...]:
    """The header cells that a block of lines can stand for; none where it is no header.

    Where a lower level stands in the block, nothing tells its place among the columns: there is a reading for each.
    """
    if any(len(line) > 60 or _ends(line, rules) or FURNITURE.fullmatch(line) for line in block):
        return ()
    rows = [_groups(line, rules) for line in block]
    known = [sum(column_rule(cell, rules) is not None for cell in row) for row in rows]
    main = max(range(len(rows)), key=lambda n: (known[n], -abs(2 * n - len(rows) + 1)))  # of two lines alike, the one in the middle
    if known[main] < 2 or 4 * known[main] < 3 * len(rows[main]):
        return ()
    above = [cell for row in rows[:main] for cell in row]
    below = [cell for row in rows[main + 1 :] for cell in row]
    numbers = [a + b for a in above for b in below if (rule := column_rule(a + b, rules)) is not None and rule.role == "number"][:1]
    if numbers:
        above = [cell for cell in above if not numbers[0].startswith(cell)]
        below = [cell for cell in below if not numbers[0].endswith(cell)]
    whole = [a + b for a, b in zip(above, below, strict=False)] if len(above) == len(below) else []
    if whole and all(column_rule(cell, rules) is not None for cell in whole):
        above, below = [], []
    else:
        whole = []
    roles = [rule.role if (rule := column_rule(cell, rules)) is not None else "" for cell in below]
    if (
        len(above) > 1
        or (above and not (rules.phrase("spanning_header").search(above[0]) and below))
        or any(role not in _VALUES for role in roles)
    ):
        return ()
    cells = [*numbers, *rows[main]]
    lower = [*whole, *below]
    spanning = [n for n, cell in enumerate(cells) if not above and below and _spans(cell, rules)]
    if spanning:
        readings = [(*cells[: spanning[-1]], *lower, *cells[spanning[-1] + 1 :])]
    elif lower:
        readings = [(*cells[:place], *lower, *cells[place:]) for place in range(1, len(cells) + 1)]
    else:
        readings = [tuple(cells)]
    said = {rule.role for cell in readings[0] if (rule := column_rule(cell, rules)) is not None}
    return tuple(readings) if "name" in said and len(said) >= _FEWEST_ROWS else ()


def _groups(line: str, rules: RuleSet) -> list[str]:
    """The header cells of a line, bare."""
    words = line.split()
    return [bare("".join(words[a:b])) for a, b in header_groups(words, rules, broken=False)]


def _spans(cell: str, rules: RuleSet) -> bool:
    """Whether a header cell of the middle line can stand over several columns."""
    rule = column_rule(cell, rules)
    return rule is not None and rule.role in ("value", "target")
