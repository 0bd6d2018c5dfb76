"""The records of a document as its page shows them: in the order of the source, with their section and their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.amounts import date, difference
from pipeline.converted import Converted
from pipeline.report import labels
from pipeline.report.forms import values
from pipeline.report.segments import Mark
from pipeline.text import Edit
from schemas import Document, Evidence, Indicator, Observation, Target, Task, Unit
from schemas.base import PagedEvidence

OUTSIDE = "任务之外"
Spans = tuple[tuple[int, int], ...]
Facts = list[tuple[str, str]]


@dataclass(slots=True)
class Shown:
    """One record: its type, its place, and what is said of it."""

    name: str
    kind: str
    spans: Spans
    head: str
    facts: Facts
    rule: str
    confidence: float
    fields: dict[str, object]
    task_id: str | None = None
    indicator_id: str | None = None
    tag: str = ""
    page: int | None = None
    section: int = 0
    actions: tuple[tuple[str, Spans], ...] = ()


@dataclass(frozen=True, slots=True)
class Mended:
    """One repair: what was left out, or what was put in another's place."""

    kind: str
    start: int
    end: int
    rule: str
    before: str
    after: str


def _page(evidence: Sequence[Evidence]) -> int | None:
    """The page that a record begins on, in a format that has pages."""
    return evidence[0].page if isinstance(evidence[0], PagedEvidence) else None


def _spans(evidence: Sequence[Evidence]) -> Spans:
    return tuple((e.start, e.end) for e in evidence)


def _headings(task: Task) -> tuple[str, ...]:
    return tuple(f"{step.label or ''}{step.title or ''}" for step in task.path if step.label or step.title)


def _facts(*pairs: tuple[str, str | None]) -> Facts:
    return [(name, value) for name, value in pairs if value]


def _document(row: Document) -> Shown:
    facts = _facts(
        ("文种", labels.DOC_TYPES[row.doc_type]), ("规划期", labels.period(row.period)), ("地区", row.region), ("层级", row.level),
        ("行政区划代码", row.division_code), ("领域", row.sector), ("发文机关", "、".join(row.issuers)), ("文号", row.doc_number),
        ("索引号", row.index_number), ("成文日期", date(row.issued_on)), ("发布日期", date(row.published_on)), ("阶段", row.stage),
        ("效力", row.validity), ("来源", row.source_url), ("文件", row.source.path),
    )  # fmt: skip
    return Shown(
        row.doc_id,
        "document",
        _spans(row.evidence),
        row.title,
        facts,
        row.rule,
        row.confidence,
        values("document", row),
        page=_page(row.evidence),
    )


def _task(row: Task) -> Shown:
    facts = _facts(
        ("章节", labels.path(_headings(row))), ("种类", labels.TASK_KINDS[row.kind] if row.kind != "measure" else None),
        ("时限", date(row.deadline)), ("上期完成", row.previous),
    )  # fmt: skip
    actions = tuple((f"{a.verb}　{a.object}", _spans(a.evidence)) for a in row.actions)
    return Shown(
        row.task_id, "task", _spans(row.evidence), f"{row.label or ''}{row.title or row.text[:40]}", facts, row.rule, row.confidence,
        values("task", row), tag=str(row.ordinal), actions=actions, page=_page(row.evidence),
    )  # fmt: skip


def _target(row: Target) -> Shown:
    by = date(row.deadline)
    facts = _facts(
        ("时限", by if row.deadline_explicit or not by else f"{by}（取自规划期）"), ("种类", labels.QUANTITY_KINDS[row.kind]),
        ("语气", labels.MODALITIES[row.modality] if row.modality != "firm" else None),
    )  # fmt: skip
    return Shown(
        row.target_id, "target", _spans(row.evidence), f"{row.metric}　{labels.quantity(row)}", facts, row.rule, row.confidence,
        values("target", row), row.task_id, row.indicator_id, page=_page(row.evidence),
    )  # fmt: skip


def _observation(row: Observation) -> Shown:
    at = date(row.as_of)
    facts = _facts(
        ("状态", labels.STATUSES[row.status]), ("截至", at if row.as_of_explicit or not at else f"{at}（取自上文）"),
        ("种类", labels.QUANTITY_KINDS[row.kind]), ("依据", row.cue),
    )  # fmt: skip
    return Shown(
        row.observation_id, "observation", _spans(row.evidence), f"{row.metric}　{labels.quantity(row)}", facts, row.rule,
        row.confidence, values("observation", row), row.task_id, page=_page(row.evidence),
    )  # fmt: skip


def _indicator(row: Indicator) -> Shown:
    moved = ""
    if row.baseline is not None and row.target is not None:
        moved = difference(row.baseline.value, row.target.value, row.unit)
    facts = _facts(
        ("基期", labels.cell(row, row.baseline)), ("目标", labels.cell(row, row.target)), ("增减", moved),
        ("属性", labels.ATTRIBUTES[row.attribute] if row.attribute else None), ("类别", row.category), ("备注", row.note),
    )  # fmt: skip
    return Shown(
        row.indicator_id,
        "indicator",
        _spans(row.evidence),
        row.name,
        facts,
        row.rule,
        row.confidence,
        values("indicator", row),
        page=_page(row.evidence),
    )


def _unit(row: Unit) -> Shown:
    facts = _facts(
        ("角色", labels.ROLES[row.role]), ("全称", row.canonical if row.canonical != row.name else None),
        ("原文", row.surface if row.surface != row.name else None),
    )  # fmt: skip
    return Shown(
        row.assignment_id, "unit", _spans(row.evidence), row.name, facts, row.rule, row.confidence, values("unit", row), row.task_id,
        page=_page(row.evidence),
    )  # fmt: skip


def shown(converted: Converted) -> tuple[list[Shown], list[str]]:
    """All records in the order of the source, what holds others first, and the names of the sections."""
    rows = [_document(converted.document)]
    rows += [_task(t) for t in converted.tasks]
    rows += [_target(t) for t in converted.targets]
    rows += [_indicator(i) for i in converted.indicators]
    rows += [_observation(o) for o in converted.observations]
    rows += [_unit(u) for u in converted.units]
    names = _sections(rows, converted.tasks)
    rows.sort(key=lambda r: (r.spans[0][0], -r.spans[-1][1]))
    return rows, names


def _sections(rows: Sequence[Shown], tasks: Sequence[Task]) -> list[str]:
    """Give each record the number of its section, and return the names: the headings above tasks, to the second step.

    What belongs to no task is of the section in whose tasks' stretch it stands, if there is one.
    """
    numbers: dict[tuple[str, ...], int] = {}
    of_task: dict[str, int] = {}
    reach: list[tuple[int, int, int]] = []
    for task in tasks:
        path = _headings(task)[:2]
        if not path:
            continue
        number = of_task[task.task_id] = numbers.setdefault(path, len(numbers) + 1)
        start, end = task.evidence[0].start, task.evidence[-1].end
        if reach and reach[-1][2] == number:
            reach[-1] = (reach[-1][0], max(end, reach[-1][1]), number)
        else:
            reach.append((start, end, number))
    reach.sort()
    at = 0
    for row in sorted(rows, key=lambda r: r.spans[0][0]):
        name = row.name if row.kind == "task" else row.task_id
        if name in of_task:
            row.section = of_task[name]
            continue
        while at + 1 < len(reach) and reach[at + 1][0] <= row.spans[0][0]:
            at += 1
        if reach and row.kind != "document" and reach[at][0] <= row.spans[0][0] < reach[at][1]:
            row.section = reach[at][2]
    return [OUTSIDE, *(labels.path(path) for path in numbers)]


def mended(edits: Sequence[Edit] | None) -> list[Mended]:
    """The repairs that a reader can see: not those of carriage returns, which nobody sees."""
    return [
        Mended("cut" if not e.after and e.rule.startswith(("chrome.", "metadata.")) else "mend", e.start, e.end, e.rule, e.before, e.after)
        for e in edits or ()
        if e.rule != "damage.carriage_return"
    ]


def marks(rows: Sequence[Shown], edits: Sequence[Mended]) -> list[Mark]:
    """Every span of every record, then of every repair, with its number in that order."""
    found = [Mark(start, end, n) for n, row in enumerate(rows) for start, end in row.spans]
    return found + [Mark(edit.start, edit.end, len(rows) + n) for n, edit in enumerate(edits)]
