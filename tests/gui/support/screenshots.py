"""Screenshots for people to look at: 1366 × 768, into build/screenshots."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QWidget

from ui import theme
from ui.language import language

FOLDER = Path(__file__).resolve().parents[3] / "build" / "screenshots"
SIZE = QSize(1366, 768)


def screenshot(widget: QWidget, name: str, size: QSize | None = SIZE) -> Path:
    """Draw a window into ``<name>-<language>-<shade>.png``; returns the path.

    ``size`` None keeps the window's own size.
    """
    if size is not None:
        widget.resize(size)
    widget.show()
    for _ in range(12):  # each layout that follows from a layout takes another turn
        QApplication.processEvents()
    FOLDER.mkdir(parents=True, exist_ok=True)
    plain = re.sub(r"[^\w.-]", "-", name)
    path = FOLDER / f"{plain}-{language()}-{theme.shade()}.png"
    if not widget.grab().save(str(path)):
        raise OSError(path)
    return path
