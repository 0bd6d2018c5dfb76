"""Task tables whose cells were wrapped: one line of print after the other, or in columns; pages between, units below one another."""

from __future__ import annotations

import pytest
from helpers import assert_grounded, convert_text

from pipeline.converted import Converted

TITLE = "岚江市2025年水利重点工作实施方案\n为做好全市水利工作，制定本方案。\n一、总体要求\n坚持目标导向，压实责任。\n二、重点任务分工\n"
BEHIND = "三、保障措施\n（一）加强组织领导。各责任单位要明确专人负责，定期调度。\n（二）强化督导考核。将落实情况纳入年度考核。\n"

WRAPPED = """序号
重点任务
具体措施
牵头单位
配合单位
完成时限
1
提升防洪能
力
加快推进清溪河堤防达标加固，新
建堤防12公里，汛前完成险工险段
处置。
市水利局
市财政局、市
自然资源局
2025年6月
底
2
完成8座小型病险水库除险加固，
落实安全管理责任人，开展巡查值
守培训。
市水利局
各县（区）政
府
2025年12
月底
3
保障城乡供
水
实施老旧供水管网改造45公里，将
公共供水管网漏损率控制在9%以
内。
市住房城乡
建设局
市水利局、市
城投集团
2025年11
月底
4
建设农村规模化供水工程6处，新
增受益人口3.2万人。
市水利局
市财政局
2025年10
月底
"""

ROWS = [
    ("1", "加快推进清溪河堤防达标加固，新建堤防12公里，汛前完成险工险段处置。", "提升防洪能力", "2025-06"),
    ("2", "完成8座小型病险水库除险加固，落实安全管理责任人，开展巡查值守培训。", "提升防洪能力", "2025-12"),
    ("3", "实施老旧供水管网改造45公里，将公共供水管网漏损率控制在9%以内。", "保障城乡供水", "2025-11"),
    ("4", "建设农村规模化供水工程6处，新增受益人口3.2万人。", "保障城乡供水", "2025-10"),
]
UNITS = [
    [("市水利局", "lead"), ("市财政局", "support"), ("市自然资源局", "support")],
    [("市水利局", "lead"), ("各县（区）政府", "support")],
    [("市住房城乡建设局", "lead"), ("市水利局", "support"), ("市城投集团", "support")],
    [("市水利局", "lead"), ("市财政局", "support")],
]


def converted(table: str) -> Converted:
    return convert_text(TITLE + table + BEHIND)


def rows_of(document: Converted) -> list[tuple[str | None, str, str | None, str | None]]:
    return [(t.label, t.text, t.path[-1].title, t.deadline) for t in document.tasks if t.kind == "table"]


def units_of(document: Converted) -> list[list[tuple[str, str]]]:
    rows = [t for t in document.tasks if t.kind == "table"]
    return [[(u.surface, u.role) for u in document.units if u.task_id == t.task_id] for t in rows]


def test_cells_broken_for_want_of_room_are_whole_again_and_so_are_the_names_of_units() -> None:
    document = converted(WRAPPED)
    assert_grounded(document)
    assert rows_of(document) == ROWS
    assert units_of(document) == UNITS
    assert [(t.value, t.unit) for t in document.targets] == [(12, "公里"), (8, "座"), (45, "公里"), (9, "%"), (6, "处"), (32000, "人")]


@pytest.mark.parametrize("row", ["2\n完成8座", "落实安全", "守培训"])
def test_a_page_may_end_anywhere_in_the_table(row: str) -> None:
    head = WRAPPED[: WRAPPED.index("1\n")]
    at = WRAPPED.index(row)
    assert rows_of(converted(f"{WRAPPED[:at]}— 3 —\n{head}{WRAPPED[at:]}")) == ROWS


def test_units_set_one_below_the_other_are_units_each() -> None:
    table = """序号
工作任务
责任单位
完成时限
1
新建堤防12公里，完成险工险段处置。
市水利局
市财政局
2025年6月
2
改造老旧供水管网45公里。
市住房城乡建设局
市城投集团
2025年11月
"""
    assert units_of(converted(table)) == [
        [("市水利局", "responsible"), ("市财政局", "responsible")],
        [("市住房城乡建设局", "responsible"), ("市城投集团", "responsible")],
    ]


def test_measures_that_number_themselves_stay_paragraphs_of_one_row() -> None:
    table = """序号
主要任务
工作举措
责任单位
1
完善供水网络
1.新建水厂2座，实现城乡供水一体化
管理。
2.改造管网45公里。
市水利局
2
强化节水管理
1.推广高效节水灌溉，建设示范片区3
处。
2.开展节水型单位创建。
市水利局
"""
    assert [t.text for t in converted(table).tasks if t.kind == "table"] == [
        "1.新建水厂2座，实现城乡供水一体化管理。\n2.改造管网45公里。",
        "1.推广高效节水灌溉，建设示范片区3处。\n2.开展节水型单位创建。",
    ]


def test_what_leads_into_a_table_is_no_task_of_its_own() -> None:
    document = converted("各单位要按照下表分工抓好落实。\n岚江市水利重点工作任务分解表\n" + WRAPPED)
    assert [t.kind for t in document.tasks] == ["table"] * 4 + ["safeguard"] * 2


MIDDLE = """序号   重点任务             具体措施               牵头单位      配合单位     完成时限
                  加快推进清溪河堤防达标加固，
                                                               市财政局、市   2025年6月
 1                新建堤防12公里，汛前完成险工     市水利局
                                                                自然资源局       底
       提升防洪            险段处置。
         能力     完成8座小型病险水库除险加固，
                                                               各县（区）政   2025年12
 2                落实安全管理责任人，开展巡查     市水利局
                                                                    府          月底
                           值守培训。
                  实施老旧供水管网改造45公里，
                                                  市住房城乡   市水利局、市   2025年11
 3                将公共供水管网漏损率控制在9%
       保障城乡                                     建设局       城投集团       月底
                             以内。
         供水
                  建设农村规模化供水工程6处，新                               2025年10
 4                                                 市水利局      市财政局
                       增受益人口3.2万人。                                      月底
"""

TOP = """序号    重点任务    具体措施                         牵头单位      配合单位      完成时限
1       提升防洪    加快推进清溪河堤防达标加固，新   市水利局      市财政局、市  2025年6月
        能力        建堤防12公里，汛前完成险工险段                 自然资源局    底
                    处置。
2                   完成8座小型病险水库除险加固，    市水利局      各县（区）政  2025年12
                    落实安全管理责任人，开展巡查值                 府            月底
                    守培训。
3       保障城乡    实施老旧供水管网改造45公里，将   市住房城乡    市水利局、市  2025年11
        供水        公共供水管网漏损率控制在9%以     建设局        城投集团      月底
                    内。
4                   建设农村规模化供水工程6处，新    市水利局      市财政局      2025年10
                    增受益人口3.2万人。                                          月底
"""


MIDDLE_ONE_SPACE = """序号 重点任务 具体措施 牵头单位 配合单位 完成时限
加快推进清溪河堤防达标加固，
市财政局、市 2025年6月
1 新建堤防12公里，汛前完成险工 市水利局
自然资源局 底
提升防洪 险段处置。
能力 完成8座小型病险水库除险加固，
各县（区）政 2025年12
2 落实安全管理责任人，开展巡查 市水利局
府 月底
值守培训。
实施老旧供水管网改造45公里，
市住房城乡 市水利局、市 2025年11
3 将公共供水管网漏损率控制在9%
保障城乡 建设局 城投集团 月底
以内。
供水
建设农村规模化供水工程6处，新 2025年10
4 市水利局 市财政局
增受益人口3.2万人。 月底
"""

TOP_ONE_SPACE = """序号 重点任务 具体措施 牵头单位 配合单位 完成时限
1 提升防洪 加快推进清溪河堤防达标加固， 市水利局 市财政局、市 2025年6月
能力 新建堤防12公里，汛前完成险工 自然资源局 底
险段处置。
2 完成8座小型病险水库除险加固， 市水利局 各县（区）政 2025年12
落实安全管理责任人，开展巡查 府 月底
值守培训。
3 保障城乡 实施老旧供水管网改造45公里， 市住房城乡 市水利局、市 2025年11
供水 将公共供水管网漏损率控制在9% 建设局 城投集团 月底
以内。
4 建设农村规模化供水工程6处，新 市水利局 市财政局 2025年10
增受益人口3.2万人。 月底
"""


@pytest.mark.parametrize(
    "table", [MIDDLE, TOP, MIDDLE_ONE_SPACE, TOP_ONE_SPACE], ids=["middle", "top", "middle_one_space", "top_one_space"]
)
def test_columns_are_told_by_where_their_pieces_stand_or_by_their_order(table: str) -> None:
    document = converted(table)
    assert_grounded(document)
    assert rows_of(document) == ROWS
    assert [sorted(units) for units in units_of(document)] == [sorted(units) for units in UNITS]  # lines of cells alternate
    assert [t.kind for t in document.tasks] == ["table"] * 4 + ["safeguard"] * 2


def test_prose_below_a_table_in_columns_is_none_of_its_rows() -> None:
    rows = rows_of(converted(MIDDLE + "\n各责任单位要对照上表细化措施，逐项制定工作计划，按时报送进展情况。\n"))
    assert rows == ROWS


def test_a_number_that_a_sentence_goes_on_with_opens_no_row() -> None:
    table = """序号 工作任务 责任单位 完成时限
培育星级民宿15家，引进酒店品牌
1 市商务局、市文旅局 2025年6月
2个。
2 建设绿道75公里。 市住建局 2025年10月
打造游船线路，建设码头
3 市交通运输局 2025年9月
3 座。
"""
    assert [(t.label, t.text) for t in converted(table).tasks if t.kind == "table"] == [
        ("1", "培育星级民宿15家，引进酒店品牌2个。"),
        ("2", "建设绿道75公里。"),
        ("3", "打造游船线路，建设码头3 座。"),
    ]


def test_pieces_that_fit_no_columns_make_no_records_and_the_document_says_so() -> None:
    table = """序号 工作任务 责任单位 完成时限
1 甲 乙 丙 丁
戊 己 庚
2 辛 壬 癸 子
"""
    document = converted(table)
    assert [t for t in document.tasks if t.kind != "safeguard"] == []
    (warning,) = [w for w in document.document.warnings if w.code == "unread_table"]
    assert document.source_text[warning.start : warning.end] == table.strip()
