"""Which reader a file goes to, older office files through LibreOffice, and Markdown."""

from __future__ import annotations

import base64
import os
import quopri
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from docx_files import docx, paragraph, zipped
from test_read_docx import ole

import pipeline.read.office
from pipeline.errors import ReadError
from pipeline.read import SourceText, read
from pipeline.read.formats import FORMATS, READABLE, UNSUPPORTED, Format, format_of, reader_of

DOC = ole("WordDocument", b"\xec\xa5" + bytes(10))


@pytest.mark.parametrize(
    ("data", "name", "form"),
    [
        (docx(paragraph("甲")), "a.txt", "Word"),
        (zipped({"[Content_Types].xml": "", "word/document2.xml": "<a/>"}), "a.zip", "Word"),
        (zipped({"OFD.xml": "<a/>", "Doc_0/Document.xml": "<a/>"}), "a.docx", "OFD"),
        (b"\r\n%PDF-1.7\n%\xe2\xe3", "a.txt", "PDF"),
        (zipped({"a.txt": "甲"}), "a.docx", "ZIP archive"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"}), "a.odt", "OpenDocument"),
        (zipped({"ppt/presentation.xml": "<a/>"}), "a.pptx", "presentation"),
        (DOC, "a.txt", "Word 97 or WPS"),
        (DOC + ole("Workbook")[512:], "a.wps", "Word 97 or WPS"),
        (DOC + ole("Workbook")[512:], "a.et", "older office (not Word)"),
        (b"{\\rtf1\\ansi x}", "a.doc", "RTF"),
        (b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w/>", "a.doc", "Word 2003 XML"),
        ("<html><body><p>供水".encode("gbk"), "a.doc", "web page"),
        ("<!DOCTYPE html><p>供水".encode(), "a.md", "web page"),
        (b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n<html><p>", "a.html", "web archive (MHTML)"),
        ("# 规划\n" + "<table><tr><td>甲</td></tr></table>\n" * 20, "a.md", "Markdown"),
        ("# 规划\n", "a.txt", "text"),
    ],
)
def test_the_bytes_tell_the_format_and_the_name_only_what_they_leave_open(data: bytes | str, name: str, form: str) -> None:
    assert format_of(data.encode() if isinstance(data, str) else data, name).name == form


def test_endings_are_told_once_and_every_reader_that_is_there_can_be_loaded() -> None:
    endings = [suffix for form in FORMATS for suffix in form.suffixes]
    assert len(endings) == len(set(endings))
    assert {".docx", ".wps", ".ofd", ".pdf", ".md", ".zip", ".txt"} <= READABLE
    assert {".xlsx", ".pptx"} <= UNSUPPORTED
    for form in FORMATS:
        if form.reader is not None:
            assert callable(reader_of(form, "a"))


def test_a_page_saved_as_one_file_is_its_first_page_whatever_stands_before_and_however_it_is_written() -> None:
    page = "<html><body><p>第一章 供水</p></body></html>".encode("gb18030")
    for how, written in (("base64", base64.encodebytes(page)), ("quoted-printable", quopri.encodestring(page)), ("8bit", page)):
        data = (
            b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n--a\nContent-Type: image/png\n\n\x00--\n"
            b'--a\nContent-Type: multipart/alternative; boundary="a-1"\n\n--a-1\nContent-Type: text/html\nContent-Location: https://q.example/1\n'
            b"Content-Transfer-Encoding: "
            + how.encode()
            + b"\n\n"
            + written
            + b"\n--a-1--\n--a\nContent-Type: text/html\n\n<p>other\n--a--\n"
        )
        source = read(data, "a.mht")
        assert (source.text, source.said["source_url"]) == ("第一章 供水", "https://q.example/1")


def test_a_page_saved_as_one_file_without_a_page_is_an_error() -> None:
    data = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=a\n\n--a\nContent-Type: text/css\n\nbody{}\n--a--\n"
    with pytest.raises(ReadError) as caught:
        read(data, "a.mht")
    assert caught.value.code == "damaged"


def test_a_reader_that_is_not_there_is_an_ordinary_error() -> None:
    with pytest.raises(ReadError) as caught:
        reader_of(Format("X", lambda s: True, "pipeline.read.no_such_format:read_x"), "a.x")
    assert (caught.value.code, str(caught.value).split(":")[0]) == ("unsupported_format", "a.x")


def test_text_is_read_without_loading_other_readers() -> None:
    program = (
        "import sys; from pipeline.read import read; read('规划'.encode()); print([m for m in sys.modules if 'docx' in m or 'office' in m])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True, cwd=Path(__file__).parent.parent)
    assert done.stdout.strip() == "[]"


# --- older office files ---------------------------------------------------------------------------------------


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is all there is to find programs in; `soffice` may be put there."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setattr(pipeline.read.office, "_PROGRAMS", (str(folder / "soffice"),))
    return folder


def install(folder: Path, body: str) -> None:
    """A program in the place of LibreOffice: `body` has the folder to write to as `out` and the input as `source`."""
    program = folder / "soffice"
    head = f"#!{sys.executable}\nimport pathlib, sys, time\nout = pathlib.Path(sys.argv[sys.argv.index('--outdir') + 1])\n"
    program.write_text(f"{head}source = pathlib.Path(sys.argv[-1])\nout.mkdir()\n{body}\n", "utf-8")
    program.chmod(0o755)


def test_without_libreoffice_the_error_says_what_to_install(office: Path) -> None:
    with pytest.raises(ReadError, match=r"^a\.doc: .*LibreOffice.*not installed") as caught:
        read(DOC, "a.doc")
    assert caught.value.code == "needs_libreoffice"


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for LibreOffice is a script")
def test_libreoffice_makes_a_word_file_that_is_read(office: Path, tmp_path: Path) -> None:
    (tmp_path / "made.docx").write_bytes(docx(paragraph("青梧县水利规划")))
    install(office, f"import shutil; shutil.copy({str(tmp_path / 'made.docx')!r}, out / 'document.docx')")
    assert read(DOC, "a.wps") == SourceText("青梧县水利规划", "application/msword", "utf-8")
    assert read(b"{\\rtf1 x}", "a.rtf").media_type == "application/rtf"


@pytest.mark.skipif(os.name != "posix", reason="the stand-in for LibreOffice is a script")
@pytest.mark.parametrize(
    ("body", "code", "words"),
    [("print('source file could not be loaded')", "damaged", "could not be loaded"), ("time.sleep(60)", "timeout", "within 1 seconds")],
)
def test_libreoffice_that_fails_or_hangs_is_an_error(
    office: Path, monkeypatch: pytest.MonkeyPatch, body: str, code: str, words: str
) -> None:
    monkeypatch.setattr(pipeline.read.office, "SECONDS", 1)
    install(office, body)
    started = time.perf_counter()
    with pytest.raises(ReadError, match=words) as caught:
        read(DOC, "a.doc")
    assert caught.value.code == code
    assert time.perf_counter() - started < 10


def test_flipped_bytes_of_an_older_file_are_refused(office: Path) -> None:
    chance = random.Random(5)
    for _ in range(300):
        data = bytearray(DOC)
        for _ in range(3):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
        with pytest.raises(ReadError):
            read(bytes(data), "a.doc")


# --- Markdown -------------------------------------------------------------------------------------------------


def markdown(text: str) -> SourceText:
    return read(text.encode(), "a.md")


def test_marks_are_no_text_and_what_they_mark_is() -> None:
    source = markdown(
        "# 青梧县水利规划\r\n\r\n## 一、总体要求 ##\n**（一）夯实基础。**新建*泵站*12座，见[附件](a.pdf)。<br>改造__管网__`120`公里。\n"
        "> 引文\n\n![图](x.png)\n- 甲\n1\\. 乙&nbsp;丙\n***\n```\n# 原样 | 不动\n```\n标题\n====\n"
    )
    assert source.text.splitlines() == [
        "青梧县水利规划", "一、总体要求", "（一）夯实基础。新建泵站12座，见附件。", "改造管网120公里。", "引文", "- 甲",
        "1. 乙 丙", "# 原样 | 不动", "标题",
    ]  # fmt: skip
    assert (source.media_type, source.encoding) == ("text/markdown", "utf-8")


def test_comments_are_dropped_even_over_lines_and_without_an_end() -> None:
    assert markdown("甲<!-- 乙\n丙 -->丁\n戊<!-- 己").text == "甲丁\n戊"


def test_signs_that_are_no_marks_stay() -> None:
    text = "面积3*4米，编号A_1_2，“1+4+N”，#1机组\n——坚持统筹\n2021—2025年，a|b"
    assert markdown(text).text == text


def test_pipe_tables_are_declared() -> None:
    source = markdown("表1\n\n| 指标 | 单位 |\n|:---|---:|\n| **供水**普及率 | % |\n| 甲\\|乙 | |\n\n后文\n\n指标|单位\n--|--\n供水|%\n")
    assert [source.text[t.span.start : t.span.end].splitlines() for t in source.tables] == [
        ["指标\t单位", "供水普及率\t%", "甲|乙\t"],
        ["指标\t单位", "供水\t%"],
    ]
    first = source.tables[0].cells
    assert [(c.row, c.column, source.text[c.span.start : c.span.end]) for c in first[:3]] == [
        (0, 0, "指标"),
        (0, 1, "单位"),
        (1, 0, "供水普及率"),
    ]


def test_html_tables_in_markdown_are_declared_with_their_spans() -> None:
    source = markdown("# 规划\n前<table><tr><td rowspan=2>类别</td><td>甲</td></tr><tr><td>乙</td></tr></table>\n后<table><tr><td>丙")
    assert source.text.splitlines() == ["规划", "前", "类别\t甲", "乙", "后<table><tr><td>丙"]
    assert [(c.row, c.column, c.rows) for c in source.tables[0].cells] == [(0, 0, 2), (0, 1, 1), (1, 1, 1)]


def test_any_markdown_is_read_in_time() -> None:
    chance = random.Random(3)
    started = time.perf_counter()
    pieces = [
        "**",
        "*",
        "_",
        "[",
        "](",
        ")",
        "|",
        "\n",
        "---",
        "<!--",
        "-->",
        "<table>",
        "</table>",
        "`",
        "#",
        "供水",
        "&#9999999;",
        "\\",
        "<p ",
    ]
    for _ in range(300):
        text = "".join(chance.choices(pieces, k=60))
        assert isinstance(markdown(text).text, str)
    for piece in pieces:
        assert isinstance(markdown("甲" + piece * 5000).text, str)
    assert time.perf_counter() - started < 5
