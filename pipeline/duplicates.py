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

Memory: `_KEPT` numbers a document, and only of originals, of which the oldest are dropped beyond `_MAX_ORIGINALS`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
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
_MAX_ORIGINALS = 100_000
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


class Originals:
    """The documents of a batch so far that repeat no earlier one: their fingerprints, and which have a small hash."""

    def __init__(self, most: int = _MAX_ORIGINALS) -> None:
        self._most = most
        self._kept: dict[str, tuple[Fingerprint, _Facts]] = {}  # in input order
        self._having: defaultdict[int, list[str]] = defaultdict(list)

    def match(self, document: Document, mark: Fingerprint | None) -> str | None:
        """The id of the first document before with the same body; where there is none, this one is kept as an original."""
        if mark is None:
            return None
        facts = _facts(document)
        shared = Counter(doc_id for key in _keys(mark) for doc_id in self._having.get(key, ()))
        same = [doc_id for doc_id, times in shared.items() if times >= 2 and self._is(doc_id, mark, facts)]
        if not same:
            self._keep(document.doc_id, mark, facts)
            return None
        return same[0] if len(same) == 1 else next(doc_id for doc_id in self._kept if doc_id in same)

    def _is(self, doc_id: str, mark: Fingerprint, facts: _Facts) -> bool:
        """Whether a document is the same as one that is kept; what is cheap to ask is asked first."""
        other, about = self._kept[doc_id]
        like = min(mark.size, other.size) >= _SIZES * max(mark.size, other.size) and _may_be_one(facts, about)
        return like and similarity(mark, other) >= THRESHOLD

    def _keep(self, doc_id: str, mark: Fingerprint, facts: _Facts) -> None:
        self._kept[doc_id] = mark, facts
        for key in _keys(mark):
            self._having[key].append(doc_id)
        if len(self._kept) > self._most:
            oldest = next(iter(self._kept))
            for key in _keys(self._kept.pop(oldest)[0]):
                self._having[key].remove(oldest)
                if not self._having[key]:
                    del self._having[key]


def _keys(mark: Fingerprint) -> list[int]:
    return [int(h) for h in mark.hashes[:_KEYS]]
