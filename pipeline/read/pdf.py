"""PDF with a text layer, read by where its characters and rules stand.

pdfium takes the file apart. It is a library in C, and files are made by strangers: a small one may unfold without end.
So a process of its own reads them (`apart`), which is stopped when it takes too long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import raw

from pipeline.errors import ReadError
from pipeline.read.apart import read_apart
from pipeline.read.drawing import MAX_PAGES
from pipeline.read.layout import compose
from pipeline.read.pdffont import use_one_font
from pipeline.read.pdfpage import Drawing
from pipeline.read.pdfstreams import is_damaged
from pipeline.read.positions import Page
from pipeline.read.source import SourceText
from pipeline.text import Span

MEDIA_TYPE = "application/pdf"
SECONDS = 120
_LEAST_ON_SCAN = 30
"""A page that is a picture and holds fewer characters has no text layer, but a stamp or the number of the page."""
_MOST_LOST = 0.3
DAMAGED_PARTS = "damaged_parts"
_READ_IN_PART = "parts of the file are damaged: text may be missing or wrong; fetch it anew"
_BROWSER = re.compile(r"Mozilla/|Skia/PDF|wkhtmltopdf|Firefox")
"""What made a file, where that was a browser: the page of a site, with all that it puts round the text."""
_LINEARIZED = re.compile(rb"/Linearized\b[^>]{0,200}?/L\s+(\d{1,12})\b")
_OBJECT = re.compile(rb"[\r\n]\d+ \d+ obj\b")


def read_pdf(data: bytes, name: str) -> SourceText:
    """The text, tables and pages of a PDF.

    Raises `ReadError`: `encrypted`; `no_text_layer` for scans, and where the fonts do not say what their characters are;
    `empty`; `damaged`; and by the name of the limit that is passed `pdf_pages`, `pdf_characters`, `pdf_objects`,
    `pdf_time`, `pdf_memory`.
    """
    if is_cut(data):
        raise ReadError(f"{name}: the end of the file is missing; fetch it anew", code="damaged")
    return read_apart(f"{__name__}:read_here", data, name, SECONDS, "pdf")


def is_cut(data: bytes) -> bool:
    """Whether the end of the file is missing: pdfium would read what is left and say nothing of the pages that are not."""
    length = _LINEARIZED.search(data, 0, 2048)
    if length is not None and int(length[1]) > len(data):
        return True
    end = max(data.rfind(b"%%EOF"), data.rfind(b"startxref"))
    return end < 0 or _OBJECT.search(data, end) is not None


def read_here(data: bytes, name: str) -> SourceText:
    """As `read_pdf`, in this process and without a limit of time."""
    drawing = Drawing(name)
    composed = compose(_pages(data, drawing))
    if drawing.lost > _MOST_LOST * drawing.glyphs:
        message = "its fonts do not say what their characters stand for; recognise the text (OCR) and give the result"
        raise ReadError(f"{name}: {message}", code="no_text_layer")
    if 2 * drawing.scans >= len(composed.pages) and drawing.glyphs < _LEAST_ON_SCAN * drawing.scans:
        message = "it has no text layer: its pages are pictures; recognise the text (OCR) and give the result"
        raise ReadError(f"{name}: {message}", code="no_text_layer")
    if not composed.text.strip():
        raise ReadError(f"{name}: there is no text on its pages", code="empty")
    body = Span(0, len(composed.text)) if drawing.printed else None
    faults = ((DAMAGED_PARTS, _READ_IN_PART),) if is_damaged(data) else ()
    return SourceText(composed.text, MEDIA_TYPE, "utf-8", composed.tables, composed.pages, aside=composed.aside, body=body, faults=faults)


def _pages(data: bytes, drawing: Drawing) -> Iterator[Page]:
    """The pages in order, one open at a time."""
    name = drawing.name
    use_one_font()
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as e:
        if e.err_code == raw.FPDF_ERR_PASSWORD:
            raise ReadError(f"{name}: the file is locked with a password; save it without one", code="encrypted") from e
        if e.err_code == raw.FPDF_ERR_SECURITY:
            raise ReadError(f"{name}: the file is encrypted in a way that is not known; save it without", code="encrypted") from e
        raise ReadError(f"{name}: the PDF is damaged ({e}); fetch it anew, or open it and save it again", code="damaged") from e
    with document:
        drawing.printed = _BROWSER.search(" ".join(document.get_metadata_dict().values())) is not None
        count = len(document)
        if count > MAX_PAGES:
            raise ReadError(
                f"{name}: it has {count:,} pages, and the limit is {MAX_PAGES:,}; split it into its documents", code="pdf_pages"
            )
        for n in range(count):
            try:
                page = document[n]
                text = page.get_textpage()
            except pdfium.PdfiumError as e:
                raise ReadError(f"{name}: page {n + 1} is damaged ({e}); fetch the file anew", code="damaged") from e
            yield drawing.page(page.raw, text.raw)
            text.close()
            page.close()
