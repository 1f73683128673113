"""A Chinese font for the screen: the machine's own if it has a good one, otherwise ours."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

LIKED = (
    "Microsoft YaHei UI",
    "Microsoft YaHei",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Noto Sans SC Medium",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "CESI黑体-GB2312",  # stays Chinese
    "WenQuanYi Micro Hei",
    "PingFang SC",
)
"""Families that are good to read on a screen, best first.

Droid Sans Fallback is left out: it has no Chinese punctuation.
"""


def install(application: QApplication) -> str:
    """Choose the family of the window; returns its name, or "" if there is no Chinese font."""
    family = _installed() or _shipped() or _any()
    if family:
        font = QFont(application.font())
        font.setFamilies([family])
        application.setFont(font)
    return family


def _installed() -> str:
    present = set(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
    return next((family for family in LIKED if family in present), "")


def _shipped() -> str:
    folder = Path(str(files("resources") / "fonts"))
    for path in sorted(folder.glob("NotoSansSC*.ttf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families = QFontDatabase.applicationFontFamilies(number)
        if families:
            return families[0]
    return ""


def _any() -> str:
    present = QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)
    return present[0] if present else ""
