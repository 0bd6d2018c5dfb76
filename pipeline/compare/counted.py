"""Which tasks count the same thing: a number of 农村户厕 in one task of each plan, and in no other, ties the two together.

What a task was run into keeps little more of it than its number (…新改建农村户厕4000户，整治黑臭水体6条…), which weighs little in the
bag of the whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Sequence

from pipeline.compare.metrics import Likeness
from pipeline.compare.quantities import Quantity
from pipeline.compare.similarity import Pair
from rules import RuleSet
from schemas import Task

_TELLING = 4
"""A name of fewer characters is that of many things (覆盖率, 学位)."""


def counted_alike(
    pairs: Sequence[Pair], old: Sequence[Task], new: Sequence[Task], olds: Sequence[Quantity], news: Sequence[Quantity], rules: RuleSet
) -> list[Pair]:
    """Those of `pairs` whose tasks both have a quantity of one name, unit and way that no other task of their sides has."""
    alike = Likeness(rules)
    in_old, in_new = (_of_one_task(rows, alike) for rows in (olds, news))
    both = {(task, in_new[key]) for key, task in in_old.items() if key in in_new}
    return [p for p in pairs if (old[p.old].task_id, new[p.new].task_id) in both]


def _of_one_task(quantities: Sequence[Quantity], alike: Likeness) -> dict[Hashable, str]:
    """The names that stand in one task of a side alone, each with that task."""
    held: dict[Hashable, set[str | None]] = defaultdict(set)
    for q in quantities:
        name = alike.name(q.name).words
        if len(name) >= _TELLING:
            held[name, q.unit, q.way, q.stock].add(q.task_id)
    found = {key: next(iter(tasks)) for key, tasks in held.items() if len(tasks) == 1}
    return {key: task for key, task in found.items() if task is not None}
