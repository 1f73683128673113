"""Marking where two texts differ: nothing is lost, nothing equal is marked."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from ui.screens.conflicts.differences import MOST_CHARACTERS, Piece, differences

texts = st.text(alphabet="甲乙丙丁。；\n", max_size=60)


@given(texts, texts)
def test_pieces_joined_are_the_text(text: str, other: str) -> None:
    assert "".join(piece.text for piece in differences(text, other)) == text


@given(texts, texts)
def test_what_is_unmarked_is_the_same_on_both_sides(text: str, other: str) -> None:
    def plain(pieces: tuple[Piece, ...]) -> str:
        return "".join(piece.text for piece in pieces if not piece.marked)

    ours = plain(differences(text, other))
    rest = iter(other)
    assert all(character in rest for character in ours), "in the same order"


@given(texts)
def test_equal_texts_have_no_marks(text: str) -> None:
    assert not any(piece.marked for piece in differences(text, text))


@given(texts, texts)
def test_neighbours_are_joined(text: str, other: str) -> None:
    marks = [piece.marked for piece in differences(text, other)]
    assert all(here != after for here, after in pairwise(marks))


def test_one_character_in_a_sentence() -> None:
    text, other = "同前。发放补贴12.6万元。", "同前。发放补贴12.8万元。"
    assert differences(text, other) == (
        Piece("同前。发放补贴12.", False),
        Piece("6", True),
        Piece("万元。", False),
    )


def test_what_only_one_side_has() -> None:
    assert differences("甲。乙。", "甲。") == (Piece("甲。", False), Piece("乙。", True))
    assert differences("甲。", "甲。乙。") == (Piece("甲。", False),)
    assert differences("", "甲") == ()


def test_long_passages_are_marked_as_a_whole() -> None:
    length = int(MOST_CHARACTERS**0.5) + 1
    text, other = "甲" * length, "甲" * length + "乙"
    assert differences(text, other) == (Piece(text, True),)
