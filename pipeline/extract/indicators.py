"""Rows of indicator tables to indicators; values and units stay as the table has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from pipeline.extract.mentions import Front, Indicator, Value
from pipeline.extract.numbers import Quantity, find_quantities
from pipeline.extract.tasks import is_indicator_table
from pipeline.numerals import read_number
from pipeline.outline.tables import Cell, Column, Row, Table
from pipeline.outline.tree import Node, Outline
from pipeline.text import Span
from rules import RuleSet
from rules.families import BoundRule, TableRule

_ATTRIBUTE = {"约束": "binding", "预期": "expected"}
_NUMBER = re.compile(r"\d[\d,，]*(?:\.\d+)?|[零〇一二三四五六七八九十百]+(?=[个家张%以左])")
_UNIT = re.compile(r"[（(]\s*([^（()）]{1,14})\s*[）)]$")
_FOOTNOTE = re.compile(r"[①-⑳]|[¹²³⁴-⁹]+|[\[［〔【]注?\d{1,2}[\]］〕】]|[*＊#]+$|(?<=[\u4e00-\u9fff）)])\d$")
_BLANK = re.compile(r"^[-—–/\\·.…*无]{0,4}$")
_IN_BRACKETS = re.compile(r"[\[［【〔]")
_LISTED_NAME = re.compile("(?P<name>[^，,：:。；;\\d]{2,40}(?:[（(][^（()）]{1,12}[）)])?)[，,：:]")
_SUM = re.compile(r"[\[［〔【]\s*\d[\d,.]*\s*[\]］〕】](?P<unit>[\u4e00-\u9fff/]{1,4})?")
"""A five-year sum in brackets, with its unit behind it: 〔12000〕户."""
_BULLET = re.compile(r"(?:[—–-]{1,2}|[●○■□◆◇•·▪])\s*")
_LONGEST_GROUP = 16
_LATER = 9999
"""The year of a goal of which neither table nor plan says one."""
_LIST_MARK = re.compile("[，,；;]")
_YEAR_SAID = re.compile(r"(?<!\d)(20\d{2})年")
_LEADING_NUMBER = re.compile(r"^[（(]?(\d{1,2}|[一二三四五六七八九十]{1,3}(?=[、）)]))[.．、）)]\s*(?=[\u4e00-\u9fff“])")


_WRITTEN = re.compile(r"(\d[\d,，]*(?:\.\d+)?)\s*([万亿千百]+)")


def _as_written(quantity: Quantity, raw: str) -> tuple[float | None, str | None]:
    """Number and unit of a quantity as its words have them, nothing multiplied out: 1.2万套 is 1.2 of 万套."""
    scaled = _WRITTEN.search(raw)
    value = read_number(scaled[1].replace("，", ",")) if scaled is not None else None
    if scaled is None or value is None or value == quantity.value:
        return quantity.value, quantity.unit
    return value, scaled[2] + (quantity.unit or "")


class IndicatorFinder:
    """Finds the indicator tables of one outline and reads their rows."""

    def __init__(self, outline: Outline, front: Front | None, rules: RuleSet) -> None:
        self.text = outline.text
        self.root = outline.root
        self.rules = rules
        self.end = front.period_end if front else None
        self.start = front.period_start if front else None
        self.bounds = [(w, r) for r in rules.of(BoundRule) for w in sorted(r.words, key=len, reverse=True)]

    def find(self) -> Iterator[Indicator]:
        """All indicators in reading order."""
        for node in self.root.walk():
            if node.section in ("retrospective", "situation"):
                continue
            if node.label and self._in_a_list(node) and (listed := self._listed(node)) is not None:
                yield listed
            yield from self._bulleted(node)
            for table in node.tables:
                if is_indicator_table(table, self._caption(node, table), self.rules):
                    chosen = self._value_columns(table)
                    for row in table.rows:
                        indicator = self._row(table, row, chosen)
                        if indicator is not None:
                            yield indicator

    # -- numbered lists ----------------------------------------------------------------------------------------

    def _in_a_list(self, node: Node) -> bool:
        """Whether a numbered item stands in a list of indicators: under their heading, or behind 主要指标如下：."""
        above = node.parent
        if node.children or node.tables or above is None:
            return False
        if node.section == "indicators" and above.section == "indicators":
            return True
        if above.kind == "box" and above.title is not None and self._about(self.text[above.title.start : above.title.end]) == "indicators":
            return True
        before = [b for b in above.body if b.end <= node.start]
        return bool(before) and self.rules.phrase("indicators_follow").search(self.text[before[-1].start : before[-1].end]) is not None

    def _listed(self, node: Node) -> Indicator | None:
        """An indicator said in a numbered sentence: 1.菜市场标准化率，2020年为58%，2025年达到95%，约束性指标。"""
        start = node.title.start if node.title else node.body[0].start if node.body else node.start
        end = max([node.title.end if node.title else start, *(b.end for b in node.body)])
        return self._said(node.start, start, end, (node.label or "").rstrip(".．、"), self._heading_of_list(node))

    def _bulleted(self, node: Node) -> Iterator[Indicator]:
        """The indicators of a box whose lines open with a dash or a dot, below lines that group them."""
        if node.children or node.tables or node.kind != "box" or node.title is None:
            return
        if self._about(self.text[node.title.start : node.title.end]) != "indicators":
            return
        category = None
        for body in node.body:
            words = self.text[body.start : body.end]
            if (mark := _BULLET.match(words)) is not None:
                found = self._said(body.start, body.start + mark.end(), body.end, None, category)
                if found is not None:
                    yield found
            elif len(words) <= _LONGEST_GROUP:
                category = self._category([words])

    def _said(self, begin: int, start: int, end: int, number: str | None, category: str | None) -> Indicator | None:
        """The indicator that the words from `start` on say; its evidence begins at `begin`."""
        words = self.text[start:end].rstrip("。；;")
        # What says nothing of the name or the values is blanked, so that places stay.
        plain = self.rules.phrase("attribute_in_brackets").sub(lambda m: " " * len(m.group()), words).replace("\n", "，")
        m = (
            _LISTED_NAME.match(plain)
            or self.rules.phrase("name_before_colon").match(plain)
            or self.rules.phrase("name_before_value").match(plain)
        )
        if m is None:
            return None
        cells: dict[int, Value] = {}
        units: list[str] = []
        notes: list[str] = []
        for q in find_quantities(self.text, start + m.end("name"), start + len(words), self.rules):
            if q.sort == "time" and q.unit == "年" and 2000 <= q.value < 2100:
                continue
            clause = max(self.text.rfind(mark, start, q.span.start) for mark in "，,:：（(；;") + 1
            before = self.text[max(clause, start) : q.span.start]
            years = _YEAR_SAID.findall(before)
            if self.rules.phrase("part_or_other").match(before) or (cells and self.rules.phrase("each_year").match(before)):
                continue
            raw = self.text[q.span.start : q.span.end]
            amount, unit = _as_written(q, raw)
            value = Value(amount, q.comparator, int(years[-1]) if years else self.end, raw)
            if not years and self.end in cells and self.rules.phrase("moves_to").search(before) and cells[self.end].year == self.end:
                # 由35%提高到60%: what came first is where it starts.
                base = self.start - 1 if self.start else self.end - 1
                cells[base] = replace(cells.pop(self.end), year=self.start - 1 if self.start else None)
                cells[self.end] = value
            elif years and int(years[-1]) not in cells:
                cells[int(years[-1])] = value
            elif not years and not cells and self.end is not None:
                cells[self.end] = value
            else:
                continue
            units.append(unit or "")
        for part in _LIST_MARK.split(plain[m.end() :]):
            # 2030年 40以上: a number without a unit, which the name carries in brackets.
            if (said := self.rules.phrase("year_and_value").match(part)) is not None and int(said[1]) not in cells:
                value = self._read(said["cell"].strip(), int(said[1]), [])
                if value.value is not None:
                    cells[int(said[1])] = value
        if not cells and self.end is not None and (sum_ := _SUM.search(words)) is not None:
            value = self._read(sum_.group().strip(), self.end, notes)
            if value.value is not None:
                cells[self.end] = value
                units.append(sum_["unit"] or "")
        if not cells:
            return None
        name, bracketed = self._name(m["name"])
        last = max(cells)
        first = min(cells) if len(cells) > 1 else None
        attribute = next((v for k, v in _ATTRIBUTE.items() if k in words[len(m["name"].rstrip()) :]), None)
        unit = bracketed or (units[-1] if units else None) or None
        unit = "百分点" if unit == "个百分点" else unit
        baseline = cells[first] if first is not None else None
        span = Span(begin, start + len(words))
        return Indicator(
            span, number, category, name, unit, attribute, baseline, cells[last], "；".join(notes) or None, "indicators.listed"
        )

    def _heading_of_list(self, node: Node) -> str | None:
        """The heading below that of the indicators that a listed one stands under."""
        above = node.parent
        if (
            above is None
            or above.title is None
            or above.parent is None
            or above.section != "indicators"
            or above.parent.section != "indicators"
        ):
            return None
        return self._category([self.text[above.title.start : above.title.end]])

    def _about(self, caption: str) -> str | None:
        return next((r.about for r in self.rules.of(TableRule) if r.regex.search(caption)), None)

    def _caption(self, node: Node, table: Table) -> str:
        before = [b for b in node.body if b.end <= table.span.start]
        words = self.text[before[-1].start : before[-1].end] if before else ""
        if words and len(words) <= 45 and not words.endswith("。"):
            return words
        return self.text[node.title.start : node.title.end] if node.title else ""

    # -- rows --------------------------------------------------------------------------------------------------

    def _value_columns(self, table: Table) -> dict[int, str]:
        """Which columns hold the baseline and the target, where years tell: 2015年 | 2020年 | 2025年 | 2035年.

        The target is the value for the end of the plan, else the last; the baseline that of the last year before the
        plan, else what the header alone tells.
        """
        out = {n: c.role for n, c in enumerate(table.columns)}
        without = {"target": self.end or _LATER, "baseline": (self.start or 1) - 1}
        dated = [
            (c.year or without[c.role], n, c.rule_role)
            for n, c in enumerate(table.columns)
            if c.role in without or (c.role == "year" and c.year is not None)
        ]
        goals = [(year, n) for year, n, said in dated if said != "baseline"]
        if not goals:
            return out
        goal = max((g for g in goals if g[0] == self.end), default=max(goals))
        start = self.start or goal[0]
        before = [(year, n) for year, n, said in dated if year < start and said != "target" and n != goal[1]]
        bases = [max(before)] if before else []
        for _, n, _ in dated:
            if n == goal[1]:
                out[n] = "target"
            elif bases:
                out[n] = "baseline" if n == bases[0][1] else "year"
            elif out[n] == "target" or (out[n] == "baseline" and self._is_annual(dated)):
                out[n] = "year"
        return out

    def _is_annual(self, dated: Sequence[tuple[int, int, str]]) -> bool:
        """Whether the years of a table's columns are those of the plan, one by one, so that each is a goal."""
        years = sorted(year for year, _, _ in dated)
        by_one = all(b - a == 1 for a, b in pairwise(years))
        return self.start is not None and years[0] >= self.start and by_one and all(said == "year" for _, _, said in dated)

    def _row(self, table: Table, row: Row, roles: Mapping[int, str]) -> Indicator | None:
        cells: dict[str, tuple[Column, Cell]] = {}
        categories: list[str] = []
        grown = False
        group: str | None = None  # the innermost category, where it is a name over other names (城镇化率 over two kinds of it)
        for n, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
            if cell is None:
                continue
            if column.role == "category":
                if cell.text:
                    categories.append(cell.text)
                    group = cell.text if column.rule_role == "name" else None
            elif roles[n] == "growth" and "target" in cells and cells.get("growth") and not grown:
                cells["growth"], grown = (column, cell), True  # that of the goal, not that of the years before
            else:
                cells.setdefault(roles[n], (column, cell))
                grown = grown or (roles[n] == "growth" and "target" in cells)
        if "name" not in cells:
            return None
        column, cell = cells["name"]
        number = cells["number"][1].text.rstrip(".、") if "number" in cells else None
        marked = self.rules.phrase("attribute_in_brackets").search(cell.text)
        name, unit = self._name(self.rules.phrase("attribute_in_brackets").sub("", cell.text))
        if number is None and (m := _LEADING_NUMBER.match(name)):
            number, name = m.group(1), name[m.end() :]
        if not re.search("[\u4e00-\u9fff]", name) or cell.inherited:
            return None
        if group is not None:
            words, unit_of_group = self._name(group)
            unit = unit or unit_of_group
            if number is None and (m := _LEADING_NUMBER.match(words)) and m.group(1).isdigit():
                number = m.group(1)
            categories[-1] = words
        notes: list[str] = []
        if "unit" in cells and not _BLANK.match(cells["unit"][1].text):
            unit = cells["unit"][1].text
        baseline = self._value(cells.get("baseline"), self._baseline_year(cells.get("baseline")), notes)
        target = self._value(cells.get("target"), self._target_year(cells.get("target")), notes)
        if unit is None and "unit" not in cells:
            unit = self._unit_in_cell(target) or self._unit_in_cell(baseline)
        if (
            baseline is None
            and target is None
            and not {"target", "baseline"} & set(cells)
            and "attribute" not in cells
            and "number" not in cells
        ):
            return None
        if "note" in cells and not _BLANK.match(cells["note"][1].text):
            notes.insert(0, cells["note"][1].text)
        if target is None and "target" in cells and "growth" in cells:
            # 2030年: — | 年均增长[累计]: [20] — the target is set as a growth or a five-year sum.
            target = self._value(cells["growth"], self._target_year(cells["target"]), notes)
            if target is not None and not notes and self.rules.phrase("yearly_mean").search(cells["growth"][0].header):
                notes.append("[ ]" if _IN_BRACKETS.match(target.raw) else "年均")
        elif "growth" in cells and not _BLANK.match(cells["growth"][1].text):
            notes.append(f"{cells['growth'][0].header} {cells['growth'][1].text}".replace("\n", ""))
        said = cells["attribute"][1].text if "attribute" in cells else marked.group() if marked else ""
        attribute = next((v for k, v in _ATTRIBUTE.items() if k in said), None)
        return Indicator(
            row.span, number, self._category(categories), name, unit, attribute, baseline, target,
            "；".join(dict.fromkeys(notes)) or None, f"{column.rule}+tables.indicators",
        )  # fmt: skip

    def _category(self, words: list[str]) -> str | None:
        """The innermost category, without its number."""
        if not words:
            return None
        inner = _FOOTNOTE.sub("", re.sub(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])", "", words[-1]))
        return re.sub(r"^\s*(?:[一二三四五六七八九十]+、|[（(]?[一二三四五六七八九十\d]+[）)]|\d+[.、])\s*", "", inner).strip() or None

    def _name(self, words: str) -> tuple[str, str | None]:
        """The name without its unit bracket and footnote marks, and the unit."""
        words = _FOOTNOTE.sub("", re.sub(r"\s+", "", words))
        m = _UNIT.search(words)
        if m and not self.rules.phrase("bracket_remark").match(m.group(1)):
            return _FOOTNOTE.sub("", words[: m.start()]), m.group(1)
        return words, None

    def _baseline_year(self, cell: tuple[Column, Cell] | None) -> int | None:
        if cell is None:
            return None
        return cell[0].year or (self.start - 1 if self.start else None)

    def _target_year(self, cell: tuple[Column, Cell] | None) -> int | None:
        return cell[0].year or self.end if cell else self.end

    def _value(self, field: tuple[Column, Cell] | None, year: int | None, notes: list[str]) -> Value | None:
        if field is None:
            return None
        raw = re.sub(r"\s*\n\s*", "", field[1].text).strip()
        return None if _BLANK.match(raw) else self._read(raw, year, notes)

    def _read(self, raw: str, year: int | None, notes: list[str]) -> Value:
        """What the words of a cell say: number, comparator; 年均 and [累计] go into `notes`."""
        words = raw
        if m := self.rules.phrase("five_year_sum").search(words):
            notes.append("累计" if m["n"] is None else "[ ]")
            words = words[: m.start()] + (m["n"] or "") + words[m.end() :]
        if self.rules.phrase("yearly_mean").search(words):
            notes.append("年均")
        words = self.rules.phrase("remark_in_cell").sub("", words)
        words = self.rules.phrase("year_in_cell").sub("", words)
        numbers = list(_NUMBER.finditer(words))
        if not numbers or ("完成" in words and "%" not in words and not re.search(r"\d", words)):
            return Value(None, None, year, raw)
        m = numbers[0]
        value = read_number(m.group().replace("，", ","))
        if value is None:
            return Value(None, None, year, raw)
        return Value(value, self._comparator(words, Span(m.start(), m.end())), year, raw)

    def _unit_in_cell(self, value: Value | None) -> str | None:
        """The unit that a value cell itself carries (80%, 4名), where the table has no column of units."""
        if value is None or value.value is None:
            return None
        found = [_as_written(q, value.raw[q.span.start :]) for q in find_quantities(value.raw, 0, len(value.raw), self.rules)]
        unit = next((unit for amount, unit in found if amount == value.value and unit), None)
        return "百分点" if unit == "个百分点" else unit

    def _comparator(self, words: str, number: Span) -> str:
        before, after = words[: number.start].strip(), words[number.end :].lstrip()
        after = self.rules.phrase("unit_before_bound").sub("", after)
        for word, rule in self.bounds:
            if rule.side == "before" and before.endswith(word):
                return rule.comparator
            if rule.side == "after" and after.startswith(word):
                return rule.comparator
        if self.rules.phrase("kept_within").search(before + after) and "以内" in after:
            return "<="
        return "="


def find_indicators(outline: Outline, front: Front | None, rules: RuleSet) -> list[Indicator]:
    """All indicators of a document in reading order."""
    return list(IndicatorFinder(outline, front, rules).find())
