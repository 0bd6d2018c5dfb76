"""Properties of the whole conversion: whatever comes in, what goes out is grounded, valid and the same every time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers import CORPUS, assert_grounded, convert_text, converter, plan, repair_text
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.converted import Converted
from pipeline.errors import GuihuaError
from pipeline.read import read
from pipeline.repair import repair
from rules import load
from schemas import RECORDS

FRAGMENTS = st.sampled_from(
    [
        "青梧县水利发展“十四五”规划\n", "青梧縣水利發展規劃\n", "一、主要任务\n", "二、发展目标\n", "三、保障措施\n",
        "第一章 主要任务\n", "（一）夯实基础。", "（二）推进节水\n", "1.实施工程。", "一是新建水厂。", "——坚持节水。",
        "专栏1 重点工程\n", "附件1\n", "任务分解表\n", "新建泵站12座", "到2025年，", "力争", "每年", "自来水普及率达到96%以上",
        "新增灌溉面积3—5万亩", "分别达到95%和97%", "全覆盖", "百分之九十五", "三分之一", "翻两番", "投入资金5400万元",
        "截至2020年已建成30座", "，", "。", "；", "、", "\n", "\n\n", "（责任单位：县水利局、财政局）", "由县水利局牵头，",
        "会同消防、市场监管等部门", "（县水利局牵头，县财政局配合）", "序号\n指标名称\n单位\n2020年\n2025年\n属性\n",
        "1\n自来水普及率\n%\n90\n96\n预期性\n", "序号\t重点任务\t责任单位\t完成时限\n", "1\t新建水厂2座\t县水利局\t2024年6月底\n",
        "2\t改造管网\t各镇\t长期\n", " |\n", "2021年9月8日\n", "2021118\n", "青政办发〔2021〕17号\n", "索引号：QW-1\n",
        "首页 > 规划\n", "— 3 —\n", "养(yǎng)老", ",,", "十四五”", "?!叭蛲ㄞk”", "\u3000", "\t", "　　", "“", "《", "（", "）",
    ]
)  # fmt: skip
MANY = max(settings.default.max_examples if settings.default else 0, 500)
CHARACTERS = st.characters(exclude_categories=["Cs"])
PLAN_LIKE = st.lists(st.one_of(FRAGMENTS, st.text(CHARACTERS, max_size=4)), max_size=30).map("".join)
ANY_TEXT = st.one_of(st.text(CHARACTERS, max_size=120), PLAN_LIKE, PLAN_LIKE.map(plan))


def attempt(text: str) -> Converted | None:
    """The records of a text; None where it was refused in an orderly way."""
    try:
        return convert_text(text)
    except GuihuaError:
        return None


def dumped(converted: Converted) -> list[str]:
    return [record.model_dump_json() for _, record in converted.records()]


@pytest.mark.parametrize(
    "text", ["索引号：", "首页 > 规划计划\n", "【打印】 【关闭】\n", "\x1f", "<html></html>", "<!DOCTYPE html><script>1</script>"]
)
def test_a_text_with_nothing_but_chrome_is_an_orderly_error_or_an_empty_document(text: str) -> None:
    try:
        converted = convert_text(text)
    except GuihuaError:
        return
    assert converted.tasks == ()


@settings(max_examples=MANY)
@given(ANY_TEXT)
def test_any_text_gives_grounded_records_or_an_orderly_error(text: str) -> None:
    converted = attempt(text)
    if converted is not None:
        assert_grounded(converted)


@settings(max_examples=MANY)
@given(st.lists(FRAGMENTS, max_size=40).map("".join))
def test_any_order_of_plan_fragments_gives_grounded_records(text: str) -> None:
    converted = attempt(plan(text))
    assert converted is not None
    assert_grounded(converted)


@given(PLAN_LIKE.map(lambda words: f"<html><body><p>{words}</p><table><tr><td>序号<td>任务<tr><td>1<td>{words}</table></body></html>"))
def test_any_page_gives_grounded_records_or_an_orderly_error(page: str) -> None:
    converted = attempt(page)
    if converted is not None:
        assert_grounded(converted)


@given(ANY_TEXT)
def test_the_same_bytes_give_the_same_records(text: str) -> None:
    first, second = attempt(text), attempt(text)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert dumped(first) == dumped(second)


@given(ANY_TEXT)
def test_records_are_valid_and_in_source_order(text: str) -> None:
    converted = attempt(text)
    if converted is None:
        return
    for kind, record in converted.records():
        model = RECORDS[kind][1]
        assert model.model_validate_json(record.model_dump_json()) == record
    assert [t.ordinal for t in converted.tasks] == list(range(1, len(converted.tasks) + 1))
    for rows in (converted.tasks, converted.indicators):
        starts = [row.evidence[0].start for row in rows]
        assert starts == sorted(starts)


def without_places(converted: Converted) -> list[object]:
    """The records without what depends on the bytes and offsets."""
    kept: list[object] = []
    for kind, record in converted.records():
        if kind == "document":
            continue
        row = json.loads(record.model_dump_json())
        kept.append(json.loads(json.dumps(row), object_hook=_without))
    return kept


def _without(row: dict[str, object]) -> dict[str, object]:
    # An office's id holds the region, which the site's box may name in full; the clean text has no box, and nothing that was mended.
    places = ("evidence", "doc_id", "task_id", "target_id", "observation_id", "indicator_id", "assignment_id", "org_id", "confidence")
    return {k: v for k, v in row.items() if k not in places}


@pytest.mark.parametrize(
    "body",
    ["（一）夯实基础。新建泵站12座。", "（一）夯实基础\n1.新建水厂。建设水厂2座。\n2.改造管网。改造管网120公里。\n（责任单位：县水利局）"],
)
@pytest.mark.parametrize("damage", ["", "首页 > 规划计划\n【打印】 【关闭】\n", "\u200b"])
def test_the_clean_text_of_a_document_gives_the_same_records_again(body: str, damage: str) -> None:
    first = convert_text(damage + plan(body))
    clean = repair_text(damage + plan(body)).text.text
    again = convert_text(clean)
    assert without_places(again) == without_places(first)
    assert again.document.repairs == {}


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*.txt")), ids=lambda p: p.stem)
def test_the_clean_text_of_a_sample_gives_the_same_records_again(path: Path) -> None:
    source = path.read_bytes()
    again = convert_text(repair(read(source), load()).text.text)
    assert without_places(again) == without_places(converter()(source))
    assert again.document.repairs == {}


@given(st.lists(FRAGMENTS.filter(lambda f: "—" not in f and "索引" not in f and "首页" not in f), max_size=20).map("".join))
def test_converting_clean_text_again_changes_nothing(words: str) -> None:
    text = repair_text(plan(words)).text.text
    for _ in range(3):
        text, before = repair_text(text).text.text, text
        if text == before:
            break
    assert repair_text(text).text.text == text
    assert without_places(convert_text(text)) == without_places(convert_text(repair_text(text).text.text))


def test_ids_depend_on_bytes_and_evidence_only() -> None:
    data = plan("（一）夯实基础。新建泵站12座。（责任单位：县水利局）").encode()
    one, other = converter()(data, "a.txt"), converter()(data, "b/c.txt", ("d.txt",))
    assert [t.task_id for t in one.tasks] == [t.task_id for t in other.tasks]
    assert [t.target_id for t in one.targets] == [t.target_id for t in other.targets]
    assert [u.assignment_id for u in one.units] == [u.assignment_id for u in other.units]
    assert one.document.doc_id == other.document.doc_id
    assert all(t.task_id.startswith(one.document.doc_id) for t in one.tasks)
