"""Floors: figures that must not be undercut, kept in a TOML file together with a digest of what they were measured on.

A file holds one table a set of documents. Figures measured on other documents or other references say nothing about a
change of the program, so the digest of both is part of the table.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pipeline.errors import EvaluationError
from pipeline.evaluate.dataset import TYPES, Dataset
from pipeline.evaluate.judge import Evaluation
from pipeline.evaluate.references import Reference
from pipeline.evaluate.tally import by_type, metadata, total


class TypeFloor(BaseModel):
    """The floor of one type of record."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    f1: float = Field(ge=0, le=1)
    strict: float = Field(ge=0, le=1)


class FloorSet(BaseModel):
    """The floors of one set of documents."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    digest: str = Field(pattern="^[0-9a-f]{64}$")
    metadata: float = Field(ge=0, le=1)
    tasks: TypeFloor
    targets: TypeFloor
    indicators: TypeFloor
    units: TypeFloor

    def figures(self) -> dict[str, float]:
        """Every floor by its name."""
        types = {f"{kind} {name}": getattr(getattr(self, kind), name) for kind in TYPES for name in ("f1", "strict")}
        return {"metadata": self.metadata, **types}


def digest(dataset: Dataset, references: Iterable[Reference]) -> str:
    """What the figures are measured on: the bytes of the documents, and what the references say of them.

    Documents without a reference are not judged, and so do not count.
    """
    lines = []
    for r in references:
        if r.sha256 in dataset.documents:
            lines.append(f"document {r.sha256}")
        said = json.dumps([r.sha256, r.by_words, r.document, r.records, r.decoys], ensure_ascii=False, sort_keys=True)
        lines.append(f"reference {r.name} {hashlib.sha256(said.encode('utf-8', 'surrogatepass')).hexdigest()}")
    return hashlib.sha256("\n".join(sorted(lines)).encode("utf-8", "surrogatepass")).hexdigest()


def measured(evaluation: Evaluation, of: str) -> FloorSet:
    """The figures as they are now, as floors. Both are rounded alike, so that a figure is never below itself."""
    figures = {}
    for kind, result in by_type(evaluation).items():
        (_, _, f1), (_, _, strict) = result.score.figures(), result.score.figures(strict=True)
        figures[kind] = TypeFloor(f1=f1, strict=strict)
    documents = total(metadata(evaluation).values()).value
    return FloorSet(digest=of, metadata=1.0 if documents is None else documents, **figures)


def undercut(now: FloorSet, floor: FloorSet) -> list[str]:
    """What stands below its floor, in words."""
    least = floor.figures()
    return [f"{name} is {value:.4f}, below its floor of {least[name]:.4f}" for name, value in now.figures().items() if value < least[name]]


def read_floors(path: Path) -> dict[str, FloorSet]:
    """The floors of a file, by set. Raises `EvaluationError` where it is missing or wrong."""
    try:
        return {name: FloorSet.model_validate(table) for name, table in tomllib.loads(path.read_text(encoding="utf-8")).items()}
    except OSError as e:
        raise EvaluationError(f"{path}: cannot be read: {e.strerror or e}") from e
    except ValidationError as e:
        wrong = "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in e.errors())
        raise EvaluationError(f"{path}: {e.error_count()} value(s) are no floors: {wrong}") from e
    except ValueError as e:
        raise EvaluationError(f"{path}: is no TOML: {e}") from e


def floors_for(path: Path, of: str) -> FloorSet:
    """The set of a file that was measured on just this. Raises `EvaluationError` where there is none."""
    for floor in read_floors(path).values():
        if floor.digest == of:
            return floor
    raise EvaluationError(f"{path}: none of its floors was measured on these documents and references; they must be measured anew")


def write_floors(path: Path, floors: Mapping[str, FloorSet], comment: str) -> None:
    """Write a file of floors, below a comment that says where they come from."""
    lines = [f"# {line}" for line in comment.splitlines()]
    for name, floor in floors.items():
        lines += ["", f"[{name}]", f'digest = "{floor.digest}"', f"metadata = {floor.metadata}"]
        lines += [f"{kind} = {{ f1 = {getattr(floor, kind).f1}, strict = {getattr(floor, kind).strict} }}" for kind in TYPES]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
