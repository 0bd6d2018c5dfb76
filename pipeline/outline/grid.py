"""Tables with a grid: declared by the format of the source, or drawn with pipes (`| 1 | … |`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.cells import OVER_ROWS, bare, column_rule, ends_table
from pipeline.outline.tables import Cell, Column, Line, Row, Table, assemble, read_columns, under_one_header, with_attributes
from pipeline.text import Span
from rules import RuleSet


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a declared table in clean offsets."""

    text: str
    span: Span
    row: int
    column: int
    rows: int
    columns: int


def read_grid(cells: Sequence[GridCell], span: Span, rules: RuleSet) -> Table | None:
    """A declared table: one or two header rows, merged cells carried; None where its header tells nothing."""
    height = max((c.row + c.rows for c in cells), default=0)
    width = max((c.column + c.columns for c in cells), default=0)
    if height < 2 or width < 2 or width > 60:
        return None
    grid: list[list[GridCell | None]] = [[None] * width for _ in range(height)]
    for cell in cells:
        for r in range(cell.row, min(cell.row + cell.rows, height)):
            for c in range(cell.column, min(cell.column + cell.columns, width)):
                grid[r][c] = cell
    found = _grid_header(grid, rules)
    if found is None:
        return None
    columns, first = found
    words = [
        [cell.text if cell is not None and (c + 1 == width or cell is not row[c + 1]) else "" for c, cell in enumerate(row)]
        for row in grid[first:]
    ]
    columns = under_one_header(columns, words)
    columns = with_attributes(columns, [cell.text for row in grid[first:] for cell in row if cell is not None], rules)
    items: list[Row | Cell] = []
    for r in range(first, height):
        fields: list[Cell | None] = []
        spans: list[Span] = []
        for c in range(width):
            field = grid[r][c]
            if field is not None and c + 1 < width and grid[r][c + 1] is field and columns[c].role == "category" and field.columns < width:
                fields.append(Cell("", ()))  # a name that takes the place of its group as well: it has none
                continue
            if field is not None and c and grid[r][c - 1] is field and columns[c - 1].role != "category":
                field = None
            if field is None or not field.text:
                fields.append(None)
                continue
            inherited = field.row < r
            fields.append(Cell(field.text, (field.span,), inherited))
            if not inherited:
                spans.append(field.span)
        known = [f for f in fields if f is not None and f.text]
        if len({f.spans for f in known}) == 1 and not known[0].inherited and len(known[0].text) <= 30:
            items.append(known[0])
        elif spans and len(known) >= 2:
            own = [f for f, c in zip(fields, columns, strict=True) if c.role == "number" and f is not None]
            start = own[0].spans[0].start if own and not own[0].inherited else min(s.start for s in spans)
            items.append(Row(tuple(fields), Span(start, max(s.end for s in spans))))
    return assemble(columns, items, span)


_RULE_LINE = re.compile(r"[|｜\s:：+=-]+")


def looks_piped(text: str) -> bool:
    """Whether a line is drawn with pipes: at least two of them."""
    return text.count("|") + text.count("｜") >= 2


_LONGEST_OVER = 20
"""A line between rows that is no longer may stand over those below it without a number of its own."""


def _over_rows(words: str, rules: RuleSet) -> bool:
    short = len(words) <= _LONGEST_OVER and not words.endswith(("。", "：", ":", "；")) and not ends_table(words, rules)
    return short or OVER_ROWS.match(words) is not None


def _bars(line: Line) -> int:
    return line.text.count("|") + line.text.count("｜")


def read_piped(lines: Sequence[Line], rules: RuleSet) -> tuple[Table, int] | None:
    """A table drawn with pipes, and how many of `lines` it takes; a line that only draws (| --- | --- |) is no row."""
    cells: list[GridCell] = []
    used = row = 0
    framed = lines[0].text.startswith(("|", "｜"))
    for n, line in enumerate(lines):
        if not looks_piped(line.text):
            below = lines[n + 1] if n + 1 < len(lines) else None
            if (
                not row
                or below is None
                or _bars(below) != _bars(lines[0])
                or below.text == lines[0].text
                or not _over_rows(line.text, rules)
            ):
                break
            cells.append(GridCell(line.text, Span(line.start, line.end), row, 0, 1, 1))
            used += 1
            row += 1
            continue
        used += 1
        if _RULE_LINE.fullmatch(line.text):
            continue
        at = line.start
        pieces = re.split("[|｜]", line.text)
        first = 1 if framed and line.text.startswith(("|", "｜")) else 0  # else a bar at the start is behind an empty cell
        for k, piece in enumerate(pieces):
            words = piece.strip()
            begin = at + len(piece) - len(piece.lstrip()) if words else at
            if k >= first and (words or k < len(pieces) - 1):
                cells.append(GridCell(words, Span(begin, begin + len(words)), row, k - first, 1, 1))
            at += len(piece) + 1
        row += 1
    table = read_grid(cells, Span(lines[0].start, lines[used - 1].end), rules) if row >= 2 else None
    return (table, used) if table is not None else None


def _grid_header(grid: list[list[GridCell | None]], rules: RuleSet) -> tuple[tuple[Column, ...], int] | None:
    """The header of a grid and the first row below it: the row with the most known headers among the first four."""
    best: tuple[int, int] | None = None
    for r in range(min(4, len(grid) - 1)):
        known = len({id(c) for c in grid[r] if c is not None and column_rule(bare(c.text), rules) is not None})
        if known >= 2 and (best is None or known > best[0]):
            best = (known, r)
    if best is None:
        return None
    top = best[1]
    depth = max((c.row + c.rows - top for c in grid[top] if c is not None and c.row == top), default=1)
    below = grid[top + 1] if top + 1 < len(grid) else []
    if depth == 1 and len({id(c) for c in below if c is not None and column_rule(bare(c.text), rules)}) >= 2:
        depth = 2
    depth = min(depth, 2, len(grid) - 1 - top)
    headers = []
    for c in range(len(grid[0])):
        stack: list[GridCell] = []
        for r in range(top, top + depth):
            cell = grid[r][c]
            if cell is not None and cell.text and (not stack or stack[-1] is not cell):
                stack.append(cell)
        # The lower header tells the role; where no rule knows it, both together may.
        texts = [cell.text for cell in stack]
        lower = texts[-1] if texts else ""
        headers.append(lower if column_rule(bare(lower), rules) or len(texts) < 2 else "".join(texts))
    for c in range(1, len(headers)):
        rule = column_rule(bare(headers[c - 1]), rules) if not headers[c] else None
        if rule is not None and rule.role == "name" and any((cell := row[c]) is not None and cell.text for row in grid[top + depth :]):
            headers[c] = headers[c - 1]  # a header over number and name, or group and name, whose second half was left empty
    columns = read_columns(headers, rules)
    return (columns, top + depth) if columns else None
