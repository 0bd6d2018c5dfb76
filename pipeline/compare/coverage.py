"""What later plans took up of a long plan's targets and indicators, and what they report of them.

A five-year plan promises a sum over years or a level at its end; a yearly plan promises a share of the sum, or the level
of its own year. So a yearly increase is a `part` of the sum and never a lower target, and an earlier level is a `step`
on the way. Only numbers for the same year are kept, raised or lowered. What counts the same thing in another unit or in
another way is named, with the reason, and nothing is computed from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.compare.assign import best_assignment
from pipeline.compare.metrics import Likeness, core
from pipeline.compare.plans import Plan
from pipeline.compare.quantities import Quantity, headings, multiplied, of_indicator, of_target, quantities_of, says_again, scaled
from pipeline.compare.series import as_written, is_sum_so_far, of_observation, said_by
from pipeline.compare.similarity import Pair
from rules import RuleSet
from schemas import Indicator, Observation
from schemas.lineage import Coverage, NotCompared, Reported, Step, Taken, TakenUp, Why

_AT_MOST = ("<=", "<")
_LINKED, _SAME_YEAR = 0.12, 0.02
_SAME_THING = 0.7
"""Where unit or kind differ, metrics have to be more alike than elsewhere to be called the same thing."""

_OTHER_UNIT = 0.6
"""Where the unit differs, what is a part of the other name is mostly another thing: the children of a share of children."""
_MANY = 100
"""From here on, two names of one plan with the same number are seldom two things."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A quantity of the long plan: as it is compared, the records that say it again, its baseline, whether it is an upper bound.

    `unit` and `baseline_said` are as the plan writes them, 万 multiplied out; `baseline` is scaled as the quantity's value is.
    `more_of` is the indicator of which a target says how many are to come, where that is another number than the indicator's own.
    `also` are the names that say it again, and the heading of a task whose number names no thing (五年改造1500户).
    """

    id: str
    metric: str
    unit: str | None
    quantity: Quantity | None
    baseline: float | None
    baseline_said: float | None
    at_most: bool
    task_id: str | None
    restated: tuple[str, ...] = ()
    more_of: str | None = None
    also: tuple[str, ...] = ()


def coverage(plans: Sequence[Plan], thread_of: Mapping[str, str], rules: RuleSet) -> list[Coverage]:
    """A line for each target and indicator of each long plan that has plans after it; `thread_of` gives a task's thread."""
    out: list[Coverage] = []
    for n, plan in enumerate(plans[:-1]):
        if plan.is_long:
            out += _of_plan(plan, plans[n + 1 :], thread_of, rules)
    return out


def _of_plan(plan: Plan, later: Sequence[Plan], thread_of: Mapping[str, str], rules: RuleSet) -> list[Coverage]:
    asked = _asked(plan, rules)
    alike = Likeness(rules)
    numbers = [a for a in asked if a.quantity is not None]
    taken: dict[str, list[TakenUp]] = defaultdict(list)
    told: dict[str, list[Reported]] = defaultdict(list)
    otherwise: dict[str, list[tuple[NotCompared, str]]] = defaultdict(list)
    for after in later:
        _promises(plan, after, numbers, thread_of, alike, rules, taken)
        _results(plan, after, numbers, thread_of, alike, rules, told)
    holder = {row.id: key for rows in (taken, told) for key, held in rows.items() for row in held}
    more_of = {a.id: a.more_of for a in numbers}
    for a in numbers:
        if not taken[a.id] and not told[a.id]:
            held = {row for row, key in holder.items() if more_of[key] != a.id}
            found = (_otherwise(plan, a, after, held, alike, rules) for after in later)
            otherwise[a.id] += [row for row in found if row is not None]
    numbers_of = {s.quantity.id: s.quantity for s in said_by(later, rules)}
    return [
        _line(plan, a, taken[a.id], sorted(told[a.id], key=lambda r: r.as_of or "9999"), otherwise[a.id], thread_of, numbers_of)
        for a in asked
    ]


# -- the long plan ---------------------------------------------------------------------------------------------


def _asked(plan: Plan, rules: RuleSet) -> list[_Asked]:
    """Its indicators, then its targets; what says the same again joins the first that said it."""
    rows: list[_Asked] = []
    alike = Likeness(rules)
    for i in plan.side.indicators:
        q = of_indicator(i, plan.document, rules)
        unit = i.unit if q is None else q.said_unit
        bound = i.target is not None and i.target.comparator in _AT_MOST
        rows.append(_Asked(i.indicator_id, i.name, unit, q, *_baseline(i, rules), bound, None))
    known = {row.id: n for n, row in enumerate(rows)}
    titles = headings(plan.side)
    for t in plan.side.targets:
        q = of_target(t, plan.document, rules, titles.get(t.task_id))
        at = known.get(t.indicator_id or "")
        first = None if at is None else rows[at].quantity
        more_of = None
        if first is not None and not says_again(first, q):
            at, more_of = None, t.indicator_id
        if at is None:
            at = _restated(q, rows, alike)
        if at is None:
            bound = t.comparator in _AT_MOST
            also = () if q.heading is None else (q.heading,)
            rows.append(_Asked(t.target_id, t.metric, q.said_unit, q, None, None, bound, t.task_id, (), more_of, also))
        else:
            said = _counted_as(rows[at], q)
            rows[at] = replace(said, task_id=said.task_id or t.task_id, restated=(*said.restated, t.target_id), also=(*said.also, t.metric))
    return rows


def _restated(quantity: Quantity, rows: Sequence[_Asked], alike: Likeness) -> int | None:
    """Where the same is said already: in the same words, with the same unit, number and year; or by the table, in a longer name."""
    for n, row in enumerate(rows):
        if row.quantity is not None and _exactly(row.quantity) == _exactly(quantity):
            return n
    for n, row in enumerate(rows):
        if row.quantity is not None and row.quantity.task_id is None and _in_the_table(quantity, row.quantity, alike):
            return n
    return None


def _in_the_table(q: Quantity, row: Quantity, alike: Likeness) -> bool:
    """Whether a target is what a table has under a longer name: 培训残疾人2500人, 残疾人职业技能培训人数 2500."""
    same = (q.value, q.high, q.unit, q.per, q.year) == (row.value, row.high, row.unit, row.per, row.year)
    return same and q.unit != "%" and q.value >= _MANY and alike.contained(q.metric, row.metric)


def _counted_as(row: _Asked, again: Quantity) -> _Asked:
    """A table does not tell whether a number without a baseline is what there is by then or what is to come: who says it again does."""
    q = row.quantity
    if q is None or q.way != "level" or not again.grows or again.stock or row.baseline is not None or q.value != again.value:
        return row
    return replace(row, quantity=replace(q, way=again.way))


def _exactly(q: Quantity) -> tuple[object, ...]:
    return core(q.metric), q.value, q.high, q.unit, q.grows, q.per, q.year


def _baseline(row: Indicator, rules: RuleSet) -> tuple[float | None, float | None]:
    """Where an indicator started: as it is compared, and as the plan writes it."""
    cell = row.baseline
    if cell is None or cell.value is None:
        return None, None
    return scaled(cell.value, row.unit, rules)[0], multiplied(cell.value, row.unit)[0]


# -- later plans -----------------------------------------------------------------------------------------------


def _near(a: _Asked, new: Quantity, thread_of: Mapping[str, str], alike: Likeness) -> float | None:
    """How alike two metrics are; tasks of one thread help."""
    linked = a.task_id is not None and new.task_id is not None and thread_of.get(a.task_id) == thread_of.get(new.task_id)
    if not linked and (a.task_id or new.task_id) and alike.hangs_on_its_task(new.name):
        return None
    found = (alike.near(name, other, linked) for name in (a.metric, *a.also) for other in {new.name, new.metric})
    near = max((n for n in found if n is not None), default=None)
    return None if near is None else near + _LINKED * linked


def _apart(old: Quantity, new: Quantity, yearly: bool) -> Why | None:
    """Why two numbers cannot be held against each other; None where they can. What a plan for a year says once is so many per year."""
    if old.unit != new.unit:
        return "unit"
    if old.grows != new.grows:
        return "kind"
    if old.per != new.per and not (old.per == "年" and new.per is None and yearly):
        return "per"
    return None


def _behind(old: Quantity, new: Quantity) -> bool:
    return old.year is not None and new.year is not None and new.year > old.year


def _before(plan: Plan, new: Quantity) -> bool:
    """Whether a result is older than the plan: that is where it started, and nothing that it brought."""
    return new.year is not None and plan.start is not None and new.year < plan.start


def _promises(
    plan: Plan, after: Plan, asked: Sequence[_Asked], thread_of: Mapping[str, str], alike: Likeness, rules: RuleSet,
    taken: dict[str, list[TakenUp]],
) -> None:  # fmt: skip
    """What one later plan promises of the quantities asked for; each of its numbers answers one of them at most."""
    texts = {t.target_id: t.text + t.metric for t in after.side.targets}
    news = quantities_of(after.side, rules)
    pairs = []
    for o, a in enumerate(asked):
        old = a.quantity
        assert old is not None
        for n, new in enumerate(news):
            if _apart(old, new, after.years == 1) is not None or _behind(old, new):
                continue
            if (near := _near(a, new, thread_of, alike)) is not None:
                pairs.append(Pair(o, n, round(near + _SAME_YEAR * (old.year == new.year), 4)))
    for pair in best_assignment(pairs, 0.0):
        old, new = asked[pair.old].quantity, news[pair.new]
        assert old is not None
        change = _step(plan, after, old, new, texts.get(new.id, new.metric))
        taken[asked[pair.old].id].append(TakenUp(doc_id=after.doc_id, year=new.year, id=new.id, value=new.value, change=change))


def _step(plan: Plan, after: Plan, old: Quantity, new: Quantity, words: str) -> Step:
    """What a later number is to that of the long plan."""
    whole_sum = is_sum_so_far(words) or (after.start or 0) <= (plan.start or 0)
    if old.grows and old.per is None and not whole_sum:
        return "part"
    if old.year != new.year and (old.per is None or not old.grows):
        return "step"
    a, b = (old.value, old.high or old.value), (new.value, new.high or new.value)
    return "kept" if a == b else "raised" if b > a else "lowered"


def _results(
    plan: Plan, after: Plan, asked: Sequence[_Asked], thread_of: Mapping[str, str], alike: Likeness, rules: RuleSet,
    told: dict[str, list[Reported]],
) -> None:  # fmt: skip
    """What one later document reports of the quantities asked for; several years of one may be told."""
    for row in after.side.observations:
        new = of_observation(row, rules)
        if _before(plan, new):
            continue
        best: tuple[float, int] | None = None
        for n, a in enumerate(asked):
            if a.quantity is None or _apart(a.quantity, new, yearly=not _is_sum(row)) is not None:
                continue
            if a.quantity.grows and _behind(a.quantity, new):
                continue
            near = _near(a, new, thread_of, alike)
            if near is not None and (best is None or near > best[0]):
                best = (near, n)
        if best is not None:
            told[asked[best[1]].id].append(_reported(after, row, new, asked[best[1]]))


def _is_sum(row: Observation) -> bool:
    """Whether a result counts from the beginning, and not what one year brought."""
    return is_sum_so_far(row.text + row.metric)


def _reported(after: Plan, row: Observation, new: Quantity, a: _Asked) -> Reported:
    old = a.quantity
    assert old is not None
    counts = "level" if not old.grows else "since_start" if _is_sum(row) else "one_year"
    share: float | None
    if old.grows:
        share = _ratio(new.value, old.value)
    elif a.baseline is not None and a.baseline != old.value:
        share = _ratio(new.value - a.baseline, old.value - a.baseline)
    else:
        share = _ratio(old.value, new.value) if a.at_most else _ratio(new.value, old.value)
    return Reported.model_validate(
        {"doc_id": after.doc_id, "as_of": row.as_of, "id": new.id, "value": new.value, "counts": counts, "share_reached": share}
    )


def _ratio(part: float, whole: float) -> float | None:
    return round(part / whole, 4) if whole else None


def _otherwise(plan: Plan, a: _Asked, after: Plan, held: set[str], alike: Likeness, rules: RuleSet) -> tuple[NotCompared, str] | None:
    """The nearest number of a later plan that counts the same thing in a way that cannot be compared, and why in words.

    A common thread is no help here: its tasks count many things in many units.
    """
    old = a.quantity
    assert old is not None
    best: tuple[float, Quantity, Why] | None = None
    for said in said_by([after], rules):
        new = said.quantity
        near = None if new.id in held or (said.result and _before(plan, new)) else alike.near(a.metric, new.metric, False)
        if near is None or near < _SAME_THING or (best is not None and near <= best[0]):
            continue
        why = _apart(old, new, after.years == 1) or ("year" if _behind(old, new) else None)
        if why == "unit" and alike.whole(a.metric, new.metric) < _OTHER_UNIT:
            continue
        if why is not None:
            best = (near, new, why)
    if best is None:
        return None
    _, new, why = best
    words = {
        "unit": f"counted in {new.said_unit or 'no unit'}, here in {a.unit or 'no unit'}",
        "kind": "an increase, here a level" if new.grows else "a level, here an increase",
        "per": f"per {new.per}, here in all" if new.per else f"in all, here per {old.per}",
        "year": f"for {new.year}, here for {old.year}",
    }[why]
    row = NotCompared(doc_id=after.doc_id, year=new.year, id=new.id, metric=new.metric, unit=new.said_unit, value=new.said, why=why)
    return row, f"{why}: in {after.label} {new.metric} is {words}"


# -- a line ----------------------------------------------------------------------------------------------------


def _line(
    plan: Plan, a: _Asked, taken: Sequence[TakenUp], told: Sequence[Reported], otherwise: Sequence[tuple[NotCompared, str]],
    thread_of: Mapping[str, str], numbers_of: Mapping[str, Quantity],
) -> Coverage:  # fmt: skip
    q = a.quantity
    status: Taken
    reason = "; ".join(words for _, words in otherwise) or None
    if q is None:
        status, reason = "not_comparable", "the table gives no number"
    elif taken and told:
        status = "both"
    elif taken or told:
        status = "taken_up" if taken else "result_reported"
    else:
        status = "not_comparable" if otherwise else "untouched"
    planned, reached = _planned(q, taken), _reached(q, told)
    unit, value, baseline = a.unit, None if q is None else q.said, None if q is None else a.baseline_said
    if q is not None and as_written([q, *(numbers_of[name] for name in (*(row.id for row in taken), *(row.id for row in told)))]):
        taken = [row.model_copy(update={"value": numbers_of[row.id].said}) for row in taken]
        told = [row.model_copy(update={"value": numbers_of[row.id].said}) for row in told]
    elif q is not None:
        unit, value, baseline = q.unit, q.value, a.baseline
    return Coverage(
        doc_id=plan.doc_id, id=a.id, restated_ids=a.restated, metric=a.metric, unit=unit,
        value=value, deadline=None if q is None else q.deadline, baseline=baseline,
        thread_id=None if a.task_id is None else thread_of.get(a.task_id), status=status, taken_up=tuple(taken), results=tuple(told),
        not_compared=tuple(row for row, _ in otherwise), planned=planned, reached=reached, reason=reason,
    )  # fmt: skip


def _planned(q: Quantity | None, taken: Sequence[TakenUp]) -> float | None:
    """The parts of all years as a share of the sum; of two plans for one year, the larger part."""
    years: dict[object, float] = {}
    for row in taken:
        if row.change == "part":
            key = row.doc_id if row.year is None else row.year
            years[key] = max(years.get(key, 0.0), row.value)
    return _ratio(sum(years.values()), q.value) if years and q is not None else None


def _reached(q: Quantity | None, told: Sequence[Reported]) -> float | None:
    """How much of the whole the results come to."""
    if q is None or not told:
        return None
    if not q.grows or q.per is not None:
        return told[-1].share_reached
    years: dict[str, float] = {}
    for row in told:
        if row.counts == "one_year" and row.as_of is not None:
            years[row.as_of[:4]] = max(years.get(row.as_of[:4], 0.0), row.value)
    totals = [sum(years.values())]
    for row in told:
        if row.counts == "since_start":
            until = (row.as_of or "9999")[:4]
            totals.append(row.value + sum(v for year, v in years.items() if year > until))
    return _ratio(max(totals), q.value) if any(totals) else None
