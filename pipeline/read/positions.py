"""Pages as a fixed-layout format has them: glyphs and lines with their places, and nothing said of words or tables.

A reader of such a format gives `Page`s; `layout.compose` makes text of them. All lengths are millimetres, y grows
downwards, and pages are turned so that most of their text runs to the right.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple


class Glyph(NamedTuple):
    """A character: where its base line starts, how wide it is, and its size (the height of a line of its script).

    Or several that were set in one go, all of them equally wide and without gaps: most of a line is. `width` is that of all.
    """

    text: str
    x: float
    y: float
    width: float
    size: float
    spaced: bool = False
    """Whether white space stands before it; white space is no glyph of its own."""

    def apart(self) -> list[Glyph]:
        """Its characters, each as a glyph."""
        if len(self.text) == 1:
            return [self]
        wide = self.width / len(self.text)
        return [Glyph(c, self.x + n * wide, self.y, wide, self.size, self.spaced and not n) for n, c in enumerate(self.text)]


class Rule(NamedTuple):
    """A straight line that is drawn on the page."""

    x0: float
    y0: float
    x1: float
    y1: float


class Box(NamedTuple):
    """A rectangle, its sides along those of the page."""

    x0: float
    y0: float
    x1: float
    y1: float

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.x0 <= x <= self.x1 and self.y0 <= y <= self.y1


@dataclass(frozen=True, slots=True)
class Page:
    """One page; `part` tells apart the documents that one file may hold: nothing runs on from one to the next."""

    width: float
    height: float
    glyphs: list[Glyph]
    rules: list[Rule]
    part: int = 0


_NARROW = frozenset("iljtfrI.,;:!|'`()[]{}/\\")
_BROAD = frozenset("mwMW%@")


@lru_cache(maxsize=8192)
def em_width(character: str) -> float:
    """How wide a character is in parts of its size, where the format does not say; true to a tenth for common fonts."""
    if not character.isascii():
        if character < "\u0300" and character.isalpha():  # ā of pinyin
            return 0.5
        return 0.5 if unicodedata.east_asian_width(character) in ("H", "Na", "N") else 1.0
    if character in _NARROW:
        return 0.3
    if character in _BROAD:
        return 0.85
    return 0.65 if character.isupper() else 0.5
