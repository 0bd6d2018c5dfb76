"""Saved web pages: the visible text, a paragraph a line, and the tables that hold data.

lxml parses what browsers would (unclosed tags, nested layout tables). The whole visible page is kept, navigation
and all: dropping chrome is the repair stage's business, which names the rule for everything it drops. A table is
taken as data where it holds no other table and its cells are short and several a row; other tables are layout.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from typing import cast

from lxml import etree, html

from pipeline.errors import ReadError
from pipeline.read.charset import decode
from pipeline.read.counting import written
from pipeline.read.source import SourceText
from pipeline.read.writer import MAX_SPAN, Field, Shape, Writer, holds_data, place
from pipeline.text import Span

_TAG = re.compile(r"<(?:!doctype\s+html|html|head|body|div|p|table|span|td|br|meta)\b", re.I)
_SKIP = {"script", "style", "noscript", "template", "iframe", "frame", "noframes", "object", "applet", "canvas", "svg",
         "select", "button", "input", "textarea", "datalist", "dialog", "title", "head", "map", "audio", "video", "del",
         "xml"}  # fmt: skip
_BLOCK = {"p", "div", "li", "ul", "ol", "dl", "dt", "dd", "table", "tbody", "thead", "tr", "td", "th", "h1", "h2", "h3", "h4",
          "h5", "h6", "section", "article", "header", "footer", "nav", "aside", "main", "form", "center", "blockquote",
          "pre", "caption", "fieldset", "hr", "address", "figure", "body", "html"}  # fmt: skip
_BESIDE_NUMBER = {"p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "center"}
"""What an item of a list may hold its words in: the first of them stands beside the number, as browsers show it."""
_TITLES = {"h1", "h2"}
"""A link in one of these is the title of the page, which leads to itself."""
_HEADINGS = {"h1", "h2", "h3", "h4"}
_AROUND_FORM = {"div", "form", "fieldset", "ul", "ol", "li", "dl", "dd", "p", "label", "span", "table", "tbody", "tr", "td", "section"}
_LONGEST_FORM, _MOST_FORMS = 240, 20
"""Characters of a form for what visitors have to say."""
_PARTS = {"div", "td", "article", "section", "main"}
"""What pages are built of: one of these holds the body."""
_MOST = 0.8
_SENTENCE, _PARAGRAPH = 12, 30
"""Characters of a line of prose with a full stop, and of one with a comma only."""
_MOST_HIDDEN = 0.5
"""Nobody hides more of a page than this for good."""
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all"
    r"|mso-element\s*:\s*(?:header|footer|footnote|endnote|comment)|mso-comment-reference",
    re.I,
)
"""What a browser does not show, and what Word keeps out of the running text when it saves a page."""
_MAY_HIDE = etree.XPath(
    './/*[contains(@style, "hidden") or contains(@style, "none") or contains(@style, "HIDDEN") or contains(@style, "NONE")]'
)
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_KEPT = re.compile(r"white-space\s{0,9}:\s{0,9}pre", re.I)
MAX_TAGS = 2_000_000
MAX_ATTRIBUTES = 300
"""The parser compares each attribute of a tag with all before it."""
_MANY_ATTRIBUTES = re.compile(
    rf"""<[a-zA-Z][^\s>/]*+(?:[\s/]*+[^\s>/=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>]++))?+){{{MAX_ATTRIBUTES}}}+"""
)
_BLOCK_TAG = re.compile(r"</?(?:div|p|center|section|article|blockquote|ul|ol|li|dl|dd|dt|form|h[1-6])\b[^<>]*>", re.I)
_INLINE_TAG = re.compile(r"</?(?:span|font|b|i|u|strong|em|small|big|a|o:p)\b[^<>]*>", re.I)
_MAX_DEPTH = 200
"""Below so many tags there is no layout left to keep: what stands deeper is taken as plain text."""
_SAVED_FROM = re.compile(r"<!--\s*(?:saved from url=\(\d+\)|saved from url=|Page saved with SingleFile\s+url:\s*)(https?://[^\s>]+)", re.I)
_COMMENTS_WITHIN = 5000
_PUBLISHED = ("pubdate", "publishdate", "firstpublishedtime", "article:published_time")
"""Where the head of a page says when it was put online, the surest first."""
_LONGEST_NAME = 300
_NOTE_MARK = re.compile(r"\s{0,9}[\[［〔(（]?(?:[0-9]{1,3}|[①-⑳*†])[\]］〕)）]?\s{0,9}")
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([^;]+)", re.I)
_LABELLED = re.compile(r"\s*(?:[0-9]{1,3}[.．、)）]|[（(第]?[一二三四五六七八九十]{1,3}[、）)章节条是]|[（(][0-9]{1,2}[）)]|[①-⑳])")
_LIST_FORMS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman",
               "decimal": "decimal", "lower-alpha": "lowerLetter", "lower-latin": "lowerLetter", "upper-alpha": "upperLetter",
               "upper-latin": "upperLetter", "lower-roman": "lowerRoman", "upper-roman": "upperRoman",
               "decimal-leading-zero": "decimalZero", "cjk-ideographic": "chineseCountingThousand",
               "simp-chinese-informal": "chineseCountingThousand", "trad-chinese-informal": "chineseCountingThousand",
               "simp-chinese-formal": "chineseLegalSimplified", "trad-chinese-formal": "ideographLegalTraditional",
               "cjk-heavenly-stem": "ideographTraditional"}  # fmt: skip


def looks_like_html(text: str) -> bool:
    """Whether the text is mark-up: a document type or several structural tags near its start."""
    if opens_as_html(text):
        return True
    head = text[:20_000].lstrip("\ufeff \t\r\n")
    return (head.startswith("<") and len(_TAG.findall(head)) >= 3) or len(_TAG.findall(head)) >= 12


def opens_as_html(text: str) -> bool:
    """Whether the text says of itself that it is a page."""
    return re.match(r"[\ufeff\s]*<(?:!doctype\s+html|html)\b", text[:2000], re.I) is not None


def _hidden(node: html.HtmlElement) -> bool:
    if node.tag in ("html", "body"):  # pages hide all of themselves until their script has run
        return False
    if node.tag == "div" and (node.get("title") in ("header", "footer") or (node.get("id") or "").startswith(("sdfootnote", "sdendnote"))):
        return True  # what LibreOffice keeps out of the running text when it saves a page
    style = node.get("style")
    return node.get("hidden") is not None or node.get("aria-hidden") == "true" or (style is not None and bool(_HIDDEN.search(style)))


def _unseen(node: html.HtmlElement) -> bool:
    return node.tag in _SKIP or _hidden(node)


def _show_text(root: html.HtmlElement) -> None:
    """Show what a style hides although most of the page's words are in it: a script was to show it once the page had come."""
    found = cast("list[html.HtmlElement]", _MAY_HIDE(root))
    hiding = [node for node in found if node.tag not in _SKIP and _hidden(node)]
    if not hiding:
        return
    all_words = len(root.text_content())
    for node in hiding:
        if sum(len(part.strip()) for part in node.itertext()) > _MOST_HIDDEN * all_words:
            del node.attrib["style"]


def _is_note_mark(node: html.HtmlElement) -> bool:
    """Whether it is the raised number of a note, which leads to it: no part of the words or the number before it."""
    if node.tag not in ("a", "sup"):
        return False
    link = node if node.tag == "a" else next(node.iter("a"), None)
    raised = node.tag == "sup" or next(node.iter("sup"), None) is not None
    return raised and link is not None and "#" in (link.get("href") or "") and _NOTE_MARK.fullmatch(node.text_content()) is not None


def _whole(word: str | None, default: int) -> int:
    word = (word or "").strip()
    return int(word) if word.isascii() and word.isdigit() and len(word) < 7 else default


def rows_of(table: html.HtmlElement) -> list[list[html.HtmlElement]]:
    """The rows that show with their cells that show."""
    rows = [row for row in table.iter("tr") if not _unseen(row) and not any(_unseen(above) for above in _up_to(row, table))]
    return [[c for c in row if c.tag in ("td", "th") and not _unseen(c)] for row in rows]


def _up_to(node: html.HtmlElement, table: html.HtmlElement) -> list[html.HtmlElement]:
    parent = node.getparent()
    return [] if parent is None or parent is table else [parent]


def _is_data(table: html.HtmlElement, rows: list[list[html.HtmlElement]]) -> bool:
    """A table of data: no table inside, none that says it is layout, and cells that are fields and not the page."""
    if table.get("role") in ("presentation", "none") or next((t for t in table.iter("table") if t is not table), None) is not None:
        return False
    return holds_data([[Shape(len(c.text_content().strip()), sum(1 for _ in c.iter("p", "br", "li", "div"))) for c in row] for row in rows])


def fields_of(rows: list[list[html.HtmlElement]]) -> list[list[Field]]:
    """The cells of a table with their words and places; one that spans all rows below says so with a zero."""
    spans = [
        [
            (
                _BLANKS.sub(" ", _seen_text(cell)).strip(),
                min(_whole(cell.get("rowspan"), 1), MAX_SPAN) or min(len(rows) - r, MAX_SPAN),
                min(max(_whole(cell.get("colspan"), 1), 1), MAX_SPAN),
            )
            for cell in row
        ]
        for r, row in enumerate(rows)
    ]
    return place(spans)


class _Page:
    def __init__(self, name: str) -> None:
        self.out = Writer(name)
        self.lists: dict[html.HtmlElement, int | None] = {}
        self.in_link = False
        self.kept = False  # where line breaks show as they came
        self.parts: list[Span] = []
        self.numbered = -1
        """Where the text ends if nothing stands behind the number of an item yet."""

    def add(self, text: str) -> None:
        if self.kept and "\n" in text:
            for n, line in enumerate(text.splitlines()):
                if n:
                    self.out.newline()
                self.add(line)
            return
        text = _BLANKS.sub(" ", text)
        text = text.lstrip(" ") if self.out.at_line_start or self.out.length == self.numbered else text
        if self.in_link and text:
            self.out.links.append(Span(self.out.length, self.out.length + len(text)))
        self.out.put(text)

    def walk(self, node: html.HtmlElement, depth: int = 0) -> None:
        tag = node.tag
        if not isinstance(tag, str) or _unseen(node):
            return
        if depth > _MAX_DEPTH:
            self._plain(node)
            return
        if tag == "br":
            self.out.newline()
            return
        if _is_note_mark(node):
            return
        if tag == "table" and _is_data(node, rows := rows_of(node)):
            for caption in node.iter("caption"):
                self.out.newline()
                self.add(_seen_text(caption))
            self.out.table(fields_of(rows))
            return
        block = tag in _BLOCK
        kept = self.kept
        self.kept = kept or _keeps_lines(node)
        link = tag == "a" and not self.in_link and "href" in node.attrib and node.getparent().tag not in _TITLES
        self.in_link |= link
        start = self.out.length
        if block and not (self.out.length == self.numbered and tag in _BESIDE_NUMBER):
            self.out.newline()
        if tag == "li":
            self._number(node)
        if node.text:
            self.add(node.text)
        for child in node:
            self.walk(child, depth + 1)
            if child.tail:
                self.add(child.tail)
        self.kept = kept
        if block and not (self.out.length == self.numbered and tag in _BESIDE_NUMBER):
            self.out.newline()
        elif tag == "label":
            self.add(" ")  # a style parts it from what it is the label of
        if link:
            self.in_link = False
        if tag in _PARTS:
            self.parts.append(Span(start, self.out.length))
        elif tag in _HEADINGS and self.out.length > start:
            self.out.headings.append(Span(start, self.out.length))

    def _number(self, item: html.HtmlElement) -> None:
        """The number of a list item, which a browser counts and the page does not hold."""
        above = item.getparent()
        if above is None or above.tag != "ol":
            return
        if above not in self.lists:
            self.lists[above] = _whole(above.get("start"), 1) if _is_counted(above, item) else None
        number = self.lists[above]
        if number is None:
            return
        number = _whole(item.get("value"), number)
        self.lists[above] = number + 1
        form = _list_form(above)
        self.add(written(number, form) + ("、" if form.startswith(("chinese", "ideograph")) else ". "))
        self.numbered = self.out.length

    def _plain(self, node: html.HtmlElement) -> None:
        """The text below a node without its layout, a line for each block; needs no recursion."""
        walk = etree.iterwalk(node, events=("start", "end"))
        unseen: html.HtmlElement | None = None
        for event, element in walk:
            if event == "start" and _unseen(element):
                unseen = element
                walk.skip_subtree()
            elif event == "start" or element is not unseen:
                if element.tag in _BLOCK or element.tag == "br":
                    self.out.newline()
                if event == "start" and element.text:
                    self.add(element.text)
            if event == "end" and element is not node and element.tail:
                self.add(element.tail)


def _keeps_lines(node: html.HtmlElement) -> bool:
    """Whether a browser shows the line breaks of an element: text that it shows as it came, or that a style says so of."""
    return node.tag == "pre" or (not len(node) and _KEPT.search(node.get("style") or "") is not None)


def _list_form(above: html.HtmlElement) -> str:
    style = _LIST_STYLE.search(above.get("style") or "")
    words = style[1].split() if style else [above.get("type") or "1"]
    return next((_LIST_FORMS[w] for w in words if w in _LIST_FORMS), "decimal")


def _is_counted(above: html.HtmlElement, first: html.HtmlElement) -> bool:
    """Whether a browser shows numbers before the items: menus and lists with written numbers switch them off."""
    for node in (above, first):
        style = _LIST_STYLE.search(node.get("style") or "")
        if style and "none" in style[1].lower():
            return False
    styled_elsewhere = above.get("class") and not (above.get("start") or above.get("type"))
    return not styled_elsewhere and not _leads_on(first) and _LABELLED.match(_seen_text(first)) is None


def _leads_on(item: html.HtmlElement) -> bool:
    """Whether an item is part of a menu or the path to the page: several links, or nothing but one."""
    links = [link.text_content().strip() for link in item.iter("a") if "href" in link.attrib]
    return len(links) > 1 or (len(links) == 1 and links[0] == item.text_content().strip())


def _seen_text(node: html.HtmlElement) -> str:
    """What shows of a cell, in one line."""
    parts: list[str] = []
    walk = etree.iterwalk(node, events=("start", "end"))
    for event, element in walk:
        if event == "start":
            if element is not node and (_unseen(element) or _is_note_mark(element)):
                walk.skip_subtree()
            else:
                parts += (" " if element is not node and (element.tag in _BLOCK or element.tag == "br") else "", element.text or "")
        elif element is not node:
            parts.append(element.tail or "")
    return "".join(parts)


def _said(text: str, root: html.HtmlElement | None) -> dict[str, str]:
    """What a page says of itself: its address (the comment that browsers and SingleFile put at its top, else its canonical
    link, else what sites of authorities must name in their head), when it was put online, and what it is called."""
    metas: dict[str, str] = {}
    addresses: list[str] = []
    if saved := _SAVED_FROM.search(text[:_COMMENTS_WITHIN]):
        addresses.append(saved[1])
    if root is not None:
        addresses += [link.get("href") or "" for link in root.iter("link") if (link.get("rel") or "").lower().strip() == "canonical"]
        for meta in root.iter("meta"):
            metas.setdefault((meta.get("name") or meta.get("property") or "").lower(), (meta.get("content") or "").strip())
    addresses += [metas.get("url", ""), metas.get("og:url", "")]
    address = next((a for a in map(str.strip, addresses) if a.startswith(("http://", "https://"))), None)
    titled = None if root is None else next((head.text_content() for head in root.iter("title")), None)
    said = {
        "source_url": address,
        "published_on": next((metas[name] for name in _PUBLISHED if metas.get(name)), None),
        "title": metas.get("articletitle") or metas.get("og:title") or " ".join((titled or "").split())[:_LONGEST_NAME],
    }
    return {field: words for field, words in said.items() if words}


def _body(text: str, parts: list[Span]) -> Span | None:
    """The smallest part of a page that holds most of its prose; all of it where no part is built round the text."""
    ends: list[int] = []
    sums = [0]
    at = 0
    for line in text.split("\n"):
        at += len(line) + 1
        ends.append(at)
        length = len(line)
        prose = (length >= _SENTENCE and "。" in line) or (length >= _PARAGRAPH and "，" in line)
        sums.append(sums[-1] + (length if prose else 0))
    holding = [p for p in parts if sums[bisect_right(ends, p.end + 1)] - sums[bisect_right(ends, p.start + 1)] >= _MOST * sums[-1]]
    return min(holding, key=lambda p: p.end - p.start, default=Span(0, len(text))) if sums[-1] else None


def _parsed(text: str) -> tuple[html.HtmlElement | None, bool]:
    """The root of a page, if there is any, and whether the parser gave up because it is nested too deeply."""
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.encode("utf-8", "surrogatepass"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        root = None
    return root, any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log)


def _hide_forms(root: html.HtmlElement) -> None:
    """Hide what a page asks its visitors to write, with the words around it: it holds a field for several lines, and little else."""
    for writing in itertools.islice(root.iter("textarea"), _MOST_FORMS):
        form = None
        for above in writing.iterancestors():
            if above.tag not in _AROUND_FORM or not _is_short(above):
                break
            form = above
        if form is not None:
            form.set("hidden", "")


def _is_short(node: html.HtmlElement) -> bool:
    """Whether there is so little text in a node that it is no text of a document, and no heading."""
    length = 0
    for part in node.iter(etree.Element):
        length += sum(len(words.strip()) for words in (part.text, part.tail if part is not node else None) if words)
        if length > _LONGEST_FORM or part.tag in _HEADINGS:
            return False
    return True


def read_html(text: str, encoding: str, name: str = "input") -> SourceText:
    """The visible text of a page and its data tables. Bad mark-up is no error; an empty page gives empty text.

    What is nested too deeply for the parser is read without its layout. Raises `ReadError` by the name of the limit that is
    passed: `html_elements`, `html_attributes`, `html_depth`, `table_columns`. They bound the time: without them a page of 2 MB
    may take minutes.
    """
    if text.count("<") > MAX_TAGS:
        raise ReadError(f"{name}: has more than {MAX_TAGS:,} tags; split the page, or save it as text", code="html_elements")
    if _MANY_ATTRIBUTES.search(text):
        message = f"{name}: a tag has more than {MAX_ATTRIBUTES:,} attributes, which no page needs; save it as text"
        raise ReadError(message, code="html_attributes")
    page = _Page(name)
    root, cut = _parsed(text)
    if cut:
        root, cut = _parsed(_BLOCK_TAG.sub("<br>", _INLINE_TAG.sub("", text)))
    if cut:
        raise ReadError(f"{name}: its elements are nested without end; save the page as text", code="html_depth")
    if root is not None:
        _hide_forms(root)
        _show_text(root)
        page.walk(root)
    return page.out.source("text/html", encoding, _said(text, root), _body("".join(page.out.parts), page.parts))


def read_page(data: bytes, name: str = "input") -> SourceText:
    """The visible text of a saved web page, whatever charset it declares. Raises `ReadError` where no charset fits."""
    text, encoding = decode(data, name)
    return read_html(text, encoding, name)
