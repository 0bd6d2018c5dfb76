"""How far records can be believed: a share that means what it says, and a filter that keeps a dataset whole."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

import pytest
from helpers import convert_text, item, plan

from pipeline.confidence import KINDS, WEIGHTS, confidence, features
from pipeline.link import believed

TEXT = plan(
    item("到2025年，新建泵站12座，农村自来水普及率达到96%以上。（责任单位：县水利局）"),
    item("推动管网改造约236公里，覆盖村庄若干。", "改造管网"),
)
EVIDENCE = [{"start": 0, "end": 4, "text": "泵站12座"}]
TARGET = {
    "rule": "predicates.make+measures.bodies", "evidence": EVIDENCE, "metric": "泵站", "kind": "increment", "comparator": "=", "unit": "座",
    "task_id": "t", "value_high": None, "per": None, "deadline_explicit": True,
}  # fmt: skip


def test_every_record_says_how_far_it_can_be_believed() -> None:
    converted = convert_text(TEXT)
    for kind, record in converted.records():
        assert 0 < record.confidence <= 1, kind  # type: ignore[attr-defined]
    assert set(converted.grounds) >= {t.target_id for t in converted.targets} | {converted.document.doc_id}


def test_the_weights_are_those_of_known_kinds_and_finite() -> None:
    table: Mapping[str, Mapping[str, float]] = tomllib.loads(WEIGHTS.read_text(encoding="utf-8"))
    assert set(table) == set(KINDS)
    for weights in table.values():
        assert "base" in weights
        assert all(abs(w) < 20 for w in weights.values())


def test_log_odds_add_up() -> None:
    table = {"target": {"base": 0.0, "rule:a": 2.0, "repaired": -2.0}}
    assert confidence("target", (), table) == 0.5
    assert confidence("target", ("rule:a",), table) == 0.88
    assert confidence("target", ("rule:a", "repaired"), table) == 0.5
    assert confidence("target", ("rule:unknown",), table) == 0.5


@pytest.mark.parametrize(
    ("change", "feature"),
    [
        ({"metric": "新区北部片区老旧管网更新改造配套提升泵站"}, "long_metric"),
        ({"metric": "管网（含支管）"}, "marks_in_metric"),
        ({"metric": "水厂"}, "metric_elsewhere"),
        ({"unit": None}, "no_unit"),
        ({"task_id": None}, "no_task"),
        ({"per": "年"}, "recurs"),
        ({"deadline_explicit": False}, "deadline_of_plan"),
        ({"evidence": EVIDENCE * 2}, "in_pieces"),
    ],
)
def test_what_puts_a_target_in_doubt(change: dict[str, object], feature: str) -> None:
    assert feature not in features("target", TARGET, repaired=False)
    assert feature in features("target", {**TARGET, **change}, repaired=False)


def test_a_repair_in_the_evidence_is_told() -> None:
    assert "repaired" in features("target", TARGET, repaired=True)
    mended = convert_text(TEXT.replace("新建泵站", "新建泵(bèng)站"))
    clean = convert_text(TEXT)
    of = {t.value: t.target_id for t in mended.targets}
    assert "repaired" in mended.grounds[of[12]]
    assert all("repaired" not in found for found in clean.grounds.values())


def test_the_filter_keeps_links_whole() -> None:
    converted = convert_text(TEXT)
    assert believed(converted, 0.0) == converted
    none = believed(converted, 1.01)
    assert (none.tasks, none.targets, none.units) == ((), (), ())
    assert none.document == converted.document
    least = min(t.confidence for t in converted.tasks) + 0.001
    some = believed(converted, least)
    kept = {t.task_id for t in some.tasks}
    assert all(t.task_id is None or t.task_id in kept for t in some.targets)
    assert all(u.task_id is None or u.task_id in kept for u in some.units)
