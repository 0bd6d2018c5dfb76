"""Labels of a site's box that a narrow cell broke over two lines, made whole when a page was printed.

Between the two halves may stand the line with the value, set in the middle of its cell; a value of two lines stands beside both.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.read.lines import Field, Line

_CLOSE, _APART = 0.9, 1.7
"""Two lines of one cell are so many sizes apart."""
_ALIGNED = 0.3
"""What starts within so many sizes stands in one cell."""
_FIRST, _REST = 5, 4
"""Characters of the halves of a label, with its colon."""
_LONGEST = 60
"""Characters of a cell; what is longer is text."""
_COLONS = ("：", ":")


def whole_labels(lines: Sequence[Line]) -> list[Line]:
    """The lines, those of a row whose label was broken as one."""
    if not any(len(f.text) <= _REST and f.text.endswith(_COLONS) for line in lines for f in line.fields):
        return [*lines]
    out: list[Line] = []
    n = 0
    while n < len(lines):
        taken = next((k for k in (2, 1) if n + k < len(lines) and _is_row(lines[n : n + k + 1])), 0)
        out.append(_row(lines[n : n + taken + 1]) if taken else lines[n])
        n += taken + 1
    return out


def _is_row(lines: Sequence[Line]) -> bool:
    """Whether the last of these lines holds the second half of a label that the first one begins, and all are of one row."""
    first, last = lines[0], lines[-1]
    size = first.size
    if not _CLOSE * size <= last.y - first.y <= _APART * size or any(len(f.text) > _LONGEST for f in last.fields):
        return False
    halves = [
        (a, b) for b in last.fields if _ends_label(b) for a in first.fields if _begins_label(a) and abs(a.x0 - b.x0) <= _ALIGNED * size
    ]
    if not halves:
        return False
    starts = [f.x0 for line in lines[:-1] for f in line.fields]
    return all(any(abs(f.x0 - x) <= _ALIGNED * size for x in starts) for f in last.fields)


def _begins_label(field: Field) -> bool:
    return len(field.text) <= _FIRST and not field.text.endswith(_COLONS) and all("\u4e00" <= c <= "\u9fff" for c in field.text)


def _ends_label(field: Field) -> bool:
    return 1 < len(field.text) <= _REST and field.text.endswith(_COLONS) and all("\u4e00" <= c <= "\u9fff" for c in field.text[:-1])


def _row(lines: Sequence[Line]) -> Line:
    """The lines of a row as one: what stands in one cell is put together from top to bottom."""
    cells: list[Field] = []
    for line in lines:
        for field in line.fields:
            n = next((n for n, cell in enumerate(cells) if abs(cell.x0 - field.x0) <= _ALIGNED * line.size), None)
            if n is None:
                cells.append(field)
            else:
                cells[n] = Field(cells[n].x0, max(cells[n].x1, field.x1), cells[n].text + field.text)
    first = lines[0]
    return Line(first.y, first.size, sorted(cells), first.page, first.part, first.key)
