"""How well two plans are compared, on the pairs of `tests/pairs`, in which links and quantities were marked by hand.

A pair is `NAME_old.txt`, `NAME_new.txt` and `NAME.toml`, where tasks are named by their headings. Printed are the figures of
docs/comparison.md: what is found in each pair, the same by threshold, and how often candidates of a similarity were marked.

    python -m bench.pairs
"""

from __future__ import annotations

import dataclasses
import math
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from pipeline import Converter
from pipeline.compare import Comparison, Side, compare
from pipeline.compare.compare import LIMITS, link_tasks
from pipeline.compare.sides import side_of
from pipeline.compare.similarity import Similarities
from pipeline.compare.terms import place_names
from rules import load
from schemas.changes import QuantityChange

FOLDER = Path(__file__).parent.parent / "tests" / "pairs"
NAMES = sorted(path.stem for path in FOLDER.glob("*.toml"))
_EDGES = (0.0, 0.10, 0.15, 0.20, 0.25, 0.30, 0.35, 1.01)
_FIRST = (0.21, 0.23, 0.24, 0.26)
_FURTHER = (0.25, 0.27, 0.29, 0.31)

Links = set[tuple[str, str]]
"""Headings of a newer and of an older task."""


class Marked(NamedTuple):
    """What was marked: links that must be found, links that may be, quantities that must and may meet, and the floors."""

    must: Links
    may: Links
    quantities: list[tuple[str, float, float, str]]
    more: list[tuple[str, float, float, str]]
    floors: dict[str, float]


class Figures(NamedTuple):
    """What was found of one pair; counts of what was right and of what there is."""

    best: tuple[int, int]
    precision: float
    recall: float
    added: tuple[int, int]
    dropped: tuple[int, int]
    quantities: tuple[int, int]
    wrong: int
    alone: tuple[int, int]

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall of links."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@cache
def marked(name: str) -> Marked:
    """What people marked in a pair."""
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))

    def links(key: str) -> Links:
        return {(new, old) for new, olds in data[key].items() for old in olds}

    rows = data["quantities"]
    return Marked(
        links("links"), links("links") | links("optional"), [tuple(r) for r in rows["rows"]], [tuple(r) for r in rows["may"]],
        data["floors"],
    )  # fmt: skip


@cache
def sides(name: str) -> tuple[Side, Side]:
    """The two plans of a pair, converted."""
    old, new = (side_of([_converter()((FOLDER / f"{name}_{side}.txt").read_bytes(), f"{name}_{side}.txt")]) for side in ("old", "new"))
    return old, new


@cache
def _converter() -> Converter:
    return Converter()


def headings(side: Side) -> dict[str, str]:
    """The heading of each task by its id."""
    return {t.task_id: t.title or t.text for t in side.tasks}


def found_links(comparison: Comparison) -> dict[tuple[str, str], float]:
    """The headings of newer and older tasks that were linked, with their similarity."""
    old, new = headings(comparison.old), headings(comparison.new)
    return {(new[k.new_task_id], old[k.old_task_id]): k.similarity for c in comparison.changes for k in c.links}


def best_of(links: dict[tuple[str, str], float]) -> dict[str, str]:
    """For each newer task the older one that is nearest."""
    return {new: max((s, o) for (n, o), s in links.items() if n == new)[1] for new, _ in links}


def called(comparison: Comparison, status: str) -> set[str]:
    """The headings of tasks whose change has this status."""
    name = headings(comparison.old) | headings(comparison.new)
    return {name[i] for c in comparison.changes if c.status == status for i in (*c.old_task_ids, *c.new_task_ids)}


def met(comparison: Comparison) -> list[QuantityChange]:
    """The quantities that both sides have."""
    return [q for q in comparison.quantities if q.old_id and q.new_id]


def same(row: QuantityChange, want: tuple[str, float, float, str]) -> bool:
    """Whether a row is about the quantity that was marked, whatever it says became of it."""
    values = (row.old_value, want[1]), (row.new_value, want[2])
    return want[0] in row.metric and all(value is not None and math.isclose(value, wanted) for value, wanted in values)


def alone(name: str) -> list[bool]:
    """For each newer task that continues one: whether it is alone where those that it continues are taken out of the older plan."""
    old, new = sides(name)
    found = []
    for title in sorted({n for n, _ in marked(name).must}):
        gone = {o for n, o in marked(name).may if n == title}
        rest = dataclasses.replace(old, tasks=tuple(t for t in old.tasks if t.title not in gone))
        linked = {k.new_task_id for k in link_tasks(rest, new, load())}
        found += [t.task_id not in linked for t in new.tasks if t.title == title]
    return found


def figures(name: str) -> Figures:
    """What is found of one pair."""
    want, comparison = marked(name), compare(*sides(name), load())
    found = found_links(comparison)
    best = best_of(found)
    followed = {n for n, _ in want.must}
    fresh = set(headings(comparison.new).values()) - {n for n, _ in want.may}
    gone = set(headings(comparison.old).values()) - {o for _, o in want.may}
    hits = [(row, q) for row in want.quantities for q in met(comparison) if same(q, row)]
    known = (*want.quantities, *want.more)
    alones = alone(name)
    return Figures(
        (sum((n, best.get(n)) in want.must for n in followed), len(followed)),
        len(want.may & set(found)) / len(found), len(want.must & set(found)) / len(want.must),
        (len(fresh & called(comparison, "added")), len(fresh)), (len(gone & called(comparison, "dropped")), len(gone)),
        (sum(row[3] == q.change for row, q in hits), len(want.quantities)),
        sum(not any(same(q, row) for row in known) for q in met(comparison)), (sum(alones), len(alones)),
    )  # fmt: skip


def bands() -> Iterator[tuple[str, int, float, float]]:
    """Of candidates by similarity: how many there are, the share that must be links, the share that must or may be."""
    count, must, may = Counter[int](), Counter[int](), Counter[int]()
    for name in NAMES:
        old, new = sides(name)
        want = marked(name)
        places = place_names(d.region for side in (old, new) for d in side.documents)
        for pair in Similarities(old.tasks, new.tasks, places, load()).pairs():
            key = (new.tasks[pair.new].title or "", old.tasks[pair.old].title or "")
            band = next(n for n, edge in enumerate(_EDGES[1:]) if pair.similarity < edge)
            count[band] += 1
            must[band] += key in want.must
            may[band] += key in want.may
    for n, low in enumerate(_EDGES[:-1]):
        if count[n]:
            yield f"{low:.2f}", count[n], must[n] / count[n], may[n] / count[n]


def main() -> None:
    """Print the figures."""
    console = Console(width=110)
    table = Table("pair", "best", "P", "R", "F1", "added", "dropped", "quantities", "wrongly met", "alone", box=None)
    rows = [figures(name) for name in NAMES]
    for name, row in zip(NAMES, rows, strict=True):
        shares = (f"{a}/{b}" for a, b in (row.added, row.dropped, row.quantities))
        figure = (f"{value:.3f}" for value in (row.precision, row.recall, row.f1))
        table.add_row(name, f"{row.best[0]}/{row.best[1]}", *figure, *shares, str(row.wrong), f"{row.alone[0]}/{row.alone[1]}")
    columns = [[getattr(row, key) for row in rows] for key in ("best", "added", "dropped", "quantities", "alone")]
    best, added, dropped, quantities, alones = (f"{sum(a for a, _ in c)}/{sum(b for _, b in c)}" for c in columns)
    mean = f"{sum(row.f1 for row in rows) / len(rows):.3f}"
    table.add_row("all", best, "", "", mean, added, dropped, quantities, str(sum(row.wrong for row in rows)), alones)
    console.print(table)
    engine = import_module("pipeline.compare.compare")
    grid = Table("further ↓ first →", *map(str, _FIRST), box=None)
    for further in _FURTHER:
        cells = []
        for first in _FIRST:
            with patch.object(engine, "LIMITS", LIMITS._replace(first=first, further=further)):
                cells.append(f"{sum(_f1(name) for name in NAMES) / len(NAMES):.3f}")
        grid.add_row(f"{further}", *cells)
    console.print(grid)
    meaning = Table("similarity from", "candidates", "must be links", "must or may be", box=None)
    for low, count, must, may in bands():
        meaning.add_row(low, str(count), f"{must:.0%}", f"{may:.0%}")
    console.print(meaning)


def _f1(name: str) -> float:
    want, found = marked(name), set(found_links(compare(*sides(name), load())))
    precision, recall = len(want.may & found) / len(found), len(want.must & found) / len(want.must)
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


if __name__ == "__main__":
    main()
