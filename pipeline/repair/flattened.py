"""Text whose line breaks a converter turned into spaces, as many do with the pages of a PDF.

A line that runs on for pages, with a space every so many characters, is broken again where its spaces stand; whether two
lines belong together is then asked as in any other text (`wraps`). The opposite happens too: a blank line between all
lines, cells of tables and ends of sentences alike, says nothing and is taken out.
"""

from __future__ import annotations

import re
from itertools import pairwise
from statistics import median

from pipeline.text import AlignedText, Change

_LONG_LINE = re.compile("[^\n]{240,}")
_BREAK = re.compile(
    "(?<=[\u4e00-\u9fff，。、；：！？”）》,;:)]) "
    "(?=[\u4e00-\u9fff“《（—]|[(（][一二三四五六七八九十0-9]{1,3}[)）]|[0-9]{1,2}[.．、](?![0-9]))"
)
"""A space where no writer of Chinese puts one: between two characters, or before a label."""
_FEWEST = 8
_NARROWEST, _WIDEST = 16, 50
"""Characters in a line of print."""
RULE, BLANK = "flattened.line_break", "flattened.blank_lines"
_GAP = re.compile(r"(?<=\S)[^\S\n]*\n(?P<blank>\s*\n)?[^\S\n]*(?=\S)")
_FEWEST_LINES = 12
_NEARLY_ALL = 0.9
"""Of the gaps between lines: so many have a blank line where each was put there by a converter."""


def restore_lines(text: AlignedText) -> AlignedText:
    """Break very long lines at their spaces, where these come as often as the ends of printed lines do."""
    string = text.text
    changes = []
    for line in _LONG_LINE.finditer(string):
        if string.count(" ", *line.span()) < _FEWEST:
            continue
        breaks = [m.start() for m in _BREAK.finditer(string, *line.span())]
        steps = [b - a for a, b in pairwise((line.start(), *breaks, line.end()))]
        if len(breaks) >= _FEWEST and _NARROWEST <= median(steps) <= _WIDEST:
            changes += [Change(at, at + 1, "\n", RULE) for at in breaks]
    return text.edited(changes)


def drop_blank_lines(text: AlignedText) -> AlignedText:
    """Take the blank lines out of a text in which nearly all lines have one between them."""
    gaps = list(_GAP.finditer(text.text))
    blank = [m for m in gaps if m["blank"]]
    if len(gaps) < _FEWEST_LINES or len(blank) < _NEARLY_ALL * len(gaps):
        return text
    return text.edited([Change(m.start("blank"), m.end("blank"), "", BLANK) for m in blank])
