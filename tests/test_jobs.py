"""Several processes: the same bytes as one, and a document that kills or holds up its worker costs itself alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers import CORPUS, ROOT, plan
from test_cli import TEXT, dataset, errors, rows, run, write

from pipeline.errors import WorkerError
from pipeline.forks import usable_cores
from pipeline.job import Failure, Job, Options, Parcel, Result, error_of
from pipeline.processes import Processes
from pipeline.work import Worker, builtin

FATAL, HUNG = b"fatal", b"hung"


class _Echo:
    """Stands for the stages: says what it was given, dies or hangs where it is told to."""

    def __call__(self, job: Job) -> Result:
        if job.data == FATAL:
            os.kill(os.getpid(), signal.SIGKILL)
        if job.data == HUNG:
            time.sleep(600)
        time.sleep(0.002 * (len(job.data) % 5))
        return Failure(error_of(job.path, ValueError(f"{job.data!r} from {os.getpid()}")))


def echo(options: Options) -> Callable[[Job], Result]:
    return _Echo()


def stillborn(options: Options) -> Callable[[Job], Result]:
    os._exit(3)


def said(result: Result) -> tuple[str, str]:
    assert isinstance(result, Failure)
    return result.error.path, result.error.error


def jobs(*data: bytes) -> list[Job]:
    return [Job(d, str(n)) for n, d in enumerate(data)]


def test_several_processes_write_the_same_bytes_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for path in sorted(CORPUS.glob("*.*"))[:14]:
        (tmp_path / "in" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "in" / "03_same.txt").write_bytes((tmp_path / "in" / "03_transport_points.txt").read_bytes())
    (tmp_path / "in" / "05_repeats.txt").write_bytes((tmp_path / "in" / "03_transport_points.txt").read_bytes() + b"\n")
    (tmp_path / "in" / "00_empty.txt").write_bytes(b"")
    for count in ("1", "3"):
        assert run("convert", "in", "missing.txt", "-o", f"out{count}", "--jobs", count).exit_code == 3
    assert dataset(tmp_path / "out3") == dataset(tmp_path / "out1")
    documents = {row["source"]["path"]: row for row in rows(tmp_path / "out3" / "documents.jsonl")}
    assert documents["in/03_same.txt"]["source"]["other_paths"] == ["in/03_transport_points.txt"]
    assert documents["in/05_repeats.txt"]["duplicate_of"] == documents["in/03_same.txt"]["doc_id"]
    streams = [run("convert", "in", "-o", "-", "--jobs", count).stdout_bytes for count in ("1", "3")]
    assert streams[0] == streams[1]


def test_results_come_in_the_order_of_the_jobs_whatever_they_take() -> None:
    data = [b"x" * n for n in range(60)]
    with Processes(Options(), 3, load=echo) as engine:
        results = list(engine([None, *jobs(*data), None]))
    assert results[0] is results[-1] is None
    assert [said(r)[0] for r in results[1:-1]] == [str(n) for n in range(60)]


def test_no_more_than_a_window_of_jobs_is_in_flight() -> None:
    taken = 0

    def source() -> Iterator[Job]:
        nonlocal taken
        for job in jobs(*[b"x"] * 100):
            taken += 1
            yield job

    with Processes(Options(), 2, load=echo) as engine:
        for n, _ in enumerate(engine(source()), 1):
            assert taken <= n + 8


def test_a_worker_that_dies_costs_its_document_and_nothing_else() -> None:
    data = [FATAL if n % 7 == 3 else b"x" * n for n in range(40)]
    with Processes(Options(), 2, load=echo) as engine:
        results = list(engine(jobs(*data)))
    assert [said(r) for r in results] == [(str(n), "worker_died" if d == FATAL else "ValueError") for n, d in enumerate(data)]


def test_workers_killed_from_outside_at_any_moment_cost_no_more_than_their_documents() -> None:
    killed = 0
    with Processes(Options(), 2, load=echo) as engine:
        results = []
        for n, result in enumerate(engine(jobs(*[b"x" * 200_004] * 60))):
            results.append(said(result))
            if n % 10 == 5 and engine._workers:
                pid = engine._workers[n % len(engine._workers)].process.pid
                assert pid is not None
                os.kill(pid, signal.SIGKILL)
                killed += 1
    assert [path for path, _ in results] == [str(n) for n in range(60)]
    assert killed == 6
    assert sum(code == "worker_died" for _, code in results) <= killed


def test_a_document_that_takes_too_long_is_a_line_of_its_own() -> None:
    started = time.monotonic()
    with Processes(Options(), 2, timeout=0.5, load=echo) as engine:
        results = [said(r)[1] for r in engine(jobs(b"a", HUNG, b"b", b"c", HUNG, b"d"))]
    assert results == ["ValueError", "timeout", "ValueError", "ValueError", "timeout", "ValueError"]
    assert time.monotonic() - started < 30


def test_workers_that_die_as_they_start_are_not_started_for_ever() -> None:
    with Processes(Options(), 2, load=stillborn) as engine, pytest.raises(WorkerError, match="exit code 3"):
        list(engine(jobs(b"x")))


def test_no_process_is_left_behind() -> None:
    with Processes(Options(), 2, load=echo) as engine:
        for _ in engine(jobs(*[b"x"] * 20)):
            break
        pids = [worker.process for worker in engine._workers]
    assert pids
    assert not any(process.is_alive() for process in pids)


def test_a_time_limit_is_kept_by_the_command_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "a.txt")
    write(tmp_path / "b.txt", plan(*[f"（一）夯实基础。到2025年，新建泵站{n}座，改造管网{n}公里。" for n in range(6000)]))
    write(tmp_path / "c.txt", TEXT + "\n")
    assert run("convert", "a.txt", "b.txt", "c.txt", "-o", "out", "--timeout", "2", "--jobs", "1").exit_code == 3
    assert errors(tmp_path / "out") == [("b.txt", "convert", "timeout")]
    assert [row["source"]["path"] for row in rows(tmp_path / "out" / "documents.jsonl")] == ["a.txt", "c.txt"]


def test_the_process_that_was_called_loads_no_stages() -> None:
    """It has a core's time and a hundred megabytes less to spend, and the server that others are forked from starts sooner."""
    source = "import sys, pipeline.batch, pipeline.processes, pipeline.write, pipeline.journal; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", source], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    assert "pipeline.batch" in loaded
    assert {"spacy", "jieba", "pipeline.work", "pipeline.link", "pipeline.outline"}.isdisjoint(loaded)


@pytest.mark.parametrize(("quota", "cores"), [("200000 100000", 2), ("150000 100000", 2), ("50000 100000", 1), ("max 100000", 64)])
def test_a_quota_of_the_control_group_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quota: str, cores: int) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(64)))
    (tmp_path / "cpu.max").write_text(quota + "\n", encoding="ascii")
    assert usable_cores(tmp_path / "cpu.max") == cores
    assert usable_cores(tmp_path / "none") == 64


def test_the_worker_reports_the_time_of_each_stage() -> None:
    done = Worker(builtin(), Options())(Job(TEXT.encode(), "a.txt"))
    assert isinstance(done, Parcel)
    assert list(done.seconds) == ["read", "repair", "outline", "extract", "link", "write"]
    failed = Worker(builtin(), Options())(Job(b"", "a.txt"))
    assert isinstance(failed, Failure)
    assert list(failed.seconds) == ["read"]  # where it failed
