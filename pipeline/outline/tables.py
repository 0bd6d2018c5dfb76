"""Tables: from a declared grid, from columns of tabs or spaces, or from cells spread one a line.

Whatever it came as, a table ends up as columns with roles (from `rules/columns.toml`) and rows of cells, merged
cells carried down. Where the source gives no grid, the cells of a row are set to its columns by the best monotone
alignment: each column takes none, one or several of the cells in order, scored by what kind of thing a cell is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.cells import bare, column_rule
from pipeline.text import Span
from rules import RuleSet
from rules.families import MeasureRule, OrganisationRule


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one field: its words, where (one span a line), and whether it was carried down from a merged cell."""

    text: str
    spans: tuple[Span, ...]
    inherited: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its role, its header, the year its header names."""

    role: str
    header: str
    year: int | None
    rule: str


@dataclass(frozen=True, slots=True)
class Row:
    """Cells by column (None where there is none) and the stretch from the row's own first to its last cell."""

    cells: tuple[Cell | None, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Table:
    """A table as read: columns, rows, and the stretch of clean text it covers, header included."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    span: Span

    def roles(self) -> set[str]:
        return {column.role for column in self.columns}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of clean text without outer white space; `gap` counts the blank lines before it."""

    start: int
    end: int
    text: str
    gap: int


_YEAR = re.compile(r"20\d\d")
_NUMBER = re.compile(r"\d{1,3}(?:[.-]\d{1,2})?|[（(]\d{1,2}[）)]|[①-⑳]")
_VALUE = re.compile(
    r"^[\[［(（]?\s*(?:[≥≤><＞＜﹥﹤=约超达]|不低于|不少于|不超过|以内|左右|大于|小于|低于|高于|控制在|达到|累计|年均|下降|增长|提高|压减|减少|-|—)*\s*"
    r"\d[\d,.，]*\s*(?:%|‰|％|个百分点|[\u4e00-\u9fff/]{0,6})?\s*[\]］)）]?.{0,14}$"
)
_BLANK = re.compile(r"^[-—–/\\·.…*无]{1,3}$")
_BINDING = re.compile(r"^(?:约束|预期|指导|引导|导向|监测|参考)(?:性|型)?(?:指标)?$")
_DATE = re.compile(r"(?:20\d\d|\d{1,2}月|\d{1,2}\s*季度|年[底末内]|长期|持续|全年|年度|每[年季月]|“?十[四五六]五”?)")


def _columns(headers: Sequence[str], rules: RuleSet) -> tuple[Column, ...] | None:
    """Roles of the header cells; None where hardly any is known."""
    columns = []
    for header in headers:
        rule = column_rule(bare(header), rules)
        years = [int(y) for y in _YEAR.findall(header)]
        columns.append(Column(rule.role if rule else "other", header, years[-1] if years else None, rule.id if rule else ""))
    if sum(c.rule != "" for c in columns) < 2:
        return None
    return _years_resolved(columns)


def _years_resolved(columns: list[Column]) -> tuple[Column, ...]:
    """Columns headed by a bare year become baseline (all but the last) and target (the last)."""
    years = [c for c in columns if c.role == "year"]
    if not years:
        return tuple(columns)
    known_target = any(c.role == "target" for c in columns)
    known_baseline = any(c.role == "baseline" for c in columns)
    last = max(c.year or 0 for c in years)
    out = []
    for column in columns:
        if column.role != "year":
            out.append(column)
            continue
        role = "target" if column.year == last and not known_target else "baseline" if not known_baseline else "other"
        if role == "target" and len(years) == 1 and not known_baseline and not known_target:
            role = "target"
        if role == "baseline" and sum(1 for c in out if c.role == "baseline"):
            role = "other"
        out.append(Column(role, column.header, column.year, column.rule))
    return tuple(out)


@cache
def _unit_regex(rules: RuleSet) -> re.Pattern[str]:
    words = "|".join(f"(?:{r.source})" for r in rules.of(MeasureRule))
    return re.compile(
        rf"^[（(]?(?:[万亿千百]{{0,2}}(?:{words})|[%‰])(?:[/／·每]?[万千百]?(?:{words}|[\u4e00-\u9fff]{{1,4}}))?(?:[/／][\u4e00-\u9fff㎡A-Za-z0-9²³]{{1,6}})*[）)]?$|^[\u4e00-\u9fffA-Za-z㎡]{{1,5}}[/／].{{1,8}}$|^[μµ]?[gm]/m[³3]$|^[A-Za-z]{{1,4}}$"
    )


@cache
def _organisation_regex(rules: RuleSet) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{r.source})" for r in rules.of(OrganisationRule) if r.sort != "person"))


def _fit(text: str, role: str, rules: RuleSet) -> float:
    """How well a cell suits a column of this role; the scale is that of the penalties in `_align`."""
    n = len(text)
    numeric = bool(_VALUE.match(text)) or bool(_BLANK.match(text))
    binding = bool(_BINDING.match(text))
    if role == "number":
        return 4 if _NUMBER.fullmatch(text) else -8
    if role == "attribute":
        return 5 if binding else -6
    if binding:
        return -5
    if role == "unit":
        return 4 if n <= 10 and _unit_regex(rules).match(text) and not text[0].isdigit() else -3 if n <= 6 and not numeric else -7
    if role in ("baseline", "target", "growth"):
        if numeric:
            return 3
        return -0.5 if re.search("完成|下达|达到|不低于|提升|下降|稳[定中]|全|基本|高于|持续|逐年|优|达标", text) and n <= 24 else -4
    if role == "name":
        return -5 if numeric and n < 8 else 2 if n >= 4 else 0
    if role == "category":
        if text.endswith(("。", "；", ";")) or (numeric and not re.search("[\u4e00-\u9fff]{3}", text)):
            return -6
        return 3 if text.startswith("《") else 1.5 if n <= 12 else -1 if n <= 40 else -4
    if role in ("content", "previous"):
        note = 1.5 if role == "content" and re.match("[（(]?(?:责任|牵头)", text) else 0
        return (-2.5 if text.startswith("《") and text.endswith("》") else 2 if n >= 10 else 0.2) + note
    if role in ("lead", "support", "responsible"):
        return 3 if n <= 80 and _organisation_regex(rules).search(text) else -2.5
    if role == "deadline":
        return 3 if n <= 24 and _DATE.search(text) else -4
    if role == "person":
        return 1.5 if n <= 4 else -2
    if role == "investment":
        return 3 if numeric else -3
    return 0


_EMPTY = {"note": -0.6, "unit": -1.5, "category": 0.0, "attribute": -2.0, "growth": -1.0, "baseline": -1.5, "support": -1.0,
          "person": -1.0, "other": -0.3, "deadline": -1.2, "previous": -1.5, "score": -0.5, "investment": -1.0}  # fmt: skip


def _align(cells: list[str], gaps: list[bool], roles: Sequence[str], rules: RuleSet, remarks: frozenset[str] = frozenset()) -> list[int]:
    """The column index of each cell, in order, for the best total fit.

    `gaps[i]` tells of an empty cell before cell i; `remarks` are words that come back in many rows, as remarks do
    and the names of merged categories do not.
    """
    n, m = len(cells), len(roles)
    worst = float("-inf")
    best = [[worst] * (n + 1) for _ in range(m + 1)]
    back = [[0] * (n + 1) for _ in range(m + 1)]
    best[0][0] = 0.0
    fit = [[_fit(cell, role, rules) for cell in cells] for role in roles]
    for j, role in enumerate(roles):
        if role in ("note", "category"):
            fit[j] = [score + (2 if role == "note" else -3) * (cell in remarks) for score, cell in zip(fit[j], cells, strict=True)]
    for j in range(1, m + 1):
        role = roles[j - 1]
        for i in range(n + 1):
            skipped = best[j - 1][i] + _EMPTY.get(role, -2.5) + (1.2 if i < n and gaps[i] else 0)
            best[j][i], back[j][i] = skipped, 0
            total = 0.0
            for k in range(1, min(i, 6) + 1):
                cell = i - k
                total += fit[j - 1][cell]
                if k > 1:
                    goes_on = cells[cell].endswith(("；", ";", "、", "，"))
                    total += 1.5 if goes_on else -2.2 if role in ("name", "content", "previous", "category", "note") else -6
                    if role == "content" and re.match("[（(]?(?:责任|牵头|配合)", cells[cell + 1]):
                        total += 3
                    if role == "category" and len(cells[cell]) <= 3 and len(cells[cell + 1]) <= 3:
                        total += 2.0
                    if gaps[cell + 1]:
                        total -= 1.5
                if best[j - 1][cell] + total > best[j][i]:
                    best[j][i], back[j][i] = best[j - 1][cell] + total, k
    out = [0] * n
    i = n
    for j in range(m, 0, -1):
        for cell in range(i - back[j][i], i):
            out[cell] = j - 1
        i -= back[j][i]
    return out


def _joined(role: str, lines: Sequence[Line]) -> Cell:
    glue = "\n" if role in ("content", "previous") else ""
    return Cell(glue.join(_edge(line.text) for line in lines), tuple(_edge_span(line) for line in lines))


def _edge(text: str) -> str:
    return text.strip(" |\t\u3000")


def _edge_span(line: Line) -> Span:
    left = len(line.text) - len(line.text.lstrip(" |\t\u3000"))
    return Span(line.start + left, line.start + left + len(_edge(line.text)))


def read_spread(header: Sequence[Line], body: Sequence[Line], rules: RuleSet) -> Table | None:
    """A table that came one cell a line. Rows are found by their running numbers; None where there are none."""
    columns = _columns([_edge(line.text) for line in header], rules)
    if columns is None:
        return None
    columns = _spanned(columns)
    body = [line for line in body if _edge(line.text)]
    roles = [c.role for c in columns]
    if "number" not in roles:
        return _read_chunks(columns, header, body, rules)
    at = roles.index("number")
    starts: list[int] = []
    wanted = 1
    for n, line in enumerate(body):
        if _edge(line.text).rstrip(".、") == str(wanted):
            starts.append(n)
            wanted += 1
    if not starts:
        return None
    ring = [*range(at + 1, len(columns)), *range(at)]
    usual = min((line.gap for line in body), default=0)
    words = Counter(_edge(line.text) for line in body)
    remarks = frozenset(w for w, count in words.items() if count >= 3 and not _VALUE.match(w))
    pieces: list[dict[int, list[Line]]] = []
    # What stands before the first number belongs to the columns left of it.
    left: dict[int, list[Line]] = {}
    head = list(body[: starts[0]])
    for line, column in zip(head, _align([_edge(x.text) for x in head], [False] * len(head), roles[:at], rules), strict=True):
        left.setdefault(column, []).append(line)
    for r, n in enumerate(starts):
        cells = list(body[n + 1 : starts[r + 1] if r + 1 < len(starts) else len(body)])
        own: dict[int, list[Line]] = {at: [body[n]], **left}
        left = {}
        last = r + 1 == len(starts)
        order = ring[: len(columns) - at - 1] if last else ring
        gaps = [line.gap > usual for line in cells]
        for line, place in zip(cells, _align([_edge(x.text) for x in cells], gaps, [roles[c] for c in order], rules, remarks), strict=True):
            column = order[place]
            (left if column < at else own).setdefault(column, []).append(line)
        pieces.append(own)
    _split_categories(pieces, [c for c in range(at) if roles[c] == "category"])
    rows: list[Row] = []
    carried: dict[int, Cell] = {}
    for own in pieces:
        fields: list[Cell | None] = []
        spans: list[Span] = []
        for c, column in enumerate(columns):
            lines = own.get(c)
            cell = _joined(column.role, lines) if lines else None
            if cell is not None:
                if column.role == "category":
                    carried[c] = cell
                    for later in range(c + 1, len(columns)):
                        if columns[later].role == "category":
                            carried.pop(later, None)
                if c >= at:
                    spans += cell.spans
            elif column.role == "category" and c in carried:
                cell = Cell(carried[c].text, carried[c].spans, inherited=True)
            fields.append(cell)
        rows.append(Row(tuple(fields), Span(min(s.start for s in spans), max(s.end for s in spans))))
    return Table(columns, tuple(rows), Span(header[0].start, body[-1].end))


def _spanned(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """A header on two levels, read in a row: the columns under a spanning header come last but belong in its place."""
    spans = [i for i, c in enumerate(columns) if c.role == "value"]
    if len(spans) != 1:
        return columns
    at = spans[0]
    below = len(columns)
    while below > at + 1 and columns[below - 1].role in ("baseline", "target", "growth"):
        below -= 1
    if len(columns) - below < 2:
        return tuple(Column("target", c.header, c.year, c.rule) if c.role == "value" else c for c in columns)
    return (*columns[:at], *columns[below:], *columns[at + 1 : below])


def _split_categories(pieces: list[dict[int, list[Line]]], columns: list[int]) -> None:
    """Two merged category columns whose cells were broken into pieces: the inner takes as many as it has when alone."""
    if len(columns) < 2:
        return
    totals = [[line for c in columns for line in own.get(c, [])] for own in pieces]
    alone = min((len(t) for t in totals if t), default=0)
    for own, lines in zip(pieces, totals, strict=True):
        if not lines:
            continue
        for c in columns:
            own.pop(c, None)
        own[columns[-1]] = lines[-alone:]
        if lines[:-alone]:
            own[columns[-2]] = lines[:-alone]


def _read_chunks(columns: tuple[Column, ...], header: Sequence[Line], body: Sequence[Line], rules: RuleSet) -> Table | None:
    """Without running numbers rows can only be counted off, where the count comes out even and the kinds fit."""
    width = len(columns)
    if len(body) % width or not body:
        return None
    rows = []
    for n in range(0, len(body), width):
        cells = [_joined(c.role, [line]) for c, line in zip(columns, body[n : n + width], strict=True)]
        if sum(_fit(cell.text, c.role, rules) < -3 for cell, c in zip(cells, columns, strict=True)) > 1:
            return None
        rows.append(Row(tuple(cells), Span(cells[0].spans[0].start, cells[-1].spans[-1].end)))
    return Table(columns, tuple(rows), Span(header[0].start, body[-1].end))


# --- declared grids -------------------------------------------------------------------------------------------


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
    rows = []
    for r in range(first, height):
        fields: list[Cell | None] = []
        spans: list[Span] = []
        for c in range(width):
            cell = grid[r][c]
            if cell is None or not cell.text or (c and grid[r][c - 1] is cell):
                fields.append(None)
                continue
            inherited = cell.row < r
            fields.append(Cell(cell.text, (cell.span,), inherited))
            if not inherited:
                spans.append(cell.span)
        if spans and sum(f is not None for f in fields) >= 2:
            own = [f for f, c in zip(fields, columns, strict=True) if c.role == "number" and f is not None]
            start = own[0].spans[0].start if own and not own[0].inherited else min(s.start for s in spans)
            rows.append(Row(tuple(fields), Span(start, max(s.end for s in spans))))
    return Table(columns, tuple(_carried(columns, rows)), span) if rows else None


def _carried(columns: tuple[Column, ...], rows: list[Row]) -> list[Row]:
    """An empty category or task-name field takes the one above it: that is how merged cells look once unmerged."""
    out = []
    above: dict[int, Cell] = {}
    for row in rows:
        fields = list(row.cells)
        for c, column in enumerate(columns):
            if column.role not in ("category", "task_name"):
                continue
            cell = fields[c]
            if cell is not None:
                above[c] = cell
            elif c in above:
                fields[c] = Cell(above[c].text, above[c].spans, inherited=True)
        out.append(Row(tuple(fields), row.span))
    return out


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
        stack = []
        for r in range(top, top + depth):
            cell = grid[r][c]
            if cell is not None and cell.text and (not stack or stack[-1] is not cell):
                stack.append(cell)
        # The lower header tells the role; where no rule knows it, both together may.
        texts = [cell.text for cell in stack]
        lower = texts[-1] if texts else ""
        headers.append(lower if column_rule(bare(lower), rules) or len(texts) < 2 else "".join(texts))
    columns = _columns(headers, rules)
    return (columns, top + depth) if columns else None


# --- columns of tabs or spaces --------------------------------------------------------------------------------

_SPLIT = re.compile(r"\t| {2,}|\u3000{2,}")
_WIDE = re.compile("[\u1100-\uffff—“”…]")


def fields_of(line: Line) -> list[tuple[int, Span, str]]:
    """The fields of a line set in columns: where each starts on paper, its span, its words."""
    out = []
    at = 0
    tabs = "\t" in line.text
    pieces = re.split("\t", line.text) if tabs else None
    if pieces is not None:
        for n, piece in enumerate(pieces):
            words = piece.strip()
            begin = at + len(piece) - len(piece.lstrip())
            out.append((n, Span(line.start + begin, line.start + begin + len(words)), words))
            at += len(piece) + 1
        return out
    for m in re.finditer(r"\S+(?: \S+)*", line.text):
        before = line.text[: m.start()]
        out.append((len(before) + len(_WIDE.findall(before)), Span(line.start + m.start(), line.start + m.end()), m.group()))
    return out


def looks_columnar(text: str) -> bool:
    """Whether a line is set in columns: a tab between words, or two wide gaps."""
    body = text.strip()
    return "\t" in body or len(re.findall(r"\S(?: {2,}|\u3000{2,})(?=\S)", body)) >= 2


def header_roles(line: Line, rules: RuleSet) -> int:
    """How many fields of a line are known column headers."""
    return sum(1 for _, _, words in fields_of(line) if words and column_rule(bare(words), rules) is not None)


def is_header_part(line: Line, rules: RuleSet) -> bool:
    """Whether a line can belong to a header: no running number, and nothing but known headers, years and brackets."""
    words = [w for _, _, w in fields_of(line)]
    if any(_NUMBER.fullmatch(w) for w in words):
        return False
    known = [w for w in words if column_rule(bare(w), rules) or re.fullmatch(r"[（(].{1,12}[）)]|(?:到)?20\d\d\s*年.{0,6}", w)]
    return len(known) == len(words)


def read_columnar(lines: Sequence[Line], offsets: Sequence[int], rules: RuleSet) -> tuple[Table, int] | None:
    """A table set in columns, and how many of `lines` it takes. `offsets` are the indents of the lines on paper.

    The header is the first one or two lines. A line without a running number (or without a first field) goes on
    with the cells of the row above.
    """
    tabs = "\t" in lines[0].text
    main, first = 0, 1
    if not tabs:
        # A header on several lines: the one with most known headers is the main one, the others add to it.
        while first < min(4, len(lines)) and is_header_part(lines[first], rules):
            first += 1
        main = max(range(first), key=lambda i: (header_roles(lines[i], rules), -i))
    headers = [(x + offsets[main] * (not tabs), words) for x, _, words in fields_of(lines[main])]
    for other in range(first):
        if other == main:
            continue
        for x, _, words in fields_of(lines[other]):
            near = min(range(len(headers)), key=lambda i: abs(headers[i][0] - x - offsets[other]))
            if abs(headers[near][0] - x - offsets[other]) <= 3:
                before = headers[near][1]
                headers[near] = (headers[near][0], words + before if other < main else before + words)
            else:
                headers.append((x + offsets[other], words))
    headers.sort()
    columns = _columns([words for _, words in headers], rules)
    if columns is None or len(columns) < 3:
        return None
    roles = [c.role for c in columns]
    number = roles.index("number") if "number" in roles else None
    rows: list[dict[int, list[tuple[Span, str]]]] = []
    places: list[tuple[int, int]] = []  # (where on paper, column) of the fields of the row at hand
    n = first
    while n < len(lines):
        line = lines[n]
        fields = fields_of(line)
        if tabs:
            if "\t" not in line.text or (
                len(fields) < len(columns) and number == 0 and fields[0][2] and not _NUMBER.fullmatch(fields[0][2])
            ):
                break
            placed: dict[int, list[tuple[Span, str]]] = {}
            for x, span, words in fields:
                if words and x < len(columns):
                    placed.setdefault(x, []).append((span, words))
            rows.append(placed)
            n += 1
            continue
        if len(line.text) > 60 and not looks_columnar(line.text):
            break
        at = next((i for i, f in enumerate(fields) if _NUMBER.fullmatch(f[2])), None) if number is not None else 0
        opens = at is not None and at <= (number or 0) and len(fields) >= 2
        if not opens and not (rows and fields and offsets[n] + fields[0][0] >= headers[min(1, len(headers) - 1)][0]):
            break
        if opens:
            assert at is not None
            placed = {}
            if number is not None:
                for i in range(at):
                    placed.setdefault(max(0, number - at + i), []).append(fields[i][1:])
                placed[number] = [fields[at][1:]]
                rest, roles_right, base = fields[at + 1 :], roles[number + 1 :], number + 1
            else:
                rest, roles_right, base = fields, roles, 0
            order = (
                _align([w for _, _, w in rest], [False] * len(rest), roles_right, rules)
                if len(rest) != len(roles_right)
                else list(range(len(rest)))
            )
            for field, column in zip(rest, order, strict=True):
                placed.setdefault(base + column, []).append(field[1:])
            places = [(offsets[n] + f[0], base + c) for f, c in zip(rest, order, strict=True)]
            rows.append(placed)
        else:
            for x, span, words in fields:
                column = min(places, key=lambda p: abs(p[0] - x - offsets[n]))[1] if places else len(columns) - 1
                rows[-1].setdefault(column, []).append((span, words))
        n += 1
    built = []
    for placed in rows:
        cells: list[Cell | None] = []
        spans: list[Span] = []
        for c in range(len(columns)):
            parts = placed.get(c)
            cells.append(Cell("".join(w for _, w in parts), tuple(s for s, _ in parts)) if parts else None)
            if parts and (number is None or c >= number):
                spans += [s for s, _ in parts]
        if len(spans) >= 2:
            built.append(Row(tuple(cells), Span(min(s.start for s in spans), max(s.end for s in spans))))
    if not built:
        return None
    return Table(columns, tuple(_carried(columns, built)), Span(lines[0].start, lines[n - 1].end)), n
