"""Mentions to records: clean offsets to evidence, ids from content, targets and units to their tasks."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.extract import mentions as m
from pipeline.read.source import SourceText
from pipeline.repair import Repaired
from pipeline.text import Span
from schemas import (
    Action,
    CellValue,
    Document,
    Evidence,
    Indicator,
    PathStep,
    Period,
    Record,
    Source,
    Target,
    Task,
    Unit,
    Warning,
)

_SAME_METRIC = 85
_MAX_WARNINGS = 200


@dataclass(frozen=True, slots=True)
class Converted:
    """All records of one document and the source text that their evidence counts in."""

    document: Document
    source_text: str
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    indicators: tuple[Indicator, ...]
    units: tuple[Unit, ...]

    def records(self) -> Iterable[tuple[str, Record]]:
        """(type, record) in the order of a dataset's files."""
        yield "document", self.document
        for kind, rows in (("task", self.tasks), ("target", self.targets), ("indicator", self.indicators), ("unit", self.units)):
            for row in rows:
                yield kind, row


def doc_id_of(sha256: str) -> str:
    """The id of a document: the first 16 hexadecimal digits of its bytes' digest."""
    return sha256[:16]


class _Linker:
    def __init__(self, source: SourceText, repaired: Repaired, found: m.Found, doc_id: str) -> None:
        self.source = source.text
        self.text = repaired.text
        self.repaired = repaired
        self.found = found
        self.doc_id = doc_id
        self.ids: set[str] = set()

    def evidence(self, start: int, end: int) -> tuple[Evidence, ...]:
        """The source stretches of `[start, end)` without white space at their edges."""
        return tuple(self._trimmed(span) for span in self.text.sources(start, end) if self.source[span.start : span.end].strip())

    def _trimmed(self, span: Span) -> Evidence:
        words = self.source[span.start : span.end]
        start = span.start + len(words) - len(words.lstrip())
        end = span.end - (len(words) - len(words.rstrip()))
        return Evidence(start=start, end=end, text=self.source[start:end])

    def new_id(self, kind: str, evidence: Sequence[Evidence], *more: object) -> str:
        """An id from the document, the type and the evidence; `more` tells apart what shares its evidence."""
        places = ",".join(f"{e.start}-{e.end}" for e in evidence)
        salt = ""
        for value in ("", *more):
            salt += f"|{value}" if value != "" else ""
            digest = hashlib.sha256(f"{self.doc_id}|{kind}|{places}{salt}".encode()).hexdigest()[:10]
            name = f"{self.doc_id}-{kind}-{digest}"
            if name not in self.ids:
                break
        self.ids.add(name)
        return name

    def tasks(self) -> list[Task]:
        out = []
        for n, (task, actions) in enumerate(zip(self.found.tasks, self.found.actions, strict=True), 1):
            evidence = self.evidence(*task.span)
            out.append(
                Task(
                    task_id=self.new_id("task", evidence, n), doc_id=self.doc_id, ordinal=n, label=task.label, title=task.title,
                    text=task.text.strip(), path=tuple(PathStep(label=h.label, title=h.title) for h in task.path), kind=task.kind,
                    previous=task.previous, deadline=task.deadline, evidence=evidence, rule=task.rule,
                    actions=tuple(
                        Action(verb=a.verb, object=a.object, text=self.text.text[a.span.start : a.span.end], evidence=self.evidence(*a.span))
                        for a in actions
                    ),
                )
            )  # fmt: skip
        return out

    def indicators(self) -> list[Indicator]:
        out = []
        for row in self.found.indicators:
            evidence = self.evidence(*row.span)
            out.append(
                Indicator(
                    indicator_id=self.new_id("indicator", evidence, row.name), doc_id=self.doc_id, number=row.number, category=row.category,
                    name=row.name, unit=row.unit, attribute=row.attribute, baseline=self._cell(row.baseline),  # type: ignore[arg-type]
                    target=self._cell(row.target), note=row.note, evidence=evidence, rule=row.rule,
                )
            )  # fmt: skip
        return out

    def _cell(self, value: m.Value | None) -> CellValue | None:
        if value is None:
            return None
        return CellValue(value=value.value, comparator=value.comparator, year=value.year, raw=value.raw)  # type: ignore[arg-type]

    def targets(self, tasks: Sequence[Task], indicators: Sequence[Indicator]) -> list[Target]:
        out = []
        for row in self.found.targets:
            evidence = self.evidence(*row.span)
            out.append(
                Target(
                    target_id=self.new_id("target", evidence, row.value, row.metric), doc_id=self.doc_id,
                    task_id=tasks[row.task].task_id if row.task is not None else None, indicator_id=self._restated(row, indicators),
                    metric=row.metric, comparator=row.comparator, value=row.value, value_high=row.value_high, unit=row.unit, per=row.per,  # type: ignore[arg-type]
                    kind=row.kind, modality=row.modality, deadline=row.deadline, deadline_explicit=row.deadline_explicit,  # type: ignore[arg-type]
                    text=re.sub(r"\s*\n\s*", "", self.text.text[row.clause.start : row.clause.end]).strip(), evidence=evidence, rule=row.rule,
                )
            )  # fmt: skip
        return out

    def _restated(self, target: m.Target, indicators: Sequence[Indicator]) -> str | None:
        """The indicator that a target says again: the same unit, the same number or year, and nearly the same words."""
        best: tuple[float, str] | None = None
        for indicator in indicators:
            if (indicator.unit or target.unit) != target.unit or indicator.target is None:
                continue
            score = fuzz.ratio(indicator.name, target.metric)
            score += 8 * (indicator.target.value == target.value)
            if score >= _SAME_METRIC and (best is None or score > best[0]):
                best = (score, indicator.indicator_id)
        return best[1] if best else None

    def units(self, tasks: Sequence[Task]) -> list[Unit]:
        out = []
        for row in self.found.units:
            evidence = self.evidence(*row.span)
            task_id = tasks[row.task].task_id if row.task is not None else None
            out.append(
                Unit(
                    assignment_id=self.new_id("unit", evidence, task_id), doc_id=self.doc_id, task_id=task_id, name=row.name,
                    surface=row.surface, role=row.role, evidence=evidence, rule=row.rule,  # type: ignore[arg-type]
                )
            )  # fmt: skip
        return out

    def document(self, source: Source) -> Document:
        front = self.found.front
        assert front is not None
        warnings = [Warning(code=w.code, message=w.message, start=w.start, end=w.end) for w in self.repaired.warnings]
        for code, message, start, end in front.notes:
            where = self.text.bounds(start, end)
            warnings.append(Warning(code=code, message=message, start=where.start, end=where.end))
        warnings.sort(key=lambda w: (w.start, w.end, w.code))
        period = None
        if front.period_start is not None or front.period_end is not None:
            period = Period(start=front.period_start, end=front.period_end)
        return Document(
            doc_id=self.doc_id, source=source, title=front.title, doc_type=front.doc_type, issuers=front.issuers,  # type: ignore[arg-type]
            doc_number=front.doc_number, index_number=front.index_number, issued_on=front.issued_on, published_on=front.published_on,
            period=period, region=front.region, script=self.repaired.script, evidence=self.evidence(*front.title_span),
            warnings=tuple(warnings[:_MAX_WARNINGS]), repairs=dict(sorted(self.text.counts().items())), rule=front.rule,
        )  # fmt: skip


def link(source: SourceText, repaired: Repaired, found: m.Found, origin: Source) -> Converted:
    """The validated records of one document. Raises pydantic's ValidationError where a mention breaks the contract."""
    linker = _Linker(source, repaired, found, doc_id_of(origin.sha256))
    document = linker.document(origin)
    tasks = linker.tasks()
    indicators = linker.indicators()
    targets = linker.targets(tasks, indicators)
    return Converted(document, source.text, tuple(tasks), tuple(targets), tuple(indicators), tuple(linker.units(tasks)))
