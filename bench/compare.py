"""What `make bench` runs for `guihua diff`: ten thousand tasks against ten thousand, in seconds, memory and tasks per second.

The tasks are sentences of the sample plans put together anew, with other numbers and other names, by a seeded generator.
Most of the newer ones are older ones that were reworded in part; the rest is new, and as many are dropped. Both sides
are written as plans and converted before the clock starts, so that targets and units are what the rules find.

    python -m bench.compare [--tasks N] [--seed N]
"""

from __future__ import annotations

import argparse
import random
import re
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import Any, NamedTuple
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from bench.speed import CORPUS, documents_in
from pipeline import Converter
from pipeline.compare import Side, compare
from pipeline.compare import similarity as similarities
from pipeline.compare.sides import side_of
from pipeline.numerals import plain
from schemas import Task

engine = import_module("pipeline.compare.compare")  # the package has a function of that name
_PER_PLAN = 500
_PER_SECTION = 10
_KEPT = 0.75
"""So many of the older tasks stand in the newer plans, reworded or not."""
_NUMBER = re.compile(r"(?<![0-9A-Za-z.])[0-9]+(?:\.[0-9]+)?(?![0-9A-Za-z.年月日级])")
_NAMES = [a + b for a in "青云临澜岚霁绥澄望柳" for b in "溪浦泽岭川湖洲坪潭渡"]


class Item(NamedTuple):
    """A generated task: its heading and its sentences."""

    title: str
    sentences: tuple[str, ...]


class Stage(NamedTuple):
    """One function of the engine that is timed by itself."""

    name: str
    owner: Any
    function: str


STAGES = (
    Stage("identical items", engine, "identical"),
    Stage("words and weights", engine.Similarities, "__init__"),
    Stage("  of it: cutting into terms", similarities, "bag"),
    Stage("candidates, similarity", engine.Similarities, "pairs"),
    Stage("global assignment, links", engine, "choose"),
    Stage("links by a sentence", engine, "carried_on"),
    Stage("shared terms", engine.Similarities, "shared"),
    Stage("quantities", engine, "compare_quantities"),
    Stage("groups", engine, "_changes"),
)


def pool(tasks: Sequence[Task]) -> tuple[list[str], list[str]]:
    """The headings and the sentences that the sample plans have."""
    titles = sorted({t.title for t in tasks if t.title and len(t.title) < 30})
    sentences = sorted({s for t in tasks for s in re.split("[。；]", t.text) if 8 <= len(s) <= 120 and "\n" not in s})
    return titles, sentences


def varied(sentence: str, chance: random.Random) -> str:
    """A sentence with other numbers, and half of the time with a name at its head."""
    factor = chance.choice((0.5, 0.8, 1, 1.2, 1.5, 2))
    words = _NUMBER.sub(lambda m: f"{plain(round(float(m.group()) * factor, 2)):g}" if float(m.group()) < 1e6 else m.group(), sentence)
    return chance.choice(_NAMES) + "片区" + words if chance.random() < 0.5 else words


def invented(count: int, titles: Sequence[str], sentences: Sequence[str], chance: random.Random) -> list[Item]:
    """So many tasks of two to four sentences."""

    def one() -> Item:
        body = chance.sample(sentences, chance.randint(2, 4))
        return Item(chance.choice(_NAMES) + chance.choice(titles), tuple(varied(s, chance) for s in body))

    return [one() for _ in range(count)]


def revised(items: Sequence[Item], titles: Sequence[str], sentences: Sequence[str], chance: random.Random) -> list[Item]:
    """The tasks of the newer plans: the same, with other numbers, with a sentence replaced, or new ones in their place."""
    out = []
    for item in items:
        fate = chance.random()
        if fate > _KEPT:
            out += invented(1, titles, sentences, chance)
        elif fate > _KEPT / 3:
            body = [varied(s, chance) for s in item.sentences]
            body[chance.randrange(len(body))] = varied(chance.choice(sentences), chance)
            out.append(Item(item.title, tuple(chance.sample(body, len(body)))))
        else:
            out.append(item)
    chance.shuffle(out)
    return out


def plans(items: Sequence[Item], years: tuple[int, int], titles: Sequence[str]) -> Iterator[str]:
    """Plans of `_PER_PLAN` tasks each, as text."""
    for first in range(0, len(items), _PER_PLAN):
        lines = [f"{_NAMES[first // _PER_PLAN % len(_NAMES)]}市综合发展规划（{years[0]}—{years[1]}年）", "一、主要任务"]
        for at, item in enumerate(items[first : first + _PER_PLAN]):
            section, number = divmod(at, _PER_SECTION)
            if not number:
                lines.append(f"（{_chinese(section + 1)}）{titles[(first + section) % len(titles)]}")
            lines.append(f"{number + 1}.{item.title}。{'。'.join(item.sentences)}。")
        yield "\n".join(lines) + "\n"


def _chinese(number: int) -> str:
    digits = "〇一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return (digits[tens] if tens > 1 else "") + ("十" if tens else "") + (digits[ones] if ones else "")


def sides(count: int, seed: int, convert: Converter) -> tuple[Side, Side]:
    """An older and a newer side of about `count` tasks each."""
    chance = random.Random(seed)
    tasks = [t for d in documents_in(CORPUS) for t in convert(d.data, d.name).tasks]
    titles, sentences = pool(tasks)
    old = invented(count, titles, sentences, chance)
    new = revised(old, titles, sentences, chance)

    def side(items: Sequence[Item], years: tuple[int, int]) -> Side:
        return side_of(convert(text.encode(), f"{n}.txt") for n, text in enumerate(plans(items, years, titles)))

    return side(old, (2021, 2025)), side(new, (2026, 2030))


def timed(work: Callable[[], object]) -> tuple[float, dict[str, float]]:
    """Seconds of the processor that `work` takes, in all and in each stage: what else the machine does is not counted."""
    spent: dict[str, float] = defaultdict(float)

    def clocked(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            started = time.process_time()
            try:
                return function(*arguments)
            finally:
                spent[name] += time.process_time() - started

        return call

    patches = [patch.object(s.owner, s.function, clocked(s.name, getattr(s.owner, s.function))) for s in STAGES]
    for each in patches:
        each.start()
    try:
        started = time.process_time()
        work()
        return time.process_time() - started, spent
    finally:
        for each in patches:
            each.stop()


def _resident() -> float:
    """The most memory that this process has held so far, in megabytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def main() -> None:
    """Generate, compare, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.compare", description="Seconds and memory of a large comparison.")
    parser.add_argument("--tasks", type=int, default=10_000, help="tasks of each side (default: %(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the generator (default: %(default)s)")
    arguments = parser.parse_args()
    convert = Converter()
    old, new = sides(arguments.tasks, arguments.seed, convert)
    before = _resident()
    started = time.perf_counter()
    seconds, spent = timed(lambda: compare(old, new, convert.rules))
    clock = time.perf_counter() - started
    tasks = len(old.tasks) + len(new.tasks)
    table = Table(box=None, pad_edge=False, title=f"{len(old.tasks):,} tasks against {len(new.tasks):,}", title_justify="left")
    table.add_column("stage")
    for name in ("seconds", "tasks a second"):
        table.add_column(name, justify="right")
    for name, took in (*((s.name, spent[s.name]) for s in STAGES), ("all", seconds)):
        table.add_row(name, f"{took:.2f}", f"{tasks / took:,.0f}" if took else "")
    console = Console()
    console.print(table)
    console.print(f"{clock:.1f} s by the clock; {len(old.targets):,} targets against {len(new.targets):,}")
    console.print(f"peak memory {_resident():,.0f} MB ({before:,.0f} MB before)")


if __name__ == "__main__":
    main()
