"""Tables that came one cell a line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, pairwise

from pipeline.cells import CATEGORY_LINE, FURNITURE, OVER_ROWS, bare, header_groups
from pipeline.outline import runs
from pipeline.outline.broken import made_whole, stands_over, with_own_numbers
from pipeline.outline.tables import (
    BLANK,
    MERGED,
    MOST_IN_ONE,
    RUNNING_NUMBER,
    UNITS,
    VALUE,
    Cell,
    Column,
    Line,
    Row,
    Table,
    align,
    align_scored,
    assemble,
    fit_of,
    fits_of_first,
    read_columns,
    with_attributes,
)
from pipeline.text import Span
from rules import RuleSet

_MAY_BE_EMPTY = ("category", "task_name", "support", "note")
"""Columns in which a row may have no cell of its own."""


def _joined(role: str, lines: Sequence[Line]) -> Cell:
    glue = "\n" if role in ("content", "previous") else ""
    return Cell(glue.join(_edge(line.text) for line in lines), tuple(_edge_span(line) for line in lines))


def _edge(text: str) -> str:
    return text.strip(" |\t\u3000")


def _edge_span(line: Line) -> Span:
    if line.end - line.start != len(line.text):
        return Span(line.start, line.end)  # of several pieces
    left = len(line.text) - len(line.text.lstrip(" |\t\u3000"))
    return Span(line.start + left, line.start + left + len(_edge(line.text)))


def _trimmed(line: Line) -> Line:
    span = _edge_span(line)
    return Line(span.start, span.end, _edge(line.text), line.gap)


def read_spread(header: Sequence[Line], body: Sequence[Line], rules: RuleSet, broken: bool = True) -> Table | None:
    """A table that came one cell a line, perhaps with its header cells `broken`; None where no rows are found in it.

    Rows are found by their running numbers.
    """
    names = [_edge(line.text) for line in header]
    groups = list(header_groups(names, rules)) if broken else [(n, n + 1) for n in range(len(names))]
    columns = read_columns(["".join(names[a:b]) for a, b in groups], rules)
    if columns is None:
        return None
    columns = spanned(columns)
    body = _without_header([line for line in body if _edge(line.text)], header)
    columns = with_attributes(columns, [_edge(line.text) for line in body], rules)
    roles = [c.role for c in columns]
    printed = [_trimmed(line) for line in body]
    if "name" in roles and "content" not in roles:
        body = made_whole([_trimmed(line) for line in body], rules)
    if roles == ["name", "target"]:
        return _read_pairs(columns, header, body)
    columns, body = with_own_numbers(columns, body)
    columns = _with_numbers(columns, [_edge(line.text).rstrip(".、") for line in body])
    roles = [c.role for c in columns]
    if "number" not in roles:
        return runs.ended_rows(columns, header, printed, rules) or _read_unnumbered(columns, header, body, rules)
    grouped = "category" not in roles and roles[-1] == "attribute"
    if grouped:
        # What stands behind the last column's cell, and before the next number, is over the rows below it.
        columns, body = (Column("category", "", None, "tables.category_line", "category"), *columns), _without_numerals(body)
        roles = [c.role for c in columns]
    at = roles.index("number")
    body, headings = _without_headings(body, roles)
    starts: list[int] = []
    wanted = 1
    for n, line in enumerate(body):
        if _edge(line.text).rstrip(".、*＊") == str(wanted) and _may_follow_number(body[n + 1 : n + 2], rules):
            starts.append(n)
            wanted += 1
    if not starts and "name" not in roles:
        starts = _rising(body, rules)
    if not starts:
        return None
    ring = [*range(at + 1, len(columns)), *range(at)]
    usual = min((line.gap for line in body), default=0)
    words = Counter(_edge(line.text) for line in body)
    remarks = frozenset(w for w, count in words.items() if count >= 3 and not VALUE.match(w))
    worked = ("content" in roles and "previous" not in roles) or ("task_name" in roles and "name" not in roles)  # broken anywhere
    work = roles if "content" in roles else ["content" if role == "task_name" else role for role in roles]
    ends = [*starts[1:], len(body)]
    placed: list[list[int]] = []
    widths: runs.Widths = {}
    broken_in: set[int] = set()
    right = ring[: len(columns) - at - 1]
    numbered: list[_Parts] = [[body[n + 1 : end]] for n, end in zip(starts, ends, strict=True)]
    # Where no row has more lines than columns, or fewer than those that each row fills, no cell was wrapped.
    if worked and not _fill_columns(numbered, right, ring, roles):
        measures = [_measures(own, [roles[c] for c in right], rules) for (own,) in numbered]
        worked = not _fill_columns(measures, right, ring, roles)
        numbered = numbered if worked else measures
    else:
        worked = False
    rows_of = [own for parts in numbered for own in parts]
    orders = _orders(numbered, right, ring)
    if worked:
        placed, widths, broken_in = runs.columns_of(
            [
                ([_edge(x.text) for x in own], [x.gap > usual for x in own], order)
                for own, order in zip(rows_of, orders, strict=True)
                if order
            ],
            work,
            rules,
        )
    pieces: list[dict[int, list[Line]]] = []
    below: set[int] = set()  # rows without a number of their own
    above: dict[int, Cell] = {}  # lines over rows, by the number of the row below them
    # What stands before the first number belongs to the columns left of it.
    left: dict[int, list[Line]] = {}
    head = list(body[: starts[0]]) if at else []  # without such columns it stands over the rows
    for line, place in zip(head, align([_edge(x.text) for x in head], [False] * len(head), roles[:at], rules), strict=True):
        left.setdefault(place, []).append(line)
    first_of_row = list(accumulate((len(parts) for parts in numbered), initial=0))
    for i, behind in enumerate(rows_of):
        cells = behind
        own: dict[int, list[Line]] = dict(left)
        left = {}
        if i in first_of_row:
            n = starts[first_of_row.index(i)]
            own = {at: [body[n]], **own}
            if body[n].start in headings:
                above[len(pieces)] = headings[body[n].start]
        order = orders[i]
        if not order:  # the numbers stand in the last column: what is below the last of them is in no column
            pieces.append(own)
            break
        for part in _rows_below(cells, [roles[c] for c in right], rules) if right else ():
            # 其中：… stands below its row with values but no number of its own
            for line, place in zip(
                part, align([_edge(x.text) for x in part], [False] * len(part), [roles[c] for c in right], rules), strict=True
            ):
                own.setdefault(right[place], []).append(line)
            if outer := [line for c in right if roles[c] == "name" for line in own.get(c, [])][:-1]:
                # 城镇化率 / 常住人口城镇化率: of two names the outer is over this row and those below it
                own = {c: [line for line in lines if line not in outer] for c, lines in own.items()}
            pieces.append(own)
            own = {}
            cells = cells[len(part) :]
            below.add(len(pieces))
        gaps = [line.gap > usual for line in cells]
        if worked:
            chosen = placed[i]
        elif "content" in roles and _suit_in_order(cells, [roles[c] for c in order], rules):
            chosen = order
        else:
            chosen = [order[c] for c in align([_edge(x.text) for x in cells], gaps, [roles[c] for c in order], rules, remarks)]
        for line, c in zip(cells, chosen, strict=True):
            (left if c < at else own).setdefault(c, []).append(line)
        pieces.append(own)
    _split_categories(pieces, [c for c in range(at) if roles[c] == "category"])
    rows: list[Row] = []
    carried: dict[int, Cell] = {}
    # A task's name beside what is done for it may be merged over several rows.
    merged = MERGED if "content" in roles else ("category",)
    for n, own in enumerate(pieces):
        fields: list[Cell | None] = []
        spans: list[Span] = []
        for c, column in enumerate(columns):
            lines = own.get(c)
            cell = _joined(column.role, lines) if lines else None
            if lines and worked and len(lines) > 1:
                cell = runs.cell_of([_trimmed(line) for line in lines], work[c], widths.get(c), c in broken_in, rules)
            if cell is not None:
                if column.role in merged:
                    carried[c] = cell
                    for later in range(c + 1, len(columns)):
                        if columns[later].role in merged:
                            carried.pop(later, None)
                if c >= at:
                    spans += cell.spans
            elif column.role == "attribute" and n in below and (of_above := rows[-1].cells[c]) is not None:
                cell = Cell(of_above.text, of_above.spans, inherited=True)
            elif column.role in merged and c in carried:
                cell = Cell(carried[c].text, carried[c].spans, inherited=True)
            fields.append(cell)
        if spans:
            rows.append(Row(tuple(fields), Span(min(s.start for s in spans), max(s.end for s in spans))))
    whole = Span(header[0].start, body[-1].end)
    if grouped and all(row.cells[0] is None for row in rows):
        columns, rows = columns[1:], [replace(row, cells=row.cells[1:]) for row in rows]
    if not above:
        return Table(columns, tuple(rows), whole)
    return assemble(columns, [item for n, row in enumerate(rows) for item in ((above[n], row) if n in above else (row,))], whole)


def _with_numbers(columns: tuple[Column, ...], words: Sequence[str]) -> tuple[Column, ...]:
    """The columns with one for the numbers of rows that no header names, where they count on from 1 before the names."""
    at = next((n for n, c in enumerate(columns) if c.role == "name"), None)
    if at is None or any(c.role == "number" for c in columns):
        return columns
    wanted = 1
    for word, following in pairwise(words):
        if word == str(wanted) and not (VALUE.match(following) and len(following) < _SHORTEST_NAME) and not BLANK.match(following):
            wanted += 1
    if wanted <= _FEWEST_COUNTED or 2 * (wanted - 1) * len(columns) < len(words):
        return columns
    return (*columns[:at], Column("number", "", None, "", "number"), *columns[at:])


def _rising(body: Sequence[Line], rules: RuleSet) -> list[int]:
    """Where the rows of an extract begin, which keeps the numbers that they have in the whole table: 3, 68, 69."""
    starts: list[int] = []
    last = 0
    for n, line in enumerate(body):
        words = _edge(line.text).rstrip(".、")
        if _PLAIN_NUMBER.fullmatch(words) and int(words) > last and _may_follow_number(body[n + 1 : n + 2], rules):
            starts.append(n)
            last = int(words)
    return starts if len(starts) > 1 and starts[0] == 0 else []


def _without_numerals(body: Sequence[Line]) -> list[Line]:
    """The cells without the numerals that number lines over rows: 一 / 防洪保安 / 1."""
    return [line for n, line in enumerate(body) if not (_NUMERAL.fullmatch(_edge(line.text)) and n + 1 < len(body))]


def _without_headings(body: list[Line], roles: Sequence[str]) -> tuple[list[Line], dict[int, Cell]]:
    """The cells without the numbered lines that stand over rows (一、夯实基础), and those by where the cell behind them starts."""
    if "category" in roles:
        return body, {}
    out: list[Line] = []
    headings: dict[int, Cell] = {}
    for n, line in enumerate(body):
        following = _edge(body[n + 1].text).rstrip(".、") if n + 1 < len(body) else ""
        over = CATEGORY_LINE.match(_edge(line.text)) or OVER_ROWS.match(_edge(line.text))
        if over and RUNNING_NUMBER.fullmatch(following):
            headings[body[n + 1].start] = Cell(_edge(line.text), (_edge_span(line),))
        elif over and "content" in roles and OVER_ROWS.match(following):
            continue  # a heading without rows
        else:
            out.append(line)
    return out, headings


_NUMERAL = re.compile("[（(]?[一二三四五六七八九十]{1,2}[）)、]?")
_ANOTHER_ROW = 4.0
"""What a row without a number of its own must bring, over what its cells would be worth in the row above."""


def _rows_below(cells: list[Line], roles: Sequence[str], rules: RuleSet) -> list[list[Line]]:
    """The rows but the last that the cells behind a number make, where they hold more values than one row has."""
    values = [bool(VALUE.match(text)) or bool(BLANK.match(text)) for text in (_edge(line.text) for line in cells)]
    columns = sum(role in ("baseline", "target", "year", "growth") for role in roles)
    if "name" not in roles or not columns or sum(values) <= columns or len(cells) > 2 * MOST_IN_ONE * len(roles):
        return []  # more cells than two rows can hold leave some over wherever they are parted
    words = [_edge(line.text) for line in cells]

    def worth(a: int, b: int) -> float:
        return align_scored(words[a:b], [False] * (b - a), roles, rules)[0]

    best, split = worth(0, len(cells)), 0
    for cut in range(2, len(cells) - 1):
        if not values[cut] and any(values[cut:]) and any(values[:cut]) and len(words[cut]) >= 3:
            score = worth(0, cut) + worth(cut, len(cells)) - _ANOTHER_ROW
            if score > best:
                best, split = score, cut
    return [cells[:split], *_rows_below(cells[split:], roles, rules)] if split else []


_Parts = list[list[Line]]


def _orders(rows: Sequence[_Parts], right: list[int], ring: list[int]) -> list[list[int]]:
    """The columns that the cells of each part of each row fall to, in order: only behind its last part begins the next row."""
    inner = [[right] * (len(parts) - 1) + [ring] for parts in rows]
    return [order for row in (*inner[:-1], [right] * len(rows[-1])) for order in row]


def _fill_columns(rows: Sequence[_Parts], right: list[int], ring: list[int], roles: Sequence[str]) -> bool:
    """Whether each part of each row has a line for each of the columns that are always filled, and no more lines than columns."""
    orders = _orders(rows, right, ring)
    counts = [len(part) for parts in rows for part in parts]
    least = [sum(roles[c] not in _MAY_BE_EMPTY for c in order) for order in orders]
    return all(a <= count <= len(order) for a, count, order in zip(least, counts, orders, strict=True))


def _suit_in_order(cells: Sequence[Line], roles: Sequence[str], rules: RuleSet) -> bool:
    """Whether there is a cell for each column and none that cannot be of its own: nothing is empty, nothing in pieces."""
    return len(cells) == len(roles) and all(
        fit_of(_edge(line.text), role, rules) > _CANNOT_BE for line, role in zip(cells, roles, strict=True)
    )


_CANNOT_BE = -4.0


def _measures(cells: list[Line], roles: Sequence[str], rules: RuleSet) -> _Parts:
    """The rows that the cells behind a number make in a table of tasks: another measure behind who answers for the first is another row."""
    work = next((i for i, role in enumerate(roles) if role == "content"), None)
    if work is None or not set(roles[work + 1 :]) & set(UNITS) or not set(roles[work + 1 :]) <= _BESIDE_WORK:
        return [cells]
    words = [_edge(line.text) for line in cells]
    offices = [fit_of(text, "responsible", rules) > 0 and not _SENTENCE.search(text) for text in words]
    deeds = [
        not office and (_SENTENCE.search(text) is not None or fit_of(text, "content", rules) > 1) and fit_of(text, "deadline", rules) < 0
        for office, text in zip(offices, words, strict=True)
    ]
    cuts = [0]
    for i in range(1, len(words)):
        first = next((k for k in range(cuts[-1], i) if deeds[k]), i)
        if deeds[i] and any(offices[first:i]) and any(offices[i + 1 :]):
            cuts.append(i)
    return [cells[a:b] for a, b in zip(cuts, [*cuts[1:], len(cells)], strict=True)]


_BESIDE_WORK = {*UNITS, "deadline", "person", "investment"}
"""Columns in which nothing looks like work to be done."""
_SENTENCE = re.compile("[。；;]$")


def _without_header(body: list[Line], header: Sequence[Line]) -> list[Line]:
    """The cells without the header where it comes again at the top of a new page."""
    names = [bare(line.text) for line in header]
    cells = [bare(line.text) for line in body]
    out: list[Line] = []
    n = 0
    while n < len(body):
        if cells[n : n + len(names)] == names:
            n += len(names)
            while out and (last := _edge(out[-1].text)) and FURNITURE.fullmatch(last) and not last.isdigit():
                out.pop()
        else:
            out.append(body[n])
            n += 1
    return out


_VALUES = ("baseline", "target")


def spanned(columns: tuple[Column, ...]) -> tuple[Column, ...]:
    """A header on two levels, read in a row: the columns under a spanning header come last but belong in its place."""
    below = len(columns)
    while below and (
        columns[below - 1].rule_role in ("year", "growth") or (columns[below - 1].role in _VALUES and columns[below - 1].year)
    ):
        below -= 1
    years = columns[below:]
    over = [i for i, c in enumerate(columns[:below]) if c.rule_role in ("value", *_VALUES) and c.role != "category" and c.year is None]
    if len(years) >= 2 and len(over) == len(years):
        # 基期值 | 目标值 | 属性 | 2020年 | 2025年: the years stand under the values
        under = dict(zip(over, years, strict=True))
        return tuple(
            replace(c, header=under[i].header + c.header, year=under[i].year) if i in under else c for i, c in enumerate(columns[:below])
        )
    if len(years) > len(over) == 2 and [columns[i].rule_role for i in over] == ["baseline", "target"] and over[1] == over[0] + 1:
        # 基期值 | 目标值 | 属性 | 2020年 | 2025年 | 2035年: the first year stands under what there is, the others under what is to be
        first, *goals = years
        return (
            *columns[: over[0]],
            replace(columns[over[0]], header=first.header + columns[over[0]].header, year=first.year),
            *(replace(c, role="target" if c is goals[-1] else "year") for c in goals),
            *columns[over[1] + 1 : below],
        )
    at = over[0] if len(over) == 1 else -1
    if len(years) >= 2 and at >= 0 and (columns[at].role == "value" or (columns[at].role == "target" and at + 1 < below)):
        return (*columns[:at], *years, *columns[at + 1 : below])
    return tuple(replace(c, role="target") if c.role == "value" else c for c in columns)


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


def _may_follow_number(following: Sequence[Line], rules: RuleSet) -> bool:
    """Behind a running number comes a name; behind a value that looks like one, another value or an attribute."""
    if not following:
        return False
    words = _edge(following[0].text)
    if rules.phrase("value_in_words").match(words):
        return False
    return not (rules.phrase("attribute_value").match(words) or BLANK.match(words) or (VALUE.match(words) and len(words) < _SHORTEST_NAME))


_FEWEST_COUNTED = 3
_SHORTEST_NAME = 8
"""A name that opens with a number (3岁以下儿童…) has so many characters at least."""
_PLAIN_NUMBER = re.compile(r"\d{1,3}")
_OWN_NUMBER = re.compile(r"(\d{1,3})\s{0,2}[.．、]")


def _read_pairs(columns: tuple[Column, ...], header: Sequence[Line], body: Sequence[Line]) -> Table | None:
    """Names that number themselves, each with its value below it: what stands between two names is the first one's value."""
    starts: list[int] = []
    for n, line in enumerate(body):
        m = _OWN_NUMBER.match(_edge(line.text))
        if m is not None and int(m[1]) == len(starts) + 1:
            starts.append(n)
    rows: list[Row] = []
    for n, end in zip(starts, [*starts[1:], len(body)], strict=True):
        if end == n + 1:
            return None
        value = body[n + 1 : end] if end < len(body) else body[n + 1 : n + 2]
        cells = (_joined("name", body[n : n + 1]), _joined("target", value))
        rows.append(Row(cells, Span(cells[0].spans[0].start, cells[1].spans[-1].end)))
    return Table(columns, tuple(rows), Span(header[0].start, rows[-1].span.end)) if len(rows) > 1 else None


_LEAST_FIT = 1.2
"""Mean fit a cell must have for counted-off rows to be believed; an indicator row that fits has about 3."""


def _read_unnumbered(columns: tuple[Column, ...], header: Sequence[Line], body: Sequence[Line], rules: RuleSet) -> Table | None:
    """Without running numbers: the division of the cells into rows and category lines that fits the columns best."""
    parted = sum(line.gap > 0 for line in body) > len(body) // 2
    cells = _whole_cells(body) if parted else [[line] for line in body]
    roles = [c.role for c in columns]
    width, count = len(columns), len(cells)
    words = ["".join(_edge(line.text) for line in cell) for cell in cells]
    widest = max(map(len, words), default=0)
    best: list[tuple[float, int, bool]] = [(0.0, -1, False)]  # total fit, where the last item begins, whether it is a row
    fits: list[list[float]] = []  # by where a row begins, then by its cells
    for i in range(1, count + 1):
        fits.append(fits_of_first(words[i - 1 : i + width + 1], roles, rules))
        options: list[tuple[float, int, bool]] = []
        if fit_of(words[i - 1], "category", rules) > 0 and len(words[i - 1]) <= 16:
            labelled = CATEGORY_LINE.match(words[i - 1]) is not None
            alone = 0.5 if parted else 0.3 if "name" in roles and stands_over(words[i - 1], widest, rules) else -0.5
            options.append((best[i - 1][0] + (1.0 if labelled else alone), i - 1, False))
        options += [(best[i - k][0] + fits[i - k][k], i - k, True) for k in range(max(2, width - 2), min(width + 2, i) + 1)]
        best.append(max(options, key=lambda o: o[0], default=(float("-inf"), -1, False)))
    end = max(range(count + 1), key=lambda i: best[i][0])
    while end and best[end][2] is None:  # a line with no row below it is a heading of the text that goes on
        end = best[end][1]
    items: list[Row | Cell] = []
    at = end
    while at > 0:
        _, begin, is_row = best[at]
        if not is_row:
            items.append(_joined("category", cells[begin]))
        else:
            chosen = align(words[begin:at], [False] * (at - begin), roles, rules)
            fields: list[Cell | None] = [None] * width
            for c in range(width):
                own = [line for k, place in enumerate(chosen) if place == c for line in cells[begin + k]]
                fields[c] = _joined(columns[c].role, own) if own else None
            items.append(Row(tuple(fields), Span(cells[begin][0].start, cells[at - 1][-1].end)))
        at = begin
    items.reverse()
    rows = sum(isinstance(item, Row) for item in items)
    if rows < 2 or best[end][0] < _LEAST_FIT * end:
        return None
    return assemble(columns, items, Span(header[0].start, cells[end - 1][-1].end))


def _whole_cells(body: Sequence[Line]) -> list[list[Line]]:
    """Where blank lines part the cells, lines without one between them are one cell that was broken."""
    cells: list[list[Line]] = []
    for line in body:
        if line.gap == 0 and cells:
            cells[-1].append(line)
        else:
            cells.append([line])
    return cells
