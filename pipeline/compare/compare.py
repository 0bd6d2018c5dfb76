"""The comparison itself: identical items first, then links by matter, then groups, then their quantities."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

from pipeline.compare.assign import Limits, choose
from pipeline.compare.counted import counted_alike
from pipeline.compare.quantities import compare_quantities, quantities_of
from pipeline.compare.sentences import carried_on, made_of_a_sentence
from pipeline.compare.sides import Side
from pipeline.compare.similarity import Similarities
from pipeline.compare.terms import place_names
from rules import RuleSet
from schemas import Task
from schemas.changes import Change, QuantityChange, TaskLink

THRESHOLD = 0.27
"""Similarity above which two tasks are linked; `docs/comparison.md` tells how it was chosen."""
LIMITS = Limits(first=0.23, further=THRESHOLD, share=0.65, sure=0.37)
PART = 0.19
"""A task that has a partner is linked to others above this that say one of its sentences."""
LONE = 0.5
"""Two tasks that share one word alone are linked above this only: a word may stand in both by chance."""
_OLD, _NEW = "old", "new"
"""A task may stand on both sides, so that its id alone does not name it."""
_MARKS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_SENTENCE = re.compile("[。；;！!]")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of an older side in a newer one; `warnings` are sentences for people."""

    old: Side
    new: Side
    changes: tuple[Change, ...]
    quantities: tuple[QuantityChange, ...]
    warnings: tuple[str, ...]


def compare(old: Side, new: Side, rules: RuleSet) -> Comparison:
    """Compare two sides; every task of both is in exactly one change, every quantity in exactly one row."""
    links = link_tasks(old, new, rules)
    quantities = compare_quantities(old, new, {(k.old_task_id, k.new_task_id): k.similarity for k in links}, rules)
    changes = _changes(old.tasks, new.tasks, links, quantities)
    warnings = tuple(sentence(code, facts) for code, facts in remarks(old, new))
    return Comparison(old, new, tuple(changes), tuple(quantities), warnings)


# -- links -----------------------------------------------------------------------------------------------------


def link_tasks(old: Side, new: Side, rules: RuleSet) -> list[TaskLink]:
    """Which tasks are the same matter: identical items exclude others, the rest is linked by what it is about."""
    same = identical(old.tasks, new.tasks)
    same_old, same_new = {o for o, _ in same}, {n for _, n in same}
    rest_old = [n for n in range(len(old.tasks)) if n not in same_old]
    rest_new = [n for n in range(len(new.tasks)) if n not in same_new]
    places = place_names(d.region for side in (old, new) for d in side.documents)
    rest = [old.tasks[n] for n in rest_old], [new.tasks[n] for n in rest_new]
    near = Similarities(*rest, places, rules)
    some = [p for p in near.pairs() if p.similarity > PART]
    shared = dict(zip(some, near.shared(some), strict=True))
    pairs = [p for p in some if len(shared[p]) > 1 or p.similarity > LONE]
    chosen = choose(pairs, LIMITS)
    chosen = sorted({*chosen, *counted_alike(pairs, *rest, quantities_of(old, rules), quantities_of(new, rules), rules)})
    linked = {p.new for p in chosen}
    carried = carried_on([p for p in pairs if p.new in linked], *rest, near.weight, places, rules)
    chosen = sorted({*chosen, *carried})
    linked_old, linked_new = {p.old for p in chosen}, {p.new for p in chosen}
    parted = [p for p in pairs if p.old in linked_old and p.new not in linked_new]
    chosen += made_of_a_sentence(parted, *rest, near.weight, places, rules)
    links = [_link(old.tasks[o], new.tasks[n], 1.0, ()) for o, n in same]
    links += [_link(old.tasks[rest_old[p.old]], new.tasks[rest_new[p.new]], p.similarity, shared[p]) for p in chosen]
    order = {t.task_id: n for n, t in enumerate((*old.tasks, *new.tasks))}
    return sorted(links, key=lambda k: (order[k.new_task_id], order[k.old_task_id]))


def _link(old: Task, new: Task, similarity: float, shared: Sequence[str]) -> TaskLink:
    return TaskLink(old_task_id=old.task_id, new_task_id=new.task_id, similarity=similarity, shared_terms=tuple(shared))


def identical(old: Sequence[Task], new: Sequence[Task]) -> list[tuple[int, int]]:
    """Pairs of indices of items that say the same: word for word first, then with sentences in another order or other numbers."""
    pairs: list[tuple[int, int]] = []
    left_old, left_new = list(range(len(old))), list(range(len(new)))
    keys: tuple[Callable[[Task], Hashable], ...] = (
        lambda t: t.task_id,
        lambda t: (_words(t), _path(t), t.label),
        lambda t: (_words(t), _path(t)),
        _words,
        lambda t: (_sentences(t, numbers=True), _path(t)),
        lambda t: _sentences(t, numbers=True),
        lambda t: (_sentences(t, numbers=False), _path(t)),
        lambda t: _sentences(t, numbers=False),
    )
    for key in keys:
        waiting: dict[Hashable, deque[int]] = defaultdict(deque)
        for o in left_old:
            waiting[key(old[o])].append(o)
        for n in left_new:
            if queue := waiting.get(key(new[n])):
                pairs.append((queue.popleft(), n))
        gone_old, gone_new = {o for o, _ in pairs}, {n for _, n in pairs}
        left_old = [o for o in left_old if o not in gone_old]
        left_new = [n for n in left_new if n not in gone_new]
    return sorted(pairs, key=lambda p: (p[1], p[0]))


def _words(task: Task) -> str:
    return _MARKS.sub("", (task.title or "") + task.text)


def _path(task: Task) -> tuple[str, ...]:
    return tuple(step.title or "" for step in task.path)


def _sentences(task: Task, numbers: bool) -> tuple[str, ...]:
    text = task.text if numbers else _DIGITS.sub("0", task.text)
    return (_MARKS.sub("", task.title or ""), *sorted(_MARKS.sub("", s) for s in _SENTENCE.split(text) if s.strip()))


# -- groups ----------------------------------------------------------------------------------------------------


def _changes(old: Sequence[Task], new: Sequence[Task], links: Sequence[TaskLink], quantities: Sequence[QuantityChange]) -> list[Change]:
    """One change for each group of tasks that links hold together, in the order of the newer side, then what was dropped."""
    root = {node: node for node in (*((_OLD, t.task_id) for t in old), *((_NEW, t.task_id) for t in new))}

    def find(side: str, name: str) -> tuple[str, str]:
        node = (side, name)
        while root[node] != node:
            root[node] = root[root[node]]
            node = root[node]
        return node

    for link in links:
        root[find(_OLD, link.old_task_id)] = find(_NEW, link.new_task_id)
    of_old: dict[tuple[str, str], list[str]] = defaultdict(list)
    of_new: dict[tuple[str, str], list[str]] = defaultdict(list)
    of_links: dict[tuple[str, str], list[TaskLink]] = defaultdict(list)
    of_quantities: dict[tuple[str, str], list[QuantityChange]] = defaultdict(list)
    for task in old:
        of_old[find(_OLD, task.task_id)].append(task.task_id)
    for task in new:
        of_new[find(_NEW, task.task_id)].append(task.task_id)
    for link in links:
        of_links[find(_NEW, link.new_task_id)].append(link)
    for row in quantities:
        named = ((_NEW, row.new_task_id), (_OLD, row.old_task_id))
        for group in dict.fromkeys(find(side, name) for side, name in named if name is not None):
            of_quantities[group].append(row)
    order = dict.fromkeys((*(find(_NEW, t.task_id) for t in new), *(find(_OLD, t.task_id) for t in old)))
    return [_change(of_old[g], of_new[g], of_links[g], of_quantities[g]) for g in order]


def _change(old: Sequence[str], new: Sequence[str], links: Sequence[TaskLink], quantities: Sequence[QuantityChange]) -> Change:
    if not old:
        status = "added"
    elif not new:
        status = "dropped"
    else:
        status = {(False, False): "continued", (False, True): "split", (True, False): "merged", (True, True): "reshaped"}[
            len(old) > 1, len(new) > 1
        ]
    digest = hashlib.sha256("|".join((*old, "→", *new)).encode()).hexdigest()[:16]
    return Change.model_validate(
        {
            "change_id": f"change-{digest}", "status": status, "old_task_ids": tuple(old), "new_task_ids": tuple(new),
            "links": tuple(links), "target_changes": tuple(quantities),
        }
    )  # fmt: skip


_REMARKS = {
    "no_tasks": "the {side} side has no tasks ({kinds}): nothing can be linked to it",
    "swapped": "the old side plans to {old} and the new side to {new}: old and new may be swapped",
    "same_document": "both sides are the same document",
    "same_documents": "both sides are the same documents",
    "shared_documents": "{count} of the documents stand on both sides",
    "other_span": "the old side plans for {old} year(s) and the new side for {new}: "
    "what adds up over a period (new beds, people trained) is raised or lowered by that alone",
}


def sentence(code: str, facts: dict[str, str]) -> str:
    """A remark as a sentence."""
    return _REMARKS[code].format(**facts)


def remarks(old: Side, new: Side) -> list[tuple[str, dict[str, str]]]:
    """What a reader should know before believing a comparison: a code, and the facts that its sentence names."""
    found: list[tuple[str, dict[str, str]]] = []
    for name, side in ((_OLD, old), (_NEW, new)):
        if not side.tasks:
            found.append(("no_tasks", {"side": name, "kinds": ", ".join(sorted({d.doc_type for d in side.documents})) or "nothing"}))
    if old.end is not None and new.end is not None and new.end < old.end and start(new) < start(old):
        found.append(("swapped", {"old": str(old.end), "new": str(new.end)}))
    both = {d.doc_id for d in old.documents} & {d.doc_id for d in new.documents}
    if both and len(both) == len(old.documents) == len(new.documents):
        found.append(("same_documents" if len(both) > 1 else "same_document", {}))
    elif both:
        found.append(("shared_documents", {"count": str(len(both))}))
    before, after = _years(old), _years(new)
    if before is not None and after is not None and before != after:
        found.append(("other_span", {"old": str(before), "new": str(after)}))
    return found


def start(side: Side) -> int:
    """The first year that a side plans for; that it ends in where it says only this, 0 where it says none."""
    periods = [d.period for d in side.documents if d.period]
    return min((year for p in periods if (year := p.start or p.end)), default=0)


def _years(side: Side) -> int | None:
    """How many years the plans of a side are for, where all are for as many."""
    spans = {p.end - p.start + 1 if (p := d.period) and p.start and p.end else None for d in side.documents}
    return spans.pop() if len(spans) == 1 else None
