"""Word files: the text as Word shows it, its numbers counted, its tables declared."""

from __future__ import annotations

import io
import random
import time
import zipfile

import pytest
from docx_files import abstract, cell, docx, level, num, paragraph, run, table, zipped

from pipeline.errors import ReadError
from pipeline.read import SourceText, read
from pipeline.read.counting import written

P = paragraph


def text_of(body: str, numbering: str = "", styles: str = "") -> str:
    return read(docx(body, numbering, styles), "a.docx").text


def lines_of(body: str, numbering: str = "", styles: str = "") -> list[str]:
    return text_of(body, numbering, styles).splitlines()


def test_paragraphs_are_lines_and_the_format_is_told_by_the_bytes() -> None:
    source = read(docx(P("青梧县水利规划") + P("") + P(run("新建泵站") + run("12座。"))), "wrong-name.txt")
    assert source.text == "青梧县水利规划\n新建泵站12座。"
    assert (source.media_type.rsplit(".", 1)[-1], source.encoding, source.pages) == ("document", "utf-8", ())


# --- numbers of lists -----------------------------------------------------------------------------------------

OFFICIAL = abstract(
    0,
    level(0, "chineseCountingThousand", "%1、", '<w:suff w:val="nothing"/>'),
    level(1, "chineseCountingThousand", "（%2）", '<w:suff w:val="nothing"/>'),
    level(2, "decimal", "%3."),
) + num(1, 0)


def test_the_numbers_of_a_list_are_counted_and_lower_levels_start_anew() -> None:
    body = P("总体要求", 1, 0) + P("指导思想", 1, 1) + P("基本原则", 1, 1) + P("节水优先", 1, 2) + P("主要任务", 1, 0) + P("夯实基础", 1, 1)
    assert lines_of(body, OFFICIAL) == ["一、总体要求", "（一）指导思想", "（二）基本原则", "1. 节水优先", "二、主要任务", "（一）夯实基础"]


def test_paragraphs_between_the_items_do_not_stop_the_count() -> None:
    assert lines_of(P("甲", 1, 0) + P("说明。") + P("乙", 1, 0), OFFICIAL) == ["一、甲", "说明。", "二、乙"]


def test_a_decimal_heading_shows_the_levels_above_it() -> None:
    numbering = abstract(0, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3")) + num(1, 0)
    body = P("甲", 1, 0) + P("乙", 1, 1) + P("丙", 1, 2) + P("丁", 1, 1) + P("戊", 1, 0) + P("己", 1, 2)
    assert lines_of(body, numbering) == ["1 甲", "1.1 乙", "1.1.1 丙", "1.2 丁", "2 戊", "2.1.1 己"]


def test_legal_numbering_writes_chapters_in_digits() -> None:
    levels = level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert lines_of(P("甲", 1, 0) + P("乙", 1, 1), abstract(0, *levels) + num(1, 0)) == ["第一章 甲", "1.1 乙"]


def test_lists_of_one_abstract_list_count_on_and_an_override_starts_anew() -> None:
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = abstract(0, level(0, "decimal", "%1.")) + num(1, 0) + num(2, 0) + num(3, 0, anew)
    body = P("甲", 1, 0) + P("乙", 2, 0) + P("丙", 3, 0) + P("丁", 3, 0) + P("戊", 1, 0)
    assert lines_of(body, numbering) == ["1. 甲", "2. 乙", "1. 丙", "2. 丁", "3. 戊"]


def test_an_override_may_set_another_first_number_or_another_format() -> None:
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "upperRoman", "%1、")}</w:lvlOverride>'
    five = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    numbering = abstract(0, level(0, "decimal", "%1.")) + abstract(1, level(0, "decimal", "%1.")) + num(1, 0, other) + num(2, 1, five)
    assert lines_of(P("甲", 1, 0) + P("乙", 2, 0) + P("丙", 2, 0), numbering) == ["I、 甲", "5. 乙", "6. 丙"]


def test_a_level_that_never_restarts_runs_through_the_document() -> None:
    numbering = abstract(0, level(0, "chineseCounting", "%1、"), level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')) + num(1, 0)
    body = P("甲", 1, 0) + P("乙", 1, 1) + P("丙", 1, 0) + P("丁", 1, 1)
    assert lines_of(body, numbering) == ["一、 甲", "1. 乙", "二、 丙", "2. 丁"]


def test_a_level_may_restart_after_one_level_only() -> None:
    levels = level(0, "decimal", "%1."), level(1, "decimal", "%2)"), level(2, "decimal", "%3]", '<w:lvlRestart w:val="1"/>')
    body = P("甲", 1, 0) + P("乙", 1, 1) + P("丙", 1, 2) + P("丁", 1, 1) + P("戊", 1, 2) + P("己", 1, 0) + P("庚", 1, 2)
    assert lines_of(body, abstract(0, *levels) + num(1, 0)) == ["1. 甲", "1) 乙", "1] 丙", "2) 丁", "2] 戊", "2. 己", "1] 庚"]


HEADINGS = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="3"><w:name w:val="own"/><w:basedOn w:val="2"/></w:style>'
)


def test_styles_carry_numbering_and_their_heirs_do_too() -> None:
    body = P("总体要求", style="1") + P("指导思想", style="2") + P("基本原则", style="3") + P("正文。") + P("主要任务", style="1")
    assert lines_of(body, OFFICIAL, HEADINGS) == ["一、总体要求", "（一）指导思想", "（二）基本原则", "正文。", "二、主要任务"]


def test_a_paragraph_may_refuse_the_number_of_its_style() -> None:
    assert lines_of(P("前言", num=0, style="1") + P("总体要求", style="1"), OFFICIAL, HEADINGS) == ["前言", "一、总体要求"]


def test_a_style_without_a_level_has_the_level_that_names_it() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="h"><w:name w:val="h"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    numbering = abstract(0, level(0, "decimal", "%1."), level(1, "chineseCounting", "（%2）", '<w:pStyle w:val="h"/>')) + num(1, 0)
    assert lines_of(P("甲", style="h"), numbering, styles) == ["（一） 甲"]


def test_numbering_styles_lead_to_the_list_that_has_the_levels() -> None:
    styles = '<w:style w:type="numbering" w:styleId="s"><w:name w:val="s"/><w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr></w:style>'
    numbering = (
        abstract(0, extra='<w:numStyleLink w:val="s"/>')
        + abstract(1, level(0, "chineseCounting", "%1、"), extra='<w:styleLink w:val="s"/>')
        + num(1, 0)
        + num(2, 1)
    )
    assert lines_of(P("甲", 1, 0) + P("乙", 1, 0), numbering, styles) == ["一、 甲", "二、 乙"]


def test_empty_items_count_but_are_no_lines_and_deleted_ones_do_not_count() -> None:
    deleted = P(f"<w:del>{run('删')}</w:del>", 1, 0, properties="<w:rPr><w:del/></w:rPr>")
    assert lines_of(P("甲", 1, 0) + P("", 1, 0) + deleted + P("乙", 1, 0), OFFICIAL) == ["一、甲", "三、乙"]


def test_bullets_are_signs_that_rules_know() -> None:
    levels = [level(n, "bullet", sign) for n, sign in enumerate(["\uf06c", "Ø", "——", "•", "▪"])]
    lines = lines_of("".join(P("甲", 1, n) for n in range(5)), abstract(0, *levels) + num(1, 0))
    assert lines == ["● 甲", "● 甲", "—— 甲", "• 甲", "▪ 甲"]


def test_numbers_filled_with_zeroes_are_read_from_the_newer_form() -> None:
    choice = (
        '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/></mc:Choice>'
        '<mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
    )
    numbering = (
        f'<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="7"/>{choice}<w:lvlText w:val="%1"/></w:lvl></w:abstractNum>'
    )
    assert lines_of(P("甲", 1, 0), numbering + num(1, 0)) == ["007 甲"]


@pytest.mark.parametrize(
    ("form", "numbers"),
    [
        ("decimal", {1: "1", 12: "12"}),
        ("decimalZero", {1: "01", 12: "12"}),
        ("decimalFullWidth", {12: "１２"}),
        ("decimalEnclosedCircle", {1: "①", 20: "⑳", 21: "㉑", 36: "㊱", 51: "51"}),
        ("decimalEnclosedCircleChinese", {3: "③"}),
        ("decimalEnclosedParen", {2: "⑵", 21: "21"}),
        ("decimalEnclosedFullstop", {2: "⒉"}),
        ("ideographEnclosedCircle", {1: "㊀"}),
        ("chineseCounting", {1: "一", 10: "十", 11: "十一", 20: "二十", 99: "九十九", 100: "一〇〇"}),
        ("chineseCountingThousand", {1: "一", 10: "十", 21: "二十一", 101: "一百零一", 110: "一百一十", 1001: "一千零一", 20000: "20000"}),
        ("taiwaneseCountingThousand", {12: "十二"}),
        ("japaneseCounting", {10: "十", 11: "十一", 110: "百十", 205: "二百五"}),
        ("ideographDigital", {1: "一", 10: "一〇", 21: "二一"}),
        ("chineseLegalSimplified", {1: "壹", 10: "壹拾", 12: "壹拾贰"}),
        ("ideographLegalTraditional", {3: "參"}),
        ("ideographTraditional", {1: "甲", 10: "癸"}),
        ("ideographZodiac", {1: "子", 12: "亥"}),
        ("ideographZodiacTraditional", {1: "甲子", 60: "癸亥"}),
        ("lowerLetter", {1: "a", 26: "z", 27: "aa", 28: "bb"}),
        ("upperLetter", {3: "C"}),
        ("lowerRoman", {4: "iv", 9: "ix"}),
        ("upperRoman", {14: "XIV", 1994: "MCMXCIV", 4000: "4000"}),
        ("ordinal", {1: "1st", 2: "2nd", 11: "11th", 23: "23rd"}),
        ("none", {5: ""}),
        ("noSuchFormat", {5: "5"}),
    ],
)
def test_every_format_writes_its_numbers(form: str, numbers: dict[int, str]) -> None:
    assert {n: written(n, form) for n in numbers} == numbers


# --- tracked changes, fields, hidden text ---------------------------------------------------------------------


def test_tracked_changes_are_taken_as_accepted() -> None:
    body = P(run("新建") + f"<w:del>{run('泵房')}</w:del><w:ins>{run('泵站')}</w:ins>" + run("12座。"))
    body += P(f"<w:moveFrom>{run('移走')}</w:moveFrom>" + run("原处")) + P(f"<w:moveTo>{run('移来')}</w:moveTo>")
    assert lines_of(body) == ["新建泵站12座。", "原处", "移来"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs_and_the_second_lends_its_number() -> None:
    body = P("改造", 1, 0, properties="<w:rPr><w:del/></w:rPr>") + P("管网", 1, 0) + P("其他", 1, 0)
    assert lines_of(body, OFFICIAL) == ["一、改造管网", "二、其他"]


def test_deleted_and_hidden_rows_are_left_out() -> None:
    gone = "<w:tr><w:trPr><w:del/></w:trPr>" + cell("x") + cell("y") + "</w:tr>"
    body = table(["指标", "单位"], ["供水", "%"]).replace("</w:tbl>", f"{gone}{gone.replace('w:del', 'w:hidden')}</w:tbl>")
    assert lines_of(body) == ["指标\t单位", "供水\t%"]


def char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(words: str) -> str:
    return f"<w:r><w:instrText>{words}</w:instrText></w:r>"


def test_of_a_field_the_result_is_read_and_the_code_is_not() -> None:
    inner = char("begin") + code("PAGE") + run("码") + char("separate") + run("12") + char("end")
    nested = P(char("begin") + code("IF ") + inner + code(" = 1") + char("separate") + run("结果") + char("end") + run("后"))
    simple = P('<w:fldSimple w:instr="DATE">' + run("2021年") + "</w:fldSimple>")
    assert lines_of(nested + simple) == ["结果后", "2021年"]


def test_a_field_that_never_ends_costs_no_more_than_its_paragraph() -> None:
    assert lines_of(P(run("甲") + char("begin") + code("X") + run("码")) + P("乙")) == ["甲", "乙"]


def test_hidden_text_is_left_out_by_run_by_style_and_by_paragraph_style() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="p"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    shown = P(run("甲") + run("乙", "<w:vanish/>") + run("丙", '<w:rStyle w:val="h"/>') + run("丁", '<w:vanish w:val="0"/>'))
    assert lines_of(shown + P("戊", style="p") + P(run("己", '<w:vanish w:val="false"/>'), style="p"), "", styles) == ["甲丁", "己"]


def test_a_style_separator_keeps_the_heading_on_the_line_of_its_text() -> None:
    body = P("夯实基础。", 1, 1, properties="<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + P("新建泵站12座。")
    assert lines_of(body, OFFICIAL) == ["（一）夯实基础。新建泵站12座。"]


def test_notes_comments_headers_and_pictures_are_no_text() -> None:
    marks = '<w:r><w:footnoteReference w:id="1"/></w:r><w:r><w:commentReference w:id="0"/></w:r><w:r><w:annotationRef/></w:r>'
    parts = {"word/footnotes.xml": "<x/>", "word/header1.xml": "<x/>", "word/comments.xml": "<x/>"}
    assert read(docx(P(run("供水") + marks + run("节水")), extra=parts)).text == "供水节水"


def test_signs_inside_a_line() -> None:
    inner = (
        "<w:t>供水</w:t><w:softHyphen/><w:t>率\u00ad</w:t><w:noBreakHyphen/><w:tab/><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:cr/><w:t>丙</w:t>"
    )
    assert lines_of(P(f"<w:r>{inner}</w:r>")) == ["供水率-\t甲", "乙", "丙"]


def test_signs_of_symbol_fonts_are_what_they_show() -> None:
    inner = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run("95%") + '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>'
    assert lines_of(P(inner + run("\uf0a3 8") + '<w:r><w:sym w:font="x" w:char="zz"/></w:r>')) == ["≥95%●≤ 8"]


def test_containers_are_looked_through_and_placeholders_are_not_text() -> None:
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{P('甲')}</w:sdtContent></w:sdt>"
    empty = f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{P('单击此处输入文字')}</w:sdtContent></w:sdt>"
    inline = P(
        f"<w:hyperlink r:id='x'>{run('乙')}</w:hyperlink><w:smartTag>{run('丙')}</w:smartTag>"
        f"<w:sdt><w:sdtContent>{run('丁')}</w:sdtContent></w:sdt>"
        f"<w:r><w:ruby><w:rt>{run('dīng')}</w:rt><w:rubyBase>{run('戊')}</w:rubyBase></w:ruby></w:r>"
        "<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>"
    )
    assert lines_of(control + empty + f"<w:customXml>{inline}</w:customXml>") == ["甲", "乙丙丁戊x=1"]


def test_entries_of_a_table_of_contents_have_leaders() -> None:
    styles = '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="toc 1"/></w:style>'
    entry = run("一、总体要求") + "<w:r><w:tab/></w:r>" + run("1")
    leaders = '<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8000"/></w:tabs>'
    assert lines_of(P(entry, style="T") + P(entry, properties=leaders), "", styles) == ["一、总体要求……1"] * 2


# --- text boxes -----------------------------------------------------------------------------------------------


def box(inner: str) -> str:
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent>{inner}</w:txbxContent>'
        f"</wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox><w:txbxContent>{inner}</w:txbxContent>"
        "</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def test_a_text_box_is_read_once_and_behind_its_paragraph() -> None:
    assert lines_of(P(run("甲") + box(P("专栏1") + P("乙")) + run("丙")) + P("丁")) == ["甲丙", "专栏1", "乙", "丁"]


def test_an_older_text_box_and_one_that_only_the_fallback_has_are_read() -> None:
    old = f"<w:r><w:pict><v:textbox><w:txbxContent>{P('甲')}</w:txbxContent></v:textbox></w:pict></w:r>"
    choice = '<mc:Choice Requires="x"><w:drawing/></mc:Choice>'
    fallback = f"<w:r><mc:AlternateContent>{choice}<mc:Fallback>{old[5:-6]}</mc:Fallback></mc:AlternateContent></w:r>"
    assert lines_of(P(old) + P(fallback)) == ["甲", "甲"]


def test_a_table_in_a_text_box_is_declared() -> None:
    source = read(docx(P(run("甲") + box(table(["指标", "单位"], ["供水", "%"])))))
    assert [source.text[t.span.start : t.span.end] for t in source.tables] == ["指标\t单位\n供水\t%"]


# --- tables ---------------------------------------------------------------------------------------------------


def words(source: SourceText, n: int = 0) -> dict[tuple[int, int], str]:
    return {(c.row, c.column): source.text[c.span.start : c.span.end] for c in source.tables[n].cells}


def test_merged_cells_have_their_spans() -> None:
    body = table(
        [cell("类别", merge="restart"), cell("水平", span=2), cell("属性", merge="restart")],
        [cell("", merge="continue"), "2020年", "2025年", cell("", merge="continue")],
        ["供水", "90", "96", "约束性"],
    )
    source = read(docx(P("表1") + body + P("后文")))
    cells = {source.text[c.span.start : c.span.end]: c for c in source.tables[0].cells}
    assert (cells["类别"].rows, cells["水平"].columns, cells["属性"].rows, cells["属性"].column) == (2, 2, 2, 3)
    assert (cells["2025年"].row, cells["2025年"].column, cells["约束性"].column) == (1, 2, 3)
    assert source.text.splitlines() == ["表1", "类别\t水平\t属性", "2020年\t2025年", "供水\t90\t96\t约束性", "后文"]


def test_a_cell_is_one_line_and_rows_may_begin_further_in() -> None:
    first = "<w:tr>" + cell("指标") + cell(P("供水") + P("普及率")) + "</w:tr>"
    second = '<w:tr><w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("96") + cell("x") + "</w:tr>"
    source = read(docx(f"<w:tbl>{first}{second}</w:tbl>"))
    assert words(source) == {(0, 0): "指标", (0, 1): "供水 普及率", (1, 1): "96", (1, 2): "x"}


def test_numbers_of_a_column_are_counted_too() -> None:
    serial = cell(P("", 1, 0))
    numbering = abstract(0, level(0, "decimal", "%1")) + num(1, 0)
    assert lines_of(table(["序号", "任务"], [serial, "甲"], [serial, "乙"]), numbering) == ["序号\t任务", "1\t甲", "2\t乙"]


def test_a_box_of_one_cell_and_a_layout_table_are_lines() -> None:
    article = "".join(P("推进供水工程建设。" * 12) for _ in range(4))
    inner = table(["指标", "单位"], ["供水", "%"])
    layout = table(["导航", cell(article + inner + P(""))], ["版权", "备案"])
    source = read(docx(table([cell(P("专栏1") + P("甲。"))]) + layout))
    assert source.text.splitlines()[:3] == ["专栏1", "甲。", "导航"]
    assert len(source.tables) == 1
    assert words(source)[1, 0] == "供水"


def test_a_table_inside_a_field_of_data_is_its_words() -> None:
    inner = table(["甲", "乙"], ["丙", "丁"])
    source = read(docx(table(["指标", "说明"], ["供水", cell(inner + P("戊"))])))
    assert len(source.tables) == 1
    assert words(source)[1, 1] == "甲 乙 丙 丁 戊"


# --- pages ----------------------------------------------------------------------------------------------------

PAGE_BREAK = '<w:r><w:br w:type="page"/></w:r>'
RENDERED = "<w:r><w:lastRenderedPageBreak/></w:r>"


def pages_of(body: str, counted: int | None = None) -> list[str]:
    extra = {"docProps/app.xml": f"<Properties xmlns='urn:x'><Pages>{counted}</Pages></Properties>"} if counted else {}
    source = read(docx(body, extra=extra))
    ends = [*source.pages[1:], len(source.text)]
    return [source.text[a:b].strip() for a, b in zip(source.pages, ends, strict=False)]


def test_pages_are_known_where_word_has_laid_the_text_out() -> None:
    body = (
        P("一")
        + P(PAGE_BREAK)
        + P(RENDERED + run("二"))
        + P(run("还是二") + RENDERED + run("三"))
        + P("四", properties="<w:pageBreakBefore/>")
    )
    assert pages_of(body) == ["一", "二\n还是二", "三", "四"]


def test_breaks_of_the_author_alone_are_pages_unless_the_file_has_more_of_them() -> None:
    body = P(run("一") + PAGE_BREAK) + P("二", properties="<w:sectPr/>") + P("三") + "<w:sectPr/>"
    assert pages_of(body) == pages_of(body, 3) == ["一", "二", "三"]
    assert pages_of(body, 9) == []
    assert pages_of(body.replace("</w:p><w:sectPr/>", '</w:p><w:sectPr><w:type w:val="continuous"/></w:sectPr>')) == ["一", "二\n三"]


def test_a_page_that_begins_in_a_cell_or_before_a_number_begins_there() -> None:
    body = P("零") + P(RENDERED + run("甲"), 1, 0) + table(["指标", "单位"], [cell(P(RENDERED + run("供水"))), "%"])
    source = read(docx(body, OFFICIAL))
    assert [source.text[p:][:2] for p in source.pages] == ["零\n", "一、", "供水"]


# --- what is no Word file, or a hostile one -------------------------------------------------------------------

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BOMB = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>]>"


def entry(name: str, sector: int = 0) -> bytes:
    """A directory entry of an OLE file."""
    words = name.encode("utf-16-le") + b"\0\0"
    head = words.ljust(64, b"\0") + bytes([len(words), 0, 2])
    return head.ljust(116, b"\0") + sector.to_bytes(4, "little") + bytes(8)


def ole(name: str, stream: bytes = b"") -> bytes:
    head = (OLE + bytes(22) + (9).to_bytes(2, "little")).ljust(512, b"\0")
    return head + stream.ljust(512, b"\0") + entry("Root Entry") + entry(name)


GOOD = docx(P("总体要求", 1, 0) + table(["指标", "单位"], ["供水", "%"]) + P(run("甲") + box(P("乙"))), OFFICIAL, HEADINGS)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (GOOD[: len(GOOD) // 2], "damaged"),
        (GOOD[:30], "damaged"),
        (zipped({"word/document.xml": "<w:document"}), "damaged"),
        (zipped({"word/document.xml": "not xml"}), "damaged"),
        (zipped({"word/document.xml": "<a>" * 5000 + "</a>" * 5000}), "xml_depth"),
        (docx(P("")), "empty"),
        (zipped({"word/document.xml": f"{BOMB}<a>&b;</a>"}), "unsafe"),
        (zipped({"word/document.xml": f'<?xml version="1.0" encoding="utf-16"?>{BOMB}<a/>'.encode("utf-16")}), "unsafe"),
        (docx(P("甲"), extra={"word/numbering.xml": f"{BOMB}<a>&b;</a>"}), "unsafe"),
        (docx(P("甲" + " " * 3_000_000)), "docx_ratio"),
        (ole("EncryptedPackage"), "encrypted"),
        (ole("WordDocument", b"\xec\xa5" + bytes(9) + b"\x01"), "encrypted"),
        (zipped({"[Content_Types].xml": "", "xl/workbook.xml": "<a/>"}), "unsupported_format"),
        (ole("Workbook"), "unsupported_format"),
        (zipped({"甲.txt": "甲"}), "unsupported_format"),
    ],
    ids=["cut", "head", "cut-xml", "no-xml", "deep", "no-text", "entities", "entities-utf16", "entities-beside", "bomb",
         "encrypted-docx", "encrypted-doc", "xlsx", "xls", "archive"],
)  # fmt: skip
def test_what_cannot_be_read_says_so_and_names_the_file(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(data, "青梧 规划.docx")
    assert caught.value.code == code
    assert str(caught.value).startswith("青梧 规划.docx: ")


def test_an_external_entity_is_not_fetched(tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("x") / "secret"
    secret.write_text("秘密", "utf-8")
    part = f"<!DOCTYPE x [<!ENTITY e SYSTEM '{secret.as_uri()}'>]><a>&e;</a>"
    with pytest.raises(ReadError):
        read(zipped({"word/document.xml": part}))


def test_a_table_of_a_thousand_columns_and_wild_spans_are_read_in_time() -> None:
    started = time.perf_counter()
    wide = table([f"{n}" for n in range(1000)], [cell("甲", span=99_999_999) for _ in range(1000)])
    source = read(docx(wide))
    assert source.text.count("\t") == 2 * 999
    assert max(c.columns for c in source.tables[0].cells) <= 60
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize("depth", [20, 100, 1000])
def test_tables_inside_tables_are_read_or_refused(depth: int) -> None:
    body = "<w:tbl><w:tr><w:tc>" * depth + P("深处") + "</w:tc></w:tr></w:tbl>" * depth
    try:
        assert text_of(body) == "深处"
    except ReadError as e:
        assert e.code == "xml_depth"  # noqa: PT017 - either is right


def test_parts_out_of_place_do_no_harm() -> None:
    body = (
        f"<w:tr>{cell('甲')}</w:tr><w:tc>{P('乙')}</w:tc><w:p><w:p>{run('丙')}</w:p></w:p><w:tbl><w:tc>{P('丁')}</w:tc></w:tbl>{run('戊')}"
    )
    assert sorted(text_of(body).split()) == ["丁", "丙", "乙", "甲"]


def test_styles_in_a_circle_and_lists_that_are_not_there() -> None:
    styles = "".join(f'<w:style w:type="paragraph" w:styleId="{a}"><w:basedOn w:val="{b}"/></w:style>' for a, b in ("xy", "yx"))
    circle = abstract(0, extra='<w:numStyleLink w:val="x"/>') + num(1, 0) + num(2, 7)
    assert lines_of(P("甲", 1, 0, "x") + P("乙", 2, 0) + P("丙", 9, 99) + P("丁", -1, -1), circle, styles) == ["甲", "乙", "丙", "丁"]


def test_flipped_bytes_are_read_or_refused() -> None:
    chance = random.Random(7)
    started = time.perf_counter()
    for _ in range(300):
        data = bytearray(GOOD)
        for _ in range(chance.randint(1, 6)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            assert isinstance(read(bytes(data), "a.docx").text, str)
        except ReadError as e:
            assert e.code  # noqa: PT017 - either is right
    assert time.perf_counter() - started < 5


def test_flipped_bytes_of_the_xml_are_read_or_refused() -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    chance = random.Random(11)
    started = time.perf_counter()
    for _ in range(300):
        changed = dict(parts)
        name = chance.choice(sorted(parts))
        data = bytearray(changed[name])
        for _ in range(chance.randint(1, 3)):
            data[chance.randrange(len(data))] = chance.choice(b'<>/"= 0149azAZw:')
        changed[name] = bytes(data)
        try:
            assert isinstance(read(zipped(changed), "a.docx").text, str)
        except ReadError as e:
            assert e.code  # noqa: PT017 - either is right
    assert time.perf_counter() - started < 5
