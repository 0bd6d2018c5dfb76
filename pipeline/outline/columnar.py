"""Tables set in columns of tabs or spaces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.cells import PAIR, bare, column_rule, ends_table
from pipeline.outline.tables import (
    RUNNING_NUMBER,
    VALUE,
    Cell,
    Line,
    Row,
    Table,
    align,
    assemble,
    fit_of,
    read_columns,
    under_one_header,
    with_attributes,
)
from pipeline.text import Span
from rules import RuleSet

_Fields = Sequence[tuple[int, Span, str]]
_NEAR = 30
"""In so many lines it shows how a table is set."""
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
    for m in re.finditer(r"\S+(?:[ \u3000]\S+)*", line.text):
        before = line.text[: m.start()]
        out.append((len(before) + len(_WIDE.findall(before)), Span(line.start + m.start(), line.start + m.end()), m.group()))
    return out


_WIDE_GAP = re.compile(r"\S(?: {2,}|\u3000{2,})(?=\S)")


def looks_columnar(text: str) -> bool:
    """Whether a line is set in columns: a tab between words, or two wide gaps."""
    body = text.strip()
    return "\t" in body or (("  " in body or "\u3000\u3000" in body) and len(_WIDE_GAP.findall(body)) >= 2)


def header_roles(line: Line, rules: RuleSet) -> int:
    """How many fields of a line are known column headers."""
    return sum(1 for _, _, words in fields_of(line) if words and column_rule(bare(words), rules) is not None)


_CAPTION = re.compile(r"附?[表图]\s*[\d一二三四五六七八九十]|专栏|附[件录]|[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[）)]")
"""A line that stands over a table, be its words those of a header or not (表1 分年度目标)."""


def is_header_part(line: Line, rules: RuleSet) -> bool:
    """Whether a line can belong to a header: no running number, and nothing but known headers, years and brackets."""
    words = [w for _, _, w in fields_of(line)]
    if any(RUNNING_NUMBER.fullmatch(w) for w in words) or _CAPTION.match(line.text):
        return False
    known = [w for w in words if column_rule(bare(w), rules) or re.fullmatch(r"[（(].{1,12}[）)]|(?:到)?20\d\d\s*年.{0,6}", w)]
    return len(known) == len(words)


def names_rows(line: Line, rules: RuleSet) -> bool:
    """Whether a line is one cell that tells what the rows are (主要指标): over a header it is the caption of the table."""
    rule = column_rule(bare(line.text), rules) if not looks_columnar(line.text) else None
    return rule is not None and rule.role in ("name", "content", "task_name")


def _headers(lines: Sequence[Line], first: int, main: int, offsets: Sequence[int], rules: RuleSet) -> list[tuple[int, str]]:
    """Where on paper the header cells of the first lines stand, and their words; the other lines add to the `main` one."""
    tabs = "\t" in lines[0].text
    headers = [(x + offsets[main] * (not tabs), words) for x, _, words in fields_of(lines[main])]
    for other in range(first):
        if other == main:
            continue
        fields = fields_of(lines[other])
        if tabs and other > main and (under := _years_under(fields, [words for _, words in headers], lines[first : first + _NEAR], rules)):
            spanning, years = under
            names = [words for _, words in headers]
            headers = list(enumerate([*names[:spanning], *years, *names[spanning + 1 :]]))
            continue
        undated = _undated([words for _, words in headers], rules)
        paired = len(fields) == len(undated) and all(_YEAR.fullmatch(words) for _, _, words in fields)
        if len(undated) == 1 and len(fields) >= 2 and all(_YEAR.fullmatch(words) for _, _, words in fields):
            # 指标值 over 2020年 | 2025年: the years are the columns
            headers[undated[0] : undated[0] + 1] = [(x + offsets[other], words) for x, _, words in fields]
            continue
        for n, (x, _, words) in enumerate(fields):
            near = undated[n] if paired else min(range(len(headers)), key=lambda i: abs(headers[i][0] - x - offsets[other]))
            if paired or abs(headers[near][0] - x - offsets[other]) <= (0 if tabs else 3):
                headers[near] = (headers[near][0], _joined_header(headers[near][1], words, other < main, rules))
            else:
                headers.append((x + offsets[other], words))
    return sorted(headers)


def read_columnar(lines: Sequence[Line], offsets: Sequence[int], rules: RuleSet) -> tuple[Table, int] | None:
    """A table set in columns, and how many of `lines` it takes. `offsets` are the indents of the lines on paper.

    The header is the first one or two lines. A line without a running number (or without a first field) goes on
    with the cells of the row above.
    """
    tabs = "\t" in lines[0].text
    main, first = 0, 1
    # A header on several lines: the one with most known headers is the main one, the others add to it.
    while first < min(4, len(lines)) and is_header_part(lines[first], rules):
        first += 1
    main = max(range(first), key=lambda i: (header_roles(lines[i], rules), -i))
    headers = _headers(lines, first, main, offsets, rules)
    if tabs:
        headers = _doubled(headers, lines[first : first + _NEAR], rules)
    columns = read_columns([words for _, words in headers], rules)
    if columns is None or len(columns) < (2 if tabs and {c.role for c in columns} == PAIR else 3):
        return None
    if tabs:
        columns = under_one_header(columns, [[words for _, _, words in fields_of(line)] for line in lines[first:_NEAR]])
    columns = with_attributes(columns, [words for line in lines[first:_NEAR] for _, _, words in fields_of(line)], rules)
    roles = [c.role for c in columns]
    number = roles.index("number") if "number" in roles else None
    repeated = {bare(line.text) for line in lines[:first]}
    rows: list[dict[int, list[tuple[Span, str]]]] = []
    headings: dict[int, Cell] = {}  # category lines, by the number of the row below them
    places: list[tuple[int, int]] = []  # (where on paper, column) of the fields of the row at hand
    width = 0  # so many fields the row at hand has so far, in a table of tabs
    n = first
    while n < len(lines):
        line = lines[n]
        fields = fields_of(line)
        if bare(line.text) in repeated:
            width = len(columns)  # the header again, at the top of a new page
        elif _is_category_line(lines, n, len(columns), tabs):
            *_, (_, span, words) = (f for f in fields if f[2])  # a number of its own (一) names nothing
            headings[len(rows)] = Cell(words, (span,))
        elif tabs:
            if rows and (more := _rest_of_row(lines[n : n + _MOST_LINES], width, len(columns), number, rules)):
                for part in more:
                    for x, span, words in part:
                        if words:
                            rows[-1].setdefault(width - 1 + x, []).append((span, words))
                    width += len(part) - 1
                n += len(more)
                continue
            unnumbered = number == 0 and fields[0][2] and not RUNNING_NUMBER.fullmatch(fields[0][2])
            merged = _merged_before(fields, roles, rules) if (rows or headings) and len(fields) < len(columns) else 0
            if "\t" not in line.text or (len(fields) < len(columns) and unnumbered and not merged):
                break
            # Empty cells at the start of a row went with the white space of its line: the running number tells how many.
            found = next((i for i, f in enumerate(fields) if RUNNING_NUMBER.fullmatch(f[2])), None) if number else None
            shift = max(0, (number or 0) - found) if found is not None and len(fields) < len(columns) else merged
            placed: dict[int, list[tuple[Span, str]]] = {}
            for x, span, words in fields:
                if words and x + shift < len(columns):
                    placed.setdefault(x + shift, []).append((span, words))
            rows.append(placed)
            width = len(fields) + shift
        else:
            if (len(line.text) > 60 and not looks_columnar(line.text)) or ends_table(line.text, rules):
                break
            if rows and _is_category_piece(fields, offsets[n], headers, roles):
                placed = rows[-1]
                placed.setdefault(roles.index("category"), []).append(fields[0][1:])
                n += 1
                continue
            at = next((i for i, f in enumerate(fields) if RUNNING_NUMBER.fullmatch(f[2])), None) if number is not None else 0
            if at is not None and at <= (number or 0) and len(fields) >= 2:
                placed, places = _open_row(fields, at, roles, number, offsets[n], rules)
                rows.append(placed)
            elif rows and fields and offsets[n] + fields[0][0] >= headers[min(1, len(headers) - 1)][0]:
                for x, span, words in fields:
                    column = min(places, key=lambda p: abs(p[0] - x - offsets[n]))[1] if places else len(columns) - 1
                    rows[-1].setdefault(column, []).append((span, words))
            else:
                break
        n += 1
    items: list[Row | Cell] = []
    for i, placed in enumerate(rows):
        if i in headings:
            items.append(headings[i])
        cells: list[Cell | None] = []
        spans: list[Span] = []
        for c in range(len(columns)):
            parts = placed.get(c)
            cells.append(Cell("".join(w for _, w in parts), tuple(s for s, _ in parts)) if parts else None)
            if parts and (number is None or c >= number):
                spans += [s for s, _ in parts]
        if len(spans) >= 2:
            items.append(Row(tuple(cells), Span(min(s.start for s in spans), max(s.end for s in spans))))
    table = assemble(columns, items, Span(lines[0].start, lines[n - 1].end))
    return (table, n) if table is not None else None


def _doubled(headers: list[tuple[int, str]], rows: Sequence[Line], rules: RuleSet) -> list[tuple[int, str]]:
    """The header cells, with an empty one behind that of the names taken for its second half where rows have words below it."""
    out = list(headers)
    for n in range(1, len(out)):
        known = column_rule(bare(out[n - 1][1]), rules) if not out[n][1] else None
        if known is not None and known.role == "name" and any(len(f := fields_of(row)) > n and f[n][2] for row in rows):
            out[n] = (out[n][0], out[n - 1][1])
    return out


_YEAR = re.compile(r"20\d\d年?")


def _years_under(fields: _Fields, headers: Sequence[str], rows: Sequence[Line], rules: RuleSet) -> tuple[int, list[str]] | None:
    """Years on a line of tabs below a header that spans them, if the rows are as wide as that makes; which header, and the years."""
    years = [words for _, _, words in fields if words]
    if len(years) < 2 or not all(_YEAR.fullmatch(words) for words in years):
        return None
    width = len(headers) + len(years) - 1
    if sum(line.text.count("\t") + 1 == width for line in rows) * 2 < len(rows):
        return None
    at = next((n for n in range(len(headers) - 1, -1, -1) if rules.phrase("spanning_header").search(headers[n])), None)
    return (at, years) if at is not None else None


def _undated(headers: Sequence[str], rules: RuleSet) -> list[int]:
    """Which headers name a value without its year: 基期值, 目标值."""
    known = [column_rule(bare(words), rules) for words in headers]
    return [
        n
        for n, rule in enumerate(known)
        if rule is not None and rule.role in ("baseline", "target") and re.search(r"20\d\d", headers[n]) is None
    ]


def _joined_header(main: str, other: str, above: bool, rules: RuleSet) -> str:
    """A header cell that runs over two lines, in the order in which it means something: 基期值 over 2020年 is 2020年基期值."""
    read = other + main if above else main + other
    turned = main + other if above else other + main
    return turned if column_rule(bare(read), rules) is None and column_rule(bare(turned), rules) is not None else read


_MOST_LINES = 8
"""A cell of a table of tabs is broken over no more lines than this."""


def _rest_of_row(lines: Sequence[Line], width: int, columns: int, number: int | None, rules: RuleSet) -> list[_Fields]:
    """The fields of the lines that go on with a row of tabs whose cell was broken over lines.

    The row has `width` fields so far. The lines are the rest of it if together they bring exactly the fields that it
    lacks, and none opens a row of its own; else nothing is.
    """
    if number is None or not 2 <= width < columns:
        return []
    rest: list[_Fields] = []
    for line in lines:
        fields = fields_of(line)
        if ends_table(line.text, rules) or any(RUNNING_NUMBER.fullmatch(words) for _, _, words in fields[: number + 1]):
            return []
        rest.append(fields)
        width += len(fields) - 1
        if width >= columns:
            return rest if width == columns else []
    return []


def _merged_before(fields: _Fields, roles: Sequence[str], rules: RuleSet) -> int:
    """How many empty cells of merged columns a row lost at its start: so many that its fields suit their columns best."""
    fits = []
    for shift in range(len(roles) - len(fields) + 1):
        total = sum(fit_of(words, roles[n + shift], rules) for n, (_, _, words) in enumerate(fields) if words)
        fits.append((total, -shift))
    total, shift = max(fits)
    return -shift if total > len(fields) else 0


def _open_row(
    fields: _Fields, at: int, roles: Sequence[str], number: int | None, indent: int, rules: RuleSet
) -> tuple[dict[int, list[tuple[Span, str]]], list[tuple[int, int]]]:
    """The fields of a row's first line by column, and where on paper they stand."""
    placed: dict[int, list[tuple[Span, str]]] = {}
    rest, right, base = fields, roles, 0
    if number is not None:
        for i in range(at):
            placed.setdefault(max(0, number - at + i), []).append(fields[i][1:])
        placed[number] = [fields[at][1:]]
        rest, right, base = fields[at + 1 :], roles[number + 1 :], number + 1
    if len(rest) < len(right):
        rest = [part for field in rest for part in _parted(field)]
    order = list(range(len(rest)))
    if len(rest) != len(right):
        order = align([w for _, _, w in rest], [False] * len(rest), right, rules)
    for field, column in zip(rest, order, strict=True):
        placed.setdefault(base + column, []).append(field[1:])
    return placed, [(indent + f[0], base + c) for f, c in zip(rest, order, strict=True)]


def _parted(field: tuple[int, Span, str]) -> _Fields:
    """A name and a value that one space alone parts were set too close to tell (… 处置率（%） 100)."""
    x, span, words = field
    m = re.match(r"(?P<name>.*[\u4e00-\u9fff）)])[ ](?P<value>\S.*)$", words)
    if m is None or not VALUE.match(m["value"]):
        return [field]
    at = m.start("value")
    return [
        (x, Span(span.start, span.start + at - 1), m["name"]),
        (x + at + len(_WIDE.findall(m["name"])), Span(span.start + at, span.end), m["value"]),
    ]


def _is_category_line(lines: Sequence[Line], n: int, width: int, tabs: bool) -> bool:
    """A short line of one field between rows names the category of those below it."""
    if n + 1 >= len(lines) or len(lines[n].text) > 24 or lines[n].text.endswith(("。", "：", ":")):
        return False
    filled = [words for _, _, words in fields_of(lines[n]) if words]
    numbered = len(filled) == 2 and _CATEGORY_NUMBER.fullmatch(filled[0]) is not None
    if (len(filled) != 1 and not numbered) or RUNNING_NUMBER.fullmatch(lines[n].text):
        return False
    below = [f for f in fields_of(lines[n + 1]) if f[2]]
    if tabs:
        return "\t" in lines[n + 1].text and len(below) >= width - 2
    return bool(_CATEGORY_LABEL.match(lines[n].text)) and len(below) >= width - 1


def _is_category_piece(fields: _Fields, indent: int, headers: Sequence[tuple[int, str]], roles: Sequence[str]) -> bool:
    """A short line below the category column alone: a merged cell stands at the middle of its rows, between two of them."""
    if len(fields) != 1 or "category" not in roles or len(fields[0][2]) > 6 or RUNNING_NUMBER.fullmatch(fields[0][2]):
        return False
    x = indent + fields[0][0]
    return min(range(len(headers)), key=lambda i: abs(headers[i][0] - x)) == roles.index("category")


_CATEGORY_NUMBER = re.compile("[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.]?")
_CATEGORY_LABEL = re.compile(r"[（(]?[一二三四五六七八九十]{1,2}[）)、.]")
