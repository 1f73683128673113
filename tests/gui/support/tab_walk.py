"""Walk with the Tab key as a person does, and look at each stop: is the keyboard seen there?"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

_MOST = 120
_FRAME = 100
"""Pixels that a focus frame changes at least; a text cursor alone changes fewer."""


@dataclass(frozen=True)
class Stop:
    """One stop of the Tab key."""

    name: str
    part: QWidget
    within: bool
    """Whether it lies within the window and is not hidden by what scrolls."""
    changed: int
    """Pixels that look different while the keyboard is here."""

    @property
    def shown(self) -> bool:
        """Whether a person sees where the keyboard is."""
        return self.within and self.changed >= _FRAME


def walk(start: QWidget, qtbot: QtBot) -> list[Stop]:
    """The stops from ``start`` until the Tab key comes back to one that was met."""
    window = start.window()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    start.setFocus()
    found: list[Stop] = []
    met: set[QWidget] = set()
    while len(found) < _MOST:
        part = window.focusWidget()
        if part is None or part in met:
            break
        met.add(part)
        found.append(_look(part, window))
        QTest.keyClick(part, Qt.Key.Key_Tab)
        QApplication.processEvents()
    return found


def names(stops: list[Stop]) -> list[str]:
    """What the stops are called."""
    return [stop.name for stop in stops]


def unseen(stops: list[Stop]) -> list[str]:
    """Stops where nobody sees the keyboard."""
    return [f"{stop.name} ({stop.changed}, {stop.within})" for stop in stops if not stop.shown]


def _look(part: QWidget, window: QWidget) -> Stop:
    QApplication.processEvents()
    place = QRect(part.mapTo(window, QPoint(0, 0)), part.size())
    seen = part.visibleRegion().boundingRect()
    within = window.rect().intersects(place) and seen.height() >= min(part.height(), 24)
    focused = window.grab(place).toImage()
    part.clearFocus()
    plain = window.grab(place).toImage()
    part.setFocus(Qt.FocusReason.TabFocusReason)
    return Stop(_name(part), part, within, _differing(focused, plain))


def _name(part: QWidget) -> str:
    words = part.text() if isinstance(part, QAbstractButton) else ""
    return part.objectName() or part.accessibleName() or words or type(part).__name__


def _differing(one: QImage, other: QImage) -> int:
    if one.isNull() or other.isNull():
        return 0
    if one.size() != other.size():
        return one.width() * one.height()
    form = QImage.Format.Format_RGB32
    pairs = zip(
        memoryview(one.convertToFormat(form).constBits()).cast("B").cast("I"),
        memoryview(other.convertToFormat(form).constBits()).cast("B").cast("I"),
        strict=True,
    )
    return sum(a != b for a, b in pairs)
