"""What `make bench` runs: everything that is measured of the conversion, in one table.

Each row is a figure, its yardstick, and the one divided by the other; of several rounds the least counts.

    python -m bench.table [--rounds N] [--documents N]
"""

from __future__ import annotations

import argparse

from bench import batch, formats, growth
from bench.speed import CORPUS, measured, plans, show
from pipeline import Converter


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m bench.table", description="Speed, formats, growth, processes, memory, starts.")
    parser.add_argument("--rounds", type=int, default=5, help="how often each thing is measured (default: %(default)s)")
    parser.add_argument("--documents", type=int, default=batch.MANY, help="documents of the long run (default: %(default)s)")
    arguments = parser.parse_args()
    rounds = max(arguments.rounds, 1)
    convert = Converter()
    rows = measured(CORPUS, rounds, convert)  # first: a process keeps its highest peak for good
    rows += batch.stages(convert, plans(), rounds)
    rows += formats.measured(convert, rounds)
    rows += growth.measured(convert)
    rows += batch.batches(max(arguments.documents, 1), min(rounds, 3))
    rows += batch.cold(rounds)
    show(rows, f"the least of {rounds} rounds; of commands over folders, of {min(rounds, 3)}")


if __name__ == "__main__":
    main()
