"""What stands on the pages of an OFD file: text objects to glyphs, path objects to rules.

Facts of the format (GB/T 33190-2016, clauses 7 to 11 and 13): lengths are millimetres and y grows downwards. An object's
`Boundary` is a box on its page (or in its composite unit); the object's own coordinates start at that box's corner
and go through its `CTM` first. A `TextCode` puts its first character at X, Y and each next one DeltaX, DeltaY further;
`g n v` in these lists stands for n times v. `CGTransform` says which codes are drawn by which glyphs; its text stays
the codes, and only where the numbers of codes and glyphs differ do the places have to be dealt out anew. `Size` is
the size in millimetres. `AbbreviatedData` is a path: S and M move, L draws a line, Q, B and A curves, C closes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from lxml import etree

from pipeline.errors import ReadError
from pipeline.read.drawing import (
    MAX_GLYPHS,
    MAX_PAGE_GLYPHS,
    MOST_OBJECTS,
    MOST_PAGE_RULES,
    MOST_RULES,
    STRAIGHT,
    THIN,
    TINY,
    UNIT,
    Content,
    Matrix,
    place,
    rules_of,
    times,
    upright,
)
from pipeline.read.positions import Glyph, Page, Rule, em_width

_MOST_NUMBERS = 100_000
_DEEPEST_UNIT = 8
_LONGEST_SHARE = 8
"""Ligatures and decomposed characters are short; a CGTransform that says more is not trusted."""
_FAR = 1e6
_UNMAPPED = "¤"
"""Stands in TextCode where a writer knew a glyph but no character for it."""

Units = dict[str, etree._Element]
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


class Drawing:
    """Reads contents and keeps count over a whole file: what one small file may unfold to has a limit."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pictures = 0
        self.unmapped = 0
        self._glyphs = self._rules = self._objects = self._drawn = 0

    def page(self, layers: Sequence[Content], width: float, height: float, part: int) -> Page:
        """A page of its templates and its own content."""
        self._count(sum(len(g) for layer in layers for g in layer.shown.values()), sum(len(layer.rules) for layer in layers))
        if self._rules > MOST_RULES:
            layers = [replace(layer, rules=[]) for layer in layers]
        return upright(layers, width, height, part)

    def content(self, root: etree._Element, units: Units) -> Content:
        """What a page, or a template, draws. Layers and blocks only group; composite units are drawn where they are used."""
        out = Content()
        todo: list[tuple[etree._Element, Matrix, int, bool]] = [
            (layer, UNIT, 0, True) for content in children(root, "Content") for layer in reversed(content)
        ]
        while todo:
            element, matrix, depth, shows = todo.pop()
            self._objects += 1
            if self._objects > MOST_OBJECTS:
                raise ReadError(f"{self.name}: more than {MOST_OBJECTS:,} objects are drawn; split the file", code="ofd_objects")
            name = name_of(element)
            visible = shows and element.get("Visible") != "false"
            if name in ("Layer", "PageBlock", "Content"):
                todo += [(child, matrix, depth, visible) for child in reversed(element)]
            elif name == "TextObject":
                self._text(element, times(_matrix_of(element), matrix), visible, out)
            elif name == "PathObject":
                if visible and element.get("Alpha") != "0" and len(out.rules) < MOST_PAGE_RULES:
                    _path(element, times(_matrix_of(element), matrix), out.rules)
                self.pictures += 1
            elif name == "ImageObject":
                self.pictures += 1
            elif name == "CompositeObject" and depth < _DEEPEST_UNIT:
                unit = units.get(element.get("ResourceID") or "")
                if unit is not None:
                    placed = times(_matrix_of(element), matrix)
                    todo += [(child, placed, depth + 1, visible) for child in children(unit, "Content")]
        return out

    def _count(self, glyphs: int, rules: int) -> None:
        self._glyphs += glyphs
        self._rules += rules
        if self._glyphs > MAX_GLYPHS:
            raise self._too_many()
        if glyphs > MAX_PAGE_GLYPHS:
            raise ReadError(
                f"{self.name}: a page has {glyphs:,} characters, more than the limit of {MAX_PAGE_GLYPHS:,}; split it",
                code="ofd_page_characters",
            )

    def _too_many(self) -> ReadError:
        return ReadError(f"{self.name}: more than {MAX_GLYPHS:,} characters; split the file into its documents", code="ofd_characters")

    def _text(self, element: etree._Element, matrix: Matrix, visible: bool, out: Content) -> None:
        """The glyphs of a text object, in all its runs."""
        size = _number(element.get("Size")) or 0.0
        stretch = _number(element.get("HScale")) or 1.0
        a, b, c, d, _, _ = matrix
        across, down = math.hypot(a, b), math.hypot(c, d)
        degrees = math.degrees(math.atan2(b, a)) + (_number(element.get("CharDirection")) or 0.0)
        turn = round(degrees / 90)
        if size * down < TINY or across <= 0 or abs(degrees - 90 * turn) > STRAIGHT:
            return
        glyphs = (out.shown if visible else out.hidden).setdefault(turn % 4, [])
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
                    px, py = place(matrix, at_x, at_y)
                    glyphs.append(Glyph(character, px, py, width * across, size * down, spaced))
                    spaced = False
            position += len(text)


def _matrix_of(element: etree._Element) -> Matrix:
    """From an object's own coordinates to those of what holds it."""
    values = numbers(element.get("CTM"), 6)
    a, b, c, d, e, f = values if len(values) == 6 else UNIT
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


def _path(element: etree._Element, matrix: Matrix, rules: list[Rule]) -> None:
    """The straight strokes of a path; of a shape that is only filled, the line that it is if it is thin."""
    stroked = element.get("Stroke") != "false"
    filled = element.get("Fill") == "true"
    if (_number(element.get("LineWidth")) or 0.0) > 2 * THIN:
        stroked = False
    data = next((child.text for child in children(element, "AbbreviatedData")), None)
    rules += rules_of(_shapes(data or "", matrix), stroked, filled)


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
        point = place(matrix, known[-2], known[-1])
        if move == "L":
            shape.append(point)
            continue
        if len(shape) > 1:
            yield shape
        shape = [point]
    if len(shape) > 1:
        yield shape
