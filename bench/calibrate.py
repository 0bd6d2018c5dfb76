"""Measures how far records can be believed, and writes the weights that `pipeline.confidence` uses.

The records of documents with references are right or wrong in every field; a logistic regression over their features
gives each a weight. The samples in corpus/ and the documents of corpus.generate are taken together. What the figures
are worth is measured on what the weights have not seen: documents in ten parts, each judged by weights from the other
nine, and each form of the generator judged by weights from records of other forms.

    python -m bench.calibrate [--documents N] [--write]
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bench.accuracy import CORPUS
from corpus.generate import batch, write
from pipeline import Converter
from pipeline.confidence import WEIGHTS, confidence
from pipeline.evaluate import evaluate, of_conversions, read_references
from pipeline.inputs import Reader, find_inputs

_SEED = 11
_PARTS = 10
_RIDGE = 1.0
"""How strongly weights are drawn to zero: a feature that a handful of records have says little."""
_LEAST = 0.05
_STEPS = 40
_KIND = {"tasks": ("task", "task_id"), "targets": ("target", "target_id"), "indicators": ("indicator", "indicator_id"),
         "units": ("unit", "assignment_id")}  # fmt: skip
_EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)
Table = dict[str, dict[str, float]]


class Example(NamedTuple):
    """One record that was found: its features, whether it is right in every field, its document, the form it stands for."""

    kind: str
    features: tuple[str, ...]
    right: bool
    document: str
    form: str


def examples(folder: Path, converter: Converter) -> Iterator[Example]:
    """The records of the documents of a folder that has references in `gold/`."""
    reader = Reader()
    made = [converter(reader.read(path), path) for path in find_inputs([str(folder)])]
    grounds = {name: found for c in made for name, found in c.grounds.items()}
    ids = {c.document.source.sha256: c.document.doc_id for c in made}
    for judged in evaluate(of_conversions(made), read_references(folder / "gold")).documents:
        if judged.sha256 in ids:
            right = not any(judged.fields.values())
            yield Example("document", grounds[ids[judged.sha256]], right, judged.name, "document")
        for verdict in judged.verdicts:
            if verdict.found is not None:
                kind, key = _KIND[verdict.type]
                form = str(verdict.wanted.row.get("form") or "") if verdict.wanted is not None else "none"
                yield Example(kind, grounds[verdict.found.row[key]], verdict.status == "right", judged.name, form)


def fit(rows: Sequence[Example]) -> dict[str, float]:
    """Weights by which the log-odds of being right are the sum over a record's features: ridge logistic regression, by Newton's method."""
    counts = Counter(name for row in rows for name in row.features)
    names = sorted(name for name, times in counts.items() if times >= 3)
    column = {name: n + 1 for n, name in enumerate(names)}
    x: NDArray[np.float64] = np.zeros((len(rows), len(names) + 1))
    x[:, 0] = 1
    for n, row in enumerate(rows):
        for name in row.features:
            if name in column:
                x[n, column[name]] = 1
    y = np.array([row.right for row in rows], dtype=np.float64)
    ridge = np.full(x.shape[1], _RIDGE)
    ridge[0] = 0.05
    w = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) + ridge * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        step = np.linalg.solve(hessian, gradient)
        w -= step
        if np.abs(step).max() < 1e-6:
            break
    found = {"base": round(float(w[0]), 2)}
    return found | {name: round(float(w[n]), 2) for name, n in column.items() if abs(w[n]) >= _LEAST}


def table_of(rows: Iterable[Example]) -> Table:
    """Weights for each kind of record. Observations have no references: they are judged as targets are."""
    kinds: dict[str, list[Example]] = defaultdict(list)
    for row in rows:
        kinds[row.kind].append(row)
    table = {kind: fit(of_kind) for kind, of_kind in sorted(kinds.items())}
    table["observation"] = dict(table.get("target", {}))
    return table


def unseen(rows: Sequence[Example], part_of: Callable[[Example], str]) -> Iterator[tuple[Example, float]]:
    """Each example that is in a part, with its confidence by weights that have not seen that part."""
    for part in sorted({part_of(row) for row in rows} - {""}):
        table = table_of([row for row in rows if part_of(row) != part])
        for row in rows:
            if part_of(row) == part:
                yield row, confidence(row.kind, row.features, table)


def tenth(row: Example) -> str:
    """The tenth of the documents that a record is in."""
    return str(int(sha256(row.document.encode()).hexdigest(), 16) % _PARTS)


def form_of(row: Example) -> str:
    """The first form that a record of the generator stands for; none for other records."""
    return "" if row.form in ("none", "document") else row.form.split("+")[0]


def reliability(judged: Iterable[tuple[Example, float]]) -> str:
    """A Markdown table: of the records said to be right with such a confidence, how many are."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for row, sure in judged:
        bins[next(n for n in range(len(_EDGES) - 1) if _EDGES[n] <= sure < _EDGES[n + 1])].append((sure, row.right))
    lines = ["| confidence | records | mean confidence | right |", "| --- | ---: | ---: | ---: |"]
    for n in sorted(bins):
        said = [s for s, _ in bins[n]]
        right = [r for _, r in bins[n]]
        top = f"–{_EDGES[n + 1]:.2f}" if _EDGES[n + 1] <= 1 else "–1"
        lines.append(f"| {_EDGES[n]:.2f}{top} | {len(said):,} | {sum(said) / len(said):.3f} | {sum(map(int, right)) / len(right):.3f} |")
    return "\n".join(lines)


def as_toml(table: Mapping[str, Mapping[str, float]], records: int) -> str:
    """The weights as the file that `pipeline.confidence` reads."""
    lines = [
        "# How far a record can be believed: weights of its features, whose sum is the log-odds that all its fields are right.",
        f"# Measured on {records:,} records with references. Written by: python -m bench.calibrate --write",
    ]
    for kind, weights in table.items():
        lines += ["", f"[{kind}]", *(f'"{name}" = {value}' for name, value in weights.items())]
    return "\n".join(lines) + "\n"


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.calibrate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--documents", type=int, default=240, help="documents of the generator (default: %(default)s)")
    parser.add_argument("--write", action="store_true", help="write the weights to rules/data/confidence.toml")
    arguments = parser.parse_args()
    converter = Converter()
    rows = list(examples(CORPUS, converter))
    with TemporaryDirectory() as name:
        folder = Path(name)
        for made in batch(_SEED, arguments.documents):
            write(folder, made)
        rows += examples(folder, converter)
    print(f"{len(rows):,} records, {sum(int(r.right) for r in rows) / len(rows):.3f} right\n\nDocuments left out:\n")
    print(reliability(unseen(rows, tenth)))
    print("\nForms left out (what was made of no reference has no form and is not among these):\n")
    print(reliability(unseen(rows, form_of)))
    if arguments.write:
        WEIGHTS.write_text(as_toml(table_of(rows), len(rows)), encoding="utf-8")
        print(f"\nwritten to {WEIGHTS.relative_to(Path.cwd()) if WEIGHTS.is_relative_to(Path.cwd()) else WEIGHTS}")


if __name__ == "__main__":
    main()
