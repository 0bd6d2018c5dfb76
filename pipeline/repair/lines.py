"""The lines of a text as the steps look at them: without outer spaces, with their places."""

from __future__ import annotations

import re
from typing import NamedTuple

from pipeline.centred import tables_of_cells
from pipeline.text import Span
from rules import RuleSet

_PROSE = 90
_LEADERS = re.compile(r"[.．·…]\s?(?:[.．·…]\s?){3,}")
"""The dots between an entry of a list of contents and its page."""


class Line(NamedTuple):
    """A line; `start` and `end` are those of its words, `whole_end` is behind its line break."""

    start: int
    end: int
    whole_end: int
    text: str


def lines_of(text: str) -> list[Line]:
    """All lines of a text, empty ones too."""
    lines = []
    at, last = 0, len(text)
    for raw in text.split("\n"):
        behind = min(at + len(raw) + 1, last)
        words = raw.strip()
        if words:
            start = at + (0 if raw[0] == words[0] else raw.index(words[0]))
            lines.append(Line(start, start + len(words), behind, words))
        elif at < last:
            lines.append(Line(behind, behind, behind, ""))
        at = behind
    return lines


def is_prose(line: str) -> bool:
    """A line long enough to be a paragraph and with a sentence in it."""
    return len(line) >= _PROSE and any(mark in line for mark in "。；，,") and len(_LEADERS.sub("", line)) >= _PROSE


def listed_headings(text: str) -> frozenset[str]:
    """The headings that a list of contents names before its dots and pages, without white space."""
    if _LEADERS.search(text) is None:
        return frozenset()
    found = (_LEADERS.search(line) for line in text.splitlines())
    return frozenset("".join(m.string[: m.start()].split()) for m in found if m is not None and m.start() > 0)


def spaced_stretches(text: str, rules: RuleSet) -> list[Span]:
    """Where the tables of a text stand whose cells one space alone parts, so that their spaces mean something."""
    lines = [line for line in lines_of(text) if line.text]
    return [Span(lines[a].start, lines[b - 1].end) for a, b in tables_of_cells([line.text for line in lines], rules)]
