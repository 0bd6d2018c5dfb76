"""What crosses the borders of processes and machines: a document to convert, what becomes of it, what that depends on.

Plain values, and nothing of the stages: the process that gives out documents and writes what comes back loads none of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import PurePosixPath

from pydantic import ValidationError

from pipeline.duplicates import Fingerprint
from pipeline.errors import GuihuaError, ReadError
from rules import RuleSet, builtin_digest
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
        return builtin_digest() if self.rules is None else self.rules.digest

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


def error_of(path: str, error: Exception) -> Error:
    """The error line of an input."""
    stage = "read" if isinstance(error, ReadError) else "validate" if isinstance(error, ValidationError) else "convert"
    code = error.code if isinstance(error, GuihuaError) else type(error).__name__
    message = " ".join(str(error).split())[:MESSAGE].encode("utf-8", "backslashreplace").decode()
    return Error(path=path, stage=stage, error=code, message=message or type(error).__name__)
