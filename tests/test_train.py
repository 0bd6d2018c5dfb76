"""Training: what is learnt from, that the pipeline can be loaded, that it is the same twice, and that its names reach the records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import spacy
from helpers import CORPUS, converter, item, plan, rules

from bench.train import Passage, compare, generated, passages, samples, save, train
from corpus.generator import KINDS, generate
from pipeline import Converter

COMPANIES = ("蓝天", "碧水", "远航", "宏图", "恒安", "万里")
SENTENCE = "由{}牵头编制节水技术目录，会同市水利局推进管网改造。"


def told() -> Iterator[Passage]:
    """Paragraphs in which companies lead whose names no ending gives away."""
    for opening in ("", "完善制度。", "推进节水，", "到2025年，"):
        for name in COMPANIES:
            text = opening + SENTENCE.format(name)
            at, office = text.index(name), text.index("市水利局")
            yield Passage(text, ((at, at + len(name), "ORG"), (office, office + 4, "ORG")))
            yield Passage(opening + "新建水厂12座，改造管网。", ())


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("trained") / "ner"
    save(train(told(), rules(), 40).nlp, out)
    return out


def test_the_names_of_a_trained_pipeline_reach_the_records(folder: Path) -> None:
    text = plan(item("推进节水。" + SENTENCE.format("蓝天"))).encode()
    assert ("蓝天", "lead") not in {(u.name, u.role) for u in converter()(text, "a.txt").units}
    assert ("蓝天", "lead") in {(u.name, u.role) for u in Converter(spacy_model=str(folder))(text, "a.txt").units}


def test_a_trained_pipeline_is_one_of_spacy_s_own(folder: Path) -> None:
    nlp = spacy.load(folder)
    assert nlp.pipe_names == ["ner"]
    assert nlp.get_pipe("ner").labels == ("ORG",)  # type: ignore[attr-defined]
    assert nlp.meta["name"] == "guihua_names"


def test_the_same_paragraphs_give_the_same_pipeline(tmp_path: Path) -> None:
    for name in ("one", "two"):
        save(train(told(), rules(), 2).nlp, tmp_path / name)
    assert (tmp_path / "one/ner/model").read_bytes() == (tmp_path / "two/ner/model").read_bytes()


def test_nothing_to_learn_from_is_an_error() -> None:
    with pytest.raises(ValueError, match="no name"):
        train([Passage("新建水厂12座。", ())], rules(), 1)


def test_names_stand_in_the_paragraphs_that_are_learnt_from() -> None:
    known = [k for k in samples(CORPUS, CORPUS / "gold", converter()) if k.name.startswith(("01", "02", "05"))]
    found = [{p.text[a:b] for p in passages(k, rules()) for a, b, label in p.names if label == "ORG"} for k in known]
    assert "市教育局" in found[0]
    assert "云汀区" in found[1]  # simplified, as the program reads it
    assert found[2] == set()  # offsets count in another rendering


def test_the_generator_says_where_its_programmes_stand() -> None:
    made = [generate(n, kind=kind) for n, kind in enumerate(sorted(KINDS) * 3)]
    words = {one.text[a:b] for one in made for a, b in one.programmes}
    assert words
    assert all(w.endswith(("工程", "行动", "计划", "項目", "项目", "活动", "专项")) for w in words)


def test_a_comparison_shows_rules_and_model(folder: Path) -> None:
    said = compare({"some": generated(7, 2, converter())}, converter(), folder)
    assert "| some | names by rule |" in said
    assert "| some | with the model |" in said
