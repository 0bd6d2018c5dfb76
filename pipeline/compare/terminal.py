"""A comparison for reading in a terminal: counts, what was raised, lowered and rescheduled, what is new and what is gone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from pipeline.compare.compare import Comparison
from pipeline.compare.told import MOVES, STATUSES, Records, amounts, deadlines, name_of, number_of, records_of
from pipeline.language import said
from schemas import Task
from schemas.changes import QuantityChange

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]+")
_MOST = 30
"""So many lines of a list are shown unless everything is asked for."""
_STYLES = {"raised": "green", "lowered": "red", "rescheduled": "yellow"}


def summary(comparison: Comparison, verbose: bool = False) -> RenderableType:
    """What a reader wants first; `verbose` shows every line, and each link with what its two tasks share."""
    records = records_of(comparison)
    most = None if verbose else _MOST
    parts: list[RenderableType] = [
        Text.assemble(f"{said('old')}  ", (printable(comparison.old.title), "bold")),
        Text.assemble(f"{said('new')}  ", (printable(comparison.new.title), "bold")),
        Text(),
        counted("tasks", Counter(c.status for c in comparison.changes), STATUSES),
        counted("quantities", Counter(q.change for q in comparison.quantities), MOVES),
    ]
    moved = [q for move in ("raised", "lowered", "rescheduled") for q in comparison.quantities if q.change == move]
    if moved:
        parts += [Text(), quantity_table(moved, records, most)]
    for status in ("added", "dropped"):
        tasks = [
            records.new_tasks[name] if status == "added" else records.old_tasks[name]
            for c in comparison.changes
            if c.status == status
            for name in (*c.old_task_ids, *c.new_task_ids)
        ]
        if tasks:
            parts += [Text(), task_list(said(f"Tasks {status} ({len(tasks)})"), tasks, most)]
    if verbose:
        parts += [Text(), link_list(comparison, records)]
    return Group(*parts)


def printable(words: str) -> str:
    """Words without line breaks and characters that would steer the terminal."""
    return " ".join(_CONTROL.sub(" ", words).split())


def counted(name: str, counts: Counter[str], order: Sequence[str]) -> RenderableType:
    """One line of counts: `tasks: 12 continued, 3 added`."""
    parts = ", ".join(f"{counts[key]} {said(key)}" for key in order if counts[key])
    return Text(f"{said(name)}: {parts or said('none')}")


def quantity_table(rows: Sequence[QuantityChange], records: Records, most: int | None) -> RenderableType:
    """Quantities that moved, with both values."""
    table = Table(title=said(f"Quantities that moved ({len(rows)})"), title_justify="left", title_style="bold", box=None, pad_edge=False)
    for name in ("metric", "old", "new", "change"):
        table.add_column(said(name), overflow="fold")
    for row in rows[:most]:
        old, new = amounts(row, records)
        if row.change == "rescheduled":
            before, after = deadlines(row, records)
            old, new = said(f"{old} by {before}"), said(f"{new} by {after}")
        table.add_row(Text(printable(row.metric)), Text(printable(old)), Text(printable(new)), Text(said(row.change), _STYLES[row.change]))
    return Group(table, *_more(len(rows), most))


def task_list(title: str, tasks: Sequence[Task], most: int | None) -> RenderableType:
    """Tasks by number and heading."""
    lines = [Text(f"  {printable(number_of(t))} {printable(name_of(t))}") for t in tasks[:most]]
    return Group(Text(title, style="bold"), *lines, *_more(len(tasks), most))


def link_list(comparison: Comparison, records: Records) -> RenderableType:
    """Every link, with its similarity and the words that both tasks share."""
    lines = [Text(said("Links"), style="bold")]
    for change in comparison.changes:
        for link in change.links:
            old, new = records.old_tasks[link.old_task_id], records.new_tasks[link.new_task_id]
            lines.append(Text(f"  {link.similarity:.2f} {said(change.status):<9} {printable(name_of(old))} → {printable(name_of(new))}"))
            if link.shared_terms:
                lines.append(Text(f"       {printable(' '.join(link.shared_terms))}", style="dim"))
    return Group(*lines)


def _more(count: int, most: int | None) -> list[Text]:
    return [] if most is None or count <= most else [Text(said(f"  … and {count - most} more (-v shows all)"), style="dim")]
