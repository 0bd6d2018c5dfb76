"""Same plan, same records: whatever format a plan comes in, what it promises is read alike."""

from __future__ import annotations

import pytest
from formats import SAMPLES, WRITERS, as_docx, as_text, records, sample
from helpers import assert_grounded, converter

from pipeline.read import read


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("form", WRITERS)
def test_a_plan_gives_the_same_records_in_every_format(name: str, form: str) -> None:
    plan = sample(name)
    expected = converter()(as_text(plan).encode(), "plan.txt")
    found = converter()(WRITERS[form](plan), form)
    assert len(expected.tasks) > 10
    assert len(expected.indicators) == 3
    assert records(found) == records(expected)
    assert_grounded(found)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_word_file_has_none_of_the_numbers_and_the_text_all(name: str) -> None:
    plan = sample(name)
    lines = read(as_docx(plan)).text.splitlines()
    assert [p.line for p in plan.paragraphs] == [line for line in lines if "\t" not in line]
