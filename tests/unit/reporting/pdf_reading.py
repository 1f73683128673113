"""Read what a PDF really holds, with pypdfium2: text, places of characters, fonts."""

from __future__ import annotations

import ctypes
import re
import zlib
from collections import defaultdict
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium


@dataclass(frozen=True)
class Character:
    """One character: text, origin on its base line in points from the lower left, its font size."""

    text: str
    x: float
    y: float
    size: float


def characters(pdf: bytes, page: int) -> list[Character]:
    """Return the drawn characters of a page (0, 1, …) in the order of the file."""
    document = pypdfium2.PdfDocument(pdf)
    textpage = document[page].get_textpage()
    found = []
    for index in range(textpage.count_chars()):
        if pdfium.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
        text = chr(pdfium.FPDFText_GetUnicode(textpage, index))
        size = pdfium.FPDFText_GetFontSize(textpage, index)
        found.append(Character(text, x.value, y.value, size))
    document.close()
    return [character for character in found if not character.text.isspace()]


def lines(pdf: bytes, page: int) -> list[list[Character]]:
    """Return a page's characters by base line, from top to bottom."""
    by_line: dict[float, list[Character]] = defaultdict(list)
    for character in characters(pdf, page):
        by_line[round(character.y, 1)].append(character)
    return [by_line[y] for y in sorted(by_line, reverse=True)]


def text_of(pdf: bytes) -> str:
    """Return the text of all pages without white space and without page numbers."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [page.get_textpage().get_text_range() for page in document]
    document.close()
    bare = (re.sub(r"—\s*\d+\s*—\s*$", "", page.rstrip()) for page in pages)
    return "".join("".join(page.split()) for page in bare)


def page_text(pdf: bytes, page: int) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text: str = document[page].get_textpage().get_text_range()
    document.close()
    return text


def fonts(pdf: bytes) -> tuple[int, int]:
    """Return the number of fonts and of embedded font programs in a file."""
    objects = inflated(pdf)
    return len(re.findall(rb"/Type /Font\b", objects)), len(re.findall(rb"/FontFile2 ", objects))


STREAM = re.compile(rb"/Length (\d+)[^>]*>>\s*stream\r?\n")


def inflated(pdf: bytes) -> bytes:
    """Return the file with its streams decompressed and without offsets and lengths.

    Compression differs between builds of zlib; what was compressed does not.
    """
    parts: list[bytes] = []
    position = 0
    while match := STREAM.search(pdf, position):
        start = match.end()
        end = start + int(match[1])
        parts.append(re.sub(rb"/Length \d+", b"", pdf[position:start]))
        data = pdf[start:end]
        parts.append(
            zlib.decompress(data) if b"/FlateDecode" in match[0] + _before(pdf, match) else data
        )
        position = end
    parts.append(pdf[position : pdf.rfind(b"xref\n", 0, pdf.rfind(b"startxref"))])
    return b"".join(parts)


def _before(pdf: bytes, match: re.Match[bytes]) -> bytes:
    """The part of the stream's dictionary that stands before its length."""
    return pdf[pdf.rfind(b"<<", 0, match.start()) : match.start()]
