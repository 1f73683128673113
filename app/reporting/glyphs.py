"""Which font draws a character: the role's own, or the next that has it.

One ``GlyphPicker`` serves one document. Characters that no font has are collected and printed as
〓, the printers' mark for a missing sort, so that nothing disappears silently.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from app.reporting.fonts import EmbeddedFont, FontChoice, Role, load
from app.reporting.line_breaking import HALF_BOX, is_wide

MISSING_MARK = "〓"

FALLBACKS = (Role.SONG, Role.HEADING, Role.SUBHEADING, Role.BODY, Role.TITLE)
SONG_LATIN = frozenset((Role.BODY, Role.SUBHEADING))
"""Roles whose digits and Latin letters come from the Song face: old-style digits of a FangSong or
written ones of a Kai do not suit official documents."""

FULL = 0.98
"""A full-width mark needs a glyph that fills its box: many fonts have half-width “” and short —."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character to draw. ``advance`` is the font's own, in em."""

    character: str
    font: str
    advance: float


class GlyphPicker:
    """Pick glyphs for one document. ``missing`` and ``used`` fill up while it is set."""

    def __init__(self, choices: tuple[FontChoice, ...]) -> None:
        self._choices = {choice.role: choice for choice in choices}
        self._fonts = {choice.role: load(choice.path, choice.index) for choice in choices}
        self._picked: dict[tuple[Role, str], Glyph] = {}
        self.missing: set[str] = set()
        self.used: set[Role] = set()

    @property
    def base_font(self) -> str:
        """Name of the Song face, the font every page begins with."""
        return str(self._fonts[Role.SONG].fontName)

    def choices_used(self) -> tuple[FontChoice, ...]:
        """The choices whose fonts drew at least one character, in order of the roles."""
        return tuple(self._choices[role] for role in Role if role in self.used)

    def pick(self, role: Role, character: str) -> Glyph:
        key = (role, character)
        glyph = self._picked.get(key)
        if glyph is None:
            glyph = self._picked[key] = self._search(role, character)
        return glyph

    def width(self, role: Role, size: float) -> Callable[[str], float]:
        """Return a function that measures a narrow run set in this role and size, in points."""
        return partial(self._measure, role, size)

    def _measure(self, role: Role, size: float, text: str) -> float:
        return size * sum(self.pick(role, character).advance for character in text)

    def _search(self, role: Role, character: str) -> Glyph:
        having = [found for found in self._order(role, character) if self._has(found, character)]
        if not having:
            self.missing.add(character)
            return self._search(role, MISSING_MARK)
        chosen = having[0]
        if is_wide(character) and character not in HALF_BOX:
            full = [found for found in having if self._advance(found, character) >= FULL]
            chosen = full[0] if full else chosen
        self.used.add(chosen)
        name = str(self._fonts[chosen].fontName)
        return Glyph(character, name, self._advance(chosen, character))

    def _order(self, role: Role, character: str) -> list[Role]:
        own = () if role in SONG_LATIN and not is_wide(character) else (role,)
        return list(dict.fromkeys((*own, *FALLBACKS)))

    def _has(self, role: Role, character: str) -> bool:
        """Whether a font has it. A private character means something else in every font."""
        if unicodedata.category(character) == "Co":
            return False
        return ord(character) in self._fonts[role].face.charToGlyph

    def _advance(self, role: Role, character: str) -> float:
        font: EmbeddedFont = self._fonts[role]
        return float(font.face.getCharWidth(ord(character))) / 1000
