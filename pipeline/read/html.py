"""Saved web pages: the visible text, a paragraph a line, and the tables that hold data.

lxml parses what browsers would (unclosed tags, nested layout tables). The whole visible page is kept, navigation
and all: dropping chrome is the repair stage's business, which names the rule for everything it drops. A table is
taken as data where it holds no other table and its cells are short and several a row; other tables are layout.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree, html

from pipeline.read.source import Cell, SourceText, Table
from pipeline.text import Span

_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|table|span|td|br|meta)\b", re.I)
_SKIP = {"script", "style", "noscript", "template", "iframe", "frame", "object", "canvas", "svg", "select", "button",
         "input", "textarea", "title", "head", "map", "audio", "video"}  # fmt: skip
_BLOCK = {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "table", "tbody", "thead", "tr", "td", "th", "h1", "h2", "h3", "h4",
          "h5", "h6", "section", "article", "header", "footer", "nav", "aside", "main", "form", "center", "blockquote",
          "pre", "caption", "fieldset", "hr", "address", "figure", "body", "html"}  # fmt: skip
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_MAX_DEPTH = 200
"""Below so many tags there is no layout left to keep: what stands deeper is taken as plain text."""
_MAX_SPAN = 60
_SAVED_FROM = re.compile(r"<!--\s*(?:saved from url=\(\d+\)|saved from url=|Page saved with SingleFile\s+url:\s*)(https?://[^\s>]+)", re.I)
_COMMENTS_WITHIN = 5000


def looks_like_html(text: str) -> bool:
    """Whether the text is mark-up: a document type or several structural tags near its start."""
    head = text[:20_000].lstrip("\ufeff \t\r\n")
    if re.match(r"<(?:!doctype\s+html|html)\b", head, re.I):
        return True
    return (head.startswith("<") and len(_TAG.findall(head)) >= 3) or len(_TAG.findall(head)) >= 12


@dataclass
class _Writer:
    """Collects text; breaks lines only where something has been written since the last break."""

    parts: list[str] = field(default_factory=list)
    length: int = 0
    at_line_start: bool = True

    def add(self, text: str) -> None:
        text = _BLANKS.sub(" ", text)
        if self.at_line_start:
            text = text.lstrip(" ")
        if not text:
            return
        self.parts.append(text)
        self.length += len(text)
        self.at_line_start = False

    def newline(self) -> None:
        if not self.at_line_start:
            self.parts.append("\n")
            self.length += 1
            self.at_line_start = True

    def tab(self) -> None:
        self.parts.append("\t")
        self.length += 1
        self.at_line_start = False


def _hidden(node: html.HtmlElement) -> bool:
    if node.tag in ("html", "body"):  # pages hide all of themselves until their script has run
        return False
    return "hidden" in node.attrib or node.get("aria-hidden") == "true" or bool(_HIDDEN.search(node.get("style") or ""))


def _span_of(cell: html.HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), _MAX_SPAN) if value.isascii() and value.isdigit() else 1


def _rows_of(table: html.HtmlElement) -> list[list[html.HtmlElement]]:
    rows = list(table.iter("tr"))
    return [[c for c in row if c.tag in ("td", "th")] for row in rows]


def _is_data(table: html.HtmlElement) -> bool:
    """A table of data: no table inside, at least two rows of at least two cells, and no cell as long as an article."""
    if next((t for t in table.iter("table") if t is not table), None) is not None:
        return False
    rows = [r for r in _rows_of(table) if r]
    wide = [r for r in rows if len(r) >= 2]
    if len(rows) < 2 or len(wide) < max(2, len(rows) // 3):
        return False
    return all(len(c.text_content()) < 4000 for r in rows for c in r)


class _Page:
    def __init__(self) -> None:
        self.out = _Writer()
        self.tables: list[Table] = []

    def walk(self, node: html.HtmlElement, depth: int = 0) -> None:
        tag = node.tag
        if not isinstance(tag, str) or tag in _SKIP or _hidden(node):
            return
        if depth > _MAX_DEPTH:
            self._plain(node)
            return
        if tag == "br":
            self.out.newline()
            return
        if tag == "table" and _is_data(node):
            self._data_table(node)
            return
        block = tag in _BLOCK
        if block:
            self.out.newline()
        if node.text:
            self.out.add(node.text)
        for child in node:
            self.walk(child, depth + 1)
            if child.tail:
                self.out.add(child.tail)
        if block:
            self.out.newline()

    def _plain(self, node: html.HtmlElement) -> None:
        """The text below a node without its layout, a line for each block; needs no recursion."""
        for event, element in etree.iterwalk(node, events=("start", "end")):
            block = element.tag in _BLOCK or element.tag == "br"
            if block:
                self.out.newline()
            if event == "start" and element.text and element.tag not in _SKIP:
                self.out.add(element.text)
            if event == "end" and element is not node and element.tail:
                self.out.add(element.tail)

    def _data_table(self, table: html.HtmlElement) -> None:
        """One line a row, cells parted by tabs; line breaks inside a cell become spaces, so that a row stays a line."""
        out = self.out
        out.newline()
        for caption in table.iter("caption"):
            out.add(caption.text_content())
            out.newline()
        start = out.length
        cells: list[Cell] = []
        busy: dict[int, int] = {}  # column -> the row behind the cell that reaches down through it
        for r, row in enumerate(_rows_of(table)):
            column = 0
            for n, cell in enumerate(row):
                while busy.get(column, 0) > r:
                    column += 1
                if n:
                    out.tab()
                rows, columns = _span_of(cell, "rowspan"), _span_of(cell, "colspan")
                begin = out.length
                words = _BLANKS.sub(" ", _cell_text(cell)).strip()
                if words:
                    out.parts.append(words)
                    out.length += len(words)
                out.at_line_start = False
                cells.append(Cell(Span(begin, out.length), r, column, rows, columns))
                busy.update(dict.fromkeys(range(column, column + columns), r + rows))
                column += columns
            out.newline()
        self.tables.append(Table(Span(start, out.length), tuple(cells)))


def _cell_text(cell: html.HtmlElement) -> str:
    parts: list[str] = []
    unseen: html.HtmlElement | None = None  # the element whose text does not show
    for event, node in etree.iterwalk(cell, events=("start", "end")):
        if event == "start":
            if unseen is None and (node.tag in _SKIP or _hidden(node)):
                unseen = node
            elif unseen is None:
                parts += (" " if node.tag in _BLOCK or node.tag == "br" else "", node.text or "")
            continue
        if node is unseen:
            unseen = None
        if unseen is None and node is not cell:
            parts.append(node.tail or "")
    return "".join(parts)


def _url_of(text: str, root: html.HtmlElement | None) -> str | None:
    """The address of a saved page: the comment that browsers and SingleFile put at its top, else its canonical link."""
    if saved := _SAVED_FROM.search(text[:_COMMENTS_WITHIN]):
        return saved[1]
    if root is not None:
        for link in root.iter("link"):
            address = (link.get("href") or "").strip()
            if (link.get("rel") or "").lower().strip() == "canonical" and address.startswith(("http://", "https://")):
                return address
    return None


def read_html(text: str, encoding: str) -> SourceText:
    """The visible text of a page and its data tables. Never fails on bad mark-up; an empty page gives empty text."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    page = _Page()
    try:
        root = html.document_fromstring(text.encode("utf-8", "surrogatepass"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    if root is not None:
        page.walk(root)
    return SourceText("".join(page.out.parts).rstrip("\n"), "text/html", encoding, tuple(page.tables), url=_url_of(text, root))
