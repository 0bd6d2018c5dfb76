"""Numbers as Chinese documents write them: 1,200 · 5.5万 · 十二 · 二〇二五 · 百分之九十五 · 三分之一 · 八成."""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {"零": 0, "〇": 0, "○": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
          "壹": 1, "贰": 2, "叁": 3, "参": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}  # fmt: skip
_SMALL = {"拾": 10, "十": 10, "百": 100, "千": 1000}
SCALES = {"百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000, "万亿": 10**12}
CHINESE = "零〇○一二两三四五六七八九十百千万亿壹贰叁参肆伍陆柒捌玖拾"


def read_chinese(word: str) -> int | None:
    """The value of a numeral in Chinese characters: 十二 is 12, 二〇二五 is 2025, 一千二百万 is 12000000.

    None where the characters do not make a number (a lone 百 or 千万 is a scale, not a number).
    """
    if not word or any(c not in CHINESE for c in word):
        return None
    if all(c in DIGITS for c in word):
        value = 0
        for c in word:
            value = value * 10 + DIGITS[c]
        return value
    if word[0] in "百千万亿":
        return None
    total = section = digit = 0
    for c in word:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c in _SMALL:
            section += (digit or 1) * _SMALL[c]
            digit = 0
        else:
            # A scale multiplies all that stands before it (三千万亿), but not what a larger one has closed (三亿五千万).
            part = section + digit
            total = total + part * SCALES[c] if total >= SCALES[c] else (total + part) * SCALES[c]
            section = digit = 0
    return total + section + digit


_GROUPED = re.compile(r"(?<=\d) (?=\d{3})")
_MIXED = re.compile(r"([0-9]{1,4})([万亿])([0-9]{1,3}(?:,[0-9]{3})*|[0-9]{4,})")
"""1万8,500: thousands written out behind the 万, as in Taiwan."""
_TWO_SCALES = re.compile(r"([0-9]{1,4})亿([0-9]{1,4}|[0-9],[0-9]{3})万")
"""18亿5,000万: both scales written out."""
_NUMBER = re.compile(r"[0-9][0-9,，]*(?:\.[0-9]+)?")


def plain(value: float) -> int | float:
    """`value` as an int where it is whole, rounded to nine places otherwise (0.1+0.2 noise never reaches a record)."""
    rounded = round(value, 9)
    return int(rounded) if rounded == int(rounded) else rounded


def read_number(word: str) -> int | float | None:
    """The value of a numeral in digits (thousands separators allowed) or in Chinese characters; None if it is neither."""
    word = _GROUPED.sub("", word.strip())
    if (m := _MIXED.fullmatch(word)) is not None:
        return int(m[1]) * SCALES[m[2]] + int(m[3].replace(",", ""))
    if (m := _TWO_SCALES.fullmatch(word)) is not None:
        return int(m[1]) * SCALES["亿"] + int(m[2].replace(",", "")) * SCALES["万"]
    if _NUMBER.fullmatch(word):
        return plain(float(word.replace(",", "").replace("，", "")))
    return read_chinese(word)


def read_scaled(number: str, scale: str | None) -> int | float | None:
    """`number` times the scale word behind it: ("5.5", "万") is 55000."""
    value = read_number(number)
    if value is None or not scale:
        return value
    factor = 1
    for part in re.findall("百万|千万|万亿|[百千万亿]", scale):
        factor *= SCALES[part]
    return plain(float(Decimal(str(value)) * factor))  # 4.6 times 100000000 is no whole number in binary
