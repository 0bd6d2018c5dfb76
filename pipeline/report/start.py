"""The start page: what the dataset holds, in charts whose names filter a searchable list of its documents."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from pipeline.report.html import rendered
from pipeline.report.overview import WIDTH, Chart, Move, Overview, Years, facts, years
from pipeline.report.pictures import Segment, bars, lines
from schemas import Error


def start_page(overview: Overview, errors: Sequence[Error] = ()) -> str:
    """The page; the same dataset gives the same bytes."""
    return rendered(
        "start.html", ("base.css", "start.css"), ("start.js",), facts=facts(overview), documents=overview.documents,
        charts=overview.charts(), quantities=overview.quantities(), years=years(overview.periods), moves=overview.moves,
        left_out=overview.left_out, errors=errors, drawn=_drawn, drawn_years=_drawn_years, drawn_moves=_drawn_moves,
    )  # fmt: skip


def _drawn(chart: Chart) -> Markup:
    return bars(f"条形图：{chart.title}", [(row.name, row.parts) for row in chart.rows], chart.kinds)


def _drawn_years(found: Years) -> Markup:
    first, last = found.ticks[0], found.ticks[-1]
    rows = len(found.ranges)
    placed = [(r.open, ((r.start - first, y + 0.5), (r.end - first, y + 0.5))) for y, r in enumerate(found.ranges)]
    return lines("时间轴：规划期", rows, last - first, {
        "tick": [((year - first, 0), (year - first, rows)) for year in found.ticks],
        "range": [segment for is_open, segment in placed if not is_open],
        "open": [segment for is_open, segment in placed if is_open],
    })  # fmt: skip


def _drawn_moves(rows: Sequence[Move]) -> Markup:
    """Each row over its own scale: a hollow dot for the baseline, a full one for the target, the way between them."""
    layers: dict[str, list[Segment]] = {k: [] for k in ("track", "way up", "way down", "dot from", "dot hole", "dot up", "dot down")}
    for n, move in enumerate(rows):
        y = n + 0.5
        before, after = move.before, move.after
        turn = "down" if before is not None and after is not None and after < before else "up"
        if before is not None or after is not None:
            layers["track"].append(((0, y), (WIDTH, y)))
        if before is not None and after is not None:
            layers[f"way {turn}"].append(((before, y), (after, y)))
        if before is not None:
            layers["dot from"].append(((before, y), (before, y)))
        if after is not None:
            layers[f"dot {turn}"].append(((after, y), (after, y)))
    layers["dot hole"] = layers["dot from"]
    return lines("点线图：基期到目标", len(rows), WIDTH, layers) if layers["track"] else Markup("")
