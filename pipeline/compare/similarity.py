"""How near two tasks are in matter: the cosine of their weighted terms, for the pairs that can matter at all.

Pairs are found by an inverted index (a sparse product), the rarest terms first, so that ten thousand tasks against ten
thousand never meet all with all.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from pipeline.compare.terms import PAIR, bag, weights
from rules import RuleSet
from schemas import Task

if TYPE_CHECKING:
    from numpy.typing import NDArray

_BUDGET = 40_000_000
"""So many meetings of two tasks in one term are looked at when candidates are chosen; the most frequent terms go last."""
_CANDIDATES = 24
"""So many candidates are kept for each new task."""
_BLOCK = 500
"""So many new tasks are held against all old ones at a time, so that memory does not grow with the product of both."""
_LEAST = 0.004
"""Below this cosine nobody would see a link; such pairs are dropped at once."""
_OTHER_KIND = 0.85
"""A measure and a safeguard rarely are the same matter."""
_SECTION = 0.3
"""Weight of the place in the outline: how near the sections are in which the two tasks stand."""
_SHARED = 6
"""So many shared words are named at most."""
_FEW = 2
"""Pairs of characters are named only where fewer words than this are shared: they seldom read well."""


class Pair(NamedTuple):
    """Two tasks by index, and their similarity in [0, 1]: the square root of the cosine, so that it spreads."""

    old: int
    new: int
    similarity: float


class Similarities:
    """The candidate pairs of two lists of tasks, and why each is one."""

    def __init__(self, old: Sequence[Task], new: Sequence[Task], places: frozenset[str], rules: RuleSet) -> None:
        self._old, self._new = old, new
        bags = [bag(task, places, rules) for task in (*old, *new)]
        self.weight = weight = weights(bags, rules)
        self.terms = sorted(weight)
        column = {term: n for n, term in enumerate(self.terms)}
        rows, columns, values = [], [], []
        for row, terms in enumerate(bags):
            for term, times in terms.items():
                rows.append(row)
                columns.append(column[term])
                values.append((1 + np.log(times)) * weight[term])
        shape = (len(bags), len(self.terms))
        matrix = sparse.csr_matrix((np.array(values, dtype=np.float64), (rows, columns)), shape=shape)
        norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        norms[norms == 0] = 1.0
        matrix = sparse.diags(1 / norms) @ matrix
        self._o: sparse.csr_matrix = matrix[: len(old)].tocsr()
        self._n: sparse.csr_matrix = matrix[len(old) :].tocsr()

    def pairs(self) -> list[Pair]:
        """The candidates in order of their indices, each with its similarity."""
        if not self._old or not self._new:
            return []
        olds, news = self._candidates()
        if not len(olds):
            return []
        parts = range(0, len(olds), _BLOCK * _CANDIDATES)
        cosine = np.concatenate([self._cosine(olds[at : at + _BLOCK * _CANDIDATES], news[at : at + _BLOCK * _CANDIDATES]) for at in parts])
        cosine = cosine * self._kinds(olds, news)
        cosine = cosine * self._sections(olds, news, cosine)
        found = [
            Pair(int(o), int(n), round(float(np.sqrt(min(c, 1.0))), 4)) for o, n, c in zip(olds, news, cosine, strict=True) if c >= _LEAST
        ]
        return sorted(found, key=lambda p: (p.new, p.old))

    def _cosine(self, olds: NDArray[np.int64], news: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray(self._n[news].multiply(self._o[olds]).sum(axis=1)).ravel()

    def _candidates(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Old and new indices of the pairs that share telling terms."""
        meetings = np.diff(self._o.tocsc().indptr).astype(np.int64) * np.diff(self._n.tocsc().indptr)
        order = np.argsort(meetings, kind="stable")
        kept = np.sort(order[np.cumsum(meetings[order]) <= _BUDGET])
        telling_new, telling_old = self._n[:, kept].tocsr(), self._o[:, kept].T.tocsr()
        olds: list[NDArray[np.int64]] = []
        news: list[NDArray[np.int64]] = []
        for first in range(0, len(self._new), _BLOCK):
            product = (telling_new[first : first + _BLOCK] @ telling_old).tocsr()
            for row in range(product.shape[0]):
                begin, end = product.indptr[row], product.indptr[row + 1]
                held, score = product.indices[begin:end], product.data[begin:end]
                best = np.lexsort((held, -score))[:_CANDIDATES]
                olds.append(held[best].astype(np.int64))
                news.append(np.full(len(best), first + row, dtype=np.int64))
        return np.concatenate(olds), np.concatenate(news)

    def _kinds(self, olds: NDArray[np.int64], news: NDArray[np.int64]) -> NDArray[np.float64]:
        guards = [np.array([task.kind == "safeguard" for task in side]) for side in (self._old, self._new)]
        return np.where(guards[0][olds] == guards[1][news], 1.0, _OTHER_KIND)

    def _sections(self, olds: NDArray[np.int64], news: NDArray[np.int64], cosine: NDArray[np.float64]) -> NDArray[np.float64]:
        """A factor for each pair: 1 where each of the two sections answers best to the other one, down to `1 - _SECTION`."""
        of_old, of_new = [_section(t) for t in self._old], [_section(t) for t in self._new]
        best: dict[tuple[str, str], dict[int, float]] = defaultdict(dict)
        for o, n, c in zip(olds.tolist(), news.tolist(), cosine.tolist(), strict=True):
            row = best[of_new[n], of_old[o]]
            row[n] = max(row.get(n, 0.0), c)
        near = {key: sum(row.values()) for key, row in best.items()}
        most_new: dict[str, float] = defaultdict(float)
        most_old: dict[str, float] = defaultdict(float)
        for (new, old), value in near.items():
            most_new[new], most_old[old] = max(most_new[new], value), max(most_old[old], value)
        share = {(new, old): value / math.sqrt(most_new[new] * most_old[old]) if value else 1.0 for (new, old), value in near.items()}
        factors = [1 - _SECTION + _SECTION * share[of_new[n], of_old[o]] for o, n in zip(olds.tolist(), news.tolist(), strict=True)]
        return np.array(factors, dtype=np.float64)

    def shared(self, pairs: Sequence[Pair]) -> list[tuple[str, ...]]:
        """For each pair the words that tell most of what its two tasks share, the heaviest first."""
        found = []
        for first in range(0, len(pairs), _BLOCK):
            block = pairs[first : first + _BLOCK]
            both = self._n[[p.new for p in block]].multiply(self._o[[p.old for p in block]]).tocsr()
            for begin, end in pairwise(both.indptr.tolist()):
                columns, worth = both.indices[begin:end], both.data[begin:end]
                found.append(self._words(columns[np.lexsort((columns, -worth))].tolist()))
        return found

    def _words(self, columns: Sequence[int]) -> tuple[str, ...]:
        """The first few of these terms that do not say again what another says; pairs of characters only where words are few."""
        chosen: dict[int, str] = {}
        for pairs in (False, True):
            for at in columns:
                if len(chosen) == (_FEW if pairs else _SHARED) or (pairs and len(chosen) > _FEW):
                    break
                term = self.terms[at].removeprefix(PAIR)
                if pairs == self.terms[at].startswith(PAIR) and not any(term in word or word in term for word in chosen.values()):
                    chosen[at] = term
        return tuple(chosen[at] for at in columns if at in chosen)


def _section(task: Task) -> str:
    """The document and the first two headings above a task."""
    return task.doc_id + "/".join(step.title or "" for step in task.path[:2])
