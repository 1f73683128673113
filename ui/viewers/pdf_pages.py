"""Pages of a PDF as pictures, read piecewise from memory. No Qt, no file, no script.

pdfium is not safe for use by several threads: one lock guards it. Pages of absurd size are refused
and pictures are capped, so that a hostile file cannot take the memory of the machine.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from app.domain.errors import EvidenceNotShownError
from app.ports import BlobFile
from ui.viewers.device import BlobReader

LARGEST_PAGE = 14_400.0
"""Points: 200 inches, the limit of the PDF format itself."""

MOST_PIXELS = 16_000_000
MOST_PAGES = 20_000

_PDFIUM = threading.RLock()


@dataclass(frozen=True)
class PagePicture:
    """A page as pixels: 4 bytes each (blue, green, red, unused), ``stride`` bytes per line."""

    page: int
    pixels: bytes
    width: int
    height: int
    stride: int


class PdfPages:
    """An open PDF."""

    def __init__(self, blob: BlobFile) -> None:
        """Raises EvidenceNotShownError, or what the file itself raises while read."""
        self._reader = _TolerantReader(blob)
        with _PDFIUM:
            try:
                self._document = pypdfium2.PdfDocument(self._reader)
            except pypdfium2.PdfiumError as error:
                raise self._reader.failure or EvidenceNotShownError(_reason(error)) from None
            self.count = min(len(self._document), MOST_PAGES)
            self._closed = False

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page in points. Raises EvidenceNotShownError."""
        with _PDFIUM:
            self._check_open()
            try:
                width, height = self._document.get_page_size(page)
            except pypdfium2.PdfiumError:
                raise self._reader.failure or EvidenceNotShownError("damaged") from None
        if not (0 < width <= LARGEST_PAGE and 0 < height <= LARGEST_PAGE):
            raise EvidenceNotShownError("too-large")
        return width, height

    def render(self, page: int, scale: float) -> PagePicture:
        """A page at ``scale`` pixels per point, or less if that were too many pixels."""
        width, height = self.size(page)
        scale = min(scale, (MOST_PIXELS / (width * height)) ** 0.5)
        with _PDFIUM:
            self._check_open()
            try:
                opened = self._document[page]
                bitmap = opened.render(scale=scale, prefer_bgrx=True, may_draw_forms=False)
            except pypdfium2.PdfiumError:
                raise self._reader.failure or EvidenceNotShownError("damaged") from None
            picture = PagePicture(
                page, bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride
            )
            bitmap.close()
            opened.close()
        return picture

    def close(self) -> None:
        """Forget the document."""
        with _PDFIUM:
            if not self._closed:
                self._closed = True
                self._document.close()

    def _check_open(self) -> None:
        """A page asked for after closing would crash the program."""
        if self._closed:
            raise EvidenceNotShownError("closed")


class _TolerantReader(BlobReader):
    """pdfium calls this from C: an error is kept and told as "nothing read"."""

    failure: Exception | None = None

    def readinto(self, buffer: object) -> int:
        try:
            return super().readinto(buffer)
        except Exception as error:  # noqa: BLE001 - called from C, nothing may pass
            self.failure = error
            return 0


def _reason(error: pypdfium2.PdfiumError) -> str:
    return "protected" if error.err_code == pdfium.FPDF_ERR_PASSWORD else "damaged"
