"""What the extractors find, in offsets of the clean text; `pipeline.link` turns it into records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from pipeline.text import Span

TaskKind = Literal["measure", "safeguard", "box", "table"]


class Heading(NamedTuple):
    """One step of a task's path: the label as written and the heading's words; either may be missing."""

    label: str | None
    title: str | None


class Action(NamedTuple):
    """A clause that says what is done: its verb, the object acted on, and where the clause stands."""

    verb: str
    object: str
    span: Span


@dataclass(frozen=True, slots=True)
class Task:
    """A task as found. `body` are the paragraphs behind the heading, `span` runs from the label to their end."""

    kind: TaskKind
    span: Span
    label: str | None
    title: str | None
    text: str
    body: tuple[Span, ...]
    path: tuple[Heading, ...]
    rule: str
    previous: str | None = None
    deadline: str | None = None
    """The words of the 完成时限 cell as found; an ISO date once they are read."""
    units: tuple[tuple[str, tuple[Span, ...]], ...] = ()
    """(column role, the pieces of a paragraph) of the unit cells of a table row."""
    milestones: tuple[tuple[str, tuple[Span, ...]], ...] = ()
    """(header, the pieces of a paragraph) of the cells that say how far the work is to be: 2025年, 第一季度, 工作目标."""
    per: str | None = None
    """How often, where the 完成时限 cell says so (每季度末)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A quantity that the document states: what is counted and how much. `task` is the index of its task among the document's tasks."""

    span: Span
    clause: Span
    metric: str
    comparator: str
    value: int | float
    value_high: int | float | None
    unit: str | None
    per: str | None
    kind: str
    task: int | None
    rule: str
    pieces: tuple[Span, ...] = ()
    """Where it stands, if in several pieces: a table cell that is broken over lines."""
    words: str | None = None
    """The clause, where it is in several pieces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Claim):
    """A quantity that the plan commits to."""

    modality: str
    deadline: str | None
    deadline_explicit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(Claim):
    """A quantity that the document tells as a result or as what stands now; `cue` is the rule that decided so."""

    status: str
    as_of: str | None
    as_of_explicit: bool
    cue: str


@dataclass(frozen=True, slots=True)
class Value:
    """A baseline or target cell of an indicator: number, comparator, year, and the words of the cell."""

    value: int | float | None
    comparator: str | None
    year: int | None
    raw: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of an indicator table."""

    span: Span
    number: str | None
    category: str | None
    name: str
    unit: str | None
    attribute: str | None
    baseline: Value | None
    target: Value | None
    note: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit made answerable: its words, its whole name, its role, and the index of its task."""

    span: Span
    surface: str
    name: str
    role: str
    task: int | None
    rule: str
    canonical: str = ""
    org_id: str | None = None
    pieces: tuple[Span, ...] = ()
    """Where it stands, if in several pieces: a name that was broken inside its cell."""


@dataclass(frozen=True, slots=True)
class Front:
    """What the front matter says of a document; `title_span` is where its title stands."""

    title: str
    title_span: Span
    doc_type: str
    issuers: tuple[str, ...]
    doc_number: str | None
    index_number: str | None
    issued_on: str | None
    published_on: str | None
    period_start: int | None
    period_end: int | None
    region: str | None
    validity: str | None
    source_url: str | None
    rule: str
    notes: tuple[tuple[str, str, int, int], ...] = field(default=())
    """Warnings as (code, message, start, end) in clean offsets."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a document is, derived from its front matter (`pipeline.extract.facts`); the names are keys of its record."""

    level: str | None = None
    division_code: str | None = None
    sector: str | None = None
    stage: str | None = None
    validity: str | None = None
    source_url: str | None = None


@dataclass(slots=True)
class Found:
    """All mentions of one document, filled by the pipeline's components one after the other."""

    front: Front | None = None
    facts: Facts = field(default_factory=Facts)
    tasks: list[Task] = field(default_factory=list)
    actions: list[list[Action]] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    observations: list[Observation] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)


def in_pieces(span: Span, pieces: Sequence[Span]) -> tuple[Span, ...]:
    """Where a stretch of the joined `pieces` stands in the text."""
    found = []
    at = 0
    for piece in pieces:
        length = piece.end - piece.start
        start, end = max(span.start - at, 0), min(span.end - at, length)
        if start < end:
            found.append(Span(piece.start + start, piece.start + end))
        at += length
    return tuple(found)
