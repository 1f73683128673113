"""Reading and writing of days, times, amounts and numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import typed


@pytest.mark.parametrize(
    "text",
    [
        "2026-3-5",
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "2026年3月5日",
        "20260305",
        " ２０２６－３－５ ",
    ],
)
def test_days(text: str) -> None:
    assert typed.parse_day(text) == date(2026, 3, 5)


@pytest.mark.parametrize(
    "text", ["2026-13-1", "2026-2-30", "26-3-5", "3-5", "昨天", "2026030", "2026-3"]
)
def test_not_a_day(text: str) -> None:
    with pytest.raises(ValueError):
        typed.parse_day(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-3-5 9:30",
        "20260305 0930",
        "2026年3月5日9时30分",
        "2026-03-05 ９：３０",
        "2026-3-5 9点30",
    ],
)
def test_moments(text: str) -> None:
    zone = timezone(timedelta(hours=8))
    assert typed.parse_moment(text, zone) == datetime(2026, 3, 5, 9, 30, tzinfo=zone)


def test_a_moment_without_zone_gets_the_machines_offset() -> None:
    found = typed.parse_moment("2026-3-5 9:30")
    assert found is not None
    assert found.utcoffset() is not None


@pytest.mark.parametrize("text", ["2026-3-5", "2026-3-5 25:00", "9:30", "2026-3-5 9:61"])
def test_not_a_moment(text: str) -> None:
    with pytest.raises(ValueError):
        typed.parse_moment(text, UTC)


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("126000", 12_600_000),
        ("126,000.00", 12_600_000),
        ("12.6万", 12_600_000),
        ("12.6 万元", 12_600_000),
        ("￥126000元", 12_600_000),
        ("1.2亿", 12_000_000_000),
        ("0.01", 1),
        (".5", 50),
        ("５００", 50_000),
        ("-3.2", -320),
    ],
)
def test_amounts(text: str, cents: int) -> None:
    assert typed.parse_money(text) == cents


@pytest.mark.parametrize(
    "text", ["1.234", "十二万", "12.6百", ",", "1e5", "99999999999999999", "--1"]
)
def test_not_an_amount(text: str) -> None:
    with pytest.raises(ValueError):
        typed.parse_money(text)


@given(st.integers(-(10**15), 10**15))
def test_amounts_written_are_read_back(cents: int) -> None:
    assert typed.parse_money(typed.format_money(cents)) == cents


@given(st.dates(date(1000, 1, 1)))
def test_days_written_are_read_back(day: date) -> None:
    assert typed.parse_day(typed.format_day(day)) == day


def test_blank_is_nothing() -> None:
    assert typed.parse_day(" ") is None
    assert typed.parse_moment("") is None
    assert typed.parse_money("　") is None
    assert typed.parse_number("") is None
    assert typed.format_day(None) == typed.format_money(None) == typed.format_moment(None) == ""


def test_numbers() -> None:
    assert typed.parse_number("1,200") == 1200
    with pytest.raises(ValueError):
        typed.parse_number("12.5")


def test_sizes_and_durations() -> None:
    assert typed.format_size(812) == "812 B"
    assert typed.format_size(3_565_158) == "3.4 MB"
    assert typed.format_size(5 * 1024**4) == "5120.0 GB"
    assert typed.format_duration(187_000) == "3:07"
    assert typed.format_duration(3_723_000) == "1:02:03"
