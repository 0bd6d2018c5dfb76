"""The reference annotations: what conversion finds of them must not fall below the floors in corpus/floors.toml."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from helpers import CORPUS, SHARED, assert_grounded, converter

from bench import accuracy
from pipeline.converted import Converted
from pipeline.evaluate import Reference, of_conversions, read_references
from pipeline.evaluate.floors import read_floors, undercut
from pipeline.inputs import find_inputs

FOLDERS = {
    "corpus": (CORPUS, CORPUS / "gold"),
    "shared": (SHARED / "corpus", SHARED / "gold"),
}
REMEASURE = "measure it anew with `make accuracy ARGS=--update-floors`, and say in the commit why a floor was lowered"


@cache
def conversions(name: str) -> tuple[tuple[Reference, Converted], ...]:
    """Every reference with the conversion of its document."""
    if not FOLDERS[name][1].is_dir():
        pytest.skip("../shared with the real documents and their references is not there")
    folder, golds = FOLDERS[name]
    return tuple((gold, converter()((folder / gold.name).read_bytes(), gold.name)) for gold in read_references(golds))


@cache
def measured(name: str) -> accuracy.Measured:
    if name == "generated":
        if not accuracy.has_generator():
            pytest.skip("this checkout has no corpus.generate")
        return accuracy.measure(name)
    golds = [gold for gold, _ in conversions(name)]
    return accuracy.judge(of_conversions(converted for _, converted in conversions(name)), golds)


@pytest.mark.parametrize("name", ["corpus", "generated", "shared"])
def test_no_figure_is_below_its_floor(name: str) -> None:
    now = measured(name).figures
    floors = read_floors(accuracy.FLOORS)
    assert name in floors, f"{name} has no floors yet: {REMEASURE}"
    assert undercut(now, floors[name]) == [], "see what was lost with `guihua evaluate DATASET REFERENCE --misses 20`"


@pytest.mark.parametrize("name", ["corpus", "generated"])
def test_floors_were_measured_on_the_documents_that_are_there(name: str) -> None:
    now = measured(name).figures
    floors = read_floors(accuracy.FLOORS)
    assert name in floors, f"{name} has no floors yet: {REMEASURE}"
    assert now.digest == floors[name].digest, f"documents or references of {name} have changed: {REMEASURE}"


@pytest.mark.parametrize("name", FOLDERS)
def test_no_record_is_ungrounded(name: str) -> None:
    for _, converted in conversions(name):
        assert_grounded(converted)
    assert [document.name for document in measured(name).evaluation.documents if document.ungrounded] == []


@pytest.mark.parametrize("name", FOLDERS)
def test_references_stand_in_the_source_text_where_they_say(name: str) -> None:
    for gold, converted in conversions(name):
        assert converted.document.source.sha256 == gold.sha256
    assert [document.name for document in measured(name).evaluation.documents if document.misplaced] == []


@pytest.mark.parametrize("name", FOLDERS)
def test_what_is_no_plan_gives_no_records(name: str) -> None:
    not_plans = [c for gold, c in conversions(name) if gold.document["doc_type"] == "non_plan"]
    assert not_plans
    for converted in not_plans:
        assert {kind for kind, _ in converted.records()} <= {"document", "observation"}


def test_every_sample_has_a_reference() -> None:
    names = {gold.name for gold in read_references(CORPUS / "gold")}
    assert {Path(p).name for p in find_inputs([str(CORPUS)])} == names
