"""ZIP archives and the XML inside them, opened as what a stranger sent.

All limits are checked on the directory of the archive before anything is unpacked, and unpacking stops at the size
that the directory names. XML is parsed without entities, DTDs or network.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from lxml import etree

from pipeline.errors import ReadError

MAX_MEMBERS = 5_000
MAX_UNPACKED = 200_000_000
MAX_RATIO = 200
"""Unpacked to packed, over the whole archive: page descriptions come to 10 to 40, bombs to 1,000."""
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError,
           OverflowError, MemoryError)  # fmt: skip
_ENCRYPTED = 0x1


def names_in(data: bytes) -> set[str]:
    """The paths of the members of an archive, in small letters; none where the bytes are no archive or a damaged one."""
    if not data.startswith(b"PK\x03\x04"):
        return set()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name.casefold() for name in archive.namelist()}
    except _BROKEN:
        return set()


class Archive:
    """The members of a ZIP archive by path; `name` is the input's, for messages. Raises `ReadError` for what is not safe to open."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            members = self._zip.infolist()
        except _BROKEN as e:
            raise ReadError(f"{name}: the archive is damaged ({_words(e)}); fetch or save the file again") from e
        if len(members) > MAX_MEMBERS:
            raise ReadError(f"{name}: the archive has {len(members):,} members, more than the limit of {MAX_MEMBERS:,}", code="too_large")
        unpacked = sum(m.file_size for m in members)
        if unpacked > MAX_UNPACKED:
            raise ReadError(f"{name}: unpacked it is {unpacked:,} bytes, more than the limit of {MAX_UNPACKED:,}", code="too_large")
        if unpacked > MAX_RATIO * max(len(data), 1):
            raise ReadError(f"{name}: it unpacks to more than {MAX_RATIO} times its size, which no document does", code="too_large")
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            path = member.filename.replace("\\", "/")
            if path.startswith("/") or ".." in path.split("/") or path[1:2] == ":":
                raise ReadError(f"{name}: a member of the archive has the path {path!r}, which leads out of it; do not trust this file")
            self._members.setdefault(path, member)
        self._folded = {path.casefold(): path for path in reversed(self._members)}

    def find(self, path: str) -> str | None:
        """The member's own path: as asked for, or in other capitals, as writers on some systems leave it."""
        return path if path in self._members else self._folded.get(path.casefold())

    def read(self, path: str) -> bytes:
        """The bytes of a member. Raises `ReadError` where there is none, it is damaged, or a password is needed."""
        member = self._members.get(path)
        if member is None:
            raise ReadError(f"{self.name}: {path} is missing from the archive; fetch or save the file again")
        if member.flag_bits & _ENCRYPTED:
            raise ReadError(f"{self.name}: the archive is locked with a password; save it without one", code="encrypted")
        try:
            with self._zip.open(member) as stream:
                return stream.read(member.file_size)
        except _BROKEN as e:
            raise ReadError(f"{self.name}: {path} in the archive is damaged ({_words(e)}); fetch or save the file again") from e

    def xml(self, path: str) -> etree._Element:
        """The root element of a member that is XML."""
        return parse_xml(self.read(path), f"{self.name}: {path}")


def join_path(base: str, path: str) -> str:
    """A path as a member at `base` writes it: from the archive's root with a slash in front, else from the member's own folder."""
    path = path.strip().replace("\\", "/")
    whole = PurePosixPath(path.lstrip("/")) if path.startswith("/") else PurePosixPath(base).parent / path
    parts: list[str] = []
    for part in whole.parts:
        if part == "..":
            del parts[-1:]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def parse_xml(data: bytes, where: str) -> etree._Element:
    """The root element. Raises `ReadError` for XML that is not well formed, is nested too deeply, or declares entities."""
    if b"<!ENTITY" in data.replace(b"\0", b""):  # in UTF-16 too
        raise ReadError(f"{where} declares entities, which no document needs; do not trust this file")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError) as e:
        raise ReadError(f"{where} is no XML that can be read ({_words(e)}); fetch or save the file again") from e


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
