"""Rows as Arrow batches, which Parquet and DuckDB both take without another look at each value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from pipeline.export.columns import Column, Kind, Table
from pipeline.export.stream import Stream, chunks

_ROWS = 10_000
_TYPES = {
    Kind.TEXT: pa.string(), Kind.INTEGER: pa.int64(), Kind.NUMBER: pa.float64(), Kind.BOOLEAN: pa.bool_(), Kind.DATE: pa.date32(),
    Kind.LIST: pa.list_(pa.string()),
}  # fmt: skip


def schema(table: Table) -> Any:
    """The table's schema, with what its columns hold as metadata of the fields and of the whole."""
    return pa.schema([_field(c) for c in table.columns], metadata={"table": table.name, "description": table.description})


def _field(column: Column) -> Any:
    said = {"description": column.description, "name_en": column.field}
    if column.joins is not None:
        said["joins"] = column.joins
    return pa.field(column.name, _TYPES[column.kind], metadata=said)


def batches(stream: Stream) -> Iterator[Any]:
    """The rows in batches of a few megabytes at most in usual datasets."""
    of = schema(stream.table)
    for chunk in chunks(stream.rows(), _ROWS):
        arrays = [pa.array(values, type=field.type) for values, field in zip(zip(*chunk, strict=True), of, strict=True)]
        yield pa.RecordBatch.from_arrays(arrays, schema=of)
