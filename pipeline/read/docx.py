"""Word files (.docx): the text as Word shows it, a paragraph a line, and its tables.

What Word computes is computed here: the numbers of lists (`docx_numbering.py`), tracked changes as accepted, the
results of fields, merged cells. Headers, footers, notes and comments are not part of the running text. A text box
is read behind the paragraph that it hangs on. The XML is gone through in one pass and without recursion.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from pipeline.errors import ReadError
from pipeline.read.docx_blocks import (
    BREAK,
    LEADER,
    MARKS,
    PICTURE,
    RENDERED,
    SYMBOL_FONT,
    Block,
    WordCell,
    WordTable,
    shape_of,
    write_blocks,
)
from pipeline.read.docx_numbering import Numbering
from pipeline.read.docx_parts import (
    MATH,
    MC,
    Element,
    Styles,
    W,
    counted_pages,
    main_part,
    number,
    part_beside,
    switch,
    val,
)
from pipeline.read.package import Package
from pipeline.read.source import SourceText
from pipeline.read.writer import MAX_SPAN, Writer, holds_data

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_SKIPPED = {W + n for n in ("del", "moveFrom", "pPr", "rt", "instrText", "delText")}
"""What is not read with all that is in it: no text, or (the tab stops of `w:pPr`) the names that text has."""
_P, _R, _T, _TAB, _TBL, _TR, _TC = (W + n for n in ("p", "r", "t", "tab", "tbl", "tr", "tc"))
_BOX, _FIELD, _RENDERED_BREAK, _SYMBOL, _CONTROL = (W + n for n in ("txbxContent", "fldChar", "lastRenderedPageBreak", "sym", "sdt"))
_BR, _CR, _PTAB, _HYPHEN = (W + n for n in ("br", "cr", "ptab", "noBreakHyphen"))
_ALTERNATIVES, _BRANCHES = f"{MC}AlternateContent", {f"{MC}Choice", f"{MC}Fallback"}
_FORMULA = f"{MATH}t"
_TAGS = _SKIPPED | _BRANCHES | {_P, _R, _T, _TAB, _TBL, _TR, _TC, _BOX, _FIELD, _RENDERED_BREAK, _SYMBOL, _CONTROL, _BR, _CR, _PTAB,
                                _HYPHEN, _ALTERNATIVES, _FORMULA}  # fmt: skip
_DEEPEST_FIELD = 100
_CONTENT = (_T, _BOX, _SYMBOL, _FORMULA, _TAB)


@dataclass(slots=True)
class _Paragraph:
    label: str
    contents: bool
    goes_on: bool
    """Whether its mark is deleted or hidden, so that the next paragraph stands on its line."""
    hidden: bool | None
    breaks_after: bool
    parts: list[str] = field(default_factory=list)
    boxes: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Story:
    """One run of paragraphs: the body, a cell, a text box."""

    blocks: list[Block]
    carried: list[str] = field(default_factory=list)
    """The text of paragraphs that go on in the next."""
    fields: list[bool] = field(default_factory=list)
    """The fields that are open, and of each whether its result has begun."""


class _Reader:
    def __init__(self, root: Element, styles: Styles, numbering: Numbering) -> None:
        self.styles, self.numbering = styles, numbering
        self.stories = [_Story([])]
        self.paragraphs: list[_Paragraph] = []
        self.tables: list[WordTable] = []
        self.alternatives: list[Element | None] = []
        self.rendered = self.breaks = 0
        self.break_pending = False  # a break, and no text since
        sections = [val(s.find(W + "type")) or "nextPage" for s in root.iter(W + "sectPr") if _is_section(s)]
        self.sections = iter(sections[1:])  # a section says how it begins, which is where the one before it ends

    def read(self, root: Element) -> list[Block]:
        """Go through the text and give its blocks."""
        # Runs matter only where some may be hidden; most files hide nothing, and have a run every few characters.
        hides = self.styles.hides or next(root.iter(W + "vanish"), None) is not None
        walk = etree.iterwalk(root, events=("start", "end"), tag=_TAGS if hides else _TAGS - {_R})
        skipped: Element | None = None
        for event, element in walk:
            if event == "start":
                if not self._open(element):
                    skipped = element
                    walk.skip_subtree()
            elif element is skipped:
                skipped = None
            else:
                self._close(element)
        self._flush(self.stories[0])
        return self.stories[0].blocks

    # -- elements ----------------------------------------------------------------------------------------------

    def _open(self, element: Element) -> bool:
        """What begins with an element; False where all that is in it is to be left out."""
        tag = element.tag
        if tag in _SKIPPED:
            return False
        if tag == _R:
            return not self._is_hidden(element)
        if tag == _T:
            text = element.text or ""
            self._text(text if element.get("{http://www.w3.org/XML/1998/namespace}space") == "preserve" else text.strip(" \t\r\n"))
        elif tag == _P:
            self._open_paragraph(element)
        elif tag in _BRANCHES:
            return bool(self.alternatives) and element is self.alternatives[-1]
        elif tag == _ALTERNATIVES:
            self.alternatives.append(_alternative(element))
        elif tag == _CONTROL:
            properties = element.find(W + "sdtPr")
            return not switch(properties, "showingPlcHdr")
        elif tag in (_TBL, _TR, _TC):
            return self._open_table(element)
        elif tag == _BOX:
            self.stories.append(_Story([]))
        else:
            self._sign(element)
        return True

    def _sign(self, element: Element) -> None:
        """The elements that stand for one character, a page, or a part of a field."""
        tag = element.tag
        if tag == _FIELD:
            self._field(val(element, "fldCharType"))
        elif tag == _RENDERED_BREAK:
            self._page(RENDERED)
        elif tag == _BR and val(element) is None and val(element, "type") in ("page", "column"):
            if val(element, "type") == "page":
                self._page(BREAK)
        elif tag in (_BR, _CR):
            self._text("\n")
        elif tag in (_TAB, _PTAB):
            self._text(LEADER if self.paragraphs and self.paragraphs[-1].contents else "\t")
        elif tag == _HYPHEN:
            self._text("-")
        elif tag == _SYMBOL:
            self._text(_symbol(element))
        elif tag == _FORMULA:
            self._text(element.text or "")

    def _close(self, element: Element) -> None:
        tag = element.tag
        if tag == _P:
            self._close_paragraph()
        elif tag == _ALTERNATIVES:
            self.alternatives.pop()
        elif tag == _BOX:
            story = self.stories.pop()
            self._flush(story)
            (self.paragraphs[-1].boxes if self.paragraphs else self.stories[-1].blocks).extend(story.blocks)
        elif tag == _TC:
            self._close_cell()
        elif tag == _TBL:
            self._close_table()

    # -- text --------------------------------------------------------------------------------------------------

    def _text(self, text: str) -> None:
        if text and self.paragraphs and all(self.stories[-1].fields):
            self.paragraphs[-1].parts.append(text)
            if self.break_pending and not text.isspace():
                self.break_pending = False

    def _page(self, mark: str) -> None:
        if mark == BREAK:
            self.breaks += 1
        else:
            self.rendered += 1
            if self.break_pending:  # Word notes the page once more behind the author's own break
                self.break_pending = False
                return
        self.break_pending = mark == BREAK
        if self.paragraphs:
            self.paragraphs[-1].parts.append(mark)
        else:
            self.stories[-1].blocks.append(mark)

    def _field(self, kind: str | None) -> None:
        fields = self.stories[-1].fields
        if kind == "begin" and len(fields) < _DEEPEST_FIELD:
            fields.append(False)
        elif kind == "separate" and fields:
            fields[-1] = True
        elif kind == "end" and fields:
            fields.pop()

    def _is_hidden(self, run: Element) -> bool:
        properties = run.find(W + "rPr")
        if properties is not None:
            own = switch(properties, "vanish")
            if own is None and (name := val(properties.find(W + "rStyle"))) is not None:
                own = self.styles.character(name).hidden
            if own is not None:
                return own
        return bool(self.paragraphs and self.paragraphs[-1].hidden)

    # -- paragraphs --------------------------------------------------------------------------------------------

    def _open_paragraph(self, element: Element) -> None:
        properties = element.find(W + "pPr")
        mark = section = numbered = None
        style = self.styles.get(None)
        if properties is not None:
            style = self.styles.get(val(properties.find(W + "pStyle")))
            mark, section = properties.find(W + "rPr"), properties.find(W + "sectPr")
            numbered = properties.find(W + "numPr")
        gone = mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None)
        # A style separator hides the mark behind a heading that stands on the line of its text.
        separator, hidden = bool(switch(mark, "specVanish")), bool(switch(mark, "vanish"))
        label = "" if gone or (hidden and not separator) else self.numbering.label(numbered, style)
        contents = style.contents or (properties is not None and _has_leaders(properties))
        breaks_after = section is not None and next(self.sections, "continuous") in ("nextPage", "oddPage", "evenPage")
        paragraph = _Paragraph(label, contents, gone or hidden or separator, style.hidden, breaks_after)
        begins_page = switch(properties, "pageBreakBefore")
        self.paragraphs.append(paragraph)
        if style.begins_page if begins_page is None else begins_page:
            self._page(BREAK)

    def _close_paragraph(self) -> None:
        if not self.paragraphs:
            return
        paragraph = self.paragraphs.pop()
        story = self.stories[-1]
        while story.fields and not story.fields[-1]:  # the code of a field ends with its paragraph, whatever the file says
            story.fields.pop()
        whole = paragraph.boxes or not paragraph.goes_on
        text = "".join(story.carried + paragraph.parts if whole else paragraph.parts)
        bare = text.lstrip(MARKS)
        in_cell = len(self.stories) > 1 and bool(self.tables)
        if paragraph.label and (bare.strip() or in_cell):  # a number that nothing follows is shown, but says nothing
            text = text[: len(text) - len(bare)] + paragraph.label + bare.lstrip(" \t")
        if whole:
            story.carried = []
            story.blocks.append(text)
        else:
            story.carried.append(text)
        story.blocks += paragraph.boxes
        if paragraph.breaks_after:
            self._page(BREAK)

    def _flush(self, story: _Story) -> None:
        if story.carried:
            story.blocks.append("".join(story.carried))
            story.carried = []

    # -- tables ------------------------------------------------------------------------------------------------

    def _open_table(self, element: Element) -> bool:
        if element.tag == _TBL:
            self._flush(self.stories[-1])
            self.tables.append(WordTable())
            return True
        if not self.tables:
            return True
        table = self.tables[-1]
        if element.tag == _TR:
            properties = element.find(W + "trPr")
            if properties is not None and (properties.find(W + "del") is not None or switch(properties, "hidden")):
                return False
            before = number(properties.find(W + "gridBefore")) if properties is not None else None
            table.rows.append([])
            table.column = min(max(before or 0, 0), MAX_SPAN)
        elif table.rows and table.cell is None:
            self._open_cell(table, element.find(W + "tcPr"))
        return True

    def _open_cell(self, table: WordTable, properties: Element | None) -> None:
        across = down = sideways = None
        if properties is not None:
            across = number(properties.find(W + "gridSpan"))
            down, sideways = properties.find(W + "vMerge"), properties.find(W + "hMerge")
        columns = min(max(across or 1, 1), MAX_SPAN)
        cell = WordCell(table.column, columns)
        row = table.rows[-1]
        above = table.reaching.get(table.column)
        if sideways is not None and val(sideways) != "restart" and row:
            row[-1].columns = min(row[-1].columns + columns, MAX_SPAN)
        elif down is not None and val(down) != "restart" and above is not None:
            above.rows += 1
        else:
            row.append(cell)
            for column in range(cell.column, cell.column + columns):
                if down is not None:
                    table.reaching[column] = cell
                else:
                    table.reaching.pop(column, None)
        table.column += columns
        table.cell = cell
        self.stories.append(_Story(cell.blocks))

    def _close_cell(self) -> None:
        if self.tables and self.tables[-1].cell is not None and len(self.stories) > 1:
            self._flush(self.stories.pop())
            self.tables[-1].cell = None

    def _close_table(self) -> None:
        if not self.tables:
            return
        table = self.tables.pop()
        into = self.stories[-1].blocks
        if holds_data([[shape_of(cell) for cell in row] for row in table.rows]):
            into.append(table)
        else:  # it lays a page out, or draws a box round paragraphs
            for row in table.rows:
                for cell in row:
                    into += cell.blocks


def _is_section(element: Element) -> bool:
    """Whether it is a section of the text, and not what a tracked change says was one."""
    parent = element.getparent()
    return parent is not None and parent.tag in (W + "pPr", W + "body")


def _alternative(element: Element) -> Element | None:
    """Of the branches that say the same, the first that holds text; the last where none does."""
    branches = [b for b in element if b.tag in _BRANCHES]
    return next((b for b in branches if next(b.iter(*_CONTENT), None) is not None), branches[-1] if branches else None)


def _has_leaders(properties: Element) -> bool:
    tabs = properties.find(W + "tabs")
    return tabs is not None and any(val(tab, "leader") in ("dot", "middleDot") for tab in tabs.iterfind(_TAB))


def _symbol(element: Element) -> str:
    """A character of a symbol font; one that is nothing but a picture is a bullet."""
    code = val(element, "char") or ""
    try:
        sign = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    if (val(element, "font") or "").lower() == "symbol" and sign < "\u0100":
        sign = chr(ord(sign) + 0xF000)
    return SYMBOL_FONT.get(sign, PICTURE if "\ue000" <= sign <= "\uf8ff" else sign if sign.isprintable() else "")


def read_docx(data: bytes, name: str = "input") -> SourceText:
    """The text of a Word file. Raises `ReadError` where it is damaged, encrypted, unsafe to open, or holds no text."""
    package = Package(data, name, "docx")
    main = main_part(package)
    root = package.xml(main) if main is not None else None
    if main is None or root is None:
        raise ReadError(f"{name}: no text part is in this Word file; open it and save it again", code="damaged")
    styles = Styles(part_beside(package, main, "styles"))
    reader = _Reader(root, styles, Numbering(part_beside(package, main, "numbering"), styles))
    blocks = reader.read(root)
    # Breaks that the author set count all pages only where none ended by being full.
    paged = bool(reader.rendered or (reader.breaks and counted_pages(package) in (None, reader.breaks + 1)))
    out = Writer(name)
    write_blocks(blocks, out, paged)
    source = out.source(MEDIA_TYPE, "utf-8")
    if not source.text.strip():
        raise ReadError(f"{name}: there is no text in this Word file (pictures are not read)", code="empty")
    return source
