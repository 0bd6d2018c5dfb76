"""What stands on the pages of a PDF, as pdfium tells it: characters to glyphs, paths to rules.

pdfium hands out the characters of a page with their places, forms inside forms resolved. It also puts in spaces and
line ends of its own (they are passed over: `layout` judges by the gaps), makes a hyphen at the end of a line a control
character, and gives the characters of a ligature all the place of the whole. Lengths are points, y grows upwards; both
are changed here.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium

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
    Point,
    Turned,
    place,
    rules_of,
    times,
    upright,
)
from pipeline.read.positions import Glyph, Page, em_width

_MILLIMETRES = 25.4 / 72
_DEEPEST_FORM = 16
_MOST_CORNERS = 1_000
"""A path of more corners is a drawing."""
_NO_GLYPHS = frozenset("\xa0\u3000\ufffe\uffff")
_HALVES = re.compile("[\ud800-\udfff]")
_LOST = "\ufffd"
"""Stands for a character whose font does not say what it is; pdfium would give the number of its glyph."""
_STEADY = 0.12
"""An ideograph that stands its own width, give or take this part of it, behind another one is of the same style."""
_FAINT = 153
"""Of 255: letters less opaque than this are a watermark."""
_FILLS = 0.5
"""A picture that covers so much of a page is the page."""


@dataclass(slots=True)
class _Style:
    """What the characters of one text object share; `into` is where their glyphs go. Lengths are points."""

    into: list[Glyph]
    turn: int
    size: float
    across: float
    """How much wider than high its characters are drawn."""


class _Styles:
    """The styles of a page by text object."""

    def __init__(self, text: pdfium.FPDF_TEXTPAGE, out: Content) -> None:
        self.text, self.out = text, out
        self._known: dict[int | None, _Style | None] = {}
        self._box = pdfium.FS_RECTF()

    def at(self, n: int) -> _Style | None:
        """The style of the character `n`; None where it is not part of the page's text."""
        made = pdfium.FPDFText_GetTextObject(self.text, n)
        key = ctypes.cast(made, ctypes.c_void_p).value
        if key not in self._known:
            self._known[key] = _style(self.text, n, made, self.out)
        return self._known[key]

    def width(self, n: int, character: str, style: _Style, x: float, y: float) -> float:
        """How far the next character stands from the character `n` at (x, y); where the font does not say, as usual."""
        box = self._box
        pdfium.FPDFText_GetLooseCharBox(self.text, n, box)
        wide = (box.right - x, y - box.bottom, x - box.left, box.top - y)[style.turn]
        if not 0.1 * style.size < wide < 3 * style.size:
            wide = em_width(character) * style.size * style.across
        return float(wide)


class Drawing:
    """Reads pages and keeps count over a whole file: what one small file may unfold to has a limit."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.scans = 0
        """Pages that a picture fills."""
        self.glyphs = 0
        self.lost = 0
        """Characters of fonts that do not say what they stand for."""
        self._rules = self._objects = 0

    def page(self, page: pdfium.FPDF_PAGE, text: pdfium.FPDF_TEXTPAGE) -> Page:
        """One page. Raises `ReadError` where a limit is passed: `pdf_characters` or `pdf_objects`."""
        box = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, box)
        width, height = abs(box.right - box.left) * _MILLIMETRES, abs(box.top - box.bottom) * _MILLIMETRES
        own: Matrix = (_MILLIMETRES, 0, 0, -_MILLIMETRES, -box.left * _MILLIMETRES, box.top * _MILLIMETRES)
        content = Content()
        self._text(text, own, content)
        self._objects_of(page, own, content, width * height)
        self.scans += content.scanned
        return upright([content], width, height)

    # --- text -----------------------------------------------------------------------------------------------------

    def _text(self, text: pdfium.FPDF_TEXTPAGE, own: Matrix, out: Content) -> None:
        count = pdfium.FPDFText_CountChars(text)
        if count > MAX_PAGE_GLYPHS:
            raise self._too_many("pdf_characters", f"a page has {count:,} characters, and the limit is {MAX_PAGE_GLYPHS:,}")
        self.glyphs += max(count, 0)
        if self.glyphs > MAX_GLYPHS:
            raise self._too_many("pdf_characters", f"it has more than {MAX_GLYPHS:,} characters")
        styles = _Styles(text, out)
        is_nameless, origin_of = pdfium.FPDFText_HasUnicodeMapError, pdfium.FPDFText_GetCharOrigin
        across, down = ctypes.c_double(), ctypes.c_double()
        into_x, into_y = ctypes.byref(across), ctypes.byref(down)
        scale, left, top = own[0], own[4], own[5]
        style: _Style | None = None
        line = last = math.nan  # where the last character stands
        nowhere: list[Glyph] = []
        add, size = nowhere.append, 0.0
        full = 0.0  # how wide an ideograph of this style is, once one has been measured on this line
        low = high = 0.0
        spaced = False
        together = 1
        for n, character in enumerate(_characters(text, count)):
            origin_of(text, n, into_x, into_y)
            x, y = across.value, down.value
            if y == line and low < x - last < high and "\u4e00" <= character <= "\u9fff":  # most characters, so nothing more is asked
                add(Glyph(character, x * scale + left, top - y * scale, full, size, spaced))
                last, spaced, together = x, False, 1
                continue
            nameless = is_nameless(text, n)
            if not nameless and (character <= " " or character in _NO_GLYPHS):
                if not pdfium.FPDFText_IsHyphen(text, n):
                    line = math.nan
                    spaced = spaced or pdfium.FPDFText_IsGenerated(text, n) == 0
                    continue
                character = "-"  # noqa: PLW2901 - what pdfium has made a sign of its own
            before, style = style, styles.at(n)
            if y != line or style is not before:
                line, last, low, high = y, math.nan, 0.0, 0.0
                if style is not None:
                    add, size = style.into.append, style.size * scale
            if style is None:
                continue
            wide = styles.width(n, character, style, x, y) * scale
            if nameless:
                character = _LOST  # noqa: PLW2901 - it is the number of a glyph
                self.lost += 1
            elif not (character.isprintable() or "\ue000" <= character < "\uf900"):
                continue
            elif "\u4e00" <= character <= "\u9fff":
                full = wide
                low, high = (1 - _STEADY) * wide / scale, (1 + _STEADY) * wide / scale
            add(Glyph(character, x * scale + left, top - y * scale, wide, size, spaced))
            together = together + 1 if x == last else 1
            if together > 1:
                style.into[-together:] = _shared(style.into[-together:], style.turn)
            last, spaced = x, False

    # --- paths and pictures -----------------------------------------------------------------------------------------

    def _objects_of(self, page: pdfium.FPDF_PAGE, own: Matrix, out: Content, area: float) -> None:
        """The rules of a page, those in its forms too, and whether a picture fills it."""
        todo: list[tuple[pdfium.FPDF_PAGEOBJECT, Matrix, int]] = _children(
            pdfium.FPDFPage_CountObjects, pdfium.FPDFPage_GetObject, page, own, 0
        )
        while todo:
            item, matrix, depth = todo.pop()
            self._objects += 1
            if self._objects > MOST_OBJECTS:
                raise self._too_many("pdf_objects", f"it draws more than {MOST_OBJECTS:,} objects")
            kind = pdfium.FPDFPageObj_GetType(item)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                if len(out.rules) < MOST_PAGE_RULES and self._rules < MOST_RULES:
                    before = len(out.rules)
                    _path(item, matrix, out)
                    self._rules += len(out.rules) - before
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                a, b, c, d, _, _ = times(_matrix_of(item), matrix)
                out.scanned = out.scanned or abs(a * d - b * c) >= _FILLS * area > 0
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
                inner = times(_matrix_of(item), matrix)
                todo += _children(pdfium.FPDFFormObj_CountObjects, pdfium.FPDFFormObj_GetObject, item, inner, depth + 1)

    def _too_many(self, code: str, what: str) -> ReadError:
        return ReadError(f"{self.name}: {what}; split the file into its documents", code=code)


def _characters(text: pdfium.FPDF_TEXTPAGE, count: int) -> str:
    """The characters of a page: all at once where each of them is one unit of UTF-16, else one by one."""
    units = (ctypes.c_ushort * (count + 1))()
    if pdfium.FPDFText_GetText(text, 0, count, units) == count + 1:
        whole = bytes(units)[:-2].decode("utf-16-le", "surrogatepass")
        if len(whole) == count and not _HALVES.search(whole):
            return whole
    return "".join(chr(pdfium.FPDFText_GetUnicode(text, n)) for n in range(count))


def _style(text: pdfium.FPDF_TEXTPAGE, n: int, made: pdfium.FPDF_PAGEOBJECT, out: Content) -> _Style | None:
    """How the characters of a text object stand; None where they are not part of the page's text."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text, n, matrix)
    across, down = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
    size = pdfium.FPDFText_GetFontSize(text, n) * down
    if size * _MILLIMETRES < TINY or across <= 0:
        return None
    degrees = math.degrees(math.atan2(-matrix.b, matrix.a))
    turn = round(degrees / 90)
    if abs(degrees - 90 * turn) > STRAIGHT or (made and _is_faint(made)):
        return None
    unseen = made and pdfium.FPDFTextObj_GetTextRenderMode(made) in (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
    kind: Turned = out.hidden if unseen else out.shown
    return _Style(kind.setdefault(turn % 4, []), turn % 4, size, across / down if down else 1.0)


def _is_faint(item: pdfium.FPDF_PAGEOBJECT) -> bool:
    """Whether letters are so transparent that the page shows through: a watermark."""
    red, green, blue, alpha = (ctypes.c_uint(255) for _ in range(4))
    return bool(pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)) and alpha.value < _FAINT


def _shared(glyphs: Sequence[Glyph], turn: int) -> list[Glyph]:
    """The characters of a ligature, which pdfium gives the place of the whole, each with its own part of it."""
    x, y, width = glyphs[0].x, glyphs[0].y, glyphs[-1].width / len(glyphs)
    across, down = ((1, 0), (0, 1), (-1, 0), (0, -1))[turn]
    return [g._replace(x=x + across * n * width, y=y + down * n * width, width=width) for n, g in enumerate(glyphs)]


def _children(
    count: Callable[..., int], get: Callable[..., pdfium.FPDF_PAGEOBJECT], of: object, matrix: Matrix, depth: int
) -> list[tuple[pdfium.FPDF_PAGEOBJECT, Matrix, int]]:
    return [(get(of, n), matrix, depth) for n in reversed(range(min(max(count(of), 0), MOST_OBJECTS + 1)))]


def _matrix_of(item: pdfium.FPDF_PAGEOBJECT) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return UNIT
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _path(item: pdfium.FPDF_PAGEOBJECT, matrix: Matrix, out: Content) -> None:
    """The rules that a path draws."""
    count = pdfium.FPDFPath_CountSegments(item)
    fill, stroke, wide = ctypes.c_int(), pdfium.FPDF_BOOL(), ctypes.c_float()
    if not 2 <= count <= _MOST_CORNERS or not pdfium.FPDFPath_GetDrawMode(item, fill, stroke):
        return
    placed = times(_matrix_of(item), matrix)
    if stroke.value and pdfium.FPDFPageObj_GetStrokeWidth(item, wide):
        stroke.value = wide.value * math.sqrt(abs(placed[0] * placed[3] - placed[1] * placed[2])) <= 2 * THIN
    if stroke.value or fill.value:
        out.rules += rules_of(_shapes(item, count, placed), bool(stroke.value), bool(fill.value))


def _shapes(item: pdfium.FPDF_PAGEOBJECT, count: int, matrix: Matrix) -> Iterator[list[Point]]:
    """The corners of each stretch of straight lines of a path; a curve ends one."""
    shape: list[Point] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for n in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(item, n)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            continue
        point = place(matrix, x.value, y.value)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO:
            shape.append(point)
        else:
            if len(shape) > 1:
                yield shape
            shape = [point]
        if pdfium.FPDFPathSegment_GetClose(segment) and len(shape) > 1:
            shape.append(shape[0])
    if len(shape) > 1:
        yield shape
