"""A dataset whose place is not on this machine: a working copy here, which goes there when it is whole.

Stores of objects can neither append to a file nor rename a folder, which a dataset that holds whole documents at any moment needs.
So a run works on a copy in the user's cache, and a run that was stopped goes on there. A dataset that is there already is fetched
first. What is brought back is what has changed, with `run.json` and the journal taken away first and put there last: a dataset
without a journal is one of which not all has arrived.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from pipeline.errors import DatasetError, GuihuaError
from pipeline.files import JOURNAL, MANIFEST, are_of_dataset
from pipeline.remote import named, opened
from pipeline.write import lock

_AT_ONCE = 256
"""Files that are handed to the store in one call, which brings many of them at a time where it can."""
_STATE = "state.json"


class Mirror:
    """The working copy of the dataset at a URL, in `folder`, as long as the context lasts: fetched at its begin, brought there by `bring`.

    Raises `DatasetError` where there is something else, where another run has the working copy, or where a dataset did not arrive whole;
    `GuihuaError` where the store fails.
    """

    def __init__(self, url: str, force: bool = False, cache: Path | None = None) -> None:
        self.url = url.rstrip("/")
        self._force = force
        self._system, root = opened(self.url)
        self._root = root.rstrip("/")
        self._base = cache or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "guihua"
        self._home = self._base / hashlib.sha256(self.url.encode()).hexdigest()[:16]
        self.folder = self._home / "dataset"

    def __enter__(self) -> Self:
        self._home.mkdir(parents=True, exist_ok=True)
        try:
            self._lock = lock(self._home)
        except DatasetError:
            raise DatasetError(f"{self.url}: another run is writing there; wait until it is through, or name another folder") from None
        try:
            with self._asked():
                self._begin()
        except BaseException:
            os.close(self._lock)
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        os.close(self._lock)

    @contextmanager
    def _asked(self) -> Iterator[None]:
        """What the store says, in whatever way, as an error that names the place and says what then."""
        try:
            yield
        except GuihuaError:
            raise
        except Exception as e:  # each store has errors of its own
            why = " ".join(str(e).split()) or type(e).__name__
            raise GuihuaError(f"{self.url}: cannot be read or written: {why}; run the same again: it goes on with {self.folder}") from e

    # -- before the run --------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Have the working copy that the run begins with: what a stopped run has left, if it began with what is there now, else that."""
        self._system.invalidate_cache()
        names, mark = self._names(), self._mark()
        known = self._known()
        if self.folder.is_dir() and (known.get("mark") == mark or (known.get("arriving") and mark[0] is None)):
            return
        if names and not are_of_dataset(names | {JOURNAL}):
            raise DatasetError(f"{self.url}: holds files that are no dataset of guihua; name an empty or a new folder")
        if names and JOURNAL not in names and not self._force:
            raise DatasetError(
                f"{self.url}: holds a dataset of which not all has arrived; run the same again where it was written, or give --force"
            )
        shutil.rmtree(self.folder, ignore_errors=True)
        self._note(mark)
        if names and not self._force:
            partial = self._home / "partial"
            shutil.rmtree(partial, ignore_errors=True)
            self._fetch(partial)
            partial.rename(self.folder)
        else:
            self.folder.mkdir()

    def _names(self) -> set[str]:
        """What the folder holds, there."""
        if not self._system.isdir(self._root):
            return set()
        return {str(path).rstrip("/").rpartition("/")[2] for path in self._system.ls(self._root, detail=False)} - {""}

    def _mark(self) -> list[str | None]:
        """What tells one state of the dataset there from another."""
        paths = (f"{self._root}/{name}" for name in (JOURNAL, MANIFEST))
        return [str(self._system.checksum(path)) if self._system.exists(path) else None for path in paths]

    def _known(self) -> dict[str, object]:
        try:
            return dict(json.loads((self._home / _STATE).read_bytes()))
        except (OSError, ValueError):
            return {}

    def _note(self, mark: object, arriving: bool = False) -> None:
        """Remember what the working copy began with, and whether it is on its way back."""
        new = self._home / f"{_STATE}.new"
        new.write_text(json.dumps({"mark": mark, "arriving": arriving}), encoding="utf-8")
        new.replace(self._home / _STATE)

    def _fetch(self, to: Path) -> None:
        to.mkdir(parents=True)
        there = [str(path) for path in self._system.find(self._root)]
        here = [to / path[len(self._root) + 1 :] for path in there]
        for folder in {path.parent for path in here}:
            folder.mkdir(parents=True, exist_ok=True)
        self._each(self._system.get, there, [str(path) for path in here])
        for path in here:
            _settled(path)

    @contextmanager
    def copied(self) -> Iterator[Path]:
        """What is there now, to be read, in a folder of its own that is let go of at the end of the context; a working copy does not count.

        Raises `DatasetError` where no dataset is there, or not all of it, or another state of it came while it was fetched.
        """
        self._base.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._base, prefix="read-") as name:
            folder = Path(name) / "dataset"
            with named(self.url):
                self._system.invalidate_cache()
                names, mark = self._names(), self._mark()
                if not are_of_dataset(names | {JOURNAL}) or not names:
                    raise DatasetError(f"{self.url}: holds no dataset of guihua; name one that guihua convert has written")
                if JOURNAL not in names:
                    raise DatasetError(
                        f"{self.url}: holds a dataset of which not all has arrived; run again where it was written what wrote it"
                    )
                self._fetch(folder)
                self._system.invalidate_cache()
                if self._mark() != mark:
                    raise DatasetError(f"{self.url}: was written to while it was fetched; run the same again")
            yield folder

    # -- after the run ---------------------------------------------------------------------------------------------

    def bring(self) -> None:
        """Bring what has changed to its place, and let go of the working copy."""
        with self._asked():
            here = {str(path.relative_to(self.folder)): path for path in sorted(self.folder.rglob("*")) if path.is_file()}
            there = {str(path)[len(self._root) + 1 :] for path in self._system.find(self._root)} if self._names() else set()
            new = [name for name, path in here.items() if name not in there or path.stat().st_mtime]
            last = [name for name in (JOURNAL, MANIFEST) if name in here]
            if not new and there == here.keys():
                shutil.rmtree(self._home)
                return
            self._note(self._mark(), arriving=True)
            self._remove([name for name in (MANIFEST, JOURNAL) if name in there])
            self._put([name for name in new if name not in last])
            self._remove(sorted(there - here.keys() - set(last)))
            self._put(last)
        shutil.rmtree(self._home)

    def _put(self, names: Sequence[str]) -> None:
        if not self._system.async_impl:  # stores of objects have no folders, and some would make a bucket whose name was misspelt
            for folder in sorted({f"{self._root}/{name}".rpartition("/")[0] for name in names}):
                self._system.makedirs(folder, exist_ok=True)
        if names:
            self._each(self._system.put, [str(self.folder / name) for name in names], [f"{self._root}/{name}" for name in names])
        for name in names:
            _settled(self.folder / name)

    def _remove(self, names: Sequence[str]) -> None:
        for name in names:
            self._system.rm_file(f"{self._root}/{name}")

    def _each(self, move: Callable[[list[str], list[str]], Any], sources: Sequence[str], targets: Sequence[str]) -> None:
        for n in range(0, len(sources), _AT_ONCE):
            move(list(sources[n : n + _AT_ONCE]), list(targets[n : n + _AT_ONCE]))


def _settled(path: Path) -> None:
    """A file that is there as it is here has a time of its own: the beginning of times. What a run writes or appends to has the run's."""
    os.utime(path, (0, 0))
