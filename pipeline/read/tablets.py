"""Tables as pages hold them, and one table made of the parts that stand on several pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from pipeline.read.paragraphs import joined
from pipeline.read.ruled import Grid

_SAME_COLUMN = 1.5
"""So far, in millimetres, the sides of a column may lie apart on two pages."""
_NUMBER = re.compile(r"\d{1,3}(?:[.-]\d{1,2})?|[（(]\d{1,2}[）)]|[一二三四五六七八九十]{1,3}")
_ALWAYS = 2
"""So many cells of a row are empty that are filled in all other rows: then the row is no whole one."""
_OPEN = ("、", "，", "（", "“", "《")


@dataclass(slots=True)
class TabletCell:
    """A cell with its words; `row` counts in the whole table."""

    text: str
    row: int
    column: int
    rows: int
    columns: int


@dataclass(slots=True)
class TabletRow:
    """The cells that start in a row, the page it stands on, and whether it only says the header again."""

    page: int
    cells: list[TabletCell]
    repeated: bool = False
    note: str | None = None
    """A line that stands between the parts of a table (续表) and is no row."""


@dataclass(slots=True)
class Tablet:
    """A table: the sides of its columns from the left one, and its rows."""

    xs: tuple[float, ...]
    rows: list[TabletRow]
    height: int
    part: int
    page: int
    """The page that its last row stands on."""
    column: int = 0
    """The column of the page that its last row stands in: 0 where the page has none, or it runs over them; 1 left, 2 right."""
    own: list[TabletCell] = field(default_factory=list)

    @classmethod
    def of(cls, grid: Grid, texts: Sequence[str], page: int, part: int) -> Tablet:
        """The table of one grid with the text of each of its cells."""
        rows: list[TabletRow] = [TabletRow(page, []) for _ in range(len(grid.ys) - 1)]
        cells = [TabletCell(text, *cell) for cell, text in zip(grid.cells, texts, strict=True)]
        for cell in cells:
            rows[cell.row].cells.append(cell)
        return cls(tuple(x - grid.xs[0] for x in grid.xs), rows, len(rows), part, page, own=cells)


def go_on(table: Tablet, more: Tablet, note: str | None) -> bool:
    """Append `more` if it is the rest of `table` on the next page, or in the column beside: it has the same columns. Says whether it was.

    A header that is said again is kept as text and is no row; a row that the page cut in two is made whole.
    """
    beside = more.page == table.page and (table.column, more.column) == (1, 2)
    if more.part != table.part or not (beside or more.page == table.page + 1) or len(more.xs) != len(table.xs):
        return False
    if any(abs(a - b) > _SAME_COLUMN for a, b in zip(more.xs, table.xs, strict=True)):
        return False
    header = _repeated(table, more)
    for row in more.rows[:header]:
        row.repeated = True
    body = more.rows[header:]
    whole = bool(body) and _cut(table, body[0])
    if whole:
        _mend(table, body)
    shift = table.height - header - whole
    for row in body[whole:]:
        for cell in row.cells:
            cell.row += shift
    if note is not None:
        table.rows.append(TabletRow(more.page, [], note=note))
    table.rows += [row for n, row in enumerate(more.rows) if not (whole and n == header)]
    table.own += [cell for row in body[whole:] for cell in row.cells]
    table.height += len(body) - whole
    table.page, table.column = more.page, more.column
    return True


def _repeated(table: Tablet, more: Tablet) -> int:
    """How many rows at the top of `more` are the top rows of `table` again."""
    count = 0
    for old, new in zip(table.rows, more.rows[:-1], strict=False):
        same = [(c.text, c.column, c.rows) for c in old.cells] == [(c.text, c.column, c.rows) for c in new.cells]
        if not same or (not any(c.text for c in new.cells) and not count):
            break
        count += 1
    while count and any(c.row + c.rows > count for row in more.rows[:count] for c in row.cells):
        count -= 1
    return count


def _cut(table: Tablet, first: TabletRow) -> bool:
    """Whether the first row on a page is the rest of the row before it: it lacks the number that all rows have.

    Where rows have no numbers, a cell above that stops at a comma tells, or several cells that are empty and are so in no other row.
    """
    if not any(cell.text for cell in first.cells) or len(first.cells) < 2:
        return False
    above = _last_row(table)
    if any(cell.text and cell.column not in above for cell in first.cells):
        return False
    for column in range(len(table.xs) - 1):
        known = [cell.text for cell in table.own if cell.column == column and cell.columns == 1 and cell.row and cell.text]
        if known and sum(1 for text in known if _NUMBER.fullmatch(text)) >= 0.6 * len(known):
            return any(cell.column == column and not cell.text for cell in first.cells)
    if any(cell.text and above[cell.column].text.endswith(_OPEN) for cell in first.cells):
        return True
    others = [cell for cell in table.own if cell.row and cell.columns == 1]
    filled = {cell.column for cell in others} - {cell.column for cell in others if not cell.text}
    return not first.cells[0].text and sum(cell.column in filled for cell in first.cells if not cell.text) >= _ALWAYS


def _last_row(table: Tablet) -> dict[int, TabletCell]:
    """The cells that reach down to the last row, by the column that they start in."""
    return {cell.column: cell for cell in table.own if cell.row + cell.rows == table.height}


def _mend(table: Tablet, body: list[TabletRow]) -> None:
    """Give the words of the first row of `body` to the cells above; what reaches further down starts a row lower."""
    above = _last_row(table)
    for cell in body[0].cells:
        if cell.text:
            above[cell.column].text += joined(above[cell.column].text, cell.text)
        if cell.rows > 1 and len(body) > 1:
            body[1].cells.append(TabletCell("", cell.row + 1, cell.column, cell.rows - 1, cell.columns))
    if len(body) > 1:
        body[1].cells.sort(key=lambda c: c.column)
