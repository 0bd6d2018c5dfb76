"""ZIP files and their members, opened as what a stranger sent: nothing outside is fetched, nothing is expanded without a limit.

Word files and OFD files are a ZIP of XML parts (`Package`); an archive of documents is opened with the same care
(`pipeline/archive.py`). What a member says of its own size is checked first and not believed: it is unpacked up to
the limit and no further. XML is parsed without entities, document types or network.
"""

from __future__ import annotations

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from typing import IO

from lxml import etree

from pipeline.errors import ReadError

MAX_PART = 64_000_000
"""The text of a plan is far below this, even with its mark-up; pictures are never unpacked."""
MAX_UNPACKED = 200_000_000
"""Of all parts of a file that are read."""
MAX_RATIO = 200
"""Unpacked to packed: mark-up comes to 10 to 40, bombs to 1,000."""
RATIO_FROM = 1_000_000
"""Small members may shrink by any ratio: a thousand equal table rows do."""
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)
_DECLARES = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T\0?Y\0?P\0?E|E\0?N\0?T\0?I\0?T\0?Y)")
BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, NotImplementedError, KeyError,
          IndexError, OverflowError, RuntimeError)  # fmt: skip
"""What `zipfile` raises on files that were cut, changed or packed in a way that it does not know."""
_MAX_DIRECTORY = 10_000_000
"""Bytes of the table of contents of a ZIP: some hundred thousand members, which no set of documents has."""
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_536
_ENCRYPTED = 0x1


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
    except BROKEN:
        return frozenset()


def leads_out(path: str) -> bool:
    """Whether the path of a member leads out of its archive."""
    path = path.replace("\\", "/")
    return path.startswith("/") or path[1:2] == ":" or ".." in path.split("/")


def is_encrypted(info: zipfile.ZipInfo) -> bool:
    """Whether a member needs a password."""
    return bool(info.flag_bits & _ENCRYPTED)


def unpacks_too_far(info: zipfile.ZipInfo, least: int = RATIO_FROM) -> bool:
    """Whether a member of more than `least` bytes says that it unpacks to more than `MAX_RATIO` times its size."""
    return info.file_size > least and info.file_size > MAX_RATIO * max(info.compress_size, 1)


def unpack(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int, where: str) -> bytes:
    """One member, up to one byte more than `most`. Raises `ReadError` where it is damaged."""
    try:
        with archive.open(info) as packed:
            return packed.read(most + 1)
    except BROKEN as e:
        raise ReadError(f"{where} cannot be unpacked ({words(e)}); fetch the file anew, or save it again", code="damaged") from e


def words(error: Exception) -> str:
    """What an error of a library says, in one short line."""
    return " ".join(str(error).split())[:120] or type(error).__name__


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
    except (etree.XMLSyntaxError, ValueError, LookupError) as e:
        if "Excessive depth" in str(e):  # libxml2 has no code of its own for it
            raise ReadError(f"{where}: its elements are nested without end; save the file as text", code="xml_depth") from e
        raise ReadError(f"{where}: the XML is damaged ({words(e)}); open the file and save it again", code="damaged") from e
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReadError(f"{where}: declares a document type, which no office file needs; it is not opened", code="unsafe")
    return root


def join_path(base: str, path: str) -> str:
    """A path as a part at `base` writes it: from the root of the file with a slash in front, else from the part's own folder."""
    path = path.strip().replace("\\", "/")
    whole = posixpath.normpath(posixpath.join("/", posixpath.dirname(base), path))
    return whole.lstrip("/")


class Package:
    """The parts of a file by their paths, `form` (docx, ofd) being what its limits are named after.

    Raises `ReadError` with the code `damaged`, `encrypted`, `unsafe` (a path that leads out, entities) or the limit's
    name: `<form>_part_size`, `<form>_ratio`, `<form>_size`.
    """

    def __init__(self, data: bytes, name: str, form: str = "zip") -> None:
        self.name, self.form = name, form
        self._unpacked = 0
        self._parts: dict[str, zipfile.ZipInfo] = {}
        try:
            self._zip = open_zip(io.BytesIO(data))
            infos = self._zip.infolist()
        except BROKEN as e:
            message = f"{name}: the file is damaged ({words(e)}); fetch it anew, or open it and save it again"
            raise ReadError(message, code="damaged") from e
        for info in infos:
            path = info.filename.replace("\\", "/").removeprefix("/")
            if leads_out(path):
                raise ReadError(f"{name}: a part has the path {path!r}, which leads out of the file; do not trust it", code="unsafe")
            self._parts.setdefault(path, info)
        self._folded = {path.casefold(): path for path in reversed(self._parts)}

    def find(self, part: str) -> str | None:
        """The part's own path: as asked for, or in other capitals, as writers on some systems leave it."""
        part = part.removeprefix("/")
        return part if part in self._parts else self._folded.get(part.casefold())

    def __contains__(self, part: str) -> bool:
        return self.find(part) is not None

    def bytes_of(self, part: str) -> bytes | None:
        """One part unpacked; None where it is missing."""
        found = self.find(part)
        if found is None:
            return None
        info, where = self._parts[found], f"{self.name}: {part}"
        if is_encrypted(info):
            raise ReadError(f"{where} is encrypted; save the file without a password", code="encrypted")
        if unpacks_too_far(info):
            raise ReadError(f"{where} unpacks to more than {MAX_RATIO} times its size; it is not opened", code=f"{self.form}_ratio")
        size = info.file_size
        if size <= MAX_PART:
            data = unpack(self._zip, info, MAX_PART, where)
            size = len(data)
        if size > MAX_PART:
            raise ReadError(f"{where} unpacks to more than the limit of {MAX_PART:,} bytes", code=f"{self.form}_part_size")
        self._unpacked += size
        if self._unpacked > MAX_UNPACKED:
            raise ReadError(f"{where}: more than {MAX_UNPACKED:,} bytes in all unpacked; split the file", code=f"{self.form}_size")
        return data

    def xml(self, part: str) -> etree._Element | None:
        """The root of one XML part; None where it is missing."""
        data = self.bytes_of(part)
        return None if data is None else parse_xml(data, f"{self.name}: {part}")

    def need(self, part: str) -> etree._Element:
        """The root of one XML part without which there is nothing to read. Raises `ReadError` (`damaged`) where it is missing, too."""
        root = self.xml(part)
        if root is None:
            raise ReadError(f"{self.name}: {part} is missing from the file; fetch or save it again", code="damaged")
        return root
