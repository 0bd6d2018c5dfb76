"""Traditional or simplified, and traditional to simplified.

The tables are those of opencc-python-reimplemented (its `t2s`). They are applied by one phrase regex and one
`str.translate`, which gives what the library gives an order of magnitude faster; a test holds the two equal.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Literal

from pipeline.text import AlignedText

Script = Literal["hans", "hant"]

_LAST_COMMON = "\uffff"
"""Rare characters beyond the basic plane tell no script, and one of them in a class makes the whole class slow."""


def _rows(name: str) -> list[tuple[str, str]]:
    """One of opencc's dictionaries as (key, first value) pairs."""
    data = files("opencc").joinpath("dictionary", name).read_text(encoding="utf-8")
    rows = []
    for line in data.splitlines():
        key, _, values = line.partition("\t")
        if key and values:
            rows.append((key, values.split(" ")[0]))
    return rows


@cache
def _tables() -> tuple[dict[int, str], re.Pattern[str], dict[str, str], re.Pattern[str], re.Pattern[str]]:
    """Character map, phrase regex, phrase map, and any character that only traditional, only simplified script has."""
    characters = dict(_rows("TSCharacters.txt"))
    phrases = dict(_rows("TSPhrases.txt"))
    regex = re.compile("|".join(re.escape(p) for p in sorted(phrases, key=lambda p: (-len(p), p))))
    traditional = frozenset(k for k, v in characters.items() if k != v and len(k) == 1)
    simplified = frozenset(k for k, v in _rows("STCharacters.txt") if k != v and k not in traditional)
    old, new = (re.compile(f"[{''.join(sorted(c for c in letters if c <= _LAST_COMMON))}]") for letters in (traditional, simplified))
    return {ord(k): v for k, v in characters.items()}, regex, phrases, old, new


def simplify(text: str) -> str:
    """Traditional to simplified, character for character, as opencc's `t2s` does it."""
    characters, regex, phrases, _, _ = _tables()
    parts: list[str] = []
    at = 0
    for m in regex.finditer(text):
        parts += (text[at : m.start()].translate(characters), phrases[m.group()])
        at = m.end()
    parts.append(text[at:].translate(characters))
    return "".join(parts)


def detect(text: str) -> Script:
    """`hant` where characters that only traditional script has outnumber those that only simplified script has."""
    _, _, _, traditional, simplified = _tables()
    old = len(traditional.findall(text))
    new = sum(1 for _ in islice(simplified.finditer(text), old))
    return "hant" if old > new else "hans"


def to_simplified(text: AlignedText) -> tuple[AlignedText, Script]:
    """The text in simplified script and the script it came in; a simplified text comes back untouched."""
    script = detect(text.text)
    if script == "hant":
        text = text.relettered(simplify(text.text), "script.simplified")
    return text, script
