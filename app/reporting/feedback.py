"""The feedback letter (巡察反馈意见) as a PDF.

Chapters: 一、总体评价 二、主要问题 三、意见建议 四、整改要求, a sentence that leads were
transferred, signature without a seal, and the list of problems as an attachment.
The builder receives a
``FeedbackReport``, which has no place for names of interviewees or for leads.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from reportlab.platypus.doctemplate import CondPageBreak, PageBreak
from reportlab.platypus.flowables import Flowable

from app.domain.feedback import (
    Chapter,
    FeedbackReport,
    FeedbackWording,
    Point,
    chinese_date,
    chinese_ordinal,
)
from app.reporting.document import Cancelled, Progress, Sheet, build_pages, ignore, never
from app.reporting.fonts import FontChoice, Role
from app.reporting.geometry import (
    BODY,
    LEADING,
    PITCH,
    SIGNATURE_INDENT,
    TABLE,
    TITLE,
    TYPE_WIDTH,
)
from app.reporting.glyphs import GlyphPicker
from app.reporting.line_breaking import Line, Placed, tokenize
from app.reporting.paragraph import (
    Align,
    Bookmark,
    SetLine,
    SetText,
    TextStyle,
    blank_lines,
    printable,
    set_line,
    set_paragraph,
)
from app.reporting.tables import Column, set_table

INDENT = 2
"""Paragraphs begin two characters in (7.3.3)."""

TITLE_STYLE = TextStyle(Role.TITLE, TITLE, align=Align.CENTRED)
PLAIN = TextStyle(Role.BODY, BODY)
PARAGRAPH = TextStyle(Role.BODY, BODY, indent=INDENT)
FIRST_HEADING = TextStyle(Role.HEADING, BODY, indent=INDENT)
SECOND_HEADING = TextStyle(Role.SUBHEADING, BODY, indent=INDENT)
MARK = TextStyle(Role.HEADING, BODY)
NUMBER = TextStyle(Role.BODY, BODY, align=Align.CENTRED)

HEADING_LINES = 3
TWO_HEADINGS_LINES = 4
"""Room a heading needs to stay on a page: itself and two lines of text, or both headings that
follow one another and two lines.
"""

OWN_NUMBER = re.compile(r"\s*(\d+[.．、]|[（(]?[一二三四五六七八九十\d]+[)）、]|[一二三四五六]是)")
SENTENCE_ENDS = "。！？；：…”）"
COLUMN_SHARES = (0.08, 0.25, 0.35, 0.14, 0.18)
COLUMNS_CENTRED = (True, False, False, True, True)


@dataclass(frozen=True)
class BuiltReport:
    """The finished letter. ``missing_characters`` were printed as 〓: no font has them."""

    pdf: bytes
    pages: int
    fonts_used: tuple[FontChoice, ...]
    missing_characters: str


def build_feedback(
    report: FeedbackReport,
    fonts: tuple[FontChoice, ...],
    *,
    created: datetime,
    cancelled: Cancelled = never,
    progress: Progress = ignore,
) -> BuiltReport:
    """Set the letter and return its bytes; the same input gives the same bytes.

    ``fonts`` is one choice per role (``app.reporting.fonts``), ``created`` the file's own date with
    time zone. ``progress`` gets the number of finished pages. Raises CancelledError between pages.
    """
    glyphs = GlyphPicker(fonts)
    story = _Letter(report, glyphs).story()
    sheet = Sheet("".join(printable(report.title).split("\n")), created, glyphs)
    pdf, pages = build_pages(story, sheet, cancelled=cancelled, progress=progress)
    return BuiltReport(pdf, pages, glyphs.choices_used(), "".join(sorted(glyphs.missing)))


class _Letter:
    """Turns a report into flowables."""

    def __init__(self, report: FeedbackReport, glyphs: GlyphPicker) -> None:
        self.report = report
        self.glyphs = glyphs
        self.ordinal = 0
        self.flowables: list[Flowable] = []

    def story(self) -> list[Flowable]:
        report, wording = self.report, self.report.wording
        self._marks()
        self._title(report.title, report.number)
        self._text(_with_colon(report.addressee), PLAIN)
        self._paragraphs(report.opening)
        self._chapter(wording.overall, report.overall)
        self._problems(wording, report.chapters)
        self._numbered(wording.suggestions, report.suggestions)
        self._numbered(wording.requirements, report.requirements)
        if report.leads_transferred:
            self._text(wording.leads_transferred, PARAGRAPH)
        self._close()
        if report.findings:
            self._attachment()
        return self.flowables

    def _set(self, text: str, style: TextStyle, width: float = TYPE_WIDTH) -> list[SetLine]:
        return set_paragraph(printable(text), style, width, self.glyphs)

    def _text(self, text: str, style: TextStyle) -> None:
        self.flowables.append(SetText(self._set(text, style)))

    def _paragraphs(self, texts: Iterable[str]) -> None:
        for text in texts:
            for line in text.splitlines():
                if line.strip():
                    self._text(line.strip(), PARAGRAPH)

    def _marks(self) -> None:
        """Copy number in the first row, marking in the second, top left (7.2.1, 7.2.2)."""
        marks = [(self.report.copy_number, PLAIN), (self.report.marking, MARK)]
        lines = [line for text, style in marks if text for line in self._set(text, style)]
        if lines:
            self.flowables.append(SetText(lines))

    def _title(self, title: str, number: str) -> None:
        """Title in 2号小标宋, centred (7.3.1); the whole block fills lines of the grid."""
        lines = self._balanced(title)
        height = sum(line.height for line in lines)
        rows = math.ceil(height / LEADING - 0.01)
        top = _gap((rows * LEADING - height) / 2)
        block = [*blank_lines(1, BODY), top, *lines, top]
        if number:
            block += self._set(number, NUMBER)
        self.flowables.append(SetText([*block, *blank_lines(1, BODY)]))

    def _balanced(self, title: str) -> list[SetLine]:
        """Break a long title into lines of like length rather than one full and one short.

        Line feeds that a person put in are kept: only he knows which words belong together.
        """
        parts = title.splitlines()
        if len(parts) > 1:
            return [line for part in parts for line in self._set(part.strip(), TITLE_STYLE)]
        lines = self._set(title, TITLE_STYLE)
        width = TYPE_WIDTH
        while len(lines) > 1 and width > TYPE_WIDTH / 2:
            narrower = self._set(title, TITLE_STYLE, width - TITLE.pitch)
            if len(narrower) > len(lines):
                break
            width -= TITLE.pitch
        offset = (TYPE_WIDTH - width) / 2
        return [_moved(line, offset) for line in self._set(title, TITLE_STYLE, width)]

    def _heading(self, text: str, style: TextStyle, level: int, lines: int) -> None:
        self.flowables.append(CondPageBreak(lines * LEADING - 1))
        bookmark = Bookmark(printable(text), level)
        self.flowables.append(SetText(self._set(text, style), bookmark=bookmark))

    def _first_heading(self, text: str, lines: int = HEADING_LINES) -> None:
        self.ordinal += 1
        numbered = f"{chinese_ordinal(self.ordinal)}、{text}"
        self._heading(numbered, FIRST_HEADING, 0, lines)

    def _chapter(self, heading: str, texts: tuple[str, ...]) -> None:
        if texts:
            self._first_heading(heading)
            self._paragraphs(texts)

    def _problems(self, wording: FeedbackWording, chapters: tuple[Chapter, ...]) -> None:
        if not chapters:
            return
        self._first_heading(wording.problems, TWO_HEADINGS_LINES)
        for number, chapter in enumerate(chapters, 1):
            text = f"（{chinese_ordinal(number)}）{chapter.heading}"
            self._heading(text, SECOND_HEADING, 1, HEADING_LINES)
            for count, point in enumerate(chapter.points, 1):
                self._point(count if len(chapter.points) > 1 else 0, point)

    def _point(self, number: int, point: Point) -> None:
        """One problem: 1.headline。facts。nature。 The headline begins the first paragraph."""
        parts = [
            _sentence(part) for part in (point.title, point.text, point.nature) if part.strip()
        ]
        front = f"{number}." if number else ""
        self._paragraphs([front + "".join(parts)])

    def _numbered(self, heading: str, texts: tuple[str, ...]) -> None:
        """Suggestions and requirements: one paragraph each, numbered from two on.

        Numbers that a person typed are kept, and none put before them.
        """
        if len(texts) < 2 or any(OWN_NUMBER.match(text) for text in texts):
            self._chapter(heading, texts)
            return
        self._chapter(heading, tuple(f"{number}.{text}" for number, text in enumerate(texts, 1)))

    def _close(self) -> None:
        """Attachment note and signature, joined to the text above so that they never stand alone.

        Signature one line below the text; the standard wants text on the page of the signature.
        """
        closing = [*self._attachment_note(), *blank_lines(1, BODY), *self._signature()]
        last = self.flowables[-1]
        if isinstance(last, SetText):
            lines = [*last.lines, *closing]
            kept = min(len(last.lines), 2) + len(closing)
            self.flowables[-1] = SetText(lines, keep_last=kept, bookmark=last.bookmark)

    def _attachment_note(self) -> list[SetLine]:
        """One blank line, then two characters in: 附件：… (7.3.4)."""
        if not self.report.findings:
            return []
        wording = self.report.wording
        note = self._set(f"{wording.attachment}：{wording.list_title}", PARAGRAPH)
        return [*blank_lines(1, BODY), *note]

    def _signature(self) -> list[SetLine]:
        """Signature and date without a seal (7.3.5.3), moved left when the date is longer."""
        name, day = printable(self.report.signature), chinese_date(self.report.dated)
        indent = SIGNATURE_INDENT * PITCH
        right = TYPE_WIDTH - indent
        name_width, day_width = self._width(name), self._width(day)
        if day_width > name_width:
            day_x = right - day_width
            name_x = max(day_x - indent, 0.0)
        else:
            name_x = max(right - name_width, 0.0)
            day_x = name_x + indent
        return [self._at(name, name_x), self._at(day, day_x)]

    def _tokens(self, text: str) -> list[Placed]:
        narrow = self.glyphs.width(PLAIN.role, BODY.size)
        placed: list[Placed] = []
        x = 0.0
        for token in tokenize(text, PITCH, narrow):
            placed.append(Placed(token, x))
            x += token.width
        return placed

    def _width(self, text: str) -> float:
        return sum(placed.token.width for placed in self._tokens(text))

    def _at(self, text: str, x: float) -> SetLine:
        placed = tuple(Placed(one.token, one.x + x) for one in self._tokens(text))
        return set_line(Line(placed, text, x + self._width(text), full=False), PLAIN, self.glyphs)

    def _attachment(self) -> None:
        """On a new page: 附件 in 黑体 top left, title in the third row, then the list (7.3.4)."""
        wording = self.report.wording
        self.flowables.append(PageBreak())
        bookmark = Bookmark(f"{wording.attachment} {wording.list_title}", 0)
        head = [*self._set(wording.attachment, MARK), *blank_lines(1, BODY)]
        title = [*self._balanced(wording.list_title), _gap(LEADING / 2)]
        self.flowables.append(SetText([*head, *title], bookmark=bookmark))
        self.flowables.append(set_table(_columns(wording), self._rows(), TABLE, self.glyphs))

    def _rows(self) -> list[tuple[str, ...]]:
        return [
            (str(number), row.problem, row.manifestation, row.category, "\n".join(row.evidence))
            for number, row in enumerate(self.report.findings, 1)
        ]


def _columns(wording: FeedbackWording) -> list[Column]:
    shapes = zip(wording.columns, COLUMN_SHARES, COLUMNS_CENTRED, strict=True)
    return [Column(title, TYPE_WIDTH * share, centred) for title, share, centred in shapes]


def _gap(height: float) -> SetLine:
    return SetLine((), BODY.size, height, 0.0)


def _moved(line: SetLine, offset: float) -> SetLine:
    runs = tuple(type(run)(run.font, run.text, run.x + offset, run.spacing) for run in line.runs)
    return SetLine(runs, line.size, line.height, line.baseline)


def _with_colon(addressee: str) -> str:
    """The addressee ends in a full-width colon (7.3.2)."""
    return addressee.strip().rstrip("：:") + "："


def _sentence(text: str) -> str:
    """End a part of a paragraph with a full stop unless it ends in a mark already."""
    stripped = text.strip()
    return stripped if stripped.endswith(tuple(SENTENCE_ENDS)) else stripped + "。"
