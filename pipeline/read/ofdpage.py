"""What stands on the pages of an OFD file: text objects to glyphs, path objects to rules.

Facts of the format (GB/T 33190-2016, clauses 7 to 11 and 13): lengths are millimetres and y grows downwards. An object's
`Boundary` is a box on its page (or in its composite unit); the object's own coordinates start at that box's corner
and go through its `CTM` first. A `TextCode` puts its first character at X, Y and each next one DeltaX, DeltaY further;
`g n v` in these lists stands for n times v. `CGTransform` says which codes are drawn by which glyphs; its text stays
the codes, and only where the numbers of codes and glyphs differ do the places have to be dealt out anew. `Size` is
the size in millimetres. `AbbreviatedData` is a path: S and M move, L draws a line, Q, B and A curves, C closes.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from lxml import etree

from pipeline.errors import ReadError
from pipeline.read.positions import Glyph, Page, Rule, em_width

MAX_GLYPHS = 1_000_000
MAX_PAGE_GLYPHS = 50_000
_MOST_RULES = 1_000_000
_MOST_PAGE_RULES = 50_000
_MOST_OBJECTS = 1_000_000
_MOST_NUMBERS = 100_000
_DEEPEST_UNIT = 8
_LONGEST_SHARE = 8
"""Ligatures and decomposed characters are short; a CGTransform that says more is not trusted."""
_FAR = 1e6
_STRAIGHT = 3.0
"""Text that slants by more degrees than these is a watermark or a stamp."""
_TINY = 0.35
"""A millimetre is three points: what is smaller than one point is not meant to be read."""
_THIN = 1.0
"""A filled shape thinner than this is a drawn line."""
_UNMAPPED = "¤"
"""Stands in TextCode where a writer knew a glyph but no character for it."""

Matrix = tuple[float, float, float, float, float, float]
Units = dict[str, etree._Element]
_UNIT: Matrix = (1, 0, 0, 1, 0, 0)
_MOVES = {"S": 2, "M": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def name_of(element: etree._Element) -> str:
    """The name of an element without its namespace: writers use the standard's, older ones, or none."""
    return str(element.tag).rpartition("}")[2]


def children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    """The children of that name."""
    return (child for child in element if name_of(child) == name)


def numbers(text: str | None, most: int = _MOST_NUMBERS) -> list[float]:
    """The numbers of an array, `g n v` written out; what is no number, or absurdly large, ends it."""
    out: list[float] = []
    tokens = iter((text or "").replace(",", " ").split())
    for token in tokens:
        if len(out) >= most:
            break
        if token == "g":
            count, value = next(tokens, ""), _number(next(tokens, None))
            if value is None or not (count.isascii() and count.isdigit()):
                break
            out += [value] * min(int(count[:9]), most - len(out))
            continue
        number = _number(token)
        if number is None:
            break
        out.append(number)
    return out


def _number(token: str | None) -> float | None:
    try:
        value = float(token or "")
    except ValueError:
        return None
    return value if abs(value) < _FAR else None  # also refuses nan


def box_of(text: str | None) -> tuple[float, float, float, float] | None:
    """x, y, width and height of a box."""
    values = numbers(text, 4)
    return (values[0], values[1], values[2], values[3]) if len(values) == 4 else None


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def _place(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


@dataclass(slots=True)
class Content:
    """The glyphs of a page or template by how they are turned (in quarters, clockwise), those that do not show, and its rules."""

    turned: dict[int, list[Glyph]] = field(default_factory=dict)
    hidden: list[Glyph] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)


class Drawing:
    """Reads contents and keeps count over a whole file: what one small file may unfold to has a limit."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pictures = 0
        self.unmapped = 0
        self._glyphs = self._rules = self._objects = self._drawn = 0

    def page(self, layers: Sequence[Content], width: float, height: float, part: int) -> Page:
        """A page of its templates and its own content, turned so that most of its text runs to the right.

        Text that runs in another direction (along the binding, over the page) is left out, and so is what lies off
        the page. Text that is marked as not visible counts only where there is no other: so scans carry their words.
        """
        self._count(sum(len(g) for layer in layers for g in layer.turned.values()), sum(len(layer.rules) for layer in layers))
        amounts: Counter[int] = Counter()
        for layer in layers:
            amounts.update({turn: len(glyphs) for turn, glyphs in layer.turned.items()})
        turn = amounts.most_common(1)[0][0] if amounts else 0
        glyphs = [glyph for layer in layers for glyph in layer.turned.get(turn, ())]
        if not glyphs:
            glyphs = [glyph for layer in layers for glyph in layer.hidden]
        rules = [rule for layer in layers for rule in layer.rules] if self._rules <= _MOST_RULES else []
        if turn:
            glyphs = [g._replace(x=x, y=y) for g in glyphs for x, y in (_turned(g.x, g.y, turn, width, height),)]
            rules = [Rule(*_turned(r.x0, r.y0, turn, width, height), *_turned(r.x1, r.y1, turn, width, height)) for r in rules]
            if turn % 2:
                width, height = height, width
        glyphs = [g for g in glyphs if -g.size <= g.x <= width and 0 <= g.y <= height + g.size]
        return Page(width, height, glyphs, rules, part)

    def content(self, root: etree._Element, units: Units) -> Content:
        """What a page, or a template, draws. Layers and blocks only group; composite units are drawn where they are used."""
        out = Content()
        todo: list[tuple[etree._Element, Matrix, int, bool]] = [
            (layer, _UNIT, 0, True) for content in children(root, "Content") for layer in reversed(content)
        ]
        while todo:
            element, matrix, depth, shows = todo.pop()
            self._objects += 1
            if self._objects > _MOST_OBJECTS:
                raise ReadError(f"{self.name}: more than {_MOST_OBJECTS:,} objects are drawn; split the file", code="too_large")
            name = name_of(element)
            visible = shows and element.get("Visible") != "false"
            if name in ("Layer", "PageBlock", "Content"):
                todo += [(child, matrix, depth, visible) for child in reversed(element)]
            elif name == "TextObject":
                self._text(element, _times(_matrix_of(element), matrix), visible, out)
            elif name == "PathObject":
                if visible and element.get("Alpha") != "0" and len(out.rules) < _MOST_PAGE_RULES:
                    _path(element, _times(_matrix_of(element), matrix), out.rules)
                self.pictures += 1
            elif name == "ImageObject":
                self.pictures += 1
            elif name == "CompositeObject" and depth < _DEEPEST_UNIT:
                unit = units.get(element.get("ResourceID") or "")
                if unit is not None:
                    placed = _times(_matrix_of(element), matrix)
                    todo += [(child, placed, depth + 1, visible) for child in children(unit, "Content")]
        return out

    def _count(self, glyphs: int, rules: int) -> None:
        self._glyphs += glyphs
        self._rules += rules
        if self._glyphs > MAX_GLYPHS:
            raise self._too_many()
        if glyphs > MAX_PAGE_GLYPHS:
            raise ReadError(
                f"{self.name}: a page has {glyphs:,} characters, more than the limit of {MAX_PAGE_GLYPHS:,}; split it", code="too_large"
            )

    def _too_many(self) -> ReadError:
        return ReadError(f"{self.name}: more than {MAX_GLYPHS:,} characters; split the file into its documents", code="too_large")

    def _text(self, element: etree._Element, matrix: Matrix, visible: bool, out: Content) -> None:
        """The glyphs of a text object, in all its runs."""
        size = _number(element.get("Size")) or 0.0
        stretch = _number(element.get("HScale")) or 1.0
        a, b, c, d, _, _ = matrix
        across, down = math.hypot(a, b), math.hypot(c, d)
        degrees = math.degrees(math.atan2(b, a)) + (_number(element.get("CharDirection")) or 0.0)
        turn = round(degrees / 90)
        if size * down < _TINY or across <= 0 or abs(degrees - 90 * turn) > _STRAIGHT:
            return
        glyphs = out.turned.setdefault(turn % 4, []) if visible else out.hidden
        x = y = 0.0
        position = 0
        shared: dict[int, tuple[int, int]] = {}
        for child in element:
            kind = name_of(child)
            if kind == "CGTransform":
                shared.update(_shared(child))
            if kind != "TextCode":
                continue
            text = child.text or ""
            self._drawn += len(text)
            if self._drawn > MAX_GLYPHS:
                raise self._too_many()
            if "\n" in text:
                text = text.strip()  # laid out by whoever wrote the XML
            first = _number(child.get("X")), _number(child.get("Y"))
            x, y = first[0] if first[0] is not None else x, first[1] if first[1] is not None else y
            spaced = False
            for character, at_x, at_y, step in _run(text, child, (x, y), size * stretch, position, shared):
                if character.isspace():
                    spaced = True
                elif character == _UNMAPPED:
                    self.unmapped += 1
                elif character.isprintable() or character >= "\ue000":
                    width = em_width(character) * size * stretch
                    width = min(width, step) if 0.3 * width < step < width else width
                    px, py = _place(matrix, at_x, at_y)
                    glyphs.append(Glyph(character, px, py, width * across, size * down, spaced))
                    spaced = False
            position += len(text)


def _matrix_of(element: etree._Element) -> Matrix:
    """From an object's own coordinates to those of what holds it."""
    values = numbers(element.get("CTM"), 6)
    a, b, c, d, e, f = values if len(values) == 6 else _UNIT
    box = box_of(element.get("Boundary")) or (0.0, 0.0, 0.0, 0.0)
    return a, b, c, d, e + box[0], f + box[1]


def _shared(transform: etree._Element) -> dict[int, tuple[int, int]]:
    """Of a CGTransform that draws several codes as fewer glyphs, or more: where they start, how many codes, how many glyphs."""
    position, codes, glyphs = (int(_number(transform.get(name)) or 0) for name in ("CodePosition", "CodeCount", "GlyphCount"))
    return {position: (codes, glyphs)} if codes != glyphs and 0 < codes <= _LONGEST_SHARE and 0 < glyphs <= _LONGEST_SHARE else {}


def _run(
    text: str, code: etree._Element, start: tuple[float, float], size: float, position: int, shared: dict[int, tuple[int, int]]
) -> Iterator[tuple[str, float, float, float]]:
    """Each character with its place and the step to the next; 0 where none is said.

    Without deltas characters follow each other by their usual widths; a list that is too short goes on with its last
    value. Deltas part glyphs: characters that share one stand at one place.
    """
    across, down = numbers(code.get("DeltaX"), len(text) + 64), numbers(code.get("DeltaY"), len(text) + 64)
    x, y = start
    places: list[int] = []  # the glyph of each character, counted in the run
    glyph = 0
    while len(places) < len(text):
        codes, glyphs = shared.get(position + len(places), (1, 1))
        places += [glyph + min(n, glyphs - 1) for n in range(codes)]
        glyph += glyphs
    places.append(glyph)
    for n, character in enumerate(text):
        step = 0.0 if across or down else em_width(character) * size
        fall = 0.0
        for at in range(places[n], places[n + 1]):
            step += across[min(at, len(across) - 1)] if across else 0.0
            fall += down[min(at, len(down) - 1)] if down else 0.0
        yield character, x, y, step if across else 0.0
        x += step
        y += fall


def _turned(x: float, y: float, turn: int, width: float, height: float) -> tuple[float, float]:
    """A place on a page that is turned back by so many quarters."""
    return ((x, y), (y, width - x), (width - x, height - y), (height - y, x))[turn]


def _path(element: etree._Element, matrix: Matrix, rules: list[Rule]) -> None:
    """The straight strokes of a path; of a shape that is only filled, the line that it is if it is thin."""
    stroked = element.get("Stroke") != "false"
    filled = element.get("Fill") == "true"
    if (_number(element.get("LineWidth")) or 0.0) > 2 * _THIN:
        stroked = False
    data = next((child.text for child in children(element, "AbbreviatedData")), None)
    for shape in _shapes(data or "", matrix):
        if stroked:
            rules += [Rule(*a, *b) for a, b in itertools.pairwise(shape)]
        elif filled and len(shape) >= 4:
            x0, x1 = min(p[0] for p in shape), max(p[0] for p in shape)
            y0, y1 = min(p[1] for p in shape), max(p[1] for p in shape)
            if min(x1 - x0, y1 - y0) <= _THIN:
                flat = y1 - y0 <= x1 - x0
                rules.append(Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2) if flat else Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1))


def _shapes(data: str, matrix: Matrix) -> Iterator[list[tuple[float, float]]]:
    """The corners of each stretch of straight lines of a path; a curve ends one."""
    shape: list[tuple[float, float]] = []
    tokens = data.replace(",", " ").split()[: 2 * _MOST_NUMBERS]
    at = 0
    while at < len(tokens):
        move = tokens[at]
        values = [_number(token) for token in tokens[at + 1 : at + 1 + _MOVES.get(move, 0)]]
        at += 1 + len(values)
        if move not in _MOVES or len(values) != _MOVES[move] or None in values:
            break
        known = [v for v in values if v is not None]
        if move == "C":
            if shape:
                shape.append(shape[0])
            continue
        point = _place(matrix, known[-2], known[-1])
        if move == "L":
            shape.append(point)
            continue
        if len(shape) > 1:
            yield shape
        shape = [point]
    if len(shape) > 1:
        yield shape
