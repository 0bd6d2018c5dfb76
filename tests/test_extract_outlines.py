"""What sector plans and outlines say in their chapters: headings, boxes, sums over the period, who is joined by whom."""

from __future__ import annotations

import pytest
from helpers import amounts, convert_text, targets_of, unit_records


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("健全规划落实机制 保障规划顺利实施", "safeguard"),
        ("凝聚强大合力，确保本规划有效落实", "safeguard"),
        ("动员各方力量 共同实现“十四五”宏伟蓝图", "safeguard"),
        ("加强党的领导 为实现规划目标任务提供坚强保障", "safeguard"),
        ("强化人才支撑 推动产业落地", "measure"),
        ("绘就乡村水美蓝图", "measure"),
    ],
)
def test_a_chapter_that_ends_with_the_plan_being_carried_out_holds_safeguards(heading: str, kind: str) -> None:
    first = "第一章 建设供水设施\n第一节 新建水厂\n新建城区水厂，改善供水条件，推进管网改造，提升供水保障能力。\n"
    second = f"第二章 {heading}\n第一节 加强统筹协调\n建立工作协调机制，统筹推进各项工作，定期研究解决重大问题。\n"
    assert [t.kind for t in convert_text(f"青梧县水利发展“十四五”规划\n{first}{second}").tasks] == ["measure", kind]


def test_a_heading_sentence_may_name_a_line_that_is_held() -> None:
    body = (
        "坚守18万亩耕地红线。落实耕地保护制度，加强用途管制，建立监测预警机制。\n"
        "推进农田建设。把高标准农田全部上图入库，支持已建农田改造提升。\n提升耕地质量。推广保护性耕作，加强酸化耕地治理。\n"
    )
    document = convert_text(f"青梧县农业发展“十四五”规划\n第一章 主要任务\n第一节 加强耕地保护\n{body}")
    assert [t.title for t in document.tasks] == ["坚守18万亩耕地红线", "推进农田建设", "提升耕地质量"]


def test_the_period_may_stand_before_a_verb_that_is_a_noun_as_well() -> None:
    found = targets_of("加强人才培养，“十四五”时期培训水厂厂长30人次、管水员4万人次。")
    assert amounts(found) == [(30, "人次"), (40000, "人次")]


def test_numbers_of_roads_count_nothing() -> None:
    assert targets_of("实施国道318线、109线等提质改造，加快省道G219线建设。") == ()
    assert amounts(targets_of("改造省道102线20公里。")) == [(20, "公里")]


def test_a_plan_without_a_place_is_not_governed_by_a_road() -> None:
    text = "“十四五”公路养护规划\n一、主要任务\n（一）改造干线。改造普通省道，普通省道三级以上公路比重达到75%，普通省道路况良好。\n"
    assert convert_text(text).document.region is None


def test_who_is_to_see_to_it_and_is_joined_by_others_leads() -> None:
    found = unit_records("市水利局、市财政局要加强统筹协调，会同市林业局、市邮政局，建立协同推进机制。")
    assert [(u.name, u.role) for u in found] == [
        ("市水利局", "lead"),
        ("市财政局", "lead"),
        ("市林业局", "support"),
        ("市邮政局", "support"),
    ]


@pytest.mark.parametrize("verb", ["支持建设", "加快建设", "谋划建设", "配套建设", "研究开发", "申报创建"])
def test_two_verbs_that_are_one_word_govern_what_is_counted(verb: str) -> None:
    assert [(t.metric, t.value, t.kind) for t in targets_of(f"{verb}20座智慧水厂。")] == [("智慧水厂", 20, "increment")]
    assert [(t.metric, t.value, t.kind) for t in targets_of(f"{verb}智慧水厂20座。")] == [("智慧水厂", 20, "increment")]


def test_the_bound_behind_what_is_supported_reaches_each_of_a_list() -> None:
    found = targets_of("支持建设20座以上智慧水厂和60个以上供水站。")
    assert [(t.metric, t.comparator, t.value) for t in found] == [("智慧水厂", ">=", 20), ("供水站", ">=", 60)]


def test_finance_is_a_department_where_departments_are_listed() -> None:
    assert [(u.surface, u.name) for u in unit_records("会同水利、财政等部门制定办法。")] == [("水利", "水利部门"), ("财政", "财政部门")]
    assert unit_records("由财政负责经费保障。") == ()


@pytest.mark.parametrize(
    "box",
    [
        "——专栏1 供水工程——\n1.水厂项目。新建城区水厂，配套建设管网。\n2.水表项目。更换智能水表，方便群众。\n",
        "【专栏1 供水工程】\n1.水厂项目。新建城区水厂，配套建设管网。\n2.水表项目。更换智能水表，方便群众。\n",
        "专栏1 供水工程\n1 水厂项目\n新建城区水厂，配套建设管网。\n2 水表项目\n更换智能水表，方便群众。\n",
    ],
    ids=["dashes", "brackets", "bare numbers"],
)
def test_boxes_may_be_drawn_and_their_items_numbered_by_bare_figures(box: str) -> None:
    body = "第一节 强化供水\n推进城乡供水改革，提升服务水平，健全供水网络，完善管理制度。\n"
    document = convert_text(
        f"青梧县水利发展“十四五”规划\n第一章 主要任务\n{body}{box}第二节 节约用水\n推进农业节水，提高用水效率，健全节水制度。\n"
    )
    assert [(t.title, t.kind, [step.title for step in t.path]) for t in document.tasks] == [
        ("强化供水", "measure", ["主要任务"]),
        ("水厂项目", "box", ["主要任务", "强化供水", "供水工程"]),
        ("水表项目", "box", ["主要任务", "强化供水", "供水工程"]),
        ("节约用水", "measure", ["主要任务"]),
    ]


@pytest.mark.parametrize("lead", ["支持", "对", "为"])
def test_a_list_of_those_for_whom_it_is_done_is_one_noun(lead: str) -> None:
    found = targets_of(f"{lead}200户高龄、失能、残疾老年人家庭实施适老化改造。")
    assert [(t.metric, t.value, t.unit) for t in found] == [("高龄、失能、残疾老年人家庭实施适老化改造", 200, "户")]


def test_what_is_used_and_what_is_let_out_are_both_told_of_each_unit_of_output() -> None:
    found = targets_of("单位地区生产总值能源消耗和二氧化碳排放分别降低13.5%、18%。")
    assert [(t.metric, t.value) for t in found] == [("单位地区生产总值能源消耗", 13.5), ("单位地区生产总值二氧化碳排放", 18)]
    found = targets_of("万元地区生产总值用水量、万元工业增加值用水量分别下降16%、17%。")
    assert [(t.metric, t.value) for t in found] == [("万元地区生产总值用水量", 16), ("万元工业增加值用水量", 17)]


def test_an_item_that_names_its_goals_and_its_measures_on_lines_of_their_own_has_tasks_below_the_second_only() -> None:
    text = (
        "青梧县妇女发展规划（2021—2030年）\n一、发展领域、主要目标和策略措施\n"
        "（一）妇女与健康。\n主要目标：\n1.妇女人均预期寿命延长，健康水平提高。\n2.宫颈癌筛查率达到70%以上。\n3.妇女健康素养水平持续提高。\n"
        "策略措施：\n1.健全服务体系。建设县妇幼保健院，配备专业人员。\n2.普及健康知识。开展健康教育。\n"
        "（二）妇女与教育。\n主要目标：\n1.义务教育巩固率达到96%以上。\n策略措施：\n1.保障女童入学。落实控辍保学责任。\n"
        "二、监测评估\n（一）健全监测制度。开展年度监测，完善指标。\n"
    )
    document = convert_text(text)
    assert [(t.label, t.title, t.kind, [step.title for step in t.path][1:]) for t in document.tasks] == [
        ("1.", "健全服务体系", "measure", ["妇女与健康", "策略措施"]),
        ("2.", "普及健康知识", "measure", ["妇女与健康", "策略措施"]),
        ("1.", "保障女童入学", "measure", ["妇女与教育", "策略措施"]),
        ("（一）", "健全监测制度", "safeguard", []),
    ]
    assert [(t.metric, t.value, t.task_id, t.deadline) for t in document.targets] == [
        ("宫颈癌筛查率", 70, None, "2030"),
        ("义务教育巩固率", 96, None, "2030"),
    ]


def test_the_particulars_of_a_project_are_parts_of_it_and_no_tasks() -> None:
    text = (
        "青梧区应急管理“十五五”重点项目实施方案\n一、重点项目\n"
        "（一）基层应急能力提升项目\n1.建设目标：2027年底前，建成救援站12个。\n2.建设内容：建设避难场所28处。\n3.责任单位：区应急局牵头，区财政局配合。\n"
        "（二）智慧监管项目\n1.建设目标：预警处置率达到98%。\n2.建设内容：部署感知终端350套。\n3.责任单位：区应急局、区工信局。\n"
        "二、保障措施\n（一）加强领导。统筹协调项目实施。\n"
    )
    found = convert_text(text)
    tasks = {t.task_id: t for t in found.tasks}
    assert [(t.label, t.title, t.kind) for t in found.tasks] == [
        ("（一）", "基层应急能力提升项目", "measure"),
        ("（二）", "智慧监管项目", "measure"),
        ("（一）", "加强领导", "safeguard"),
    ]
    assert [(t.metric, t.value, tasks[t.task_id or ""].label, t.deadline) for t in found.targets] == [
        ("救援站", 12, "（一）", "2027"),
        ("避难场所", 28, "（一）", "2027"),
        ("预警处置率", 98, "（二）", "2030"),
        ("感知终端", 350, "（二）", "2030"),
    ]
    assert [(u.surface, u.role) for u in found.units] == [
        ("区应急局", "lead"),
        ("区财政局", "support"),
        ("区应急局", "responsible"),
        ("区工信局", "responsible"),
    ]


def test_chapters_named_like_particulars_stay_chapters() -> None:
    text = "青梧区治水实施方案\n一、工作目标\n到2027年，新建泵站12座。\n二、工作措施\n（一）清淤。清河。\n三、责任单位\n区水利局牵头。\n"
    assert [t.label for t in convert_text(text).tasks][:1] == ["（一）"]
