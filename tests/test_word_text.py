"""Text taken out of Word files: notes below tables, lists of annexes, cells one a line, and what such documents say of themselves."""

from __future__ import annotations

import pytest
from helpers import assert_grounded, convert_text, plan, tasks_of, units_of

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


# --- cells one a line, the empty ones among them ----------------------------------------------------------------


def word(*rows: str) -> str:
    """Rows of a table as they come out of a Word file: a blank line behind each paragraph, `/` parts cells, `+` paragraphs in one."""
    return "".join(cell + "\n\n" for row in rows for cell in row.replace("+", "/").split("/"))


PROJECTS = "序号/项目名称/建设性质/建设内容与规模/建设地点/项目起止/总投资+（万元）/“十四五”+投资（万元）"
ANNEX = (
    "附表2  青梧县水利重大项目表",
    "云溪镇",
    PROJECTS,
    "/河道整治工程（含新开河道、清淤等工程）（个）//",
    "1/云溪清淤工程/新建/清淤河道约2600米。/东村/2021-2022/240/240",
    "2/竹溪综合治理工程/新建//西村/2021-2023/780/780",
    "3/石溪拓浚工程/采购+租赁/拓浚河道3公里/东村+西村/2021-2024/900/600",
    "/小  计//3///1920/1620",
    "/泵站提升工程（个）//",
    "1/云溪泵站工程/////522/345",
    "（1）/云溪泵站（一期）/新建/新建泵站2座，新增流量1.2万m³每小时/东村/2021-2025/522/345",
    "/小  计//2///522/345",
    "/合  计/////2442/1965",
    "澄口镇",
    PROJECTS,
    "/河道整治工程（含新开河道、清淤等工程）（个）//",
    "1/澄河整治工程/续建/治理河道12公里/北村/2020-2025/3000/2000",
    "/合  计/////3000/2000",
)


def test_a_project_table_with_empty_cells_sums_and_a_header_that_comes_again() -> None:
    found = convert_text(plan("（一）夯实供水基础", "统筹推进水利工程建设，完善防洪体系。") + word(*ANNEX))
    assert_grounded(found)
    rows = [(t.label, t.text, t.deadline, [step.title for step in t.path][1:]) for t in found.tasks if t.kind == "table"]
    rivers, pumps = "河道整治工程（含新开河道、清淤等工程）（个）", "泵站提升工程（个）"
    assert rows == [
        ("1", "清淤河道约2600米。", "2022", ["云溪镇", rivers]),
        ("2", "竹溪综合治理工程", "2023", ["云溪镇", rivers]),
        ("3", "拓浚河道3公里", "2024", ["云溪镇", rivers]),
        ("1", "云溪泵站工程", None, ["云溪镇", pumps]),
        ("（1）", "新建泵站2座，新增流量1.2万m³每小时", "2025", ["云溪镇", pumps]),
        ("1", "治理河道12公里", "2025", ["澄口镇", rivers]),
    ]
    assert [t.value for t in found.targets] == [2600, 3, 2, 12000, 12]


def test_indicators_with_merged_groups_and_values_that_hold_for_some() -> None:
    table = word(
        "表1  主要指标",
        "序号/类别/主要指标/2020年现状/2025年目标/指标+属性",
        "1/综合+治理/供水达标率（%）/——/95/约束性",
        "2//防洪达标率（%）/80/95/约束性",
        "3//排涝达标率（%）/46/100/预期性",
        "4/数字+赋能/智慧化覆盖率（%）/——/98/预期性",
        "5//管网监测率（%）/——/大镇≥30+小镇≥15/预期性",
        "6//海绵建设面积比例（%）/大镇≥25+小镇≥20/大镇≥55+小镇≥25/预期性",
    )
    found = convert_text(plan("（一）夯实供水基础。新建泵站12座。", goals=f"供水保障能力稳步提升。\n\n{table}注：达标率按年平均值计算。"))
    assert_grounded(found)
    rows = [
        (i.number, i.category, i.name, i.baseline and i.baseline.raw, i.target and (i.target.comparator, i.target.value, i.target.raw))
        for i in found.indicators
    ]
    assert rows == [
        ("1", "综合治理", "供水达标率", None, ("=", 95, "95")),
        ("2", "综合治理", "防洪达标率", "80", ("=", 95, "95")),
        ("3", "综合治理", "排涝达标率", "46", ("=", 100, "100")),
        ("4", "数字赋能", "智慧化覆盖率", None, ("=", 98, "98")),
        ("5", "数字赋能", "管网监测率", None, (">=", 30, "大镇≥30小镇≥15")),
        ("6", "数字赋能", "海绵建设面积比例", "大镇≥25小镇≥20", (">=", 55, "大镇≥55小镇≥25")),
    ]
    assert [t.value for t in found.targets] == [12]


def test_of_what_is_measured_a_planned_task_is_the_value_and_a_part_of_it_is_none() -> None:
    header, rows = (
        "序号/主要指标/单位/计划任务/其中：2021年任务/指标属性/",
        "1/新建管网/公里/2000/628/约束性/2/清淤管网/公里/82500/21500/约束性",
    )
    table = (header + rows).replace("/", "\n")
    found = convert_text(plan("（一）夯实供水基础。新建泵站12座。", goals=f"供水保障能力稳步提升。\n表1 主要指标\n{table}"))
    assert [(i.name, i.unit, i.target and i.target.value) for i in found.indicators] == [
        ("新建管网", "公里", 2000),
        ("清淤管网", "公里", 82500),
    ]


def test_indicators_that_sentences_explain_have_no_values_and_give_no_targets() -> None:
    table = word(
        "附件  青梧县体检指标体系",
        "目 标/序号/指 标/解 释/备 注",
        "一、生态宜居//1/开发强度（%）/建成区面积占全县面积的比例。/",
        "/2/空气优良天数（天）/全年空气质量指数不超过100的天数。/",
        "二、健康舒适//3/设施覆盖率（%）/建有便民设施的社区占比，密度超过35%的除外。/主题性指标",
        "/4/人均场地面积（平方米）/体育场地总面积与常住人口的比值。/",
    )
    text = "青梧县2024年体检工作方案\n\n一、主要任务\n\n（一）开展体检。组织专家调研，形成体检报告。\n\n" + table
    found = convert_text(text)
    assert_grounded(found)
    assert [(i.number, i.category, i.name) for i in found.indicators] == [
        ("1", "生态宜居", "开发强度"),
        ("2", "生态宜居", "空气优良天数"),
        ("3", "健康舒适", "设施覆盖率"),
        ("4", "健康舒适", "人均场地面积"),
    ]
    assert found.targets == ()
    assert [t.title for t in found.tasks] == ["开展体检"]


@pytest.mark.parametrize(
    ("words", "value", "unit"),
    [
        ("新增排涝流量160立方米每秒。", 160, "立方米每秒"),
        ("增加1.2万m³/时设备排水能力。", 12000, "m³/时"),
        ("新建泵站规模为75m3/s。", 75, "m3/s"),
        ("新建水闸2座（3孔×5米）。", 2, "座"),
    ],
)
def test_flows_are_units_and_dimensions_are_none(words: str, value: float, unit: str) -> None:
    assert [(t.value, t.unit) for t in convert_text(plan(f"（一）夯实供水基础。{words}")).targets] == [(value, unit)]


# --- reports ----------------------------------------------------------------------------------------------------


def report(*body: str) -> str:
    head = "2026年青梧县政府工作报告\n——2026年1月14日在青梧县第十七届人民代表大会第五次会议上\n"
    return head + "县长 王某\n各位代表：\n现在，我向大会报告政府工作。\n" + "\n".join(body) + "\n"


def test_goals_below_a_heading_on_five_years_are_for_their_end() -> None:
    found = convert_text(
        report(
            "一、“十五五”时期的主要目标",
            "要完善供水体系，优化能源结构，新增节水装机占比达到75%以上。",
            "二、2026年重点工作",
            "今年的预期目标是：供水总量增长5%。",
            "（一）夯实基础",
            "新建泵站12座。",
        )
    )
    assert [(t.value, t.deadline) for t in found.targets] == [(75, "2030"), (5, "2026"), (12, "2026")]


def test_items_with_two_headed_paragraphs_each_are_read_as_their_neighbours_are() -> None:
    body = [
        line
        for n, name in enumerate(("供水", "排水", "节水"))
        for line in (
            f"（{'一二三'[n]}）推动{name}发展，完善服务体系。坚持统筹兼顾，提升服务水平。",
            f"建设{name}设施。推进{name}设施提质改造，完善运行管理机制。",
            f"优化{name}服务。健全{name}服务网络，提升群众满意程度。",
        )
    ]
    titles = [t.title for t in convert_text(report("一、2026年重点工作", *body)).tasks]
    assert titles == ["建设供水设施", "优化供水服务", "建设排水设施", "优化排水服务", "建设节水设施", "优化节水服务"]


def test_a_plant_named_by_its_size_is_no_target_and_spots_that_are_cleared_are() -> None:
    words = "释放120万吨乙烯升级项目新产能，消除桥东、桥西等6处易积水点位。"
    assert [(t.metric, t.value) for t in convert_text(plan(f"（一）夯实基础。{words}")).targets] == [("易积水点位", 6)]


def test_goals_that_open_an_item_below_goals_and_tasks_are_no_task() -> None:
    found = convert_text(
        report(
            "一、2026年重点工作",
            "（一）夯实基础。新建泵站12座。",
            "二、“十五五”时期主要目标任务",
            "（一）“十五五”发展目标。到2030年，自来水普及率达到96%。",
            "（二）重点任务。完善供水体系，统筹防洪和排涝。",
        )
    )
    assert [t.title for t in found.tasks] == ["夯实基础", "重点任务"]
    assert [(t.value, t.task_id is None) for t in found.targets] == [(12, False), (96, True)]
