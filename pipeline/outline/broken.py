"""Cells of indicator tables that narrow columns broke over lines, where a text has one cell, or a piece of one, a line.

What a bracket opens goes on until it is closed; a unit in brackets belongs to the name above it; a line as wide as its
column is followed by the rest of its words. Names that number themselves (3.漏损率) part the rows as a column of numbers does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.cells import BOUND
from pipeline.outline.tables import BLANK, NUMBERED_NAME, RUNNING_NUMBER, Column, Line, fit_of
from pipeline.text import width
from rules import RuleSet

_FIGURE = re.compile(
    r"[\[［〔【(（]?\s*(?:[≥≤≧≦><＞＜﹥﹤约]|不低于|不少于|不超过|达到)?\s*\d[\d,.，]*\s*[%‰％]?\s*(?:[\u4e00-\u9fff]{0,3}|个百分点)"
    r"\s*(?:以上|以下|以内|左右)?[\]］〕】)）]?[*＊]?"
)
"""A value and nothing else."""
_REST = re.compile(r"[）)、，；]|[\[［〔【]\d{1,2}[\]］〕】](?=[（(\u4e00-\u9fff])")
"""No cell opens with such a mark, nor with that of a footnote and more behind it."""
_NEVER_FULL = 3.0
"""So many characters a line may want where a bracket with its words did not fit."""
_IN_BRACKETS = re.compile(r"[（(](?![一二三四五六七八九十]{1,3}[）)])[^（()）]{1,14}[）)]")
_LOOK_AHEAD = 3
"""A bracket is closed within so many lines."""
_RAGGED = 1.5
"""A full line may want so many characters, where a mark or a number did not fit."""
_FEWEST_FULL = 3
_FEWEST_WIDTH = 6
_LONGEST = 80
_LONGEST_VALUE = 8
"""Behind so many characters a figure may be the rest of a value (力争每年降低 / 0.5个百分点)."""
_OWN_NUMBER = re.compile(r"[（(]?(\d{1,2})[.．、）)]\s{0,2}")
_FEWEST_ROWS = 3


def made_whole(body: Sequence[Line], rules: RuleSet) -> list[Line]:
    """The cells, with those that came in pieces joined; a joined one runs from its first piece to the end of its last."""
    full = _full_width(body, rules)
    out: list[Line] = []
    last = ""
    for n, line in enumerate(body):
        if out and len(out[-1].text) < _LONGEST and _goes_on(out[-1].text, last, body, n, full, rules):
            out[-1] = Line(out[-1].start, line.end, out[-1].text + line.text, out[-1].gap)
        else:
            out.append(line)
        last = line.text
    return out


def _goes_on(cell: str, last: str, body: Sequence[Line], n: int, full: float | None, rules: RuleSet) -> bool:
    """Whether line `n` is the rest of the cell above it, whose last piece is `last`."""
    words = body[n].text
    if NUMBERED_NAME.match(words) or BLANK.match(words) or _attribute(words, rules) or _attribute(cell, rules) or BLANK.match(cell):
        return False
    if _open(cell):
        return _closed_below(cell, body, n, rules)
    if _REST.match(words):
        return True
    if _FIGURE.fullmatch(last) and BOUND.fullmatch(words):
        return True
    if not _worded(last, rules):
        return False
    if _FIGURE.fullmatch(words):
        return rules.phrase("wants_figure").search(last) is not None and len(cell) <= _LONGEST_VALUE
    if _IN_BRACKETS.fullmatch(words) and not RUNNING_NUMBER.fullmatch(words):
        return True
    wanting = _NEVER_FULL if words[0] in "（(" else _RAGGED
    if full is None or width(last) < full - wanting or not _worded(words, rules):
        return False
    said = rules.phrase("spoken_value").search(words) is not None and rules.phrase("measured_end").search(words) is None
    return not said


def stands_over(words: str, widest: int, rules: RuleSet) -> bool:
    """Whether a line can be the name of a group: it says no indicator whole, and ends well before its column does."""
    return len(words) < widest - _RAGGED - 1 and re.search(r"[\d（(]", words) is None and rules.phrase("measured_end").search(words) is None


def _open(words: str) -> int:
    """How many brackets are open at the end."""
    return max(0, words.count("（") + words.count("(") - words.count("）") - words.count(")"))


def _closed_below(cell: str, body: Sequence[Line], n: int, rules: RuleSet) -> bool:
    words = cell
    for line in body[n : n + _LOOK_AHEAD]:
        if NUMBERED_NAME.match(line.text) or BLANK.match(line.text) or _attribute(line.text, rules):
            return False
        words += line.text
        if not _open(words):
            return re.match(r"[^（(]*[）)]", line.text) is not None
    return False


def _attribute(words: str, rules: RuleSet) -> bool:
    return rules.phrase("attribute_value").match(words) is not None


def _worded(words: str, rules: RuleSet) -> bool:
    """Whether a cell says something in words: it is no value, no unit and no attribute."""
    if not re.search("[\u4e00-\u9fff]", words) or _FIGURE.fullmatch(words) or _attribute(words, rules):
        return False
    return fit_of(words, "unit", rules) <= 0


def _full_width(body: Sequence[Line], rules: RuleSet) -> float | None:
    """How wide the lines of the widest column are, where several are as wide and none is wider; None where cells were not broken."""
    widths = sorted((width(line.text) for line in body if _worded(line.text, rules)), reverse=True)
    if len(widths) < _FEWEST_FULL or widths[0] < _FEWEST_WIDTH or widths[_FEWEST_FULL - 1] < widths[0] - _RAGGED:
        return None
    return widths[0]


def with_own_numbers(columns: tuple[Column, ...], body: Sequence[Line]) -> tuple[tuple[Column, ...], list[Line]]:
    """The columns with one of numbers, and the cells with a number each, where names number themselves; else as they are."""
    roles = [c.role for c in columns]
    if "number" in roles or "name" not in roles:
        return columns, list(body)
    marked = [n for n, line in enumerate(body) if NUMBERED_NAME.match(line.text)]
    numbers = [int(m[1]) for n in marked if (m := _OWN_NUMBER.match(body[n].text)) is not None]
    if len(marked) < _FEWEST_ROWS or numbers != list(range(1, len(marked) + 1)):
        return columns, list(body)
    at = roles.index("name")
    cells: list[Line] = []
    for line in body:
        m = _OWN_NUMBER.match(line.text) if NUMBERED_NAME.match(line.text) else None
        if m is None:
            cells.append(line)
            continue
        cells.append(Line(line.start + m.start(1), line.start + m.end(1), m[1], line.gap))
        cells.append(Line(line.start + m.end(), line.end, line.text[m.end() :], 0))
    return (*columns[:at], Column("number", "", None, "", "number"), *columns[at:]), cells
