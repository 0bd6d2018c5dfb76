"""ZIP archives of documents, one level deep: which members are documents, and what is refused of them and why.

Nothing is unpacked to disk. What a member says of its own size is not believed: it is read up to the limit and
no further.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import IO

from pipeline.errors import ReadError
from pipeline.read import MAX_BYTES
from pipeline.read.formats import ARCHIVE, FORMATS, READABLE, UNSUPPORTED, Sample
from pipeline.read.package import BROKEN, MAX_RATIO, is_encrypted, leads_out, open_zip, unpack, unpacks_too_far, words

MAX_ARCHIVE = 200_000_000
MAX_MEMBERS = 1000
MAX_TOTAL = 200_000_000
_RATIO_FROM = 100_000
"""A small member may shrink by any ratio; it can do no harm."""
SEPARATOR = "!/"
"""Between the path of an archive and the path inside it: plans.zip!/2021/plan.docx."""
_UTF8_NAME = 0x800
_UNICODE_PATH = 0x7075


def looks_like_archive(file: IO[bytes]) -> bool:
    """Whether an open file is a ZIP that is no document itself (Word and OFD files are ZIPs too)."""
    file.seek(0)
    head = file.read(4)
    file.seek(0)
    if head not in (b"PK\x03\x04", b"PK\x05\x06"):
        return False
    try:
        names = open_zip(file).namelist()
    except BROKEN:
        return False
    return not is_office({name.lstrip("/").lower() for name in names})


def is_office(names: set[str]) -> bool:
    """Whether these names are the parts of one office file and not documents of their own."""
    sample = Sample(b"", "")
    sample.members = frozenset(names)
    tried_before = takewhile(lambda form: form.reader != ARCHIVE, FORMATS)
    return "[content_types].xml" in names or any(form.fits(sample) for form in tried_before)


@dataclass(frozen=True, slots=True)
class Member:
    """One member of an archive: its path inside it, and why it is refused, if it is."""

    name: str
    index: int
    error: ReadError | None = None


class Archive:
    """An open archive. Members are known by their place in it, since two may have one name."""

    def __init__(self, file: IO[bytes], path: str) -> None:
        self.path = path
        try:
            self._zip = open_zip(file)
        except BROKEN as e:
            raise ReadError(f"{path}: the archive is damaged ({words(e)}); fetch it anew or pack it again", code="damaged") from e
        self._infos = self._zip.infolist()

    def members(self) -> Iterator[Member]:
        """The documents of the archive by code point of their path; those that trip a limit have the error that says which.

        Folders, hidden files and files of formats that are no documents are passed over.
        """
        named = [(member_name(info), n) for n, info in enumerate(self._infos) if not info.is_dir()]
        wanted = sorted((name, n) for name, n in named if _is_wanted(name))
        total = 0
        for name, n in wanted[:MAX_MEMBERS]:
            info = self._infos[n]
            error = self._refusal(name, info, total)
            if error is None:
                total += info.file_size
            yield Member(name, n, error)
        if len(wanted) > MAX_MEMBERS:
            left = len(wanted) - MAX_MEMBERS
            message = f"holds {len(wanted):,} documents, and the limit is {MAX_MEMBERS:,}: {left:,} are not read; make several archives"
            yield Member("", -1, ReadError(f"{self.path}: {message}", code="zip_members"))

    def _refusal(self, name: str, info: zipfile.ZipInfo, total: int) -> ReadError | None:
        where = f"{self.path}{SEPARATOR}{name}"
        if leads_out(name):
            return ReadError(f"{where}: the path leads out of the archive; pack it again with plain names", code="zip_path")
        if is_encrypted(info):
            return ReadError(f"{where}: is encrypted; unpack it with its password", code="zip_encrypted")
        if name.lower().endswith(".zip"):
            return ReadError(f"{where}: an archive inside an archive is not opened; unpack it", code="zip_nested")
        if info.file_size > MAX_BYTES:
            return ReadError(f"{where}: {info.file_size:,} bytes is more than the limit of {MAX_BYTES:,}", code="too_large")
        if unpacks_too_far(info, _RATIO_FROM):
            return ReadError(f"{where}: unpacks to more than {MAX_RATIO} times its size; it is not opened", code="zip_ratio")
        if total + info.file_size > MAX_TOTAL:
            return ReadError(f"{where}: more than {MAX_TOTAL:,} bytes in all unpacked; make several archives", code="zip_total_size")
        return None

    def read(self, member: Member) -> bytes:
        """The bytes of one member. Raises `ReadError` where they are damaged, larger than they say, or an archive again."""
        where = f"{self.path}{SEPARATOR}{member.name}"
        data = unpack(self._zip, self._infos[member.index], MAX_BYTES, where)
        if len(data) > MAX_BYTES:
            raise ReadError(f"{where}: unpacks to more than the limit of {MAX_BYTES:,} bytes", code="too_large")
        if data.startswith(b"PK") and looks_like_archive(io.BytesIO(data)):
            raise ReadError(f"{where}: an archive inside an archive is not opened; unpack it", code="zip_nested")
        return data


def _is_wanted(name: str) -> bool:
    parts = name.split("/")
    if any(part.startswith(".") and part not in ("..", ".") for part in parts) or parts[0] == "__MACOSX":
        return False
    dot = parts[-1].rfind(".")
    return dot > 0 and parts[-1][dot:].lower() in READABLE | UNSUPPORTED


def member_name(info: zipfile.ZipInfo) -> str:
    """A name as it was meant: packers on Chinese systems write GBK and do not say so."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    name = info.orig_filename
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    if raw.isascii():
        return name.replace("\\", "/")
    text = _unicode_path(info.extra, raw)
    for encoding in ("utf-8", "gb18030", "big5hkscs"):
        if text is not None:
            break
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return (name if text is None else text).replace("\\", "/")


def _unicode_path(extra: bytes, raw: bytes) -> str | None:
    """The name that some packers put beside the one in the charset of their system."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<HH", extra, at)
        if kind == _UNICODE_PATH and 5 <= size <= len(extra) - at - 4 and struct.unpack_from("<I", extra, at + 5)[0] == zlib.crc32(raw):
            return extra[at + 9 : at + 4 + size].decode("utf-8", "replace")
        at += 4 + size
    return None
