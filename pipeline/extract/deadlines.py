"""By when: deadlines said in words, as ISO strings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from pipeline.dates import FIVE_YEAR_PLAN, five_year_period
from pipeline.extract.mentions import Front
from pipeline.numerals import read_number
from pipeline.text import Span
from rules import RuleSet
from rules.families import DeadlineRule, RecurrenceRule

_PARTS = {"上半年": "06", "年中": "06", "下半年": None}
_AHEAD = ("今后", "未来")
_THROUGH_MONTH = re.compile(r"\d月?\s{0,3}(?:—|–|-|~|～|至|到)\s{0,3}(\d{1,2})\s{0,3}月")
"""The last of several months: 2024年3月—11月."""
_YEAR_BEGINS = ("01", "02", "03")
_QUARTERS = {"一": "03", "1": "03", "二": "06", "2": "06", "三": "09", "3": "09", "四": "12", "4": "12"}


class Deadline(NamedTuple):
    """A deadline: where it is said and the ISO date (year, year-month or day) it names."""

    start: int
    end: int
    date: str
    rule: str
    refers: str


@cache
def _regex(rules: RuleSet) -> re.Pattern[str]:
    """A cheap test for any deadline at all."""
    return re.compile(f"年|月|季|学期|{FIVE_YEAR_PLAN}")


def find_deadlines(text: str, start: int, end: int, front: Front | None, rules: RuleSet) -> list[Deadline]:
    """Deadlines in `text[start:end]`, by position; where two rules see the same words the longer one wins."""
    if not _regex(rules).search(text, start, end):
        return []
    found: list[Deadline] = []
    for rule in rules.possible(DeadlineRule, frozenset(text[start:end])):
        if rule.refers == "label":
            continue
        for m in rule.regex.finditer(text, start, end):
            date = _date(m, rule, front)
            if date is not None:
                found.append(Deadline(m.start(), m.end(), date, rule.id, rule.refers))
    found.sort(key=lambda d: (d.start, -(d.end - d.start)))
    kept: list[Deadline] = []
    for deadline in found:
        if kept and deadline.start < kept[-1].end:
            if deadline.end - deadline.start > kept[-1].end - kept[-1].start:
                kept[-1] = deadline
            continue
        kept.append(deadline)
    return kept


def recurrence(words: str, rules: RuleSet) -> str | None:
    """How often words say that something is due (每季度末 → 季); None where they do not."""
    return next((rule.per for rule in rules.of(RecurrenceRule) if rule.regex.search(words)), None)


def labelled_deadline(text: str, span: Span, front: Front | None, rules: RuleSet) -> str | None:
    """The deadline that a line of an item names as that of the whole item (完成时限：…); None where there is no such line."""
    words = text[span.start : span.end]
    if "：" not in words and ":" not in words:
        return None
    for rule in rules.of(DeadlineRule):
        if rule.refers == "label" and (m := rule.regex.search(words)) is not None:
            end = words.find("\n", m.end())
            return cell_deadline(words[m.end() : end if end >= 0 else len(words)], front, rules)
    return None


def _date(m: re.Match[str], rule: DeadlineRule, front: Front | None) -> str | None:
    groups = m.groupdict()
    if rule.refers == "plan_end":
        past = front is not None and period_over(groups["plan"], front)
        return None if past else str(five_year_period(groups["plan"])[1])
    if rule.refers == "absolute":
        if groups.get("century"):
            return groups["century"] + groups["short"]
        year = next((int(groups[g]) for g in ("year", "year2", "year3") if groups.get(g)), None)
        if year is None or (front is not None and before_plan(year, front)):
            return None
    else:
        year = front.period_end if front else None
        if year is None and front is not None and front.issued_on is not None:
            year = int(front.issued_on[:4])  # of a plan that names no years: this year's end, the whole year
        if groups.get("span"):
            begin = front.period_start if front else None
            length = read_number(groups.get("span2") or groups["span"])
            if length is None:
                return None
            issued = int(front.issued_on[:4]) if front and front.issued_on else None
            base = begin - 1 if begin is not None and front is not None and begin != front.period_end else issued or begin
            early = front is not None and front.issued_on is not None and front.issued_on[5:7] in _YEAR_BEGINS
            from_now = groups.get("from_now") is not None
            ahead = early and base == issued and (from_now or m.group().startswith(_AHEAD))
            if base is not None and (ahead or (from_now and issued is None and base == begin)):
                base -= 1  # in January the year that has begun is the first of the five to come
            if base and groups.get("half"):
                return f"{base + int(length) + 1}-06"
            return str(base + int(length)) if base else None
        if year is None:
            return None
        if m.group() in ("明年", "来年") and front and front.issued_on and int(front.issued_on[:4]) >= year:
            year += 1
    month = groups.get("month")
    part = groups.get("part")
    if part:
        quarter = re.search("[一二三四1-4](?=季)", part)
        month = _QUARTERS[quarter.group()] if quarter else _PARTS.get(part)
    if month and 1 <= int(month) <= 12:
        day = groups.get("day")
        return f"{year}-{int(month):02d}" + (f"-{int(day):02d}" if day and 1 <= int(day) <= 31 else "")
    return str(year)


def before_plan(year: int, front: Front) -> bool:
    """Whether a year is over when the plan begins."""
    if front.period_start is not None:
        return year < front.period_start
    if (issued := front.issued_on or front.published_on) is not None:
        return year < int(issued[:4])
    return front.period_end is not None and year < front.period_end - 10


def period_over(plan: str, front: Front) -> bool:
    """Whether a five-year period (十三五) is over when the plan begins; of a plan that only its end dates, the period before."""
    last = five_year_period(plan)[1]
    undated = front.period_start is None and front.issued_on is None and front.published_on is None
    return (undated and front.period_end == last + 5) or before_plan(last, front)


def is_over(said: re.Match[str], front: Front) -> bool:
    """Whether what a section begins with was over when the plan began; a year that is over opens the results of a report only."""
    if said["year"] is not None:
        return front.doc_type in ("work_report", "annual_plan") and before_plan(int(said["year"]), front)
    return said["plan"] is None or period_over(said["plan"], front)


def cell_deadline(words: str, front: Front | None, rules: RuleSet) -> str | None:
    """The deadline that a 完成时限 cell names: the last date in it. Such a cell need not say 前 behind a month or 年底."""
    found: Sequence[Deadline] = find_deadlines(words, 0, len(words), front, rules) or find_deadlines(
        f"{words}前", 0, len(words) + 1, front, rules
    )
    if found:
        through = _THROUGH_MONTH.search(words, found[-1].start)
        same_year = through is not None and 1 <= int(through[1]) <= 12 and found[-1].date[4:5] == "-"
        return f"{found[-1].date[:4]}-{int(through[1]):02d}" if through is not None and same_year else found[-1].date
    years = re.findall(r"20\d{2}", words)
    months = re.findall(r"20\d{2}\s*[年./-]\s*(\d{1,2})\s*月?", words)
    if years:
        return f"{years[-1]}-{int(months[-1]):02d}" if months and 1 <= int(months[-1]) <= 12 else str(years[-1])
    return None
