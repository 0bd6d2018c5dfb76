"""Same plan, same records: whatever format a plan comes in, what it promises is read alike."""

from __future__ import annotations

import pytest
from formats import SAMPLES, WRITERS, as_docx, as_rtf, as_text, records, sample
from helpers import assert_grounded, converter
from libreoffice import converted, fonts, program

from pipeline.read import read


def same(name: str, data: bytes, file: str) -> None:
    """What a file of the sample gives is what its text gives; how far it can be believed is less where a page ends within."""
    expected = converter()(as_text(sample(name)).encode(), "plan.txt")
    found = converter()(data, file)
    assert len(expected.tasks) > 10
    assert len(expected.indicators) == 3
    left_out = ["confidence"] if file.endswith((".pdf", ".ofd")) else []
    assert records(found, *left_out) == records(expected, *left_out)
    assert_grounded(found)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("form", WRITERS)
def test_a_plan_gives_the_same_records_in_every_format(name: str, form: str) -> None:
    same(name, WRITERS[form](sample(name)), form)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_plan_gives_the_same_records_when_libreoffice_has_printed_it(name: str) -> None:
    fonts()
    same(name, converted(as_docx(sample(name), restart=True), ".docx", "pdf"), "plan.pdf")


@pytest.mark.parametrize("file", ["plan.doc", "plan.wps"])
def test_a_plan_gives_the_same_records_from_an_older_file(file: str) -> None:
    same(SAMPLES[0], converted(as_docx(sample(SAMPLES[0])), ".docx", "doc"), file)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_plan_gives_the_same_records_as_rtf(name: str) -> None:
    program()
    same(name, as_rtf(sample(name)), "plan.rtf")


@pytest.mark.parametrize("name", SAMPLES)
def test_the_word_file_has_none_of_the_numbers_and_the_text_all(name: str) -> None:
    plan = sample(name)
    lines = read(as_docx(plan)).text.splitlines()
    assert [p.line for p in plan.paragraphs] == [line for line in lines if "\t" not in line]
