"""Decoding a picture from memory, with caps against decompression bombs."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QImageReader

from app.domain.errors import EvidenceNotShownError
from app.ports import BlobFile
from ui.viewers.device import BlobDevice

ACCEPTED = frozenset({"png", "jpeg", "jpg", "gif", "bmp", "webp", "tiff", "tif"})
"""SVG is not among them: it is a program that may name other files."""

MOST_PIXELS = 400_000_000
"""Larger pictures are refused before anything is decoded."""

SHOWN_PIXELS = 24_000_000
"""Larger ones are decoded smaller."""

_MEGABYTES = 512
_BYTES_PER_PIXEL = 8
"""At most, in any format that is accepted (16 bits in four channels)."""


def read_image(blob: BlobFile, most_pixels: int = SHOWN_PIXELS) -> QImage:
    """The picture, upright, with at most ``most_pixels``. Runs in any thread.

    Raises EvidenceNotShownError, or what the file itself raises while read.
    """
    QImageReader.setAllocationLimit(_MEGABYTES)
    device = BlobDevice(blob)
    reader = QImageReader(device)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    found = bytes(reader.format().data()).decode("ascii", "replace")
    size = reader.size()
    if device.error_met:
        raise device.error_met
    if found not in ACCEPTED or not size.isValid():
        raise EvidenceNotShownError("damaged")
    if not _affordable(size, found):
        raise EvidenceNotShownError("too-large")
    reader.setScaledSize(_within(size, most_pixels))
    image = reader.read()
    if device.error_met:
        raise device.error_met
    if image.isNull():
        raise EvidenceNotShownError("damaged")
    return image


def _within(size: QSize, most_pixels: int) -> QSize:
    pixels = size.width() * size.height()
    if pixels <= most_pixels:
        return size
    factor = (most_pixels / pixels) ** 0.5
    return QSize(max(1, int(size.width() * factor)), max(1, int(size.height() * factor)))


def _affordable(size: QSize, form: str) -> bool:
    """JPEG shrinks while it decodes; all others are decoded whole first."""
    pixels = size.width() * size.height()
    if form in ("jpeg", "jpg"):
        return pixels <= MOST_PIXELS
    return pixels * _BYTES_PER_PIXEL <= _MEGABYTES * 1024 * 1024
