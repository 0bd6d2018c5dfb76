"""A font for PDFs that name their fonts and do not bring them, the same on every machine.

pdfium looks for such fonts on the system, and passes over a character that stands alone where the font it finds has no
shape for it: what is read would hang on what is installed. Text needs no shapes, only widths, which the PDF itself
gives. So pdfium is handed one font, made here, in which all characters have one shape, a narrow box.
"""

from __future__ import annotations

import ctypes
import struct
from functools import cache
from typing import Any

import pypdfium2 as pdfium

_EM = 1000
_BOX = (0, -120, 200, 880)
"""The box from its lower left to its upper right corner: narrower than any letter, since pdfium takes the wider of shape and width."""
_LAST = 0x10FFFF


def boxes() -> bytes:
    """The font, as a TrueType file: two glyphs, both the box; the second stands for every character there is."""
    x0, y0, x1, y1 = _BOX
    shape = struct.pack(">hhhhhHH4B", 1, x0, y0, x1, y1, 3, 0, 1, 1, 1, 1)
    shape += struct.pack(">8h", x0, x1 - x0, 0, x0 - x1, y0, 0, y1 - y0, 0)
    shape += bytes(-len(shape) % 4)
    many_to_one = struct.pack(">HHIIIIII", 13, 0, 28, 0, 1, 0, _LAST, 1)
    tables = {
        b"OS/2": struct.pack(">HhHHH", 4, _EM, 400, 5, 0) + bytes(68) + struct.pack(">hhhHH", y1, y0, 0, y1, -y0) + bytes(8) + bytes(10),
        b"cmap": struct.pack(">HHHHI", 0, 1, 3, 10, 12) + many_to_one,
        b"glyf": 2 * shape,
        b"head": struct.pack(">IIIIHHqqhhhhHHhhh", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, _EM, 0, 0, x0, y0, x1, y1, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">IhhhHhhhhhh8xhH", 0x10000, y1, y0, 0, _EM, 0, 0, x1, 1, 0, 0, 0, 1),
        b"hmtx": struct.pack(">HhH", _EM, 0, 0),
        b"loca": struct.pack(">III", 0, len(shape), 2 * len(shape)),
        b"maxp": struct.pack(">IHHHHHHHHHHHHHH", 0x10000, 2, 4, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": struct.pack(">HHH", 0, 0, 6),
        b"post": struct.pack(">IIhhIIIII", 0x30000, 0, 0, 0, 0, 0, 0, 0, 0),
    }
    out = struct.pack(">IHHHH", 0x10000, len(tables), 128, 3, 16 * len(tables) - 128)
    at = len(out) + 16 * len(tables)
    body = b""
    for tag, table in tables.items():
        out += tag + struct.pack(">III", 0, at + len(body), len(table))
        body += table + bytes(-len(table) % 4)
    return out + body


class OneFont(pdfium.PdfSysfontBase):  # type: ignore[misc]
    """Answers pdfium's questions for fonts of the system; the names of its methods are pdfium's."""

    def __init__(self) -> None:
        super().__init__()
        self._font = boxes()

    def MapFont(self, *_: Any) -> int:  # noqa: N802
        """The one font, whatever is asked for."""
        return 1

    def GetFont(self, *_: Any) -> int:  # noqa: N802
        """As `MapFont`."""
        return 1

    def GetFontData(self, _: Any, font: int, table: int, buffer: Any, size: int) -> int:  # noqa: N802
        """The bytes of the font; it has no part that is asked for by name."""
        if table:
            return 0
        if buffer and size >= len(self._font):
            ctypes.memmove(buffer, self._font, len(self._font))
        return len(self._font)

    def GetFaceName(self, *_: Any) -> int:  # noqa: N802
        """It has no name."""
        return 0

    def GetFontCharset(self, *_: Any) -> int:  # noqa: N802
        """That of the default."""
        return 1

    def DeleteFont(self, *_: Any) -> None:  # noqa: N802
        """Nothing is to be freed."""

    def EnumFonts(self, *_: Any) -> None:  # noqa: N802
        """The fonts of the system are of no use."""


@cache
def use_one_font() -> None:
    """From now on pdfium has this font and no other, for this whole process."""
    OneFont().setup()
