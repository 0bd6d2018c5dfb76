"""Task tables set in columns of spaces whose cells were wrapped: where their header and the numbers of their rows are.

A row's number stands on its first line or on the one in the middle; the rest of its cells is on lines around it. Both the
repair (which must leave such lines alone) and the outline (which reads them) ask here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.cells import FURNITURE, ends_table
from pipeline.unnumbered import header_readings
from rules import RuleSet

_FEWEST_ROWS = 2
_MOST_ROWS = 300
_MOST_BETWEEN = 40
"""So many lines may stand between the numbers of two rows."""
_ABOVE = 14
"""So many lines of the first row may stand above its number."""
_LINES_OF_HEADER = 5
_BEHIND = 25
_FIRST = re.compile(r"(?:\S{1,12}\s{1,40})?1(?=[.．、]?\s|$)")
_COUNTED = re.compile(r"\s[\u4e00-\u9fff]{1,3}[，。、；]$")
"""Behind a number that is the rest of a sentence: 2 个。"""
_LOOSE_NUMBER = re.compile(r"(\d{1,3})(?=[.．、]?(?:\s|$))|[\u4e00-\u9fff]{2,8}\s(\d{1,3})(?=[.．、]?(?:\s|$))")
"""Where one space parts cells, one of a category may stand before a row's number."""
_NUMBER = re.compile(r"(\d{1,3})(?=[.．、]?(?:\s|$))|\S{1,12}\s{2,60}(\d{1,3})(?=[.．、]?(?:\s{2}|$))")
_SECTION = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[章节])\S")
_LONGEST_LINE = 200
PIECE = re.compile(r"\S+(?:(?:(?<=[0-9A-Za-z%.])[ ]|[ ](?=[0-9A-Za-z]))\S+){0,99}")
"""A piece of a line: programs put spaces round Latin letters and digits, but not between others."""


class Columned(NamedTuple):
    """A table: the lines `[start, end)` that can belong to it, rows from `body` on, and the lines with their numbers."""

    start: int
    body: int
    end: int
    headers: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


def columned_tables(lines: Sequence[str], rules: RuleSet) -> Iterator[Columned]:
    """The tables among lines without outer white space, in order."""
    n = 0
    while n < len(lines):
        found = _table_at(lines, n, rules) if "1" in lines[n][:60] and _FIRST.match(lines[n]) else None
        if found is not None:
            yield found
        n = found.end if found is not None else n + 1


def _table_at(lines: Sequence[str], first: int, rules: RuleSet) -> Columned | None:
    """The table whose row 1 has its number in line `first`."""
    numbers = max((_numbers(lines, first, pattern, rules) for pattern in (_NUMBER, _LOOSE_NUMBER)), key=len)
    if len(numbers) < _FEWEST_ROWS:
        return None
    for above in range(_ABOVE + 1):
        body = first - above
        if body < 1 or (above and _ends(lines[body], rules)):
            break
        for start in range(max(0, body - _LINES_OF_HEADER), body):
            headers = header_readings(lines[start:body], rules, of_tasks=True)
            if headers:
                own = set(lines[start:body])
                between = [n for n in range(body, numbers[-1]) if n not in numbers and lines[n] not in own]
                if all(FURNITURE.fullmatch(lines[n]) for n in between):
                    return None  # no cell was wrapped
                return Columned(start, body, _end(lines, numbers[-1], rules), headers, tuple(numbers))
    return None


def _numbers(lines: Sequence[str], first: int, pattern: re.Pattern[str], rules: RuleSet) -> list[int]:
    found = [first]
    n = first + 1
    while n < len(lines) and n - found[-1] <= _MOST_BETWEEN and len(found) < _MOST_ROWS:
        if _ends(lines[n], rules):
            break
        m = pattern.match(lines[n])
        if m is not None and int(m[1] or m[2]) == len(found) + 1 and not _COUNTED.match(lines[n], m.end()):
            found.append(n)
        n += 1
    return found


def _ends(line: str, rules: RuleSet) -> bool:
    """Whether a line is a heading, or stands behind tables."""
    heading = _SECTION.match(line) is not None and "  " not in line
    return heading or ends_table(line, rules) or len(line) > _LONGEST_LINE or "\t" in line or "|" in line


def _end(lines: Sequence[str], last: int, rules: RuleSet) -> int:
    """Behind which line the last row, whose number is in line `last`, has ended at the latest."""
    limit = min(len(lines), last + 1 + _BEHIND)
    return next((n for n in range(last + 1, limit) if _ends(lines[n], rules)), limit)
