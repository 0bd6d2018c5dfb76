"""What later plans took up of a long plan's targets and indicators, and what they report of them.

A five-year plan promises a sum over years or a level at its end; a yearly plan promises a share of the sum, or the level
of its own year. So a yearly increase is a `part` of the sum and never a lower target, and an earlier level is a `step`
on the way. Only numbers for the same year are kept, raised or lowered. What counts the same thing in another unit or in
another way is named, with the reason, and nothing is computed from it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.compare.assign import best_assignment
from pipeline.compare.plans import Plan
from pipeline.compare.quantities import Quantity, core, nearness, of_indicator, of_target, quantities_of, scaled
from pipeline.compare.series import is_sum_so_far, of_observation
from pipeline.compare.similarity import Pair
from rules import RuleSet
from schemas import Indicator, Observation
from schemas.lineage import Coverage, NotCompared, Reported, Step, TakenUp, Taken, Why

_AT_MOST = ("<=", "<")
_LINKED, _SAME_YEAR = 0.12, 0.02
_WHY: dict[Why, Callable[[Quantity, Quantity], str]] = {
    "unit": lambda old, new: f"counted in {new.unit or 'no unit'}, here in {old.unit or 'no unit'}",
    "kind": lambda old, new: "an increase, here a level" if new.grows else "a level, here an increase",
    "per": lambda old, new: f"per {new.per}, here in all" if new.per else f"in all, here per {old.per}",
    "year": lambda old, new: f"for {new.year}, here for {old.year}",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A quantity of the long plan: as it is compared, the records that say it again, its baseline, whether it is an upper bound."""

    id: str
    metric: str
    quantity: Quantity | None
    restated: tuple[str, ...]
    baseline: float | None
    at_most: bool
    task_id: str | None


def coverage(plans: Sequence[Plan], thread_of: Mapping[str, str], rules: RuleSet) -> list[Coverage]:
    """A line for each target and indicator of each long plan that has plans after it; `thread_of` gives a task's thread."""
    out: list[Coverage] = []
    for n, plan in enumerate(plans[:-1]):
        if plan.is_long:
            out += _of_plan(plan, plans[n + 1 :], thread_of, rules)
    return out


def _of_plan(plan: Plan, later: Sequence[Plan], thread_of: Mapping[str, str], rules: RuleSet) -> list[Coverage]:
    asked = _asked(plan, rules)
    numbers = [a for a in asked if a.quantity is not None]
    taken: dict[str, list[TakenUp]] = defaultdict(list)
    told: dict[str, list[Reported]] = defaultdict(list)
    otherwise: dict[str, list[NotCompared]] = defaultdict(list)
    reasons: dict[str, list[str]] = defaultdict(list)
    for after in later:
        _promises(plan, after, numbers, thread_of, rules, taken)
        _results(plan, after, numbers, thread_of, rules, told)
    held = {row.id for rows in (*taken.values(), *told.values()) for row in rows}
    for a in numbers:
        if not taken[a.id] and not told[a.id]:
            for after in later:
                _otherwise(a, after, thread_of, held, rules, otherwise[a.id], reasons[a.id])
    return [
        _line(plan, a, taken[a.id], sorted(told[a.id], key=lambda r: r.as_of or "9999"), otherwise[a.id], reasons[a.id], thread_of)
        for a in asked
    ]


# -- the long plan ---------------------------------------------------------------------------------------------


def _asked(plan: Plan, rules: RuleSet) -> list[_Asked]:
    """Its indicators, then its targets; what says the same again joins the first that said it."""
    rows: list[_Asked] = []
    restated: dict[str, list[str]] = defaultdict(list)
    for i in plan.side.indicators:
        quantity = of_indicator(i, plan.document, rules)
        rows.append(_Asked(i.indicator_id, i.name, quantity, (), _baseline(i, rules), _bound(i), None))
    known = {row.id: n for n, row in enumerate(rows)}
    for t in plan.side.targets:
        quantity = of_target(t, plan.document, rules)
        same = t.indicator_id if t.indicator_id in known else _restated(quantity, rows)
        if same is None:
            rows.append(_Asked(t.target_id, t.metric, quantity, (), None, t.comparator in _AT_MOST, t.task_id))
            continue
        restated[same].append(t.target_id)
        at = next(n for n, row in enumerate(rows) if row.id == same)
        first = rows[at]
        if first.task_id is None and t.task_id is not None:
            rows[at] = _Asked(first.id, first.metric, first.quantity, (), first.baseline, first.at_most, t.task_id)
    return [_Asked(a.id, a.metric, a.quantity, tuple(restated[a.id]), a.baseline, a.at_most, a.task_id) for a in rows]


def _restated(quantity: Quantity, rows: Sequence[_Asked]) -> str | None:
    """The line that says the same already: the same words, unit, number and year."""
    for row in rows:
        q = row.quantity
        if (
            q is not None
            and (q.value, q.high, q.unit, q.grows, q.per, q.year)
            == (quantity.value, quantity.high, quantity.unit, quantity.grows, quantity.per, quantity.year)
            and core(q.metric) == core(quantity.metric)
        ):
            return row.id
    return None


def _baseline(row: Indicator, rules: RuleSet) -> float | None:
    cell = row.baseline
    return None if cell is None or cell.value is None else scaled(cell.value, row.unit, rules)[0]


def _bound(row: Indicator) -> bool:
    return row.target is not None and row.target.comparator in _AT_MOST


# -- later plans -----------------------------------------------------------------------------------------------


def _near(a: _Asked, new: Quantity, thread_of: Mapping[str, str]) -> float | None:
    """How alike two metrics are; tasks of one thread help."""
    linked = a.task_id is not None and new.task_id is not None and thread_of.get(a.task_id) == thread_of.get(new.task_id)
    near = nearness(a.metric, new.metric, linked)
    return None if near is None else near + _LINKED * linked


def _apart(old: Quantity, new: Quantity, yearly: bool) -> Why | None:
    """Why two numbers cannot be held against each other; None where they can. In a plan for a year an increase is one per year."""
    if old.unit != new.unit:
        return "unit"
    if old.grows != new.grows:
        return "kind"
    if old.per != new.per and not (old.per == "年" and new.per is None and old.grows and yearly):
        return "per"
    return None


def _behind(old: Quantity, new: Quantity) -> bool:
    return old.year is not None and new.year is not None and new.year > old.year


def _promises(
    plan: Plan, after: Plan, asked: Sequence[_Asked], thread_of: Mapping[str, str], rules: RuleSet, taken: dict[str, list[TakenUp]]
) -> None:
    """What one later plan promises of the quantities asked for; each of its numbers answers one of them at most."""
    texts = {t.target_id: t.text + t.metric for t in after.side.targets}
    news = quantities_of(after.side, rules)
    pairs = []
    for o, a in enumerate(asked):
        old = a.quantity
        assert old is not None
        for n, new in enumerate(news):
            if _apart(old, new, after.years == 1) is None and not _behind(old, new) and (near := _near(a, new, thread_of)) is not None:
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
    if old.year != new.year and old.per is None:
        return "step"
    a, b = (old.value, old.high or old.value), (new.value, new.high or new.value)
    return "kept" if a == b else "raised" if b > a else "lowered"


def _results(
    plan: Plan, after: Plan, asked: Sequence[_Asked], thread_of: Mapping[str, str], rules: RuleSet, told: dict[str, list[Reported]]
) -> None:
    """What one later document reports of the quantities asked for; several years of one may be told."""
    for row in after.side.observations:
        new = of_observation(row, rules)
        if new.year is not None and plan.start is not None and new.year < plan.start:
            continue
        best: tuple[float, int] | None = None
        for n, a in enumerate(asked):
            if a.quantity is None or _apart(a.quantity, new, yearly=not _is_sum(row)) is not None:
                continue
            near = _near(a, new, thread_of)
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


def _otherwise(
    a: _Asked, after: Plan, thread_of: Mapping[str, str], held: set[str], rules: RuleSet, found: list[NotCompared], reasons: list[str]
) -> None:
    """The nearest number of a later plan that counts the same thing in a way that cannot be compared."""
    old = a.quantity
    assert old is not None
    news = [*quantities_of(after.side, rules), *(of_observation(o, rules) for o in after.side.observations)]
    best: tuple[float, Quantity, Why] | None = None
    for new in news:
        near = None if new.id in held else _near(a, new, thread_of)
        if near is None or (best is not None and near <= best[0]):
            continue
        why = _apart(old, new, after.years == 1) or ("year" if _behind(old, new) else None)
        if why is not None:
            best = (near, new, why)
    if best is not None:
        _, new, why = best
        found.append(
            NotCompared(doc_id=after.doc_id, year=new.year, id=new.id, metric=new.metric, unit=new.unit, value=new.value, why=why)
        )
        reasons.append(f"{why} in {after.label}: {_WHY[why](old, new)}")


# -- a line ----------------------------------------------------------------------------------------------------


def _line(
    plan: Plan, a: _Asked, taken: Sequence[TakenUp], told: Sequence[Reported], otherwise: Sequence[NotCompared],
    reasons: Sequence[str], thread_of: Mapping[str, str],
) -> Coverage:  # fmt: skip
    q = a.quantity
    status: Taken
    if q is None:
        status, reasons = "not_comparable", ("the table gives no number",)
    elif taken and told:
        status = "both"
    elif taken or told:
        status = "taken_up" if taken else "result_reported"
    else:
        status = "not_comparable" if otherwise else "untouched"
    return Coverage(
        doc_id=plan.doc_id, id=a.id, restated_ids=a.restated, metric=a.metric, unit=None if q is None else q.unit,
        value=None if q is None else q.value, deadline=None if q is None else q.deadline, baseline=None if q is None else a.baseline,
        thread_id=None if a.task_id is None else thread_of.get(a.task_id), status=status, taken_up=tuple(taken), results=tuple(told),
        not_compared=tuple(otherwise), planned=_planned(q, taken), reached=_reached(q, told),
        reason="; ".join(reasons) if status == "not_comparable" else None,
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


