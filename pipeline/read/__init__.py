"""Bytes to source text. One module a format, one small interface: `read(data, name) -> SourceText`.

The format is found from the bytes (`formats.py` lists all of them); a name only settles what the bytes leave open.
What a reader hands on is plain text in reading order, with the tables and pages that the format itself declares;
the stages after it know nothing of formats.
"""

from __future__ import annotations

from pipeline.errors import ReadError
from pipeline.read.formats import format_of, reader_of
from pipeline.read.source import Cell, SourceText, Table

__all__ = ["MAX_BYTES", "Cell", "SourceText", "Table", "read"]

MAX_BYTES = 50_000_000
"""A plan of 50 MB of text would be some 16 million characters; what is larger is a mistake, not a plan."""


def read(data: bytes, name: str = "input") -> SourceText:
    """The source text of one document.

    Raises `ReadError` where the input is empty, too large, damaged, encrypted, of a format without a reader, binary,
    or in no charset that fits.
    """
    if not data.strip():
        raise ReadError(f"{name}: the file is empty", code="empty")
    if len(data) > MAX_BYTES:
        raise ReadError(
            f"{name}: {len(data):,} bytes is more than the limit of {MAX_BYTES:,}; split the file into documents",
            code="too_large",
        )
    return reader_of(format_of(data, name), name)(data, name)
