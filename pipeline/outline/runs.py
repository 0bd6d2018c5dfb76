"""Rows of task tables that came one line of print after the other: which lines make which cell.

A cell of several lines is a run: all its lines but the last are as wide as its column lets them be. Paragraphs inside a cell
(1.… 2.…) and units set one below the other end before that, and say so themselves. How wide the columns are is not known
at first: the rows are parted once by what the cells say, and again with the widths that this gave.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from statistics import median

from pipeline.cells import BOUND, CATEGORY_LINE
from pipeline.outline.tables import (
    BLANK,
    MERGED,
    UNITS,
    Cell,
    Column,
    Line,
    Row,
    Table,
    carry_down,
    fit_of,
    fit_of_none,
    organisation_regex,
)
from pipeline.text import Span, width
from rules import RuleSet

RAGGED, NEVER_FULL = 1.7, 3.2
"""What a full line may want; and where a bracket, a number or a Latin word did not fit."""
_LONGEST = 40
"""No cell has more lines."""
_BROKEN, _PARAGRAPH, _LISTED, _TOO_WIDE, _CUT_OFF = -3.5, -0.3, -0.4, -2.0, -1.2
_SECOND_LEAD = -1.6
_ENDS_SENTENCE = 1.0
_GAP_INSIDE, _GAP_BETWEEN = -1.5, 1.2
_SENTENCE = 25
_WORK = ("content", "previous")
_PARAGRAPH_OPENS = re.compile(
    r"\d{1,2}[.．、](?!\d)|[（(](?:\d{1,2}|[一二三四五六七八九十]{1,2})[）)]|[①-⑳]|——|[一二三四五六七八九十]{1,2}是"
)
SENTENCE_ENDS = re.compile("[。；;：:！]$")
_CLAUSED = re.compile("[，。；]")
_LATIN = re.compile(r"[0-9A-Za-z.%＋+/-]")
_LIST_MARK = re.compile("[、，,；;和及\\s]")
_IN_BRACKETS = re.compile("[（(][^（()）]{0,30}[）)]?")
_OPENS_OFFICE = re.compile("[省市区县州各国镇乡街]")
_VALUES = ("baseline", "target", "year", "growth")
_UNIT_ALONE = re.compile("[（(][^（()）]{1,9}[）)]")
_CUT_DATE = re.compile("[—–-][ ]?[0-9]{0,3}$")
_OF_ROW_ABOVE = -0.6
"""What it costs that a row has no cell in a column whose cells may be merged."""

Widths = dict[int, float]
"""By column: how wide its lines are at most, where that is known."""


def parted(lines: Sequence[str], gaps: Sequence[bool], roles: Sequence[str], widths: Widths, rules: RuleSet) -> tuple[float, list[int]]:
    """The best total fit of the lines of one row, in order, to its columns; and the column of each line.

    `gaps[i]` tells of an empty cell before line i.
    """
    count = len(lines)
    wide = [width(line) for line in lines]
    worst = float("-inf")
    best = [[worst] * (count + 1) for _ in range(len(roles) + 1)]
    back = [[0] * (count + 1) for _ in range(len(roles) + 1)]
    best[0][0] = 0.0
    for j, role in enumerate(roles, 1):
        none = max(_OF_ROW_ABOVE, fit_of_none(role)) if role in MERGED else fit_of_none(role)
        known = widths.get(j - 1)
        for i in range(count + 1):
            score = best[j - 1][i] + none + (_GAP_BETWEEN if i < count and gaps[i] else 0.0)
            if score > best[j][i]:
                best[j][i], back[j][i] = score, i
        for begin in range(count):
            if best[j - 1][begin] == worst:
                continue
            words, cost = "", 0.0
            full = wide[begin] if known is None else known
            for end in range(begin + 1, min(count, begin + _LONGEST) + 1):
                line = lines[end - 1]
                if end > begin + 1:
                    cost += _break(lines[end - 2], line, wide[end - 2], full, role, rules) + (_GAP_INSIDE if gaps[end - 1] else 0.0)
                    if cost < 2 * _BROKEN:
                        break
                if wide[end - 1] > full + 1:
                    cost += _TOO_WIDE if known is not None else 1.5 * _BROKEN / 3
                words += line
                score = best[j - 1][begin] + cost + _fit(words, role, rules)
                if known is not None and end < count and end > begin and _is_cut_off(line, wide[end - 1], known, role):
                    score += _CUT_OFF
                if role in _WORK and end > begin + 1 and wide[end - 1] <= _STUMP and not SENTENCE_ENDS.search(line):
                    score += _CUT_OFF
                if score > best[j][end]:
                    best[j][end], back[j][end] = score, begin
    places = [0] * count
    i = count
    for j in range(len(roles), 0, -1):
        begin = back[j][i]
        places[begin:i] = [j - 1] * (i - begin)
        i = begin
    return best[-1][-1], places


@lru_cache(maxsize=8192)
def fit_of_run(lines: tuple[str, ...], role: str, known: float | None, rules: RuleSet) -> float:
    """How well some lines suit a column as one cell; `known` is how wide the column is."""
    wide = [width(line) for line in lines]
    full = max(known or 0.0, *wide)
    score = _fit("".join(lines), role, rules)
    for before, behind, own in zip(lines, lines[1:], wide, strict=False):
        score += _break(before, behind, own, full, role, rules)
    if known is not None:
        score += _TOO_WIDE * sum(w > known + 1 for w in wide)
        score += _CUT_OFF if _is_cut_off(lines[-1], wide[-1], known, role) else 0.0
    return score


def _break(before: str, behind: str, wide: float, full: float, role: str, rules: RuleSet) -> float:
    """What it costs that a cell goes on from one line to the next."""
    if (
        role in UNITS
        and before[-1] not in "、，,；;"
        and _OPENS_OFFICE.match(behind)
        and _is_office(before, rules)
        and _is_office(behind, rules)
    ):
        return _SECOND_LEAD if role == "lead" else _LISTED
    if role in _WORK and SENTENCE_ENDS.search(before) and begins_units(behind, rules):
        return _BROKEN
    if role in _VALUES and (before[-1].isdigit() or BLANK.match(before)) and not BOUND.fullmatch(behind):
        return _BROKEN
    if role == "name" and _UNIT_ALONE.fullmatch(behind):
        return 0.0
    stuck = behind[0] in "（(“" or _LATIN.match(behind) is not None or _LATIN.match(before[-1]) is not None
    if role in _WORK and _PARAGRAPH_OPENS.match(behind) and (SENTENCE_ENDS.search(before) or not _LATIN.match(before[-1])):
        return _PARAGRAPH
    if wide >= full - (NEVER_FULL if stuck else RAGGED):
        return 0.0
    if role in _WORK and SENTENCE_ENDS.search(before):
        return _PARAGRAPH
    if before[-1] in "、，,；;":
        return _LISTED
    return _BROKEN


def begins_units(line: str, rules: RuleSet) -> bool:
    """Whether a line is a list of units, or the beginning of one, and no sentence."""
    first, mark, _ = line.partition("、")
    return _is_office(first, rules) and (bool(mark) or len(first) == len(line)) and not re.search("[，。；：]", line)


def _is_cut_off(line: str, wide: float, full: float, role: str) -> bool:
    """Whether a cell seems to go on below its last line."""
    if role in _WORK:
        return wide >= full - 0.6 and SENTENCE_ENDS.search(line) is None
    return line[-1] in "、，," or (line.count("（") + line.count("(") > line.count("）") + line.count(")"))


@lru_cache(maxsize=4096)
def _fit(words: str, role: str, rules: RuleSet) -> float:
    if role in UNITS:
        parts = [part for part in _LIST_MARK.split(_IN_BRACKETS.sub("", words)) if part]
        offices = sum(_is_office(part, rules) for part in parts)
        if parts and offices * 2 > len(parts) and not re.search("[。；]", words):
            return 2.0 + offices / len(parts)
        return -3.0
    fit = fit_of(words, role, rules)
    if role in ("category", "name") and words.count("（") + words.count("(") != words.count("）") + words.count(")"):
        fit -= 3.0
    if role == "deadline":
        fit -= 2.0 * (_CUT_DATE.search(words) is not None) + 5.0 * (rules.phrase("names_office").search(words) is not None)
    if role in _WORK:
        fit += _ENDS_SENTENCE if SENTENCE_ENDS.search(words) else 0.0
    elif role in MERGED and (len(words) > _SENTENCE or _CLAUSED.search(words)):
        fit -= 3.0
    return fit


_STUMP = 4
"""So short a last line without a mark may as well be a cell of its own, or a piece of one."""
_LONGEST_OFFICE = 18


@lru_cache(maxsize=4096)
def _is_office(words: str, rules: RuleSet) -> bool:
    words = _IN_BRACKETS.sub("", words).rstrip("等、，,")
    return 2 <= len(words) <= _LONGEST_OFFICE and not words[0].isdigit() and organisation_regex(rules).search(words) is not None


def widths_of(rows: Sequence[tuple[Sequence[str], Sequence[int]]], columns: int) -> Widths:
    """How wide the columns are, by the cells of several lines where there are such, else by the widest line."""
    out: Widths = {}
    for c in range(columns):
        broken: list[float] = []
        single: list[float] = []
        for lines, places in rows:
            own = [width(line) for line, place in zip(lines, places, strict=True) if place == c]
            if len(own) > 1:
                broken.append(max(own))
            elif own:
                single.append(own[0])
        if len(broken) > 1 or (broken and not single):
            out[c] = median(broken)
        elif single or broken:
            out[c] = max(*single, *broken, 0.0) if len(single) + len(broken) > 1 else (single + broken)[0]
    return out


_FEWEST_FULL = 2


def broken_columns(rows: Sequence[tuple[Sequence[str], Sequence[int]]], widths: Widths) -> set[int]:
    """The columns whose cells were broken for want of room: several lines that another follows are as wide as the column."""
    full: Counter[int] = Counter()
    for lines, places in rows:
        for line, place, following in zip(lines, places, places[1:], strict=False):
            full[place] += place == following and abs(width(line) - widths.get(place, 0.0)) <= RAGGED
    return {c for c, count in full.items() if count >= _FEWEST_FULL}


def ended_rows(columns: tuple[Column, ...], header: Sequence[Line], body: Sequence[Line], rules: RuleSet) -> Table | None:
    """A table of indicators without running numbers whose cells were wrapped, where the last cell of a row tells what sort it is.

    None where no cell was wrapped, or the lines do not suit the columns.
    """
    roles = [c.role for c in columns]
    if roles[-1] != "attribute" or "name" not in roles or roles.count("category") > 1:
        return None
    said = rules.phrase("attribute_value")
    ends = [n + 1 for n, line in enumerate(body) if said.match(line.text)]
    if len(ends) < _FEWEST_ROWS or any(CATEGORY_LINE.match(line.text) for line in body[: ends[-1]]):
        return None
    parts = [body[a:b] for a, b in zip((0, *ends), ends, strict=False)]
    if ends[-1] <= len(ends) * len(columns) - ("category" in roles) * (len(ends) - 1):
        return None
    order = list(range(len(columns)))
    rows = [([line.text for line in part], [False] * len(part), order) for part in parts]
    found, widths, _ = columns_of(rows, roles, rules)
    known = {n: widths[n] for n in order if n in widths}
    total = sum(parted(lines, gaps, roles, known, rules)[0] for lines, gaps, _ in rows)
    if total < _LEAST_FIT * sum(len(set(places)) for places in found):
        return None
    for (lines, _, _), places in zip(rows, found, strict=True):
        for a, b, place, following in zip(lines, lines[1:], places, places[1:], strict=False):
            if place == following and _break(a, b, width(a), widths.get(place, 0.0), roles[place], rules) <= _BROKEN:
                return None  # a line over rows, or one of another cell
    out = []
    for part, places in zip(parts, found, strict=True):
        own = {c: [line for line, place in zip(part, places, strict=True) if place == c] for c in order}
        cells = tuple(cell_of(own[c], roles[c], widths.get(c), True, rules) if own[c] else None for c in order)
        inner = [span for c, cell in zip(columns, cells, strict=True) if cell is not None and c.role != "category" for span in cell.spans]
        out.append(Row(cells, Span(inner[0].start, inner[-1].end)))
    return Table(columns, tuple(carry_down(columns, out)), Span(header[0].start, body[ends[-1] - 1].end))


_FEWEST_ROWS = 3
_LEAST_FIT = 1.5
"""Mean fit that the cells of rows without numbers must have."""
_PASSES = 3

RowLines = tuple[Sequence[str], Sequence[bool], Sequence[int]]
"""The lines of a row, whether an empty cell stands before each, and the columns that they fall to in order."""


def columns_of(rows: Sequence[RowLines], roles: Sequence[str], rules: RuleSet) -> tuple[list[list[int]], Widths, set[int]]:
    """The column of each line of each row, how wide the columns are, and which hold cells that were broken."""
    widths: Widths = {}
    found: list[list[int]] = []
    for _ in range(_PASSES):
        found = []
        for lines, gaps, order in rows:
            known = {n: widths[c] for n, c in enumerate(order) if c in widths}
            places = parted(lines, gaps, [roles[c] for c in order], known, rules)[1]
            found.append([order[place] for place in places])
        before, widths = widths, widths_of([(lines, own) for (lines, _, _), own in zip(rows, found, strict=True)], len(roles))
        if widths == before:
            break
    return found, widths, broken_columns([(lines, own) for (lines, _, _), own in zip(rows, found, strict=True)], widths)


def cell_of(lines: Sequence[Line], role: str, known: float | None, sure: bool, rules: RuleSet) -> Cell:
    """The cell of some lines, paragraph by paragraph, with the lines that were broken for want of room joined.

    `known` is how wide its column is; `sure` tells that its cells were broken for want of room.
    """
    full = max(known or 0.0, *(width(line.text) for line in lines))
    paragraphs = [[lines[0]]]
    for line in lines[1:]:
        last = paragraphs[-1][-1].text
        said = _break(last, line.text, width(last), full, role, rules)
        if role in _WORK and not sure and last[-1] not in "、，,":
            said = _PARAGRAPH
        another = role in UNITS and said in (_LISTED, _SECOND_LEAD) and last[-1] not in "、，,；;"
        if another or (role in _WORK and said == _PARAGRAPH):
            paragraphs.append([line])
        else:
            paragraphs[-1].append(line)
    glue = "\n" if role in _WORK else ""
    text = glue.join("".join(line.text for line in paragraph) for paragraph in paragraphs)
    spans = tuple(Span(line.start, line.end) for line in lines)
    return Cell(text, spans, runs=tuple(len(paragraph) for paragraph in paragraphs))
