"""Which pairs are links: one global assignment with a price for every link, then what else is nearly as good.

Leaving a task alone costs nothing, so a pair is worth its similarity above the threshold. The assignment maximises the
sum of that worth over all tasks at once; a task then takes further partners where a plan was cut into several items
or several were run into one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, min_weight_full_bipartite_matching

from pipeline.compare.similarity import Pair

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


def further_links(pairs: Sequence[Pair], chosen: Sequence[Pair], first: float, threshold: float, ratio: float) -> list[Pair]:
    """Pairs beside the chosen ones that are links, too.

    A new task that stayed alone, since another took its partner, takes that partner as well if it is above `first`.
    Beyond that a pair counts above `threshold` that is at least `ratio` of the best that its new task has, or the best
    that its old task has.
    """
    taken = {(p.old, p.new) for p in chosen}
    alone = {p.new for p in pairs} - {p.new for p in chosen}
    best: dict[int, Pair] = {}
    for pair in pairs:
        if pair.new in alone and (pair.new not in best or pair.similarity > best[pair.new].similarity):
            best[pair.new] = pair
    rest = [
        p for p in pairs if (p.old, p.new) not in taken and (p.similarity > threshold or (p.similarity > first and best.get(p.new) is p))
    ]
    best_old: dict[int, float] = defaultdict(float)
    best_new: dict[int, float] = defaultdict(float)
    for pair in (*chosen, *rest):
        best_old[pair.old] = max(best_old[pair.old], pair.similarity)
        best_new[pair.new] = max(best_new[pair.new], pair.similarity)
    return [p for p in rest if p.similarity >= ratio * best_new[p.new] or p.similarity == best_old[p.old]]
