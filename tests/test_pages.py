"""Saved pages of many publishing systems: what their boxes say, all of the text, and nothing of the site in a record."""

from __future__ import annotations

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
