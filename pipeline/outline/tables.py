"""What a table is, whatever layout it came in; `grid`, `columnar`, `spaced` and `spread` read the layouts.

Whatever it came as, a table ends up as columns with roles (from `rules/columns.toml`) and rows of cells, merged
cells carried down. Where the source gives no grid, the cells of a row are set to its columns by the best monotone
alignment: each column takes none, one or several of the cells in order, scored by what kind of thing a cell is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import accumulate, pairwise

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
    runs: tuple[int, ...] = ()
    """How many spans make each paragraph of it, where some were broken for want of room."""

    def paragraphs(self) -> list[tuple[Span, ...]]:
        """Its spans, those together that one paragraph was broken into."""
        if not self.runs:
            return [(span,) for span in self.spans]
        ends = list(accumulate(self.runs))
        return [self.spans[a:b] for a, b in pairwise((0, *ends))]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its role, its header, the year its header names."""

    role: str
    header: str
    year: int | None
    rule: str
    rule_role: str = ""
    """The role that the header's own words tell; `role` is what the whole header makes of it."""


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
        """The roles of its columns."""
        return {column.role for column in self.columns}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of clean text without outer white space; `gap` counts the blank lines before it."""

    start: int
    end: int
    text: str
    gap: int


_YEAR = re.compile(r"20\d\d")
_PLAN = re.compile("十([一二三四五六])五")
_END_OF_PLAN = {"一": 2010, "二": 2015, "三": 2020, "四": 2025, "五": 2030, "六": 2035}
"""The last year of a five-year plan, by what stands between 十 and 五 in its name."""
RUNNING_NUMBER = re.compile(r"\d{1,3}(?:[.-]\d{1,2})?|[（(]\d{1,2}[）)]|[①-⑳]")
VALUE = re.compile(
    r"^[\[［〔【(（]?\s*(?:[≥≤≧≦><＞＜﹥﹤=约超达]|超过|突破|不低于|不少于|不超过|以内|左右|大于|小于|低于|高于|控制在|达到|累计|每年|年均|下降|降低|增长|提高|提升|增加|压减|减少|-|—)*\s*"
    r"\d[\d,.，]*\s*(?:%|‰|％|个百分点|[\u4e00-\u9fff/]{0,6})?\s*[\]］〕】)）]?.{0,14}$"
)
_OF_SOME = re.compile(r"[\u4e00-\u9fff]{2,10}[≥≤≧≦><＞＜]\s*\d[\d.,]*\s*[%％]?$")
"""A value that holds for some of what is counted (大镇≥25): such stand one below the other in one cell."""
_AMOUNT = re.compile(r"[\u4e00-\u9fff]{3}约?\d[\d.]*[万亿]?(?!年|月|日)[\u4e00-\u9fffa-zA-Z]")
"""What says how much is to be done, however short (改造管网3公里)."""
_PER_MANY = re.compile("^1?[/／]1?0?[十百千]?万$")
"""Units of rates: 1/10万, /万."""
_GRADE = re.compile("^A{2,5}级?$")
"""A value that is a grade (AAA)."""
NUMBERED_NAME = re.compile(r"(?:\d{1,2}[.．、]|[（(]\d{1,2}[）)])\s?[\u4e00-\u9fff“A-Za-z]")
"""A name that numbers itself opens a row: 3.漏损率."""
BLANK = re.compile(r"^[-—–/\\·.…*无]{1,3}$")
_MOST_COLUMNS = 100


def read_columns(headers: Sequence[str], rules: RuleSet) -> tuple[Column, ...] | None:
    """Roles of the header cells; None where hardly any is known, and for what is too wide for a table that people read."""
    if len(headers) > _MOST_COLUMNS:
        return None
    columns = []
    for header in headers:
        rule = column_rule(bare(header), rules)
        years = [int(y) for y in _YEAR.findall(header)]
        if not years:
            years = [_END_OF_PLAN[word] for word in _PLAN.findall(header)]
        role = rule.role if rule else "other"
        columns.append(Column(role, header, years[-1] if years else None, rule.id if rule else "", role))
    if sum(1 for c in columns if c.rule) < 2:
        return None
    named = next((n for n, c in enumerate(columns) if c.role == "name"), 0)
    # Before the names, 目标 and a cell without words stand over what groups them.
    columns[:named] = [replace(c, role="category") if c.role == "value" or bare(c.header) in ("", "目标") else c for c in columns[:named]]
    roles = {c.role for c in columns}
    if roles >= {"task_name", "unit"} and roles & {"target", "year"} and not roles & {"name", "content", "lead", "deadline"}:
        # 项目 | 单位 | 2020年 | 2025年: what has a unit and values is measured, not done
        columns = [replace(c, role="name") if c.role == "task_name" else c for c in columns]
    if "name" in roles and roles & {"unit", "attribute"} and not roles & {"target", "year", "task_name"}:
        # 主要指标 | 单位 | 计划任务: of what is measured, the task is a number
        columns = [
            replace(c, role="target") if c.role == "content" and rules.phrase("task_count_header").fullmatch(bare(c.header)) else c
            for c in columns
        ]
    if roles & {"target", "year"} and "baseline" not in roles:  # in a table of values, what was achieved is where they start
        columns = [Column("baseline", c.header, c.year, c.rule) if c.role == "previous" else c for c in columns]
    if roles & {"content", "task_name"} and roles & {*UNITS, "deadline", "person"} and "name" not in roles:
        # 主要任务 | 2024年目标 | 责任单位: how far what the row does is to be
        columns = [replace(c, role="goal") if c.role in ("target", "year", "value") else c for c in columns]
    contents = [n for n, c in enumerate(columns) if c.role == "content"]
    names = [n for n, c in enumerate(columns) if c.role == "task_name"]
    if names and not contents and "name" not in roles and roles & {*UNITS, "deadline", "person"}:
        columns[names[-1]] = replace(columns[names[-1]], role="content")  # 任务 | 责任单位: the name alone says what to do
    deed = bool(contents) and rules.phrase("deed_header").fullmatch(bare(columns[contents[0]].header)) is not None
    if deed and not any(rules.phrase("work_header").fullmatch(bare(columns[n].header)) for n in contents[1:]):
        # 实事项目 | 实施计划: the deed is what is promised
        columns = [replace(c, role="other") if n in contents[1:] else c for n, c in enumerate(columns)]
        contents = contents[:1]
    for n in contents[:-1]:  # 重点任务 | 具体举措: what stands before the measures names the task
        columns[n] = Column("task_name", columns[n].header, columns[n].year, columns[n].rule)
    return _years_resolved(columns)


UNITS = ("lead", "support", "responsible")
"""Columns that name who answers."""


def with_attributes(columns: tuple[Column, ...], words: Sequence[str], rules: RuleSet) -> tuple[Column, ...]:
    """The columns, with that of the kinds of indicators (指标类型) told from one of categories by what its cells say."""
    if any(c.role == "attribute" for c in columns):
        return columns
    kinds = [n for n, c in enumerate(columns) if c.role == "category" and rules.phrase("kind_header").fullmatch(bare(c.header))]
    said = sum(rules.phrase("attribute_value").match(bare(word)) is not None for word in words)
    if not kinds or said < 2:
        return columns
    return tuple(replace(c, role="attribute") if n == kinds[-1] else c for n, c in enumerate(columns))


def under_one_header(columns: tuple[Column, ...], rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Columns under one header (指标 over number and name): the first has the numbers if its cells are such, else the groups."""
    out = list(columns)
    for c in reversed(range(len(columns) - 1)):
        same = columns[c].header == columns[c + 1].header and columns[c].role != "number"
        own = [row[c] for row in rows if c < len(row) and row[c]] if same else []
        if same and not own and out[c + 1].role == "category" and columns[c].rule_role == "name":
            out[c] = replace(columns[c], role="category")  # never without the column beside it
        if same and own and columns[c].role in ("name", "content", "task_name"):
            numbers = all(RUNNING_NUMBER.fullmatch(text.rstrip(".、")) for text in own)
            out[c] = replace(columns[c], role="number" if numbers else "category" if columns[c].rule_role == "name" else columns[c].role)
            if columns[c + 1].rule_role in ("name", "content", "task_name") and out[c + 1].role != "category":
                out[c + 1] = replace(columns[c + 1], role=columns[c + 1].rule_role)
    return tuple(out)


def _years_resolved(columns: list[Column]) -> tuple[Column, ...]:
    """Columns headed by a bare year: the first is the baseline, the last the target, those between stay years."""
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
        role = "target" if column.year == last and not known_target else "baseline" if not known_baseline else "year"
        if role == "baseline" and any(c.role == "baseline" for c in out):
            role = "year"
        out.append(replace(column, role=role))
    return tuple(out)


@cache
def _unit_regex(rules: RuleSet) -> re.Pattern[str]:
    words = "|".join(f"(?:{r.source})" for r in rules.of(MeasureRule))
    return re.compile(
        rf"^[（(]?(?:[万亿千百]{{0,2}}(?:{words})|[%‰])(?:[/／·每]?[万千百]?(?:{words}|[\u4e00-\u9fff]{{1,4}}))?(?:[/／][\u4e00-\u9fff㎡A-Za-z0-9²³]{{1,6}})*[）)]?$|^[\u4e00-\u9fffA-Za-z㎡]{{1,5}}[/／].{{1,8}}$|^[μµ]?[gm]/m[³3]$|^[A-Za-z]{{1,4}}$|^[级元]$"
    )


@cache
def organisation_regex(rules: RuleSet) -> re.Pattern[str]:
    """What the name of a unit, or words for nobody in particular, ends with."""
    return re.compile("|".join(f"(?:{r.source})" for r in rules.of(OrganisationRule) if r.sort in ("suffix", "vague")))


def _all_offices(text: str, rules: RuleSet) -> bool:
    """Whether a cell is a list of units and nothing else."""
    parts = re.split("[、，,；;]", re.sub(r"[（(][^（()）]{1,20}[）)]", "", text))
    return len(parts) > 1 and all(organisation_regex(rules).search(part) for part in parts)


@lru_cache(maxsize=2048)  # one cell is held against a column in many ways
def fit_of(text: str, role: str, rules: RuleSet) -> float:
    """How well a cell suits a column of this role; the scale is that of the penalties in `align`."""
    n = len(text)
    numeric = bool(VALUE.match(text)) or bool(BLANK.match(text)) or bool(_GRADE.match(text))
    binding = bool(rules.phrase("attribute_value").match(text))
    if role == "number":
        return 4 if RUNNING_NUMBER.fullmatch(text) else -8
    if role == "attribute":
        return 5 if binding else -6
    if binding:
        return -5
    if role == "unit":
        if _PER_MANY.match(text):
            return 4
        if BLANK.match(text):
            return 1.5
        return (
            4
            if n <= 10 and _unit_regex(rules).match(text) and not text[0].isdigit() and not _GRADE.match(text)
            else -3
            if n <= 6 and not numeric
            else -7
        )
    if role == "year":
        return 3 if numeric else 0
    if role in ("baseline", "target", "growth"):
        if numeric or _OF_SOME.match(text):
            return 3
        if rules.phrase("value_in_words").match(text):
            return 2
        return -0.5 if rules.phrase("spoken_value").search(text) and n <= 24 else -4
    if role in ("name", "category") and rules.phrase("value_in_words").match(text):
        return -2
    if role == "name":
        return 4 if NUMBERED_NAME.match(text) else -5 if numeric and n < 8 else 2 if n >= 4 else 0
    if role == "category":
        if text.endswith(("。", "；", ";")) or (numeric and not re.search("[\u4e00-\u9fff]{3}", text)):
            return -6
        return 3 if text.startswith("《") else 1.5 if n <= 12 else -1 if n <= 40 else -4
    if role == "goal":
        return 3 if numeric else 1.5 if n >= 4 and not organisation_regex(rules).search(text) else 0
    if role == "task_name":
        return 0.5 if 4 <= n <= 24 and not text.endswith(("。", "；", ";")) else 0
    if role == "content" and _all_offices(text, rules):
        return -1.5
    if role in ("content", "previous"):
        note = 1.5 if role == "content" and rules.phrase("units_in_cell").match(text) else 0
        return (-2.5 if text.startswith("《") and text.endswith("》") else 2 if n >= 10 else 1.5 if _AMOUNT.search(text) else 0.2) + note
    if role in UNITS:
        answers = organisation_regex(rules).search(text) or rules.phrase("answerable").search(text)
        return 3 if n <= 80 and answers else -2.5
    if role == "deadline":
        return 3 if n <= 24 and rules.phrase("date_value").search(text) else -4
    if role == "person":
        return 1.5 if n <= 4 or (n <= 24 and rules.phrase("person_cell").match(text)) else -2
    if role == "investment":
        return 3 if numeric else -3
    return 0


MERGED = ("category", "task_name")
"""Columns whose cells may be merged over several rows."""
MOST_IN_ONE = 6
"""So many cells may be pieces of one."""
_EMPTY = {"note": -0.6, "unit": -1.5, "category": 0.0, "attribute": -2.0, "growth": -1.0, "baseline": -1.5, "year": -1.5, "support": -1.0,
          "person": -1.0, "other": -0.3, "deadline": -1.2, "previous": -1.5, "score": -0.5, "investment": -1.0, "goal": -1.0}  # fmt: skip


def fit_of_none(role: str) -> float:
    """What it costs that a row has no cell in a column of this role."""
    return _EMPTY.get(role, -2.5)


_CHARACTER = re.compile("[\u4e00-\u9fff]")
_ANOTHER_LINE = {"name": -2.2, "content": -2.2, "previous": -2.2, "category": -2.2, "note": -2.2, "support": -4, "responsible": -5,
                 "other": -1.8, "goal": -2.2}  # fmt: skip
"""What it costs that a cell has another line; units that help are often set one below the other."""


def align(cells: list[str], gaps: list[bool], roles: Sequence[str], rules: RuleSet, remarks: frozenset[str] = frozenset()) -> list[int]:
    """The column index of each cell, in order, for the best total fit; see `align_scored`."""
    return align_scored(cells, gaps, roles, rules, remarks)[1]


def align_scored(
    cells: list[str], gaps: list[bool], roles: Sequence[str], rules: RuleSet, remarks: frozenset[str] = frozenset()
) -> tuple[float, list[int]]:
    """The best total fit, and the column index of each cell, in order, that gives it.

    `gaps[i]` tells of an empty cell before cell i; `remarks` are words that come back in many rows, as remarks do
    and the names of merged categories do not.
    """
    if len(cells) > MOST_IN_ONE * len(roles):  # however they are set, some are left
        return float("-inf"), [0] * len(cells)
    best, back = _alignment(cells, gaps, roles, rules, remarks)
    out = [0] * len(cells)
    i = len(cells)
    for j in range(len(roles), 0, -1):
        for cell in range(i - back[j][i], i):
            out[cell] = j - 1
        i -= back[j][i]
    return best[-1][-1], out


def fits_of_first(cells: Sequence[str], roles: Sequence[str], rules: RuleSet) -> list[float]:
    """The best total fit of none of the cells, of the first, of the first two … alone, with no empty cell before any of them."""
    return _alignment(cells, [False] * len(cells), roles, rules, frozenset())[0][-1]


def _alignment(
    cells: Sequence[str], gaps: Sequence[bool], roles: Sequence[str], rules: RuleSet, remarks: frozenset[str]
) -> tuple[list[list[float]], list[list[int]]]:
    """For the first columns and the first cells: the best total fit, and how many cells the last column takes in it."""
    n, m = len(cells), len(roles)
    units_in_cell = rules.phrase("units_in_cell")
    worst = float("-inf")
    best = [[worst] * (n + 1) for _ in range(m + 1)]
    back = [[0] * (n + 1) for _ in range(m + 1)]
    best[0][0] = 0.0
    fit = [[fit_of(cell, role, rules) for cell in cells] for role in roles]
    for j, role in enumerate(roles):
        if role in ("note", "category"):
            fit[j] = [score + (2 if role == "note" else -3) * (cell in remarks) for score, cell in zip(fit[j], cells, strict=True)]
    for j in range(1, m + 1):
        role = roles[j - 1]
        for i in range(n + 1):
            skipped = best[j - 1][i] + fit_of_none(role) + (1.2 if i < n and gaps[i] else 0)
            best[j][i], back[j][i] = skipped, 0
            total = 0.0
            for k in range(1, min(i, MOST_IN_ONE) + 1):
                cell = i - k
                total += fit[j - 1][cell]
                if k > 1:
                    goes_on = cells[cell].endswith(("；", ";", "、", "，"))
                    of_some = role in ("baseline", "target") and _OF_SOME.match(cells[cell]) and _OF_SOME.match(cells[cell + 1])
                    in_words = role in ("baseline", "target", "growth") and _in_words(cells[cell]) and _in_words(cells[cell + 1])
                    total += 1.5 if goes_on else -0.5 * k if of_some else _MORE_WORDS if in_words else _ANOTHER_LINE.get(role, -6)
                    if role == "content" and units_in_cell.match(cells[cell + 1]):
                        total += 3
                    if role == "category" and len(cells[cell]) <= 3 and len(cells[cell + 1]) <= 3:
                        total += 2.0
                    if role in MERGED and len(cells[cell + 1]) == 1 and "\u4e00" <= cells[cell + 1] <= "\u9fff":
                        total += 2.5  # the last character of a name that was broken in its cell
                    if gaps[cell + 1]:
                        total -= 1.5
                if best[j - 1][cell] + total > best[j][i]:
                    best[j][i], back[j][i] = best[j - 1][cell] + total, k
    return best, back


_MORE_WORDS = 1.0
"""What it makes good that a value goes on in another line, where it is said in words."""


def _in_words(text: str) -> bool:
    """Whether a cell says its value in words, without a number."""
    return _CHARACTER.search(text) is not None and not VALUE.match(text)


def carry_down(columns: tuple[Column, ...], rows: list[Row]) -> list[Row]:
    """An empty category or task-name field takes the one above it: that is how merged cells look once unmerged."""
    out = []
    above: dict[int, Cell] = {}
    for row in rows:
        fields = list(row.cells)
        for c, column in enumerate(columns):
            if column.role not in MERGED:
                continue
            cell = fields[c]
            if cell is not None:
                above[c] = cell
            elif c in above:
                fields[c] = Cell(above[c].text, above[c].spans, inherited=True)
        out.append(Row(tuple(fields), row.span))
    return out


def with_lines_over(rows: Sequence[Row], over: Sequence[Line]) -> list[Row | Cell]:
    """Rows, and the lines that stand over them, in the order of the text."""
    cells = [(line.start, Cell(line.text, (Span(line.start, line.end),))) for line in over]
    placed: list[tuple[int, Row | Cell]] = [*((row.span.start, row) for row in rows), *cells]
    return [item for _, item in sorted(placed, key=lambda p: p[0])]


def assemble(columns: tuple[Column, ...], items: Sequence[Row | Cell], span: Span) -> Table | None:
    """A table of rows, among which a bare cell is a category line (（一）经济发展) that holds for the rows below it."""
    if not any(isinstance(item, Cell) for item in items):
        rows = [item for item in items if isinstance(item, Row)]
    else:
        columns = (Column("category", "", None, "tables.category_line"), *columns)
        rows, category = [], None
        for item in items:
            if isinstance(item, Cell):
                category = Cell(item.text, item.spans, inherited=True)
            else:
                rows.append(Row((category, *item.cells), item.span))
    return Table(columns, tuple(carry_down(columns, rows)), span) if rows else None
