"""The source text as a page shows it: paragraphs in blocks of about one screen, each a row of pieces.

A browser lays out only the blocks that are near the screen. A piece is a segment within one line; line ends stand
in no piece, and every line carries the offset of its first character, so that a script can count back to the source.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipeline.report.records import Mended, Shown, marks
from pipeline.report.segments import Segment, segments

_LINE_END = re.compile(r"\r\n|\r|\n")
_COLUMN = 38  # characters of a line on an ordinary screen, to guess how many rows a paragraph takes
_BLOCK = 36  # rows of a block, and what the style sheet takes for the height of one that is not laid out


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line: its words, the classes and numbers of what covers it, and the anchors that begin here.

    `tag` numbers a task that begins here, `after` is what a repair put in the place of what ends here.
    """

    text: str
    kinds: str = ""
    refs: str = ""
    anchors: tuple[str, ...] = ()
    tag: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the source, and the offset of its first character."""

    at: int
    pieces: tuple[Piece, ...]


def blocks(text: str, rows: Sequence[Shown], edits: Sequence[Mended]) -> list[list[Line]]:
    """The whole text in blocks of lines."""
    out: list[list[Line]] = [[]]
    tall = 0
    for line in lines(text, rows, edits):
        if tall >= _BLOCK:
            out.append([])
            tall = 0
        out[-1].append(line)
        tall += 1 + sum(len(p.text) for p in line.pieces) // _COLUMN
    return out


def lines(text: str, rows: Sequence[Shown], edits: Sequence[Mended]) -> Iterator[Line]:
    """The lines of the text with their pieces; a line end belongs to the line that it ends."""
    maker = _Maker(text, rows, edits)
    found = segments(len(text), marks(rows, edits), maker.put)
    number = at = 0
    for cut in _LINE_END.finditer(text):
        yield Line(at, tuple(maker.pieces(found, number, at, cut.start(), cut.end())))
        at = cut.end()
        while number < len(found) and found[number].end <= at:
            number += 1
    if at < len(text) or at == 0 or len(text) in maker.put:
        yield Line(at, (*maker.pieces(found, number, at, len(text), len(text)), *maker.points(len(text))))


class _Maker:
    """Makes pieces of segments."""

    def __init__(self, text: str, rows: Sequence[Shown], edits: Sequence[Mended]) -> None:
        self.text, self.rows, self.edits = text, rows, edits
        self.first: dict[int, list[int]] = defaultdict(list)
        for n, row in enumerate(rows):
            self.first[row.spans[0][0]].append(n)
        self.put: dict[int, list[int]] = defaultdict(list)
        for n, edit in enumerate(edits):
            if edit.start == edit.end:
                self.put[edit.start].append(n)

    def pieces(self, found: Sequence[Segment], number: int, at: int, end: int, behind: int) -> Iterator[Piece]:
        """The pieces of the line `[at, end)`, whose line end reaches to `behind`, from the segment of this number on."""
        while number < len(found) and found[number].start < behind:
            segment = found[number]
            if segment.start >= at:
                yield from self.points(segment.start)
            start, stop = max(segment.start, at), min(segment.end, end)
            if start < stop:
                yield self._piece(segment, start, stop)
            elif segment.start >= at:
                yield from self._joined(segment)
            number += 1

    def _piece(self, segment: Segment, start: int, stop: int) -> Piece:
        if not segment.refs:
            return Piece(self.text[start:stop])
        own = [r for r in segment.refs if r < len(self.rows)]
        repairs = [self.edits[r - len(self.rows)] for r in segment.refs if r >= len(self.rows)]
        kinds = dict.fromkeys([*(self.rows[r].kind for r in own), *(edit.kind for edit in repairs)])
        begins = [n for n in self.first.get(start, ()) if n in own]
        after = next((e.after for e in reversed(repairs) if e.end == stop and e.after), "")
        return Piece(
            self.text[start:stop], " ".join(kinds), " ".join(map(str, segment.refs)), tuple(self.rows[n].name for n in begins),
            " ".join(self.rows[n].tag for n in begins if self.rows[n].tag), after,
        )  # fmt: skip

    def points(self, at: int) -> Iterator[Piece]:
        """What repairs put in here, where nothing stood."""
        for n in self.put.get(at, ()):
            yield Piece("", "mend put", str(len(self.rows) + n), after=self.edits[n].after)

    def _joined(self, segment: Segment) -> Iterator[Piece]:
        """A line end that a repair took away."""
        for ref in segment.refs:
            if ref >= len(self.rows) and self.edits[ref - len(self.rows)].kind == "mend":
                yield Piece("", "mend joined", str(ref))
