"""What stands on the pages of a PDF, as pdfium tells it: characters to glyphs, paths to rules. Forms inside forms are resolved."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2.raw as pdfium

from pipeline.errors import ReadError
from pipeline.read import pdfcalls as call
from pipeline.read.drawing import (
    MAX_GLYPHS,
    MAX_PAGE_GLYPHS,
    MOST_OBJECTS,
    MOST_PAGE_RULES,
    MOST_RULES,
    THIN,
    UNIT,
    Content,
    Matrix,
    Point,
    place,
    rules_of,
    times,
    upright,
)
from pipeline.read.pdftext import MILLIMETRES, Reader
from pipeline.read.positions import Page

_DEEPEST_FORM = 16
_MOST_CORNERS = 1_000
"""A path of more corners is a drawing."""
_FILLS = 0.5
"""A picture that covers so much of a page is the page."""

_Children = tuple[int, Callable[..., int], int, Matrix, int]
"""What a page or a form holds: how many objects, how to get one, of what, in what coordinates, how deep."""


class Drawing:
    """Reads pages and keeps count over a whole file: what one small file may unfold to has a limit."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.printed = False
        """Whether a browser made the file of a page of the web."""
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
        width, height = abs(box.right - box.left) * MILLIMETRES, abs(box.top - box.bottom) * MILLIMETRES
        own: Matrix = (MILLIMETRES, 0, 0, -MILLIMETRES, -box.left * MILLIMETRES, box.top * MILLIMETRES)
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
        reader = Reader(text, own, out)
        reader.read(count)
        self.lost += reader.lost

    # --- paths and pictures -----------------------------------------------------------------------------------------

    def _objects_of(self, page: pdfium.FPDF_PAGE, own: Matrix, out: Content, area: float) -> None:
        """The rules of a page, those in its forms too, and whether a picture fills it."""
        kind_of, is_text = call.kind_of, pdfium.FPDF_PAGEOBJ_TEXT
        todo: list[_Children] = [(pdfium.FPDFPage_CountObjects(page), call.on_page, call.address(page), own, 0)]
        while todo:
            count, get, of, matrix, depth = todo.pop()
            self._objects += max(count, 0)
            if self._objects > MOST_OBJECTS:
                raise self._too_many("pdf_objects", f"it draws more than {MOST_OBJECTS:,} objects")
            inner: list[_Children] = []
            for n in range(count):
                number = get(of, n)
                kind = kind_of(number)
                if kind == is_text:  # most are
                    continue
                item = call.page_object(number)
                if kind == pdfium.FPDF_PAGEOBJ_PATH:
                    if len(out.rules) < MOST_PAGE_RULES and self._rules < MOST_RULES:
                        before = len(out.rules)
                        _path(item, matrix, out)
                        self._rules += len(out.rules) - before
                elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                    a, b, c, d, _, _ = times(_matrix_of(item), matrix)
                    out.scanned = out.scanned or abs(a * d - b * c) >= _FILLS * area > 0
                elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST_FORM:
                    held = pdfium.FPDFFormObj_CountObjects(item)
                    inner.append((held, call.in_form, number, times(_matrix_of(item), matrix), depth + 1))
            todo += reversed(inner)

    def _too_many(self, code: str, what: str) -> ReadError:
        return ReadError(f"{self.name}: {what}; split the file into its documents", code=code)


def _matrix_of(item: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return UNIT
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _path(item: Any, matrix: Matrix, out: Content) -> None:
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


def _shapes(item: Any, count: int, matrix: Matrix) -> Iterator[list[Point]]:
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
