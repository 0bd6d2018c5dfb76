"""Repair: each kind of damage mended, clean text left alone, and nothing of the body lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from helpers import CORPUS, SHARED, TITLE, clean, convert_text, plan, repair_text
from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from pipeline.read import read
from pipeline.repair import Repaired, repair
from pipeline.repair.script import _rows, detect, simplify
from pipeline.repair.subscripts import restore_subscripts
from pipeline.text import AlignedText
from rules import RuleSet

CLEAN = plan(
    "（一）夯实供水基础。新建泵站12座，改造管网120公里；到2025年，自来水普及率达到96%以上。",
    "（二）健全节水机制",
    "推行“一户一表”改造，完善阶梯水价，引导企业、学校、机关共同节水。",
    "1.实施农村供水提升工程。巩固提升水源保障能力，显著改善水质。",
    "（责任单位：县水利局、县财政局）",
    safeguards="（一）加强组织领导。建立联席会议制度，定期会商重大事项。",
)


def warned(text: str) -> list[str]:
    return [w.code for w in repair_text(text).warnings]


def rules_of(text: str) -> set[str]:
    return set(repair_text(text).text.counts())


# --- damage ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damaged", "mended", "rule"),
    [
        ("发展养(yǎng)老服务", "发展养老服务", "damage.pinyin"),
        ("统chóu规划", "统规划", "damage.pinyin_bare"),
        ("供\u200b水\ufeff服务", "供水服务", "damage.zero_width"),
        ("供水保障,,节水优先", "供水保障,节水优先", "damage.stray_comma_before"),
        ("水质稳定达标,。", "水质稳定达标。", "damage.stray_comma_before"),
        ("供水、,节水", "供水、节水", "damage.stray_comma_after"),
        ("任务完成。。", "任务完成。", "damage.doubled_mark"),
        ("达到９５％", "达到95%", "damage.character_variant"),
        ("⽔利⻓效", "水利长效", "damage.character_variant"),
        ("供水&nbsp;节水", "供水 节水", "damage.entity_space"),
        ("浓度&lt;35", "浓度<35", "damage.entity_less"),
        ("新建3&mdash;5个", "新建3—5个", "damage.entity_dash"),
        ("&ldquo;一站&rdquo;", "“一站”", "damage.entity_quote_open"),
        ("**（一）夯实基础。**", "（一）夯实基础。", "damage.markdown_emphasis"),
        ("## 一、总体要求", "一、总体要求", "damage.markdown_heading"),
        ("推进管网\n\n<!-- image -->\n\n改造", "推进管网改造", "damage.image_marker"),
        ("达到 95 %", "达到95%", "damage.space_before_digit"),
        ("管理。 依法巡查", "管理。依法巡查", "damage.space_in_sentence"),
        ("甲\r\n乙", "甲\n乙", "damage.carriage_return"),
        ("甲\r乙", "甲\n乙", "damage.carriage_return_alone"),
        ("㈠夯实基础。⑴改造泵站。⒉新建水厂。", "（一）夯实基础。（1）改造泵站。2.新建水厂。", "damage.enclosed_number"),
        ("达到\xa095\u2009%", "达到95%", "damage.other_space"),
        ("甲。\x0c乙。", "甲。\n乙。", "damage.other_space"),
    ],
)
def test_damage_is_mended_by_the_rule_for_it(damaged: str, mended: str, rule: str) -> None:
    assert clean(damaged) == mended
    assert rule in rules_of(damaged)


@pytest.mark.parametrize(
    "text",
    [
        "人工智能(AI)",
        "社区(村)供水",
        "卡拉OK厅",
        "供水……节水",
        "A&B公司",
        "1,200户",
        "张三 李四",
        "著名景区",
        "编著图书",
        "3*4",
        "（试行）",
    ],
)
def test_what_only_looks_like_damage_stays(text: str) -> None:
    assert clean(text) == text


def test_a_clean_simplified_document_gets_no_edit_and_no_warning() -> None:
    repaired = repair_text(CLEAN)
    assert repaired.text.text == CLEAN
    assert repaired.text.edits == ()
    assert repaired.warnings == ()
    assert repaired.script == "hans"


def test_repairs_are_idempotent_on_what_they_mended() -> None:
    damaged = "首页 > 规划计划\n" + CLEAN.replace("，", ",,", 1).replace("水利", "水(shuǐ)利", 1)
    assert clean(clean(damaged)) == clean(damaged)


# --- lost characters ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("damaged", "mended", "rule"),
    [
        ("展望二三五年远景目标", "展望2035年远景目标", "damage.lost_zero"),  # 二〇三五, and as digits
        ("十四五”期间，改造管网。", "“十四五”期间，改造管网。", "lost.opening_quote"),
        ("（一）十四五”时期成效", "（一）“十四五”时期成效", "lost.opening_quote"),
        ("条例自20219施行", "条例自2021年9月施行", "damage.lost_year_month"),
    ],
)
def test_lost_characters_come_back_where_one_reading_fits(damaged: str, mended: str, rule: str) -> None:
    assert clean(damaged) == mended
    assert rule in rules_of(damaged)


@pytest.mark.parametrize("text", ["二三五年级学生", "第二三五年", "二三十年", "条例自202111施行"])
def test_numbers_with_another_reading_are_left(text: str) -> None:
    assert clean(text) == text


def test_a_lost_quote_with_no_twin_is_left_with_a_warning_at_its_place() -> None:
    text = CLEAN + "节水优先”理念深入人心。\n"
    repaired = repair_text(text)
    assert repaired.text.text == text
    assert [(w.code, text[w.start : w.end]) for w in repaired.warnings] == [("unpaired_quote", "节水优先”")]


def test_a_restored_character_still_points_at_its_source() -> None:
    source = "展望二三五年远景目标"
    text = repair_text(source).text
    at = text.text.index("2035年")
    where = text.bounds(at, at + 5)
    assert source[where.start : where.end] == "二三五年"


# --- mojibake -------------------------------------------------------------------------------------------------

WHOLE = "推广“全域通辦”模式，群众办事更方便。澜海县持续用力。"
BROKEN = "澜?!叭蛲ㄞk”服务持续优化。"  # 澜海“全域通辦” in GBK, three bytes short


def test_broken_bytes_are_mended_where_one_phrase_of_the_document_fits() -> None:
    repaired = repair_text(f"{WHOLE}\n{BROKEN}\n")
    assert repaired.text.text.splitlines()[1].startswith("澜海“全域通")
    assert "damage.mojibake" in repaired.text.counts()
    assert not repaired.warnings


@pytest.mark.parametrize(
    "before",
    ["群众办事更方便。", "推广“一网统管”模式。", "推广“全域通辦”和“全域互通辦”。澜海县。"],
    ids=["no phrase", "another phrase", "two phrases"],
)
def test_broken_bytes_are_left_and_warned_of_where_nothing_fits_for_certain(before: str) -> None:
    text = f"{before}\n{BROKEN}\n"
    repaired = repair_text(text)
    assert "damage.mojibake" not in repaired.text.counts()
    assert "mojibake" in [w.code for w in repaired.warnings]


def test_broken_bytes_that_are_mended_in_part_are_warned_of() -> None:
    text = f"推广“全域通辦”模式。澜海县、澜梗县。\n{BROKEN}\n"  # 海 and 梗 end in the same byte
    assert warned(text)


def test_private_use_characters_are_warned_of_and_kept() -> None:
    text = "供水\ue123保障\n"
    assert "\ue123" in clean(text)
    assert warned(text)


# --- chrome ---------------------------------------------------------------------------------------------------

PAGE = f"""您现在所在的位置: 网站首页> 政务公开> 规划计划
索引号：QW0203/2021-00017    主题分类：水利
发布机构：青梧县水利局    成文日期：2021年9月8日
发文字号：青水发〔2021〕17号    有效性：有效
发布日期：2021年9月14日
【大 中 小】 【打印】 【关闭】
{CLEAN}扫一扫在手机打开当前页
相关解读：图解丨一图读懂水利规划
版权所有：青梧县人民政府 网站标识码：0000000000
"""


def test_chrome_is_dropped_by_rules_that_name_why_and_the_text_is_left() -> None:
    repaired = repair_text(PAGE)
    assert repaired.text.text.strip() == CLEAN.strip()
    rules = set(repaired.text.counts())
    assert {"chrome.breadcrumb", "chrome.font_size", "chrome.scan_code", "chrome.related"} <= rules
    assert all(rule.split(".")[0] in {"chrome", "metadata"} for rule in rules)


def test_the_metadata_box_is_read_with_its_place() -> None:
    repaired = repair_text(PAGE)
    said = {field: value.text for field, value in repaired.metadata.items()}
    assert said["index_number"] == "QW0203/2021-00017"
    assert said["issuer"] == "青梧县水利局"
    assert said["doc_number"] == "青水发〔2021〕17号"
    assert (said["issued_on"], said["published_on"]) == ("2021年9月8日", "2021年9月14日")
    for value in repaired.metadata.values():
        assert PAGE[value.source.start : value.source.end] == value.text


def test_a_metadata_box_with_a_label_and_its_value_on_two_lines_is_read() -> None:
    text = "索引号：\nQW0203/2021-00017\n发布机构：\n青梧县水利局\n发布日期：\n2021-09-14\n" + CLEAN
    assert {k: v.text for k, v in repair_text(text).metadata.items()} == {
        "index_number": "QW0203/2021-00017", "issuer": "青梧县水利局", "published_on": "2021-09-14",
    }  # fmt: skip


def test_prose_that_uses_chrome_words_is_never_dropped() -> None:
    prose = (
        "（二）拓宽便民渠道。推广扫一扫缴费、网上打印凭证、在线分享用水账单，完善首页导航和搜索功能，"
        "相关部门要加强配合，让群众少跑腿、多走网路，切实提升办事体验，年内上线服务事项20项。"
    )
    assert prose in clean(plan(prose))


def paged(*, head: str = "") -> str:
    filler = "统筹水资源、水环境、水生态治理，完善工程体系和管护机制，健全从源头到龙头的供水保障链条，着力补短板、强弱项、提质量。" * 5
    parts = ["一、主要任务"]
    for n in range(1, 6):
        parts += [f"（{'一二三四五'[n - 1]}）任务。{filler}", head, str(n)]
    return "青梧县水利发展规划\n" + "\n".join(p for p in parts if p) + "\n"


def test_page_numbers_are_dropped() -> None:
    repaired = repair_text(paged())
    assert repaired.text.counts()["chrome.page_number"] == 5
    assert not any(line.isdigit() for line in repaired.text.text.splitlines())


def test_running_heads_next_to_page_numbers_are_dropped() -> None:
    repaired = repair_text(paged(head="青梧县水利发展规划文本"))
    assert "青梧县水利发展规划文本" not in repaired.text.text
    assert repaired.text.counts()["chrome.running_head"] == 5


@pytest.mark.parametrize("head", ["{} 青梧县水利发展规划文本", "青梧县水利发展规划文本  {}"])
def test_running_heads_with_the_number_of_their_page_beside_them_are_dropped(head: str) -> None:
    pages = "".join(f"（{'一二三四五'[n - 1]}）任务。{PRINTED}\n{head.format(n)}\n" for n in range(1, 6))
    assert "规划文本" not in clean(f"青梧县水利发展规划\n一、主要任务\n{pages}")
    rows = "".join(f"{n} 县水利局规划科\n新建泵站{n}座，由乡镇管护。\n" for n in range(1, 6))
    assert clean(f"青梧县水利发展规划\n一、主要任务\n{rows}").count("县水利局规划科") == 5


def test_an_item_that_looks_like_others_and_ends_a_page_is_no_running_head() -> None:
    items = ""
    for n in range(1, 22):
        items += f"{n}.实施第{n}项工程\n责任单位：第{n}供水处\n完成时限：2023年12月底前\n" + (f"— {n // 6} —\n" if n % 6 == 0 else "")
    assert clean(f"青梧县水利发展规划\n一、主要任务\n{items}").count("完成时限：2023年12月底前") == 21


def test_fields_that_end_the_pages_are_no_running_heads() -> None:
    filler = "统筹水资源、水环境、水生态治理，完善工程体系和管护机制，健全供水保障链条，着力补短板、强弱项、提质量。" * 6
    items = "".join(f"{n}.实施第{n}项工程。{filler}\n完成时限：2023年12月底前\n{n}\n" for n in range(1, 6))
    assert clean(f"青梧县水利发展规划\n一、主要任务\n{items}").count("完成时限：2023年12月底前") == 5


def test_numbers_that_start_the_rows_of_a_scattered_table_are_no_page_numbers() -> None:
    rows = "\n".join(f"{n}\n甲指标{n}\n%\n9{n}\n9{n + 1}\n预期性" for n in range(1, 5))
    text = f"青梧县水利发展规划\n一、主要指标\n序号\n指标名称\n单位\n2020年\n2025年\n属性\n{rows}\n"
    assert "chrome.page_number" not in rules_of(text)


PRINTED = "统筹水资源、水环境、水生态治理，完善工程体系和管护机制，健全从源头到龙头的供水保障链条，着力补短板、强弱项、提质量。" * 7


def bound(*openings: str) -> str:
    """A plan printed on pages whose numbers run together with what their pages open with."""
    pages = [f"{'' if n == 0 else n}{opening}" + wrapped(PRINTED, 28)[:-20] for n, opening in enumerate(openings)]
    return "青梧县水利发展规划\n一、主要任务\n" + "\n".join(pages) + "\n质量。\n"


def test_page_numbers_that_run_together_with_words_are_dropped() -> None:
    text = bound("（一）夯实基础。", "断提升水质，", "增值的水源，", "2021年起建管网，", "30处泵站，", "本级水厂，")
    repaired = repair_text(text)
    assert repaired.text.counts()["chrome.page_number"] == 5
    assert "县断提升" not in repaired.text.text
    for words in ("\n断提升", "\n增值", "\n2021年起", "\n30处", "\n本级"):
        assert words.strip() in repaired.text.text


def test_numbers_of_items_and_numbers_in_sentences_are_no_page_numbers() -> None:
    items = "".join(f"{n}实施第{n}项工程。{PRINTED}\n" for n in range(1, 8))
    assert "chrome.page_number" not in rules_of(f"青梧县水利发展规划\n一、主要任务\n{items}")
    counted = "".join(f"{wrapped(PRINTED, 28)}新建泵站\n{n}座，改造管网，\n" for n in (12, 5, 30, 7, 8, 2, 40))
    assert "chrome.page_number" not in rules_of(f"青梧县水利发展规划\n一、主要任务\n（一）夯实基础。{counted}")


def test_pages_that_open_with_a_heading_and_one_that_is_a_picture_lose_their_numbers() -> None:
    text = bound("1.1 夯实供水基础。", "断提升水质，", "1.2 健全机制。", "增值的水源，", "加强管护，")
    text += wrapped(PRINTED, 28) + "\n5图2 水源分布\n62.1 强化保障。" + PRINTED + "\n"
    kept = clean(text)
    assert "\n1.2健全机制。" in kept
    assert "\n图2水源分布\n2.1强化保障。" in kept


def test_a_chapter_that_ends_early_on_its_page_does_not_break_the_series() -> None:
    text = (
        bound("（一）夯实基础。", "断提升水质，", "增值的水源，", "本级水厂，")
        + "4结 语\n蓝图已经绘就。\n5附件：名词解释\n1、节水。"
        + PRINTED
    )
    kept = clean(text)
    assert "\n结 语\n蓝图已经绘就。\n附件：名词解释\n" in kept


CONTENTS = """青梧县水利发展规划
青梧县第九届人民代表大会批准目 录
一、立足新起点，以节水优先、空间均衡、系统治理引领全县水利高质量发展..........................................1
（一）持续夯实从源头到龙头、从城区到村庄、从建设到管护的城乡一体供水保障
能力和水平.........................................................................3
2二、加强保障，健全规划实施、监测评估、动态调整和社会监督的全过程管理工作机制................12
一、立足新起点，以节水优先、空间均衡、系统治理引领全县水利高质量发展
（一）夯实基础。新建泵站12座。
"""


def test_a_list_of_contents_goes_whole_and_the_words_before_its_title_stay() -> None:
    assert clean(CONTENTS).splitlines() == [
        "青梧县水利发展规划", "青梧县第九届人民代表大会批准", "一、立足新起点，以节水优先、空间均衡、系统治理引领全县水利高质量发展",
        "（一）夯实基础。新建泵站12座。",
    ]  # fmt: skip


# --- figures set low ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("深入推进 PM 和臭氧（O ）\n2.5 3\n协同控制。", "深入推进 PM2.5和臭氧（O3）\n协同控制。"),
        (
            "浓度（PM ）下降，二氧化硫（SO ）达标\n10 2\n，一氧化碳（CO）下降。",
            "浓度（PM10）下降，二氧化硫（SO2）达标\n，一氧化碳（CO）下降。",
        ),
        ("（SO、NO）年均浓度\n2 2 稳定达标", "（SO2、NO2）年均浓度\n稳定达标"),
        ("全市PM 浓度下降至 32\n2.5\n微克。", "全市PM2.5浓度下降至 32\n微克。"),
    ],
)
def test_figures_below_their_formulas_go_back_into_them(broken: str, whole: str) -> None:
    assert restore_subscripts(AlignedText.of(broken)).text == whole


@pytest.mark.parametrize(
    "text", ["PM 浓度下降\n3\n", "使用 CO 检测仪\n12 台", "臭氧（O3）达标\n2\n", "PM 和臭氧（O ）\n2.5 3 2\n", "浓度（PM ）\n10 个站点"]
)
def test_other_numbers_below_a_formula_stay_where_they_are(text: str) -> None:
    assert restore_subscripts(AlignedText.of(text)).text == text


# --- wraps ----------------------------------------------------------------------------------------------------


def wrapped(text: str, width: int) -> str:
    return "\n".join(line[i : i + width] for line in text.splitlines() for i in range(0, max(len(line), 1), width))


def test_hard_wrapped_paragraphs_are_joined_and_labels_are_not() -> None:
    body = "统筹水资源、水环境、水生态治理，完善工程体系和管护机制，健全从源头到龙头的供水保障链条，着力补短板、强弱项，让群众喝上放心水。"
    text = "一、主要任务\n" + "\n".join(f"（{n}）夯实基础。{body}{body}" for n in "一二三四五六") + "\n"
    assert clean(wrapped(text, 28)).strip() == text.strip()


def test_an_indented_line_opens_a_paragraph_where_all_do() -> None:
    words = "统筹水资源、水环境、水生态治理，完善工程体系和管护机制，健全从源头到龙头的供水保障链条，着力补短板、强弱项，让群众喝上放心水"
    lengths = [36, 60, 36 + 38, 90, 50, 36, 66, 44, 36 + 38, 80, 36]  # 36 and 38 columns fill a line
    paragraphs = [(words * 2)[: n - 1] + "。" for n in lengths]
    text = "\n".join(f"\u3000\u3000{p}" for p in ["一、主要任务", *paragraphs]) + "\n"
    lines = wrapped(text, 38).splitlines()
    assert any(len(line) == 38 and line.endswith("。") for line in lines)  # a full line that ends its paragraph
    assert [line.strip() for line in clean(wrapped(text, 38)).splitlines()] == ["一、主要任务", *paragraphs]


def test_a_line_that_is_not_indented_goes_on_whatever_it_opens_with() -> None:
    body = "\u3000\u3000统筹水资源、水环境、水生态治理，完善工程体系和管护机制，健全供水保障链条，着力补短板、强弱项，让群众喝上放心水。"
    counted = "\u3000\u3000加大校园食堂、连锁餐饮、超市等重点场所食品抽检力度，食品抽检量超每千人6.6批次，其中抽检校园食品超5万批次。"
    text = "\n".join([body] * 8 + [counted])
    assert "\n6.6批次" in wrapped(text, 37)
    assert clean(wrapped(text, 37)).endswith("食品抽检量超每千人6.6批次，其中抽检校园食品超5万批次。")


def test_a_short_line_behind_a_full_one_is_a_heading_where_no_mark_ends_it() -> None:
    body = "统筹水资源、水环境、水生态治理，完善工程体系和管护机制，健全供水保障链条，着力补短板、强弱项。" * 5
    cut = body[: 28 * 7 - 1] + "。"
    lines = clean(wrapped(f"{cut}\n“十五五”时期工作安排\n{cut}\n", 28)).splitlines()
    assert lines == [cut, "“十五五”时期工作安排", cut]


def test_a_heading_as_wide_as_the_page_ends_where_the_contents_say() -> None:
    body = wrapped("统筹水资源、水环境、水生态治理，完善工程体系和管护机制，健全供水保障链条，着力补短板、强弱项。" * 5, 28)
    one, two = "第三章 统筹水资源水环境水生态治理加快建设现代水网体系", "第四章 健全从源头到龙头的供水保障链条"
    contents = f"目 录\n{one} ........ 11\n{two}加快农村供水工程提质 ........ 13\n第五章 强化保障 ........ 14\n"
    text = f"{one}\n{body}\n{two}\n加快农村供水工程提质\n{body}\n"
    lines = clean(contents + text).splitlines()
    assert lines[-4] == one
    assert lines[-2] == two + "加快农村供水工程提质"


def test_a_number_and_a_heading_that_are_cut_are_joined_in_any_text() -> None:
    text = "三、主要任务\n（一）推进学前教育普\n惠发展\n1.每年建成步道200公里，打造非遗工坊45\n02家，改造管网。\n"
    assert clean(text) == "三、主要任务\n（一）推进学前教育普惠发展\n1.每年建成步道200公里，打造非遗工坊4502家，改造管网。\n"


def test_blank_lines_between_all_lines_say_nothing() -> None:
    lines = ["一、主要任务", *(f"{n}.改造管网{n}公里，新建泵站。" for n in range(1, 14)), "专栏", "1", "水网工程"]
    double = "\n\n".join(lines) + "\n"
    assert clean(double) == "\n".join(lines) + "\n"
    assert "flattened.blank_lines" in rules_of(double)
    some = "\n\n".join(lines[:8]) + "\n" + "\n".join(lines[8:]) + "\n"
    assert clean(some) == some


def test_a_heading_over_two_lines_is_one_and_a_short_heading_takes_no_line() -> None:
    body = (
        "统筹水资源、水环境、水生态治理，完善工程体系和管护机制，健全从源头到龙头的供水保障链条，着力补短板、强弱项，让群众喝上放心水。" * 2
    )
    paragraphs = wrapped(body, 28)
    heading = "1.2 加快建设城乡一体、丰枯互济、安全可靠的现代化\n供水网络"
    text = f"一、主要任务\n{paragraphs}\n{heading}\n{paragraphs}\n1.3 健全机制\n供水网络\n{paragraphs}\n"
    lines = clean(text).splitlines()
    assert "1.2加快建设城乡一体、丰枯互济、安全可靠的现代化供水网络" in lines
    assert "1.3健全机制" in lines


def test_a_sentence_broken_by_a_page_is_joined_and_keeps_both_pieces_as_evidence() -> None:
    filler = "统筹水资源、水环境、水生态治理，完善工程体系和管护机制，健全从源头到龙头的供水保障链条，着力补短板、强弱项、提质量。" * 6
    pages = [f"青梧县水利发展规划\n一、主要任务\n（一）任务。{filler}\n", f"（二）任务。{filler}新建泵站\n", f"12座，改造管网。{filler}\n"]
    source = "".join(page + f"— {n} —\n" for n, page in enumerate(pages, 1))
    text = repair_text(source).text
    at = text.text.index("新建泵站12座")
    assert [source[s.start : s.end].strip() for s in text.sources(at, at + 7)] == ["新建泵站", "12座"]


@pytest.mark.parametrize("following", ["（二）健全机制。", "1.实施工程。", "附件：指标表", "（责任单位：县水利局）", "一是抓好建设。"])
def test_a_line_that_stands_for_itself_is_never_joined_to_the_line_before(following: str) -> None:
    text = f"一、主要任务\n（一）统筹水资源、水环境、水生态治理，完善工程体系和管护机制，健全供水保障链条\n{following}\n"
    assert following in clean(text).splitlines()


# --- script ---------------------------------------------------------------------------------------------------

T2S = OpenCC("t2s")
HANT_WORDS = st.sampled_from([key for name in ("TSCharacters.txt", "TSPhrases.txt") for key, _ in _rows(name)])


@given(st.lists(HANT_WORDS, max_size=30).map("".join))
def test_dictionary_words_are_simplified_as_opencc_does(text: str) -> None:
    assert simplify(text) == T2S.convert(text)
    assert len(simplify(text)) == len(text)


@given(st.text())
def test_any_text_is_simplified_as_opencc_does(text: str) -> None:
    assert simplify(text) == T2S.convert(text)
    assert len(simplify(text)) == len(text)


@pytest.mark.parametrize(
    ("text", "script"), [("夯實供水基礎", "hant"), ("夯实供水基础", "hans"), ("", "hans"), ("水", "hans"), ("abc", "hans")]
)
def test_the_script_is_told_from_the_characters_of_one_script_only(text: str, script: str) -> None:
    assert detect(text) == script


def test_a_traditional_document_is_simplified_with_its_particles() -> None:
    repaired = repair_text("夯實供水基礎，著力改造管網，顯著提升水質，什麼都不落下。")
    assert repaired.script == "hant"
    assert repaired.text.text == "夯实供水基础，着力改造管网，显著提升水质，什么都不落下。"


# --- properties -----------------------------------------------------------------------------------------------

FRAGMENTS = st.sampled_from(
    [
        "一、主要任务", "（一）夯实基础。", "1.", "\n", "\n\n", "\r\n", "，", "。", ",,", "”", "十四五”", "二三五年", "養(yǎng)老",
        "首页 > 规划", "索引号：", "发布日期：2021-01-01", "— 3 —", "3", "目录", "......", "|", "\t", "  ", "\u3000", "\u200b",
        "&nbsp;", "?!叭蛲ㄞk”", "“全域通辦”", "\ue000", "著力", "責任單位", "序号", "指标名称", "单位", "2025年", "扫一扫",
    ]
)  # fmt: skip
ANY_TEXT = st.one_of(st.text(max_size=80), st.lists(st.one_of(FRAGMENTS, st.text(max_size=5)), max_size=30).map("".join))


def assert_aligned(source: str, repaired: Repaired) -> None:
    text = repaired.text
    before = 0
    for i in range(len(text)):
        where = text.bounds(i, i + 1)
        assert before <= where.start <= where.end <= len(source)
        before = where.start
    for edit in text.edits:
        assert 0 <= edit.start <= edit.end <= len(source)
    for warning in repaired.warnings:
        assert 0 <= warning.start <= warning.end <= len(source)
    for value in repaired.metadata.values():
        assert 0 <= value.source.start < value.source.end <= len(source)


@given(ANY_TEXT)
def test_no_repair_of_any_text_loses_its_offsets(source: str) -> None:
    assert_aligned(source, repair_text(source))


@given(ANY_TEXT)
def test_what_no_edit_touched_stands_in_the_clean_text_as_it_was(source: str) -> None:
    repaired = repair_text(source)
    touched = {n for e in repaired.text.edits for n in range(e.start, e.end)}
    kept = [c for n, c in enumerate(source) if n not in touched]
    assert len(repaired.text) >= len(kept)
    if repaired.script == "hans" and not repaired.text.edits:
        assert repaired.text.text == source


# --- the reference documents ----------------------------------------------------------------------------------


def reference_documents() -> list[tuple[Path, Path]]:
    """(document, annotation) of corpus/ and, where it is there, of ../shared."""
    found = []
    for gold in sorted([*(CORPUS / "gold").glob("*.gold.json"), *(SHARED / "gold").glob("*.gold.json")]):
        folder = CORPUS if gold.is_relative_to(CORPUS) else SHARED / "corpus"
        found.append((folder / json.loads(gold.read_text(encoding="utf-8"))["source"]["name"], gold))
    return found


@pytest.mark.parametrize(("document", "gold"), reference_documents(), ids=lambda p: p.stem)
def test_nothing_inside_a_reference_task_is_dropped(document: Path, gold: Path, rules: RuleSet) -> None:
    reference = json.loads(gold.read_text(encoding="utf-8"))
    source = read(document.read_bytes())
    repaired = repair(source, rules)
    assert_aligned(source.text, repaired)
    if reference["source"].get("by_text"):  # the offsets count in another rendering
        left = "".join(repaired.text.text.split())
        pieces = [p for task in reference["tasks"] for e in task["evidence"] for p in e["text"].split()]
        assert [p for p in pieces if p not in left] == []
        return
    inside = [(e["start"], e["end"]) for task in reference["tasks"] for e in task["evidence"]]
    dropped = [e for e in repaired.text.edits if e.rule.startswith(("chrome.", "metadata."))]
    lost = [e for e in dropped for a, b in inside if e.start < b and a < e.end and e.before.strip()]
    assert lost == []


ONE_LINE = (
    "为扎实推进全县水利建设，结合青梧县的实际情况，制定本实施方案。{0}一、总体要求{0}坚持节水优先，系统治理，统筹安全与发展，按时保质完成各项任务。{0}"
    "二、主要任务{0}（一）夯实基础。新建泵站12座，改造水厂3座，落实（二）项所列资金，健全工程建设和管护机制，按季度通报。{0}"
    "（二）健全机制。完善水价形成机制，落实节水奖励，推进农业水价综合改革，按月报送进展。{0}三、保障措施{0}"
    "（一）加强领导。各乡镇要落实属地责任，明确专人负责，定期调度，及时解决困难问题，确保各项任务落地见效。{0}（二）强化督查。县水利局会同有关部门定期通报，奖优罚劣。"
)


def test_paragraphs_that_spaces_part_are_told_apart() -> None:
    assert clean(ONE_LINE.format(" ")) == ONE_LINE.format("\n")
    assert clean(ONE_LINE.format("\u3000\u3000")) == ONE_LINE.format("\n")


def test_spaces_behind_all_sentences_part_no_paragraphs() -> None:
    text = ONE_LINE.format("").replace("。", "。 ").strip()
    assert "\n" not in clean(text.replace("一、总体要求", "").replace("二、", "").replace("三、", ""))


def test_labels_alone_tell_the_lines_of_a_text_that_is_one() -> None:
    lines = clean(ONE_LINE.format("")).splitlines()
    assert [line[:6] for line in lines] == [
        "为扎实推进全",
        "一、总体要求",
        "坚持节水优先",
        "二、主要任务",
        "（一）夯实基",
        "（二）健全机",
        "三、保障措施",
        "（一）加强领",
        "（二）强化督",
    ]


def test_labels_inside_a_paragraph_among_others_break_nothing() -> None:
    paragraph = (
        "支持下列工作："
        + "；".join(f"（{n}）改造管网，健全机制，落实管护责任，按季通报进展" for n in "一二三四五六七八")
        + "。二、三产业同步发展。"
    )
    text = f"{paragraph}\n{paragraph}\n"
    assert clean(text) == text


# --- spaces inside words --------------------------------------------------------------------------------------


def test_a_space_inside_a_word_is_taken_out() -> None:
    assert clean("深化节水宣传，培 育志愿队伍20支，新增停 车位300个。\n") == "深化节水宣传，培育志愿队伍20支，新增停车位300个。\n"


@pytest.mark.parametrize("text", ["加强组织领导 各部门要落实责任。\n", "坚持统筹 划分片区，落实到人。\n", "云汀市水利局 云汀市财政局\n"])
def test_a_space_between_words_stays(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    "note",
    [
        "（责任单位：市财政局、市水\n利局）",
        "（责任\n单位：市财政局、市水利局）",
        "（市财政局、市自然资源和\n规划局按职责\n分工负责）",
        "〔市财政局牵头，\n市水利局配合〕",
    ],
)
def test_a_note_in_brackets_that_is_broken_across_lines_is_joined(note: str) -> None:
    assert clean(f"健全节水制度。{note}\n（二）推进管网改造。\n") == f"健全节水制度。{note.replace(chr(10), '')}\n（二）推进管网改造。\n"


@pytest.mark.parametrize("text", ["健全制度。（牵头单位：市财政局\n配合单位：市水利局）\n", "健全制度（试行。\n推进管网改造。\n"])
def test_brackets_that_nothing_broke_are_left(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("健全制度，改造泵站35\n座。\n", "健全制度，改造泵站35座。\n"),
        ("健全制度，改造泵站35\n座谈会如期召开。\n", "健全制度，改造泵站35\n座谈会如期召开。\n"),
    ],
)
def test_a_number_is_joined_with_the_measure_word_that_a_break_took_from_it(text: str, mended: str) -> None:
    assert clean(text) == mended


def test_a_list_of_units_on_its_own_line_is_not_joined_with_the_next_paragraph() -> None:
    text = "责任单位：市财政局、市自然资源和规划局、市水利局，各县（市、区）人民政府\n完善节水制度。推进管网改造，新建水厂3座。\n"
    assert clean(text) == text


def test_a_metadata_box_in_two_cells_a_line_is_read_and_a_table_of_two_columns_is_not() -> None:
    repaired = repair_text("索引号\tB12000-2024-3\n发布机构\t青梧县水利局\n来源\t说明\n一、总体要求\n节约用水。\n")
    assert {k: v.text for k, v in repaired.metadata.items()} == {"index_number": "B12000-2024-3", "issuer": "青梧县水利局"}
    assert repaired.text.text.startswith("来源\t说明\n")


def test_lines_that_a_converter_ran_together_are_told_apart_at_their_spaces() -> None:
    wrapped = "\n".join(
        [
            "为扎实推进全县水利建设，结合青梧县的实际情况，制定本实施",
            "方案。请各乡镇和县直各单位认真组织，按照职责抓好各项工作",
            "落实，并按季度向县水利局报送进展情况。",
            "一、主要任务",
            "（一）夯实供水基础。新建泵站和管网，巩固提升农村水源的保",
            "障能力，显著改善水质，让群众喝上放心水，用上稳定水。",
            "（二）健全节水机制。推行“一户一表”改造，完善阶梯水价，引",
            "导企业、学校、机关共同节水，建立用水统计制度。",
            "二、组织保障",
            "（一）加强组织领导。建立联席会议制度，定期会商重大事项，",
            "统筹推进各项建设，落实工作责任，形成齐抓共管的局面。",
        ]
    )
    flat = repair_text(wrapped.replace("\n", " "))
    assert flat.text.text == repair_text(wrapped).text.text
    assert "flattened.line_break" in flat.text.counts()


def test_readings_without_tone_marks_are_taken_out_and_units_are_not() -> None:
    text = "關(guan) 於(yu) 加快發展的意見，各國有企業(ye) ，各機關。新增綠地12公頃(ha)以上。"
    assert repair_text(text).text.text == "关于加快发展的意见，各国有企业，各机关。新增绿地12公顷(ha)以上。"


def test_names_that_spaces_part_are_no_lines() -> None:
    assert "flattened.line_break" not in rules_of("参加单位： " + " ".join(["青梧县水利局", "青梧县财政局"] * 30))


def test_at_signs_that_a_copy_put_behind_words_are_taken_out() -> None:
    assert repair_text("到@@2025年@@，全县@@水质优良。邮箱：gx@example.com").text.text == "到2025年，全县水质优良。邮箱：gx@example.com"


def _printed(paragraphs: list[str], width: int, mark: str) -> str:
    """Paragraphs set in lines of `width` characters, each with `mark` behind its last line."""
    out = []
    for paragraph in paragraphs:
        lines = [paragraph[n : n + width] for n in range(0, len(paragraph), width)]
        out += [*lines[:-1], lines[-1] + mark]
    return "\n".join(out)


def test_spaces_that_are_left_of_paragraph_marks_tell_full_lines_that_end_from_those_that_go_on() -> None:
    full = "（一）修复河湖湿地生态空间，恢复近岸植被与水系连通"  # as wide as the page, and yet it ends there
    over = "（二）加固沿江堤防和排涝泵站，提高中心城区与沿江重点集镇的防洪排涝能力"
    body = "沿江各镇按流域分段落实管护责任，疏浚淤塞河段，拆除阻水建筑，逐步恢复河道行洪断面和滩地蓄水空间。" * 3
    text = _printed([full, body, over, body, body, body], 25, " ")
    assert len(full) == 25
    assert [line.rstrip() for line in clean(text).split("\n")] == [full, body, over, body, body, body]


def test_spaces_behind_every_line_tell_nothing_of_paragraphs() -> None:
    body = "沿江各镇按流域分段落实管护责任，疏浚淤塞河段，拆除阻水建筑，逐步恢复河道行洪断面和滩地蓄水空间。" * 3
    text = _printed([body, body, body, body], 25, "").replace("\n", " \n")
    assert [line.rstrip() for line in clean(text).split("\n")] == [body, body, body, body]


def test_lines_that_count_on_are_no_pages_run_into_their_words() -> None:
    """A number between its neighbours is whole (11, 12, 13), though its tens rise as the numbers of pages do."""
    lines = [f"{n} 改造第{n}片区老旧供水管网，配套建设智能水表，完善巡查机制和应急预案" + "。" * (n % 2) for n in range(9, 60)]
    assert "chrome.page_number" not in repair_text("青梧县供水改造任务清单\n" + "\n".join(lines) + "\n").text.counts()


# --- years in characters ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("到二〇二五年，新建泵站。", "到2025年，新建泵站。"),
        ("二○三五年远景目标", "2035年远景目标"),
        ("二零二六财政年度", "2026财政年度"),
        ("二〇二四年六月底前完成", "2024年6月底前完成"),
        ("十二月底前完成", "12月底前完成"),
        ("二〇二四年六月三日", "二〇二四年六月三日"),  # a whole date, which dates.py reads
        ("二〇二四年六月", "二〇二四年六月"),
        ("一九九八年水灾", "一九九八年水灾"),
        ("三个月内完成，正月开工", "三个月内完成，正月开工"),
    ],
)
def test_years_and_months_in_characters_are_read_as_digits(written: str, read: str) -> None:
    assert clean(written) == read


def test_a_deadline_in_characters_dates_a_target_and_a_title_keeps_its_year() -> None:
    found = convert_text(
        "青溪市二〇二四年水利工作要点\n一、重点任务\n（一）夯实基础。二〇二四年九月底前，新建泵站12座。\n（二）健全机制。改造水厂3座。\n"
    )
    assert found.document.title == "青溪市二〇二四年水利工作要点"
    assert [(t.value, t.deadline) for t in found.targets] == [(12, "2024-09"), (3, "2024")]
    assert found.tasks[0].text.endswith("二〇二四年9月底前，新建泵站12座。")


def test_the_text_of_a_task_keeps_the_years_of_its_source() -> None:
    title = "展望2050年、二〇三五年和2027年"
    found = convert_text(
        f"青溪市水利发展规划\n一、主要任务\n（一）{title}。到二三五年，新建泵站12座，其中二〇三〇年建8座。\n（二）健全机制。改造水厂3座。\n"
    )
    assert (found.tasks[0].title, found.tasks[0].text) == (title, "到2035年，新建泵站12座，其中二〇三〇年建8座。")


def test_the_end_of_a_heading_on_a_line_of_its_own_goes_back_to_it() -> None:
    text = (
        "第三章 全面推进水情监测\n网络升级\n第一节 夯实应急物资储备\n体系\n（一）抓好渠系管护。健全制度。\n"
        "第二节 推进节水灌溉与\n水价改革\n完善计量设施。\n第三节 健全管护队伍\n保障\n（一）加强培训。\n"
    )
    assert clean(text).splitlines() == [
        "第三章 全面推进水情监测网络升级", "第一节 夯实应急物资储备体系", "（一）抓好渠系管护。健全制度。",
        "第二节 推进节水灌溉与水价改革", "完善计量设施。", "第三节 健全管护队伍", "保障", "（一）加强培训。",
    ]  # fmt: skip


def test_a_short_line_that_stops_in_a_later_clause_goes_on() -> None:
    text = "（一）推进转型。构建管护模式，农村水\n厂达标率提高到47%。\n（二）实施监管。改造泵站8座。\n"
    assert clean(text).splitlines()[0] == "（一）推进转型。构建管护模式，农村水厂达标率提高到47%。"


def test_readings_behind_every_few_characters_are_taken_out_where_they_are_many() -> None:
    text = "青溪(xi)市加(jia)快(kuai)改(gai)造(zao)(zao)水(shui)厂(chang)，新(xin)建泵(beng)站(zhan)12座(zuo)。\n"
    assert clean(text) == "青溪市加快改造水厂，新建泵站12座。\n"
    assert clean("造林500公顷(ha)，每公顷(ha)补助(bu)。\n") == "造林500公顷(ha)，每公顷(ha)补助(bu)。\n"


def test_an_item_behind_the_heading_above_it_begins_a_line_where_the_next_one_does() -> None:
    text = "一、夯实水源基础1、兴修水库。新建水库3座。\n2、改造泵站。改造泵站8座。\n二、健全管护机制3、落实责任。健全制度。\n"
    assert [(t.label, t.title, t.path[-1].title) for t in convert_text(f"{TITLE}\n{text}").tasks] == [
        ("1、", "兴修水库", "夯实水源基础"), ("2、", "改造泵站", "夯实水源基础"), ("3、", "落实责任", "健全管护机制"),
    ]  # fmt: skip
    alone = "一、推进泵站改造，完成机组1、机组2检修\n（一）检修。检修机组2台。\n"
    assert clean(alone) == alone


def test_the_title_of_a_text_in_one_line_stands_apart() -> None:
    text = (
        "青溪镇2026年水利工作计划 2026年是水网建设的关键一年，全镇要抓实水利工作。一、兴修水源。新建水库3座，改造泵站8座。"
        + "加强日常管护。" * 30
    )
    text += "二、健全机制。落实巡查制度。三、加强宣传。培训农户300人。"
    found = convert_text(text)
    assert found.document.title == "青溪镇2026年水利工作计划"
    assert [t.label for t in found.tasks] == ["一、", "二、", "三、"]
