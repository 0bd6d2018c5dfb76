"""A folder of CSV files, one a table, as Chinese Excel opens them by a double click: UTF-8 with a mark, commas, CRLF.

A spreadsheet takes a cell for a formula that begins with = + - @ or with white space before one of them, if more stands behind.
Such a text gets an apostrophe in front, and so does one that begins with an apostrophe itself: take one off, and every text is
as it was.
Nothing is written for null, and "" for an empty text. Lists are JSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from pipeline.export.columns import Kind
from pipeline.export.read import Cell
from pipeline.export.stream import Stream, plain_number, risky

_QUOTED = re.compile(r'[",\r\n]')


def write(out: Path, streams: Sequence[Stream]) -> None:
    """Write all tables."""
    out.mkdir()
    for stream in streams:
        formats = [_FORMATS[c.kind] for c in stream.table.columns]
        with (out / f"{stream.table.name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            file.write(",".join(_text(c.name) for c in stream.table.columns) + "\r\n")
            for row in stream.rows():
                file.write(",".join(["" if v is None else form(v) for form, v in zip(formats, row, strict=True)]) + "\r\n")


def _text(value: Cell) -> str:
    text = str(value)
    if not text:
        return '""'
    if text[0] == "'" or risky(text):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if _QUOTED.search(text) else text


def _number(value: Cell) -> str:
    assert isinstance(value, float)
    return plain_number(value)


def _boolean(value: Cell) -> str:
    return "true" if value else "false"


def _date(value: Cell) -> str:
    assert isinstance(value, date)
    return value.isoformat()


def _list(value: Cell) -> str:
    return _text(json.dumps(value, ensure_ascii=False))


_FORMATS: dict[Kind, Callable[[Cell], str]] = {
    Kind.TEXT: _text, Kind.INTEGER: str, Kind.NUMBER: _number, Kind.BOOLEAN: _boolean, Kind.DATE: _date, Kind.LIST: _list,
}  # fmt: skip
