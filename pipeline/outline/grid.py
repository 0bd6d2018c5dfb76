"""Tables with a grid: declared by the format of the source, or drawn with pipes (`| 1 | … |`)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.cells import bare, column_rule
from pipeline.outline.tables import RUNNING_NUMBER, Cell, Column, Line, Row, Table, assemble, read_columns, with_attributes
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
    columns = _numbers_under_name(columns, grid, first)
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


def _numbers_under_name(columns: tuple[Column, ...], grid: list[list[GridCell | None]], first: int) -> tuple[Column, ...]:
    """Columns under one header (指标 over number and name): the first has the numbers if its cells are such, else the groups."""
    out = list(columns)
    for c in reversed(range(len(columns) - 1)):
        own = [cell.text for row in grid[first:] if (cell := row[c]) is not None and cell.text and cell is not row[c + 1]]
        same = columns[c].header == columns[c + 1].header and columns[c].role != "number"
        if same and not own and out[c + 1].role == "category" and columns[c].rule_role == "name":
            out[c] = replace(columns[c], role="category")  # never without the column beside it
        if same and own and columns[c].role in ("name", "content", "task_name"):
            numbers = all(RUNNING_NUMBER.fullmatch(text.rstrip(".、")) for text in own)
            out[c] = replace(columns[c], role="number" if numbers else "category" if columns[c].rule_role == "name" else columns[c].role)
            if columns[c + 1].rule_role in ("name", "content", "task_name") and out[c + 1].role != "category":
                out[c + 1] = replace(columns[c + 1], role=columns[c + 1].rule_role)
    return tuple(out)


_RULE_LINE = re.compile(r"[|｜\s:：+=-]+")


def looks_piped(text: str) -> bool:
    """Whether a line is drawn with pipes: at least two of them."""
    return text.count("|") + text.count("｜") >= 2


def read_piped(lines: Sequence[Line], rules: RuleSet) -> tuple[Table, int] | None:
    """A table drawn with pipes, and how many of `lines` it takes; a line that only draws (| --- | --- |) is no row."""
    cells: list[GridCell] = []
    used = row = 0
    for line in lines:
        if not looks_piped(line.text):
            break
        used += 1
        if _RULE_LINE.fullmatch(line.text):
            continue
        at = line.start
        pieces = re.split("[|｜]", line.text)
        first = 1 if line.text.startswith(("|", "｜")) else 0
        for n, piece in enumerate(pieces):
            words = piece.strip()
            begin = at + len(piece) - len(piece.lstrip()) if words else at
            if n >= first and (words or n < len(pieces) - 1):
                cells.append(GridCell(words, Span(begin, begin + len(words)), row, n - first, 1, 1))
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
    if depth == 1 and len(below) and sum(1 for c in below if c is not None and column_rule(bare(c.text), rules)) >= 2:
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
    columns = read_columns(headers, rules)
    return (columns, top + depth) if columns else None
