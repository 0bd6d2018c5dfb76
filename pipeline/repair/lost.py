"""Characters that were lost and that the context gives back for certain; where it does not, a warning."""

from __future__ import annotations

import re

from pipeline.text import AlignedText, Change

Warned = tuple[str, str, int, int]

# A paragraph that opens inside a quotation.
_OPEN = re.compile(r"(?m)^[ \t\u3000]*(?:[（(]?[一二三四五六七八九十]+[、)）]\s*)?([^“”\n，。；]{1,20})”")
_PERIOD = re.compile("十[一二三四五六七八九]五")


def restore_lost(text: AlignedText) -> tuple[AlignedText, list[Warned]]:
    """Put back the opening quote of a paragraph; warn where two readings fit. What a pattern can restore stands in `rules/damage.toml`."""
    string = text.text
    changes: list[Change] = []
    warned: list[Warned] = []
    for m in _OPEN.finditer(string):
        phrase = m.group(1)
        if _PERIOD.match(phrase) or f"“{phrase}”" in string:
            changes.append(Change(m.start(1), m.start(1), "“", "lost.opening_quote"))
        else:
            where = text.bounds(m.start(1), m.end())
            warned.append(("unpaired_quote", "a closing quotation mark without its opening one", *where))
    return text.edited(changes), warned
