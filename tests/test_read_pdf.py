"""PDF files: what is read from their characters and paths, the same plan giving the same records, and refusal of the rest."""

from __future__ import annotations

import io
import json
import os
import random
import subprocess
import sys
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from formats import records
from helpers import CORPUS, assert_grounded, converter
from ofd_writer import SIZE, Block, Frame, Grid, Options, Para, Typed, blocks_of, typed_blocks_of
from pages import LINES, NOTICE
from pdf_writer import pdf, rectangle_op, stream, text_op, write_pdf
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from test_read_ofd import LONG, TABLE, long_table, words
from typer.testing import CliRunner

import pipeline.read.apart
import pipeline.read.drawing
import pipeline.read.pdf
import pipeline.read.pdfpage
from cli import app
from pipeline.batch import convert_all
from pipeline.errors import ReadError
from pipeline.read import read
from pipeline.read.apart import read_apart
from pipeline.read.pdf import is_cut, read_here
from pipeline.read.pdfstreams import is_damaged
from pipeline.write import DatasetWriter

IMAGE = {900: stream("\0", " /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8")}
SCAN = "q 595 0 0 842 0 0 cm /I1 Do Q"


def lines(data: bytes) -> list[str]:
    return read(data, "a.pdf").text.splitlines()


def scanned(*objects: str) -> bytes:
    """A page that is a picture, with further objects on it."""
    return pdf([" ".join([SCAN, *objects])], resources="/XObject << /I1 900 0 R >>", objects=IMAGE)


# --- text -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["run", "char"])
@pytest.mark.parametrize("shuffle", [None, 7])
def test_the_text_is_the_same_however_it_is_drawn(mode: Any, shuffle: int | None) -> None:
    blocks = [Para("青梧县水利发展规划", 0, 1.3 * SIZE, "centre"), Para("一、主要任务"), Para(LONG), Para("责任单位：县水利局")]
    data = write_pdf(blocks, Options(mode=mode, shuffle=shuffle))
    assert lines(data) == ["青梧县水利发展规划", "一、主要任务", LONG, "责任单位：县水利局", "— 1 —"]


def test_the_source_says_what_it_is() -> None:
    source = read(write_pdf([Para("一、主要任务"), Para(LONG)]))
    assert (source.media_type, source.encoding, source.pages) == ("application/pdf", "utf-8", (0,))


def test_a_character_that_stands_alone_is_read_whatever_fonts_the_system_has() -> None:
    alone = " ".join(text_op(30 + 40 * n, 40, c, 5) for n, c in enumerate("甲乙㈱é"))
    assert lines(pdf([alone]))[0].split() == ["甲", "乙", "㈱", "é"]


def test_ligatures_are_their_letters_and_each_has_its_place() -> None:
    data = pdf([text_op(30, 40, "oﬁ\ue000ce", 5)], named={"\ue000": "ff"})
    assert lines(data) == ["ofiffce"]


def test_a_hyphen_at_the_end_of_a_line_stays() -> None:
    data = pdf([text_op(30, 40, "line end-", 5) + " " + text_op(30, 50, "and", 5)])
    assert "line end-" in lines(data)[0]


def test_spaces_that_stand_in_the_file_are_kept_and_those_that_pdfium_puts_in_are_not() -> None:
    spread = text_op(30, 80, "甲", 5) + " " + text_op(35.6, 80, "乙", 5)
    data = pdf([f"{text_op(30, 40, '第一章 总则', 5)} {text_op(30, 60, 'GDP per', 5)} {spread}"])
    assert lines(data) == ["第一章 总则", "GDP per", "甲乙"]


def test_compatibility_characters_stay_in_the_evidence_and_are_plain_in_the_records() -> None:
    body = [Para("青梧县⽔利发展规划", 0, 1.3 * SIZE, "centre"), Para("一、主要任务"), Para("（一）供⽔。新建泵站12座。")]
    converted = converter()(write_pdf(body), "a.pdf")
    assert converted.tasks[0].title == "供水"
    assert "供⽔" in converted.tasks[0].evidence[0].text


def test_forms_are_followed_with_their_rules() -> None:
    row = f"{rectangle_op(20, 30, 60, 50)} {rectangle_op(60, 30, 90, 50)} {text_op(30, 40, '表中', 5)} {text_op(65, 40, '数', 5)}"
    uses = "/Resources << /Font << /F1 3 0 R >> >>"
    form = stream(row, f" /Type /XObject /Subtype /Form /BBox [0 0 600 900] /Matrix [1 0 0 1 0 -50] {uses}")
    data = pdf([f"{text_op(30, 20, '前文', 5)} q 1 0 0 1 0 -50 cm /X1 Do Q"], resources="/XObject << /X1 900 0 R >>", objects={900: form})
    source = read(data)
    assert source.text == "前文\n表中\t数"
    assert len(source.tables) == 1


def test_a_page_may_begin_anywhere_and_what_is_cropped_away_is_left_out() -> None:
    content = f"{text_op(30, 40, '正文', 5)} {text_op(30, 250, '裁去', 5)} {text_op(180, 40, '页外', 5)}"
    assert lines(pdf([content], page="/CropBox [50 400 480 842]")) == ["正文"]


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_page_that_is_turned_is_turned_back(rotate: int) -> None:
    first, second = "横排表格的页面文字", "下一行"
    matrix, x, y, across, down = {
        0: ("1 0 0 1", 30, 100, 0, 10),
        90: ("0 1 -1 0", 100, 267, 10, 0),
        180: ("-1 0 0 -1", 180, 100, 0, -10),
        270: ("0 -1 1 0", 100, 30, -10, 0),
    }[rotate]
    below = text_op(x + across, y + down, second, 5, matrix=matrix)
    number = text_op(200, 280, "1", 4, matrix="1 0 0 1" if rotate else "0 1 -1 0")
    content = f"{below} {text_op(x, y, first, 5, matrix=matrix)} {number}"
    assert lines(pdf([content], page=f"/Rotate {rotate}")) == [first, second]


# --- what is not part of the text --------------------------------------------------------------------------------------


def test_watermarks_are_left_out_by_slant_and_by_faintness() -> None:
    faint = f"q /G1 gs {text_op(30, 90, '内部资料', 20)} Q"
    content = f"{text_op(30, 40, '正文', 5)} {text_op(50, 200, '仅供审阅', 12, matrix='0.7 0.7 -0.7 0.7')} {faint}"
    assert lines(pdf([content], resources="/ExtGState << /G1 << /ca 0.3 >> >>")) == ["正文"]


def test_running_heads_marked_as_such_stay_in_the_text() -> None:
    marked = f"/Artifact << /Subtype /Header /Type /Pagination >> BDC {text_op(30, 20, '青梧县规划', 4)} EMC"
    assert lines(pdf([f"{marked} {text_op(30, 40, '正文', 5)}"])) == ["青梧县规划", "正文"]


def test_text_that_does_not_show_is_read_behind_a_scan_and_where_there_is_no_other() -> None:
    hidden = text_op(30, 40, "隐藏文字" * 7, 5, mode=3)
    assert lines(pdf([f"{hidden} {text_op(30, 60, '正文', 5)}"])) == ["正文"]
    assert lines(pdf([hidden])) == ["隐藏文字" * 7]
    assert lines(scanned(hidden, text_op(30, 280, "12", 4))) == ["隐藏文字" * 7, "12"]


# --- paragraphs, pages, tables -------------------------------------------------------------------------------------------


def test_a_paragraph_over_the_end_of_a_page_is_whole_and_pages_start_inside_it() -> None:
    blocks: list[Block] = [Para("一、主要任务"), *[Para(f"（{n}）{LONG}") for n in "一二三四五六七八九"], Para(LONG * 12)]
    source = read(write_pdf(blocks, Options(head="青梧县水利发展规划")))
    text = source.text
    assert len(source.pages) == 3
    assert LONG * 12 in text
    assert any(text[start - 1] != "\n" for start in source.pages[1:])
    assert [line for line in text.splitlines() if line.startswith("—")] == ["— 1 —", "— 2 —", "— 3 —"]
    assert text.count("青梧县水利发展规划") == 3


def test_two_columns_are_read_one_after_the_other() -> None:
    paragraphs = [f"{n}.{LONG[n:]}{LONG[:n]}" for n in range(1, 28)]
    data = write_pdf([Para(p) for p in paragraphs], Options(columns=2))
    assert [line for line in lines(data) if not line.startswith("—")] == paragraphs


@pytest.mark.parametrize("borders", ["lines", "cells", "fills"])
@pytest.mark.parametrize("sides", [False, True])
def test_a_ruled_table_is_declared_with_merged_cells_and_whole_lines(borders: Any, sides: bool) -> None:
    source = read(write_pdf([Para("前文"), Grid(TABLE, open_sides=sides), Para("后文")], Options(borders=borders)))
    (table,) = source.tables
    assert words(source) == {(r, c): w for r, row in enumerate(TABLE) for c, w in enumerate(row) if w is not None}
    assert {(c.row, c.column): c.rows for c in table.cells}[1, 0] == 2
    assert source.text[: table.span.start] == "前文\n"
    assert source.text[table.span.end :].startswith("\n后文")


@pytest.mark.parametrize("repeat", [False, True])
@pytest.mark.parametrize("cut", [False, True])
def test_a_table_over_pages_is_one_table(repeat: bool, cut: bool) -> None:
    rows = long_table(40)
    source = read(write_pdf([Para("前文"), Grid(rows, widths=[3, 3, 8, 6])], Options(repeat_header=repeat, cut_rows=cut)))
    assert len(source.pages) > 2
    assert len(source.tables) == 1
    found = words(source)
    assert [[found[n, c] for c in (1, 2, 3)] for n in range(41)] == [row[1:] for row in rows]


def test_a_frame_is_text_with_margins_of_its_own() -> None:
    items = ["1.节水工程。" + LONG, "2.供水工程。" + LONG]
    source = read(write_pdf([Para("一、主要任务"), Para(LONG), Frame("专栏1 重点工程", items), Para(LONG)]))
    assert source.tables == ()
    assert source.text.splitlines()[:-1] == ["一、主要任务", LONG, "专栏1 重点工程", *items, LONG]


def test_a_table_without_rules_keeps_its_columns_for_the_text_rules() -> None:
    rows = [["序号", "指标名称", "单位", "2025年"], ["1", "供水普及率", "%", "96"], ["2", "管网漏损率", "%", "9"]]
    typed = [Typed("".join(cell.ljust(16 - sum(not c.isascii() for c in cell)) for cell in row).rstrip()) for row in rows]
    assert [line.split() for line in lines(write_pdf(typed, Options(numbers=False)))] == rows


# --- same plan, same records ------------------------------------------------------------------------------------------------

PLANS = ["02_water_plan_hant", "04_health_action_plan", "10_outline_2035", "17_notice_two_annexes", "18_agriculture_plan",
         "20_county_three_year_plan"]  # fmt: skip
STYLES = {
    "runs": Options(),
    "characters": Options(mode="char", shuffle=1, borders="fills", cut_rows=True, watermark="内部资料注意保存勿外传"),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("name", PLANS)
def test_same_plan_same_records(name: str, style: str) -> None:
    written = (CORPUS / f"{name}.txt").read_bytes()
    expected = converter()(written, name)
    text = read(written).text
    typed = name == "20_county_three_year_plan"  # this one has page numbers of its own
    options = Options(STYLES[style].mode, numbers=False, shuffle=STYLES[style].shuffle) if typed else STYLES[style]
    data = write_pdf(typed_blocks_of(text) if typed else blocks_of(text), options)
    converted = converter()(data, f"{name}.pdf")
    assert records(converted, "confidence") == records(expected, "confidence")  # less where a page ends within
    assert converted.document.title == expected.document.title
    assert_grounded(converted)
    source = read(data)
    assert len(source.pages) >= 5
    for task in converted.tasks:
        for e in task.model_dump()["evidence"]:
            assert source.pages[e["page"] - 1] <= e["start"]


def test_the_command_line_reads_pdf(tmp_path: Path) -> None:
    text = read((CORPUS / "18_agriculture_plan.txt").read_bytes()).text
    (tmp_path / "规划.pdf").write_bytes(write_pdf(blocks_of(text)))
    result = CliRunner().invoke(app, ["convert", str(tmp_path), "-o", str(tmp_path / "out")])
    assert result.exit_code == 0, result.output
    document = json.loads((tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8"))
    assert document["source"]["media_type"] == "application/pdf"
    assert document["title"] == "澜川省“十四五”农业农村现代化规划"
    assert "规划背景" in CliRunner().invoke(app, ["show", str(tmp_path / "规划.pdf")]).output


# --- what is refused ------------------------------------------------------------------------------------------------------------


def refused(data: bytes, name: str = "规划.pdf") -> str:
    with pytest.raises(ReadError) as caught:
        read(data, name)
    assert str(caught.value).startswith(f"{name}: ")
    return caught.value.code


def test_pages_without_text() -> None:
    assert refused(scanned()) == "no_text_layer"
    assert refused(scanned(text_op(150, 290, "扫描王创建", 4))) == "no_text_layer"
    assert refused(pdf([""])) == "empty"


def test_fonts_that_do_not_say_what_their_characters_are() -> None:
    assert refused(pdf([text_op(30, 40, "看不出的字", 5)], unnamed=True)) == "no_text_layer"
    assert lines(pdf([text_op(30, 40, "看得出的\u0123个字", 5)], named={"\u0123": ""})) == ["看得出的\ufffd个字"]


def locked(password: str) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(password, "owner", strength=128))
    canvas.drawString(72, 700, "locked")
    canvas.save()
    return out.getvalue()


def test_a_file_with_a_password_is_refused_and_one_that_opens_without_is_read() -> None:
    assert refused(locked("secret")) == "encrypted"
    assert lines(locked("")) == ["locked"]


def test_a_file_that_was_cut_is_refused_whatever_could_still_be_read_of_it() -> None:
    whole = write_pdf([Para(LONG)] * 30)
    for part in range(1, 10):
        assert refused(whole[: len(whole) * part // 10]) == "damaged"
    assert not is_cut(whole)
    assert not is_cut(whole + b"\r\n\0\0")
    linear = whole.replace(b"/Type /Catalog", b"/Linearized 1 /L 99999999 /Type /Catalog")
    assert is_cut(linear)
    assert is_cut(whole + b"\n99 0 obj\n<< /Type")


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n" + bytes(3000), b"%PDF-1.4\ntrailer << /Root 1 0 R >>\n%%EOF"]
)
def test_what_is_no_pdf_behind_its_first_line(data: bytes) -> None:
    assert refused(data) in ("damaged", "empty")


def test_too_much_is_refused_by_the_name_of_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    good = write_pdf([Para(LONG)] * 40)
    for module, limit, code in (
        (pipeline.read.pdf, "MAX_PAGES", "pdf_pages"),
        (pipeline.read.pdfpage, "MAX_GLYPHS", "pdf_characters"),
        (pipeline.read.pdfpage, "MAX_PAGE_GLYPHS", "pdf_characters"),
        (pipeline.read.pdfpage, "MOST_OBJECTS", "pdf_objects"),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(module, limit, 1)
            with pytest.raises(ReadError) as caught:
                read_here(good, "a.pdf")
            assert caught.value.code == code
    assert read_here(good, "a.pdf") == read(good, "a.pdf")


def bomb() -> bytes:
    """A small file whose page draws a form that draws a form twice, and so on: pdfium would be at it for years."""
    more = "/Type /XObject /Subtype /Form /BBox [0 0 600 900] /Resources << /XObject << /X1 %d 0 R >> /Font << /F1 3 0 R >> >>"
    forms = {900 + n: stream("/X1 Do " * 8, " " + more % (901 + n)) for n in range(24)}
    forms[924] = stream(text_op(30, 40, "甲", 5), " " + more % 924)
    return pdf(["/X1 Do"], resources="/XObject << /X1 900 0 R >>", objects=forms)


def test_a_file_that_unfolds_without_end_is_stopped_and_the_batch_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.read.pdf, "SECONDS", 2)
    (tmp_path / "a.pdf").write_bytes(bomb())
    (tmp_path / "b.pdf").write_bytes(write_pdf([Para("青梧县水利发展规划", 0, 7, "centre"), Para("一、主要任务"), Para(LONG)]))
    started = time.monotonic()
    with DatasetWriter(tmp_path / "out") as writer:
        summary = convert_all([str(tmp_path / "a.pdf"), str(tmp_path / "b.pdf")], writer, converter())
    assert time.monotonic() - started < 30
    assert (summary.documents, summary.failed) == (1, 1)
    error = json.loads((tmp_path / "out" / "errors.jsonl").read_text("utf-8"))
    assert (error["stage"], error["error"]) == ("read", "pdf_time")


def fall(data: bytes, name: str) -> Any:
    """A reader that takes its process with it."""
    os._exit(3)


def eat(data: bytes, name: str) -> Any:
    """A reader that asks for more memory than there is."""
    return bytearray(4 * pipeline.read.apart.MEMORY)


def fill(data: bytes, name: str) -> Any:
    """A reader that falls when what it collects in would have to be twice as large, and so three times as much in all."""
    collected = b"x" * (2 * pipeline.read.apart.MEMORY // 5)
    os._exit(len(collected) and 3)


def test_a_library_that_falls_costs_its_own_file_only() -> None:
    with pytest.raises(ReadError, match=r"^a\.pdf: .* fell over it") as caught:
        read_apart(f"{__name__}:fall", b"x", "a.pdf", 20, "pdf")
    assert caught.value.code == "damaged"
    assert lines(write_pdf([Para("甲")]))[0] == "甲"


_FILLS = """
from pipeline.errors import ReadError
from pipeline.read.apart import read_apart
try:
    read_apart("test_read_pdf:fill", b"x", "a.pdf", 20, "pdf")
except ReadError as error:
    print(error.code)
"""


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="this system does not say what a process took")
def test_a_library_that_falls_over_what_it_was_refused_is_told_by_what_it_has_taken() -> None:
    # In a process that is small itself: Linux counts what a process takes to the children that it starts.
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", _FILLS], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == "pdf_memory\n"


@pytest.mark.skipif(os.name != "posix", reason="only there a process can be told how much memory it may take")
def test_a_file_that_eats_memory_is_refused() -> None:
    with pytest.raises(ReadError) as caught:
        read_apart(f"{__name__}:eat", b"x", "a.pdf", 20, "pdf")
    assert caught.value.code == "pdf_memory"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_process_that_was_forked_reads_with_a_process_of_its_own() -> None:
    data = write_pdf([Para(LONG)])
    expected = read(data)
    child = os.fork()
    if child == 0:
        code = 1
        try:
            code = 0 if all(read(data) == expected for _ in range(5)) else 2
        finally:
            os._exit(code)
    assert all(read(data) == expected for _ in range(5))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_damaged_files_are_read_or_refused_and_nothing_else() -> None:
    """Seeded damage to the bytes of the file, for four seconds at most."""
    rng = random.Random(32000)
    whole = write_pdf([Para("青梧县水利发展规划", 0, 7, "centre"), Para(LONG), Grid(TABLE), Frame("专栏1", [LONG])], Options(head="页眉"))
    codes = set()
    end = time.monotonic() + 4
    for n in range(600):
        if time.monotonic() > end:
            break
        data = bytearray(whole)
        places = [p for p in range(10, len(data)) if n % 2 or chr(data[p]).isdigit()]
        for place in rng.choices(places, k=rng.randint(1, 12)):
            data[place] = rng.randrange(256) if n % 2 else rng.choice(b"0123456789.- ")
        try:
            source = read(bytes(data), "x.pdf")
        except ReadError as e:
            codes.add(e.code)
            continue
        assert all(0 <= c.span.start <= c.span.end <= len(source.text) for t in source.tables for c in t.cells)
        assert list(source.pages) == sorted(source.pages)
        codes.add("read")
    assert codes <= {"read", "damaged", "encrypted", "empty", "no_text_layer", "pdf_pages", "pdf_characters", "pdf_objects", "pdf_memory"}
    assert "read" in codes


def packed_pages(monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr("reportlab.rl_config.useA85", 0)
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, pageCompression=1, invariant=1)
    for page in range(1, 4):
        canvas.setFont("STSong-Light", 12)
        for n in range(1, 30):
            canvas.drawString(60, 780 - 22 * n, f"{page}.{n}供水工程新建{n + 2}处，更新管网{7 * n + page}公里。")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize("harm", ["flipped", "wiped", "cut", "shifted"])
def test_a_file_with_damage_inside_is_read_in_part_and_says_so(harm: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = bytearray(packed_pages(monkeypatch))
    assert converter()(bytes(data), "a.pdf").document.warnings == ()
    inside = data.index(b"stream", len(data) // 2) + 200
    if harm == "flipped":
        data[inside] ^= 16
    elif harm == "wiped":
        at = data.index(b"/MediaBox")
        data[at : at + 40] = bytes(40)
    elif harm == "cut":
        del data[inside : inside + 60]
    else:
        at = data.index(b"/MediaBox")
        data[at:at] = b" " * 9
    document = converter()(bytes(data), "a.pdf").document
    assert [(w.code, w.start, w.end) for w in document.warnings] == [("damaged_parts", 0, 0)]


def test_streams_without_checksum_and_bombs_are_taken_for_whole() -> None:
    head = b"%PDF-1.4\n1 0 obj\n<</Filter/FlateDecode/Length 9>>\nstream\n"
    packed = zlib.compress(b"BT (a) Tj ET " * 50)
    assert not is_damaged(head + packed + b"\nendstream")
    assert not is_damaged(head + packed[:-4] + b"\nendstream")
    assert is_damaged(head + packed[:-9] + b"\nendstream")
    assert is_damaged(head + packed[:-4] + b"wxyz\nendstream")
    assert not is_damaged(b"".join([head + zlib.compress(bytes(60_000_000)) + b"\nendstream\n"] * 9))


@pytest.mark.parametrize("creator", ["Mozilla/5.0 (X11; Linux) AppleWebKit/537.36", "Writer"])
def test_what_a_site_puts_behind_a_text_is_left_out_of_a_page_that_a_browser_printed(creator: str) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    out = io.BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.setCreator(creator)
    site = ("全文完", "条款问答（0）", "您可能还需要", "公租房申请", "版权所有：青溪市人民政府")
    canvas.setFont("STSong-Light", 8)
    for n, line in enumerate(["首页 > 政务公开 > 政策文件", NOTICE, *LINES, *site]):
        canvas.drawString(40, 800 - 24 * n, line)
    canvas.save()
    found = converter()(out.getvalue(), "a.pdf")
    in_record = any("公租房" in e["text"] for task in found.tasks for e in task.model_dump()["evidence"])
    assert in_record == (creator == "Writer")
    assert len(found.tasks) == 5
