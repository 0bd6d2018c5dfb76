"""Names in the text, by rule and by a trained pipeline in their place."""

from pathlib import Path

import pytest
import spacy
from helpers import item, plan

from pipeline import Converter
from pipeline.extract.entities import from_rules
from pipeline.extract.language import build
from rules import load

SENTENCE = "由蓝天牵头编制节水技术目录，会同市水利局推进管网改造。"


def names(text: str, label: str) -> list[str]:
    return [text[e.span.start : e.span.end] for e in from_rules(text, load()) if e.label == label]


def test_organisations_are_found_where_somebody_is_made_answerable() -> None:
    assert names("会同市水利局、市财政局，推进管网改造。", "organisation") == ["市水利局", "市财政局"]
    assert names("市水利局发布年报。", "organisation") == []


@pytest.mark.parametrize(
    ("text", "label", "found"),
    [
        ("落实《云汀市节水条例》要求", "document", ["《云汀市节水条例》"]),
        ("实施“碧水润城”工程", "programme", ["“碧水润城”工程"]),
        ("“十四五”时期建成水厂", "period", ["“十四五”时期"]),
    ],
)
def test_documents_programmes_and_periods_are_named(text: str, label: str, found: list[str]) -> None:
    assert names(text, label) == found


@pytest.fixture
def model(tmp_path: Path) -> str:
    """A pipeline as a user might have it installed: it knows one company whose name no suffix gives away."""
    nlp = spacy.blank("xx")
    nlp.add_pipe("entity_ruler").add_patterns([{"label": "ORG", "pattern": "蓝天"}])  # type: ignore[attr-defined]
    nlp.to_disk(tmp_path / "model")
    return str(tmp_path / "model")


def units(converter: Converter) -> list[tuple[str, str]]:
    converted = converter(plan(item("推进节水。" + SENTENCE)).encode(), "a.txt")
    return [(u.name, u.role) for u in converted.units]


def test_a_trained_pipeline_stands_in_for_the_rules(model: str) -> None:
    assert ("蓝天", "lead") not in units(Converter())
    assert ("蓝天", "lead") in units(Converter(spacy_model=model))


def test_a_model_that_is_not_installed_is_an_orderly_error() -> None:
    with pytest.raises(OSError, match="no_such_model"):
        Converter(spacy_model="no_such_model")


def test_the_tokens_of_a_document_are_its_text() -> None:
    text = "一、推进节水\n新建水厂12座，改造管网。\n"
    doc = build().make_doc(text)
    assert doc.text == text
    assert len(doc) > 1
