"""Hostile and outsized inputs: nothing is lost in silence, nothing stops the batch."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from docx_files import docx, table
from helpers import convert_text, converter, item, plan, target_of, targets_of

from corpus.generator import generate
from pipeline.batch import convert_all
from pipeline.errors import DatasetError, ReadError, RuleError
from pipeline.outline.tables import align_scored
from pipeline.read import read
from pipeline.write import DatasetWriter, StreamWriter
from rules import load, read_rules
from rules.families import FAMILIES


def test_a_text_of_more_than_a_million_characters_is_converted() -> None:
    assert len(convert_text(plan(item("新建泵站12座。"), "完善机制。" * 250_000)).targets) == 1


@pytest.mark.parametrize("tag", ["font", "div"])
def test_text_behind_and_below_deep_marks_is_kept(tag: str) -> None:
    page = f"<html><body><p>开头</p>{f'<{tag}>' * 600}<p>深处</p>{f'</{tag}>' * 600}<p>结尾</p></body></html>"
    text = converter()(page.encode(), "a.html").source_text
    assert text.split() == ["开头", "深处", "结尾"]


def test_spans_of_table_cells_that_reach_too_far_are_cut() -> None:
    cell = '<td rowspan="9999" colspan="9999">甲</td>'
    page = f"<html><body><table>{f'<tr>{cell}{cell}</tr>' * 300}</table></body></html>"
    assert converter()(page.encode(), "a.html").source_text.count("甲") == 600


@pytest.mark.parametrize(("cell", "value"), [("≥22000", 22000), ("2000", 2000), ("2035", 2035), ("12000", 12000), ("2035.5", 2035.5)])
def test_an_indicator_value_is_no_year(cell: str, value: float) -> None:
    table = (
        f"主要指标\n序号\t指标\t单位\t2020年\t2025年\t属性\n1\t节水设备产量\t台\t1500\t{cell}\t预期性\n2\t供水能力\t吨\t20\t30\t预期性\n"
    )
    indicators = convert_text(plan(item("推进节水。"), goals=table)).indicators
    assert indicators[0].target is not None
    assert indicators[0].target.value == value


def test_a_bound_holds_for_the_numbers_of_its_own_list_only() -> None:
    found = {t.value: t.comparator for t in targets_of("全年举办节水讲堂24场，每月不少于2场。")}
    assert found == {24: "=", 2: ">="}
    assert {t.comparator for t in targets_of("漏损率、产销差率分别控制在8%和9%以内。")} == {"<="}


def test_a_size_says_which_things_are_counted() -> None:
    assert target_of("投产2台66万千瓦机组。").value == 2


def test_a_name_that_is_no_utf8_does_not_stop_the_batch(tmp_path: Path) -> None:
    odd = os.fsencode(tmp_path) + b"/\xff\xfe.txt"
    try:
        Path(os.fsdecode(odd)).write_text(plan(item("新建泵站12座。")), "utf-8")
    except OSError:
        pytest.skip("this file system takes no such names")
    with DatasetWriter(tmp_path / "out") as writer:
        summary = convert_all([os.fsdecode(odd)], writer, converter())
    assert (summary.documents, summary.failed) == (1, 0)
    document = json.loads((tmp_path / "out" / "documents.jsonl").read_text("utf-8"))
    assert document["source"]["path"].endswith("\\xff\\xfe.txt")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_or_device_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    with (tmp_path / "log").open("w", encoding="utf-8") as log:
        assert convert_all([str(tmp_path / "a.txt")], StreamWriter(log), converter()).failed == 1


def test_the_folder_one_is_in_is_no_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DatasetError):
        DatasetWriter(Path(), force=True)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_standard_output_that_is_full_is_an_orderly_error(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(plan(item("新建泵站12座。")), "utf-8")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cli", "convert", str(tmp_path / "a.txt"), "-o", "-"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr


def test_rules_that_are_no_utf8_are_refused_by_name(tmp_path: Path) -> None:
    for source in (Path(__file__).parent.parent / "rules").glob("*.toml"):
        (tmp_path / source.name).write_bytes(source.read_bytes())
    (tmp_path / "bounds.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RuleError, match=r"^bounds\.toml:1: "):
        read_rules(tmp_path)


# --- what a page may cost ---------------------------------------------------------------------------------------


def refused(data: bytes, name: str) -> str:
    started = time.perf_counter()
    with pytest.raises(ReadError) as caught:
        read(data, name)
    assert str(caught.value).startswith(f"{name}: ")
    assert time.perf_counter() - started < 5
    return caught.value.code


ROW = "".join(f"<td>{n}</td>" for n in range(10_000))


@pytest.mark.parametrize(
    ("page", "code"),
    [
        (f"<table><tr>{ROW}</tr><tr>{ROW}</tr></table>", "table_columns"),
        ("<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">甲", "html_attributes"),
        ("<p " + " ".join(f"a{n}='>'" for n in range(100_000)) + ">甲", "html_attributes"),
        ("<table><tr><td>甲" * 5000, "html_depth"),
        ("<b>" * 2_000_001, "html_elements"),
    ],
    ids=["columns", "attributes", "attributes-quoted", "tables", "tags"],
)
def test_a_page_that_costs_too_much_is_refused_by_the_name_of_its_limit(page: str, code: str) -> None:
    assert refused(f"<html><body>{page}".encode(), "a.html") == code


@pytest.mark.parametrize("opening", ["<div>", "<p><div>", "<span>", "<ul><li>"])
def test_text_below_more_marks_than_the_parser_follows_is_read(opening: str) -> None:
    page = f"<html><body><p>开头</p>{(opening + '甲') * 5000}<p>结尾</p>"
    text = read(page.encode(), "a.html").text
    assert (text.count("甲"), text.startswith("开头"), text.endswith("结尾")) == (5000, True, True)


def test_ten_thousand_columns_of_a_word_file_are_refused() -> None:
    cells = [str(n) for n in range(10_000)]
    assert refused(docx(table(cells, cells)), "a.docx") == "table_columns"


def test_a_word_file_of_tables_without_end_is_refused() -> None:
    body = "<w:tbl><w:tr><w:tc>" * 300 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 300
    assert refused(docx(body), "a.docx") == "xml_depth"


def test_a_text_of_ten_thousand_columns_is_no_table_that_anyone_reads() -> None:
    rows = "\n".join("1\t普及率\t%\t95\t" * 2500 for _ in range(3))
    goals = "主要指标\n" + "序号\t指标\t单位\t2025年\t" * 2500 + "\n" + rows + "\n"
    found = convert_text(plan(item("推进节水。新建水厂3座。"), goals=goals))
    assert (len(found.indicators), len(found.tasks)) == (0, 1)


def test_cells_that_no_columns_can_hold_are_not_set_to_them() -> None:
    score, _ = align_scored(["3"] * 10_000, [False] * 10_000, ["name", "target"], load())
    assert score == float("-inf")


def test_nothing_is_kept_without_bound_of_the_texts_of_a_long_run() -> None:
    convert = converter()
    for seed in range(12):
        made = generate(seed, prose=0.9)
        convert(made.data, made.name)
    memories = {
        f"{module.__name__}.{name}": value.cache_info()
        for module in list(sys.modules.values())
        if (module.__name__ or "").startswith(("pipeline.", "rules", "schemas"))
        for name, value in vars(module).items()
        if hasattr(value, "cache_info")
    }
    by_rules = 2 * max(len(load().of(family)) for family in FAMILIES.values())
    assert any(info.maxsize is None for info in memories.values())
    assert {name: info for name, info in memories.items() if info.maxsize is None and info.currsize > by_rules} == {}
