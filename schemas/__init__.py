"""The records as Pydantic models, frozen and closed; `RECORDS` names the files of a dataset and their models."""

from schemas.base import SCHEMA_VERSION, Evidence, PagedEvidence, Record
from schemas.records import (
    Action,
    CellValue,
    Document,
    Error,
    Indicator,
    Observation,
    PathStep,
    Period,
    Source,
    Target,
    Task,
    Unit,
    Warning,
)

RECORDS: dict[str, tuple[str, type[Record]]] = {
    "document": ("documents.jsonl", Document),
    "task": ("tasks.jsonl", Task),
    "target": ("targets.jsonl", Target),
    "observation": ("observations.jsonl", Observation),
    "indicator": ("indicators.jsonl", Indicator),
    "unit": ("units.jsonl", Unit),
    "error": ("errors.jsonl", Error),
}

IDS = {
    "document": "doc_id", "task": "task_id", "target": "target_id", "observation": "observation_id", "indicator": "indicator_id",
    "unit": "assignment_id",
}  # fmt: skip
"""By the type of record, the key that holds its id; errors have none."""

__all__ = [
    "IDS",
    "RECORDS",
    "SCHEMA_VERSION",
    "Action",
    "CellValue",
    "Document",
    "Error",
    "Evidence",
    "Indicator",
    "Observation",
    "PagedEvidence",
    "PathStep",
    "Period",
    "Record",
    "Source",
    "Target",
    "Task",
    "Unit",
    "Warning",
]  # fmt: skip
