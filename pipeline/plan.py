"""What a run has to do: the inputs that it was given, held against what the dataset has already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from pipeline.archive import SEPARATOR
from pipeline.inputs import Input, shown
from pipeline.job import error_of
from pipeline.journal import Entry

_PASSING = frozenset({"timeout", "worker_died", "needs_libreoffice", "not_found", "unreadable"})
"""Errors that another run, or another machine, may not meet."""


@dataclass(frozen=True, slots=True)
class Step:
    """One document of the dataset to be: where it comes from, and the entry that it has already, if nothing has changed."""

    path: str
    others: tuple[str, ...]
    sha256: str | None
    made_by: str
    source: Input | None
    entry: Entry | None = None
    home: Path | None = None
    """Another dataset that holds the entry."""

    @property
    def stands(self) -> bool:
        """Whether the entry says all of it, paths included."""
        return self.entry is not None and (self.entry.path, self.entry.others) == (self.path, self.others)


MadeBy = Callable[[str, str | None], str]
"""What the records of a document depend on besides its bytes, by its path and the digest of its bytes."""


class Plan(NamedTuple):
    """The documents of the dataset after this run, in their order; and the paths of files that were there before and are gone."""

    steps: list[Step]
    gone: tuple[str, ...] = ()


def plan(
    old: Sequence[Entry], inputs: Sequence[Input], made_by: MadeBy, gone: Callable[[str], bool] | None = None, prune: bool = False
) -> Plan:
    """What is to be done, for a dataset that holds `old`.

    A run that names all that the dataset holds sets the order; else what is there keeps its place, and what is new comes behind it.
    Inputs with the same bytes are one document, under the path of the first. What came from files that are `gone` stays, but with `prune`.
    """
    new = {shown(item.path): item for item in inputs}
    archives = {path.partition(SEPARATOR)[0] for path in new}
    # What an archive held before and does not hold any more is gone with it. A path may stand for several documents (of merged datasets).
    held = [(path, e) for e in old for path in (e.path, *e.others) if path in new or path.partition(SEPARATOR)[0] not in archives]
    missed = dict.fromkeys(path for path, _ in held if gone is not None and path not in new and gone(path))
    if prune:
        held = [(path, e) for path, e in held if path not in missed]
    pairs = [(path, key_of(path, item)) for path, item in new.items()]
    if not {path for path, _ in held} <= new.keys():
        pairs = [*((path, key_of(path, new.get(path, e))) for path, e in held), *pairs]
    groups: dict[str, list[str]] = {}
    for path, key in dict.fromkeys(pairs):
        groups.setdefault(key, []).append(path)
    known = {key_of(entry.path, entry): entry for entry in old}
    return Plan([_step(paths, new, known.get(key), made_by) for key, paths in groups.items()], tuple(missed))


def key_of(path: str, item: Input | Entry) -> str:
    """What makes two inputs one document: their bytes, or a path whose bytes could not be had."""
    return item.sha256 or f"error {path}"


def _step(paths: Sequence[str], new: Mapping[str, Input], entry: Entry | None, made_by: MadeBy) -> Step:
    first, *others = paths
    named = next((new[path] for path in paths if path in new), None)
    sha = named.sha256 if named is not None else entry.sha256 if entry is not None else None
    by = made_by(first, sha)
    if named is None and entry is not None:
        by = entry.made_by  # nobody asked for it: it stays as it is
    same = entry is not None and entry.made_by == by and _holds(entry, first, named)
    return Step(first, tuple(others), sha, by, named, entry if same else None)


def _holds(entry: Entry, path: str, item: Input | None) -> bool:
    """Whether what became of an input would become of it again."""
    if entry.error is None or item is None:
        return True
    if item.error is not None:
        return error_of(path, item.error) == entry.error
    return entry.path == path and entry.error.error not in _PASSING
