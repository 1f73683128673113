"""What a merged version begins with, for every shape of field."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.findings import Finding
from app.domain.interviews import Interview
from app.domain.kinds import Turn, kind_of
from ui.screens.conflicts.three_way import Merged, merge_values

STATEMENT = kind_of(Finding).field("statement")
AMOUNT = kind_of(Finding).field("amount")
NUMBER = kind_of(Finding).field("number")
TURNS = kind_of(Interview).field("turns")
PEOPLE = kind_of(Interview).field("interviewers")


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        ("甲。乙。", "甲一。乙。", "甲。乙二。", Merged("甲一。乙二。")),
        ("共1250元。", "共3250元。", "共1258元。",
         Merged("共【3250｜1258】元。", ("【3250｜1258】",))),
        ("甲", None, "甲", Merged(None)),
        (None, "甲", None, Merged("甲")),
    ],
)  # fmt: skip
def test_texts(base: Any, ours: Any, theirs: Any, merged: Merged) -> None:
    assert merge_values(STATEMENT, base, ours, theirs, known=True) == merged


def test_a_text_without_an_ancestor_keeps_what_only_one_side_has() -> None:
    found = merge_values(STATEMENT, None, "甲。", "甲。乙。", known=False)
    assert found == Merged("甲。乙。")


def test_amounts_and_numbers_are_never_put_together() -> None:
    assert merge_values(AMOUNT, 1, 2, 3, known=True) == Merged(2)
    assert merge_values(AMOUNT, 1, 1, 3, known=True) == Merged(3)
    assert merge_values(AMOUNT, None, None, 3, known=False) == Merged(3)
    assert merge_values(NUMBER, "1-1", "1-2", "1-3", known=True) == Merged("1-2")


def test_people_are_added_and_taken_out() -> None:
    found = merge_values(PEOPLE, ("a", "b"), ("a", "b", "c"), ("b", "d"), known=True)
    assert found == Merged(("b", "c", "d"))


def test_turns_go_by_their_id() -> None:
    base = (Turn("1", "问一", "答一"), Turn("2", "问二", "答二"), Turn("3", "问三", "答三"))
    ours = (Turn("1", "问一", "答一改"), Turn("4", "新问", "新答"), Turn("3", "问三", "答三改"))
    theirs = (base[0], base[1], Turn("5", "他问", "他答"))
    assert merge_values(TURNS, base, ours, theirs, known=True).value == (
        Turn("1", "问一", "答一改"),
        Turn("5", "他问", "他答"),
        Turn("4", "新问", "新答"),
        Turn("3", "问三", "答三改"),
    )
    both = merge_values(TURNS, base[:1], ours[:1], (Turn("1", "问一", "答二"),), known=True)
    assert both == Merged((Turn("1", "问一", "答【一改｜二】"),), ("【一改｜二】",))
