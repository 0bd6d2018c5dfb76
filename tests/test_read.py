"""Reading: bytes to source text, whatever the charset, and saved web pages."""

from __future__ import annotations

import codecs

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
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "binary"),
        (b"PK\x03\x04" + bytes(64), "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64), "binary"),
        (bytes(range(256)) * 8, "binary"),
        (b"\xff\xfe\xff", "charset"),
        (b"\xef\xbb\xbf\xff\xff\xff", "charset"),
        (b"\xff\xff\xff\x81" * 20, "charset"),
    ],
    ids=["empty", "blank", "pdf", "zip", "doc", "all-bytes", "odd-utf16", "broken-utf8-bom", "no-charset"],
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
    assert code in {None, "empty", "binary", "charset"}


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
