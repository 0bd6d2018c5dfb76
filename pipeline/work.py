"""One document's way from its bytes to the lines of a dataset: what a worker does, in this process or in another.

Jobs, parcels and failures cross process and machine borders, so they are plain values. What depends on other documents
(duplicates, the order) is not known here: the batch decides it.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import PurePosixPath

from pydantic import ValidationError

from pipeline import Converter
from pipeline.converted import Converted
from pipeline.corrections import Corrections
from pipeline.duplicates import Fingerprint, fingerprint
from pipeline.errors import GuihuaError, ReadError
from pipeline.link import believed
from pipeline.summary import OF_A_DOCUMENT
from rules import RuleSet, load
from schemas import Document, Error
from schemas.corrections import Correction

MESSAGE = 500
"""Characters of an error's message that are kept."""


@cache
def _version() -> str:
    return version("guihua")


@dataclass(frozen=True, slots=True)
class Options:
    """What the records of a run depend on besides the documents; `rules` is None for the built-in ones."""

    rules: RuleSet | None = None
    spacy_model: str | None = None
    least: float = 0.0

    @property
    def digest(self) -> str:
        """Names the rules that are in force."""
        return (self.rules or load()).digest

    def made_by(self, path: str, corrections: Iterable[Correction] = ()) -> str:
        """A digest of all that a document's records depend on besides its bytes: how its name ends tells some formats apart."""
        said = [correction.model_dump_json() for correction in corrections]
        row = [_version(), self.digest, self.spacy_model, self.least, PurePosixPath(path).suffix.lower(), said]
        return hashlib.sha256(json.dumps(row).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Job:
    """One document to convert: its bytes, its paths as records hold them, what readers corrected in it."""

    data: bytes
    path: str
    others: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True)
class Parcel:
    """The records of one document as they are written, and what the batch asks of it."""

    document: Document
    lines: Mapping[str, bytes]
    """JSON Lines by type, without the document's own, which the batch may still change."""
    text: bytes
    edits: bytes
    mark: Fingerprint | None
    characters: int
    records: Mapping[str, int]
    seconds: Mapping[str, float] = field(default_factory=dict)
    """Time by stage."""
    corrected: int = 0
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a document gave no records, and the time spent on it by stage; the last one is where it failed."""

    error: Error
    seconds: Mapping[str, float] = field(default_factory=dict)


Result = Parcel | Failure | None
"""What becomes of one place in the row of inputs; None where nothing was to be done."""


class Laps:
    """A stopwatch over the stages: each call gives the time since the last one to the stage that is named."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._last = time.perf_counter()

    def __call__(self, stage: str) -> None:
        """The stage is through."""
        now = time.perf_counter()
        self.seconds[stage] = self.seconds.get(stage, 0.0) + now - self._last
        self._last = now


class Worker:
    """Converts one document after the other. Whatever one of them does, it gives a parcel or a failure."""

    def __init__(self, convert: Converter, options: Options) -> None:
        self.options = options
        self._convert = convert

    def __call__(self, job: Job) -> Parcel | Failure:
        """What becomes of one document."""
        laps = Laps()
        try:
            return self._parcel(job, laps)
        except Exception as e:
            laps(OF_A_DOCUMENT[min(len(laps.seconds), len(OF_A_DOCUMENT) - 1)])
            return Failure(error_of(job.path, e), laps.seconds)

    def _parcel(self, job: Job, laps: Laps) -> Parcel:
        prepared = self._convert.prepare(job.data, job.path, laps)
        converted = self._convert.finish(prepared, job.data, job.path, job.others, laps)
        corrections = Corrections.of(job.corrections)
        converted = corrections.apply(converted) if job.corrections else converted
        converted = believed(converted, self.options.least) if self.options.least else converted
        lines: dict[str, list[str]] = {}
        for kind, record in converted.records():
            lines.setdefault(kind, []).append(record.model_dump_json() + "\n")
        del lines["document"]
        mark = fingerprint(prepared.outline)
        text = converted.source_text.encode("utf-8", "surrogatepass")
        edits = _edits(converted)
        laps("write")
        return Parcel(
            converted.document, {kind: "".join(rows).encode() for kind, rows in lines.items()}, text, edits, mark,
            len(converted.source_text), Counter(kind for kind, _ in converted.records()), laps.seconds,
            corrections.applied, tuple(corrections.warnings),
        )  # fmt: skip


def _edits(converted: Converted) -> bytes:
    lines = (
        json.dumps({"rule": e.rule, "start": e.start, "end": e.end, "before": e.before, "after": e.after}, ensure_ascii=False) + "\n"
        for e in sorted(converted.edits or (), key=lambda e: (e.start, e.end))
    )
    return "".join(lines).encode("utf-8", "surrogatepass")


def error_of(path: str, error: Exception) -> Error:
    """The error line of an input."""
    stage = "read" if isinstance(error, ReadError) else "validate" if isinstance(error, ValidationError) else "convert"
    code = error.code if isinstance(error, GuihuaError) else type(error).__name__
    message = " ".join(str(error).split())[:MESSAGE].encode("utf-8", "backslashreplace").decode()
    return Error(path=path, stage=stage, error=code, message=message or type(error).__name__)


# -- in another process ------------------------------------------------------------------------------------------


@cache
def builtin() -> Converter:
    """The stages with the built-in rules, loaded once a process."""
    return Converter()


def load_worker(options: Options) -> Worker:
    """A worker with these options."""
    plain = options.rules is None and options.spacy_model is None
    return Worker(builtin() if plain else Converter(options.rules, options.spacy_model), options)
