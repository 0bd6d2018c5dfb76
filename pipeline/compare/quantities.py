"""Targets and indicators of two sides, held against each other by what they count, in what unit, by when.

A quantity of one side meets at most one of the other: the assignment maximises how alike the metrics are, over all
quantities of both sides at once. What cannot be compared never meets: levels and increments, % and 张, and goals for
different years, unless each is for its own plan's end.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rapidfuzz import fuzz

from pipeline.compare.assign import best_assignment
from pipeline.compare.sides import Side
from pipeline.compare.similarity import Pair
from pipeline.numerals import plain, read_scaled
from rules import RuleSet
from rules.families import ConversionRule
from schemas import Document, Indicator, Target
from schemas.changes import QuantityChange

_ALIKE = 0.62
"""Metrics less alike than this count different things, unless their tasks are linked."""
_ALIKE_LINKED = 0.45
_LINKED = 0.12
_SAME_NUMBER = 0.03
_BRACKETS = re.compile("[（(][^（()）]*[）)]")
_LEADING = re.compile("^(?:新增|新建|累计|年均|全[省市区县]|每年)")
_GROWS = re.compile("新增|累计|增长|增加|完成数|年均")

Change = Literal["raised", "lowered", "kept", "rescheduled"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A target or an indicator's target value as it is compared: unit and value scaled, its year, whether that is the plan's own end."""

    id: str
    metric: str
    value: float
    high: float | None
    unit: str | None
    grows: bool
    per: str | None
    year: int | None
    deadline: str | None
    horizon: bool
    task_id: str | None
    indicator: bool


@cache
def _conversions(rules: RuleSet) -> dict[str, tuple[str, float]]:
    return {word: (rule.base, rule.factor) for rule in rules.of(ConversionRule) for word in rule.words}


def scaled(value: float, unit: str | None, rules: RuleSet) -> tuple[float, str | None]:
    """A value and its unit as they are compared: 0.6万张 is 6000张, 3公顷 is 45亩, 家 counts as 个 does."""
    if unit is not None and (scale := re.match("(?:[百千]?万|亿)+(?=.)", unit)):
        value, unit = read_scaled(str(value), scale.group()) or value, unit[scale.end() :]
    if unit is not None and (known := _conversions(rules).get(unit)) is not None:
        unit, value = known[0], plain(value * known[1])
    return value, unit


def of_target(target: Target, document: Document | None, rules: RuleSet) -> Quantity:
    """A target as it is compared."""
    value, unit = scaled(target.value, target.unit, rules)
    high = None if target.value_high is None else scaled(target.value_high, target.unit, rules)[0]
    end = document.period.end if document and document.period else None
    year = int(target.deadline[:4]) if target.deadline else end
    return Quantity(
        target.target_id, target.metric, value, high, unit, target.kind in ("increment", "decrement"), target.per, year,
        target.deadline, not target.deadline_explicit or year == end, target.task_id, False,
    )  # fmt: skip


def of_indicator(indicator: Indicator, document: Document | None, rules: RuleSet) -> Quantity | None:
    """An indicator's target value as it is compared; None where it has no number."""
    if indicator.target is None or indicator.target.value is None:
        return None
    value, unit = scaled(indicator.target.value, indicator.unit, rules)
    end = document.period.end if document and document.period else None
    year = indicator.target.year or end
    note = f"{indicator.name}{indicator.note or ''}"
    return Quantity(
        indicator.indicator_id, indicator.name, value, None, unit, _GROWS.search(note) is not None, None, year,
        str(year) if year else None, year == end, None, True,
    )  # fmt: skip


def quantities_of(side: Side, rules: RuleSet) -> list[Quantity]:
    """All quantities of a side, indicators first; a target that says an indicator again is left to it."""
    documents = {d.doc_id: d for d in side.documents}
    found = [of_indicator(i, documents.get(i.doc_id), rules) for i in side.indicators]
    known = {i.indicator_id for i in side.indicators if i.target is not None and i.target.value is not None}
    targets = [of_target(t, documents.get(t.doc_id), rules) for t in side.targets if t.indicator_id not in known]
    return [q for q in found if q is not None] + targets


def compare_quantities(old: Side, new: Side, links: Mapping[tuple[str, str], float], rules: RuleSet) -> list[QuantityChange]:
    """Every quantity of both sides: those that met, then what was added and dropped. `links` are the linked tasks, by id."""
    olds, news = quantities_of(old, rules), quantities_of(new, rules)
    met = best_assignment(_candidates(olds, news, links), 0.0)
    rows = [_row(olds[p.old], news[p.new]) for p in met]
    taken_old, taken_new = {p.old for p in met}, {p.new for p in met}
    rows += [_alone(q, "added") for n, q in enumerate(news) if n not in taken_new]
    rows += [_alone(q, "dropped") for n, q in enumerate(olds) if n not in taken_old]
    return rows


def _candidates(olds: Sequence[Quantity], news: Sequence[Quantity], links: Mapping[tuple[str, str], float]) -> list[Pair]:
    """Pairs that may be compared, worth what their metrics have in common above the least that is asked."""
    index: dict[tuple[str | None, bool, str], list[int]] = defaultdict(list)
    for n, q in enumerate(olds):
        for gram in _grams(q.metric):
            index[q.unit, q.grows, gram].append(n)
    pairs = []
    for n, q in enumerate(news):
        near = {o for unit in {q.unit, None} for gram in _grams(q.metric) for o in index.get((unit, q.grows, gram), ())}
        for o in sorted(near):
            if (worth := _worth(olds[o], q, links)) is not None:
                pairs.append(Pair(o, n, worth))
    return pairs


def _grams(metric: str) -> set[str]:
    words = core(metric)
    return {words[n : n + 2] for n in range(len(words) - 1)} or {words}


@cache
def core(metric: str) -> str:
    """A metric without brackets and without the words that only say that it grows."""
    return _LEADING.sub("", _BRACKETS.sub("", metric)) or metric


def _worth(old: Quantity, new: Quantity, links: Mapping[tuple[str, str], float]) -> float | None:
    """How alike two quantities are above what is asked; None where they cannot be compared."""
    if old.unit != new.unit or old.grows != new.grows or old.per != new.per:
        return None
    same_number = old.value == new.value and old.high == new.high
    if old.year != new.year and not (old.horizon and new.horizon) and not same_number:
        return None
    linked = old.task_id is not None and new.task_id is not None and (old.task_id, new.task_id) in links
    alike = nearness(old.metric, new.metric, linked)
    return None if alike is None else round(alike - 0.3 + _LINKED * linked + _SAME_NUMBER * same_number, 4)


def nearness(old: str, new: str, linked: bool) -> float | None:
    """How alike two metrics are, up to 1; None where they count different things. Less is enough where their tasks are linked."""
    a, b = core(old), core(new)
    alike = max(fuzz.ratio(a, b), 0.92 * fuzz.partial_ratio(a, b) if min(len(a), len(b)) >= 4 else 0) / 100
    return None if alike < (_ALIKE_LINKED if linked else _ALIKE) else alike


def _row(old: Quantity, new: Quantity) -> QuantityChange:
    return QuantityChange(
        metric=new.metric, unit=new.unit, old_id=old.id, new_id=new.id, old_value=old.value, new_value=new.value,
        change=_change(old, new), old_task_id=old.task_id, new_task_id=new.task_id,
    )  # fmt: skip


def _change(old: Quantity, new: Quantity) -> Change:
    if (old.value, old.high) == (new.value, new.high):
        moved = old.deadline != new.deadline and not (old.horizon and new.horizon)
        return "rescheduled" if moved else "kept"
    return "raised" if (new.value, new.high or new.value) > (old.value, old.high or old.value) else "lowered"


def _alone(q: Quantity, change: Literal["added", "dropped"]) -> QuantityChange:
    mine = (q.id, q.value, q.task_id)
    none: tuple[None, None, None] = (None, None, None)
    (old_id, old_value, old_task), (new_id, new_value, new_task) = (none, mine) if change == "added" else (mine, none)
    return QuantityChange(
        metric=q.metric, unit=q.unit, old_id=old_id, new_id=new_id, old_value=old_value, new_value=new_value, change=change,
        old_task_id=old_task, new_task_id=new_task,
    )  # fmt: skip
