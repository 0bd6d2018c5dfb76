"""Which found record stands for which reference: one to one, as many pairs as there can be, the best first.

A pair is made by what cannot be chance: where the evidence stands, and for a target its number and unit, for a unit its
words, for an indicator its name. All other fields are judged afterwards, on the pairs (`fields.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from pipeline.evaluate.compare import SAME_STRETCH, Entry, coverage, letters, likeness, number, overlap, same_words, unit

Score = Callable[[Entry, Entry], float]
Pairs = list[tuple[int, int]]

NAME_ALIKE = 95
"""Names of indicators are the same from here on, in percent."""
_NEAR, _NEAR_IN_WORDS = 0.1, 0.6  # any words at all are a little alike
_BLOCK = 256  # characters of text that one bucket of records stands for


def _task(found: Entry, wanted: Entry) -> float:
    share = overlap(found, wanted, SAME_STRETCH)
    return share if share >= SAME_STRETCH else 0.0


def _target(found: Entry, wanted: Entry) -> float:
    if amount(found) != amount(wanted):
        return 0.0
    share = coverage(found, wanted)
    if not share:
        return 0.0
    # One sentence may say the same number of several things: what else agrees decides which is which.
    same_deadline = found.row.get("deadline") == wanted.row.get("deadline")
    return share + (found.task == wanted.task) + likeness(found, wanted) / 100 + same_deadline / 10


def _indicator(found: Entry, wanted: Entry) -> float:
    alike = fuzz.ratio(letters(found.row.get("name")), letters(wanted.row.get("name")))
    if alike < NAME_ALIKE:
        return 0.0
    cells = sum(cell(found, key) == cell(wanted, key) for key in ("baseline", "target"))
    return alike + cells + (0.0 if wanted.by_words else overlap(found, wanted))


def _unit(found: Entry, wanted: Entry) -> float:
    share = coverage(found, wanted) if same_words(found.row.get("surface"), wanted.row.get("surface")) else 0.0
    return share + (found.task == wanted.task) + (found.row.get("role") == wanted.row.get("role")) / 2 if share else 0.0


SCORES: dict[str, Score] = {"tasks": _task, "targets": _target, "indicators": _indicator, "units": _unit}
"""How well a found record fits a reference; 0 where it does not."""


def amount(entry: Entry) -> tuple[float | None, str]:
    """Number and unit of a target."""
    return number(entry.row.get("value")), unit(entry.row.get("unit"))


def cell(entry: Entry, key: str) -> tuple[float | None, str | None]:
    """Number and comparator of an indicator's cell."""
    value = entry.row.get(key) or {}
    return number(value.get("value")), value.get("comparator")


def match(kind: str, found: Sequence[Entry], wanted: Sequence[Entry]) -> Pairs:
    """The pairs of one document's records of a type, as places in `found` and `wanted`."""
    marks: dict[str, Callable[[Entry], Hashable]] = {"targets": amount, "units": lambda e: letters(e.row.get("surface"))}
    # An indicator may be found with any evidence: it is known by its name.
    return _pair(found, wanted, SCORES[kind], marks.get(kind, lambda _: None), anywhere=kind == "indicators")


def neighbours(found: Sequence[Entry], wanted: Sequence[Entry]) -> Pairs:
    """Of records that have no counterpart, those that stand in the same place: the one was written for the other."""

    def near(one: Entry, other: Entry) -> float:
        least = _NEAR_IN_WORDS if other.by_words else _NEAR
        share = overlap(one, other, least)
        return share if share >= least else 0.0

    return _pair(found, wanted, near, lambda _: None, anywhere=False)


def _pair(found: Sequence[Entry], wanted: Sequence[Entry], score: Score, mark: Callable[[Entry], Hashable], anywhere: bool) -> Pairs:
    """Pair by score, asking only records with one mark that stand near each other: few of all that could be asked."""
    buckets: dict[Hashable, list[int]] = defaultdict(list)
    for i, entry in enumerate(found):
        for key in _keys(entry, mark, anywhere):
            buckets[key].append(i)
    fits: list[list[tuple[float, int]]] = []
    for entry in wanted:
        near = sorted({i for key in _keys(entry, mark, anywhere) for i in buckets.get(key, ())})
        scored = ((score(found[i], entry), i) for i in near)
        fits.append(sorted((pair for pair in scored if pair[0] > 0), key=lambda pair: (-pair[0], pair[1])))
    return pair(fits)


def _keys(entry: Entry, mark: Callable[[Entry], Hashable], anywhere: bool) -> Iterable[Hashable]:
    if anywhere or entry.by_words:
        return (mark(entry),)
    return ((mark(entry), block) for start, end in entry.spans for block in range(start // _BLOCK, max(start, end - 1) // _BLOCK + 1))


def pair(fits: Sequence[Sequence[tuple[float, int]]]) -> Pairs:
    """As many pairs as there can be, from each reference's candidates (score, place of the found record), best first.

    References choose in the order of their best candidate. One whose candidate is taken gets it if the owner can move
    on to another one, and so on. So what counts as missed does not depend on the order of the records; the price is
    that one of two rivals may end with its second choice. The outside scorer pairs in this order too, and figures can
    only be compared where pairs are made alike.
    """
    owner: dict[int, int] = {}
    hopeless: set[int] = set()
    for j in sorted((j for j, candidates in enumerate(fits) if candidates), key=lambda j: -fits[j][0][0]):
        hopeless |= _place(j, fits, owner, hopeless)
    return sorted(owner.items())


def _place(start: int, fits: Sequence[Sequence[tuple[float, int]]], owner: dict[int, int], hopeless: set[int]) -> set[int]:
    """Give a reference a record, moving others on where needed.

    Without a way to do so, gives the records that were asked for in vain: none of them will ever come free, so that
    nobody needs to ask again. The depth is kept by hand, as a chain may be as long as a document has records.
    """
    asked: set[int] = set()
    chain: list[tuple[int, Iterator[tuple[float, int]]]] = [(start, iter(fits[start]))]
    wishes: list[int] = []
    while chain:
        i = next((i for _, i in chain[-1][1] if i not in asked and i not in hopeless), None)
        if i is None:
            chain.pop()
            if wishes:
                wishes.pop()
            continue
        asked.add(i)
        wishes.append(i)
        if i not in owner:
            owner.update(zip(wishes, (j for j, _ in chain), strict=True))
            return set()
        chain.append((owner[i], iter(fits[owner[i]])))
    return asked
