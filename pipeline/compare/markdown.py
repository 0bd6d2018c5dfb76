"""A comparison as a Markdown report in Chinese, to be pasted into a document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.compare.compare import Comparison
from pipeline.compare.told import (
    MOVE_WORDS,
    MOVES,
    NOTHING,
    STATUS_WORDS,
    STATUSES,
    Records,
    amounts,
    deadlines,
    name_of,
    number_of,
    records_of,
    remarks_of,
    told,
    units_of,
)
from schemas import Task
from schemas.changes import Change, QuantityChange

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|~&$])")
_OPENING = re.compile(r"^([-+#=:!]|[0-9]+(?=[.)]))")


def report(comparison: Comparison) -> str:
    """The whole report: counts, then the quantities by what became of them, then the tasks by status."""
    records = records_of(comparison)
    lines = [f"# {escaped(comparison.old.title)} → {escaped(comparison.new.title)}：对照", ""]
    lines += [line for said in remarks_of(comparison) for line in (f"> {escaped(said)}", "")]
    statuses = Counter[str](c.status for c in comparison.changes)
    lines += table(("任务", *(STATUS_WORDS[s] for s in STATUSES)), [("组数", *(str(statuses[s]) for s in STATUSES))])
    moves = Counter[str](q.change for q in comparison.quantities)
    lines += table(("目标值", *(MOVE_WORDS[m] for m in MOVES)), [("项数", *(str(moves[m]) for m in MOVES))])
    lines += quantities(comparison.quantities, records)
    for status in STATUSES:
        lines += tasks(status, [c for c in comparison.changes if c.status == status], records)
    return "\n".join(lines).rstrip() + "\n"


def escaped(words: str) -> str:
    """Words on one line in which Markdown finds no mark of its own: no table cell ends, nothing becomes a list, link or tag."""
    line = _SPECIAL.sub(r"\\\1", " ".join(words.split()))
    return _OPENING.sub(lambda m: m.group() if m.group().isdigit() else "\\" + m.group(), line)


def table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A table of words, which are escaped, and an empty line."""
    lines = ["| " + " | ".join(headers) + " |", "|" + " --- |" * len(headers)]
    return [*lines, *("| " + " | ".join(escaped(cell) for cell in row) + " |" for row in rows), ""]


def quantities(rows: Sequence[QuantityChange], records: Records) -> list[str]:
    """The quantities, a table for each thing that became of some."""
    lines = ["## 目标值变化", ""] if rows else []
    for move in MOVES:
        these = [q for q in rows if q.change == move]
        if these:
            lines += [f"### {MOVE_WORDS[move]}（{len(these)}）", ""]
            lines += table(
                ("指标", "旧", "新", "旧期限", "新期限"), [(q.metric, *amounts(q, records), *_dashed(q, records)) for q in these]
            )
    return lines


def _dashed(row: QuantityChange, records: Records) -> tuple[str, str]:
    old, new = deadlines(row, records)
    return old or NOTHING, new or NOTHING


def tasks(status: str, changes: Sequence[Change], records: Records) -> list[str]:
    """The changes of one status: old and new headings, the units of what is new or gone, and what became of their quantities."""
    if not changes:
        return []
    lines = [f"## {STATUS_WORDS[status]}（{len(changes)}）", ""]
    for change in changes:
        old = [records.old_tasks[name] for name in change.old_task_ids]
        new = [records.new_tasks[name] for name in change.new_task_ids]
        lines.append("- " + " → ".join("；".join(heading(t) for t in side) for side in (old, new) if side))
        units = "；".join(filter(None, (units_of(t, records) for t in (*old, *new)))) if status in ("added", "dropped") else ""
        lines += [f"    - 责任单位：{escaped(units)}"] if units else []
        lines += [f"    - {escaped(told(row, records))}" for row in change.target_changes if row.change != "kept"]
    return [*lines, ""]


def heading(task: Task) -> str:
    """A task's numbers and its heading, escaped; 1. stays what it is, since no blank follows it."""
    return escaped(f"{number_of(task)}{name_of(task)}")
