"""The public Python API: what it takes and gives, that its pages' examples run, and that importing it stays cheap."""

from __future__ import annotations

import doctest
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from helpers import CORPUS, ROOT, converter, plan
from hypothesis import given, settings
from hypothesis import strategies as st

import guihua
from pipeline.batch import convert_all
from pipeline.inputs import find_inputs
from pipeline.write import DatasetWriter

TEXT = plan("（一）夯实供水基础。新建泵站12座。（责任单位：县水利局）")


@pytest.fixture(scope="module", name="demo")
def _demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that looks like the project after `make demo`."""
    root = tmp_path_factory.mktemp("root")
    (root / "corpus").symlink_to(CORPUS)
    with DatasetWriter(root / "demo") as writer:
        convert_all(list(find_inputs([str(CORPUS)])), writer, converter())
    return root


@pytest.mark.parametrize("page", ["docs/python.md", "guihua/__init__.py"])
def test_the_examples_run(page: str, demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(demo)
    failed, run = doctest.testmod(guihua) if page.endswith(".py") else doctest.testfile(str(ROOT / page), module_relative=False)
    assert failed == 0
    assert run > 0


def test_a_text_a_path_and_bytes_give_the_same_records(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_text(TEXT, encoding="utf-8", newline="")
    of_text = guihua.convert(TEXT, path=str(file))
    assert of_text.targets
    assert of_text == guihua.convert(file) == guihua.convert(str(file)) == guihua.convert(file.read_bytes(), path=str(file))
    assert guihua.convert(TEXT).document.source.path == "-"
    assert guihua.convert("一、主要任务（一）新建泵站12座。").source_text == "一、主要任务（一）新建泵站12座。"
    assert guihua.convert("水" * 2000).source_text == "水" * 2000


@given(st.text(st.one_of(st.characters(), st.sampled_from("一二（）12%。，座\n\r\t\ufeff\x00\ud800")), min_size=1).map(lambda s: TEXT + s))
@settings(max_examples=30)
def test_offsets_count_in_the_text_that_was_given(text: str) -> None:
    assert guihua.convert(text).source_text == text


def test_a_dataset_reads_back_as_it_was_converted(tmp_path: Path) -> None:
    names = [str(CORPUS / name) for name in ("02_water_plan_hant.txt", "13_news_interpretation.txt", "05_commerce_opinions.html")]
    with DatasetWriter(tmp_path / "out") as writer:
        convert_all(names, writer, converter())
    found = list(guihua.read_dataset(tmp_path / "out"))
    for name, read in zip(names, found, strict=True):
        made = guihua.convert(name)
        edits = tuple(sorted(made.edits or (), key=lambda e: (e.start, e.end)))
        assert read == replace(made, grounds={}, edits=edits)


def test_a_dataset_of_other_schemas_is_refused(tmp_path: Path) -> None:
    with DatasetWriter(tmp_path / "out") as writer:
        convert_all([str(CORPUS / "02_water_plan_hant.txt")], writer, converter())
    documents = tmp_path / "out" / "documents.jsonl"
    line = documents.read_text(encoding="utf-8")
    old = line.replace(f'"schema_version":"{guihua.SCHEMA_VERSION}",', "")
    assert old != line
    documents.write_text(old, encoding="utf-8")
    assert [p.document.schema_version for p in guihua.read_dataset(tmp_path / "out")] == ["1.0"]
    for version in ("2.0", "1.9"):
        documents.write_text(line.replace(f'"schema_version":"{guihua.SCHEMA_VERSION}"', f'"schema_version":"{version}"'), encoding="utf-8")
        with pytest.raises(guihua.GuihuaError, match=rf"documents.jsonl:1: .* schema {version}"):
            list(guihua.read_dataset(tmp_path / "out"))


def test_importing_it_loads_nothing_heavy() -> None:
    code = "import guihua, sys; print([m for m in ('spacy', 'numpy', 'jieba', 'scipy', 'lxml', 'rich') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout == "[]\n"
