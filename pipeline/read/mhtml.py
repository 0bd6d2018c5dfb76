"""Web pages that a browser saved as one file (MHTML): the page is the first part that is HTML, the others are its pictures.

Parts are found by the lines that part them, however deep they are nested; so a file of nothing but nesting costs its length.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import replace
from email.parser import BytesHeaderParser

from pipeline.errors import ReadError
from pipeline.read.html import read_page
from pipeline.read.source import SourceText

MEDIA_TYPE = "multipart/related"
_HEAD = 4096
_HEADER = re.compile(rb"(?:\xef\xbb\xbf)?\s{0,9}[A-Za-z][A-Za-z-]{1,40}:")
_MULTIPART = re.compile(rb"^Content-Type:\s{0,99}multipart/", re.I | re.M)
_BOUNDARY = re.compile(rb"""boundary\s{0,9}=\s{0,9}(?:"([^"\r\n]{1,200})"|([^\s;"]{1,200}))""", re.I)
_MOST_BOUNDARIES = 100
_BLANK = re.compile(rb"\r?\n[ \t]{0,9}\r?\n")
_LONGEST_HEAD = 65_536
"""Bytes of the head of a part; what is longer is none."""


def looks_like_mhtml(data: bytes) -> bool:
    """Whether the bytes open with the head of a message of several parts."""
    head = data[:_HEAD]
    return _HEADER.match(head) is not None and b"mime-version:" in head.lower() and _MULTIPART.search(head) is not None


def read_mhtml(data: bytes, name: str) -> SourceText:
    """The page that a file holds, as `read_page` reads it, with the address that it was saved from.

    Raises `ReadError`: `damaged` where no part is a page, and what the page itself gives rise to.
    """
    for head, body in _parts(data):
        fields = BytesHeaderParser().parsebytes(head)
        if fields.get_content_type() not in ("text/html", "application/xhtml+xml"):
            continue
        source = read_page(_decoded(body, str(fields.get("Content-Transfer-Encoding", "")).strip().lower()), name)
        address = str(fields.get("Content-Location", "")).strip()
        said = dict(source.said)
        if address.startswith(("http://", "https://")):
            said.setdefault("source_url", address)
        return replace(source, said=said, media_type=MEDIA_TYPE)
    raise ReadError(f"{name}: none of its parts is a web page; save the page again, as HTML", code="damaged")


def _parts(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The head and the body of each part, in the order of the file."""
    found = {m[1] or m[2] for _, m in zip(range(_MOST_BOUNDARIES), _BOUNDARY.finditer(data), strict=False)}
    if not found:
        return
    spelled = b"|".join(re.escape(b) for b in sorted(found, key=lambda b: (-len(b), b)))
    between = re.compile(rb"^--(?:" + spelled + rb")(?:--)?[ \t]{0,9}\r?$", re.M)
    ends = [(m.start(), m.end()) for m in between.finditer(data)]
    for n, (_, start) in enumerate(ends):
        part = memoryview(data)[start : ends[n + 1][0] if n + 1 < len(ends) else len(data)]
        blank = _BLANK.search(part[:_LONGEST_HEAD])
        if blank is not None:
            yield bytes(part[: blank.start()]).lstrip(), bytes(part[blank.end() :])


def _decoded(body: bytes, how: str) -> bytes:
    """The bytes of a part as they were before they were written for the mail; what is damaged stays as it is."""
    if how == "quoted-printable":
        return quopri.decodestring(body)
    if how == "base64":
        clean = re.sub(rb"[^A-Za-z0-9+/]", b"", body)
        try:
            return base64.b64decode(clean + b"=" * (-len(clean) % 4))
        except binascii.Error:
            return base64.b64decode(clean[: len(clean) // 4 * 4])
    return body
