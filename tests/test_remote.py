"""Documents and datasets that are not on this machine: in memory, in another folder named by URL, and behind a web server."""

from __future__ import annotations

import io
import json
import shutil
import sys
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from helpers import CORPUS
from test_cli import TEXT, dataset, errors, rows, run, write
from test_resume import small

from pipeline import remote
from pipeline.errors import DatasetError
from pipeline.inputs import find_inputs
from pipeline.mirror import Mirror
from pipeline.write import DatasetWriter

fsspec = pytest.importorskip("fsspec", reason="the extra guihua[remote] is not installed")


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A store in memory that begins empty, a cache and a folder of the test's own."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    store = fsspec.filesystem("memory")
    store.store.clear()
    store.pseudo_dirs[:] = [""]
    yield store
    store.store.clear()


def put(store: Any, names: Callable[[int], str] = "memory://plans/{:03}.txt".format, n: int = 5) -> None:
    for i in range(n):
        store.pipe(names(i), small(i).encode())


def at(store: Any, url: str, to: Path) -> dict[str, bytes]:
    """What is in a dataset there, `run.json` aside."""
    store.get(url, str(to), recursive=True)
    return dataset(to)


# -- inputs --------------------------------------------------------------------------------------------------------


def test_a_folder_there_gives_what_the_same_folder_gives_here(memory: Any, tmp_path: Path) -> None:
    files = {path.name: path.read_bytes() for path in sorted(CORPUS.glob("*.*"))[:6]}
    files |= {"b/plan.txt": TEXT.encode(), ".hidden/plan.txt": TEXT.encode(), "b/.x.txt": b"x", "b/notes.bin": b"x", "bad.txt": b"\0\1\2"}
    files |= {"old/documents.jsonl": b"", "old/journal.jsonl": b"", "old/texts/plan.txt": b"x"}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.txt", small(3))
        archive.writestr("two.txt", small(4))
    files["more.zip"] = packed.getvalue()
    for name, data in files.items():
        memory.pipe(f"memory://plans/{name}", data)
        file = tmp_path / "here" / "plans" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    assert run("convert", "memory://plans", "-o", "far").exit_code == run("convert", "plans", "-o", "near").exit_code == 3
    far, near = dataset(Path("far")), dataset(Path("near"))
    assert rows(Path("far/documents.jsonl"))[0]["source"]["path"].startswith("memory://plans/0")
    for name in far.keys() - {"journal.jsonl"}:
        assert far[name].replace(b"memory://plans/", b"plans/") == near[name], name


def test_a_file_there_by_its_name_and_one_that_is_not_there(memory: Any) -> None:
    memory.pipe("memory://plans/plan.txt", TEXT.encode())
    assert run("convert", "memory://plans/plan.txt", "memory://plans/none.txt", "-o", "out").exit_code == 3
    assert [row["source"]["path"] for row in rows(Path("out/documents.jsonl"))] == ["memory://plans/plan.txt"]
    assert errors(Path("out")) == [("memory://plans/none.txt", "read", "not_found")]


def test_a_file_there_that_is_too_large_is_not_fetched(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    memory.pipe("memory://plans/plan.txt", TEXT.encode())
    monkeypatch.setattr("pipeline.inputs.MAX_BYTES", 10)
    monkeypatch.setattr("pipeline.remote._WHOLE", 10)
    monkeypatch.setattr(type(memory), "cat_file", None)
    assert run("convert", "memory://plans", "-o", "out").exit_code == 3
    assert errors(Path("out"))[0][2] == "too_large"


def test_what_is_gone_there_is_taken_out_when_asked(memory: Any) -> None:
    put(memory, n=3)
    assert run("convert", "memory://plans", "-o", "out").exit_code == 0
    memory.rm("memory://plans/001.txt")
    assert "no longer in the folders" in run("convert", "memory://plans", "-o", "out").output
    assert len(rows(Path("out/documents.jsonl"))) == 3
    run("convert", "memory://plans", "-o", "out", "--prune")
    assert [row["source"]["path"][-7:] for row in rows(Path("out/documents.jsonl"))] == ["000.txt", "002.txt"]


def test_files_are_fetched_ahead_in_their_order_and_no_more_than_some(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put(memory, n=50)
    asked: list[str] = []
    plain = remote.fetched

    def noting(url: str) -> tuple[int, bytes | None]:
        asked.append(url)
        return plain(url)

    monkeypatch.setattr(remote, "fetched", noting)
    names = list(find_inputs(["memory://plans"]))
    ahead = remote.Ahead(names)
    for n, name in enumerate(names):
        if n == 20:
            continue  # something that nobody asked for after all
        assert ahead.get(name)[1] == small(n).encode()
        assert len(asked) <= n + 1 + remote._AHEAD
    assert ahead.get(names[3])[1] == small(3).encode()
    assert sorted(asked) == sorted([*names, names[3]])
    ahead.close()


def test_a_store_that_fails_is_an_error_line(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put(memory, n=2)

    class StrangeError(Exception):
        pass

    def fails(self: Any, path: str, **_: Any) -> bytes:
        raise StrangeError("no credentials")

    monkeypatch.setattr(type(memory), "cat_file", fails)
    assert run("convert", "memory://plans", "-o", "out").exit_code == 3
    lines = rows(Path("out/errors.jsonl"))
    assert [line["error"] for line in lines] == ["unreadable"] * 2
    assert all(line["message"].endswith("cannot be read: no credentials") for line in lines)


@pytest.mark.parametrize("place", ["input", "output"])
def test_without_the_extra_it_is_named(place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "fsspec"]:
        monkeypatch.setitem(sys.modules, name, None)
    write(Path("plan.txt"), TEXT)
    arguments = ("s3://bucket/plans", "-o", "out") if place == "input" else ("plan.txt", "-o", "s3://bucket/out")
    result = run("convert", *arguments)
    assert result.exit_code == 2
    assert "pip install 'guihua[remote]'" in result.output


@pytest.mark.parametrize("arguments", [("nosuch://x/plans", "-o", "out"), ("plan.txt", "-o", "nosuch://x/out")])
def test_a_store_that_nobody_knows_is_said(arguments: tuple[str, ...]) -> None:
    write(Path("plan.txt"), TEXT)
    result = run("convert", *arguments)
    assert result.exit_code == 2
    assert "nosuch://x" in result.output
    assert "cannot be opened" in result.output


# -- datasets ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["memory://sets/out", "file://{}/sets/out"])
def test_a_dataset_there_is_the_one_that_is_written_here(memory: Any, tmp_path: Path, scheme: str) -> None:
    put(memory)
    url = scheme.format(tmp_path)
    store, _ = fsspec.core.url_to_fs(url)
    assert run("convert", "memory://plans", "-o", "near").exit_code == 0
    result = run("convert", "memory://plans", "-o", url)
    assert result.exit_code == 0, result.output
    assert f"written to {url}" in result.stdout
    assert at(store, url, tmp_path / "copy") == dataset(Path("near"))
    assert (tmp_path / "copy" / "run.json").exists()
    assert not list((tmp_path / "cache" / "guihua").iterdir())


def test_a_dataset_there_grows_and_changes_as_one_here(memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(memory, n=4)
    brought: list[str] = []
    plain = Mirror._put

    def noting(self: Mirror, names: Sequence[str]) -> None:
        brought.extend(names)
        plain(self, names)

    monkeypatch.setattr(Mirror, "_put", noting)
    for step in range(4):
        if step == 1:
            put(memory, "memory://plans/1{:02}.txt".format, 2)
        if step == 2:
            memory.pipe("memory://plans/001.txt", small(77).encode())
        if step == 3:
            memory.rm("memory://plans/002.txt")
        options = ("--prune",) if step == 3 else ()
        brought.clear()
        for out in ("near", "memory://out"):
            assert run("convert", "memory://plans", "-o", out, *options).exit_code == 0
        assert at(memory, "memory://out", tmp_path / f"copy{step}") == dataset(Path("near"))
        texts = [name for name in brought if name.startswith("texts/")]
        assert len(texts) == (4, 0, 1, 0)[step]  # small plans differ in place and number; two of those added are as the first


def test_a_dataset_in_parts_goes_there_too(memory: Any, tmp_path: Path) -> None:
    put(memory)
    for out in ("near", "memory://out"):
        assert run("convert", "memory://plans", "-o", out, "--parts", "2").exit_code == 0
    assert at(memory, "memory://out", tmp_path / "copy") == dataset(Path("near"))
    assert memory.exists("memory://out/tasks/part-00001.jsonl")


class Stopped(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("moment", [0, 1, 2, 3, 9, 12, 13])
def test_a_run_that_is_stopped_while_it_brings_goes_on(memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: int) -> None:
    """Stopped before the nth change there; another machine that comes by finds no whole dataset and leaves it alone."""
    put(memory, n=4)
    assert run("convert", "memory://plans", "-o", "memory://out").exit_code == 0
    memory.pipe("memory://plans/001.txt", small(77).encode())
    left = moment

    def stopping(plain: Callable[..., Any]) -> Callable[..., Any]:
        def does(*arguments: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise Stopped
            return plain(*arguments, **named)

        return does

    with monkeypatch.context() as patch:
        for name in ("rm_file", "put_file"):
            patch.setattr(type(memory), name, stopping(getattr(type(memory), name)))
        with pytest.raises(Stopped):
            run("convert", "memory://plans", "-o", "memory://out")
    if not memory.exists("memory://out/journal.jsonl"):
        with pytest.raises(DatasetError, match="not all has arrived"), Mirror("memory://out", cache=tmp_path / "other"):
            pass
    assert run("convert", "memory://plans", "-o", "memory://out").exit_code == 0
    assert run("convert", "memory://plans", "-o", "near").exit_code == 0
    assert at(memory, "memory://out", tmp_path / "copy") == dataset(Path("near"))


def test_a_run_that_is_stopped_goes_on_with_what_it_has(memory: Any) -> None:
    put(memory)
    with pytest.raises(Stopped), Mirror("memory://out") as mirror, DatasetWriter(mirror.folder):
        raise Stopped
    (mirror.folder / "kept").touch()
    with Mirror("memory://out") as mirror:
        assert (mirror.folder / "kept").exists()


def test_what_was_changed_there_meanwhile_is_taken_instead(memory: Any, tmp_path: Path) -> None:
    put(memory, n=2)
    assert run("convert", "memory://plans", "-o", "memory://out").exit_code == 0
    with pytest.raises(Stopped), Mirror("memory://out"):
        raise Stopped
    put(memory, n=4)
    with Mirror("memory://out", cache=tmp_path / "other") as mirror:
        with DatasetWriter(mirror.folder):
            pass
        (mirror.folder / "journal.jsonl").write_bytes((mirror.folder / "journal.jsonl").read_bytes() + b"\n")
        mirror.bring()
    with Mirror("memory://out") as mirror:
        assert (mirror.folder / "journal.jsonl").read_bytes().endswith(b"\n\n")


def test_other_files_there_are_not_touched(memory: Any) -> None:
    put(memory)
    memory.pipe("memory://out/letter.txt", b"dear")
    result = run("convert", "memory://plans", "-o", "memory://out")
    assert result.exit_code == 2
    assert "memory://out: holds files that are no dataset" in result.output
    assert run("convert", "memory://plans", "-o", "memory://out", "--force").exit_code == 2
    assert memory.cat("memory://out/letter.txt") == b"dear"


def test_one_run_at_a_time_writes_a_dataset_there(memory: Any) -> None:
    with Mirror("memory://out"), pytest.raises(DatasetError, match="memory://out: another run is writing there"), Mirror("memory://out"):
        pass


def test_a_store_that_fails_says_where_the_work_is(memory: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    put(memory)

    def fails(*_: Any, **__: Any) -> None:
        raise OSError("quota")

    with monkeypatch.context() as patch:
        patch.setattr(type(memory), "put_file", fails)
        result = run("convert", "memory://plans", "-o", "memory://out")
    assert result.exit_code == 1
    assert "memory://out: cannot be read or written: quota; run the same again: it goes on with" in result.output
    assert run("convert", "memory://plans", "-o", "memory://out").exit_code == 0


def test_force_needs_nothing_of_what_is_there(memory: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(memory)
    assert run("convert", "memory://plans", "-o", "memory://out").exit_code == 0
    memory.rm_file("memory://out/journal.jsonl")
    assert run("convert", "memory://plans", "-o", "memory://out").exit_code == 2
    monkeypatch.setattr(Mirror, "_fetch", None)
    assert run("convert", "memory://plans", "-o", "memory://out", "--force").exit_code == 0
    assert run("convert", "memory://plans", "-o", "near").exit_code == 0
    assert at(memory, "memory://out", tmp_path / "copy") == dataset(Path("near"))


# -- joined datasets, and files that are gone --------------------------------------------------------------------


def test_datasets_are_joined_to_one_that_is_there(memory: Any, tmp_path: Path) -> None:
    put(memory)
    for name, files in (("one", ("memory://plans/000.txt", "memory://plans/001.txt")), ("two", ("memory://plans/002.txt",))):
        assert run("convert", *files, "-o", name).exit_code == 0
    for name in ("one", "two"):
        assert run("merge", name, "-o", "memory://out").exit_code == 0
    assert run("convert", *(f"memory://plans/00{n}.txt" for n in range(3)), "-o", "whole").exit_code == 0
    assert at(memory, "memory://out", tmp_path / "there") == dataset(Path("whole"))


def test_datasets_that_are_there_are_joined(memory: Any, tmp_path: Path) -> None:
    """What is there is read, whatever a stopped run has left here, and is not changed; nothing of it stays here."""
    put(memory)
    urls = [f"memory://plans/00{n}.txt" for n in range(4)]
    for name, files in (("memory://data/one", urls[:2]), ("memory://data/two", urls[2:3]), ("three", urls[3:])):
        assert run("convert", *files, "-o", name).exit_code == 0
    assert run("convert", *urls, "-o", "whole").exit_code == 0
    before = at(memory, "memory://data", tmp_path / "before")
    with Mirror("memory://data/one") as mirror:
        (mirror.folder / "journal.jsonl").write_bytes(b"")
    result = run("merge", "memory://data/one", "memory://data/two", "three", "-o", "out")
    assert result.exit_code == 0, result.stderr
    assert dataset(Path("out")) == dataset(Path("whole"))
    assert json.loads(Path("out/run.json").read_text())["merged"] == ["memory://data/one", "memory://data/two", "three"]
    assert at(memory, "memory://data", tmp_path / "after") == before
    assert not list((tmp_path / "cache").rglob("read-*"))
    with Mirror("memory://data/one") as mirror:
        shutil.rmtree(mirror.folder)
    assert run("merge", "memory://data/one", "memory://data/two", "three", "-o", "memory://data/one").exit_code == 0
    assert at(memory, "memory://data/one", tmp_path / "joined") == dataset(Path("whole"))


def test_a_dataset_that_is_not_there_or_not_whole_is_not_joined(memory: Any) -> None:
    put(memory)
    assert run("convert", "memory://plans", "-o", "memory://one").exit_code == 0
    assert run("convert", "memory://plans", "-o", "memory://two").exit_code == 0
    memory.rm("/two/journal.jsonl")
    memory.pipe("memory://three/notes.txt", b"x")
    for url, why in (("two", "not all has arrived"), ("three", "no dataset"), ("four", "no dataset")):
        result = run("merge", "memory://one", f"memory://{url}", "-o", "out")
        assert result.exit_code == 2
        assert f"memory://{url}" in result.stderr
        assert why in result.stderr
    memory.rm("/one/texts", recursive=True)
    result = run("merge", "memory://one", "-o", "out")
    assert result.exit_code == 2
    assert "memory://one: is damaged" in result.stderr


def test_the_folder_one_is_in_holds_no_files_that_are_elsewhere(memory: Any) -> None:
    put(memory)
    write(Path("a.txt"), TEXT)
    assert run("convert", "a.txt", "memory://plans", "-o", "out").exit_code == 0
    memory.rm("/plans/003.txt")
    assert run("convert", ".", "-o", "out", "--prune").exit_code == 0
    assert len(rows(Path("out") / "documents.jsonl")) == 6
