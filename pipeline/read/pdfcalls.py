"""The functions of pdfium that are asked of every character and every object, called with addresses as plain numbers.

As pypdfium2 declares them, each call makes an object for the pointer that it hands out and checks those that it is
given: of so short calls that is half the time.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import pypdfium2.raw as pdfium

_ADDRESS, _NUMBER = ctypes.c_void_p, ctypes.c_int
_INTO = ctypes.c_void_p
"""Where a result is to be written: `ctypes.byref` of it."""


def _plain(function: Any, result: Any, *arguments: Any) -> Callable[..., Any]:
    address = ctypes.cast(function, ctypes.c_void_p).value
    assert address is not None
    return ctypes.PYFUNCTYPE(result, *arguments)(address)


def address(pointer: Any) -> int:
    """The number for a pointer of pypdfium2."""
    return ctypes.cast(pointer, ctypes.c_void_p).value or 0


def page_object(number: int) -> Any:
    """The pointer of pypdfium2 for the number of an object on a page."""
    return ctypes.cast(number, pdfium.FPDF_PAGEOBJECT)


kind_of = _plain(pdfium.FPDFPageObj_GetType, _NUMBER, _ADDRESS)
colour_of = _plain(pdfium.FPDFPageObj_GetFillColor, _NUMBER, _ADDRESS, _INTO, _INTO, _INTO, _INTO)
mode_of = _plain(pdfium.FPDFTextObj_GetTextRenderMode, _NUMBER, _ADDRESS)
on_page = _plain(pdfium.FPDFPage_GetObject, _ADDRESS, _ADDRESS, _NUMBER)
in_form = _plain(pdfium.FPDFFormObj_GetObject, _ADDRESS, _ADDRESS, ctypes.c_ulong)
origin_of = _plain(pdfium.FPDFText_GetCharOrigin, _NUMBER, _ADDRESS, _NUMBER, _INTO, _INTO)
object_of = _plain(pdfium.FPDFText_GetTextObject, _ADDRESS, _ADDRESS, _NUMBER)
matrix_of = _plain(pdfium.FPDFText_GetMatrix, _NUMBER, _ADDRESS, _NUMBER, _INTO)
size_of = _plain(pdfium.FPDFText_GetFontSize, ctypes.c_double, _ADDRESS, _NUMBER)
box_of = _plain(pdfium.FPDFText_GetLooseCharBox, _NUMBER, _ADDRESS, _NUMBER, _INTO)
is_nameless = _plain(pdfium.FPDFText_HasUnicodeMapError, _NUMBER, _ADDRESS, _NUMBER)
is_hyphen = _plain(pdfium.FPDFText_IsHyphen, _NUMBER, _ADDRESS, _NUMBER)
is_generated = _plain(pdfium.FPDFText_IsGenerated, _NUMBER, _ADDRESS, _NUMBER)
character_at = _plain(pdfium.FPDFText_GetUnicode, ctypes.c_uint, _ADDRESS, _NUMBER)
