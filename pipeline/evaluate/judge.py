"""The verdict on each record of a dataset that has references: right, wrong in a field, missed, spurious."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from pipeline.errors import EvaluationError
from pipeline.evaluate.compare import DOCUMENT, ELSEWHERE, Entry, shared
from pipeline.evaluate.dataset import TYPES, Dataset, FoundDocument, Row
from pipeline.evaluate.fields import FIELDS, GATES
from pipeline.evaluate.match import match, neighbours
from pipeline.evaluate.references import Reference

Status = Literal["right", "wrong", "mistaken", "missed", "spurious"]


class Difference(NamedTuple):
    """A field that is not what the reference says."""

    field: str
    expected: object
    got: object


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one record: a found one, a reference, or the two together."""

    type: str
    document: str
    status: Status
    """`wrong`: a pair with a wrong field. `mistaken`: found and reference stand in one place but are no pair, which
    counts as one missed and one spurious."""
    found: Entry | None
    wanted: Entry | None
    strict: bool = False
    differences: tuple[Difference, ...] = ()

    @property
    def paired(self) -> bool:
        """Whether the found record counts as the reference's."""
        return self.status in ("right", "wrong")


@dataclass(frozen=True, slots=True)
class Judged:
    """One reference's document: its own fields, and the verdicts on its records."""

    name: str
    sha256: str | None
    """Digest of the document's bytes; None where the dataset does not have the document."""
    fields: Mapping[str, Difference | None]
    """The fields of the document that the reference names, with what is wrong about them."""
    verdicts: tuple[Verdict, ...]
    ungrounded: int
    """Found records whose evidence is not the source text at its offsets."""
    decoys: tuple[tuple[str, bool], ...]
    """The reference's decoys: the form of each, and whether a target was made of it."""
    misplaced: int
    """References whose evidence is not: the document was changed, or the reference is wrong."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that was judged. All figures are counted from here (`tally.py`)."""

    documents: tuple[Judged, ...]
    unjudged: int
    """Documents of the dataset that no reference speaks of."""

    def verdicts(self) -> Iterator[Verdict]:
        """All verdicts, document by document."""
        return (verdict for document in self.documents for verdict in document.verdicts)


def evaluate(dataset: Dataset, references: Iterable[Reference]) -> Evaluation:
    """Judge a dataset by references. Raises `EvaluationError` where no reference has its document in the dataset.

    A reference without its document counts as missed throughout.
    """
    references = tuple(references)
    judged = tuple(_judge(dataset.documents.get(reference.sha256), reference) for reference in references)
    if all(document.sha256 is None for document in judged):
        raise EvaluationError(
            f"none of the {len(judged)} references matches the {len(dataset.documents)} documents of the dataset; "
            "they are matched by the digest of the document's bytes (source.sha256)"
        )
    return Evaluation(judged, len(dataset.documents.keys() - {reference.sha256 for reference in references}))


def _judge(found: FoundDocument | None, reference: Reference) -> Judged:
    document: Row = found.document if found else {}
    fields: dict[str, Difference | None] = {}
    for name, same in DOCUMENT.items():
        if name in reference.document:
            expected, got = reference.document[name], document.get(name)
            right = found is not None and same(got, expected)
            fields[name] = None if right else Difference(name, expected, got)
    verdicts: list[Verdict] = []
    tasks: dict[str, int] = {}
    for kind in TYPES:
        mine = _found_entries(found, kind, tasks, reference.by_words)
        theirs = _wanted_entries(reference, kind)
        pairs = match(kind, mine, theirs)
        if kind == "tasks":
            tasks = {str(mine[i].row.get("task_id")): j for i, j in pairs}
        verdicts += _verdicts(kind, reference.name, mine, theirs, pairs)
    sha256 = reference.sha256 if found else None
    decoys = _decoys(reference, verdicts)
    return Judged(reference.name, sha256, fields, tuple(verdicts), _ungrounded(found), decoys, _misplaced(found, reference))


def _decoys(reference: Reference, verdicts: Iterable[Verdict]) -> tuple[tuple[str, bool], ...]:
    """What became of the decoys. A spurious target that stands in one for its greater part was made of it."""
    spurious = [v.found for v in verdicts if v.type == "targets" and v.status == "spurious" and v.found is not None]
    decoys = [(str(row.get("form") or "(none)"), Entry(row, reference.by_words)) for row in reference.decoys]
    return tuple((form, any(_stands_in(found, decoy) for found in spurious)) for form, decoy in decoys)


def _stands_in(found: Entry, decoy: Entry) -> bool:
    if decoy.by_words:
        return bool(found.words) and found.words in decoy.words
    return 2 * shared(found, decoy) > found.length


def _found_entries(found: FoundDocument | None, kind: str, tasks: Mapping[str, int], by_words: bool) -> list[Entry]:
    if found is None:
        return []
    names = {row.get("task_id"): _name(row) for row in found.records["tasks"]}
    out = []
    for row in found.records[kind]:
        home = row.get("task_id")
        place = tasks.get(home, ELSEWHERE) if home else None
        unpaired = " (a task that is no pair)" if place == ELSEWHERE else ""
        out.append(Entry(row, by_words, place, f"{names.get(home, home)}{unpaired}" if home else None))
    return out


def _wanted_entries(reference: Reference, kind: str) -> list[Entry]:
    tasks = reference.records["tasks"]
    out = []
    for row in reference.records[kind]:
        place = row.get("task")
        name = _name(tasks[place]) if isinstance(place, int) and 0 <= place < len(tasks) else None
        out.append(Entry(row, reference.by_words, place, name))
    return out


def _name(task: Row) -> str:
    return " ".join(str(task[key]) for key in ("label", "title") if task.get(key))


def _verdicts(kind: str, document: str, mine: Sequence[Entry], theirs: Sequence[Entry], pairs: Iterable[tuple[int, int]]) -> list[Verdict]:
    """The verdicts on one type in one document: references in their order, then what is spurious."""
    by_reference: dict[int, Verdict] = {}
    free = dict(enumerate(mine))
    for i, j in pairs:
        by_reference[j] = _compare(kind, document, free.pop(i), theirs[j])
    rest = [j for j in range(len(theirs)) if j not in by_reference]
    left = list(free.values())
    together = neighbours(left, [theirs[j] for j in rest])
    for i, at in together:
        found, wanted = left[i], theirs[rest[at]]
        wrong = tuple(Difference(f.name, f.shown(wanted), f.shown(found)) for f in GATES[kind] if not f.same(found, wanted))
        by_reference[rest[at]] = Verdict(kind, document, "mistaken", found, wanted, differences=wrong)
    spoken_for = {i for i, _ in together}
    verdicts = [by_reference.get(j) or Verdict(kind, document, "missed", None, wanted) for j, wanted in enumerate(theirs)]
    return verdicts + [Verdict(kind, document, "spurious", found, None) for i, found in enumerate(left) if i not in spoken_for]


def _compare(kind: str, document: str, found: Entry, wanted: Entry) -> Verdict:
    wrong = tuple(Difference(f.name, f.shown(wanted), f.shown(found)) for f in FIELDS[kind] if not f.same(found, wanted))
    strict = all(f.strict(found, wanted) for f in FIELDS[kind] if f.strict is not None)
    return Verdict(kind, document, "wrong" if wrong else "right", found, wanted, strict, wrong)


def _ungrounded(found: FoundDocument | None) -> int:
    if found is None:
        return 0
    records = [found.document, *(row for kind in TYPES for row in found.records[kind])]
    return sum(not (row.get("evidence") and all(_stands(e, found.text) for e in row["evidence"])) for row in records)


def _misplaced(found: FoundDocument | None, reference: Reference) -> int:
    if found is None or reference.by_words:
        return 0
    spans = (e for kind in TYPES for row in reference.records[kind] for e in row.get("evidence") or () if "text" in e)
    return sum(not _stands(e, found.text) for e in spans)


def _stands(evidence: Row, text: str) -> bool:
    start, end = evidence.get("start"), evidence.get("end")
    return isinstance(start, int) and isinstance(end, int) and 0 <= start < end and text[start:end] == evidence.get("text")
