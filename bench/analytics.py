"""The queries of docs/analytics.md, run on the sample plans: what the page shows under each must be what it gives.

python -m bench.analytics            # names the queries whose rows have changed
python -m bench.analytics --write    # writes their rows into the page
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from pipeline import Converter
from pipeline.batch import convert_all
from pipeline.export import export
from pipeline.inputs import find_inputs
from pipeline.write import DatasetWriter

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "analytics.md"
_SHOWN = 2
_QUERY = re.compile(r"```sql\n(?P<sql>.*?)```\n\n```text\n(?P<shown>.*?)```", re.DOTALL)


def sample(folder: Path) -> Path:
    """The sample plans as a DuckDB file in a folder."""
    with DatasetWriter(folder / "dataset") as writer:
        convert_all(list(find_inputs([str(ROOT / "corpus")])), writer, Converter())
    export(folder / "dataset", "duckdb", folder / "plans.duckdb")
    return folder / "plans.duckdb"


def first_rows(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    """The first rows of a query, a line each."""
    rows = connection.execute(sql).fetchmany(_SHOWN)
    return "".join(" | ".join(map(_shown, row)) + "\n" for row in rows)


def _shown(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "—" if value is None else str(value)


def queries(page: str) -> Iterator[tuple[str, str]]:
    """Each query of the page, and the rows that stand under it."""
    return ((found["sql"], found["shown"]) for found in _QUERY.finditer(page))


def rewritten(page: str, run: Callable[[str], str]) -> str:
    """The page with the rows that its queries give now."""
    return _QUERY.sub(lambda found: f"```sql\n{found['sql']}```\n\n```text\n{run(found['sql'])}```", page)


def main() -> int:
    """Compare, and write if asked to; 1 where the page is out of date."""
    parser = argparse.ArgumentParser(prog="python -m bench.analytics", description="The queries of docs/analytics.md on the sample plans.")
    parser.add_argument("--write", action="store_true", help="write the rows into the page")
    write = parser.parse_args().write
    page = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as name, duckdb.connect(str(sample(Path(name))), read_only=True) as connection:
        new = rewritten(page, lambda sql: first_rows(connection, sql))
    if write:
        PAGE.write_text(new, encoding="utf-8")
    changed = [sql for (sql, old), (_, now) in zip(queries(page), queries(new), strict=True) if old != now]
    for sql in changed:
        print(f"{'written' if write else 'changed'}: {sql.splitlines()[0]} …")
    return 1 if changed and not write else 0


if __name__ == "__main__":
    sys.exit(main())
