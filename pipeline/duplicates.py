"""The same plan from several sites: near-duplicates by their body text, whatever chrome stands round it.

A document is kept as a bottom-k sketch: of all runs of five letters and digits of its body a 64-bit hash is taken, and
the `_KEPT` smallest stand for the whole set. Of two sketches the smallest of the union are a sample of the union of the
sets, and the share of them that both have estimates the Jaccard similarity (Broder 1997), here with a standard
error of 0.02 at 0.9.

**The threshold is 0.9.** A letter changed undoes five runs, so 0.9 allows about one repaired letter in a hundred, or a paragraph of a
page that one site leaves out. Two plans of one place for consecutive years share
formulas and headings and lie far below. But a short plan that was copied with nothing but the year
changed can lie above. So two documents are the same only where nothing that is known of both tells them apart either:
the years in their titles and of their issue, their periods, places, document numbers, stages.

Memory: of an original the smallest hashes, by which a document is held against few others, and what tells it apart: some 300 bytes. The
sketch stands in the dataset's journal and is read again where it is asked for. The oldest originals are dropped beyond `_MAX_ORIGINALS`.
"""

from __future__ import annotations

import marshal
import re
from collections import defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas import Document

if TYPE_CHECKING:
    from pipeline.outline.tree import Outline

SHINGLE = 5
THRESHOLD = 0.9
_KEPT = 256
_KEYS = 8
"""Two bodies at the threshold share at least two of their eight smallest hashes, but for one pair in a million."""
_MIN_SHINGLES = 200
"""Below, a few words decide; and short notices resemble each other by form."""
_MAX_ORIGINALS = 2_000_000
_MAX_WITH_SKETCHES = 100_000
"""Where there is no journal (standard output), and each takes 2 kB more."""
_LATE = 1 << 14
"""Keys that are looked up one by one before they are sorted in."""
_RUN = 1 << 20
"""Keys to a sorted array, above which it is left as it is: sorting needs a few times its memory."""
_SIZES = 0.85
"""Bodies whose sizes are further apart than this cannot reach the threshold (0.9, less what the estimate may err)."""
_LINE = 10
"""A line with fewer letters is a heading, a cell or a site's button: left out where enough is left."""

_NOT_TEXT = re.compile(r"[\W_]+")
_YEARS = re.compile(r"20\d\d|十[一二三四五六七八九]五")

Hashes = NDArray[np.uint64]


class Fingerprint(NamedTuple):
    """How many runs a body has, and the smallest of their hashes in rising order."""

    size: int
    sketch: bytes

    @property
    def hashes(self) -> Hashes:
        """The sketch as numbers."""
        return np.frombuffer(self.sketch, dtype=np.uint64)


def _letters(lines: list[str]) -> str:
    """Letters and digits of the long lines; of all lines where the long ones are less than half."""
    bare = [_NOT_TEXT.sub("", line) for line in lines]
    long = "".join(line for line in bare if len(line) >= _LINE)
    whole = sum(map(len, bare))
    return long if 2 * len(long) >= whole else "".join(bare)


def _hashes(text: str) -> Hashes:
    """A hash of each run of `SHINGLE` characters: a polynomial in 64 bits, then mixed (the finaliser of splitmix64)."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    n = len(codes) - SHINGLE + 1
    if n <= 0:
        return np.empty(0, dtype=np.uint64)
    mixed = np.zeros(n, dtype=np.uint64)
    for i in range(SHINGLE):
        mixed = mixed * np.uint64(0x9E3779B97F4A7C15) + codes[i : i + n]
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed ^ (mixed >> np.uint64(31))


def fingerprint(outline: Outline) -> Fingerprint | None:
    """The fingerprint of a document's body (without the lines above its first heading); None where it is too short."""
    front = {line.start for line in outline.front}
    body = [line.text for line in outline.lines if line.start not in front]
    hashes = _hashes(_letters(body))
    return None if len(hashes) < _MIN_SHINGLES else Fingerprint(len(hashes), _smallest(hashes).tobytes())


def _smallest(hashes: Hashes) -> Hashes:
    """The `_KEPT` smallest different hashes. Only a few are sorted, unless the text repeats itself over and over."""
    some = 4 * _KEPT
    if len(hashes) > some:
        few = np.unique(np.partition(hashes, some)[:some])
        if len(few) >= _KEPT:
            return few[:_KEPT]
    return np.unique(hashes)[:_KEPT]


def similarity(one: Fingerprint, other: Fingerprint) -> float:
    """The estimated Jaccard similarity of two bodies."""
    a, b = one.hashes, other.hashes
    union = np.union1d(a, b)[:_KEPT]
    both = np.intersect1d(a, b, assume_unique=True)
    return int(np.count_nonzero(np.isin(union, both, assume_unique=True))) / len(union)


class _Facts(NamedTuple):
    """What tells plans apart whose words are nearly the same."""

    years: frozenset[str]
    start: int | None
    end: int | None
    issued: str | None
    region: str | None
    number: str | None
    stage: str | None


def _facts(document: Document) -> _Facts:
    period = document.period
    return _Facts(
        years=frozenset(_YEARS.findall(document.title)),
        start=period.start if period else None,
        end=period.end if period else None,
        issued=document.issued_on[:4] if document.issued_on else None,
        region=document.region,
        number=re.sub(r"第|(?<=\D)0+(?=\d)", "", document.doc_number) if document.doc_number else None,
        stage=document.stage,
    )


def _may_be_one(a: _Facts, b: _Facts) -> bool:
    """Whether nothing that both documents say of themselves tells them apart."""
    if a.region and b.region and not (a.region.endswith(b.region) or b.region.endswith(a.region)):
        return False
    if not (a.years <= b.years or b.years <= a.years):
        return False
    pairs = ((a.start, b.start), (a.end, b.end), (a.issued, b.issued), (a.number, b.number), (a.stage, b.stage))
    return all(x is None or y is None or x == y for x, y in pairs)


class _Index:
    """Which numbers have a key. Keys of late numbers are in a dictionary, those before in sorted arrays: twelve bytes a key."""

    def __init__(self) -> None:
        self._late: defaultdict[int, list[int]] = defaultdict(list)
        self._held = 0
        self._runs: list[tuple[Hashes, NDArray[np.uint32]]] = []

    def add(self, number: int, keys: Hashes) -> None:
        """One more number, higher than those before, that has these keys."""
        for key in keys.tolist():
            self._late[key].append(number)
        self._held += len(keys)
        if self._held >= _LATE:
            numbers = [(key, n) for key, having in self._late.items() for n in having]
            run = np.array([key for key, _ in numbers], dtype=np.uint64), np.array([n for _, n in numbers], dtype=np.uint32)
            while self._runs and len(self._runs[-1][0]) <= len(run[0]) <= _RUN:
                before = self._runs.pop()
                run = np.concatenate((before[0], run[0])), np.concatenate((before[1], run[1]))
            order = np.argsort(run[0], kind="stable")
            self._runs.append((run[0][order], run[1][order]))
            self._late.clear()
            self._held = 0

    def having_two(self, keys: Hashes) -> list[int]:
        """The numbers that have at least two of these keys, in rising order."""
        found = [number for key in keys.tolist() for number in self._late.get(key, ())]
        pieces = [np.array(found, dtype=np.uint32)]
        for having, numbers in self._runs:
            starts = having.searchsorted(keys)
            for at in np.flatnonzero(having.take(starts, mode="clip") == keys).tolist():
                start = int(starts[at])
                pieces.append(numbers[start : start + int(having[start:].searchsorted(keys[at], "right"))])
        several, times = np.unique(np.concatenate(pieces), return_counts=True)
        return [int(number) for number in several[times >= 2]]

    def forget(self, before: int) -> None:
        """Let go of numbers that are not wanted any more, as far as a whole array has no others."""
        while self._runs and int(self._runs[0][1].max()) < before:
            del self._runs[0]


Recall = Callable[[int], Fingerprint]
"""The fingerprint of the input at a place of the dataset."""


class Originals:
    """The documents of a batch so far that repeat no earlier one: where they stand, what tells them apart, and some of their hashes.

    Their sketches are asked for where one is held against another: of the dataset by `recall`, since its journal has them. Without, they
    are kept, and fewer originals with them.
    """

    def __init__(self, recall: Recall | None = None, most: int | None = None) -> None:
        self._recall = recall
        self._most = most or (_MAX_ORIGINALS if recall is not None else _MAX_WITH_SKETCHES)
        self._index = _Index()
        self._kept: dict[int, bytes] = {}  # by number, in input order
        self._sketches: dict[int, Fingerprint] = {}
        self._next = 0

    def match(self, document: Document, mark: Fingerprint | None, place: int) -> str | None:
        """The id of the first document before with the same body; where there is none, this one is kept as an original.

        `place` is where it stands in the dataset, from 0.
        """
        if mark is None:
            return None
        facts, keys = _facts(document), mark.hashes[:_KEYS]
        for number in self._index.having_two(keys):
            if number in self._kept:
                doc_id, at, size, years, *about = marshal.loads(self._kept[number])
                # What is cheap to ask is asked first.
                like = min(mark.size, size) >= _SIZES * max(mark.size, size) and _may_be_one(facts, _Facts(frozenset(years), *about))
                if like and similarity(mark, self._sketch(number, at)) >= THRESHOLD:
                    return str(doc_id)
        self._keep(keys, mark, marshal.dumps([document.doc_id, place, mark.size, sorted(facts.years), *facts[1:]]))
        return None

    def _sketch(self, number: int, place: int) -> Fingerprint:
        return self._sketches[number] if self._recall is None else self._recall(place)

    def _keep(self, keys: Hashes, mark: Fingerprint, about: bytes) -> None:
        self._kept[self._next] = about
        if self._recall is None:
            self._sketches[self._next] = mark
        self._index.add(self._next, keys)
        self._next += 1
        if len(self._kept) > self._most:
            oldest = self._next - self._most - 1
            del self._kept[oldest]
            self._sketches.pop(oldest, None)
            self._index.forget(oldest + 1)
