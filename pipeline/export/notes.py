"""What an export could not keep as it was: counted while it is written, told when it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator


class Notes:
    """Counts by table and by what happened, in the order in which it happened first."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._first: dict[tuple[str, str], str] = {}
        self._unknown: dict[str, set[str]] = {}

    def add(self, table: str, what: str, where: str = "", count: int = 1) -> None:
        """Note that `what` happened in a table; of several places the first is told."""
        self._counts[table, what] += count
        self._first.setdefault((table, what), where)

    def unknown(self, file: str, fields: Collection[str]) -> None:
        """Note fields that no column is known for."""
        self._unknown.setdefault(file, set()).update(fields)

    def lines(self) -> Iterator[str]:
        """A line for each thing that happened."""
        for (table, what), count in self._counts.items():
            where = self._first[table, what]
            yield f"{table}: {count:,} {what}{f' (the first: {where})' if where else ''}"
        for file, fields in self._unknown.items():
            yield f"{file}: fields that this version does not know were left out: {', '.join(sorted(fields))}"
