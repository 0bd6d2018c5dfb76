"""What every reader returns."""

from __future__ import annotations

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
    url: str | None = None
    """Where the file itself, not its text, says it came from: a canonical link, a browser's comment."""
