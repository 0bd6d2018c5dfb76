"""The blocks of a Word file between reading and writing: lines, and tables whose cells hold blocks again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.read.writer import MAX_SPAN, PAGE, Field, Shape, Writer

RENDERED, BREAK = "\x01", "\x02"
"""Stand for a page that begins: as Word last laid the text out, or by a break that the author set. No XML can hold them."""
MARKS = RENDERED + BREAK
LEADER = "\x03"
"""Stands for a tab in an entry of a table of contents, which is drawn as dots."""
_BLANKS = re.compile(r"[ \t\r\n]+")
SYMBOL_FONT = dict(zip("\uf0a3\uf0b3\uf0b1\uf0b0\uf0b4\uf0b8\uf0b9\uf0bb\uf06d\uf0b7\uf0a5\uf025\uf02b\uf02d\uf03c\uf03d\uf03e",
                        "≤≥±°×÷≠≈μ·∞%+−<=>", strict=True))  # fmt: skip
"""Signs of the font Symbol that stand for something in a plan, by the places where Word keeps them."""
PICTURE = "●"
_UNPAGED = str.maketrans({**SYMBOL_FONT, "\u00ad": "", LEADER: "……", RENDERED: "", BREAK: ""})
_STANDS_FOR = re.compile("[\x01-\x03\u00ad\uf000-\uf0ff]")
_PAGED = _UNPAGED | str.maketrans({RENDERED: PAGE, BREAK: PAGE})


@dataclass(slots=True)
class WordCell:
    """A cell: the grid column that it begins in, how far it reaches, and the blocks in it."""

    column: int
    columns: int
    rows: int = 1
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class WordTable:
    """A table, also while it is being read: `column` is where the next cell begins, `cell` the one that is open."""

    rows: list[list[WordCell]] = field(default_factory=list)
    reaching: dict[int, WordCell] = field(default_factory=dict)
    """Column -> the cell that reaches down through it."""
    column: int = 0
    cell: WordCell | None = None


Block = str | WordTable


def _strings(blocks: Sequence[Block]) -> Iterator[str]:
    """All text of blocks, that of tables inside too, in reading order."""
    waiting: list[Iterator[Block]] = [iter(blocks)]
    while waiting:
        block = next(waiting[-1], None)
        if block is None:
            waiting.pop()
        elif isinstance(block, str):
            yield block
        else:
            waiting.append(b for row in block.rows for cell in row for b in cell.blocks)


def shape_of(cell: WordCell) -> Shape:
    """How much a cell holds, tables inside it included."""
    texts = [t for t in _strings(cell.blocks) if t.strip()]
    return Shape(sum(map(len, texts)), len(texts))


def _shown(text: str, paged: bool) -> str:
    if _STANDS_FOR.search(text) is None:
        return text
    return text.translate(_PAGED if paged else _UNPAGED)


def write_blocks(blocks: Sequence[Block], out: Writer, paged: bool) -> None:
    """Write blocks as lines and declared tables; `paged` tells whether the pages of the file are to be trusted."""
    for block in blocks:
        if isinstance(block, str):
            for line in _shown(block, paged).split("\n"):
                out.line(line.rstrip(" \t") if line.strip(" \t" + PAGE) else PAGE * line.count(PAGE))
        else:
            rows = [[_field(cell, paged) for cell in row] for row in block.rows]
            out.table(rows)


def _field(cell: WordCell, paged: bool) -> Field:
    words = " ".join(t for t in _strings(cell.blocks) if t)
    return Field(_BLANKS.sub(" ", _shown(words, paged)).strip(" "), cell.column, min(cell.rows, MAX_SPAN * 10), cell.columns)
