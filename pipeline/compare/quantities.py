"""Targets and indicators of two sides, held against each other by what they count, in what unit, by when.

A quantity of one side meets at most one of the other. Those of linked tasks that are the same in everything meet first;
for the rest the assignment maximises how alike the metrics are, over all quantities of both sides at once. What cannot
be compared never meets: levels and increments, what grows and what falls, % and 张, and goals for different years,
unless each is for its own plan's end or only the deadline has moved.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

from pipeline.compare.assign import best_assignment
from pipeline.compare.metrics import Likeness, core
from pipeline.compare.sides import Side
from pipeline.compare.similarity import Pair
from pipeline.numerals import plain, read_scaled
from rules import RuleSet
from rules.families import ConversionRule
from schemas import Document, Indicator, Target
from schemas.changes import QuantityChange

_FREE = 0.3
"""So much of the likeness is worth nothing, so that one good pair is preferred to two poor ones."""
_LINKED = 0.12
_SAME_NUMBER = 0.03
_SAME_YEAR = 0.01
_SAME_NAME = 0.005
_SHARED_GRAMS = 0.25
"""Metrics that share less of their pairs of characters than this are not looked at."""
_WINDOW = 8
"""Of quantities that all have the same name, so many before and behind a quantity's own place are looked at."""
_GROWS = re.compile("新增|累计|增长|增加|完成数|年均")
_FALLS = re.compile("下降|降低|减少|降幅|减排|压减")
_PER_YEAR = re.compile("[/每]年$")

Change = Literal["raised", "lowered", "kept", "rescheduled"]
Way = Literal["level", "up", "down", "flow"]
"""What is reached, so many more, so many less; a flow is so many a year, which tables do not tell from the first two."""

WAYS: dict[str, Way] = {"increment": "up", "decrement": "down"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A target or an indicator's target value as it is compared.

    `value`, `high` and `unit` are scaled; `said` and `said_unit` are those of the text with 万 and 亿 multiplied out.
    `year` and `month` are those of the deadline; `horizon` says that it is due in the last year of its own plan.
    """

    id: str
    metric: str
    value: float
    high: float | None
    unit: str | None
    said: float
    said_unit: str | None
    way: Way
    per: str | None
    one_year: bool
    year: int | None
    month: int
    horizon: bool
    task_id: str | None
    deadline: str | None = None
    """By when, or of when, in full."""
    stock: bool = False
    """Whether an increase is told as all that there is by then (累计建成), which no year's increase is held against."""

    heading: str | None = None
    """What is counted, where the metric only says what is done."""

    @property
    def name(self) -> str:
        """What its metric is compared by."""
        return self.heading or self.metric

    @property
    def grows(self) -> bool:
        """Whether the number is so many more or less, and no level."""
        return self.way in ("up", "down")


@cache
def _conversions(rules: RuleSet) -> dict[str, tuple[str, float]]:
    return {word: (rule.base, rule.factor) for rule in rules.of(ConversionRule) for word in rule.words}


def multiplied(value: float, unit: str | None) -> tuple[float, str | None]:
    """A value and its unit without 万 and 亿: 0.6万张 is 6000张."""
    if unit is not None and (scale := re.match("(?:[百千]?万|亿)+(?=.)", unit)):
        return read_scaled(str(value), scale.group()) or value, unit[scale.end() :]
    return value, unit


def scaled(value: float, unit: str | None, rules: RuleSet) -> tuple[float, str | None]:
    """A value and its unit as they are compared: 0.6万张 is 6000张, 3公顷 is 45亩, 家 counts as 个 does."""
    value, unit = multiplied(value, unit)
    if unit is not None and (known := _conversions(rules).get(unit)) is not None:
        unit, value = known[0], plain(value * known[1])
    return value, unit


def of_target(target: Target, document: Document | None, rules: RuleSet, heading: str | None = None) -> Quantity:
    """A target as it is compared; where it says what is done and not to what (五年改造1500户), its task's heading is its name."""
    found = _quantity(
        target.target_id, target.metric, target.value, target.value_high, target.unit, WAYS.get(target.kind, "level"), target.per,
        target.deadline, document, target.task_id, rules,
    )  # fmt: skip
    stock = found.way == "up" and rules.phrase("stock_so_far").search(target.text) is not None
    act = heading if heading and rules.phrase("act_alone").search(core(target.metric)) else None
    return replace(found, stock=stock, heading=act) if stock or act else found


def headings(side: Side) -> dict[str | None, str | None]:
    """The headings of a side's tasks, by id."""
    return {t.task_id: t.title for t in side.tasks}


def of_indicator(indicator: Indicator, document: Document | None, rules: RuleSet) -> Quantity | None:
    """An indicator's target value as it is compared; None where it has no number."""
    if indicator.target is None or indicator.target.value is None:
        return None
    note = f"{indicator.name}{indicator.note or ''}"
    per_year = indicator.unit is not None and _PER_YEAR.search(indicator.unit) is not None
    way: Way = "flow" if per_year else "down" if _FALLS.search(note) else "up" if _GROWS.search(note) else "level"
    year = None if indicator.target.year is None else str(indicator.target.year)
    return _quantity(
        indicator.indicator_id, indicator.name, indicator.target.value, None, indicator.unit, way, None, year, document, None, rules
    )


def _quantity(
    name: str, metric: str, number: float, high: float | None, unit: str | None, way: Way, per: str | None, deadline: str | None,
    document: Document | None, task_id: str | None, rules: RuleSet,
) -> Quantity:  # fmt: skip
    if unit is not None and per is None and (a_year := _PER_YEAR.search(unit)):
        unit, per = unit[: a_year.start()] or None, "年"
    value, base = scaled(number, unit, rules)
    said, said_unit = multiplied(number, unit)
    period = document.period if document else None
    end = period.end if period else None
    year = int(deadline[:4]) if deadline else end
    return Quantity(
        name, metric, value, None if high is None else scaled(high, unit, rules)[0], base, said, said_unit, way, per,
        period is not None and period.start is not None and period.start == end, year,
        int(deadline[5:7]) if deadline and len(deadline) > 4 else 12, year == end, task_id, deadline,
    )  # fmt: skip


def quantities_of(side: Side, rules: RuleSet) -> list[Quantity]:
    """All quantities of a side, indicators first; a target that says an indicator again is left to it."""
    documents = {d.doc_id: d for d in side.documents}
    found = [q for i in side.indicators if (q := of_indicator(i, documents.get(i.doc_id), rules)) is not None]
    known = {q.id: q for q in found}
    titles = headings(side)
    for t in side.targets:
        first, q = known.get(t.indicator_id or ""), of_target(t, documents.get(t.doc_id), rules, titles.get(t.task_id))
        if first is None or not says_again(first, q):
            found.append(q)
    return found


def says_again(first: Quantity, again: Quantity) -> bool:
    """Whether a target of an indicator's name says the indicator: the same number, or one of the same way.

    Of 节水型企业数 120家, 创建节水型企业94家 is how many are to come, which yearly plans divide, and not how many there are by then.
    """
    if (first.value, first.unit) == (again.value, again.unit) or "flow" in (first.way, again.way):
        return True
    return (first.grows and not first.stock) == (again.grows and not again.stock)


def compare_quantities(old: Side, new: Side, links: Mapping[tuple[str, str], float], rules: RuleSet) -> list[QuantityChange]:
    """Every quantity of both sides: those that met, then what was added and dropped. `links` are the linked tasks, by id."""
    olds, news = quantities_of(old, rules), quantities_of(new, rules)
    partners: dict[str | None, list[str | None]] = defaultdict(list)
    for old_task, new_task in links:
        partners[new_task].append(old_task)
    met = _same(olds, news, partners)
    taken_old, taken_new = {o for o, _ in met}, {n for _, n in met}
    rest_old = [n for n in range(len(olds)) if n not in taken_old]
    rest_new = [n for n in range(len(news)) if n not in taken_new]
    pairs = candidates([olds[n] for n in rest_old], [news[n] for n in rest_new], partners, rules)
    met += [(rest_old[p.old], rest_new[p.new]) for p in best_assignment(pairs, 0.0)]
    taken_old, taken_new = {o for o, _ in met}, {n for _, n in met}
    rows = [_row(olds[o], news[n]) for o, n in sorted(met, key=lambda p: (p[1], p[0]))]
    rows += [_alone(q, "added") for n, q in enumerate(news) if n not in taken_new]
    rows += [_alone(q, "dropped") for n, q in enumerate(olds) if n not in taken_old]
    return rows


# -- which may meet ----------------------------------------------------------------------------------------------


def _same(olds: Sequence[Quantity], news: Sequence[Quantity], partners: Mapping[str | None, Sequence[str | None]]) -> list[tuple[int, int]]:
    """Quantities of linked tasks, or of no task, that are the same in everything: nothing else may take them."""
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for n, q in enumerate(olds):
        waiting[q.task_id, _all_of(q)].append(n)
    met = []
    for n, q in enumerate(news):
        for task in partners.get(q.task_id, ()) if q.task_id is not None else (None,):
            if queue := waiting.get((task, _all_of(q))):
                met.append((queue.popleft(), n))
                break
    return met


def _all_of(q: Quantity) -> Hashable:
    return q.metric, q.value, q.high, q.unit, q.way, q.per, q.year, q.month


def candidates(
    olds: Sequence[Quantity], news: Sequence[Quantity], partners: Mapping[str | None, Sequence[str | None]], rules: RuleSet
) -> list[Pair]:
    """Pairs that may be compared, worth what their metrics have in common above the least that is asked."""
    of_task: dict[tuple[str | None, str | None], list[int]] = defaultdict(list)
    for n, q in enumerate(olds):
        if q.task_id is not None:
            of_task[q.task_id, q.unit].append(n)
    alike = Likeness(rules)
    near = _near_names(olds, news, alike)
    pairs = []
    for n, q in enumerate(news):
        linked = {o for task in partners.get(q.task_id, ()) for o in of_task.get((task, q.unit), ())} if q.task_id is not None else set()
        hangs = alike.hangs_on_its_task(q.name)
        for o in sorted(linked.union(near[n])):
            if hangs and o not in linked and (olds[o].task_id or q.task_id):
                continue
            if may_meet(olds[o], q) and (likeness := name_likeness(alike, olds[o], q, o in linked)) is not None:
                pairs.append(Pair(o, n, _worth(olds[o], q, likeness, o in linked)))
    return pairs


def name_likeness(alike: Likeness, old: Quantity, new: Quantity, linked: bool) -> float | None:
    """How alike the names of two quantities are, by headings where metrics name no thing; None where they count different things."""
    found = alike.near(old.name, new.name, linked)
    if old.heading is None and new.heading is None:
        return found
    as_written = alike.near(old.metric, new.metric, linked)
    return max((n for n in (found, as_written) if n is not None), default=None)


def _near_names(olds: Sequence[Quantity], news: Sequence[Quantity], alike: Likeness) -> list[list[int]]:
    """For each new quantity the old ones of its unit whose metrics are alike; of many with one name those near its own place."""
    held_old, held_new = _by_name(olds), _by_name(news)
    index: dict[tuple[str | None, str], list[str]] = defaultdict(list)
    for unit, name in held_old:
        for gram in alike.name(name).grams:
            index[unit, gram].append(name)
    near: list[list[int]] = [[] for _ in news]
    for (unit, name), places in held_new.items():
        grams = alike.name(name).grams
        shared = Counter(other for gram in grams for other in index.get((unit, gram), ()))
        for other, times in shared.items():
            if times < _SHARED_GRAMS * min(len(grams), len(alike.name(other).grams)) or alike.near(other, name, False) is None:
                continue
            those = held_old[unit, other]
            for at, n in enumerate(places):
                middle = at * len(those) // len(places)
                near[n] += those if len(those) <= 2 * _WINDOW else those[max(0, middle - _WINDOW) : middle + _WINDOW]
    return near


def _by_name(quantities: Sequence[Quantity]) -> dict[tuple[str | None, str], list[int]]:
    held: dict[tuple[str | None, str], list[int]] = defaultdict(list)
    for n, q in enumerate(quantities):
        held[q.unit, q.name].append(n)
    return held


def may_meet(old: Quantity, new: Quantity) -> bool:
    """Whether two numbers can be compared at all, whatever they count."""
    if old.unit != new.unit:
        return False
    one, other = "level" if old.stock else old.way, "level" if new.stock else new.way
    if one != other and ("flow" not in (one, other) or "down" in (one, other)):
        return False
    if old.per != new.per and not _a_year(old, new) and not _a_year(new, old):
        return False
    same_number = (old.value, old.high) == (new.value, new.high)
    return old.year == new.year or same_number or (old.horizon and new.horizon)


def _a_year(each: Quantity, once: Quantity) -> bool:
    """Whether the one is so many every year, and the other so many in a plan for one year."""
    return each.per == "年" and once.per is None and once.one_year


def _worth(old: Quantity, new: Quantity, alike: float, linked: bool) -> float:
    same_number = (old.value, old.high) == (new.value, new.high)
    extra = _LINKED * linked + _SAME_NUMBER * same_number + _SAME_YEAR * (old.year == new.year and old.month == new.month)
    return round(alike - _FREE + extra + _SAME_NAME * (old.metric == new.metric), 4)


# -- rows ----------------------------------------------------------------------------------------------------------


def _row(old: Quantity, new: Quantity) -> QuantityChange:
    said = old.said_unit == new.said_unit
    return QuantityChange(
        metric=new.metric, unit=new.said_unit if said else new.unit, old_id=old.id, new_id=new.id,
        old_value=old.said if said else old.value, new_value=new.said if said else new.value,
        change=change_of(old, new), old_task_id=old.task_id, new_task_id=new.task_id,
    )  # fmt: skip


def change_of(old: Quantity, new: Quantity) -> Change:
    """What became of a quantity; a range is held against a range by its lower end first."""
    if (old.value, old.high) == (new.value, new.high):
        return "rescheduled" if _moved(old, new) else "kept"
    return "raised" if (new.value, new.high or new.value) > (old.value, old.high or old.value) else "lowered"


def _moved(old: Quantity, new: Quantity) -> bool:
    """Whether the deadline moved otherwise than from the end of one plan to the end of the next."""
    if old.year is None or new.year is None:
        return False
    return old.month != new.month or (old.year != new.year and not (old.horizon and new.horizon))


def _alone(q: Quantity, change: Literal["added", "dropped"]) -> QuantityChange:
    mine = (q.id, q.said, q.task_id)
    none: tuple[None, None, None] = (None, None, None)
    (old_id, old_value, old_task), (new_id, new_value, new_task) = (none, mine) if change == "added" else (mine, none)
    return QuantityChange(
        metric=q.metric, unit=q.said_unit, old_id=old_id, new_id=new_id, old_value=old_value, new_value=new_value, change=change,
        old_task_id=old_task, new_task_id=new_task,
    )  # fmt: skip
