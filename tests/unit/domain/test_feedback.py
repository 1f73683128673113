"""What a feedback letter may hold, and its words."""

from __future__ import annotations

from dataclasses import fields
from datetime import date

import pytest

from app.domain.feedback import (
    INSPECTION_WORDING,
    STATIONED_WORDING,
    Chapter,
    FeedbackReport,
    FindingRow,
    Point,
    chinese_date,
    chinese_ordinal,
    mixed_wording,
    passages,
)

ALLOWED = {
    FeedbackReport: {
        "title",
        "addressee",
        "signature",
        "dated",
        "wording",
        "opening",
        "overall",
        "chapters",
        "suggestions",
        "requirements",
        "leads_transferred",
        "findings",
        "marking",
        "copy_number",
        "number",
    },
    Chapter: {"heading", "points"},
    Point: {"title", "text", "nature"},
    FindingRow: {"problem", "manifestation", "category", "evidence"},
}


@pytest.mark.parametrize("part", list(ALLOWED), ids=lambda part: part.__name__)
def test_no_field_may_carry_an_interviewee_or_a_lead(part: type) -> None:
    """A new field must be thought about here: does it belong into a letter to the unit?"""
    assert {field.name for field in fields(part)} == ALLOWED[part]


def test_that_leads_were_transferred_is_a_yes_or_no() -> None:
    (field,) = (field for field in fields(FeedbackReport) if field.name == "leads_transferred")
    assert field.type == "bool"


def letter(**texts: str) -> FeedbackReport:
    return FeedbackReport(
        title=texts.get("title", "关于柳河镇的反馈意见"),
        addressee="柳河镇党委",
        signature="第三组",
        dated=date(2024, 3, 5),
        overall=(texts.get("overall", "总体较好。"),),
        chapters=(Chapter("作风", (Point("漏洞", texts.get("text", "有漏洞")),)),),
        findings=(FindingRow("漏洞", "表现", "作风", ("ZJ-1", "ZJ-2")),),
    )


def test_passages_are_all_texts_a_person_wrote() -> None:
    assert list(passages(letter())) == [
        "关于柳河镇的反馈意见",
        "柳河镇党委",
        "第三组",
        "总体较好。",
        "作风",
        "漏洞",
        "有漏洞",
        "漏洞",
        "表现",
        "作风",
        "ZJ-1",
        "ZJ-2",
    ]


def test_mixed_wording_is_found_wherever_it_stands() -> None:
    assert mixed_wording(letter(overall="巡察认为较好。")) == ()
    assert mixed_wording(letter(overall="巡查认为较好。")) == ("巡查认为较好。",)
    assert mixed_wording(letter(text="巡查发现")) == ("巡查发现",)


@pytest.mark.parametrize("wording", [INSPECTION_WORDING, STATIONED_WORDING])
def test_the_fixed_words_never_mix_the_two_kinds_of_work(wording: object) -> None:
    words = [getattr(wording, field.name) for field in fields(wording)]  # type: ignore[arg-type]
    other = wording.other_activity  # type: ignore[attr-defined]
    assert [word for word in words if isinstance(word, str) and other in word] == [other]


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (23, "二十三"), (99, "九十九")],
)
def test_ordinals(number: int, words: str) -> None:
    assert chinese_ordinal(number) == words


@pytest.mark.parametrize("number", [0, -1, 100])
def test_ordinals_outside_the_range_are_refused(number: int) -> None:
    with pytest.raises(ValueError):
        chinese_ordinal(number)


def test_dates_have_no_leading_zero() -> None:
    assert chinese_date(date(2024, 3, 5)) == "2024年3月5日"
