"""The journal of a dataset: a line for each input that is through, and where its records stand in the files.

A document is in the dataset once its line is in the journal. After a run was stopped, what stands behind the last line is cut off.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

import numpy as np

from pipeline.duplicates import Fingerprint
from pipeline.files import JOURNAL, edits_of, file_of, text_of
from schemas import RECORDS, Error

UNSYNCED = 64
"""Inputs after which what was written is brought to disk, while more is written; after a power failure the last ones may be damaged."""


class Noted(NamedTuple):
    """Where a journal has a fingerprint, by the bytes of the line: the sketches of a million entries would be two gigabytes."""

    journal: str
    start: int
    end: int

    def read(self) -> Fingerprint | None:
        """The fingerprint, from there."""
        with Path(self.journal).open("rb") as stream:
            return _mark_of(json.loads(os.pread(stream.fileno(), self.end - self.start, self.start)))


def _mark_of(row: Mapping[str, Any]) -> Fingerprint | None:
    return None if row["mark"] is None else Fingerprint(row["mark"][0], decoded(row["mark"][1]))


@dataclass(frozen=True, slots=True)
class Entry:
    """One input that is through: a document with its records, or an error."""

    path: str
    others: tuple[str, ...]
    sha256: str | None
    made_by: str
    """A digest of all that the records depend on besides the bytes."""
    doc_id: str | None
    error: Error | None
    records: Mapping[str, int]
    characters: int
    repairs: Mapping[str, int]
    mark: Fingerprint | Noted | None
    part: int | None
    spans: Mapping[str, tuple[int, int]]
    """By type of record, the bytes from and to which its lines stand in the file, or in the part."""
    sum: str
    """A digest of its lines, its text and its edits."""

    @property
    def fingerprint(self) -> Fingerprint | None:
        """That of the document; None of one that is too short, and of an error."""
        return self.mark.read() if isinstance(self.mark, Noted) else self.mark

    def line(self) -> bytes:
        """As it stands in the journal."""
        mark = None if (found := self.fingerprint) is None else [found.size, encoded(found.sketch)]
        row = {
            "path": self.path, "others": self.others, "sha256": self.sha256, "made_by": self.made_by, "doc_id": self.doc_id,
            "error": None if self.error is None else self.error.model_dump(), "records": dict(self.records),
            "characters": self.characters, "repairs": dict(self.repairs), "mark": mark, "part": self.part, "spans": dict(self.spans),
            "sum": self.sum,
        }  # fmt: skip
        return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"

    @classmethod
    def of(cls, row: Mapping[str, Any], place: Noted) -> Entry:
        """From its line, which stands at this place."""
        mark = None if row["mark"] is None else place
        error = None if row["error"] is None else Error.model_validate(row["error"])
        return cls(
            row["path"], tuple(row["others"]), row["sha256"], intern(row["made_by"]), row["doc_id"], error, _shared(row["records"]),
            row["characters"], _shared(row["repairs"]), mark, row["part"], {intern(kind): (a, b) for kind, (a, b) in row["spans"].items()},
            row["sum"],
        )  # fmt: skip


def _shared(counts: Mapping[str, int]) -> Mapping[str, int]:
    """The same counts; their names, which all entries have, once in memory."""
    return {intern(name): count for name, count in counts.items()}


@dataclass(frozen=True, slots=True)
class Journal:
    """What a dataset holds: inputs to a part (None where it is in one piece), its entries, and where each line ends."""

    part: int | None
    entries: tuple[Entry, ...]
    ends: tuple[int, ...]
    """Bytes of the journal up to and with the head line, then each entry."""


def head(part: int | None) -> bytes:
    """The first line of a journal."""
    return json.dumps({"journal": 1, "part": part}).encode() + b"\n"


def read_journal(folder: Path) -> Journal | None:
    """The journal of a folder as far as its documents are whole; None where there is none."""
    file = folder / JOURNAL
    if not file.is_file():
        return None
    name = str(file)
    entries: list[Entry] = []
    ends: list[int] = []
    part: int | None = None
    at = 0
    with file.open("rb") as lines:
        for line in lines:
            try:
                if not line.endswith(b"\n"):
                    break
                row = json.loads(line)
                if ends:
                    entries.append(Entry.of(row, Noted(name, at, at + len(line))))
                else:
                    part = row["part"]
            except (ValueError, KeyError, TypeError):
                break
            at += len(line)
            ends.append(at)
    if not ends:
        return None
    for n in range(max(0, len(entries) - 2 * UNSYNCED), len(entries)):
        if checksum(folder, entries[n]) != entries[n].sum:
            return Journal(part, tuple(entries[:n]), tuple(ends[: n + 1]))
    return Journal(part, tuple(entries), tuple(ends))


def checksum(folder: Path, entry: Entry) -> str | None:
    """The digest of what stands in the files for an entry; None where something is missing."""
    try:
        rows = {kind: read_span(folder, entry, kind) for kind in RECORDS}
        own = () if entry.doc_id is None else (text_of(folder, entry.doc_id).read_bytes(), edits_of(folder, entry.doc_id).read_bytes())
    except OSError:
        return None
    return digest(rows, *own)


def digest(lines: Mapping[str, bytes], *files: bytes) -> str:
    """The digest that an entry keeps of its lines, its text and its edits."""
    found = hashlib.sha256()
    for piece in (*(lines.get(kind, b"") for kind in RECORDS), *files):
        found.update(b"%d:" % len(piece))
        found.update(piece)
    return found.hexdigest()[:16]


def read_span(folder: Path, entry: Entry, kind: str) -> bytes:
    """The lines of one type that belong to an entry."""
    start, end = entry.spans[kind]
    if start == end:
        return b""
    with file_of(folder, kind, entry.part).open("rb") as stream:
        return os.pread(stream.fileno(), end - start, start)


# -- sketches ----------------------------------------------------------------------------------------------------

_DIGITS = np.frombuffer(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~", dtype=np.uint8)
_VALUES = np.full(256, 255, dtype=np.uint64)
_VALUES[_DIGITS] = np.arange(85)
_PLACES = np.array([85**4, 85**3, 85**2, 85, 1], dtype=np.uint64)


def encoded(sketch: bytes) -> str:
    """As `base64.b85encode` has it, of bytes in fours, in a tenth of its time."""
    words = np.frombuffer(sketch, dtype=">u4").astype(np.uint64)
    digits: bytes = _DIGITS[(words[:, None] // _PLACES) % np.uint64(85)].tobytes()
    return digits.decode("ascii")


def decoded(text: str) -> bytes:
    """The bytes of a sketch. Raises `ValueError` where a text is none."""
    digits = _VALUES[np.frombuffer(text.encode(), dtype=np.uint8)].reshape(-1, 5)
    words = digits @ _PLACES
    if digits.max(initial=0) > 84 or words.max(initial=0) >= 1 << 32:
        raise ValueError("is no sketch")
    return words.astype(">u4").tobytes()
