"""Numbers of official documents: GB/T 9704-2012, in points (1 mm = 72/25.4 pt).

The standard counts in characters and lines: 22 lines of 28 characters on a type area of
156 mm x 225 mm (5.2.1, 5.2.3). Everything is set on that grid instead of trusting the leading
that a font proposes.
"""

from __future__ import annotations

from dataclasses import dataclass

MM = 72 / 25.4

PAGE_WIDTH = 210 * MM
PAGE_HEIGHT = 297 * MM
"""A4 (5.1)."""

TOP = 37 * MM
"""Head margin, 天头 (5.2.1)."""

BINDING = 28 * MM
"""Margin at the stitches, 订口 (5.2.1): left on odd pages, right on even ones (duplex, 6.1)."""

TYPE_WIDTH = 156 * MM
TYPE_HEIGHT = 225 * MM
"""Type area, 版心 (5.2.1)."""

OUTER = PAGE_WIDTH - BINDING - TYPE_WIDTH
BOTTOM = PAGE_HEIGHT - TOP - TYPE_HEIGHT

LINES = 22
CHARACTERS = 28
"""Lines a page and characters a line (5.2.3)."""

LEADING = TYPE_HEIGHT / LINES
PITCH = TYPE_WIDTH / CHARACTERS
"""28.99 pt from line to line, 15.79 pt from character to character."""

SIZE_TWO = 22.0
SIZE_THREE = 16.0
SIZE_FOUR = 14.0
SIZE_FIVE = 10.5
"""2号, 3号, 4号, 5号 in points."""

TITLE_LEADING = 35.0
"""Between lines of a title: 2号 with the usual lead."""

PAGE_NUMBER_DROP = 7 * MM
"""From the type area's lower edge to the dashes beside the page number (7.5)."""

PAGE_NUMBER_INDENT = SIZE_FOUR
"""One character free at the outer edge (7.5)."""

SIGNATURE_INDENT = 2
"""Without a seal: signature two characters from the right, the date begins two further right
(7.3.5.3)."""

TABLE_LEADING = 17.0
CELL_PADDING = 4.0
FRAME_RULE = 1.0
INNER_RULE = 0.5
"""Tables are not fixed by the standard: 5号, a frame of 1 pt, rules of 0.5 pt."""

ASCENT = 0.88
"""Share of the em box above the base line, for all Chinese faces alike."""

DASH_RISE = 0.3
"""Height of a dash above the base line, in em, for the page number."""


@dataclass(frozen=True)
class Measure:
    """How one kind of text is set: size, character pitch and leading in points."""

    size: float
    pitch: float
    leading: float

    @property
    def baseline(self) -> float:
        """From the top of a line's box down to its base line; the em box is centred."""
        return (self.leading - self.size) / 2 + ASCENT * self.size


BODY = Measure(SIZE_THREE, PITCH, LEADING)
TITLE = Measure(SIZE_TWO, SIZE_TWO, TITLE_LEADING)
TABLE = Measure(SIZE_FIVE, SIZE_FIVE, TABLE_LEADING)


def left_edge(page: int) -> float:
    """Return where the type area begins on a page (1, 2, …): the stitches are on its inner side."""
    return BINDING if page % 2 else OUTER
