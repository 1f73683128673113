"""A text with passages marked by ground colour and underline together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QPalette, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from ui import theme
from ui.screens.conflicts.differences import Piece

_TALLEST = 280


class MarkedText(QTextEdit):
    """Shown only; grows with its text up to a limit, then scrolls."""

    def __init__(self, pieces: Sequence[Piece], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pieces = tuple(pieces)
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self._write()

    @property
    def marked(self) -> list[str]:
        """The marked passages."""
        return [piece.text for piece in self._pieces if piece.marked]

    def _write(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        for piece in self._pieces:
            cursor.insertText(piece.text, self._format(piece.marked))
        self._grow()

    def _format(self, marked: bool) -> QTextCharFormat:
        made = QTextCharFormat()
        made.setForeground(self.palette().color(QPalette.ColorRole.Text))
        if marked:
            made.setBackground(QColor(theme.colours().warning_ground))
            made.setFontUnderline(True)
            made.setUnderlineColor(QColor(theme.colours().warning))
        return made

    def _grow(self) -> None:
        self.document().setTextWidth(self.viewport().width())
        needed = round(self.document().size().height()) + theme.scaled(14)
        height = min(needed, theme.scaled(_TALLEST))
        if height != self.height():
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._write()
