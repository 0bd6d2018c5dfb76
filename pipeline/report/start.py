"""The start page: what the dataset holds, in charts whose bars filter a searchable list of its documents."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.report.html import rendered
from pipeline.report.overview import Overview, facts, years
from schemas import Error


def start_page(overview: Overview, errors: Sequence[Error] = ()) -> str:
    """The page; the same dataset gives the same bytes."""
    return rendered(
        "start.html", ("base.css", "start.css"), ("start.js",), facts=facts(overview), documents=overview.documents,
        charts=overview.charts(), quantities=overview.quantities(), years=years(overview.periods), moves=overview.moves,
        left_out=overview.left_out, errors=errors,
    )  # fmt: skip
