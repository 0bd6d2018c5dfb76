"""How far a record can be believed: a number in [0, 1] that means a share of right records.

The evidence for and against is a handful of named features: which rules made the record, whether its stretch of the
source was repaired, whether its metric stands away from its number, and the like. `rules/data/confidence.toml` has a weight
for each, measured on documents with references (`python -m bench.calibrate`); their sum is the log-odds that every
field of the record is right. What has no weight says nothing.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

WEIGHTS = Path(__file__).parent.parent / "rules" / "data" / "confidence.toml"
KINDS = ("document", "task", "target", "observation", "indicator", "unit")
_BASE = "base"
_SHORT, _LONG = 3, 18
_FAR = 40

Row = Mapping[str, Any]


def features(kind: str, row: Row, repaired: bool) -> tuple[str, ...]:
    """The named features of a record as it is about to be written; `repaired` tells whether its evidence was mended."""
    found = [f"rule:{part}" for part in str(row["rule"]).split("+")]
    if repaired:
        found.append("repaired")
    if len(row["evidence"]) > 1:
        found.append("in_pieces")
    found += _OF[kind](row) if kind in _OF else ()
    return tuple(found)


def _document(row: Row) -> list[str]:
    found = [f"type:{row['doc_type']}"]
    found += [f"no_{key}" for key in ("issuers", "issued_on", "region") if not row[key]]
    return found


def _task(row: Row) -> list[str]:
    found = [f"kind:{row['kind']}"]
    if row["title"] is None:
        found.append("no_title")
    if row["label"] is None:
        found.append("no_label")
    return found


def _claim(row: Row) -> list[str]:
    metric = str(row["metric"])
    words = "".join(e["text"] for e in row["evidence"])
    found = [f"kind:{row['kind']}", f"comparator:{row['comparator']}"]
    if len(metric) <= _SHORT:
        found.append("short_metric")
    elif len(metric) > _LONG:
        found.append("long_metric")
    if any(mark in metric for mark in "，。；、（）“”"):
        found.append("marks_in_metric")
    if metric not in words:
        found.append("metric_elsewhere")
    if len(words) > _FAR:
        found.append("long_evidence")
    if row["unit"] is None:
        found.append("no_unit")
    if row["task_id"] is None:
        found.append("no_task")
    if row["value_high"] is not None:
        found.append("range")
    return found


def _target(row: Row) -> list[str]:
    found = _claim(row)
    if row["per"] is not None:
        found.append("recurs")
    if not row["deadline_explicit"]:
        found.append("deadline_of_plan")
    return found


def _observation(row: Row) -> list[str]:
    return [*_claim(row), f"cue:{row['cue']}", *(["no_date"] if row["as_of"] is None else [])]


def _indicator(row: Row) -> list[str]:
    found = [f"no_{key}" for key in ("unit", "attribute", "category", "baseline", "target") if row[key] is None]
    if row["target"] is not None and row["target"]["value"] is None:
        found.append("target_in_words")
    return found


def _unit(row: Row) -> list[str]:
    found = [f"role:{row['role']}"]
    if row["name"] != row["surface"]:
        found.append("name_made_whole")
    if len(row["surface"]) <= _SHORT:
        found.append("short_name")
    if row.get("org_id") is None:
        found.append("no_single_office")
    return found


_OF = {"document": _document, "task": _task, "target": _target, "observation": _observation, "indicator": _indicator, "unit": _unit}


@cache
def weights() -> Mapping[str, Mapping[str, float]]:
    """The weight of each feature by kind of record, read once."""
    data: Mapping[str, Mapping[str, float]] = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    return data


def confidence(kind: str, found: Iterable[str], table: Mapping[str, Mapping[str, float]] | None = None) -> float:
    """The share of records with these features that are right, to two digits."""
    weight = (weights() if table is None else table).get(kind, {})
    odds = weight.get(_BASE, 0.0) + sum(weight.get(name, 0.0) for name in found)
    return round(1 / (1 + math.exp(-odds)), 2)
