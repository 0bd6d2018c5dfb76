"""Tables that came as one cell a line, or with their cells parted by one space: where their header runs, and where they end.

Both the repair of wrapped lines (which must leave cells alone) and the outline (which reads them) ask here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from rules import RuleSet
from rules.families import ColumnRule

_EDGE = " |\t\u3000"
_HEADING = re.compile("[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|[*＊]")
_CATEGORY = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[\u4e00-\u9fff“”]{2,12}(?:[（(][^（()）]{1,8}[）)])?$"
)
_LONG_CATEGORY = re.compile(r"(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)])[^。；;]{2,48}$")
"""A heading over rows, where the running number of a row stands below it."""
_FIGURE = re.compile(r"[\[［〔【]?[≥≤≧≦><＞＜约]?\s*\d[\d.,]*\s*[%‰％]?\s*(?:以上|以下|左右|以内|[\]］〕】])?$|[—–-]{1,2}$")
_MOST_EMPTY = 12
_NEAR = 8
"""A category's first row ends within so many lines."""
_MIN_HEADERS = 3
BOUND = re.compile("以[上下内]|左右")
"""A bound behind a value, which a narrow column may have parted from it."""
_ANSWER = {"lead", "responsible"}
PAIR = {"name", "target"}
"""Indicators and what they are to reach: the least that a table of indicators has."""
_FIRST_NAME = re.compile(r"1\s{0,2}[.．、]\s{0,2}[\u4e00-\u9fff]")
"""Names that number themselves make a table of two columns: 1.床位总量 / 达到900张."""
_MAX_HEADERS = 14
_WIDEST_HEADER = 24
"""Characters of a header cell that has its line to itself."""


class Region(NamedTuple):
    """Lines `[start, end)` of a spread table; `[start, body)` are its header cells."""

    start: int
    body: int
    end: int


_FOOTNOTE = re.compile(r"(?:[\[［〔【]注?\d{1,2}[\]］〕】]|[①-⑳*＊#])+$")
_ENDS_FOOTNOTE = frozenset("]］〕】*＊#①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")


def bare(cell: str) -> str:
    """A header cell without the white space and rules that layouts put into it, and the marks of footnotes (2025年［1］)."""
    words = "".join(cell.split()).replace("|", "")
    return (_FOOTNOTE.sub("", words) or words) if words[-1:] in _ENDS_FOOTNOTE else words


@lru_cache(maxsize=4096)  # the words of documents without end
def column_rule(header: str, rules: RuleSet) -> ColumnRule | None:
    """The rule that knows a header cell (given bare); None where no rule does."""
    if not header or len(header) > 40:
        return None
    known = next((rule for rule in rules.of(ColumnRule) if rule.regex.match(header)), None)
    if known is None and (said := _SAID_OF_COLUMN.search(header)) is not None and said.start():
        return column_rule(header[: said.start()], rules)
    return known


_SAID_OF_COLUMN = re.compile(r"[（(][^（()）]{4,30}[）)]$")
"""A remark in the header: 重点工作任务（共2项牵头工作、19项配合工作）."""
_PARTS_OF_NAME = re.compile("指标|评价|考核")
_MOST_PARTS = 3
_UNIT = re.compile(r"[（(][^（()）\d]{1,6}[）)]")
_UNIT_IN_BRACKETS = re.compile(r"(?<=.)[（(][^（()）]{1,6}[）)]$")
_YEAR_IN_BRACKETS = re.compile(r"[（(]20\d\d年?(?:末|底)?[）)]")


def header_groups(cells: Sequence[str], rules: RuleSet, broken: bool = True) -> Iterator[tuple[int, int]]:
    """The header cells `[start, end)` that header lines or words make: 2020年 / 基础值, 序 / 号, 指标 / 属性 are one each.

    Two that are known by themselves are one only where the first needs the other, a year what it is a year of, and only
    where cells may be `broken` over lines.
    """
    words = [bare(cell) for cell in cells]
    names = [n for n, word in enumerate(words) if (rule := column_rule(word, rules)) is not None and rule.role == "name"]
    n = 0
    while n < len(cells):
        end = n + 1
        for k in range(min(_MOST_PARTS, len(cells) - n), 1, -1):
            parts = words[n : n + k]
            if column_rule("".join(parts), rules) is not None and _belong_together(parts, len(names) > (n in names), broken, rules):
                end = n + k
                break
        yield n, end
        n = end


_FIRST_NUMBERS = frozenset(("1", "01", "1.", "（1）", "(1)"))
_HEADER_WORDS = re.compile("[\u4e00-\u9fffA-Za-z0-9“”（()）/／、]{1,16}")
_OPENS, _CLOSES = re.compile(r"[\[［〔（(]"), re.compile(r"[\]］〕）)]")
_SHORTEST_REST = 6
_WHOLE_HEADER = 4
_REST_OF_VALUE = ("值", "数", "量")
"""What narrow columns break off from 基期值, 目标数."""


def _belong_together(parts: Sequence[str], named: bool, broken: bool, rules: RuleSet) -> bool:
    """Whether header cells next to each other are pieces of one; `named`: the names have a header elsewhere."""
    known = [column_rule(part, rules) for part in parts]
    if len(_OPENS.findall("".join(parts[:-1]))) > len(_CLOSES.findall("".join(parts[:-1]))) and len(parts) == 2:
        return _CLOSES.search(parts[-1]) is not None and len(parts[-1]) <= _SHORTEST_REST
    years = sum(bool(re.search(r"20\d\d", part)) for part in parts)
    if known[0] is not None and known[0].role == "year":
        whole = column_rule("".join(parts), rules)
        last = known[-1]
        if parts[1:] == ["年"]:
            return True
        values = broken and whole is not None and whole.role in ("baseline", "target", "previous")
        return years == 1 and values and (last is None or last.role in ("baseline", "target", "value", "previous"))
    if known[0] is not None and known[0].role in ("baseline", "target") and len(parts) == 2:
        return parts[1] in _REST_OF_VALUE or _YEAR_IN_BRACKETS.fullmatch(parts[1]) is not None
    if _PARTS_OF_NAME.fullmatch(parts[0]):
        return named and len(parts) == 2
    if known[-1] is not None and column_rule("".join(parts[:-1]), rules) is not None:
        return False  # 指 标 单位 are two: the pieces of one, and another
    if len(parts) == 2 and known[0] is not None and _UNIT.fullmatch(parts[1]):
        return True
    if (
        known[0] is None
        and known[-1] is not None
        and min(len(parts[0]), len(parts[-1])) >= _WHOLE_HEADER
        and parts[0][-1] not in "、及和与"
        and rules.phrase("spanning_header").fullmatch(parts[0]) is None  # “十四五” | 投资 are one
    ):
        return False  # 现场情形 | 整改措施: words enough for a header each
    alone = sum(rule is not None for rule in known)
    return all(len(_UNIT_IN_BRACKETS.sub("", part)) <= 5 for part in parts) and years == 0 and alone <= 1


def _says_who_does(count: int, roles: Collection[str]) -> bool:
    """Whether so many header cells are those of a table of tasks, though two have one role: 重点任务 | 工作举措 | 责任单位."""
    return count >= _MIN_HEADERS and "content" in roles and not _ANSWER.isdisjoint(roles)


def ends_table(line: str, rules: RuleSet) -> bool:
    """Whether a line is a chapter's heading, a note or an annex, none of which stands inside a table."""
    return rules.phrase("ends_table").match(line) is not None


_SHORTEST_CAPTION = 6
_LONGEST_CELL = 60
"""A cell with an office or a date, not a sentence of prose."""


def _opens_category(lines: list[str], n: int, indicators: bool, rules: RuleSet) -> bool:
    """Whether a numbered line between the cells of a table (一、发展水平) stands over rows and is no heading."""
    if not indicators and _LONG_CATEGORY.match(lines[n].strip(_EDGE)):
        # One heading or several in a row, of which the last has rows.
        words = (line.strip(_EDGE) for line in lines[n + 1 : n + 1 + _MOST_EMPTY])
        first = next((cell for cell in words if cell and not _LONG_CATEGORY.match(cell)), "")
        if re.fullmatch(r"\d{1,3}", first):
            return True
    if not _CATEGORY.match(lines[n].strip(_EDGE)):
        return False
    below = [line.strip(_EDGE) for line in lines[n + 1 : n + 1 + _NEAR]]
    if indicators:
        return sum(bool(_FIGURE.match(cell)) or bool(rules.phrase("attribute_value").match(cell)) for cell in below) >= 2
    short = [cell for cell in below if len(cell) <= _LONGEST_CELL]
    return any(rules.phrase("ends_as_office").search(cell) for cell in short) and any(
        rules.phrase("date_value").search(cell) for cell in short
    )


def _header_lines(lines: list[str], n: int, rules: RuleSet) -> tuple[int, set[str]]:
    """How many lines from `n` on are header cells, or pieces of such, and what roles they have."""
    roles: set[str] = set()
    if len(lines[n]) > _WIDEST_HEADER and len(lines[n].strip(_EDGE)) > _WIDEST_HEADER:
        return 0, roles
    first = bare(lines[n])
    known = column_rule(first, rules)
    if len(first) > 5 and known is None:
        return 0, roles
    if known is not None and known.role == "name" and n + 1 < len(lines):
        below = column_rule(bare(lines[n + 1]), rules)
        if below is not None and below.role == "number":  # 主要指标 over 序号 is the table's title: numbers come first
            return 0, roles
    cells: list[str] = []
    for line in lines[n : n + _MAX_HEADERS]:
        if not line or len(line.strip(_EDGE)) > _WIDEST_HEADER or "\t" in line:
            break
        cells.append(line.strip(_EDGE))
    framed = _framed_header(cells, rules) if known is not None and known.role == "number" else 0
    count = 0
    for a, b in header_groups(cells, rules):
        rule = column_rule("".join(bare(cell) for cell in cells[a:b]), rules)
        if rule is None:
            if b <= framed:
                continue
            break
        roles.add(rule.role)
        count = b
    return max(count, framed), roles


def _framed_header(cells: Sequence[str], rules: RuleSet) -> int:
    """How many header cells stand between 序号 and the number of the first row, if most of them are known and none is a sentence.

    So a header cell that no rule knows (反馈情形) ends no header; what is behind the last known one may stand over rows.
    0 where the lines are no such header.
    """
    first = next((i for i, cell in enumerate(cells) if cell in _FIRST_NUMBERS), 0)
    known = [i for i, cell in enumerate(cells[:first]) if column_rule(bare(cell), rules) is not None]
    end = known[-1] + 1 if known else 0
    if len(known) <= _MIN_HEADERS or len(known) * 3 < end * 2:
        return 0
    return end if all(_HEADER_WORDS.fullmatch(bare(cell)) and not _HEADING.match(cell) for cell in cells[:end]) else 0


def _is_caption(lines: list[str], n: int, header: Sequence[str], rules: RuleSet) -> bool:
    """Whether a line inside a table stands over the header of the next one: other columns, or rows that begin anew."""
    first = column_rule(bare(lines[n + 1]), rules) if n + 1 < len(lines) else None
    if (
        first is None
        or first.role != "number"
        or column_rule(bare(lines[n]), rules) is not None
        or len(lines[n].strip(_EDGE)) < _SHORTEST_CAPTION
    ):
        return False
    count, roles = _header_lines(lines, n + 1, rules)
    if len(roles) < _MIN_HEADERS:
        return False
    below = lines[n + 1 + count].strip(_EDGE) if n + 1 + count < len(lines) else ""
    return list(lines[n + 1 : n + 1 + count]) != list(header) or below in ("1", "01", "一")


def _heads_pairs(lines: list[str], n: int, count: int, roles: set[str]) -> bool:
    """Whether two header cells alone make a table: names that number themselves stand below them."""
    paired = roles == PAIR and count == len(PAIR) and n + count < len(lines)
    return paired and _FIRST_NAME.match(lines[n + count].strip(_EDGE)) is not None


def spread_tables(lines: list[str], rules: RuleSet) -> Iterator[Region]:
    """Tables spread one cell a line: at least three header cells on lines of their own, then the cells."""
    n = 0
    while n < len(lines):
        count, roles = _header_lines(lines, n, rules)
        full = (count >= _MIN_HEADERS and len(roles) >= _MIN_HEADERS) or _says_who_does(count, roles)
        if not full and not _heads_pairs(lines, n, count, roles):
            n += 1
            continue
        explained = any(rules.phrase("explaining_header").fullmatch(bare(line)) for line in lines[n : n + count])
        longest = 60 if "name" in roles and "content" not in roles and not explained else 600
        end = n + count
        while end < len(lines):
            line = lines[end].strip(_EDGE)
            heading = (_HEADING.match(line) or ends_table(line, rules)) and not _opens_category(lines, end, longest == 60, rules)
            if heading or len(line) > longest or "\t" in line or (longest == 60 and line.endswith("。")):
                break
            if _is_caption(lines, end, lines[n : n + count], rules):
                break
            end += 1
        if end > n + count:
            yield Region(n, n + count, end)
        n = max(end, n + 1)


# -- cells parted by one space ---------------------------------------------------------------------------------------

_SPACED = re.compile(
    r"[\[［〔【][^\[\]［］〔〕【】\n]{1,12}[\]］〕】](?:[^\s\u4e00-\u9fff]\S*|以上|以内|左右)?(?=\s|$)"
    r"|(?:[≥≤≧≦><＞＜﹥﹤约][ \u3000]*)?\S+(?:(?<=[\d\]］〕])[ \u3000]+(?:%|％|‰|以上|以内|左右|以下)(?!\S))?"
)
"""A cell: a value keeps its sign and its bound (≥ 95, 12 以上, [ 25 ])."""
_LABEL = re.compile(r"\d{1,2}[.．、]")
"""The number of a name, with a space behind it: 1. 供水总量."""
_NUMBER_AND_UNIT = re.compile(r"(\d{1,3})[ \u3000]+([%％‰])(?=\s)")
"""A line opens with the running number of a row rather than with a value."""
_LONGEST_HEADER = 120
_LONGEST_ROW = 600
_MOST_ROWS = 150
_LONGEST_PIECE = 36
"""A sentence on a line of its own that is no longer may be the end of a cell."""
_COLUMNS = 2
"""With so many wide gaps a line is set in columns."""
_BROKEN = 4
"""So many lines in succession may be pieces of cells, or stand over rows."""
FURNITURE = re.compile(r"[-—–\s]*\d{1,3}[-—–\s]*|第\s*\d{1,3}\s*页(?:\s*共\s*\d+\s*页)?|续表.{0,4}|[（(]续[）)]")
"""A line between rows that the page brought."""
OVER_ROWS = _LONG_CATEGORY
CATEGORY_LINE = re.compile(r"(?:[（(]?[一二三四五六七八九十]{1,2}[）)、.]|[ⅠⅡⅢⅣⅤ]+[.、])\s*\S{2,20}$")
"""A line that stands over the rows below it."""
_SECTION = re.compile(r"[一二三四五六七八九十]{1,2}、|[（(][一二三四五六七八九十]{1,2}[）)]")


def spaced_cells(line: str) -> list[tuple[int, int]]:
    """Where the cells of a line stand that spaces part."""
    cells = [m.span() for m in _SPACED.finditer(line)]
    if len(cells) > 1 and _LABEL.fullmatch(line[slice(*cells[0])]) and "\u4e00" <= line[cells[1][0]] <= "\u9fff":
        cells[:2] = [(cells[0][0], cells[1][1])]
    if len(cells) > 1 and (number := _NUMBER_AND_UNIT.match(line)) is not None:
        cells[:1] = [number.span(1), number.span(2)]
    return cells


def spaced_header(line: str, rules: RuleSet, below: str = "") -> list[tuple[int, int]]:
    """The header cells of a line whose cells spaces part; none where hardly all are known, or fewer than three.

    Two are enough where the names `below` them number themselves.
    """
    gaps = line.count(" ") + line.count("\u3000")
    if not gaps or len(line) > _LONGEST_HEADER or line[-1] in "。；;，：:|":
        return []
    fewest = len(PAIR) if _FIRST_NAME.match(below) is not None else _MIN_HEADERS
    if gaps < fewest - 1:
        return []
    cells = spaced_cells(line)
    if not fewest <= len(cells) <= 2 * _MAX_HEADERS or "\t" in line:
        return []
    words = [line[a:b] for a, b in cells]
    groups = list(header_groups(words, rules, broken=False))
    known = [column_rule(bare("".join(words[a:b])), rules) for a, b in groups]
    roles = {rule.role for rule in known if rule is not None}
    if (len(roles) < _MIN_HEADERS and roles != PAIR and not _says_who_does(len(groups), roles)) or known.count(None) > len(known) // 4:
        return []
    return [(cells[a][0], cells[b - 1][1]) for a, b in groups]


_FEWEST_FLAT = 2
"""A table on one line has so many times the cells of its header behind it."""


def flat_header(line: str, rules: RuleSet) -> list[tuple[int, int]]:
    """The header cells with which a line opens that holds a table whole; none where it is no such line."""
    if line.count(" ") + line.count("\u3000") < 4 * _MIN_HEADERS or "\t" in line or "|" in line:
        return []
    first = spaced_cells(line[:24])[:2]
    if not first or all(column_rule(bare(line[a:b]), rules) is None for a, b in first):
        return []
    cells = spaced_cells(line)
    words = [line[a:b] for a, b in cells]
    header: list[tuple[int, int]] = []
    roles: set[str] = set()
    used = 0
    for a, b in header_groups(words[:_MAX_HEADERS], rules, broken=False):
        rule = column_rule(bare("".join(words[a:b])), rules)
        if rule is None:
            break
        header.append((cells[a][0], cells[b - 1][1]))
        roles.add(rule.role)
        used = b
    return header if len(roles) >= _MIN_HEADERS and len(cells) - used >= _FEWEST_FLAT * (len(header) - 1) else []


def spaced_end(lines: Sequence[str], first: int, columns: int, indicators: bool, rules: RuleSet) -> int:
    """Behind which line a table whose cells spaces part can be over, at the latest; its rows begin with line `first`."""
    end = first
    broken = 0
    for n in range(first, min(len(lines), first + _MOST_ROWS)):
        line = lines[n]
        cells = len(spaced_cells(line))
        if (
            ends_table(line, rules)
            or len(line) > _LONGEST_ROW
            or (line.endswith("。") and (indicators or (cells < 2 and len(line) > _LONGEST_PIECE)))
        ):
            break
        if _SECTION.match(line) and not CATEGORY_LINE.match(line) and cells < columns - 2:
            break
        broken = broken + 1 if cells < 2 and not FURNITURE.fullmatch(line) else 0
        if broken > _BROKEN:
            break
        end = n + 1
    return end


def spaced_tables(lines: Sequence[str], rules: RuleSet) -> Iterator[Region]:
    """Lines of tables whose cells one space alone parts: a header, then rows."""
    n = 0
    while n < len(lines):
        if " " not in lines[n] and "\u3000" not in lines[n]:
            n += 1
            continue
        below = lines[n + 1] if n + 1 < len(lines) else ""
        header = spaced_header(lines[n], rules, below) if lines[n].count("  ") < _COLUMNS else []
        if not header:
            if flat_header(lines[n], rules):
                yield Region(n, n, n + 1)
            n += 1
            continue
        names = {rule.role for a, b in header if (rule := column_rule(bare(lines[n][a:b]), rules)) is not None}
        end = spaced_end(lines, n + 1, len(header), "name" in names and "content" not in names, rules)
        if end > n + 2:
            yield Region(n, n + 1, end)
        n = end
