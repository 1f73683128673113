"""Where one text differs from another: by sentences first, then by characters. No Qt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

_SENTENCE = re.compile(r"[^。；！？;\n]*(?:[。；！？;\n]|$)")

MOST_CHARACTERS = 2_000_000
"""Length × length of two passages compared by characters; longer ones are marked as a whole."""


class Piece(NamedTuple):
    """A passage of a text. ``marked``: the other text does not have it here."""

    text: str
    marked: bool


def differences(text: str, other: str) -> tuple[Piece, ...]:
    """``text`` in pieces; joined they are ``text``. What only ``other`` has is marked there."""
    return tuple(_join(_by_sentences(text, other)))


def _by_sentences(text: str, other: str) -> Iterator[Piece]:
    ours, theirs = _sentences(text), _sentences(other)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
    for what, begin, end, other_begin, other_end in matcher.get_opcodes():
        passage = "".join(ours[begin:end])
        if what == "equal":
            yield Piece(passage, False)
        elif what == "replace":
            yield from _by_characters(passage, "".join(theirs[other_begin:other_end]))
        else:
            yield Piece(passage, True)


def _by_characters(text: str, other: str) -> Iterator[Piece]:
    if len(text) * len(other) > MOST_CHARACTERS:
        yield Piece(text, True)
        return
    matcher = SequenceMatcher(None, text, other, autojunk=False)
    for what, begin, end, _, _ in matcher.get_opcodes():
        yield Piece(text[begin:end], what != "equal")


def _sentences(text: str) -> list[str]:
    return [found for found in _SENTENCE.findall(text) if found]


def _join(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one sort become one; empty ones go."""
    waiting = Piece("", False)
    for piece in pieces:
        if not piece.text:
            continue
        if piece.marked == waiting.marked:
            waiting = Piece(waiting.text + piece.text, piece.marked)
        else:
            if waiting.text:
                yield waiting
            waiting = piece
    if waiting.text:
        yield waiting
