"""Pictures of the start page: shapes where the counts say, and nothing else."""

from __future__ import annotations

import re

import pytest
from lxml import etree
from test_report import HOSTILE, hostile, sample

from pipeline.report.overview import Overview
from pipeline.report.pictures import bars, lines
from pipeline.report.start import start_page

ALLOWED = {
    "svg": {"class", "viewBox", "preserveAspectRatio", "role", "aria-label"}, "g": {"class"}, "title": set(),
    "rect": {"x", "y", "width", "height"}, "path": {"d"},
}  # fmt: skip
BAD = "".join(HOSTILE) + "\x00\x0b\ud800\ufffe]]>"


def part(rect: etree._Element, box: list[float]) -> tuple[float, float, float]:
    """Where a bar begins and ends, in shares of the width, and the row that its middle lies in, in shares of the height."""
    x, y, width, height = (float(rect.get(k, "")) for k in ("x", "y", "width", "height"))
    return (x - box[0]) / box[2], (x + width - box[0]) / box[2], (y + height / 2 - box[1]) / box[3]


def boxed(svg: etree._Element) -> list[float]:
    return [float(n) for n in svg.get("viewBox", "").split()]


def test_bars_are_as_long_as_their_counts_and_stand_in_their_rows() -> None:
    rows = [("学位", {"increment": 3, "level": 1}), ("床位", {"level": 2}), ("水厂", {"increment": 1})]
    svg = etree.fromstring(bars("条形图", rows, {"level": "达到水平", "increment": "增加"}))
    assert (svg.get("role"), svg.get("aria-label")) == ("img", "条形图")
    found = {(g.get("class"), rect.findtext("title")): part(rect, boxed(svg)) for g in svg for rect in g}
    wanted = {
        ("level", "学位　达到水平 1"): (0, 1 / 4, 1 / 6), ("increment", "学位　增加 3"): (1 / 4, 1, 1 / 6),
        ("level", "床位　达到水平 2"): (0, 2 / 4, 3 / 6), ("increment", "水厂　增加 1"): (0, 1 / 4, 5 / 6),
    }  # fmt: skip
    assert found.keys() == wanted.keys()
    for key, places in wanted.items():
        assert found[key] == pytest.approx(places, abs=0.003)


def test_lines_go_from_point_to_point_and_a_dot_from_a_point_to_itself() -> None:
    svg = etree.fromstring(
        lines("点线图", 4, 200, {"way": [((50, 0.5), (200, 0.5)), ((0, 3.5), (100, 3.5))], "none": [], "dot": [((50, 2), (50, 2))]})
    )
    x, y, width, height = boxed(svg)
    found = {}
    for g in svg:
        numbers = [[float(n) for n in re.findall(r"[\d.]+", path.get("d", ""))] for path in g]
        found[g.get("class")] = [
            [(n[0] - x) / width * 200, (n[1] - y) / height * 4, (n[2] - x) / width * 200, (n[3] - y) / height * 4] for n in numbers
        ]
    assert found.keys() == {"way", "dot"}
    assert found["way"] == [pytest.approx([50, 0.5, 200, 0.5], abs=0.02), pytest.approx([0, 3.5, 100, 3.5], abs=0.02)]
    assert found["dot"] == [pytest.approx([50, 2, 50, 2], abs=0.02)]


@pytest.mark.parametrize("rows", [[], [("甲", {})], [("甲", {"all": 0})]])
def test_nothing_is_drawn_of_nothing(rows: list[tuple[str, dict[str, int]]]) -> None:
    assert bars("条形图", rows, {"all": "份"}) == ""


def test_a_picture_holds_shapes_and_escaped_tips_only() -> None:
    drawn = bars(BAD, [(BAD, {"all": 1}), (BAD, {"all": 10**9})], {"all": "份"}) + lines(BAD, 1, 1, {"way": [((0, 0), (1, 1))]})
    for element in etree.fromstring(f"<div>{drawn}</div>").iterdescendants():
        assert isinstance(element.tag, str)
        assert set(element.attrib) <= ALLOWED[element.tag]
        if element.tag == "title":
            assert (element.text or "").startswith("<script>alert(1)</script>")
            assert len(element.text or "") < 80
        else:
            assert not element.text


def test_the_start_page_is_the_same_twice_and_says_nothing_of_what_drew_it() -> None:
    pages = []
    for _ in range(2):
        overview = Overview()
        for converted in (sample("01_education_plan.txt"), hostile()):
            overview.add(converted)
        pages.append(start_page(overview))
    assert pages[0] == pages[1]
    drawn = re.findall(r"<svg.*?</svg>", pages[0], re.DOTALL)
    assert len(drawn) == 8  # three of documents, their periods, targets by kind and by metric, units, indicators of one plan
    for picture in drawn:
        assert {e.tag for e in etree.fromstring(picture).iter()} <= ALLOWED.keys()
    assert "pygal" not in pages[0]
