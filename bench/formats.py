"""What reading a format costs: the same generated plans as text, page, Word file and PDF, each converted by turns with the text.

Seconds per character of the source text, whole conversions. A page and a Word file are held against the text; a PDF
against what the text costs and what pdfium takes only to hand out its words (`get_text_bounded` of every page), with
the one font that the reader gives it: to look for the fonts of the system would cost it as much again.

    python -m bench.formats [--rounds N]
"""

from __future__ import annotations

import argparse
import io
import zipfile
from collections.abc import Callable
from html import escape
from typing import NamedTuple

import pypdfium2 as pdfium
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from bench.speed import Row, by_turns, plans, show
from pipeline import Converter, words
from pipeline.read import read
from pipeline.read.pdffont import use_one_font

_ROUNDS = 5
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Sample(NamedTuple):
    """One plan in one format, and how long its text is as it is read."""

    name: str
    data: bytes
    characters: int


def as_page(lines: list[str]) -> bytes:
    """A page as Word saves one: a paragraph a line, spans and styles round the words."""
    paragraph = "<p class=MsoNormal style='text-indent:32.0pt'><span lang=ZH-CN style='font-size:16.0pt'>{}</span></p>\n"
    body = "".join(paragraph.format(escape(line)) for line in lines)
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body><div class="content">{body}</div></body></html>'.encode()


def as_word(lines: list[str]) -> bytes:
    """A Word file with a paragraph a line, in two runs each."""
    run = "<w:r><w:rPr><w:sz w:val='32'/></w:rPr><w:t xml:space='preserve'>{}</w:t></w:r>"
    body = "".join(f"<w:p>{run.format(escape(x[: len(x) // 2]))}{run.format(escape(x[len(x) // 2 :]))}</w:p>" for x in lines)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", f"<w:document xmlns:w='{_WORD}'><w:body>{body}</w:body></w:document>")
    return out.getvalue()


def as_pdf(lines: list[str]) -> bytes:
    """A PDF set by ReportLab."""
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    style = ParagraphStyle("body", fontName="STSong-Light", fontSize=15, leading=27, wordWrap="CJK", firstLineIndent=30)
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build([Paragraph(escape(line), style) for line in lines])
    return out.getvalue()


def bare(data: bytes) -> None:
    """All that pdfium is asked for when only the words are wanted."""
    with pdfium.PdfDocument(data) as document:
        for page in document:
            page.get_textpage().get_text_bounded()


def samples(name: str, write: Callable[[list[str]], bytes], texts: list[str]) -> list[Sample]:
    """Every plan in one format."""
    made = [write([line for line in text.splitlines() if line.strip()]) for text in texts]
    return [Sample(f"{n}.{name}", data, len(read(data, f"{n}.{name}").text)) for n, data in enumerate(made)]


def measured(convert: Converter, rounds: int) -> list[Row]:
    """The rows of the table: one for each format that is not text."""
    use_one_font()
    texts = [document.text for document in plans()]

    def converted(these: list[Sample]) -> Callable[[], None]:
        def work() -> None:
            words.segment.cache_clear()
            for sample in these:
                convert(sample.data, sample.name)

        return work

    text = samples("txt", lambda lines: "\n".join(lines).encode(), texts)
    pdfs = samples("pdf", as_pdf, texts)

    def text_and_bare() -> None:
        converted(text)()
        for sample in pdfs:
            bare(sample.data)

    rows = []
    for what, these, yardstick in (
        ("page / text, by character", samples("html", as_page, texts), converted(text)),
        ("Word file / text, by character", samples("docx", as_word, texts), converted(text)),
        ("PDF / (text + pdfium's bare text)", pdfs, text_and_bare),
    ):
        converted(these)()
        yardstick()
        own, other, ratio = by_turns(converted(these), yardstick, rounds)
        by_character = sum(s.characters for s in text) / sum(s.characters for s in these)
        rows.append(Row(what, f"{own * 1000:,.0f} ms", f"{other * 1000:,.0f} ms", ratio * by_character))
    return rows


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.formats", description="What reading a format costs, in ratios of one run.")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="how often each thing is measured (default: %(default)s)")
    show(measured(Converter(), max(parser.parse_args().rounds, 1)), "formats")


if __name__ == "__main__":
    main()
