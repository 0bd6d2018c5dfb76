"""Which charset the bytes are in: tried and scored, never taken on trust.

General-purpose detectors guess wrongly on short Chinese input (see docs/architecture.md). The candidates for a
Chinese government file are few, so each is tried strictly and the decoding with the most ordinary characters wins.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter

from pipeline.errors import ReadError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE = 65_536
_ODD = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0b\x0c\x0e-\x1f\x80-\x9f]")


def _is_ordinary(character: str) -> bool:
    """Whether the character stands in the first level of GB 2312 or of Big5: the few thousand that documents use."""
    for encoding, first, last in (("gb2312", 0xA1, 0xD7), ("big5", 0xA1, 0xC6)):
        try:
            if first <= character.encode(encoding)[0] <= last:
                return True
        except UnicodeEncodeError:
            continue
    return False


def _score(text: str) -> float:
    """Which share of the characters beyond ASCII are ordinary, less a heavy price for those that no text has."""
    wide = Counter(c for c in text if c >= "\u0080")
    if not wide:
        return 0.5
    return (sum(n for c, n in wide.items() if _is_ordinary(c)) - 20 * len(_ODD.findall(text))) / wide.total()


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, ValueError):
        return None


def _utf16_without_bom(data: bytes) -> str | None:
    """Little or big endian, told by where the zero bytes of line feeds and digits stand."""
    even, odd = data[0:4000:2].count(0), data[1:4000:2].count(0)
    if even == odd or len(data) % 2:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _with_losses(data: bytes) -> tuple[str, str] | None:
    """The text where a few bytes fit no charset, each lost character standing as U+FFFD, which the repair stage knows.

    Sites cut texts to a number of bytes and so through a character; one such place must not cost the document.
    """
    best: tuple[float, str, str] | None = None
    for encoding in ("utf-8", "gb18030", "big5hkscs"):
        text = data.decode(encoding, "replace")
        lost = text.count("\ufffd")
        score = _score(text.replace("\ufffd", ""))
        if lost <= max(1, len(text) // 200) and score > 0.8 and (best is None or score > best[0]):
            best = (score, text, encoding)
    return None if best is None else (best[1], best[2])


def decode(data: bytes, name: str = "input") -> tuple[str, str]:
    """The text of `data` and the name of its charset.

    Tried in turn: a byte-order mark, strict UTF-8, then GB18030, Big5-HKSCS and UTF-16 against each other by how
    ordinary their characters are. Raises `ReadError` for binary data and for bytes that no charset fits.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            text = _strict(data, encoding)
            if text is None:
                raise ReadError(f"{name}: starts as {encoding} and then breaks; save it again as UTF-8", code="charset")
            return text, encoding
    head = data[:_SAMPLE]
    if head.startswith((b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8")):
        raise ReadError(f"{name}: this is not text but a file of another format", code="binary")
    text = _strict(data, "utf-8")
    if text is not None and "\x00" not in text[:_SAMPLE]:
        return text, "utf-8"
    candidates = ["gb18030", "big5hkscs"]
    if b"\x00" in head:
        wide = _utf16_without_bom(data)
        candidates = [wide] if wide else []
    best: tuple[float, str, str] | None = None
    for encoding in candidates:
        text = _strict(data, encoding)
        if text is not None:
            score = _score(text[:_SAMPLE])
            if best is None or score > best[0]:
                best = (score, text, encoding)
    if best is not None and best[0] > 0.2:
        return best[1], best[2]
    if b"\x00" in head:
        raise ReadError(f"{name}: this is binary data, not text", code="binary")
    if (damaged := _with_losses(data)) is not None:
        return damaged
    raise ReadError(f"{name}: the bytes fit none of UTF-8, UTF-16, GB18030 and Big5; save it again as UTF-8", code="charset")
