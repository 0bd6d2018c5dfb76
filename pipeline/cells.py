"""Tables that came as one cell a line: where their header runs, and where their cells end.

Both the repair of wrapped lines (which must leave cells alone) and the outline (which reads them) ask here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from rules import RuleSet
from rules.families import ColumnRule

_EDGE = " |\t\u3000"
_HEADING = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|第[一二三四五六七八九十百]+[章节篇]|专栏|附[件表图录]|注[:：]|[*＊]|说明[:：])"
)
_CATEGORY = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[\u4e00-\u9fff“”]{2,12}$")
_FIGURE = re.compile(r"[\[≥≤><＞＜约]?\s*\d[\d.,]*\s*[%‰％]?\s*(?:以上|以下|左右|以内|\])?$|[—–-]{1,2}$")
_NEAR = 8
"""A category's first row ends within so many lines."""
_MIN_HEADERS = 3
_MAX_HEADERS = 14


class Region(NamedTuple):
    """Lines `[start, end)` of a spread table; `[start, body)` are its header cells."""

    start: int
    body: int
    end: int


def bare(cell: str) -> str:
    """A header cell without the white space and rules that layouts put into it."""
    return re.sub(r"[\s|\u3000]+", "", cell)


@cache
def column_rule(header: str, rules: RuleSet) -> ColumnRule | None:
    """The rule that knows a header cell (given bare); None where no rule does."""
    if not header or len(header) > 40:
        return None
    return next((rule for rule in rules.of(ColumnRule) if rule.regex.match(header)), None)


def ends_table(line: str) -> bool:
    """Whether a line is a chapter's heading, a note or an annex, none of which stands inside a table."""
    return re.match(r"第[一二三四五六七八九十百]{1,3}[编篇章节]|专栏|附[件表图录]|注[:：]|说明[:：]", line) is not None


def _opens_category(lines: list[str], n: int, rules: RuleSet) -> bool:
    """Whether a numbered line between the cells of an indicator table (一、发展水平) stands over rows and is no heading."""
    if not _CATEGORY.match(lines[n].strip(_EDGE)):
        return False
    below = [line.strip(_EDGE) for line in lines[n + 1 : n + 1 + _NEAR]]
    return sum(bool(_FIGURE.match(cell)) or bool(rules.phrase("attribute_value").match(cell)) for cell in below) >= 2


def spread_tables(lines: list[str], rules: RuleSet) -> Iterator[Region]:
    """Tables spread one cell a line: at least three header cells on lines of their own, then the cells."""
    n = 0
    while n < len(lines):
        count = 0
        roles: set[str] = set()
        while n + count < len(lines) and count < _MAX_HEADERS:
            line = lines[n + count].strip(_EDGE)
            rule = column_rule(bare(line), rules) if len(line) <= 24 and "\t" not in line else None
            if rule is None:
                break
            roles.add(rule.role)
            count += 1
        if count < _MIN_HEADERS or len(roles) < _MIN_HEADERS:
            n += 1
            continue
        longest = 60 if "name" in roles and "content" not in roles else 600
        end = n + count
        while end < len(lines):
            line = lines[end].strip(_EDGE)
            heading = _HEADING.match(line) and not (longest == 60 and _opens_category(lines, end, rules))
            if heading or len(line) > longest or "\t" in line or (longest == 60 and line.endswith("。")):
                break
            end += 1
        if end > n + count:
            yield Region(n, n + count, end)
        n = max(end, n + 1)
