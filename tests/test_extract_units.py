"""Units made answerable: lists, roles, and names made whole."""

from __future__ import annotations

import pytest
from helpers import convert_text, item, plan, unit_records, units_of

R, L, S = "responsible", "lead", "support"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("（责任单位：县水利局、县财政局）", [("县水利局", R), ("县财政局", R)]),
        ("（县水利局、县财政局按职责分工负责）", [("县水利局", R), ("县财政局", R)]),
        ("（县水利局负责）", [("县水利局", R)]),
        ("（牵头单位：县水利局；配合单位：县财政局、县公安局）", [("县水利局", L), ("县财政局", S), ("县公安局", S)]),
        ("（县水利局牵头，县财政局、县公安局配合）", [("县水利局", L), ("县财政局", S), ("县公安局", S)]),
        ("（牵头单位：县水利局；责任单位：县财政局）", [("县水利局", L), ("县财政局", S)]),
        ("由县水利局牵头，建立会商机制。", [("县水利局", L)]),
        ("由县水利局负责组织实施。", [("县水利局", R)]),
    ],
)
def test_the_words_round_a_list_give_its_role(words: str, wanted: list[tuple[str, str]]) -> None:
    assert units_of(words) == wanted


@pytest.mark.parametrize("break_", ["", "\n"])
def test_a_label_may_stand_outside_brackets_and_on_its_own_line(break_: str) -> None:
    assert units_of(f"{break_}责任单位：县水利局、县财政局") == [("县水利局", R), ("县财政局", R)]


def test_the_place_of_the_first_is_shared_by_those_behind_it() -> None:
    found = unit_records("（责任单位：青梧市发改委、建委、司法局）")
    assert [u.surface for u in found] == ["青梧市发改委", "建委", "司法局"]
    assert [u.name for u in found] == ["青梧市发改委", "青梧市建委", "青梧市司法局"]


def test_a_place_is_not_shared_with_what_has_its_own() -> None:
    assert [n for n, _ in units_of("（责任单位：县水利局、财政局、各镇政府、省水投集团公司）")] == [
        "县水利局",
        "县财政局",
        "各镇政府",
        "省水投集团公司",
    ]


def test_the_departments_at_the_end_belong_to_all() -> None:
    found = unit_records("县水利局会同消防、市场监管等部门开展联合检查。")
    assert [(u.surface, u.name, u.role) for u in found] == [
        ("县水利局", "县水利局", L), ("消防", "消防部门", S), ("市场监管", "市场监管部门", S),
    ]  # fmt: skip


def test_abbreviated_places_and_departments_are_shared_both_ways() -> None:
    assert [n for n, _ in units_of("（苏浙皖民政、医保部门负责）")] == ["苏浙皖民政部门", "苏浙皖医保部门"]


def test_the_first_leads_where_the_document_says_so() -> None:
    text = plan("（一）夯实基础。完善供水管护机制。（责任单位：县水利局、县财政局、县公安局。列第一位者为牵头单位，下同）")
    assert [(u.name, u.role) for u in convert_text(text).units] == [("县水利局", L), ("县财政局", S), ("县公安局", S)]


@pytest.mark.parametrize(
    "words",
    [
        "（责任单位：有关部门、相关单位）",
        "（责任人：张三）",
        "由政府主管。",
        "各有关部门要密切配合。",
        "会同有关部门研究。",
        "（各责任单位按职责分工抓好落实）",
    ],
)
def test_persons_and_nameless_departments_are_no_units(words: str) -> None:
    assert units_of(words) == []


def test_vague_elements_are_left_out_of_a_list_and_the_rest_counts() -> None:
    assert units_of("（责任单位：县水利局、各镇（街道）、有关部门）")[0] == ("县水利局", R)
    assert "有关部门" not in [n for n, _ in units_of("（责任单位：县水利局、有关部门）")]


def test_the_same_unit_in_two_lists_is_two_records() -> None:
    converted = convert_text(plan("（一）夯实基础。完善机制。（责任单位：县水利局）", "（二）推进节水。完善水价。（责任单位：县水利局）"))
    assert [u.task_id for u in converted.units] == [t.task_id for t in converted.tasks]
    assert len({u.assignment_id for u in converted.units}) == 2


def test_evidence_is_the_words_of_the_unit() -> None:
    assert [[e.text for e in u.evidence] for u in unit_records("（责任单位：县水利局、财政局）")] == [["县水利局"], ["财政局"]]


def test_unit_columns_of_a_task_table_give_units_by_their_headers() -> None:
    text = plan("（一）夯实基础。统筹推进供水建设。") + (
        "附件1\n重点任务分解表\n序号\t重点任务\t牵头单位\t配合单位\t完成时限\n1\t新建规模化水厂2座，推进联网供水\t县水利局\t县财政局、县公安局\t2024年\n"
    )
    assert [(u.name, u.role) for u in convert_text(text).units] == [("县水利局", L), ("县财政局", S), ("县公安局", S)]


def test_the_one_marked_in_a_list_leads_it() -> None:
    document = convert_text(plan(item("开展整治。（责任单位：市发改委、市工信局（牵头）、商务局）")))
    assert [(u.surface, u.name, u.role) for u in document.units] == [
        ("市发改委", "市发改委", "support"),
        ("市工信局", "市工信局", "lead"),
        ("商务局", "市商务局", "support"),
    ]


def test_one_that_answers_together_with_others_leads_them() -> None:
    document = convert_text(plan(item("由县文旅局会同县融媒体中心、县商务局负责实施。")))
    assert [(u.name, u.role) for u in document.units] == [("县文旅局", "lead"), ("县融媒体中心", "support"), ("县商务局", "support")]


def test_divisions_of_an_office_that_is_named_once() -> None:
    document = convert_text(plan(item("做好监测。（市卫生健康委疾控科、妇幼科负责）")))
    assert [u.name for u in document.units] == ["市卫生健康委疾控科", "市卫生健康委妇幼科"]


def test_a_note_may_hold_brackets_of_another_kind() -> None:
    document = convert_text(plan(item("做好推广。（省农业农村厅牵头，省财政厅，各市、县〔市、区〕人民政府按职责分工负责）")))
    assert [(u.name, u.role) for u in document.units] == [
        ("省农业农村厅", "lead"),
        ("省财政厅", "support"),
        ("各市、县〔市、区〕人民政府", "support"),
    ]


@pytest.mark.parametrize(
    ("note", "wanted"),
    [
        ("（人事科牵头，教师发展中心）", [("人事科", L), ("教师发展中心", S)]),
        ("（责任科室：体卫艺科　配合科室：基教科、督导室）", [("体卫艺科", R), ("基教科", S), ("督导室", S)]),
        ("（规划科、财务科按分工负责）", [("规划科", R), ("财务科", R)]),
    ],
)
def test_divisions_in_notes(note: str, wanted: list[tuple[str, str]]) -> None:
    assert [(u.surface, u.role) for u in convert_text(plan(item("做好统筹。" + note))).units] == wanted


def test_by_when_among_those_who_answer_is_no_unit() -> None:
    text = plan("（一）夯实基础。新建水厂。（牵头单位：县水利局；责任单位：县财政局，各乡镇人民政府，6月底完成）")
    assert [u.surface for u in convert_text(text).units] == ["县水利局", "县财政局", "各乡镇人民政府"]


def test_labels_that_only_a_space_parts_end_each_other_s_lists() -> None:
    text = plan("（一）夯实基础。新建水厂。（牵头单位:县水利局 参加单位:县财政局、县住建局）")
    assert [(u.surface, u.role) for u in convert_text(text).units] == [
        ("县水利局", "lead"),
        ("县财政局", "support"),
        ("县住建局", "support"),
    ]


def test_offices_that_a_narrow_cell_leaves_without_a_mark_between_are_two() -> None:
    table = "重点任务分解表\n序号\t工作任务\t责任单位\n1\t新建乡镇供水站12座。\t市水利局市财政局\n2\t改造管网80公里。\t市教育局市场监管科\n"
    found = [unit.name for unit in convert_text(f"青溪市2025年工作要点\n\n{table}").units]
    assert found == ["市水利局", "市财政局", "市教育局市场监管科"]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("县效能办会同县住建局定期开展督查。", [("县效能办", L), ("县住建局", S)]),
        ("县住建局会同步推行三项举措。", []),
        ("由社保所牵头，各社区居委会配合。", [("社保所", L), ("各社区居委会", S)]),
        ("由财务科牵头，药剂科、后勤保障科协助落实。", [("财务科", L), ("药剂科", S), ("后勤保障科", S)]),
        ("（责任单位：县公安局、县税务局等县级有关部门）", [("县公安局", R), ("县税务局", R)]),
        (
            "（各区政府〔含新区管委会、合作区管委会，下同〕，市水利局负责）",
            [("各区政府〔含新区管委会、合作区管委会，下同〕", R), ("市水利局", R)],
        ),
        ("（责任单位：各区〈市、县〉人民政府、县水利局）", [("各区〈市、县〉人民政府", R), ("县水利局", R)]),
        ("\n县水利局：负责牵头组织行动。\n县财政局：负责经费监管。", [("县水利局", L), ("县财政局", R)]),
        ("责任领导：季副院长 责任科室：医务科、科教科", [("医务科", R), ("科教科", R)]),
        ("\n  牵头单位：县水利局\n  责任单位：县财政局", [("县水利局", L), ("县财政局", S)]),
        ("\n主办机关：水利处\n协办机关：环境保护局、各机关学校", [("水利处", L), ("环境保护局", S), ("各机关学校", S)]),
        ("（权责机关：工务处）", [("工务处", R)]),
        ("责任科室：信息科；配合科室：各科室", [("信息科", R), ("各科室", S)]),
    ],
)
def test_who_answers_in_year_plans_and_breakdowns(words: str, wanted: list[tuple[str, str]]) -> None:
    assert units_of(words) == wanted


def test_an_urban_affairs_bureau_shares_the_level_of_its_place_and_not_its_field() -> None:
    found = units_of("（责任单位：县城市管理局、水利局、公安局）")
    assert [name for name, _ in found] == ["县城市管理局", "县水利局", "县公安局"]


def test_a_remark_that_closes_the_first_list_is_no_part_of_it_and_holds_for_all() -> None:
    text = plan(
        "1.修编规划。\n责任单位：水利局、财政局、司法局（列第一位者为牵头或汇总单位，下同）\n"
        "2.修订定额。\n责任单位：水利局、税务局\n3.办好节水宣传。\n责任单位：水利局、教育局分别牵头"
    )
    assert [(u.name, u.role) for u in convert_text(text).units] == [
        ("水利局", L), ("财政局", S), ("司法局", S), ("水利局", L), ("税务局", S), ("水利局", L), ("教育局", L),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("责任单位：省水利厅、财政厅等单位按职责分工负责", [("省水利厅", R), ("省财政厅", R)]),
        ("责任单位：省水利厅按职责分工负责，各设区市人民政府结合实际落实", [("省水利厅", R), ("各设区市人民政府", R)]),
        ("（县水利局牵头，县级各有关部门及各乡镇政府按职责分工负责）", [("县水利局", L), ("各乡镇政府", S)]),
        ("（各有关部门和单位、各设区市人民政府按职责分工负责）", [("各设区市人民政府", R)]),
    ],
)
def test_how_the_work_is_shared_is_no_part_of_a_name_and_those_only_pointed_at_are_none(words: str, wanted: list[tuple[str, str]]) -> None:
    assert units_of(words) == wanted


def test_a_tier_behind_another_is_each_of_its_kind_and_takes_no_place() -> None:
    assert [n for n, _ in units_of("（责任单位：县水利局，各镇人民政府、街道办事处，各县、区人民政府（管委会））")] == [
        "县水利局", "各镇人民政府", "各街道办事处", "各县、区人民政府（管委会）",
    ]  # fmt: skip


def test_those_who_lead_by_supervising_lead() -> None:
    found = units_of("（县水利局、公安局牵头督导，县财政局、教育局参与）")
    assert found == [("县水利局", L), ("县公安局", L), ("县财政局", S), ("县教育局", S)]


def test_the_one_named_first_in_answer_leads_where_that_is_said_and_a_line_of_time_is_no_unit() -> None:
    text = plan(
        "（一）完善供水管护机制，落实管护经费。\n责任单位：水利局、财政局（第一责任单位为牵头单位，下同）\n时限要求：持续推进\n"
        "（二）开展节水宣传，组织志愿者入户讲解。\n责任单位：教育局、水利局\n时限要求：6月底前\n"
    )
    found = convert_text(text)
    assert [t.title for t in found.tasks] == [None, None]
    assert [(u.name, u.role) for u in found.units] == [("水利局", L), ("财政局", S), ("教育局", L), ("水利局", S)]


def test_a_clause_of_half_width_marks_ends_before_the_one_who_joins_others() -> None:
    words = "关于“守住取水总量控制红线、用水效率红线和水功能区限制纳污红线”的问题,由省水利厅会同省财政厅等部门提出意见。"
    assert units_of(words) == [("省水利厅", L), ("省财政厅", S)]


def test_a_government_named_beside_its_party_committee_has_the_same_place() -> None:
    found = unit_records("（责任单位：各县（市、区）党委和人民政府，高新区党工委和管委会）")
    assert [(u.surface, u.name) for u in found] == [
        ("各县（市、区）党委", "各县（市、区）党委"), ("人民政府", "各县（市、区）人民政府"),
        ("高新区党工委", "高新区党工委"), ("管委会", "高新区管委会"),
    ]  # fmt: skip


def test_half_width_marks_part_those_who_answer_in_a_sentence() -> None:
    words = "由区商贸局牵头,全面负责展销活动;柳荫街办负责外围协调工作;由办公室负责督办。"
    assert units_of(words) == [("区商贸局", L), ("柳荫街办", R)]


def test_a_line_of_divided_work_says_who_leads_and_a_laboratory_takes_no_place() -> None:
    text = plan(
        "1.粮食产量稳定增长。\n分管县领导：季怀瑾\n部门分工：县农业农村局牵头，各地、县水利局配合。\n2.种业振兴。\n部门分工：县科技局、岚江实验室\n"
    )
    found = convert_text(text)
    assert found.tasks[0].title is None
    assert [(u.name, u.role) for u in found.units] == [
        ("县农业农村局", L), ("县水利局", S), ("县科技局", R), ("岚江实验室", R),
    ]  # fmt: skip


def test_who_leads_without_a_comma_before_those_who_answer() -> None:
    words = "（省水利厅牵头省教育厅、省民政厅、省财政厅按职责分工负责）"
    assert units_of(words) == [("省水利厅", L), ("省教育厅", S), ("省民政厅", S), ("省财政厅", S)]


def test_who_answers_for_a_whole_section_has_no_task_of_its_own() -> None:
    text = plan(
        "（一）做强水源。（县水利局牵头，县财政局配合）\n1.新建泵站12座。\n2.修复管网。（县住建局负责）\n"
        "（二）培育人才。\n责任单位：县人社局\n1.办好培训。\n"
    )
    found = convert_text(text)
    labels = {t.task_id: t.label for t in found.tasks}
    assert [(u.name, u.role, labels.get(u.task_id or "")) for u in found.units] == [
        ("县水利局", L, None), ("县财政局", S, None), ("县住建局", R, "2."), ("县人社局", R, None),
    ]  # fmt: skip


def test_a_bracket_in_a_line_of_those_who_answer_is_no_list_of_its_own() -> None:
    found = convert_text(plan("1.完善防控机制，落实管护经费。\n责任单位：市水利局等，各县（市、区）政府（管委会）\n")).units
    assert [(u.name, u.role) for u in found] == [("市水利局", R), ("各县（市、区）政府（管委会）", R)]


def test_who_leads_before_those_who_join_or_help() -> None:
    assert [(u.surface, u.role) for u in unit_records("落实评估要求，市民政局牵头，会同市财政局建立评估机制。")] == [
        ("市民政局", "lead"),
        ("市财政局", "support"),
    ]
    assert [(u.surface, u.role) for u in unit_records("强化巡查，市水利局牵头，市林业局配合。")] == [
        ("市水利局", "lead"),
        ("市林业局", "support"),
    ]


def test_a_bracket_behind_every_village_is_part_of_the_name() -> None:
    assert [u.surface for u in unit_records("落实种植面积。责任领导：王强；责任单位：农业服务中心、各村（社区）。")] == [
        "农业服务中心",
        "各村（社区）",
    ]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("（省农业厅会省林业局、财政厅负责）", [("省农业厅", L), ("省林业局", S), ("省财政厅", S)]),
        ("（县农业局会同县财政局，各镇政府落实）", [("县农业局", L), ("县财政局", S), ("各镇政府", S)]),
        ("（责任单位：县民政局会同县残疾人联合会）", [("县民政局", L), ("县残疾人联合会", S)]),
        ("（县水利局会县林业局）", [("县水利局", L), ("县林业局", S)]),
        ("（县水利局、县林业局办理）", [("县水利局", R), ("县林业局", R)]),
        ("（县残疾人联合会、县妇联负责）", [("县残疾人联合会", R), ("县妇联", R)]),
    ],
)
def test_one_who_joins_others_inside_a_note_leads_them(words: str, wanted: list[tuple[str, str]]) -> None:
    assert units_of(words) == wanted


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("（责任单位：县水利局，各乡、镇人民政府）", ["县水利局", "各乡", "各镇人民政府"]),
        ("（责任单位：县水利局，各园区、镇、办事处）", ["县水利局", "各园区", "各镇", "各办事处"]),
        ("（省商务厅，徐州、扬州市政府分别负责）", ["省商务厅", "徐州市政府", "扬州市政府"]),
        ("（消防、徐州市政府分别负责）", ["消防", "徐州市政府"]),
        ("（责任单位：县水利局、县林业局，以下均需各乡镇落实，不再列出）", ["县水利局", "县林业局"]),
    ],
)
def test_tiers_and_cities_in_a_row_and_remarks_that_close_a_list(words: str, names: list[str]) -> None:
    assert [name for name, _ in units_of(words)] == names


def test_steering_groups_answer_by_name_only() -> None:
    assert units_of("县节水工作领导小组负责统筹协调。") == [("县节水工作领导小组", R)]
    assert units_of("县委农村工作领导小组牵头抓总。") == [("县委农村工作领导小组", L)]
    assert units_of("领导小组负责统筹协调。") == []
    assert units_of("推进管护（县水利局负责办理）。") == [("县水利局", R)]
    assert units_of("由县水利局负总责。") == [("县水利局", R)]
    assert units_of("新建泵站3座。——责任单位：县水利局、县财政局") == [("县水利局", R), ("县财政局", R)]


def test_who_leads_may_be_said_inside_the_list() -> None:
    found = units_of("（责任单位：县商务局、县统计局，排名第一的为牵头单位，下同）")
    assert found == [("县商务局", L), ("县统计局", S)]


def test_who_a_paragraph_is_about_answers_for_what_it_says_further_on() -> None:
    assert units_of("\n区农办要结合新社区建设，负责督查规划实施。") == [("区农办", R)]


def test_who_stands_in_the_lead_and_what_a_place_is_called() -> None:
    assert units_of("市经委作为全市招商牵头责任部门，要组织协调好各项工作。") == [("市经委", L)]
    assert units_of("每个县建成县级特困供养服务设施（敬老院）。") == []
    assert units_of("推进设施建设（市民政局）。") == [("市民政局", R)]
