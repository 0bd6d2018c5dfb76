"""One SQLite file. It has no comments, so what columns hold stands in its table `columns`; lists are JSON, for json_each()."""

from __future__ import annotations

import errno
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from pipeline.export.columns import Kind
from pipeline.export.read import Cell
from pipeline.export.stream import Stream

_TYPES = {
    Kind.TEXT: "TEXT", Kind.INTEGER: "INTEGER", Kind.NUMBER: "REAL", Kind.BOOLEAN: "BOOLEAN", Kind.DATE: "DATE", Kind.LIST: "TEXT",
}  # fmt: skip


def write(out: Path, streams: Sequence[Stream]) -> None:
    """Write all tables, then an index on every column that joins.

    The file is not in its place yet, so there is no journal to keep: a run that stops leaves none of it. Raises `OSError` where it
    cannot be written.
    """
    try:
        _write(out, streams)
    except sqlite3.OperationalError as e:
        full = getattr(e, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL
        raise OSError(errno.ENOSPC if full else errno.EIO, str(e)) from e


def _write(out: Path, streams: Sequence[Stream]) -> None:
    with closing(sqlite3.connect(out, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        for stream in streams:
            name = _quoted(stream.table.name)
            columns = ", ".join(f"{_quoted(c.name)} {_TYPES[c.kind]}" for c in stream.table.columns)
            connection.execute(f"CREATE TABLE {name} ({columns})")
            places = ", ".join("?" * len(stream.table.columns))
            connection.executemany(f"INSERT INTO {name} VALUES ({places})", _rows(stream))
        for stream in streams:
            for column in _keys(stream):
                index = _quoted(f"{stream.table.name}_{column}")
                connection.execute(f"CREATE INDEX {index} ON {_quoted(stream.table.name)} ({_quoted(column)})")
        connection.execute("COMMIT")


def _keys(stream: Stream) -> Iterator[str]:
    """The columns that others join, and those that join others."""
    return (c.name for c in stream.table.columns if c.field.endswith("_id") or c.joins is not None)


def _rows(stream: Stream) -> Iterator[tuple[Cell, ...]]:
    other = [i for i, c in enumerate(stream.table.columns) if c.kind in (Kind.DATE, Kind.LIST)]
    if not other:
        yield from stream.rows()
        return
    for row in stream.rows():
        cells = list(row)
        for i in other:
            cells[i] = _text(cells[i])
        yield tuple(cells)


def _text(value: Cell) -> Cell:
    if isinstance(value, date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
