"""A dataset as rows of tables, streamed: a line is parsed, turned into cells and forgotten.

Each table is read by itself, so that a form may write one after the other and hold none. Lines are parsed once for each table that they
have rows in, which costs less than keeping them.
"""

from __future__ import annotations

import json
import math
import re
from codecs import BOM_UTF8
from collections.abc import Callable, Iterator
from datetime import date
from operator import itemgetter
from pathlib import Path
from types import NoneType
from typing import Any

from pipeline.errors import ExportError
from pipeline.export.columns import EVIDENCE, TABLES, Column, Kind, Table, key_of, part_key
from pipeline.export.notes import Notes
from pipeline.files import lines
from schemas import RECORDS

Row = dict[str, Any]
Cell = str | int | float | bool | date | list[str] | None
Cells = tuple[Cell, ...]
Getter = Callable[[Row], Cell]

_SUSPECT = re.compile(rb"\\u(?:0000|[dD])")
"""How NUL and halves of characters must be spelled in JSON: only lines with one of these are looked through."""
_UNHOLDABLE = re.compile("\0|[\ud800-\udfff]")
_WHOLE_DATE = 10


class _WrongError(Exception):
    """A value that its column cannot hold."""


def rows(folder: Path, table: Table, notes: Notes) -> Iterator[Cells]:
    """The rows of one table, in the order of the dataset's lines."""
    read = _reader(table)
    for kind in table.of:
        for path, number, row in _lines(folder, kind, key_of(kind), notes if table.part is None else None):
            try:
                for item in (row,) if table.part is None else _items(table, table.part, kind, row):
                    yield read(item)
            except _WrongError as e:
                raise ExportError(f"{path}:{number}: {e}; write the dataset anew with guihua convert --force") from None


def _items(table: Table, part: str, kind: str, row: Row) -> Iterator[Row]:
    """The rows that a record gives the table of a part, as dictionaries that the columns' paths lead through.

    The parts of `row` are filled up with its ids where they stand: a row is read for one table and then forgotten.
    """
    if part != EVIDENCE:
        yield from _parts(table, part, kind, row)
        return
    yield from _spans(kind, str(row[key_of(kind) or ""]), row)
    for other in _GROUNDED.get(kind, ()):
        own = part_key(other.name)
        for item in _parts(other, other.part or "", kind, row):
            yield from _spans(own.removesuffix("_id"), item[own], item)


def _spans(kind: str, key: str, row: Row) -> Iterator[Row]:
    for ordinal, span in enumerate(_list(row, EVIDENCE), 1):
        found = _NO_SPAN | _record(EVIDENCE, span)
        found.update(record_type=kind, record_id=key, doc_id=row.get("doc_id"), ordinal=ordinal)
        yield found


def _parts(table: Table, part: str, kind: str, row: Row) -> Iterator[Row]:
    """The items of a list, or the entries of a count, each with the ids of the record around it."""
    owner = key_of(kind) or ""
    keys = {owner: row.get(owner), "doc_id": row.get("doc_id")}
    found = row.get(part)
    if isinstance(found, dict):
        word, count = (c.field for c in table.columns[-2:])
        for name, value in found.items():
            yield {**keys, word: name, count: value}
        return
    own = part_key(table.name)
    for ordinal, item in enumerate(_list(row, part), 1):
        entry = _record(part, item)
        entry.update(keys)
        entry["ordinal"] = ordinal
        entry[own] = f"{row.get(owner)}:{ordinal}"
        yield entry


_GROUNDED = {
    kind: tuple(t for t in TABLES if kind in t.of and t.part not in (None, EVIDENCE) and t.columns[0].field == part_key(t.name))
    for kind in RECORDS
}
"""By record type, the parts that have evidence of their own."""
_NO_SPAN: Row = {c.path[0]: None for t in TABLES if t.part == EVIDENCE for c in t.columns}
"""What evidence may have and most has not: the page."""


def _list(row: Row, field: str) -> list[Any]:
    found = row.get(field)
    if found is None:
        return []
    if not isinstance(found, list):
        raise _WrongError(f"{field} is no list: {_shown(found)}")
    return found


def _record(field: str, item: object) -> Row:
    if not isinstance(item, dict):
        raise _WrongError(f"{field} holds what is no record: {_shown(item)}")
    return item


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


# --- cells ------------------------------------------------------------------------------------------------------------


def _reader(table: Table) -> Callable[[Row], Cells]:
    """A function from a row to its cells.

    Where no value lies deeper, all are taken at once, and the types of a row's texts are only looked at when they come for the first time.
    """
    getters = [_getter(c) for c in table.columns]

    def read_each(row: Row) -> Cells:
        return tuple([get(row) for get in getters])

    if any(len(c.path) > 1 for c in table.columns):
        return read_each
    take = itemgetter(*(c.path[0] for c in table.columns))
    texts = [i for i, c in enumerate(table.columns) if c.kind is Kind.TEXT]
    others = [(i, c.path[0], _CONVERT[c.kind]) for i, c in enumerate(table.columns) if c.kind is not Kind.TEXT]
    right: set[tuple[type, ...]] = set()

    def read(row: Row) -> Cells:
        try:
            cells = list(take(row))
        except KeyError:  # a record of an older version
            return read_each(row)
        types = tuple(map(type, cells))
        if types not in right:
            if not all(types[i] in (str, NoneType) for i in texts):
                return read_each(row)
            right.add(types)
        for i, name, convert in others:
            if cells[i] is not None:
                cells[i] = convert(name, cells[i])
        return tuple(cells)

    return read


def _getter(column: Column) -> Getter:
    """A function from a row to the cell of one column."""
    convert = _CONVERT[column.kind]
    name = ".".join(column.path)
    if len(column.path) == 1:
        (key,) = column.path

        def get(row: Row) -> Cell:
            value = row.get(key)
            return None if value is None else convert(name, value)

        return get
    *above, last = column.path

    def get_inside(row: Row) -> Cell:
        for step in above:
            inner = row.get(step)
            if inner is None:
                return None
            row = _record(step, inner)
        value = row.get(last)
        return None if value is None else convert(name, value)

    return get_inside


def _text(name: str, value: object) -> Cell:
    if type(value) is str:
        return value
    raise _WrongError(f"{name} is no text: {_shown(value)}")


def _integer(name: str, value: object) -> Cell:
    if type(value) is int and -(2**63) <= value < 2**63:
        return value
    raise _WrongError(f"{name} is no whole number of 64 bits: {_shown(value)}")


def _number(name: str, value: object) -> Cell:
    if type(value) is float and math.isfinite(value):
        return value
    if type(value) is int:
        try:
            return float(value)
        except OverflowError:
            pass
    raise _WrongError(f"{name} is no number that a column can hold: {_shown(value)}")


def _boolean(name: str, value: object) -> Cell:
    if type(value) is bool:
        return value
    raise _WrongError(f"{name} is neither true nor false: {_shown(value)}")


def _date(name: str, value: object) -> Cell:
    """The day that a text names; none for a year or a month, or for a day that is in no calendar (2025-02-30)."""
    if not isinstance(value, str) or len(value) != _WHOLE_DATE:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _words(name: str, value: object) -> Cell:
    if isinstance(value, list) and all(type(word) is str for word in value):
        return value
    raise _WrongError(f"{name} is no list of texts: {_shown(value)}")


_CONVERT: dict[Kind, Callable[[str, object], Cell]] = {
    Kind.TEXT: _text, Kind.INTEGER: _integer, Kind.NUMBER: _number, Kind.BOOLEAN: _boolean, Kind.DATE: _date, Kind.LIST: _words,
}  # fmt: skip


# --- lines ------------------------------------------------------------------------------------------------------------


def _lines(folder: Path, kind: str, key: str | None, notes: Notes | None) -> Iterator[tuple[Path, int, Row]]:
    """The records of one type with file and line; none where the file is missing, as in datasets of older versions."""
    file, model = RECORDS[kind]
    table = file.removesuffix(".jsonl")
    known = frozenset(model.model_fields)
    for path, number, line in lines(folder, kind):
        try:
            row = json.loads(line.removeprefix(BOM_UTF8) if number == 1 else line)
        except (ValueError, RecursionError) as e:
            raise ExportError(f"{path}:{number}: is no JSON in UTF-8: {e}") from e
        if not isinstance(row, dict) or (key is not None and not isinstance(row.get(key), str)):
            raise ExportError(f"{path}:{number}: is no record: it lacks {key or 'keys'}")
        if b"\\u" in line and _SUSPECT.search(line):
            row = _clean(row, table, notes)
        if notes is not None and not known.issuperset(row):
            notes.unknown(file, row.keys() - known)
        yield path, number, row


def _clean(value: Any, table: str, notes: Notes | None) -> Any:
    """A value without NUL, and with U+FFFD for half characters: databases hold neither."""
    if isinstance(value, str):
        text = _UNHOLDABLE.sub(lambda m: "" if m[0] == "\0" else "\ufffd", value)
        if notes is not None and text != value:
            notes.add(table, "texts held NUL or half a character, which was taken out or replaced")
        return text
    if isinstance(value, list):
        return [_clean(v, table, notes) for v in value]
    if isinstance(value, dict):
        return {_clean(k, table, None): _clean(v, table, notes) for k, v in value.items()}
    return value
