"""What readers of fixed pages share: where drawn things lie, which of them are rules, and pages turned upright."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.read.positions import Glyph, Page, Rule

Matrix = tuple[float, float, float, float, float, float]
Point = tuple[float, float]
Turned = dict[int, list[Glyph]]
"""Glyphs by how they are turned: in quarters, clockwise."""
UNIT: Matrix = (1, 0, 0, 1, 0, 0)
MAX_PAGES = 2_000
MAX_GLYPHS = 1_000_000
MAX_PAGE_GLYPHS = 50_000
MOST_OBJECTS = 1_000_000
MOST_RULES = 1_000_000
MOST_PAGE_RULES = 50_000
STRAIGHT = 3.0
"""Text that slants by more degrees than these is a watermark or a stamp."""
TINY = 0.35
"""A millimetre is three points: what is smaller than one point is not meant to be read."""
THIN = 1.0
"""A filled shape thinner than this is a drawn line."""


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that goes through `inner` first and then through `outer`."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def place(matrix: Matrix, x: float, y: float) -> Point:
    """Where a point comes to lie."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def rules_of(shapes: Iterable[Sequence[Point]], stroked: bool, filled: bool) -> list[Rule]:
    """The straight strokes of shapes, given as corners; of a shape that is only filled, the line that it is if it is thin."""
    rules: list[Rule] = []
    for shape in shapes:
        if stroked:
            rules += [Rule(*a, *b) for a, b in itertools.pairwise(shape)]
        elif filled and len(shape) >= 4:
            x0, x1 = min(p[0] for p in shape), max(p[0] for p in shape)
            y0, y1 = min(p[1] for p in shape), max(p[1] for p in shape)
            if min(x1 - x0, y1 - y0) <= THIN:
                flat = y1 - y0 <= x1 - x0
                rules.append(Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2) if flat else Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))
    return rules


@dataclass(slots=True)
class Content:
    """The glyphs of a page or template, those that show and those that do not, and its rules."""

    shown: Turned = field(default_factory=dict)
    hidden: Turned = field(default_factory=dict)
    rules: list[Rule] = field(default_factory=list)
    scanned: bool = False
    """Whether a picture fills the page, so that text that does not show is what the picture says."""


def upright(layers: Sequence[Content], width: float, height: float, part: int = 0) -> Page:
    """A page of its layers, turned so that most of its text runs to the right.

    Text that runs in another direction (along the binding, over the page) is left out, and so is what lies off the
    page. Text that does not show counts only behind a scan, or where there is no other: so scans carry their words.
    """
    kinds = [layer.shown for layer in layers]
    if not any(glyphs for kind in kinds for glyphs in kind.values()) or any(layer.scanned for layer in layers):
        kinds += [layer.hidden for layer in layers]
    amounts: Counter[int] = Counter()
    for kind in kinds:
        amounts.update({turn: sum(len(g.text) for g in glyphs) for turn, glyphs in kind.items()})
    turn = amounts.most_common(1)[0][0] if amounts else 0
    glyphs = [glyph for kind in kinds for glyph in kind.get(turn, ())]
    rules = [rule for layer in layers for rule in layer.rules]
    if turn:
        glyphs = [g._replace(x=x, y=y) for run in glyphs for g in run.apart() for x, y in (_turned(g.x, g.y, turn, width, height),)]
        rules = [Rule(*_turned(r.x0, r.y0, turn, width, height), *_turned(r.x1, r.y1, turn, width, height)) for r in rules]
        if turn % 2:
            width, height = height, width
    if any(g.x < -g.size or g.x + g.width > width for g in glyphs):
        glyphs = [g for run in glyphs for g in run.apart() if -g.size <= g.x <= width]
    return Page(width, height, [g for g in glyphs if 0 <= g.y <= height + g.size], rules, part)


def _turned(x: float, y: float, turn: int, width: float, height: float) -> Point:
    """A place on a page that is turned back by so many quarters."""
    return ((x, y), (y, width - x), (width - x, height - y), (height - y, x))[turn]
