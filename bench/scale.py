"""What a document costs of each thing that a large batch may run out of; docs/scale.md reckons with it.

    python -m bench.scale local [--documents 400] [--rounds 3]    # seconds, memory, disk; one and two processes
    python -m bench.scale dask                                    # what passing documents through a cluster costs, conversion aside
    python -m bench.scale main                                    # what the process that was called does alone

Others may use the machine: of several rounds the least seconds are said, and seconds of processors beside those of the clock.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from random import Random
from threading import Event, Thread
from typing import Any, NamedTuple

import numpy as np
import psutil

from corpus.generate import batch
from pipeline.duplicates import Fingerprint, Originals
from pipeline.files import EDITS, JOURNAL, TEXTS
from pipeline.inputs import Input
from pipeline.job import Job, Options, Result
from pipeline.journal import read_journal
from pipeline.plan import plan
from pipeline.work import load_worker
from schemas import Document

ROOT = Path(__file__).parent.parent
_PROSE = 0.93
"""Of a hundred sentences so many have no quantity, as in bench.speed."""


class Watch:
    """Looks at the processes that descend from one, ten times a second: seconds of processors, peak of memory, by what they are."""

    def __init__(self, pid: int, name: Callable[[psutil.Process], str]) -> None:
        self._root, self._name = psutil.Process(pid), name
        self._seconds: dict[tuple[str, int], float] = {}
        self.peak: Counter[str] = Counter()
        """Bytes: of `all` together (shared pages once), and the most that one process of a kind has to itself."""
        self._stop = Event()
        self._thread = Thread(target=self._look)
        self._thread.start()

    def _look(self) -> None:
        while not self._stop.wait(0.1):
            together = 0
            with suppress(psutil.Error):
                for process in [self._root, *self._root.children(recursive=True)]:
                    with suppress(psutil.Error):
                        name, times, memory = self._name(process), process.cpu_times(), process.memory_full_info()
                        self._seconds[name, process.pid] = times.user + times.system
                        self.peak[name] = max(self.peak[name], memory.uss)
                        together += memory.pss
            self.peak["all"] = max(self.peak["all"], together)

    def seconds(self) -> dict[str, float]:
        """Seconds of processors by kind of process, once no more are wanted."""
        self._stop.set()
        self._thread.join()
        found: dict[str, float] = defaultdict(float)
        for (name, _), seconds in self._seconds.items():
            found[name] += seconds
        return found


def say(what: str, value: float, unit: str) -> None:
    """A line of the table."""
    print(f"{what:62}{value:>12,.0f} {unit}" if value >= 1_000 else f"{what:62}{value:>12.3g} {unit}", flush=True)


# -- one machine -------------------------------------------------------------------------------------------------


def local(documents: int, rounds: int) -> None:
    """Convert generated plans with one process and with two: a quarter of them and the rest, so that what starting costs cancels out."""
    with tempfile.TemporaryDirectory() as home:
        few, rest = Path(home, "few"), Path(home, "rest")
        quarter = documents // 4
        for n, made in enumerate(batch(1, documents, _PROSE)):
            folder = few if n < quarter else rest
            folder.mkdir(exist_ok=True)
            (folder / made.name).write_bytes(made.data)
        more = documents - 2 * quarter
        for jobs in (1, 2):
            runs = {source: [_converted(source, Path(home, f"{source.name}-out"), jobs) for _ in range(rounds)] for source in (few, rest)}

            def least(count: Callable[[Run], float], runs: dict[Path, list[Run]] = runs) -> float:
                return (min(map(count, runs[rest])) - min(map(count, runs[few]))) / more

            characters = [runs[source][0].said["characters"] for source in (few, rest)]
            if jobs == 1:
                say("characters a document", sum(characters) / documents, "")
            say(f"--jobs {jobs}: seconds of the clock a document", least(lambda run: run.said["seconds"]), "s")
            say(f"--jobs {jobs}: seconds of processors a document", least(lambda run: sum(run.seconds.values())), "s")
            say(f"--jobs {jobs}: of these in the process that was called", least(lambda run: run.seconds["called"]), "s")
            say(f"--jobs {jobs}: seconds of processors to start with", min(sum(r.seconds.values()) for r in runs[few])
                - quarter * least(lambda run: sum(run.seconds.values())), "s")  # fmt: skip
            for stage in ("survey", "store"):
                say(f"--jobs {jobs}: seconds of the clock in stage {stage}", least(partial(_in_stage, stage=stage)), "s")
            for name, peak in sorted(runs[rest][0].peak.items()):
                say(f"--jobs {jobs}: peak of memory, {name}", peak / 1e6, "MB")
        _disk(Path(home, "rest-out"), documents - quarter)
        out = Path(home, "rest-out")
        for what, arguments in (
            ("the same again, nothing to do", ("convert", str(rest), "-o", str(out))),
            ("guihua merge", ("merge", str(Path(home, "few-out")), str(out), "-o", str(Path(home, "merged")))),
        ):
            subprocess.run([sys.executable, "-m", "cli", *arguments], cwd=ROOT, check=True, capture_output=True)
            said = json.loads((Path(arguments[-1]) / "run.json").read_text(encoding="utf-8"))
            say(f"{what}: seconds of the clock a document", said["seconds"] / said["documents"], "s")


class Run(NamedTuple):
    """What a run said of itself, the seconds of processors by what they were spent in, and the peaks of memory."""

    said: dict[str, Any]
    seconds: dict[str, float]
    peak: Counter[str]


def _converted(source: Path, out: Path, jobs: int) -> Run:
    command = [sys.executable, "-m", "cli", "convert", str(source), "-o", str(out), "--jobs", str(jobs), "--force"]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    watch = Watch(process.pid, lambda p: "called" if p.pid == process.pid else "other")
    process.wait()
    return Run(json.loads((out / "run.json").read_text(encoding="utf-8")), watch.seconds(), watch.peak)


def _in_stage(run: Run, stage: str) -> float:
    return float(run.said["stages"][stage]["seconds"])


def _disk(out: Path, documents: int) -> None:
    sizes: Counter[str] = Counter()
    blocks: Counter[str] = Counter()
    for file in (p for p in out.rglob("*") if p.is_file()):
        kind = file.parent.name if file.parent.name in (TEXTS, EDITS) else "journal" if file.name == JOURNAL else "records"
        sizes[kind] += file.stat().st_size
        blocks[kind] += file.stat().st_blocks * 512
    for kind in sizes:
        say(f"disk a document, {kind}: bytes", sizes[kind] / documents, "bytes")
        say(f"disk a document, {kind}: taken up", blocks[kind] / documents, "bytes")


# -- a cluster ---------------------------------------------------------------------------------------------------


class Ready:
    """Gives the same parcel for whatever it is given: what is left is the way there and back."""

    def __init__(self, options: Options) -> None:
        made = next(iter(batch(1, 1, _PROSE, damage=[])))
        self._parcel = load_worker(options)(Job(made.data, "plan.txt"))

    def __call__(self, job: Job) -> Result:
        """What was made once."""
        return self._parcel


def dask(documents: int) -> None:
    """Pass documents through a scheduler and two workers on this machine."""
    from bench.scale import Ready  # noqa: PLC0415 - by the name under which the workers find it
    from pipeline.cluster import Cluster  # noqa: PLC0415 - of the extra

    data = next(iter(batch(1, 1, _PROSE, damage=[]))).data
    with _cluster(workers=2) as (address, pids), Cluster(address, Options(), load=Ready) as engine:
        list(engine([Job(data, "first.txt")] * 8))
        before = {name: _spent(pid) for name, pid in pids.items()}
        started = time.perf_counter()
        for _ in engine(Job(data, f"{n}.txt") for n in range(documents)):
            pass
        seconds = time.perf_counter() - started
        say("documents a second through a cluster, without converting", documents / seconds, "1/s")
        for name, pid in pids.items():
            say(f"seconds of processors a document, {name}", (_spent(pid) - before[name]) / documents, "s")


def _spent(pid: int) -> float:
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


@contextmanager
def _cluster(workers: int) -> Iterator[tuple[str, dict[str, int]]]:
    with tempfile.TemporaryDirectory() as home:
        file = Path(home, "scheduler.json")
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        started: list[subprocess.Popen[bytes]] = []

        def start(*arguments: str) -> int:
            command = [sys.executable, "-m", "dask", *arguments, "--host", "127.0.0.1"]
            quiet = subprocess.DEVNULL
            started.append(subprocess.Popen(command, cwd=home, env=environment, stdout=quiet, stderr=quiet, start_new_session=True))
            return started[-1].pid

        pids = {"called": os.getpid(), "scheduler": start("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(file))}
        try:
            while not file.exists() or not file.stat().st_size:
                time.sleep(0.1)
            address = json.loads(file.read_text())["address"]
            for n in range(workers):
                pids[f"worker {n}"] = start("worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", home)
            yield address.removeprefix("tcp://"), pids
        finally:
            for process in started:
                process.send_signal(signal.SIGKILL)
                process.wait()


# -- the process that was called ---------------------------------------------------------------------------------


def main_process(documents: int) -> None:
    """What grows with the number of documents in the one process that sees them all."""
    with tempfile.TemporaryDirectory() as home:
        source, out, far = Path(home, "in"), Path(home, "out"), Path(home, "far")
        source.mkdir()
        for made in batch(1, 20, _PROSE):
            (source / made.name).write_bytes(made.data)
        subprocess.run([sys.executable, "-m", "cli", "convert", str(source), "-o", str(out)], cwd=ROOT, check=True, capture_output=True)
        _compare(Document.model_validate_json((out / "documents.jsonl").read_text(encoding="utf-8").splitlines()[0]))
        _journal(out, far, documents)


def _compare(document: Document) -> None:
    """What comparing with those before costs, and what is kept of them."""
    before = psutil.Process().memory_info().rss
    rng, numbers = Random(1), np.random.default_rng(1)
    originals = Originals(lambda place: _random(numbers))
    held = 0

    def compare(times: int) -> None:
        for _ in range(times):
            originals.match(document.model_copy(update={"doc_id": f"{rng.getrandbits(64):016x}"}), _random(numbers), held)

    for count in (1_000, 10_000, 100_000, 1_000_000):
        compare(count - held)
        held = count + 200
        started = time.process_time()
        compare(200)
        say(f"comparing a document with {count:,} others: seconds of a processor", (time.process_time() - started) / 200, "s")
        say(f"what is kept to compare {count:,}: memory", (psutil.Process().memory_info().rss - before) / 1e6, "MB")


def _journal(out: Path, far: Path, documents: int) -> None:
    """What reading a long journal, and planning what is to be done, cost: `far` has that of `out` over and over."""
    far.mkdir()
    first, *rows = (out / JOURNAL).read_text(encoding="utf-8").splitlines()
    with (far / JOURNAL).open("w", encoding="utf-8") as journal:
        journal.write(first + "\n")
        for n in range(documents):
            row = json.loads(rows[n % len(rows)])
            journal.write(json.dumps({**row, "path": f"{n:08}-{row['path']}", "sha256": f"{n:064x}"}, ensure_ascii=False) + "\n")
    for file in (p for p in out.iterdir() if p.name != JOURNAL):
        (far / file.name).symlink_to(file)
    started = time.process_time()
    read_journal(far)
    say(f"a journal of {documents:,}: seconds of a processor to read, an input", (time.process_time() - started) / documents, "s")
    tracemalloc.start()  # of the system's pages some are free before, and would not count
    found = read_journal(far)
    assert found is not None
    steps = plan(found.entries, (), lambda path, sha: "").steps
    say("a journal read and a plan made: memory an input", tracemalloc.get_traced_memory()[0] / len(steps), "bytes")
    before = tracemalloc.get_traced_memory()[0]
    new = [Input(f"plans/{n:08}-a_plan_of_some_name.txt", f"{n:064x}") for n in range(documents)]
    planned = plan((), new, lambda path, sha: "0123456789abcdef").steps
    say("a plan made for a new dataset: memory an input", (tracemalloc.get_traced_memory()[0] - before) / len(planned), "bytes")


def _random(numbers: np.random.Generator) -> Fingerprint:
    """A body that is like no other."""
    return Fingerprint(5_000, np.sort(numbers.integers(0, 2**62, 256, dtype=np.uint64)).tobytes())


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("local", "dask", "main"))
    parser.add_argument("--documents", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if given.what == "local":
        local(given.documents or 400, given.rounds)
    elif given.what == "dask":
        dask(given.documents or 2_000)
    else:
        main_process(given.documents or 20_000)


if __name__ == "__main__":
    main()
