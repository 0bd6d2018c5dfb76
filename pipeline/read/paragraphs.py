"""Lines to paragraphs: page furniture set aside, margins found, and lines that run on joined, over pages too."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from statistics import median

from pipeline.read.lines import HANGING, Line, over
from pipeline.read.positions import em_width

Region = tuple[str, float, float]

_INDENT = 0.6
"""A line set in by more than so many sizes opens a paragraph; the indent of Chinese paragraphs is two."""
_SHORT = 2.6
"""A line may end so many sizes before the margin and still be full: a mark or a number did not fit on it."""
_WORD = re.compile("[“‘（《【〔]{0,3}(?:[!-~\u00c0-\u024f\u2013\u2014]{2,40}[%％‰℃]?|.)[，。、；：！？”’）》】〕]{0,3}")
"""What no line breaks: digits and letters, or a character, with the marks round it. The line before ended where it did not fit."""
_ROUGH = 1.1
"""Widths of characters are guessed to a tenth."""
_LEAP = 1.6
"""Lines further apart than so many usual distances belong to two paragraphs."""
_LIKE = 1.12
_MARGIN = 0.14
"""Running heads and page numbers stand in this outer part of the page's height."""
_SAME_PLACE = 2.0
_LONGEST_HEAD = 50
_APART = 1.3
"""A running head stands so many usual distances of lines from the text."""
_UNENDED = tuple("。；;：:，,、！？")
_FIELD = re.compile("[\u4e00-\u9fff]{2,8}[:：]")
_PAGE_NUMBER = re.compile(r"[—\-–－_·]{0,2}(?:第?\d{1,4}页?(?:[,，/／]?共?\d{1,4}页?)?|[IVXivx]{1,6})[—\-–－_·]{0,2}")
_CLOSED = tuple("。！？；：!?;:…")
_CLOSERS = "”’）)》】〕"
_LEADERS = ".．·… "
_BEFORE_PAGE = tuple("0123456789.．·… ")
_ANNEX = re.compile(
    r"第[一二三四五六七八九十百\d]{1,4}[编章节]\s|附[件录表图]\s*\d{0,2}\s*[：:]?$|附[件录表图]\d{0,2}[：:]|专栏\s*\d"
    r"|[一二三四五六七八九十]{1,3}、(?![一二三四五六七八九十])"
)
"""What opens a line of its own even at the margin of a text whose paragraphs are set in."""
_OPENER = re.compile(
    r"[一二三四五六七八九十百]{1,4}、|[（(](?:[一二三四五六七八九十]{1,3}|\d{1,3})[）)]|\d{1,3}[.．、](?!\d)|第[一二三四五六七八九十百\d]{1,4}条"
    rf"|[①-⑳]|[（(](?:责任|牵头|此件)|{_ANNEX.pattern}"
)
_TEXT = attrgetter("text")
_SECTION = re.compile(r"[（(][一二三四五六七八九十]{1,3}[）)]")
_ANSWERS = re.compile(r"[（(](?:责任|牵头)")
"""Who answers for an item: behind its text, or on a line of its own."""
_SAME_HEIGHT = 0.3
_BESIDE = 0.7
"""A line of the other column nearer than so many usual distances stands beside a line."""
_MOST_BESIDE = 3
"""Beside a gap of one column stand no more lines of the other than the end of a paragraph and a heading."""
_NUMBER = re.compile(r"[^〔〕（）()。，、]{2,16}[〔\[［(（]\d{4}[〕\]］)）]第?\d{1,4}号")
"""The number of a document alone on its line, which goes on with nothing."""
_STAMP = re.compile(r"20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s{1,9}\d{1,2}:\d\d")
"""When a site put a page online, below the title."""
_ROW = re.compile(
    r"[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{1,7}[:：]\s{0,3}\S[^。]{0,60}\s{2,}[\u4e00-\u9fff][\u4e00-\u9fff \u3000]{1,7}[:：]"
)
"""A row of what a site says of a document: several labels with their values."""
_NOTE = re.compile(rf"[（(][^（）()]*[）)]|{_NUMBER.pattern}")
"""A line under a title, or above it, that stands in brackets (a period, a meeting, a note on release) or is a number of a document."""


def furniture(pages: Sequence[Sequence[Line]], heights: Sequence[float]) -> list[set[int]]:
    """For each page the indexes of its running heads, feet and page numbers, told by place and by coming back.

    Only the two topmost and the two lowest lines of a page are looked at, from the outside inwards. Of those that are no
    part of the text for certain (`_is_certain`) the line says so.
    """
    seen: dict[tuple[int, str, int], list[tuple[int, float]]] = defaultdict(list)
    edges: list[list[list[int]]] = []  # per page: its topmost lines, its lowest ones, from the outside inwards
    for page, (lines, height) in enumerate(zip(pages, heights, strict=True)):
        order = sorted(range(len(lines)), key=lambda n: lines[n].y)
        top = [n for n in order[:2] if lines[n].y < _MARGIN * height]
        foot = [n for n in order[::-1][:2] if lines[n].y > (1 - _MARGIN) * height]
        edges.append([top, foot])
        for n in dict.fromkeys(top + foot):
            seen[lines[n].part, _shape(lines[n]), round(lines[n].y / 20)].append((page, lines[n].y))
    out: list[set[int]] = []
    for page, (lines, sides) in enumerate(zip(pages, edges, strict=True)):
        found: set[int] = set()
        for side in sides:
            for n in side:
                line = lines[n]
                same = [k for k, y in seen[line.part, _shape(line), round(line.y / 20)] if abs(y - line.y) <= _SAME_PLACE]
                numbered = _PAGE_NUMBER.fullmatch("".join(line.text.split())) is not None
                if len(same) < 2 and not numbered:
                    break
                found.add(n)
                beside = page - 1 in same or page + 1 in same if numbered else 2 * len(same) >= len(pages)
                line.aside = beside and _is_certain(line, lines, found)
        out.append(found)
    return out


def _is_certain(line: Line, lines: Sequence[Line], found: set[int]) -> bool:
    """Whether a line at the edge of the page is none of the text: short, no sentence, no field of an item, and set apart or small.

    The lines that head a table come back at the top of pages too, but stand close to the text.
    """
    words = line.text
    if (
        any(len(f.text) > _LONGEST_HEAD and "://" not in f.text for f in line.fields)
        or words.rstrip(_CLOSERS).endswith(_UNENDED)
        or _FIELD.match(words)
    ):
        return False
    text = sorted({other.y for n, other in enumerate(lines) if n not in found})
    if not text:
        return False
    steps = [b - a for a, b in itertools.pairwise(text) if b - a > 0.5 * line.size]
    size = median(other.size for n, other in enumerate(lines) if n not in found)
    apart = max(text[0] - line.y, line.y - text[-1])
    return line.size < size / _LIKE or apart > _APART * (median(steps) if steps else 2 * size)


def _shape(line: Line) -> str:
    return re.sub(r"\d+|[IVXivx]+", "#", "".join(f.text for f in line.fields))


@dataclass(frozen=True, slots=True)
class Margins:
    """Where the lines of a region start and end when they are full, and how far apart they are."""

    left: float
    right: float
    pitch: float
    body: float
    """The size of most of its text."""
    indents: bool
    """Whether its paragraphs are set in: then a line at the margin goes on with the one above, whatever it opens with."""
    notes_within: bool
    """Whether notes on who answers stand behind the text of items: then one that opens a line is there by chance."""


def margins_of(lines: Sequence[Line], region: Region) -> Margins:
    """The margins of a region: the leftmost place where several lines start, and the rightmost where several end in a word.

    Where all lines are short, the right margin is as far from the region's edge as the left one.
    """
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += sum(len(f.text) for f in line.fields)
    body = sizes.most_common(1)[0][0] or 1.0
    text = [line for line in lines if body / _LIKE <= line.size <= body * _LIKE] or list(lines)
    starts = Counter(round(2 * line.x0 / body) for line in text)
    enough = max(2, len(text) // 25)
    left = min((line.x0 for line in text if starts[round(2 * line.x0 / body)] >= enough), default=min(line.x0 for line in text))
    ends = sorted(line.x1 for line in text if not line.fields[-1].text.endswith(HANGING)) or sorted(line.x1 for line in text)
    enough = max(2, len(text) // 16)
    right = next(
        (end for n, end in enumerate(ends[::-1], 1) if len(ends) - bisect_left(ends, end - 1.5 * body) - n + 1 >= enough), ends[-1]
    )
    _, low, high = region
    if right < low + 0.7 * (high - low):
        right = max(right, high - max(left - low, 0))
    steps = [b.y - a.y for a, b in itertools.pairwise(lines) if a.page == b.page and 0.8 * body < b.y - a.y < 4 * body and _alike(a, b)]
    set_in = sum(1 for line in text if 1.2 * body <= line.x0 - left <= 3.2 * body)
    notes = [m.start() > 0 for words in map(_TEXT, text) if "责任" in words or "牵头" in words for m in _ANSWERS.finditer(words)]
    within = sum(notes) > len(notes) // 2
    return Margins(left, right, median(steps) if steps else 2 * body, body, set_in >= max(2, len(text) // 12), within)


def _alike(a: Line, b: Line) -> bool:
    return a.size / _LIKE <= b.size <= a.size * _LIKE


def runs_on(a: Line, b: Line, own: Margins, m: Margins) -> bool:
    """Whether line `b` goes on with the paragraph of line `a` before it; `own` are the margins of `a`, `m` those of `b`."""
    if a.part != b.part or not _alike(a, b) or len(a.fields) > 2 or len(b.fields) > 2:
        return False
    first, second = a.text, b.text
    if _leads_to_page(first) or _stands_alone(first, second):
        return False
    same_page = a.page == b.page and a.key == b.key  # not from column to column
    if same_page and not 0 < b.y - a.y <= _LEAP * m.pitch:
        return False
    if _titled(a, own) and _titled(b, m):
        if _NOTE.fullmatch(first) or _NOTE.fullmatch(second) or _OPENER.match(second):
            return False
        return same_page and not _closed(first)
    short = own.right - a.x1
    if short > _SHORT * a.size and ((_closed(first) and not m.indents) or short > _ROUGH * _room_for_word(second) * a.size):
        return False
    # short and without an end: the last line of a paragraph has one, so that an opener does not stand there by chance
    heading = _SECTION.match(second) and not _closed(second) and b.x1 < m.right - _SHORT * b.size
    opens = (_ANNEX if m.indents and not heading else _OPENER).match(second) and not (m.notes_within and _ANSWERS.match(second))
    if opens and (_closed(first) or first.endswith(("）", ")"))):
        return False
    return b.x0 <= m.left + _INDENT * b.size


def _stands_alone(first: str, second: str) -> bool:
    """Whether a line is of what a site says of a document, and goes on with nothing: its number, a stamp, one row under another."""
    if second.endswith("号") and _NUMBER.fullmatch(second) is not None:
        return True
    if second.startswith("20") and _STAMP.match(second) is not None:
        return True
    return _ROW.match(second) is not None and _ROW.match(first) is not None


def headings_over(lines: Sequence[Line], gutter: float) -> set[int]:
    """The ids of headings that stand over two columns, but start at the margin and end before the gutter.

    The right column has nothing beside such a line, and below it both columns start anew at one height.
    """
    left = sorted((line for line in lines if line.x0 < gutter), key=attrgetter("y"))
    right = sorted(line.y for line in lines if line.x0 >= gutter)
    found: set[int] = set()
    if len(left) < 2 or not right:
        return found
    pitch = median(b.y - a.y for a, b in itertools.pairwise(left))
    for line, below in itertools.pairwise(left):
        at = bisect_left(right, line.y)
        if over(line, gutter) or over(below, gutter) or not 0 < at < len(right) or abs(right[at] - below.y) > _SAME_HEIGHT * line.size:
            continue
        beside = sum(right[at - 1] + _SAME_HEIGHT * line.size < other.y <= line.y for other in left)
        alone = beside <= _MOST_BESIDE and min(line.y - right[at - 1], right[at] - line.y) > _BESIDE * pitch
        wrapped = below.x0 <= line.x0 - _INDENT * line.size
        if alone and not wrapped and _OPENER.match(line.text) and not _closed(line.text):
            found.add(id(line))
    return found


def _room_for_word(line: str) -> float:
    """How many sizes the word takes that a line opens with, if it is one that is not broken."""
    word = _WORD.match(line)
    return sum(em_width(c) for c in word.group()) if word is not None else 0.0


def _closed(line: str) -> bool:
    return line.rstrip(_CLOSERS).endswith(_CLOSED)


def _leads_to_page(line: str) -> bool:
    """Whether it is a line of a table of contents: dots, and the number of a page."""
    if not line.endswith(_BEFORE_PAGE):
        return False
    words = line.rstrip(" 0123456789")
    return len(words) - len(words.rstrip(_LEADERS)) >= 3 and words.endswith((".", "．", "·", "…"))


def _titled(line: Line, m: Margins) -> bool:
    """Whether a line is part of a title: larger than the text and set in the middle."""
    return line.size > m.body * _LIKE and abs((line.x0 - m.left) - (m.right - line.x1)) <= 2 * line.size


_LONGEST_CELL = 6
"""Between two rows of a table without rules stand no more lines than a cell is broken over."""


_MOST_FIELDS = 40


def set_in_columns(lines: Sequence[Line]) -> set[int]:
    """The indexes of lines that belong to tables without rules: those of three fields, and the short ones between them.

    The upper line of a header stands above them, and what the cells of the last row are broken over below.
    """
    wide = [n for n, line in enumerate(lines) if len(line.fields) >= 3]
    out: set[int] = set()
    for n, after in itertools.pairwise(wide):
        if after - n <= _LONGEST_CELL and lines[n].key[1:] == lines[after].key[1:] and lines[after].page - lines[n].page <= 1:
            out.update(range(n, after + 1))
    for n in wide:
        if n not in out:
            continue
        if n and n - 1 not in out and lines[n - 1].page == lines[n].page and len(lines[n - 1].fields) == 2:
            out.add(n - 1)
        for k in range(n + 1, min(n + _LONGEST_CELL, len(lines))):
            if (
                lines[k].page != lines[n].page
                or len(lines[k].fields) > _MOST_FIELDS
                or not all(_under(f.x0, lines[n]) for f in lines[k].fields)
            ):
                break
            out.add(k)
    return out


def _under(x: float, line: Line) -> bool:
    """Whether a place is where one of the later fields of a line starts."""
    return any(abs(f.x0 - x) <= line.size for f in line.fields[1:])


def joined(first: str, second: str) -> str:
    """Two lines of a paragraph as one: a space only between Latin words."""
    if first and second and first[-1].isascii() and first[-1].isalpha() and second[0].isascii() and second[0].isalpha():
        return " " + second
    return second
