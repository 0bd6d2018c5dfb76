"""A lineage in the terminal: the plans in order, how long matters live, and what was taken up of the long plans."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipeline.compare.lineage import Lineage
from pipeline.compare.plans import Plan
from pipeline.language import is_chinese, said
from pipeline.show import figure
from schemas.lineage import Coverage, Life, Taken

_PAGE = 160  # columns of a table that goes to a file or a pipe
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
LIVES: dict[Life, str] = {
    "whole": "the whole period", "started_later": "started later", "ended_early": "ended early", "passing": "started later and ended early",
}  # fmt: skip
STATUSES: dict[Taken, str] = {
    "both": "taken up, with results", "taken_up": "taken up", "result_reported": "results only", "not_comparable": "not comparable",
    "untouched": "untouched",
}  # fmt: skip


def amount(value: float | None, unit: str | None) -> str:
    """A number with its unit, large ones in 万 and 亿."""
    return "–" if value is None else figure(value) + (unit or "")


def percent(share: float | None) -> str:
    """A share in full percent; less than half a percent of nothing is not hidden."""
    return "–" if share is None else f"{100 * share:.0f} %"


def reached(row: Coverage) -> str:
    """How much was reached: of a level with a baseline, how much of the way from there."""
    way = row.baseline is not None and row.reached is not None and row.results[-1].counts == "level"
    return percent(row.reached) + (said(" of the way") if way else "")


def reasons(row: Coverage, found: Lineage) -> list[str]:
    """In Chinese: why a quantity cannot be compared, for each later plan that has something like it; that its task goes on without it."""
    if goes_on := found.goes_on(row):
        return [f"所属任务在{'、'.join(goes_on)}有延续，未再提这一数量"]
    if row.status != "not_comparable":
        return []
    label_of = {p.doc_id: p.label for p in found.plans}
    why = {"unit": "单位不同", "kind": "一为总数、一为增减数", "per": "一为每年数、一为总数", "year": "年份不同"}
    said = [
        f"{label_of[r.doc_id]}：{r.metric} {amount(r.value, r.unit)}{f'（{r.year}年）' if r.why == 'year' and r.year else ''}，{why[r.why]}"
        for r in row.not_compared
    ]
    return said or ["表中没有数值"]


def show(found: Lineage, warnings: Sequence[str], console: Console | None = None) -> None:
    """Print the summary of a lineage."""
    console = console or Console()
    if not console.is_terminal:
        console = Console(width=_PAGE, file=console.file)
    console.print(_plans(found))
    for warning in warnings:
        console.print(Text(said(f"note: {_plain(warning)}"), style="yellow"), soft_wrap=True)
    console.print(_lives(found))
    for plan in found.long_plans:
        rows = [row for row in found.coverage if row.doc_id == plan.doc_id]
        console.print(_sums(plan, rows), soft_wrap=True)
        if rows:
            console.print(_coverage(rows, found, plan))
    if not found.long_plans:
        console.print(said("No plan of three years or more has plans after it: nothing to ask what was taken up of."), soft_wrap=True)


def _plain(words: str) -> str:
    """Words of a document on one line, without anything that steers a terminal."""
    return _CONTROL.sub(" ", words)


def _table(title: str, *names: str, words: int = 1) -> Table:
    table = Table(title=Text(said(title), style="bold"), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for n, name in enumerate(names):
        table.add_column(Text(_plain(said(name))), justify="left" if n < words else "right", overflow="fold")
    return table


def _row(table: Table, *cells: str) -> None:
    table.add_row(*(Text(_plain(cell)) for cell in cells))


def _plans(found: Lineage) -> Table:
    table = _table("Plans in the order of time", "years", "plan", "from", "issued", "tasks", words=3)
    for plan in found.plans:
        document = plan.document
        _row(table, plan.label, document.title, document.source.path, document.issued_on or "–", str(len(plan.side.tasks)))
    return table


def lives(found: Lineage) -> Counter[str]:
    """How many threads there are of each life, and how many of them pause."""
    counts: Counter[str] = Counter(t.life for t in found.threads)
    counts["paused"] = sum(any(e.status == "pauses" for e in t.events) for t in found.threads)
    counts["split"] = sum(any(e.status == "splits" for e in t.events) for t in found.threads)
    counts["merged"] = sum(any(e.status == "merges" for e in t.events) for t in found.threads)
    return counts


def _lives(found: Lineage) -> Table:
    counts = lives(found)
    table = _table(f"Threads: {len(found.threads)}", "life", "threads")
    for life, words in LIVES.items():
        _row(table, said(words), str(counts[life]))
    for name, words in (("paused", "of these paused in between"), ("split", "of these split"), ("merged", "of these merged")):
        _row(table, said(words), str(counts[name]))
    return table


def _sums(plan: Plan, rows: Sequence[Coverage]) -> Text:
    counts = Counter(row.status for row in rows)
    parts = ", ".join(f"{counts[status]} {said(words)}" for status, words in STATUSES.items() if counts[status])
    taken = counts["both"] + counts["taken_up"]
    title = _plain(plan.document.title)
    if not rows:
        return Text(said(f"{title} names no targets and no indicators."), style="bold")
    return Text(said(f"{title}: {taken} of {len(rows)} targets and indicators taken up later ({parts})"), style="bold")


def _coverage(rows: Sequence[Coverage], found: Lineage, of: Plan) -> Table:
    later = found.later(of)
    years = [p.label for p in later]
    table = _table("", "target or indicator", "became", "to reach", *years, "planned", "latest result", "reached", words=2)
    for row in rows:
        cells = []
        for plan in later:
            cells.append(", ".join(f"{figure(t.value)} {said(t.change)}" for t in row.taken_up if t.doc_id == plan.doc_id) or "·")
        by = said(f" by {row.deadline}") if row.deadline else ""
        last = row.results[-1] if row.results else None
        told = "–" if last is None else f"{figure(last.value)}" + (f" ({last.as_of})" if last.as_of else "")
        why = "；".join(reasons(row, found)) if is_chinese() else _why(row, found)
        became = said(STATUSES[row.status]) + (f" – {why}" if why else "")
        _row(table, row.metric, became, amount(row.value, row.unit) + by, *cells, percent(row.planned), told, reached(row))
    return table


def _why(row: Coverage, found: Lineage) -> str:
    plans = ", ".join(found.goes_on(row))
    return f"its task goes on in {plans}, without this number" if plans else row.reason or ""
