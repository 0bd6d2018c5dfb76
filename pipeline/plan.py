"""What a run has to do: the inputs that it was given, held against what the dataset has already."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pipeline.archive import SEPARATOR
from pipeline.inputs import Input, shown
from pipeline.journal import Entry
from pipeline.work import error_of

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

    @property
    def stands(self) -> bool:
        """Whether the entry says all of it, paths included."""
        return self.entry is not None and (self.entry.path, self.entry.others) == (self.path, self.others)


MadeBy = Callable[[str, str | None], str]
"""What the records of a document depend on besides its bytes, by its path and the digest of its bytes."""


def plan(old: Sequence[Entry], inputs: Sequence[Input], made_by: MadeBy) -> list[Step]:
    """The documents of the dataset after this run, in their order.

    A run that names all that the dataset holds sets the order; else what is there keeps its place, and what is new comes behind it.
    Inputs with the same bytes are one document, under the path of the first.
    """
    new = {shown(item.path): item for item in inputs}
    archives = {path.partition(SEPARATOR)[0] for path in new}
    # What an archive held before and does not hold any more is gone with it.
    held = {path: e for e in old for path in (e.path, *e.others) if path in new or path.partition(SEPARATOR)[0] not in archives}
    order = list(new) if held.keys() <= new.keys() else [*held, *(path for path in new if path not in held)]
    groups: dict[str, list[str]] = {}
    for path in order:
        sha = new[path].sha256 if path in new else held[path].sha256
        groups.setdefault(sha or f"error {path}", []).append(path)
    known = {entry.sha256 or f"error {entry.path}": entry for entry in old}
    return [_step(key, paths, new, known.get(key), made_by) for key, paths in groups.items()]


def _step(key: str, paths: Sequence[str], new: Mapping[str, Input], entry: Entry | None, made_by: MadeBy) -> Step:
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
