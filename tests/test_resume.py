"""A dataset is whole whatever ends its run, and the same command brings it to the bytes of a run that nothing disturbed."""

from __future__ import annotations

import base64
import errno
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from helpers import ROOT, converter
from hypothesis import given
from hypothesis import strategies as st
from test_cli import TEXT, dataset, rows, run, write

from pipeline.batch import convert_all
from pipeline.dataset import read_dataset
from pipeline.engines import Inline
from pipeline.errors import DatasetError, WorkerError
from pipeline.inputs import find_inputs
from pipeline.job import Failure, Job, Options, Parcel, error_of
from pipeline.journal import Entry, decoded, encoded, read_journal
from pipeline.plan import Step
from pipeline.summary import Summary
from pipeline.work import Worker
from pipeline.write import DatasetWriter


class Noting(Worker):
    """A worker that notes what it converts."""

    def __init__(self) -> None:
        super().__init__(converter(), Options())
        self.jobs: list[str] = []

    def __call__(self, job: Job) -> Parcel | Failure:
        self.jobs.append(job.path)
        return super().__call__(job)


def batch(paths: list[str], out: Path, force: bool = False, part: int | None = None) -> tuple[Summary, list[str]]:
    """A run in this process, and which documents it converted."""
    worker = Noting()
    with DatasetWriter(out, force, part) as writer:
        summary = convert_all(list(find_inputs(paths)), writer, Inline(worker))
    return summary, worker.jobs


def small(n: int) -> str:
    """A document of a few lines."""
    return TEXT.replace("12座", f"{n + 2}座").replace("青梧县", f"青{'梧桐松柏槐'[n % 5]}县")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for n in range(6):
        write(tmp_path / "in" / f"{n:03}.txt", small(n))
    return tmp_path


def whole(out: Path) -> int:
    """How many documents a dataset has, all of whose records are valid and stand in its texts."""
    return sum(1 for _ in read_dataset(out))


class Stopped(BaseException):
    """Stands for the end of the process."""


# --- stopped --------------------------------------------------------------------------------------------------


def test_a_batch_killed_at_fifty_moments_ends_with_the_bytes_of_an_undisturbed_one(tmp_path: Path) -> None:
    """A process is killed a little after its start, the next goes on; a batch that came to its end begins anew."""
    for n in range(200):
        write(tmp_path / "in" / f"{n:03}.txt", small(n))
    source, out = [str(tmp_path / "in")], tmp_path / "out"
    batch(source, tmp_path / "whole")
    rng = random.Random(7)
    held = set()
    for _ in range(50):
        if (out / "run.json").exists():
            shutil.rmtree(out)
        if not (pid := os.fork()):
            try:
                batch(source, out)
            finally:
                os._exit(0)
        time.sleep(rng.uniform(0.0, 0.4))
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        if (out / "documents.jsonl").exists():  # before that, nothing is a dataset yet; the next run begins all the same
            held.add(whole(out))
    batch(source, out)
    assert len(held) > 10
    assert dataset(out) == dataset(tmp_path / "whole")
    assert {p.name for p in out.iterdir()} == {p.name for p in (tmp_path / "whole").iterdir()}


def test_what_is_there_when_the_command_is_killed_is_not_converted_again(folder: Path) -> None:
    for n in range(6, 120):
        write(folder / "in" / f"{n:03}.txt", small(n))
    command = [sys.executable, "-m", "cli", "convert", str(folder / "in"), "-o", str(folder / "out"), "--jobs", "2"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while process.poll() is None and len(entries(folder / "out")) < 20:
        time.sleep(0.02)
    process.kill()
    process.wait()
    held = len(entries(folder / "out"))
    assert 20 <= held < 120
    result = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    assert b"Traceback" not in result.stderr
    assert json.loads((folder / "out" / "run.json").read_text())["kept"] == held
    batch([str(folder / "in")], folder / "whole")
    assert dataset(folder / "out") == dataset(folder / "whole")


def entries(out: Path) -> tuple[Entry, ...]:
    journal = read_journal(out)
    return () if journal is None else journal.entries


_stop_after: int | None = None
_within = ""
_CHANGES = {"open", "os.rename", "os.remove", "os.truncate", "os.link", "os.mkdir", "os.rmdir"}


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    """Ends a run before the nth thing that it does to the files of a dataset."""
    global _stop_after  # noqa: PLW0603 - a hook cannot be taken out again
    if _stop_after is None or event not in _CHANGES or _within not in os.fsdecode(str(arguments[0])):
        return
    if event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR):
        return
    _stop_after -= 1
    if _stop_after < 0:
        raise Stopped


sys.addaudithook(_hook)


def stopped_at(moment: int, out: Path, run: Callable[[], object]) -> bool:
    """Whether a run was ended before the nth change of a dataset's files; each later one fails as well, as if the process were gone."""
    global _stop_after, _within  # noqa: PLW0603 - as above
    _stop_after, _within = moment, str(out)
    try:
        run()
    except Stopped:
        return True
    finally:
        _stop_after = None
    return False


@pytest.mark.parametrize("scenario", ["new", "update", "force", "parts"])
def test_a_run_may_end_before_any_change_of_a_file(folder: Path, scenario: str) -> None:
    """Whatever was done last: what is there is whole, and the same run again ends as if nothing had happened."""
    old, out, force, part = folder / "old", folder / "out", scenario == "force", 2 if scenario == "parts" else None
    if scenario == "new":
        old.mkdir()
    else:
        batch(["in"], old)
    write(folder / "in" / "000.txt", small(77))
    write(folder / "in" / "0015.txt", small(78))
    (folder / "in" / "gone.txt").touch()
    batch(["in"], folder / "whole", part=part)
    before = 0 if scenario == "new" else 6
    moment, step = 0, 7 if part else 3
    while True:
        shutil.copytree(old, out)
        if not stopped_at(moment, out, lambda: batch(["in"], out, force, part)):
            break
        if (out / "documents.jsonl").exists() or before:
            assert whole(out) in ((before, 7) if before else range(8)), moment
        batch(["in"], out, force, part)
        assert dataset(out) == dataset(folder / "whole"), moment
        assert {p.name for p in out.iterdir()} == {p.name for p in (folder / "whole").iterdir()}, moment
        shutil.rmtree(out)
        moment += step
    assert moment > 30


def test_an_update_that_was_stopped_goes_on_where_it_was(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch(["in"], folder / "out")
    for n in range(6):
        write(folder / "in" / f"{n:03}.txt", small(50 + n))
    add = DatasetWriter.add

    def stop(self: DatasetWriter, parcel: Parcel, step: Step) -> None:
        if step.path == "in/003.txt":
            raise Stopped
        add(self, parcel, step)

    with monkeypatch.context() as patched:
        patched.setattr(DatasetWriter, "add", stop)
        with pytest.raises(Stopped):
            batch(["in"], folder / "out")
    assert whole(folder / "out") == 6
    assert batch(["in"], folder / "out")[1] == ["in/003.txt", "in/004.txt", "in/005.txt"]


def test_what_a_power_failure_took_from_the_files_is_made_again(folder: Path) -> None:
    """The journal reached the disk, and the end of other files did not."""
    batch(["in"], folder / "whole")
    for name in ("tasks.jsonl", "texts", "journal.jsonl"):
        batch(["in"], folder / "out")
        (folder / "out" / "run.json").unlink()
        file = folder / "out" / name
        file = file if file.is_file() else file / f"{rows(folder / 'out' / 'documents.jsonl')[4]['doc_id']}.txt"
        data = file.read_bytes()
        file.write_bytes(data[:-400] + bytes(300) if name != "texts" else b"")
        assert batch(["in"], folder / "out")[1]
        assert dataset(folder / "out") == dataset(folder / "whole")
        shutil.rmtree(folder / "out")


# --- a disk that is full --------------------------------------------------------------------------------------


def test_a_disk_that_is_full_is_said_and_the_dataset_goes_on_from_there(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    batch(["in"], folder / "whole")
    commit = DatasetWriter._commit

    def full(self: DatasetWriter, entry: Entry, lines: Mapping[str, bytes], *own: bytes) -> None:
        if self._written == 3:
            self._files["task"].write(lines["task"][:50])
            self._files["task"].flush()
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        commit(self, entry, lines, *own)

    with monkeypatch.context() as patched:
        patched.setattr(DatasetWriter, "_commit", full)
        result = run("convert", "in", "-o", "out")
    assert result.exit_code == 1
    assert "No space left on device" in result.output
    assert "run the same again" in result.output
    assert whole(folder / "out") == 3
    assert batch(["in"], folder / "out")[1] == [f"in/{n:03}.txt" for n in (3, 4, 5)]
    assert dataset(folder / "out") == dataset(folder / "whole")


def test_a_disk_that_fails_while_the_run_goes_on_ends_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written is brought to disk beside the run: what goes wrong there is no less an error of the run."""
    batch(["in"], folder / "whole")

    def full(files: Sequence[str]) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr("pipeline.syncing._to_disk", full)
        patched.setattr("pipeline.journal.UNSYNCED", 2)
        result = run("convert", "in", "-o", "out")
    assert result.exit_code == 1
    assert "No space left on device" in result.output
    assert not (folder / "out" / "run.json").exists()
    assert 2 <= whole(folder / "out") < 6
    batch(["in"], folder / "out")
    assert dataset(folder / "out") == dataset(folder / "whole")


@given(st.lists(st.integers(0, 2**64 - 1)))
def test_sketches_stand_in_the_journal_as_base_85(numbers: list[int]) -> None:
    sketch = b"".join(n.to_bytes(8, "little") for n in numbers)
    assert encoded(sketch) == base64.b85encode(sketch).decode()
    assert decoded(encoded(sketch)) == sketch


@pytest.mark.parametrize("text", ["0000", "0000 ", "~~~~~", "00000\n", "é0000"])
def test_what_is_no_sketch_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"sketch|reshape"):
        decoded(text)


def test_files_that_may_not_grow_are_an_orderly_error_of_the_command(folder: Path) -> None:
    """A limit of the system in the place of a disk that is full: the write itself fails, in the middle of a line."""
    batch(["in"], folder / "whole")
    limit = (folder / "whole" / "journal.jsonl").stat().st_size // 2
    command = [sys.executable, "-m", "cli", "convert", str(folder / "in"), "-o", str(folder / "out"), "--jobs", "1"]

    def limited() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    result = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, preexec_fn=limited)
    assert result.returncode == 1
    assert b"cannot be written" in result.stderr
    assert b"Traceback" not in result.stderr
    assert 0 < whole(folder / "out") < 6
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
    batch([str(folder / "in")], folder / "here")
    assert dataset(folder / "out") == dataset(folder / "here")


def test_ctrl_c_stops_a_run_with_a_sentence_and_without_tracebacks_of_its_processes(folder: Path) -> None:
    """The signal goes to all processes of the terminal, while the one that workers are forked from is still loading."""
    command = [sys.executable, "-m", "cli", "convert", str(folder / "in"), "-o", str(folder / "out"), "--jobs", "2"]

    def heeds() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # what a shell starts in the background ignores Ctrl-C

    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heeds)  # noqa: PLW1509
    while not (folder / "out" / "journal.jsonl").exists():  # before that libraries are loaded, which may swallow the signal
        time.sleep(0.001)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 130
    assert said.endswith("out: stopped; the documents that are through are in it: run the same again, and it goes on there\n")
    assert said.count("\n") == 1
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 0
    batch([str(folder / "in")], folder / "here")
    assert dataset(folder / "out") == dataset(folder / "here")


# --- one at a time --------------------------------------------------------------------------------------------


def test_a_second_run_into_the_same_folder_is_refused_and_the_lock_dies_with_the_process(folder: Path) -> None:
    source = (
        "import sys, time; from pathlib import Path; from pipeline.write import DatasetWriter; "
        "w = DatasetWriter(Path(sys.argv[1])); print('ready', flush=True); time.sleep(600)"
    )
    process = subprocess.Popen([sys.executable, "-c", source, str(folder / "out")], cwd=ROOT, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    refused = run("convert", "in", "-o", "out")
    assert refused.exit_code == 2
    assert "another run is writing there" in refused.output
    process.kill()
    process.wait()
    assert run("convert", "in", "-o", "out").exit_code == 0


# --- updates --------------------------------------------------------------------------------------------------


def test_nothing_is_converted_twice_and_nothing_is_written(folder: Path) -> None:
    batch(["in"], folder / "out")
    before = {p: p.stat().st_mtime_ns for p in (folder / "out").rglob("*") if p.name != "run.json"}
    summary, converted = batch(["in"], folder / "out")
    assert (converted, summary.kept, summary.documents) == ([], 6, 6)
    assert {p: p.stat().st_mtime_ns for p in (folder / "out").rglob("*") if p.name != "run.json"} == before


def test_a_changed_file_replaces_what_came_from_its_path_and_new_ones_are_added(folder: Path) -> None:
    batch(["in"], folder / "out")
    write(folder / "in" / "002.txt", small(90))
    write(folder / "in" / "0025.txt", small(91))
    assert batch(["in"], folder / "out")[1] == ["in/002.txt", "in/0025.txt"]
    batch(["in"], folder / "fresh")
    assert dataset(folder / "out") == dataset(folder / "fresh")


def test_other_inputs_come_behind_and_one_that_changed_stays_in_its_place(folder: Path) -> None:
    batch(["in"], folder / "out")
    write(folder / "more" / "a.txt", small(60))
    batch(["more"], folder / "out")
    write(folder / "in" / "001.txt", small(61))
    assert batch(["in/001.txt"], folder / "out")[1] == ["in/001.txt"]
    paths = [row["source"]["path"] for row in rows(folder / "out" / "documents.jsonl")]
    assert paths == [f"in/{n:03}.txt" for n in range(6)] + ["more/a.txt"]
    assert whole(folder / "out") == 7
    assert len(list((folder / "out" / "texts").iterdir())) == 7


def test_other_options_and_force_convert_all_anew(folder: Path) -> None:
    batch(["in"], folder / "out")
    assert run("convert", "in", "-o", "out", "--min-confidence", "0.99").exit_code == 0
    assert json.loads((folder / "out" / "run.json").read_text())["kept"] == 0
    assert batch(["in"], folder / "out")[0].kept == 0
    assert len(batch(["in"], folder / "out", force=True)[1]) == 6
    assert batch(["in"], folder / "out")[0].kept == 6


def test_paths_and_repeats_are_as_in_a_fresh_run_without_converting_again(folder: Path) -> None:
    """A copy that comes in front of its original, one that goes away, and a second version of a text."""
    long = TEXT + "".join(f"（{n}）推进第{n}项水利设施建设，完善第{n * 7}号泵站的管护台账和责任清单。\n" for n in range(80))
    write(folder / "in" / "0035.txt", long)
    batch(["in"], folder / "out")
    shutil.copy(folder / "in" / "003.txt", folder / "in" / "0005.txt")
    write(folder / "in" / "0007.txt", "首页\n" + long)
    assert batch(["in"], folder / "out")[1] == ["in/0007.txt"]
    batch(["in"], folder / "fresh")
    assert dataset(folder / "out") == dataset(folder / "fresh")
    documents = {row["source"]["path"]: row for row in rows(folder / "out" / "documents.jsonl")}
    assert documents["in/0005.txt"]["source"]["other_paths"] == ["in/003.txt"]
    assert documents["in/0035.txt"]["duplicate_of"] == documents["in/0007.txt"]["doc_id"]


def test_an_input_that_failed_is_tried_again_where_another_run_may_fare_better(folder: Path) -> None:
    write(folder / "in" / "empty.txt", "")
    with DatasetWriter(folder / "out") as writer:
        convert_all(list(find_inputs(["in"])), writer, Inline(Failing()))
    codes = [row["error"] for row in rows(folder / "out" / "errors.jsonl")]
    assert codes == ["timeout", "empty"]
    assert batch(["in"], folder / "out")[1] == ["in/002.txt"]
    batch(["in"], folder / "fresh")
    assert dataset(folder / "out") == dataset(folder / "fresh")


class Failing(Noting):
    """A worker that has no time for one of its documents."""

    def __call__(self, job: Job) -> Parcel | Failure:
        if job.path == "in/002.txt":
            return Failure(error_of(job.path, WorkerError("too long", code="timeout")))
        return super().__call__(job)


def test_a_half_finished_dataset_inside_the_input_folder_is_no_input(folder: Path) -> None:
    stopped_at(30, folder / "in" / "out", lambda: batch(["in"], folder / "in" / "out"))
    assert not (folder / "in" / "out" / "run.json").exists()
    assert (folder / "in" / "out" / "texts").is_dir()
    summary, _ = batch(["in"], folder / "in" / "out")
    assert summary.documents == 6


def test_a_dataset_without_a_journal_is_taken_over_only_with_force(folder: Path) -> None:
    batch(["in"], folder / "out")
    (folder / "out" / "journal.jsonl").unlink()
    with pytest.raises(DatasetError, match="--force"):
        batch(["in"], folder / "out")
    assert batch(["in"], folder / "out", force=True)[0].documents == 6


# --- parts ----------------------------------------------------------------------------------------------------


def test_records_in_parts_are_read_by_all_that_read_datasets(folder: Path) -> None:
    batch(["in"], folder / "out")
    batch(["in"], folder / "parts", part=4)
    assert sorted(p.name for p in (folder / "parts" / "tasks").iterdir()) == ["part-00000.jsonl", "part-00001.jsonl"]
    assert list(read_dataset(folder / "parts")) == list(read_dataset(folder / "out"))
    for command in (["export", "--to", "csv"], ["report"]):
        for name in ("out", "parts"):
            assert run(command[0], name, *command[1:], "-o", f"{name}-{command[0]}").exit_code == 0
        assert dataset(folder / f"parts-{command[0]}") == dataset(folder / f"out-{command[0]}")
    differ = run("diff", "out", "parts")
    assert differ.exit_code == 0
    assert "6 continued" in differ.output


def test_a_dataset_in_parts_keeps_its_shape_as_it_grows(folder: Path) -> None:
    batch(["in"], folder / "out", part=4)
    for n in range(6, 9):
        write(folder / "in" / f"{n:03}.txt", small(n))
    assert len(batch(["in"], folder / "out")[1]) == 3
    batch(["in"], folder / "fresh", part=4)
    assert dataset(folder / "out") == dataset(folder / "fresh")
    assert len(list((folder / "out" / "tasks").iterdir())) == 3
