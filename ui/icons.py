"""Own icons: SVG paths on a 24 × 24 grid, drawn in a colour of the palette.

``resources/icons/paths.json`` holds name -> list of path data; strokes only, so one colour draws an
icon. No icon theme of the platform is needed.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPalette, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

_DOCUMENT = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="{colour}"'
    ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{paths}</svg>'
)


@cache
def paths() -> dict[str, list[str]]:
    """Icon name -> SVG path data."""
    text = (files("resources") / "icons" / "paths.json").read_text("utf-8")
    loaded: dict[str, list[str]] = json.loads(text)
    return loaded


def icon(name: str, colour: str = "", size: int = 20) -> QIcon:
    """The icon for ``size`` pixels in ``colour`` (without one, the palette's text colour).

    Raises KeyError for an unknown name.
    """
    palette = QApplication.palette()
    shown = colour or palette.color(QPalette.ColorRole.WindowText).name()
    faded = palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name()
    screens = QGuiApplication.screens()
    made = QIcon()
    for ratio in {1.0, *(screen.devicePixelRatio() for screen in screens)}:
        made.addPixmap(pixmap(name, size, shown, ratio))
        made.addPixmap(pixmap(name, size, faded, ratio), QIcon.Mode.Disabled)
    return made


def pixmap(name: str, size: int, colour: str = "", ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of ``size`` logical pixels. Raises KeyError for an unknown name."""
    shown = colour or QApplication.palette().color(QPalette.ColorRole.WindowText).name()
    key = f"xunji {name} {size} {shown} {ratio}"
    found = QPixmap()
    if not QPixmapCache.find(key, found):
        found = _draw(name, size, shown, ratio)
        QPixmapCache.insert(key, found)
    return found


def _draw(name: str, size: int, colour: str, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(svg(name, colour).encode()))
    drawn = QPixmap(round(size * ratio), round(size * ratio))
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(QColor(Qt.GlobalColor.transparent))
    painter = QPainter(drawn)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return drawn


def svg(name: str, colour: str) -> str:
    """The icon as an SVG document. Raises KeyError for an unknown name."""
    body = "".join(f'<path d="{data}"/>' for data in paths()[name])
    return _DOCUMENT.format(colour=colour, paths=body)
