"""Records to disk or to a stream. A dataset appears whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING, Protocol, Self

from pipeline.errors import DatasetError
from schemas import RECORDS, Error

if TYPE_CHECKING:
    from pipeline.work import Parcel

MANIFEST = "run.json"
EDITS = "edits"
_KNOWN = {name for name, _ in RECORDS.values()} | {"texts", EDITS, MANIFEST}


class Sink(Protocol):
    """Where a batch puts what it makes."""

    def add(self, parcel: Parcel) -> None:
        """Take the records of one document."""

    def fail(self, error: Error) -> None:
        """Take the line of one input that could not be converted."""


def is_dataset(folder: Path) -> bool:
    """Whether a folder holds a dataset and nothing else."""
    names = {p.name for p in folder.iterdir()}
    return "documents.jsonl" in names and names <= _KNOWN


def check_output(folder: Path, force: bool, ours: Callable[[Path], bool] = is_dataset, what: str = "dataset") -> None:
    """Refuse an output folder that holds anything but what guihua writes there, and even that without `force`."""
    if folder.resolve() == Path.cwd():
        raise DatasetError(f"{folder}: is the folder you are in, which cannot be replaced; name a folder inside it")
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise DatasetError(f"{folder}: exists and is no folder; name another output folder")
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not ours(folder):
        raise DatasetError(f"{folder}: holds files that are no {what} of guihua; name an empty or a new folder")
    if not force:
        raise DatasetError(f"{folder}: holds a {what} already; give --force to replace it, or name another folder")


def partial_folder(folder: Path) -> Path:
    """A new folder beside `folder`, to be filled and then moved into its place."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".partial", dir=folder.parent))
    work.chmod(0o755)
    return work


def move_into_place(work: Path, folder: Path) -> None:
    """Put a filled folder where `folder` is; what was there is gone only after that."""
    old: Path | None = None
    if folder.exists():
        if any(folder.iterdir()):
            old = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".old", dir=folder.parent))
            folder.replace(old)
        else:
            folder.rmdir()
    work.replace(folder)
    if old is not None:
        shutil.rmtree(old, ignore_errors=True)


class DatasetWriter:
    """Writes a dataset folder: into a folder beside it first, moved into place when the batch is through.

    A run that is killed leaves the old dataset as it was (and a `.partial` folder that may be deleted).
    """

    def __init__(self, folder: Path, force: bool = False) -> None:
        check_output(folder, force)
        self.folder = folder
        self._work = partial_folder(folder)
        for name in ("texts", EDITS):
            (self._work / name).mkdir()
        self._files: dict[str, IO[bytes]] = {kind: (self._work / name).open("wb") for kind, (name, _) in RECORDS.items()}
        self.manifest: dict[str, object] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        for file in self._files.values():
            file.close()
        if kind is not None:
            shutil.rmtree(self._work, ignore_errors=True)
            return
        (self._work / MANIFEST).write_text(json.dumps(self.manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
        move_into_place(self._work, self.folder)

    def add(self, parcel: Parcel) -> None:
        """Append one document's records, its source text, and what was repaired in it."""
        for kind, lines in parcel.lines.items():
            self._files[kind].write(lines)
        doc_id = parcel.document.doc_id
        (self._work / "texts" / f"{doc_id}.txt").write_bytes(parcel.text)
        (self._work / EDITS / f"{doc_id}.jsonl").write_bytes(parcel.edits)
        self._files["document"].write(parcel.document.model_dump_json().encode() + b"\n")

    def fail(self, error: Error) -> None:
        """Append one error line."""
        self._files["error"].write(error.model_dump_json().encode() + b"\n")


class StreamWriter:
    """Writes the same records as JSON lines to one stream, each with its `type`; documents carry their `source_text`."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream

    def add(self, parcel: Parcel) -> None:
        """Write one document's records."""
        text = json.dumps(parcel.text.decode("utf-8", "surrogatepass"), ensure_ascii=False)
        self._line("document", parcel.document.model_dump_json()[:-1] + f',"source_text":{text}}}')
        for kind, lines in parcel.lines.items():
            for line in lines.decode().split("\n")[:-1]:
                self._line(kind, line)

    def fail(self, error: Error) -> None:
        """Write one error line."""
        self._line("error", error.model_dump_json())

    def _line(self, kind: str, row: str) -> None:
        self._stream.write(f'{{"type":"{kind}",{row[1:]}\n')
