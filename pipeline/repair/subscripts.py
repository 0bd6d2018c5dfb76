"""Figures set low in formulas (PM2.5, SO2), which text taken out of a PDF has on a line of their own below.

`深入推进 PM 和臭氧（O ）` / `2.5 3` becomes `深入推进 PM2.5和臭氧（O3）`: the figures go to the formulas that can have them, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.text import AlignedText, Change

RULE = "subscripts.restored"
_OPEN = re.compile(r"(?<![A-Za-z])(?P<formula>PM|SO|NO|CO|NH|CH|O|N)(?=(?P<gap> ?)[^\w.\- ]|(?P<apart> )[\u4e00-\u9fff])")
"""A formula that its figure is missing from."""
_FIGURES = {
    "PM": ("2.5", "10", "1"), "SO": ("2", "3", "x"), "NO": ("2", "x", "3"), "CO": ("2",), "NH": ("3", "4"), "CH": ("4",), "O": ("3", "2"),
    "N": ("2",),
}  # fmt: skip
_LOW = re.compile(r"\n(?P<figures>(?:2\.5|10|[1-4x])(?: (?:2\.5|10|[1-4x])){0,9})(?P<rest> (?=[\u4e00-\u9fff])|(?=\n)|$)")
"""Figures that have the line below to themselves, or stand before what else is on it."""
_FEWEST_BESIDE = 2
"""So many must stand before other words, which a number alone can belong to."""


def restore_subscripts(text: AlignedText) -> AlignedText:
    """Put figures that stand below their formulas back into them, where each finds one that can have it."""
    return text.edited([change for below in _below_formulas(text.text) for change in below])


def _below_formulas(string: str) -> Iterator[list[Change]]:
    """The changes for each line of figures, in order; most texts have no such line."""
    if _LOW.search(string) is None:
        return
    end = 0  # where the last line looked at ends
    for first in _OPEN.finditer(string):
        if first.start() < end:
            continue
        begin = string.rfind("\n", 0, first.start()) + 1
        end = string.find("\n", first.end())
        if end < 0:
            return
        low = _LOW.match(string, end)
        if low is None:
            continue
        figures = low["figures"].split()
        places = list(_OPEN.finditer(string, begin, end + 1))
        changes = _filled(places, figures)
        if changes and (not low["rest"] or len(figures) >= _FEWEST_BESIDE):
            # What stands behind the figures is a line of its own; a line that was broken for them goes on.
            keep = low.start() + 1 if low["rest"] or string[low.end() : low.end() + 1] != "\n" else low.start()
            yield [*changes, Change(keep, low.end(), "", RULE)]


def _filled(places: list[re.Match[str]], figures: list[str]) -> list[Change]:
    """The figures put into the formulas, each behind the one before; nothing where one finds no place."""
    changes = []
    at = 0
    for figure in figures:
        while at < len(places) and figure not in _FIGURES[places[at]["formula"]]:
            at += 1
        if at == len(places):
            return []
        place = places[at]
        gap = place["gap"] or place["apart"] or ""
        changes.append(Change(place.end("formula"), place.end("formula") + len(gap), figure, RULE))
        at += 1
    return changes
