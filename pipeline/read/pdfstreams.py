"""Whether a PDF is whole: pdfium reads what it can of a damaged one, and says nothing of the rest.

What is looked at is what damage seldom spares: packed parts must unpack to their end, objects must begin where the file says,
and no stretch between them may be wiped out.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_END = re.compile(rb"endstream")
_PACKED = re.compile(rb"/Filter\s{0,9}(?:\[\s{0,9}/FlateDecode\s{0,9}\]|/FlateDecode)")
_NO_TEXT = re.compile(rb"/Subtype\s{0,9}/(?:Image|XML)\b|/Type\s{0,9}/EmbeddedFile\b|/Alternate\b")
"""Pictures, colours, attached files: no text is lost with them. With a damaged font it is."""
_WIPED = re.compile(rb"\x00{16}")
_START = re.compile(rb"startxref\s{1,9}(\d{1,12})")
_TABLE = re.compile(rb"\s{0,9}xref\s")
_ENTRY = re.compile(rb"(\d{10}) \d{5} n")
_OBJECT = re.compile(rb"\s{0,9}\d{1,10}\s{1,9}\d{1,5}\s{1,9}obj\b")
_LONGEST_HEAD = 2048
_MOST_STREAMS = 20_000
_MOST_UNPACKED = 100_000_000
"""Bytes of all streams together; what comes after them is taken for whole."""
_STEP = 1_000_000
_CHECKSUM = 4


def is_damaged(data: bytes) -> bool:
    """Whether a part that text may hang on is damaged, broken off or not in its place. What is encrypted is taken for whole."""
    if b"/Encrypt" in data:
        return False
    ends = [m.start() for m in _END.finditer(data)]
    unpacked = behind = 0
    for n, m in enumerate(_STREAM.finditer(data)):
        if n >= _MOST_STREAMS:
            break
        if m.start() < behind:
            continue  # a part of a stream that looks like the start of one
        at = bisect_left(ends, m.end())
        end = ends[at] if at < len(ends) else len(data)
        if _WIPED.search(data, behind, m.start()) is not None:
            return True
        head = data[max(behind, m.start() - _LONGEST_HEAD) : m.start()]
        head = head[max(head.rfind(b" obj"), 0) :]
        if _PACKED.search(head) is not None and _NO_TEXT.search(head) is None and unpacked < _MOST_UNPACKED:
            whole, length = _is_whole(memoryview(data)[m.end() : end])
            if not whole:
                return True
            unpacked += length
        behind = end
    return _WIPED.search(data, behind) is not None or not _in_place(data)


def _in_place(data: bytes) -> bool:
    """Whether the objects that the last table of the file lists begin where it says; bytes before the file's own do not count."""
    start = _START.search(data, max(data.rfind(b"startxref"), 0))
    if start is None:
        return True
    shift = max(data.find(b"%PDF-", 0, 1024), 0)
    for first in {shift, 0}:
        at = int(start[1]) + first
        if _OBJECT.match(data, at) is not None:
            return True  # a table that is packed, and was looked at with the others
        if (table := _TABLE.match(data, at)) is not None:
            entries = _ENTRY.finditer(data, table.end(), data.find(b"trailer", table.end()))
            return all(
                not int(m[1]) or _OBJECT.match(data, int(m[1]) + first) is not None
                for m, _ in zip(entries, range(_MOST_STREAMS), strict=False)
            )
    return False


def _is_whole(packed: memoryview) -> tuple[bool, int]:
    """Whether a stream unpacks to its end, and how many bytes of it there were; some programs leave the checksum away."""
    unpacker = zlib.decompressobj()
    length, rest = 0, packed
    try:
        while not unpacker.eof and length < _MOST_UNPACKED:
            out = len(unpacker.decompress(rest, _STEP))
            length += out
            rest = memoryview(unpacker.unconsumed_tail)
            if not out and not rest:
                break
    except zlib.error:
        return False, length
    return unpacker.eof or length >= _MOST_UNPACKED or _lacks_checksum_only(packed), length


def _lacks_checksum_only(packed: memoryview) -> bool:
    """Whether the last block of a stream is there, and less than the checksum behind it."""
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    rest = packed[2:]
    try:
        for _ in range(_MOST_UNPACKED // _STEP):
            unpacker.decompress(rest, _STEP)
            rest = memoryview(unpacker.unconsumed_tail)
            if unpacker.eof or not rest:
                break
    except zlib.error:
        return False
    return unpacker.eof and len(unpacker.unused_data.rstrip(b"\r\n")) < _CHECKSUM
