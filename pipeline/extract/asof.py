"""Of when a result is: as-of dates said in words, as ISO strings."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.dates import five_year_period
from pipeline.extract.mentions import Front
from rules import RuleSet
from rules.families import AsOfRule


class AsOf(NamedTuple):
    """A date that results are told of: where it is said, and the ISO date (year, year-month or day)."""

    start: int
    end: int
    date: str


def find_as_of(text: str, start: int, end: int, front: Front | None, rules: RuleSet, section: str | None = None) -> list[AsOf]:
    """The as-of dates in `text[start:end]`, by position; of two that overlap the one that starts first.

    A five-year period counts only when it was over as the plan began, a year only when it was not still ahead. `section` is
    the date that the heading above says: 今年 below 2025年工作总结 is that year, whatever comes next in the document.
    """
    found = []
    for rule in rules.possible(AsOfRule, frozenset(text[start:end])):
        for m in rule.regex.finditer(text, start, end):
            date = _date(m, rule, front, section)
            if date is not None:
                found.append(AsOf(m.start(), m.end(), date))
    found.sort(key=lambda d: (d.start, -d.end))
    kept: list[AsOf] = []
    for date_said in found:
        if not kept or date_said.start >= kept[-1].end:
            kept.append(date_said)
    return kept


def _date(m: re.Match[str], rule: AsOfRule, front: Front | None, section: str | None) -> str | None:
    groups = m.groupdict()
    now = speaking_year(front)
    if rule.years_before == 0 and section is not None and now is not None and int(section[:4]) < now:
        return section[:4]
    if rule.years_before is not None:
        return str(now - rule.years_before) if now is not None else None
    if groups.get("plan"):
        last = five_year_period(groups["plan"])[1]
        return str(last) if now is None or last <= now else None
    year = int(groups["year"])
    if now is not None and year > now:
        return None
    month, day = groups.get("month"), groups.get("day")
    if month and 1 <= int(month) <= 12:
        return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day and 1 <= int(day) <= 31 else "")
    return str(year)


def speaking_year(front: Front | None) -> int | None:
    """The year in which a document speaks: that of its issue, else the first that it plans for."""
    if front is None:
        return None
    if front.issued_on:
        return int(front.issued_on[:4])
    if front.period_start is not None:
        return front.period_start
    return int(front.published_on[:4]) if front.published_on else None
