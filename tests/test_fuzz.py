"""Any document, however damaged, gives grounded records or an orderly error: the whole way from bytes, in every format."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import formats
import pytest
from helpers import CORPUS, assert_grounded, converter
from hypothesis import given, settings
from hypothesis import strategies as st
from mutations import KINDS, Change, changed

from pipeline.errors import GuihuaError

CRASHES = Path(__file__).parent / "crashes"
_SHORT = 12_000
"""Bytes: so that the budget goes into many documents rather than into few long ones."""


@cache
def samples() -> dict[str, bytes]:
    """Short samples as they are, and one plan in every format that can be written here."""
    found = {path.name: path.read_bytes() for path in sorted(CORPUS.iterdir()) if path.is_file() and path.stat().st_size < _SHORT}
    plan = formats.sample(formats.SAMPLES[0])
    written = {
        "plan.docx": formats.as_docx, "page.html": formats.as_page, "word.html": formats.as_word_page, "plan.md": formats.as_markdown,
        "plan.pdf": formats.as_set_pdf, "page.mhtml": formats.as_mhtml,
    }  # fmt: skip
    return found | {name: write(plan) for name, write in written.items()}


PLACE = st.integers(0, 1000)
CHANGES = st.lists(st.builds(Change, st.sampled_from(KINDS), PLACE, PLACE, PLACE), min_size=1, max_size=6)


def check(name: str, changes: list[Change]) -> None:
    try:
        converted = converter()(changed(samples()[name], changes), name)
    except GuihuaError:
        return
    assert_grounded(converted)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_a_damaged_document_gives_grounded_records_or_an_orderly_error(data: st.DataObject) -> None:
    check(data.draw(st.sampled_from(sorted(samples()))), data.draw(CHANGES))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["plan.docx", "word.html", "plan.md", "plan.pdf"])
def test_every_kind_of_damage_in_every_format(kind: str, name: str) -> None:
    changes = [Change(kind, at, at + 401, 11) for at in (150, 300, 463)]
    for change in changes:
        check(name, [change])
    if name != "plan.pdf" and kind != "charset":
        assert any(changed(samples()[name], [change]) != samples()[name] for change in changes)


@pytest.mark.parametrize("path", sorted(CRASHES.iterdir()), ids=lambda path: path.name)
def test_what_once_was_a_crash_is_none(path: Path) -> None:
    """Documents that damage made, on which a stage once failed."""
    try:
        converted = converter()(path.read_bytes(), path.name)
    except GuihuaError:
        return
    assert_grounded(converted)
