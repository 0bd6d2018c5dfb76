"""Quotation marks that a keyboard or a converter set straight or the wrong way round: "十五五" and “十五五“ are “十五五”."""

from __future__ import annotations

import re

from pipeline.text import AlignedText, Change

STRAIGHT, TURNED = "quotes.straight", "quotes.turned"
_MARKS = re.compile('["＂“”〝〞]|\n\\s*\n')
_BETWEEN = "、，,。；;：:）)和与及"
_PLAIN = '"＂〝〞'
_LONGEST = 80
"""Characters between two marks; what is open for longer was never closed."""
_LONGEST_NAME = 20
"""Characters between two marks of which one is the wrong way round: only a name, no sentence."""
_ALIKE = re.compile("“[^“”]{0,20}“|”[^“”]{0,20}”")
_PERIOD = re.compile("十[一二三四五六七八九]五$")


def turn_quotes(text: AlignedText) -> AlignedText:
    """Straight marks that pair become “ and ”, and one of a pair that looks the wrong way is turned; others stay.

    The value of an attribute (id="a") is no quotation.
    """
    string = text.text
    if not any(mark in string for mark in _PLAIN) and _ALIKE.search(string) is None:
        return text
    marks = list(_MARKS.finditer(string))
    changes: list[Change] = []
    n = 0
    while n < len(marks):
        opening, closing = marks[n], marks[n + 1] if n + 1 < len(marks) else None
        following = marks[n + 2].group() if n + 2 < len(marks) else "\n"
        if closing is not None and _pairs(string, opening, closing, following):
            for mark, right in ((opening, "“"), (closing, "”")):
                if mark.group() != right:
                    changes.append(Change(mark.start(), mark.end(), right, STRAIGHT if mark.group() in _PLAIN else TURNED))
            n += 2
            continue
        if opening.group() in _PLAIN and _PERIOD.search(string, max(0, opening.start() - 3), opening.start()):
            changes.append(Change(opening.start(), opening.end(), "”", STRAIGHT))  # what stood before it was lost
        n += 1
    return text.edited(changes)


def _pairs(string: str, opening: re.Match[str], closing: re.Match[str], following: str) -> bool:
    """Whether two marks stand round a quotation."""
    a, b = opening.group(), closing.group()
    if a == "“" and b == "”":
        return True
    inside = string[opening.end() : closing.start()]
    if not inside.strip() or len(inside) > _LONGEST or a[0] == "\n" or b[0] == "\n" or string[opening.start() - 1 : opening.start()] == "=":
        return False
    if a in _PLAIN and b in _PLAIN:
        return inside[0] not in _BETWEEN  # else a mark was lost, and this is what stands between two quotations
    if len(inside) > _LONGEST_NAME or "\n" in inside:
        return False
    if a == "”":
        return b in "”" + _PLAIN and following != "”"
    return b in _PLAIN or (a in _PLAIN and b == "”") or (b == "“" and following != "”")
