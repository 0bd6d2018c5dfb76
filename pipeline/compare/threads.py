"""Tasks followed through several plans: what starts, continues, splits, merges, pauses, resumes and ends.

Each plan is linked with the one before it by `link_tasks`. A task that finds nothing there is looked for in the plan
before that, and so on, so that a matter that skips a year is found again. A thread is what hangs together by these links.

In a comparison of two plans a link that is only nearly as good as another does no harm. Over several plans such links
would tie one matter to the next until everything is one thread. So a link counts here where it is the best that both of
its tasks have, or, for splits and merges, the best that one of them has and not far behind the other's best.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.compare.compare import link_tasks
from pipeline.compare.plans import Plan
from rules import RuleSet
from schemas import Task
from schemas.changes import TaskLink
from schemas.lineage import Life, Status, ThreadEvent, ThreadLink

_RATIO = 0.6
"""The branch of a split or a merge is at least so near as this part of the best link that either of its tasks has."""
_BRANCH = 0.3
"""A branch ties two threads into one, so that it has to be surer than a link of two plans: below this few are right."""
_NEARLY = 0.9
"""A link of this part of a branch is preferred to it, where the branch's other end has a nearer task and the link's has none."""
_AGAIN = 0.35
"""A matter that was away is told by more likeness than one that goes on, as it is looked for in more places."""
_TITLE = 24


@dataclass(frozen=True, slots=True)
class Strand:
    """A thread before its quantities are known: its tasks by plan, what happened in each plan, and its links."""

    tasks: tuple[tuple[Task, ...], ...]
    events: tuple[ThreadEvent, ...]
    links: tuple[ThreadLink, ...]

    @property
    def thread_id(self) -> str:
        """Derived from the ids of its tasks."""
        names = "|".join(t.task_id for tasks in self.tasks for t in tasks)
        return f"thread-{hashlib.sha256(names.encode()).hexdigest()[:16]}"

    @property
    def title(self) -> str:
        """The title of its latest task, or how that task begins."""
        latest = next(tasks for tasks in reversed(self.tasks) if tasks)
        return next((t.title for t in latest if t.title), latest[0].text[:_TITLE]) or "…"

    @property
    def life(self) -> Life:
        """Whether the first and the last of the plans have it."""
        return _LIVES[bool(self.tasks[0]), bool(self.tasks[-1])]


_LIVES: dict[tuple[bool, bool], Life] = {
    (True, True): "whole", (False, True): "started_later", (True, False): "ended_early", (False, False): "passing",
}  # fmt: skip


def strands(plans: Sequence[Plan], rules: RuleSet) -> list[Strand]:
    """The threads of plans that are in the order of time, by their first tasks; every task is in exactly one.

    Each of the plans has tasks: one without would pause every matter.
    """
    links = lineage_links(plans, rules)
    place = {t.task_id: (n, t) for n, plan in enumerate(plans) for t in plan.side.tasks}
    root = {name: name for name in place}

    def find(name: str) -> str:
        while root[name] != name:
            root[name] = root[root[name]]
            name = root[name]
        return name

    for link in links:
        root[find(link.new_task_id)] = find(link.old_task_id)
    groups: dict[str, list[str]] = defaultdict(list)
    held: dict[str, list[TaskLink]] = defaultdict(list)
    for name in place:
        groups[find(name)].append(name)
    for link in links:
        held[find(link.new_task_id)].append(link)
    return [_strand(plans, [place[name] for name in names], held[key]) for key, names in groups.items()]


def _strand(plans: Sequence[Plan], members: Sequence[tuple[int, Task]], links: Sequence[TaskLink]) -> Strand:
    tasks = tuple(tuple(t for n, t in members if n == at) for at in range(len(plans)))
    at = {t.task_id: n for n, t in members}
    rows = tuple(
        ThreadLink(old_task_id=k.old_task_id, new_task_id=k.new_task_id, similarity=k.similarity, shared_terms=k.shared_terms)
        for k in links
    )
    return Strand(tasks, tuple(_events(plans, tasks, links, at)), rows)


# -- links -----------------------------------------------------------------------------------------------------


def lineage_links(plans: Sequence[Plan], rules: RuleSet) -> list[TaskLink]:
    """The links that threads are made of, in the order of the newer tasks."""
    out: list[TaskLink] = []
    for new in range(1, len(plans)):
        found = strong(link_tasks(plans[new - 1].side, plans[new].side, rules))
        out += found
        alone = {t.task_id for t in plans[new].side.tasks} - {k.new_task_id for k in found}
        for old in range(new - 2, -1, -1):
            if not alone:
                break
            again = best_of_new(link_tasks(plans[old].side, plans[new].side, rules), alone)
            out += again
            alone -= {k.new_task_id for k in again}
    order = {t.task_id: n for n, t in enumerate(t for plan in plans for t in plan.side.tasks)}
    return sorted(out, key=lambda k: (order[k.new_task_id], order[k.old_task_id]))


def strong(links: Sequence[TaskLink]) -> list[TaskLink]:
    """The links that are the best of both tasks, or the best of one and not far behind the other's: the branches.

    A task that has a link nearly as good to a task which has no better one goes on there, and is no branch of a third.
    """
    of_old, of_new = _best(links)
    rivals: dict[str, float] = defaultdict(float)
    for link in links:
        if link.similarity == of_new[link.new_task_id] < of_old[link.old_task_id]:
            rivals[link.old_task_id] = max(rivals[link.old_task_id], link.similarity)
        elif link.similarity == of_old[link.old_task_id] < of_new[link.new_task_id]:
            rivals[link.new_task_id] = max(rivals[link.new_task_id], link.similarity)

    def branch(link: TaskLink) -> bool:
        least, best = sorted((of_old[link.old_task_id], of_new[link.new_task_id]))
        rival = rivals[link.old_task_id if of_old[link.old_task_id] == link.similarity else link.new_task_id]
        return link.similarity == least >= max(_BRANCH, _RATIO * best) and rival < max(_BRANCH, _NEARLY * link.similarity)

    return [k for k in links if k.similarity == of_old[k.old_task_id] == of_new[k.new_task_id] or branch(k)]


def best_of_new(links: Sequence[TaskLink], wanted: set[str]) -> list[TaskLink]:
    """For each of the wanted newer tasks its best link, where that is near enough for a matter that was away."""
    _, of_new = _best(links)
    best: dict[str, TaskLink] = {}
    for link in links:
        if link.new_task_id in wanted and link.similarity == of_new[link.new_task_id] and link.similarity >= _AGAIN:
            best.setdefault(link.new_task_id, link)
    return list(best.values())


def _best(links: Sequence[TaskLink]) -> tuple[Mapping[str, float], Mapping[str, float]]:
    of_old: dict[str, float] = defaultdict(float)
    of_new: dict[str, float] = defaultdict(float)
    for link in links:
        of_old[link.old_task_id] = max(of_old[link.old_task_id], link.similarity)
        of_new[link.new_task_id] = max(of_new[link.new_task_id], link.similarity)
    return of_old, of_new


# -- events ----------------------------------------------------------------------------------------------------


def _events(plans: Sequence[Plan], tasks: Sequence[Sequence[Task]], links: Sequence[TaskLink], at: Mapping[str, int]) -> list[ThreadEvent]:
    """One event a plan, from the first that has the matter to the last, and one where it ends."""
    alive = [n for n, held in enumerate(tasks) if held]
    out: list[ThreadEvent] = []
    for n in range(alive[0], min(alive[-1] + 2, len(plans))):
        status: Status
        if n == alive[0]:
            status = "starts"
        elif n > alive[-1]:
            status = "ends"
        elif not tasks[n]:
            status = "pauses"
        elif not tasks[n - 1]:
            status = "resumes"
        else:
            status = _turn(n, tasks, links, at)
        names = tuple(t.task_id for t in tasks[n])
        out.append(ThreadEvent(doc_id=plans[n].doc_id, year=plans[n].start, status=status, task_ids=names))
    return out


def _turn(n: int, tasks: Sequence[Sequence[Task]], links: Sequence[TaskLink], at: Mapping[str, int]) -> Status:
    """How a thread goes on in a plan whose predecessor has it, too.

    A branch from an earlier plan that is no new beginning is a split as well. Where some tasks split and others merge,
    their number decides; where that stays the same, they were only cut anew.
    """
    into = [k for k in links if at[k.new_task_id] == n]
    skipping = {k.old_task_id for k in into if at[k.old_task_id] < n - 1}
    splits = bool(skipping) or max(Counter(k.old_task_id for k in into).values(), default=0) > 1
    merges = max(Counter(k.new_task_id for k in into).values(), default=0) > 1
    if splits and merges:
        splits, merges = len(tasks[n]) > len(tasks[n - 1]), len(tasks[n]) < len(tasks[n - 1])
    return "splits" if splits else "merges" if merges else "continues"
