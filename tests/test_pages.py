"""Saved pages of many publishing systems: what their boxes say, all of the text, and nothing of the site in a record."""

from __future__ import annotations

import re

import pytest
from formats import records
from helpers import assert_grounded, convert_text, converter
from pages import LINES, NOTICE, PAGES, Page


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.system)
def test_what_the_page_says_of_its_document_is_read(page: Page) -> None:
    document = converter()(page.data, "page.html").document.model_dump(mode="json")
    assert {field: document[field] for field in page.says} == page.says


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.system)
def test_a_page_gives_the_records_of_its_text(page: Page) -> None:
    found = converter()(page.data, "page.html")
    assert records(found) == records(convert_text("\n".join((NOTICE, *LINES))))
    assert_grounded(found)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.system)
def test_nothing_of_the_text_is_lost_or_dropped(page: Page) -> None:
    left = iter(line.strip() for line in converter().prepare(page.data, "page.html").repaired.text.text.splitlines())
    for line in LINES:
        assert line in left


_BUILT = re.compile(r"</?(?:div|section|article|main|center|form|ul|ol|li|dl|dd|dt|nav|header|footer)\b[^>]*>")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.system)
def test_a_page_whose_text_no_element_is_round_gives_the_records_of_its_text(page: Page) -> None:
    flat = _BUILT.sub("<br>", page.data.decode("gb18030" if b'charset="gb2312"' in page.data else "utf-8"))
    found = converter()(flat.replace("gb2312", "utf-8").encode(), "page.html")
    assert records(found) == records(convert_text("\n".join((NOTICE, *LINES))))


@pytest.mark.parametrize(
    "end",
    [
        ("改造老旧小区18个", "新建口袋公园6个"),
        ("附件：重点工程清单", "附件", "重点工程清单", "云岭水库", "青石泵站"),
        ("联系人：甲，联系电话：000-0000000", "抄送：市委各部门"),
        ("注：投资额为估算数",),
        ("（五）加强宣传引导", "宣传节水知识"),
    ],
)
def test_what_a_text_ends_with_stays_however_short_its_lines_are(end: tuple[str, ...]) -> None:
    site = "【打印本页】【关闭窗口】<br>浏览排行<br>今日要闻<br>版权所有：青溪市水利局"
    page = f"<html><body>首页 &gt; 政务公开<br>{'<br>'.join((NOTICE, *LINES, *end))}<br>{site}</body></html>"
    left = iter(line.strip() for line in converter().prepare(page.encode(), "page.html").repaired.text.text.splitlines())
    for line in (*LINES, *end):
        assert line in left
    assert "今日要闻" not in "".join(left)
