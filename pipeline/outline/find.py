"""Where the tables of a text are: the declared ones first, then those spread over lines, drawn, or set in columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.cells import spread_tables
from pipeline.centred import centred_tables
from pipeline.columned import columned_tables
from pipeline.outline.centred import read_centred
from pipeline.outline.columnar import header_roles, is_header_part, looks_columnar, names_rows, read_columnar
from pipeline.outline.columned import read_columned
from pipeline.outline.grid import GridCell, looks_piped, read_grid, read_piped
from pipeline.outline.ordered import read_ordered
from pipeline.outline.parted import read_parted
from pipeline.outline.spaced import read_flat, read_spaced
from pipeline.outline.spread import read_spread
from pipeline.outline.tables import Line, Table
from pipeline.outline.unnumbered import read_unnumbered
from pipeline.read.source import Table as SourceTable
from pipeline.text import AlignedText, Span
from pipeline.unnumbered import unnumbered_tables
from rules import RuleSet

_PARTED = re.compile("[ \u3000\t|｜]")
"""What parts the cells of a line, in whatever way it does."""
_LONGEST = 400
"""No table set in columns is followed for more lines than this."""


def find_tables(
    text: AlignedText, lines: Sequence[Line], declared: Sequence[SourceTable], rules: RuleSet
) -> tuple[dict[int, tuple[Table, int]], list[range]]:
    """Index of each table's first line -> the table and the index behind its last line; tables never overlap.

    And the lines of tables by their header and their rows whose cells no layout could set to columns.
    """
    found: dict[int, tuple[Table, int]] = {}
    taken: set[int] = set()
    unread: list[range] = []

    def take(first: int, end: int, table: Table | None) -> None:
        if table is not None and taken.isdisjoint(range(first, end)):
            found[first] = (table, end)
            taken.update(range(first, end))

    for table in declared:
        start, end = text.position(table.span.start), text.position(table.span.end)
        inside = [n for n, line in enumerate(lines) if start <= line.start < max(end, start + 1)]
        if inside:
            span = Span(lines[inside[0]].start, lines[inside[-1]].end)
            take(inside[0], inside[-1] + 1, read_grid(_clean_cells(text, table), span, rules))
    for region in spread_tables([line.text for line in lines], rules):
        header, body = lines[region.start : region.body], lines[region.body : region.end]
        read = read_parted(header, body, rules, lines[region.start - 1] if region.start else None) or read_spread(header, body, rules)
        if read is not None:
            end = next((n for n in range(region.body, region.end) if lines[n].start >= read.span.end), region.end)
            take(region.start - (read.span.start < lines[region.start].start), end, read)
    for centred in centred_tables([line.text for line in lines], rules):
        whole = read_centred(centred, lines, rules)
        if whole is not None:
            take(centred.start, whole[1], whole[0])
    for unnumbered in unnumbered_tables([line.text for line in lines], rules):
        whole = read_unnumbered(unnumbered, lines, [_indent(text.text, line) for line in lines], rules)
        if whole is not None:
            take(unnumbered.start, whole[1], whole[0])
        else:
            unread.append(range(unnumbered.start, unnumbered.anchors[-1] + 1))
    for columned in columned_tables([line.text for line in lines], rules):
        whole = read_columned(columned, lines, [_indent(text.text, line) for line in lines], rules)
        whole = whole or read_ordered(columned, lines, rules)
        if whole is not None:
            take(columned.start, whole[1], whole[0])
        else:
            unread.append(range(columned.start, columned.numbers[-1] + 1))
    n = 0
    refused: set[str] = set()  # headers that led to no table once do so again
    while n < len(lines):
        if _PARTED.search(lines[n].text) is None:
            n += 1
            continue
        top, laid_out = (n, None) if n in taken or lines[n].text in refused else _laid_out(text.text, lines, n, rules)
        if laid_out is None and ("\t" in lines[n].text or "|" in lines[n].text):
            refused.add(lines[n].text)
        if laid_out is None:
            n += 1
            continue
        take(top, top + laid_out[1], laid_out[0])
        n = max(top + laid_out[1], n + 1)
    return found, [region for region in unread if taken.isdisjoint(region)]


def _clean_cells(text: AlignedText, table: SourceTable) -> list[GridCell]:
    cells = []
    for cell in table.cells:
        start = text.position(cell.span.start)
        words = text.text[start : text.position(cell.span.end)]
        start += len(words) - len(words.lstrip())
        words = words.strip()
        cells.append(GridCell(words, Span(start, start + len(words)), cell.row, cell.column, cell.rows, cell.columns))
    return cells


def _laid_out(text: str, lines: Sequence[Line], n: int, rules: RuleSet) -> tuple[int, tuple[Table, int] | None]:
    """The table drawn or set in columns whose header has line `n`; its first line and what was read."""
    line = lines[n]
    if looks_piped(line.text):
        return n, read_piped(lines[n : n + _LONGEST], rules)
    if not looks_columnar(line.text) or header_roles(line, rules) < 2:
        flat = read_flat(line, rules)
        return n, (flat, 1) if flat is not None else read_spaced(lines[n : n + _LONGEST], rules)
    top = n
    while top and n - top < 2 and is_header_part(lines[top - 1], rules) and not names_rows(lines[top - 1], rules):
        top -= 1
    indents = [_indent(text, x) for x in lines[top : top + _LONGEST]]
    read = read_columnar(lines[top : top + _LONGEST], indents, rules)
    return (top, read) if read is not None or "\t" in line.text else (n, read_spaced(lines[n : n + _LONGEST], rules))


def _indent(text: str, line: Line) -> int:
    """How far a line is set in, in half-width columns."""
    begin = text.rfind("\n", 0, line.start) + 1
    return sum(2 if c == "\u3000" else 1 for c in text[begin : line.start])
