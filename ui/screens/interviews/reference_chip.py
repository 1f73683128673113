"""A finding drawn from a talk: a chip that shortens its words where there is little room."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent

from ui import theme
from ui.widgets.buttons import Button, Look

_LEAST = 80


class ReferenceChip(Button):
    """Asks for the room of all its words, and is content with less. The tooltip has them all."""

    def __init__(self, words: str, on_click: Callable[[], object]) -> None:
        self._words = words
        super().__init__(words, Look.CHIP, icon="finding", on_click=on_click)
        self.setToolTip(words)

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self._around() + self._length(self._words), hint.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.scaled(_LEAST), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - self._around()
        elide = Qt.TextElideMode.ElideRight
        self.setText(self.fontMetrics().elidedText(self._words, elide, room))

    def _around(self) -> int:
        """Width of everything but the words."""
        return super().sizeHint().width() - self._length(self.text())

    def _length(self, words: str) -> int:
        return self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, words).width()
