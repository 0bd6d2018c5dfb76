"""ZIP archives of documents: each member a document, each refusal a line, and the rest goes on."""

from __future__ import annotations

import io
import json
import random
import struct
import time
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest
from docx_files import docx, paragraph, zipped
from helpers import converter, item, plan
from hypothesis import given
from hypothesis import strategies as st

import pipeline.archive
import pipeline.inputs
from pipeline.archive import Archive, member_name
from pipeline.batch import convert_all
from pipeline.errors import ReadError
from pipeline.inputs import Reader, document
from pipeline.write import StreamWriter

TEXT = plan(item("新建泵站12座，改造管网120公里。"))


def converted(*paths: Path) -> tuple[list[str], list[tuple[str, str]], list[dict[str, Any]]]:
    """Paths of the documents, (path, code) of the errors, and all rows."""
    out = io.StringIO()
    convert_all([str(p) for p in paths], StreamWriter(out), converter())
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    named = [r["source"]["path"] for r in rows if r["type"] == "document"]
    failed = [(r["path"], r["error"]) for r in rows if r["type"] == "error"]
    return (
        [n.split("/")[-1] if "!/" not in n else n[n.index("p.zip") :] for n in named],
        [(p[p.index("p.zip") :], c) for p, c in failed],
        rows,
    )


def archive(folder: Path, parts: dict[str, str | bytes]) -> Path:
    path = folder / "p.zip"
    path.write_bytes(zipped(parts))
    return path


def refused(folder: Path, parts: dict[str, str | bytes]) -> list[tuple[str, str]]:
    """(member, code) of what an archive refuses, without converting the rest."""
    with archive(folder, parts).open("rb") as file:
        opened = Archive(file, "p.zip")
        found = []
        for member in opened.members():
            error = member.error
            try:
                if error is None:
                    opened.read(member)
            except ReadError as e:
                error = e
            if error is not None:
                assert str(error).startswith("p.zip")
                found.append((member.name, error.code))
        return found


def test_each_member_is_a_document_in_order_of_its_path(tmp_path: Path) -> None:
    parts: dict[str, str | bytes] = {
        "b/规划.txt": TEXT + "乙",
        "a.docx": docx(paragraph("青梧县水利规划")),
        "图.png": "x",
        ".hidden.txt": "x",
        "__MACOSX/._a.docx": "x",
        "b/": "",
        "c.txt": b"",
        "b/copy.txt": TEXT + "乙",
    }
    documents, errors, rows = converted(archive(tmp_path, parts))
    assert documents == ["p.zip!/a.docx", "p.zip!/b/copy.txt"]
    assert errors == [("p.zip!/c.txt", "empty")]
    second = [r for r in rows if r["type"] == "document"][1]
    assert [p[p.index("p.zip") :] for p in second["source"]["other_paths"]] == ["p.zip!/b/规划.txt"]


def test_one_document_of_an_archive_is_named_by_the_path_that_records_have(tmp_path: Path) -> None:
    parts: dict[str, str | bytes] = {"a.txt": TEXT, "b/规划.txt": TEXT + "乙", "../c.txt": TEXT}
    packed = str(archive(tmp_path, parts))
    (tmp_path / "e.txt").write_text(TEXT, "utf-8")
    with Reader() as reader:
        assert document(f"{packed}!/b/规划.txt", reader) == (f"{packed}!/b/规划.txt", (TEXT + "乙").encode())
        for path, words, code in (
            (f"{packed}!/d.txt", "no such document in the archive", "not_found"),
            (f"{packed}!/../c.txt", "leads out", "zip_path"),
            (f"{tmp_path / 'e.txt'}!/d.txt", "no such document", "not_found"),
            (packed, r"name one of them: .*a\.txt.*规划", "unsupported_format"),
            (str(tmp_path / "none.zip!" / "a.txt"), r"none\.zip: there is no such file", "not_found"),
        ):
            with pytest.raises(ReadError, match=words) as caught:
                document(path, reader)
            assert caught.value.code == code
    lone = str(archive(tmp_path, {"a.txt": TEXT}))
    odd = tmp_path / "q!" / "a.txt"
    odd.parent.mkdir()
    odd.write_text("甲", "utf-8")
    with Reader() as reader:
        assert document(lone, reader) == (f"{lone}!/a.txt", TEXT.encode())
        assert document(str(odd), reader) == (str(odd), "甲".encode())


def test_an_archive_beside_files_and_one_that_changed_its_name(tmp_path: Path) -> None:
    packed = archive(tmp_path, {"a.txt": TEXT})
    plain = tmp_path / "z.txt"
    plain.write_bytes(TEXT.encode())
    other = tmp_path / "p.zip.dat"
    other.write_bytes(zipped({"b.txt": TEXT + "乙"}))
    documents, errors, _ = converted(packed, plain, other)
    assert (documents, errors) == (["p.zip!/a.txt", "p.zip.dat!/b.txt"], [])


def test_a_word_file_is_no_archive(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    path.write_bytes(docx(paragraph("青梧县水利规划")))
    assert converted(path)[0] == ["p.zip"]


@pytest.mark.parametrize(
    ("parts", "name", "code"),
    [
        ({"../a.txt": "甲"}, "../a.txt", "zip_path"),
        ({"/etc/a.txt": "甲"}, "/etc/a.txt", "zip_path"),
        ({"C:/a.txt": "甲"}, "C:/a.txt", "zip_path"),
        ({"a/../../b.txt": "甲"}, "a/../../b.txt", "zip_path"),
        ({"in.zip": zipped({"a.txt": "甲"})}, "in.zip", "zip_nested"),
        ({"in.txt": zipped({"a.txt": "甲"})}, "in.txt", "zip_nested"),
        ({"a.txt": b"a" * 1_000_000}, "a.txt", "zip_ratio"),
        ({"a.txt": b"a" * 50_000_001}, "a.txt", "too_large"),
    ],
)
def test_a_member_that_trips_a_limit_is_refused_by_its_name(tmp_path: Path, parts: dict[str, str | bytes], name: str, code: str) -> None:
    assert refused(tmp_path, parts | {"好.txt": "甲"}) == [(name, code)]


def test_members_beyond_the_limits_are_one_line_and_those_before_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.archive, "MAX_MEMBERS", 3)
    assert refused(tmp_path, {f"{n}.txt": "甲" for n in range(5)}) == [("", "zip_members")]
    monkeypatch.setattr(pipeline.archive, "MAX_TOTAL", 10)
    assert refused(tmp_path, {"1.txt": "123456", "2.txt": "123456", "3.txt": "1234"}) == [("2.txt", "zip_total_size")]


def test_refusals_are_error_lines_and_the_rest_is_converted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.archive, "MAX_MEMBERS", 3)
    parts: dict[str, str | bytes] = {"../a.txt": "甲", "b.txt": TEXT, "c.zip": zipped({"x.txt": "甲"}), "d.txt": "甲"}
    documents, errors, _ = converted(archive(tmp_path, parts))
    assert documents == ["p.zip!/b.txt"]
    assert errors == [("p.zip!/../a.txt", "zip_path"), ("p.zip!/c.zip", "zip_nested"), ("p.zip", "zip_members")]


def test_an_encrypted_member_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "甲"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "p.zip").write_bytes(data)
    assert converted(tmp_path / "p.zip")[1] == [("p.zip!/a.txt", "zip_encrypted")]


def test_a_damaged_archive_or_member_and_one_without_documents_are_lines(tmp_path: Path) -> None:
    whole = zipped({"a.txt": TEXT, "b.txt": TEXT + "乙"})
    cut, flipped, empty = (tmp_path / name for name in ("1p.zip", "2p.zip", "3p.zip"))
    cut.write_bytes(whole[:200])
    flipped.write_bytes(whole[:60] + b"\xff\xff\xff" + whole[63:])
    empty.write_bytes(zipped({"a.png": "x"}))
    documents, errors, _ = converted(cut, flipped, empty)
    assert documents == ["p.zip!/b.txt"]
    assert errors == [("p.zip", "damaged"), ("p.zip!/a.txt", "damaged"), ("p.zip", "empty")]


def test_a_table_of_contents_that_would_fill_the_memory_is_not_read(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.txt": "甲"}))
    data[-10:-6] = (2**32 - 1).to_bytes(4, "little")
    (tmp_path / "p.zip").write_bytes(data)
    assert converted(tmp_path / "p.zip")[1] == [("p.zip", "damaged")]


def test_an_archive_is_too_large_by_a_limit_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline.inputs, "MAX_BYTES", 50)
    path = archive(tmp_path, {"a.txt": "甲"})
    with Reader() as reader:
        assert reader.archive(str(path)) is not None
    monkeypatch.setattr(pipeline.inputs, "MAX_ARCHIVE", 50)
    assert converted(path)[1] == [("p.zip", "too_large")]


# --- names ----------------------------------------------------------------------------------------------------


def info(raw: bytes, utf8: bool = False, extra: bytes = b"") -> zipfile.ZipInfo:
    """A member as `zipfile` reads it from an archive with this name."""
    made = zipfile.ZipInfo(raw.decode("utf-8" if utf8 else "cp437"))
    made.orig_filename = made.filename
    made.flag_bits = 0x800 if utf8 else 0
    made.extra = extra
    return made


@pytest.mark.parametrize(
    ("member", "name"),
    [
        (info("规划/水利.docx".encode("gbk")), "规划/水利.docx"),
        (info("规划\\水利.docx".encode("gbk")), "规划/水利.docx"),
        (info("规划.txt".encode()), "规划.txt"),
        (info("规划.txt".encode(), utf8=True), "规划.txt"),
        (info(b"plan.txt"), "plan.txt"),
    ],
)
def test_names_are_read_in_the_charset_they_were_written_in(member: zipfile.ZipInfo, name: str) -> None:
    assert member_name(member) == name


def test_a_name_in_unicode_beside_the_other_wins() -> None:
    raw = "规划.txt".encode("gbk")
    body = b"\x01" + struct.pack("<I", zlib.crc32(raw)) + "規劃.txt".encode()
    assert member_name(info(raw, extra=struct.pack("<HH", 0x7075, len(body)) + body)) == "規劃.txt"
    assert member_name(info(raw, extra=struct.pack("<HH", 0x7075, 900) + body)) == "规划.txt"


def test_gbk_names_of_a_real_archive(tmp_path: Path) -> None:
    data = zipped({"guihua.txt": TEXT}).replace(b"guihua.txt", "规划甲".encode("gbk") + b".txt")
    (tmp_path / "p.zip").write_bytes(data)
    assert converted(tmp_path / "p.zip")[0] == ["p.zip!/规划甲.txt"]


@given(st.binary(max_size=30))
def test_any_name_is_decoded(raw: bytes) -> None:
    assert isinstance(member_name(info(raw)), str)


def test_flipped_bytes_of_an_archive_are_read_or_refused() -> None:
    whole = zipped({"甲.txt": TEXT, "b.docx": docx(paragraph("乙")), "c.html": "<html><p>丙"})
    chance = random.Random(2)
    started = time.perf_counter()
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            opened = Archive(io.BytesIO(bytes(data)), "p.zip")
        except ReadError:
            continue
        for member in opened.members():
            try:
                if member.error is None:
                    assert isinstance(opened.read(member), bytes)
            except ReadError as e:
                assert e.code  # noqa: PT017 - either is right
    assert time.perf_counter() - started < 5
