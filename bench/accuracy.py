"""What `make accuracy` runs: converts the documents that have references, and says how right the records are.

Three sets, each where it is there: the samples in corpus/, the documents that corpus.generate writes, and the real
documents that may lie in ../shared. The figures are held against corpus/floors.toml.

    python -m bench.accuracy [--by rule|document|form] [--misses N] [--markdown] [--update-floors]

Exit codes: 0 fine · 2 something to measure cannot be read · 4 a figure is below its floor, or the floors were measured on
other documents or references.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple, get_args

from pipeline import Converter
from pipeline.errors import EvaluationError, GuihuaError
from pipeline.evaluate import Dataset, Evaluation, Reference, evaluate, of_conversions, read_references
from pipeline.evaluate.floors import FloorSet, digest, measured, read_floors, undercut, write_floors
from pipeline.evaluate.references import SUFFIX
from pipeline.evaluate.report import show
from pipeline.evaluate.tally import Group
from pipeline.inputs import Reader, find_inputs

ROOT = Path(__file__).parent.parent
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"
FLOORS = CORPUS / "floors.toml"
GENERATED = ("--seed", "1", "--documents", "40")

_TITLES = {"corpus": "Samples in corpus/", "generated": "Documents of corpus.generate", "shared": "Real documents in ../shared"}
COMMENT = """What `make accuracy` must find again: F1 and strict F1 of each type of record, and the share of right document fields.
The digest is that of the documents and their references; `shared` is checked only where ../shared lies beside the repository.
Raise with `make accuracy ARGS=--update-floors`; lower only with the reason in the commit."""


class Measured(NamedTuple):
    """What came of converting one set of documents: the verdicts, and the figures in the form of floors."""

    evaluation: Evaluation
    figures: FloorSet


def judge(dataset: Dataset, references: Sequence[Reference]) -> Measured:
    """Judge a set by its references."""
    evaluation = evaluate(dataset, references)
    return Measured(evaluation, measured(evaluation, digest(dataset, references)))


def convert_folder(folder: Path, converter: Converter) -> Dataset:
    """All documents of a folder, converted in memory. What cannot be converted is an error here: a reference waits for it."""
    reader = Reader()
    return of_conversions(converter(reader.read(path), path) for path in find_inputs([str(folder)]))


def has_generator() -> bool:
    """Whether this checkout has the generator of documents."""
    return (CORPUS / "generate.py").is_file() or (CORPUS / "generate" / "__main__.py").is_file()


def generated(converter: Converter) -> Measured:
    """The generator's documents, the same ones on every run."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "corpus.generate", folder, *GENERATED]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            raise EvaluationError(f"corpus.generate ended with {done.returncode}: {done.stderr.strip()[-500:]}")
        places = sorted({path.parent for path in Path(folder).rglob(f"*{SUFFIX}")})
        if not places:
            raise EvaluationError(f"corpus.generate has written no references (*{SUFFIX})")
        references = tuple(reference for place in places for reference in read_references(place))
        return judge(convert_folder(Path(folder), converter), references)


@cache
def measure(name: str) -> Measured:
    """One of the sets: `corpus`, `generated` or `shared`."""
    if name == "generated":
        return generated(_converter())
    folder, golds = (CORPUS, CORPUS / "gold") if name == "corpus" else (SHARED / "corpus", SHARED / "gold")
    return judge(convert_folder(folder, _converter()), read_references(golds))


@cache
def _converter() -> Converter:
    return Converter()


def available() -> Iterator[str]:
    """The sets that can be measured here."""
    yield "corpus"
    if has_generator():
        yield "generated"
    if (SHARED / "gold").is_dir():
        yield "shared"


def main() -> int:
    """Measure, print, and hold against the floors."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--by",
        action="append",
        choices=get_args(Group),
        default=[],
        help="also by rule, document or form (form always where there are any)",
    )
    parser.add_argument("--misses", type=int, default=0, metavar="N", help="list up to N misses of each type and kind")
    parser.add_argument("--markdown", action="store_true", help="print the tables in Markdown, as docs/accuracy.md has them")
    parser.add_argument("--update-floors", action="store_true", help=f"make the figures the floors in {FLOORS.relative_to(ROOT)}")
    arguments = parser.parse_args()
    groups: list[Group] = list(dict.fromkeys([*arguments.by, "form"]))
    try:
        floors = read_floors(FLOORS) if FLOORS.is_file() else {}
        below = []
        for name in available():
            result = measure(name)
            show(result.evaluation, groups, arguments.misses, arguments.markdown, _TITLES[name])
            below += _hold(name, result.figures, floors, arguments.update_floors)
    except GuihuaError as e:
        print(f"accuracy: {e}", file=sys.stderr)
        return 2
    for line in below:
        print(f"accuracy: {line}", file=sys.stderr)
    if arguments.update_floors:
        write_floors(FLOORS, floors, COMMENT)
        print(f"accuracy: floors written to {FLOORS.relative_to(ROOT)}", file=sys.stderr)
        return 0
    return 4 if below else 0


def _hold(name: str, now: FloorSet, floors: dict[str, FloorSet], update: bool) -> list[str]:
    """What is below the floors of a set; with `update`, the figures take their place."""
    floor = floors.get(name)
    if update:
        floors[name] = now
    if floor is None:
        return [] if update else [f"{name}: has no floors yet; set them with make accuracy ARGS=--update-floors"]
    below = [f"{name}: {line}" for line in undercut(now, floor)]
    if floor.digest != now.digest and not update:
        below.append(f"{name}: documents or references have changed since its floors were measured; update them with ARGS=--update-floors")
    return below


if __name__ == "__main__":
    sys.exit(main())
