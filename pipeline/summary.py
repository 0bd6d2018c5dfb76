"""What a run came to: what became of each input, the counts, the time by stage, the documents that took longest."""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

from schemas import Error

SURVEY, STORE, LOST = "survey", "store", "lost"
"""Besides the stages of a document: finding what there is to do, putting results into their place; and where the time of a
document went that cost its worker's life or used up its time, since nobody knows in which stage that was."""
OF_A_DOCUMENT = ("read", "repair", "outline", "extract", "link", "write")
STAGES = (SURVEY, *OF_A_DOCUMENT, STORE, LOST)
_SLOWEST = 10


@dataclass(frozen=True, slots=True)
class Through:
    """What became of one input, the `n`th of `of`."""

    outcome: Literal["converted", "skipped", "failed"]
    """Skipped is what the dataset had already, be it a document or an error."""
    path: str
    others: tuple[str, ...]
    doc_id: str | None = None
    characters: int = 0
    records: Mapping[str, int] = field(default_factory=dict)
    repairs: Mapping[str, int] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    """By stage, in their order; the last one is where a document failed."""
    error: Error | None = None
    duplicate_of: str | None = None
    n: int = 0
    of: int = 0


@dataclass(slots=True)
class Stage:
    """What went through a stage in this run, what failed in it, and the seconds that it took, of all processes together."""

    done: int = 0
    failed: int = 0
    seconds: float = 0.0

    @contextmanager
    def clocked(self) -> Iterator[None]:
        """One more goes through while the context lasts."""
        started = time.perf_counter()
        yield
        self.done += 1
        self.seconds += time.perf_counter() - started


@dataclass(slots=True)
class Summary:
    """What a batch came to: the dataset with what it held already, of which `kept` inputs were not converted again."""

    documents: int = 0
    records: Counter[str] = field(default_factory=Counter)
    failed: int = 0
    kept: int = 0
    duplicates: int = 0
    seconds: float = 0.0
    characters: int = 0
    repairs: Counter[str] = field(default_factory=Counter)
    corrected: int = 0
    warnings: list[str] = field(default_factory=list)
    unasked: int = 0
    """Inputs that the dataset held and that this run was not asked about, so that nobody looked whether they have changed."""
    gone: Sequence[str] = ()
    """Paths that the dataset held and whose files are no longer in the folders that were named."""
    stages: dict[str, Stage] = field(default_factory=lambda: {name: Stage() for name in STAGES})
    _slowest: list[tuple[float, int, Through]] = field(default_factory=list)

    def count(self, place: Through) -> None:
        """One more input is through."""
        self.duplicates += len(place.others)
        if place.outcome == "skipped":
            self.kept += 1
        if place.error is None:
            self.documents += 1
            self.characters += place.characters
            self.records.update(place.records)
            self.repairs.update(place.repairs)
        else:
            self.failed += 1
        self._clock(place)

    def _clock(self, place: Through) -> None:
        stages = list(place.seconds)
        for name in stages:
            stage = self.stages.setdefault(name, Stage())
            stage.seconds += place.seconds[name]
            if place.outcome == "failed" and name == stages[-1]:
                stage.failed += 1
            else:
                stage.done += 1
        if stages and stages != [SURVEY]:
            heapq.heappush(self._slowest, (sum(place.seconds.values(), 0.0), -place.n, place))
            if len(self._slowest) > _SLOWEST:
                heapq.heappop(self._slowest)

    @property
    def slowest(self) -> Sequence[Through]:
        """The documents of this run that took longest, the slowest first."""
        return [place for _, _, place in sorted(self._slowest, key=lambda row: row[:2], reverse=True)]

    def counts(self) -> dict[str, object]:
        """The counts of the dataset, as `run.json` has them."""
        return {
            "documents": self.documents, "failed": self.failed, "duplicates": self.duplicates, "characters": self.characters,
            "records": dict(sorted(self.records.items())), "repairs": dict(sorted(self.repairs.items())),
        }  # fmt: skip

    def manifest(self) -> dict[str, object]:
        """The counts of the dataset, and what this run did and how long it took, as `run.json` has them."""
        return {
            "seconds": _rounded(self.seconds), **self.counts(), "kept": self.kept, "gone": len(self.gone),
            "stages": {name: {"done": s.done, "failed": s.failed, "seconds": _rounded(s.seconds)} for name, s in self.stages.items()},
            "slowest": [
                {"path": p.path, "doc_id": p.doc_id, "seconds": _rounded(sum(p.seconds.values(), 0.0)), "characters": p.characters}
                for p in self.slowest
            ],
        }  # fmt: skip


def _rounded(seconds: float) -> float:
    return round(seconds, 3)
