"""The 组建通知 as a PDF, in the form of an official letter (GB/T 9704-2012)."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import datetime

from reportlab.platypus.doctemplate import CondPageBreak
from reportlab.platypus.flowables import Flowable

from app.domain import notice as wording
from app.domain.feedback import chinese_date, chinese_ordinal
from app.domain.notice import FormationNotice
from app.reporting.document import Cancelled, Progress, Sheet, build_pages, ignore, never
from app.reporting.feedback import (
    FIRST_HEADING,
    HEADING_LINES,
    PARAGRAPH,
    PLAIN,
    TITLE_STYLE,
    BuiltReport,
)
from app.reporting.fonts import FontChoice, Role
from app.reporting.geometry import BODY, LEADING, TITLE, TYPE_WIDTH
from app.reporting.glyphs import GlyphPicker
from app.reporting.paragraph import (
    Align,
    Bookmark,
    SetLine,
    SetText,
    TextStyle,
    blank_lines,
    printable,
    set_paragraph,
)

NUMBER_STYLE = TextStyle(Role.SONG, TITLE, align=Align.CENTRED)
SIGNATURE = TextStyle(Role.BODY, BODY, align=Align.CENTRED)
GROUPS_ON_A_LINE = 3
"""Two lines of three groups: nobody loses his place."""


def build_notice(
    notice: FormationNotice,
    fonts: tuple[FontChoice, ...],
    *,
    created: datetime,
    cancelled: Cancelled = never,
    progress: Progress = ignore,
) -> BuiltReport:
    """Set the notice and return its bytes; the same input gives the same bytes.

    Arguments as for the feedback letter. Raises CancelledError between pages.
    """
    glyphs = GlyphPicker(fonts)
    story = _Story(notice, glyphs).flowables()
    sheet = Sheet(printable(notice.title), created, glyphs)
    pdf, pages = build_pages(story, sheet, cancelled=cancelled, progress=progress)
    return BuiltReport(pdf, pages, glyphs.choices_used(), "".join(sorted(glyphs.missing)))


class _Story:
    """Turns a notice into flowables."""

    def __init__(self, notice: FormationNotice, glyphs: GlyphPicker) -> None:
        self._notice = notice
        self._glyphs = glyphs
        self._ordinal = 0

    def flowables(self) -> list[Flowable]:
        """Title, to whom, members, number, how to compare, signature."""
        notice = self._notice
        steps = [f"{n}.{step}" for n, step in enumerate(wording.STEPS, 1)]
        return [
            SetText(self._title()),
            SetText(self._set(f"{notice.addressee}：", PLAIN)),
            self._text(notice.opening),
            *(self._members() if notice.members else ()),
            *self._heading(wording.NUMBER),
            SetText(self._number()),
            *self._heading(wording.COMPARING),
            *map(self._text, steps[:-1]),
            self._close(steps[-1]),
        ]

    def _set(self, text: str, style: TextStyle, width: float = TYPE_WIDTH) -> list[SetLine]:
        return set_paragraph(printable(text), style, width, self._glyphs)

    def _text(self, text: str) -> SetText:
        return SetText(self._set(text, PARAGRAPH))

    def _heading(self, text: str) -> list[Flowable]:
        self._ordinal += 1
        numbered = f"{chinese_ordinal(self._ordinal)}、{text}"
        bookmark = Bookmark(printable(numbered), 0)
        lines = self._set(numbered, FIRST_HEADING)
        return [CondPageBreak(HEADING_LINES * LEADING), SetText(lines, bookmark=bookmark)]

    def _title(self) -> list[SetLine]:
        lines = self._set(self._notice.title, TITLE_STYLE)
        return [*blank_lines(1, BODY), *self._on_grid(lines), *blank_lines(1, BODY)]

    def _members(self) -> list[Flowable]:
        """One paragraph for each role, in the order of the notice."""
        names: dict[str, list[str]] = {}
        for name, role in self._notice.members:
            names.setdefault(role, []).append(name)
        listed = [self._text(f"{role}：{'、'.join(of)}") for role, of in names.items()]
        return [*self._heading(wording.MEMBERS), *listed]

    def _number(self) -> list[SetLine]:
        groups = self._notice.number.split(" ")
        lines = [
            line
            for start in range(0, len(groups), GROUPS_ON_A_LINE)
            for line in self._set(
                "    ".join(groups[start : start + GROUPS_ON_A_LINE]), NUMBER_STYLE
            )
        ]
        return self._on_grid(lines)

    def _on_grid(self, lines: list[SetLine]) -> list[SetLine]:
        """Lines of another height between gaps, so that the text below stands on the grid."""
        height = sum(line.height for line in lines)
        rows = math.ceil(height / LEADING - 0.01)
        gap = SetLine((), BODY.size, (rows * LEADING - height) / 2, 0.0)
        return [gap, *lines, gap]

    def _close(self, last: str) -> SetText:
        """The signature stands on a page with text, never alone."""
        text = self._set(last, PARAGRAPH)
        closing = [*blank_lines(1, BODY), *self._signature()]
        return SetText([*text, *closing], keep_last=len(text) + len(closing))

    def _signature(self) -> list[SetLine]:
        """Office and day, one above the other in the right half; without a seal (7.3.5.3)."""
        half = TYPE_WIDTH / 2
        texts = (self._notice.signature, chinese_date(self._notice.dated))
        return [_moved(line, half) for text in texts for line in self._set(text, SIGNATURE, half)]


def _moved(line: SetLine, offset: float) -> SetLine:
    return replace(line, runs=tuple(replace(run, x=run.x + offset) for run in line.runs))
