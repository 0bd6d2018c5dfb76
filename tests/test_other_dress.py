"""The samples in another dress: what a scraper or a converter does to all of a text changes no record.

Each change keeps what is said. The records of the changed text are those of the text, but for offsets and for the
characters that were changed.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from helpers import CORPUS
from opencc import OpenCC

from guihua import convert

_HALF = str.maketrans("，；：（）", ",;:()")
_FULL_DIGITS = str.maketrans("0123456789%", "０１２３４５６７８９％")
_PLAIN = str.maketrans("０１２３４５６７８９％“”", '0123456789%""')
_TO_SIMPLIFIED = OpenCC("t2s")


def _spaced(text: str) -> str:
    return re.sub(r"(?<=[\u4e00-\u9fff])(\d[\d.]*%?)(?=[\u4e00-\u9fff])", r" \1 ", text)


def _lines(text: str, before: str, after: str) -> str:
    return "".join(f"{before}{line.strip()}{after}" for line in text.splitlines() if line.strip())


DRESS: dict[str, Callable[[str], str]] = {
    "half-width marks": lambda text: text.translate(_HALF),
    "full-width digits": lambda text: text.translate(_FULL_DIGITS),
    "straight quotes": lambda text: text.replace("“", '"').replace("”", '"'),
    "spaces round numbers": _spaced,
    "no-break spaces round numbers": lambda text: _spaced(text).replace(" ", "\xa0"),
    "traditional script": OpenCC("s2t").convert,
    "tags at the ends of lines": lambda text: _lines(text, "", "<br/>"),
    "tags round paragraphs": lambda text: _lines(text, '<p class="MsoNormal">', "</p>"),
    "line breaks in two characters": lambda text: _lines(text, "", r"\n"),
    "paragraphs run together at their indents": lambda text: _lines(text, "\u3000\u3000", ""),
    "blank lines between all": lambda text: _lines(text, "", "\n\n"),
    "carriage returns": lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n"),
}
SAMPLES = [
    "03_transport_points.txt",
    "07_county_work_report.txt",
    "12_annual_tasks.txt",
    "14_city_work_report.txt",
    "22_livelihood_projects.txt",
    "23_work_report.txt",
    "25_energy_work_points.txt",
    "27_provincial_opinions.txt",
]


def _said(text: str | None) -> str:
    return str(_TO_SIMPLIFIED.convert(re.sub(r"\s", "", text or "").translate(_HALF).translate(_PLAIN)))


def told(text: str) -> set[tuple[object, ...]]:
    """What the records of a text say, in one dress."""
    found = convert(text)
    return {
        ("document", _said(found.document.title), found.document.doc_type, found.document.issued_on, found.document.region),
        *(("task", _said(t.label), _said(t.title), tuple(_said(p.title) for p in t.path)) for t in found.tasks),
        *(("target", _said(t.metric), t.comparator, t.value, _said(t.unit), t.kind, t.deadline) for t in found.targets),
        *(("observation", _said(o.metric), o.value, o.status) for o in found.observations),
        *(("unit", _said(u.surface), _said(u.name), u.role) for u in found.units),
    }


@pytest.mark.parametrize("dress", DRESS)
def test_another_dress_changes_no_record(dress: str) -> None:
    texts = {name: (CORPUS / name).read_text(encoding="utf-8") for name in SAMPLES}
    changed = {name: DRESS[dress](text) for name, text in texts.items()}
    assert sum(changed[name] != text for name, text in texts.items()) >= len(SAMPLES) - 1
    for name, text in texts.items():
        assert told(changed[name]) == told(text), name
