"""The reference annotations: what conversion finds of them must not fall below the floors."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from helpers import CORPUS, SHARED, assert_grounded, converter
from rapidfuzz import fuzz

from pipeline.batch import find_inputs
from pipeline.link import Converted

# F1 by record type, and the share of document fields that are right. Raise them as extraction gets better.
FLOORS: dict[str, dict[str, float]] = {
    "corpus": {"tasks": 0.99, "targets": 0.97, "indicators": 0.99, "units": 0.985, "document": 0.98},
    "shared": {"tasks": 0.99, "targets": 0.985, "indicators": 0.99, "units": 0.985, "document": 0.99},
}
FOLDERS = {
    "corpus": (CORPUS, CORPUS / "gold"),
    "shared": (SHARED / "corpus", SHARED / "gold"),
}
KINDS = ("tasks", "targets", "indicators", "units")

Row = dict[str, Any]
Match = Callable[[Row, Row], float]


def stretches(row: Row) -> set[int]:
    return {n for e in row["evidence"] for n in range(e["start"], e["end"])}


def words(row: Row) -> str:
    return re.sub(r"\W+", "", "".join(e["text"] for e in row["evidence"]))


def overlap(row: Row, gold: Row) -> float:
    """Intersection over union of the evidence; of its words where the offsets count in another rendering."""
    if gold["by_text"]:
        return fuzz.ratio(words(row), words(gold)) / 100
    mine, theirs = stretches(row), stretches(gold)
    return len(mine & theirs) / len(mine | theirs)


def touches(row: Row, gold: Row) -> float:
    if gold["by_text"]:
        return fuzz.partial_ratio(words(row), words(gold)) / 100 >= 0.85
    return len(stretches(row) & stretches(gold)) / len(stretches(gold))


def same_task(row: Row, gold: Row) -> float:
    share = overlap(row, gold)
    return share if share >= 0.8 else 0


def same_target(row: Row, gold: Row) -> float:
    same = row["value"] == gold["value"] and (row["unit"] or "") == (gold["unit"] or "")
    return touches(row, gold) + fuzz.ratio(row["metric"], gold["metric"]) / 1000 if same and touches(row, gold) else 0


def same_indicator(row: Row, gold: Row) -> float:
    return 1 + (row["number"] == gold["number"]) if row["name"] == gold["name"] else 0


def same_unit(row: Row, gold: Row) -> float:
    return touches(row, gold) if row["surface"] == gold["surface"] else 0


SAME: dict[str, Match] = {"tasks": same_task, "targets": same_target, "indicators": same_indicator, "units": same_unit}


def matched(rows: list[Row], golds: list[Row], match: Match) -> int:
    """How many rows and references pair up one to one, the best pairs first."""
    scores = ((match(row, gold), i, j) for i, row in enumerate(rows) for j, gold in enumerate(golds))
    taken_rows: set[int] = set()
    taken_golds: set[int] = set()
    for score, i, j in sorted(scores, reverse=True):
        if score > 0 and i not in taken_rows and j not in taken_golds:
            taken_rows.add(i)
            taken_golds.add(j)
    return len(taken_rows)


def right_fields(converted: Converted, gold: Row) -> list[bool]:
    document = converted.document.model_dump(mode="json")
    return [document[field] == value for field, value in gold["document"].items()]


@cache
def conversions(name: str) -> tuple[tuple[Row, Converted], ...]:
    """Every reference with the conversion of its document."""
    folder, golds = FOLDERS[name]
    out = []
    for path in sorted(golds.glob("*.gold.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        out.append((gold, converter()((folder / gold["source"]["name"]).read_bytes(), gold["source"]["name"])))
    return tuple(out)


def needs(name: str) -> None:
    if not FOLDERS[name][1].is_dir():
        pytest.skip("../shared with the real documents and their references is not there")


def f1(pairs: Iterable[tuple[int, int, int]]) -> float:
    right, found, wanted = (sum(column) for column in zip(*pairs, strict=True))
    return 2 * right / (found + wanted) if found + wanted else 1.0


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", FOLDERS)
def test_records_match_the_references(name: str, kind: str) -> None:
    needs(name)
    pairs = []
    for gold, converted in conversions(name):
        rows = [row.model_dump(mode="json") for row in getattr(converted, kind)]
        golds = [row | {"by_text": bool(gold["source"].get("by_text"))} for row in gold[kind]]
        pairs.append((matched(rows, golds, SAME[kind]), len(rows), len(golds)))
    assert f1(pairs) >= FLOORS[name][kind], [(g["source"]["name"], *p) for (g, _), p in zip(conversions(name), pairs, strict=True)]


@pytest.mark.parametrize("name", FOLDERS)
def test_document_fields_match_the_references(name: str) -> None:
    needs(name)
    fields = [right for gold, converted in conversions(name) for right in right_fields(converted, gold)]
    assert sum(fields) / len(fields) >= FLOORS[name]["document"]


@pytest.mark.parametrize("name", FOLDERS)
def test_no_record_is_ungrounded(name: str) -> None:
    needs(name)
    for _, converted in conversions(name):
        assert_grounded(converted)


@pytest.mark.parametrize("name", FOLDERS)
def test_references_stand_in_the_source_text_where_they_say(name: str) -> None:
    needs(name)
    for gold, converted in conversions(name):
        assert converted.document.source.sha256 == gold["source"]["sha256"]
        if not gold["source"].get("by_text"):
            spans = [e for kind in KINDS for row in gold[kind] for e in row["evidence"]]
            assert [e for e in spans if converted.source_text[e["start"] : e["end"]] != e["text"]] == []


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_no_plan_gives_no_records(name: str) -> None:
    needs(name)
    not_plans = [c for gold, c in conversions(name) if gold["document"]["doc_type"] == "non_plan"]
    assert not_plans
    for converted in not_plans:
        assert {kind for kind, _ in converted.records()} <= {"document", "observation"}


def test_every_sample_has_a_reference() -> None:
    names = {json.loads(p.read_text(encoding="utf-8"))["source"]["name"] for p in (CORPUS / "gold").glob("*.gold.json")}
    assert {Path(p).name for p in find_inputs([str(CORPUS)])} == names
