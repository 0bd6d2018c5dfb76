"""Records to disk or to a stream. A dataset holds whole documents, whenever its run is stopped, and the next run goes on from there."""

from __future__ import annotations

import json
import os
import shutil
from array import array
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Protocol, Self

from pipeline.errors import DatasetError
from pipeline.files import ANEW, DONE, EDITS, JOURNAL, MANIFEST, NEW, OLD, TEXTS, edits_of, file_of, in_parts, is_dataset, text_of
from pipeline.manifest import read_manifest
from pipeline.place import check_folder
from pipeline.syncing import Disk
from schemas import RECORDS, Document, Error

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.duplicates import Fingerprint, Recall
    from pipeline.job import Parcel
    from pipeline.journal import Entry
    from pipeline.plan import Step

    Arrange = Callable[[Sequence[Entry]], list[Step]]
    """What is to become of a dataset that holds these entries."""


class Sink(Protocol):
    """Where a batch puts what it makes."""

    @property
    def recall(self) -> Recall | None:
        """Gives the fingerprint of an input by its place in the dataset, once it is through; None where nothing is kept of it."""

    def begin(self, arrange: Arrange) -> Sequence[Step]:
        """What is to be done, in order; steps with an entry are there already."""

    def document(self, step: Step) -> Document | None:
        """The document of a step that has an entry; None where that is an error."""

    def keep(self, step: Step, document: Document | None) -> None:
        """Take what is there already; the document may have other paths or be a duplicate now."""

    def add(self, parcel: Parcel, step: Step) -> None:
        """Take the records of one document."""

    def fail(self, error: Error, step: Step) -> None:
        """Take the line of one input that could not be converted."""


class DatasetWriter:
    """Writes a dataset folder, one document after the other. One run at a time may: a lock is held, which dies with the process.

    What the dataset has already is not made again. New documents behind the old ones are appended; where anything else changes, the next
    state is written inside the folder and moved in when it is whole, and until then the old one stands. With `force` nothing is kept.
    `part` is the number of inputs to a part for records in parts; without, the dataset keeps the shape that it has.
    `before` is what the last run that was whole said of itself, `manifest` what this one will say.
    """

    def __init__(self, folder: Path, force: bool = False, part: int | None = None) -> None:
        check_folder(folder, is_dataset, "dataset")
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.manifest: dict[str, object] = {}
        self.before: Mapping[str, object] = {}
        self._force, self._part = force, part
        self._work = folder
        self._files: dict[str, IO[bytes]] = {}
        self._open_part: int | None = None
        self._standing = 0  # entries that are in place when the run begins
        self._ends = array("q")  # of the lines of the journal
        self._written = 0
        self._unsynced: list[str] = []
        self._disk = Disk()
        self._lock = lock(folder)
        _move_in(folder)
        self.before = read_manifest(folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            self._disk.close()
            for file in self._files.values():
                with suppress(OSError):  # a disk that is full says so once more
                    file.close()
            os.close(self._lock)

    # -- before the first document ---------------------------------------------------------------------------------

    def begin(self, arrange: Arrange) -> Sequence[Step]:
        """What is to be done, in order; steps with an entry are there already, and the first of these are in place."""
        from pipeline.journal import head, read_journal  # noqa: PLC0415 - those who only read datasets need no numpy

        old = read_journal(self.folder)
        foreign = old is None and is_dataset(self.folder) and not (self.folder / JOURNAL).exists()
        if foreign and not self._force:
            raise DatasetError(f"{self.folder}: was written by another version, without a journal; give --force to write it anew")
        self._part = self._part or (old.part if old is not None else None)
        steps = arrange(old.entries if old is not None and not self._force else ())
        entries = old.entries if old is not None else ()
        grows = not foreign
        if old is not None:
            grows = not self._force and old.part == self._part and _standing(steps, entries) == len(entries)
        if not grows:
            self._work = self.folder / (ANEW if self._force else NEW)
            old = read_journal(self._work)
            if old is not None and (old.part != self._part or _begun(steps, old.entries) < len(old.entries)):
                old = None
            if old is None:
                shutil.rmtree(self._work, ignore_errors=True)
            else:  # what an earlier run has brought there is in place
                steps[: len(old.entries)] = [replace(step, entry=e) for step, e in zip(steps, old.entries, strict=False)]
        self._work.mkdir(exist_ok=True)
        self._standing = 0 if old is None else len(old.entries)
        self._ends = array("q", (len(head(self._part)),) if old is None else old.ends)
        if grows and old is not None and len(steps) == len(old.entries) and (self.folder / MANIFEST).exists():
            return steps  # nothing is to be done
        self._cut(old.entries if old else (), old.ends[-1] if old else None)
        return steps

    def _cut(self, entries: Sequence[Entry], end: int | None) -> None:
        """Leave what these entries say and nothing else; with no journal yet, begin one."""
        from pipeline.journal import head  # noqa: PLC0415 - as above

        if (self._work / MANIFEST).exists():  # what it says is still asked for, should this run be stopped
            (self._work / MANIFEST).replace(self._work / f"{MANIFEST}.new")
        journal = self._work / JOURNAL
        if end is None:
            journal.write_bytes(head(self._part))
        else:
            os.truncate(journal, end)
        for name in (TEXTS, EDITS):
            (self._work / name).mkdir(exist_ok=True)
        known = {entry.doc_id for entry in entries}
        for file in [*(self._work / TEXTS).iterdir(), *(self._work / EDITS).iterdir()]:
            if file.stem not in known:
                file.unlink()
        last = entries[-1] if entries else None
        for kind in RECORDS:
            file = file_of(self._work, kind, last.part if last else 0 if self._part else None)
            file.parent.mkdir(exist_ok=True)
            file.touch()
            os.truncate(file, last.spans[kind][1] if last else 0)
            for later in file.parent.glob("part-*.jsonl") if self._part else ():
                if later.name > file.name:
                    later.unlink()
        self._files["journal"] = journal.open("ab")

    # -- one input after the other ---------------------------------------------------------------------------------

    def document(self, step: Step) -> Document | None:
        """The document of a step that has an entry; None where that is an error."""
        from pipeline.journal import read_span  # noqa: PLC0415 - as above

        if step.entry is None or step.entry.doc_id is None:
            return None
        home = self._work if self._written < self._standing else step.home or self.folder
        return Document.model_validate_json(read_span(home, step.entry, "document"))

    def keep(self, step: Step, document: Document | None) -> None:
        """Take what is there already: nothing is to be done where it is in place, else it is copied."""
        from pipeline.journal import checksum, read_span  # noqa: PLC0415 - as above

        entry, home = step.entry, step.home or self.folder
        assert entry is not None
        if self._written < self._standing:
            self._written += 1
            return
        if step.home is not None and checksum(home, entry) != entry.sum:
            raise DatasetError(f"{home}: what it holds of {entry.path} is damaged; convert its inputs anew with --force")
        lines = {kind: read_span(home, entry, kind) for kind in RECORDS}
        own = []
        if document is not None:
            lines["document"] = _line(document)
            for find in (text_of, edits_of):
                place = find(self._work, document.doc_id)
                place.unlink(missing_ok=True)
                # Two datasets share no files: what happens to one must not happen to the other.
                (_link if step.home is None else shutil.copyfile)(find(home, document.doc_id), place)
                own.append(place.read_bytes())
        error = entry.error
        if error is not None and error.path != step.path:
            error = error.model_copy(update={"path": step.path, "message": error.message.replace(error.path, step.path)})
            lines["error"] = _line(error)
        self._commit(replace(entry, path=step.path, others=step.others, error=error), lines, *own)

    def add(self, parcel: Parcel, step: Step) -> None:
        """Append one document's records, its source text, and what was repaired in it."""
        doc_id = parcel.document.doc_id
        for file, data in zip(self._own(doc_id), (parcel.text, parcel.edits), strict=True):
            _write(file, data)
        entry = _entry(step, doc_id, None, parcel.records, parcel.characters, parcel.document.repairs)
        self._commit(replace(entry, mark=parcel.mark), {**parcel.lines, "document": _line(parcel.document)}, parcel.text, parcel.edits)

    def fail(self, error: Error, step: Step) -> None:
        """Append one error line."""
        self._commit(_entry(step, None, error, {}, 0, {}), {"error": _line(error)})

    def recall(self, place: int) -> Fingerprint:
        """The fingerprint of the input at a place, which had one when it was written."""
        from pipeline.journal import Noted  # noqa: PLC0415 - as above

        mark = Noted(str(self._work / JOURNAL), *self._ends[place : place + 2]).read()
        assert mark is not None
        return mark

    def _own(self, doc_id: str) -> tuple[str, str]:
        """A document's own files, of its text and its edits, in the state that is written; nothing of it is half moved in."""
        return f"{self._work}/{TEXTS}/{doc_id}.txt", f"{self._work}/{EDITS}/{doc_id}.jsonl"

    def _commit(self, entry: Entry, lines: Mapping[str, bytes], *own: bytes) -> None:
        """Append the lines of an input, those of other files before the document's own, and then its entry to the journal.

        `own` is what its own files hold, its text and its edits.
        """
        from pipeline.journal import UNSYNCED, digest  # noqa: PLC0415 - as above

        part = None if self._part is None else self._written // self._part
        self._open(part)
        spans = {}
        for kind in (*(k for k in RECORDS if k != "document"), "document"):
            file, data = self._files[kind], lines.get(kind, b"")
            start = file.tell()
            if data:
                file.write(data)
                file.flush()
            spans[kind] = (start, start + len(data))
        line = replace(entry, part=part, spans={kind: spans[kind] for kind in RECORDS}, sum=digest(lines, *own)).line()
        self._files["journal"].write(line)
        self._files["journal"].flush()
        self._ends.append(self._ends[-1] + len(line))
        self._written += 1
        self._unsynced += () if entry.doc_id is None else self._own(entry.doc_id)
        if self._written % UNSYNCED == 0:
            self._sync()

    def _open(self, part: int | None) -> None:
        if "document" in self._files and part == self._open_part:
            return
        for kind in RECORDS:
            if kind in self._files:
                self._disk.wait()
                os.fsync(self._files[kind].fileno())
                self._files[kind].close()
            file = file_of(self._work, kind, part)
            file.parent.mkdir(exist_ok=True)
            self._files[kind] = file.open("ab")
        self._open_part = part

    def _sync(self) -> None:
        """Bring to disk what was written, the journal last, while the run goes on."""
        self._disk.bring(self._unsynced, [self._files[kind].fileno() for kind in (*RECORDS, "journal") if kind in self._files])
        self._unsynced = []

    def _finish(self) -> None:
        """All is through: say so, and move a new state in."""
        self._sync()
        self._disk.wait()
        manifest = self._work / f"{MANIFEST}.new"
        manifest.write_text(json.dumps(self.manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        manifest.replace(self._work / MANIFEST)
        if self._work != self.folder:
            self._work.rename(self.folder / DONE)
            _move_in(self.folder)
        for name in (NEW, ANEW):  # begun by a run that was stopped, and not wanted any more
            shutil.rmtree(self.folder / name, ignore_errors=True)


def _write(name: str, data: bytes) -> None:
    """Write a file anew; one that is there may be linked to the old state's."""
    path = Path(name)
    try:
        file = path.open("xb")
    except FileExistsError:
        path.unlink()
        file = path.open("xb")
    with file:
        file.write(data)


def _standing(steps: Sequence[Step], entries: Sequence[Entry]) -> int:
    """How many of the entries are what the steps begin with."""
    n = 0
    while n < min(len(steps), len(entries)) and steps[n].entry is entries[n] and steps[n].stands:
        n += 1
    return n


def _begun(steps: Sequence[Step], entries: Sequence[Entry]) -> int:
    """How many of the entries of a state that a stopped run began are what the steps ask for first."""
    n = 0
    for step, entry in zip(steps, entries, strict=False):
        wanted = step.path, step.others, step.sha256, step.made_by
        if wanted != (entry.path, entry.others, entry.sha256, entry.made_by):
            break
        n += 1
    return n


def _entry(
    step: Step, doc_id: str | None, error: Error | None, records: Mapping[str, int], characters: int, repairs: Mapping[str, int]
) -> Entry:
    from pipeline.journal import Entry  # noqa: PLC0415 - as above

    records = {kind: records[kind] for kind in RECORDS if records.get(kind)}
    return Entry(
        step.path, step.others, step.sha256, step.made_by, doc_id, error, records, characters, repairs, None, None, {}, "",
    )  # fmt: skip


def _line(record: Document | Error) -> bytes:
    return record.model_dump_json().encode() + b"\n"


def _link(old: Path, new: Path) -> None:
    """The same file under another name; a copy where the file system has no such thing."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def lock(folder: Path, shared: bool = False) -> int:
    """An open handle of a folder with a lock: one process may write there, or several (`shared`) read what must not change.

    Raises `DatasetError` where another process has one that does not go with it.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        import fcntl  # noqa: PLC0415 - not on every system
    except ImportError:
        return handle
    try:
        fcntl.flock(handle, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise DatasetError(f"{folder}: another run is writing there; wait until it is through, or name another folder") from None
    return handle


def _move_in(folder: Path) -> None:
    """Move a new state of a dataset that is whole to its place. May be stopped anywhere, and goes on when called again."""
    done, old = folder / DONE, folder / OLD
    if done.is_dir():
        old.mkdir(exist_ok=True)
        for new in sorted(done.iterdir()):
            place = folder / new.name
            if place.exists():
                _remove(old / new.name)
                place.rename(old / new.name)
            new.rename(place)
        for name, _ in RECORDS.values():  # a new state in another shape than the old one
            whole, parted = folder / name, folder / name.removesuffix(".jsonl")
            if whole.exists() and parted.exists():
                _remove(whole if in_parts(folder) else parted)
        done.rmdir()
    if old.is_dir():
        shutil.rmtree(old, ignore_errors=True)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


class StreamWriter:
    """Writes the same records as JSON lines to one stream, each with its `type`; documents carry their `source_text`."""

    recall = None

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def begin(self, arrange: Arrange) -> Sequence[Step]:
        """All is to be done: nothing is there already."""
        return arrange(())

    def document(self, step: Step) -> Document | None:
        """Nothing is there already."""

    def keep(self, step: Step, document: Document | None) -> None:
        """Nothing is there already."""

    def add(self, parcel: Parcel, step: Step) -> None:
        """Write one document's records."""
        text = json.dumps(parcel.text.decode("utf-8", "surrogatepass"), ensure_ascii=False)
        self._line("document", parcel.document.model_dump_json()[:-1] + f',"source_text":{text}}}')
        for kind, lines in parcel.lines.items():
            for line in lines.decode().split("\n")[:-1]:
                self._line(kind, line)

    def fail(self, error: Error, step: Step) -> None:
        """Write one error line."""
        self._line("error", error.model_dump_json())

    def _line(self, kind: str, row: str) -> None:
        self._stream.write(f'{{"type":"{kind}",{row[1:]}\n')
