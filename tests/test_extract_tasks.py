"""Tasks: the lowest items of the forward-looking sections, boxes and table rows; and the actions in them."""

from __future__ import annotations

import pytest
from helpers import TITLE, convert_text, plan, tasks_of
from reports import steps

ABOVE = ("二、", "主要任务")


def test_an_item_has_its_label_heading_body_and_path() -> None:
    (task,) = tasks_of("（一）夯实供水基础。新建泵站12座。")
    assert (task.label, task.title, task.text, task.kind, task.ordinal) == ("（一）", "夯实供水基础", "新建泵站12座。", "measure", 1)
    assert steps(task) == [ABOVE]
    assert [e.text for e in task.evidence] == ["（一）夯实供水基础。新建泵站12座。"]


@pytest.mark.parametrize("body", ["（一）夯实基础。新建水厂。", "（一）夯实基础\n新建水厂。", "（一） 夯实基础 \n\n　　新建水厂。"])
def test_a_heading_may_run_into_its_body_or_stand_above_it(body: str) -> None:
    (task,) = tasks_of(body)
    assert (task.label, task.title, task.text) == ("（一）", "夯实基础", "新建水厂。")


def test_only_the_lowest_items_are_tasks_and_headings_are_their_path() -> None:
    tasks = tasks_of("（一）夯实基础", "1.实施工程。新建水厂。", "2.健全机制。完善水价。", "（二）推进节水", "加强宣传，推动节水。")
    assert [t.title for t in tasks] == ["实施工程", "健全机制", "推进节水"]
    assert [steps(t) for t in tasks] == [[ABOVE, ("（一）", "夯实基础")]] * 2 + [[ABOVE]]
    assert [t.ordinal for t in tasks] == [1, 2, 3]


def test_a_plain_item_has_no_title() -> None:
    tasks = tasks_of("（一）夯实基础", "1.新建规模化水厂，推进城乡联网供水，改善水质。", "2.分批改造老旧管网，降低漏损，提高效率。")
    assert [(t.label, t.title) for t in tasks] == [("1.", None), ("2.", None)]
    assert tasks[0].text == "新建规模化水厂，推进城乡联网供水，改善水质。"


def test_yi_shi_makes_tasks_only_where_it_opens_a_paragraph() -> None:
    inside = tasks_of("（一）夯实基础。一是新建泵站。二是改造管网。三是完善水价。")
    assert [t.label for t in inside] == ["（一）"]
    opening = tasks_of("（一）夯实基础", "一是新建泵站。统筹建设。", "二是改造管网。分批实施。")
    assert [(t.label, t.title) for t in opening] == [("一是", "新建泵站"), ("二是", "改造管网")]


def test_paragraphs_with_heading_sentences_of_their_own_are_tasks() -> None:
    tasks = tasks_of(
        "（一）夯实基础",
        "围绕供水安全，重点抓好以下三个方面工作：",
        "新建水厂。统筹规划建设规模化水厂，推进联网供水。",
        "改造管网。分批改造老旧管网，降低漏损。先易后难。",
        "逐年推进，滚动实施，形成长效。",
        "完善水价。健全水价形成机制，落实优惠政策。",
    )
    assert [t.title for t in tasks] == ["新建水厂", "改造管网", "完善水价"]
    assert tasks[1].text == "分批改造老旧管网，降低漏损。先易后难。\n逐年推进，滚动实施，形成长效。"
    assert steps(tasks[0]) == [ABOVE, ("（一）", "夯实基础")]


def test_lines_that_say_who_answers_do_not_hide_heading_sentences() -> None:
    tasks = tasks_of(
        "（一）夯实基础",
        "新建水厂。统筹规划建设规模化水厂，推进联网供水。",
        "责任领导：季怀瑾",
        "责任单位：县水利局、县财政局",
        "改造管网。分批改造老旧管网，降低漏损。先易后难。",
        "牵头单位：县水利局",
        "配合单位：县财政局",
    )
    assert [t.title for t in tasks] == ["新建水厂", "改造管网"]


def test_bullets_stay_in_the_item_they_stand_in() -> None:
    (task,) = tasks_of("（一）夯实基础。统筹推进。", "——坚持节水，管住用水总量。", "——坚持治污，守住水质底线。")
    assert len(task.text.splitlines()) == 3


def test_safeguards_are_tasks_of_their_kind() -> None:
    tasks = convert_text(
        plan("（一）夯实基础。新建水厂。", safeguards="（一）加强组织领导。建立联席会议制度。\n（二）强化资金保障。拓宽渠道。")
    ).tasks
    assert [(t.kind, t.title) for t in tasks] == [("measure", "夯实基础"), ("safeguard", "加强组织领导"), ("safeguard", "强化资金保障")]


@pytest.mark.parametrize(
    "heading", ["发展基础", "主要成效", "存在问题", "面临形势", "指导思想", "基本原则", "发展目标", "环境影响分析", "考评方式"]
)
def test_sections_that_look_back_or_set_the_frame_have_no_tasks(heading: str) -> None:
    body = "（一）供水能力。统筹提升供水能力，保障群众用水。\n（二）节水水平。持续提升节水水平，优化用水结构。"
    text = f"{TITLE}\n一、{heading}\n{body}\n二、主要任务\n（一）夯实基础。新建水厂。\n"
    assert [t.title for t in convert_text(text).tasks] == ["夯实基础"]


def test_a_long_address_to_those_present_belongs_to_no_task() -> None:
    long = "各位代表！做好今年的工作，对政府自身建设提出了更高要求。" + "我们要持续改进作风，主动接受监督。" * 30
    found = convert_text(plan("（一）完善社会治理。化解信访积案200件。", long))
    assert [t.text for t in found.tasks] == ["化解信访积案200件。"]


def test_signature_and_closing_appeal_belong_to_no_task() -> None:
    (task,) = tasks_of("（一）夯实基础。新建水厂。", "同志们！让我们携手前行，再创佳绩。", "青梧县水利局", "2021年9月8日")
    assert task.text == "新建水厂。"


def test_score_weights_are_no_part_of_a_heading() -> None:
    assert [t.title for t in tasks_of("（一）夯实基础（25分）。新建水厂。", "（二）推进节水（15分）。加强宣传。")] == [
        "夯实基础",
        "推进节水",
    ]


def test_evidence_runs_to_the_responsible_note() -> None:
    (task,) = tasks_of("（一）夯实基础。新建水厂。", "（责任单位：县水利局）")
    assert task.evidence[-1].text.endswith("（责任单位：县水利局）")


def test_a_page_break_inside_an_item_splits_its_evidence() -> None:
    filler = "统筹水资源、水环境、水生态治理，完善工程体系和管护机制，健全从源头到龙头的供水保障链条，着力补短板、强弱项、提质量。" * 6
    pages = [
        f"{TITLE}\n一、主要任务\n（一）夯实基础。{filler}\n",
        f"（二）改造管网。{filler}新建泵站\n",
        f"12座。{filler}\n",
        f"（三）推进节水。{filler}\n",
    ]
    text = "".join(page + f"— {n} —\n" for n, page in enumerate(pages, 1))
    second = convert_text(text).tasks[1]
    assert [e.text[-4:] for e in second.evidence] == ["新建泵站", "提质量。"]
    assert "新建泵站12座。" in second.text


# --- boxes and tables -----------------------------------------------------------------------------------------


def test_a_box_is_a_task_or_its_items_are() -> None:
    whole = tasks_of("（一）夯实基础。新建水厂。", "专栏1 重点工程", "统筹实施水厂、管网、泵站工程，新建水厂2座。")
    assert [(t.kind, t.label, t.title) for t in whole] == [("measure", "（一）", "夯实基础"), ("box", "专栏1", "重点工程")]
    assert steps(whole[1]) == [ABOVE]
    items = tasks_of("（一）夯实基础。新建水厂。", "专栏1 重点工程", "1.水厂工程。新建水厂2座。", "2.管网工程。改造管网120公里。")
    assert [(t.kind, t.title) for t in items] == [("measure", "夯实基础"), ("box", "水厂工程"), ("box", "管网工程")]
    assert steps(items[1]) == [ABOVE, ("专栏1", "重点工程")]


def test_a_box_in_a_retrospective_section_gives_nothing() -> None:
    text = (
        f"{TITLE}\n一、发展基础\n供水能力稳步提升。\n专栏1 主要成果\n1.水厂工程。建成水厂2座。\n二、主要任务\n（一）夯实基础。新建水厂。\n"
    )
    assert [t.kind for t in convert_text(text).tasks] == ["measure"]


TABLE = [
    ["序号", "类别", "重点任务", "“十三五”工作成效", "责任单位", "完成时限"],
    ["1", "供水", "新建规模化水厂2座，推进联网供水", "建成水厂1座", "县水利局", "2023"],
    ["2", "", "改造老旧管网120公里，降低管网漏损", "改造管网40公里", "县住建局", "2024"],
]


def annexed(rows: list[list[str]]) -> str:
    return plan("（一）夯实基础。新建水厂。") + "附表1\n重点任务分解表\n" + "\n".join("\t".join(row) for row in rows) + "\n"


def test_a_row_of_a_task_table_is_a_task() -> None:
    rows = [t for t in convert_text(annexed(TABLE)).tasks if t.kind == "table"]
    assert [(t.label, t.title, t.text, t.previous) for t in rows] == [
        ("1", None, "新建规模化水厂2座，推进联网供水", "建成水厂1座"),
        ("2", None, "改造老旧管网120公里，降低管网漏损", "改造管网40公里"),
    ]
    assert [steps(t) for t in rows] == [[("附表1", "重点任务分解表"), (None, "供水")]] * 2
    assert [t.deadline for t in rows] == ["2023", "2024"]
    assert rows[0].evidence[0].text == "\t".join(TABLE[1])


def test_rows_stand_under_merged_cells_without_their_number_and_not_under_names_of_their_own() -> None:
    rows = [
        ["序号", "类别", "项目名称", "建设内容", "完成时限"],
        ["1", "一、供水保障", "城乡联网工程", "新建规模化水厂2座", "2023"],
        ["2", "", "管网更新工程", "改造老旧管网120公里", "2024"],
    ]
    tasks = [t for t in convert_text(annexed(rows)).tasks if t.kind == "table"]
    assert [steps(t) for t in tasks] == [[("附表1", "重点任务分解表"), (None, "供水保障")]] * 2


@pytest.mark.parametrize(
    "header",
    [
        "“十三五”主要成效",
        "“十三五”完成情况",
    ],
)
def test_the_column_of_what_was_achieved_before_gives_previous(header: str) -> None:
    rows = [[header if c == TABLE[0][3] else c for c in TABLE[0]], *TABLE[1:]]
    assert [t.previous for t in convert_text(annexed(rows)).tasks if t.kind == "table"] == ["建成水厂1座", "改造管网40公里"]


@pytest.mark.parametrize(
    ("cell", "deadline"),
    [("2023年", "2023"), ("2024年6月底前", "2024-06"), ("2025年12月", "2025-12"), ("2021—2024年", "2024"), ("长期坚持", None)],
)
def test_a_deadline_cell_is_a_date_or_nothing(cell: str, deadline: str | None) -> None:
    rows = [TABLE[0], [*TABLE[1][:-1], cell], TABLE[2]]
    assert next(t for t in convert_text(annexed(rows)).tasks if t.kind == "table").deadline == deadline


@pytest.mark.parametrize(
    "rows",
    [
        [
            ["序号", "应用场景", "场景描述", "解决方案"],
            ["1", "智慧水表", "远程抄表场景", "物联网方案"],
            ["2", "智慧泵站", "无人值守场景", "自动控制方案"],
        ],
        [["序号", "标准名称", "标准编号"], ["1", "供水水质标准", "DB/T 1"], ["2", "管网运维标准", "DB/T 2"]],
    ],
    ids=["catalogue", "standards"],
)
def test_tables_that_only_list_give_no_tasks(rows: list[list[str]]) -> None:
    caption = "应用场景清单" if rows[0][1] == "应用场景" else "现行标准一览表"
    text = annexed(rows).replace("重点任务分解表", caption)
    assert [t.kind for t in convert_text(text).tasks] == ["measure"]


# --- actions --------------------------------------------------------------------------------------------------


def test_actions_are_the_clauses_with_a_verb_at_their_head() -> None:
    (task,) = tasks_of("（一）夯实基础。健全供水应急机制，进一步完善水价形成机制；群众满意度稳步提升。")
    assert [(a.verb, a.object) for a in task.actions][:2] == [("健全", "供水应急机制"), ("完善", "水价形成机制")]
    assert [a.evidence[0].text for a in task.actions][:2] == ["健全供水应急机制", "进一步完善水价形成机制"]


def test_the_note_on_units_is_no_action() -> None:
    (task,) = tasks_of("（一）夯实基础。健全供水应急机制。（县水利局牵头，县财政局配合）")
    assert [a.text for a in task.actions] == ["健全供水应急机制"]


# --- non-plans ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "title",
    [
        "《青梧县水利发展“十四五”规划》解读",
        "青梧县2023年国民经济和社会发展统计公报",
        "青梧县节约用水条例",
        "关于表彰先进集体的决定",
        "青梧县水利高质量发展新闻发布会",
    ],
)
def test_what_is_no_plan_gives_a_document_and_nothing_else(title: str) -> None:
    body = plan("（一）夯实基础。新建泵站12座。（责任单位：县水利局）", goals="到2025年，自来水普及率达到96%以上。")
    converted = convert_text(title + "\n" + body.split("\n", 1)[1])
    assert converted.document.doc_type == "non_plan"
    assert {kind for kind, _ in converted.records()} <= {"document", "observation"}


def test_the_annex_that_is_the_plan_is_no_heading_above_its_tasks() -> None:
    text = "关于印发青梧县节水工作方案的通知\n各镇：\n附件：1.青梧县节水工作方案\n2.青梧县用水管理办法\n青梧县水利局\n2023年3月9日\n"
    text += "附件1\n青梧县节水工作方案\n一、重点工作\n（一）排查隐患。对水厂进行排查。\n（二）修复管网。修复管网12公里。\n"
    text += "附件2\n青梧县用水管理办法\n第一条 为加强用水管理，制定本办法。\n第二条 用水单位应当安装水表。\n"
    tasks = convert_text(text).tasks
    assert [(t.label, [h.title for h in t.path]) for t in tasks] == [("（一）", ["重点工作"]), ("（二）", ["重点工作"])]


def test_how_long_a_document_holds_is_no_part_of_its_last_task() -> None:
    text = (
        "青梧县关于加快节水的若干措施\n1.推进基础建设。新建水厂2座。\n2.培育示范场景。打造示范区3个。\n"
        "本措施自2025年7月1日起施行，有效期3年。\n"
    )
    assert [t.evidence[0].text for t in convert_text(text).tasks][-1] == "2.培育示范场景。打造示范区3个。"


def test_a_tasks_name_merged_over_rows_of_a_spread_table_heads_them_all() -> None:
    rows = (
        "1\n学前教育\n新增幼儿园3所。\n基础教育科\n2025年9月\n2\n开展衔接试点评估。\n基础教育科\n2025年12月\n3\n"
        "义务教育\n完成小学改扩建。\n规划建设科\n2025年8月\n"
    )
    tasks = convert_text("附件\n2025年重点工作任务分解表\n序号\n重点任务\n具体举措\n责任科室\n完成时限\n" + rows).tasks
    assert [t.path[-1].title for t in tasks] == ["学前教育", "学前教育", "义务教育"]


def test_a_goal_that_somebody_answers_for_is_a_task() -> None:
    found = convert_text(
        "青梧县2024年重点工作责任分解方案\n一、主要目标\n1.地区生产总值增长7.5%左右。（牵头单位：县发改局；责任单位：县统计局）\n"
        "2.空气质量保持全省前列。\n二、重点工作\n3.新建水厂3座。（责任单位：县水利局）\n"
    )
    assert [t.label for t in found.tasks] == ["1.", "3."]
    assert [(t.metric, t.value) for t in found.targets] == [("地区生产总值", 7.5), ("水厂", 3)]


def test_a_sentence_above_those_who_answer_for_it_is_no_heading() -> None:
    found = convert_text(
        "青梧县2024年工作要点\n一、重点工作\n1.新建水厂3座，改造管网12公里。\n责任单位：县水利局\n2.扩大绿化。\n责任单位：县林业局\n"
    )
    assert [t.title for t in found.tasks] == [None, None]
    assert [u.surface for u in found.units] == ["县水利局", "县林业局"]


def test_paragraphs_that_a_run_in_item_leads_into_are_tasks_where_each_has_a_heading_sentence() -> None:
    found = convert_text(
        plan(
            "（一）推进现代化产业体系建设，加快转型。充分发挥创新的主导作用，加快推进新型工业化。",
            "推动产业链优化升级。保持工业经济平稳运行，实施重点产业链行动。",
            "积极培育新兴产业。实施产业创新工程，完善产业生态。",
            "深入推进数字经济发展。制定支持政策，促进深度融合。",
            "（二）夯实基础。新建水厂3座。",
        )
    )
    assert [t.title for t in found.tasks] == ["推动产业链优化升级", "积极培育新兴产业", "深入推进数字经济发展", "夯实基础"]
    assert [s.title for s in found.tasks[0].path][-1:] == ["推进现代化产业体系建设，加快转型"]


def test_a_report_with_unnumbered_halves_and_a_last_part_on_the_government_itself() -> None:
    found = convert_text(
        "2025年青梧县政府工作报告\n——2025年1月8日在青梧县第十届人民代表大会第四次会议上\n\n2024年工作回顾\n\n"
        "这一年，项目建设提速。实施重点项目126个，完成投资98亿元，青梧大桥建成通车，群众出行更加便利。\n\n"
        "各位代表！成绩来之不易，我们也清醒地认识到发展中还存在不少困难和问题。\n\n2025年工作安排\n\n"
        "主要预期目标是：地区生产总值增长6%左右，一般公共预算收入增长4%，城镇和农村居民收入分别增长5%、7%。\n\n"
        "（一）坚定不移推进乡村全面振兴发展，在农业农村现代化上实现新突破\n\n建好和美乡村。新建农村公路120公里。\n\n"
        "各位代表！政府自身建设永远在路上。\n\n坚持依法行政。深入推进法治政府建设，提案办复率100%。\n\n"
        "坚持勤政廉政。严格落实各项规定，“三公”经费压减10%以上。\n\n各位代表！让我们团结起来，为谱写新篇章而奋斗！\n"
    )
    assert [t.title for t in found.tasks] == [
        "坚定不移推进乡村全面振兴发展，在农业农村现代化上实现新突破",
        "坚持依法行政",
        "坚持勤政廉政",
    ]
    assert [[s.title for s in t.path] for t in found.tasks] == [["2025年工作安排"]] * 3
    assert [t.metric for t in found.targets][2:4] == ["城镇居民收入", "农村居民收入"]
    assert [t.value for t in found.targets] == [6, 4, 5, 7, 120, 100, 10]


def test_paragraphs_that_a_sentence_announces_are_tasks_and_what_stands_before_it_is_the_frame() -> None:
    found = convert_text(
        "政府工作报告\n——2025年1月8日在青梧县第十届人民代表大会第四次会议上\n青梧县人民政府县长  季怀瑾\n\n"
        "一、2024年工作回顾\n这一年，新建供水站32座，改造管网120公里，群众出行更加便利。\n\n二、2025年工作安排\n"
        "今年是承上启下的一年，做好各项工作意义重大，必须坚定信心、扎实苦干。\n"
        "主要预期目标是：地区生产总值增长6%左右，一般公共预算收入增长4%。\n围绕上述目标，重点抓好以下工作：\n"
        "突出项目带动，扩大有效投资。安排重点项目92个。\n突出工业强县，壮大实体经济。新增规上企业12户。\n"
        "突出民生优先，增进百姓福祉。新建幼儿园3所。\n\n三、加强政府自身建设\n依法行政守底线。自觉接受监督。\n清正廉洁树形象。过紧日子。\n"
    )
    assert [t.title for t in found.tasks] == [
        "突出项目带动，扩大有效投资",
        "突出工业强县，壮大实体经济",
        "突出民生优先，增进百姓福祉",
        "依法行政守底线",
        "清正廉洁树形象",
    ]
    assert [s.title for s in found.tasks[0].path] == ["2025年工作安排"]
    assert (found.document.issuers, found.document.region) == (("青梧县人民政府",), "青梧县")


def test_a_plan_below_the_results_of_the_year_before_in_two_parts() -> None:
    found = convert_text(
        "柳荫街道2024年工作总结和2025年工作计划\n\n第一部分  2024年工作总结\n一、民生福祉持续改善\n新建社区食堂3家。\n\n"
        "第二部分  2025年工作计划\n一、聚焦民生实事\n（一）完善养老服务。新建助餐点4个。\n（二）做好就业帮扶。举办招聘会6场。\n"
        "二、聚焦平安稳定\n开展安全生产检查，排查整治隐患。\n"
    )
    assert found.document.doc_type == "annual_plan"
    assert [(t.label, t.title) for t in found.tasks] == [("（一）", "完善养老服务"), ("（二）", "做好就业帮扶"), ("二、", "聚焦平安稳定")]
    assert [s.label for s in found.tasks[0].path] == ["第二部分", "一、"]


def test_the_article_that_says_from_when_the_others_hold_is_no_task() -> None:
    found = convert_text(
        "青梧县支持企业发展若干措施\n第一条　减免租金。减免承租企业6个月租金。\n第二条　加大信贷。新增贷款8亿元。\n"
        "第三条　本措施自发布之日起实施，有效期至2026年12月31日。省里另有规定的，从其规定。\n青梧县人民政府办公室\n2025年5月20日\n"
    )
    assert [t.title for t in found.tasks] == ["减免租金", "加大信贷"]
    assert found.document.issued_on == "2025-05-20"


def test_a_sentence_above_lines_that_say_who_answers_is_what_is_to_do() -> None:
    found = convert_text(
        "青梧市2025年重点工作责任分解\n一、着力保障和改善民生\n1.新建公办幼儿园4所，增加学位1200个。\n牵头领导：季怀瑾\n"
        "牵头单位：市教育局\n责任单位：市财政局、各镇（街道、区）\n完成时限：8月底前\n2.推进医院迁建，年底前完成主体结顶。\n"
        "牵头领导：季怀瑾\n牵头单位：市卫生健康局\n责任单位：—\n完成时限：12月\n"
    )
    assert [(t.label, t.title, t.kind) for t in found.tasks] == [("1.", None, "measure"), ("2.", None, "measure")]
    assert found.tasks[0].text.startswith("新建公办幼儿园4所")
    assert [(u.surface, u.role) for u in found.units] == [
        ("市教育局", "lead"),
        ("市财政局", "support"),
        ("各镇（街道、区）", "support"),
        ("市卫生健康局", "lead"),
    ]


def test_letters_in_brackets_number_points() -> None:
    tasks = tasks_of("（一）増加供应：", "(a)\t新建泵站12座；", "(b)\t研究水价机制。", "（二）推进节水。完善水价。")
    assert [t.label for t in tasks] == ["(a)", "(b)", "（二）"]


def test_a_name_with_a_colon_is_the_heading_of_the_one_sentence_behind_it() -> None:
    tasks = tasks_of("（一）供水计划：新建规模化水厂12座，改善水质。", "（二）节水计划：补助节水器具300台。")
    assert [(t.title, t.text) for t in tasks] == [("供水计划", "新建规模化水厂12座，改善水质。"), ("节水计划", "补助节水器具300台。")]


def test_requirements_with_a_colon_end_the_items_above_them_where_they_stand_once() -> None:
    work = "一、供水项目\n主要内容：新建水厂4座。\n责任单位：县水利局\n二、养老项目\n主要内容：新增床位150张。\n责任单位：县民政局\n"
    text = f"青梧县2025年民生实事实施计划\n{work}工作要求：\n1.加强领导。成立工作专班。\n2.强化督查。每月通报进度。\n"
    found = convert_text(text)
    assert [(t.title, t.kind) for t in found.tasks] == [
        ("供水项目", "measure"),
        ("养老项目", "measure"),
        ("加强领导", "safeguard"),
        ("强化督查", "safeguard"),
    ]
    assert [u.surface for u in found.units] == ["县水利局", "县民政局"]


def test_a_chapter_on_carrying_out_holds_safeguards() -> None:
    found = convert_text(
        "青梧市水利发展“十五五”规划\n第一章 推进节水\n第一节 健全标准\n制定地方标准。\n"
        "第二章 强化实施\n第一节 强化要素支撑\n加大投入力度。\n"
    )
    assert [t.kind for t in found.tasks] == ["measure", "safeguard"]


def test_a_year_to_come_stands_above_what_is_counted_below_it() -> None:
    found = convert_text(
        "青梧县人民政府工作报告\n2024年12月28日在青梧县第九届人民代表大会第二次会议上\n\n2024年工作回顾\n\n"
        "这一年，新建供水站32座，改造管网120公里，主要经济指标稳中有进，群众出行更加便利。\n\n2025年工作安排\n\n"
        "全年主要预期目标是：地区生产总值增长7%，固定资产投资增长12%，城乡居民收入同步增长。\n\n一、坚持项目为王\n\n"
        "强化项目谋划。谋划储备项目500个。\n\n加快项目建设。完成投资210亿元。\n\n二、坚持民生为本\n\n新建学校3所，新增学位2600个。\n"
    )
    assert [(t.title, [s.title for s in t.path]) for t in found.tasks] == [
        ("强化项目谋划", ["2025年工作安排", "坚持项目为王"]),
        ("加快项目建设", ["2025年工作安排", "坚持项目为王"]),
        ("坚持民生为本", ["2025年工作安排"]),
    ]


def test_stages_and_what_a_word_numbers_are_items() -> None:
    found = convert_text(
        "青梧县文化下乡实施方案\n一、文化服务\n序号1：培训骨干\n年度目标：培训500人次。\n牵头单位：县文旅局\n序号2：举办活动\n"
        "年度目标：举办活动60场。\n牵头单位：县文联\n二、实施步骤\n第一阶段：动员部署（2023年3月）。各镇制定方案。\n"
        "第二阶段：组织实施（2023年4月至2025年10月）。开展活动。\n三、有关要求\n（一）提高认识\n各镇要重视。\n"
    )
    assert [(t.label, t.title, t.kind) for t in found.tasks] == [
        ("序号1", "培训骨干", "measure"),
        ("序号2", "举办活动", "measure"),
        ("第一阶段", "动员部署（2023年3月）", "safeguard"),
        ("第二阶段", "组织实施（2023年4月至2025年10月）", "safeguard"),
        ("（一）", "提高认识", "safeguard"),
    ]
    assert found.document.period is not None
    assert (found.document.period.start, found.document.period.end) == (2023, 2025)


def test_the_number_of_a_chapter_is_no_part_of_its_name() -> None:
    found = convert_text(
        "青梧县水利规划\n1 总体要求\n1.1 指导思想\n坚持节水。\n2 重点任务\n2.1 夯实基础\n新建水厂3座。\n2.2 推进节水\n完善水价。\n"
    )
    assert [[(s.label, s.title) for s in t.path] for t in found.tasks] == [[("2", "重点任务")]] * 2


def test_papers_of_county_governments_open_with_their_grounds_and_close_with_how_progress_is_watched() -> None:
    text = (
        "棲水縣政府推動綠色校園執行計畫\n\n壹、計畫緣起\n本府去年完成用電盤查，爰訂定本計畫。\n貳、計畫期間\n自114年1月起至12月止。\n"
        "參、執行策略\n一、汰換老舊照明，完成校舍節能改善。\n主辦機關：教育處\n二、設置雨水回收設施，供校園澆灌使用。\n主辦機關：工務處\n"
        "肆、管考機制\n一、各校按季填報辦理情形。\n二、績優學校予以敘獎。\n"
    )
    assert [(t.kind, t.label) for t in convert_text(text).tasks] == [
        ("measure", "一、"), ("measure", "二、"), ("safeguard", "一、"), ("safeguard", "二、"),
    ]  # fmt: skip


REPORT = (
    "岚江省2026年政府工作报告\n——2026年1月20日在岚江省第十届人民代表大会第四次会议上\n各位代表：\n现在，我代表省人民政府报告工作。\n"
    "一、一步一个脚印走，岚江建设不断打开新局面\n2025年是规划收官之年。一年来，我们爬坡过坎，全省经济稳中有进。\n"
    "（一）着力稳增长，经济运行向上向好\n工业支撑有力。新增工厂9家。\n服务业稳步回升。新增仓库16座。\n"
    "二、一张图纸干到底，接续书写岚江篇章\n“十五五”时期是关键时期，今后五年全省粮食产量达到900万吨。\n"
    "（一）始终锚定机制活，激发改革动力。健全机制。\n（二）始终锚定产业优，夯实产业根基。培育集群。\n"
    "三、一鼓作气勇争先，全力开好局\n"
    "（一）壮大实体经济，推动高质量发展。把力量放在实体经济上。\n做强工业。新建厂房30座。\n做优农业。新建水渠20公里。\n做活商业。新建市场5个。\n"
    "（二）深化改革，扩大开放。以改革添动力。\n大力抓改革。推出改革举措12项。\n全力促开放。引进外资企业8家。\n"
    "（三）守护生态，建设家园。以绿色为底。\n治好河湖。整治河道6条。\n造好林子。新增林地40公顷。\n"
    "（四）改善民生，办好实事。以百姓为本。\n稳住就业。新增岗位700个。\n办好教育。新建学校14所。\n"
)


def test_a_numeral_opens_the_name_of_a_chapter() -> None:
    """一、一步… is numbered like any other, looks back by how it begins, and the line below 二 is no rest of its name."""
    found = convert_text(REPORT)
    assert [(t.label, t.title) for t in found.tasks] == [
        ("（一）", "始终锚定机制活，激发改革动力"), ("（二）", "始终锚定产业优，夯实产业根基"), (None, "做强工业"), (None, "做优农业"),
        (None, "做活商业"), (None, "大力抓改革"), (None, "全力促开放"),
        (None, "治好河湖"), (None, "造好林子"), (None, "稳住就业"), (None, "办好教育"),
    ]  # fmt: skip
    assert [h.title for h in found.tasks[0].path] == ["一张图纸干到底，接续书写岚江篇章"]
    assert [t.value for t in found.targets] == [9000000, 30, 20, 5, 12, 8, 6, 40, 700, 14]
    assert found.targets[0].deadline == "2030"
    assert [o.value for o in found.observations] == [9, 16]


def test_goals_and_tasks_of_the_years_to_come_hold_what_is_headed_below() -> None:
    """Paragraphs of that part only frame the work; those behind a lead-in that have headings on lines of their own are work."""
    head = "岚江省2026年政府工作报告\n——2026年1月20日在岚江省第十届人民代表大会第四次会议上\n各位代表：\n"
    goals = "二、“十五五”时期主要目标任务\n“十五五”时期是关键时期，省政府编制了规划纲要。\n主要目标是，全省粮食产量年均增长2%以上。\n"
    year = "三、2026年重点工作\n（一）发展工业。新建厂房30座。\n（二）发展农业。新建水渠20公里。\n"
    assert [t.title for t in convert_text(head + goals + year).tasks] == ["发展工业", "发展农业"]
    focus = (
        "实现目标，必须做到“三个聚焦”：\n聚焦开放，建设口岸。\n全面落实开放举措，稳步扩大进出口规模，建设内陆口岸和物流园区。\n"
        "聚焦创新，建设高地。\n加强实验室和中试平台建设，支持企业牵头组建创新联合体，引进各类人才。\n"
        "聚焦民生，增进福祉。\n办好教育、医疗、养老等民生实事，稳定和扩大就业，提高社会保障水平。\n"
    )
    found = convert_text(head + goals + focus + year).tasks
    assert [t.title for t in found] == ["聚焦开放，建设口岸", "聚焦创新，建设高地", "聚焦民生，增进福祉", "发展工业", "发展农业"]


def test_a_goal_with_a_line_that_says_who_answers_for_it_is_a_task() -> None:
    text = (
        "青梧县政府工作报告重点工作责任分解（2026年）\n一、主要预期目标\n1.生产总值增长6%左右。\n牵头单位：县发改局\n责任单位：县统计局\n"
        "2.居民收入稳步增加。\n责任单位：县人社局\n二、重点工作\n3.新建泵站12座。\n责任单位：县水利局\n"
    )
    found = convert_text(text)
    assert [(t.label, t.title) for t in found.tasks] == [("1.", None), ("2.", None), ("3.", None)]
    assert [(t.metric, t.value, t.task_id) for t in found.targets] == [
        ("生产总值", 6, found.tasks[0].task_id), ("泵站", 12, found.tasks[2].task_id),
    ]  # fmt: skip
    assert [(u.name, u.role) for u in found.units] == [
        ("县发改局", "lead"), ("县统计局", "support"), ("县人社局", "responsible"), ("县水利局", "responsible"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("1.推进管护（责任单位：县水利局）\n新建泵站3座。", "推进管护"),
        ("1.推进管护（县水利局牵头，县财政局配合）。新建泵站3座。", "推进管护"),
        ("1.推进管护（落实主体责任）\n新建泵站3座。", "推进管护（落实主体责任）"),
        ("1.推进管护（二期）\n新建泵站3座。", "推进管护（二期）"),
    ],
)
def test_who_answers_is_no_part_of_a_title(heading: str, title: str) -> None:
    [task] = convert_text(f"青梧县水利工作方案\n一、主要任务\n{heading}\n").tasks
    assert task.title == title


def test_items_counted_by_words_and_by_letters() -> None:
    found = convert_text(
        "青梧县水利工作方案\n一、主要任务\n（一）供水\n第一，改造旧厂。改造水厂3座。\n第二，新建管网。新建管网20公里。\n"
        "（二）排水\nA.疏浚河道12条。\nB.新建泵站3座。\n（三）节水\n推进节水。第一，改造管网；第二，更换水表3000块。\n"
    )
    assert [(t.label, t.title) for t in found.tasks] == [
        ("第一，", "改造旧厂"), ("第二，", "新建管网"), ("A.", None), ("B.", None), ("（三）", "节水"),
    ]  # fmt: skip


def test_a_note_below_a_plain_item_makes_no_heading_of_it() -> None:
    found = convert_text(
        "青梧县卫生健康工作要点\n一、主要任务\n（1）建设社区医院3家。\n（2）轮训村医1300名。\n（基层科牵头，人事科配合）\n"
    )
    assert [(t.label, t.title) for t in found.tasks] == [("（1）", None), ("（2）", None)]
