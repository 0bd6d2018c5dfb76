"""Characters that were lost and that the context gives back for certain; where it does not, a warning."""

from __future__ import annotations

import re

from pipeline.text import AlignedText, Change

Warned = tuple[str, str, int, int]

# Of the ways to put one 〇 into 二三五年, only 二〇三五 is a year that a plan can speak of.
_YEAR = re.compile("(?<![零〇○一二两三四五六七八九十百千第])二(?=[一二三四五][一二三四五六七八九]年(?:远景|规划|[^级期限以内]))")
# 20207正式实施: a year and a month that lost their 年 and 月; with one digit left there is one reading.
_MONTH = re.compile(r"(?<![\d.])(20[0-4]\d)([1-9])(?=正式|开始|施行|实施|印发|起(?:正式|施行|实施|执行))")
# A paragraph that opens inside a quotation.
_OPEN = re.compile(r"(?m)^[ \t\u3000]*(?:[（(]?[一二三四五六七八九十]+[、)）]\s*)?([^“”\n，。；]{1,20})”")
_PERIOD = re.compile("十[一二三四五六七八九]五")


def restore_lost(text: AlignedText) -> tuple[AlignedText, list[Warned]]:
    """Put back a lost 〇, a lost 年 and 月, and the opening quote of a paragraph; warn where two readings fit."""
    string = text.text
    changes = [Change(m.end(), m.end(), "〇", "lost.zero_in_year") for m in _YEAR.finditer(string)]
    changes += [Change(m.start(), m.end(), f"{m[1]}年{m[2]}月", "lost.year_month") for m in _MONTH.finditer(string)]
    warned: list[Warned] = []
    for m in _OPEN.finditer(string):
        phrase = m.group(1)
        if _PERIOD.match(phrase) or f"“{phrase}”" in string:
            changes.append(Change(m.start(1), m.start(1), "“", "lost.opening_quote"))
        else:
            where = text.bounds(m.start(1), m.end())
            warned.append(("unpaired_quote", "a closing quotation mark without its opening one", *where))
    return text.edited(changes), warned
