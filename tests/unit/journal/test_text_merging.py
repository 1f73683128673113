"""Three-way merge of texts: nobody's change is lost, and nothing is made up."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.journal import text_merging
from app.journal.text_merging import MOST_COMPARED, Passage, merge_texts, settled

texts = st.text(alphabet="甲乙丙12.。；\n", max_size=40)


def words(base: str | None, ours: str, theirs: str) -> str:
    passages = merge_texts(base, ours, theirs)
    return "".join(p.ours if not p.contested else f"<{p.ours}|{p.theirs}>" for p in passages)


@given(texts, texts)
def test_what_one_side_left_alone_is_taken_from_the_other(base: str, changed: str) -> None:
    assert words(base, changed, base) == changed
    assert words(base, base, changed) == changed


@given(texts, texts)
def test_what_both_wrote_alike_is_taken(base: str, changed: str) -> None:
    assert words(base, changed, changed) == changed


@given(texts, texts, texts)
def test_sides_are_treated_alike(base: str, ours: str, theirs: str) -> None:
    mirrored = tuple(
        Passage(p.theirs, p.ours) if p.theirs is not None else p
        for p in merge_texts(base, theirs, ours)
    )
    assert merge_texts(base, ours, theirs) == mirrored


@given(texts, texts, texts)
def test_nothing_is_made_up(base: str, ours: str, theirs: str) -> None:
    """Every character of the result stands in one of the sides, in the same order there."""
    for passage in merge_texts(base, ours, theirs):
        for character in passage.ours + (passage.theirs or ""):
            assert character in ours + theirs


@given(texts, texts)
def test_without_an_ancestor_nothing_of_either_side_is_lost(ours: str, theirs: str) -> None:
    passages = merge_texts(None, ours, theirs)
    kept = "".join(p.ours + (p.theirs or "") for p in passages)
    assert all(kept.count(c) >= max(ours.count(c), theirs.count(c)) for c in set(ours + theirs))


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "merged"),
    [
        ("甲。乙。丙。", "甲一。乙。丙。", "甲。乙。丙二。", "甲一。乙。丙二。"),
        ("甲。乙。", "甲一。乙。", "甲。乙二。", "甲一。乙二。"),  # neighbouring sentences
        ("发放补贴12万元，共37人。", "发放补贴12.6万元，共37人。", "发放补贴12万元，共38人。",
         "发放补贴12.6万元，共38人。"),
        ("共1250元。", "共3250元。", "共1258元。", "共<3250|1258>元。"),
        ("甲。", "甲。乙。", "甲。丙。", "甲。<乙。|丙。>"),
        ("甲。乙。丙。", "甲。丙。", "甲。乙二。丙。", "甲。<|乙二。>丙。"),
        ("", "甲", "乙", "<甲|乙>"),
        ("甲。乙。", "甲。乙。丙。", "丁。甲。乙。", "丁。甲。乙。丙。"),
        (None, "甲。乙。", "甲。乙。丙。", "甲。乙。丙。"),
        (None, "共12元。", "共13元。", "共<12|13>元。"),
    ],
)  # fmt: skip
def test_examples(base: str | None, ours: str, theirs: str, merged: str) -> None:
    assert words(base, ours, theirs) == merged


def test_very_long_passages_are_contested_as_a_whole() -> None:
    length = int(MOST_COMPARED**0.5) + 1
    base, ours, theirs = "甲" * length, "乙" + "甲" * length, "甲" * length + "丙"
    assert merge_texts(base, ours, theirs) == (Passage(ours, theirs),)
    assert not settled(merge_texts(base, ours, theirs))
    assert settled(merge_texts("甲", "甲乙", "甲"))


def test_two_long_beginnings_without_a_common_one_are_compared_by_nobody() -> None:
    length = int(MOST_COMPARED**0.5) + 1
    ours, theirs = "甲" * length, "乙" * length
    assert merge_texts(None, ours, theirs) == (Passage(ours, theirs),)


def test_without_changes_there_is_nothing_to_join() -> None:
    assert list(text_merging._groups([], [])) == []
