"""Several plans in the order of time: each is a side of one document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline import Converter
from pipeline.compare.sides import Side, read_side
from pipeline.errors import DatasetError
from rules import RuleSet
from schemas import Document

_LONG = 3
"""Years from which on a plan is one that yearly plans carry out."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan of a lineage."""

    side: Side

    @property
    def document(self) -> Document:
        """Its document."""
        return self.side.documents[0]

    @property
    def doc_id(self) -> str:
        """The id of its document."""
        return self.document.doc_id

    @property
    def start(self) -> int | None:
        """The first year planned for; the year of issue where no period is said."""
        period = self.document.period
        if period is not None and (period.start or period.end):
            return period.start or period.end
        said = self.document.issued_on or self.document.published_on
        return int(said[:4]) if said else None

    @property
    def end(self) -> int | None:
        """The last year planned for."""
        period = self.document.period
        return period.end if period is not None and period.end else self.start

    @property
    def years(self) -> int:
        """How many years it plans for; 1 where it does not say."""
        return 1 if self.start is None or self.end is None else max(self.end - self.start + 1, 1)

    @property
    def is_long(self) -> bool:
        """Whether later plans are asked what they took up of it."""
        return self.years >= _LONG

    @property
    def label(self) -> str:
        """Its years: 2021–2025, 2024."""
        if self.start is None:
            return "?"
        return str(self.start) if self.end == self.start else f"{self.start}–{self.end}"


def in_order(plans: Sequence[Plan]) -> list[Plan]:
    """Plans by their first year, longer ones first, as the shorter carry them out; then by date of issue, title and id.

    Plans without any date come last.
    """

    def key(plan: Plan) -> tuple[int, int, str, str, str]:
        document = plan.document
        issued = document.issued_on or document.published_on or "9999"
        return plan.start or 9999, -(plan.end or 9999), issued, document.title, document.doc_id

    return sorted(plans, key=key)


def read_plans(paths: Sequence[str], rules: RuleSet | None = None) -> tuple[list[Plan], list[str]]:
    """The plans behind the paths in the order of time, and what a reader should know of them.

    Every document of a dataset or of a folder is a plan; what is no plan is left out and said, and so is a document that
    comes twice. Raises `DatasetError` where a path cannot be read, and where fewer than two plans remain.
    """

    @cache
    def converter() -> Converter:
        return Converter(rules)

    plans: dict[str, Plan] = {}
    warnings: list[str] = []
    for path in paths:
        for plan in _split(read_side(path, converter)):
            document = plan.document
            if document.doc_type == "non_plan":
                warnings.append(f"{document.source.path}: is no plan ({document.title}); left out")
            elif plan.doc_id in plans:
                warnings.append(f"{document.source.path}: is the same document as {plans[plan.doc_id].document.source.path}; counted once")
            else:
                plans[plan.doc_id] = plan
    if len(plans) < 2:
        found = "none" if not plans else f"only {next(iter(plans.values())).document.title!r}"
        raise DatasetError(f"a lineage needs two plans or more, and {found} was found in {' '.join(paths)}")
    ordered = in_order(list(plans.values()))
    return ordered, warnings + _doubts(ordered)


def _split(side: Side) -> list[Plan]:
    """A side with several documents as one plan a document."""
    return [
        Plan(
            Side(
                (document,),
                tuple(r for r in side.tasks if r.doc_id == document.doc_id),
                tuple(r for r in side.targets if r.doc_id == document.doc_id),
                tuple(r for r in side.indicators if r.doc_id == document.doc_id),
                tuple(r for r in side.units if r.doc_id == document.doc_id),
                tuple(r for r in side.observations if r.doc_id == document.doc_id),
            )
        )
        for document in side.documents
    ]


def _doubts(plans: Sequence[Plan]) -> list[str]:
    """What may be wrong with the choice of plans."""
    said = []
    for plan in plans:
        if not plan.side.tasks:
            said.append(f"{plan.document.source.path}: has no tasks; nothing can be linked to it")
        if plan.start is None:
            said.append(f"{plan.document.source.path}: says neither a period nor a date; it is put last")
    seen: dict[tuple[str, str], Plan] = {}
    for plan in plans:
        if (first := seen.setdefault((plan.document.title, plan.label), plan)) is not plan:
            said.append(
                f"{first.document.source.path} and {plan.document.source.path} have the same title and period: perhaps one plan twice"
            )
    if len(regions := sorted({p.document.region for p in plans if p.document.region})) > 1:
        said.append(f"the plans are of different places: {', '.join(regions)}")
    return said
