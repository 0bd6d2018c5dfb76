"""Reading: bytes to source text, whatever the charset, and saved web pages."""

from __future__ import annotations

import codecs
import random
import time

import pytest
from helpers import plan
from hypothesis import given
from hypothesis import strategies as st

import pipeline.read
from pipeline.errors import ReadError
from pipeline.read import SourceText, read

HANS = plan("（一）夯实供水基础。新建泵站12座，改造管网120公里，推动城乡供水一体化。")
HANT = "青梧縣水利發展規劃\n一、主要任務\n（一）夯實供水基礎。新建泵站12座，改造管網120公里，推動城鄉供水一體化。\n"


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        (HANS.encode("utf-8"), HANS, "utf-8"),
        (HANS.encode("utf-8-sig"), HANS, "utf-8-sig"),
        (HANS.encode("utf-16"), HANS, "utf-16"),
        (codecs.BOM_UTF16_BE + HANS.encode("utf-16-be"), HANS, "utf-16"),
        (HANS.encode("utf-16-le"), HANS, "utf-16-le"),
        (HANS.encode("utf-16-be"), HANS, "utf-16-be"),
        (HANS.encode("utf-32"), HANS, "utf-32"),
        (HANS.encode("gb18030"), HANS, "gb18030"),
        (HANT.encode("gb18030"), HANT, "gb18030"),
        (HANT.encode("big5"), HANT, "big5hkscs"),
        (b"plain words only", "plain words only", "utf-8"),
    ],
    ids=["utf8", "utf8-bom", "utf16-le-bom", "utf16-be-bom", "utf16-le", "utf16-be", "utf32", "gb18030", "gbk-hant", "big5", "ascii"],
)
def test_every_charset_gives_the_same_text(data: bytes, text: str, encoding: str) -> None:
    source = read(data)
    assert source.text == text
    assert (source.encoding, source.media_type) == (encoding, "text/plain")


def test_a_short_text_is_still_told_apart() -> None:
    assert read("供水规划".encode("gbk")).text == "供水规划"
    assert read("供水規劃".encode("big5")).text == "供水規劃"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"PK\x03\x04" + bytes(64), "damaged"),
        (b"PK\x05\x06" + bytes(18), "unsupported_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "unsupported_format"),
        (bytes(range(256)) * 8, "binary"),
        (b"\xff\xfe\xff", "charset"),
        (b"\xef\xbb\xbf\xff\xff\xff", "charset"),
        (b"\xff\xff\xff\x81" * 20, "charset"),
    ],
    ids=["empty", "blank", "cut-zip", "empty-zip", "ole", "all-bytes", "odd-utf16", "broken-utf8-bom", "no-charset"],
)
def test_what_is_no_document_is_refused_with_a_code_and_its_name(data: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(data, "青梧 规划.txt")
    assert caught.value.code == code
    assert str(caught.value).startswith("青梧 规划.txt: ")


def test_a_file_beyond_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.read, "MAX_BYTES", 10)
    with pytest.raises(ReadError) as caught:
        read("青梧县水利规划".encode())
    assert caught.value.code == "too_large"


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    code = None
    try:
        read(data)
    except ReadError as e:
        code = e.code
    assert code in {None, "empty", "binary", "charset", "damaged", "unsupported_format"}


# --- web pages ------------------------------------------------------------------------------------------------


def page(body: str, head: str = "") -> SourceText:
    return read(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode())


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1", "nonsense"])
@pytest.mark.parametrize("real", ["utf-8", "gbk"])
def test_a_declared_charset_is_not_trusted(declared: str, real: str) -> None:
    html = f'<!DOCTYPE html><html><head><meta charset="{declared}"><title>x</title></head><body><p>青梧县水利发展规划</p></body></html>'
    source = read(html.encode(real))
    assert source.text == "青梧县水利发展规划"
    assert source.media_type == "text/html"


def test_scripts_styles_and_the_head_are_no_text() -> None:
    source = page("<script>var a='甲';</script><style>p{}</style><!-- 乙 --><noscript>丙</noscript><p>供水</p>", "<title>丁</title>")
    assert source.text == "供水"


@pytest.mark.parametrize("hide", ['style="display: none"', "hidden", 'aria-hidden="true"', 'style="visibility:hidden"'])
def test_hidden_elements_are_no_text_but_what_follows_them_is(hide: str) -> None:
    assert page(f"<p>甲<span {hide}>乙</span>丙</p><div {hide}><p>丁</p></div><p>戊</p>").text == "甲丙\n戊"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        ('<p>甲<span style="mso-hide:all">乙</span></p>', "甲"),
        ("<template><p>乙</p></template><dialog>丙</dialog><applet>丁</applet><p>甲", "甲"),
        ("<xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><p>甲<o:p></o:p></p>", "甲"),
        ("<p>甲<span class=MsoCommentReference><a style='mso-comment-reference:a_1'>[a1]</a></span></p>", "甲"),
        ("<p>甲</p><div style='mso-element:comment-list'>乙</div><div style='mso-element:footnote-list'>丙</div>", "甲"),
        ("<p>甲<del>乙</del><ins>丙</ins></p>", "甲丙"),
        ("<!--[if gte mso 9]><xml>x</xml><![endif]--><p>甲", "甲"),
        ("<div>" * 400 + "甲<span hidden>乙</span><script>z</script>丙", "甲丙"),
        (
            "<table><caption>表<i hidden>x</i></caption><tr><td>a<td>b<tr hidden><td>x<td>y<tr><td>c<td hidden>z<td>d</table>",
            "表\na\tb\nc\td",
        ),
        ("<table><tr><td>a<td>b<tbody style='display:none'><tr><td>x<td>y</tbody><tbody><tr><td>c<td>d</table>", "a\tb\nc\td"),
    ],
    ids=["hide", "unshown", "islands", "comment-mark", "notes", "deleted", "conditional", "deep", "hidden-cells", "hidden-body"],
)
def test_what_word_and_browsers_do_not_show_is_no_text(inside: str, text: str) -> None:
    assert page(inside).text == text


def test_a_page_of_frames_has_no_text_of_its_own() -> None:
    assert read("<html><frameset><frame src=a></frameset><noframes><body>不支持框架</body></noframes></html>".encode()).text == ""


def test_numbers_of_lists_that_word_saved_are_text() -> None:
    item = """<p style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>一、<span
        style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>总体要求<o:p></o:p></p>"""
    assert page(item).text == "一、\xa0\xa0 总体要求"


def test_numbers_that_a_browser_counts_are_written() -> None:
    assert page("<ol><li>甲<ol type=a><li>乙<li value=5>丙</ol></li><li>丁</li></ol>").text.splitlines() == [
        "1. 甲",
        "a. 乙",
        "e. 丙",
        "2. 丁",
    ]
    assert page("<ol start=3 style='list-style-type:cjk-ideographic'><li>甲</li></ol>").text == "三、甲"


def test_the_number_of_an_item_stands_on_the_line_of_its_first_words() -> None:
    items = "<li>\n<p>\n建设水厂。</p><p>第二段。</p></li><li><div><span>改造管网</span></div></li><li></li><li><ol><li><p>丙</ol></li>"
    assert page(f"<ol>\n{items}</ol>").text.splitlines() == ["1. 建设水厂。", "第二段。", "2. 改造管网", "3. ", "4. ", "1. 丙"]


def test_numbers_of_notes_are_no_part_of_the_number_before_them() -> None:
    word = '达到96%<a href="#_ftn1" name="_ftnref1"><sup>[1]</sup></a>，'
    wiki = '45<sup><a href="#n2">2</a></sup>公里，3000m<sup>2</sup>，见<a href="#c1">12</a>。'
    assert page(f"<p>{word}{wiki}</p>").text == "达到96%，45公里，3000m2，见12。"
    table = "<table><tr><td>指标<td>数值<tr><td>供水<td>45<sup><a href='#n2'>2</a></sup></table>"
    assert page(table).text == "指标\t数值\n供水\t45"


def test_what_libreoffice_keeps_out_of_the_text_is_none() -> None:
    around = "<div title=header><p>汇编</div><p>正文</p><div id=sdfootnote1><p>注释</div><div title=footer><p>1</div>"
    assert page(around).text == "正文"


@pytest.mark.parametrize(
    "mark_up",
    [
        "<ol style='list-style:none'><li>甲</ol>",
        "<ol><li style='list-style-type: none'>甲</ol>",
        "<ol class=nav><li>甲</ol>",
        "<ol><li><a href=1>甲</a></ol>",
        "<ul><li>甲</ul>",
    ],
)
def test_menus_have_no_numbers(mark_up: str) -> None:
    assert page(mark_up).text == "甲"


def test_what_visitors_are_asked_to_write_is_no_text() -> None:
    asked = "<p>请您对本政策提出意见和建议，我们将及时收集。</p>"
    form = f"<div>{asked}<ul><li><label>姓名：</label><input></li><li>内容：<textarea></textarea></li></ul></div>"
    text = "（一）新建水厂2座。" * 30
    assert page(f"<div><p>{text}</p></div>{form}").text == text
    assert page(f"<form><p>{text}</p>{form}</form>").text == text
    assert page("<form><h1>通知</h1><p>新建水厂。</p>意见<textarea></textarea></form>").text.splitlines() == ["通知", "新建水厂。", "意见"]


def test_the_path_to_a_page_has_no_number() -> None:
    path = "<ol><li>当前位置：<a href=1>首页</a>&gt;&gt;<a href=2>规划</a>&gt;&gt;正文</ol>"
    assert page(path).text == "当前位置：首页>>规划>>正文"
    assert page("<ol><li>见<a href=1>通知</a><li>乙</ol>").text.splitlines() == ["1. 见通知", "2. 乙"]


def test_items_with_written_numbers_are_not_numbered_twice() -> None:
    assert page("<ol><li>（一）甲<li>（二）乙</ol><ol><li>1.丙</ol>").text.splitlines() == ["（一）甲", "（二）乙", "1.丙"]


def test_paragraphs_and_breaks_are_lines_and_inline_elements_are_not() -> None:
    assert page("<p>供<b>水</b>普<span>及</span>率</p><div>甲<br>乙<br/><br/>丙</div>").text == "供水普及率\n甲\n乙\n丙"


def test_white_space_of_the_mark_up_is_one_space() -> None:
    assert page("<p>\n  供水   保障\n\t能力 </p>").text.strip() == "供水 保障 能力"


def test_entities_are_characters() -> None:
    assert page("<p>供水&amp;节水&ldquo;双控&rdquo;&#8805;95</p>").text == "供水&节水“双控”≥95"


DATA = """<table><tr><th>序号</th><th>指标</th><th>单位</th><th>2025年</th></tr>
<tr><td>1</td><td><p>供水</p><p>普及率</p></td><td>%</td><td>96</td></tr></table>"""


def test_a_data_table_is_a_row_a_line_with_cells_where_they_say() -> None:
    source = page(f"<p>表1</p>{DATA}<p>后文</p>")
    assert len(source.tables) == 1
    (table,) = source.tables
    words = {(c.row, c.column): source.text[c.span.start : c.span.end] for c in table.cells}
    assert words[0, 3] == "2025年"
    assert words[1, 1] == "供水 普及率"
    assert source.text[table.span.start : table.span.end].splitlines() == ["序号\t指标\t单位\t2025年", "1\t供水 普及率\t%\t96"]


def test_row_and_column_spans_set_the_grid() -> None:
    source = page(
        "<table><tr><td rowspan=2>类别</td><td colspan=2>水平</td><td>属性</td></tr><tr><td>2020年</td><td>2025年</td><td>预期性</td></tr>"
        '<tr><td>供水</td><td>90</td><td>96</td><td rowspan="bad">约束性</td></tr></table>'
    )
    cells = {source.text[c.span.start : c.span.end]: c for c in source.tables[0].cells}
    assert (cells["类别"].rows, cells["水平"].columns) == (2, 2)
    assert (cells["2020年"].row, cells["2020年"].column) == (1, 1)
    assert (cells["预期性"].column, cells["约束性"].column, cells["约束性"].rows) == (3, 3, 1)


def test_layout_tables_are_text_and_the_data_table_inside_is_found() -> None:
    source = page(f"<table><tr><td>导航</td><td><p>正文一</p>{DATA}<p>正文二</p></td></tr></table>")
    assert len(source.tables) == 1
    assert source.text.splitlines()[:2] == ["导航", "正文一"]
    assert source.text.splitlines()[-1] == "正文二"


def test_a_table_with_an_article_in_it_lays_out_and_so_does_one_that_says_so() -> None:
    article = f"<p>{'推进供水工程建设。' * 12}</p>" * 6
    source = page(f"<table><tr><td>首页<td>{article}</tr><tr><td>版权<td>备案</table>")
    assert (len(source.tables), len(source.text.splitlines())) == (0, 9)
    assert page("<table role=presentation><tr><td>甲<td>乙<tr><td>丙<td>丁</table>").tables == ()


def test_a_cell_may_span_all_rows_that_follow() -> None:
    source = page("<table><tr><td rowspan=0>类<td>甲<td>1<tr><td>乙<td>2<tr><td>丙<td>3</table>")
    assert [(c.row, c.column, c.rows) for c in source.tables[0].cells if c.row < 2] == [
        (0, 0, 3),
        (0, 1, 1),
        (0, 2, 1),
        (1, 1, 1),
        (1, 2, 1),
    ]


LONG = "青梧县水利发展规划，推进供水工程。" * 20


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
@pytest.mark.parametrize("declared", ["utf-8", "gb2312", ""])
def test_a_character_that_a_site_cut_through_costs_no_more_than_itself(charset: str, declared: str) -> None:
    cut = "规".encode(charset)[:-1]
    head = f'<!DOCTYPE html><html><head><meta charset="{declared}"><meta name="d" content="青梧'.encode(charset)
    source = read(head + cut + f'"></head><body><p>{LONG}</p></body></html>'.encode(charset))
    assert source.text == LONG


def test_characters_beyond_gb2312_are_read_whatever_is_declared() -> None:
    html = '<!DOCTYPE html><html><head><meta charset="gb2312"></head><body><p>𠮷䶮镕㙍村推进供水工程。</p></body></html>'
    assert read(html.encode("gb18030")).text == "𠮷䶮镕㙍村推进供水工程。"


def test_flipped_bytes_of_a_page_are_read_or_refused() -> None:
    whole = f"<!DOCTYPE html><html><body>{DATA}<ol><li>甲<li>乙</ol><p style='display:none'>丙</p></body></html>".encode()
    chance = random.Random(4)
    started = time.perf_counter()
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 5)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            assert isinstance(read(bytes(data)).text, str)
        except ReadError as e:
            assert e.code  # noqa: PT017 - either is right
    assert time.perf_counter() - started < 5


@given(st.lists(st.lists(st.text(alphabet="供水率95% \n<", max_size=6), min_size=2, max_size=4), min_size=2, max_size=4))
def test_the_cells_of_any_table_stand_where_they_say(rows: list[list[str]]) -> None:
    body = "".join("<tr>" + "".join(f"<td>{c.replace('<', '&lt;')}</td>" for c in row) + "</tr>" for row in rows)
    source = page(f"<p>前</p><table>{body}</table><p>后</p>")
    for table in source.tables:
        for cell, wanted in zip(table.cells, [c for row in rows for c in row], strict=True):
            assert source.text[cell.span.start : cell.span.end].split() == wanted.split()


@pytest.mark.parametrize(
    "mark_up",
    [
        "<html><body><p>供水<div>节水<table><tr><td>甲<td>乙<tr><td>丙",
        "<html><p>供水</b></div></p></html></html><p>节水",
        "<html><body><p 供水=<<>>>节水</p",
        "<html>" + "<div>" * 3000 + "供水",
        "<html><body>&#xD800;&bogus;供水\x0b",
        "<html></html>",
    ],
    ids=["unclosed", "crossed", "broken-tags", "deep", "bad-entities", "empty"],
)
def test_malformed_pages_never_fail(mark_up: str) -> None:
    assert isinstance(read(mark_up.encode("utf-8", "surrogatepass")).text, str)


def test_text_that_only_mentions_a_tag_stays_text() -> None:
    assert read("供水<标准>与<b>节水".encode()).media_type == "text/plain"
