"""Kinds of documents at their edges: reports and summaries with work to come behind results, news and texts that announce plans."""

from __future__ import annotations

import pytest
from helpers import convert_text

from pipeline.converted import Converted

COURT = """青溪市中级人民法院工作报告
——2026年1月9日在青溪市第十五届人民代表大会第五次会议上
各位代表：
2025年，全市法院在市委坚强领导和市人大及其常委会有力监督下，忠实履行宪法法律赋予的职责，受理案件41200件。
一、服务发展大局，营造良好法治环境
（一）审结商事案件3100件，设立巡回审判点12个。
二、深化诉源治理，回应群众关切
（一）诉前化解纠纷5200件。
三、2026年工作安排
（一）提升审判质效。一审服判率达到92%。
（二）建强基层法庭。新建人民法庭3个。
"""

LAW = """青梧县人民政府关于2025年度法治政府建设情况的报告
2025年，我县深入推进依法行政。
一、深学笃行，凝聚法治共识
（一）强化理论武装。开展专题学习18次。
二、2026年工作安排
（一）深化执法监督。评查案卷不少于300份。
"""


def told(found: Converted) -> tuple[list[str | None], list[float], list[float]]:
    """Titles of the tasks, values of the targets, values of the observations."""
    return [t.title for t in found.tasks], [t.value for t in found.targets], [o.value for o in found.observations]


def test_chapters_of_a_courts_report_before_the_work_to_come_are_results() -> None:
    found = convert_text(COURT)
    assert (found.document.doc_type, found.document.issued_on) == ("work_report", "2026-01-09")
    assert told(found) == (["提升审判质效", "建强基层法庭"], [92, 3], [41200, 3100, 12, 5200])


def test_a_report_named_for_the_year_that_is_over_plans_the_one_that_its_last_chapter_names() -> None:
    found = convert_text(LAW)
    period = found.document.period
    assert (found.document.doc_type, period and (period.start, period.end)) == ("work_report", (2026, 2026))
    assert told(found) == (["深化执法监督"], [300], [18])
    assert found.targets[0].deadline == "2026"


def test_a_report_on_a_year_without_work_to_come_is_no_plan() -> None:
    found = convert_text(LAW.split("二、", 1)[0])
    assert (found.document.doc_type, found.tasks, found.targets) == ("non_plan", (), ())


def test_what_a_report_says_of_the_coming_period_stays_work_before_the_work_of_a_year() -> None:
    text = COURT.replace("二、深化诉源治理，回应群众关切", "二、“十六五”时期主要目标和重大举措")
    text = text.replace("（一）诉前化解", "（一）加强调解。化解")
    assert [t.title for t in convert_text(text).tasks] == ["加强调解", "提升审判质效", "建强基层法庭"]


def test_the_first_half_told_in_a_summary_is_no_work() -> None:
    text = (
        "青梧县残疾人联合会上半年工作总结及下半年工作计划\n现将上半年工作总结如下：\n一、抓好抽样调查工作\n（一）扎实做好摸底。调查420户。\n"
        "二、下半年工作计划\n（一）做好保障金征收。征收300万元。\n"
    )
    found = convert_text(text)
    assert found.document.doc_type == "annual_plan"
    assert told(found) == (["做好保障金征收"], [3_000_000], [420])


def test_this_year_below_a_heading_of_the_year_before_is_that_year() -> None:
    text = (
        "青河街道2025年工作总结暨2026年工作计划\n一、2025年工作总结\n今年以来，新建站点38个。\n"
        "二、2026年工作计划\n（一）强基础。新建阵地6个。\n"
    )
    assert [(o.value, o.as_of) for o in convert_text(text).observations] == [(38, "2025")]


@pytest.mark.parametrize(
    "text",
    [
        "近日，青溪市水利局印发2026年工作要点。\n提升供水能力\n新建泵站12座，改造管网不少于80公里。\n",
        "1月8日，县水利局召开会议，安排部署全年工作。会议要求，新建泵站12座。\n",
        "《青梧县水利发展“十五五”规划》解读\n一、主要内容\n新建泵站12座，供水保证率达到95%。\n",
        "水利局2025年工作总结\n一、项目建设\n拟建设培训中心，总建筑面积2000平方米。\n二、下一步工作打算\n新建泵站12座。\n",
    ],
)
def test_what_is_announced_is_no_result(text: str) -> None:
    found = convert_text(text)
    assert (found.document.doc_type, found.tasks, found.targets, found.observations) == ("non_plan", (), (), ())


def test_an_interpretation_tells_results_of_years_that_it_names() -> None:
    text = "《青梧县水利规划（2026—2030年）》解读\n发布日期：2026-03-02\n一、背景\n2025年新建泵站12座。\n二、内容\n新建泵站30座。\n"
    assert [(o.value, o.as_of) for o in convert_text(text).observations] == [(12, "2025")]


def test_a_plan_whose_text_an_agency_hands_on_is_a_plan() -> None:
    text = (
        "中共中央办公厅 国务院办公厅印发《关于加强节约用水工作的意见》\n新华社北京3月4日电 近日，中共中央办公厅、国务院办公厅印发了"
        "《关于加强节约用水工作的意见》，并发出通知。\n《关于加强节约用水工作的意见》全文如下。\n一、总体要求\n坚持节水优先。\n"
        "二、推进农业节水\n（一）改造灌区。建设节水灌区120处。\n"
    )
    found = convert_text(text)
    assert (found.document.doc_type, found.document.title) == ("other_plan", "关于加强节约用水工作的意见")
    assert found.document.issuers == ("中共中央办公厅", "国务院办公厅")
    assert told(found)[:2] == (["改造灌区"], [120])


def test_a_number_that_counts_on_through_the_years_is_a_documents_number() -> None:
    found = convert_text("青嶼縣政府 函\n發文日期：中華民國111年1月5日\n發文字號：青府教字第1110012345號\n主旨：檢送會議紀錄一份。\n")
    assert (found.document.doc_number, found.document.issued_on) == ("青府教字第1110012345号", "2022-01-05")


def test_a_chapter_of_a_policy_address_is_of_its_region() -> None:
    text = "二〇二七年財政年度施政報告—二〇二七年施政重點\n特區政府將重點做好以下工作。澳門經濟持續復甦。\n（一）發展經濟。新增會展30場。\n"
    found = convert_text(text)
    assert (found.document.doc_type, found.document.region, len(found.tasks)) == ("work_report", "澳门特别行政区", 1)
