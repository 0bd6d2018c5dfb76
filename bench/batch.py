"""What `make bench` measures of whole runs: stages one by one, two processes against one, memory by the number of documents, a cold start.

The runs are commands of their own (`guihua convert`) over folders of generated plans, each with other names and numbers.
Their seconds are of the whole command, start and end with it; their memory is the most that the command held.

    python -m bench.batch [--documents N] [--rounds N]
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from bench.speed import Document, Row, plans, show, start_up
from corpus.generator import generate
from pipeline import Converter, words
from pipeline.work import Laps

MANY = 2000
FEW = 100
_PARALLEL = 200
"""Documents of the short runs in one process and in two, of which starting is a good part."""


class Run(NamedTuple):
    """What one command took."""

    seconds: float
    peak: int
    """The most memory that it held, in bytes; that of the processes it started is not in it."""


def stages(convert: Converter, documents: Sequence[Document], rounds: int) -> list[Row]:
    """The stages one by one over all documents, the best of each; what cutting costs is not held against them."""
    best: dict[str, float] = defaultdict(lambda: float("inf"))
    for _ in range(rounds):
        words.segment.cache_clear()
        taken: dict[str, float] = defaultdict(float)
        for document in documents:
            laps = Laps()
            prepared = convert.prepare(document.data, document.name, laps)
            convert.finish(prepared, document.data, document.name, (), laps)
            for stage, seconds in laps.seconds.items():
                taken[stage] += seconds
        for stage, seconds in taken.items():
            best[stage] = min(best[stage], seconds)
    characters, whole = sum(len(document.text) for document in documents), sum(best.values())
    rate = f"{characters / whole / 1000:,.0f} k chars/s"
    return [Row(f"{stage} / all stages", f"{characters / took / 1000:,.0f} k chars/s", rate, took / whole) for stage, took in best.items()]


def write_plans(folder: Path, count: int) -> None:
    """So many plans, each with other names and numbers."""
    folder.mkdir()
    for seed in range(count):
        made = generate(seed, prose=0.3)
        (folder / made.name).write_bytes(made.data)


_WATCH = """
import os, subprocess, sys, time
started = time.perf_counter()
process = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
_, status, usage = os.wait4(process.pid, 0)
print(time.perf_counter() - started, usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""
"""Run by a small process of its own: a command's peak is never told as less than that of the process which started it."""


def run(*arguments: str) -> Run:
    """`guihua` with these arguments. Raises `CalledProcessError` where it fails."""
    command = [sys.executable, "-c", _WATCH, sys.executable, "-c", "from cli import main; main()", *arguments]
    seconds, peak = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return Run(float(seconds), int(peak) * (1 if sys.platform == "darwin" else 1024))


def best(folder: Path, jobs: int, rounds: int) -> Run:
    """The least that converting a folder takes."""
    runs = []
    for n in range(rounds):
        out = folder.parent / f"out-{folder.name}-{jobs}-{n}"
        runs.append(run("convert", str(folder), "-o", str(out), "--jobs", str(jobs)))
    return Run(min(r.seconds for r in runs), min(r.peak for r in runs))


def batches(documents: int, rounds: int) -> list[Row]:
    """One process and two, of few documents, of many, and of each that the many have more: without what starting takes; memory."""
    with tempfile.TemporaryDirectory() as name:
        folders = {count: Path(name) / f"plans{count}" for count in sorted({FEW, _PARALLEL, documents, 2 * documents})}
        for count, folder in folders.items():
            write_plans(folder, count)
        one, two = (best(folders[_PARALLEL], jobs, rounds) for jobs in (1, 2))
        all_one, all_two = (best(folders[documents], jobs, rounds) for jobs in (1, 2))
        few, more = best(folders[FEW], 1, 1), best(folders[2 * documents], 1, 1)
    further = [
        (run_of_all.seconds - run_of_few.seconds) / (documents - _PARALLEL) for run_of_all, run_of_few in ((all_one, one), (all_two, two))
    ]
    return [
        *(
            Row(f"1 process / 2 processes, {count:,} documents", f"{a.seconds:,.1f} s", f"{b.seconds:,.1f} s", a.seconds / b.seconds)
            for count, a, b in ((_PARALLEL, one, two), (documents, all_one, all_two))
        ),
        Row(
            "1 process / 2, each further document", f"{further[0] * 1000:,.1f} ms", f"{further[1] * 1000:,.1f} ms", further[0] / further[1]
        ),
        *(
            Row(f"peak memory, {m:,} documents / {n:,}", f"{a.peak / 1e6:,.0f} MB", f"{b.peak / 1e6:,.0f} MB", a.peak / b.peak)
            for m, a, n, b in ((documents, all_one, FEW, few), (2 * documents, more, documents, all_one))
        ),
    ]


def cold(rounds: int) -> list[Row]:
    """The help, and the first document, of a command that has just been started."""
    with tempfile.TemporaryDirectory() as name:
        made = plans()[-1]
        path = Path(name) / Path(made.name).name
        path.write_bytes(made.data)
        first = min(run("convert", str(path), "-o", "-").seconds for _ in range(rounds))
        shown = min(run("--help").seconds for _ in range(rounds))
    what = "first document / guihua --help, cold"
    return [start_up(rounds), Row(what, f"{first * 1000:,.0f} ms", f"{shown * 1000:,.0f} ms", first / shown)]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.batch", description="Stages, processes, memory and starts.")
    parser.add_argument("--documents", type=int, default=MANY, help="documents of the long run (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="how often each thing is measured (default: %(default)s)")
    arguments = parser.parse_args()
    rows = stages(Converter(), plans(), arguments.rounds)
    show([*rows, *batches(arguments.documents, arguments.rounds), *cold(arguments.rounds)], "whole runs")


if __name__ == "__main__":
    main()
