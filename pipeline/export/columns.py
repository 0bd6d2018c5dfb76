"""The tables of an export and their columns, read off the record models, so that a new field is a new column.

A record type is a table. What a record holds once is a column of it: the fields of a part (`source`, `baseline`) stand side by side as
`source_path`, `baseline_value`. What it holds several times is a table of its own, joined by the record's id: actions, headings, warnings,
repairs, and one table of evidence for all of them. Only a list of plain words stays in its row.
"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from schemas import RECORDS, Evidence, Record
from schemas.base import IsoDate


class Kind(StrEnum):
    """What a column holds. Every kind may be null."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: where its value stands in a record, and what is said of it."""

    name: str
    """As written in this export."""
    field: str
    """Its English name, which `--headers` does not change."""
    path: tuple[str, ...]
    """The keys that lead to the value."""
    kind: Kind
    description: str
    joins: str | None = None
    """`table.column` whose value this one repeats."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what its rows are, and from which records they come."""

    name: str
    description: str
    columns: tuple[Column, ...]
    of: tuple[str, ...]
    """The record types in whose lines the rows stand."""
    part: str | None = None
    """The field whose items are the rows; None where a row is a record."""


EVIDENCE = "evidence"
DICTIONARY = "columns"
_RENAMED_PARTS = {"path": "headings"}
_RENAMED = {
    (EVIDENCE, "start"): "start_char",
    (EVIDENCE, "end"): "end_char",
    ("warnings", "start"): "start_char",
    ("warnings", "end"): "end_char",
}
"""`end` is a word of SQL, which would have to be quoted in every query."""
_COUNTS = {"repairs": ("rule", "count")}
"""Fields that count things by name, and what the two columns are called."""
_JOINS = {"doc_id": "documents", "task_id": "tasks", "indicator_id": "indicators", "action_id": "actions"}
_OTHER_JOINS = {("documents", "duplicate_of"): "documents.doc_id"}


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a field's annotation comes to: one value of a kind, a record, or several items."""

    kind: Kind | None = None
    dated: bool = False
    record: type[Record] | None = None
    items: tuple[type[Record], ...] = ()
    counts: bool = False


def key_of(kind: str) -> str | None:
    """The field that names a record of this type; None for errors, which have no id."""
    return next((name for name in RECORDS[kind][1].model_fields if name.endswith("_id")), None)


def _shape(annotation: Any) -> _Shape:
    """The shape of an annotation. A shape that no column can hold is a programming error, raised when the tables are made."""
    if annotation == IsoDate:
        return _Shape(Kind.TEXT, dated=True)
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(arguments[0])
    if origin is Literal:
        return _Shape(Kind.TEXT)
    if origin in (Union, types.UnionType):
        shapes = {_shape(a) for a in arguments if a is not type(None)}
        if len(shapes) == 1:
            return shapes.pop()
        if {s.kind for s in shapes} == {Kind.INTEGER, Kind.NUMBER}:
            return _Shape(Kind.NUMBER)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        models = _models(arguments[0])
        return _Shape(items=models) if models else _Shape(Kind.LIST)
    if annotation == dict[str, int]:
        return _Shape(counts=True)
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return _Shape(record=annotation)
    plain = {str: Kind.TEXT, bool: Kind.BOOLEAN, int: Kind.INTEGER, float: Kind.NUMBER}
    if annotation in plain:
        return _Shape(plain[annotation])
    raise TypeError(f"no column can hold {annotation!r}; teach pipeline/export/columns.py how")


def _models(annotation: Any) -> tuple[type[Record], ...]:
    """The record models that an item may be; none where it is a plain word."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return (annotation,)
    if get_origin(annotation) is Annotated:
        return _models(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        return tuple(m for a in get_args(annotation) for m in _models(a))
    if annotation is str:
        return ()
    raise TypeError(f"no column can hold a list of {annotation!r}; teach pipeline/export/columns.py how")


def _fields(model: type[Record]) -> Iterator[tuple[str, _Shape, str]]:
    """Name, shape and description of each field of a model."""
    hints = get_type_hints(model, include_extras=True)
    for name, info in model.model_fields.items():
        yield name, _shape(hints[name]), info.description or ""


def _columns(table: str, model: type[Record], prefix: tuple[str, ...] = (), said: str = "") -> Iterator[Column]:
    """The columns of what a record holds once; `said` is what is said of the part that they stand in."""
    for name, shape, description in _fields(model):
        path = (*prefix, name)
        if shape.record is not None:
            yield from _columns(table, shape.record, path, description)
        elif shape.kind is not None:
            label = _RENAMED.get((table, name), "_".join(path))
            text = f"{description}. The part as a whole: {said}" if said else description
            yield Column(label, label, path, shape.kind, text, _joins(table, label))
            if shape.dated:
                yield Column(f"{label}_date", f"{label}_date", path, Kind.DATE, f"{label} as a date; null where it is no whole date")


def _joins(table: str, column: str) -> str | None:
    home = _JOINS.get(column)
    return f"{home}.{column}" if home not in (None, table) else _OTHER_JOINS.get((table, column))


def _key(table: str, name: str, kind: Kind, description: str) -> Column:
    return Column(name, name, (name,), kind, description, _joins(table, name))


def _part(kind: str, model: type[Record], field: str, shape: _Shape, description: str) -> Table:
    """The table of the items of one field."""
    name = _RENAMED_PARTS.get(field, field)
    owner = key_of(kind) or ""
    keys = [_key(name, owner, Kind.TEXT, f"The {kind} that it belongs to")]
    if owner != "doc_id" and "doc_id" in model.model_fields:
        keys.append(_key(name, "doc_id", Kind.TEXT, "The document it stands in"))
    if shape.counts:
        word, count = _COUNTS[field]
        keys += [_key(name, word, Kind.TEXT, description), _key(name, count, Kind.INTEGER, "How often")]
        return Table(name, description, tuple(keys), (kind,), field)
    keys.append(_key(name, "ordinal", Kind.INTEGER, f"Counts from 1 in the {kind}"))
    if any(_is_evidence(s) for m in shape.items for _, s, _ in _fields(m)):
        own = part_key(name)
        keys.insert(0, _key(name, own, Kind.TEXT, f"{owner}, a colon, and the ordinal"))
    columns = dict.fromkeys(c for m in shape.items for c in _columns(name, m))
    return Table(name, description, (*keys, *columns), (kind,), field)


def part_key(table: str) -> str:
    """The id of a part that has evidence of its own: `action_id` of `actions`."""
    return f"{table.removesuffix('s')}_id"


def _is_evidence(shape: _Shape) -> bool:
    return bool(shape.items) and all(issubclass(m, Evidence) for m in shape.items)


def _evidence(kinds: tuple[str, ...], models: tuple[type[Record], ...], description: str) -> Table:
    keys = (
        _key(EVIDENCE, "record_type", Kind.TEXT, "What the evidence is of: document, task, target … or action"),
        _key(EVIDENCE, "record_id", Kind.TEXT, "The id of that record, in the table of its type"),
        _key(EVIDENCE, "doc_id", Kind.TEXT, "The document it stands in"),
        _key(EVIDENCE, "ordinal", Kind.INTEGER, "Counts from 1 in the record"),
    )
    columns = {c.name: c for m in models for c in _columns(EVIDENCE, m)}
    return Table(EVIDENCE, description, (*keys, *columns.values()), kinds, EVIDENCE)


def make_tables(records: Mapping[str, tuple[str, type[Record]]] = RECORDS) -> tuple[Table, ...]:
    """The tables of a dataset: record types in the order of its files, then their parts, then the evidence."""
    whole, parts, grounded = [], [], []
    spans: dict[type[Record], None] = {}
    said = ""
    for kind, (file, model) in records.items():
        name = file.removesuffix(".jsonl")
        whole.append(Table(name, (model.__doc__ or "").strip().splitlines()[0], tuple(_columns(name, model)), (kind,)))
        for field, shape, description in _fields(model):
            if _is_evidence(shape):
                grounded.append(kind)
                spans |= dict.fromkeys(shape.items)
                said = description
            elif shape.items or shape.counts:
                parts.append(_part(kind, model, field, shape, description))
    tables = (*whole, *parts, _evidence(tuple(grounded), tuple(spans), said))
    names = [t.name for t in tables]
    if len(set(names)) < len(names):
        raise TypeError(f"two tables have one name: {', '.join(names)}")
    return tables


TABLES = make_tables()
RECORD_TABLES = {file.removesuffix(".jsonl"): kind for kind, (file, _) in RECORDS.items()}
"""The record type that each record's own table holds."""

COLUMNS = Table(
    DICTIONARY,
    "Every column of this export and what it holds",
    tuple(
        Column(name, name, (name,), Kind.TEXT, description)
        for name, description in (
            ("table_name", "The table"),
            ("column_name", "The column, as it is called in this export"),
            ("name_en", "Its English name"),
            ("name_zh", "Its Chinese name"),
            ("type", "text, integer, number, boolean, date or list"),
            ("joins", "table.column whose value it repeats, by English names; null for all others"),
            ("description", "What it holds"),
        )
    ),
    (),
)


def named(table: Table, names: Mapping[str, str]) -> Table:
    """The table with its columns called by other names, given by the English ones."""
    return replace(table, columns=tuple(replace(c, name=names[c.field]) for c in table.columns))
