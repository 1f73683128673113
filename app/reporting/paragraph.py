"""Paragraphs of official documents as a flowable that splits across pages.

A paragraph is broken once (``line_breaking``), turned into runs of one font and one spacing, and
drawn line by line on the grid of ``geometry``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from reportlab.platypus.flowables import Flowable

from app.reporting.fonts import Role
from app.reporting.geometry import Measure
from app.reporting.glyphs import Glyph, GlyphPicker
from app.reporting.line_breaking import Line, break_lines, is_wide, shifted, tokenize

SPACING_TOLERANCE = 0.0005
"""Points by which spacings may differ within one run."""


class Align(Enum):
    JUSTIFIED = auto()
    LEFT = auto()
    CENTRED = auto()


@dataclass(frozen=True)
class TextStyle:
    """How a paragraph is set. ``indent`` counts characters on the first line."""

    role: Role
    measure: Measure
    indent: int = 0
    align: Align = Align.JUSTIFIED


@dataclass(frozen=True, slots=True)
class Run:
    """Characters of one font at one spacing. ``x`` in points from the left edge."""

    font: str
    text: str
    x: float
    spacing: float


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line ready to draw: runs, height of its box and base line below the box's top."""

    runs: tuple[Run, ...]
    size: float
    height: float
    baseline: float


@dataclass(frozen=True)
class Bookmark:
    """An entry of the PDF's outline. ``level`` 0 is the highest."""

    title: str
    level: int


def printable(text: str) -> str:
    """Return the text composed (NFC), its invisible characters gone and tabs turned into spaces.

    Control and format characters and variation selectors have no glyph; they would print as boxes.
    Characters of private use stay: somebody's name may have one, so they print as missing.
    """
    composed = unicodedata.normalize("NFC", text.replace("\t", " "))
    return "".join(character for character in composed if not _invisible(character))


def _invisible(character: str) -> bool:
    if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return character != "\n"
    return 0xFE00 <= ord(character) <= 0xFE0F or 0xE0100 <= ord(character) <= 0xE01EF


def paragraphs(text: str) -> list[str]:
    """Split a text a person typed into its paragraphs, without empty ones."""
    lines = (printable(line).strip() for line in text.splitlines())
    return [line for line in lines if line]


def set_paragraph(text: str, style: TextStyle, width: float, glyphs: GlyphPicker) -> list[SetLine]:
    """Set one paragraph to ``width`` points. Never empty: no text gives one blank line."""
    measure = style.measure
    narrow = glyphs.width(style.role, measure.size)
    tokens = tokenize(text, measure.pitch, narrow)
    lines = break_lines(
        tokens,
        width,
        measure.pitch,
        narrow,
        indent=style.indent * measure.pitch,
        justify=style.align is Align.JUSTIFIED,
    )
    if style.align is Align.CENTRED:
        lines = [shifted(line, (width - line.end) / 2) for line in lines]
    return [set_line(line, style, glyphs) for line in lines]


def set_line(line: Line, style: TextStyle, glyphs: GlyphPicker) -> SetLine:
    """Turn a broken line into runs."""
    measure = style.measure
    runs = tuple(_runs(_positions(line, style, glyphs), measure.size))
    return SetLine(runs, measure.size, measure.leading, measure.baseline)


def blank_lines(count: int, measure: Measure) -> list[SetLine]:
    """Return ``count`` empty lines."""
    return [SetLine((), measure.size, measure.leading, measure.baseline)] * count


def _positions(line: Line, style: TextStyle, glyphs: GlyphPicker) -> Iterator[tuple[Glyph, float]]:
    """Yield every visible character with the x where its glyph's origin goes."""
    size, pitch = style.measure.size, style.measure.pitch
    for placed in line.placed:
        x = placed.x
        if placed.token.is_space:
            continue
        box = placed.token.width / len(placed.token.text)
        for character in placed.token.text:
            glyph = glyphs.pick(style.role, character)
            if is_wide(character):
                # A glyph narrower than its box stands in the middle of it.
                blank = box / pitch * size - glyph.advance * size
                yield glyph, x + (blank / 2 if blank > 0.02 * size else 0.0)
                x += box
            else:
                yield glyph, x
                x += glyph.advance * size


def _runs(positions: Iterable[tuple[Glyph, float]], size: float) -> Iterator[Run]:
    """Join neighbours of one font whose distances are equal."""
    text: list[str] = []
    font, start, spacing = "", 0.0, 0.0
    expected: float | None = None
    end = 0.0
    for glyph, x in positions:
        if text and glyph.font == font and expected is None:
            spacing = x - end
            joins = True
        else:
            joins = bool(text) and glyph.font == font and abs(x - end - spacing) < SPACING_TOLERANCE
        if joins:
            expected = spacing
        else:
            if text:
                yield Run(font, "".join(text), start, spacing)
            text, font, start, spacing, expected = [], glyph.font, x, 0.0, None
        text.append(glyph.character)
        end = x + glyph.advance * size
    if text:
        yield Run(font, "".join(text), start, spacing)


class SetText(Flowable):  # type: ignore[misc]
    """Lines that flow over pages.

    ``keep_last`` lines stay together at the end (a signature and the text above it);
    ``bookmark`` becomes an outline entry where the first line lands.
    """

    def __init__(
        self, lines: list[SetLine], *, keep_last: int = 1, bookmark: Bookmark | None = None
    ) -> None:
        super().__init__()
        self.lines = lines
        self.keep_last = keep_last
        self.bookmark = bookmark
        self.height = sum(line.height for line in lines)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        del available_height
        self.width = available_width
        return available_width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Part the lines so that the first part fits; empty if not even one line may stay."""
        del available_width
        count = self._fitting(available_height)
        count = min(count, len(self.lines) - self.keep_last)
        if count < 1:
            return []
        return [
            SetText(self.lines[:count], bookmark=self.bookmark),
            SetText(self.lines[count:], keep_last=self.keep_last),
        ]

    def _fitting(self, height: float) -> int:
        used, tolerance = 0.0, 0.01
        for count, line in enumerate(self.lines):
            used += line.height
            if used > height + tolerance:
                return count
        return len(self.lines)

    def draw(self) -> None:
        if self.bookmark is not None:
            add_bookmark(self.canv, self.bookmark)
        draw_lines(self.canv, self.lines, 0.0, self.height)


def add_bookmark(canvas: Any, bookmark: Bookmark) -> None:
    """Enter a place into the PDF's outline. The key is counted, so equal titles do not clash."""
    number = getattr(canvas, "bookmark_count", 0)
    canvas.bookmark_count = number + 1
    key = f"place-{number}"
    canvas.bookmarkPage(key)
    canvas.addOutlineEntry(bookmark.title, key, level=bookmark.level, closed=False)


def draw_lines(canvas: Any, lines: Iterable[SetLine], left: float, top: float) -> None:
    """Draw lines downwards from ``top``, both in the canvas's coordinates."""
    text = canvas.beginText()
    state: tuple[str, float] | None = None
    spacing = 0.0
    for line in lines:
        for run in line.runs:
            if state != (run.font, line.size):
                state = (run.font, line.size)
                text.setFont(run.font, line.size)
            if abs(spacing - run.spacing) > SPACING_TOLERANCE / 10:
                spacing = run.spacing
                text.setCharSpace(spacing)
            text.setTextOrigin(left + run.x, top - line.baseline)
            text.textOut(run.text)
        top -= line.height
    if spacing:
        text.setCharSpace(0)
    canvas.drawText(text)
