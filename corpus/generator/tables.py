"""Tables: indicators, tasks and projects, in the shapes in which tables reach a text file."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from corpus.generator.bodies import Recipe, body, prose
from corpus.generator.context import Context, Value, cat, chinese, join, number
from corpus.generator.pieces import Mark, Piece, Text, marked, plain, programme
from corpus.generator.quantities import made
from corpus.generator.registry import declare
from corpus.generator.tasks import ITEM_VERBS, Path, step, task
from corpus.generator.units import unit
from corpus.generator.words import DOINGS

SHAPES = {
    "tabs": "cells between tabs, a row a line",
    "cells": "a cell a line",
    "spaced_cells": "a cell a line, with empty lines between",
    "word_cells": "a cell a line with an empty line behind each, an empty cell among them",
    "pipes": "| cell | cell |",
    "open_pipes": "a cell a line, each closed by |",
    "spaces": "columns between runs of spaces",
    "one_space": "a row a line, one space between its cells",
}
"""What a table looks like in text."""

for _shape, _words in SHAPES.items():
    declare(f"table.{_shape}", "table", _words)


class Row(NamedTuple):
    """A row: its cells from left to right, a mark for the row if it states a record, and how many of its first cells stand
    before the record (the cell of a category that is merged over the rows below)."""

    cells: Sequence[Text]
    mark: Mark | None = None
    outside: int = 0


def wide(text: str) -> int:
    """Columns on a screen: two for a Chinese character."""
    return sum(2 if ord(ch) > 0x2E7F else 1 for ch in text)


def table(c: Context, shape: str, head: Sequence[Sequence[str]], rows: Sequence[Row]) -> Piece:
    """The table in a shape. Merged cells (None of a row's own) stand empty where the shape has a grid, and not at all where it has none."""
    grid = shape in {"tabs", "pipes", "spaces", "word_cells"}
    lines: list[Piece] = []
    columns = max(len(r.cells) for r in rows)
    widths = [max(wide(plain(r[k])) if k < len(r) else 0 for r in [*head, *(row.cells for row in rows)]) + 4 for k in range(columns)]

    def cell(text: Text, column: int, last: bool) -> Piece:
        if shape == "spaces" and not last:
            return cat(text, " " * (widths[column] - wide(plain(text))))
        return cat(text)

    marks = {"tabs": "\t", "cells": "\n", "spaced_cells": "\n\n", "word_cells": "\n\n", "pipes": " | ", "open_pipes": " |\n", "spaces": ""}
    between = marks.get(shape, " ")
    for row in [*(Row(h) for h in head), *rows]:
        cells = [(k, t) for k, t in enumerate(row.cells) if grid or plain(t)]
        made = [cell(t, k, k == len(row.cells) - 1) for k, t in cells]
        outer = sum(1 for k, _ in cells if k < row.outside)
        inner = join(between, made[outer:])
        record = marked(row.mark, inner) if row.mark else inner
        line = cat(*(cat(m, between) for m in made[:outer]), record)
        lines.append({"pipes": cat("| ", line, " |"), "open_pipes": cat(line, " |")}.get(shape, line))
        if shape == "pipes" and row.cells is head[-1]:
            lines.append(cat("|" + " --- |" * columns))
    return marked(Mark("table", fields={"shape": shape}), join("\n\n" if shape in {"spaced_cells", "word_cells"} else "\n", lines), "\n")


INDICATORS = {
    "indicator.plain": "a number in every cell",
    "indicator.bound": "3以上, ≥90, 1450左右, 5以内",
    "indicator.no_number": "完成上级下达任务",
    "indicator.cumulative": "[20], 20[累计]",
    "indicator.unit_in_name": "巩固率（%）",
    "indicator.yearly": "— and 6左右 in a column of its own for 年均增长",
    "indicator.no_base": "— for the base year",
    "indicator.two_levels": "a header on two levels",
    "indicator.category": "a category merged over rows",
    "indicator.numbered": "a numbered list of indicators instead of a table",
}
"""What a row of indicators can be."""
for _name, _words in INDICATORS.items():
    declare(_name, "indicator", _words)

ATTRIBUTES = (("约束性", "binding"), ("预期性", "expected"))


class Cell(NamedTuple):
    """A value cell: its words, its number and comparator."""

    raw: str
    value: Value | None
    comparator: str | None


def value_of(c: Context, feature: str, rate: bool, low: int, high: int, whole: bool = False) -> tuple[Cell, Cell]:
    """The cells of the base year and of the goal."""
    a = Decimal(c.rng.randint(low * 10, (low + high) * 5)) / 10
    b = a + Decimal(c.rng.randint(3, 90)) / 10
    if rate:
        a, b = min(a, Decimal("93.5")), min(b, Decimal("99.6"))
    if whole or c.chance(0.4):
        a, b = Decimal(int(a)), Decimal(int(b) + 1)
    base = Cell(f"{a.normalize():f}", number(a), "=")
    n, goal = number(b), f"{b.normalize():f}"
    if feature == "indicator.bound":
        text, comparator = c.pick(
            (
                ("{}以上", ">="),
                ("≥{}", ">="),
                ("{}左右", "~"),
                ("＞{}", ">"),
                ("不低于{}", ">="),
                ("≤{}", "<="),
                ("{}以内", "<="),
                ("＜{}", "<"),
            )
        )
        return base, Cell(text.format(goal), n, comparator)
    if feature == "indicator.no_number":
        return base, Cell(c.pick(("完成上级下达任务", "完成国家下达目标", "完成省定任务", "稳中有升", "持续改善")), None, None)
    if feature == "indicator.cumulative":
        return base, Cell(c.pick(("[{}]", "[{}]", "〔{}〕")).format(goal), n, "=")
    return (Cell("—", None, None) if feature == "indicator.no_base" else base), Cell(goal, n, "=")


def indicator(
    number_: str | None,
    category: str | None,
    name: str,
    unit_: str | None,
    attribute: str | None,
    base: Cell,
    goal: Cell,
    years: tuple[int, int],
    note: str | None,
) -> dict[str, Any]:
    """The reference of one row."""
    baseline = None if base.raw == "—" else {"value": base.value, "comparator": base.comparator, "year": years[0], "raw": base.raw}
    return {
        "number": number_,
        "category": category,
        "name": name,
        "unit": unit_,
        "attribute": attribute,
        "baseline": baseline,
        "target": {"value": goal.value, "comparator": goal.comparator, "year": years[1], "raw": goal.raw},
        "note": note,
    }


def measured(c: Context) -> list[tuple[str, str, bool, int, int]]:
    """What indicators count: names, units, whether they are rates, and their ranges."""
    out = [(r, "%", True, 40, 97) for r in c.sector.rates]
    out += [(a.name, a.unit, False, a.low, a.high) for a in (*c.sector.amounts, *c.sector.per_head)]
    out += [(f"{t.noun}数量", t.measure, False, t.low, t.high) for t in c.sector.things]
    return c.rng.sample(out, c.rng.randint(6, 11))


def indicators(c: Context, recipe: Recipe, shape: str | None = None) -> Piece:
    """A table of indicators with its caption, or a numbered list."""
    asked = recipe.form.name if recipe.form and recipe.form.group == "indicator" else None
    if asked == "indicator.numbered":
        return numbered(c)
    shape = shape or (recipe.form.name.removeprefix("table.") if recipe.form and recipe.form.group == "table" else c.pick(list(SHAPES)))
    base_year, years = c.start - 1, (c.start - 1, c.end)
    two = asked == "indicator.two_levels" or c.chance(0.15)
    yearly = asked == "indicator.yearly" or (not two and c.chance(0.15))
    merged = asked == "indicator.category" or c.chance(0.5)
    in_name = asked == "indicator.unit_in_name" or c.chance(0.15)
    attributes = c.chance(0.8)
    first = c.pick((f"{base_year}年", f"{base_year}年实际值", f"{base_year}年基期值"))
    last = c.pick((f"{c.end}年", f"{c.end}年目标值", f"{c.end}年"))
    columns = [*(["类别"] if merged else []), "序号", c.pick(("指标名称", "指标", "主要指标")), *([] if in_name else ["单位"]), first, last]
    columns += ["年均增长[累计]"] if yearly else []
    columns += ["属性"] if attributes else []
    head = [columns]
    if two:
        top = [*columns[: len(columns) - 2 - attributes], "基期值", "目标值", *(["属性"] if attributes else [])]
        below = [*[""] * (len(top) - 2 - attributes), f"{base_year}年", f"{c.end}年", *([""] if attributes else [])]
        head = [top, below]
    rows: list[Row] = []
    names = measured(c)
    categories = [f"{c.sector.name}{w}" for w in c.rng.sample(("供给", "质量", "公平", "效能", "保障"), 3)]
    used = 0
    for n, (name, unit_, rate, low, high) in enumerate(names):
        at = n * 3 // len(names)
        category = categories[at] if merged else None
        feature = (
            asked if asked and c.chance(0.6) else c.pick([*list(INDICATORS)[:4], "indicator.plain", "indicator.no_base", "indicator.plain"])
        )
        if feature == "indicator.yearly" and not yearly:
            feature = "indicator.plain"
        base, goal = value_of(c, feature, rate, low, high, name.endswith("数量"))
        attribute = c.pick(ATTRIBUTES)
        note = "累计" if feature == "indicator.cumulative" else None
        forms = f"{feature}+table.{shape}"
        cells: list[Text] = [str(n + 1), f"{name}（{unit_}）" if in_name else name, *([] if in_name else [unit_]), base.raw]
        if feature == "indicator.yearly":
            p = c.rng.randint(3, 12)
            goal = Cell(f"{p}左右", p, "~")
            cells += ["—", goal.raw]
            note = "年均增长"
        else:
            cells += [goal.raw, *(["—"] if yearly else [])]
        cells += [attribute[0]] if attributes else []
        if merged:
            forms += "+indicator.category"
            fresh = n == 0 or at != used
            cells.insert(0, categories[at] if fresh else "")
        forms += "+indicator.two_levels" if two else ""
        forms += "+indicator.unit_in_name" if in_name and feature != "indicator.unit_in_name" else ""
        used = at
        fields = indicator(str(n + 1), category, name, unit_, attribute[1] if attributes else None, base, goal, years, note)
        rows.append(Row(cells, Mark("indicator", forms, fields), 1 if merged else 0))
    caption = f"{c.pick(('表1', '专栏1', '表1'))}　{c.sector.name}发展主要指标"
    foot = "注：[ ]内为累计数。\n" if c.chance(0.5) else ""
    return cat(f"{caption}\n", table(c, shape, head, rows), foot)


def numbered(c: Context) -> Piece:
    """主要指标 as a numbered list: 1.巩固率：由95%提高到97%."""
    lines: list[Piece] = []
    for n, (name, unit_, rate, low, high) in enumerate(measured(c)[:6], 1):
        _, goal = value_of(c, "indicator.plain", rate, low, high, name.endswith("数量"))
        word = c.pick(("达到", "：达到"))
        attribute = c.pick(ATTRIBUTES)
        fields = indicator(f"{n}.", None, name, unit_, attribute[1], Cell("—", None, None), goal, (c.start - 1, c.end), None)
        lines.append(
            cat(marked(Mark("indicator", "indicator.numbered", fields), f"{n}.{name}{word}{goal.raw}{unit_}（{attribute[0]}）"), "\n")
        )
    return cat("主要指标：\n", *lines)


TASK_TABLE = declare("table.tasks", "table", "a table of tasks with units and deadlines")
PROJECTS = declare("table.projects", "table", "重点项目表: projects to build")


def cell_text(c: Context, deadline: str | None) -> Piece:
    """The cell that says what to do, with one or two quantities; their deadline is that of the row."""
    name = "bound.plain"
    first = made(c, name, c.thing(), deadline=deadline)
    return c.one_of(
        lambda: cat(first, f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
        lambda: cat(first, "，", made(c, name, c.people(), deadline=deadline)),
        lambda: cat(f"{c.pick(DOINGS)}{c.pick(c.sector.matters)}，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
        lambda: cat(f"{c.pick(ITEM_VERBS)}{c.fresh(c.sector.themes)}，", first),
        lambda: cat(first, "、", made(c, name, c.thing(), deadline=deadline), f"，{c.pick(DOINGS)}{c.pick(c.sector.matters)}"),
    )


def task_table(c: Context, top: Path, shape: str, rows: int) -> Piece:
    """A table of tasks: number, work, units, deadline."""
    split = c.chance(0.4)
    merged = c.chance(0.35)
    form = f"{TASK_TABLE}+table.{shape}"
    columns = [
        *(["类别"] if merged else []),
        "序号",
        c.pick(("工作内容", "重点任务", "工作任务")),
        *(["牵头单位", "配合单位"] if split else ["责任单位"]),
        "完成时限",
    ]
    out: list[Row] = []
    names = [f"{t}" for t in c.rng.sample(c.sector.themes, 3)]
    before = -1
    for n in range(rows):
        year, month = c.rng.randint(c.start, c.end), c.rng.randint(3, 12)
        words, day = c.pick(
            ((f"{year}年{month}月底前", f"{year}-{month:02}"), (f"{year}年底前", str(year)), (f"{year}年{month}月", f"{year}-{month:02}"))
        )
        at = n * 3 // rows
        offices = [c.place.prefix + o for o in c.offices(c.rng.randint(2, 3))]
        if split:
            lists: list[Text] = [unit(form, "lead", offices[0]), join("、", [unit(form, "support", o) for o in offices[1:]])]
        else:
            lists = [join("、", [unit(form, "responsible", o) for o in offices])]
        cells: list[Text] = [*([names[at] if at != before else ""] if merged else []), str(n + 1), cell_text(c, day), *lists, words]
        path = (*top, step(None, names[at])) if merged else top
        fields: dict[str, Any] = {"label": str(n + 1), "title": None, "path": [dict(s) for s in path], "kind": "table", "previous": None}
        out.append(Row(cells, Mark("task", form, fields), 1 if merged else 0))
        before = at
    return cat(table(c, shape, [columns], out))


def projects(c: Context, label: str | None, caption: str, shape: str) -> Piece:
    """重点项目表: name, what is built, until when, by whom."""
    form = f"{PROJECTS}+table.{shape}"
    out: list[Row] = []
    for n in range(c.rng.randint(3, 6)):
        year, month = c.rng.randint(c.start, c.end), c.rng.randint(3, 12)
        name = f"{c.fresh(c.sector.themes)}{c.pick(('工程', '项目', '提升工程'))}"
        day = f"{year}-{month:02}"
        owner = unit(form, "responsible", c.office())
        cells: list[Text] = [str(n + 1), programme(name), cell_text(c, day), f"{year}年{month}月", owner]
        fields: dict[str, Any] = {
            "label": str(n + 1),
            "title": None,
            "path": [dict(step(label, caption))],
            "kind": "table",
            "previous": None,
        }
        out.append(Row(cells, Mark("task", form, fields)))
    return table(c, shape, [["序号", "项目名称", "建设内容", "完成时限", "责任单位"]], out)


COMPARED = declare("table.compared", "table", "a table that sets the tasks of a period beside the results of the one before")


def compared(c: Context, before: str, now: str, shape: str) -> Piece:
    """附表1: the results of the last period and the tasks of this one, side by side."""
    form = f"{COMPARED}+table.{shape}"
    caption = f"“{before}”与“{now}”{c.sector.name}重点工作对照表"
    out: list[Row] = []
    for n in range(1, c.rng.randint(4, 7)):
        thing = c.thing()
        done = f"{thing.noun}{c.rng.randint(thing.low, thing.high)}{thing.measure}"
        past = f"累计{c.pick(thing.verbs)}{done}，{c.pick(c.sector.matters)}初步建立"
        fields: dict[str, Any] = {
            "label": str(n),
            "title": None,
            "path": [dict(step("附表1", caption))],
            "kind": "table",
            "previous": past,
        }
        out.append(Row([str(n), c.decoy(COMPARED, past), cell_text(c, None)], Mark("task", form, fields)))
    return cat(f"附表1　{caption}\n", table(c, shape, [["序号", f"“{before}”工作成效", f"“{now}”重点任务"]], out))


BOX_ITEMS = declare("task.box_items", "task", "专栏 with numbered items")
BOX_SENTENCES = declare("task.box_sentences", "task", "专栏 with paragraphs that open with heading sentences")
BOX_WHOLE = declare("task.box_whole", "task", "专栏 with a plain paragraph: one task")


def box(c: Context, recipe: Recipe, path: Path, n: int, form: str | None = None) -> Piece:
    """A box in one of its three shapes."""
    form = form or c.pick((BOX_ITEMS, BOX_SENTENCES, BOX_WHOLE))
    caption = f"{c.fresh(c.sector.themes)}{c.pick(('重点工程', '行动', '重大项目'))}"
    label, gap = f"专栏{n}", c.pick(("　", " "))
    quiet = Recipe(min(recipe.prose, 0.6), recipe.form, recipe.unbroken)
    if form == BOX_WHOLE:
        return cat(task(form, path, "box", label, caption, f"{label}{gap}{caption}\n", body(c, quiet, 2), f"{prose(c)}。"), "\n")
    inside = (*path, step(label, caption))
    out: list[Piece] = [cat(f"{label}{gap}{caption}\n")]
    for k in range(1, c.rng.randint(2, 4) + 1):
        words = f"{c.fresh(c.sector.themes)}{c.pick(('工程', '项目', '计划'))}"
        number_ = c.pick((f"{k}.",)) if form == BOX_ITEMS else None
        out.append(
            cat(task(form, inside, "box", number_, words, number_ or "", programme(words), "。", body(c, quiet, c.rng.randint(1, 2))), "\n")
        )
    return cat(*out)


__all__ = ["INDICATORS", "SHAPES", "box", "chinese", "indicators", "projects", "task_table"]
