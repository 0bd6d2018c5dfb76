"""A lineage as one page that needs no network: the picture, each thread with its tasks and numbers, the coverage.

Everything from documents goes through the template's escaping. The page's own style and script stand in it, and its
policy names their digests, so that nothing else can run or be loaded.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.amounts import date
from pipeline.compare.lineage import Lineage
from pipeline.compare.lineage_chart import HEIGHT, WIDTH, Chart, chart
from pipeline.compare.lineage_picture import HEAD, Picture, picture
from pipeline.compare.lineage_report import amount, lives, percent, reasons
from pipeline.compare.plans import Plan
from pipeline.compare.threads import Strand
from pipeline.language import chinese
from pipeline.show import figure
from schemas import Task
from schemas.lineage import Coverage, Series, Thread

TEMPLATES = Path(__file__).parent / "templates"
_LIVES = {"whole": "贯穿始终", "started_later": "中途开始", "ended_early": "提前结束", "passing": "中途开始并提前结束"}
_STATUSES = {
    "both": "已承接，有完成数", "taken_up": "已承接", "result_reported": "仅有完成数", "not_comparable": "不可比", "untouched": "未承接",
}  # fmt: skip
_CHANGES = {"part": "分解", "step": "进度", "kept": "持平", "raised": "提高", "lowered": "降低"}
_TRENDS = {"raised": "提高", "lowered": "降低", "kept": "持平", "mixed": "有升有降", "single": ""}
_FLAGS = {"pauses": "paused", "splits": "split", "merges": "merged"}
_FLAG_WORDS = {"paused": "有中断", "split": "有拆分", "merged": "有合并"}
_EVENTS = {
    "starts": "开始", "continues": "延续", "splits": "拆分", "merges": "合并", "pauses": "中断", "resumes": "重新出现", "ends": "不再出现",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task as it is shown: where it stands, who answers for it, what it carries on."""

    title: str
    path: str
    text: str
    units: tuple[str, ...]
    before: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """What a thread does in one plan."""

    label: str
    event: str
    status: str
    tasks: tuple[TaskView, ...]


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series with its chart."""

    series: Series
    trend: str
    chart: Chart


@dataclass(frozen=True, slots=True)
class ThreadView:
    """A thread as it is shown."""

    number: int
    thread: Thread
    section: str
    life: str
    flags: tuple[str, ...]
    years: str
    plans: tuple[PlanView, ...]
    series: tuple[SeriesView, ...]
    note: str


@dataclass(frozen=True, slots=True)
class CoverageView:
    """What became of one long plan's quantities: the numbers of each later plan in its column."""

    plan: Plan
    later: tuple[Plan, ...]
    rows: tuple[tuple[Coverage, tuple[str, ...], int | None], ...]
    counts: tuple[tuple[str, str, int], ...]
    taken: int


def page_of(found: Lineage, warnings: Sequence[str] = ()) -> str:
    """The page of a lineage."""
    drawn = picture(found)
    css, js = ((TEMPLATES / f"lineage.{kind}").read_text(encoding="utf-8") for kind in ("css", "js"))
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(figure=figure, percent=percent, date=date)
    environment.globals.update(amount=amount, reached=_reached, reasons=lambda row: reasons(row, found), flag_words=_FLAG_WORDS)
    views = thread_views(found, drawn)
    return environment.get_template("lineage.html").render(
        title=_title(found),
        css=Markup(css),
        js=Markup(js),
        policy=f"default-src 'none'; style-src '{_digest(css)}'; script-src '{_digest(js)}'; base-uri 'none'; form-action 'none'",
        found=found,
        picture=drawn,
        section_height=HEAD,
        chart_size=(WIDTH, HEIGHT),
        views=views,
        lives=[(name, words, lives(found)[name]) for name, words in _LIVES.items()],
        flags=[(name, words, lives(found)[name]) for name, words in _FLAG_WORDS.items()],
        coverage=[coverage_view(found, plan, {v.thread.thread_id: v.number for v in views}) for plan in found.long_plans],
        statuses=_STATUSES,
        warnings=[chinese().translated(words) for words in warnings],
    )


def _digest(words: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(words.encode()).digest()).decode()


def _title(found: Lineage) -> str:
    name = (found.long_plans or found.plans)[0].document.title
    years = [year for p in found.plans for year in (p.start, p.end) if year is not None]
    span = f"（{min(years)}–{max(years)}）" if years else ""
    return f"{name}等{len(found.plans)}份规划{span}"


# -- threads ---------------------------------------------------------------------------------------------------


def thread_views(found: Lineage, drawn: Picture) -> list[ThreadView]:
    """The threads as they are shown, in the order of the picture."""
    strand_of = {s.thread_id: s for s in found.strands}
    label_of = {p.doc_id: p.label for p in found.plans}
    units = _units(found.plans)
    views = []
    for group in drawn.groups:
        for lane in group.lanes:
            thread = lane.thread
            flags = tuple(dict.fromkeys(_FLAGS[e.status] for e in thread.events if e.status in _FLAGS))
            have = [label_of[e.doc_id] for e in thread.events if e.task_ids]
            views.append(
                ThreadView(
                    lane.number, thread, group.title, _LIVES[thread.life], flags, have[0] if len(have) == 1 else f"{have[0]} 至 {have[-1]}",
                    _plan_views(found, strand_of[thread.thread_id], thread, units),
                    tuple(SeriesView(s, _TRENDS[s.trend], chart(s, label_of)) for s in thread.quantities), lane.note,
                )
            )  # fmt: skip
    return views


def _plan_views(found: Lineage, strand: Strand, thread: Thread, units: Mapping[str, tuple[str, ...]]) -> tuple[PlanView, ...]:
    tasks = {t.task_id: (n, t) for n, held in enumerate(strand.tasks) for t in held}
    label_of = {p.doc_id: p.label for p in found.plans}
    views = []
    for event in thread.events:
        rows = []
        for name in event.task_ids:
            task = tasks[name][1]
            before = []
            for link in (k for k in thread.links if k.new_task_id == name):
                n, old = tasks[link.old_task_id]
                words = "文字相同" if link.similarity == 1 else "、".join(link.shared_terms)
                before.append(f"{found.columns[n].label} {_name(old)} · {words}")
            rows.append(
                TaskView(_name(task), " › ".join(s.title for s in task.path if s.title), task.text, units.get(name, ()), tuple(before))
            )
        many = f"（{len(rows)} 项任务）" if len(rows) > 1 else ""
        views.append(PlanView(label_of[event.doc_id], _EVENTS[event.status] + many, event.status, tuple(rows)))
    return tuple(views)


def _name(task: Task) -> str:
    return task.title or " ".join(task.text.split())[:24] or "…"


def _units(plans: Sequence[Plan]) -> dict[str, tuple[str, ...]]:
    """The units of each task, those that lead first."""
    roles = {"lead": 0, "responsible": 1, "support": 2}
    found: dict[str, list[tuple[int, str]]] = {}
    for plan in plans:
        for unit in plan.side.units:
            if unit.task_id is not None:
                found.setdefault(unit.task_id, []).append((roles[unit.role], unit.name))
    return {
        task: tuple(dict.fromkeys(name + ("（牵头）" if role == 0 else "") for role, name in sorted(rows, key=lambda r: r[0])))
        for task, rows in found.items()
    }


# -- coverage --------------------------------------------------------------------------------------------------


def coverage_view(found: Lineage, plan: Plan, numbers: Mapping[str, int]) -> CoverageView:
    """The coverage of one long plan as it is shown."""
    rows = [row for row in found.coverage if row.doc_id == plan.doc_id]
    later = found.later(plan)
    counts = tuple((name, words, n) for name, words in _STATUSES.items() if (n := sum(row.status == name for row in rows)))
    shown = []
    for row in rows:
        cells = tuple(
            "\n".join(f"{figure(t.value)} {_CHANGES[t.change]}" for t in row.taken_up if t.doc_id == after.doc_id) for after in later
        )
        shown.append((row, cells, None if row.thread_id is None else numbers[row.thread_id]))
    taken = sum(row.status in ("both", "taken_up") for row in rows)
    return CoverageView(plan, later, tuple(shown), counts, taken)


def _reached(row: Coverage) -> str:
    """How much was reached: of a level with a baseline, how much of the way from there."""
    way = row.baseline is not None and row.reached is not None and row.results[-1].counts == "level"
    return f"已走完 {percent(row.reached)}" if way else f"已完成 {percent(row.reached)}"
