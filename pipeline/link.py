"""Mentions to records: clean offsets to evidence, ids from content, targets and units to their tasks."""

from __future__ import annotations

import hashlib
import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import asdict, replace
from functools import lru_cache
from typing import Any, NotRequired, TypedDict

from rapidfuzz import fuzz

from pipeline.confidence import confidence, features
from pipeline.converted import Converted
from pipeline.extract import mentions as m
from pipeline.numerals import read_scaled
from pipeline.read.source import SourceText
from pipeline.repair import Repaired
from pipeline.repair.calendar import NUMERALS, years_as_written
from pipeline.text import Span
from schemas import IDS, SCHEMA_VERSION, Document, Indicator, Observation, Source, Target, Task, Unit


class _Evidence(TypedDict):
    start: int
    end: int
    text: str
    page: NotRequired[int]


_NO_MENDS = (
    *("chrome.", "metadata.", "calendar.", "damage.carriage_return", "damage.zero_width", "damage.other_space"),
    *("flattened.blank_lines", "quotes.", "wrap."),
)
"""Edits that leave out what is no part of the text, or only join its lines: they put nothing in doubt."""
_SAME_METRIC = 85  # of 100: the wording of a metric and of an indicator's name
_SAME_NUMBER = 8
_BREAK = re.compile(r"\s*\n\s*")
_MAX_WARNINGS = 200


def doc_id_of(sha256: str) -> str:
    """The id of a document: the first 16 hexadecimal digits of its bytes' digest."""
    return sha256[:16]


def new_id(doc_id: str, kind: str, places: Sequence[tuple[int, int]], taken: set[str], *more: object) -> str:
    """An id from the document, the type and the places of the evidence, which is `taken` from then on.

    `more` tells apart what shares its evidence.
    """
    salt = f"{doc_id}|{kind}|{','.join(f'{start}-{end}' for start, end in places)}"
    for value in ("", *more):
        salt += f"|{value}" if value != "" else ""
        name = f"{doc_id}-{kind}-{hashlib.sha256(salt.encode()).hexdigest()[:10]}"
        if name not in taken:
            break
    taken.add(name)
    return name


class _Linker:
    def __init__(self, source: SourceText, repaired: Repaired, found: m.Found, doc_id: str) -> None:
        self.source = source.text
        self.pages = source.pages
        self.text = repaired.text
        self.repaired = repaired
        self.found = found
        self.doc_id = doc_id
        self.ids: set[str] = set()
        self.grounds: dict[str, tuple[str, ...]] = {}
        self._years = NUMERALS in repaired.text.counts()
        self._mends = sorted(e.start for e in repaired.text.edits if not e.rule.startswith(_NO_MENDS))

    def evidence(self, start: int, end: int) -> list[_Evidence]:
        """The source stretches of `[start, end)` without white space at their edges.

        Plain dicts: a record and all it holds is validated once, when it is made.
        """
        out: list[_Evidence] = []
        for begin, behind in self._stretches(start, end) if self.pages else self.text.sources(start, end):
            text = self.source[begin:behind]
            if text and (text[0].isspace() or text[-1].isspace()):
                text = text.lstrip()
                begin = behind - len(text)  # noqa: PLW2901 - where the words begin
                text = text.rstrip()
            if text:
                out.append({"start": begin, "end": begin + len(text), "text": text})
                if self.pages:
                    out[-1]["page"] = bisect_right(self.pages, begin)
        return out

    def _stretches(self, start: int, end: int) -> list[Span]:
        """The source stretches of `[start, end)`; one that runs over the end of a page is cut there."""
        out = []
        for span in self.text.sources(start, end):
            cuts = self.pages[bisect_right(self.pages, span.start) : bisect_left(self.pages, span.end)]
            out += [Span(a, b) for a, b in itertools.pairwise((span.start, *cuts, span.end))] if cuts else [span]
        return out

    def _judged(self, kind: str, row: dict[str, Any]) -> dict[str, Any]:
        """The row with how far it can be believed."""
        repaired = any(self._mended(e["start"], e["end"]) for e in row["evidence"])
        found = self.grounds[row[IDS[kind]]] = features(kind, row, repaired)
        row["confidence"] = confidence(kind, found)
        return row

    def _mended(self, start: int, end: int) -> bool:
        """Whether a repair touched a stretch of the source."""
        at = bisect_left(self._mends, start)
        return at < len(self._mends) and self._mends[at] < end

    def new_id(self, kind: str, evidence: Sequence[_Evidence], *more: object) -> str:
        """An id from the document, the type and the evidence; `more` tells apart what shares its evidence."""
        return new_id(self.doc_id, kind, [(e["start"], e["end"]) for e in evidence], self.ids, *more)

    def _dated(self, words: str, evidence: Sequence[_Evidence], last: bool) -> str:
        """Words with the years that their source has; nothing is looked for where no year was changed."""
        return years_as_written(words, "".join(e["text"] for e in evidence), last) if self._years else words

    def tasks(self) -> list[Task]:
        """The tasks with their actions."""
        out = []
        for n, (task, actions) in enumerate(zip(self.found.tasks, self.found.actions, strict=True), 1):
            evidence = self.evidence(*task.span)
            row: dict[str, Any] = {
                "task_id": self.new_id("task", evidence, n),
                "doc_id": self.doc_id,
                "ordinal": n,
                "label": task.label,
                "title": task.title and self._dated(task.title, evidence, last=False),
                "text": self._dated(task.text.strip(), evidence, last=True),
                "path": [{"label": h.label, "title": h.title} for h in task.path],
                "kind": task.kind,
                "previous": task.previous,
                "deadline": task.deadline,
                "actions": self._actions(actions),
                "evidence": evidence,
                "rule": task.rule,
            }
            out.append(Task.model_validate(self._judged("task", row)))
        return out

    def _actions(self, actions: Sequence[m.Action]) -> list[dict[str, object]]:
        """The actions of a task; those of one clause share its words and its evidence."""
        rows: list[dict[str, object]] = []
        span: Span | None = None
        for action in actions:
            if action.span is not span:
                span = action.span
                text, evidence = self.text.text[span.start : span.end], self.evidence(*span)
            rows.append({"verb": action.verb, "object": action.object, "text": text, "evidence": evidence})
        return rows

    def indicators(self) -> list[Indicator]:
        """The rows of the indicator tables."""
        out = []
        for found in self.found.indicators:
            evidence = self.evidence(*found.span)
            row: dict[str, Any] = {
                "indicator_id": self.new_id("indicator", evidence, found.name),
                "doc_id": self.doc_id,
                "number": found.number,
                "category": found.category,
                "name": found.name,
                "unit": found.unit,
                "attribute": found.attribute,
                "baseline": None if found.baseline is None else asdict(found.baseline),
                "target": None if found.target is None else asdict(found.target),
                "note": found.note,
                "evidence": evidence,
                "rule": found.rule,
            }
            out.append(Indicator.model_validate(self._judged("indicator", row)))
        return out

    def targets(self, tasks: Sequence[Task], indicators: Sequence[Indicator]) -> list[Target]:
        """The targets, each with its task and the indicator it restates."""
        out = []
        for found in self.found.targets:
            evidence = self._claim(found)
            row: dict[str, Any] = {
                "target_id": self.new_id("target", evidence, found.value, found.metric),
                "doc_id": self.doc_id,
                "indicator_id": _restated(found, indicators),
                "modality": found.modality,
                "deadline": found.deadline,
                "deadline_explicit": found.deadline_explicit,
                **self._stated(found, evidence, tasks),
            }
            out.append(Target.model_validate(self._judged("target", row)))
        return out

    def observations(self, tasks: Sequence[Task]) -> list[Observation]:
        """What the document tells as done or standing now, each with the task in which it is told."""
        out = []
        for found in self.found.observations:
            evidence = self._claim(found)
            row: dict[str, Any] = {
                "observation_id": self.new_id("observation", evidence, found.value, found.metric),
                "doc_id": self.doc_id,
                "status": found.status,
                "as_of": found.as_of,
                "as_of_explicit": found.as_of_explicit,
                "cue": found.cue,
                **self._stated(found, evidence, tasks),
            }
            out.append(Observation.model_validate(self._judged("observation", row)))
        return out

    def _stated(self, found: m.Claim, evidence: list[_Evidence], tasks: Sequence[Task]) -> dict[str, object]:
        """What targets and observations have alike."""
        return {
            "task_id": None if found.task is None else tasks[found.task].task_id,
            "metric": found.metric,
            "comparator": found.comparator,
            "value": found.value,
            "value_high": found.value_high,
            "unit": found.unit,
            "per": found.per,
            "kind": found.kind,
            "text": found.words or self._clause(found.clause),
            "evidence": evidence,
            "rule": found.rule,
        }

    def _claim(self, found: m.Claim) -> list[_Evidence]:
        """The evidence of a quantity, which may stand in several pieces."""
        return [e for piece in found.pieces or (found.span,) for e in self.evidence(*piece)]

    def _clause(self, clause: Span) -> str:
        """The words of a repaired clause on one line."""
        return _BREAK.sub("", self.text.text[clause.start : clause.end]).strip()

    def units(self, tasks: Sequence[Task]) -> list[Unit]:
        """The units, each with its task."""
        out = []
        for found in self.found.units:
            evidence = [e for piece in found.pieces or (found.span,) for e in self.evidence(*piece)]
            task_id = None if found.task is None else tasks[found.task].task_id
            row: dict[str, Any] = {
                "assignment_id": self.new_id("unit", evidence, task_id),
                "doc_id": self.doc_id,
                "task_id": task_id,
                "name": found.name,
                "surface": found.surface,
                "role": found.role,
                "canonical": found.canonical or found.name,
                "org_id": found.org_id,
                "evidence": evidence,
                "rule": found.rule,
            }
            out.append(Unit.model_validate(self._judged("unit", row)))
        return out

    def document(self, source: Source) -> Document:
        """The document record, its warnings those of the repair and of the front matter."""
        front = self.found.front
        assert front is not None
        warnings = [asdict(w) for w in self.repaired.warnings]
        for code, message, start, end in front.notes:
            warnings.append({"code": code, "message": message, **self.text.bounds(start, end)._asdict()})
        if not _is_chinese(self.text.text):
            warnings.append(
                {"code": "not_chinese", "message": "hardly a Chinese character in it; the rules read Chinese only", "start": 0, "end": 0}
            )
        warnings.sort(key=lambda w: (w["start"], w["end"], w["code"]))
        period = {"start": front.period_start, "end": front.period_end}
        row: dict[str, Any] = {
            "doc_id": self.doc_id,
            "schema_version": SCHEMA_VERSION,
            "source": source,
            "title": front.title,
            "doc_type": front.doc_type,
            "issuers": front.issuers,
            "doc_number": front.doc_number,
            "index_number": front.index_number,
            "issued_on": front.issued_on,
            "published_on": front.published_on,
            "period": None if front.doc_type == "non_plan" or (front.period_start is None and front.period_end is None) else period,
            "region": front.region,
            **asdict(self.found.facts),
            "script": self.repaired.script,
            "evidence": self.evidence(*front.title_span),
            "warnings": warnings[:_MAX_WARNINGS],
            "repairs": dict(sorted(self.text.counts().items())),
            "rule": front.rule,
        }
        return Document.model_validate(self._judged("document", row))


def believed(converted: Converted, least: float) -> Converted:
    """Only the records that can be believed so far; the document stays, and what belonged to a task that goes belongs to none."""
    tasks = tuple(t for t in converted.tasks if t.confidence >= least)
    kept = {t.task_id for t in tasks}
    indicators = tuple(i for i in converted.indicators if i.confidence >= least)
    known = {i.indicator_id for i in indicators}

    def of_task(name: str | None) -> str | None:
        return name if name in kept else None

    return replace(
        converted,
        tasks=tasks,
        targets=tuple(
            t.model_copy(update={"task_id": of_task(t.task_id), "indicator_id": t.indicator_id if t.indicator_id in known else None})
            for t in converted.targets
            if t.confidence >= least
        ),
        observations=tuple(o.model_copy(update={"task_id": of_task(o.task_id)}) for o in converted.observations if o.confidence >= least),
        indicators=indicators,
        units=tuple(u.model_copy(update={"task_id": of_task(u.task_id)}) for u in converted.units if u.confidence >= least),
    )


_LETTERS = re.compile(r"[^\W\d_]+")
_HAN = re.compile("[\u4e00-\u9fff]+")


def _is_chinese(text: str) -> bool:
    """Whether at least a tenth of the letters of a text are Chinese; of a Chinese text the beginning shows it."""
    chinese = 0
    for found in _HAN.finditer(text):
        chinese += 10 * (found.end() - found.start())
        if chinese >= len(text):
            return True
    return chinese >= sum(map(len, _LETTERS.findall(text)))


@lru_cache(maxsize=1024)
def _scaled(unit: str | None, value: float | None) -> tuple[str | None, float | None]:
    """An indicator's unit and value as targets have them: 万 and 亿 multiplied out (22000亿元 is 2200000000000元)."""
    scale = re.match("(?:[百千]?万|亿)+(?=.)", unit or "")
    if unit is None or scale is None:
        return unit, value
    return unit[scale.end() :], None if value is None else read_scaled(str(value), scale.group())


def _restated(target: m.Target, indicators: Sequence[Indicator]) -> str | None:
    """The indicator that a target says again: the same unit and nearly the same words; the same number helps."""
    best: tuple[float, str] | None = None
    for indicator in indicators:
        if indicator.target is None:
            continue
        if target.deadline and indicator.target.year and not target.deadline.startswith(str(indicator.target.year)):
            continue
        unit, value = _scaled(indicator.unit or target.unit, indicator.target.value)
        if unit != target.unit:
            continue
        score = fuzz.ratio(indicator.name, target.metric) + _SAME_NUMBER * (value == target.value)
        if score >= _SAME_METRIC and (best is None or score > best[0]):
            best = (score, indicator.indicator_id)
    return best[1] if best else None


def link(source: SourceText, repaired: Repaired, found: m.Found, origin: Source) -> Converted:
    """The validated records of one document. Raises pydantic's ValidationError where a mention breaks the contract."""
    linker = _Linker(source, repaired, found, doc_id_of(origin.sha256))
    document = linker.document(origin)
    tasks = linker.tasks()
    indicators = linker.indicators()
    targets = linker.targets(tasks, indicators)
    observations = linker.observations(tasks)
    units = linker.units(tasks)
    return Converted(
        document, source.text, tuple(tasks), tuple(targets), tuple(observations), tuple(indicators), tuple(units),
        grounds=linker.grounds, edits=repaired.text.edits, pages=source.pages,
    )  # fmt: skip
