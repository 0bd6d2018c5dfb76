"""Years and months as the rules know them: in the common era and in digits.

Documents from Taiwan count years from the founding of the Republic (民國紀年): 115年度 is 2026年度. Only a text in
traditional script that names a budget year in this way is read so; every other number stays what it is. Years in Chinese
characters (二〇二五年), and months before 底 and the like, are turned into digits, but for whole dates, which have a
reader of their own. Each changed year is an edit like any repair, and a title keeps the year as it was written.
"""

from __future__ import annotations

import re

from pipeline.text import AlignedText, Change

RULE, NUMERALS = "calendar.republic_year", "calendar.numerals"
_WRITTEN = ("calendar.", "quotes.")
_BEFORE_FIRST = 1911
_BUDGET_YEAR = re.compile(r"(?<![\d.])1[0-3]\d\s?年(?:度|施政)|民国\s*1[0-3]\d\s?年")
_YEAR = re.compile(
    r"(?<![\d.,，])(?:民国\s*)?(?P<year>1[0-3]\d)(?=\s?年(?!级|代|以上|历史|期|来)|(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2}(?!\d))"
)
_RANGE = re.compile(r"(?<![\d.,，])(?P<year>1[0-3]\d)(?=(?:年)?\s*[至到~—–-]\s*1[0-3]\d年)")
_DIGITS = str.maketrans("〇○零Oo０一二三四五六七八九", "000000123456789")
_MONTHS = {name: str(n) for n, name in enumerate(("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"), 1)}
_PARTS = "底|末|前|份|中旬|上旬|下旬|以前|之前"
# Both look for one character, and behind it for what must stand before: a text has few of them.
_YEAR_IN_CHARACTERS = re.compile(
    "二(?<![〇○零一二三四五六七八九十]二)[〇○零Oo０][〇○零一二三四五六七八九]{2}"
    f"(?=(?:财政)?年(?![一二三四五六七八九十]{{1,3}}月)|年(?:十[一二]?|[一二三四五六七八九])月(?:{_PARTS}))"
)
_MONTH_IN_CHARACTERS = re.compile(f"月(?<=[一二三四五六七八九十]月)(?={_PARTS})")
_MONTH = re.compile("(?<![〇○零一二三四五六七八九十正第])(?:十[一二]?|[一二三四五六七八九])$")
_SAID = re.compile(r"(20\d{2}|二[〇○零Oo０][〇○零一二三四五六七八九]{2})(?=\s{0,2}(?:[财財]政)?年)")


def to_common_era(text: AlignedText, traditional: bool) -> AlignedText:
    """The text with its years in the common era, where it counts them from the founding of the Republic."""
    if not traditional or not _BUDGET_YEAR.search(text.text):
        return text
    found = {m.start(): m for regex in (_YEAR, _RANGE) for m in regex.finditer(text.text)}
    return text.edited(Change(m.start(), m.end(), str(int(m["year"]) + _BEFORE_FIRST), RULE) for m in (found[at] for at in sorted(found)))


def to_digits(text: AlignedText) -> AlignedText:
    """The text with the years and months that stand in Chinese characters in digits."""
    string = text.text
    changes = [Change(*m.span(), m.group().translate(_DIGITS), NUMERALS) for m in _YEAR_IN_CHARACTERS.finditer(string)]
    for m in _MONTH_IN_CHARACTERS.finditer(string):
        month = _MONTH.search(string, max(0, m.start() - 3), m.start())
        if month is not None:
            changes.append(Change(*month.span(), _MONTHS[month.group()], NUMERALS))
    return text.edited(changes)


def years_as_written(words: str, source: str, last: bool = False) -> str:
    """`words`, which stand at the beginning of `source`, or at its end (`last`), with the years in characters that it has there."""
    years = _SAID.findall(source)
    found = list(_SAID.finditer(words))
    years = years[-len(found) :] if last else years[: len(found)]
    for m, year in reversed(list(zip(found, years, strict=False))):
        if year != m[1] and year.translate(_DIGITS) == m[1]:
            words = words[: m.start()] + year + words[m.end() :]
    return words


def as_written(words: str, text: AlignedText, start: int, end: int) -> str:
    """`words`, which stand at `[start, end)`, with the years and the quotation marks that they were written with."""
    where = text.bounds(start, end)
    for edit in text.edits:
        if edit.rule.startswith(_WRITTEN) and where.start <= edit.start and edit.end <= where.end:
            words = words.replace(edit.after, edit.before, 1)
    return words
