"""What readers have to say against records, applied to a conversion by content.

A correction names a document by the digest of its bytes and a place by its words with their context, so that it fits
the next run too, whatever rules have changed since. What no longer fits is said, never guessed at.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, cast

from pydantic import ValidationError

from pipeline.converted import Converted
from pipeline.errors import CorrectionError
from pipeline.link import new_id
from pipeline.repair.script import simplify
from schemas import IDS, Document, Evidence, Indicator, Observation, Record, Target, Task, Unit
from schemas.base import PagedEvidence
from schemas.corrections import IDENTIFYING, Correction, Passage

RULE = "correction"
_MODELS: Mapping[str, type[Record]] = {
    "document": Document, "task": Task, "target": Target, "observation": Observation, "indicator": Indicator, "unit": Unit,
}  # fmt: skip
_KEPT = {
    "doc_id",
    "schema_version",
    "ordinal",
    "evidence",
    "rule",
    "confidence",
    "actions",
    "source",
    "repairs",
    "warnings",
    "script",
    *IDS.values(),
}
"""What no reader can know better: ids, places, and what the program says of itself."""
_CERTAIN = 1.0  # a person has read it
_CELL = {"value": None, "comparator": None, "year": None, "raw": ""}
_NESTED: Mapping[str, Mapping[str, object]] = {"baseline": _CELL, "target": _CELL, "period": {"start": None, "end": None}}
_SHOWN = 40

Row = dict[str, Any]
Span = tuple[int, int]


def read_corrections(paths: Iterable[Path]) -> list[Correction]:
    """The corrections of these files, each once. Raises `CorrectionError` with file and line of what is none."""
    found: dict[str, Correction] = {}
    for path in paths:
        try:
            lines = path.read_bytes().split(b"\n")
        except OSError as e:
            raise CorrectionError(f"{path}: cannot be read: {e.strerror or e}") from e
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                correction = Correction.model_validate_json(line)
            except ValidationError as e:
                first = e.errors(include_url=False)[0]
                where = ".".join(map(str, first["loc"]))
                raise CorrectionError(f"{path}:{number}: is no correction: {where}{': ' if where else ''}{first['msg']}") from e
            found[correction.model_dump_json()] = correction
    return list(found.values())


@dataclass(slots=True)
class Corrections:
    """Corrections by document; `warnings` grows with each that does not fit."""

    by_document: dict[str, list[Correction]]
    warnings: list[str] = field(default_factory=list)
    applied: int = 0

    @classmethod
    def of(cls, corrections: Iterable[Correction]) -> Corrections:
        """The corrections sorted by the digest of their document."""
        found: dict[str, list[Correction]] = defaultdict(list)
        for correction in corrections:
            found[correction.sha256].append(correction)
        return cls(dict(found))

    def of_document(self, sha256: str | None) -> tuple[Correction, ...]:
        """The corrections of the document with this digest."""
        return tuple(self.by_document.get(sha256 or "", ()))

    def apply(self, converted: Converted) -> Converted:
        """The document with all its corrections that fit."""
        corrections = self.by_document.pop(converted.document.source.sha256, [])
        if not corrections:
            return converted
        work = _Work(converted)
        for correction in corrections:
            try:
                work.apply(correction)
                self.applied += 1
            except CorrectionError as e:
                self.warnings.append(_said(correction, str(e)))
        return work.converted()

    def without_document(self, digests: Iterable[str | None]) -> list[str]:
        """What belongs to no document of a run with these digests, said."""
        known = set(digests)
        return [_said(c, "no input of this run has these bytes") for sha, cs in self.by_document.items() if sha not in known for c in cs]


def expected(converted: Converted, corrections: Iterable[Correction]) -> tuple[Converted, list[str]]:
    """A document as its reader says that it should be, and each correction that does not fit its text, said.

    Other than by `Corrections.apply`, what is so already is no misfit, and a record is known again where rules have moved its
    evidence: so that a later run can be judged by it.
    """
    work, warnings = _Work(converted), []
    for correction in corrections:
        try:
            work.expect(correction)
        except CorrectionError as e:
            warnings.append(_said(correction, str(e)))
    return work.converted(), warnings


def _said(correction: Correction, why: str) -> str:
    words = " ".join(correction.evidence[0].text.split())
    words = words if len(words) <= _SHOWN else words[: _SHOWN - 1] + "…"
    return f"{correction.doc_id}: {correction.action} {correction.type} “{words}”: {why}"


# -- places ------------------------------------------------------------------------------------------------------


def locate(source: str, passage: Passage) -> Span:
    """Where a passage stands in a source. Raises `CorrectionError` where it stands nowhere, or at several places alike."""
    found = [m.span(1) for m in re.finditer(f"(?=({_pattern(passage.text)}))", source)]
    before, after = re.compile(f"(?:{_pattern(passage.before)})\\Z"), re.compile(_pattern(passage.after))
    room = 2 * len(passage.before)  # a line end may be two characters
    fits = [
        (start, end) for start, end in found if before.search(source[max(0, start - room) : start]) and after.match(source, end)
    ]  # fmt: skip
    if not fits:
        raise CorrectionError("its words with their context are not in the source text")
    if len(fits) > 1 and passage.start is not None:
        fits = [span for span in fits if span[0] == passage.start] or fits
    if len(fits) > 1:
        raise CorrectionError(f"its words with their context stand at {len(fits)} places")
    return fits[0]


def _pattern(words: str) -> str:
    r"""A regex for words as a page shows them: any line end for \n, any character for what it could not show."""
    special = {"\n": "(?:\r\n|\r|\n)", "\ufffd": "[\\s\\S]"}
    return "".join(special.get(c) or re.escape(c) for c in words.replace("\r\n", "\n").replace("\r", "\n"))


# -- one document ------------------------------------------------------------------------------------------------


class _Work:
    """The records of one document while they are corrected; what is taken out is left out at the end."""

    def __init__(self, converted: Converted) -> None:
        self._first = converted
        self._source = converted.source_text
        self._document = converted.document
        self._rows: dict[str, list[Record]] = {
            "task": list(converted.tasks), "target": list(converted.targets), "observation": list(converted.observations),
            "indicator": list(converted.indicators), "unit": list(converted.units),
        }  # fmt: skip
        self._ids = {str(getattr(row, IDS[kind])) for kind, rows in self._rows.items() for row in rows}

    def apply(self, correction: Correction) -> None:
        """Apply one correction. Raises `CorrectionError` where it does not fit."""
        correction, spans = self._placed(correction)
        act: Mapping[str, Callable[[Correction, list[Span]], None]] = {"wrong": self._wrong, "mend": self._mend, "missed": self._missed}
        act[correction.action](correction, spans)

    def _placed(self, correction: Correction) -> tuple[Correction, list[Span]]:
        """A correction in the script of records, and where it stands. Raises `CorrectionError` where it stands nowhere."""
        spans = [locate(self._source, passage) for passage in correction.evidence]
        unknown = [name for name in correction.fields if name in _KEPT or name not in _MODELS[correction.type].model_fields]
        if unknown:
            raise CorrectionError(f"{', '.join(unknown)}: no field that can be corrected")
        if self._document.script == "hant":  # records are in simplified script, whatever a reader selects
            correction = correction.model_copy(update={"fields": _simplified(correction.fields)})
        return correction, spans

    def expect(self, correction: Correction) -> None:
        """Make the records what a correction says they should be, if they are not so already, wherever rules have moved them.

        Raises `CorrectionError` where the text does not hold its words any more, or it makes no valid record.
        """
        correction, spans = self._placed(correction)
        kind = correction.type
        if kind == "document":
            self._document = cast("Document", self._mended(correction, self._document))
            return
        meant = {name: correction.was[name] for name in IDENTIFYING[kind] if name in correction.was}
        right = {**meant, **{name: correction.fields[name] for name in IDENTIFYING[kind] if name in correction.fields}}
        at = self._meant(kind, spans, meant) if correction.action != "missed" else None
        if correction.action == "wrong":
            if at is not None:
                del self._rows[kind][at]
            return
        at = self._meant(kind, spans, right) if at is None else at
        if at is None:
            self._missed(correction.model_copy(update={"fields": {**meant, **correction.fields}}), spans)
        else:
            self._rows[kind][at] = self._mended(correction, self._rows[kind][at])

    def _meant(self, kind: str, spans: list[Span], says: Mapping[str, Any]) -> int | None:
        """The record that says so with this evidence, else with evidence that shares a character with it; None where none does."""
        rows = [(n, row) for n, row in enumerate(self._rows[kind]) if all(_says(row, name, value) for name, value in says.items())]
        exact = (n for n, row in rows if _spans(row) == spans)
        near = (n for n, row in rows if any(a < end and start < b for a, b in _spans(row) for start, end in spans))
        return next(chain(exact, near), None)

    def _find(self, correction: Correction, spans: list[Span]) -> int:
        """The one record that is meant."""
        rows = [cast("Record", self._document)] if correction.type == "document" else self._rows[correction.type]
        here = [n for n, row in enumerate(rows) if _spans(row) == spans]
        if not here:
            raise CorrectionError("no record of this type has this evidence any more")
        names = [name for name in IDENTIFYING[correction.type] if name in correction.was]
        same = [n for n in here if all(getattr(rows[n], name) == correction.was[name] for name in names)]
        if not same:
            raise CorrectionError("the record with this evidence says something else by now")
        if len(same) > 1:
            raise CorrectionError(f"{len(same)} records have this evidence and say the same")
        return same[0]

    def _wrong(self, correction: Correction, spans: list[Span]) -> None:
        del self._rows[correction.type][self._find(correction, spans)]

    def _mend(self, correction: Correction, spans: list[Span]) -> None:
        at = self._find(correction, spans)
        if correction.type == "document":
            self._document = cast("Document", self._mended(correction, self._document))
        else:
            self._rows[correction.type][at] = self._mended(correction, self._rows[correction.type][at])

    def _mended(self, correction: Correction, row: Record) -> Record:
        dumped = row.model_dump()
        rule = dumped["rule"] if dumped["rule"].split("+")[-1] == RULE else f"{dumped['rule']}+{RULE}"
        fields = _completed(correction, _merged(dumped, correction.fields))
        return _valid(correction.type, dumped | fields | {"rule": rule, "confidence": _CERTAIN})

    def _missed(self, correction: Correction, spans: list[Span]) -> None:
        kind = correction.type
        spans = [part for span in spans for part in self._by_page(*span)]
        if any(_spans(row) == spans and all(_says(row, n, v) for n, v in correction.fields.items()) for row in self._rows[kind]):
            raise CorrectionError("there is such a record by now")
        evidence = [self._evidence(a, b) for a, b in spans]
        row = self._defaults(kind, spans)
        row |= _completed(correction, _merged(row, correction.fields))
        row |= {"doc_id": self._document.doc_id, "evidence": evidence, "rule": RULE, "confidence": _CERTAIN}
        tried = _valid(kind, row | {IDS[kind]: f"{self._document.doc_id}-{kind}"})
        more = [getattr(tried, name) for name in IDENTIFYING[kind]]
        name = new_id(self._document.doc_id, kind, spans, self._ids, *more)
        rows = self._rows[kind]
        made = tried.model_copy(update={IDS[kind]: name})
        at = next((n for n, other in enumerate(rows) if _spans(other)[0] > spans[0]), len(rows))
        rows.insert(at, made)
        if isinstance(made, Task):
            self._adopt(made)

    def _by_page(self, start: int, end: int) -> list[Span]:
        """A stretch, cut where it runs over the end of a page, without white space at the cuts."""
        pages = self._first.pages
        cuts = pages[bisect_right(pages, start) : bisect_left(pages, end)]
        parts = [(a, self._source[a:b]) for a, b in pairwise((start, *cuts, end))] if cuts else [(start, self._source[start:end])]
        trimmed = [(a + len(text) - len(text.lstrip()), a + len(text.rstrip())) for a, text in parts if text.strip()] if cuts else []
        return trimmed or [(start, end)]

    def _evidence(self, start: int, end: int) -> Row:
        words, pages = self._source[start:end], self._first.pages
        if not pages:
            return Evidence(start=start, end=end, text=words).model_dump()
        return PagedEvidence(start=start, end=end, text=words, page=bisect_right(pages, start)).model_dump()

    def _defaults(self, kind: str, spans: list[Span]) -> Row:
        """What a record says that nobody has been asked for."""
        words = " ".join("".join(self._source[a:b] for a, b in spans).split())
        text = simplify(words) if self._document.script == "hant" else words
        task = self._task_at(spans[0][0])
        of_task = None if task is None else task.task_id
        end = None if self._document.period is None else self._document.period.end
        quantity: Row = {
            "task_id": of_task,
            "comparator": "=",
            "value_high": None,
            "unit": None,
            "per": None,
            "kind": "level",
            "text": text,
        }
        if kind == "task":
            above = self._before(spans[0][0])
            return {
                "ordinal": 1, "label": None, "title": None, "text": text, "kind": "measure", "previous": None, "deadline": None,
                "actions": (), "path": () if above is None else [step.model_dump() for step in above.path],
            }  # fmt: skip
        if kind == "target":
            deadline = None if end is None else str(end)
            return quantity | {"indicator_id": None, "modality": "firm", "deadline": deadline, "deadline_explicit": False}
        if kind == "observation":
            return quantity | {"status": "achieved", "as_of": None, "as_of_explicit": False, "cue": RULE}
        if kind == "indicator":
            return dict.fromkeys(("number", "category", "unit", "attribute", "baseline", "target", "note")) | {"name": text}
        return {"task_id": of_task, "name": text, "surface": text, "role": "responsible", "org_id": None}

    def _task_at(self, at: int) -> Task | None:
        """The narrowest task that a place stands in."""
        around = [t for t in cast("list[Task]", self._rows["task"]) if t.evidence[0].start <= at < t.evidence[-1].end]
        return min(around, key=lambda t: t.evidence[-1].end - t.evidence[0].start, default=None)

    def _before(self, at: int) -> Task | None:
        earlier = [t for t in cast("list[Task]", self._rows["task"]) if t.evidence[0].start <= at]
        return earlier[-1] if earlier else None

    def _adopt(self, task: Task) -> None:
        """What stands in a new task and belonged to none belongs to it."""
        start, end = task.evidence[0].start, task.evidence[-1].end
        for kind in ("target", "observation", "unit"):
            rows = self._rows[kind]
            for n, row in enumerate(rows):
                if getattr(row, "task_id") is None and start <= _spans(row)[0][0] < end:  # noqa: B009
                    rows[n] = row.model_copy(update={"task_id": task.task_id})

    def converted(self) -> Converted:
        """The document with tasks counted anew, and no record of a task or an indicator that is gone."""
        tasks = tuple(t.model_copy(update={"ordinal": n}) for n, t in enumerate(cast("list[Task]", self._rows["task"]), 1))
        known = {t.task_id for t in tasks} | {i.indicator_id for i in cast("list[Indicator]", self._rows["indicator"])}

        def kept(row: Record) -> Record:
            gone = {n: None for n in ("task_id", "indicator_id") if getattr(row, n, None) not in (None, *known)}
            return row.model_copy(update=gone) if gone else row

        return replace(
            self._first, document=self._document, tasks=tasks,
            targets=cast("tuple[Target, ...]", tuple(map(kept, self._rows["target"]))),
            observations=cast("tuple[Observation, ...]", tuple(map(kept, self._rows["observation"]))),
            indicators=cast("tuple[Indicator, ...]", tuple(self._rows["indicator"])),
            units=cast("tuple[Unit, ...]", tuple(map(kept, self._rows["unit"]))),
        )  # fmt: skip


def _simplified(fields: Mapping[str, Any]) -> Row:
    return {
        name: simplify(value) if isinstance(value, str) else _simplified(value) if isinstance(value, dict) else value
        for name, value in fields.items()
    }


def _spans(row: Record) -> list[Span]:
    return [(e.start, e.end) for e in cast("Sequence[Evidence]", getattr(row, "evidence"))]  # noqa: B009


def _says(row: Record, name: str, value: object) -> bool:
    said = getattr(row, name)
    if isinstance(value, Mapping) and isinstance(said, Record):
        return all(getattr(said, inner, None) == wanted for inner, wanted in value.items())
    return bool(said == value)


def _merged(row: Row, fields: Mapping[str, Any]) -> Row:
    """The fields as the record has them: of a cell or a period, what is not corrected stays."""
    out = dict(fields)
    for name, empty in _NESTED.items():
        if isinstance(out.get(name), dict):
            out[name] = {**empty, **(row.get(name) or {}), **out[name]}
            if all(out[name][key] in (None, "") for key in empty):
                out[name] = None
    return out


def _completed(correction: Correction, fields: Row) -> Row:
    """A date that a reader gives stands for what the text says; a new name is its own full name."""
    for name, flag in (("deadline", "deadline_explicit"), ("as_of", "as_of_explicit")):
        if name in fields and flag in _MODELS[correction.type].model_fields:
            fields.setdefault(flag, fields[name] is not None)
    if correction.type == "unit" and "name" in fields:
        fields.setdefault("canonical", fields["name"])
        fields.setdefault("org_id", None)
    for name in ("baseline", "target"):
        cell = fields.get(name)
        if correction.type == "indicator" and isinstance(cell, dict):
            bare = cell.get("value") is None
            fields[name] = cell | {"comparator": None if bare else cell.get("comparator") or "=", "raw": cell.get("raw") or _figure(cell)}
    return fields


def _figure(cell: Mapping[str, Any]) -> str:
    return "" if cell.get("value") is None else str(cell["value"])


def _valid(kind: str, row: Row) -> Record:
    try:
        return _MODELS[kind].model_validate(row)
    except ValidationError as e:
        first = e.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise CorrectionError(f"{where}{': ' if where else ''}{first['msg']}") from e
