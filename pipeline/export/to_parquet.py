"""A folder of Parquet files, one a table."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.export.arrow import batches, schema
from pipeline.export.stream import Stream


def write(out: Path, streams: Sequence[Stream]) -> None:
    """Write all tables; a table without rows is a file with columns and no rows."""
    out.mkdir()
    for stream in streams:
        with pq.ParquetWriter(out / f"{stream.table.name}.parquet", schema(stream.table), compression="zstd") as writer:
            for batch in batches(stream):
                writer.write_batch(batch)
