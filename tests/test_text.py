"""AlignedText: whatever is edited, every span still points at its source."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import AlignmentError
from pipeline.text import AlignedText, Change, Span

SOURCES = st.text(alphabet="甲乙丙丁，。\n0 ", max_size=40)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, AlignedText]:
    """A source and what several rounds of random edits made of it."""
    source = draw(SOURCES)
    text = AlignedText.of(source)
    for _ in range(draw(st.integers(0, 4))):
        cuts = sorted(draw(st.lists(st.integers(0, len(text)), max_size=8)))
        changes = [
            Change(a, b, draw(st.text(alphabet="新旧", max_size=3)), "test.edit", draw(st.booleans()))
            for a, b in zip(cuts[::2], cuts[1::2], strict=False)
        ]
        text = text.edited(draw(st.permutations(changes)))
    return source, text


@given(edited(), st.data())
def test_every_span_maps_into_the_source(case: tuple[str, AlignedText], data: st.DataObject) -> None:
    source, text = case
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    where = text.bounds(start, end)
    assert 0 <= where.start <= where.end <= len(source)
    assert text.source_length == len(source)


@given(edited())
def test_order_is_preserved(case: tuple[str, AlignedText]) -> None:
    _, text = case
    starts = [text.bounds(i, i + 1).start for i in range(len(text))]
    assert starts == sorted(starts)


def test_a_span_covers_the_source_of_each_of_its_characters() -> None:
    text = AlignedText.of("甲乙").edited([Change(0, 2, "新新新", "test.a")]).edited([Change(1, 1, "旧", "test.b")])
    assert text.bounds(0, 2) == Span(0, 2)


@given(SOURCES, st.data())
def test_unedited_characters_map_to_themselves(source: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(source)), max_size=6)))
    changes = [Change(a, b, "新新新", "test.edit") for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    text = AlignedText.of(source).edited(changes)
    for i, character in enumerate(text.text):
        if character != "新":
            where = text.bounds(i, i + 1)
            assert where.end == where.start + 1
            assert source[where.start] == character


@given(edited())
def test_sources_lie_in_order_inside_the_bounds_and_leave_out_what_was_cut(case: tuple[str, AlignedText]) -> None:
    _, text = case
    whole = text.bounds(0, len(text))
    pieces = text.sources(0, len(text))
    assert pieces
    assert all(whole.start <= p.start <= p.end <= whole.end for p in pieces)
    assert all(a.end <= b.start for a, b in pairwise(pieces))


def test_a_text_without_changes_is_the_same_object() -> None:
    text = AlignedText.of("甲乙")
    assert text.edited([]) is text


def test_an_equal_length_replacement_keeps_the_map_by_character() -> None:
    text = AlignedText.of("供水達標").edited([Change(2, 4, "达标", "test.edit")])
    assert [text.bounds(i, i + 1) for i in range(4)] == [Span(i, i + 1) for i in range(4)]


def test_any_other_replacement_maps_to_the_whole_stretch() -> None:
    text = AlignedText.of("甲乙丙丁").edited([Change(1, 3, "新", "test.edit")])
    assert text.text == "甲新丁"
    assert text.bounds(1, 2) == Span(1, 3)
    assert text.bounds(2, 3) == Span(3, 4)


def test_an_insertion_has_an_empty_source_stretch() -> None:
    text = AlignedText.of("二三五年").edited([Change(1, 1, "〇", "test.edit")])
    assert text.bounds(1, 2) == Span(1, 1)
    assert text.bounds(0, 5) == Span(0, 4)


@pytest.mark.parametrize(
    "changes",
    [
        [Change(0, 2, "", "test.a"), Change(1, 3, "", "test.b")],
        [Change(0, 9, "", "test.a")],
        [Change(-1, 1, "", "test.a")],
        [Change(2, 1, "", "test.a")],
    ],
    ids=["overlap", "beyond the end", "before the start", "backwards"],
)
def test_impossible_edits_are_refused(changes: list[Change]) -> None:
    with pytest.raises(AlignmentError):
        AlignedText.of("甲乙丙").edited(changes)


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (0, 4), (2, 1)])
def test_spans_outside_the_text_are_refused(start: int, end: int) -> None:
    with pytest.raises(AlignmentError):
        AlignedText.of("甲乙丙").bounds(start, end)


def test_sources_split_at_furniture_and_only_there() -> None:
    source = "推进供水\n- 3 -\n管网改造"
    cut = AlignedText.of(source).edited([Change(5, 11, "", "chrome.page_number", splits=True)])
    joined = cut.edited([Change(4, 5, "", "wrap.joined")])
    assert joined.text == "推进供水管网改造"
    assert [source[s.start : s.end] for s in joined.sources(0, len(joined))] == ["推进供水\n", "管网改造"]
    assert joined.sources(0, 4) == [Span(0, 4)]


def test_edits_record_rule_place_and_wording() -> None:
    text = AlignedText.of("甲,,乙").edited([Change(1, 2, "", "damage.x")]).edited([Change(0, 1, "丁", "damage.y")])
    assert [(e.rule, e.start, e.end, e.before, e.after) for e in text.edits] == [
        ("damage.x", 1, 2, ",", ""),
        ("damage.y", 0, 1, "甲", "丁"),
    ]
    assert text.counts() == {"damage.x": 1, "damage.y": 1}


def test_position_finds_the_place_of_a_source_offset() -> None:
    text = AlignedText.of("甲乙丙丁").edited([Change(1, 2, "", "test.edit")])
    assert [text.position(n) for n in range(5)] == [0, 1, 1, 2, 3]


def test_a_relettering_keeps_the_map_and_must_keep_the_length() -> None:
    text = AlignedText.of("水達標").edited([Change(0, 1, "", "test.edit")])
    assert text.relettered("达标", "script.simplified").bounds(0, 1) == Span(1, 2)
    with pytest.raises(AlignmentError):
        text.relettered("达标了", "script.simplified")
