"""guihua in a spaCy pipeline: one component for each type of record, which any `Doc` of a plan's text goes through.

    nlp = spacy.blank("zh")
    nlp.add_pipe("guihua_targets")

The components are entry points, so that spaCy finds them by name and nothing has to be imported. Each puts the evidence of its records
into `doc.spans["guihua_targets"]`: the label of a span is the type of its record, its id the record's id, `span._.guihua` the record.
All records of the text are in `doc._.guihua`, whichever components are there: a target needs the task it stands in.

They are kept in `doc.user_data` as lines of JSON, which survive `DocBin`, `to_bytes` and several processes as they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TypeVar

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from pipeline import Converter
from pipeline.converted import Converted
from pipeline.errors import GuihuaError
from rules import load, read_rules
from schemas import IDS, RECORDS, Document, Evidence, Indicator, Observation, Record, Target, Task, Unit

_KEY = "guihua"
_R = TypeVar("_R", bound=Record)


@cache
def _converter(rules: str | None) -> Converter:
    return Converter(load() if rules is None else read_rules(Path(rules)))


def _convert(doc: Doc, rules: str | None) -> None:
    """Keep the records of a text with its `Doc`; none where nothing but furniture is in it."""
    try:
        converted = _converter(rules).of_text(doc.text)
    except GuihuaError:
        doc.user_data[_KEY] = None
    else:
        doc.user_data[_KEY] = json.dumps(
            [[kind, record.model_dump(mode="json")] for kind, record in converted.records()], ensure_ascii=False
        )


def converted(doc: Doc) -> Converted | None:
    """The records of a `Doc` (`doc._.guihua`): None where no component of guihua has run, or nothing could be read."""
    lines = doc.user_data.get(_KEY)
    return None if lines is None else _read(doc.text, lines)


@lru_cache(maxsize=8)
def _read(text: str, lines: str) -> Converted:
    rows: dict[type[Record], list[Record]] = {model: [] for _, model in RECORDS.values()}
    for kind, row in json.loads(lines):
        model = RECORDS[kind][1]
        rows[model].append(model.model_validate(row))

    def of(model: type[_R]) -> tuple[_R, ...]:
        return tuple(row for row in rows[model] if isinstance(row, model))

    (document,) = of(Document)
    return Converted(document, text, of(Task), of(Target), of(Observation), of(Indicator), of(Unit), edits=None)


def _record(span: Span) -> Record | None:
    """The record that a span is evidence of (`span._.guihua`)."""
    found = converted(span.doc)
    rows = [] if found is None else [row for kind, row in found.records() if kind == span.label_ and _id_of(kind, row) == span.id_]
    return rows[0] if rows else None


def _id_of(kind: str, record: Record) -> str:
    return str(getattr(record, IDS[kind]))


def _publish(doc: Doc, kind: str, group: str, rules: str | None) -> Doc:
    """Put the evidence of one type of record into the span group of that name."""
    if _KEY not in doc.user_data:
        _convert(doc, rules)
    found = converted(doc)
    spans = []
    for name, row in found.records() if found is not None else ():
        if name == kind:
            places: tuple[Evidence, ...] = getattr(row, "evidence")  # noqa: B009 - all records of a document have it
            spans += [_span(doc, place, kind, _id_of(kind, row)) for place in places]
    doc.spans[group] = SpanGroup(doc, name=group, spans=spans)
    return doc


def _span(doc: Doc, place: Evidence, kind: str, name: str) -> Span:
    """A stretch of the text as a span: of just these characters where tokens end with them, else of the tokens that hold them."""
    span = doc.char_span(place.start, place.end, label=kind, span_id=name, alignment_mode="expand")
    assert span is not None, "evidence lies within its text"
    return span


Doc.set_extension("guihua", getter=converted, force=True)
Span.set_extension("guihua", getter=_record, force=True)


def _factory(kind: str) -> Callable[[Language, str, str | None], Callable[[Doc], Doc]]:
    """The factory `guihua_<kind>s`. Its setting `rules` is a folder of rules in place of the built-in ones."""
    group = f"guihua_{kind}s"

    def create(nlp: Language, name: str, rules: str | None) -> Callable[[Doc], Doc]:
        return partial(_publish, kind=kind, group=group, rules=rules)

    Language.factory(group, func=create, default_config={"rules": None}, assigns=["doc._.guihua"])
    return create


documents = _factory("document")
tasks = _factory("task")
targets = _factory("target")
observations = _factory("observation")
indicators = _factory("indicator")
units = _factory("unit")
