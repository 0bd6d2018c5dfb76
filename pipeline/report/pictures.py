"""The shapes of charts, drawn by pygal and kept as bare SVG: no style, no script, no date, and no words but tooltips.

The words of a chart stand in the page beside it: there they are buttons or links, wrap, and keep their size when the picture is stretched.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree
from markupsafe import Markup

from pipeline.report.html import clean

Point = tuple[float, float]
Segment = tuple[Point, Point]

_WIDTH, _PITCH = 1000, 20  # of a row, before the page stretches the picture over its rows
_MARGIN = 0.02 / 1.04  # what pygal leaves free on each side of a plot, as a share of the whole
_LONGEST_NAME = 60
_PLAIN = {
    "js": [], "css": [], "no_prefix": True, "show_legend": False, "show_x_labels": False, "show_y_labels": False, "show_x_guides": False,
    "show_y_guides": False, "margin": 0, "spacing": 0, "width": _WIDTH,
}  # fmt: skip
_KEPT = {"rect": ("x", "y", "width", "height"), "path": ("d",)}
_NUMBER = re.compile(r"-?\d{1,12}\.\d{1,20}")
_SVG = "{http://www.w3.org/2000/svg}"


def bars(name: str, rows: Sequence[tuple[str, Mapping[str, int]]], kinds: Mapping[str, str]) -> Markup:
    """Bars in rows of one height and over one scale, the first at the top; `kinds` are the classes and words of their parts, in order."""
    import pygal  # noqa: PLC0415  loaded when something is drawn

    most = max((sum(parts.values()) for _, parts in rows), default=0)
    if not most:
        return Markup("")
    chart = pygal.HorizontalStackedBar(**_PLAIN, height=_PITCH * len(rows), range=(0, most))
    for kind, words in kinds.items():
        chart.add(kind, [_value(row, words, parts.get(kind)) for row, parts in reversed(rows)])
    return _bare(chart, len(rows), name, list(kinds))


def lines(name: str, rows: int, wide: float, segments: Mapping[str, Sequence[Segment]]) -> Markup:
    """Lines over `rows` rows of one height, in layers by their classes; x from 0 to `wide`, y in rows from the top.

    A line from a point to itself is a dot: ends of lines keep their form when the picture is stretched, circles do not.
    """
    import pygal  # noqa: PLC0415

    chart = pygal.XY(**_PLAIN, height=_PITCH * rows, xrange=(0, wide), range=(0, rows), allow_interruptions=True, show_dots=False)
    drawn = {kind: pairs for kind, pairs in segments.items() if pairs}
    for kind, pairs in drawn.items():
        chart.add(kind, [p for (ax, ay), (bx, by) in pairs for p in ((ax, rows - ay), (bx, rows - by), (None, None))])
    return _bare(chart, rows, name, list(drawn))


def _value(row: str, words: str, count: int | None) -> dict[str, Any] | None:
    if not count:
        return None
    tip = f"{clean(row if len(row) <= _LONGEST_NAME else row[:_LONGEST_NAME] + '…')}　{words} {count}"
    return {"value": count, "formatter": lambda _: tip}


def _bare(chart: Any, rows: int, name: str, kinds: Sequence[str]) -> Markup:
    """What a chart draws of its series, cut to the plot, each series under the class of its kind."""
    height = _PITCH * rows
    box = (_WIDTH * _MARGIN, height * _MARGIN, _WIDTH * (1 - 2 * _MARGIN), height * (1 - 2 * _MARGIN))
    said = {"class": "drawn", "viewBox": " ".join(f"{n:.2f}" for n in box), "preserveAspectRatio": "none"}
    svg = etree.Element("svg", {**said, "role": "img", "aria-label": clean(name)})
    for group in chart.render_tree().iter(f"{_SVG}g", "g"):
        found = re.search(r"\bserie-(\d{1,4})\b", group.get("class", ""))
        if found is None:
            continue
        series = etree.Element("g", {"class": kinds[int(found[1])]})
        for drawn in group.iter():
            _copy(drawn, series)
        if len(series):
            svg.append(series)
    return Markup(etree.tostring(svg, encoding="unicode"))


def _copy(drawn: Any, into: Any) -> None:
    tag = etree.QName(drawn).localname if isinstance(drawn.tag, str) else ""
    places = {key: _NUMBER.sub(_rounded, drawn.get(key, "")) for key in _KEPT.get(tag, ())}
    if places and all(places.values()):  # pygal leaves out the width of what has none
        shape = etree.SubElement(into, tag, places)
        tip = next((d.text for d in drawn.itersiblings() if isinstance(d.tag, str) and d.get("class") == "value"), None)
        if tag == "rect" and tip:
            etree.SubElement(shape, "title").text = tip


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.1f}".removesuffix(".0")
