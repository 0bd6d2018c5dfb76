"""Glyphs to lines: what stands on one base line, where a space was meant, and columns of text beside each other."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from statistics import median
from typing import NamedTuple

from pipeline.read.positions import Glyph

_ON_LINE = 0.35
"""Glyphs this near to a base line, in parts of its size, stand on it; lines of text are never set closer than 0.9."""
_RAISED = 0.55
"""Small glyphs beside larger ones (m², ①) may stand so far from the base line."""
_SMALL = 0.75
_X, _Y, _SIZE = (Glyph._fields.index(name) for name in ("x", "y", "size"))
WIDE = 1.6
"""A gap of so many sizes parts fields that stand beside each other; justified text does not come near it."""
_AIR = 0.2
_WORD = 0.4
"""A gap that stands for a space: half a size is one half-width space; lines that are justified stretch by less."""
_LATIN_WORD = 0.28
_LEAST_PAIRS = 6
_HANG = 0.05
HANGING = tuple("。，、；：！？")
"""Marks that may be set outside the margin."""
_AT_END = (*HANGING, *"”’）)》】〕")
"""Marks that open no line, so that one may stand behind a full line where there is room."""
_WIDEST = 160
"""No more spaces than these stand for a gap: a page is no wider in small print."""
_OVER = 0.5
"""A character that lies over the one before by more than this part of its width may be the same, printed twice."""
_NUMBER = 10
"""A line in the middle of a page, shorter than so many sizes, is a page number with air in it and no line of two columns."""
_MOST_ACROSS = 10
"""Of so many lines of a page that is set in columns one may run over them."""
_FULL = 0.4
"""At least so many lines of a column fill it; headings and the ends of paragraphs do not."""
_SAME = 0.25
"""The same character again within a quarter of its width: boldness that is drawn by printing twice."""


class Field(NamedTuple):
    """A stretch of a line without a wide gap."""

    x0: float
    x1: float
    text: str


@dataclass(slots=True)
class Line:
    """What stands on one base line. `key` names the region whose margins hold for it, `page` counts from 0."""

    y: float
    size: float
    fields: list[Field]
    page: int = 0
    part: int = 0
    key: tuple[str, float, float] = ("", 0, 0)
    gaps: tuple[tuple[float, float], ...] = ()
    """From where to where nothing stands between two of its glyphs, if more than the air of justified text."""
    aside: bool = False
    """Whether it is a running head, a foot or a page number for certain, by its place."""

    @property
    def x0(self) -> float:
        """Where it starts."""
        return self.fields[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return self.fields[-1].x1

    @property
    def text(self) -> str:
        """Its words; a wide gap is as many half-width spaces as would fill it, so that columns can still be told."""
        return self.fields[0].text if len(self.fields) == 1 else self.spread(self.x0)

    def spread(self, left: float) -> str:
        """Its words as if typed on a machine whose margin is `left`: fields start at the column nearest to their place."""
        out = self.fields[0].text if self.x0 <= left else " " * min(round(2 * (self.x0 - left) / self.size), _WIDEST) + self.fields[0].text
        for before, field in zip(self.fields, self.fields[1:], strict=False):
            out += " " * min(max(round(2 * (field.x0 - before.x1) / self.size), 2), _WIDEST) + field.text
        return out


def lines_of(glyphs: Iterable[Glyph], gutter: float | None = None) -> list[Line]:
    """The lines from top to bottom, each from left to right, whatever order the glyphs were drawn in.

    What stands on both sides of `gutter`, and not on it, is parted there however narrow it is: the columns have lines of their
    own, since what stands beside each other in them need not be of one size. Large glyphs open lines, small ones join them: so
    a superscript does not become a line of its own.
    """
    if gutter is None:
        return [_line(base, group) for base, group in _on_lines(glyphs)]
    lines: list[Line] = []
    columns: tuple[list[Glyph], list[Glyph]] = ([], [])
    groups = [(base, group, _line(base, group, gutter)) for base, group in _on_lines(glyphs)]
    starts = Counter(round(f.x0) for _, _, parted in groups if not over(parted, gutter) for f in parted.fields if f.x0 >= gutter)
    right = starts.most_common(1)[0][0] if starts else gutter
    for base, group, parted in groups:
        start: float | None = gutter
        if over(parted, gutter) or (parted.x0 < gutter < parted.x1 and parted.x1 - parted.x0 < _NUMBER * parted.size):
            start = _behind_mark(group, gutter, right)
        if start is None:
            lines.append(_line(base, group))
            continue
        for glyph in group if start == gutter else _apart_by_place(group):
            columns[glyph.x >= start].append(glyph)  # a mark that hangs over it starts before it
    lines += [_line(base, group) for column in columns for base, group in _on_lines(column)]
    return sorted(lines, key=lambda line: line.y)


def _apart_by_place(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """The characters from left to right."""
    return sorted((g for run in glyphs for g in run.apart()), key=itemgetter(_X))


def _behind_mark(group: Iterable[Glyph], gutter: float, right: float) -> float | None:
    """Where the right column begins beside a line of the left one whose last mark hangs over the gutter; None where none does."""
    for mark, glyph in itertools.pairwise(_apart_by_place(group)):
        if mark.text in _AT_END and mark.x < gutter:
            far = min(abs(glyph.x - right), abs(glyph.x - gutter))
            if far <= max(_AIR * glyph.size, 1.0):
                return glyph.x
    return None


def _on_lines(glyphs: Iterable[Glyph]) -> list[tuple[float, list[Glyph]]]:
    """The base lines from top to bottom, each with what stands on it."""
    bases: list[float] = []  # sorted base lines, `members` beside them
    members: list[list[Glyph]] = []
    runs = [list(run) for _, run in itertools.groupby(glyphs, key=itemgetter(_Y, _SIZE))]  # what was drawn in one go goes together
    for run in sorted(runs, key=lambda r: -r[0].size):
        glyph = run[0]
        at = bisect_left(bases, glyph.y)
        best: tuple[float, int] | None = None
        for n in (at - 1, at):
            if 0 <= n < len(bases):
                size = members[n][0].size
                far = abs(bases[n] - glyph.y)
                limit = _RAISED if glyph.size <= _SMALL * size and _beside(glyph, members[n]) else _ON_LINE
                if far <= limit * size and (best is None or far < best[0]):
                    best = (far, n)
        if best is None:
            bases.insert(at, glyph.y)
            members.insert(at, run)
        else:
            members[best[1]] += run
    return list(zip(bases, members, strict=True))


def _beside(glyph: Glyph, line: Sequence[Glyph]) -> bool:
    """Whether a small glyph touches one of the first large ones of a line, or stands between them."""
    size = line[0].size
    return any(g.x - size <= glyph.x <= g.x + g.width + size for g in line[:100] if g.size > glyph.size)


def _line(base: float, glyphs: list[Glyph], gutter: float | None = None) -> Line:
    if len(glyphs) == 1:
        (only,) = glyphs
        return Line(base, only.size, [Field(only.x, only.x + only.width, only.text)])
    glyphs.sort(key=itemgetter(_X))
    gaps = [b.x - a.x - a.width for a, b in itertools.pairwise(glyphs)]
    kept = glyphs
    if any(gap < -_OVER * g.width / len(g.text) for g, gap in zip(glyphs, gaps, strict=False)):
        kept = _once(glyphs)
        gaps = [b.x - a.x - a.width for a, b in itertools.pairwise(kept)]
    size, length = _size(kept), sum(len(g.text) for g in kept)
    usual = median(gaps) if len(gaps) >= max(3, length // 2) else 0.0  # else most stand close behind another
    tracking = usual if 0.2 * size < usual < WIDE * size else 0.0  # a title set with air between all its characters
    fields: list[Field] = []
    words, start = kept[0].text, kept[0].x
    wide, word, latin = WIDE * size + tracking, _WORD * size + tracking, _LATIN_WORD * size + tracking
    before = kept[0]
    airs: list[tuple[float, float]] = []
    for glyph, gap in zip(kept[1:], gaps, strict=True):
        end = before.x + before.width
        if gap >= _AIR * size:
            airs.append((end, glyph.x))
        if gap >= wide or (gutter is not None and gap >= _AIR / 2 * size and _before(end, size, before.text, gutter) and gutter <= glyph.x):
            fields.append(Field(start, end, words))
            words, start = glyph.text, glyph.x
        else:
            if glyph.spaced or gap >= word or (gap >= latin and before.text.isascii() and glyph.text.isascii()):
                words += " " * max(round(2 * (gap - tracking) / size), 1)
            words += glyph.text
        before = glyph
    fields.append(Field(start, before.x + before.width, words))
    return Line(base, size, fields, gaps=tuple(airs))


def _size(glyphs: Sequence[Glyph]) -> float:
    """The size of most characters."""
    if len({g.size for g in glyphs}) == 1:
        return glyphs[0].size
    sizes: Counter[float] = Counter()
    for glyph in glyphs:
        sizes[round(glyph.size, 2)] += len(glyph.text)
    return sizes.most_common(1)[0][0] or glyphs[0].size


def _once(glyphs: Iterable[Glyph]) -> list[Glyph]:
    """The characters of a line by their places, without those that are printed twice."""
    kept: list[Glyph] = []
    text, x = "", 0.0
    for glyph in sorted((g for run in glyphs for g in run.apart()), key=itemgetter(_X)):
        if glyph.text != text or glyph.x - x >= _SAME * glyph.width:
            kept.append(glyph)
            text, x = glyph.text, glyph.x
    return kept


def over(line: Line, gutter: float) -> bool:
    """Whether one of the fields of a line stands on both sides of a gutter; a mark may hang over it."""
    return any(f.x0 < gutter and not _before(f.x1, line.size, f.text, gutter) for f in line.fields)


def _before(end: float, size: float, text: str, gutter: float) -> bool:
    """Whether words that end there stand before a gutter, but for a mark that hangs over it."""
    return end - (size if text.endswith(_AT_END) else 0.0) <= gutter


def gutter_of(lines: Sequence[Line], width: float) -> float | None:
    """The place of the gap between two columns of text; None where there are no such columns.

    They are told by a gap near the middle that most lines share, however narrow, with text on both sides that fills its
    column; tables without rules have short cells instead. Where the columns do not stand on the same base lines, there is a
    gap all the same that next to no line runs over.
    """
    low, high = 0.3 * width, 0.7 * width
    text = [line for line in lines if line.x1 - line.x0 >= _NUMBER * line.size]
    ends = [(max(a, low), min(b, high)) for line in text for a, b in line.gaps if b > low and a < high]
    if len(ends) >= _LEAST_PAIRS:
        gutter, pairs = _deepest(ends)
        left = sum(line.x1 <= gutter for line in lines)
        right = sum(line.x0 >= gutter for line in lines)
        if pairs >= _LEAST_PAIRS and pairs + min(left, right) >= len(lines) // 2:
            sides = [_halves(line, gutter) for line in lines if any(a <= gutter <= b for a, b in line.gaps)]
            if all(_filled(list(parts), width) for parts in zip(*sides, strict=True)):
                return gutter
    return _apart(text, width)


def _apart(lines: Sequence[Line], width: float) -> float | None:
    """The gap between columns whose lines stand beside each other by chance only; None where there is none.

    Few lines run over it; on both sides of it are lines enough that fill their column, and they reach down beside each other.
    """
    if sum(line.x0 <= 0.3 * width and line.x1 >= 0.7 * width and not line.gaps for line in lines) > len(lines) // _MOST_ACROSS:
        return None  # wherever the gap was, they would run over it
    gutter = _emptiest([(max(a, 0.3 * width), min(b, 0.7 * width)) for line in lines for a, b in _stretches(line)], width)
    if not _seldom_crossed(lines, gutter):
        return None
    reach: list[tuple[float, float]] = []
    for side in (0, 1):
        parts = [(line.y, *_halves(line, gutter)[side]) for line in lines if not _crosses(line, gutter)]
        parts = [(y, a, b) for y, a, b in parts if a < b]
        room = max((b for _, _, b in parts), default=0.0) - min((a for _, a, _ in parts), default=0.0)
        full = [y for y, a, b in parts if b - a >= 0.8 * room]
        if room < 0.25 * width or len(full) < max(_LEAST_PAIRS, _FULL * len(parts)):
            return None
        reach.append((min(full), max(full)))
    (top, foot), (other_top, other_foot) = reach
    both = min(foot, other_foot) - max(top, other_top)
    return gutter if both > 0.5 * min(foot - top, other_foot - other_top) else None


def _emptiest(stretches: Iterable[tuple[float, float]], width: float) -> float:
    """The place near the middle of the page that the fewest stretches run over; the widest such place, near its right end."""
    steps = sorted([(0.3 * width, 0), (0.7 * width, 0), *((x, n) for a, b in stretches if a < b for x, n in ((a, 1), (b, -1)))])
    depth, best = 0, (len(steps), 0.0, 0.0)
    for (x, step), (end, _) in itertools.pairwise(steps):
        depth += step
        if end > x:
            best = min(best, (depth, x - end, _HANG * x + (1 - _HANG) * end))
    return best[2]


def _stretches(line: Line) -> list[tuple[float, float]]:
    """From where to where the words of a line run without more than a little air."""
    ends = [line.x0, *(x for gap in line.gaps for x in gap), line.x1]
    return list(zip(ends[::2], ends[1::2], strict=True))


def _filled(parts: Sequence[tuple[float, float]], width: float) -> bool:
    """Whether most stretches are as long as the column that they make, and that is no narrow one."""
    room = max(b for _, b in parts) - min(a for a, _ in parts)
    return room >= 0.25 * width and median(b - a for a, b in parts) >= 0.8 * room


def _seldom_crossed(lines: Sequence[Line], gutter: float) -> bool:
    """Whether few lines of a page run over a gutter, as titles and page numbers do."""
    return sum(_crosses(line, gutter) for line in lines) <= len(lines) // _MOST_ACROSS


def has_gutter(lines: Sequence[Line], gutter: float) -> bool:
    """Whether the columns of other pages go on on this one, which may have few lines, and titles between them."""
    across = sum(_crosses(line, gutter) for line in lines if line.x1 - line.x0 >= _NUMBER * line.size)
    beside = sum(any(a <= gutter <= b for a, b in line.gaps) for line in lines)
    return across <= max(len(lines) // _MOST_ACROSS, beside // 2)


def _crosses(line: Line, gutter: float) -> bool:
    """Whether a line runs over a gutter and has no gap there."""
    return over(line, gutter) and not any(a <= gutter <= b for a, b in line.gaps)


def _deepest(gaps: Sequence[tuple[float, float]]) -> tuple[float, int]:
    """Where most gaps lie over each other, and how many they are: near the right end, since marks may hang out on the left."""
    steps = sorted([(a, -1) for a, _ in gaps] + [(b, 1) for _, b in gaps])
    best, depth, place = 0, 0, 0.0
    for n, (x, step) in enumerate(steps):
        depth -= step
        if depth > best:
            best, place = depth, _HANG * x + (1 - _HANG) * steps[n + 1][0]
    return place, best


def _halves(line: Line, gutter: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """From where to where the words of a line run on the left and on the right of a gutter that they do not cross."""
    for a, b in line.gaps:
        if a <= gutter <= b:
            return (line.x0, a), (b, line.x1)
    return ((line.x0, min(line.x1, gutter)), (gutter, gutter)) if line.x0 < gutter else ((gutter, gutter), (line.x0, line.x1))
