"""The characters of a page of a PDF, as pdfium tells them, to glyphs.

pdfium hands out the characters of a page with their places, those in forms too. It also puts in spaces and line ends
of its own (they are passed over: `layout` judges by the gaps), makes a hyphen at the end of a line a control
character, and gives the characters of a ligature all the place of the whole. Lengths are points, y grows upwards; both
are changed here.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium

from pipeline.read import pdfcalls as call
from pipeline.read.drawing import STRAIGHT, TINY, Content, Matrix, Point, Turned
from pipeline.read.positions import Glyph, em_width

MILLIMETRES = 25.4 / 72
_NO_GLYPHS = frozenset("\xa0\u3000\ufffe\uffff")
_HALVES = re.compile("[\ud800-\udfff]")
_LOST = "\ufffd"
"""Stands for a character whose font does not say what it is; pdfium would give the number of its glyph."""
_WIDE = "\u3001-\u3011\u4e00-\u9fff\uff01-\uff5e"
_STRETCHES = re.compile(f"([{_WIDE}]+)|(\r\n)|(?:(?!\r\n)[^{_WIDE}])+")
"""Characters as wide as the size of the type, unless they are squeezed; ends of lines, which pdfium puts in; the others."""
_LEAST_STRETCH = 3
_EVEN = 0.2
"""A stretch whose middle and end are off by no more than this part of a width is set without gaps, and of one style."""
_EXACT = 0.005
"""One whose end is off by less was set without gaps for certain."""
_UNSEEN = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_FAINT = 153
"""Of 255: letters less opaque than this are a watermark."""


@dataclass(slots=True)
class _Style:
    """What the characters of one text object share; `into` is where their glyphs go. Lengths are points."""

    into: list[Glyph]
    turn: int
    size: float
    across: float
    """How much wider than high its characters are drawn."""


class Reader:
    """Reads the characters of one page: stretches of equally wide ones whole, the others one by one."""

    def __init__(self, text: pdfium.FPDF_TEXTPAGE, own: Matrix, out: Content) -> None:
        self.lost = 0
        """Characters of fonts that do not say what they stand for."""
        self._raw, self._text, self._out = text, call.address(text), out
        self._scale, self._left, self._top = own[0], own[4], own[5]
        self._styles: dict[int | None, _Style | None] = {}
        self._across, self._down = ctypes.c_double(), ctypes.c_double()
        self._place_into = ctypes.byref(self._across), ctypes.byref(self._down)
        self._box, self._matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
        self._box_into, self._matrix_into = ctypes.byref(self._box), ctypes.byref(self._matrix)
        self._alpha = ctypes.c_uint(255)
        self._colour_into = (*(ctypes.byref(ctypes.c_uint()) for _ in range(3)), ctypes.byref(self._alpha))
        self._style: _Style | None = None
        self._line = self._last = math.nan  # where the last character stands
        self._spaced = False
        self._together = 1

    def read(self, count: int) -> None:
        """Glyphs for all characters of the page."""
        for m in _STRETCHES.finditer(self._characters(count)):
            if m.lastindex == 1:
                self._stretch(m.start(), m.group())
            elif m.lastindex == 2:
                self._line = math.nan
            else:
                for n, character in enumerate(m.group(), m.start()):
                    self._single(n, character)

    def _characters(self, count: int) -> str:
        """The characters: all at once where each of them is one unit of UTF-16, else one by one."""
        units = (ctypes.c_ushort * (count + 1))()
        if pdfium.FPDFText_GetText(self._raw, 0, count, units) == count + 1:
            whole = bytes(units)[:-2].decode("utf-16-le", "surrogatepass")
            if len(whole) == count and not _HALVES.search(whole):
                return whole
        return "".join(chr(call.character_at(self._text, n)) for n in range(count))

    def _stretch(self, first: int, characters: str) -> None:
        """Characters that should be equally wide: whole where they stand on one line at even steps, else in halves."""
        length = len(characters)
        if length < _LEAST_STRETCH:
            for n, character in enumerate(characters, first):
                self._single(n, character)
        elif not self._even(first, characters):
            self._stretch(first, characters[: length // 2])
            self._stretch(first + length // 2, characters[length // 2 :])

    def _even(self, first: int, characters: str) -> bool:
        """Whether characters stand at even steps; then they are one glyph."""
        x, y = self._place(first)
        steps = len(characters) - 1
        last, level = self._place(first + steps)
        if level != y or last <= x:
            return False
        style = self._style_at(first)
        if style is None or style.turn or call.is_nameless(self._text, first):
            return False
        wide = self._width(first, characters[0], style, x, y)
        off = abs(wide * steps - (last - x))
        if off >= _EVEN * wide:
            return False
        if off > _EXACT * wide:
            middle = len(characters) // 2
            between, level = self._place(first + middle)
            step = (last - x) / steps
            if level != y or abs(between - x - middle * step) >= _EVEN * step:
                return False
        self._add(style, characters, x, y, last - x + wide)
        self._style, self._line, self._last, self._spaced, self._together = style, y, last, False, 1
        return True

    def _single(self, n: int, character: str) -> None:
        """One character, whatever it is."""
        nameless = call.is_nameless(self._text, n)
        if not nameless and (character <= " " or character in _NO_GLYPHS):
            if not call.is_hyphen(self._text, n):
                self._line = math.nan
                self._spaced = self._spaced or call.is_generated(self._text, n) == 0
                return
            character = "-"  # what pdfium has made a sign of its own
        x, y = self._place(n)
        before, style = self._style, self._style_at(n)
        self._style = style
        if y != self._line or style is not before:
            self._line, self._last = y, math.nan
        if style is None:
            return
        if nameless:
            character = _LOST  # it is the number of a glyph
            self.lost += 1
        elif not (character.isprintable() or "\ue000" <= character < "\uf900"):
            return
        self._add(style, character, x, y, self._width(n, character, style, x, y))
        self._together = self._together + 1 if x == self._last else 1
        if self._together > 1:
            style.into[-self._together :] = _shared(style.into[-self._together :], style.turn)
        self._last, self._spaced = x, False

    def _add(self, style: _Style, characters: str, x: float, y: float, wide: float) -> None:
        scale = self._scale
        style.into.append(Glyph(characters, x * scale + self._left, self._top - y * scale, wide * scale, style.size * scale, self._spaced))

    def _place(self, n: int) -> Point:
        """Where the base line of the character `n` starts."""
        call.origin_of(self._text, n, *self._place_into)
        return self._across.value, self._down.value

    def _width(self, n: int, character: str, style: _Style, x: float, y: float) -> float:
        """How far the next character stands from the character `n` at (x, y); where the font does not say, as usual."""
        box = self._box
        call.box_of(self._text, n, self._box_into)
        wide = (box.right - x, y - box.bottom, x - box.left, box.top - y)[style.turn]
        if not 0.1 * style.size < wide < 3 * style.size:
            wide = em_width(character) * style.size * style.across
        return float(wide)

    def _style_at(self, n: int) -> _Style | None:
        """The style of the character `n`; None where it is not part of the page's text."""
        made: int | None = call.object_of(self._text, n)
        if made not in self._styles:
            self._styles[made] = self._style_of(made, n)
        return self._styles[made]

    def _style_of(self, made: int | None, n: int) -> _Style | None:
        """How the characters of a text object stand; None where they are not part of the page's text."""
        matrix = self._matrix
        call.matrix_of(self._text, n, self._matrix_into)
        across, down = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
        size = call.size_of(self._text, n) * down
        if size * MILLIMETRES < TINY or across <= 0:
            return None
        degrees = math.degrees(math.atan2(-matrix.b, matrix.a))
        turn = round(degrees / 90)
        if abs(degrees - 90 * turn) > STRAIGHT or (made and self._is_faint(made)):
            return None
        unseen = made and call.mode_of(made) in _UNSEEN
        kind: Turned = self._out.hidden if unseen else self._out.shown
        return _Style(kind.setdefault(turn % 4, []), turn % 4, size, across / down if down else 1.0)

    def _is_faint(self, made: int) -> bool:
        """Whether letters are so transparent that the page shows through: a watermark."""
        return bool(call.colour_of(made, *self._colour_into)) and self._alpha.value < _FAINT


def _shared(glyphs: Sequence[Glyph], turn: int) -> list[Glyph]:
    """The characters of a ligature, which pdfium gives the place of the whole, each with its own part of it."""
    x, y, width = glyphs[0].x, glyphs[0].y, glyphs[-1].width / len(glyphs)
    across, down = ((1, 0), (0, 1), (-1, 0), (0, -1))[turn]
    return [g._replace(x=x + across * n * width, y=y + down * n * width, width=width) for n, g in enumerate(glyphs)]
