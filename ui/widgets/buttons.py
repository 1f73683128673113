"""Buttons. One primary (blue) button per screen."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ui import icons, theme


class Look(StrEnum):
    """How a button is drawn; the style sheet knows these names."""

    PRIMARY = "primary"
    SECONDARY = "secondary"
    PLAIN = "plain"
    LINK = "link"
    CHIP = "chip"
    RAIL = "rail"


_RETINTS = frozenset({QEvent.Type.PaletteChange, QEvent.Type.FontChange, QEvent.Type.EnabledChange})


class Button(QPushButton):
    """A button with an icon that follows the colours of the theme."""

    def __init__(
        self,
        text: str = "",
        look: Look = Look.SECONDARY,
        *,
        icon: str = "",
        name: str = "",
        on_click: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """``name`` is what assistive technology reads; without it the text."""
        super().__init__(text, parent)
        self._icon_name = icon
        self.look = look
        self.setProperty("look", look.value)
        self.setAccessibleName(name or text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAutoDefault(False)
        if name and not text:
            self.setToolTip(name)
        if on_click:
            self.clicked.connect(lambda: on_click())
        self._tint()

    def show_icon(self, icon: str) -> None:
        """Change the icon."""
        self._icon_name = icon
        self._tint()

    def wear(self, look: Look) -> None:
        """Change how the button is drawn: another one may lead on its screen now."""
        self.look = look
        self.setProperty("look", look.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self._tint()

    def _tint(self) -> None:
        size = theme.scaled(24 if self.look is Look.RAIL else 20)
        if self.iconSize() != QSize(size, size):
            self.setIconSize(QSize(size, size))
        if self._icon_name:
            self.setIcon(icons.icon(self._icon_name, self._colour(), size))

    def _colour(self) -> str:
        shown = theme.colours()
        if not self.isEnabled():
            return shown.muted
        if self.look is Look.PRIMARY:
            return shown.on_accent
        if self.look is Look.LINK or (self.look is Look.RAIL and self.isChecked()):
            return shown.link
        return shown.text

    def nextCheckState(self) -> None:
        super().nextCheckState()
        self._tint()

    def checkStateSet(self) -> None:
        super().checkStateSet()
        self._tint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as the space bar does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in _RETINTS:
            self._tint()


class IconButton(Button):
    """An icon without words, square at every text size."""

    def __init__(self, icon: str, name: str, on_click: Callable[[], object] | None = None) -> None:
        super().__init__("", Look.PLAIN, icon=icon, name=name, on_click=on_click)

    def _tint(self) -> None:
        super()._tint()
        self.setFixedWidth(theme.scaled(theme.TARGET + 4))


def primary(text: str, on_click: Callable[[], object] | None = None, icon: str = "") -> Button:
    """The blue button of a screen."""
    return Button(text, Look.PRIMARY, icon=icon, on_click=on_click)


def secondary(text: str, on_click: Callable[[], object] | None = None, icon: str = "") -> Button:
    """An ordinary button."""
    return Button(text, Look.SECONDARY, icon=icon, on_click=on_click)


def link(text: str, on_click: Callable[[], object] | None = None, icon: str = "") -> Button:
    """A button that reads like a link: for what is seldom needed."""
    return Button(text, Look.LINK, icon=icon, on_click=on_click)


def icon_button(icon: str, name: str, on_click: Callable[[], object] | None = None) -> Button:
    """A button with an icon only; ``name`` is its tooltip and accessible name."""
    return IconButton(icon, name, on_click)
