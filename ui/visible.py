"""Text as a list shows it: what is invisible or turns the direction gets a visible mark.

Editors show texts as they are, since they have to give them back; lists, titles and cards do not.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QCoreApplication

_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and signs that draw nothing."""

_PLAIN_SPACES = frozenset("\n\t \u00a0\u3000")


def visible(text: str) -> str:
    """``text`` with a mark for each character a reader would not see or be misled by."""
    if text.isprintable() and not _BLANK_LETTERS.intersection(text):
        return text
    mark = QCoreApplication.translate("FactsCard", "〔不可见字符〕")
    return "".join(mark if _hides(text, place) else c for place, c in enumerate(text))


def _hides(text: str, place: int) -> bool:
    character = text[place]
    if character in _PLAIN_SPACES:
        return False
    if character == "\u200d":
        return not _joins_pictures(text, place)
    category = unicodedata.category(character)
    return category in ("Cc", "Cf", "Cs", "Zl", "Zp") or character in _BLANK_LETTERS


def _joins_pictures(text: str, place: int) -> bool:
    """Whether the joiner at ``place`` stands between two pictures, as in a family."""
    before = text[max(place - 2, 0) : place].rstrip("\ufe0f")[-1:]
    after = text[place + 1 : place + 2]
    return all(c and unicodedata.category(c) in ("So", "Sk") for c in (before, after))
