"""Changes that documents suffer, and worse ones: cut, doubled, swapped, strewn with odd characters, in another charset.

A change is a name and three numbers, which tell where and how much: any numbers will do for any document.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from typing import NamedTuple

ODD = (
    "\u0000", "\ufeff", "\u200b", "\u202e", "\ue000", "\ufffd", "\ud7a3", "\U0001f600", "\u0301", "\r", "\x0b", "\x0c", "\x1f", "\u2028",
    "\t", "\u3000", "（", "）", "《", "》", "“", "”", "。", "；", "：", "、", "，", "|", "<", ">", "&", "&#0;", "&#x110000;",
    "<table>", "</td>", "]]>", "<!--", "一、", "1.", "（一）", "专栏1", "附件", "序号\t任务\t责任单位\n", "99999999999999999999", "1e999",
    "①", "２０２５", "½", "²", "2025年", "0年", "13月45日", "达到", "%", "万亿", "每", "由", "牵头", "（责任单位：", "— 3 —", "目录\n",
    "?!叭", "發", "臺", "十四五", "３—５万",
)  # fmt: skip
CHARSETS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "gb18030", "big5")


class Change(NamedTuple):
    """One change to a document; places are thousandths of its length."""

    kind: str
    at: int
    to: int
    which: int


def _cut(pieces: list[str], a: int, b: int, which: int) -> list[str]:
    return pieces[:a] + pieces[b:]


def _keep(pieces: list[str], a: int, b: int, which: int) -> list[str]:
    return pieces[a:b]


def _double(pieces: list[str], a: int, b: int, which: int) -> list[str]:
    b = min(b, a + 40)
    return pieces[:b] + pieces[a:b] * (1 + which % 3) + pieces[b:]


def _swap(pieces: list[str], a: int, b: int, which: int) -> list[str]:
    if a < len(pieces) and b < len(pieces):
        pieces[a], pieces[b] = pieces[b], pieces[a]
    return pieces


def _insert(pieces: list[str], a: int, b: int, which: int) -> list[str]:
    if a < len(pieces):
        middle = b % (len(pieces[a]) + 1)
        pieces[a] = pieces[a][:middle] + ODD[which % len(ODD)] * (1 + b % 3) + pieces[a][middle:]
    return pieces


def _strew(pieces: list[str], a: int, b: int, which: int) -> list[str]:
    return [piece + ODD[which % len(ODD)] if a <= n < b else piece for n, piece in enumerate(pieces)]


def _join(pieces: list[str], a: int, b: int, which: int) -> list[str]:
    return [*pieces[:a], "".join(piece.rstrip("\n") for piece in pieces[a:b]), *pieces[b:]]


def _shuffle(pieces: list[str], a: int, b: int, which: int) -> list[str]:
    return pieces[:a] + pieces[a:b][::-1] + pieces[b:]


def _break(pieces: list[str], a: int, b: int, which: int) -> list[str]:
    return [re.sub(f"(.{{{1 + which % 9}}})", r"\1\n", piece) if a <= n < min(b, a + 20) else piece for n, piece in enumerate(pieces)]


OF_PIECES: dict[str, Callable[[list[str], int, int, int], list[str]]] = {
    "cut": _cut, "keep": _keep, "double": _double, "swap": _swap, "insert": _insert, "strew": _strew, "join": _join, "shuffle": _shuffle,
    "break": _break,
}  # fmt: skip
KINDS = (*OF_PIECES, "charset", "bytes", "truncate")


def changed(data: bytes, changes: Sequence[Change]) -> bytes:
    """The document with all changes made, one after the other."""
    for change in changes:
        data = _changed(data, change)
    return data


def _changed(data: bytes, change: Change) -> bytes:
    if change.kind == "truncate":
        return data[: len(data) * change.at // 1000]
    if change.kind == "bytes":
        start = len(data) * change.at // 1000
        return data[:start] + bytes([change.which % 256]) * (1 + change.to % 5) + data[start + change.to % 7 :]
    if data.startswith(b"PK"):
        return _packed(data, change)
    if data.startswith(b"%PDF"):
        return data
    text, charset = _decoded(data)
    if change.kind == "charset":
        return text.encode(CHARSETS[change.which % len(CHARSETS)], "replace")
    return _of_text(text, change, "(?<=\n)").encode(charset, "surrogatepass" if charset == "utf-8" else "replace")


def _of_text(text: str, change: Change, between: str) -> str:
    pieces = re.split(between, text)
    a, b = sorted((len(pieces) * change.at // 1000, len(pieces) * change.to // 1000))
    work = OF_PIECES.get(change.kind)
    return "".join(work(pieces, a, b, change.which)) if work else text


def _decoded(data: bytes) -> tuple[str, str]:
    for charset in ("utf-8", "gb18030", "utf-16"):
        try:
            return data.decode(charset), charset
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1"), "latin-1"


def _packed(data: bytes, change: Change) -> bytes:
    """The largest XML part of a package, changed between its tags."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            parts = {info.filename: archive.read(info) for info in archive.infolist()}
            largest = max((name for name in parts if name.endswith(".xml")), key=lambda name: len(parts[name]), default=None)
            for name, part in parts.items():
                new = _of_text(part.decode("utf-8", "replace"), change, "(?=<)").encode("utf-8", "replace") if name == largest else part
                made.writestr(name, new)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
        return data
    return out.getvalue()
