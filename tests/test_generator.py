"""The generator of hard cases: its references hold by construction, and every form, layout and damage can be made."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from helpers import CORPUS, converter

from corpus.generate import batch, write
from corpus.generator import DAMAGES, FORMS, KINDS, LAYOUTS, Generated, generate
from corpus.generator.pieces import Edit, Mark, cat, marked, render
from corpus.measure import judge, norm

KIND_NAMES = ("tasks", "targets", "indicators", "units")


def evidence(made: Generated) -> list[dict[str, Any]]:
    return [e for kind in KIND_NAMES for row in made.gold[kind] for e in row["evidence"]]


def assert_holds(made: Generated) -> None:
    """Every reference stands where it says, links to a task that is there, and has a form that is declared."""
    for e in evidence(made):
        assert made.text[e["start"] : e["end"]] == e["text"]
        assert e["text"] == e["text"].strip() != ""
    assert all(0 <= start < end <= len(made.text) for start, end in made.programmes)
    for kind in KIND_NAMES:
        assert len(made.forms[kind]) == len(made.gold[kind])
        assert {name for form in made.forms[kind] for name in form.split("+")} <= set(FORMS)
        assert all(row["evidence"] for row in made.gold[kind])
    for row in (*made.gold["targets"], *made.gold["units"]):
        assert row["task"] is None or 0 <= row["task"] < len(made.gold["tasks"])
    for row in made.gold["units"]:
        assert made.gold["source"].get("by_text") or row["name"].endswith(row["surface"]) or row["name"].startswith(row["surface"])


def test_an_edit_carries_the_marks_along() -> None:
    page = render(cat("一二", marked(Mark("task", "f"), "三四", marked(Mark("unit", "g"), "五六")), "七"))
    done = page.edited([Edit(2, 2, "--"), Edit(3, 3, "\n12\n", splits=True), Edit(4, 5, ""), Edit(6, 6, "++")])
    assert done.text == "一二--三\n12\n四六++七"
    task, unit = done.spans
    assert [e["text"] for e in done.evidence(task)] == ["三", "四六"]
    assert [e["text"] for e in done.evidence(unit)] == ["六"]
    assert unit.parent == 0


def test_edits_that_overlap_are_an_error() -> None:
    with pytest.raises(ValueError, match="overlap"):
        render(cat("一二三")).edited([Edit(0, 2, ""), Edit(1, 3, "")])


@pytest.mark.parametrize("form", FORMS)
def test_every_form_generates(form: str) -> None:
    assert FORMS[form].meaning
    shown = [f for seed in range(8) for f in all_forms(generate(seed, form=form))]
    kind = FORMS[form].group
    assert kind == "document" or form in shown


def all_forms(made: Generated) -> list[str]:
    assert_holds(made)
    found = [name for forms in made.forms.values() for form in forms for name in form.split("+")]
    return [*found, *(d.form for d in made.decoys)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_document_generates_at_full_length(kind: str) -> None:
    made = generate(3, kind=kind, prose=0.9)
    assert_holds(made)
    assert (kind == "news") == (not any(made.gold[k] for k in KIND_NAMES))


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("script", ["hans", "hant"])
def test_every_layout_generates_and_converts(layout: str, script: str) -> None:
    made = generate(5, layout=layout, script=script)
    assert_holds(made)
    converted = converter()(made.data, made.name)
    if not made.gold["source"].get("by_text"):
        assert converted.source_text == made.text
    else:
        assert all(norm(e["text"]) in norm(converted.source_text) for e in evidence(made))
    assert converted.document.source.sha256 == made.gold["source"]["sha256"]


@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damage_does_something_and_leaves_the_references_in_place(damage: str) -> None:
    clean, spoilt = (generate(8, kind="opinions", damage=d) for d in ([], [damage]))
    assert_holds(spoilt)
    assert spoilt.text != clean.text or damage == "entities"
    assert converter()(spoilt.data, spoilt.name).source_text == spoilt.text


def test_damages_add_up() -> None:
    made = generate(11, layout="pages", script="hant", damage=list(DAMAGES))
    assert_holds(made)
    assert converter()(made.data, made.name).source_text == made.text


def test_the_same_seed_gives_the_same_bytes() -> None:
    rng = Random(2)
    for seed in range(6):
        layout, damage = rng.choice(list(LAYOUTS)), [rng.choice(list(DAMAGES))]
        one, two = (generate(seed, layout=layout, damage=damage) for _ in range(2))
        assert one == two
    assert generate(1).data != generate(2).data


def test_references_have_the_form_of_those_in_the_corpus() -> None:
    golds = [json.loads(p.read_text(encoding="utf-8")) for p in sorted((CORPUS / "gold").glob("*.gold.json"))]
    made = [m.gold for m in batch(1, 12)]
    for kind in KIND_NAMES:
        known = {key for gold in golds for row in gold[kind] for key in row}
        keys = [set(row) for gold in made for row in gold[kind]]
        assert keys
        assert all(k <= known for k in keys)
    assert {key for gold in made for key in gold} == {key for gold in golds for key in gold}
    assert {key for gold in made for key in gold["document"]} == {key for gold in golds for key in gold["document"]}


def test_a_written_folder_can_be_scored(tmp_path: Path) -> None:
    for made in batch(4, 3):
        write(tmp_path, made)
    assert len(list(tmp_path.glob("gold/*.gold.json"))) == 3


def test_plain_sentences_come_out_right() -> None:
    wanted = right = 0
    for seed in range(6):
        tallies, _ = judge(generate(seed, form="bound.plain", kind="opinions", prose=0.2), converter())
        wanted += sum(t.wanted for t in tallies["bound.plain"])
        right += sum(t.right for t in tallies["bound.plain"])
    assert right / wanted > 0.9
