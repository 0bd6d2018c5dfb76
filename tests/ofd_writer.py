"""Writes small OFD files (GB/T 33190-2016) for the tests: a plan given as paragraphs and tables, laid out on pages.

It sets type the way offices do: 28 characters a line, 22 lines a page, paragraphs set in by two characters, no mark
at the start of a line, page numbers between dashes, tables with rules and merged cells that go on over pages.
"""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 210.0, 297.0
SIZE = 5.5
LEFT = 28.0
PER_LINE = 28
PITCH = 9.9
TOP = 40.0
LINES = 22
CELL_SIZE = 4.0
CELL_PITCH = 5.6
_NOT_FIRST = "。，、；：！？）》”’】〕%％"
_NOT_LAST = "（《“‘【〔"
_NS = 'xmlns:ofd="http://www.ofdspec.org/2016"'

Mode = Literal["run", "list", "char"]


@dataclass(frozen=True)
class Para:
    """A paragraph; `indent` in characters, `align` of its lines."""

    text: str
    indent: float = 2
    size: float = SIZE
    align: Literal["left", "centre", "right"] = "left"


@dataclass(frozen=True)
class Grid:
    """A ruled table. A cell of None goes on with the cell above it, one of "<" with the cell to its left."""

    rows: Sequence[Sequence[str | None]]
    widths: Sequence[int] | None = None
    """Characters to a column; by default as many as its words want."""
    open_sides: bool = False


@dataclass(frozen=True)
class Frame:
    """Paragraphs in a box with a title row, as 专栏 are set."""

    title: str
    paragraphs: Sequence[str]


@dataclass(frozen=True)
class Typed:
    """A line as a machine types it: every half-width column at its place. None starts a new page."""

    text: str | None
    columns: int = 80


Block = Para | Grid | Frame | Typed


def em(character: str) -> float:
    """The width of a character in fonts like SimSun: Latin letters, those of pinyin too, take half of the others."""
    return 0.5 if character.isascii() or (character < "\u0300" and character.isalpha()) else 1.0


def width_of(text: str) -> float:
    return sum(map(em, text))


def wrapped(text: str, indent: float, room: float) -> list[tuple[float, str]]:
    """The lines of a paragraph with the indent of each."""
    lines: list[tuple[float, str]] = []
    rest = text
    while rest:
        n = 0
        while n < len(rest) and indent + width_of(rest[: n + 1]) <= room + 1e-9:
            n += 1
        if n < len(rest):
            while n > 1 and (rest[n] in _NOT_FIRST or rest[n - 1] in _NOT_LAST or re.fullmatch("[A-Za-z]{2}", rest[n - 1 : n + 1])):
                n -= 1
        n = max(n, 1)
        lines.append((indent, rest[:n]))
        rest, indent = rest[n:], 0
    return lines


@dataclass
class Options:
    """How the same plan is to be written."""

    mode: Mode = "run"
    numbers: bool = True
    head: str = ""
    shuffle: int | None = None
    """A seed to draw the objects of each page in another order."""
    borders: Literal["lines", "cells", "fills"] = "lines"
    repeat_header: bool = True
    cut_rows: bool = False
    """Let a row go on over the end of a page."""
    columns: int = 1
    watermark: str = ""
    transform: bool = False
    """Put text through a CTM and name glyphs, as converters from PDF do."""


@dataclass
class _Sheet:
    objects: list[str] = field(default_factory=list)


class Writer:
    """Lays blocks out and gives the bytes of the file."""

    def __init__(self, options: Options | None = None) -> None:
        self.options = options or Options()
        self.sheets = [_Sheet()]
        self.y = TOP
        self.bottom = TOP + LINES * PITCH
        self.column = 0

    # --- objects ------------------------------------------------------------------------------------------------

    def text(self, x: float, y: float, words: str, size: float, *, into: list[str] | None = None) -> None:
        """`words` with their base line at y."""
        objects = self.sheets[-1].objects if into is None else into
        steps = [size * em(c) for c in words]
        if self.options.mode == "char":
            for character, step in zip(words, steps, strict=True):
                if character.strip():
                    objects.append(self._object(x, y, character, [], size))
                x += step
            return
        objects.append(self._object(x, y, words, steps[:-1], size))

    def _object(self, x: float, y: float, words: str, steps: Sequence[float], size: float) -> str:
        if self.options.mode == "list":
            delta = " ".join(f"{s:.4g}" for s in steps)
        else:
            runs: list[list[float]] = []
            for step in steps:
                if runs and runs[-1][1] == step:
                    runs[-1][0] += 1
                else:
                    runs.append([1, step])
            delta = " ".join(f"g {n:.0f} {s:.4g}" if n > 2 else " ".join([f"{s:.4g}"] * int(n)) for n, s in runs)
        deltas = f' DeltaX="{delta}"' if delta else ""
        box = f"{x:.4f} {y - size:.4f} {size * max(len(words), 1):.4f} {1.2 * size:.4f}"
        glyphs, matrix, scale = "", "", 1.0
        if self.options.transform:
            scale = 0.5
            matrix = ' CTM="2 0 0 2 0 0"'
            deltas = re.sub(r"(g \d+ )?([\d.]+)", lambda m: f"{m[1] or ''}{float(m[2]) / 2:.4g}", deltas)
            ids = " ".join(str(n + 3) for n in range(len(words)))
            count = f'CodeCount="{len(words)}" GlyphCount="{len(words)}"'
            glyphs = f'<ofd:CGTransform CodePosition="0" {count}><ofd:Glyphs>{ids}</ofd:Glyphs></ofd:CGTransform>'
        return (
            f'<ofd:TextObject ID="0" Font="2" Size="{size * scale:.4g}" Boundary="{box}"{matrix}>{glyphs}'
            f'<ofd:TextCode X="0" Y="{size * scale:.4g}"{deltas}>{escape(words)}</ofd:TextCode></ofd:TextObject>'
        )

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        if self.options.borders == "fills":
            w, h = max(x1 - x0, 0.2), max(y1 - y0, 0.2)
            data, more = f"M 0 0 L {w:.4f} 0 L {w:.4f} {h:.4f} L 0 {h:.4f} C", ' Stroke="false" Fill="true"'
        else:
            data, more = f"M 0 0 L {x1 - x0:.4f} {y1 - y0:.4f}", ""
        self.sheets[-1].objects.append(
            f'<ofd:PathObject ID="0" Boundary="{x0:.4f} {y0:.4f} {max(x1 - x0, 0.1):.4f} {max(y1 - y0, 0.1):.4f}" LineWidth="0.25"{more}>'
            f"<ofd:AbbreviatedData>{data}</ofd:AbbreviatedData></ofd:PathObject>"
        )

    def box(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.sheets[-1].objects.append(
            f'<ofd:PathObject ID="0" Boundary="{x0:.4f} {y0:.4f} {x1 - x0:.4f} {y1 - y0:.4f}"><ofd:AbbreviatedData>'
            f"M 0 0 L {x1 - x0:.4f} 0 L {x1 - x0:.4f} {y1 - y0:.4f} L 0 {y1 - y0:.4f} C</ofd:AbbreviatedData></ofd:PathObject>"
        )

    # --- blocks -------------------------------------------------------------------------------------------------

    @property
    def left(self) -> float:
        return LEFT + self.column * (SIZE * PER_LINE + 8) / 2

    @property
    def room(self) -> float:
        """Characters to a line."""
        return PER_LINE if self.options.columns == 1 else (SIZE * PER_LINE - 8) / 2 / self.size

    @property
    def size(self) -> float:
        return SIZE if self.options.columns == 1 else 3.66

    def page(self) -> None:
        self.sheets.append(_Sheet())
        self.y = TOP

    def turn(self, height: float) -> None:
        """A new column or page where less than `height` is left."""
        if self.y + height <= self.bottom:
            return
        if self.column + 1 < self.options.columns:
            self.column += 1
            self.y = TOP
        else:
            self.column = 0
            self.page()

    def add(self, block: Block) -> None:
        if isinstance(block, Grid):
            self._grid(block)
        elif isinstance(block, Frame):
            self._frame(block)
        elif isinstance(block, Typed):
            self._typed(block)
        else:
            size = block.size * self.size / SIZE
            pitch = max(PITCH * self.size / SIZE, 1.4 * size)
            room = self.room * self.size / size
            for indent, words in wrapped(block.text, block.indent, room):
                self.turn(pitch)
                free = room - width_of(words)
                shift = {"left": indent, "centre": free / 2, "right": free}[block.align]
                self.text(self.left + shift * size, self.y + size, words, size)
                self.y += pitch

    def _typed(self, block: Typed) -> None:
        if block.text is None:
            self.page()
            return
        size = 2 * PER_LINE * SIZE / block.columns
        for m in re.finditer(r"\S+(?: \S+)*", block.text):
            self.text(LEFT + width_of(block.text[: m.start()]) * size, self.y + size, m.group(), size)
        self.y += 1.6 * size

    def _frame(self, block: Frame) -> None:
        room = PER_LINE * SIZE / CELL_SIZE - 2
        lines = [line for text in block.paragraphs for line in wrapped(text, 2, room)]
        self.turn((len(lines) + 1) * CELL_PITCH + 6)
        right = LEFT + PER_LINE * SIZE
        top = self.y
        self.text(LEFT + 40, top + CELL_SIZE + 1, block.title, CELL_SIZE)
        middle = top + CELL_PITCH + 1.5
        self.y = middle + 1
        for indent, words in lines:
            self.text(LEFT + (1 + indent) * CELL_SIZE, self.y + CELL_SIZE, words, CELL_SIZE)
            self.y += CELL_PITCH
        self.box(LEFT, top, right, middle)
        self.box(LEFT, middle, right, self.y + 1)
        self.y += 6

    def _widths(self, block: Grid) -> list[float]:
        count = len(block.rows[0])
        wants = [max(3.0, *(min(width_of(row[c] or ""), 14.0) for row in block.rows)) for c in range(count)]
        if block.widths:
            wants = [float(w) for w in block.widths]
        whole = PER_LINE * SIZE
        return [w * whole / sum(wants) for w in wants]

    def _grid(self, block: Grid) -> None:
        widths = self._widths(block)
        xs = [LEFT + sum(widths[:c]) for c in range(len(widths) + 1)]
        lines: list[list[list[str]]] = []  # row, column: the lines of the cell that starts there
        spans: dict[tuple[int, int], tuple[int, int]] = {}
        for r, row in enumerate(block.rows):
            lines.append([])
            for c, words in enumerate(row):
                lines[-1].append([])
                if words is None or words == "<":
                    continue
                down = next((k for k in range(r + 1, len(block.rows)) if block.rows[k][c] is not None), len(block.rows)) - r
                over = next((k for k in range(c + 1, len(row)) if row[k] != "<"), len(row)) - c
                spans[r, c] = (down, over)
                room = (xs[c + over] - xs[c] - 2) / CELL_SIZE
                lines[-1][-1] = [text for _, text in wrapped(words, 0, room)]
        heights = [
            max(1, *(len(lines[r][c]) for c in range(len(widths)) if spans.get((r, c), (2, 1))[0] == 1), 1) for r in range(len(block.rows))
        ]
        for (r, c), (down, _) in spans.items():
            heights[r + down - 1] += max(0, len(lines[r][c]) - sum(heights[r : r + down]))
        r = 0
        while r < len(block.rows):
            r = self._part(block, r, heights, lines, spans, xs)

    def _part(
        self,
        block: Grid,
        first: int,
        heights: list[int],
        lines: list[list[list[str]]],
        spans: Mapping[tuple[int, int], tuple[int, int]],
        xs: Sequence[float],
    ) -> int:
        """As many rows from `first` as the page has room for; gives the next one."""
        rows = ([0] if first and self.options.repeat_header else []) + list(range(first, len(block.rows)))
        if self.y + (heights[rows[0]] + heights[rows[-1] if len(rows) < 2 else rows[1]]) * CELL_PITCH + 6 > self.bottom:
            self.page()
        chosen: list[int] = []
        ys = [self.y]
        cut: int | None = None
        for r in rows:
            height = heights[r] * CELL_PITCH + 2
            if ys[-1] + height > self.bottom:
                if self.options.cut_rows and heights[r] > 1 and ys[-1] + CELL_PITCH + 2 <= self.bottom:
                    cut = int((self.bottom - ys[-1] - 2) / CELL_PITCH)
                    chosen.append(r)
                    ys.append(ys[-1] + cut * CELL_PITCH + 2)
                break
            chosen.append(r)
            ys.append(ys[-1] + height)
        for k, r in enumerate(chosen):
            for c in range(len(xs) - 1):
                starts = r
                while block.rows[starts][c] is None:
                    starts -= 1
                if block.rows[starts][c] == "<" or (starts != r and k > 0 and starts in chosen):
                    continue
                down, over = spans[starts, c]
                below = max(n for n, other in enumerate(chosen) if starts <= other < starts + down and n >= k)
                words = lines[r][c]
                if cut is not None and r == chosen[-1]:
                    words, lines[r][c] = words[:cut], words[cut:]
                for n, text in enumerate(words):
                    self.text(xs[c] + 1, ys[k] + n * CELL_PITCH + CELL_SIZE + 0.8, text, CELL_SIZE)
                self._border(xs[c], ys[k], xs[c + over], ys[below + 1], block.open_sides, xs)
        self.y = ys[-1] + 4
        last = chosen[-1]
        if cut is not None:
            heights[last] -= cut
            self.page()
            return last
        if last + 1 < len(block.rows):
            self.page()
        return last + 1

    def _border(self, x0: float, y0: float, x1: float, y1: float, open_sides: bool, xs: Sequence[float]) -> None:
        if self.options.borders == "cells" and not open_sides:
            self.box(x0, y0, x1, y1)
            return
        self.rule(x0, y0, x1, y0)
        self.rule(x0, y1, x1, y1)
        if not (open_sides and x0 == xs[0]):
            self.rule(x0, y0, x0, y1)
        if not (open_sides and x1 == xs[-1]):
            self.rule(x1, y0, x1, y1)

    # --- the file -----------------------------------------------------------------------------------------------

    def finished(self) -> list[list[str]]:
        """The objects of each page, with its number and its watermark."""
        out: list[list[str]] = []
        rest = random.Random(self.options.shuffle)
        for n, sheet in enumerate(self.sheets):
            objects = list(sheet.objects)
            if self.options.numbers:
                self.text(WIDTH / 2 - 8, HEIGHT - 20, f"— {n + 1} —", CELL_SIZE, into=objects)
            if self.options.shuffle is not None:
                rest.shuffle(objects)
            if self.options.watermark:
                objects.append(self.slanting(self.options.watermark))
            out.append(objects)
        return out

    def slanting(self, words: str) -> str:
        """Words across the page."""
        return (
            f'<ofd:TextObject ID="0" Font="2" Size="12" Boundary="40 120 120 120" CTM="0.7 -0.7 0.7 0.7 0 80" Alpha="60">'
            f'<ofd:TextCode X="0" Y="12" DeltaX="g 9 12">{escape(words)}</ofd:TextCode></ofd:TextObject>'
        )

    def files(self) -> dict[str, str]:
        """The members of the archive."""
        out: dict[str, str] = {}
        pages = []
        for n, objects in enumerate(self.finished()):
            template = '<ofd:Template TemplateID="90" ZOrder="Background"/>' if self.options.head else ""
            out[f"Doc_0/Pages/Page_{n}/Content.xml"] = page_xml("".join(objects), template)
            pages.append(f'<ofd:Page ID="{n + 1}" BaseLoc="Pages/Page_{n}/Content.xml"/>')
        templates = ""
        if self.options.head:
            objects = []
            self.text(LEFT, 30, self.options.head, CELL_SIZE, into=objects)
            out["Doc_0/Tpls/Tpl_0/Content.xml"] = page_xml("".join(objects))
            templates = '<ofd:TemplatePage ID="90" BaseLoc="Tpls/Tpl_0/Content.xml"/>'
        out["Doc_0/Document.xml"] = document_xml("".join(pages), templates)
        out["OFD.xml"] = ofd_xml("Doc_0/Document.xml")
        return out

    def bytes(self) -> bytes:
        return packed(self.files())


def page_xml(objects: str, before: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Page {_NS}><ofd:Area>'
        f"<ofd:PhysicalBox>0 0 {WIDTH:g} {HEIGHT:g}</ofd:PhysicalBox></ofd:Area>"
        f'{before}<ofd:Content><ofd:Layer ID="3">{objects}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def document_xml(pages: str, common: str = "", after: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><ofd:Document {_NS}><ofd:CommonData><ofd:MaxUnitID>99</ofd:MaxUnitID><ofd:PageArea>'
        f"<ofd:PhysicalBox>0 0 {WIDTH:g} {HEIGHT:g}</ofd:PhysicalBox></ofd:PageArea>{common}</ofd:CommonData>"
        f"<ofd:Pages>{pages}</ofd:Pages>{after}</ofd:Document>"
    )


def ofd_xml(*roots: str) -> str:
    bodies = "".join(
        f"<ofd:DocBody><ofd:DocInfo><ofd:DocID>0</ofd:DocID></ofd:DocInfo><ofd:DocRoot>{r}</ofd:DocRoot></ofd:DocBody>" for r in roots
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><ofd:OFD {_NS} Version="1.0" DocType="OFD">{bodies}</ofd:OFD>'


def text_xml(x: float, y: float, words: str, size: float = SIZE, more: str = "", code: str = "") -> str:
    """A text object whose characters follow each other by their own width."""
    delta = code or (f'DeltaX="g {len(words) - 1} {size:g}"' if len(words) > 1 else "")
    return (
        f'<ofd:TextObject ID="0" Font="2" Size="{size:g}" Boundary="{x:g} {y - size:g} {size * len(words):g} {size:g}" {more}>'
        f'<ofd:TextCode X="0" Y="{size:g}" {delta}>{escape(words)}</ofd:TextCode></ofd:TextObject>'
    )


def one_page(objects: str, before: str = "", common: str = "", **more: str) -> bytes:
    """A file of one page with these objects."""
    files = {
        "OFD.xml": ofd_xml("Doc_0/Document.xml"),
        "Doc_0/Document.xml": document_xml('<ofd:Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/>', common),
        "Doc_0/Pages/Page_0/Content.xml": page_xml(objects, before),
    }
    return packed({**files, **more})


def packed(files: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            archive.writestr(zipfile.ZipInfo(path, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def write_ofd(blocks: Iterable[Block], options: Options | None = None) -> bytes:
    writer = Writer(options)
    for block in blocks:
        writer.add(block)
    return writer.bytes()


_FRONT = re.compile(r"[一1][、.]|第一章|[（(]一[）)]")
_TITLE = re.compile(r"^(?![（(]此件)[^，。；：:|>]{6,60}(?:规划|計劃|计划|方案|要点|報告|报告|的?通知|意见|纲要|[）》])$")


def blocks_of(text: str, merged: Iterable[int] = (0, 1)) -> list[Block]:
    """A sample plan as it would be laid out: titles in the middle and larger, paragraphs set in, tab and pipe tables ruled.

    In the columns `merged` an empty cell goes on with the one above it.
    """
    blocks: list[Block] = []
    rows: list[list[str]] = []
    front = True

    def table() -> None:
        if rows:
            wide = max(map(len, rows))
            full = [row + [""] * (wide - len(row)) for row in rows]
            blocks.append(
                Grid(
                    [
                        [None if n and not c and k in merged and "<" not in row else c for k, c in enumerate(row)]
                        for n, row in enumerate(full)
                    ]
                )
            )
            rows.clear()

    lines = text.splitlines()
    for n, raw in enumerate(lines):
        line = raw.strip(" \u3000")
        fields = re.split(" {2,}", line)
        if len(fields) >= 4:
            rows.append(fields)
            continue
        if (
            rows
            and len(fields) == 1
            and 0 < len(line) < 20
            and n + 1 < len(lines)
            and len(re.split(" {2,}", lines[n + 1])) == len(rows[-1])
        ):
            rows.append([line, *["<"] * (len(rows[-1]) - 1)])  # a line of its own for the rows below
            continue
        if "\t" in line:
            rows.append([cell.strip() for cell in raw.strip(" \u3000\n").split("\t")])
            continue
        if re.fullmatch(r"\|(?:.*\|){2,}", line):
            if not re.fullmatch(r"[|\s:-]+", line):
                rows.append([cell.strip() for cell in line[1:-1].split("|")])
            continue
        if not line:
            continue
        table()
        front = front and not _FRONT.match(line)
        if front and _TITLE.match(line):
            blocks.append(Para(line, 0, 1.3 * SIZE, "centre"))
        elif front and line.endswith(("：", "文件")):
            blocks.append(Para(line, 0))
        else:
            blocks.append(Para(line))
    table()
    return blocks


def typed_blocks_of(text: str) -> list[Block]:
    """A sample that came with its lines broken and its columns set by spaces, laid out just so; its page numbers end pages."""
    blocks: list[Block] = []
    lines = text.splitlines()
    columns = int(2 * max(width_of(line) for line in lines)) + 1
    for n, line in enumerate(lines):
        blocks.append(Typed(line, columns))
        if re.fullmatch(r"\s*(?:— \d+ —|\d+)", line) and n + 1 < len(lines):
            blocks.append(Typed(None))
    return blocks
