"""How long an export takes and how much memory: seconds, processor seconds and peak of each form.

The dataset is the converted corpus over and over, each time under other ids, until it has as many targets as asked for. Each form is
written by a process of its own, so that its peak is its own.

    python -m bench.export [--targets N] [--forms parquet,xlsx]
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.table import Table

from pipeline.export import FORMS
from schemas import RECORDS

CORPUS = Path(__file__).parent.parent / "corpus"
_TARGETS = 100_000
_ID = 16
_ROUND = 6


class Measured(NamedTuple):
    """What one export took."""

    seconds: float
    processor: float
    peak: int
    size: int


def convert(corpus: Path, out: Path) -> None:
    """Convert the documents of a folder into a dataset; in a process of its own, or its memory would count as that of what is spawned."""
    arguments = [sys.executable, "-c", "from cli import main; main()", "convert", str(corpus), "-o", str(out)]
    subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)


def multiplied(lines: Iterable[str], ids: Iterable[str], times: int) -> Iterator[str]:
    """The lines of a file `times` over. Every id begins with that of its document, whose last characters become the number of the round."""
    kept, changed = list(lines), list(ids)
    for turn in range(times):
        number = f"{turn:0{_ROUND}x}"
        for line in kept:
            new = line
            for doc_id in changed:
                if doc_id in new:
                    new = new.replace(doc_id, doc_id[: _ID - _ROUND] + number)
            yield new


def synthetic(small: Path, large: Path, targets: int) -> int:
    """A dataset of at least so many targets; the number that it has."""
    documents = (small / RECORDS["document"][0]).read_text(encoding="utf-8").splitlines(keepends=True)
    ids = [json.loads(line)["doc_id"] for line in documents]
    with (small / RECORDS["target"][0]).open(encoding="utf-8") as file:
        found = sum(1 for _ in file)
    times = -(-targets // found)
    large.mkdir()
    for name, _ in RECORDS.values():
        with (small / name).open(encoding="utf-8", newline="\n") as source, (large / name).open("w", encoding="utf-8", newline="") as file:
            file.writelines(multiplied(source, ids, times))
    return found * times


def measure(dataset: Path, form: str, out: Path) -> Measured:
    """Export in a process of its own."""
    arguments = [sys.executable, "-c", "from cli import main; main()", "export", str(dataset), "--to", form, "-o", str(out)]
    started = time.perf_counter()
    child = os.posix_spawn(sys.executable, arguments, os.environ, file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)])
    _, status, used = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    if status:
        raise SystemExit(f"export to {form} ended with {os.waitstatus_to_exitcode(status)}")
    peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    size = sum(p.stat().st_size for p in out.rglob("*")) if out.is_dir() else out.stat().st_size
    return Measured(seconds, used.ru_utime + used.ru_stime, peak, size)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.export", description="Seconds and peak memory of each form.")
    parser.add_argument("--targets", type=int, default=_TARGETS, help="how many targets the dataset has at least (default: %(default)s)")
    parser.add_argument("--forms", default=",".join(FORMS), help="forms to write (default: %(default)s)")
    arguments = parser.parse_args()
    forms = arguments.forms.split(",")
    if arguments.targets < 1 or not set(forms) <= set(FORMS):
        parser.error(f"--targets must be 1 or more, and --forms some of {', '.join(FORMS)}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        convert(CORPUS, folder / "small")
        targets = synthetic(folder / "small", folder / "large", arguments.targets)
        size = sum(p.stat().st_size for p in (folder / "large").iterdir())
        table = Table(box=None, pad_edge=False, title=f"{targets:,} targets, {size / 1e6:,.0f} MB of records", title_justify="left")
        table.add_column("form")
        for column in ("seconds", "processor s", "peak MB", "written MB"):
            table.add_column(column, justify="right")
        for form in forms:
            done = measure(folder / "large", form, folder / f"out.{form}")
            table.add_row(form, f"{done.seconds:.1f}", f"{done.processor:.1f}", f"{done.peak / 1e6:,.0f}", f"{done.size / 1e6:,.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
