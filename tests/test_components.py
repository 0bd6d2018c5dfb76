"""The components that spaCy finds by name: on a plain `Doc` of a text, with any tokenizer, through files and processes."""

from __future__ import annotations

import subprocess
import sys

import pytest
import spacy
from helpers import CORPUS, ROOT, convert_text, plan
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from pipeline.converted import Converted
from schemas import IDS

TEXT = plan(
    "（一）夯实供水基础。新建泵站12座，改造水厂3座。（责任单位：县水利局、县财政局）",
    "（二）完善管护机制。\r\n到2024年，管护人员达到50名。",
    goals="到2025年，建成水库4座。",
)


def pipeline(language: str, *names: str) -> Language:
    nlp = spacy.blank(language)
    for name in names:
        nlp.add_pipe(name)
    return nlp


def records(doc: Doc) -> Converted:
    found = doc._.guihua
    assert isinstance(found, Converted)
    return found


def test_spacy_finds_the_components_by_name_alone() -> None:
    code = (
        "import spacy; nlp = spacy.blank('xx'); nlp.add_pipe('guihua_targets'); print(nlp.pipe_names, 'jieba' in __import__('sys').modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT.parent)
    assert said.stdout == "['guihua_targets'] False\n"


@pytest.mark.parametrize("language", ["zh", "xx"])
def test_a_plain_text_gives_the_records_of_convert(language: str) -> None:
    doc = pipeline(language, "guihua_targets")(TEXT)
    made = convert_text(TEXT)
    assert records(doc).targets == made.targets
    assert [row for _, row in records(doc).records()][1:] == [row for _, row in made.records()][1:]
    assert records(doc).source_text == TEXT == doc.text
    spans = doc.spans["guihua_targets"]
    assert [span.id_ for span in spans] == [t.target_id for t in made.targets]
    assert [span._.guihua for span in spans] == list(made.targets)
    assert {span.label_ for span in spans} == {"target"}
    for span, target in zip(spans, made.targets, strict=True):
        assert target.evidence[0].text in span.text


@pytest.mark.parametrize("file", ["02_water_plan_hant.txt", "11_industry_measures.txt"])
def test_spans_of_single_characters_are_the_evidence(file: str) -> None:
    text = (CORPUS / file).read_bytes().decode("utf-8")
    nlp = pipeline("zh", *(f"guihua_{kind}s" for kind in IDS))
    doc = nlp(text)
    assert doc.text == text
    for kind, record in records(doc).records():
        spans = [span for span in doc.spans[f"guihua_{kind}s"] if span.id_ == getattr(record, IDS[kind])]
        assert [(s.start_char, s.end_char, s.text) for s in spans] == [(e.start, e.end, e.text) for e in record.evidence]  # type: ignore[attr-defined]


def test_only_the_groups_that_were_asked_for_are_there() -> None:
    doc = pipeline("zh", "guihua_units")(TEXT)
    assert list(doc.spans) == ["guihua_units"]
    assert [span.text for span in doc.spans["guihua_units"]] == ["县水利局", "县财政局"]


def test_records_survive_files_and_processes() -> None:
    nlp = pipeline("zh", "guihua_targets", "guihua_tasks")
    (doc,) = DocBin(store_user_data=True, docs=[nlp(TEXT)]).get_docs(nlp.vocab)
    assert [span._.guihua for span in doc.spans["guihua_targets"]] == list(records(doc).targets) == list(convert_text(TEXT).targets)
    docs = list(nlp.pipe([TEXT, "", "今天天气很好。", TEXT], n_process=2))
    assert [len(d.spans["guihua_targets"]) for d in docs] == [4, 0, 0, 4]
    assert [d._.guihua is None for d in docs] == [False, True, False, False]


def test_a_pipeline_is_saved_with_its_components(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("nlp")
    nlp = spacy.blank("zh")
    nlp.add_pipe("guihua_targets", config={"rules": str(ROOT / "rules")})
    nlp.to_disk(folder)
    doc = spacy.load(folder)(TEXT)
    assert records(doc).targets == convert_text(TEXT).targets


def test_a_doc_without_components_has_no_records() -> None:
    doc = spacy.blank("zh")(TEXT)
    assert doc._.guihua is None
