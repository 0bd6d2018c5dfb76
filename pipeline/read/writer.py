"""What every reader writes with: lines, declared tables and pages, with the offsets kept as it goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from pipeline.errors import ReadError
from pipeline.read.source import Cell, SourceText, Table
from pipeline.text import Span

MAX_SPAN = 60
"""A cell that claims to reach over more rows or columns is cut to this; no table of a plan has so many columns."""
LONGEST_CELL = 4000
"""A cell of more characters is an article in a layout table, not a field of data."""
MAX_CELLS = 1000
"""A row of more cells is no row of a table that somebody reads; Word itself stops at 63 columns."""
PAGE = "\f"
"""Stands in text handed to a writer where a page begins; it is written down as an offset and not as a character."""


class Field(NamedTuple):
    """A cell before it is written: its words, the column that it begins in, and how far it reaches."""

    words: str
    column: int
    rows: int = 1
    columns: int = 1


class Shape(NamedTuple):
    """What tells a table of data from one that only lays out a page: how much a cell holds, and in how many lines."""

    length: int
    lines: int


def place(rows: Iterable[Sequence[tuple[str, int, int]]]) -> list[list[Field]]:
    """Cells given as (words, rows, columns) set to their columns, past those that cells above reach down through."""
    placed: list[list[Field]] = []
    busy: dict[int, int] = {}  # column -> the row behind the cell that reaches down through it
    for r, row in enumerate(rows):
        column = 0
        fields: list[Field] = []
        for words, down, across in row:
            while busy.get(column, 0) > r:
                column += 1
            fields.append(Field(words, column, down, across))
            busy.update(dict.fromkeys(range(column, column + across), r + down))
            column += across
        placed.append(fields)
    return placed


def holds_data(rows: Sequence[Sequence[Shape]]) -> bool:
    """Whether a table of such cells holds data: several rows of several cells, and no cell that is the page itself.

    A cell with most of the words, set in lines of its own, is an article beside its navigation.
    """
    filled = [r for r in rows if r]
    wide = sum(1 for r in filled if len(r) >= 2)
    if len(filled) < 2 or wide < max(2, len(filled) // 3):
        return False
    largest = max((cell for row in filled for cell in row), key=lambda cell: cell.length)
    total = sum(cell.length for row in filled for cell in row)
    return largest.length < LONGEST_CELL and not (largest.lines >= 3 and largest.length >= 300 and largest.length > 0.6 * total)


class Writer:
    """Collects text; breaks lines only where something has been written since the last break."""

    def __init__(self, name: str = "input") -> None:
        self.name = name
        self.parts: list[str] = []
        self.length = 0
        self.at_line_start = True
        self.tables: list[Table] = []
        self.pages: list[int] = []
        self.links: list[Span] = []
        self.headings: list[Span] = []

    def put(self, text: str) -> None:
        """Add text as it is; a `PAGE` in it is where a page begins."""
        if PAGE in text:
            first, *others = text.split(PAGE)
            self._append(first)
            for piece in others:
                self.page()
                self._append(piece)
        else:
            self._append(text)

    def _append(self, text: str) -> None:
        if text:
            self.parts.append(text)
            self.length += len(text)
            self.at_line_start = text[-1] == "\n"

    def page(self) -> None:
        """A page begins here. Pages without text begin at the same offset, so that those after them count right."""
        self.pages.append(self.length)

    def newline(self) -> None:
        """End the line, if anything stands in it."""
        if not self.at_line_start:
            self._append("\n")

    def line(self, text: str) -> None:
        """Add a line of its own."""
        self.newline()
        self.put(text)
        self.newline()

    def table(self, rows: Sequence[Sequence[Field]]) -> None:
        """A declared table: a line a row, its cells parted by tabs; the words of a cell must not break the line.

        Raises `ReadError` (`table_columns`) where a row has more than `MAX_CELLS` cells.
        """
        if (widest := max(map(len, rows), default=0)) > MAX_CELLS:
            message = f"{self.name}: a table has {widest:,} columns, more than the limit of {MAX_CELLS:,}; leave it out"
            raise ReadError(message, code="table_columns")
        self.newline()
        start = self.length
        cells: list[Cell] = []
        for r, row in enumerate(rows):
            for n, (words, column, down, across) in enumerate(row):
                if n:
                    self._append("\t")
                while words.startswith(PAGE):
                    self.page()
                    words = words[1:]  # noqa: PLW2901 - what a page begins with is no part of the cell
                begin = self.length
                self.put(words)
                self.at_line_start = False
                cells.append(Cell(Span(begin, self.length), r, column, down, across))
            self.newline()
        if cells:
            self.tables.append(Table(Span(start, self.length), tuple(cells)))

    def source(self, media_type: str, encoding: str, said: Mapping[str, str] | None = None, body: Span | None = None) -> SourceText:
        """All that was written, as a document; line breaks at its end are left out."""
        text = "".join(self.parts).rstrip("\n")
        pages = (0, *(min(p, len(text)) for p in self.pages)) if self.pages else ()
        end = len(text)
        tables = tuple(t if t.span.end <= end else Table(Span(t.span.start, end), t.cells) for t in self.tables)
        return SourceText(text, media_type, encoding, tables, pages, said or {}, body, tuple(self.links), tuple(self.headings))
