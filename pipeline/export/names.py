"""The Chinese names of tables and columns, as `rules/data/headers-zh.toml` has them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pipeline.export.columns import Table

FILE = Path(__file__).parent.parent.parent / "rules" / "data" / "headers-zh.toml"
_EVERYWHERE, _TABLES = "everywhere", "tables"


@cache
def _read() -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def chinese(table: Table) -> dict[str, str]:
    """The Chinese name of each column of a table, by the English one: the table's own, else the one that holds everywhere.

    A column that the file does not name keeps its English name; the tests let none stay so.
    """
    own, everywhere = _read().get(table.name, {}), _read()[_EVERYWHERE]
    return {c.field: own.get(c.field) or everywhere.get(c.field) or c.field for c in table.columns}


def chinese_title(table: Table) -> str:
    """The Chinese name of a table: what its sheet is called."""
    return _read()[_TABLES].get(table.name, table.name)
