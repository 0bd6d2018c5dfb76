"""Where everything of the picture stands: plans are columns, threads are lanes, tasks are dots.

A thread has a lane of its own from the first plan to the last, so that no thread crosses another. Lanes stand below
the section in which the matter is found last, in the order in which the plans tell of them (their barycentre); inside a
lane, the tasks of a plan stand so that the lines of splits and merges cross as little as can be.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.compare.lineage import Lineage
from pipeline.compare.plans import Plan
from pipeline.compare.threads import Strand
from pipeline.show import figure
from schemas import Task
from schemas.lineage import Series, Thread

LABEL, NOTE, PITCH, PAD, HEAD = 262, 206, 15, 6, 30
"""Widths of the title and of the note beside the columns, distance of two dots, space round a lane, height of a section's name."""
_COLUMN = {2: 210, 3: 150, 4: 122, 5: 104}
_DOTS = 5
"""More tasks of one plan than this are one dot with their number."""
_LETTERS = 18.0


@dataclass(frozen=True, slots=True)
class Dot:
    """A task, or the number of tasks where there are many."""

    x: float
    y: float
    count: int
    kind: Literal["goes", "starts"]


@dataclass(frozen=True, slots=True)
class Line:
    """From task to task, or from a task to where it ends."""

    path: str
    kind: Literal["goes", "pause", "end"]


@dataclass(frozen=True, slots=True)
class Lane:
    """A thread as it is drawn; `y` counts from the top of its section, everything else from the top of the lane."""

    number: int
    thread: Thread
    title: str
    note: str
    y: float
    height: float
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]
    stops: tuple[tuple[float, float], ...]
    rests: tuple[tuple[float, float], ...]


@dataclass(slots=True)
class Group:
    """The lanes below one section."""

    title: str
    height: float = HEAD
    lanes: list[Lane] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Column:
    """A plan at the top of the picture."""

    x: float
    label: str
    title: str
    tasks: int


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the template draws."""

    width: float
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]

    @property
    def lanes(self) -> list[Lane]:
        """All lanes from top to bottom."""
        return [lane for group in self.groups for lane in group.lanes]


def picture(found: Lineage) -> Picture:
    """The picture of a lineage."""
    pitch = _COLUMN.get(len(found.columns), 98 if len(found.columns) > 5 else 210)
    xs = [LABEL + pitch * (n + 0.5) for n in range(len(found.columns))]
    number, groups = 0, []
    for title, members in grouped(found.strands, found.columns):
        group = Group(title)
        for n in members:
            lane = _lane(number, found.strands[n], found.threads[n], xs, group.height)
            group.lanes.append(lane)
            group.height += lane.height
            number += 1
        groups.append(group)
    columns = tuple(
        Column(x, p.label, short(p.document.title, pitch / 11), len(p.side.tasks)) for x, p in zip(xs, found.columns, strict=True)
    )
    return Picture(LABEL + pitch * len(xs) + NOTE, columns, tuple(groups))


# -- order -----------------------------------------------------------------------------------------------------


def grouped(strands: Sequence[Strand], plans: Sequence[Plan]) -> list[tuple[str, list[int]]]:
    """Threads by section, sections and threads in the order in which the plans tell of them."""
    sections = _sections(strands, plans)
    centre = _barycentres(strands, plans)
    groups: dict[str, list[int]] = defaultdict(list)
    for n in sorted(range(len(strands)), key=lambda n: (centre[n], n)):
        groups[sections[n]].append(n)
    middle = {title: sum(centre[n] for n in held) / len(held) for title, held in groups.items()}
    return sorted(groups.items(), key=lambda item: (middle[item[0]], item[1]))


def _barycentres(strands: Sequence[Strand], plans: Sequence[Plan]) -> list[float]:
    """Where the plans tell of each thread on average: 0 at their beginning, 1 at their end."""
    place = {t.task_id: (k + 0.5) / len(p.side.tasks) for p in plans for k, t in enumerate(p.side.tasks)}
    out = []
    for strand in strands:
        means = [sum(place[t.task_id] for t in tasks) / len(tasks) for tasks in strand.tasks if tasks]
        out.append(round(sum(means) / len(means), 6))
    return out


def _sections(strands: Sequence[Strand], plans: Sequence[Plan]) -> list[str]:
    """The section of each thread: that of its latest task, sections of earlier plans under the name of the later one they became."""
    top = {t.task_id: name for plan in plans for t, name in zip(plan.side.tasks, tops(plan.side.tasks), strict=True)}
    names: dict[tuple[int, str], str] = {}
    for n in range(len(plans) - 1, -1, -1):
        votes: dict[str, Counter[str]] = defaultdict(Counter)
        for strand in strands:
            after = next((k for k in range(n + 1, len(plans)) if strand.tasks[k]), None)
            for here in dict.fromkeys(top[t.task_id] for t in strand.tasks[n]):
                votes[here].update([] if after is None else [names[after, top[strand.tasks[after][0].task_id]]])
        for here, held in votes.items():
            names[n, here] = here if not held else min(held, key=lambda name: (-held[name], name != here, name))
    out = []
    for strand in strands:
        last = max(k for k, tasks in enumerate(strand.tasks) if tasks)
        out.append(names[last, top[strand.tasks[last][0].task_id]])
    return out


def tops(tasks: Sequence[Task]) -> list[str]:
    """The top section of each task; where one heading stands above more than half of all, the heading below it."""
    out = []
    prefixes = Counter(tuple(s.title or s.label or "" for s in t.path[:depth]) for t in tasks for depth in range(1, len(t.path) + 1))
    for t in tasks:
        depth = 0
        while depth + 1 < len(t.path) and 2 * prefixes[tuple(s.title or s.label or "" for s in t.path[: depth + 1])] > len(tasks):
            depth += 1
        out.append((t.path[depth].title or t.path[depth].label or "") if t.path else "")
    return out


def _placed(strand: Strand) -> list[list[Task]]:
    """The tasks of each plan from top to bottom: beside those that they are linked with."""
    columns = [list(tasks) for tasks in strand.tasks]
    partners: dict[str, list[str]] = defaultdict(list)
    for link in strand.links:
        partners[link.old_task_id].append(link.new_task_id)
        partners[link.new_task_id].append(link.old_task_id)
    place: dict[str, float] = {}

    def settle(tasks: list[Task]) -> None:
        for k, t in enumerate(tasks):
            place[t.task_id] = (k + 0.5) / len(tasks)

    for tasks in columns:
        settle(tasks)
    for n in (*range(len(columns)), *range(len(columns) - 1, -1, -1)):
        before = {t.task_id: k for k, t in enumerate(columns[n])}

        def centre(t: Task, before: Mapping[str, int] = before) -> tuple[float, int]:
            near = [place[p] for p in partners[t.task_id] if p not in before]
            return (sum(near) / len(near) if near else place[t.task_id]), before[t.task_id]

        columns[n].sort(key=centre)
        settle(columns[n])
    return columns


# -- lanes -----------------------------------------------------------------------------------------------------


def _lane(number: int, strand: Strand, thread: Thread, xs: Sequence[float], y: float) -> Lane:
    columns = _placed(strand)
    rows = max(1, *(1 if len(c) > _DOTS else len(c) for c in columns))
    height = rows * PITCH + 2 * PAD
    at: dict[str, tuple[int, float]] = {}
    for n, tasks in enumerate(columns):
        for k, t in enumerate(tasks):
            offset = 0.0 if len(tasks) > _DOTS else (k - (len(tasks) - 1) / 2) * PITCH
            at[t.task_id] = n, height / 2 + offset
    sources, reached = {k.old_task_id for k in strand.links}, {k.new_task_id for k in strand.links}
    dots: list[Dot] = []
    lines: dict[str, Line] = {}
    stops: list[tuple[float, float]] = []
    for n, tasks in enumerate(columns):
        for held in [tasks] if len(tasks) > _DOTS else [[t] for t in tasks]:
            x, middle = xs[n], at[held[0].task_id][1]
            names = {t.task_id for t in held}
            dots.append(Dot(x, middle, len(held), "starts" if n > 0 and not names & reached else "goes"))
            if not names & sources and n + 1 < len(xs):
                stop = x + 0.36 * (xs[n + 1] - x)
                path = f"M{_n(x)} {_n(middle)}H{_n(stop)}"
                lines[path] = Line(path, "end")
                stops.append((stop, middle))
    rests: list[tuple[float, float]] = []
    for link in strand.links:
        (a, ya), (b, yb) = at[link.old_task_id], at[link.new_task_id]
        paused = [n for n in range(a + 1, b) if not columns[n]]
        middle = (xs[a] + xs[b]) / 2
        path = f"M{_n(xs[a])} {_n(ya)}C{_n(middle)} {_n(ya)} {_n(middle)} {_n(yb)} {_n(xs[b])} {_n(yb)}"
        lines.setdefault(path, Line(path, "pause" if paused else "goes"))
        for n in paused:
            rest = xs[n], ya + (yb - ya) * (n - a) / (b - a)
            if rest not in rests:
                rests.append(rest)
    return Lane(
        number, thread, short(thread.title, _LETTERS), note(thread.quantities), y, height, tuple(dots), tuple(lines.values()),
        tuple(stops), tuple(rests),
    )  # fmt: skip


def note(quantities: Sequence[Series]) -> str:
    """How the main number of a thread moves, in one line: 1,200 → 1,500 户."""
    best: tuple[int, int, str] | None = None
    for k, row in enumerate(quantities):
        promised = [p for p in row.points if p.role == "target"]
        classes = Counter(p.counts for p in promised)
        if not promised:
            continue
        kind = max(classes, key=lambda c: (classes[c], c != "period"))
        values: list[str] = []
        for p in promised:
            if p.counts == kind and (not values or values[-1] != figure(p.value)):
                values.append(figure(p.value))
        words = " → ".join(values[-4:]) + (f" {row.unit}" if row.unit else "")
        if best is None or classes[kind] > best[0]:
            best = classes[kind], k, words
    return "" if best is None else short(best[2], 17)


def short(words: str, letters: float) -> str:
    """Words cut to the width of so many Chinese characters."""
    words = " ".join(words.split())
    width = 0.0
    for k, letter in enumerate(words):
        width += 0.56 if ord(letter) < 0x2000 else 1.0
        if width > letters:
            return words[: max(k - 1, 1)] + "…"
    return words


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
