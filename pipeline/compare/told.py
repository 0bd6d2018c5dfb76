"""How a comparison is put into words, shared by the terminal, the Markdown report and the workbook.

Functions over records; nothing here knows what the words are written into.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.amounts import figure
from pipeline.compare.compare import Comparison, remarks
from schemas import Indicator, Target, Task, Unit
from schemas.changes import Change, QuantityChange, TaskLink

STATUSES = ("continued", "split", "merged", "reshaped", "added", "dropped")
STATUS_WORDS = {"continued": "延续", "split": "拆分", "merged": "合并", "reshaped": "重组", "added": "新增", "dropped": "未再列出"}
MOVES = ("raised", "lowered", "rescheduled", "kept", "added", "dropped")
MOVE_WORDS = {"raised": "提高", "lowered": "降低", "rescheduled": "调整期限", "kept": "不变", "added": "新增", "dropped": "未再列出"}
ROLE_WORDS = {"lead": "牵头", "support": "配合", "responsible": "责任"}
REMARK_WORDS = {
    "no_tasks": "{side}一方没有任务，无从对照",
    "swapped": "旧的一方规划到{old}年，新的一方只到{new}年：新旧可能颠倒",
    "same_document": "新旧是同一份文件",
    "same_documents": "新旧是同样的文件",
    "shared_documents": "有{count}份文件同时在新旧两方",
    "other_span": "旧的一方规划期{old}年，新的一方{new}年：累计性的目标值（新增床位、培训人次等）仅因期限长短就会有高低",
}
SIDE_WORDS = {"old": "旧的", "new": "新的"}
NOTHING = "—"
_SIGNS = {"=": "", ">=": "≥", "<=": "≤", ">": "＞", "<": "＜", "~": "约"}
_OPENING = 30


@dataclass(frozen=True, slots=True)
class Records:
    """The records of both sides by their ids; `several` says of which side there are several documents."""

    old_tasks: Mapping[str, Task]
    new_tasks: Mapping[str, Task]
    old_quantities: Mapping[str, Target | Indicator]
    new_quantities: Mapping[str, Target | Indicator]
    units: Mapping[str, Sequence[Unit]]
    titles: Mapping[str, str]
    several: bool


def records_of(comparison: Comparison) -> Records:
    """The records that the rows of a comparison name."""
    old, new = comparison.old, comparison.new
    units: dict[str, dict[str, Unit]] = defaultdict(dict)
    for unit in (*old.units, *new.units):
        if unit.task_id is not None:
            units[unit.task_id][unit.assignment_id] = unit
    return Records(
        {t.task_id: t for t in old.tasks},
        {t.task_id: t for t in new.tasks},
        {t.target_id: t for t in old.targets} | {i.indicator_id: i for i in old.indicators},
        {t.target_id: t for t in new.targets} | {i.indicator_id: i for i in new.indicators},
        {task: tuple(of_task.values()) for task, of_task in units.items()},
        {d.doc_id: d.title for d in (*old.documents, *new.documents)},
        max(len(old.documents), len(new.documents)) > 1,
    )


def remarks_of(comparison: Comparison) -> list[str]:
    """What a reader should know before believing a comparison, in Chinese."""
    found = remarks(comparison.old, comparison.new)
    return [REMARK_WORDS[code].format(**facts | ({"side": SIDE_WORDS[facts["side"]]} if "side" in facts else {})) for code, facts in found]


# -- tasks ---------------------------------------------------------------------------------------------------------


def number_of(task: Task) -> str:
    """The numbers above a task and its own: 三、（一）2."""
    return "".join(label for label in (*(step.label for step in task.path), task.label) if label)


def name_of(task: Task) -> str:
    """A task's heading, or the first words of its text where it has none."""
    words = " ".join((task.title or task.text).split())
    return words if task.title or len(words) <= _OPENING else words[:_OPENING] + "…"


def units_of(task: Task, records: Records) -> str:
    """Who answers for a task: 市水务局（牵头）、市气象局（配合）."""
    return "、".join(f"{u.name}（{ROLE_WORDS[u.role]}）" for u in records.units.get(task.task_id, ()))


# -- quantities ----------------------------------------------------------------------------------------------------


def amount(value: float | None, unit: str | None, record: Target | Indicator | None) -> str:
    """A value with its unit, and the sign and the upper end that its record has; a dash for none."""
    if value is None:
        return NOTHING
    comparator, high, per = "=", "", ""
    if isinstance(record, Target):
        comparator, per = record.comparator, f"/{record.per}" if record.per else ""
        if record.value_high is not None and record.value:
            high = "–" + figure(record.value_high * (value / record.value))
    elif record is not None and record.target is not None:
        comparator = record.target.comparator or "="
    return f"{_SIGNS[comparator]}{figure(value)}{high}{unit or ''}{per}"


def amounts(row: QuantityChange, records: Records) -> tuple[str, str]:
    """What both sides promise, in words."""
    old = records.old_quantities.get(row.old_id) if row.old_id else None
    new = records.new_quantities.get(row.new_id) if row.new_id else None
    return amount(row.old_value, row.unit, old), amount(row.new_value, row.unit, new)


def deadline_of(record: Target | Indicator | None) -> str:
    """By when a quantity is due; empty where it does not say."""
    if isinstance(record, Target):
        return record.deadline or ""
    return "" if record is None or record.target is None or record.target.year is None else str(record.target.year)


def deadlines(row: QuantityChange, records: Records) -> tuple[str, str]:
    """By when each side promises it."""
    old = records.old_quantities.get(row.old_id) if row.old_id else None
    new = records.new_quantities.get(row.new_id) if row.new_id else None
    return deadline_of(old), deadline_of(new)


def told(row: QuantityChange, records: Records) -> str:
    """A quantity's change in one line: 覆盖率：88%→92%（提高）."""
    (old, new), (before, after) = amounts(row, records), deadlines(row, records)
    if row.change == "rescheduled":
        old, new = f"{old}（{before}）", f"{new}（{after}）"
    what = f"{old}→{new}" if row.change in ("raised", "lowered", "rescheduled") else new if row.new_id else old
    return f"{row.metric}：{what}（{MOVE_WORDS[row.change]}）"


# -- rows of a change ----------------------------------------------------------------------------------------------


def pairs_of(change: Change) -> list[TaskLink | None]:
    """The links of a change, in the order of the newer side; one None where it has none."""
    return list(change.links) or [None]


def sides_of(change: Change, link: TaskLink | None, records: Records) -> tuple[Task | None, Task | None]:
    """The old and the new task of a link; of a change without links its one task."""
    if link is not None:
        return records.old_tasks[link.old_task_id], records.new_tasks[link.new_task_id]
    old, new = change.old_task_ids, change.new_task_ids
    return (records.old_tasks[old[0]] if old else None), (records.new_tasks[new[0]] if new else None)


def quantities_by_pair(change: Change) -> list[list[QuantityChange]]:
    """The quantities of a change, each with the first of its links that names most of the quantity's tasks."""
    links = pairs_of(change)
    first: dict[tuple[str | None, str | None], int] = {}
    for at, link in enumerate(links):
        if link is not None:
            for key in ((link.old_task_id, link.new_task_id), (None, link.new_task_id), (link.old_task_id, None)):
                first.setdefault(key, at)
    out: list[list[QuantityChange]] = [[] for _ in links]
    for row in change.target_changes:
        old, new = row.old_task_id, row.new_task_id
        keys = ((old, new), (None, new), (old, None))
        out[next((first[key] for key in keys if key in first), 0)].append(row)
    return out
