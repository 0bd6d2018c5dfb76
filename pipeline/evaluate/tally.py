"""Figures counted from verdicts: per type of record, and within a type per rule, document or form."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal

from pipeline.evaluate.compare import DOCUMENT
from pipeline.evaluate.dataset import TYPES
from pipeline.evaluate.fields import FIELDS
from pipeline.evaluate.judge import Evaluation, Verdict

Group = Literal["rule", "document", "form"]


@dataclass(slots=True)
class Share:
    """How many of how many are right."""

    right: int = 0
    of: int = 0

    def add(self, right: bool) -> None:
        """Count one more."""
        self.right += right
        self.of += 1

    @property
    def value(self) -> float | None:
        """The share; None of nothing."""
        return round(self.right / self.of, 4) if self.of else None


@dataclass(slots=True)
class Score:
    """Precision, recall and F1 of some records of one type, all to four places.

    Where nothing was to be found and nothing was found, nothing is wrong: 1.
    """

    reference: int = 0
    found: int = 0
    paired: int = 0
    strict: int = 0

    def add(self, verdict: Verdict) -> None:
        """Count one more verdict."""
        self.reference += verdict.wanted is not None
        self.found += verdict.found is not None
        self.paired += verdict.paired
        self.strict += verdict.strict

    def figures(self, strict: bool = False) -> tuple[float, float, float]:
        """Precision, recall and F1; of strict matches only, if wanted."""
        right = self.strict if strict else self.paired
        precision = right / self.found if self.found else float(not self.reference)
        recall = right / self.reference if self.reference else 1.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return round(precision, 4), round(recall, 4), round(f1, 4)

    @property
    def errors(self) -> int:
        """What stands between this score and a perfect one."""
        return self.reference + self.found - self.paired - self.strict


@dataclass(slots=True)
class TypeScore:
    """The score of one type of record, and how often each field is right where records were paired."""

    score: Score = field(default_factory=Score)
    fields: dict[str, Share] = field(default_factory=dict)


def by_type(evaluation: Evaluation) -> dict[str, TypeScore]:
    """The score of every type of record over all documents."""
    out = {kind: TypeScore(fields={f.name: Share() for f in FIELDS[kind]}) for kind in TYPES}
    for verdict in evaluation.verdicts():
        out[verdict.type].score.add(verdict)
        if verdict.paired:
            wrong = {difference.field for difference in verdict.differences}
            for name, share in out[verdict.type].fields.items():
                share.add(name not in wrong)
    return out


def metadata(evaluation: Evaluation) -> dict[str, Share]:
    """How often each field of the document record is right."""
    out = {name: Share() for name in DOCUMENT}
    for document in evaluation.documents:
        for name, wrong in document.fields.items():
            out[name].add(wrong is None)
    return out


def total(shares: Iterable[Share]) -> Share:
    """Shares taken together."""
    whole = Share()
    for share in shares:
        whole.right += share.right
        whole.of += share.of
    return whole


def _rules(verdict: Verdict) -> tuple[str, ...]:
    """The rules that made the found record. What was missed altogether has none, and counts for no rule."""
    return tuple(dict.fromkeys(str(verdict.found.row.get("rule") or "(none)").split("+"))) if verdict.found else ()


def _forms(verdict: Verdict) -> tuple[str, ...]:
    """The forms that the reference stands for. What is spurious altogether has none, and counts for no form."""
    form = verdict.wanted.row.get("form") if verdict.wanted else None
    return tuple(dict.fromkeys(str(form).split("+"))) if form else ()


_KEYS: dict[Group, Callable[[Verdict], tuple[str, ...]]] = {
    "rule": _rules,
    "document": lambda verdict: (verdict.document,),
    "form": _forms,
}


def grouped(evaluation: Evaluation, group: Group) -> dict[tuple[str, str], Score]:
    """Scores by (rule, document or form; type of record), in the order of their names.

    A record that several rules made, or that has several forms, counts for each of them. Of a rule's references are
    those that its records stand for, paired or mistaken: its recall says how many of these came out as a pair.
    """
    out: dict[tuple[str, str], Score] = {}
    for verdict in evaluation.verdicts():
        for key in _KEYS[group](verdict):
            out.setdefault((key, verdict.type), Score()).add(verdict)
    return {key: out[key] for key in sorted(out, key=lambda key: (key[0], TYPES.index(key[1])))}


def decoys(evaluation: Evaluation) -> dict[str, Share]:
    """How often no target was made of a decoy, by the form of the decoy."""
    out: dict[str, Share] = {}
    for form, taken in (decoy for document in evaluation.documents for decoy in document.decoys):
        for name in form.split("+"):
            out.setdefault(name, Share()).add(not taken)
    return dict(sorted(out.items()))
