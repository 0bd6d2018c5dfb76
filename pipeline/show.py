"""One document for reading in a terminal: outline, records, and what was repaired."""

from __future__ import annotations

import re

from rich.console import Console, Group, RenderableType
from rich.table import Table as Grid
from rich.text import Text
from rich.tree import Tree

from pipeline import Converter
from pipeline.converted import Converted
from pipeline.language import said
from pipeline.outline import Node, Outline
from pipeline.repair import Repaired
from rules import RuleSet

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_STYLE = {"tasks": "green", "safeguards": "cyan", "goals": "yellow", "indicators": "yellow", "retrospective": "dim", "situation": "dim"}
_WIDTH = 46


def _short(words: str, width: int = _WIDTH) -> str:
    words = " ".join(words.split())
    return words if len(words) <= width else words[: width - 1] + "…"


def _grid(title: str, *headers: str) -> Grid:
    grid = Grid(title=title or None, title_justify="left", title_style="bold", box=None, pad_edge=False, show_header=any(headers))
    for header in headers:
        grid.add_column(said(header), overflow="fold")
    return grid


def _row(grid: Grid, *cells: str) -> None:
    grid.add_row(*(Text(_plain(cell)) for cell in cells))


def _plain(words: str) -> str:
    """Words of a document as they are, without anything that steers a terminal; brackets are no markup either."""
    return _CONTROL.sub(" ", words)


def _branch(tree: Tree, node: Node, outline: Outline) -> None:
    for child in node.children:
        words = outline.text[child.title.start : child.title.end] if child.title else ""
        if not words and child.body:
            words = outline.text[child.body[0].start : child.body[0].end]
        label = Text(_plain(f"{child.label or '·'} {_short(words)}"), style=_STYLE.get(child.section, ""))
        label.append(f"  {child.section}", style="dim")
        if child.tables:
            label.append(said(f"  [{sum(len(t.rows) for t in child.tables)} rows]"), style="magenta")
        _branch(tree.add(label), child, outline)


def _amount(comparator: str, value: float, high: float | None, unit: str | None) -> str:
    sign = "" if comparator == "=" else comparator
    return f"{sign}{figure(value)}" + (f"–{figure(high)}" if high is not None else "") + (unit or "")


def figure(value: float) -> str:
    """A number in full, large ones in 万 and 亿."""
    for scale, word in ((100_000_000, "亿"), (10_000, "万")):
        if abs(value) >= scale and round(value / scale, 4) * scale == value:
            return f"{round(value / scale, 4):,}".removesuffix(".0") + word
    return f"{value:,}"


def _records(converted: Converted) -> list[RenderableType]:
    parts: list[RenderableType] = []
    ordinal = {task.task_id: str(task.ordinal) for task in converted.tasks}
    tasks = _grid(said(f"Tasks ({len(converted.tasks)})"), "#", "label", "title", "kind", "at")
    for task in converted.tasks:
        _row(tasks, str(task.ordinal), task.label or "", _short(task.title or task.text), task.kind, str(task.evidence[0].start))
    targets = _grid(said(f"Targets ({len(converted.targets)})"), "task", "metric", "value", "kind", "by", "evidence")
    for target in converted.targets:
        by = f"{target.deadline or ''}{'' if target.deadline_explicit else ' (plan)'}"
        amount = _amount(target.comparator, target.value, target.value_high, target.unit) + (f"/{target.per}" if target.per else "")
        number, words = ordinal.get(target.task_id or "", "–"), _short(target.evidence[0].text, 40)
        _row(targets, number, _short(target.metric, 30), amount, target.kind, by, words)
    indicators = _grid(said(f"Indicators ({len(converted.indicators)})"), "no", "name", "unit", "baseline", "target", "attribute")
    for row in converted.indicators:
        _row(
            indicators, row.number or "", _short(row.name, 34), row.unit or "", row.baseline.raw if row.baseline else "",
            row.target.raw if row.target else "", row.attribute or "",
        )  # fmt: skip
    units = _grid(said(f"Units ({len(converted.units)})"), "task", "name", "in full", "role")
    for unit in converted.units:
        full = "" if unit.canonical == unit.name else unit.canonical
        _row(units, ordinal.get(unit.task_id or "", "–"), unit.name, full, unit.role)
    observations = _grid(said(f"Observations ({len(converted.observations)})"), "metric", "value", "as of", "status", "evidence")
    for seen in converted.observations:
        amount = _amount(seen.comparator, seen.value, seen.value_high, seen.unit) + (f"/{seen.per}" if seen.per else "")
        _row(observations, _short(seen.metric, 30), amount, seen.as_of or "", seen.status, _short(seen.evidence[0].text, 40))
    for grid in (tasks, targets, indicators, units, observations):
        if grid.row_count:
            parts += ["", grid]
    return parts


def _repairs(repaired: Repaired, source: str) -> list[RenderableType]:
    title = said(f"Repairs ({sum(repaired.text.counts().values())})")
    if not repaired.text.edits:
        return ["", Text(title, style="bold")]
    counts = _grid(title, "rule", "times")
    for rule, times in sorted(repaired.text.counts().items()):
        _row(counts, rule, str(times))
    edits = _grid(said("Edits"), "at", "rule", "before", "after")
    for edit in sorted(repaired.text.edits, key=lambda e: (e.start, e.end)):
        _row(edits, str(edit.start), edit.rule, _short(repr(source[edit.start : edit.end]), 50), _short(repr(edit.after), 20))
    return ["", counts, "", edits]


def show(data: bytes, path: str, console: Console, repairs: bool = False, rules: RuleSet | None = None) -> None:
    """Print one document's fields, outline and records; with `repairs`, every edit instead of the records."""
    convert = Converter(rules)
    source, repaired, outline = prepared = convert.prepare(data, path)
    converted = convert.finish(prepared, data, path)
    document = converted.document
    head = _grid("", "", "")
    period = f"{document.period.start or ''}–{document.period.end or ''}" if document.period else ""
    for name, value in (
        ("type", document.doc_type), ("issuers", "、".join(document.issuers)), ("number", document.doc_number or ""),
        ("issued", document.issued_on or ""), ("published", document.published_on or ""), ("period", period),
        ("region", " ".join(filter(None, (document.region, document.level, document.division_code)))),
        ("sector", document.sector or ""), ("stage", document.stage or ""), ("validity", document.validity or ""),
        ("source", document.source_url or ""), ("script", document.script), ("id", document.doc_id),
    ):  # fmt: skip
        if value:
            head.add_row(Text(said(name), style="dim"), Text(_plain(value)))
    tree = Tree(said("Outline"), style="bold", guide_style="dim")
    _branch(tree, outline.root, outline)
    parts: list[RenderableType] = [Text(_plain(document.title), style="bold"), head]
    if document.warnings:
        warned = _grid(said(f"Warnings ({len(document.warnings)})"), "at", "code", "message")
        for warning in document.warnings:
            _row(warned, str(warning.start), warning.code, _short(warning.message, 70))
        parts += ["", warned]
    if not repairs and outline.root.children:
        parts += ["", tree]
    parts += _repairs(repaired, source.text) if repairs else _records(converted)
    console.print(Group(*parts))
