"""Text that is written together with what it says.

A document is a tree of `Piece`s: text, other pieces, and a `Mark` on those that state a record. `render` concatenates
the tree and turns marks into spans; `Rendered.edited` changes the text afterwards and carries the spans along. So a
reference never searches for its words: the place is known because the generator put them there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise
from typing import Any, NamedTuple

Fields = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a stretch of text is: a record of `kind` with its field values, or a place that a layout asks for.

    `form` names what the record tests; several forms are joined by `+`.
    """

    kind: str
    form: str = ""
    fields: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text and pieces in their order, with a mark where they say something together."""

    parts: tuple[str | Piece, ...]
    mark: Mark | None = None


Text = str | Piece


def cat(*parts: Text) -> Piece:
    """The parts one after the other."""
    return Piece(parts)


def join(separator: str, parts: Iterable[Text]) -> Piece:
    """The parts with `separator` between them."""
    out: list[Text] = []
    for part in parts:
        out += [separator, part] if out else [part]
    return Piece(tuple(out))


def marked(mark: Mark, *parts: Text) -> Piece:
    """The parts, as what `mark` says."""
    return Piece(parts, mark)


_PROGRAMME = re.compile("(“[^”]+”(?:工程|行动|计划|项目|活动|专项))")


def programme(name: str) -> Piece:
    """The name of a programme. It gives no record; who looks for names learns from it where they stand."""
    return marked(Mark("programme"), name)


def with_programmes(words: str) -> Piece:
    """Words with the programmes among them that quotation marks give away: “十百千万”计划."""
    return Piece(tuple(programme(part) if n % 2 else part for n, part in enumerate(_PROGRAMME.split(words))))


def plain(piece: Text) -> str:
    """The text of a piece without its marks."""
    return piece if isinstance(piece, str) else "".join(plain(part) for part in piece.parts)


def marks(piece: Text) -> Iterator[Mark]:
    """All marks in a piece, outer before inner."""
    if isinstance(piece, Piece):
        if piece.mark:
            yield piece.mark
        for part in piece.parts:
            yield from marks(part)


class Span(NamedTuple):
    """A marked stretch `[start, end)`; `parent` is the index of the nearest task mark around it, if any."""

    start: int
    end: int
    mark: Mark
    parent: int | None = None


class Edit(NamedTuple):
    """One change of the text: `replacement` in place of `[start, end)`. What `splits` cuts the evidence of a record in two."""

    start: int
    end: int
    replacement: str
    splits: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """The text of a document, its marked stretches, and the stretches that belong to no record (`holes`)."""

    text: str
    spans: tuple[Span, ...]
    holes: tuple[tuple[int, int], ...] = ()

    def edited(self, edits: Iterable[Edit]) -> Rendered:
        """The text with `edits` made. They must not overlap; what is put in at the edge of a span stays outside of it."""
        done = sorted(edits)
        if any(a.end > b.start for a, b in pairwise(done)):
            raise ValueError("edits overlap")
        shifts = [0, *accumulate(len(e.replacement) - (e.end - e.start) for e in done)]
        ends, starts = [e.end for e in done], [e.start for e in done]

        def opening(offset: int) -> int:
            return offset + shifts[bisect_right(ends, offset)]

        def closing(offset: int) -> int:
            return offset + shifts[min(bisect_right(ends, offset), bisect_left(starts, offset))]

        out, at = [], 0
        holes = [(opening(a), closing(b)) for a, b in self.holes]
        for n, (start, end, words, splits) in enumerate(done):
            out += [self.text[at:start], words]
            at = end
            if splits:
                holes.append((start + shifts[n], start + shifts[n] + len(words)))
        spans = tuple(s._replace(start=opening(s.start), end=closing(s.end)) for s in self.spans)
        return Rendered("".join([*out, self.text[at:]]), spans, tuple(sorted(holes)))

    def same_length(self, text: str) -> Rendered:
        """The same spans over a text of the same length."""
        if len(text) != len(self.text):
            raise ValueError("the text has another length")
        return replace(self, text=text)

    def evidence(self, span: Span) -> list[dict[str, Any]]:
        """The stretches of source that a span stands for: one, or more where page furniture stands in its middle."""
        out, at = [], span.start
        for start, end in [*((a, b) for a, b in self.holes if span.start < a and b < span.end), (span.end, span.end)]:
            words = self.text[at:start]
            left = at + len(words) - len(words.lstrip())
            right = at + len(words.rstrip())
            if left < right:
                out.append({"start": left, "end": right, "text": self.text[left:right]})
            at = end
        return out

    def of(self, *kinds: str) -> list[Span]:
        """The spans of these kinds, in the order of the text."""
        return [span for span in self.spans if span.mark.kind in kinds]


def render(piece: Piece) -> Rendered:
    """The text of a tree of pieces, with its marks as spans."""
    out: list[str] = []
    spans: list[Span] = []
    length = 0

    def walk(node: Text, parent: int | None) -> None:
        nonlocal length
        if isinstance(node, str):
            out.append(node)
            length += len(node)
            return
        place = len(spans)
        if node.mark:
            spans.append(Span(length, length, node.mark, parent))
        inner = place if node.mark and node.mark.kind == "task" else parent
        for part in node.parts:
            walk(part, inner)
        if node.mark:
            spans[place] = spans[place]._replace(end=length)

    walk(piece, None)
    return Rendered("".join(out), tuple(spans))
