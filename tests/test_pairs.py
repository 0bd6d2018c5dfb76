"""Pairs of invented plans with links and quantities marked by hand before the first comparison: how much is found.

A pair is `NAME_old.txt`, `NAME_new.txt` and `NAME.toml` in `tests/pairs`, where tasks are named by their headings. The floors
are what is found now; they are raised when comparison gets better, and never lowered without a reason.
"""

from __future__ import annotations

from functools import cache

import pytest
from helpers import rules

from bench.pairs import NAMES, alone, best_of, called, found_links, headings, marked, met, same, sides
from pipeline.compare import Comparison, compare


@cache
def compared(name: str) -> Comparison:
    return compare(*sides(name), rules())


@pytest.mark.parametrize("name", NAMES)
def test_headings_that_are_marked_are_tasks(name: str) -> None:
    old, new = sides(name)
    assert {n for n, _ in marked(name).may} <= set(headings(new).values())
    assert {o for _, o in marked(name).may} <= set(headings(old).values())


@pytest.mark.parametrize("name", NAMES)
def test_links(name: str) -> None:
    want, found = marked(name), found_links(compared(name))
    best = best_of(found)
    right = {n for n, o in want.must if best.get(n) == o}
    precision, recall = len(want.may & set(found)) / len(found), len(want.must & set(found)) / len(want.must)
    assert len(right) / len({n for n, _ in want.must}) >= want.floors["best"]
    assert 2 * precision * recall / (precision + recall) >= want.floors["links"], sorted(set(found) ^ want.must)


@pytest.mark.parametrize("name", NAMES)
def test_added_and_dropped(name: str) -> None:
    """What has no counterpart is called so, all of it; and what is called so is nowhere marked as linked."""
    want, comparison = marked(name), compared(name)
    added, dropped = called(comparison, "added"), called(comparison, "dropped")
    assert added >= set(headings(comparison.new).values()) - {n for n, _ in want.may}
    assert dropped >= set(headings(comparison.old).values()) - {o for _, o in want.may}
    assert not added & {n for n, _ in want.must}
    assert not dropped & {o for _, o in want.must}


@pytest.mark.parametrize("name", NAMES)
def test_quantities(name: str) -> None:
    want = marked(name)
    both = met(compared(name))
    hits = [(row, q) for row in want.quantities for q in both if same(q, row)]
    assert [(row, q.change) for row, q in hits if row[3] != q.change] == []
    assert len(hits) / len(want.quantities) >= want.floors["quantities"]
    others = [q for q in both if not any(same(q, row) for row in (*want.quantities, *want.more))]
    assert len(others) <= want.floors["quantities_too_many"], [(q.metric, q.old_value, q.new_value) for q in others]


@pytest.mark.parametrize("name", NAMES)
def test_a_task_whose_partners_are_gone_is_alone(name: str) -> None:
    """Of many tasks of one field, none takes the place of the one that is missing in the older plan."""
    found = alone(name)
    assert sum(found) / len(found) >= marked(name).floors["alone"]
