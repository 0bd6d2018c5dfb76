"""Who signed: the lines of bodies above a date, whose names may run over the ends of lines or be set with spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.outline.sections import paragraph_role
from rules import RuleSet

_MOST_SIGN = 20
"""Lines of bodies above the date of a signature."""
_LONGEST_PART, _LONGEST_TAIL = 60, 6
"""Characters of a line that may begin a name, and of what may be the end of one."""
_SPACED = re.compile(r"^(?:[\u4e00-\u9fff][ \u3000]{1,6}){1,8}[\u4e00-\u9fff]$")
_NAMES_ONLY = re.compile(r"^[\u4e00-\u9fff“”（）() \u3000]{3,60}$")
_OF_A_PLACE = re.compile("[省市县区州旗]|中国|国家|中共|共青团|中央")


def closed_up(words: str) -> str:
    """A name that is set with spaces between its characters (财 政 部), without them."""
    return re.sub(r"[ \u3000]+", "", words) if _SPACED.match(words) else words


def signed_above(lines: Sequence[str], rules: RuleSet) -> list[str]:
    """The lines of bodies that end `lines`, top to bottom, a name that runs over the end of a line on one of them.

    Who only seals for another (代章) is left out.
    """
    names: list[str] = []
    k = len(lines) - 1
    while k >= 0 and len(lines) - k <= _MOST_SIGN:
        words, used = closed_up(lines[k]), 1
        if k > 0 and (whole := _run_over(closed_up(lines[k - 1]), words, rules)) is not None:
            words, used = whole, 2
        if paragraph_role(words, rules) != "signature":
            break
        if "代章" not in words:
            names.insert(0, words)
        k -= used
    return names


def _run_over(above: str, words: str, rules: RuleSet) -> str | None:
    """Two lines as one where a name begins on the first and ends on the second: 青溪市人力资源和社会 / 保障局."""
    ending = rules.phrase("issuer_ending")
    tail = re.split(r"[ \u3000]+", words)[0]
    if len(tail) > _LONGEST_TAIL or ending.search(tail) is None or _OF_A_PLACE.search(tail):
        return None
    begun = re.split(r"[ \u3000]+", above)[-1]
    if len(above) > _LONGEST_PART or not _NAMES_ONLY.match(above) or not _OF_A_PLACE.search(begun):
        return None
    whole = ending.search(begun) is not None and not begun.endswith("社会")
    if whole and paragraph_role(words, rules) == "signature":
        return None  # two names; 支行 alone is none
    return above + words if paragraph_role(above + words, rules) == "signature" else None
