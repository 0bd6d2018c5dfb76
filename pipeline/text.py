"""Text that knows where every one of its characters came from.

A repair never rewrites a string by itself: it hands `AlignedText.edited` a list of `Change`s and gets a new text
back, with the map to the source carried along and each change kept as an `Edit`. A span of repaired text can
therefore always be pointed at in the source, and a document's damage report is the list of its edits.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.errors import AlignmentError


class Span(NamedTuple):
    """A stretch `[start, end)` of code points; of which text is said where it is used."""

    start: int
    end: int


def width(words: str) -> float:
    """Columns that words take on paper, a Chinese character being one and an ASCII character half of one."""
    wide = (len(words.encode("utf-8", "surrogatepass")) - len(words)) // 2
    return wide + (len(words) - wide) / 2


class Change(NamedTuple):
    """One wanted change: put `replacement` in place of `[start, end)` of the current text, on behalf of `rule`.

    `splits` marks page furniture and site chrome: a record that reaches across it gets two evidence spans.
    """

    start: int
    end: int
    replacement: str
    rule: str
    splits: bool = False


@dataclass(frozen=True, slots=True)
class Edit:
    """One change that was made: its place in the *source*, what the text had there by then, what it became, and by which rule."""

    rule: str
    start: int
    end: int
    before: str
    after: str


_ORDINALS = array("I")
"""0, 1, 2 … as far as the longest text so far needed them; to copy a stretch is faster than to count it anew."""


class AlignedText:
    """A text with, for each of its characters, the stretch of source it stands for.

    Immutable. `text` is the current text; `source_length` the length of what it came from; `edits` all that was
    done to it, in order. A character that a repair put in where nothing stood has an empty source stretch.
    """

    __slots__ = ("_breaks", "_hi", "_lo", "edits", "source_length", "text")

    def __init__(
        self,
        text: str,
        lo: array[int],
        hi: array[int],
        source_length: int,
        edits: tuple[Edit, ...] = (),
        breaks: tuple[Span, ...] = (),
    ) -> None:
        self.text = text
        self.source_length = source_length
        self.edits = edits
        self._lo = lo
        self._hi = hi
        self._breaks = breaks

    @classmethod
    def of(cls, source: str) -> AlignedText:
        """The source itself, every character standing for itself."""
        n = len(source)
        if len(_ORDINALS) <= n:
            _ORDINALS.extend(range(len(_ORDINALS), 2 * n + 1))
        return cls(source, _ORDINALS[:n], _ORDINALS[1 : n + 1], n)

    def __len__(self) -> int:
        return len(self.text)

    def bounds(self, start: int, end: int) -> Span:
        """Source stretch of `[start, end)`; an empty stretch maps to an empty one at the same place."""
        if 0 <= start < end <= len(self.text):
            return Span(self._lo[start], self._hi[end - 1])  # neither side of the map ever falls
        if not 0 <= start == end <= len(self.text):
            raise AlignmentError(f"span [{start}, {end}) lies outside a text of {len(self.text)} characters")
        if start < len(self.text):
            return Span(self._lo[start], self._lo[start])
        at = self._hi[-1] if self.text else 0
        return Span(at, at)

    def sources(self, start: int, end: int) -> list[Span]:
        """Source stretches of `[start, end)`, cut where page furniture or chrome was taken out in between."""
        whole = self.bounds(start, end)
        first = bisect_left(self._breaks, whole)
        if first == len(self._breaks) or self._breaks[first].start >= whole.end:
            return [whole]  # nothing was taken out in it, as of nearly all
        pieces: list[Span] = []
        at = whole.start
        for n in range(first, len(self._breaks)):
            cut = self._breaks[n]
            if cut.start >= whole.end:
                break
            if cut.start > at:
                pieces.append(Span(at, cut.start))
            at = max(at, cut.end)
        if at < whole.end:
            pieces.append(Span(at, whole.end))
        return pieces or [whole]

    def position(self, source_offset: int) -> int:
        """The first place in this text whose character begins at or after `source_offset`."""
        return bisect_left(self._lo, source_offset)

    def edited(self, changes: Iterable[Change]) -> AlignedText:
        """A new text with `changes` made; they are given in offsets of this text, in any order.

        A replacement of equal length keeps the map character by character, any other maps each new character to
        the whole replaced stretch. Raises `AlignmentError` where changes overlap or lie outside the text.
        """
        todo = sorted(changes)
        if not todo:
            return self
        text, lo, hi = self.text, self._lo, self._hi
        parts: list[str] = []
        new_lo, new_hi = array("I"), array("I")
        edits = list(self.edits)
        breaks = list(self._breaks)
        at = 0
        for change in todo:
            start, end, replacement, rule, splits = change
            if start < at or end < start or end > len(text):
                raise AlignmentError(f"rule {rule}: edit [{start}, {end}) overlaps another or leaves the text")
            source = self.bounds(start, end)
            parts += (text[at:start], replacement)
            new_lo += lo[at:start]
            new_hi += hi[at:start]
            if len(replacement) == end - start:
                new_lo += lo[start:end]
                new_hi += hi[start:end]
            elif replacement:
                if start == end and 0 < start < len(text) and lo[start - 1] == lo[start]:
                    source = Span(lo[start], hi[start])  # put into the middle of what stands for one stretch: it stands for that, too
                new_lo.extend([source.start] * len(replacement))
                new_hi.extend([source.end] * len(replacement))
            edits.append(Edit(rule, source.start, source.end, text[start:end], replacement))
            if splits and not replacement:
                breaks.append(source)
            at = end
        parts.append(text[at:])
        new_lo += lo[at:]
        new_hi += hi[at:]
        return AlignedText("".join(parts), new_lo, new_hi, self.source_length, tuple(edits), tuple(sorted(breaks)))

    def relettered(self, text: str, rule: str) -> AlignedText:
        """The same characters written otherwise (`text` must be as long as this one): script conversion."""
        if len(text) != len(self.text):
            raise AlignmentError(f"rule {rule}: a relettering changed the length from {len(self.text)} to {len(text)}")
        return AlignedText(text, self._lo, self._hi, self.source_length, self.edits, self._breaks)

    def counts(self) -> dict[str, int]:
        """How often each rule edited this text."""
        return dict(Counter(edit.rule for edit in self.edits))
