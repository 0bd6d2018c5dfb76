"""What becomes of one document: the value that conversions give, that datasets are read as, and that programs work with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from pipeline.text import Edit
from schemas import Document, Indicator, Observation, Record, Target, Task, Unit


@dataclass(frozen=True, slots=True)
class Converted:
    """One document with all its records, in the order of the source, and the source text that their evidence counts in."""

    document: Document
    source_text: str
    tasks: tuple[Task, ...]
    targets: tuple[Target, ...]
    observations: tuple[Observation, ...]
    indicators: tuple[Indicator, ...]
    units: tuple[Unit, ...]

    grounds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By the id of each record, the features that its confidence was judged by; empty for what was read from a dataset."""

    edits: tuple[Edit, ...] | None = ()
    """What was changed between the source and the text that the rules read; None where a dataset does not list it."""

    pages: tuple[int, ...] = ()
    """Where each page starts in the source text, in a format that has pages; empty for what was read from a dataset."""

    def records(self) -> Iterable[tuple[str, Record]]:
        """(type, record) in the order of a dataset's files."""
        yield "document", self.document
        kinds: tuple[tuple[str, tuple[Record, ...]], ...] = (
            ("task", self.tasks), ("target", self.targets), ("observation", self.observations), ("indicator", self.indicators),
            ("unit", self.units),
        )  # fmt: skip
        for kind, rows in kinds:
            for row in rows:
                yield kind, row
