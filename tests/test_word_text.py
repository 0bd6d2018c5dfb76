"""Text taken out of Word files: notes below tables, lists of annexes, cells one a line, and what such documents say of themselves."""

from __future__ import annotations

import pytest
from helpers import convert_text, plan, tasks_of, units_of

GOALS = "供水保障能力稳步提升。\n表1 主要指标\n序号\n指标名称\n单位\n2020年\n2025年\n属性\n1\n供水普及率\n%\n90\n96\n约束性\n"


def test_numbered_notes_below_a_table_are_neither_tasks_nor_targets() -> None:
    notes = "注：1. 普及率=（通水的户数/全县总户数）×100%。\n2. 大镇指常住人口10万以上的镇。\n3. 按年平均值计算。\n"
    found = convert_text(plan("（一）夯实供水基础", "新建泵站12座。", goals=GOALS + notes))
    assert [t.title for t in found.tasks] == ["夯实供水基础"]
    assert [t.value for t in found.targets] == [12]
    assert [i.name for i in found.indicators] == ["供水普及率"]


def test_a_note_without_numbers_does_not_swallow_the_items_behind_it() -> None:
    found = tasks_of(
        "（一）夯实供水基础", "新建泵站12座。", "注：泵站以竣工为准。", "1.改造水厂。改造水厂3座。", "2.改造管网。改造管网5公里。"
    )
    assert [(t.label, t.title) for t in found] == [("1.", "改造水厂"), ("2.", "改造管网")]


@pytest.mark.parametrize("word", ["附表", "附件"])
def test_a_list_of_annexes_one_a_line_gives_no_tasks(word: str) -> None:
    annexes = f"{word}：1．青梧县泵站改造计划表\n\n      2．青梧县防洪标准现状表\n\n      3．青梧县重大项目汇总表 \n"
    found = convert_text(plan("（一）夯实供水基础。新建泵站12座。", safeguards=f"（一）加强领导。压实责任。\n{annexes}"))
    assert [t.title for t in found.tasks] == ["夯实供水基础", "加强领导"]


def test_cells_below_a_caption_that_make_no_table_belong_to_no_item() -> None:
    cells = (
        "表5  设计重现期（年）",
        "镇的类型",
        "重现期",
        "路面积水",
        "大镇",
        "≥50",
        "1.底层不进水；",
        "2.路面积水深度不超过15厘米。",
        "小镇",
        "≥20",
    )
    table = "\n\n".join(cells)
    found = convert_text(plan("（一）明确标准", "按照国家标准规划排水设施，统筹防洪和排涝。", table, "（二）治理河道", "治理河道12公里。"))
    assert [t.title for t in found.tasks] == ["明确标准", "治理河道"]
    assert [t.value for t in found.targets] == [12]


def test_a_caption_over_prose_hides_nothing() -> None:
    found = tasks_of(
        "（一）明确标准", "表5  设计重现期（年）", "按照国家标准规划排水设施。", "统筹防洪和排涝。", "1.治理河道。治理河道12公里。"
    )
    assert [t.label for t in found] == ["1."]


def test_a_procedure_is_no_plan_whatever_plans_it_names() -> None:
    text = "青梧县国土空间规划实施评估规程\n3 总则\n3.1 工作组织\n评估工作由各镇开展，报告控制在5000字以内。\n3.2 时间安排\n每年评估1次。\n"
    found = convert_text(text)
    assert (found.document.doc_type, found.tasks, found.targets) == ("non_plan", (), ())


def test_those_on_whose_behest_a_plan_is_made_do_not_issue_it() -> None:
    text = "2024年节水工作方案\n按照县委、县政府关于节水工作的部署，制定本方案。\n一、主要任务\n（一）夯实基础。新建泵站12座。\n"
    assert convert_text(text).document.issuers == ()


def test_the_livelihood_items_of_a_report_stand_below_its_part_on_the_year() -> None:
    text = (
        "2026年青梧县政府工作报告\n——2026年1月14日在青梧县第十七届人民代表大会第五次会议上\n"
        "县长 王某\n各位代表：\n现在，我向大会报告政府工作。\n"
        "一、2025年工作回顾\n过去一年，新建水厂3座。\n二、2026年重点工作\n今年要抓好以下工作。\n（一）夯实供水基础\n新建泵站12座。\n"
        "各位代表！今年我们要继续办好民生实事，坚决做到言必信、行必果。\n1.饮水方面。改造管网5公里。\n2.出行方面。新建公路8公里。\n"
        "（二）加强自身建设\n严格依法行政，提升服务效能。\n"
    )
    paths = {t.title: [step.title for step in t.path] for t in convert_text(text).tasks}
    assert paths == {name: ["2026年重点工作"] for name in ("夯实供水基础", "饮水方面", "出行方面", "加强自身建设")}


def test_what_seven_kinds_of_works_are_is_said_before_them_and_is_no_target() -> None:
    found = convert_text(plan("（一）夯实基础。实施“堤防工程、泵站工程、管网工程”等七方面重点工程项目，基本医疗保险参保率达到96%。"))
    assert [(t.metric, t.value) for t in found.targets] == [("基本医疗保险参保率", 96)]


def test_an_office_answers_for_what_follows_on_its_daily_work_and_affected_counties_are_none() -> None:
    assert units_of("县水利局承担防汛日常工作，负责综合管理物资。发生险情的，由险情相关镇负责。") == [("县水利局", "responsible")]
