"""What a batch leaves behind and says while it runs: `run.json`, and events for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from test_cli import TEXT, dataset, rows, run, write

from pipeline.dataset import read_dataset
from pipeline.summary import OF_A_DOCUMENT, STAGES, Summary, Through
from pipeline.write import DatasetWriter
from schemas import SCHEMA_VERSION, Error
from schemas.records import Document


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Four plans, a copy of one of them, and a file that is no document."""
    monkeypatch.chdir(tmp_path)
    for n in range(4):
        write(tmp_path / "in" / f"{n}.txt", TEXT.replace("12座", f"{n + 2}座"))
    write(tmp_path / "in" / "copy.txt", TEXT.replace("12座", "3座"))
    (tmp_path / "in" / "bad.txt").write_bytes(b"\x00\x01\x02")
    return tmp_path


def manifest(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(out) / "run.json").read_text(encoding="utf-8"))
    return found


def events(*arguments: str) -> list[dict[str, Any]]:
    result = run(*arguments, "--log-json")
    assert result.stdout == "" or "-" in arguments
    return [json.loads(line) for line in result.stderr.splitlines()]


# --- run.json -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_the_manifest_counts_and_times_what_went_through_each_stage(folder: Path, jobs: str) -> None:
    assert run("convert", "in", "-o", "out", "--jobs", jobs).exit_code == 3
    found = manifest("out")
    assert found["schema_version"] == SCHEMA_VERSION
    assert found["options"]["jobs"] == int(jobs)
    assert found["options"]["min_confidence"] == 0.0
    assert (found["documents"], found["failed"], found["duplicates"], found["kept"]) == (4, 1, 1, 0)
    stages = found["stages"]
    assert tuple(stages) == STAGES
    assert (stages["read"]["done"], stages["read"]["failed"]) == (4, 1)
    for name in OF_A_DOCUMENT[1:]:
        assert (stages[name]["done"], stages[name]["failed"]) == (4, 0)
        assert stages[name]["seconds"] >= 0
    assert stages["survey"]["done"] == stages["store"]["done"] == 5
    documents = {row["source"]["path"]: row["doc_id"] for row in rows(folder / "out" / "documents.jsonl")}
    slowest = found["slowest"]
    assert {row["path"]: row["doc_id"] for row in slowest} == {**documents, "in/bad.txt": None}
    assert [row["seconds"] for row in slowest] == sorted((row["seconds"] for row in slowest), reverse=True)
    assert {row["characters"] for row in slowest if row["doc_id"]} == {len(TEXT) - 1}


def test_a_run_that_has_nothing_to_do_counts_the_dataset_and_takes_no_time_for_documents(folder: Path) -> None:
    run("convert", "in", "-o", "out")
    before = manifest("out")
    run("convert", "in", "-o", "out")
    after = manifest("out")
    for key in ("documents", "failed", "duplicates", "characters", "records", "repairs"):
        assert after[key] == before[key]
    assert after["kept"] == 5
    assert after["slowest"] == []
    assert after["stages"]["extract"] == {"done": 0, "failed": 0, "seconds": 0.0}


def test_an_input_that_is_missing_fails_before_any_stage_of_a_document(folder: Path) -> None:
    run("convert", "in/0.txt", "gone.txt", "-o", "out")
    found = manifest("out")
    assert (found["stages"]["survey"]["done"], found["stages"]["survey"]["failed"]) == (1, 1)
    assert found["stages"]["read"]["failed"] == 0
    assert [row["path"] for row in found["slowest"]] == ["in/0.txt"]


def test_a_document_that_ran_out_of_time_is_among_the_slowest(folder: Path) -> None:
    write(folder / "long.txt", "".join(f"（一）夯实基础。到2025年，新建泵站{n}座，改造管网{n}公里。\n" for n in range(9000)))
    run("convert", "long.txt", "-o", "out", "--timeout", "1")
    found = manifest("out")
    assert found["stages"]["lost"]["failed"] == 1
    assert found["slowest"][0]["path"] == "long.txt"
    assert found["slowest"][0]["seconds"] >= 1


def test_only_the_slowest_are_kept() -> None:
    summary = Summary()
    for n in range(100):
        summary.count(Through("converted", f"{n}.txt", (), seconds={"read": float(n * 37 % 100)}, n=n, of=100))
    assert [sum(place.seconds.values()) for place in summary.slowest] == [float(99 - n) for n in range(10)]


# --- events ---------------------------------------------------------------------------------------------------


def test_events_tell_of_each_input_in_order_and_of_the_run(folder: Path) -> None:
    first, *places, last = events("convert", "in", "-o", "out")
    assert (first["event"], first["inputs"]) == ("run_started", 6)
    assert first["rules"] == manifest("out")["rules"]
    assert [place["n"] for place in places] == [1, 2, 3, 4, 5]
    assert {place["of"] for place in places} == {5}
    documents = {row["doc_id"]: Document.model_validate(row) for row in rows(folder / "out" / "documents.jsonl")}
    converted = [place for place in places if place["event"] == "document_converted"]
    assert [place["doc_id"] for place in converted] == list(documents)
    for place in converted:
        document = documents[place["doc_id"]]
        assert (place["path"], tuple(place["other_paths"])) == (document.source.path, document.source.other_paths)
        assert place["repairs"] == sum(document.repairs.values())
        assert place["records"]["task"] == 1
        assert list(place["stages"]) == list(OF_A_DOCUMENT)
        assert place["seconds"] == pytest.approx(sum(place["stages"].values()), abs=0.001)
    (failed,) = (place for place in places if place["event"] == "document_failed")
    (error,) = rows(folder / "out" / "errors.jsonl")
    assert Error(path=failed["path"], stage=failed["stage"], error=failed["error"], message=failed["message"]) == Error(**error)
    assert (last["event"], last["exit_code"], last["whole"], last["documents"]) == ("run_ended", 3, True, 4)


def test_what_is_there_already_is_skipped(folder: Path) -> None:
    run("convert", "in", "-o", "out")
    write(folder / "in" / "1.txt", TEXT)
    _, *places, last = events("convert", "in", "-o", "out")
    assert [place["event"] for place in places if place["path"] == "in/1.txt"] == ["document_converted"]
    assert {place["event"] for place in places if place["path"] != "in/1.txt"} == {"document_skipped"}
    assert last["kept"] == 5


def test_a_stream_of_records_has_its_events_beside_it(folder: Path) -> None:
    result = run("convert", "in/0.txt", "-o", "-", "--log-json")
    assert [json.loads(line)["type"] for line in result.stdout.splitlines()][:2] == ["document", "task"]
    assert [json.loads(line)["event"] for line in result.stderr.splitlines()] == ["run_started", "document_converted", "run_ended"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_run_that_is_refused_says_so_in_an_event_in_english(folder: Path, language: str) -> None:
    write(folder / "full" / "letter.txt")
    result = run("--lang", language, "convert", "in", "-o", "full", "--log-json")
    (event,) = (json.loads(line) for line in result.stderr.splitlines())
    assert (event["event"], event["whole"], event["exit_code"]) == ("run_ended", False, 2)
    assert "holds files that are no dataset" in event["message"]
    assert result.exit_code == 2


def test_rules_that_are_wrong_are_an_event_too(folder: Path) -> None:
    (folder / "rules").mkdir()
    (event,) = events("convert", "in", "-o", "out", "--rules", "rules")
    assert (event["event"], event["exit_code"]) == ("run_ended", 2)


# --- files that are gone --------------------------------------------------------------------------------------


def paths_of(out: str) -> list[str]:
    return [converted.document.source.path for converted in read_dataset(out)]


def test_what_came_from_a_deleted_file_stays_and_is_told_of(folder: Path) -> None:
    run("convert", "in", "-o", "out")
    before = dataset(folder / "out")
    (folder / "in" / "2.txt").unlink()
    result = run("convert", "in", "-o", "out")
    assert result.exit_code == 3
    assert "1 file(s) are no longer in the folders that were named, as in/2.txt" in result.stderr
    assert dataset(folder / "out") == before
    assert manifest("out")["gone"] == 1
    assert [(e["path"], e["pruned"]) for e in events("convert", "in", "-o", "out") if e["event"] == "file_gone"] == [("in/2.txt", False)]


@pytest.mark.parametrize("parts", [(), ("--parts", "2")])
def test_pruning_gives_the_dataset_of_what_is_there(folder: Path, parts: tuple[str, ...]) -> None:
    """A file that is gone, the first of two copies, one that has moved, one that failed, and a new one."""
    run("convert", "in", "-o", "out", *parts)
    for name in ("2.txt", "1.txt", "bad.txt"):
        (folder / "in" / name).unlink()
    (folder / "in" / "3.txt").rename(folder / "in" / "30.txt")
    write(folder / "in" / "4.txt", TEXT)
    result = run("convert", "in", "-o", "out", "--prune")
    assert result.exit_code == 0
    assert "4 file(s) are no longer in the folders that were named; what came from them was taken out" in result.stderr
    run("convert", "in", "-o", "fresh", *parts)
    assert dataset(folder / "out") == dataset(folder / "fresh")
    assert paths_of("out") == ["in/0.txt", "in/30.txt", "in/4.txt", "in/copy.txt"]
    assert manifest("out")["kept"] == 3
    assert "no longer" not in run("convert", "in", "-o", "out").stderr


def test_only_what_is_under_the_folders_named_is_pruned(folder: Path) -> None:
    write(folder / "in" / "deep" / "a.txt", TEXT + "（二）加强管护。\n")
    write(folder / "in2" / "b.txt", TEXT + "（二）完善台账。\n")
    write(folder / "in" / "notes.plan", TEXT + "（二）改造管网。\n")
    run("convert", "in", "in2", "in/notes.plan", "-o", "out")
    assert len(paths_of("out")) == 7
    for name in ("in/deep/a.txt", "in2/b.txt", "in/0.txt"):
        (folder / name).unlink()
    run("convert", "in/1.txt", "-o", "out", "--prune")
    assert len(paths_of("out")) == 7
    run("convert", "in", "-o", "out", "--prune")
    assert paths_of("out") == ["in/1.txt", "in/2.txt", "in/3.txt", "in2/b.txt", "in/notes.plan"]
    run("convert", ".", "-o", "out", "--prune")
    assert paths_of("out") == ["in/1.txt", "in/2.txt", "in/3.txt", "in/notes.plan"]


def test_an_archive_that_is_gone_takes_its_documents_with_it(folder: Path) -> None:
    with ZipFile(folder / "in" / "more.zip", "w") as archive:
        for n in (7, 8):
            archive.writestr(f"{n}.txt", TEXT.replace("12座", f"{n}1座"))
    run("convert", "in", "-o", "out")
    assert len(paths_of("out")) == 6
    (folder / "in" / "more.zip").unlink()
    assert "2 file(s)" in run("convert", "in", "-o", "out").stderr
    assert len(paths_of("out")) == 6
    run("convert", "in", "-o", "out", "--prune")
    assert len(paths_of("out")) == 4


def test_a_folder_that_has_become_empty_prunes_nothing(folder: Path) -> None:
    """It may be a disk that is not there."""
    run("convert", "in", "-o", "out")
    for file in (folder / "in").iterdir():
        file.unlink()
    assert run("convert", "in", "-o", "out", "--prune").exit_code == 2
    assert len(paths_of("out")) == 4


# --- with what records were made ------------------------------------------------------------------------------


def test_the_manifest_names_all_that_made_the_records(folder: Path) -> None:
    def least(out: str) -> list[float]:
        return [maker["min_confidence"] for maker in manifest(out)["made_with"]]

    run("convert", "in/0.txt", "-o", "out")
    assert least("out") == [0.0]
    run("convert", "in/1.txt", "-o", "out", "--min-confidence", "0.25")
    assert least("out") == [0.0, 0.25]
    assert not stopped_run("in/2.txt", "in/3.txt", "-o", "out", "--min-confidence", "0.5")
    run("convert", "in/2.txt", "-o", "out", "--min-confidence", "0.5")
    assert least("out") == [0.0, 0.25, 0.5]
    run("convert", "in", "-o", "out")
    assert least("out") == [0.0]


def stopped_run(*arguments: str) -> bool:
    """A run that is stopped while it writes its first document; whether it left a manifest."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(DatasetWriter, "add", interrupt)
        assert run("convert", *arguments).exit_code != 0
    return (Path("out") / "run.json").exists()


def interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def test_datasets_that_are_joined_tell_programs_of_each_document(folder: Path) -> None:
    run("convert", "in/0.txt", "in/bad.txt", "-o", "one")
    run("convert", "in/1.txt", "in/copy.txt", "-o", "two")
    said = events("merge", "one", "two", "-o", "out")
    assert [event["event"] for event in said] == ["run_started", *["document_joined"] * 3, "run_ended"]
    assert said[0]["merged"] == ["one", "two"]
    assert said[0]["inputs"] == 3
    assert [(event["path"], event["other_paths"], event.get("error")) for event in said[1:-1]] == [
        ("in/0.txt", [], None), ("in/bad.txt", [], "binary"), ("in/1.txt", ["in/copy.txt"], None),
    ]  # fmt: skip
    assert (said[-1]["whole"], said[-1]["exit_code"], said[-1]["documents"]) == (True, 0, 2)
    refused = events("merge", "one", "none", "-o", "out")
    assert [(event["event"], event["whole"], event["exit_code"]) for event in refused] == [("run_ended", False, 2)]
    assert "none" in refused[0]["message"]
    (Path("one") / "run.json").unlink()
    assert [event["event"] for event in events("merge", "one", "-o", "again")] == [
        "run_started",
        *["document_joined"] * 2,
        "warning",
        "run_ended",
    ]
