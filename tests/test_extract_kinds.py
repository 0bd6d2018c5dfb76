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
        "2026年节水工作要点\n深入推进节水，新建泵站12座，改造管网80公里。\n",
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


def test_a_numbered_list_of_headings_alone_and_items_with_text_is_all_tasks() -> None:
    text = (
        "2026年水利工作要点\n1.新建泵站12座。\n2.改造管网80公里。（市水利局）\n3.落实河长制。\n"
        "4.开展演练，每学期演练不少于2次。各校要留存资料。\n"
    )
    found = convert_text(text)
    assert [t.label for t in found.tasks] == ["1.", "2.", "3.", "4."]
    assert [(t.metric, t.value) for t in found.targets] == [("泵站", 12), ("管网", 80), ("演练", 2)]


def test_a_letters_list_before_an_annex_is_no_task() -> None:
    text = (
        "青溪市水利局关于公开征求《青溪市节水规划（征求意见稿）》意见的公告\n公众可通过以下途径提出意见：\n1.电子邮件：a@example.com。\n"
        "2.通讯地址：河滨路8号。信封上请注明。\n青溪市水利局\n2026年3月15日\n附件\n青溪市节水规划\n（征求意见稿）\n一、重点任务\n"
        "（一）强化约束。建立监测点300个。\n"
    )
    found = convert_text(text)
    assert (found.document.stage, [t.title for t in found.tasks]) == ("征求意见稿", ["强化约束"])


def test_what_an_annex_of_one_year_sets_is_due_that_year() -> None:
    text = (
        "关于印发青溪市节水行动方案和青溪市节水行动2026年工作要点的通知\n青政办发〔2026〕12号\n附件：1.青溪市节水行动方案\n"
        "2.青溪市节水行动2026年工作要点\n青溪市人民政府办公室\n2026年3月2日\n附件1\n青溪市节水行动方案\n一、总体目标\n"
        "到2028年，用水量下降12%。\n二、重点任务\n（一）农业节水。改造灌区20处。\n附件2\n青溪市节水行动2026年工作要点\n"
        "一、推进农业节水。改造灌区6处。\n"
    )
    found = convert_text(text)
    assert (found.document.title, found.document.doc_type) == ("青溪市节水行动方案", "action_plan")
    assert [(t.value, t.deadline) for t in found.targets] == [(12, "2028"), (20, "2028"), (6, "2026")]


def test_chapters_on_how_a_plan_came_about_are_an_interpretation() -> None:
    text = (
        "青溪市城市规划学会官方网站\n青溪市“十五五”教育事业发展规划\n一、出台背景和依据\n市政府印发了编制工作方案。\n二、制定意义和总体考虑\n"
        "《规划》编制坚持以人民为中心。\n三、研判和起草过程\n市教育局启动编制，召开座谈会。\n"
    )
    found = convert_text(text)
    assert (found.document.title, found.document.doc_type, found.tasks) == ("青溪市“十五五”教育事业发展规划", "non_plan", ())


def test_headings_in_two_languages_are_known_and_english_sentences_have_no_metrics() -> None:
    text = (
        "青溪国际医疗城三年行动计划（2026—2028年）\n一、总体目标 / Overall Goals\n到2028年，引进国际医疗机构12家。\n"
        "The general public revenue went up by 9.3%.\n二、重点任务 / Key Tasks\n（一）引进资源 / Resources\n新增外资医院3家。\n"
    )
    found = convert_text(text)
    assert [t.title for t in found.tasks] == ["引进资源 / Resources"]
    assert [t.value for t in found.targets] == [12, 3]


def test_text_that_was_recognised_with_spaces_between_all_characters_is_closed() -> None:
    text = "青 溪 市 水 利 工 作 方 案\n一 、 重 点 任 务\n（ 一 ） 夯 实 基 础 。 到 2 0 3 0 年 ， 新 建 泵 站 1 2 座 。\n"
    found = convert_text(text)
    assert found.document.title == "青溪市水利工作方案"
    assert [(t.metric, t.value, t.deadline) for t in found.targets] == [("泵站", 12, "2030")]


def test_signs_that_recognition_took_for_others_are_read_as_meant() -> None:
    text = "青溪市水利工作方案\n一、重点任务\n（—）夯实基础。到2O30年，新建泵站12座.\n(二]改造管网。惠及居民l200户.\n"
    found = convert_text(text)
    assert [t.title for t in found.tasks] == ["夯实基础", "改造管网"]
    assert [(t.value, t.deadline) for t in found.targets] == [(12, "2030"), (1200, "2030")]


def test_a_report_on_ones_own_duties_is_no_plan() -> None:
    text = "2026年度述职述廉报告\n张明\n一、履职情况\n（一）抓项目。完成投资6亿元。\n二、下一步打算\n（一）抓落实。力争完成投资8亿元。\n"
    found = convert_text(text)
    assert (found.document.doc_type, found.tasks, found.targets) == ("non_plan", (), ())
    assert [o.value for o in found.observations] == [600_000_000]


def test_a_notice_that_asks_for_plans_is_none() -> None:
    text = (
        "关于做好2026年度工作总结和2027年工作计划报送工作的通知\n各乡镇：\n现将有关事项通知如下：\n一、报送内容\n"
        "（一）2026年工作总结。字数控制在3000字以内。\n（二）2027年工作计划。项目不少于5个。\n"
    )
    found = convert_text(text)
    assert (found.document.doc_type, found.tasks, found.observations) == ("non_plan", (), ())


def test_rows_of_a_table_of_plans_of_a_county_are_tasks() -> None:
    text = (
        "青嶼縣政府衛生局112年度施政計畫\n壹、年度施政目標\n一、強化防疫網絡，降低發生率。\n貳、年度重要施政計畫\n"
        "工作計畫名稱\t重要施政計畫項目\t實施內容\n保健業務\t癌症篩檢\t辦理篩檢40萬人次。\n長期照護\t據點布建\t增設日照中心10處。\n"
    )
    found = convert_text(text)
    assert [(t.kind, t.text) for t in found.tasks] == [("table", "办理筛检40万人次。"), ("table", "增设日照中心10处。")]
    assert [(t.value, t.deadline) for t in found.targets] == [(400_000, "2023"), (10, "2023")]


def test_the_statistics_of_a_county_are_of_the_county() -> None:
    text = "青岭县2026年国民经济和社会发展统计公报\n青岭县统计局\n国家统计局青岭调查队\n2027年4月18日\n一、综合\n全年粮食产量24万吨。\n"
    found = convert_text(text).document
    assert (found.region, found.issuers, found.issued_on) == ("青岭县", ("青岭县统计局", "国家统计局青岭调查队"), "2027-04-18")


def test_what_a_company_is_stands_before_its_plan() -> None:
    text = "青岭水务集团“十五五”发展规划\n一、企业概况\n集团成立于2006年，现有职工1260人。\n二、战略举措\n（一）做强主业。新建水厂2座。\n"
    found = convert_text(text)
    assert ([t.title for t in found.tasks], [(o.value, o.as_of) for o in found.observations]) == (["做强主业"], [(1260, None)])


def test_the_head_of_a_page_with_todays_date_is_no_part_of_a_title() -> None:
    text = (
        "岚江市云汀区人民政府 2026年12月3日星期四\n无障碍 简体| 繁体\n云汀区2025年度法治政府建设情况报告\n"
        "来源：云汀区人民政府办公室 发布时间：2026-03-28 09:18\n云汀区2025年度法治政府建设情况报告\n2025年，云汀区新建站点12个。\n"
    )
    found = convert_text(text).document
    assert (found.title, found.doc_type, found.region) == ("云汀区2025年度法治政府建设情况报告", "non_plan", "岚江市云汀区")


def test_statistics_are_of_the_year_of_their_title_and_changes_of_what_was_told_before() -> None:
    text = (
        "青岭县2026年国民经济和社会发展统计公报\n一、综合\n城镇化率为52.6%，比上年末提高0.8个百分点。粮食产量24万吨，增产1.8%。"
        "居民消费价格比上年上涨0.3%。\n"
    )
    assert [(o.metric, o.value, o.kind, o.as_of) for o in convert_text(text).observations] == [
        ("城镇化率", 52.6, "level", "2026"), ("城镇化率", 0.8, "increment", "2026"), ("粮食产量", 240_000, "level", "2026"),
        ("粮食产量", 1.8, "increment", "2026"), ("居民消费价格", 0.3, "increment", "2026"),
    ]  # fmt: skip
