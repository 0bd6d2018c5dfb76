"""Files that are a ZIP of XML parts, opened with care: nothing outside is fetched, nothing is expanded without a limit."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import IO

from lxml import etree

from pipeline.errors import ReadError

MAX_PART = 64_000_000
"""The text of a plan is far below this, even with its mark-up; pictures are never unpacked."""
MAX_RATIO = 200
_RATIO_FROM = 1_000_000
"""Small parts may shrink by any ratio: a thousand equal table rows do."""
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)
_DECLARES = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, KeyError, IndexError, OverflowError)
"""What `zipfile` raises on files that were cut, changed or packed in a way that it does not know."""


_MAX_DIRECTORY = 10_000_000
"""Bytes of the table of contents of a ZIP: some hundred thousand members, which no set of documents has."""
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_536


def open_zip(file: IO[bytes]) -> zipfile.ZipFile:
    """A ZIP, unless its table of contents alone would fill the memory. Raises `zipfile.BadZipFile` then."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_SIZE - _LONGEST_COMMENT))
    tail = file.read()
    at = tail.rfind(_END)
    if at != -1 and len(tail) - at >= _END_SIZE and int.from_bytes(tail[at + 12 : at + 16], "little") > _MAX_DIRECTORY:
        raise zipfile.BadZipFile("its table of contents is too large")
    file.seek(0)
    return zipfile.ZipFile(file)


def names_of(data: bytes) -> frozenset[str]:
    """The names inside a ZIP; none where the bytes are no ZIP that can be opened."""
    if not data.startswith(b"PK\x03\x04"):
        return frozenset()
    try:
        with open_zip(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except (*BROKEN, RuntimeError, UnicodeError):
        return frozenset()


def parse_xml(data: bytes, where: str) -> etree._Element:
    """The root of an XML part. Raises `ReadError` where it is broken, nested without end, or declares entities."""
    if _DECLARES.search(data):
        raise ReadError(f"{where}: declares a document type or entities, which no office file needs; it is not opened", code="unsafe")
    for strict, usual in _STRICT:
        data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as e:
        raise ReadError(f"{where}: the XML is damaged ({e}); open the file and save it again", code="damaged") from e
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReadError(f"{where}: declares a document type, which no office file needs; it is not opened", code="unsafe")
    return root


class Package:
    """The parts of an office file, by their names without regard to case."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = open_zip(io.BytesIO(data))
            self._parts = {info.filename.lstrip("/").lower(): info for info in self._zip.infolist()}
        except (*BROKEN, RuntimeError, UnicodeError) as e:
            raise ReadError(f"{name}: the file is damaged ({e}); fetch it anew, or open it and save it again", code="damaged") from e

    def __contains__(self, part: str) -> bool:
        return part.lstrip("/").lower() in self._parts

    def bytes_of(self, part: str) -> bytes | None:
        """One part unpacked; None where it is missing. Raises `ReadError` where it is too large, encrypted or broken."""
        info = self._parts.get(part.lstrip("/").lower())
        if info is None:
            return None
        where = f"{self.name}: {part}"
        if info.flag_bits & 1:
            raise ReadError(f"{where} is encrypted; save the file without a password", code="encrypted")
        if info.file_size > MAX_PART:
            raise ReadError(f"{where} unpacks to more than the limit of {MAX_PART:,} bytes", code="too_large")
        if info.file_size > _RATIO_FROM and info.file_size > MAX_RATIO * max(info.compress_size, 1):
            raise ReadError(f"{where} unpacks to more than {MAX_RATIO} times its size; it is not opened", code="unsafe")
        try:
            with self._zip.open(info) as packed:
                data = packed.read(MAX_PART + 1)
        except (*BROKEN, RuntimeError, UnicodeError) as e:
            raise ReadError(f"{where} cannot be unpacked ({e}); fetch the file anew, or save it again", code="damaged") from e
        if len(data) > MAX_PART:
            raise ReadError(f"{where} unpacks to more than the limit of {MAX_PART:,} bytes", code="too_large")
        return data

    def xml(self, part: str) -> etree._Element | None:
        """The root of one XML part; None where it is missing."""
        data = self.bytes_of(part)
        return None if data is None else parse_xml(data, f"{self.name}: {part}")
