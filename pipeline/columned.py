"""Task tables set in columns of spaces whose cells were wrapped: where their header and the numbers of their rows are.

A row's number stands on its first line or on the one in the middle; the rest of its cells is on lines around it. Both the
repair (which must leave such lines alone) and the outline (which reads them) ask here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.cells import FURNITURE, OVER_ROWS, ends_table
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
_NEAR = 6
"""Below a line over rows the number of the first of them is so near."""
_FIRST = re.compile(r"(?:\S{1,12}\s{1,40})?0?1(?=[.．、]?\s|$)")
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
    """A table: the lines `[start, end)` that can belong to it, rows from `body` on, the lines with their numbers, and those over rows."""

    start: int
    body: int
    end: int
    headers: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    over: tuple[int, ...] = ()


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
    numbers, inner = max((_numbers(lines, first, pattern, rules) for pattern in (_NUMBER, _LOOSE_NUMBER)), key=lambda found: len(found[0]))
    if len(numbers) < _FEWEST_ROWS:
        return None
    for above in range(_ABOVE + 1):
        body = first - above
        over = [n for n in range(body, first) if _stands_over(lines[n])] + inner
        if body < 1 or (above and _ends(lines[body], rules) and body not in over):
            break
        for start in range(max(0, body - _LINES_OF_HEADER), body):
            if any(_stands_over(line) for line in lines[start:body]):
                continue
            headers = header_readings(lines[start:body], rules, of_tasks=True)
            if headers:
                own = set(lines[start:body])
                between = [n for n in range(body, numbers[-1]) if n not in numbers and n not in over and lines[n] not in own]
                if all(FURNITURE.fullmatch(lines[n]) for n in between):
                    return None  # no cell was wrapped
                return Columned(start, body, _end(lines, numbers[-1], rules), headers, tuple(numbers), tuple(over))
    return None


def _numbers(lines: Sequence[str], first: int, pattern: re.Pattern[str], rules: RuleSet) -> tuple[list[int], list[int]]:
    """The lines with the numbers of the rows, and those between that stand over rows: 二、优化管网, below which the next row begins."""
    found = [first]
    over: list[int] = []
    n = first + 1
    while n < len(lines) and n - found[-1] <= _MOST_BETWEEN and len(found) < _MOST_ROWS:
        m = pattern.match(lines[n])
        if _ends(lines[n], rules):
            if not _stands_over(lines[n]) or not any(
                (below := pattern.match(line)) is not None and int(below[1] or below[2]) == len(found) + 1
                for line in lines[n + 1 : n + 1 + _NEAR]
            ):
                break
            over.append(n)
        elif m is not None and int(m[1] or m[2]) == len(found) + 1 and not _COUNTED.match(lines[n], m.end()):
            found.append(n)
        n += 1
    return found, [n for n in over if n < found[-1]]


def _stands_over(line: str) -> bool:
    return "  " not in line and OVER_ROWS.match(line) is not None


def _ends(line: str, rules: RuleSet) -> bool:
    """Whether a line is a heading, or stands behind tables."""
    heading = _SECTION.match(line) is not None and "  " not in line
    return heading or ends_table(line, rules) or len(line) > _LONGEST_LINE or "\t" in line or "|" in line


def _end(lines: Sequence[str], last: int, rules: RuleSet) -> int:
    """Behind which line the last row, whose number is in line `last`, has ended at the latest."""
    limit = min(len(lines), last + 1 + _BEHIND)
    return next((n for n in range(last + 1, limit) if _ends(lines[n], rules)), limit)
