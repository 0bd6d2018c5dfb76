"""Double-byte text that lost bytes: 上?!叭型ㄞk” for 上海“全市通辦”.

When a byte of GBK text is lost, its neighbours pair up wrongly until the stream falls into step again. The bytes
that survive are still there, in order. So a broken stretch is turned back into bytes, and a quoted phrase that
stands whole elsewhere in the document is taken where those bytes can only have come from it: all of them occur in
the phrase's bytes in order, most of the phrase survived, and no second phrase fits. Nothing else is ever put in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from pipeline.text import AlignedText, Change

RULE = "damage.mojibake"
Warned = tuple[str, str, int, int]

_HAN = "\u4e00-\u9fff"
# Symbols that never stand between Chinese characters by themselves: bopomofo, kana, box drawing, private use.
_ODD = "\u3040-\u30ff\u3100-\u312f\u2500-\u257f\ue000-\uf8ff\ufffd"
_SUSPECT = re.compile(
    rf"(?<=[{_HAN}])[?？][!！][{_HAN}{_ODD}A-Za-z?!]{{1,16}}[”】》]?|[{_HAN}?!]{{0,8}}[{_ODD}][{_HAN}{_ODD}A-Za-z?!]{{0,8}}[”】》]?"
)
_HINT = re.compile(rf"[{_ODD}?？](?:(?<=[{_ODD}])|[!！])")
"""What every suspect stretch has in it; a look for it spares whole texts the search."""
_QUOTED = re.compile(r"“[^“”\n]{2,16}”")
_PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]+")
_MIN_SURVIVING = 0.6


def _bytes_of(stretch: str) -> bytes | None:
    """The surviving GBK bytes of a broken stretch; a half-width ! or ? may have been folded from full width."""
    out = bytearray()
    for c in stretch:
        if c in "?？":
            continue
        if c in "!！":
            out += b"\xa3\xa1"
            continue
        try:
            out += c.encode("gbk")
        except UnicodeEncodeError:
            return None
    return bytes(out)


def _fits(surviving: bytes, phrase: bytes) -> bool:
    """Whether all of `surviving` occurs in `phrase` in order, and is most of it."""
    if len(surviving) < _MIN_SURVIVING * len(phrase):
        return False
    rest = iter(phrase)
    return all(b in rest for b in surviving)


def _readings(text: str, start: int, stretch: str, phrases: set[str]) -> Iterator[tuple[int, str]]:
    """Ways to read a broken stretch: where the replacement starts, and what it is."""
    surviving = _bytes_of(stretch)
    if not surviving:
        return
    for phrase in sorted(phrases):
        whole = phrase.encode("gbk", "ignore")
        if _fits(surviving, whole):
            yield start, phrase
        # One more character may have been hit: its last byte leads the surviving ones.
        if len(surviving) > 1 and _fits(surviving[1:], whole):
            before = text[start - 1] if start else ""
            words = {
                m.group(1)
                for m in re.finditer(rf"{re.escape(before)}([{_HAN}])", text)
                if m.group(1).encode("gbk", "ignore")[1:] == surviving[:1]
            }
            if len(words) == 1:
                yield start, words.pop() + phrase


def mend_mojibake(text: AlignedText) -> tuple[AlignedText, list[Warned]]:
    """Mend what fits exactly one phrase of the document; warn of the rest, with its source stretch."""
    changes: list[Change] = []
    warned: list[Warned] = []
    string = text.text
    if not _HINT.search(string):
        return text, []
    phrases: set[str] | None = None
    for m in _SUSPECT.finditer(string):
        if phrases is None:
            phrases = {q for q in _QUOTED.findall(string) if not re.search(f"[{_ODD}?]", q)}
        found: set[tuple[int, str]] = set()
        for skip in range(len(m.group()) - 3):
            found = set(_readings(string, m.start() + skip, m.group()[skip:], phrases))
            if found:
                break
        if len(found) == 1:
            start, reading = found.pop()
            changes.append(Change(start, m.end(), reading, RULE))
            left = string[m.start() : start]
            if re.search("[?？!！]", left):
                where = text.bounds(m.start(), start)
                warned.append(("mojibake", f"broken characters before a phrase that was restored: {left}", *where))
        else:
            where = text.bounds(m.start(), m.end())
            warned.append(("mojibake", f"broken characters that cannot be restored for certain: {m.group()}", *where))
    mended = text.edited(changes)
    known = sorted((w[2], w[3]) for w in warned)
    for m in _PRIVATE.finditer(mended.text):
        where = mended.bounds(m.start(), m.end())
        at = bisect_right(known, (where.start, text.source_length))
        if at == 0 or not (known[at - 1][0] <= where.start and where.end <= known[at - 1][1]):
            warned.append(("unreadable", "characters without a meaning of their own (private use or replacement)", *where))
    return mended, warned
