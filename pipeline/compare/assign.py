"""Which pairs are links: one global assignment with a price for every link, then what else is nearly as good.

Leaving a task alone costs nothing, so a pair is worth its similarity above the threshold. The assignment maximises the
sum of that worth over all tasks at once; a task then takes further partners where a plan was cut into several items
or several were run into one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

from pipeline.compare.similarity import Pair


class Limits(NamedTuple):
    """How similar two tasks have to be to be linked."""

    first: float
    """For the one partner that the global assignment gives a task, and for the partner that a task shares."""
    further: float
    """For any further partner."""
    share: float
    """A link is so near as this part of the best that its tasks have."""
    sure: float
    """Above this two tasks are of one matter, whatever else there is."""


_DENSE = 1500
"""Larger groups of tasks that hang together are solved with a sparse matrix."""


def best_assignment(pairs: Sequence[Pair], threshold: float) -> list[Pair]:
    """The one-to-one choice of pairs with the largest sum of similarity above `threshold`."""
    worth = [p for p in pairs if p.similarity > threshold]
    chosen: list[Pair] = []
    for group in _components(worth):
        chosen += _solve(group, threshold)
    return sorted(chosen, key=lambda p: (p.new, p.old))


def _components(pairs: Sequence[Pair]) -> list[list[Pair]]:
    """Pairs that hang together by a common task, so that each group can be solved by itself."""
    if not pairs:
        return []
    olds = {o: n for n, o in enumerate(sorted({p.old for p in pairs}))}
    news = {n: m + len(olds) for m, n in enumerate(sorted({p.new for p in pairs}))}
    size = len(olds) + len(news)
    graph = csr_matrix((np.ones(len(pairs)), ([olds[p.old] for p in pairs], [news[p.new] for p in pairs])), shape=(size, size))
    _, labels = connected_components(graph, directed=False)
    groups: dict[int, list[Pair]] = defaultdict(list)
    for pair in pairs:
        groups[int(labels[olds[pair.old]])].append(pair)
    return list(groups.values())


def _solve(pairs: Sequence[Pair], threshold: float) -> list[Pair]:
    if len(pairs) == 1:
        return list(pairs)
    olds = {o: n for n, o in enumerate(sorted({p.old for p in pairs}))}
    news = {n: m for m, n in enumerate(sorted({p.new for p in pairs}))}
    by_place = {(news[p.new], olds[p.old]): p for p in pairs}
    if len(olds) * len(news) <= _DENSE * _DENSE:
        gain = np.zeros((len(news), len(olds)))
        for (n, o), pair in by_place.items():
            gain[n, o] = pair.similarity - threshold
        rows, columns = linear_sum_assignment(gain, maximize=True)
        return [by_place[n, o] for n, o in zip(rows.tolist(), columns.tolist(), strict=True) if (n, o) in by_place]
    # Every new task has a place of its own to go to when it stays alone; costs are kept above zero, which stands for no edge.
    wide = len(olds) + len(news)
    rows_, columns_, costs = [], [], []
    for (n, o), pair in by_place.items():
        rows_.append(n)
        columns_.append(o)
        costs.append(2 - (pair.similarity - threshold))
    for n in range(len(news)):
        rows_.append(n)
        columns_.append(len(olds) + n)
        costs.append(2.0)
    matched = min_weight_full_bipartite_matching(csr_matrix((costs, (rows_, columns_)), shape=(len(news), wide)))
    return [by_place[n, o] for n, o in zip(matched[0].tolist(), matched[1].tolist(), strict=True) if (n, o) in by_place]


def choose(pairs: Sequence[Pair], limits: Limits) -> list[Pair]:
    """The pairs that are links: the best assignment, and what a task is cut into or run into beside.

    A link that is far less near than the best that one of its tasks has is none, unless it is `sure`. A task that stayed
    alone, since another took its partner, shares that partner; a task that has a partner takes further ones nearly as near.
    """
    pairs = [p for p in pairs if p.similarity > limits.first]
    best_old: dict[int, float] = defaultdict(float)
    best_new: dict[int, float] = defaultdict(float)
    for pair in pairs:
        best_old[pair.old] = max(best_old[pair.old], pair.similarity)
        best_new[pair.new] = max(best_new[pair.new], pair.similarity)

    def stands(pair: Pair) -> bool:
        return pair.similarity >= min(limits.sure, limits.share * max(best_old[pair.old], best_new[pair.new]))

    links = {p for p in best_assignment(pairs, limits.first) if stands(p)}
    with_old = {p.new for p in links}
    links |= {p for p in pairs if p.new not in with_old and p.similarity == best_new[p.new] and stands(p)}
    with_old |= {p.new for p in links}
    further = [p for p in pairs if p.similarity > limits.further and p.new in with_old]
    links |= {p for p in further if p.similarity == best_old[p.old] and stands(p)}
    links |= {p for p in further if p.similarity >= limits.share * best_new[p.new]}
    return sorted(links, key=lambda p: (p.new, p.old))
