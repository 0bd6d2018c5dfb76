"""Quotation marks that are straight or look the wrong way."""

from __future__ import annotations

import pytest
from helpers import TITLE, convert_text, plan

from pipeline.repair.quotes import turn_quotes
from pipeline.text import AlignedText


def turned(text: str) -> str:
    return turn_quotes(AlignedText.of(text)).text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('推进"一网通办"，落实"放管服"改革', "推进“一网通办”，落实“放管服”改革"),
        ("＂十五五＂时期", "“十五五”时期"),
        ("“十五五“规划", "“十五五”规划"),
        ("”十五五”规划", "“十五五”规划"),
        ('“十五五"规划与"十四五”规划', "“十五五”规划与“十四五”规划"),
        ('总结十四五"时期成效', "总结十四五”时期成效"),
        ('十四五"与"十五五"两个时期', "十四五”与“十五五”两个时期"),
    ],
)
def test_marks_that_pair_look_at_each_other(written: str, meant: str) -> None:
    assert turned(written) == meant


@pytest.mark.parametrize(
    "text",
    [
        "“十五五”规划",
        "推进“一网“通办”改革",
        '<div class="site">',
        '管径5"',
        "会上说：“要办好“三件”实事。”",
        '一行"只有一个\n\n另一行"也只有一个',
        "“" + "长" * 30 + "“",
    ],
)
def test_other_marks_stay(text: str) -> None:
    assert turned(text) == text


def test_a_title_keeps_the_marks_of_its_source() -> None:
    title = '青溪市"十五五"水利发展规划'
    found = convert_text(plan("（一）夯实基础。新建泵站12座。").replace(TITLE, title).replace("规划期为2021年至2025年。\n", ""))
    assert found.document.title == title
    assert found.document.evidence[0].text == title
    assert found.document.period is not None
    assert (found.document.period.start, found.document.period.end) == (2026, 2030)
