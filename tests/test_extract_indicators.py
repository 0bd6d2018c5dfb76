"""Indicators: the rows of indicator tables, as the table has them."""

from __future__ import annotations

import pytest
from helpers import convert_text, item, plan

from schemas import Indicator

HEAD = ["序号", "类别", "指标名称", "单位", "2020年", "2025年", "属性"]


def indicators(*rows: list[str], head: list[str] = HEAD) -> tuple[Indicator, ...]:
    table = "\n".join("\t".join(row) for row in [head, *rows])
    return convert_text(plan("（一）夯实基础。新建水厂。", goals=f"供水保障能力稳步提升。\n表1 水利发展主要指标\n{table}")).indicators


ROW = ["1", "一、供水保障", "自来水普及率", "%", "90", "≥96", "预期性"]
NEXT = ["2", "", "规模化供水能力", "万吨", "50.5", "60", "约束性"]


def test_a_row_is_an_indicator_with_all_its_fields() -> None:
    first, second = indicators(ROW, NEXT)
    assert (first.number, first.category, first.name, first.unit, first.attribute) == ("1", "供水保障", "自来水普及率", "%", "expected")
    assert first.baseline is not None
    assert first.target is not None
    assert (first.baseline.value, first.baseline.comparator, first.baseline.year, first.baseline.raw) == (90, "=", 2020, "90")
    assert (first.target.value, first.target.comparator, first.target.year, first.target.raw) == (96, ">=", 2025, "≥96")
    assert (second.category, second.attribute, second.unit) == ("供水保障", "binding", "万吨")


def test_evidence_runs_from_the_first_to_the_last_cell() -> None:
    assert [e.text for e in indicators(ROW, NEXT)[0].evidence] == ["\t".join(ROW)]


@pytest.mark.parametrize(
    ("cell", "value", "comparator"),
    [
        ("96", 96, "="), ("≥96", 96, ">="), ("96以上", 96, ">="), ("＞96", 96, ">"), ("≤8", 8, "<="), ("8以内", 8, "<="),
        ("<8", 8, "<"), ("8左右", 8, "~"), ("不低于96", 96, ">="), ("[300]", 300, "="), ("完成上级下达目标", None, None),
    ],
)  # fmt: skip
def test_cells_give_value_and_comparator_and_keep_their_words(cell: str, value: float | None, comparator: str | None) -> None:
    target = indicators([*ROW[:5], cell, ROW[6]], NEXT)[0].target
    assert target is not None
    assert (target.value, target.comparator) == (value, comparator)
    assert target.raw.replace("＞", ">") == cell.replace("＞", ">")


def test_values_are_not_multiplied_out() -> None:
    target = indicators(ROW, [*NEXT[:5], "1.2万", NEXT[6]])[1].target
    assert target is not None
    assert target.value == 1.2


def test_cumulative_and_yearly_values_are_noted() -> None:
    first, second = indicators([*ROW[:5], "[300]", ROW[6]], [*NEXT[:5], "年均增长5", NEXT[6]])
    assert first.note
    assert second.note is not None
    assert "年均" in second.note


def test_a_unit_in_brackets_behind_the_name_goes_to_the_unit() -> None:
    head = ["序号", "指标名称", "2020年", "2025年", "属性"]
    first, _ = indicators(
        ["1", "自来水普及率（%）", "90", "96", "预期性"], ["2", "规模化供水能力（万吨）", "50", "60", "约束性"], head=head
    )
    assert (first.name, first.unit) == ("自来水普及率", "%")


def test_an_empty_baseline_is_null_and_a_lost_unit_is_not_guessed() -> None:
    first, _ = indicators([*ROW[:3], "", "—", *ROW[5:]], NEXT)
    assert first.baseline is None
    assert first.unit is None


def test_a_remark_goes_into_the_note() -> None:
    first, _ = indicators([*ROW, "含农村"], [*NEXT, ""], head=[*HEAD, "备注"])
    assert first.note == "含农村"


def test_rows_of_an_indicator_table_are_neither_tasks_nor_targets() -> None:
    table = "\n".join("\t".join(row) for row in [HEAD, ROW, NEXT])
    converted = convert_text(plan("（一）夯实基础。完善机制。", goals=f"供水保障能力稳步提升。\n表1 水利发展主要指标\n{table}"))
    assert len(converted.indicators) == 2
    assert converted.targets == ()
    assert [t.kind for t in converted.tasks] == ["measure"]


def test_an_indicator_table_in_a_box_gives_indicators_and_no_box() -> None:
    table = "\n".join("\t".join(row) for row in [HEAD, ROW, NEXT])
    converted = convert_text(plan("（一）夯实基础。完善机制。", goals=f"供水保障能力稳步提升。\n专栏1 水利发展主要指标\n{table}"))
    assert len(converted.indicators) == 2
    assert [t.kind for t in converted.tasks] == ["measure"]


def test_indicators_said_in_numbered_sentences_are_indicators_and_no_targets() -> None:
    first = "1.自来水普及率，2020年为91%，2025年达到98%以上，约束性指标。\n"
    second = "2.节水宣传场次，2020年为12场，2025年达到30场左右，预期性指标。\n"
    goals = "（三）主要指标\n" + first + second
    converted = convert_text(plan(item("推进节水。"), goals=goals))
    rows = [
        (i.number, i.name, i.unit, i.attribute, i.baseline and i.baseline.value, i.target and i.target.value) for i in converted.indicators
    ]
    assert rows == [("1", "自来水普及率", "%", "binding", 91, 98), ("2", "节水宣传场次", "场", "expected", 12, 30)]
    assert [i.target.comparator for i in converted.indicators if i.target] == [">=", "~"]
    assert converted.targets == ()


def test_rows_of_tabs_that_lost_their_empty_merged_cells_keep_their_columns() -> None:
    rows = [
        "类别\t指标名称\t单位\t2025年\t2030年\t属性",
        "经济发展\t常住人口城镇化率\t%\t58.3\t63\t预期性",
        "\t数字经济增加值占比\t%\t6.5\t8.5\t预期性",
        "绿色生态\t森林覆盖率\t%\t31.2\t≥32\t约束性",
    ]
    document = convert_text(
        "青梧县国民经济和社会发展“十五五”规划\n一、主要指标\n" + "\n".join(rows) + "\n二、重点任务\n（一）做大总量。抓好实施。\n"
    )
    assert [(i.category, i.name, i.target and i.target.value) for i in document.indicators] == [
        ("经济发展", "常住人口城镇化率", 63),
        ("经济发展", "数字经济增加值占比", 8.5),
        ("绿色生态", "森林覆盖率", 32),
    ]


def test_numbered_lines_between_the_cells_of_a_spread_table_are_categories() -> None:
    cells = (
        "指标 2020年 2025年 属性 一、供水保障 1.自来水普及率（%） 90 96以上 约束性 "
        "2.水厂数量（座） 8 12 预期性 二、水质安全 1.水质达标率（%） 92 97 约束性"
    )
    table = "\n\n".join(cells.split(" "))
    document = convert_text(f"青梧县水利发展“十四五”规划\n一、主要指标\n{table}\n二、重点任务\n（一）做好供水。抓好实施。\n")
    assert [(i.category, i.name, i.unit, i.target and i.target.value) for i in document.indicators] == [
        ("供水保障", "自来水普及率", "%", 96),
        ("供水保障", "水厂数量", "座", 12),
        ("水质安全", "水质达标率", "%", 97),
    ]


def test_listed_indicators_may_say_name_and_value_in_one_breath() -> None:
    listed = "1.安全事故死亡人数下降15%（约束性）；\n2.灾害损失占比小于1%（预期性）；\n3.救援人员占比达到0.8人/千人，预期性。"
    document = convert_text(f"青梧县应急管理“十四五”规划\n一、主要指标\n{listed}\n二、重点任务\n（一）建强队伍。抓好实施。\n")
    assert [(i.name, i.unit, i.attribute, i.target and (i.target.comparator, i.target.value)) for i in document.indicators] == [
        ("安全事故死亡人数下降", "%", "binding", ("=", 15)),
        ("灾害损失占比", "%", "expected", ("<", 1)),
        ("救援人员占比", "人/千人", "expected", ("=", 0.8)),
    ]


def test_a_header_that_comes_again_on_the_next_page_is_no_row() -> None:
    header = ["领域", "指标", "单位", "2020年", "2025年", "性质"]
    rows = ["健康水平", "人均预期寿命", "岁", "77.9", "79左右", "预期性", "孕产妇死亡率", "1/10万", "9.8", "≤9.5", "预期性"]
    more = ["资源配置", "每千人口床位数", "张", "6.3", "7.4", "预期性"]
    table = "\n".join([*header, *rows, *header, *more])
    document = convert_text(f"青梧县卫生健康“十四五”规划\n一、主要指标\n{table}\n二、重点任务\n（一）健全体系。抓好实施。\n")
    assert [(i.category, i.name, i.unit, i.baseline and i.baseline.value) for i in document.indicators] == [
        ("健康水平", "人均预期寿命", "岁", 77.9),
        ("健康水平", "孕产妇死亡率", "1/10万", 9.8),
        ("资源配置", "每千人口床位数", "张", 6.3),
    ]


def test_a_bare_title_over_cells_one_a_line_is_no_header() -> None:
    cells = "主要指标 序号 指标 单位 2020年 2025年 属性 1 自来水普及率 % 90 96 预期性 2 规模化供水能力 万吨 50.5 60 约束性"
    found = convert_text(plan("（一）夯实基础。新建水厂。", goals="供水稳步提升。\n" + cells.replace(" ", "\n"))).indicators
    assert [(i.name, i.unit, i.target and i.target.value) for i in found] == [("自来水普及率", "%", 96), ("规模化供水能力", "万吨", 60)]


def test_rows_that_count_on_without_a_header_for_their_numbers() -> None:
    rows = (
        "领域 指标 2025年 供水行动 1 自来水普及率 ≥85% 2 3座以上水厂的镇占比 >70% 3 百万人口水站数 >30 "
        "节水行动 4 再生水利用率 100% 5 漏损率 达到9%"
    )
    table = "\n".join(rows.split(" "))
    found = convert_text(plan("（一）夯实基础。新建水厂。", goals=f"供水稳步提升。\n{table}")).indicators
    assert [(i.number, i.category, i.name, i.target and (i.target.comparator, i.target.value)) for i in found] == [
        ("1", "供水行动", "自来水普及率", (">=", 85)),
        ("2", "供水行动", "3座以上水厂的镇占比", (">", 70)),
        ("3", "供水行动", "百万人口水站数", (">", 30)),
        ("4", "节水行动", "再生水利用率", ("=", 100)),
        ("5", "节水行动", "漏损率", ("=", 9)),
    ]
