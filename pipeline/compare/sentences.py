"""Which older task a sentence of a newer one carries on, where the newer task as a whole is about something else.

Of tasks that were run into one, some keep a sentence only (…。规范殡葬管理。深化“两张网”建设。), which weighs little in the bag of
the whole. So every sentence is held against the sentences and headings of the older tasks at hand, and goes to the one that
says it best.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from pipeline.compare.similarity import Pair
from pipeline.compare.terms import bag_of, body_of
from rules import RuleSet
from schemas import Task

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEAR = 0.22
"""Two sentences that say the same have at least this cosine,"""
SHARED = 1.2
"""and share so much, counted in the most telling words that there are: one word alone may stand in both by chance."""
SHARED_BY_ALL = 2.0
"""What a new task that nothing else continues has in common with a sentence: there is no partner beside it that would bear it out."""
_BLOCK = 50_000
"""So many pairs of sentences are held against each other at a time."""
_SENTENCE = re.compile("[。；;！!]")


class _Sentences(NamedTuple):
    """The sentences of one side, a row each; those of task `n` are the rows from `first[n]` up to `first[n + 1]`."""

    first: NDArray[np.int64]
    unit: sparse.csr_matrix
    """Weighted terms; rows have length one, so that the product of two is their cosine."""
    root: sparse.csr_matrix
    """For each term the root of its weight, so that the product of two rows is the weight of what they share."""


def carried_on(
    pairs: Sequence[Pair], old: Sequence[Task], new: Sequence[Task], weight: Mapping[str, float], places: frozenset[str], rules: RuleSet,
    least: float = SHARED,
) -> list[Pair]:  # fmt: skip
    """Those of `pairs` whose newer task has a sentence that says what the older one says, and no other older one better."""
    if not pairs:
        return []
    columns = {term: n for n, term in enumerate(weight)}
    olds = _cut([_said(t, rules, heading=True) for t in old], columns, weight, places, rules)
    news = _cut([_said(t, rules, heading=False) for t in new], columns, weight, places, rules)
    of_old, of_new = (np.array(side, dtype=np.int64) for side in ([p.old for p in pairs], [p.new for p in pairs]))
    wide, high = np.diff(olds.first)[of_old], np.diff(news.first)[of_new]
    of_pair = np.repeat(np.arange(len(pairs)), wide * high)
    within = np.arange(len(of_pair)) - np.repeat(np.cumsum(wide * high) - wide * high, wide * high)
    rows_old = olds.first[of_old[of_pair]] + within % wide[of_pair]
    rows_new = news.first[of_new[of_pair]] + within // wide[of_pair]
    cosine = _products(olds.unit, news.unit, rows_old, rows_new)
    shared = _products(olds.root, news.root, rows_old, rows_new) / max(weight.values())
    order = np.lexsort((-cosine * shared, rows_new))
    best = order[np.unique(rows_new[order], return_index=True)[1]]
    same = best[(cosine[best] >= NEAR) & (shared[best] >= least)]
    return [pairs[n] for n in np.unique(of_pair[same]).tolist()]


def made_of_a_sentence(
    pairs: Sequence[Pair], old: Sequence[Task], new: Sequence[Task], weight: Mapping[str, float], places: frozenset[str], rules: RuleSet
) -> list[Pair]:
    """Those of `pairs` whose older task has a sentence that the newer one is about: it was taken out, and made a task of its own."""
    turned = [Pair(p.new, p.old, p.similarity) for p in pairs]
    return [Pair(p.new, p.old, p.similarity) for p in carried_on(turned, new, old, weight, places, rules, SHARED_BY_ALL)]


def _said(task: Task, rules: RuleSet, *, heading: bool) -> list[str]:
    """The sentences of a task. A heading names the whole: only of an older task it is held against single sentences."""
    title = [task.title] if heading and task.title else []
    return [*title, *(s for s in _SENTENCE.split(body_of(task, rules)) if s.strip())]


def _cut(
    tasks: Sequence[Sequence[str]], columns: Mapping[str, int], weight: Mapping[str, float], places: frozenset[str], rules: RuleSet
) -> _Sentences:
    rows, held, values, roots = [], [], [], []
    for row, sentence in enumerate(s for task in tasks for s in task):
        for term, times in bag_of(sentence, places, rules).items():
            if weight.get(term):
                rows.append(row)
                held.append(columns[term])
                values.append((1 + np.log(times)) * weight[term])
                roots.append(np.sqrt(weight[term]))
    first = np.cumsum([0, *map(len, tasks)])
    shape = (int(first[-1]), len(columns))
    unit = sparse.csr_matrix((np.array(values, dtype=np.float64), (rows, held)), shape=shape)
    norms = np.sqrt(np.asarray(unit.multiply(unit).sum(axis=1)).ravel())
    norms[norms == 0] = 1.0
    return _Sentences(
        first, (sparse.diags(1 / norms) @ unit).tocsr(), sparse.csr_matrix((np.array(roots, dtype=np.float64), (rows, held)), shape=shape)
    )


def _products(
    old: sparse.csr_matrix, new: sparse.csr_matrix, rows_old: NDArray[np.int64], rows_new: NDArray[np.int64]
) -> NDArray[np.float64]:
    blocks = [slice(at, at + _BLOCK) for at in range(0, len(rows_old), _BLOCK)]
    return np.concatenate([np.zeros(0), *(np.asarray(old[rows_old[b]].multiply(new[rows_new[b]]).sum(axis=1)).ravel() for b in blocks)])
