"""Bounds of a list: one that stands beside its first or its last number holds for all of it."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.extract.mentions import Target
from pipeline.extract.wording import Wording

_RATES = {"%", "‰", "/10万", "/十万", "/万"}


def share_bounds(targets: list[Target], text: str, words: Wording) -> list[Target]:
    """分别控制在2.5‰和4‰以内, 分别不少于300个和80个: a bound beside one end of a list holds for all of it."""
    start = 0
    for end in range(1, len(targets) + 1):
        if end < len(targets) and _in_one_list(targets[end - 1], targets[end], text):
            continue
        listed = targets[start:end]
        bounds = {t.comparator for t in listed} - {"="}
        if len(bounds) == 1 and sum(t.comparator != "=" for t in listed) == 1:
            bounded = listed[-1] if listed[-1].comparator != "=" else listed[0]
            behind = _bound_behind(bounded, text, words)
            each = bounded.comparator in (">=", "<=") or "分别" in text[bounded.span.start : bounded.span.end]  # 分别超过2%、5%
            if (bounded is listed[-1] and behind) or (bounded is listed[0] and not behind and each):
                for n in range(start, end):
                    alike = targets[n].unit == bounded.unit or {targets[n].unit, bounded.unit} <= _RATES
                    if targets[n].kind == bounded.kind and alike:
                        targets[n] = replace(targets[n], comparator=bounded.comparator)
        start = end
    return targets


def _bound_behind(target: Target, text: str, words: Wording) -> bool:
    """Whether the bound of a number stands behind it (以上, 以内)."""
    return text[: target.span.end].endswith(words.bounds_behind)


def _in_one_list(before: Target, this: Target, text: str) -> bool:
    """Whether nothing but a list mark stands between two numbers of what one verb counts."""
    if this.span.start != before.span.start:
        return False
    between = text[before.span.end : this.span.end]
    return before.per == this.per and len(between) <= 16 and re.match(r"[、和与]|以上[、和与]", between) is not None
