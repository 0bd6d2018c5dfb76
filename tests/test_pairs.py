"""Pairs of invented plans with links and quantities marked by hand before the first comparison: how much is found.

A pair is `NAME_old.txt`, `NAME_new.txt` and `NAME.toml` in `tests/pairs`, where tasks are named by their headings. The floors
are what is found now; they are raised when comparison gets better, and never lowered without a reason.
"""

from __future__ import annotations

import dataclasses
import math
import tomllib
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from helpers import convert_text, rules

from pipeline.compare import Comparison, Side, compare
from pipeline.compare.compare import link_tasks
from pipeline.compare.sides import side_of
from schemas.changes import QuantityChange

FOLDER = Path(__file__).parent / "pairs"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))

Links = set[tuple[str, str]]
"""Headings of a newer and of an older task."""


class Marked(NamedTuple):
    """What was marked: links that must be found, links that may be, quantities that must and may meet, and the floors."""

    must: Links
    may: Links
    quantities: list[tuple[str, float, float, str]]
    more: list[tuple[str, float, float, str]]
    floors: dict[str, float]


@cache
def marked(name: str) -> Marked:
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))

    def links(key: str) -> Links:
        return {(new, old) for new, olds in data[key].items() for old in olds}

    rows = data["quantities"]
    return Marked(
        links("links"),
        links("links") | links("optional"),
        [tuple(r) for r in rows["rows"]],
        [tuple(r) for r in rows["may"]],
        data["floors"],
    )


@cache
def sides(name: str) -> tuple[Side, Side]:
    old, new = (side_of([convert_text((FOLDER / f"{name}_{side}.txt").read_text(encoding="utf-8"))]) for side in ("old", "new"))
    return old, new


@cache
def compared(name: str) -> Comparison:
    return compare(*sides(name), rules())


def found_links(comparison: Comparison) -> dict[tuple[str, str], float]:
    name = {t.task_id: t.title or t.text for t in (*comparison.old.tasks, *comparison.new.tasks)}
    return {(name[k.new_task_id], name[k.old_task_id]): k.similarity for c in comparison.changes for k in c.links}


def called(comparison: Comparison, status: str) -> set[str]:
    name = {t.task_id: t.title or t.text for t in (*comparison.old.tasks, *comparison.new.tasks)}
    return {name[i] for c in comparison.changes if c.status == status for i in (*c.old_task_ids, *c.new_task_ids)}


def same(row: QuantityChange, want: tuple[str, float, float, str]) -> bool:
    values = (row.old_value, want[1]), (row.new_value, want[2])
    return want[0] in row.metric and all(value is not None and math.isclose(value, wanted) for value, wanted in values)


@pytest.mark.parametrize("name", NAMES)
def test_headings_that_are_marked_are_tasks(name: str) -> None:
    old, new = sides(name)
    assert {n for n, _ in marked(name).may} <= {t.title for t in new.tasks}
    assert {o for _, o in marked(name).may} <= {t.title for t in old.tasks}


@pytest.mark.parametrize("name", NAMES)
def test_links(name: str) -> None:
    want, found = marked(name), found_links(compared(name))
    best = {new: max((s, o) for (n, o), s in found.items() if n == new)[1] for new, _ in found}
    right = {n for n, o in want.must if best.get(n) == o}
    precision, recall = len(want.may & set(found)) / len(found), len(want.must & set(found)) / len(want.must)
    assert len(right) / len({n for n, _ in want.must}) >= want.floors["best"]
    assert 2 * precision * recall / (precision + recall) >= want.floors["links"], sorted(set(found) ^ want.must)


@pytest.mark.parametrize("name", NAMES)
def test_added_and_dropped(name: str) -> None:
    """What has no counterpart is called so, all of it; and what is called so is nowhere marked as linked."""
    want, comparison = marked(name), compared(name)
    added, dropped = called(comparison, "added"), called(comparison, "dropped")
    assert added >= {t.title or t.text for t in comparison.new.tasks} - {n for n, _ in want.may}
    assert dropped >= {t.title or t.text for t in comparison.old.tasks} - {o for _, o in want.may}
    assert not added & {n for n, _ in want.must}
    assert not dropped & {o for _, o in want.must}


@pytest.mark.parametrize("name", NAMES)
def test_quantities(name: str) -> None:
    want = marked(name)
    met = [q for q in compared(name).quantities if q.old_id and q.new_id]
    hits = [(row, q) for row in want.quantities for q in met if same(q, row)]
    assert [(row, q.change) for row, q in hits if row[3] != q.change] == []
    assert len(hits) / len(want.quantities) >= want.floors["quantities"]
    others = [q for q in met if not any(same(q, row) for row in (*want.quantities, *want.more))]
    assert len(others) <= want.floors["quantities_too_many"], [(q.metric, q.old_value, q.new_value) for q in others]


@pytest.mark.parametrize("name", NAMES)
def test_a_task_whose_partners_are_gone_is_alone(name: str) -> None:
    """Of many tasks of one field, none takes the place of the one that is missing in the older plan."""
    old, new = sides(name)
    alone = []
    for title in sorted({n for n, _ in marked(name).must}):
        gone = {o for n, o in marked(name).may if n == title}
        rest = dataclasses.replace(old, tasks=tuple(t for t in old.tasks if t.title not in gone))
        linked = {k.new_task_id for k in link_tasks(rest, new, rules())}
        alone += [t.task_id not in linked for t in new.tasks if t.title == title]
    assert sum(alone) / len(alone) >= marked(name).floors["alone"]
