"""The outline: labels, nesting, boxes, tables however they came, and what each section is for."""

from __future__ import annotations

import pytest
from helpers import convert_text, outline_of, plan
from hypothesis import given
from hypothesis import strategies as st

from pipeline.outline import Node, Outline, Table

TITLE = "青梧县水利发展规划\n"


def title_of(node: Node, outline: Outline) -> str | None:
    return outline.text[node.title.start : node.title.end] if node.title else None


def labels(text: str) -> list[tuple[int, str | None]]:
    """(depth, label) of every node, in reading order."""
    return [(len(list(n.ancestors())), n.label) for n in outline_of(TITLE + text).root.walk() if n.kind != "root"]


def sections(text: str) -> dict[str, str]:
    outline = outline_of(TITLE + text)
    return {title_of(n, outline) or "": n.section for n in outline.root.walk() if n.kind != "root"}


def table_of(text: str) -> Table:
    tables = [t for n in outline_of(text).root.walk() for t in n.tables]
    assert len(tables) == 1
    return tables[0]


def cells(table: Table) -> list[list[str | None]]:
    return [[c.text if c else None for c in row.cells] for row in table.rows]


# --- labels ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "label", "title"),
    [
        ("第一章 规划背景", "第一章", "规划背景"),
        ("第 二 节　重点任务", "第二节", "重点任务"),
        ("一、夯实供水基础", "一、", "夯实供水基础"),
        ("（一）夯实供水基础", "（一）", "夯实供水基础"),
        ("(十二) 夯实供水基础", "(十二)", "夯实供水基础"),
        ("1.夯实供水基础", "1.", "夯实供水基础"),
        ("1、夯实供水基础", "1、", "夯实供水基础"),
        ("1．夯实供水基础", "1．", "夯实供水基础"),
        ("（1）夯实供水基础", "（1）", "夯实供水基础"),
        ("①夯实供水基础", "①", "夯实供水基础"),
        ("一是夯实供水基础。", "一是", "夯实供水基础"),
    ],
)
def test_label_families(line: str, label: str, title: str) -> None:
    outline = outline_of(f"{TITLE}{line}\n统筹规划，分步实施。\n")
    node = outline.root.children[0]
    assert (node.label, title_of(node, outline)) == (label, title)


@pytest.mark.parametrize(
    "line", ["3.5亿元投资用于管网改造。", "2025年目标如期实现。", "第一节能公司承担建设。", "（试行）", "一般要求如下。"]
)
def test_what_only_looks_like_a_label(line: str) -> None:
    outline = outline_of(f"{TITLE}一、主要任务\n{line}\n")
    assert [n.label for n in outline.root.walk() if n.kind != "root"] == ["一、"]


def test_levels_nest_by_their_family() -> None:
    text = "第一章 甲目\n第一节 乙目\n一、丙目\n（一）丁目\n1.戊目\n（1）己目\n①庚目\n第二章 辛目\n"
    assert labels(text) == [
        (0, "第一章"), (1, "第一节"), (2, "一、"), (3, "（一）"), (4, "1."), (5, "（1）"), (6, "①"), (0, "第二章"),
    ]  # fmt: skip


def test_a_level_may_be_left_out_and_a_count_may_restart_or_skip() -> None:
    text = "一、甲目\n1.乙目。细化。\n2.丙目。细化。\n二、丁目\n1.戊目。细化。\n4.己目。细化。\n"
    assert labels(text) == [(0, "一、"), (1, "1."), (1, "2."), (0, "二、"), (1, "1."), (1, "4.")]


def test_a_heading_runs_into_its_paragraph_or_has_its_own_line() -> None:
    outline = outline_of(TITLE + "一、主要任务\n（一）夯实基础。统筹建设水厂。\n（二）健全机制\n完善水价形成机制。\n")
    run_in, own = outline.root.children[0].children
    assert (run_in.own_line, own.own_line) == (False, True)
    for node, body in ((run_in, "统筹建设水厂。"), (own, "完善水价形成机制。")):
        assert [outline.text[b.start : b.end] for b in node.body] == [body]


def test_yi_shi_inside_a_paragraph_opens_no_item() -> None:
    assert labels("一、主要任务\n一是新建水厂；二是改造管网；三是完善水价。\n") == [(0, "一、")]


def test_bullets_belong_to_the_body_above_them() -> None:
    outline = outline_of(TITLE + "一、主要任务\n（一）夯实基础\n——新建水厂。\n——改造管网。\n")
    assert len(outline.root.children[0].children[0].body) == 2


def test_unnumbered_headings_of_known_sections_are_headings() -> None:
    assert sections("一、主要任务\n新建水厂。\n保障措施\n（一）加强领导。会商调度。\n")["加强领导"] == "safeguards"


def test_an_unnumbered_heading_holds_the_numbered_sections_below_it() -> None:
    found = sections(
        "2024年工作回顾\n一、水厂建设\n建成水厂。\n二、管网改造\n分批完成。\n2025年工作安排\n一、推进节水\n加强宣传。\n二、完善水价\n分步实施。\n"
    )
    assert (found["水厂建设"], found["推进节水"]) == ("retrospective", "tasks")


def test_signatures_and_dates_below_the_last_item_are_no_part_of_it() -> None:
    outline = outline_of(TITLE + "一、主要任务\n（一）夯实基础。新建水厂。\n青梧县水利局\n2021年9月8日\n")
    assert len(outline.root.children[0].children[0].body) == 1


# --- boxes and annexes ----------------------------------------------------------------------------------------


def test_a_box_holds_its_items_and_the_count_outside_goes_on() -> None:
    text = "一、主要任务\n（一）夯实基础。新建水厂。\n专栏1 重点工程\n1.水厂工程。新建。\n2.管网工程。改造。\n（二）健全机制。完善水价。\n"
    assert labels(text) == [(0, "一、"), (1, "（一）"), (1, "专栏1"), (2, "1."), (2, "2."), (1, "（二）")]


@pytest.mark.parametrize("head", ["专栏2 重点工程", "专栏 2：重点工程", "专栏2\n重点工程", "专栏\n2\n重点工程", "专栏二 重点工程"])
def test_the_number_and_name_of_a_box_may_stand_on_the_lines_below(head: str) -> None:
    outline = outline_of(f"{TITLE}一、主要任务\n（一）夯实基础。新建水厂。\n{head}\n统筹建设规模化水厂。\n（二）健全机制。完善水价。\n")
    box = next(n for n in outline.root.walk() if n.kind == "box")
    assert box.label in {"专栏2", "专栏二"}
    assert (title_of(box, outline) or "").endswith("重点工程")


def test_an_annex_ends_what_stands_before_it() -> None:
    text = "一、主要任务\n（一）夯实基础。新建水厂。\n附件1\n任务分解表\n序号\t重点任务\t责任单位\n1\t新建水厂\t县水利局\n"
    assert labels(text) == [(0, "一、"), (1, "（一）"), (0, "附件1")]
    assert sections(text)["任务分解表"] == "annex"


# --- tables ---------------------------------------------------------------------------------------------------

HEAD = ["序号", "指标名称", "单位", "2020年", "2025年", "属性"]
ROWS = [["1", "自来水普及率", "%", "90", "96", "预期性"], ["2", "农村供水能力", "万吨", "50", "60", "约束性"]]
ROLES = ["number", "name", "unit", "baseline", "target", "attribute"]


def flat(glue: str) -> str:
    return f"{TITLE}一、主要指标\n" + glue.join(c for row in [HEAD, *ROWS] for c in row) + "\n二、主要任务\n（一）夯实基础。新建水厂。\n"


def rowed(glue: str) -> str:
    return f"{TITLE}一、主要指标\n" + "\n".join(glue.join(row) for row in [HEAD, *ROWS]) + "\n二、主要任务\n（一）夯实基础。新建水厂。\n"


def on_paper() -> str:
    """Columns set with spaces, each cell below its header."""
    widths = [max(sum(1 + (c > "\u1100") for c in row[i]) for row in [HEAD, *ROWS]) + 4 for i in range(len(HEAD))]
    lines = ["".join(c + " " * (w - sum(1 + (x > "\u1100") for x in c)) for c, w in zip(row, widths, strict=True)) for row in [HEAD, *ROWS]]
    return f"{TITLE}一、主要指标\n" + "\n".join(line.rstrip() for line in lines) + "\n二、主要任务\n（一）夯实基础。新建水厂。\n"


@pytest.mark.parametrize(
    "text",
    [
        flat("\n"),
        flat("\n\n"),
        flat(" |\n"),
        rowed("\t"),
        on_paper(),
        rowed("    "),
    ],
    ids=["one cell a line", "blank lines", "bars", "tabs", "set columns", "ragged columns"],
)
def test_every_layout_of_a_table_gives_the_same_table(text: str) -> None:
    table = table_of(text)
    assert [c.role for c in table.columns] == ROLES
    assert cells(table) == ROWS
    assert [c.year for c in table.columns if c.role in ("baseline", "target")] == [2020, 2025]


def test_cells_point_at_their_words_and_rows_run_from_first_to_last_cell() -> None:
    text = flat("\n\n")
    table = table_of(text)
    for row in table.rows:
        own = [c for c in row.cells if c]
        assert [text[s.start : s.end] for c in own for s in c.spans] == [c.text for c in own]
        assert (row.span.start, row.span.end) == (own[0].spans[0].start, own[-1].spans[-1].end)


def test_an_empty_category_cell_takes_the_one_above() -> None:
    rows = ["序号 类别 指标名称 单位 2025年", "1 供水 普及率指标 % 96", "2  供水能力值 万吨 60", "3 节水 用水总量值 万吨 70"]
    text = f"{TITLE}一、主要指标\n" + "\n".join(row.replace(" ", "\t") for row in rows) + "\n"
    assert [row[1] for row in cells(table_of(text))] == ["供水", "供水", "节水"]


MERGED = (
    "<!DOCTYPE html><html><body><p>青梧县水利发展“十四五”规划</p><p>一、主要指标</p><table>"
    "<tr><td rowspan=2>序号</td><td rowspan=2>类别</td><td rowspan=2>指标名称</td><td colspan=2>发展水平</td><td rowspan=2>属性</td></tr>"
    "<tr><td>2020年</td><td>2025年</td></tr>"
    "<tr><td>1</td><td rowspan=2>供水</td><td>自来水普及率</td><td>90</td><td>96</td><td>预期性</td></tr>"
    "<tr><td>2</td><td>农村供水能力</td><td>50</td><td>60</td><td>约束性</td></tr></table></body></html>"
)


def test_two_header_levels_and_merged_cells_of_a_declared_table() -> None:
    table = table_of(MERGED)
    assert [c.role for c in table.columns] == ["number", "category", "name", "baseline", "target", "attribute"]
    assert [row[1] for row in cells(table)] == ["供水", "供水"]
    second = table.rows[1].cells[1]
    assert second is not None
    assert second.inherited


# --- sections -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "section"),
    [
        ("发展基础", "retrospective"), ("“十三五”工作回顾", "retrospective"), ("面临形势", "situation"), ("存在问题", "situation"),
        ("指导思想", "principles"), ("基本原则", "principles"), ("发展目标", "goals"), ("主要指标", "indicators"), ("主要任务", "tasks"),
        ("重点工作", "tasks"), ("保障措施", "safeguards"), ("组织实施", "safeguards"), ("实施步骤", "stages"),
        ("环境影响分析", "assessment"), ("“十四五”时期经济社会发展主要目标", "goals"), ("到2035年基本建成现代水网", "goals"),
        ("“十四五”时期发展指导方针和主要目标", "principles"), ("到2025年完成管网改造", "tasks"),
    ],
)  # fmt: skip
def test_headings_tell_what_a_section_is_for(heading: str, section: str) -> None:
    assert sections(f"一、{heading}\n统筹推进。\n")[heading] == section


def test_an_annex_that_explains_terms_holds_no_work() -> None:
    found = sections(
        "一、主要任务\n（一）夯实基础\n新建水厂。\n附件：《纲要》有关指标及名词解释\n一、部分指标解释\n1、节水率。是指比例。\n二、有关名词解释\n"
    )
    assert (found["部分指标解释"], found["有关名词解释"], found["夯实基础"]) == ("closing", "closing", "tasks")


def test_what_stands_in_a_section_is_of_its_class_unless_its_own_heading_says_otherwise() -> None:
    found = sections("一、发展基础\n（一）供水能力\n能力提升。\n二、总体要求\n（一）指导思想\n节水优先。\n（二）发展目标\n普及率提高。\n")
    assert (found["供水能力"], found["指导思想"], found["发展目标"]) == ("retrospective", "principles", "goals")


def test_an_item_of_the_tasks_stays_a_task_whatever_words_its_heading_has() -> None:
    found = sections("一、主要任务\n（一）夯实发展基础\n新建水厂。\n（二）解决突出问题\n改造管网。\n")
    assert (found["夯实发展基础"], found["解决突出问题"]) == ("tasks", "tasks")


# --- properties -----------------------------------------------------------------------------------------------

LINES = st.sampled_from(
    [
        "第一章 甲目", "一、主要任务", "（一）夯实基础。新建水厂。", "1.实施工程", "①巡查。", "专栏1 重点工程", "专栏", "附件1",
        "2", "一是抓建设。", "——强化保障。", "统筹水资源、水环境、水生态治理。", "序号", "指标名称", "单位", "2025年", "属性",
        "序号\t任务\t责任单位", "1\t新建\t县水利局", "a | b", "发展基础",
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=25))
def test_any_mixture_of_lines_gives_a_tree_with_its_branches_in_reading_order(lines: list[str]) -> None:
    outline = outline_of(TITLE + "\n".join(lines) + "\n")
    nodes = [n for n in outline.root.walk() if n.kind != "root"]
    for node in outline.root.walk():
        assert [c.start for c in node.children] == sorted(c.start for c in node.children)
    for node in nodes:
        assert node.parent is not None
        assert node in node.parent.children
        assert node.parent.kind in ("root", "box") or node.parent.rank < node.rank
        for span in [*node.body, *([node.title] if node.title else []), *(row.span for t in node.tables for row in t.rows)]:
            assert 0 <= span.start <= span.end <= len(outline.text)


def test_decimal_numbering_gives_levels() -> None:
    outline = outline_of(
        TITLE + "一、主要任务\n1.1 夯实水源\n1.1.1 建设水厂\n新建水厂。\n1.1.2 改造管网\n分批完成。\n1.2 推进节水\n加强宣传。\n"
    )
    labels = [(n.label, n.parent.label if n.parent else None) for n in outline.root.walk() if n.kind != "root"]
    assert labels == [("一、", None), ("1.1", "一、"), ("1.1.1", "1.1"), ("1.1.2", "1.1"), ("1.2", "一、")]


def test_a_decimal_quantity_at_the_start_of_a_line_is_no_label() -> None:
    outline = outline_of(TITLE + "一、主要任务\n（一）夯实水源。新建管网，总投资\n1.5亿元，两年建成。\n")
    assert [n.label for n in outline.root.walk() if n.label] == ["一、", "（一）"]


# --- numbering that needs more than its own line ----------------------------------------------------------------


def test_a_number_alone_is_a_chapter_where_its_first_section_follows() -> None:
    found = sections(
        "1  现状\n1.1  成效\n建成水厂3座。\n2  主要任务\n说明。\n2.1  控制漏损\n新建管网12公里。\n2.2  加强监测\n新建站点5个。\n"
    )
    assert found["主要任务"] == "tasks"
    assert labels("1. 现状\n1.1 成效\n建成水厂。\n2. 任务\n2.1 控制漏损\n新建管网。\n") == [(0, "1."), (1, "1.1"), (0, "2."), (1, "2.1")]


def test_a_number_before_a_sentence_is_no_chapter() -> None:
    assert labels("一、总体要求\n到2025年建成\n12 座水厂。\n二、任务\n新建管网。\n") == [(0, "一、"), (0, "二、")]


def test_articles_run_through_the_chapters_of_a_territorial_plan() -> None:
    text = "第一章 总则\n第一条 规划目的\n为保护水源，制定本规划。\n第二章 更新任务\n第二条 老旧管网更新\n更换管网12公里。\n"
    assert labels(text) == [(0, "第一章"), (1, "第一条"), (0, "第二章"), (1, "第二条")]


def test_headings_without_numbers_stand_between_paragraphs_that_are_counted_through() -> None:
    text = "一、发展经济\n巩固金融中心\n4. 优化上市制度，便利发行。\n5. 检讨结算周期，展开咨询。\n发展科技\n6. 设立引导基金，引导资金。\n"
    outline = outline_of(TITLE + text)
    path = {n.label: [title_of(a, outline) for a in n.ancestors()] for n in outline.root.walk() if n.label}
    assert path["5."] == ["巩固金融中心", "发展经济"]
    assert path["6."] == ["发展科技", "发展经济"]


def test_sections_stay_below_the_comma_when_they_start_anew() -> None:
    text = "一、总体要求\n第一节 指导思想\n坚持节水优先。\n二、重点任务\n第一节 优化布局\n新建水厂。\n第二节 提升管护\n健全制度。\n"
    assert labels(text) == [(0, "一、"), (1, "第一节"), (0, "二、"), (1, "第一节"), (1, "第二节")]


def test_items_alone_are_work_and_ways_to_answer_are_none() -> None:
    found = outline_of("关于加快节水的若干措施\n1.推进基础建设。新建水厂2座。\n2.培育示范场景。打造示范区3个。\n")
    assert [n.section for n in found.root.walk() if n.kind == "item"] == ["tasks", "tasks"]
    assert labels("意见可通过以下方式反馈：\n1. 电子邮件：gx@example.com\n2. 信函：中山路1号。\n") == []


def test_items_below_a_heading_that_tells_nothing_may_frame_the_work() -> None:
    text = "一、开启新征程\n1.“十三五”发展取得的巨大成就。建成水厂3座。\n2.二〇三五年远景目标。基本实现现代化。\n3.夯实基础。新建水厂。\n"
    found = sections(text)
    assert [found[t] for t in ("“十三五”发展取得的巨大成就", "2035年远景目标", "夯实基础")] == ["retrospective", "goals", "tasks"]


def test_closing_words_close_however_short_what_follows() -> None:
    assert sections("一、改善民生\n（一）供水\n新建水厂2座。\n结语\n让水更清。\n")["结语"] == "closing"


def test_an_item_that_opens_with_a_figure_is_counted_where_its_neighbours_count_on_through_it() -> None:
    found = convert_text(plan("1.建设泵站。新建泵站3座。", "2.121人才项目。培养骨干人才20名。", "3.改造管网。改造管网12公里。"))
    assert [t.label for t in found.tasks] == ["1.", "2.", "3."]
    alone = convert_text(plan("1.建设泵站。新建泵站3座。", "2.5万亩农田得到灌溉。"))
    assert [t.label for t in alone.tasks] == ["1."]


def test_a_list_that_an_item_announces_stands_below_it_and_the_series_outside_goes_on() -> None:
    found = convert_text(
        "岚屿施政報告\nII. 發展經濟\n（一）鞏固金融中心\n19. 政府會推出措施，包括：\n（一）稅率下調至0.1%；\n（二）研究收窄價差。\n"
        "（二）推動創科\n45. 投放100億元推出「工業計劃」。\n"
    )
    paths = {t.label: [s.title for s in t.path] for t in found.tasks}
    assert paths["45."] == ["发展经济", "推动创科"]
    assert len(found.tasks) == 3


def test_items_of_a_box_that_01_and_02_number() -> None:
    found = convert_text(
        plan("（一）夯实基础。新建水厂。", "专栏1 重大工程", "01 供水工程", "新建水厂3座。", "02 节水工程", "改造管网12公里。")
    )
    assert [(t.kind, t.label, t.title) for t in found.tasks if t.kind == "box"] == [("box", "01", "供水工程"), ("box", "02", "节水工程")]


def test_a_numbered_category_between_the_rows_of_a_table_of_tabs_names_those_below_it() -> None:
    rows = [
        "序号\t重点任务\t具体措施\t牵头单位\t完成时限",
        "一\t强化创新\t\t\t",
        "1\t提升能力\t新增企业50家。\t市科技局\t12月底",
        "二\t推进项目\t\t\t",
        "2\t加快建设\t新建泵站3座。\t市水利局\t11月底",
    ]
    found = convert_text("青梧市2025年重点工作任务分解表\n\n" + "\n".join(rows) + "\n").tasks
    assert [(t.label, [s.title for s in t.path]) for t in found] == [("1", ["强化创新"]), ("2", ["推进项目"])]


@pytest.mark.parametrize(
    "words", ["（一）坚持重大工程带动。以重点项目为牵引，分步实施。", "（一）坚持重点任务引领\n围绕重点任务，分步实施。"]
)
def test_a_principle_that_speaks_of_the_work_is_no_work(words: str) -> None:
    text = f"一、基本原则\n{words}\n（二）坚持统筹推进。统筹城乡。\n二、重点任务\n（一）兴修水源。新建水库。\n"
    found = sections(text)
    assert [found[t] for t in found if t.startswith("坚持")] == ["principles", "principles"]
    assert found["重点任务"] == found["兴修水源"] == "tasks"


def test_goals_and_documents_that_name_the_work_are_no_work() -> None:
    basis = "一、规划依据\n1.《青梧县重点工程建设条例》\n2.《青梧县水利条例》\n"
    text = basis + "二、主要目标\n（一）重大工程取得新突破\n到2025年，建成水库3座。\n三、组织实施\n"
    found = sections(text)
    assert found["《青梧县重点工程建设条例》"] == "principles"
    assert found["重大工程取得新突破"] == "goals"


def test_a_heading_of_work_among_goals_is_work_still() -> None:
    found = sections(
        "一、总体要求\n（一）主要目标\n到2025年，建成水库3座。\n（二）重点任务\n1.兴修水源。新建水库。\n二、保障措施\n加强领导。\n"
    )
    assert found["重点任务"] == "tasks"


@pytest.mark.parametrize("heading", ["附图", "附  图：", "附图1 水系布局图"])
def test_maps_behind_the_text_are_no_items_of_its_last_section(heading: str) -> None:
    text = f"一、重点任务\n（一）兴修水源。新建水库。\n二、保障措施\n（一）加强领导。健全机制。\n{heading}\n1.水系布局图\n2.工程分布图\n"
    assert [t.title for t in convert_text(TITLE + text).tasks] == ["兴修水源", "加强领导"]


def test_the_text_goes_on_behind_a_map_that_stands_in_it() -> None:
    text = "一、空间格局\n（一）优化布局。新建水库。\n附图1 水系布局图\n二、重点任务\n（一）兴修水源。新建水库。\n"
    assert [t.title for t in convert_text(TITLE + text).tasks] == ["优化布局", "兴修水源"]


def test_headings_without_a_number_part_paragraphs_that_are_counted_on_below_one_in_brackets() -> None:
    text = (
        "一、主要指标\n1.增加值增长8%。（牵头单位：县发改局）\n2.投资增长9%。（牵头单位：县发改局）\n二、重点工作\n（一）增强动能\n"
        "加强基础设施建设\n3.改造泵站8座。（牵头单位：县水利局）\n4.新建水库。（牵头单位：县水利局）\n培育市场主体\n5.引进企业6家。（牵头单位：县商务局）\n"
    )
    found = convert_text("青梧县2026年重点工作任务责任分解方案\n" + text).tasks
    assert [(t.label, t.path[-1].title) for t in found[-3:]] == [
        ("3.", "加强基础设施建设"), ("4.", "加强基础设施建设"), ("5.", "培育市场主体"),
    ]  # fmt: skip
    assert not found[-2].text.endswith("主体")
