"""Positions to text, without any format: lines, columns, grids and where pages start."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.read.layout import compose
from pipeline.read.lines import lines_of
from pipeline.read.positions import Glyph, Page, Rule, em_width
from pipeline.read.ruled import grids_of


def typeset(x: float, y: float, text: str, size: float = 5.0) -> list[Glyph]:
    out = []
    for character in text:
        width = em_width(character) * size
        out.append(Glyph(character, x, y, width, size))
        x += width
    return out


def page(*rows: tuple[float, float, str], rules: list[Rule] | None = None) -> Page:
    return Page(210, 297, [g for row in rows for g in typeset(*row)], rules or [])


def box(x0: float, y0: float, x1: float, y1: float) -> list[Rule]:
    return [Rule(x0, y0, x1, y0), Rule(x0, y1, x1, y1), Rule(x0, y0, x0, y1), Rule(x1, y0, x1, y1)]


def test_base_lines_that_waver_are_one_line_and_close_lines_are_two() -> None:
    glyphs = typeset(20, 40, "供水") + typeset(30, 41.2, "保障") + typeset(20, 45, "能力")
    assert [line.text for line in lines_of(glyphs)] == ["供水保障", "能力"]


def test_latin_words_keep_their_spaces_without_space_characters() -> None:
    glyphs = typeset(20, 40, "GDP") + typeset(20 + 9.75 + 2.5, 40, "per") + typeset(60, 40, "人")
    assert lines_of(glyphs)[0].text.split() == ["GDP", "per", "人"]


def test_blank_pages_start_where_the_next_text_does() -> None:
    made = compose([page((20, 40, "甲")), page(), page((20, 40, "乙"))])
    assert (made.text, made.pages) == ("甲\n乙", (0, 2, 2))


def test_nothing_gives_nothing() -> None:
    assert compose([]).text == ""
    assert compose([page(), page()]) == compose([page(), page()])
    assert compose([page(), page()]).pages == (0, 0)


def test_rules_that_draw_no_grid_are_no_table() -> None:
    strokes = [Rule(20, 50, 190, 50), Rule(20, 60, 190, 61.5), Rule(0, 0, 210, 297)]
    made = compose([page((20, 49, "下划线"), (20, 70, "正文"), rules=strokes)])
    assert (made.text, made.tables) == ("下划线\n正文", ())


def test_a_frame_round_the_page_or_round_a_table_is_ornament() -> None:
    table = box(20, 50, 100, 60) + box(100, 50, 180, 60) + box(20, 60, 100, 70) + box(100, 60, 180, 70)
    rows = [(22.0, 57.0, "指标"), (102.0, 57.0, "数值"), (22.0, 67.0, "普及率"), (102.0, 67.0, "96"), (22.0, 90.0, "正文")]
    made = compose([page(*rows, rules=[*table, *box(5, 5, 205, 292), *box(15, 45, 185, 75)])])
    assert made.text == "指标\t数值\n普及率\t96\n正文"
    assert len(made.tables) == 1


def test_a_grid_with_a_missing_line_still_has_all_its_fields() -> None:
    rules = [*box(0, 0, 30, 30), *box(10, 0, 20, 30), Rule(0, 10, 30, 10), Rule(0, 20, 20, 20)]
    (grid,) = grids_of(rules)
    assert {n for row in grid.owner for n in row} == set(range(len(grid.cells)))
    assert grid.cell_at(25, 15) == grid.cell_at(25, 25)


def test_a_drawing_of_many_lines_is_no_table() -> None:
    rules = [Rule(0, y, 200, y) for y in range(0, 290)] + [Rule(x, 0, x, 290) for x in range(0, 200)]
    assert grids_of(rules) == []


_PLACE = st.floats(-20, 320, allow_nan=False)
_GLYPHS = st.lists(
    st.builds(Glyph, st.sampled_from("供水率95%A“。"), _PLACE, _PLACE, st.floats(0.1, 9), st.floats(0.5, 12), st.booleans()), max_size=40
)
_RULES = st.lists(st.builds(Rule, _PLACE, _PLACE, _PLACE, _PLACE), max_size=12)
_STRAIGHT = st.lists(st.builds(lambda x, y, w, h: box(x, y, x + w, y + h), _PLACE, _PLACE, st.floats(1, 90), st.floats(1, 90)), max_size=6)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(_GLYPHS, _RULES, _STRAIGHT), max_size=4))
def test_any_positions_give_text_with_all_characters_and_spans_inside_it(
    sheets: list[tuple[list[Glyph], list[Rule], list[list[Rule]]]],
) -> None:
    pages = [Page(210, 297, glyphs, rules + [r for b in boxes for r in b]) for glyphs, rules, boxes in sheets]
    made = compose(pages)
    assert len(made.pages) == len(pages)
    assert list(made.pages) == sorted(made.pages)
    assert all(0 <= start <= len(made.text) for start in made.pages)
    assert set("".join(made.text.split())) == {g.text for glyphs, _, _ in sheets for g in glyphs}
    for table in made.tables:
        end = table.span.start
        for cell in table.cells:
            assert end <= cell.span.start <= cell.span.end <= table.span.end
            end = cell.span.end


def test_columns_of_large_type_with_a_narrow_gap_are_read_one_after_the_other() -> None:
    size, left, right = 5.6, 20.0, 20.0 + 14 * 5.6 + 4.5
    words = [chr(0x4E00 + 20 * n) * 14 for n in range(24)]
    glyphs = [g for n in range(12) for x, line in ((left, words[n]), (right, words[12 + n])) for g in typeset(x, 40 + 9 * n, line, size)]
    title = typeset(60, 25, "青溪市二〇二五年工作要点", 7)
    made = compose([Page(210, 297, title + glyphs, [])]).text.split("\n")
    assert (made[0], "".join(made[1:])) == ("青溪市二〇二五年工作要点", "".join(words))


def test_the_last_page_of_columns_is_read_by_the_gap_of_the_others() -> None:
    size, left, right = 5.6, 20.0, 20.0 + 14 * 5.6 + 4.5
    words = [chr(0x4E00 + 20 * n) * 14 for n in range(40)]
    full = [g for n in range(12) for x, line in ((left, words[n]), (right, words[12 + n])) for g in typeset(x, 40 + 9 * n, line, size)]
    last = [g for n in range(10) for g in typeset(left, 40 + 9 * n, words[24 + n], size)]
    last += [g for n in range(3) for g in typeset(right, 40 + 9 * n, words[34 + n], size)]
    made = compose([Page(210, 297, full, []), Page(210, 297, last, [])]).text
    assert "".join(made.split()) == "".join(words[:37])


def test_a_mark_that_hangs_over_the_gap_of_columns_parts_no_column_from_the_other() -> None:
    size, left = 4.2, 20.0
    right = left + 19 * size + 4.3  # as wide as the mark
    words = [chr(0x4E00 + 20 * n) * 19 for n in range(24)]
    words[3] += "，"  # beside a line of the right column
    words[9] += "）"  # beside nothing
    lines = [*zip([left] * 12, range(12), words[:12], strict=True), *zip([right] * 9, range(9), words[12:21], strict=True)]
    glyphs = [g for x, n, line in lines for g in typeset(x, 40 + 9 * n, line, size)]
    assert "".join(compose([Page(210, 297, glyphs, [])]).text.split()) == "".join(words[:21])


def test_a_line_before_a_number_too_long_for_it_is_full() -> None:
    full = "青溪市供水保障规划建设任务安排" * 2
    rows = [(30.0, 40.0, full[:-2]), (20.0, 48.0, full[:-4]), (20.0, 56.0, "2023—2025年，" + full[:-7]), (30.0, 64.0, full[:-2])]
    assert len(compose([page(*rows)]).text.split("\n")) == 2
    words = [(x, y, line.replace("2023—2025年，", "供水")) for x, y, line in rows]
    assert len(compose([page(*words)]).text.split("\n")) == 3


def heads(head: str, y: float, pages: int = 2) -> tuple[list[str], list[str]]:
    """What is said to stand aside, and the other lines, of pages with a line of the same words above their text."""
    body = "青溪市供水保障规划建设任务安排"
    sheets = [page((20, y, head), *((20.0, 40.0 + 8 * n, chr(0x4E00 + 40 * p + n) + body) for n in range(20))) for p in range(pages)]
    made = compose(sheets)
    aside = [made.text[span.start : span.end] for span in made.aside]
    return aside, [line for line in made.text.split("\n") if line not in aside]


def test_words_that_come_back_apart_from_the_text_are_a_running_head_on_two_pages_too() -> None:
    assert heads("青溪市规划汇编", 24)[0] == ["青溪市规划汇编"] * 2


def test_an_address_and_the_number_of_the_page_far_beside_it_are_a_foot() -> None:
    address = "https://www.qingxi.example/zwgk/zcwj/202303/t20230310_123456789.html"
    body = [(20.0, 40.0 + 8 * n, "青溪市供水保障规划建设任务安排") for n in range(20)]
    sheets = [Page(210, 297, page(*body).glyphs + typeset(15, 285, address, 3) + typeset(180, 285, f"{n}/2", 3), []) for n in (1, 2)]
    made = compose(sheets)
    assert [made.text[span.start : span.end].split() for span in made.aside] == [[address, "1/2"], [address, "2/2"]]


def test_words_close_to_the_text_a_sentence_and_a_field_are_no_running_heads() -> None:
    for head, y in (("序号  任务", 32), ("各县人民政府：", 24), ("完成时限：2025年", 24), ("由市水利局负责。", 24)):
        aside, rest = heads(head, y)
        assert not aside
        assert sum(line.startswith(head[:2]) for line in rest) >= 1


def test_a_head_of_one_page_alone_is_text() -> None:
    aside, rest = heads("青溪市规划汇编", 24, 1)
    assert (aside, rest[0]) == ([], "青溪市规划汇编")


def test_page_numbers_that_count_up_stand_aside() -> None:
    body = [(20.0, 40.0 + 8 * n, "青溪市供水保障规划建设任务安排") for n in range(20)]
    made = compose([page(*body, (104, 285, "1")), page(*body, (104, 285, "2"))])
    assert [made.text[span.start : span.end] for span in made.aside] == ["1", "2"]


def newspaper() -> tuple[list[str], list[Glyph], list[Rule]]:
    """A page of two columns on base lines of their own: a title of large type over the left one, a table in the right one."""
    top = 30.0
    words = [chr(0x4E00 + 20 * n) * 14 for n in range(40)]
    glyphs = typeset(20, top, "青溪市供水保障规划", 8) + typeset(30, top + 14, "二〇二五年", 8)
    glyphs += [g for n in range(20) for g in typeset(20, top + 26 + 9 * n, words[n], 5.6)]
    for y, cells in ((top, ("指标", "数值")), (top + 10, ("普及率", "96"))):
        glyphs += typeset(110, y, cells[0]) + typeset(150, y, cells[1])
    glyphs += [g for n in range(20) for g in typeset(108, top + 24.5 + 9 * n, words[20 + n], 5.6)]
    rules = [r for y in (top - 6, top + 4) for x in (106, 146) for r in box(x, y, x + 40, y + 10)]
    return words, glyphs, rules


def test_columns_on_base_lines_of_their_own_are_read_one_after_the_other_with_the_table_in_one() -> None:
    words, glyphs, rules = newspaper()
    made = compose([Page(210, 297, glyphs + typeset(95, 280, "— 1 —"), rules)])
    lines = made.text.split("\n")
    assert lines[:3] == ["青溪市供水保障规划", "二〇二五年", "".join(words[:20])]
    assert lines[3:] == ["指标\t数值", "普及率\t96", "".join(words[20:]), "— 1 —"]
    assert len(made.tables) == 1


def test_short_lines_on_both_sides_are_no_columns() -> None:
    rows = [(20.0 if n % 2 else 120.0, 40 + 8.0 * n, "供水") for n in range(24)]
    assert compose([page(*rows)]).text.split("\n") == ["供水"] * 24


def test_a_table_goes_on_in_the_column_beside_and_a_row_that_is_cut_there_is_made_whole() -> None:
    _, glyphs, rules = newspaper()
    glyphs = [g for g in glyphs if not (g.x > 105 and g.y < 45)]
    tables: list[tuple[float, float, list[tuple[str, str, str, str]]]] = [
        (20, 235, [("类别", "指标", "单位", "数值"), ("供水", "普及率", "%", "96"), ("水质", "达标", "%", "99")]),
        (108, 30, [("", "率", "", ""), ("节水", "漏损率", "%", "8")]),
    ]
    rules = []
    for x, y, rows in tables:
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                rules += box(x + 19 * c, y + 8 * r, x + 19 * c + 19, y + 8 * r + 8)
                glyphs += typeset(x + 19 * c + 2, y + 8 * r + 6, cell)
    made = compose([Page(210, 297, glyphs, rules)])
    (table,) = made.tables
    cells = [made.text[c.span.start : c.span.end] for c in table.cells]
    assert cells == ["类别", "指标", "单位", "数值", "供水", "普及率", "%", "96", "水质", "达标率", "%", "99", "节水", "漏损率", "%", "8"]


def test_the_number_of_a_document_is_no_line_of_the_title_above_it() -> None:
    body = [(20.0, 90 + 8.0 * n, "供水" * 17) for n in range(9)]
    glyphs = typeset(35, 40, "关于印发青溪市供水保障方案的通知", 9) + typeset(70, 52, "青政发〔2023〕8号", 9)
    made = compose([Page(210, 297, glyphs + page(*body).glyphs, [])])
    assert made.text.split("\n")[:2] == ["关于印发青溪市供水保障方案的通知", "青政发〔2023〕8号"]


def test_a_line_of_a_cell_that_ends_early_was_ended_on_purpose() -> None:
    rules = box(20, 50, 60, 75) + box(60, 50, 120, 75)
    rows = [(22.0, 57.0, "供水"), (62.0, 57.0, "市水利局"), (62.0, 64.0, "市财政局")]
    assert compose([page(*rows, rules=rules)]).text == "供水\t市水利局 市财政局"
    narrow = box(20, 50, 60, 75) + box(60, 50, 84, 75)
    assert compose([page(*rows, rules=narrow)]).text == "供水\t市水利局市财政局"


def test_a_stretch_that_runs_over_the_line_between_cells_is_parted_there() -> None:
    rules = box(20, 50, 40, 60) + box(40, 50, 70, 60)
    stretch = Glyph("供水保障率", 30, 57, 25, 5)
    assert compose([Page(210, 297, [stretch], rules)]).text == "供水\t保障率"


def test_the_labels_of_a_box_that_narrow_cells_broke_are_whole_again_with_their_values() -> None:
    rows = [
        (13.0, 17.0, "索引"), (33.0, 20.0, "QX-2024/112"), (101.0, 17.0, "主题分"), (121.0, 20.0, "水利"),
        (13.0, 22.5, "号："), (101.0, 22.5, "类："),
        (13.0, 41.0, "标"), (33.0, 41.0, "青溪市人民政府关于印发供水保障三年"), (13.0, 46.5, "题："), (33.0, 46.5, "行动方案的通知"),
        (13.0, 60.0, "第一段的话"), (13.0, 65.5, "说明："),
    ]  # fmt: skip
    made = compose([Page(210, 297, [g for x, y, words in rows for g in typeset(x, y, words, 4.2)], [])]).text.split("\n")
    assert [line.split() for line in made[:2]] == [
        ["索引号：", "QX-2024/112", "主题分类：", "水利"],
        ["标题：", "青溪市人民政府关于印发供水保障三年行动方案的通知"],
    ]


def test_a_title_does_not_run_on_into_the_stamp_or_the_number_below_it() -> None:
    title = "青溪市人民政府关于印发《青溪市供水保障三年行动方案（2023—2025年）》的通知"
    below = [
        "2024/5/22 16:43:13 88次浏览 分类：规划计划",
        "青政发〔2024〕18号",
        *["各县（区）人民政府要结合实际抓好落实并在年底前报送情况。" * 2] * 3,
    ]
    made = compose([page((12, 20, title), *((12.0, 27.0 + 7 * n, line) for n, line in enumerate(below)))]).text.split("\n")
    assert made[:3] == [title, below[0], below[1]]
