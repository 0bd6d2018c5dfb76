"""Indicator tables as outlines of plans print them: marks of footnotes, names that number themselves, sums in brackets, goals in words."""

from __future__ import annotations

from helpers import assert_grounded, convert_text, converter, plan

from pipeline.converted import Converted


def converted(table: str) -> Converted:
    document = convert_text(plan("（一）夯实基础。新建水厂。", goals=f"供水保障能力稳步提升。\n{table}"))
    assert_grounded(document)
    return document


def rows(table: str) -> list[tuple[object, ...]]:
    """Number, category, name, unit, baseline and words of the target of each indicator."""
    found = converted(table).indicators
    return [(r.number, r.category, r.name, r.unit, r.baseline and r.baseline.value, r.target and r.target.raw) for r in found]


HEADER = ("类别", "指标", "2020年*", "2025年［1］", "属性［2］")
MARKED = (
    ("设施建设", "1.供水管网［3］长度（公里）", "14.6", "16.5", "预期性"),
    ("", "其中：农村供水管网长度", "3.8", "5", "预期性"),
    ("节约用水", "2.再生水利用率〔4〕（%）", "68", "＞80", "预期性"),
    ("", "3.漏损率［注5］下降率（%）", "—", "［12］", "约束性"),
)
READ = [
    ("1", "设施建设", "供水管网长度", "公里", 14.6, "16.5"),
    (None, "设施建设", "其中：农村供水管网长度", None, 3.8, "5"),
    ("2", "节约用水", "再生水利用率", "%", 68, "＞80"),
    ("3", "节约用水", "漏损率下降率", "%", None, "［12］"),
]


def test_marks_of_footnotes_belong_to_no_header_and_no_name() -> None:
    one_a_line = "\n".join([*HEADER, *(cell for row in MARKED for cell in row if cell)])
    spaced = "\n".join(" ".join(cell for cell in row if cell) for row in (HEADER, *MARKED))
    tabbed = "\n".join("\t".join(row) for row in (HEADER, *MARKED))
    for layout in (one_a_line, spaced, tabbed):
        assert rows(f"专栏1 供水发展主要指标\n{layout}\n注：［1］［］内为5年累计数。") == READ, layout


def test_five_year_sums_in_any_brackets_are_values() -> None:
    names = ("供水投资（万元）", "管网改造（公里）", "漏损下降（%）", "节水户数（户）", "水表更换（万只）", "泵站改造（座）")
    table = "\n".join(f"（{n}）{name} — — 〔{n}00〕 约束性" for n, name in enumerate(names, 1))
    found = rows(f"专栏2 供水发展主要指标\n指标 2020年 2025年 年均增速〔累计〕 属性\n{table}\n")
    assert [(number, name, raw) for number, _, name, _, _, raw in found] == [
        (str(n), name[: name.index("（")], f"〔{n}00〕") for n, name in enumerate(names, 1)
    ]


def test_two_columns_of_names_that_number_themselves_and_goals_in_words() -> None:
    pairs = (
        ("1.供水站总数", "达到90座以上"),
        ("2.老旧小区水箱月清洗率", "达到100%"),
        ("3.净水专业技工队伍", "明显扩大"),
        ("4.每个乡镇管水员人数", "保持1人以上"),
        ("5.供水开放日活动", "每个水厂每年至少1次"),
    )
    read = [(pair[0][0], None, pair[0][2:], pair[1]) for pair in pairs]
    for mark in ("\n", " ", "\t"):
        lines = "\n".join(mark.join(pair) for pair in pairs)
        document = converted(f"专栏1 供水主要指标\n指标{mark}2025年目标值\n{lines}\n")
        assert [(r.number, r.category, r.name, r.target and r.target.raw) for r in document.indicators] == read, repr(mark)
        assert document.targets == ()


BROKEN = """类别
指标
2020年
2025年
属性
供水安
全保障
1.规模化供水工程覆盖农
村人口比例（%）
62.4
70
预期性
2.城市供水管网（含
小区）改造长度（公
里）
—
〔120〕
约束性
3.居民用水支出增长
—
与居民收入增
长基本同步
预期性
节水水平
4.每万元工业增加值取
用水量［2］（立方米）
45（2019
年）
力争每年降低
0.5立方米
以上
约束性
5.城镇节水器具普及率
（%）
71
≥80
预期性
"""


def test_cells_that_narrow_columns_broke_over_lines_are_made_whole() -> None:
    found = converted(f"专栏1 供水发展主要指标\n{BROKEN}注：〔〕内为5年累计数。").indicators
    assert [(r.number, r.category, r.name, r.unit, r.attribute) for r in found] == [
        ("1", "供水安全保障", "规模化供水工程覆盖农村人口比例", "%", "expected"),
        ("2", "供水安全保障", "城市供水管网（含小区）改造长度", "公里", "binding"),
        ("3", "供水安全保障", "居民用水支出增长", None, "expected"),
        ("4", "节水水平", "每万元工业增加值取用水量", "立方米", "binding"),
        ("5", "节水水平", "城镇节水器具普及率", "%", "expected"),
    ]
    assert [(r.baseline and r.baseline.value, r.target and r.target.raw) for r in found] == [
        (62.4, "70"),
        (None, "〔120〕"),
        (None, "与居民收入增长基本同步"),
        (45, "力争每年降低0.5立方米以上"),
        (71, "≥80"),
    ]


def test_broken_cells_of_names_without_numbers_are_made_whole() -> None:
    lines = [line[2:] if line[1:2] == "." else line for line in BROKEN.splitlines()]
    found = converted("专栏1 供水发展主要指标\n" + "\n".join(lines) + "\n").indicators
    assert [(r.category, r.name) for r in found] == [
        ("供水安全保障", "规模化供水工程覆盖农村人口比例"),
        ("供水安全保障", "城市供水管网（含小区）改造长度"),
        ("供水安全保障", "居民用水支出增长"),
        ("节水水平", "每万元工业增加值取用水量"),
        ("节水水平", "城镇节水器具普及率"),
    ]


def test_whole_cells_that_are_as_wide_as_each_other_stay_apart() -> None:
    header = "指标名称\n2020年\n2025年\n属性"
    cells = "农村自来水普及率\n完成年度任务\n持续稳步提升\n预期性\n城镇公共管网漏损\n完成年度任务\n持续逐步下降\n约束性"
    assert [(name, raw) for _, _, name, _, _, raw in rows(f"专栏1 供水主要指标\n{header}\n{cells}\n")] == [
        ("农村自来水普及率", "持续稳步提升"),
        ("城镇公共管网漏损", "持续逐步下降"),
    ]


def test_lines_over_rows_are_categories_though_no_header_names_them() -> None:
    table = (
        "序号\n指标名称\n计量单位\n2020年\n2025年\n指标属性\n一\n供水保障\n1\n自来水普及率\n%\n83\n85\n预期性\n2\n水厂改造\n座\n—\n[25]\n约束性\n"
        "二\n节约用水\n3\n用水总量\n万吨\n524\n＜530\n约束性\n4\n灌溉水有效利用系数\n—\n0.61\n0.63\n预期性\n"
    )
    assert rows(f"表1 供水主要指标\n{table}") == [
        ("1", "供水保障", "自来水普及率", "%", 83, "85"),
        ("2", "供水保障", "水厂改造", "座", None, "[25]"),
        ("3", "节约用水", "用水总量", "万吨", 524, "＜530"),
        ("4", "节约用水", "灌溉水有效利用系数", None, 0.61, "0.63"),
    ]


def test_a_name_over_names_is_no_part_of_them() -> None:
    table = (
        "指标\n2020年\n2025年\n属性\n供水保障\n（1）水厂供水能力（万吨）\n67\n92\n预期性\n（2）自来水普及\n城镇自来水普及率（%）\n96\n98\n约束性\n"
        "农村自来水普及率（%）\n79\n85\n节约用水\n（3）漏损率（%）\n11\n9\n约束性\n"
    )
    found = converted(f"专栏1 供水主要指标\n{table}").indicators
    assert [(r.number, r.category, r.name, r.attribute, r.target and r.target.value) for r in found] == [
        ("1", "供水保障", "水厂供水能力", "expected", 92),
        ("2", "供水保障", "城镇自来水普及率", "binding", 98),
        (None, "供水保障", "农村自来水普及率", "binding", 85),
        ("3", "节约用水", "漏损率", "binding", 9),
    ]


def test_of_a_declared_table_a_name_over_names_groups_them_and_lends_its_number_and_unit() -> None:
    row = "<tr>{}</tr>".format
    page = "<h1>青梧县供水规划（2021—2025年）</h1><p>一、发展目标</p><table>" + "".join(
        (
            row("<td colspan=3>指标</td><td>2020年</td><td>2025年</td><td>属性</td>"),
            row("<td colspan=6>供水保障</td>"),
            row("<td colspan=3>（1）水厂供水能力（万吨）</td><td>67</td><td>92</td><td>预期性</td>"),
            row("<td colspan=6>节约用水</td>"),
            row("<td rowspan=2 colspan=2>（2）取水量减少（%）</td><td>工业</td><td>-</td><td>10</td><td rowspan=2>约束性</td>"),
            row("<td>农业</td><td>-</td><td>15</td>"),
            row("<td colspan=3>（3）漏损率（%）</td><td>11</td><td>9</td><td>约束性</td>"),
        )
    )
    document = converter()(f"{page}</table><p>二、重点任务</p><p>（一）夯实基础。新建水厂。</p>".encode(), "plan.html")
    assert_grounded(document)
    assert [(r.number, r.category, r.name, r.unit, r.attribute, r.target and r.target.value) for r in document.indicators] == [
        ("1", "供水保障", "水厂供水能力", "万吨", "expected", 92),
        ("2", "取水量减少", "工业", "%", "binding", 10),
        ("2", "取水量减少", "农业", "%", "binding", 15),
        ("3", "节约用水", "漏损率", "%", "binding", 9),
    ]


def test_lines_over_rows_without_numbers_are_categories_where_no_width_broke_them() -> None:
    table = (
        "指标\n单位\n2020年\n2025年\n属性\n城镇供水\n水厂座数\n座\n29\n34\n预期性\n普及率\n%\n88\n92\n预期性\n"
        "农村集中供水＊\n普及率\n%\n85\n＞87\n约束性\n节约用水\n规模以上工业用水重复利用率\n%\n91\n94以上\n约束性\n"
    )
    assert [(category, name, raw) for _, category, name, _, _, raw in rows(f"专栏1 供水主要指标\n{table}注：＊含联村供水。")] == [
        ("城镇供水", "水厂座数", "34"),
        ("城镇供水", "普及率", "92"),
        ("农村集中供水", "普及率", "＞87"),
        ("节约用水", "规模以上工业用水重复利用率", "94以上"),
    ]
