"""Dates as documents write them, whole or with their 年月日 lost, as ISO strings."""

from __future__ import annotations

import datetime
import re

from pipeline.numerals import read_chinese

_FULL = re.compile(r"((?:19|20)[0-9]{2})\s*[年./-]\s*([0-9]{1,2})\s*[月./-]\s*([0-9]{1,2})\s*日?")
_MONTH = re.compile(r"((?:19|20)[0-9]{2})\s*年\s*([0-9]{1,2})\s*月(?!\s*[0-9])")
_HAN = re.compile(r"([二一][〇○零Oo0一二三四五六七八九]{3})年([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})日)?")
_BARE = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})([0-9]{2,4})(?![0-9])")


def _iso(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


FIVE_YEAR_PLAN = "十[一二三四五六七八九]五"
"""How five-year periods (五年规划期) are named; the source of a regular expression."""


def five_year_period(name: str) -> tuple[int, int]:
    """First and last year of a five-year period: 十四五 (the fourteenth) is 2021 to 2025, each later one five years on."""
    ordinal = read_chinese(name[:2]) or 0
    last = 2025 + 5 * (ordinal - 14)
    return last - 4, last


def readings(digits: str) -> list[str]:
    """All dates that a year with its month and day run together can be: 2021928 is one, 2021118 is two."""
    year, rest = int(digits[:4]), digits[4:]
    found = []
    for cut in (1, 2):
        month, day = rest[:cut], rest[cut:]
        if (month and day and not month.startswith("0") | day.startswith("0")) or (len(month) == 2 and len(day) == 2):
            date = _iso(year, int(month), int(day)) if month and day and len(day) <= 2 else None
            if date and date not in found:
                found.append(date)
    return found


def find_date(text: str) -> tuple[str | None, int, int, bool]:
    """The first date in `text`: (ISO date or None, start, end, ambiguous).

    A run of digits counts only where exactly one reading is a date; otherwise the result is None and ambiguous.
    """
    best: tuple[str | None, int, int, bool] | None = None
    for full in _FULL.finditer(text):
        date = _iso(int(full[1]), int(full[2]), int(full[3]))
        if date:
            best = (date, full.start(), full.end(), False)
            break
    if best is None and (m := _HAN.search(text)):
        year = read_chinese(re.sub("[○Oo0]", "〇", m[1]))
        month, day = read_chinese(m[2]), read_chinese(m[3]) if m[3] else None
        if year and month and (date := _iso(year, month, day or 1)):
            best = (date if day else date[:7], m.start(), m.end(), False)
    if best is None and (m := _MONTH.search(text)) and 1 <= int(m[2]) <= 12:
        best = (f"{m[1]}-{int(m[2]):02d}", m.start(), m.end(), False)
    if best is None and (m := _BARE.search(text)):
        dates = readings(m[0])
        best = (dates[0] if len(dates) == 1 else None, m.start(), m.end(), len(dates) > 1)
    return best or (None, 0, 0, False)
