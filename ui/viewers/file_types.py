"""Which viewer shows a file: its first bytes decide, never its name alone. No Qt."""

from __future__ import annotations

from enum import StrEnum

HEAD = 4096
"""Bytes looked at."""

_MAGIC = (
    (b"%PDF-", "pdf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"BM", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"ID3", "audio"),
    (b"fLaC", "audio"),
    (b"OggS", "audio"),
    (b"#!AMR", "audio"),
    (b"\xff\xfb", "audio"),
    (b"\xff\xf3", "audio"),
    (b"\xff\xf1", "audio"),
    (b"\x1aE\xdf\xa3", "video"),
)
_RIFF = {b"WAVE": "audio", b"AVI ": "video", b"WEBP": "image"}
_AUDIO_BRANDS = (b"M4A ", b"M4B ")


class FileType(StrEnum):
    """What a viewer is chosen by."""

    IMAGE = "image"
    PDF = "pdf"
    AUDIO = "audio"
    VIDEO = "video"
    TEXT = "text"
    OTHER = "other"


def file_type(head: bytes) -> FileType:
    """The type of a file that begins with ``head`` (at most HEAD bytes)."""
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return FileType(_RIFF[head[8:12]])
    if head[4:8] == b"ftyp":
        return FileType.AUDIO if head[8:12] in _AUDIO_BRANDS else FileType.VIDEO
    for magic, name in _MAGIC:
        if head.startswith(magic):
            return FileType(name)
    if b"%PDF-" in head[:1024]:
        return FileType.PDF
    return FileType.TEXT if head and decode_text(head, cut=True) is not None else FileType.OTHER


def decode_text(data: bytes, *, cut: bool = False) -> str | None:
    """``data`` as text: UTF-8, UTF-16 with a mark, or GB 18030; None if it is none of these.

    ``cut`` says that the end may lie within a character.
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _decoded(data, "utf-16", cut)
    if b"\0" in data:
        return None
    found = _decoded(data, "utf-8-sig", cut)
    return found if found is not None else _decoded(data, "gb18030", cut)


def _decoded(data: bytes, encoding: str, cut: bool) -> str | None:
    for end in range(len(data), len(data) - (4 if cut else 1), -1):
        try:
            return data[:end].decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
