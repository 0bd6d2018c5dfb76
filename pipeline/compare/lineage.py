"""The lineage of several plans: their order, the threads of their tasks, and what was taken up of the long ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.compare.coverage import coverage
from pipeline.compare.plans import Plan
from pipeline.compare.series import series_of
from pipeline.compare.threads import Strand, strands
from rules import RuleSet
from schemas.lineage import Coverage, Thread


@dataclass(frozen=True, slots=True)
class Lineage:
    """What became of several plans' matters; `columns` are the plans that have tasks, between which threads run."""

    plans: tuple[Plan, ...]
    columns: tuple[Plan, ...]
    strands: tuple[Strand, ...]
    threads: tuple[Thread, ...]
    coverage: tuple[Coverage, ...]

    @property
    def long_plans(self) -> list[Plan]:
        """The plans of which it is asked what later ones took up."""
        return [p for p in self.plans[:-1] if p.is_long]

    def later(self, plan: Plan) -> tuple[Plan, ...]:
        """The plans after a plan."""
        return self.plans[self.plans.index(plan) + 1 :]

    def goes_on(self, row: Coverage) -> tuple[str, ...]:
        """The later plans whose tasks carry on the task of a quantity that none of them names again."""
        if row.status != "untouched" or row.thread_id is None:
            return ()
        plan = next(p for p in self.plans if p.doc_id == row.doc_id)
        thread = next(t for t in self.threads if t.thread_id == row.thread_id)
        have = {event.doc_id for event in thread.events if event.task_ids}
        return tuple(p.label for p in self.later(plan) if p.doc_id in have)


def lineage(plans: Sequence[Plan], rules: RuleSet) -> Lineage:
    """The lineage of plans that are in the order of time."""
    columns = tuple(p for p in plans if p.side.tasks)
    found = strands(columns, rules)
    series = series_of(found, plans, rules)
    threads = tuple(
        Thread(thread_id=s.thread_id, title=s.title, life=s.life, events=s.events, links=s.links, quantities=q)
        for s, q in zip(found, series, strict=True)
    )
    thread_of = {t.task_id: s.thread_id for s in found for tasks in s.tasks for t in tasks}
    return Lineage(tuple(plans), columns, tuple(found), threads, tuple(coverage(plans, thread_of, rules)))
