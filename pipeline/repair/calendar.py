"""Years counted from the founding of the Republic (民國紀年), as documents from Taiwan have them, to the common era.

115年度 is 2026年度. Only a text in traditional script that names a budget year in this way is read so; every other
number stays what it is. Each changed year is an edit like any repair, and a title keeps the year as it was written.
"""

from __future__ import annotations

import re

from pipeline.text import AlignedText, Change

RULE = "calendar.republic_year"
_BEFORE_FIRST = 1911
_BUDGET_YEAR = re.compile(r"(?<![\d.])1[0-3]\d\s?年(?:度|施政)|民国\s*1[0-3]\d\s?年")
_YEAR = re.compile(
    r"(?<![\d.,，])(?:民国\s*)?(?P<year>1[0-3]\d)(?=\s?年(?!级|代|以上|历史|期|来)|(?P<mark>[-/.])\d{1,2}(?P=mark)\d{1,2}(?!\d))"
)
_RANGE = re.compile(r"(?<![\d.,，])(?P<year>1[0-3]\d)(?=(?:年)?\s*[至到~—–-]\s*1[0-3]\d年)")


def to_common_era(text: AlignedText, traditional: bool) -> AlignedText:
    """The text with its years in the common era, where it counts them from the founding of the Republic."""
    if not traditional or not _BUDGET_YEAR.search(text.text):
        return text
    found = {m.start(): m for regex in (_YEAR, _RANGE) for m in regex.finditer(text.text)}
    return text.edited(Change(m.start(), m.end(), str(int(m["year"]) + _BEFORE_FIRST), RULE) for m in (found[at] for at in sorted(found)))


def as_written(words: str, text: AlignedText, start: int, end: int) -> str:
    """`words`, which stand at `[start, end)`, with the years that they were written with."""
    where = text.bounds(start, end)
    for edit in text.edits:
        if edit.rule == RULE and where.start <= edit.start and edit.end <= where.end:
            words = words.replace(edit.after, edit.before, 1)
    return words
