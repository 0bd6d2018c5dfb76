"""Pages of glyphs and rules to the text of a document: reading order, paragraphs, tables, and where each page starts.

It knows positions only, and no format: whatever can give `Page`s can use it. Nothing is left out. A running head
or a page number stays in the text, for the repair rules to drop and to name; but it is moved out of a paragraph that
runs over the end of a page, so that the paragraph is whole.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from pipeline.read.labels import whole_labels
from pipeline.read.lines import Line, gutter_of, has_gutter, lines_of, over
from pipeline.read.paragraphs import Margins, Region, furniture, headings_over, joined, margins_of, runs_on, set_in_columns
from pipeline.read.positions import Box, Glyph, Page, em_width
from pipeline.read.ruled import Grid, grids_of
from pipeline.read.source import Cell, Table
from pipeline.read.tablets import Tablet, go_on
from pipeline.text import Span

_MOST_GRIDS = 40
"""A page with more grids is a drawing or a form of boxes for single characters."""
_MOST_GRID_FIELDS = 200_000
"""So many fields of grids are looked at in a file; what comes after them is read as text without tables."""
_LONGEST_CELL = 4000
"""A cell as long as an article makes its table layout, not data (as in web pages)."""
_PARITY = 20
"""Left and right pages have margins of their own where both have so many lines."""
_OUTSIDE = 0.9
"""A table stands in a column if so much of its width does."""
_WORD = re.compile(r"[!-~]+|.")
"""What is not broken over two lines: digits and letters, or one character."""
_ONE_MORE = 1.2
_CONTINUED = re.compile(r"[（(]?续[上前]?表?\d{0,2}[)）]?|[（(]?[接上]{2}[页表][)）]?|表\d{1,2}[（(]续表?[)）]")


@dataclass(frozen=True, slots=True)
class Composed:
    """The text, its tables, and where each page starts in it."""

    text: str
    tables: tuple[Table, ...]
    pages: tuple[int, ...]
    aside: tuple[Span, ...] = ()
    """Running heads, feet and page numbers that are no part of the text for certain, by their place."""


@dataclass(slots=True)
class _Sheet:
    """A page taken apart: the lines of its text, its tables, and framed text by frame, each with its outline."""

    page: Page
    outside: list[Glyph]
    """What stands in no table and in no frame."""
    lines: list[Line] = field(default_factory=list)
    blocks: list[tuple[Box, Tablet | list[Line]]] = field(default_factory=list)


_Item = Line | Tablet


def compose(pages: Iterable[Page]) -> Composed:
    """The text of pages in order."""
    sheets: list[_Sheet] = []
    fields = 0
    for n, page in enumerate(pages):
        grids = grids_of(page.rules) if fields < _MOST_GRID_FIELDS else []
        fields += sum(len(grid.xs) * len(grid.ys) for grid in grids)
        sheets.append(_sheet(page, n, grids))
    gutters = _gutters(sheets)
    for n, (sheet, gutter) in enumerate(zip(sheets, gutters, strict=True)):
        if gutter is not None:
            _set(sheet, n, gutter)
        sheet.outside = []
    outside = furniture([sheet.lines for sheet in sheets], [sheet.page.height for sheet in sheets])
    aside: dict[int, list[Line]] = {}
    items: list[_Item] = []
    for n, (sheet, dropped) in enumerate(zip(sheets, outside, strict=True)):
        aside[n] = [sheet.lines[k] for k in sorted(dropped)]
        sheet.lines = [line for k, line in enumerate(sheet.lines) if k not in dropped]
    for sheet, gutter in zip(sheets, gutters, strict=True):
        items += _in_order(sheet, gutter)
    lines = [item for item in items if isinstance(item, Line)]
    columnar = {id(lines[n]) for n in set_in_columns(lines)}
    margins = _margins(lines, columnar)
    return _Writer(aside, len(sheets)).write(_paragraphs(items, margins, columnar))


def _sheet(page: Page, number: int, grids: Sequence[Grid]) -> _Sheet:
    tables = [grid for grid in grids if grid.is_table]
    if len(tables) > _MOST_GRIDS:
        tables = []
    inside: list[dict[int, list[Glyph]]] = [defaultdict(list) for _ in tables]
    outside: list[Glyph] = [] if tables else list(page.glyphs)
    for glyph in _within(page.glyphs, [grid.xs for grid in tables]) if tables else ():
        x, y = _middle(glyph)
        for grid, cells in zip(tables, inside, strict=True):
            if (cell := grid.cell_at(x, y)) is not None:
                cells[cell].append(glyph)
                break
        else:
            outside.append(glyph)
    sheet = _Sheet(page, [])
    for grid, cells in zip(tables, inside, strict=True):
        if max((sum(len(g.text) for g in glyphs) for glyphs in cells.values()), default=0) > _LONGEST_CELL:
            outside += [glyph for glyphs in cells.values() for glyph in glyphs]
        elif len(cells) >= 2:
            texts = [_cell_text(cells[n], grid.box_of(cell)) if n in cells else "" for n, cell in enumerate(grid.cells)]
            sheet.blocks.append((grid.box, Tablet.of(grid, texts, number, page.part)))
        else:
            outside += [glyph for glyphs in cells.values() for glyph in glyphs]
    sheet.outside = _take_frames(sheet, [grid for grid in grids if not grid.is_table], grids, outside, number)
    _set(sheet, number)
    return sheet


def _set(sheet: _Sheet, number: int, gutter: float | None = None) -> None:
    """The lines of a page outside of tables and frames; with a gutter those of its columns apart."""
    sheet.lines = lines_of(sheet.outside, gutter) if gutter is not None else whole_labels(lines_of(sheet.outside))
    for line in sheet.lines:
        line.page, line.part = number, sheet.page.part


def _within(glyphs: Iterable[Glyph], upright: Iterable[Sequence[float]]) -> Iterator[Glyph]:
    """The glyphs, those that run over one of the upright lines character by character."""
    places = sorted({x for xs in upright for x in xs})
    for glyph in glyphs:
        if len(glyph.text) > 1 and bisect_right(places, glyph.x) != bisect_left(places, glyph.x + glyph.width):
            yield from glyph.apart()
        else:
            yield glyph


def _middle(glyph: Glyph) -> tuple[float, float]:
    """A point in the middle of a glyph."""
    return glyph.x + glyph.width / 2, glyph.y - 0.35 * glyph.size


def _take_frames(sheet: _Sheet, frames: Sequence[Grid], grids: Sequence[Grid], glyphs: list[Glyph], number: int) -> list[Glyph]:
    """Text in a frame (a box of the plan) is a region of its own; the glyphs outside of all frames are handed back.

    A frame round another grid, or round most of the page, is an ornament.
    """
    boxes: list[Box] = []
    for frame in frames[:_MOST_GRIDS]:
        for cell in frame.cells[: _MOST_GRIDS - len(boxes)]:
            box = frame.box_of(cell)
            holds = any(
                g is not frame and box.holds((g.box.x0 + g.box.x1) / 2, (g.box.y0 + g.box.y1) / 2) for g in grids[: 2 * _MOST_GRIDS]
            )
            if not holds and (box.x1 - box.x0) * (box.y1 - box.y0) < 0.75 * sheet.page.width * sheet.page.height:
                boxes.append(box)
    if not boxes:
        return glyphs
    framed: dict[int, list[Glyph]] = defaultdict(list)
    rest: list[Glyph] = []
    for glyph in _within(glyphs, [(box.x0, box.x1) for box in boxes]):
        x, y = _middle(glyph)
        n = next((n for n, box in enumerate(boxes) if box.holds(x, y)), None)
        (rest if n is None else framed[n]).append(glyph)
    for n, inner in framed.items():
        box = boxes[n]
        lines = lines_of(inner)
        for line in lines:
            line.page, line.part, line.key = number, sheet.page.part, ("frame", float(round(box.x0 / 2) * 2), float(round(box.x1 / 2) * 2))
        sheet.blocks.append((box, lines))
    return rest


def _cell_text(glyphs: list[Glyph], box: Box) -> str:
    """The words of a cell: a line that ends where more would have fitted was ended on purpose, and a space stands there."""
    lines = lines_of(glyphs)
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    margin = min(max(min(left - box.x0, box.x1 - right), 0), lines[0].size)  # of what is set in the middle more is free
    room = box.x1 - box.x0 - 2 * margin
    text, before = "", None
    for line in lines:
        words = " ".join(f.text for f in line.fields)
        if before is not None and before.x1 - before.x0 + _next_width(words, line.size) <= room:
            text += "" if text.endswith(" ") else " "
            text += words
        else:
            text += joined(text, words)
        before = line
    return text


def _next_width(words: str, size: float) -> float:
    """How much room the first word of a line takes with the mark that may stand behind it, and with one character more to be sure."""
    word = _WORD.match(words)
    return sum(em_width(c) for c in word.group()) * size + _ONE_MORE * size if word is not None else 0.0


def _gutters(sheets: Sequence[_Sheet]) -> list[float | None]:
    """The gap between the columns of each page; a page whose right column is empty has that of the others."""
    gutters = [gutter_of(sheet.lines, sheet.page.width) for sheet in sheets]
    known = [(sheet.page.width, gutter) for sheet, gutter in zip(sheets, gutters, strict=True) if gutter is not None]
    for n, sheet in enumerate(sheets):
        like = [gutter for width, gutter in known if abs(width - sheet.page.width) < 1]
        if gutters[n] is None and like and has_gutter(sheet.lines, like[0]):
            gutters[n] = like[0]
    return gutters


def _in_order(sheet: _Sheet, gutter: float | None) -> list[_Item]:
    """The lines, tables and frames of a page from top to bottom; between two that run over the gutter first the left column."""
    width = float(round(sheet.page.width))
    middle = float(round((gutter or 0.0) / 5) * 5)
    entries: list[tuple[float, int, list[_Item]]] = []
    headings = set() if gutter is None else headings_over(sheet.lines, gutter)
    for line in sheet.lines:
        column = 0 if gutter is None or id(line) in headings or over(line, gutter) else 1 if line.x0 < gutter else 2
        line.key = ((f"page {line.page % 2}", 0.0, width), ("left", 0.0, middle), ("right", middle, width))[column]
        entries.append((line.y, column, [line]))
    for box, block in sheet.blocks:
        column = _column(box, gutter)
        if isinstance(block, Tablet):
            block.column = column
        entries.append((box.y0, column, [block] if isinstance(block, Tablet) else [*block]))
    out: list[_Item] = []
    right: list[_Item] = []
    for _, column, items in sorted(entries, key=itemgetter(0)):
        if column == 0:
            out += right
            right = []
        (right if column == 2 else out).extend(items)
    return out + right


def _column(box: Box, gutter: float | None) -> int:
    """The column of a table or frame, which may stand out a little: 1 the left one, 2 the right one, 0 where it runs over both."""
    if gutter is None:
        return 0
    apart = (gutter - box.x0) / ((box.x1 - box.x0) or 1.0)
    return 1 if apart >= _OUTSIDE else 2 if apart <= 1 - _OUTSIDE else 0


def _margins(lines: Sequence[Line], columnar: set[int]) -> dict[Region, Margins]:
    """The margins of each region by its text; left and right pages are one where one of them has few lines."""
    counts = Counter(line.key for line in lines)
    for line in lines:
        name, x0, x1 = line.key
        if name.startswith("page") and min(counts["page 0", x0, x1], counts["page 1", x0, x1]) < _PARITY:
            line.key = ("page", x0, x1)
    regions: dict[Region, list[Line]] = defaultdict(list)
    for line in lines:
        regions[line.key].append(line)
    return {region: margins_of([line for line in group if id(line) not in columnar] or group, region) for region, group in regions.items()}


def _paragraphs(items: Sequence[_Item], margins: dict[Region, Margins], columnar: set[int]) -> list[list[Line] | Tablet]:
    """The items with lines gathered to paragraphs and the parts of a table that runs over pages made one."""
    out: list[list[Line] | Tablet] = []
    for item in items:
        last = out[-1] if out else None
        if isinstance(item, Tablet):
            note = None
            if isinstance(last, list) and len(out) > 1 and len(last) == 1 and _CONTINUED.fullmatch("".join(last[0].text.split())):
                note, last = last[0], out[-2]
            if isinstance(last, Tablet) and go_on(last, item, note.text if note else None):
                del out[len(out) - (note is not None) :]
            else:
                out.append(item)
        elif (
            isinstance(last, list)
            and id(item) not in columnar
            and id(last[-1]) not in columnar
            and _one_region(last[-1], item)
            and runs_on(last[-1], item, margins[last[-1].key], margins[item.key])
        ):
            last.append(item)
        else:
            out.append([item])
    for group in out:
        if isinstance(group, list) and id(group[0]) in columnar:
            line = group[0]
            left = margins[line.key].left
            words = line.spread(left)
            line.fields = [line.fields[0]._replace(text=words)]
    return out


def _one_region(a: Line, b: Line) -> bool:
    """Whether two lines stand in one region of text; the right column follows the left one, and a page the page before."""
    if a.key == b.key:
        return True
    names = {a.key[0], b.key[0]}
    return names in ({"page 0", "page 1"}, {"left", "right"})


class _Writer:
    """Collects the text; keeps where pages start, and the furniture of pages until nothing runs over their end."""

    def __init__(self, aside: dict[int, list[Line]], pages: int) -> None:
        self.aside = aside
        self.parts: list[str] = []
        self.length = 0
        self.starts: list[int] = []
        self.pages = pages
        self.tables: list[Table] = []
        self.apart: list[Span] = []
        self.out = 0  # so many pages have given their furniture

    def write(self, groups: Sequence[list[Line] | Tablet]) -> Composed:
        """All groups in order."""
        for group in groups:
            if isinstance(group, Tablet):
                self._table(group)
                continue
            self._furniture(group[0].page + (group[-1].page > group[0].page))
            self._newline()
            before = ""
            for line in group:
                self._reach(line.page)
                words = line.text
                self._add(joined(before, words))
                before = words
        self._furniture(self.pages)
        self._reach(self.pages - 1)
        return Composed("".join(self.parts), tuple(self.tables), tuple(self.starts), tuple(self.apart))

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += len(text)

    def _newline(self) -> None:
        if self.parts:
            self._add("\n")

    def _reach(self, page: int) -> None:
        while len(self.starts) <= page:
            self.starts.append(self.length if self.starts else 0)

    def _furniture(self, before: int) -> None:
        """The furniture of all pages in front of page `before` that has not been written yet."""
        for page in range(self.out, before):
            for line in self.aside[page]:
                self._newline()
                self._reach(page)
                start = self.length
                self._add(line.text)
                if line.aside:
                    self.apart.append(Span(start, self.length))
        self.out = max(self.out, before)

    def _table(self, tablet: Tablet) -> None:
        self._furniture(tablet.rows[0].page)
        start: int | None = None
        cells: list[Cell] = []
        for row in tablet.rows:
            self._furniture(row.page)
            self._newline()
            self._reach(row.page)
            start = self.length if start is None else start
            if row.note is not None:
                self._add(row.note)
            for n, cell in enumerate(row.cells):
                if n:
                    self._add("\t")
                begin = self.length
                self._add(cell.text)
                if not row.repeated:
                    cells.append(Cell(Span(begin, self.length), cell.row, cell.column, cell.rows, cell.columns))
        self.tables.append(Table(Span(start or 0, self.length), tuple(cells)))
