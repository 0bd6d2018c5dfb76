"""Administrative divisions: what a place's name resolves to, and what a document takes from it."""

from __future__ import annotations

import subprocess
import sys

import pytest
from helpers import convert_text, item

from pipeline.places import division_of, divisions_of, gazetteer, level_of, steps_of
from schemas import Document


def code(region: str, *context: str) -> str | None:
    found = division_of(region, context)
    return found.code if found else None


def test_the_list_is_whole() -> None:
    """At the end of 2024: 34 provinces, 333 cities and prefectures, 2,846 counties."""
    current = [d for d in gazetteer().by_code.values() if d.listed == 2024]
    assert [sum(d.level == level for d in current) for level in ("省", "市", "县")] == [34, 333, 2846]
    assert all(d.parent in gazetteer().by_code for d in current if d.level != "省")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("江苏省", "320000"),
        ("江苏省南京市", "320100"),
        ("南京市", "320100"),
        ("上海市长宁区", "310105"),
        ("长宁区", "310105"),
        ("上海市浦东新区", "310115"),
        ("南京市鼓楼区", "320106"),
        ("江苏省南京市鼓楼区", "320106"),
        ("江苏南京鼓楼区", "320106"),
        ("昆山市", "320583"),
        ("仙桃市", "429004"),  # under its province, with no city between
        ("恩施州", "422800"),
        ("恩施土家族苗族自治州", "422800"),
        ("内蒙古自治区阿拉善盟", "152900"),
        ("吉林市", "220200"),
        ("吉林省", "220000"),
        ("香港特别行政区", "810000"),
    ],
)
def test_full_names_and_names_that_are_the_only_ones_resolve(name: str, expected: str) -> None:
    assert code(name) == expected


@pytest.mark.parametrize("name", ["鼓楼区", "朝阳区", "西湖区", "通州区"])
def test_a_name_that_several_places_bear_resolves_to_none(name: str) -> None:
    assert len(divisions_of(name)) > 1
    assert code(name) is None


def test_an_issuer_that_names_the_parent_settles_it() -> None:
    assert code("鼓楼区", "福州市鼓楼区人民政府") == "350102"
    assert code("朝阳区", "长春市朝阳区教育局") == "220104"
    assert code("朝阳区", "朝阳区教育局") is None


@pytest.mark.parametrize("name", ["临澜市", "临澜市云汀区", "岚江省", "岚江省鼓楼区", "北京市鼓楼区", "雄安新区", "区", ""])
def test_places_that_are_in_no_list_or_under_another_parent_resolve_to_none(name: str) -> None:
    assert code(name) is None


def test_a_place_of_an_earlier_list_resolves_to_its_code_of_then() -> None:
    """下城区 of 杭州 was dissolved in 2021; 三元区 of 三明 was renumbered, and counts as it is now."""
    assert code("杭州市下城区") == "330103"
    assert code("三明市三元区") == "350404"


def test_levels_come_from_the_list_else_from_the_shape() -> None:
    assert [level_of(name) for name in ("全国", "江苏省", "北京市", "南京市", "昆山市", "长宁区")] == ["国家", "省", "省", "市", "县", "县"]
    assert [level_of(name) for name in ("岚江省", "澜汐特别行政区", "临澜市", "临澜市云汀区", "青梧县")] == ["省", "省", "市", "县", "县"]
    assert level_of("鼓楼区") == "县"  # whichever of them it is


def test_the_steps_of_a_place() -> None:
    assert steps_of("昆山市") == {"县": "320583", "市": "320500", "省": "320000"}
    assert steps_of("临澜市云汀区") == {"市": "临澜市", "县": "临澜市云汀区"}


# --- in documents ---------------------------------------------------------------------------------------------


def document(title: str, signature: str = "", front: str = "") -> Document:
    """The record of a plan with this title; the signature stands with its date below a letter."""
    letter = f"{signature}\n2022年3月1日\n" if signature else ""
    body = f"一、总体要求\n统筹水资源、水环境、水生态治理。\n二、主要任务\n{item('新建泵站12座。')}\n"
    return convert_text(f"{front}{letter}{title}\n{body}").document


def facts(found: Document) -> tuple[str | None, ...]:
    return found.region, found.level, found.division_code


def test_a_document_of_a_known_place() -> None:
    assert facts(document("南京市水利发展“十四五”规划")) == ("南京市", "市", "320100")
    assert facts(document("上海市长宁区水利发展“十四五”规划")) == ("上海市长宁区", "县", "310105")


def test_a_document_of_an_invented_place_has_a_level_and_no_code() -> None:
    assert facts(document("青梧县水利发展“十四五”规划")) == ("青梧县", "县", None)


def test_a_document_of_an_ambiguous_place() -> None:
    assert facts(document("鼓楼区水利发展“十四五”规划")) == ("鼓楼区", "县", None)
    assert document("鼓楼区水利发展“十四五”规划", signature="福州市鼓楼区人民政府").division_code == "350102"


def test_a_plan_for_the_country_has_a_level_and_no_code() -> None:
    assert facts(document("国家水网建设规划（2021—2035年）", signature="国务院办公厅")) == ("全国", "国家", None)


def test_a_towns_plan_is_of_the_town() -> None:
    assert document("青梧县河口镇2025年工作计划", signature="青梧县河口镇人民政府").level == "乡"
    assert document("青梧县乡村振兴“十四五”规划").level == "县"


@pytest.mark.parametrize(
    ("title", "issuer", "sector"),
    [
        ("青梧县民政事业发展“十四五”规划", "", "民政"),
        ("青梧县职业教育改革实施方案", "", "教育"),
        ("青梧县农业农村污染治理攻坚行动方案", "", "生态环境"),
        ("青梧县农村公路建设“十四五”规划", "", "交通运输"),
        ("青梧县国民经济和社会发展第十四个五年规划纲要", "", "综合"),
        ("2024年青梧县政府工作报告", "", "综合"),
        ("青梧县“百千万”行动方案", "青梧县水利局", "水利"),
        ("青梧县“百千万”行动方案", "青梧县人民政府", None),  # 人民政府 is not 民政
        ("平安县“百千万”行动方案", "", None),  # the name of the place tells nothing
    ],
)
def test_sectors_by_title_then_by_issuer(title: str, issuer: str, sector: str | None) -> None:
    assert document(title, issuer).sector == sector


@pytest.mark.parametrize(
    ("title", "front", "stage"),
    [
        ("青梧县水利发展“十四五”规划", "", "正式"),
        ("青梧县水利发展“十四五”规划（草案）", "", "草案"),
        ("青梧县水利发展“十四五”规划\n（送审稿）", "", "送审稿"),
        ("青梧县水利发展“十四五”规划（征求意见稿）", "", "征求意见稿"),
        ("青梧县水利发展“十四五”规划", "关于公开征求《青梧县水利发展“十四五”规划》意见的公告\n", "征求意见稿"),
    ],
)
def test_stages(title: str, front: str, stage: str) -> None:
    assert document(title, front=front).stage == stage


def test_what_is_no_plan_has_no_stage() -> None:
    found = convert_text("《青梧县水利发展规划》解读\n规划提出了五项任务。\n").document
    assert (found.doc_type, found.stage) == ("non_plan", None)


@pytest.mark.parametrize(
    ("front", "validity"),
    [
        ("索引号：000/2022-1\n有效性：有效\n发布日期：2022-03-02\n", "有效"),
        ("索引号：000/2022-1\n有效性：已废止\n发布日期：2022-03-02\n", "废止"),
        ("索引号：000/2022-1\n时效：失效\n发布日期：2022-03-02\n", "失效"),
        ("索引号：000/2022-1\n有效期：5年\n发布日期：2022-03-02\n", None),
        ("【已废止】\n", "废止"),
        ("本文件已于2023年5月1日失效\n", "失效"),
        ("", None),
    ],
)
def test_validity_from_the_box_or_from_a_line_above_the_plan(front: str, validity: str | None) -> None:
    assert document("青梧县水利发展“十四五”规划", front=front).validity == validity


def test_the_address_from_the_text() -> None:
    front = "来源网址：https://example.org/art/2022/3/2/art_1.html\n发布日期：2022-03-02\n"
    assert document("青梧县水利发展“十四五”规划", front=front).source_url == "https://example.org/art/2022/3/2/art_1.html"
    assert document("青梧县水利发展“十四五”规划", front="网址：见附件\n").source_url is None


PAGE = """<!DOCTYPE html>
{above}<html><head>{head}<title>规划</title></head><body><h1>青梧县水利发展“十四五”规划</h1>
<p>一、主要任务</p><p>（一）夯实供水基础。新建泵站12座。</p></body></html>"""


@pytest.mark.parametrize(
    ("above", "head", "url"),
    [
        ("", '<link rel="canonical" href="https://example.org/a.html">', "https://example.org/a.html"),
        ("<!-- saved from url=(0026)https://example.org/b.html -->\n", "", "https://example.org/b.html"),
        ("<!--\n Page saved with SingleFile \n url: https://example.org/c.html \n-->\n", "", "https://example.org/c.html"),
        ("", '<link rel="canonical" href="/a.html"><link rel="stylesheet" href="https://example.org/x.css">', None),
    ],
)
def test_the_address_of_a_saved_page(above: str, head: str, url: str | None) -> None:
    assert convert_text(PAGE.format(above=above, head=head)).document.source_url == url


def test_the_list_is_not_read_for_help() -> None:
    program = (
        "import sys; sys.argv = ['guihua', '--help']\n"
        "from cli import app\napp(standalone_mode=False)\nprint('pipeline.places' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.split()[-1] == "False"


@pytest.mark.parametrize(
    ("head", "region"),
    [("泾县人民政府关于印发", "泾县"), ("安徽省宣城市泾县人民政府关于印发", "安徽省宣城市泾县"), ("梧县人民政府关于印发", None)],
)
def test_a_county_whose_name_has_one_character_is_known_by_the_list(head: str, region: str | None) -> None:
    found = convert_text(f"{head}2024年重点工作任务的通知\n各乡镇人民政府：\n现印发给你们。\n一、做好工作\n（一）夯实基础。新建泵站3座。\n")
    assert found.document.region == region
