"""When two values, and two places in a text, count as the same. Only what a reader would not tell apart is levelled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rapidfuzz import fuzz

from pipeline.evaluate.dataset import Row
from pipeline.repair.script import simplify

SAME_STRETCH = 0.8
"""A task's evidence must overlap this far, as intersection over union."""
COVERED = 0.5
"""So much of a reference's evidence must be covered by that of a target or a unit."""
_WIDE, _WIDE_BY = 3, 20  # evidence of more than three times the reference's length (and 20) points at nothing
_IN_WORDS = 85  # the likeness of words, in percent, that stands for coverage where offsets say nothing
ALIKE = 80
"""Metrics are alike from here on, in percent: nobody cuts a noun phrase exactly as another would."""

ELSEWHERE = -1
"""The place of a task that has no counterpart among the references."""


@lru_cache(maxsize=1 << 16)
def letters(text: object) -> str:
    """Letters, digits and % of a text in simplified script: what is left when punctuation and spacing do not count."""
    plain = simplify(unicodedata.normalize("NFKC", "" if text is None else str(text)))
    return re.sub(r"[^\w%]+", "", plain).lower()


@lru_cache(maxsize=1 << 12)
def unit(text: object) -> str:
    """A measuring unit without spaces; signs count, as they tell units apart (㎡, ‰)."""
    return "".join(simplify(unicodedata.normalize("NFKC", "" if text is None else str(text))).split())


def number(value: object) -> float | None:
    """A number free of the difference between 3 and 3.0; None for what is none."""
    try:
        return round(float(value), 6)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return None


def same_words(one: object, other: object) -> bool:
    """Whether two texts, or the lack of one, say the same."""
    return letters(one) == letters(other)


@dataclass(frozen=True, eq=False)
class Entry:
    """A record made ready for comparison: a found one, or a reference."""

    row: Row
    by_words: bool = False
    task: int | None = None
    """Place of its task among the reference's tasks, None outside tasks, or `ELSEWHERE`."""
    task_name: str | None = None

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The stretches of its evidence."""
        evidence = self.row.get("evidence") or ()
        return tuple((e["start"], e["end"]) for e in evidence if isinstance(e.get("start"), int) and isinstance(e.get("end"), int))

    @cached_property
    def length(self) -> int:
        """Characters of evidence."""
        return sum(end - start for start, end in self.spans)

    @cached_property
    def text(self) -> str:
        """The words of its evidence as they stand in the source."""
        return "".join(e.get("text") or "" for e in self.row.get("evidence") or ())

    @cached_property
    def words(self) -> str:
        """The same, levelled."""
        return letters(self.text)


def shared(found: Entry, wanted: Entry) -> int:
    """Characters that both evidences have."""
    return sum(max(0, min(b, d) - max(a, c)) for a, b in found.spans for c, d in wanted.spans)


def overlap(found: Entry, wanted: Entry, least: float = 0.0) -> float:
    """How far two evidences are the same stretch, from 0 to 1. What is well below `least` may come out as 0, sooner."""
    if wanted.by_words:
        return fuzz.ratio(found.words, wanted.words, score_cutoff=max(0.0, least * 100 - 1)) / 100
    common = shared(found, wanted)
    return common / (found.length + wanted.length - common) if common else 0.0


def coverage(found: Entry, wanted: Entry) -> float:
    """The share of the reference's evidence that is covered; 0 where that is too little, or the evidence is too wide."""
    if wanted.by_words:
        near = found.words and wanted.words and len(found.words) <= _WIDE * len(wanted.words) + _WIDE_BY
        return float(bool(near) and fuzz.partial_ratio(found.words, wanted.words) >= _IN_WORDS)
    if not wanted.length or found.length > _WIDE * wanted.length + _WIDE_BY:
        return 0.0
    share = shared(found, wanted) / wanted.length
    return share if share >= COVERED else 0.0


def likeness(found: Entry, wanted: Entry) -> float:
    """How alike two metrics are, in percent; the reference may have several wordings."""
    wordings = [wanted.row.get("metric"), *(wanted.row.get("metric_alt") or ())]
    return max(fuzz.ratio(letters(found.row.get("metric")), letters(wording)) for wording in wordings)


# --- fields of the document record ------------------------------------------------------------------------------


def _names(found: object, wanted: object) -> bool:
    # The order of issuers is not judged.
    return {letters(n) for n in _list(found)} == {letters(n) for n in _list(wanted)}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else []


def _years(found: object, wanted: object) -> bool:
    return _period(found) == _period(wanted)


def _period(value: object) -> tuple[str | None, str | None] | None:
    years = (year(value.get("start")), year(value.get("end"))) if isinstance(value, dict) else (None, None)
    return None if years == (None, None) else years


def year(value: object) -> str | None:
    """The year of a date or a number."""
    return None if value in (None, "") else str(value)[:4]


def _place(found: object, wanted: object) -> bool:
    # 上海市长宁区 and 长宁区 are one place: how much of its name a text gives is chance.
    mine, theirs = letters(found), letters(wanted)
    return mine == theirs or bool(mine and theirs and (mine.endswith(theirs) or theirs.endswith(mine)))


def _equal(found: object, wanted: object) -> bool:
    return (found or None) == (wanted or None)


DOCUMENT: dict[str, Callable[[object, object], bool]] = {
    "title": same_words, "doc_type": _equal, "issuers": _names, "doc_number": same_words, "index_number": same_words,
    "issued_on": _equal, "published_on": _equal, "period": _years, "region": _place, "script": _equal,
}  # fmt: skip
"""The fields of a document record, and when each is right."""
