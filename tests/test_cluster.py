"""A Dask cluster of two workers on this machine: the same bytes as local processes, whatever is lost midway."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from helpers import CORPUS, ROOT
from test_cli import dataset, run, write
from test_jobs import FATAL, HUNG, echo, jobs, said, stillborn
from test_resume import small

pytest.importorskip("distributed", reason="the extra guihua[dask] is not installed")

from pipeline.cluster import Cluster, Refusal, convert
from pipeline.errors import WorkerError
from pipeline.job import Failure, Job, Options

ENV = {
    **os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests"))), "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "5s",
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1", "DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "false",
}  # fmt: skip


class Local:
    """A scheduler and its workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        file = folder / "address"
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))
        while not file.exists() or not file.stat().st_size:
            assert self.scheduler.poll() is None, (folder / "scheduler.log").read_text()
            time.sleep(0.05)
        self.workers: list[subprocess.Popen[bytes]] = []
        self.address = str(json.loads(file.read_text())["address"]).removeprefix("tcp://")

    def _start(self, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        with (self._folder / f"{what}.log").open("ab") as log:
            command = [sys.executable, "-m", "dask", what, *arguments]
            return subprocess.Popen(command, cwd=self._folder, env=ENV, stdout=log, stderr=log, start_new_session=True)

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """One more worker, without a nanny that would start another in its place."""
        here = ("--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", "--no-nanny", "--local-directory", str(self._folder))
        self.workers.append(self._start("worker", self.address, *here, *arguments))
        return self.workers[-1]

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Local]:
    local = Local(tmp_path_factory.mktemp("cluster"))
    try:
        yield local
    finally:
        local.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Plans of many formats, a copy, one that cannot be read, and small ones."""
    monkeypatch.chdir(tmp_path)
    for path in sorted(CORPUS.glob("*.*"))[:10]:
        write(tmp_path / "in" / path.name, "")
        (tmp_path / "in" / path.name).write_bytes(path.read_bytes())
    (tmp_path / "in" / "05_repeats.txt").write_bytes((tmp_path / "in" / "03_transport_points.txt").read_bytes() + b"\n")
    (tmp_path / "in" / "00_empty.txt").write_bytes(b"")
    for n in range(60):
        write(tmp_path / "in" / f"small_{n:03}.txt", small(n))
    return tmp_path


def test_a_cluster_writes_the_same_bytes_though_a_worker_is_killed_midway(cluster: Local, folder: Path) -> None:
    cluster.start()
    cluster.start()
    assert run("convert", "in", "-o", "local", "--jobs", "1").exit_code == 3
    command = [sys.executable, "-m", "cli", "convert", "in", "-o", "far", "--engine", f"dask://{cluster.address}", "--timeout", "100"]
    process = subprocess.Popen(command, cwd=folder, env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    journal = folder / "far" / "journal.jsonl"
    while process.poll() is None and (not journal.exists() or journal.read_bytes().count(b"\n") < 12):
        time.sleep(0.02)
    assert process.poll() is None, process.communicate()
    cluster.workers[0].send_signal(signal.SIGKILL)
    held = journal.read_bytes().count(b"\n")
    _, err = process.communicate()
    assert process.returncode == 3, err
    assert 12 <= held < 60
    assert b"distributed" not in err
    assert dataset(folder / "far") == dataset(folder / "local")


def test_a_document_that_kills_or_holds_up_what_converts_it_costs_itself_alone(cluster: Local) -> None:
    cluster.start("--nthreads", "2")
    data = [b"a", FATAL, b"b", HUNG, b"c", FATAL, b"d"]
    with Cluster(cluster.address, Options(), timeout=2, load=echo) as engine:
        results = list(engine([None, *jobs(*data), None]))
    assert results[0] is results[-1] is None
    codes = ["worker_died" if d == FATAL else "timeout" if d == HUNG else "ValueError" for d in data]
    assert [said(r) for r in results[1:-1]] == [(str(n), code) for n, code in enumerate(codes)]
    assert cluster.workers[0].poll() is None


def test_threads_of_one_worker_are_told_what_their_own_process_died_of(cluster: Local) -> None:
    cluster.start("--nthreads", "4")
    with Cluster(cluster.address, Options(), load=echo) as engine:
        results = list(engine(jobs(*[FATAL] * 24)))
    assert all(isinstance(r, Failure) and "ended by signal 9;" in r.error.message for r in results)


def test_workers_that_a_nanny_watches_have_processes_too(cluster: Local) -> None:
    cluster.start("--nanny")
    with Cluster(cluster.address, Options(), load=echo) as engine:
        assert [said(r)[0] for r in engine(jobs(b"a", b"b"))] == ["0", "1"]


def test_no_more_documents_are_in_flight_than_a_window(cluster: Local) -> None:
    cluster.start()
    taken = 0

    def source() -> Iterator[Job]:
        nonlocal taken
        for job in jobs(*[b"x"] * 60):
            taken += 1
            yield job

    with Cluster(cluster.address, Options(), load=echo) as engine:
        for n, _ in enumerate(engine(source()), 1):
            assert taken <= n + 8


def lose(cluster: Local, engine: Cluster, what: str, times: int) -> None:
    """Kill a worker while it has a task of some name, so many times, and start another in its place."""
    for _ in range(times):
        while not any(what in str(key) for keys in engine._client.processing().values() for key in keys):
            time.sleep(0.02)
        cluster.workers[-1].kill()
        cluster.workers[-1].wait()
        cluster.start()


def test_a_document_that_several_dask_workers_are_lost_with_is_a_line_of_its_own(cluster: Local) -> None:
    """The scheduler's own count of such losses, set to one here, ends the tries."""
    cluster.start()
    with Cluster(cluster.address, Options(), load=echo) as engine:
        thread = Thread(target=lose, args=(cluster, engine, "-convert-", 2))
        thread.start()
        (result,) = engine(jobs(HUNG))
        thread.join()
        assert [said(r)[1] for r in engine(jobs(b"a"))] == ["ValueError"]
    assert isinstance(result, Failure)
    assert result.error.error == "worker_died"
    assert "2 Dask workers were lost while they had it" in result.error.message


def test_workers_that_are_lost_before_they_had_a_document_cost_none(cluster: Local) -> None:
    with Cluster(cluster.address, Options(), load=echo) as engine:
        cluster.start()
        lose(cluster, engine, "_same", 2)
        assert [said(r)[1] for r in engine(jobs(b"a", b"b"))] == ["ValueError"] * 2
        assert engine._renewals == 1


# -- what is said where it does not go ---------------------------------------------------------------------------


def test_a_scheduler_that_is_not_there_is_said(folder: Path) -> None:
    result = run("convert", "in", "-o", "out", "--engine", "dask://127.0.0.1:9")
    assert result.exit_code == 1
    assert "dask://127.0.0.1:9: no Dask scheduler can be reached there" in result.output


def test_without_the_extra_it_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    result = run("convert", "in", "-o", "out", "--engine", "dask://127.0.0.1:9")
    assert result.exit_code == 2
    assert "pip install 'guihua[dask]'" in result.output


@pytest.mark.parametrize("arguments", [("--engine", "spark://x"), ("--engine", "dask://127.0.0.1:9", "--jobs", "2")])
def test_what_no_engine_can_do_is_wrong_usage(arguments: tuple[str, ...], folder: Path) -> None:
    assert run("convert", "in", "-o", "out", *arguments).exit_code == 2
    assert not (folder / "out").exists()


def test_other_versions_and_other_rules_are_refused(cluster: Local) -> None:
    cluster.start()
    given = Cluster(cluster.address, Options(), load=echo)._setting
    for other in (replace(given, version="0.0.1"), replace(given, rules="0123456789abcdef")):
        engine = Cluster(cluster.address, Options(), load=echo)
        engine._setting = other
        with engine, pytest.raises(WorkerError, match="install the same on all of them"):
            list(engine(jobs(b"a")))


def test_a_worker_compares_what_it_has_with_what_the_client_has() -> None:
    setting = Cluster("127.0.0.1:9", Options(), load=echo)._setting
    assert convert(jobs(b"a")[0], replace(setting, version="0.0.1")) == Refusal(setting.version, setting.rules)


def test_processes_that_cannot_start_end_the_run(cluster: Local) -> None:
    cluster.start()
    with Cluster(cluster.address, Options(), load=stillborn) as engine, pytest.raises(WorkerError, match="ended as they started"):
        list(engine(jobs(b"a")))


def test_a_cluster_that_stays_without_workers_is_given_up(cluster: Local) -> None:
    with Cluster(cluster.address, Options(), load=echo, patience=0) as engine, pytest.raises(WorkerError, match="no worker for 0 seconds"):
        list(engine(jobs(b"a")))


def test_a_scheduler_that_is_lost_ends_the_run(cluster: Local) -> None:
    cluster.start()
    with Cluster(cluster.address, Options(), load=echo) as engine:
        results = engine(jobs(*[b"a"] * 40))
        next(results)
        cluster.scheduler.kill()
        with pytest.raises(WorkerError, match="scheduler was lost; run the same again"):
            list(results)
