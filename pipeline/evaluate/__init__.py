"""How right a dataset is, by references: pairs records with references, judges them field by field, counts, reports.

`evaluate` is pure: a dataset and references in, verdicts out. `tally.py` counts them, `report.py` shows them, and
`floors.py` says which figures must not be undercut.
"""

from pipeline.evaluate.dataset import TYPES, Dataset, of_conversions, read_dataset
from pipeline.evaluate.judge import Difference, Evaluation, Judged, Verdict, evaluate
from pipeline.evaluate.references import Reference, of_corrections, read_references

__all__ = [
    "TYPES", "Dataset", "Difference", "Evaluation", "Judged", "Reference", "Verdict", "evaluate", "of_conversions",
    "of_corrections", "read_dataset", "read_references",
]  # fmt: skip
