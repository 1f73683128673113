"""What page objects are made of: find parts as a person finds them, and count what he does."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QWidget

from ui.widgets.banner import BannerArea

Part = TypeVar("Part", bound=QWidget)


class Page:
    """A window or a part of it, used only through what is visible and enabled.

    ``actions`` counts what a person does: a click, a key with a meaning (Enter, a shortcut), or a
    text typed into one field. Finding counts nothing.
    """

    def __init__(self, widget: QWidget, actions: list[str] | None = None) -> None:
        """Page objects of one window share one list of actions."""
        self.widget = widget
        self.actions: list[str] = actions if actions is not None else []

    @property
    def count(self) -> int:
        """How many actions so far."""
        return len(self.actions)

    def find(self, name: str, kind: type[Part] = QWidget) -> Part:  # type: ignore[assignment]
        """The one visible part with this object name, accessible name or text.

        Raises AssertionError if there is none, or more than one.
        """
        named = [part for part in self.widget.findChildren(kind) if part.isVisible()]
        found = [part for part in named if name in _names(part)]
        places = [f"{type(part).__name__}" for part in found]
        assert len(found) == 1, f"{name!r}: found {places or 'nothing'}"
        return found[0]

    def has(self, name: str) -> bool:
        """Whether a visible part with this name exists."""
        parts = self.widget.findChildren(QWidget)
        return any(part.isVisible() and name in _names(part) for part in parts)

    def click(self, name: str) -> None:
        """Click a button by its name."""
        part = self.find(name, QAbstractButton)
        assert part.isEnabled(), f"{name!r} is disabled"
        self.actions.append(f"click {name}")
        QTest.mouseClick(part, Qt.MouseButton.LeftButton, pos=_inside(part))

    def type_into(self, name: str, content: str) -> None:
        """Go to a field and type, replacing what is there."""
        part: QWidget = self.find(name)
        assert part.isEnabled(), f"{name!r} is disabled"
        self.actions.append(f"type into {name}")
        part.setFocus()
        QTest.keyClick(part, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        self._enter(part, content)

    def type_here(self, content: str) -> None:
        """Type where the cursor is."""
        part = self.focused
        self.actions.append("type")
        self._enter(part, content)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key where the focus is."""
        self.actions.append(f"press {key.name}")
        none = Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self.focused, key, modifier if modifier is not None else none)

    def choose(self, name: str, shown: str) -> None:
        """Choose an entry of a list by its words."""
        box = self.find(name, QComboBox)
        row = box.findText(shown)
        assert row >= 0, f"{shown!r} is not offered in {name!r}"
        self.actions.append(f"choose {shown}")
        box.setFocus()
        box.setCurrentIndex(row)
        box.activated.emit(row)

    @property
    def focused(self) -> QWidget:
        """Where keys go: the focus of this window, or the window."""
        return self.widget.window().focusWidget() or self.widget

    @property
    def sentences(self) -> list[str]:
        """What the banners say, newest first."""
        areas = self.widget.window().findChildren(BannerArea)
        return [banner.sentence for area in areas for banner in area.banners]

    def _enter(self, part: QWidget, content: str) -> None:
        """Type; Chinese comes as an input method commits it."""
        if content.isascii():
            QTest.keyClicks(part, content)
        else:
            from PySide6.QtGui import QInputMethodEvent
            from PySide6.QtWidgets import QApplication

            event = QInputMethodEvent()
            event.setCommitString(content)
            QApplication.sendEvent(part, event)


def _names(part: QWidget) -> tuple[str, ...]:
    words = part.text() if isinstance(part, QAbstractButton) else ""
    return part.objectName(), part.accessibleName(), words.strip()


def _inside(part: QWidget) -> QPoint:
    """A point of the part that reacts: its left end, where a check box has its box."""
    return QPoint(min(12, part.width() // 2), part.height() // 2)
