"""Plan against plan: what continued, what changed, what is new, what was dropped.

    terms ─▶ similarity ─▶ assign ─▶ changes ◀─ quantities
             (sparse)     (global)   (groups)   (metrics, units, horizons)

`compare` takes the records of two sides and gives validated rows; files, datasets and pages are `sides`, `write` and
the `page` modules. Nothing here reads a document's text again: tasks, targets and indicators are enough.
"""

from pipeline.compare.compare import Comparison, compare
from pipeline.compare.sides import Side

__all__ = ["Comparison", "Side", "compare"]
