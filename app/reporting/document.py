"""An official document on paper: pages, page numbers, metadata, bytes.

The same story with the same fonts and date gives the same bytes. The file names no author: title,
date and the program only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.utils import TimeStamp
from reportlab.pdfbase import pdfdoc
from reportlab.platypus.doctemplate import BaseDocTemplate, PageTemplate
from reportlab.platypus.flowables import Flowable
from reportlab.platypus.frames import Frame

from app.domain.errors import CancelledError
from app.reporting.fonts import Role
from app.reporting.geometry import (
    ASCENT,
    BINDING,
    BOTTOM,
    DASH_RISE,
    PAGE_HEIGHT,
    PAGE_NUMBER_DROP,
    PAGE_NUMBER_INDENT,
    PAGE_WIDTH,
    SIZE_FOUR,
    TYPE_HEIGHT,
    TYPE_WIDTH,
    Measure,
    left_edge,
)
from app.reporting.glyphs import GlyphPicker
from app.reporting.paragraph import Align, TextStyle, draw_lines, set_paragraph

rl_config.useA85 = 0
# ASCII85 is an encoding for seven-bit mail; without it photographs are written twice as fast.

PRODUCER = "Xunji"
PAGE_NUMBER = TextStyle(Role.SONG, Measure(SIZE_FOUR, SIZE_FOUR, SIZE_FOUR), align=Align.LEFT)

Cancelled = Callable[[], bool]
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Sheet:
    """What a whole document needs besides its story. ``created`` goes into the metadata."""

    title: str
    created: datetime
    glyphs: GlyphPicker


def never() -> bool:
    """Nobody cancels."""
    return False


def ignore(_pages: int) -> None:
    """Nobody watches."""


def build_pages(
    story: list[Flowable], sheet: Sheet, *, cancelled: Cancelled, progress: Progress
) -> tuple[bytes, int]:
    """Lay out a story and return the PDF's bytes and its number of pages.

    ``progress`` is called with the number of finished pages, ``cancelled`` is asked before each
    page. Raises CancelledError. May run in any thread.
    """
    target = BytesIO()
    template = _Template(target, sheet, cancelled, progress)
    template.build(story)
    return target.getvalue(), template.finished


class _Template(BaseDocTemplate):  # type: ignore[misc]
    """Odd and even pages, the type area always 28 mm from the stitches."""

    def __init__(
        self, target: BytesIO, sheet: Sheet, cancelled: Cancelled, progress: Progress
    ) -> None:
        super().__init__(
            target,
            pagesize=(PAGE_WIDTH, PAGE_HEIGHT),
            initialFontName=sheet.glyphs.base_font,
            invariant=1,
            lang="zh-CN",
        )
        self.sheet = sheet
        self.cancelled = cancelled
        self.progress = progress
        self.finished = 0
        frame = Frame(
            BINDING,
            BOTTOM,
            TYPE_WIDTH,
            TYPE_HEIGHT,
            leftPadding=0,
            bottomPadding=0,
            rightPadding=0,
            topPadding=0,
        )
        self.addPageTemplates(
            PageTemplate(
                id="leaf", frames=[frame], onPage=self._begin_page, onPageEnd=self._end_page
            )
        )

    def _begin_page(self, canvas: Any, _template: Any) -> None:
        if self.cancelled():
            raise CancelledError
        # The frame stands where odd pages want it; even pages are moved as a whole.
        canvas.translate(left_edge(canvas.getPageNumber()) - BINDING, 0)

    def _end_page(self, canvas: Any, _template: Any) -> None:
        # Last on the page, so that readers of the file's text meet it after the body.
        draw_page_number(canvas, canvas.getPageNumber(), self.sheet.glyphs)
        self.finished += 1
        self.progress(self.finished)

    def _startBuild(self, filename: Any = None, canvasmaker: Any = None) -> None:
        super()._startBuild(filename, canvasmaker)
        describe(self.canv, self.sheet.title, self.sheet.created)


def draw_page_number(canvas: Any, page: int, glyphs: GlyphPicker) -> None:
    """Draw — 1 — below the type area at its outer edge (GB/T 9704-2012, 7.5).

    The type area begins ``BINDING`` from the canvas's origin, on even pages moved already.
    """
    lines = set_paragraph(f"— {page} —", PAGE_NUMBER, TYPE_WIDTH, glyphs)
    narrow = glyphs.width(Role.SONG, SIZE_FOUR)
    width = 2 * SIZE_FOUR + narrow(f" {page} ")
    right = BINDING + TYPE_WIDTH - PAGE_NUMBER_INDENT - width
    x = right if page % 2 else BINDING + PAGE_NUMBER_INDENT
    baseline = BOTTOM - PAGE_NUMBER_DROP - DASH_RISE * SIZE_FOUR
    draw_lines(canvas, lines, x, baseline + ASCENT * SIZE_FOUR)


def describe(canvas: Any, title: str, created: datetime) -> None:
    """Put title and date into the file's metadata, twice as PDF demands, and nothing about people.

    ``created`` must know its time zone.
    """
    document = canvas._doc
    document._timeStamp = _stamp(created)
    document.info = _Information()
    document.info.title = title
    document.Catalog.Metadata = pdfdoc.XMP(creator=lambda _document: _xmp(title, created))
    canvas.setViewerPreference("DisplayDocTitle", "true")


class _Information(pdfdoc.PDFInfo):  # type: ignore[misc]
    """The information dictionary without author, subject and keywords."""

    producer = PRODUCER
    creator = author = subject = keywords = ""

    def format(self, document: Any) -> bytes:
        moment = pdfdoc.PDFDate(ts=document._timeStamp)
        entries = {
            "Title": pdfdoc.PDFString(self.title),
            "CreationDate": moment,
            "ModDate": moment,
            "Producer": pdfdoc.PDFString(self.producer),
        }
        return bytes(pdfdoc.PDFDictionary(entries).format(document))


def _stamp(created: datetime) -> TimeStamp:
    offset = created.utcoffset()
    if offset is None:
        raise ValueError("created has no time zone")
    minutes = offset // timedelta(minutes=1)
    stamp = TimeStamp(invariant=1)
    stamp.t = created.timestamp()
    stamp.lt = created.timetuple()
    stamp.YMDhms = tuple(stamp.lt)[:6]
    stamp.dhh = int(minutes / 60)
    stamp.dmm = abs(minutes) % 60
    return stamp


def _xmp(title: str, created: datetime) -> bytes:
    moment = created.isoformat(timespec="seconds")
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li></rdf:Alt></dc:title>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
<pdf:Producer>{PRODUCER}</pdf:Producer>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>""".encode()
