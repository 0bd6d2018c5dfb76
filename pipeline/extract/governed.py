"""What is known of a number while a sentence is read: where it stands, what governs it, what carries over to the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.extract.numbers import Quantity
from pipeline.extract.sentences import Sentence
from pipeline.text import Span
from rules.families import PredicateRule


class Governed(NamedTuple):
    """Kind, metric, evidence and rule of a quantity; `predicate` where one governs from the same clause."""

    kind: str
    metric: str
    span: Span
    rule: str
    predicate: PredicateRule | None = None
    comparator: str | None = None
    """Where a bound stands further off than beside the number."""


class Place(NamedTuple):
    """A quantity where it stands: its clause, and the words between the quantity before it and itself."""

    quantity: Quantity
    sentence: Sentence
    where: int
    left: str
    left_start: int
    goals: bool

    @property
    def clause(self) -> Span:
        """The clause in which the quantity stands."""
        return self.sentence.clauses[self.where]


@dataclass(slots=True)
class State:
    """What carries over from one quantity of a sentence to the next."""

    end: int
    predicate: PredicateRule | None = None
    verb_clause: int = -1
    metric: str = ""
    metric_span: Span | None = None
    metric_clause: int = -1
    kind: str = "level"
    unit: str | None = None
    sort: str = ""
    clause: int = -1
    pending: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    """The metrics that a list named last, for a later clause that counts them again (2030年分别达到…)."""
    said: list[str] = field(default_factory=list)
    """The metrics of the sentence so far, each once."""
    earlier: list[str] = field(default_factory=list)
    """The metrics of the sentences before it, as far as the paragraph goes on with them."""
