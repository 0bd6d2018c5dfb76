"""Tables that hand out work: headers that no rule knows, goals by year and quarter, measures with units of their own, lines over rows."""

from __future__ import annotations

import pytest
from helpers import assert_grounded, convert_text, converter, plan

from pipeline.converted import Converted

Row = tuple[str | None, str, str | None, list[tuple[str, str]]]


def rows(document: Converted) -> list[Row]:
    """Label, text, deadline and units of each row of a table of tasks."""
    assert_grounded(document)
    return [
        (t.label, t.text, t.deadline, [(u.name, u.role) for u in document.units if u.task_id == t.task_id])
        for t in document.tasks
        if t.kind == "table"
    ]


def goals(document: Converted) -> list[tuple[str, float, str | None, str | None]]:
    return [(t.metric, t.value, t.unit, t.deadline) for t in document.targets]


def table(*lines: str) -> Converted:
    return convert_text(plan("（一）夯实基础。健全制度。") + "\n附表1 任务分解表\n" + "\n".join(lines) + "\n")


_MENDED = [
    ("1", "更换破损管网6公里。", "2022-12", [("县水利局", "responsible"), ("县住建局", "responsible")]),
    ("2", "开展排污口排查，封堵违规排口。", "2022-06", [("县生态环境局", "responsible")]),
]


@pytest.mark.parametrize("glue", ["\n", "\t", " |\n"])
def test_a_header_cell_that_no_rule_knows_ends_no_header(glue: str) -> None:
    head = glue.join(["序号", "现场情形", "整改措施", "责任单位", "整改时限"])
    first = glue.join(["1", "管网漏损偏高。", "更换破损管网6公里。", "县水利局、县住建局", "2022年12月底"])
    second = glue.join(["2", "河道水质不稳。", "开展排污口排查，封堵违规排口。", "县生态环境局", "2022年6月底"])
    assert rows(table(head, first, second)) == _MENDED


def test_what_stands_behind_the_header_and_over_the_rows_is_no_part_of_it() -> None:
    lines = (
        "序号\n工作任务\n工作举措\n责任单位\n水源建设\n1\n推进水库建设\n新建水库2座。\n县水利局\n2\n推进管网建设\n改造管网9公里。\n县住建局"
    )
    assert [row[0] for row in rows(table(lines))] == ["1", "2"]


def test_cells_of_full_rows_fall_to_their_columns_though_a_goal_looks_like_work() -> None:
    document = table(
        "序号\n反馈问题\n整改目标\n整改措施\n责任单位\n整改时限\n"
        "1\n部分水厂运行不稳。\n水厂出水合格率达到98%。\n对12座水厂开展检修。\n县水利局\n2023年10月\n"
        "2\n管护责任不清。\n村级管护全覆盖。\n建立管护台账。\n各乡镇\n2023年6月"
    )
    assert [(row[1], row[2]) for row in rows(document)] == [("对12座水厂开展检修。", "2023-10"), ("建立管护台账。", "2023-06")]
    assert ("水厂出水合格率", 98, "%", "2023-10") in goals(document)
    assert ("村级管护", 100, "%", "2023-06") in goals(document)


def test_goals_by_year_are_targets_of_their_row_by_that_year() -> None:
    document = table(
        "序号\t主要任务\t2023年目标\t2024年目标\t责任单位",
        "1\t建设示范水厂\t建成2座\t建成5座\t县水利局、各乡镇",
        "2\t推进自来水入户\t入户率达到92%\t入户率达到96%\t县住建局",
    )
    assert goals(document) == [
        ("示范水厂", 2, "座", "2023"),
        ("示范水厂", 5, "座", "2024"),
        ("入户率", 92, "%", "2023"),
        ("入户率", 96, "%", "2024"),
    ]


def test_goals_by_quarter_are_targets_by_its_end_and_take_what_they_count_from_the_row() -> None:
    text = (
        "青溪县2025年水利重点工作责任清单\n序号\t重点工作\t第一季度\t第二季度\t第三季度\t第四季度\t牵头单位\n"
        "1\t实施渠道提升工程，改造渠道40公里。\t完成招标\t完成10公里\t完成25公里\t完成40公里\t县水利局\n"
        "2\t完善水价机制。\t制定方案\t完成成本监审\t开展听证\t印发文件\t县发展改革局\n"
    )
    document = convert_text(text)
    assert [(metric, value, by) for metric, value, unit, by in goals(document) if unit == "公里"] == [
        ("渠道", 10, "2025-06"),
        ("渠道", 25, "2025-09"),
        ("渠道", 40, "2025-12"),
        ("渠道", 40, "2025"),
    ]
    assert [row[3] for row in rows(document)] == [[("县水利局", "lead")], [("县发展改革局", "lead")]]


def test_a_stage_of_a_project_is_no_number_of_it() -> None:
    document = table(
        "序号\t项目名称\t建设内容\t年度目标\t竣工时间\t责任单位",
        "1\t北岸水厂\t新建水厂2座\t完成一期主体工程\t2024年6月\t县水利局",
        "2\t南岸管网\t改造管网30公里\t完成改造12公里\t2023年12月\t县住建局",
    )
    assert sorted((value, unit) for _, value, unit, _ in goals(document)) == [(2, "座"), (12, "公里"), (30, "公里")]
    assert [row[2] for row in rows(document)] == ["2024-06", "2023-12"]


def test_a_measure_with_units_of_its_own_behind_those_of_the_first_is_another_row() -> None:
    document = table(
        "序号\n项目名称\n主要内容\n区政府分管领导\n牵头单位\n配合单位\n"
        "1\n改善供水\n新建水厂2座。\n何江\n区水利局\n各街道\n改造老旧水表3000只。\n区住建局\n区财政局\n"
        "2\n治理水体\n清淤河道18公里。\n张沛\n区城管局\n各街道"
    )
    assert [(text, units) for _, text, _, units in rows(document)] == [
        ("新建水厂2座。", [("区水利局", "lead"), ("各街道", "support")]),
        ("改造老旧水表3000只。", [("区住建局", "lead"), ("区财政局", "support")]),
        ("清淤河道18公里。", [("区城管局", "lead"), ("各街道", "support")]),
    ]


def test_persons_with_posts_stay_out_of_the_work_and_of_the_units() -> None:
    document = table(
        "序号\n工作任务\n分管领导\n牵头单位\n责任单位\n1\n新建泵站12座，培育管护队伍20支。\n赵亮副县长\n县水利局\n县财政局、县人社局\n"
        "2\n开展节水宣传60场次。\n孙丽副县长\n县教育局\n县总工会、团县委"
    )
    assert [(text, [name for name, _ in units]) for _, text, _, units in rows(document)] == [
        ("新建泵站12座，培育管护队伍20支。", ["县水利局", "县财政局", "县人社局"]),
        ("开展节水宣传60场次。", ["县教育局", "县总工会", "团县委"]),
    ]


def test_tasks_and_measures_without_numbers_one_cell_a_line() -> None:
    document = table(
        "重点任务\n工作举措\n责任单位\n夯实水源\n新建水库2座，加固山塘6口。\n县水利局、各乡镇\n"
        "优化管网\n改造管网15公里。\n县住建局\n推动水表智能化。\n县水务集团"
    )
    assert [(text, [name for name, _ in units]) for _, text, _, units in rows(document)] == [
        ("新建水库2座，加固山塘6口。", ["县水利局", "各乡镇"]),
        ("改造管网15公里。", ["县住建局"]),
        ("推动水表智能化。", ["县水务集团"]),
    ]


def test_bars_without_outer_ones_keep_empty_cells_and_lines_over_rows() -> None:
    document = table(
        "任务|具体举措|牵头单位|完成时限",
        "一、夯实水源",
        "建设水库|新建水库2座。|县水利局|2024年9月底",
        "|加固山塘6口。|县水利局|持续推进",
        "二、优化管网",
        "改造管网|改造管网15公里。|县住建局|2024年10月",
    )
    assert [(text, by) for _, text, by, _ in rows(document)] == [
        ("新建水库2座。", "2024-09"),
        ("加固山塘6口。", None),
        ("改造管网15公里。", "2024-10"),
    ]


def test_rows_of_three_cells_in_bars_are_not_joined() -> None:
    document = table(
        "责任单位|工作任务|完成时限",
        "县住建局|改造县城公厕18座，新建垃圾中转站2座。|2023年9月",
        "县卫健局|开展病媒生物防制，组织健康讲座60场次。|2023年10月",
    )
    assert [(by, units) for _, _, by, units in rows(document)] == [
        ("2023-09", [("县住建局", "responsible")]),
        ("2023-10", [("县卫健局", "responsible")]),
    ]


def test_a_line_over_rows_that_names_goals_is_no_second_header() -> None:
    cells = [["1", "供水量增长6%左右", "县水利局", "各乡镇"], ["2", "节水投入增长5%", "县财政局", "县水利局"]]
    head = "".join(f"<td>{word}</td>" for word in ("序号", "工作任务", "牵头单位", "责任单位"))
    body = "".join("<tr>" + "".join(f"<td>{word}</td>" for word in row) + "</tr>" for row in cells)
    page = f"<p>青溪县2024年重点任务分解表</p><table><tr>{head}</tr><tr><td colspan='4'>一、主要预期目标</td></tr>{body}</table>"
    document = converter()(page.encode(), "a.html")
    assert [t.text for t in document.tasks] == ["供水量增长6%左右", "节水投入增长5%"]


def test_units_marked_as_leading_and_helping_in_one_cell() -> None:
    document = table(
        "序号\t任务\t内容\t责任部门",
        "1\t节水减排\t创建节水型企业15家。\t县水利局（牵头），县工信局、县发改局（配合）",
        "2\t管网改造\t改造管网30公里。\t县住建局",
    )
    assert rows(document)[0][3] == [("县水利局", "lead"), ("县工信局", "support"), ("县发改局", "support")]


@pytest.mark.parametrize(
    ("cell", "by"),
    [("9月底", "2025-09"), ("12月", "2025-12"), ("年底", "2025"), ("2025年3月—11月", "2025-11"), ("全年", "2025"), ("长期坚持", None)],
)
def test_a_cell_of_deadlines_need_not_say_before(cell: str, by: str | None) -> None:
    head = "青溪县2025年水利重点工作任务清单\n序号\t重点工作\t责任单位\t完成时限\n"
    text = f"{head}1\t新建水厂。\t县水利局\t{cell}\n2\t健全制度。\t县财政局\t{cell}\n"
    assert [t.deadline for t in convert_text(text).tasks] == [by, by]


def test_deeds_with_what_is_done_for_them_beside_them() -> None:
    document = table(
        "实事项目\t具体内容\t牵头单位\t责任单位\t完成时限",
        "供水提升\t改造供水管网85公里。\t县水利局\t各乡镇\t2024年11月",
        "停车便利\t新增停车位1200个。\t县住建局\t县城管局\t2024年10月",
    )
    assert [t.text for t in document.tasks if t.kind == "table"] == ["改造供水管网85公里。", "新增停车位1200个。"]


_KINDS = ["1", "用水总量", "亿立方米", "15.6", "≤17.2", "≤18", "约束性"], ["2", "自来水普及率", "%", "88", "92以上", "98", "预期性"]


def test_of_three_years_under_two_headers_the_first_is_of_what_there_is() -> None:
    head = ["序号", "指标名称", "单位", "基期值", "目标值", "属性", "2020年", "2025年", "2035年"]
    text = plan("（一）夯实基础。健全制度。", goals="水安全保障能力稳步提升。\n表1 主要指标\n" + "\n".join([*head, *_KINDS[0], *_KINDS[1]]))
    assert [
        (r.name, r.baseline and r.baseline.value, r.target and (r.target.comparator, r.target.value)) for r in convert_text(text).indicators
    ] == [("用水总量", 15.6, ("<=", 17.2)), ("自来水普及率", 88, (">=", 92))]


@pytest.mark.parametrize("glue", ["\t", "|"])
def test_a_header_over_groups_and_names_whose_second_half_is_empty(glue: str) -> None:
    lines = [
        ["指标", "", "2020年", "2025年", "〔累计〕", "属性"],
        ["1.水量", "用水总量（万吨）", "83", "85", "-", "约束性"],
        ["", "漏损率下降（%）", "-", "-", "〔18〕", "约束性"],
        ["2.水质", "水质达标率（%）", "90", ">95", "-", "预期性"],
    ]
    text = plan("（一）夯实基础。健全制度。", goals="保障能力提升。\n表1 主要指标\n" + "\n".join(glue.join(row) for row in lines))
    assert [(r.category, r.name, r.target and r.target.value) for r in convert_text(text).indicators] == [
        ("水量", "用水总量", 85),
        ("水量", "漏损率下降", 18),
        ("水质", "水质达标率", 95),
    ]


def test_the_caption_over_a_header_of_tabs_is_no_part_of_its_first_cell() -> None:
    text = plan(
        "（一）夯实基础。健全制度。",
        goals="保障能力提升。\n主要指标\n序号\t指标\t目标值\t属性\n1\t达标率\t≥60%\t约束性\n2\t改造户数\t200户\t预期性",
    )
    assert [(r.number, r.name) for r in convert_text(text).indicators] == [("1", "达标率"), ("2", "改造户数")]


def test_lines_over_rows_of_columns_set_in_spaces_part_the_rows() -> None:
    document = table(
        "序号   工作任务                         分管领导     牵头单位       责任单位",
        "一、主要预期目标",
        "1      供水总量增长6%左右               李强         县水利局       县直有关部门，各乡镇（街道）人",
        "                                                                    民政府",
        "2      节水投入增长5%                   王明         县财政局       县税务局、各乡镇",
        "二、推动管网改造",
        "3      新建、改造管网100公里，培育专    赵亮         县住房和城     县财政局、县科技局",
        "       业养护队伍20支。                              乡建设局",
        "三、加强监测",
        "4      建成监测站600个，推动监测平台    赵亮         县生态环境     县气象局、县通信办",
        "       建设。                                        监测中心",
    )
    assert [([h.title for h in t.path][-1], t.text) for t in document.tasks if t.kind == "table"] == [
        ("主要预期目标", "供水总量增长6%左右"),
        ("主要预期目标", "节水投入增长5%"),
        ("推动管网改造", "新建、改造管网100公里，培育专业养护队伍20支。"),
        ("加强监测", "建成监测站600个，推动监测平台建设。"),
    ]
    assert [name for name, _ in rows(document)[2][3]] == ["县住房和城乡建设局", "县财政局", "县科技局"]


def test_a_wide_page_of_columns_and_goals_in_pieces() -> None:
    document = table(
        "编号   项目名称       建设内容及规模                   总投资    2024年建设目   开工时间    竣工时间     项目单位       主管部门",
        "                                                                 标",
        "01     北岸水厂扩建   新建水厂2座及配套管网，日供水能  8亿元     完成主体工程   2023年9月   2025年6月    青溪水务集团   县水利局",
        "       项目           力达到5万吨。                              ，敷设管网8",
        "                                                                 公里",
        "02     南岸排涝泵站   新建泵站3座                      1.2亿元   完成1座        2024年4月   2024年12月   青溪城投集团   县住建局",
    )
    assert [(label, by) for label, _, by, _ in rows(document)] == [("01", "2025-06"), ("02", "2024-12")]
    assert (8, "公里") in [(value, unit) for _, value, unit, _ in goals(document)]
    assert (1, "座") in [(value, unit) for _, value, unit, _ in goals(document)]


def test_measures_below_the_first_of_a_row_in_columns_of_spaces() -> None:
    document = table(
        "序号   项目名称       主要内容                         牵头单位   配合单位",
        "1      改善供水       为全县23000名老年人家庭更换老    县水利局   各乡镇、各街",
        "                      旧水表。                                    道",
        "                      对300户困难家庭进行入户管网改    县民政局   各街道",
        "                      造。",
        "2      治理水体       清淤河道18公里，整治沟渠20条     县城管局   各街道",
        "                      。",
    )
    assert [(text, [name for name, _ in units]) for _, text, _, units in rows(document)] == [
        ("为全县23000名老年人家庭更换老旧水表。", ["县水利局", "各乡镇", "各街道"]),
        ("对300户困难家庭进行入户管网改造。", ["县民政局", "各街道"]),
        ("清淤河道18公里，整治沟渠20条。", ["县城管局", "各街道"]),
    ]


def test_rows_of_two_lines_round_their_number_have_none_in_the_middle() -> None:
    document = table(
        "序号   整改措施                         责任单位       整改时限",
        "1      对全县26座污水处理厂进行排查，   县生态环境局   2022年12月底",
        "       完成8座提标改造。                、县住建局",
        "2      开展规模养殖场专项检查，督促养   县农业农村局   2022年6月底",
        "       殖户落实治污责任。",
        "       建设园区大气监测站3个，接入县    县生态环境局",
        "3      级监管平台。                     、高新区管委   2023年3月底",
        "                                        会",
    )
    assert [text for _, text, _, _ in rows(document)] == [
        "对全县26座污水处理厂进行排查，完成8座提标改造。",
        "开展规模养殖场专项检查，督促养殖户落实治污责任。",
        "建设园区大气监测站3个，接入县级监管平台。",
    ]


def test_a_name_alone_says_what_to_do_where_one_space_parts_the_cells() -> None:
    document = table(
        "序号 任务 责任单位 备注",
        "1 新建或改扩建水文站10个，实现乡镇监测全覆盖。 县水利局、县自然资源局，各乡镇政府",
        "2 每千人拥有巡河员2.6名以上。 县水利局 持续",
        "3 河道保洁率达到40%。 县水利局、县妇联",
    )
    assert [(text[:6], len(units)) for _, text, _, units in rows(document)] == [
        ("新建或改扩建", 3),
        ("每千人拥有巡", 1),
        ("河道保洁率达", 2),
    ]


def test_the_first_row_below_a_line_over_rows_may_lack_its_empty_cells() -> None:
    text = plan(
        "（一）夯实基础。健全制度。",
        goals="保障能力提升。\n表1 主要指标\n类别\t指标名称\t2025年\t2030年\t指标属性\n（一）水源\n\t水库总数（座）\t28\t30\t预期性\n"
        "\t山塘完好率（%）\t82\t88\t约束性\n（二）管网\n\t管网总长（公里）\t960\t1000\t预期性\n",
    )
    assert [(r.category, r.name) for r in convert_text(text).indicators] == [
        ("水源", "水库总数"),
        ("水源", "山塘完好率"),
        ("管网", "管网总长"),
    ]
