"""Markdown: its text without the marks, a line a line, and its tables declared.

Only what plans and converters use: headings, emphasis, lists, links, quotes, code fences, pipe tables, and the
HTML tables that converters of scanned pages write. Numbers of lists stay as they were typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree, html

from pipeline.read.charset import decode
from pipeline.read.html import fields_of, read_html, rows_of
from pipeline.read.source import SourceText
from pipeline.read.writer import Writer, place

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_HTML_TABLE = re.compile(r"<table\b.*?</table\s*>", re.S | re.I)
_FENCE = re.compile(r"\s{0,3}(```|~~~)")
_RULE = re.compile(r"\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,}|=+\s*)$")
_HEADING = re.compile(r"\s{0,3}#{1,6}(?:[ \t]+|$)(.*?)(?:[ \t]+#+)?[ \t]*$")
_QUOTE = re.compile(r"(?:\s{0,3}>[ \t]?)+")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_PIPE = re.compile(r"(?<!\\)\|")
_INLINE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"!\[[^\]\n]*\]\([^)\n]*\)"), ""),
    (re.compile(r"\[([^\]\n]+)\]\((?:[^()\n]|\([^()\n]*\))*\)"), r"\1"),
    (re.compile(r"<(https?://[^>\s]+)>"), r"\1"),
    (re.compile(r"</?(?:p|div|span|b|strong|i|em|u|font|center|sup|sub|a|img|small|mark)\b[^<>\n]*>", re.I), ""),
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*"), r"\1"),
    (re.compile(r"(?<![A-Za-z0-9_])__(?=\S)(.+?)(?<=\S)__(?![A-Za-z0-9_])"), r"\1"),
    (re.compile(r"(?<![*A-Za-z0-9])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?!\*)"), r"\1"),
    (re.compile(r"~~(?=\S)(.+?)(?<=\S)~~"), ""),
    (re.compile(r"`([^`\n]+)`"), r"\1"),
    (re.compile(r"\[\^\w{1,4}\](?!:)"), ""),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|~>-])"), r"\1"),
)
_LONGEST_MARKED = 20_000
"""A longer line is no paragraph that somebody marked, and would take the patterns too long."""
_BREAK = re.compile(r"<br\s*/?>", re.I)
_ENTITY = re.compile(r"&(?:nbsp|emsp|ensp|amp|lt|gt|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")


def read_markdown(data: bytes, name: str = "input") -> SourceText:
    """The text of a Markdown file. Raises `ReadError` where no charset fits."""
    text, encoding = decode(data, name)
    text = _COMMENT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    out = Writer(name)
    at = 0
    for table in _HTML_TABLE.finditer(text, 0, text.rfind("</table") + 20):  # no search beyond the last end
        _lines(text[at : table.start()], out)
        _html_table(table.group(), out)
        at = table.end()
    _lines(text[at:], out)
    return out.source("text/markdown", encoding)


def _plain(text: str) -> str:
    """A line or a cell without its marks."""
    if len(text) <= _LONGEST_MARKED and any(c in text for c in "*_[<`~\\!&"):
        for pattern, replacement in _INLINE:
            text = pattern.sub(replacement, text)
        if "&" in text:
            text = _ENTITY.sub(lambda m: _character(m.group()), text)
    return text


def _character(entity: str) -> str:
    node = html.fragment_fromstring(f"<p>{entity}</p>")
    return (node.text or "").replace("\xa0", " ")


def _lines(text: str, out: Writer) -> None:
    lines = text.split("\n")
    fenced = False
    n = 0
    while n < len(lines):
        line = lines[n]
        n += 1
        if _FENCE.match(line):
            fenced = not fenced
        elif fenced:
            out.line(line)
        elif "|" in line and n < len(lines) and "-" in lines[n] and _TABLE_RULE.match(lines[n]):
            rows = [line, *_below(lines, n + 1)]
            out.table(place([[(_BREAK.sub(" ", _plain(c)).strip(), 1, 1) for c in _cells(row)] for row in rows]))
            n += len(rows)
        elif not _RULE.match(line):
            line = _QUOTE.sub("", line, count=1) if line.lstrip().startswith(">") else line
            heading = _HEADING.match(line)
            for piece in _BREAK.split(_plain(heading[1] if heading else line)):
                out.line(piece.rstrip())


def _below(lines: list[str], n: int) -> Iterator[str]:
    while n < len(lines) and "|" in lines[n]:
        yield lines[n]
        n += 1


def _cells(row: str) -> list[str]:
    row = row.strip()
    pieces = _PIPE.split(row.removeprefix("|"))
    return pieces[:-1] if len(pieces) > 1 and not pieces[-1].strip() else pieces


def _html_table(mark_up: str, out: Writer) -> None:
    """A table written as HTML: declared whatever its cells hold, since nobody lays out a Markdown page with it."""
    try:
        table = html.fragment_fromstring(mark_up, parser=html.HTMLParser(remove_comments=True, remove_pis=True, no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        table = None
    if table is None or table.tag != "table" or next((t for t in table.iter("table") if t is not table), None) is not None:
        for line in read_html(mark_up, "utf-8").text.split("\n"):
            out.line(line)
        return
    out.table(fields_of(rows_of(table)))
