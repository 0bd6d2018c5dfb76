"""Datasets joined: what comes out is what one run over all the inputs gives, and no document is lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from helpers import CORPUS, ROOT
from hypothesis import given
from hypothesis import strategies as st
from test_cli import TEXT, dataset, rows, run, write
from test_resume import Failing, batch, small, stopped_at, whole

from pipeline.batch import convert_all
from pipeline.dataset import read_dataset
from pipeline.engines import Inline
from pipeline.errors import DatasetError
from pipeline.inputs import find_inputs
from pipeline.journal import Entry, read_journal
from pipeline.merge import Held, join, merge_all, opened
from pipeline.write import DatasetWriter
from schemas import Error


def merge(out: str, *names: str, force: bool = False, last: bool = False, part: int | None = None) -> Any:
    """Join datasets in this process."""
    with opened([Path(name) for name in names], Path(out), force) as held, DatasetWriter(Path(out), force, part) as writer:
        return merge_all(held, writer, last)


def paths_of(out: str) -> list[str]:
    return [converted.document.source.path for converted in read_dataset(out)]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three folders: plans, a plan in two of them, a text that is nearly the same in two, copies, and what is no document."""
    monkeypatch.chdir(tmp_path)
    long = TEXT + "".join(f"（{n}）推进第{n}项水利设施建设，完善第{n * 7}号泵站的管护台账和责任清单。\n" for n in range(80))
    for n in range(9):
        write(tmp_path / "abc"[n % 3] / f"{n}.txt", small(n))
    write(tmp_path / "a" / "copy.txt", small(4))
    write(tmp_path / "a" / "long.txt", long)
    write(tmp_path / "b" / "again.txt", small(0))
    write(tmp_path / "b" / "too.txt", "首页\n" + long)
    write(tmp_path / "c" / "3again.txt", small(3))
    (tmp_path / "b" / "bad.txt").write_bytes(b"\x00\x01\x02")
    (tmp_path / "c" / "bad.txt").write_bytes(b"\x00\x01\x02")
    return tmp_path


@pytest.mark.parametrize("parts", [(None, None, None), (2, None, None), (None, 3, 4), (2, 2, 5)])
def test_joined_datasets_are_to_the_byte_what_one_run_gives(folder: Path, parts: tuple[int | None, ...]) -> None:
    for name, part in zip("abc", parts, strict=True):
        batch([name], folder / f"of_{name}", part=part)
    batch(["a", "b", "c"], folder / "whole", part=parts[-1])
    sources = {name: dataset(folder / f"of_{name}") for name in "abc"}
    summary, joined = merge("out", "of_a", "of_b", "of_c", part=parts[-1])
    assert dataset(folder / "out") == dataset(folder / "whole")
    assert (summary.documents, summary.failed, joined.shared, joined.otherwise) == (11, 1, [], [])
    documents = {row["source"]["path"]: row for row in (c.document.model_dump() for c in read_dataset("out"))}
    assert documents["a/copy.txt"]["source"]["other_paths"] == ("b/4.txt",)
    assert documents["b/too.txt"]["duplicate_of"] == documents["a/long.txt"]["doc_id"]
    assert {name: dataset(folder / f"of_{name}") for name in "abc"} == sources


def test_the_sample_plans_joined_from_two_halves_are_those_of_one_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    paths = [str(path) for path in sorted(CORPUS.glob("*.*"))]
    batch(paths[::2], tmp_path / "one")
    batch(paths[1::2], tmp_path / "two")
    batch([*paths[::2], *paths[1::2]], tmp_path / "whole")
    assert run("merge", "one", "two", "-o", "out").exit_code == 0
    assert dataset(tmp_path / "out") == dataset(tmp_path / "whole")


def test_a_joined_dataset_is_converted_into_like_any_other(folder: Path) -> None:
    for name in "ab":
        batch([name], folder / f"of_{name}")
    merge("out", "of_a", "of_b")
    write(folder / "a" / "0.txt", small(70))
    assert batch(["a", "b"], folder / "out")[1] == ["a/0.txt"]
    batch(["a", "b"], folder / "fresh")
    assert dataset(folder / "out") == dataset(folder / "fresh")


def test_what_is_there_already_stays_in_front_and_only_the_rest_is_written(folder: Path) -> None:
    for name in "abc":
        batch([name], folder / f"of_{name}")
    merge("out", "of_a")
    before = {p: p.stat().st_mtime_ns for p in (folder / "out" / "texts").iterdir()}
    merge("out", "of_b")
    assert {p: p.stat().st_mtime_ns for p in before} == before
    merge("at_once", "of_a", "of_b")
    assert dataset(folder / "out") == dataset(folder / "at_once")
    merge("out", "of_a", "of_b", "out")
    assert dataset(folder / "out") == dataset(folder / "at_once")
    merge("out", "of_c", "out", force=True)
    merge("other", "of_c", "of_a", "of_b")
    assert dataset(folder / "out") == dataset(folder / "other")


@pytest.mark.parametrize("scenario", ["new", "grown", "force"])
def test_joining_may_be_stopped_before_any_change_of_a_file(folder: Path, scenario: str) -> None:
    batch(["a"], folder / "of_a", part=2)
    batch(["b"], folder / "of_b")
    batch(["c"], folder / "old")
    if scenario == "new":
        shutil.rmtree(folder / "old")
        (folder / "old").mkdir()
    force = scenario == "force"
    names = ["of_a", "of_b"]
    shutil.copytree(folder / "old", folder / "whole")
    merge("whole", *names, force=force)
    before, moment = {"new": range(9), "grown": range(4, 13), "force": (4, 8)}[scenario], 0
    while True:
        shutil.copytree(folder / "old", folder / "out")
        if not stopped_at(moment, folder / "out", lambda: merge(str(folder / "out"), *names, force=force)):
            break
        if (folder / "out" / "documents.jsonl").exists():
            assert whole(folder / "out") in before, moment
        merge("out", *names, force=force)
        assert dataset(folder / "out") == dataset(folder / "whole"), moment
        assert {p.name for p in (folder / "out").iterdir()} == {p.name for p in (folder / "whole").iterdir()}, moment
        shutil.rmtree(folder / "out")
        moment += 3
    assert moment > 30


def test_datasets_share_no_files(folder: Path) -> None:
    batch(["a"], folder / "of_a")
    merge("out", "of_a")
    assert all(file.stat().st_nlink == 1 for file in (folder / "out").rglob("*") if file.is_file())


# --- the same path, the same bytes --------------------------------------------------------------------------------


def two_machines(folder: Path) -> None:
    """Two places that have each called a file the same, one of them a file that the other has too."""
    for n, place in enumerate(("east", "west")):
        write(folder / place / "in" / "1.txt", small(20 + n))
        write(folder / place / "in" / "2.txt", small(25))
        os.chdir(folder / place)
        batch(["in"], folder / f"of_{place}")
    os.chdir(folder)


def test_different_documents_of_one_path_are_all_kept(folder: Path) -> None:
    two_machines(folder)
    result = run("merge", "of_east", "of_west", "-o", "out")
    assert result.exit_code == 0
    assert "1 path(s) stand for different documents, as in/1.txt" in result.stderr
    assert paths_of("out") == ["in/1.txt", "in/2.txt", "in/1.txt"]
    batch(["a"], folder / "out")
    assert paths_of("out")[:3] == ["in/1.txt", "in/2.txt", "in/1.txt"]
    write(folder / "in" / "1.txt", small(21))
    summary, converted = batch(["in/1.txt"], folder / "out")
    assert converted == []
    assert paths_of("out")[:3] == ["in/1.txt", "in/2.txt", "a/0.txt"]
    assert summary.documents == whole(folder / "out")


def test_the_last_of_different_documents_takes_the_place_of_the_first(folder: Path) -> None:
    two_machines(folder)
    result = run("merge", "of_east", "of_west", "-o", "out", "--last")
    assert "that of the last dataset was taken" in result.stderr
    os.chdir(folder / "west")
    batch(["in"], folder / "whole")
    os.chdir(folder)
    assert dataset(folder / "out") == dataset(folder / "whole")


def test_an_input_that_another_run_could_convert_is_no_error_any_more(folder: Path) -> None:
    write(folder / "in" / "002.txt", small(2))
    write(folder / "in" / "003.txt", small(3))
    with DatasetWriter(folder / "one") as writer:
        convert_all([*find_inputs(["in"]), "in/004.txt"], writer, Inline(Failing()))
    assert [row["error"] for row in rows(folder / "one" / "errors.jsonl")] == ["timeout", "not_found"]
    write(folder / "in" / "004.txt", small(4))
    batch(["in/002.txt", "in/004.txt"], folder / "two")
    merge("out", "one", "two")
    batch(["in"], folder / "whole")
    assert dataset(folder / "out") == dataset(folder / "whole")


def entry(path: str, sha: str | None, made_by: str, failed: bool, *others: str) -> Entry:
    error = Error(path=path, stage="read", error="empty", message=f"{path}: it is empty") if failed or sha is None else None
    return Entry(path, others, sha, made_by, None if error else sha, error, {}, 0, {}, None, None, {}, "")


ENTRIES = st.lists(
    st.tuples(st.sampled_from("pqrst"), st.sampled_from(["S", "T", "U", "V", None]), st.sampled_from("mn"), st.booleans()), max_size=6
)


@given(st.lists(ENTRIES, max_size=4), st.booleans())
def test_no_document_is_lost_or_doubled_whatever_is_joined(several: list[list[tuple[str, str | None, str, bool]]], last: bool) -> None:
    held = []
    for n, drawn in enumerate(several):
        by_key = {(sha or path): entry(path, sha, made_by, failed) for path, sha, made_by, failed in drawn}
        held.append(Held(Path(str(n)), tuple(by_key.values()), ()))
    joined = join((), held, last)
    taken = [step.entry for step in joined.steps if step.entry is not None]
    documents = [e.doc_id for e in taken if e.error is None]
    assert len(documents) == len(set(documents))
    assert len({step.path for step in joined.steps if step.entry and step.entry.error}) == sum(e.error is not None for e in taken)
    had = {e.doc_id for h in held for e in h.entries if e.error is None}
    claims = [(path, step.sha256) for step in joined.steps for path in (step.path, *step.others)]
    assert len(claims) == len(set(claims))
    assert {path for path, _ in claims} == {e.path for h in held for e in h.entries}
    if last:
        assert len({path for path, _ in claims}) == len(claims)
        assert set(documents) <= had
    else:
        assert set(documents) == had
    again = join([replace(step.entry, path=step.path, others=step.others) for step in joined.steps if step.entry], held, last)
    assert [(s.path, s.others, s.sha256) for s in again.steps] == [(s.path, s.others, s.sha256) for s in joined.steps]


# --- what cannot be joined, and what is said ----------------------------------------------------------------------


def test_other_rules_options_or_stopped_runs_are_told_of(folder: Path) -> None:
    assert run("convert", "a", "-o", "of_a").exit_code == 0
    assert run("convert", "b", "a/0.txt", "-o", "of_b", "--min-confidence", "0.5").exit_code == 3
    assert "different" not in run("merge", "of_a", "of_a", "-o", "same").stderr
    result = run("merge", "of_a", "of_b", "-o", "out")
    assert result.exit_code == 0
    assert "made by different versions, rules or options" in result.stderr
    assert "2 document(s), as a/0.txt, were in several datasets and made otherwise in each" in result.stderr
    manifest = json.loads((folder / "out" / "run.json").read_text())
    assert [maker["min_confidence"] for maker in manifest["made_with"]] == [0.0, 0.5]
    assert manifest["merged"] == ["of_a", "of_b"]
    assert manifest["rules"] == json.loads((folder / "of_a" / "run.json").read_text())["rules"]
    assert (manifest["documents"], manifest["failed"]) == (whole(folder / "out"), 1)
    assert "made by different" in run("merge", "out", "-o", "third").stderr
    (folder / "of_a" / "run.json").unlink()
    assert "of_a: its run was stopped" in run("merge", "of_a", "-o", "fourth").stderr
    assert whole(folder / "fourth") == whole(folder / "of_a")


def test_a_damaged_dataset_is_not_joined(folder: Path) -> None:
    batch(["a"], folder / "of_a")
    journal = read_journal(folder / "of_a")
    assert journal is not None
    text = next((folder / "of_a" / "texts").iterdir())
    text.write_bytes(text.read_bytes()[:-3])
    result = run("merge", "of_a", "-o", "out")
    assert result.exit_code == 2
    assert "of_a: is damaged" in result.stderr
    assert not (folder / "out").exists()
    with DatasetWriter(folder / "out") as writer, pytest.raises(DatasetError, match="of_a: what it holds of a/"):
        merge_all([Held(folder / "of_a", journal.entries, ())], writer)


def test_datasets_of_different_schemas_are_refused(folder: Path) -> None:
    for name in "ab":
        batch([name], folder / f"of_{name}")
    documents = folder / "of_b" / "documents.jsonl"
    documents.write_bytes(documents.read_bytes().replace(b'"schema_version":"1.0"', b'"schema_version":"2.0"'))
    result = run("merge", "of_a", "of_b", "-o", "out")
    assert result.exit_code == 2
    assert "of schema 2.0" in result.stderr
    assert not (folder / "out").exists()


@pytest.mark.parametrize(("names", "out", "why"), [
    (("none",), "out", "there is no such folder"), (("a",), "out", "holds no documents.jsonl"),
    (("of_a",), "a", "files that are no dataset"),
    (("of_a",), "of_a/texts/inner", "is inside a dataset"), (("bare",), "out", "without a journal"),
])  # fmt: skip
def test_what_is_no_dataset_or_no_place_for_one_is_refused(folder: Path, names: tuple[str, ...], out: str, why: str) -> None:
    batch(["a"], folder / "of_a")
    shutil.copytree("of_a", "bare")
    (folder / "bare" / "journal.jsonl").unlink()
    before = dataset(folder)
    result = run("merge", *names, "-o", out)
    assert result.exit_code == 2
    assert why in result.stderr
    assert dataset(folder) == before


def test_a_dataset_that_is_being_written_is_not_joined(folder: Path) -> None:
    batch(["a"], folder / "of_a")
    source = (
        "import sys, time; from pathlib import Path; from pipeline.write import DatasetWriter; "
        "w = DatasetWriter(Path(sys.argv[1])); print('ready', flush=True); time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", source, str(folder / "of_a")], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    assert "another run is writing there" in run("merge", "of_a", "-o", "out").stderr
    process.kill()
    process.wait()
    assert run("merge", "of_a", "-o", "out").exit_code == 0
    journal = read_journal(folder / "out")
    assert journal is not None
    assert len(journal.entries) == whole(folder / "out")
