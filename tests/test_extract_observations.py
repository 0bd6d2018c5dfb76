"""Results and what stands now: told, dated, and never taken for promises."""

from __future__ import annotations

import pytest
from helpers import amounts, assert_grounded, convert_text, item, plan

from schemas import Observation

RESULTS = """青梧县水利发展“十四五”规划
规划期为2021年至2025年。
一、“十三五”发展成效
（一）供水保障增强。新建供水站18座，农村自来水普及率达到91%。截至2020年6月底，改造管网236公里。
二、主要任务
（一）夯实供水基础。目前全县共有泵站35座，到2025年新建泵站12座。
"""

REPORT = """青梧县2025年政府工作报告
——2025年1月12日在青梧县第十届人民代表大会第五次会议上
一、2024年工作回顾
一年来，新增城镇就业3200人，完成投资4.6亿元。
二、2025年重点工作
新增城镇就业3500人。
"""

NEWS = """青梧县水利工作取得新成效
近日，记者从县水利局获悉，2023年全县新建泵站12座，改造管网80公里。下一步，计划到2025年新建水厂3座。
发布日期：2024-02-03
"""


def observed(text: str) -> list[tuple[str, float, str | None, str | None]]:
    """(metric, value, unit, as of) of the observations of a document."""
    return [(o.metric, o.value, o.unit, o.as_of) for o in convert_text(text).observations]


def in_task(sentence: str) -> tuple[Observation, ...]:
    return convert_text(plan(item(sentence))).observations


def test_results_of_a_retrospective_section_are_observed_and_no_targets() -> None:
    converted = convert_text(RESULTS)
    assert [(t.metric, t.value) for t in converted.targets] == [("泵站", 12)]
    assert observed(RESULTS) == [
        ("供水站", 18, "座", "2020"),  # the heading's period is over: its end dates what is told below
        ("农村自来水普及率", 91, "%", "2020"),
        ("管网", 236, "公里", "2020-06"),
        ("泵站", 35, "座", None),
    ]
    assert_grounded(converted)


def test_what_decided_is_named() -> None:
    section, _, dated, current = convert_text(RESULTS).observations
    assert (section.status, section.cue) == ("achieved", "sections.retrospective")
    assert (dated.status, dated.cue, dated.as_of_explicit) == ("achieved", "cues.past_time", True) or dated.cue.startswith("sections.")
    assert (current.status, current.cue) == ("current", "cues.current")
    assert not section.as_of_explicit


def test_a_work_report_tells_last_years_results_first() -> None:
    converted = convert_text(REPORT)
    assert amounts(converted.targets) == [(3500, "人")]
    assert [(o.value, o.unit, o.as_of) for o in converted.observations] == [(3200, "人", "2024"), (460_000_000, "元", "2024")]


def test_a_document_that_is_no_plan_gives_observations_only() -> None:
    converted = convert_text(NEWS)
    assert converted.document.doc_type == "non_plan"
    assert {kind for kind, _ in converted.records()} == {"document", "observation"}
    assert [(o.metric, o.value) for o in converted.observations] == [("泵站", 12), ("管网", 80)]


@pytest.mark.parametrize(
    ("sentence", "as_of"),
    [
        ("截至2020年底，已建成泵站35座。", "2020"),
        ("“十三五”期间，累计建成泵站35座。", "2020"),
        ("2016—2020年，已建成泵站35座。", "2020"),
        ("截至2020年12月31日，已建成泵站35座。", "2020-12-31"),
        ("已建成泵站35座。", None),
    ],
)
def test_of_when_a_result_is(sentence: str, as_of: str | None) -> None:
    (found,) = in_task(sentence)
    assert (found.value, found.unit, found.as_of) == (35, "座", as_of)


@pytest.mark.parametrize(
    "sentence",
    [
        "新建泵站12座。",
        "到2025年，建成泵站12座。",
        "对达到20万元的企业给予奖励。",
        "严格执行《供水服务标准》，压力不低于14米。",
        "近年来，15分钟办水圈初步形成。",
    ],
)
def test_promises_conditions_and_names_are_not_observed(sentence: str) -> None:
    assert in_task(sentence) == ()


def test_a_promise_behind_a_result_stays_a_target() -> None:
    converted = convert_text(plan(item("农村自来水普及率已达91%，到2025年提高到95%。")))
    assert amounts(converted.targets) == [(95, "%")]
    assert [(o.value, o.unit) for o in converted.observations] == [(91, "%")]


def test_what_a_work_report_tells_of_the_year_and_of_the_years_before() -> None:
    converted = convert_text(
        "2026年青梧省政府工作报告\n一、2025年工作回顾\n过去一年，全年实现地区生产总值5696亿元，增长5.3%。风电场、储能站等170个新项目开工。"
        "新建22个750千伏和330千伏电网工程，100多万群众住上了安全房，两院院士增至93位，新增青河、岚山、梧桐3个过三千亿元城市。"
        "新能源装机规模比“十三五”末翻了一番。新型储能超过760万千瓦。\n二、2026年重点工作\n（一）夯实基础。新建泵站12座。\n"
    )
    assert [(o.metric, o.value, o.as_of) for o in converted.observations if o.unit != "番"] == [
        ("地区生产总值", 569600000000, "2025"),
        ("地区生产总值", 5.3, "2025"),
        ("新项目", 170, "2025"),
        ("750千伏和330千伏电网工程", 22, "2025"),
        ("两院院士", 93, "2025"),
        ("新型储能", 7600000, "2025"),
    ]
    assert amounts(converted.targets) == [(12, "座")]


def test_what_a_programme_opens_with_are_results_of_the_year_before() -> None:
    text = (
        "青梧县2025年民政工作要点\n"
        "2024年，全县民政系统狠抓落实，工作取得明显成效。全年建成养老服务中心6个，新增护理型床位420张；养老服务设施覆盖率提高到92%。\n"
        "2025年，全县民政工作的总体要求是做好基本民生保障。\n一、发展养老服务\n1.优化服务供给。新建互助养老点20个。（养老服务股）\n"
    )
    found = convert_text(text)
    assert [(o.metric, o.value, o.as_of, o.status) for o in found.observations] == [
        ("养老服务中心", 6, "2024", "achieved"),
        ("护理型床位", 420, "2024", "achieved"),
        ("养老服务设施覆盖率", 92, "2024", "achieved"),
    ]
    assert [(t.metric, t.value, t.deadline) for t in found.targets] == [("互助养老点", 20, "2025")]


def test_by_now_and_last_year_are_no_part_of_what_is_observed() -> None:
    found = convert_text("青梧县水利工作要点\n一、主要任务\n1.建设泵站。全县计划建设泵站12座，目前已开工5座。去年改造管网30公里。\n")
    assert [(o.metric, o.value) for o in found.observations] == [("泵站", 5), ("改造管网", 30)]


def test_a_paragraph_before_the_headings_looks_back_only_until_it_comes_to_the_year_of_the_plan() -> None:
    made = convert_text(
        "松荫县2025年水利工作要点\n"
        "2024年，全县新建泵站9座，改造管网40公里。2025年是“十四五”收官之年，水利工作的主要目标是：农村自来水普及率达到96%，新增蓄水能力30万立方米。\n"
        "一、夯实供水基础\n（一）建设水厂。新建水厂2座。\n"
    )
    assert [(o.metric, o.value, o.as_of) for o in made.observations] == [("泵站", 9, "2024"), ("管网", 40, "2024")]
    assert [(t.metric, t.value) for t in made.targets] == [("农村自来水普及率", 96), ("蓄水能力", 300000), ("水厂", 2)]
