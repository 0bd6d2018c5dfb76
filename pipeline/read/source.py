"""What every reader returns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipeline.text import Span


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a declared table: its stretch of the source text and the grid fields that it fills."""

    span: Span
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table that the format declares (not one that has to be guessed from lines)."""

    span: Span
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class SourceText:
    """A document as text, exactly as it was read: evidence offsets count in `text`."""

    text: str
    media_type: str
    encoding: str
    tables: tuple[Table, ...] = field(default=())
    pages: tuple[int, ...] = ()
    """Where each page starts in `text`, in a format that has pages; the first is 0."""
    said: Mapping[str, str] = field(default_factory=dict)
    """What the file itself, not its text, says of the document, by field: `source_url`, `published_on`, `title`."""
    body: Span | None = None
    """Where the body stands by how the file is built: most of its prose is in one part of the page, and little else is."""
    links: tuple[Span, ...] = ()
    """Stretches that lead somewhere else when clicked: menus, buttons and related pages are made of them."""
    headings: tuple[Span, ...] = ()
    """What the format declares a heading of the first ranks; of a web page, its title stands in one, if anywhere."""
    aside: tuple[Span, ...] = ()
    """Lines that stand at the edge of pages and come back there: running heads, feet and numbers, no part of the text."""
    faults: tuple[tuple[str, str], ...] = ()
    """What is wrong with the file as a whole though it could be read: a code and a message for people."""
