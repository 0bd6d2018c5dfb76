"""Tables of indicators without running numbers whose cells were wrapped: pieces round, or below, the line with the values."""

from __future__ import annotations

import pytest
from helpers import assert_grounded, convert_text, plan

from pipeline.converted import Converted

ROWS = [
    ("灌溉供水", "大中型灌区骨干渠系水利用系数", None, "expected", "0.52", "0.58"),
    ("灌溉供水", "高效节水灌溉面积", "万亩", "expected", "[6.5]", "[11.2]"),
    ("灌溉供水", "农村规模化供水工程覆盖农村人口比例", "%", "binding", "47", "≥70"),
    ("河湖治理", "重要河湖岸线监管率", "%", "binding", "85", "100"),
    ("河湖治理", "中小河流重点河段防洪达标率", "%", "expected", "61.5", "80"),
]

COLUMNS = """  类别          指标名称           单位       2020年      2025年       属性
           大中型灌区骨干渠系
                                    —         0.52        0.58      预期性
               水利用系数
灌溉供水    高效节水灌溉面积       万亩       [6.5]      [11.2]     预期性
           农村规模化供水工程
                                    %          47          ≥70      约束性
            覆盖农村人口比例
          重要河湖岸线监管率        %          85          100      约束性
河湖治理   中小河流重点河段防
                                    %         61.5         80       预期性
                洪达标率
"""

ONE_SPACE = """类别 指标名称 单位 2020年 2025年 属性
大中型灌区骨干渠系
— 0.52 0.58 预期性
水利用系数
灌溉供水 高效节水灌溉面积 万亩 [6.5] [11.2] 预期性
农村规模化供水工程
% 47 ≥70 约束性
覆盖农村人口比例
重要河湖岸线监管率 % 85 100 约束性
河湖治理
中小河流重点河段防
% 61.5 80 预期性
洪达标率
"""

NARROW = """2020年基 2025年目
类别 指标名称 单位 属性
期值 标值
大中型灌区骨
干渠系水利用 — 0.52 0.58 预期性
系数
灌溉 高效节水灌溉
万亩 [6.5] [11.2] 预期性
供水 面积
农村规模化供
水工程覆盖农 % 47 ≥70 约束性
村人口比例
重要河湖岸线
% 85 100 约束性
河湖 监管率
治理 中小河流重点
河段防洪达标 % 61.5 80 预期性
率
"""

FROM_TOP = """类别 指标名称 单位 2020年 2025年 属性
灌溉供水 大中型灌区骨干渠系 — 0.52 0.58 预期性
水利用系数
高效节水灌溉面积 万亩 [6.5] [11.2] 预期性
农村规模化供水工程 % 47 ≥70 约束性
覆盖农村人口比例
河湖治理 重要河湖岸线监管率 % 85 100 约束性
中小河流重点河段防 % 61.5 80 预期性
洪达标率
"""


def converted(table: str) -> Converted:
    return convert_text(plan("（一）夯实基础。新建水厂。", goals=f"供水保障能力稳步提升。\n表1 水利发展主要指标\n{table}"))


def rows_of(document: Converted) -> list[tuple[str | None, str, str | None, str | None, str | None, str | None]]:
    return [
        (r.category, r.name, r.unit, r.attribute, r.baseline.raw if r.baseline else None, r.target.raw if r.target else None)
        for r in document.indicators
    ]


@pytest.mark.parametrize("table", [COLUMNS, ONE_SPACE, NARROW, FROM_TOP], ids=["columns", "one_space", "narrow", "from_top"])
def test_rows_are_told_by_the_lines_with_their_values(table: str) -> None:
    document = converted(table)
    assert_grounded(document)
    assert rows_of(document) == ROWS
    assert [t.title for t in document.tasks] == ["夯实基础"]  # what stands behind the table is none of its rows
    assert document.targets == ()


def test_a_target_in_words_on_two_lines_is_one_cell_and_the_last_name_takes_its_unit() -> None:
    table = """指标 2020年 2025年 年均增长[累计] 属性
完成市级下
空气质量优良天数比率（%） 88.6 — 约束性
达任务
细颗粒物（PM2.5）年均浓度
33 30 — 约束性
（微克/立方米）
单位地区生产总值二氧化碳
— — [19.5] 约束性
排放降低（%）
注：[ ]内为五年累计数。
"""
    assert rows_of(converted(table)) == [
        (None, "空气质量优良天数比率", "%", "binding", "88.6", "完成市级下达任务"),
        (None, "细颗粒物（PM2.5）年均浓度", "微克/立方米", "binding", "33", "30"),
        (None, "单位地区生产总值二氧化碳排放降低", "%", "binding", None, "[19.5]"),
    ]


def test_a_header_that_comes_again_on_the_next_page_belongs_to_no_row() -> None:
    head, *rows = ONE_SPACE.splitlines()
    table = "\n".join([head, *rows[:4], "— 12 —", head, *rows[4:]]) + "\n"
    assert [row[1] for row in rows_of(converted(table))] == [row[1] for row in ROWS]


def test_lines_that_end_in_figures_are_no_table_without_a_header_that_says_so() -> None:
    text = "各地 情况 如下\n甲镇 12 15\n乙镇\n13 16\n丙镇 14 17\n"
    assert converted(text).indicators == ()


CELL_A_LINE = """类别
指标名称
单位
2020年基期
值
2025年目标
值
年均增速[累
计]
指标属性
灌溉供
水
大中型灌区骨干渠系
水利用系数
—
0.52
0.58
—
预期性
高效节水灌溉面积
万亩
6.5
11.2
[4.7]
预期性
农村规模化供水工程
覆盖农村人口比例
%
47
完成市级下
达任务
—
约束性
河湖治
理
重要河湖岸线监管率
%
85
100
[15]
约束性
"""


def test_cells_one_line_of_print_after_the_other_are_whole_again_and_so_is_their_header() -> None:
    assert rows_of(converted(CELL_A_LINE)) == [
        ("灌溉供水", "大中型灌区骨干渠系水利用系数", None, "expected", "0.52", "0.58"),
        ("灌溉供水", "高效节水灌溉面积", "万亩", "expected", "6.5", "11.2"),
        ("灌溉供水", "农村规模化供水工程覆盖农村人口比例", "%", "binding", "47", "完成市级下达任务"),
        ("河湖治理", "重要河湖岸线监管率", "%", "binding", "85", "100"),
    ]
