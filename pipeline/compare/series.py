"""The quantities of threads as series: what was promised and what was reported, year by year.

Within a thread the tasks are linked, so metrics need to be less alike than elsewhere. Goals, indicators and results
that stand outside tasks join the series that is nearest to them, if it is near enough without that help.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.compare.assign import best_assignment
from pipeline.compare.metrics import Likeness, core
from pipeline.compare.plans import Plan
from pipeline.compare.quantities import WAYS, Quantity, headings, multiplied, name_likeness, of_indicator, of_target, scaled
from pipeline.compare.similarity import Pair
from pipeline.compare.threads import Strand
from rules import RuleSet
from schemas import Observation
from schemas.lineage import Counts, Series, SeriesPoint, Trend

_OUTSIDE = 0.8
"""Metrics so much alike count the same thing, even where no task says that they do."""
_SAME_NUMBER = 0.03
_SO_FAR = re.compile("累计|以来|五年来|总共|合计|共(?=完成|建成|新增|培训)")
_IN_THE_YEAR = re.compile("(?:(?<!截至)(?<!截止)20[0-9]{2}年(?!底|末|[0-9])|全年|年内|当年|一年来)[^，。；]{0,12}累计")


@dataclass(frozen=True, slots=True)
class Said:
    """A quantity with the plan that says it, whether it is promised or reported, and over what it counts."""

    quantity: Quantity
    plan: int
    result: bool
    counts: Counts


@dataclass(slots=True)
class _Row:
    """A series as it grows; the latest promise leads it."""

    alike: Likeness
    said: list[Said] = field(default_factory=list)

    @property
    def latest(self) -> Quantity:
        return ([s for s in self.said if not s.result] or self.said)[-1].quantity

    def near(self, quantity: Quantity, linked: bool) -> float | None:
        """How alike a quantity is to the nearest of the series; None where it counts another thing or in another way."""
        if not same_kind(self.latest, quantity):
            return None
        found = (name_likeness(self.alike, s.quantity, quantity, linked) for s in self.said)
        return max((near for near in found if near is not None), default=None)


def of_observation(row: Observation, rules: RuleSet) -> Quantity:
    """What was reported, as it is compared."""
    value, unit = scaled(row.value, row.unit, rules)
    high = None if row.value_high is None else scaled(row.value_high, row.unit, rules)[0]
    year = int(row.as_of[:4]) if row.as_of else None
    said, said_unit = multiplied(row.value, row.unit)
    return Quantity(
        row.observation_id, row.metric, value, high, unit, said, said_unit, WAYS.get(row.kind, "level"), row.per, False, year, 12, False,
        row.task_id, row.as_of,
    )  # fmt: skip


def is_sum_so_far(words: str) -> bool:
    """Whether a clause counts from the beginning (累计), and not what one year adds (全年累计)."""
    return _SO_FAR.search(words) is not None and _IN_THE_YEAR.search(words) is None


def same_kind(a: Quantity, b: Quantity) -> bool:
    """Whether two quantities can stand in one series: the same unit, both levels or both increases, recurring alike."""
    return a.unit == b.unit and a.grows == b.grows and a.per == b.per


def said_by(plans: Sequence[Plan], rules: RuleSet) -> list[Said]:
    """Everything that the plans promise and report, by plan."""
    out: list[Said] = []
    for n, plan in enumerate(plans):
        side, document = plan.side, plan.document
        titles = headings(side)
        for t in side.targets:
            q = of_target(t, document, rules, titles.get(t.task_id))
            out.append(Said(q, n, False, _counts(q, t.text + t.metric, plan.years)))
        for i in side.indicators:
            if (row := of_indicator(i, document, rules)) is not None:
                out.append(Said(row, n, False, _counts(row, i.name + (i.note or ""), plan.years)))
        for o in side.observations:
            q = of_observation(o, rules)
            out.append(Said(q, n, True, _counts(q, o.text + o.metric, 1)))
    return out


def as_written(quantities: Iterable[Quantity]) -> bool:
    """Whether numbers stand side by side as their plans write them, 万 multiplied out: in one unit, or in such as count alike (家, 所)."""
    held = list(quantities)
    return len({q.said_unit for q in held}) == 1 or all(q.said == q.value for q in held)


def _counts(quantity: Quantity, words: str, years: int) -> Counts:
    """Over what a number counts; what recurs each year is of one year, however long the plan."""
    if not quantity.grows:
        return "level"
    if quantity.per is None and is_sum_so_far(words):
        return "since_start" if years == 1 else "period"
    return "one_year" if years == 1 or quantity.per is not None else "period"


def series_of(strands: Sequence[Strand], plans: Sequence[Plan], rules: RuleSet) -> list[tuple[Series, ...]]:
    """The series of each thread, in the order in which its tasks name them first."""
    of_task = {t.task_id: n for n, strand in enumerate(strands) for tasks in strand.tasks for t in tasks}
    inside: list[list[Said]] = [[] for _ in strands]
    outside: list[Said] = []
    for said in said_by(plans, rules):
        task = said.quantity.task_id
        (outside if task is None else inside[of_task[task]]).append(said)
    alike = Likeness(rules)
    rows = [_rows(held, len(plans), alike) for held in inside]
    _join(rows, outside)
    return [tuple(_series(row, plans) for row in held) for held in rows]


def _rows(held: Iterable[Said], plans: int, alike: Likeness) -> list[_Row]:
    """The quantities of one thread's tasks, each in the series of its own kind; a plan gives one promise to a series."""
    rows: list[_Row] = []
    held = list(held)
    for plan in range(plans):
        promises = [s for s in held if s.plan == plan and not s.result]
        pairs = [
            Pair(o, n, round(near + _SAME_NUMBER * (row.latest.value == said.quantity.value), 4))
            for o, row in enumerate(rows)
            for n, said in enumerate(promises)
            if (near := row.near(said.quantity, linked=True)) is not None
        ]
        met = {p.new: p.old for p in best_assignment(pairs, 0.0)}
        for n, said in enumerate(promises):
            if n in met:
                rows[met[n]].said.append(said)
            else:
                rows.append(_Row(alike, [said]))
    for said in (s for s in held if s.result):
        near_rows = [(near, -n) for n, row in enumerate(rows) if (near := row.near(said.quantity, linked=True)) is not None]
        if near_rows:
            rows[-max(near_rows)[1]].said.append(said)
        else:
            rows.append(_Row(alike, [said]))
    return rows


def _join(rows: Sequence[Sequence[_Row]], outside: Iterable[Said]) -> None:
    """Put what stands outside tasks into the series that is nearest, unless it only says again what is there."""
    every = [row for held in rows for row in held]
    words = [{core(s.quantity.metric) for s in row.said} for row in every]
    for said in outside:
        if every and every[0].alike.hangs_on_its_task(said.quantity.metric):
            continue
        found = [
            (near, core(said.quantity.metric) in words[n], -n)
            for n, row in enumerate(every)
            if (near := row.near(said.quantity, linked=False)) is not None and near >= _OUTSIDE
        ]
        if found:
            row = every[-max(found)[2]]
            if not any(_same(said, other) for other in row.said):
                row.said.append(said)


def _same(a: Said, b: Said) -> bool:
    return (a.plan, a.result, a.quantity.year, a.quantity.value) == (b.plan, b.result, b.quantity.year, b.quantity.value)


def _series(row: _Row, plans: Sequence[Plan]) -> Series:
    said = sorted(row.said, key=lambda s: (s.quantity.year or 9999, s.plan, s.result, s.quantity.id))
    written = as_written(s.quantity for s in said)
    points = tuple(
        SeriesPoint(
            doc_id=plans[s.plan].doc_id, year=s.quantity.year, id=s.quantity.id,
            value=s.quantity.said if written else s.quantity.value, deadline=s.quantity.deadline,
            role="result" if s.result else "target", counts=s.counts,
        )
        for s in said
    )  # fmt: skip
    promised = [s for s in said if not s.result] or said
    latest = max(promised, key=lambda s: s.plan)
    lead = latest.quantity
    return Series(metric=lead.metric, unit=lead.said_unit if written else lead.unit, points=points, trend=trend(promised, plans))


def trend(said: Sequence[Said], plans: Sequence[Plan]) -> Trend:
    """How numbers move from one year to the next: levels, what single years add, and periods of one length, each for itself."""
    classes: dict[tuple[Counts, int], list[float]] = {}
    for s in said:
        classes.setdefault((s.counts, plans[s.plan].years if s.counts == "period" else 0), []).append(s.quantity.value)
    moves = [b - a for values in classes.values() for a, b in itertools.pairwise(values)]
    if not moves:
        return "single"
    up, down = any(m > 0 for m in moves), any(m < 0 for m in moves)
    return "mixed" if up and down else "raised" if up else "lowered" if down else "kept"
