"""A search box that answers a moment after the last key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLineEdit, QWidget

from ui import icons, theme

_PAUSE = 250
"""Milliseconds without a key before a search starts."""


class SearchBox(QLineEdit):
    """``searched`` comes once per pause in typing, at once on Enter, and when cleared."""

    searched = Signal(str)

    def __init__(self, placeholder: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setClearButtonEnabled(True)
        self._leading = QAction(self)
        self.addAction(self._leading, QLineEdit.ActionPosition.LeadingPosition)
        self._last = ""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._search)
        self.textChanged.connect(self._typed)
        self.returnPressed.connect(self._search)
        self._tint()

    def _typed(self, content: str) -> None:
        if content:
            self._pause.start()
        else:
            self._search()

    def _search(self) -> None:
        self._pause.stop()
        wanted = self.text().strip()
        if wanted != self._last:
            self._last = wanted
            self.searched.emit(wanted)

    def _tint(self) -> None:
        self._leading.setIcon(icons.icon("search", theme.colours().muted))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._tint()
