"""Draws what stands around questions and answers: numbers, lines, the field in use, hints."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QTextBlock
from PySide6.QtWidgets import QTextEdit

from ui import theme
from ui.widgets.turns_document import GUTTER, QUESTION, side_of


class TurnsPainter(QObject):
    """Draws into the viewport of one editor, below the text."""

    def __init__(self, editor: QTextEdit) -> None:
        super().__init__(editor)
        self._editor = editor

    def draw(self) -> None:
        """Everything that is in view."""
        painter = QPainter(self._editor.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for block, area in self._visible():
            self._draw_field(painter, block, area)
        painter.end()

    def _visible(self) -> Iterator[tuple[QTextBlock, QRectF]]:
        layout = self._editor.document().documentLayout()
        top = self._editor.verticalScrollBar().value()
        block = self._editor.document().findBlock(
            max(0, layout.hitTest(QPointF(0, top), Qt.HitTestAccuracy.FuzzyHit))
        )
        block = block.previous() if block.previous().isValid() else block
        while block.isValid():
            area = layout.blockBoundingRect(block).translated(0, -top)
            if area.top() > self._editor.viewport().height():
                return
            yield block, area
            block = block.next()

    def _draw_field(self, painter: QPainter, block: QTextBlock, area: QRectF) -> None:
        shown = theme.colours()
        question = side_of(block) == QUESTION
        gutter = theme.scaled(GUTTER)
        width = self._editor.viewport().width()
        height = area.height()
        if question and block.blockNumber():
            painter.setPen(QColor(shown.border))
            y = area.top() - theme.scaled(9)
            painter.drawLine(QPointF(theme.scaled(10), y), QPointF(width - theme.scaled(10), y))
        if self._editor.hasFocus() and block == self._editor.textCursor().block():
            field = QRectF(gutter, area.top() - 3, width - gutter - theme.scaled(8), height + 6)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(shown.information_ground))
            painter.drawRoundedRect(field, 5, 5)
        self._draw_badge(painter, block, gutter - theme.scaled(12))
        if not block.text() and not block.layout().preeditAreaText():
            hint = self.tr("问题") if question else self.tr("回答")
            painter.setPen(QColor(shown.muted))
            painter.setFont(self._editor.font())
            painter.drawText(self._first_baseline(block), hint)

    def _draw_badge(self, painter: QPainter, block: QTextBlock, right: float) -> None:
        shown = theme.colours()
        question = side_of(block) == QUESTION
        words = self.tr("答")
        if question:
            words = self.tr("问 {number}").format(number=block.blockNumber() // 2 + 1)
        font = QFont(self._editor.font())
        font.setBold(question)
        painter.setFont(font)
        painter.setPen(QColor(shown.link if question else shown.muted))
        left = right - painter.fontMetrics().horizontalAdvance(words)
        painter.drawText(QPointF(left, self._first_baseline(block).y()), words)

    def _first_baseline(self, block: QTextBlock) -> QPointF:
        """Where the first character of a paragraph stands, in the viewport."""
        layout = block.layout()
        first = layout.lineAt(0)
        top = layout.position().y() - self._editor.verticalScrollBar().value()
        return QPointF(layout.position().x() + first.x(), top + first.y() + first.ascent())
