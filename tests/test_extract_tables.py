"""Tables in the forms in which plans have them: cells parted by one space, headers in pieces, more years than two."""

from __future__ import annotations

import pytest
from helpers import assert_grounded, convert_text, converter, plan

from pipeline.converted import Converted

SPACED = """表1 主要指标
类别 指标 2020年 2025年 年均增长[累计] 属性
供水 1.供水总量（万吨） 1306 1920 8%左右 预期性
2.漏损率（%） 11.2 ＜ 9 — 约束性
3.自来水普及率（%） 57.4 62 以上 [4.6] 预期性
节水 4.节水投入增长（%） — — 12以上 预期性
5.再生水利用率（%） 83 完成省下达任务 — 约束性
"""


def converted(table: str) -> Converted:
    return convert_text(plan("（一）夯实基础。新建水厂。", goals=f"供水保障能力稳步提升。\n{table}"))


def values(table: str) -> list[tuple[str, float | None, float | None]]:
    """Name, baseline and target of each indicator."""
    rows = converted(table).indicators
    return [(r.name, r.baseline.value if r.baseline else None, r.target.value if r.target else None) for r in rows]


def test_cells_that_one_space_parts_stay_parted_and_fall_to_their_columns() -> None:
    document = converted(SPACED)
    assert_grounded(document)
    rows = [
        (
            r.number,
            r.category,
            r.name,
            r.unit,
            r.attribute,
            r.baseline and r.baseline.value,
            r.target and (r.target.comparator, r.target.value),
        )
        for r in document.indicators
    ]
    assert rows == [
        ("1", "供水", "供水总量", "万吨", "expected", 1306, ("=", 1920)),
        ("2", "供水", "漏损率", "%", "binding", 11.2, ("<", 9)),
        ("3", "供水", "自来水普及率", "%", "expected", 57.4, (">=", 62)),
        ("4", "节水", "节水投入增长", "%", "expected", None, (">=", 12)),
        ("5", "节水", "再生水利用率", "%", "binding", 83, (None, None)),
    ]
    assert all(not t.text.startswith(("供水", "节水")) for t in document.targets)


def test_words_with_spaces_between_them_are_no_header() -> None:
    assert converted("供水 排水 节水 单位 各自 尽责\n1 新建 水厂 3座\n2 改造 管网 5公里\n").indicators == ()


def test_project_tables_parted_by_one_space_give_tasks_and_units() -> None:
    rows = (
        "附表1 重点项目表\n序号 项目名称 建设内容 建设年限 总投资（亿元） 责任单位\n一、供水工程（2项）\n"
        "1 石门水厂 新建取水口2处，铺设管道8公里。 2022—2024 1.6 市水利局\n"
        "2 沙河泵站 改造泵站5座，更换机组。 2023—2025 0.7 市水务集团、市住建局\n"
    )
    document = convert_text(plan("（一）夯实基础。新建水厂。") + "\n" + rows)
    tasks = [t for t in document.tasks if t.kind == "table"]
    assert [(t.label, t.evidence[0].text[:6], t.evidence[-1].text[-4:]) for t in tasks] == [
        ("1", "1 石门水厂", "市水利局"),
        ("2", "2 沙河泵站", "市住建局"),
    ]
    assert [u.name for u in document.units if u.task_id == tasks[1].task_id] == ["市水务集团", "市住建局"]


@pytest.mark.parametrize(
    ("years", "cells", "wanted"),
    [
        (["2015年", "2020年", "2025年"], ["38", "55", "72"], (55, 72)),
        (["2020年", "2022年", "2025年", "2035年"], ["38", "45", "55", "72"], (38, 55)),
        (["2020年", "2021年", "2022年", "2023年", "2024年", "2025年"], ["1", "2", "3", "4", "5", "6"], (1, 6)),
        (["2020年目标", "2020年实际", "2025年目标"], ["40", "38", "55"], (38, 55)),
        (["“十三五”规划目标", "“十三五”完成值", "“十四五”规划目标"], ["40", "38", "55"], (38, 55)),
    ],
)
def test_of_several_years_the_last_before_the_plan_and_its_end_count(
    years: list[str], cells: list[str], wanted: tuple[float, float]
) -> None:
    lines = [
        ["序号", "指标", "单位", *years, "属性"],
        ["1", "供水总量", "万吨", *cells, "预期性"],
        ["2", "排水总量", "万吨", *cells, "预期性"],
    ]
    table = "表1 主要指标\n" + "".join("\t".join(line) + "\n" for line in lines)
    assert values(table) == [("供水总量", *wanted), ("排水总量", *wanted)]


def test_header_cells_in_pieces_are_one_column() -> None:
    rows = ["1", "自来水\n普及率", "%", "90", "96", "预期性", "2", "漏损率", "%", "12", "持续下降", "预期性"]
    table = "\n".join(["表1 主要指标", "序\n号", "主要指标", "单位", "2020年\n基础值", "2025年\n目标值", "指标\n性质", *rows])
    assert values(table) == [("自来水普及率", 90, 96), ("漏损率", 12, None)]


@pytest.mark.parametrize("glue", ["\n", "      "])
def test_years_under_values_tell_of_what_year_they_are(glue: str) -> None:
    lines = [
        ["序号", "指标", "单位", "基期值", "目标值", "属性"],
        ["1", "供水总量", "万吨", "50", "60", "预期性"],
        ["2", "漏损率", "%", "12", "9", "约束性"],
    ]
    years = "2020年\n2025年" if glue == "\n" else " " * 34 + "2020年      2025年"
    table = "\n".join(["表1 主要指标", glue.join(lines[0]), years, *(glue.join(line) for line in lines[1:])])
    rows = converted(table).indicators
    assert [(r.baseline and (r.baseline.year, r.baseline.value), r.target and (r.target.year, r.target.value)) for r in rows] == [
        ((2020, 50), (2025, 60)), ((2020, 12), (2025, 9)),
    ]  # fmt: skip


def test_listed_indicators_may_give_the_earlier_value_first_or_in_brackets() -> None:
    listed = (
        "主要指标如下：\n1. 铁路营业里程由2020年的3120公里增加到2025年的3650公里。\n2. 高速公路里程达到5200公里（2020年为4480公里）。\n"
        "3. 人口100万以上城市轨道交通里程：230公里（2020年112公里）。"
    )
    assert values(listed) == [("铁路营业里程", 3120, 3650), ("高速公路里程", 4480, 5200), ("人口100万以上城市轨道交通里程", 112, 230)]


@pytest.mark.parametrize(
    "rows",
    [
        "1 自来水普及率及供水水质达 % 90 96 预期性\n标率\n2 漏损率 % 12 9 约束性\n3 每万人拥有的供水服务网点 个 4 6 预期性\n数量\n",
        "自来水普及率及供水水质达\n1 % 90 96 预期性\n标率\n2 漏损率 % 12 9 约束性\n每万人拥有的供水服务网点\n3 个 4 6 预期性\n数量\n",
    ],
)
def test_a_name_that_its_column_was_too_narrow_for_is_whole_again(rows: str) -> None:
    table = "表1 主要指标\n序号 指标 单位 2020年 2025年 属性\n" + rows
    assert values(table) == [("自来水普及率及供水水质达标率", 90, 96), ("漏损率", 12, 9), ("每万人拥有的供水服务网点数量", 4, 6)]


def test_a_table_that_came_on_one_line_is_read() -> None:
    cells = "1 供水总量（万吨） 50 超过60 预期性 2 漏损率（%） 12 ＜9 约束性 3 再生水利用率（%） — 持续提升 预期性"
    table = f"表1 主要指标\n序号 指标内容 2020年 目标值 指标性质 {cells}"
    assert values(table) == [("供水总量", 50, 60), ("漏损率", 12, 9), ("再生水利用率", None, None)]


def test_numbered_lines_between_cells_without_numbers_are_categories() -> None:
    cells = (
        "指标 单位 2020年实绩 2025年目标 属性 一、供水 供水总量 万吨 50 60 预期性 漏损率 % 12 9 约束性 "
        "二、节水 再生水利用率 % 20 25 预期性 用水效率 吨 3 2 预期性"
    )
    rows = converted("表1 主要指标\n" + cells.replace(" ", "\n")).indicators
    assert [(r.category, r.name) for r in rows] == [
        ("供水", "供水总量"),
        ("供水", "漏损率"),
        ("节水", "再生水利用率"),
        ("节水", "用水效率"),
    ]


def test_indicators_of_a_box_may_have_their_values_on_the_next_line_and_their_attribute_in_brackets() -> None:
    box = "1．供水总量（万吨）【预期性】\n2020年：50；2025年：＞60\n2．漏损率（%）【约束性】\n2020年：12；2025年：9左右"
    rows = [
        (r.name, r.unit, r.attribute, r.baseline and r.baseline.value, r.target and (r.target.comparator, r.target.value))
        for r in converted(f"专栏1 主要指标\n{box}").indicators
    ]
    assert rows == [("供水总量", "万吨", "expected", 50, (">", 60)), ("漏损率", "%", "binding", 12, ("~", 9))]


def test_listed_indicators_may_rise_from_a_value_and_name_a_part() -> None:
    listed = (
        "主要指标：\n（1）节水器具普及率由35%提高到60%以上；\n（2）新建供水站1.2万座，其中2023年不少于4000座；\n（3）用水户满意度90分以上。"
    )
    assert values(listed) == [("节水器具普及率", 35, 60), ("新建供水站", None, 1.2), ("用水户满意度", None, 90)]


def test_a_cell_may_say_on_its_own_lines_who_leads_and_who_helps() -> None:
    rows = (
        "序号\t重点任务\t责任单位\t完成时限\n1\t推行供水报装一网通办。\t牵头：市水利局\n配合：市公安局、市税务局\t2024年6月\n"
        "2\t新建水厂。\t市水利局\t2024年\n"
    )
    document = convert_text(plan("（一）夯实基础。新建水厂。") + "\n附表1 任务分解表\n" + rows)
    assert [(u.name, u.role) for u in document.units][:3] == [("市水利局", "lead"), ("市公安局", "support"), ("市税务局", "support")]


def test_a_header_over_number_and_name_is_read_by_what_stands_below() -> None:
    cells = [
        '<td>类别</td><td colspan="2">指标</td><td>2020年</td><td>2025年</td><td>属性</td>',
        '<td rowspan="2">供水<br>保障</td><td>1</td><td>供水总量（万吨）</td><td>50</td><td>60</td><td>预期性</td>',
        "<td>2</td><td>漏损率（%）</td><td>12</td><td>—</td><td>约束性</td>",
    ]
    page = "<h1>云亭市水利发展“十四五”规划</h1><p>一、主要指标</p><p>表1 主要指标</p><table>" + "".join(f"<tr>{row}</tr>" for row in cells)
    rows = converter()(f"<html><body>{page}</table></body></html>".encode(), "plan.html").indicators
    assert [(r.number, r.category, r.name, r.baseline and r.baseline.value, r.target and r.target.value) for r in rows] == [
        ("1", "供水保障", "供水总量", 50, 60), ("2", "供水保障", "漏损率", 12, None),
    ]  # fmt: skip


def test_years_of_the_plan_one_by_one_are_goals_and_no_baseline() -> None:
    years = "\t".join(f"{year}年" for year in range(2021, 2026))
    table = f"表1 分年度目标\n指标\t单位\t{years}\n供水总量\t万吨\t1\t2\t3\t4\t5\n排水总量\t万吨\t2\t3\t4\t5\t≧6\n"
    assert values(table) == [("供水总量", None, 5), ("排水总量", None, 6)]


def test_the_merged_cell_at_the_middle_of_its_rows_does_not_end_a_table() -> None:
    table = (
        "表1 主要指标\n 类别      指标                    2020年      2025年      属性\n"
        "          供水总量（万吨）           50          60        预期性\n"
        " 供水      漏损率（%）               12          9         约束性\n"
        "          水质达标率（%）            90          95        预期性\n 节水\n"
        "          再生水利用率（%）          20          25        预期性\n"
    )
    assert values(table) == [("供水总量", 50, 60), ("漏损率", 12, 9), ("水质达标率", 90, 95), ("再生水利用率", 20, 25)]


def test_listed_values_stay_as_written_and_what_they_are_compared_with_is_no_value() -> None:
    listed = "主要指标：\n1.水务产业规模由9.6亿元增加到18亿元，年均增长13%左右。\n2.节水器具普及率达到40%，比2020年提高2.6个百分点。"
    rows = converted(listed).indicators
    assert [(r.unit, r.baseline and r.baseline.value, r.target and r.target.value) for r in rows] == [("亿元", 9.6, 18), ("%", None, 40)]


def test_rows_without_a_number_below_a_numbered_one_are_rows() -> None:
    head = ["表1 主要指标", "序号", "类别", "指标", "2020年", "2025年", "属性"]
    cells = [
        "1",
        "供水",
        "供水总量（万吨）",
        "50",
        "60",
        "预期性",
        "其中：地下水（万吨）",
        "5",
        "3",
        "约束性",
        "2",
        "漏损率（%）",
        "12",
        "9",
        "约束性",
    ]
    rows = converted("\n".join([*head, *cells])).indicators
    assert [(r.number, r.name, r.target and r.target.value, r.attribute) for r in rows] == [
        ("1", "供水总量", 60, "expected"), (None, "其中：地下水", 3, "binding"), ("2", "漏损率", 9, "binding"),
    ]  # fmt: skip


def test_the_header_on_the_next_page_takes_its_page_number_and_continuation_with_it() -> None:
    head = ["类别", "序号", "指标", "单位", "2020年", "2025年", "属性"]
    first = ["供水", "1", "供水总量", "万吨", "50", "60", "预期性", "2", "漏损率", "%", "12", "9", "约束性"]
    rows = converted(
        "\n".join(["表1 主要指标", *head, *first, "— 7 —", "续表", *head, "节水", "3", "再生水利用率", "%", "20", "25", "预期性"])
    ).indicators
    assert [(r.category, r.name) for r in rows] == [("供水", "供水总量"), ("供水", "漏损率"), ("节水", "再生水利用率")]


def test_tables_drawn_with_box_characters_are_read() -> None:
    rule = "├──┼──────┼───┼───┤\n"
    head = "表1 主要指标\n┌──┬──────┬───┬───┐\n│序号│指标│2020年│2025年│\n"
    table = f"{head}{rule}│1 │供水总量（万吨）│50│≥60│\n{rule}│2 │漏损率（%）│12│9│\n└──┴──────┴───┴───┘\n"
    assert values(table) == [("供水总量", 50, 60), ("漏损率", 12, 9)]


@pytest.mark.parametrize("head", ["重点任务", "序号\n重点任务"])
def test_numbered_lines_over_the_rows_of_a_task_table_stand_above_them(head: str) -> None:
    number = "1\n" if "\n" in head else ""
    other = "2\n" if number else ""
    rows = (
        f"附表1 任务分工表\n{head}\n具体举措\n牵头单位\n配合单位\n完成时限\n"
        f"一、深化审批改革\n{number}推进权限下放\n划转许可事项142项。\n市水利局\n市司法局\n"
        f"2024年3月底前\n二、创新监管方式\n{other}推进分级监管\n建立用水户信用档案。\n市水务集团\n市财政局、市税务局\n2024年6月底前\n"
    )
    document = convert_text(plan("（一）夯实基础。新建水厂。") + "\n" + rows)
    tasks = [t for t in document.tasks if t.kind == "table"]
    assert [([h.title for h in t.path][-1], t.text[:4], t.deadline) for t in tasks] == [
        ("深化审批改革", "划转许可", "2024-03"), ("创新监管方式", "建立用水", "2024-06"),
    ]  # fmt: skip
    assert [u.name for u in document.units if u.task_id == tasks[1].task_id] == ["市水务集团", "市财政局", "市税务局"]


def test_a_sentence_may_end_on_the_line_below_its_row() -> None:
    rows = (
        "附表1 实事项目分解表\n序号 项目名称 实施内容 牵头单位 责任单位 完成时限\n"
        "1 管网改造 完成18个小区供水管网改造，惠及居民4600户，同步更 市住建局 市水利局、市城管局 12月底前\n换水表60个。\n"
        "2 水质提升 新建水质监测站5座。 市水利局 市财政局 8月底前\n"
    )
    document = convert_text(plan("（一）夯实基础。新建水厂。") + "\n" + rows)
    tasks = [t for t in document.tasks if t.kind == "table"]
    assert [t.text.replace("\n", "") for t in tasks] == [
        "完成18个小区供水管网改造，惠及居民4600户，同步更换水表60个。",
        "新建水质监测站5座。",
    ]


def test_what_the_cells_say_tells_attributes_from_categories() -> None:
    head = ["一级", "指标", "二级指标", "单位", "现状值", "（2020年）", "目标值", "（2025年）", "指标", "类型"]
    cells = ["供水", "保障", "供水总量", "万吨", "50", "60", "预期性", "漏损率", "%", "12", "9", "约束性"]
    rows = converted("\n".join(["表1 主要指标", *head, *cells])).indicators
    assert [(r.category, r.name, r.baseline and r.baseline.value, r.target and r.target.value, r.attribute) for r in rows] == [
        ("供水保障", "供水总量", 50, 60, "expected"), ("供水保障", "漏损率", 12, 9, "binding"),
    ]  # fmt: skip


def test_full_width_bars_draw_a_table() -> None:
    rows = (
        "序号｜重点任务｜牵头部门｜参加部门｜进度安排\n1｜新建水厂12座、管网80公里。｜市水利局｜市财政局、市住建局｜2025年底\n"
        "2｜建立水价机制。｜市发改委｜市水利局｜长期\n"
    )
    document = convert_text(plan("（一）夯实基础。新建水厂。") + "\n附表1 任务分解表\n" + rows)
    tasks = [t for t in document.tasks if t.kind == "table"]
    assert [(t.label, t.deadline) for t in tasks] == [("1", "2025"), ("2", None)]
    assert [(u.name, u.role) for u in document.units][:3] == [("市水利局", "lead"), ("市财政局", "support"), ("市住建局", "support")]


def test_listed_indicators_may_have_five_year_sums_and_yearly_steps() -> None:
    listed = "主要指标：\n1．新建供水站（座）：2020年—；2025年［45］。\n"
    listed += "2．水质达标率：每年提高1个百分点。\n3．用水户满意度：2020年58%；2025年≥80%。"
    assert values(listed) == [("新建供水站", None, 45), ("水质达标率", None, 1), ("用水户满意度", 58, 80)]


@pytest.mark.parametrize("first", ["目标", ""])
def test_what_stands_before_the_names_groups_them(first: str) -> None:
    lines = [
        [first, "指标", "单位", "2020年", "2023年", "2025年"],
        ["供水", "供水总量", "万吨", "50", "55", "60"],
        ["", "漏损率", "%", "12", "10", "9"],
    ]
    drawn = "".join("| " + " | ".join(line) + " |\n" for line in lines)
    rows = converted(f"表1 主要指标\n{drawn}").indicators
    assert [(r.category, r.name, r.baseline and r.baseline.value, r.target and r.target.value) for r in rows] == [
        ("供水", "供水总量", 50, 60), ("供水", "漏损率", 12, 9),
    ]  # fmt: skip


def test_years_under_one_header_of_values_are_its_columns() -> None:
    table = (
        "表1 规划指标\n序号   指标名称               指标值                     指标性质\n"
        "                             2020年      2025年\n"
        "1     受污染耕地利用率              91%        93%左右          约束性\n"
        "2     监测点位数                    68个       100个            预期性\n"
    )
    rows = converted(table).indicators
    assert [(r.name, r.unit, r.baseline and r.baseline.value, r.target and r.target.value) for r in rows] == [
        ("受污染耕地利用率", "%", 91, 93), ("监测点位数", "个", 68, 100),
    ]  # fmt: skip


def test_a_number_may_stand_apart_from_its_name_and_a_sum_in_brackets_before_its_unit() -> None:
    spaced = "表1 主要指标\n指标名称 2020年 2025年 累计增加值 属性\n1. 供水总量（万吨） 50 60 10 预期性\n2. 漏损率（%） 12 9 — 约束性\n"
    assert values(spaced) == [("供水总量", 50, 60), ("漏损率", 12, 9)]
    assert values("主要指标：\n1.节水改造户数〔12000〕户（预期性）\n2.水表更换〔300〕只。") == [
        ("节水改造户数", None, 12000),
        ("水表更换", None, 300),
    ]


def test_a_unit_cell_may_say_who_leads_and_who_answers_in_words() -> None:
    rows = (
        "重点任务\n责任单位\n时间要求\n1.建强供水体系。新建水厂2座。\n市水利局牵头，市财政局配合\n2025年\n"
        "2.改革水价。覆盖用户达到70%以上。\n市发改委负责\n2024年\n"
    )
    document = convert_text("青梧县水利发展实施方案重点任务分工\n\n" + rows)
    assert [(u.name, u.role) for u in document.units] == [("市水利局", "lead"), ("市财政局", "support"), ("市发改委", "responsible")]


def page_of(*rows: str) -> list[tuple[str | None, str, float | None, float | None]]:
    """Category, name, baseline and target of the rows of a declared table."""
    cells = "".join(f"<tr>{row}</tr>" for row in rows)
    page = f"<html><body><h1>云亭市水利发展“十四五”规划</h1><p>一、主要指标</p><table>{cells}</table></body></html>"
    found = converter()(page.encode(), "plan.html").indicators
    return [(r.category, r.name, r.baseline.value if r.baseline else None, r.target.value if r.target else None) for r in found]


def test_a_header_over_groups_and_names_and_a_name_without_a_group() -> None:
    assert page_of(
        '<td colspan="2">指标名称</td><td>单位</td><td>2020年实际</td><td>年均增长</td><td>2025年目标</td><td>年均增长</td>',
        '<td rowspan="2">供水</td><td>供水总量</td><td>万吨</td><td>50</td><td>8</td><td>—</td><td>6</td>',
        "<td>供水收入</td><td>亿元</td><td>12</td><td>9</td><td>20</td><td>10</td>",
        '<td colspan="2">用水效率</td><td>吨</td><td>3</td><td>—</td><td>2</td><td>—</td>',
    ) == [("供水", "供水总量", 50, 6), ("供水", "供水收入", 12, 20), (None, "用水效率", 3, 2)]


def test_years_on_a_second_line_of_tabs_stand_under_the_header_that_spans_them() -> None:
    rows = (
        "序号\t项目名称\t建设内容\t年度投资计划（万元）\t责任单位\n\t\t\t2024年\t2025年\t\n1\t水厂迁建\t新建取水口2处。\t6000\t9000\t市水利局\n"
        "2\t管网改造\t改造管道9公里。\t1100\t—\t市水务集团、市住建局\n"
    )
    document = convert_text(plan("（一）夯实基础。新建水厂。") + "\n附表1 重点项目计划表\n" + rows)
    assert [u.name for u in document.units] == ["市水利局", "市水务集团", "市住建局"]


def test_a_wide_gap_behind_a_sentence_still_parts_two_cells() -> None:
    rows = "    序号      任务名称          主要内容                  责任单位            完成时限\n"
    rows += "      1     阵地提升        新建供水站6个。           市水利局、各镇街       2024年底\n"
    rows += "      2     活动惠民        举办节水活动9场。         市水务集团             2025年底\n"
    document = convert_text(plan("（一）夯实基础。新建水厂。") + "\n附表1 重点任务清单\n" + rows)
    assert [u.name for u in document.units] == ["市水利局", "各镇街", "市水务集团"]


def test_lines_of_a_box_of_indicators_with_dashes_are_indicators() -> None:
    box = "供水\n——供水总量：2020年62万吨，2025年不低于70万吨\n节水\n——再生水利用率：2020年12%，2025年15%以内"
    rows = converted(f"专栏1 供水控制指标\n{box}").indicators
    assert [(r.category, r.name, r.baseline and r.baseline.value, r.target and (r.target.comparator, r.target.value)) for r in rows] == [
        ("供水", "供水总量", 62, (">=", 70)), ("节水", "再生水利用率", 12, ("<=", 15)),
    ]  # fmt: skip


def test_offices_along_a_river_take_no_place_from_their_list() -> None:
    rows = "序号\t建设内容\t责任单位\t完成时限\n1\t整治堤防41公里。\t市水利局、沿线各县（区）政府\t2024年\n"
    rows += "2\t新建水厂2座。\t市水利局、住建局\t2024年\n"
    document = convert_text(plan("（一）夯实基础。新建水厂。") + "\n附表1 重点项目表\n" + rows)
    assert [u.name for u in document.units] == ["市水利局", "沿线各县（区）政府", "市水利局", "市住建局"]


def test_names_that_number_themselves_stand_above_their_values_in_a_table_of_two_columns() -> None:
    rows = [
        "1.养老床位总量",
        "达到900万张以上",
        "2.护理型床位占比",
        "达到55%",
        "3.相关专业招生规模",
        "明显增长",
        "4.老年大学",
        "每个县至少1所",
    ]
    text = plan("（一）夯实基础。新建水厂3座。").replace(
        "（一）夯实基础。", "\n".join(["专栏1 主要指标", "指标", "2025年目标值", *rows, "（一）夯实基础。"])
    )
    found = convert_text(text).indicators
    assert [(i.number, i.name, i.unit, i.target.value if i.target else None) for i in found] == [
        ("1", "养老床位总量", "万张", 900),
        ("2", "护理型床位占比", "%", 55),
        ("3", "相关专业招生规模", None, None),
        ("4", "老年大学", "所", 1),
    ]


def test_headings_behind_a_table_parted_by_one_space_are_headings_of_the_text() -> None:
    table = "指标名称 单位 2020年 2025年 属性\n供水总量 万吨 50 60 预期性\n漏损率 % 12 9 约束性\n"
    tasks = "\n三、重点任务\n（一）夯实基础\n1.新建水厂。新建水厂3座。\n"
    document = convert_text(f"青梧县供水规划（2021—2025年）\n一、发展目标\n供水保障能力稳步提升。\n专栏1 主要指标\n{table}{tasks}")
    assert_grounded(document)
    assert [r.name for r in document.indicators] == ["供水总量", "漏损率"]
    assert [[step.title for step in t.path] for t in document.tasks] == [["重点任务", "夯实基础"]]


CENTRED = """12青梧县“十四五”水利发展主要指标
序 “十四五”目标
指 标 单位 属性
号
2025年 年均[累计]
1 全县供水总量年均增长率 % 预期性 - 4左右
万元/
2 水利单位劳动生产率 预期性 26左右 -
处
3 规模化水厂供水能力提升 % 预期性 - [30]
4 每万人口高效节水灌溉面积1 亩 预期性 300左右 -
规模化供水工程覆盖农村
5 % 预期性 ＞90 -
人口比例2
农村破损管网更新 [干管：五年累计约80
6 公里 约束性 -
改造长度 支管：五年累计约20]
7 自来水普及率 % 约束性 96 -
全面稳定达到国家
主要河流断面水质
8 / 约束性 三类标准，部分指标 -
（含水库）
优于国家二类标准
1 指每万人拥有喷灌、微灌等高效节水设施且能正常使用的面积，五年内报废的不计，按照上年末常住
人口计算。
2 指供水规模超过1000吨的工程所供的村庄人口。
"""


def test_rows_set_round_the_line_of_their_number_are_read_whole() -> None:
    document = converted(CENTRED)
    assert_grounded(document)
    rows = [(r.number, r.name, r.unit, r.attribute, r.target and r.target.raw, r.note) for r in document.indicators]
    assert rows == [
        ("1", "全县供水总量年均增长率", "%", "expected", "4左右", "年均"),
        ("2", "水利单位劳动生产率", "万元/处", "expected", "26左右", None),
        ("3", "规模化水厂供水能力提升", "%", "expected", "[30]", "[ ]"),
        ("4", "每万人口高效节水灌溉面积", "亩", "expected", "300左右", None),
        ("5", "规模化供水工程覆盖农村人口比例", "%", "expected", "＞90", None),
        ("6", "农村破损管网更新改造长度", "公里", "binding", "[干管：五年累计约80支管：五年累计约20]", "[ ]"),
        ("7", "自来水普及率", "%", "binding", "96", None),
        ("8", "主要河流断面水质（含水库）", None, "binding", "全面稳定达到国家三类标准，部分指标优于国家二类标准", None),
    ]
    assert document.targets == ()  # neither the rows nor the footnotes below them commit to anything


def test_a_header_in_pieces_above_and_below_its_middle_names_the_columns_between() -> None:
    table = """表1 主要指标
2020年 2025年 指标
序号 指标名称 单位
现状值 目标值 属性
规模化供水工程
1 % 57.4 62 预期性
人口覆盖率
2 供水总量 万吨 1306 1920 预期性
3 漏损率 % 11.2 9 约束性
"""
    assert values(table) == [("规模化供水工程人口覆盖率", 57.4, 62), ("供水总量", 1306, 1920), ("漏损率", 11.2, 9)]


def test_a_header_that_comes_back_on_the_next_page_belongs_to_no_row() -> None:
    lines = CENTRED.splitlines()
    header = lines[1:5]
    broken = "\n".join([*lines[:11], "— 13 —", *header, *lines[11:]])
    assert [r.name for r in converted(broken).indicators] == [r.name for r in converted(CENTRED).indicators]


def test_numbered_lines_that_divide_otherwise_are_no_such_table() -> None:
    words = "序号 指标名称 单位 属性\n1 全面 完成 任务\n甲方\n乙方\n丙方\n2 全面 完成 任务\n3 全面 完成 任务\n"
    assert converted(words).indicators == ()


def test_an_extract_of_a_table_one_cell_a_line_keeps_its_numbers_and_headings() -> None:
    """The rows of one office out of a table of many: numbers rise, headings may have no row left."""
    text = (
        "青梧县水利局2026年政府工作报告重点工作任务分解表\n序号\n重点工作任务\n主要责任单位\n协同配合单位\n"
        "一、2026年经济社会发展的主要预期目标\n3\n水利投资增长7.5%左右。\n县水利局\n县发改局、县财政局，各镇人民政府。\n"
        "二、全力扩大有效投资，筑牢经济增长根基\n三、全力延长产业链条，建设现代产业体系\n"
        "68\n新建泵站12座，改造渠道30公里。\n县水利局\n各镇人民政府。\n69\n深化节水型社会建设。\n县水利局\n县教育局。\n"
    )
    found = convert_text(text)
    assert [(t.label, t.kind, t.path[-1].title) for t in found.tasks] == [
        ("3", "table", "2026年经济社会发展的主要预期目标"),
        ("68", "table", "全力延长产业链条，建设现代产业体系"),
        ("69", "table", "全力延长产业链条，建设现代产业体系"),
    ]
    assert [(t.metric, t.value) for t in found.targets] == [("水利投资", 7.5), ("泵站", 12), ("渠道", 30)]
    assert [(u.name, u.role) for u in found.units] == [
        ("县水利局", "lead"), ("县发改局", "support"), ("县财政局", "support"), ("各镇人民政府", "support"),
        ("县水利局", "lead"), ("各镇人民政府", "support"), ("县水利局", "lead"), ("县教育局", "support"),
    ]  # fmt: skip


def test_cells_on_lines_of_their_own_may_end_with_the_bar_between_them() -> None:
    text = (
        "2026年重点工作目标任务分解表\n序号 |\n目标与任务 |\n分 管 县领导 |\n牵头责任单位 |\n责任单位 |\n"
        "80 |\n新增托位400个以上。 |\n季怀瑾 |\n县教育局 |\n县各有关单位 |\n81 |\n新建泵站12座。 |\n季怀瑾 |\n县水利局 |\n县财政局 |\n"
    )
    found = convert_text(text)
    assert [(t.label, t.text) for t in found.tasks] == [("80", "新增托位400个以上。"), ("81", "新建泵站12座。")]
    assert [(u.name, u.role) for u in found.units] == [("县教育局", "lead"), ("县水利局", "lead"), ("县财政局", "support")]


def test_rows_of_tasks_whose_cells_one_space_parts_and_whose_names_are_broken() -> None:
    """Merged cells leave two spaces, a narrow column breaks names; a number, a sentence and who answers are enough."""
    text = (
        "青溪市河长制主要任务分解表\n序号 类别 主要任务 细化措施 牵头单位 参与单位 责任单位\n"
        "1 加强水资源保 护 严守水资源控制红线 实施用水总量控制行动，做到量水而行。到2030年，全市用水总量控制在11亿立方米以内。"
        " 市水利局 市发展改革委、农业局等 各县（市、区）党委和人民政府\n"
        "2  严守用水 效率控制红线 落实用水效率评估体系，将再生水纳入水资源统一配置。 市水利局 市发展改革委、住房和城乡建设局等"
        " 各县（市、区）党委和人民政府\n"
        "3   抓好工业节水。加快实施工业节水技术改造，坚决遏制用水浪费。 市工业和信息化委、水利局 市发展改革委等"
        " 各县（市、区）党委和人民政府\n"
    )
    found = convert_text(text)
    assert [(t.label, t.kind) for t in found.tasks] == [("1", "table"), ("2", "table"), ("3", "table")]
    assert found.tasks[0].path[0].title == "加强水资源保护"
    assert [(t.metric, t.comparator, t.value) for t in found.targets] == [("用水总量", "<=", 1_100_000_000)]
    last = [(u.name, u.role) for u in found.units if u.task_id == found.tasks[2].task_id]
    assert last == [
        ("市工业和信息化委", "lead"), ("市水利局", "lead"), ("市发展改革委", "support"),
        ("各县（市、区）党委", "support"), ("各县（市、区）人民政府", "support"),
    ]  # fmt: skip


def test_numbers_of_rows_are_no_pages_however_their_tens_rise() -> None:
    numbers = [1, 5, 10, 12, 21, 23, 28, 33, 36, 44, 46, 50, 59, 62, 69, 71, 78]
    words = "水源工程建设，落实管护经费，健全管护制度，提升供水保障能力"
    rows = "".join(f"| {n} | 夯实基础 | 推进第{n}类{words} | 县水利局 | 县财政局 |\n" for n in numbers)
    head = "| 序号 | 类别 | 具体举措 | 牵头单位 | 配合单位 |\n| --- | --- | --- | --- | --- |\n"
    found = convert_text(f"青梧县重点任务分解表\n{head}{rows}").tasks
    assert [t.label for t in found] == [str(n) for n in numbers]


def test_deeds_with_their_stages_beside_them_in_bars_are_the_tasks() -> None:
    text = (
        "2026年青溪县民生实事项目工作计划\n序号 | 实事项目 | 工作举措及实施计划 | 责任单位 | 配合单位 |\n"
        "1 | 新建成泵站7座,新增托位500个。 | 1.4月底前完成3座泵站主体工程,其余开始装修。 2.8月底前竣工交付。 | 水利局 | 财政局、柳荫镇 |\n"
        "2 | 改造老旧管网12公里。 | 1.3月底前新建成2公里;6月底前新建成3公里。 | 住建局 | 妇联,各镇(街道) |\n"
    )
    found = convert_text(text)
    assert [(t.label, t.text) for t in found.tasks] == [("1", "新建成泵站7座,新增托位500个。"), ("2", "改造老旧管网12公里。")]
    assert [(t.metric, t.value) for t in found.targets] == [("泵站", 7), ("托位", 500), ("老旧管网", 12)]
    assert [(u.name, u.role) for u in found.units if u.task_id == found.tasks[1].task_id] == [
        ("住建局", "responsible"), ("妇联", "support"), ("各镇(街道)", "support"),
    ]  # fmt: skip


def test_a_header_may_say_how_many_of_its_tasks_there_are() -> None:
    text = (
        "青溪县任务分解表\n| 序号 | 重点工作任务（共1项牵头工作、1项配合工作） | 牵头单位 | 配合单位 |\n"
        "| --- | --- | --- | --- |\n"
        "| 1 | 新建泵站12座，健全管护制度。 | 县水利局 | 县财政局 |\n| 2 | 推进种业振兴，建好良种基地。 | 县科技局 | 县水利局 |\n"
    )
    assert [t.label for t in convert_text(text).tasks] == ["1", "2"]


def test_the_caption_of_the_next_table_ends_the_one_above_it() -> None:
    first = ["序号", "主要工作任务", "责任单位", "1", "新建泵站12座。", "县水利局", "2", "粮食总产量增长6%左右。", "县农业农村局"]
    second = [
        "序号",
        "实事项目",
        "牵头单位",
        "责任单位",
        "1",
        "新增托位300个。",
        "县卫生健康局",
        "各乡镇",
        "2",
        "改造老旧管网15公里。",
        "县住建局",
        "各乡镇",
    ]
    lines = ["2026年青溪县政府工作报告任务分解", *first, "2026年青溪县民生实事项目责任分解", *second]
    found = convert_text("\n\n".join(lines) + "\n")
    assert [(t.label, t.text) for t in found.tasks] == [
        ("1", "新建泵站12座。"), ("2", "粮食总产量增长6%左右。"), ("1", "新增托位300个。"), ("2", "改造老旧管网15公里。"),
    ]  # fmt: skip
    assert [u.name for u in found.units if u.task_id == found.tasks[1].task_id] == ["县农业农村局"]


_BEFORE = "青溪市供水“十五五”规划\n一、总体要求\n加强领导。\n二、主要目标\n"
_BEHIND = "\n三、重点任务\n（一）夯实基础。健全制度。\n"


def test_a_goal_in_words_is_neither_a_category_nor_the_name_behind_a_number() -> None:
    lines = ["类别", "序号", "指标", "单位", "2025年", "2030年",
             "供水保障", "1", "每万人拥有水厂数", "座", "62", "稳中有升", "2", "泵站总数", "座", "6", "9",
             "3", "农村供水工程管护人员数", "人", "4", "完成省定任务"]  # fmt: skip
    found = convert_text(_BEFORE + "表1 主要指标\n\n" + "\n\n".join(lines) + _BEHIND)
    assert [(i.name, i.category, i.baseline and i.baseline.raw, i.target and i.target.raw) for i in found.indicators] == [
        ("每万人拥有水厂数", "供水保障", "62", "稳中有升"),
        ("泵站总数", "供水保障", "6", "9"),
        ("农村供水工程管护人员数", "供水保障", "4", "完成省定任务"),
    ]


def test_rows_with_goals_in_words_are_whole_rows_where_one_space_parts_their_cells() -> None:
    text = (
        "表1 主要指标\n类别 序号 指标 单位 2025年实际值 2030年\n供水保障 1 水厂总数 座 46 完成上级下达任务\n2 泵站总数 座 38 43\n"
        "3 供水保证率 % — 58.7\n管护水平 4 管护人员总数 人 729 731\n5 计量收费率 % 50 68.9\n6 水价调整村数 个 11 稳中有升\n"
    )
    found = convert_text(_BEFORE + text + _BEHIND)
    assert [(i.name, i.category) for i in found.indicators] == [
        ("水厂总数", "供水保障"), ("泵站总数", "供水保障"), ("供水保证率", "供水保障"),
        ("管护人员总数", "管护水平"), ("计量收费率", "管护水平"), ("水价调整村数", "管护水平"),
    ]  # fmt: skip


def test_tasks_whose_rows_have_as_many_lines_as_columns_keep_lead_and_support_apart() -> None:
    rows = [
        "1",
        "新建泵站12座，健全管护制度",
        "市水利局",
        "市财政局",
        "2026年底前",
        "2",
        "改造管网30公里",
        "市住房城乡建设局",
        "市水利局、市财政局",
        "2026年5月",
    ]
    found = convert_text("\n".join(["2026年青溪市重点工作任务清单", "序号", "重点任务", "牵头单位", "配合单位", "完成时限", *rows]) + "\n")
    assert [(u.name, u.role) for u in found.units] == [
        ("市水利局", "lead"), ("市财政局", "support"), ("市住房城乡建设局", "lead"), ("市水利局", "support"), ("市财政局", "support"),
    ]  # fmt: skip
