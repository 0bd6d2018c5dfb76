"""Quantities as people write them: 2.8万人, 不低于 as 以上, 2025年6月."""

from __future__ import annotations

import re
from decimal import Decimal

_SCALES = ((Decimal(10) ** 12, "万亿", 4), (Decimal(10) ** 8, "亿", 4), (Decimal(10) ** 4, "万", 2))
"""A scale word is used where what stands before it needs no more decimals than this."""
_BOUNDS = {"=": ("", ""), ">=": ("", "以上"), ">": ("超过", ""), "<=": ("", "以内"), "<": ("低于", ""), "~": ("", "左右")}
_TENFOLD = 10


def figure(value: float) -> str:
    """A number with 万 and 亿 where they make it shorter, else with its digits in groups from five on."""
    exact = Decimal(str(value))
    for scale, word, places in _SCALES:
        if abs(exact) >= scale and (part := exact / scale) == round(part, places):
            return _plain(part) + word
    return _plain(exact)


def _plain(value: Decimal) -> str:
    words = f"{value.normalize():f}"
    return f"{Decimal(words):,f}" if abs(value) >= 10_000 else words


def amount(value: float, unit: str | None, high: float | None = None, comparator: str = "=", per: str | None = None) -> str:
    """A quantity with its unit, its bound, its range and how often it recurs."""
    before, behind = _BOUNDS[comparator]
    number = figure(value) if high is None else f"{figure(value)}—{figure(high)}"
    return f"{f'每{per}' if per else ''}{before}{number}{unit or ''}{behind}"


def difference(old: float | None, new: float | None, unit: str | None) -> str:
    """How far a value moved: in points where it is a rate, else in parts of the old one; empty where that says nothing."""
    if old is None or new is None or old == new:
        return ""
    before, after = Decimal(str(old)), Decimal(str(new))
    sign = "+" if after > before else "−"
    if unit in ("%", "％", "‰", "百分点", "个百分点"):
        return f"{sign}{_plain(abs(after - before))}个{'千分点' if unit == '‰' else '百分点'}"
    if before <= 0 or after < 0:
        return ""
    if after / before >= _TENFOLD:
        return f"为{_plain(round(after / before, 1))}倍"
    part = round(abs(after - before) / before * 100, 1)
    return f"{sign}{_plain(part)}%" if part else ""


def date(iso: str | None) -> str:
    """2025-06-30 as 2025年6月30日; what is no such date as it is."""
    if not iso:
        return ""
    m = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", iso)
    if m is None:
        return iso
    return "".join(f"{int(part)}{word}" for part, word in zip(m.groups(), "年月日", strict=True) if part)
