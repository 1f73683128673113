"""Fonts by role: the machine's official ones first, the shipped free ones otherwise.

Official documents ask for 小标宋, 仿宋_GB2312, 楷体_GB2312 and 黑体 (GB/T 9704-2012, 5.2.2 and 7),
which are commercial. What was used is recorded in a ``FontChoice`` per role and shown to the person
before export. Fonts with CFF outlines and variable fonts cannot be embedded by the PDF library and
are passed over; a font whose ``fsType`` forbids embedding is never embedded.
"""

from __future__ import annotations

import os
import re
import struct
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

import resources
from app.reporting.sfnt import Face, read_faces


class Role(Enum):
    """What a font is for. The value is the Chinese name a person knows it by."""

    BODY = "仿宋"
    TITLE = "小标宋"
    HEADING = "黑体"
    SUBHEADING = "楷体"
    SONG = "宋体"


OFFICIAL_FAMILIES: dict[Role, tuple[str, ...]] = {
    Role.BODY: (
        "方正仿宋_GBK",
        "FZFangSong-Z02",
        "仿宋_GB2312",
        "FangSong_GB2312",
        "FangSong",
        "仿宋",
        "CESI仿宋-GB2312",
        "CESI仿宋",
        "STFangsong",
        "华文仿宋",
    ),
    Role.TITLE: (
        "方正小标宋简体",
        "方正小标宋_GBK",
        "FZXiaoBiaoSong-B05S",
        "FZXiaoBiaoSong-B05",
        "CESI小标宋-GB2312",
        "CESI小标宋",
    ),
    Role.HEADING: ("SimHei", "黑体", "方正黑体_GBK", "FZHei-B01", "CESI黑体-GB2312", "CESI黑体"),
    Role.SUBHEADING: (
        "楷体_GB2312",
        "KaiTi_GB2312",
        "KaiTi",
        "楷体",
        "方正楷体_GBK",
        "CESI楷体-GB2312",
        "CESI楷体",
    ),
    Role.SONG: ("方正书宋_GBK", "SimSun", "宋体", "CESI宋体-GB2312", "CESI宋体"),
}
"""Official families in order of preference. The names are those of the fonts' own name tables."""

SHIPPED: dict[Role, tuple[str, str]] = {
    Role.BODY: ("朱雀仿宋", "LXGWZhuqueFangsong-Regular.ttf"),
    Role.TITLE: ("Noto Serif SC Bold", "NotoSerifSC-Bold-subset.ttf"),
    Role.HEADING: ("Noto Sans SC Medium", "NotoSansSC-Medium-subset.ttf"),
    Role.SUBHEADING: ("霞鹜文楷 GB Lite", "LXGWWenKaiGBLite-Regular.ttf"),
    Role.SONG: ("Noto Serif SC", "NotoSerifSC-Regular.ttf"),
}
UNLOADABLE = (TTFError, OSError, struct.error, ValueError, LookupError, ArithmeticError)
"""What the PDF library raises on a damaged font file."""

FONT_SUFFIXES = frozenset((".ttf", ".ttc"))


@dataclass(frozen=True)
class FontChoice:
    """The font a role got. ``official`` is False for a shipped substitute. ``index`` is the face
    inside a collection.
    """

    role: Role
    family: str
    path: Path
    official: bool
    index: int = 0


def shipped_fonts() -> tuple[FontChoice, ...]:
    """Return the shipped fonts only: the same everywhere, for tests and reproducible output."""
    return tuple(_shipped(role) for role in Role)


def machine_fonts(folders: Iterable[Path] | None = None) -> tuple[FontChoice, ...]:
    """Return one font per role, official ones of this machine preferred.

    ``folders`` are searched with all below them; None means the system's font folders. The scan
    takes some 4 ms a file and is kept for the life of the process.
    """
    places = tuple(system_folders() if folders is None else folders)
    by_name = _scan(places)
    return tuple(_official(role, by_name) or _shipped(role) for role in Role)


def system_folders() -> list[Path]:
    """Return the folders where this system keeps fonts, existing or not."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home / "AppData" / "Local"))
        return [
            Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts",
            local / "Microsoft" / "Windows" / "Fonts",
        ]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library/Fonts"]
    data = Path(os.environ.get("XDG_DATA_HOME", home / ".local" / "share"))
    return [
        data / "fonts",
        home / ".fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    ]


def _shipped(role: Role) -> FontChoice:
    family, file = SHIPPED[role]
    return FontChoice(role, family, resources.path(f"fonts/{file}"), official=False)


def _official(role: Role, by_name: dict[str, Face]) -> FontChoice | None:
    for family in OFFICIAL_FAMILIES[role]:
        face = by_name.get(family.casefold())
        if face is not None and _loads(face):
            return FontChoice(role, family, face.path, official=True, index=face.index)
    return None


def _loads(face: Face) -> bool:
    try:
        load(face.path, face.index)
    except UNLOADABLE:
        return False
    return True


@cache
def _scan(folders: tuple[Path, ...]) -> dict[str, Face]:
    """Map every case-folded name to the first usable, embeddable face that bears it."""
    by_name: dict[str, Face] = {}
    for path in _font_files(folders):
        for face in _faces(path):
            if face.usable and face.embeddable:
                for name in face.names:
                    by_name.setdefault(name.casefold(), face)
    return by_name


def _faces(path: Path) -> tuple[Face, ...]:
    try:
        return read_faces(path)
    except (OSError, ValueError):
        return ()


def _font_files(folders: tuple[Path, ...]) -> Iterable[Path]:
    for folder in folders:
        if folder.is_dir():
            found = (path for path in folder.rglob("*") if path.suffix.lower() in FONT_SUFFIXES)
            yield from sorted(found)


class EmbeddedFont(TTFont):  # type: ignore[misc]
    """A font whose embedded subsets name hanzi beyond U+FFFF correctly.

    The library writes five hexadecimal digits into ``ToUnicode``; the format wants UTF-16, so rare
    names would come out as other characters when text is copied.
    """

    def addObjects(self, doc: Any) -> None:  # the library's name
        super().addObjects(doc)
        for name, stream in doc.idToObject.items():
            if name.startswith("toUnicodeCMap:"):
                stream.content = _FIVE_DIGITS.sub(_surrogates, stream.content)


_FIVE_DIGITS = re.compile(r"<([0-9A-F]{5,6})>$", re.MULTILINE)


def _surrogates(match: re.Match[str]) -> str:
    return f"<{chr(int(match[1], 16)).encode('utf-16-be').hex().upper()}>"


_loaded: dict[tuple[Path, int], EmbeddedFont] = {}
_loading = threading.Lock()


def load(path: Path, index: int = 0) -> EmbeddedFont:
    """Load and register a face once per process; safe from several threads.

    Raises reportlab's TTFError if the file cannot be embedded.
    """
    with _loading:
        font = _loaded.get((path, index))
        if font is None:
            font = EmbeddedFont(f"XJ{len(_loaded)}", str(path), subfontIndex=index)
            pdfmetrics.registerFont(font)
            _loaded[(path, index)] = font
        return font
