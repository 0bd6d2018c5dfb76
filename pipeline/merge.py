"""Datasets joined to one, as if all their inputs had been converted in one run: in the order given, the same bytes one document."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from pipeline.batch import keep
from pipeline.dataset import check_versions
from pipeline.duplicates import Originals
from pipeline.errors import DatasetError
from pipeline.files import DONE, JOURNAL, MANIFEST, check_dataset, found
from pipeline.journal import Entry, read_journal
from pipeline.manifest import Maker, makers_of, read_manifest
from pipeline.plan import Step, key_of
from pipeline.summary import STORE, Summary, Through
from pipeline.write import DatasetWriter, lock


@dataclass(frozen=True, slots=True)
class Held:
    """A dataset to be joined: what it holds (of the one that is written the writer knows), and with what that was made."""

    folder: Path
    entries: tuple[Entry, ...]
    makers: tuple[Maker, ...]
    """Empty where its run was stopped."""


@dataclass(slots=True)
class Joined:
    """What joining came to: the steps in their order, and what the user should know of it."""

    steps: list[Step]
    shared: list[str] = field(default_factory=list)
    """Paths that stood for different documents."""
    otherwise: list[str] = field(default_factory=list)
    """Paths of documents that several datasets hold, made with other rules or options; the first was taken."""


@contextmanager
def opened(folders: Sequence[Path], out: Path, force: bool) -> Iterator[list[Held]]:
    """The datasets to be joined, that of `out` first where it stays; nobody writes to them while the context lasts.

    Raises `DatasetError` for what is no dataset, is half replaced, has no journal, or is of another schema than the others.
    """
    here = out.resolve()
    wanted = {folder.resolve(): folder for folder in folders}
    if any(here != folder and here.is_relative_to(folder) for folder in wanted):
        raise DatasetError(f"{out}: is inside a dataset that is to be joined; name another folder")
    with ExitStack() as stack:
        for place, folder in wanted.items():
            check_dataset(folder)
            if place != here:
                stack.callback(os.close, lock(folder, shared=True))
        own = not force and out.is_dir() and found(out, JOURNAL).exists()
        others = [folder for place, folder in wanted.items() if place != here or not own]
        versions = {version: folder for folder in [*([out] if own else []), *others] for version in check_versions(folder)}
        if len(versions) > 1:
            (first, one), (second, other), *_ = versions.items()
            raise DatasetError(f"{one} has records of schema {first}, {other} of {second}; convert the documents of one of them anew")
        held = [_held(folder) for folder in others]
        if own:  # what it holds is for the writer to say, which brings to its end what a stopped run left
            if not (out / DONE).exists():
                _held(out)
            held.insert(0, Held(out, (), tuple(makers_of(read_manifest(out)))))
        yield held


def _held(folder: Path) -> Held:
    if (folder / DONE).exists():
        raise DatasetError(f"{folder}: a run was stopped while it replaced this dataset; run the same again, then join it")
    journal = read_journal(folder)
    if journal is None:
        raise DatasetError(f"{folder}: was written by another version, without a journal; convert its documents anew with --force")
    if (folder / MANIFEST).exists() and journal.ends[-1] < (folder / JOURNAL).stat().st_size:
        raise DatasetError(f"{folder}: is damaged (of {len(journal.entries)} inputs all is there); convert its inputs into it again first")
    whole = (folder / MANIFEST).exists()
    return Held(folder, journal.entries, tuple(makers_of(read_manifest(folder))) if whole else ())


def join(old: Sequence[Entry], held: Sequence[Held], last: bool = False) -> Joined:
    """The documents of a dataset that holds `old` after the others are joined to it, in their order.

    Documents with the same bytes are one, under the path of the first; a document goes before an error. A path that stands for different
    documents keeps them all, or with `last` the last one named, in the first one's place; an error without bytes gives way to whatever else
    is known of its path.
    """
    pool: dict[str, list[tuple[Entry, Path | None]]] = {}
    claims: dict[tuple[str, str], None] = {}
    keys: dict[str, list[str]] = {}  # by path what it stands for, what was named last at the end
    for home, entries in [(None, old), *((dataset.folder, dataset.entries) for dataset in held)]:
        for entry in entries:
            key = key_of(entry.path, entry)
            pool.setdefault(key, []).append((entry, home))
            for path in (entry.path, *entry.others):
                claims[path, key] = None
                keys[path] = [*(k for k in keys.get(path, ()) if k != key), key]
    chosen = {key: next((row for row in rows if row[0].error is None), rows[0]) for key, rows in pool.items()}

    stay = {path: _staying([(key, chosen[key][0]) for key in several], last) for path, several in keys.items() if len(several) > 1}
    groups: dict[str, list[str]] = {}
    for path, several in keys.items() if last else ():
        groups.setdefault(stay.get(path, several)[0], []).append(path)
    for path, key in () if last else claims:
        if key in stay.get(path, (key,)):
            groups.setdefault(key, []).append(path)

    joined = Joined([], [path for path, several in keys.items() if sum(chosen[key][0].error is None for key in several) > 1])
    for key, paths in groups.items():
        entry, home = chosen[key]
        joined.steps.append(Step(paths[0], tuple(paths[1:]), entry.sha256, entry.made_by, None, entry, home))
        # How a name ends tells in the records too, and is no other rule.
        if any(row.error is None and row.made_by != entry.made_by and _ending(row) == _ending(entry) for row, _ in pool[key]):
            joined.otherwise.append(paths[0])
    return joined


def _ending(entry: Entry) -> str:
    return PurePosixPath(entry.path).suffix.lower()


def _staying(several: Sequence[tuple[str, Entry]], last: bool) -> list[str]:
    """Which of several things that a path stands for are kept: at most one error, and none without bytes beside anything else."""
    known = [(key, entry) for key, entry in several if entry.sha256 is not None] or several
    if last:
        return [known[-1][0]]
    failed = [key for key, entry in known if entry.error is not None]
    return [key for key, entry in known if entry.error is None or key == failed[-1]]


def merge_all(
    held: Sequence[Held], writer: DatasetWriter, last: bool = False, watch: Callable[[Through], None] | None = None
) -> tuple[Summary, Joined]:
    """Join datasets to the one that is written; what this holds already stays in front. `watch` is told of each document."""
    started = time.perf_counter()
    summary, originals = Summary(), Originals(writer.recall)
    joined = Joined([])

    def arrange(old: Sequence[Entry]) -> list[Step]:
        nonlocal joined
        joined = join(old, held, last)
        return joined.steps

    steps = writer.begin(arrange)
    for n, step in enumerate(steps, 1):
        with summary.stages[STORE].clocked():
            place = replace(keep(step, writer, originals, n - 1), n=n, of=len(steps))
        summary.count(place)
        if watch is not None:
            watch(place)
    summary.seconds = time.perf_counter() - started
    return summary, joined
