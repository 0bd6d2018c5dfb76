"""One DuckDB file, with what every table and column holds as comments."""

from __future__ import annotations

import errno
import os
from collections.abc import Sequence
from pathlib import Path

import duckdb

from pipeline.export.arrow import batches
from pipeline.export.columns import Kind, Table
from pipeline.export.stream import Stream

_TYPES = {
    Kind.TEXT: "VARCHAR", Kind.INTEGER: "BIGINT", Kind.NUMBER: "DOUBLE", Kind.BOOLEAN: "BOOLEAN", Kind.DATE: "DATE", Kind.LIST: "VARCHAR[]",
}  # fmt: skip
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1, "memory_limit": "256MB", "autoinstall_known_extensions": False, "autoload_known_extensions": False,
}  # fmt: skip
"""One thread writes the same bytes each time, and nothing is fetched from a network."""


def write(out: Path, streams: Sequence[Stream]) -> None:
    """Write all tables in one transaction each. Raises `OSError` where the file cannot be written."""
    try:
        _write(out, streams)
    except (duckdb.IOException, duckdb.TransactionException) as e:
        full = os.strerror(errno.ENOSPC) in str(e)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) if full else OSError(errno.EIO, str(e)) from e


def _write(out: Path, streams: Sequence[Stream]) -> None:
    with duckdb.connect(str(out), config=_CONFIG) as connection:
        for stream in streams:
            name = _quoted(stream.table.name)
            columns = ", ".join(f"{_quoted(c.name)} {_TYPES[c.kind]}" for c in stream.table.columns)
            connection.execute(f"CREATE TABLE {name} ({columns})")
            connection.execute("BEGIN")
            for batch in batches(stream):
                connection.register("batch", batch)
                connection.execute(f"INSERT INTO {name} SELECT * FROM batch")
                connection.unregister("batch")
            connection.execute("COMMIT")
            _comment(connection, stream.table)
        connection.execute("CHECKPOINT")


def _comment(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    name = _quoted(table.name)
    connection.execute(f"COMMENT ON TABLE {name} IS {_literal(table.description)}")
    for column in table.columns:
        connection.execute(f"COMMENT ON COLUMN {name}.{_quoted(column.name)} IS {_literal(column.description)}")


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
