"""What `make bench` runs: conversion against bare segmentation, memory over many rounds, start-up of the command.

Seconds say more about the machine than about the program. So each thing is measured together with its yardstick, in
one run and by turns, and what counts is the ratio:

- conversion: all documents from bytes to validated records, against `jieba.cut` over their source texts. Rules and
  dictionaries are loaded before the clock starts, and the memory of words cut before is emptied for each pass. Cost
  follows quantities, so there are two rows: plans as long, and with as few numbers, as real ones (written by
  corpus.generate), and the samples, which are packed with ten times as many.
- memory: the same documents converted over and over, the peak of the second half against that of the first.
- start-up: `guihua --help` against an interpreter that does nothing.

    python -m bench.speed [FOLDER] [--rounds N]
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import subprocess
import sys
import time
import tracemalloc
from collections import deque
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

import jieba
from rich.console import Console
from rich.table import Table

from corpus.generator import generate
from pipeline import Converter, words
from pipeline.errors import ReadError
from pipeline.inputs import find_inputs
from pipeline.read import read
from pipeline.read.formats import READABLE

CORPUS = Path(__file__).parent.parent / "corpus"
_ROUNDS = 10
_PROSE = 0.93
"""Of a hundred sentences so many have no quantity, which comes to one or two targets in a thousand characters."""
_PLANS = (
    ("five_year_plan", "clean"),
    ("five_year_plan", "chrome"),
    ("opinions", "notice"),
    ("action_plan", "toc"),
    ("work_points", "clean"),
)
_PASS_SECONDS = 0.2  # a pass shorter than this is repeated within its round, so that the clock's grain does not show


class Document(NamedTuple):
    """One input of the benchmark: its name, its bytes, and the source text that was read from them."""

    name: str
    data: bytes
    text: str


class Row(NamedTuple):
    """One line of the report: a figure, what it is measured against, and the one divided by the other."""

    what: str
    measured: str
    yardstick: str
    ratio: float


def documents_in(folder: Path) -> list[Document]:
    """The documents of a folder that can be read; the rest is passed over."""
    documents: list[Document] = []
    for name in find_inputs([str(folder)]):
        path = Path(name)
        if path.suffix.lower() not in READABLE:
            continue
        data = path.read_bytes()
        try:
            documents.append(Document(name, data, read(data, name).text))
        except ReadError as e:
            print(f"passed over: {e}", file=sys.stderr)
    return documents


def clock(work: Callable[[], None]) -> float:
    """Seconds that `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def by_turns(first: Callable[[], None], second: Callable[[], None], rounds: int) -> tuple[float, float, float]:
    """The least that each of two works timed in turn takes, and the one by the other: what else the machine does only adds."""
    pairs = [(clock(first), clock(second)) for _ in range(rounds)]
    own, other = min(a for a, _ in pairs), min(b for _, b in pairs)
    return own, other, own / other


def plans() -> list[Document]:
    """Generated plans of the length and density of real ones, the same on every run."""
    made = (generate(seed, kind=kind, layout=layout, prose=_PROSE) for seed, (kind, layout) in enumerate(_PLANS))
    return [Document(m.name, m.data, read(m.data, m.name).text) for m in made]


def conversion(what: str, convert: Converter, documents: Sequence[Document], rounds: int, segmenter: str = "jieba") -> Row:
    """The whole conversion, with one of `words.SEGMENTERS`, against `jieba.cut` over the same source texts."""
    os.environ[words.VARIABLE] = segmenter
    words.tokenizer.cache_clear()

    def convert_once() -> None:
        words.segment.cache_clear()
        for document in documents:
            convert(document.data, document.name)

    def segment_once() -> None:
        for document in documents:
            deque(jieba.cut(document.text), maxlen=0)

    jieba.initialize()
    segment_once()
    convert_once()
    passes = 1 + int(_PASS_SECONDS / max(clock(segment_once), 1e-6))

    def repeated(once: Callable[[], None]) -> Callable[[], None]:
        def work() -> None:
            for _ in range(passes):
                once()

        return work

    own, bare, ratio = by_turns(repeated(convert_once), repeated(segment_once), rounds)
    characters = passes * sum(len(document.text) for document in documents)
    what = what if segmenter == "jieba" else f"{what}, {segmenter}"
    return Row(
        f"convert / jieba.cut, {what}", f"{characters / own / 1000:,.0f} k chars/s", f"{characters / bare / 1000:,.0f} k chars/s", ratio
    )


def _resident() -> int:
    """The most memory that this process has held so far, in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def memory(convert: Converter, documents: Sequence[Document], rounds: int) -> list[Row]:
    """The peak of the second half of `rounds` against that of the first: of the process, and of Python's objects.

    To be called before anything else has filled the process, which keeps its highest peak for good.
    """

    def half() -> None:
        for _ in range(max(rounds // 2, 1)):
            for document in documents:
                convert(document.data, document.name)
            gc.collect()  # or the peak would tell when the collector last ran

    def peak() -> int:
        tracemalloc.reset_peak()
        half()
        return tracemalloc.get_traced_memory()[1]

    def row(what: str, first: int, second: int) -> Row:
        return Row(what, f"{second / 1e6:,.1f} MB", f"{first / 1e6:,.1f} MB", second / first)

    half()
    first_resident = _resident()
    half()
    rows = [row("peak resident, 2nd half / 1st", first_resident, _resident())]
    tracemalloc.start()
    try:
        half()  # what is kept between documents turns over once, so that none of it counts as growth
        first, second = peak(), peak()
    finally:
        tracemalloc.stop()
    return [*rows, row("peak of objects, 2nd half / 1st", first, second)]


def start_up(rounds: int) -> Row:
    """`guihua --help` against an interpreter that does nothing."""

    def run(*arguments: str) -> Callable[[], None]:
        def work() -> None:
            subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)

        return work

    own, bare, ratio = by_turns(run("-c", "from cli import main; main()", "--help"), run("-c", "pass"), rounds)
    return Row("guihua --help / python -c pass", f"{own * 1000:,.0f} ms", f"{bare * 1000:,.0f} ms", ratio)


def measured(folder: Path, rounds: int, convert: Converter) -> list[Row]:
    """The rows of memory and speed; `convert` must not have converted anything, or its memory is full already.

    Raises `ValueError` where the folder has no document that can be read.
    """
    documents = documents_in(folder)
    if not documents:
        raise ValueError(f"{folder}: no document that can be read")
    rows = memory(convert, documents, rounds)
    sets = {"plans": plans(), "samples": documents} if folder == CORPUS else {"documents": documents}
    segmenters = words.SEGMENTERS if find_spec("rjieba") else words.SEGMENTERS[:1]
    return [*(conversion(what, convert, those, rounds, name) for what, those in sets.items() for name in segmenters), *rows]


def show(rows: Sequence[Row], title: str) -> None:
    """Print the table."""
    table = Table(box=None, pad_edge=False, title=title, title_justify="left")
    table.add_column("what")
    for name in ("measured", "yardstick", "ratio"):
        table.add_column(name, justify="right")
    for row in rows:
        table.add_row(row.what, row.measured, row.yardstick, f"{row.ratio:.2f}")
    Console(width=120).print(table)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.speed", description="Ratios of one run: speed, memory, start-up.")
    parser.add_argument("folder", nargs="?", type=Path, default=CORPUS, help="documents to convert (default: the bundled corpus)")
    parser.add_argument("--rounds", type=int, default=_ROUNDS, help="how often each thing is measured (default: %(default)s)")
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds must be 1 or more")
    try:
        rows = measured(arguments.folder, arguments.rounds, Converter())
    except ValueError as e:
        parser.error(str(e))
    show([*rows, start_up(arguments.rounds)], "the least of all rounds")


if __name__ == "__main__":
    main()
