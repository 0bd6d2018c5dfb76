"""Numbers and dates as documents write them."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dates import find_date, readings
from pipeline.numerals import plain, read_chinese, read_number, read_scaled


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("十二", 12), ("二十", 20), ("一百零五", 105), ("二〇二五", 2025), ("两千", 2000), ("一千二百万", 12_000_000),
        ("九", 9), ("三千五百万", 35_000_000),
        ("三亿五千万", 350_000_000), ("三千万亿", 3 * 10**15),
    ],
)  # fmt: skip
def test_chinese_numerals(word: str, value: int) -> None:
    assert read_chinese(word) == value


@pytest.mark.parametrize("word", ["", "百", "千万", "水利", "十二座"])
def test_what_is_no_chinese_numeral(word: str) -> None:
    assert read_chinese(word) is None


@given(st.integers(1, 9999))
def test_written_out_numbers_are_read_back(number: int) -> None:
    digits = "零一二三四五六七八九"
    word, zero = "", False
    for place, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            word += ("零" if zero and word else "") + digits[digit] + name
            zero = False
        else:
            zero = True
    assert read_chinese(word) == number


@pytest.mark.parametrize(
    ("word", "value"), [("1,200", 1200), ("1，200", 1200), ("5.5", 5.5), (" 30 ", 30), ("十", 10), ("3.0", 3), ("", None), ("约3", None)]
)
def test_numbers_in_digits_or_characters(word: str, value: float | None) -> None:
    assert read_number(word) == value


@pytest.mark.parametrize(
    ("number", "scale", "value"),
    [
        ("5.5", "万", 55_000),
        ("1.2", "亿", 120_000_000),
        ("3", "万亿", 3 * 10**12),
        ("2", "百万", 2_000_000),
        ("8", None, 8),
        ("三", "千", 3000),
    ],
)
def test_scales_multiply_out(number: str, scale: str | None, value: float) -> None:
    assert read_scaled(number, scale) == value


def test_whole_numbers_are_integers_and_noise_is_rounded_away() -> None:
    assert isinstance(plain(3.0), int)
    assert plain(0.1 + 0.2) == 0.3


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2024年2月28日印发", "2024-02-28"), ("2024-02-28", "2024-02-28"), ("2024/2/8", "2024-02-08"), ("2024.12.31", "2024-12-31"),
        ("2024年12月", "2024-12"), ("二〇二四年二月二十八日", "2024-02-28"), ("二○二四年十二月", "2024-12"),
        ("20211230", "2021-12-30"), ("2021928", "2021-09-28"), ("没有日期", None), ("2024年13月40日", None),
    ],
)  # fmt: skip
def test_dates_in_all_their_forms(text: str, date: str | None) -> None:
    assert find_date(text)[0] == date


def test_two_readings_are_left_and_said_to_be_ambiguous() -> None:
    assert readings("2021118") == ["2021-01-18", "2021-11-08"]
    assert find_date("2021118") == (None, 0, 7, True)


def test_the_span_of_a_date_is_its_own() -> None:
    _, start, end, _ = find_date("印发于2024年2月28日。")
    assert (start, end) == (3, 13)


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2099, 12, 31)))
def test_every_date_is_read_whole_and_among_the_readings_of_its_digits(date: datetime.date) -> None:
    assert find_date(f"{date.year}年{date.month}月{date.day}日")[0] == date.isoformat()
    assert find_date(f"{date:%Y%m%d}")[0] == date.isoformat()
    assert date.isoformat() in readings(f"{date.year}{date.month}{date.day}")


@given(st.text(max_size=30))
def test_any_text_has_at_most_a_valid_date(text: str) -> None:
    date, start, end, _ = find_date(text)
    assert 0 <= start <= end <= len(text)
    if date is not None:
        datetime.date.fromisoformat(date if len(date) == 10 else f"{date}-01")
