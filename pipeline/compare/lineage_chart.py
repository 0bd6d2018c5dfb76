"""A small chart of one series: levels as steps from year to year, what single years add as bars; results beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline.amounts import date
from pipeline.show import figure
from schemas.lineage import Series, SeriesPoint

WIDTH, HEIGHT = 340, 156
_LEFT, _RIGHT, _TOP, _BOTTOM = 26.0, 314.0, 26.0, 128.0
_BAR = 17.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A dot or a bar with its number; `height` is 0 for dots."""

    x: float
    y: float
    height: float
    role: str
    words: str
    words_x: float
    words_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn, and what is said below it: sums over periods, which no bar of a year stands beside."""

    years: tuple[tuple[float, str], ...]
    line: str
    marks: tuple[Mark, ...]
    notes: tuple[str, ...]

    @property
    def drawn(self) -> bool:
        """Whether there is anything to draw: one number alone is said better than drawn."""
        return len(self.marks) > 1


def chart(series: Series, label_of: Mapping[str, str]) -> Chart:
    """The chart of a series."""
    points = [p for p in series.points if p.year is not None and p.counts in ("level", "one_year")]
    main = _main(points)
    if len(main) < 2:
        return Chart((), "", (), tuple(_said(p, series.unit, label_of) for p in series.points))
    words = tuple(_said(p, series.unit, label_of) for p in series.points if p not in main)
    years = sorted({p.year for p in main if p.year is not None})
    pitch = (_RIGHT - _LEFT) / len(years)
    x_of = {year: round(_LEFT + pitch * (n + 0.5), 1) for n, year in enumerate(years)}
    bars = any(p.counts == "one_year" for p in main)
    values = [p.value for p in main]
    low, high = (0.0 if bars else min(values)), max(values)
    if not bars:
        room = (high - low) * 0.25 or abs(high) * 0.1 or 1.0
        low, high = low - room, high + room * 0.3
    scale = (_BOTTOM - _TOP) / ((high - low) or 1.0)
    marks, line = [], ""
    for p in main:
        assert p.year is not None
        y = round(_BOTTOM - (p.value - low) * scale, 1)
        both = {q.role for q in main if q.year == p.year} == {"target", "result"}
        shift = 0.0 if not both else -_BAR * 0.58 if p.role == "target" else _BAR * 0.58
        x = x_of[p.year] + (shift if bars else 0.0)
        if bars:
            anchor, side = ("middle", 0.0) if not both else ("end", _BAR / 2) if p.role == "target" else ("start", -_BAR / 2)
            height = round(max(_BOTTOM - y, 1.0), 1)
            marks.append(Mark(round(x - _BAR / 2, 1), y, height, p.role, figure(p.value), round(x + side, 1), y - 4, anchor))
            continue
        other = next((q for q in main if q.year == p.year and q.role != p.role), None)
        above = other is None or p.value > other.value or (p.value == other.value and p.role == "target")
        marks.append(Mark(x, y, 0.0, p.role, figure(p.value), x, y - 8 if above else y + 16, "middle"))
        if p.role == "target":
            line += f"M{x} {y}" if not line else f"H{x}V{y}"
    return Chart(tuple((x_of[y], str(y)) for y in years), "" if bars else line, tuple(marks), words)


def _main(points: list[SeriesPoint]) -> list[SeriesPoint]:
    """The points that are drawn: of each year the latest promise and the latest result."""
    latest: dict[tuple[int | None, str], SeriesPoint] = {}
    for p in points:
        latest[p.year, p.role] = p
    return [p for p in points if latest[p.year, p.role] is p]


def _said(p: SeriesPoint, unit: str | None, label_of: Mapping[str, str]) -> str:
    """A number in words: 承诺 5,000户（全期），2025年（2021–2025）."""
    how = {"level": "", "one_year": "", "period": "（全期）", "since_start": "（累计）"}[p.counts]
    when = f"，{date(p.deadline)}" if p.deadline else ""
    return f"{'承诺' if p.role == 'target' else '完成'} {figure(p.value)}{unit or ''}{how}{when}（{label_of[p.doc_id]}）"
