"""A store that speaks the protocol of S3 (moto's server, on loopback): plans and datasets in buckets, by the same commands."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from helpers import CORPUS, ROOT, plan
from test_cli import dataset, errors, rows, run
from test_resume import small

s3fs = pytest.importorskip("s3fs", reason="s3fs is not installed")
server = pytest.importorskip("moto.server", reason="moto with its server is not installed")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    found = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    found.start()
    host, port = found.get_host_and_port()
    yield f"http://{host}:{port}"
    found.stop()


@pytest.fixture
def store(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Two empty buckets, `plans` and `data`; a working folder and a cache of the test's own."""
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in (
        ("ENDPOINT_URL", address),
        ("ACCESS_KEY_ID", "none"),
        ("SECRET_ACCESS_KEY", "none"),
        ("DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(f"AWS_{name}", value)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    s3fs.S3FileSystem.clear_instance_cache()
    found = s3fs.S3FileSystem()
    for bucket in ("plans", "data"):
        found.mkdir(bucket)
    yield found
    for bucket in ("plans", "data"):
        found.rm(bucket, recursive=True)
    s3fs.S3FileSystem.clear_instance_cache()


def at(store: Any, url: str, to: Path) -> dict[str, bytes]:
    """What is in a dataset there, `run.json` aside."""
    store.invalidate_cache()
    store.get(url, str(to), recursive=True)
    return dataset(to)


def put(store: Any, count: int) -> None:
    for n in range(count):
        store.pipe(f"plans/county/{n:03}.txt", small(n).encode())


def test_plans_in_a_bucket_become_a_dataset_in_a_bucket(store: Any, tmp_path: Path) -> None:
    """Samples of several formats and an archive, by the command itself with two processes; the bytes of a dataset that is written here."""
    for path in sorted(CORPUS.glob("*.*"))[:10]:
        store.put(str(path), f"plans/city/{path.name}")
    put(store, 3)
    store.pipe("plans/city/bad.txt", b"\0\1\2")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("one.txt", small(11))
        archive.writestr("two.txt", small(12))
    store.pipe("plans/city/more.zip", packed.getvalue())
    command = [sys.executable, "-m", "cli", "convert", "s3://plans", "--jobs", "2", "-o"]
    done = subprocess.run([*command, "s3://data/out"], cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 3, done.stderr
    assert run("convert", "s3://plans", "-o", "out").exit_code == 3
    assert at(store, "s3://data/out", tmp_path / "there") == dataset(Path("out"))
    assert len(rows(Path("out") / "documents.jsonl")) == 15
    assert errors(Path("out")) == [("s3://plans/city/bad.txt", "read", "binary")]
    assert json.loads(store.cat("data/out/run.json"))["documents"] == 15


def test_what_has_changed_there_is_converted_and_brought_and_nothing_else(store: Any, tmp_path: Path) -> None:
    put(store, 5)
    assert run("convert", "s3://plans/county", "-o", "s3://data/out").exit_code == 0
    store.invalidate_cache()
    before = {path: store.info(path)["LastModified"] for path in store.find("data/out/texts")}
    time.sleep(1.1)  # the store tells times by the second
    store.pipe("plans/county/002.txt", small(70).encode())
    store.rm("plans/county/004.txt")
    assert run("convert", "s3://plans/county", "-o", "s3://data/out", "--prune").exit_code == 0
    found = json.loads(store.cat("data/out/run.json"))
    assert (found["documents"], found["kept"], found["gone"]) == (4, 3, 1)
    store.invalidate_cache()
    after = {path: store.info(path)["LastModified"] for path in store.find("data/out/texts")}
    assert sum(before.get(path) == when for path, when in after.items()) == 3
    assert len(after) == 4
    assert run("convert", "s3://plans/county", "-o", "fresh").exit_code == 0
    assert at(store, "s3://data/out", tmp_path / "there") == dataset(Path("fresh"))


def test_a_run_that_is_killed_goes_on_and_nothing_is_there_before_it_is_through(store: Any, tmp_path: Path) -> None:
    put(store, 9)
    long = plan(*[f"（一）夯实基础。到2025年，新建泵站{n}座，改造管网{n}公里。" for n in range(2500)])
    store.pipe("plans/last.txt", long.encode())
    command = [sys.executable, "-m", "cli", "convert", "s3://plans", "-o", "s3://data/out", "--jobs", "1"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and not any(len(j.read_bytes().split(b"\n")) > 10 for j in (tmp_path / "cache").rglob("journal.jsonl")):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    store.invalidate_cache()
    assert store.find("data") == []
    assert run("convert", "s3://plans", "-o", "s3://data/out").exit_code == 0
    assert json.loads(store.cat("data/out/run.json"))["kept"] == 9
    assert run("convert", "s3://plans", "-o", "fresh").exit_code == 0
    assert at(store, "s3://data/out", tmp_path / "there") == dataset(Path("fresh"))


def test_datasets_in_buckets_are_joined(store: Any, tmp_path: Path) -> None:
    put(store, 4)
    for n in (0, 2):
        files = [f"s3://plans/county/{k:03}.txt" for k in (n, n + 1)]
        assert run("convert", *files, "-o", f"s3://data/part{n}").exit_code == 0
    assert run("merge", "s3://data/part0", "s3://data/part2", "-o", "s3://data/all").exit_code == 0
    assert run("convert", "s3://plans", "-o", "fresh").exit_code == 0
    assert at(store, "s3://data/all", tmp_path / "there") == dataset(Path("fresh"))


def test_what_is_not_in_the_store_is_said(store: Any) -> None:
    put(store, 1)
    assert run("convert", "s3://plans/county/000.txt", "s3://plans/none.txt", "-o", "out").exit_code == 3
    assert errors(Path("out")) == [("s3://plans/none.txt", "read", "not_found")]
    refused = run("convert", "s3://plans", "-o", "s3://nobody/out")
    assert refused.exit_code == 1
    assert "s3://nobody/out: cannot be read or written" in refused.stderr
    assert "Traceback" not in refused.stderr
