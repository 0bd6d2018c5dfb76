"""What finds the text of a saved page best: a library that looks for the main content, or all that shows with the rules over its lines.

Each page is read in every way. Counted is what is lost of the text (of the frames in `tests/saved_pages` all of it, of the
pages in `corpus/` what the references' tasks stand on, of other folders all lines with a full stop), what is lost of the
numbers and dates in the boxes, and how many lines of the site are left among those of the text.

    pip install trafilatura readability-lxml
    python -m bench.pages [FOLDER]
"""

from __future__ import annotations

import importlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table

from pipeline.read import read
from pipeline.read.charset import decode
from pipeline.repair import repair
from rules import load

_HERE = Path(__file__).parent.parent
_BOX = ("index_number", "doc_number", "source_url")


class Sample(NamedTuple):
    """A saved page, the lines that are its text, the values in its box, and whether all of its text is known."""

    data: bytes
    text: list[str]
    box: list[str]
    whole: bool = False


def frames() -> Iterator[Sample]:
    """The invented pages of many systems."""
    sys.path.insert(0, str(_HERE / "tests"))
    pages = importlib.import_module("pages")
    for page in pages.PAGES:
        yield Sample(page.data, [*pages.LINES], [str(page.says[f]) for f in _BOX[:2] if page.says[f]], True)


def corpus() -> Iterator[Sample]:
    """The sample pages with references: the stretches that tasks stand on."""
    for path in sorted((_HERE / "corpus").glob("*.html")):
        gold = json.loads((_HERE / "corpus" / "gold" / f"{path.stem}.gold.json").read_text("utf-8"))
        lines = [line for task in gold["tasks"] for span in task["evidence"] for line in span["text"].split("\n")]
        yield Sample(path.read_bytes(), lines, [str(gold["document"][f]) for f in _BOX if gold["document"].get(f)])


def folder(path: Path) -> Iterator[Sample]:
    """Pages without references: every line that has a full stop is taken for text."""
    for file in sorted(path.glob("*.htm*")):
        data = file.read_bytes()
        yield Sample(data, [line for line in read(data, file.name).text.split("\n") if "。" in line], [])


def everything(data: bytes) -> str:
    """All that shows."""
    return read(data, "page.html").text


def by_rules(data: bytes) -> str:
    """All that shows, without what the rules drop, and what they read from the box."""
    repaired = repair(read(data, "page.html"), load())
    return "\n".join([*(value.text for value in repaired.metadata.values()), repaired.text.text])


def by_trafilatura(data: bytes) -> str:
    """What trafilatura takes for the main text, tables and all, set to lose as little as it can."""
    extract: Callable[..., Any] = importlib.import_module("trafilatura").extract
    return str(extract(data, include_tables=True, include_comments=False, favor_recall=True) or "")


def by_readability(data: bytes) -> str:
    """What readability takes for the article, with its text as the reader here writes it."""
    document = importlib.import_module("readability").Document(decode(data, "page.html")[0])
    return read(document.summary().encode(), "page.html").text


WAYS: dict[str, Callable[[bytes], str]] = {
    "all that shows": everything,
    "all that shows, by the rules": by_rules,
    "trafilatura": by_trafilatura,
    "readability-lxml": by_readability,
}


def _squeeze(words: str) -> str:
    return re.sub(r"[\s\u3000\xa0|]+", "", words)


def main() -> None:
    """Read all pages in every way and print what is lost."""
    samples = list(folder(Path(sys.argv[1]))) if len(sys.argv) > 1 else [*frames(), *corpus()]
    table = Table(box=None, pad_edge=False)
    table.add_column(f"{len(samples)} pages", no_wrap=True)
    for column in ("text lost", "box lost", "site left"):
        table.add_column(column, justify="right")
    lines = sum(len(s.text) for s in samples)
    values = sum(len(s.box) for s in samples)
    for name, way in WAYS.items():
        lost = gone = left = 0
        for sample in samples:
            try:
                got = way(sample.data)
            except ModuleNotFoundError as e:
                sys.exit(f"{e.name} is not installed: pip install trafilatura readability-lxml")
            words = _squeeze(got)
            lost += sum(1 for line in sample.text if _squeeze(line) not in words)
            gone += sum(1 for value in sample.box if _squeeze(value) not in words)
            if sample.whole:
                text = {_squeeze(line) for line in (*sample.text, *sample.box)}
                left += sum(1 for line in got.split("\n") if (word := _squeeze(line)) and word not in text)
        table.add_row(name, f"{lost} of {lines}", f"{gone} of {values}", str(left))
    Console().print(table)


if __name__ == "__main__":
    main()
