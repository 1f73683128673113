"""Read what is needed of a TrueType file without loading it: names, outlines, embedding rights.

Only the table directory, ``name`` and ``OS/2`` are read (OpenType 1.9). A damaged file raises
ValueError and nothing else, so that one bad font never stops a report.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

COLLECTION = b"ttcf"
FAMILY_NAMES = frozenset((1, 4, 6, 16))
"""Name ids: family, full name, PostScript name, typographic family."""

RESTRICTED = 0x0002
"""``fsType`` bit: restricted licence embedding, the font must not be embedded at all."""

MAXIMUM_FACES = 64
MAXIMUM_TABLES = 256
MAXIMUM_NAME_BYTES = 1 << 20


@dataclass(frozen=True)
class Face:
    """One face of a file. ``usable`` is False for CFF outlines and for variable fonts, which the
    PDF library cannot embed faithfully; ``embeddable`` is False where the licence forbids it.
    """

    path: Path
    index: int
    names: frozenset[str]
    usable: bool
    embeddable: bool


def read_faces(path: Path) -> tuple[Face, ...]:
    """Describe every face of a .ttf or .ttc file.

    Raises OSError if it cannot be read, ValueError if it is no TrueType file.
    """
    try:
        with path.open("rb") as file:
            offsets = _face_offsets(file)
            return tuple(_face(file, path, index, at) for index, at in enumerate(offsets))
    except (struct.error, IndexError, OverflowError) as error:
        raise ValueError(str(path)) from error


def _face_offsets(file: BinaryIO) -> tuple[int, ...]:
    if file.read(4) != COLLECTION:
        return (0,)
    _version, count = struct.unpack(">II", file.read(8))
    if count > MAXIMUM_FACES:
        raise ValueError("too many faces")
    return struct.unpack(f">{count}I", file.read(4 * count))


def _face(file: BinaryIO, path: Path, index: int, offset: int) -> Face:
    tables = _tables(file, offset)
    if b"name" not in tables:
        raise ValueError(str(path))
    return Face(
        path,
        index,
        _names(file, *tables[b"name"]),
        usable=b"glyf" in tables and b"fvar" not in tables,
        embeddable=not _fs_type(file, tables) & RESTRICTED,
    )


def _tables(file: BinaryIO, offset: int) -> dict[bytes, tuple[int, int]]:
    file.seek(offset)
    _kind, count, *_search = struct.unpack(">IHHHH", file.read(12))
    if count > MAXIMUM_TABLES:
        raise ValueError("too many tables")
    directory = file.read(16 * count)
    rows = (struct.unpack_from(">4sIII", directory, 16 * row) for row in range(count))
    return {tag: (start, length) for tag, _checksum, start, length in rows}


def _fs_type(file: BinaryIO, tables: dict[bytes, tuple[int, int]]) -> int:
    if b"OS/2" not in tables:
        return 0
    file.seek(tables[b"OS/2"][0] + 8)
    (value,) = struct.unpack(">H", file.read(2))
    return int(value)


def _names(file: BinaryIO, start: int, length: int) -> frozenset[str]:
    file.seek(start)
    table = file.read(min(length, MAXIMUM_NAME_BYTES))
    _format, count, strings = struct.unpack_from(">HHH", table)
    found: set[str] = set()
    for row in range(count):
        platform, encoding, _language, kind, size, at = struct.unpack_from(
            ">HHHHHH", table, 6 + 12 * row
        )
        if kind in FAMILY_NAMES:
            raw = table[strings + at : strings + at + size]
            found.add(_decoded(raw, platform, encoding))
    return frozenset(name for name in found if name)


def _decoded(raw: bytes, platform: int, encoding: int) -> str:
    """Decode a name: UTF-16 on Windows and Unicode platforms, GBK or Latin on the Macintosh."""
    if platform in (0, 3):
        return raw.decode("utf-16-be", "ignore").strip("\0 ")
    return raw.decode("gbk" if encoding == 25 else "latin-1", "ignore").strip("\0 ")
