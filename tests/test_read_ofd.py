"""OFD files: what is read from their objects, the same plan giving the same records, and refusal of what is not safe."""

from __future__ import annotations

import io
import json
import random
import time
import zipfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from helpers import CORPUS, converter
from ofd_writer import (
    SIZE,
    Block,
    Frame,
    Grid,
    Options,
    Para,
    Typed,
    blocks_of,
    document_xml,
    ofd_xml,
    one_page,
    packed,
    page_xml,
    text_xml,
    typed_blocks_of,
    write_ofd,
)
from typer.testing import CliRunner

import pipeline.read.ofd
import pipeline.read.ofdpage
from cli import app
from pipeline.converted import Converted
from pipeline.errors import ReadError
from pipeline.read import SourceText, read
from pipeline.read.ofdpage import numbers
from pipeline.read.package import join_path

LONG = "围绕供水保障能力建设，统筹新建泵站十二座、改造管网一百二十公里，推动城乡供水一体化，健全长效管护机制，确保群众喝上放心水。"


def lines(data: bytes) -> list[str]:
    return read(data).text.splitlines()


def units_xml(content: str) -> str:
    """A resource file with one composite unit, 50."""
    unit = f'<ofd:CompositeGraphicUnit ID="50"><ofd:Content>{content}</ofd:Content></ofd:CompositeGraphicUnit>'
    return f'<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016"><ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits></ofd:Res>'


def words(source: SourceText, table: int = 0) -> dict[tuple[int, int], str]:
    """The cells of a table by row and column."""
    return {(c.row, c.column): source.text[c.span.start : c.span.end] for c in source.tables[table].cells}


# --- text objects -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("array", "expected"),
    [
        ("1 2.5 -3", [1, 2.5, -3]),
        ("g 3 4.5 1 g 2 0", [4.5, 4.5, 4.5, 1, 0, 0]),
        ("g 999999999 1", [1] * 20),
        ("1 nan 2", [1]),
        ("1 1e99", [1]),
        ("g 2", []),
        ("", []),
        (None, []),
    ],
)
def test_arrays_of_numbers_with_runs(array: str | None, expected: list[float]) -> None:
    assert numbers(array, 20) == expected


@pytest.mark.parametrize("mode", ["run", "list", "char"])
@pytest.mark.parametrize("transform", [False, True])
@pytest.mark.parametrize("shuffle", [None, 7])
def test_the_text_is_the_same_however_it_is_drawn(mode: Any, transform: bool, shuffle: int | None) -> None:
    blocks = [Para("青梧县水利发展规划", 0, 1.3 * SIZE, "centre"), Para("一、主要任务"), Para(LONG), Para("责任单位：县水利局")]
    data = write_ofd(blocks, Options(mode=mode, transform=transform, shuffle=shuffle))
    assert lines(data) == ["青梧县水利发展规划", "一、主要任务", LONG, "责任单位：县水利局", "— 1 —"]


def test_the_source_says_what_it_is() -> None:
    source = read(write_ofd([Para("一、主要任务"), Para(LONG)]))
    assert (source.media_type, source.encoding) == ("application/ofd", "utf-8")
    assert source.pages == (0,)


def test_without_deltas_characters_follow_by_their_width() -> None:
    objects = text_xml(30, 40, "供水率", code=" ") + text_xml(30 + 3 * SIZE, 40, "达到95%", code=" ")
    assert lines(one_page(objects)) == ["供水率达到95%"]


def test_a_delta_list_that_is_too_short_goes_on_with_its_last_value() -> None:
    objects = text_xml(30, 40, "供水率达到", code=f'DeltaX="{SIZE}"') + text_xml(30 + 5 * SIZE, 40, "九成")
    assert lines(one_page(objects)) == ["供水率达到九成"]


def test_codes_that_share_a_glyph_do_not_shift_what_follows() -> None:
    transform = '<ofd:CGTransform CodePosition="0" CodeCount="2" GlyphCount="1"><ofd:Glyphs>9</ofd:Glyphs></ofd:CGTransform>'
    code = f'<ofd:TextCode X="0" Y="{SIZE}" DeltaX="{SIZE} 40">甲乙丙丁</ofd:TextCode>'
    objects = f'<ofd:TextObject ID="1" Font="1" Size="{SIZE}" Boundary="30 30 90 9">{transform}{code}</ofd:TextObject>'
    assert lines(one_page(objects)) == ["甲乙丙" + " " * 13 + "丁"]  # the wide step stands between the second and the third glyph


def test_layers_blocks_and_composite_units_are_followed() -> None:
    resources = units_xml(text_xml(0, 6, "组合对象"))
    objects = f"<ofd:PageBlock><ofd:PageBlock>{text_xml(30, 50, '成组对象')}</ofd:PageBlock></ofd:PageBlock>"
    objects += '<ofd:CompositeObject ID="3" ResourceID="50" Boundary="30 60 99 9"/><ofd:CompositeObject ID="4" ResourceID="51"/>'
    data = one_page(objects, common="<ofd:PublicRes>Res.xml</ofd:PublicRes>", **{"Doc_0/Res.xml": resources})
    assert lines(data) == ["成组对象", "组合对象"]


def test_a_unit_that_holds_itself_ends() -> None:
    resources = units_xml('<ofd:CompositeObject ResourceID="50"/>' * 2)
    objects = text_xml(30, 50, "正文") + '<ofd:CompositeObject ID="3" ResourceID="50" Boundary="30 60 99 9"/>'
    assert lines(one_page(objects, common="<ofd:DocumentRes>Res.xml</ofd:DocumentRes>", **{"Doc_0/Res.xml": resources})) == ["正文"]


def test_other_namespaces_capitals_and_absolute_paths_are_read() -> None:
    files = {
        "ofd.XML": ofd_xml("/DOC/Document.xml"),
        "Doc/Document.xml": document_xml('<ofd:Page ID="1" BaseLoc="/Doc/p1.xml"/><ofd:Page ID="2" BaseLoc="Doc\\p2.xml"/>'),
        "Doc/p1.xml": page_xml(text_xml(30, 40, "第一面")),
        "Doc/p2.xml": page_xml(text_xml(30, 40, "第二面")),
    }
    plain = {path: xml.replace("http://www.ofdspec.org/2016", "http://www.ofdspec.org") for path, xml in files.items()}
    bare = {path: xml.replace(' xmlns:ofd="http://www.ofdspec.org/2016"', "").replace("ofd:", "") for path, xml in files.items()}
    for variant in (files, plain, bare):
        assert lines(packed(variant)) == ["第一面", "第二面"]


def test_several_documents_follow_each_other_and_do_not_run_on() -> None:
    full = "甲" * 28
    files = {
        "OFD.xml": ofd_xml("A/Document.xml", "B/Document.xml"),
        **{f"{d}/Document.xml": document_xml('<ofd:Page ID="1" BaseLoc="p.xml"/>') for d in "AB"},
        "A/p.xml": page_xml(text_xml(28, 40, full) + text_xml(28, 50, full)),
        "B/p.xml": page_xml(text_xml(28, 40, full) + text_xml(28, 50, full)),
    }
    source = read(packed(files))
    assert source.text.splitlines() == [full * 2, full * 2]
    assert source.pages == (0, 57)


def test_the_current_version_is_read_where_no_root_is_named() -> None:
    versions = '<ofd:Version ID="1" Current="false" BaseLoc="V/1.xml"/><ofd:Version ID="2" Current="true" BaseLoc="V/2.xml"/>'
    main = ofd_xml("x").replace("<ofd:DocRoot>x</ofd:DocRoot>", f"<ofd:Versions>{versions}</ofd:Versions>")
    version = '<ofd:DocVersion xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocRoot>/Doc/Document.xml</ofd:DocRoot></ofd:DocVersion>'
    files = {
        "OFD.xml": main,
        "V/2.xml": version,
        "Doc/Document.xml": document_xml('<ofd:Page ID="1" BaseLoc="p.xml"/>'),
        "Doc/p.xml": page_xml(text_xml(30, 40, "现行版本")),
    }
    assert lines(packed(files)) == ["现行版本"]


# --- what is not part of the text -----------------------------------------------------------------------------------


def test_annotations_and_slanting_text_are_left_out() -> None:
    data = write_ofd([Para("一、主要任务"), Para(LONG)], Options(watermark="仅供内部审阅不得外传"))
    assert lines(data) == ["一、主要任务", LONG, "— 1 —"]
    note = f'<ofd:Annot Type="Watermark"><ofd:Appearance>{text_xml(30, 60, "水印")}</ofd:Appearance></ofd:Annot>'
    files = {
        "OFD.xml": ofd_xml("D/Document.xml"),
        "D/Document.xml": document_xml('<ofd:Page ID="1" BaseLoc="p.xml"/>', after="<ofd:Annotations>Annots/a.xml</ofd:Annotations>"),
        "D/Annots/a.xml": f'<ofd:PageAnnot xmlns:ofd="http://www.ofdspec.org/2016">{note}</ofd:PageAnnot>',
        "D/p.xml": page_xml(text_xml(30, 40, "正文")),
    }
    assert lines(packed(files)) == ["正文"]


def test_hidden_text_counts_only_where_there_is_no_other() -> None:
    hidden = text_xml(30, 40, "隐藏文字", more='Visible="false"')
    assert lines(one_page(hidden + text_xml(30, 60, "正文"))) == ["正文"]
    assert lines(one_page('<ofd:ImageObject ID="1" Boundary="0 0 210 297"/>' + hidden)) == ["隐藏文字"]


def test_a_page_that_is_turned_is_turned_back() -> None:
    first, second = "横排表格的页面文字", "下一行"
    turned = (
        text_xml(0, 0, first).replace("Boundary=", 'CTM="0 1 -1 0 0 0" Boundary=').replace(f'Boundary="0 {-SIZE:g}', 'Boundary="150 40')
    )
    below = (
        text_xml(0, 0, second).replace("Boundary=", 'CTM="0 1 -1 0 0 0" Boundary=').replace(f'Boundary="0 {-SIZE:g}', 'Boundary="140 40')
    )
    assert lines(one_page(below + turned + text_xml(100, 280, "1"))) == [first, second]


def test_what_lies_off_the_page_is_left_out() -> None:
    assert lines(one_page(text_xml(30, 40, "正文") + text_xml(300, 40, "页外") + text_xml(30, 500, "页下"))) == ["正文"]


def test_bold_by_printing_twice_is_read_once() -> None:
    assert lines(one_page(text_xml(30, 40, "主要任务") + text_xml(30.15, 40.1, "主要任务"))) == ["主要任务"]


def test_raised_marks_stay_on_their_line() -> None:
    objects = (
        text_xml(30, 40, "面积三万") + text_xml(30 + 4 * SIZE, 40, "m") + text_xml(30 + 4.9 * SIZE, 40 - 0.4 * SIZE, "2", size=0.6 * SIZE)
    )
    assert lines(one_page(objects + text_xml(30, 50, "下一行"))) == ["面积三万m2", "下一行"]


def test_space_that_is_only_a_gap_is_kept_and_letter_spacing_is_not() -> None:
    objects = text_xml(30, 40, "第一章") + text_xml(30 + 4 * SIZE, 40, "总则")
    spaced = text_xml(30, 60, "青梧县水利局文件", code=f'DeltaX="g 7 {1.5 * SIZE}"')
    assert lines(one_page(objects + spaced)) == ["第一章  总则", "青梧县水利局文件"]


# --- paragraphs and pages ---------------------------------------------------------------------------------------------


def test_a_paragraph_over_the_end_of_a_page_is_whole_and_pages_start_inside_it() -> None:
    blocks: list[Block] = [Para("一、主要任务"), *[Para(f"（{n}）{LONG}") for n in "一二三四五六七八九"], Para(LONG * 12)]
    source = read(write_ofd(blocks, Options(head="青梧县水利发展规划")))
    text = source.text
    assert len(source.pages) == 3
    assert all(f"（{n}）{LONG}" in text.splitlines() for n in "一二三四五六七八九")
    assert LONG * 12 in text
    assert any(text[start - 1] != "\n" for start in source.pages[1:])
    assert [line for line in text.splitlines() if line.startswith("—")] == ["— 1 —", "— 2 —", "— 3 —"]
    assert text.count("青梧县水利发展规划") == 3


def test_a_line_at_the_margin_below_a_full_one_goes_on_whatever_it_opens_with() -> None:
    body = "甲" * 24 + "乙。"
    data = write_ofd([Para("一、主要任务"), Para(body + "（责任单位：县水利局）"), Para("（二）另一项。")] * 3)
    assert lines(data)[:3] == ["一、主要任务", body + "（责任单位：县水利局）", "（二）另一项。"]


def test_short_lines_and_titles() -> None:
    title = "青梧县人民政府办公室关于印发青梧县水利发展第十四个五年规划的通知"
    blocks: list[Block] = [
        Para(title, 0, 1.3 * SIZE, "centre"),
        Para("（2021—2025年）", 0, 1.3 * SIZE, "centre"),
        Para("各乡镇人民政府：", 0),
        Para(LONG),
        Para("青梧县人民政府", 0, align="right"),
        Para("2021年9月1日", 0, align="right"),
    ]
    assert lines(write_ofd(blocks))[:-1] == [title, "（2021—2025年）", "各乡镇人民政府：", LONG, "青梧县人民政府", "2021年9月1日"]


def test_two_columns_are_read_one_after_the_other() -> None:
    paragraphs = [f"{n}.{LONG[n:]}{LONG[:n]}" for n in range(1, 28)]
    data = write_ofd([Para(p) for p in paragraphs], Options(columns=2))
    assert [line for line in lines(data) if not line.startswith("—")] == paragraphs


def test_a_table_without_rules_keeps_its_columns_for_the_text_rules() -> None:
    rows = [
        ["序号", "指标名称", "单位", "2025年"],
        ["1", "供水普及率", "%", "96"],
        ["2", "管网漏损率", "%", "9"],
        ["3", "再生水利用率", "%", "30"],
    ]
    typed = [Typed("".join(cell.ljust(16 - sum(not c.isascii() for c in cell)) for cell in row).rstrip()) for row in rows]
    got = [line.split() for line in lines(write_ofd(typed, Options(numbers=False)))]
    assert got == rows


# --- ruled tables -------------------------------------------------------------------------------------------------------

TABLE: list[list[str | None]] = [
    ["类别", "序号", "指标名称", "2020年", "2025年"],
    ["供水", "1", "农村自来水普及率", "90", "96"],
    [None, "2", "城市供水管网漏损率控制在合理区间并逐年有所下降", "12", "9"],
    ["节水", "3", "再生水利用率", "", "30"],
]


@pytest.mark.parametrize("borders", ["lines", "cells", "fills"])
@pytest.mark.parametrize("mode", ["run", "char"])
@pytest.mark.parametrize("sides", [False, True])
def test_a_ruled_table_is_declared_with_merged_cells_and_whole_lines(borders: Any, mode: Any, sides: bool) -> None:
    source = read(write_ofd([Para("前文"), Grid(TABLE, open_sides=sides), Para("后文")], Options(borders=borders, mode=mode)))
    (table,) = source.tables
    cells = {(c.row, c.column): c for c in table.cells}
    assert words(source) == {(r, c): w for r, row in enumerate(TABLE) for c, w in enumerate(row) if w is not None}
    assert cells[1, 0].rows == 2
    assert source.text[: table.span.start] == "前文\n"
    assert source.text[table.span.end :].startswith("\n后文")


def test_headers_on_two_lines_and_cells_over_columns() -> None:
    rows: list[list[str | None]] = [["指标", "水平", "<", "属性"], [None, "2020年", "2025年", None], ["供水普及率", "90", "96", "预期性"]]
    source = read(write_ofd([Para("前文"), Grid(rows)]))
    cells = {source.text[c.span.start : c.span.end]: c for c in source.tables[0].cells}
    assert (cells["指标"].rows, cells["水平"].columns, cells["属性"].column) == (2, 2, 3)


def long_table(count: int) -> list[list[str | None]]:
    rows: list[list[str | None]] = [["类别", "序号", "任务", "责任单位"]]
    for n in range(1, count + 1):
        rows.append(["供水" if n == 1 else None, str(n), f"新建第{n}批泵站并配套改造上游引水渠道和下游供水管网", "县水利局、县财政局"])
    return rows


@pytest.mark.parametrize("repeat", [False, True])
@pytest.mark.parametrize("cut", [False, True])
def test_a_table_over_pages_is_one_table(repeat: bool, cut: bool) -> None:
    rows = long_table(40)
    source = read(write_ofd([Para("前文"), Grid(rows, widths=[3, 3, 8, 6])], Options(repeat_header=repeat, cut_rows=cut)))
    assert len(source.pages) > 2
    (table,) = source.tables
    found = words(source)
    assert [found[n, 1] for n in range(41)] == ["序号", *map(str, range(1, 41))]
    assert [found[n, 2] for n in range(41)] == [row[2] for row in rows]
    assert [found[n, 3] for n in range(1, 41)] == ["县水利局、县财政局"] * 40
    assert max(c.row + c.rows for c in table.cells) == 41


def test_tables_with_other_columns_or_text_between_stay_two() -> None:
    source = read(write_ofd([Grid(TABLE), Para("表2"), Grid(TABLE)]))
    assert len(source.tables) == 2


def test_a_frame_is_text_with_margins_of_its_own() -> None:
    items = ["1.节水工程。" + LONG, "2.供水工程。" + LONG]
    source = read(write_ofd([Para("一、主要任务"), Para(LONG), Frame("专栏1 重点工程", items), Para(LONG)]))
    assert source.tables == ()
    assert source.text.splitlines()[:-1] == ["一、主要任务", LONG, "专栏1 重点工程", *items, LONG]


# --- same plan, same records ----------------------------------------------------------------------------------------------

_OWN = {"evidence", "doc_id", "task_id", "target_id", "indicator_id", "assignment_id", "observation_id", "confidence"}
PLANS = ["02_water_plan_hant", "04_health_action_plan", "08_ecology_plan_chapters", "10_outline_2035", "17_notice_two_annexes",
         "18_agriculture_plan", "20_county_three_year_plan", "25_energy_work_points"]  # fmt: skip
_TYPED = {"08_ecology_plan_chapters", "20_county_three_year_plan"}
_STYLES = {
    "runs": Options(),
    "characters": Options(mode="char", shuffle=1, borders="cells"),
    "converted": Options(mode="list", transform=True, borders="fills", cut_rows=True, watermark="内部资料注意保存勿外传"),
}


def _meaning(value: Any) -> Any:
    """A record without what depends on the file: offsets, pages and ids."""
    if isinstance(value, Mapping):
        return {key: _meaning(v) for key, v in value.items() if key not in _OWN}
    return [_meaning(v) for v in value] if isinstance(value, list) else value


def _meanings(converted: Converted) -> dict[str, list[Any]]:
    kinds = ("tasks", "targets", "indicators", "units", "observations")
    return {kind: [_meaning(record.model_dump(mode="json")) for record in getattr(converted, kind)] for kind in kinds}


@cache
def _from_text(name: str) -> tuple[str, Converted]:
    data = (CORPUS / f"{name}.txt").read_bytes()
    return read(data).text, converter()(data, name)


@pytest.mark.parametrize("style", _STYLES)
@pytest.mark.parametrize("name", PLANS)
def test_same_plan_same_records(name: str, style: str) -> None:
    text, expected = _from_text(name)
    options = _STYLES[style]
    if name in _TYPED:  # these have page numbers of their own
        data = write_ofd(typed_blocks_of(text), Options(options.mode, numbers=False, shuffle=options.shuffle, transform=options.transform))
    else:
        data = write_ofd(blocks_of(text), options)
    converted = converter()(data, f"{name}.ofd")
    assert _meanings(converted) == _meanings(expected)
    assert converted.document.title == expected.document.title
    source = read(data)
    assert len(source.pages) >= 5
    for kind, record in converted.records():
        spans = list(record.model_dump()["evidence"])
        if kind == "task":
            spans += [e for action in record.model_dump()["actions"] for e in action["evidence"]]
        for e in spans:
            assert source.text[e["start"] : e["end"]] == e["text"]
            page = e["page"]
            assert source.pages[page - 1] <= e["start"]
            assert page == len(source.pages) or e["end"] <= source.pages[page]


def test_evidence_tells_the_page_that_the_words_stand_on() -> None:
    text, _ = _from_text("18_agriculture_plan")
    data = write_ofd(blocks_of(text))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        pages = [archive.read(f"Doc_0/Pages/Page_{n}/Content.xml").decode() for n in range(len(read(data).pages))]
    converted = converter()(data, "x.ofd")
    found = 0
    for target in converted.targets:
        for e in target.model_dump()["evidence"]:
            if len(e["text"]) <= 12 and sum(e["text"] in page for page in pages) == 1:
                assert e["text"] in pages[e["page"] - 1]
                found += 1
    assert found >= 15


def test_the_command_line_reads_ofd(tmp_path: Path) -> None:
    file = tmp_path / "规划.ofd"
    file.write_bytes(write_ofd(blocks_of(_from_text("18_agriculture_plan")[0])))
    result = CliRunner().invoke(app, ["convert", str(tmp_path), "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    document = json.loads((tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8"))
    assert document["source"]["media_type"] == "application/ofd"
    assert document["title"] == "澜川省“十四五”农业农村现代化规划"


# --- what is refused --------------------------------------------------------------------------------------------------------


def refused(data: bytes, name: str = "规划.ofd") -> str:
    with pytest.raises(ReadError) as caught:
        read(data, name)
    assert str(caught.value).startswith(f"{name}: ")
    return caught.value.code


def test_pages_without_text() -> None:
    assert refused(one_page('<ofd:ImageObject ID="1" Boundary="0 0 210 297" ResourceID="3"/>')) == "no_text_layer"
    assert refused(one_page(text_xml(30, 40, "¤¤¤¤"))) == "no_text_layer"
    assert refused(one_page("")) == "empty"


def test_encrypted_files() -> None:
    files = {"OFD.xml": ofd_xml("D.xml"), "Encryptions.xml": "<Encryptions/>"}
    assert refused(packed(files)) == "encrypted"
    assert refused(packed({"Encryptions.xml": "<Encryptions/>"})) == "encrypted"
    locked = bytearray(one_page(text_xml(30, 40, "正文")))
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = locked.find(signature)
        while place >= 0:
            locked[place + at] |= 1
            place = locked.find(signature, place + 4)
    assert refused(bytes(locked)) == "encrypted"


@pytest.mark.parametrize(
    "files",
    [
        {"OFD.xml": "<no-xml"},
        {"OFD.xml": ""},
        {"OFD.xml": "<OFD/>"},
        {"OFD.xml": ofd_xml("Doc_0/Document.xml")},
        {"OFD.xml": ofd_xml("D.xml"), "D.xml": document_xml('<ofd:Page ID="1" BaseLoc="p.xml"/>')},
        {"OFD.xml": ofd_xml("D.xml"), "D.xml": document_xml('<ofd:Page ID="1"/>')},
        {"OFD.xml": ofd_xml("D.xml"), "D.xml": "<a>" * 5000},
        {"OFD.xml": ofd_xml("D.xml"), "D.xml": "<a>" * 5000 + "</a>" * 5000},
        {"OFD.xml": ofd_xml("D.xml"), "D.xml": b"\xff\xfe\x00\x01"},
        {"OFD.xml": '<!DOCTYPE a [<!ENTITY x "y">]><OFD>&x;</OFD>'},
        {"OFD.xml": '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><OFD>&x;</OFD>'.encode("utf-16")},
        {"OFD.xml": ofd_xml("D.xml"), "../escape.xml": "x"},
        {"OFD.xml": ofd_xml("D.xml"), "/absolute.xml": "x"},
        {"OFD.xml": ofd_xml("D.xml"), "a\\..\\..\\b.xml": "x"},
    ],
)
def test_what_breaks_the_format(files: Mapping[str, str | bytes]) -> None:
    assert refused(packed(files)) in ("damaged", "unsafe", "xml_depth")


def test_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    assert refused(packed({"OFD.xml": ofd_xml("D.xml"), "D.xml": b" " * 3_000_000})) == "ofd_ratio"
    good = write_ofd([Para(LONG)] * 40)
    for module, limit, value, code in (
        (pipeline.read.package, "MAX_PART", 500, "ofd_part_size"),
        (pipeline.read.package, "MAX_UNPACKED", 1000, "ofd_size"),
        (pipeline.read.ofd, "MAX_PAGES", 1, "ofd_pages"),
        (pipeline.read.ofdpage, "MAX_GLYPHS", 100, "ofd_characters"),
        (pipeline.read.ofdpage, "MAX_PAGE_GLYPHS", 100, "ofd_page_characters"),
        (pipeline.read.ofdpage, "MOST_OBJECTS", 10, "ofd_objects"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, limit, value)
            assert refused(good) == code
    assert read(good).text


def test_a_template_on_every_page_cannot_multiply_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.read.ofdpage, "MAX_GLYPHS", 500)
    assert refused(write_ofd([Para("甲")] * 600, Options(head="页眉" * 10))) == "ofd_characters"


def test_other_archives_are_no_ofd() -> None:
    assert refused(packed({"a/plan.txt": "规划"})) == "unsupported_format"
    assert refused(b"PK\x03\x04" + bytes(64)) == "damaged"


@pytest.mark.parametrize(
    ("base", "path", "expected"),
    [
        ("Doc_0/Document.xml", "Pages/p.xml", "Doc_0/Pages/p.xml"),
        ("Doc_0/Document.xml", "/Doc_1/p.xml", "Doc_1/p.xml"),
        ("Doc_0/Pages/Page_0/Content.xml", "../Res/r.xml", "Doc_0/Pages/Res/r.xml"),
        ("a/b.xml", "../../../c.xml", "c.xml"),
        ("OFD.xml", " ./Doc_0\\Document.xml ", "Doc_0/Document.xml"),
    ],
)
def test_locations_inside_the_archive(base: str, path: str, expected: str) -> None:
    assert join_path(base, path) == expected


def test_damaged_files_are_read_or_refused_and_nothing_else() -> None:
    """Seeded damage to the bytes of the file and to the XML inside it, for three seconds at most."""
    rng = random.Random(33190)
    blocks: list[Block] = [Para("青梧县水利发展规划", 0, 7, "centre"), Para(LONG), Grid(TABLE), Frame("专栏1", [LONG])]
    whole = write_ofd(blocks, Options(transform=True, head="页眉"))
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    codes = set()
    end = time.monotonic() + 3
    for n in range(600):
        if time.monotonic() > end:
            break
        if n % 3 == 0:
            data = _damaged(whole, rng)
        else:  # damage that gets past the checksums of the archive
            name = rng.choice(list(members))
            data = packed({**members, name: _damaged(members[name], rng, digits=n % 3 == 1)})
        try:
            source = read(data, "x.ofd")
        except ReadError as e:
            codes.add(e.code)
            continue
        assert all(0 <= c.span.start <= c.span.end <= len(source.text) for t in source.tables for c in t.cells)
        assert list(source.pages) == sorted(source.pages)
        codes.add("read")
    assert codes <= {
        "read",
        "unsafe",
        "xml_depth",
        "binary",
        "charset",
        "encrypted",
        "empty",
        "no_text_layer",
        "damaged",
        "unsupported_format",
    }
    assert {"read", "damaged"} <= codes


def _damaged(data: bytes, rng: random.Random, digits: bool = False) -> bytes:
    """Cut short, or some bytes changed; with `digits` only figures, to others, so that the XML stays well formed."""
    if not digits and rng.random() < 0.25:
        return data[: rng.randrange(1, len(data))]
    out = bytearray(data)
    places = [n for n, byte in enumerate(out) if chr(byte).isdigit()] if digits else range(len(out))
    for place in rng.choices(places, k=rng.randint(1, 12)) if places else ():
        out[place] = rng.choice(b"0123456789.- ") if digits else rng.randrange(256)
    return bytes(out)
