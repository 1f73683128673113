"""Questions and answers, typed live: one document, one paragraph per question and per answer.

The whole talk is a single text document. Its paragraphs alternate question, answer, question …;
each carries the id of its turn and its side. So there is one widget however long the talk is, undo
is Qt's own and also brings removed rows back, and a selection may span several answers.

A paragraph never ends inside a field: line breaks within a field are U+2028. Every key that would
join or split paragraphs is answered here; a guard repairs the document if one slips through.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QMenu, QTextEdit, QWidget

from app.domain.kinds import Turn
from ui import theme
from ui.widgets import turns_document
from ui.widgets.turns_document import ANSWER, LINE, QUESTION, shown, side_of, stored, turn_of
from ui.widgets.turns_painter import TurnsPainter


class Place(NamedTuple):
    """Where the cursor stands: turn id, whether in the answer, offset in characters."""

    turn: str
    in_answer: bool
    offset: int


def new_turn_id() -> str:
    """A fresh id; it never changes, so that links can name the turn."""
    return uuid.uuid4().hex[:16]


class TurnsEditor(QTextEdit):
    """Edits the turns of one talk.

    Enter leads from a question to its answer and from an answer to a new question; Shift+Enter
    breaks the line; Backspace in an empty row takes it away; Ctrl+↑ and Ctrl+↓ go to the turn
    before and after.
    """

    changed = Signal()
    """A person changed something."""
    row_removed = Signal(int, object)
    """(position, Turn) of a row that was taken away; ``put_row`` brings it back."""
    finding_wanted = Signal(str, str)
    """(selected text, id of the turn it begins in)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._restructuring = 0
        self._loaded: dict[Turn, Turn] = {}
        self.setAcceptRichText(False)
        self.setAcceptDrops(False)
        self.setTabChangesFocus(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setObjectName("turns")
        self.setAccessibleName(self.tr("谈话内容"))
        self.document().setDocumentMargin(theme.scaled(6))
        self._bold = turns_document.BoldQuestions(self.document())
        self._painter = TurnsPainter(self)
        self.load(())
        self.document().contentsChanged.connect(self._content_changed)
        self.document().blockCountChanged.connect(self._guard)
        self.cursorPositionChanged.connect(self._moved)

    # --- what is in it ------------------------------------------------------------------

    def load(self, turns: Sequence[Turn]) -> None:
        """Show another talk; undo does not reach back into the former one."""
        filled = tuple(turns) or (Turn(new_turn_id(), "", ""),)
        self._restructuring += 1
        turns_document.fill(self.document(), filled)
        self._restructuring -= 1
        self._loaded = dict(zip(turns_document.rows(self.document()), filled, strict=False))
        self.go(Place(filled[0].id, in_answer=False, offset=0))

    def turns(self) -> tuple[Turn, ...]:
        """What is written; rows that are wholly empty are left out.

        A row that nobody touched is as it was loaded, also where Qt shows its line ends otherwise.
        """
        return tuple(
            self._loaded.get(turn, turn)
            for turn in turns_document.rows(self.document())
            if turn.question.strip() or turn.answer.strip()
        )

    def row_count(self) -> int:
        """How many rows are shown, empty ones too."""
        return self.document().blockCount() // 2

    def place(self) -> Place:
        """Where the cursor stands."""
        cursor = self.textCursor()
        block = cursor.block()
        return Place(turn_of(block), side_of(block) == ANSWER, cursor.positionInBlock())

    def go(self, place: Place) -> None:
        """Put the cursor there. A turn that is not here was empty: it becomes the last row."""
        block = turns_document.find(
            self.document(), place.turn, ANSWER if place.in_answer else QUESTION
        )
        if block is None:
            self._add_empty_last(place.turn)
            block = turns_document.find(
                self.document(), place.turn, ANSWER if place.in_answer else QUESTION
            )
        if block is not None:
            self._stand(block, min(place.offset, block.length() - 1))

    def selected_text(self) -> str:
        """What is selected, as plain lines."""
        return shown(self.textCursor().selectedText()).strip()

    def remove_row(self) -> None:
        """Take away the turn the cursor stands in."""
        first = turns_document.first_of_turn(self.textCursor().block())
        before = first.previous()
        position = first.blockNumber() // 2
        removed = Turn(turn_of(first), shown(first.text()), shown(first.next().text()))
        cursor = QTextCursor(first)
        cursor.beginEditBlock()
        self._restructuring += 1
        if self.row_count() == 1:
            for block in (first.next(), first):
                turns_document.clear(block)
        else:
            turns_document.drop(first)
        self._restructuring -= 1
        cursor.endEditBlock()
        self._content_changed()
        if before.isValid():
            self._stand(before, before.length() - 1)
        else:
            self._stand(self.document().firstBlock(), 0)
        self.row_removed.emit(position, removed)

    def put_row(self, position: int, turn: Turn) -> None:
        """Bring a removed row back to where it was, whatever was typed since."""
        rows = list(turns_document.rows(self.document()))
        if any(row.id == turn.id for row in rows):
            cursor = QTextCursor(
                turns_document.find(self.document(), turn.id, QUESTION)
                or self.document().firstBlock()
            )
            cursor.insertText(stored(turn.question))
            cursor.movePosition(QTextCursor.MoveOperation.NextBlock)
            cursor.insertText(stored(turn.answer))
            return
        before = self.document().findBlockByNumber(2 * min(position, len(rows)) - 1)
        if not before.isValid():
            self.load([turn, *rows])
            self.changed.emit()
            return
        self._insert_after(before, turn.id, turn.question, turn.answer)
        self.go(Place(turn.id, in_answer=True, offset=len(turn.answer)))

    def replace(self, words: str, by: str) -> None:
        """Replace ``words`` wherever they stand; one step to undo."""
        turns_document.replace(self.document(), words, by)

    def ask_for_finding(self) -> None:
        """Hand out the selection, if there is one."""
        chosen = self.selected_text()
        if chosen:
            start = self.document().findBlock(self.textCursor().selectionStart())
            self.finding_wanted.emit(chosen, turn_of(start))

    # --- rows ---------------------------------------------------------------------------

    def _stand(self, block: QTextBlock, offset: int) -> None:
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + offset)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def _insert_after(
        self, answer: QTextBlock, turn: str, question: str = "", content: str = ""
    ) -> None:
        self._restructuring += 1
        turns_document.insert_after(answer, Turn(turn, question, content))
        self._restructuring -= 1
        self._content_changed()

    def _add_empty_last(self, turn: str) -> None:
        first = self.document().firstBlock()
        if self.row_count() == 1 and not first.text() and not first.next().text():
            self.load((Turn(turn, "", ""),))
            return
        self._restructuring += 1
        turns_document.insert_after(self.document().lastBlock(), Turn(turn, "", ""))
        self._restructuring -= 1

    # --- keys ---------------------------------------------------------------------------

    def _enter(self) -> None:
        block = self.textCursor().block()
        if side_of(block) == QUESTION:
            self._stand(block.next(), block.next().length() - 1)
        elif block.text().strip() or block.previous().text().strip():
            turn = new_turn_id()
            self._insert_after(block, turn)
            self.go(Place(turn, in_answer=False, offset=0))

    def _back(self) -> None:
        """Backspace at the beginning of a field: never joins two fields."""
        block = self.textCursor().block()
        if block.text():
            return
        first = turns_document.first_of_turn(block)
        if first.text() or first.next().text():
            if side_of(block) == ANSWER:
                self._stand(first, first.length() - 1)
        elif self.row_count() > 1:
            self.remove_row()

    def _go_turn(self, step: int) -> None:
        block = self.textCursor().block()
        target = block
        for _ in range(2):
            target = target.previous() if step < 0 else target.next()
        if target.isValid():
            self._stand(target, target.length() - 1)

    def _delete_to(self, move: QTextCursor.MoveOperation) -> None:
        """Delete up to where ``move`` leads, but never out of the field."""
        cursor = self.textCursor()
        block = cursor.block()
        cursor.movePosition(move, QTextCursor.MoveMode.KeepAnchor)
        last = block.position() + block.length() - 1
        end = min(max(cursor.position(), block.position()), last)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()

    def _spans_fields(self) -> bool:
        cursor = self.textCursor()
        find = self.document().findBlock
        return find(cursor.selectionStart()) != find(cursor.selectionEnd())

    def _clear_selection(self) -> None:
        """Delete what is selected, field by field: the rows stay."""
        cursor = self.textCursor()
        start, end = cursor.selectionStart(), cursor.selectionEnd()
        turns_document.clear_between(self.document(), start, end)
        cursor.setPosition(start)
        self.setTextCursor(cursor)

    def _cut(self) -> None:
        self.copy()
        self._clear_selection()

    def _handled(self, event: QKeyEvent) -> bool:
        """Answer the keys that concern rows. True: done."""
        keys = QKeySequence.StandardKey
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if shift:
                self._type(LINE)
            else:
                self._enter()
        elif control and not shift and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go_turn(-1 if event.key() == Qt.Key.Key_Up else 1)
        elif event.matches(keys.Cut):
            self._cut()
        elif event.matches(keys.DeleteEndOfLine) or event.matches(keys.DeleteCompleteLine):
            event.ignore()
        else:
            return self._handled_deletion(event)
        return True

    def _handled_deletion(self, event: QKeyEvent) -> bool:
        keys = QKeySequence.StandardKey
        cursor = self.textCursor()
        back = event.matches(keys.Backspace) or event.key() == Qt.Key.Key_Backspace
        word_back = event.matches(keys.DeleteStartOfWord)
        forward = event.matches(keys.Delete)
        word_forward = event.matches(keys.DeleteEndOfWord)
        if not (back or word_back or forward or word_forward):
            return False
        if cursor.hasSelection():
            self._clear_selection()
        elif (back or word_back) and cursor.atBlockStart():
            self._back()
        elif word_back:
            self._delete_to(QTextCursor.MoveOperation.PreviousWord)
        elif word_forward:
            self._delete_to(QTextCursor.MoveOperation.NextWord)
        else:
            return forward and cursor.atBlockEnd()
        return True

    def _type(self, content: str) -> None:
        if self._spans_fields():
            self._clear_selection()
        self.textCursor().insertText(content)
        self.ensureCursorVisible()

    # --- upkeep -------------------------------------------------------------------------

    def _content_changed(self) -> None:
        if not self._restructuring:
            self.changed.emit()

    def _guard(self, _count: int) -> None:
        """Paragraphs came or went otherwise than by a row: by undo, which is right, or wrongly."""
        if self._restructuring:
            return
        if not turns_document.is_sound(self.document()):
            self._repair()

    def _repair(self) -> None:
        """Build the rows anew from what is left; nothing written is dropped."""
        self.load(turns_document.salvaged(self.document(), new_turn_id))
        self.changed.emit()

    def _moved(self) -> None:
        side = side_of(self.textCursor().block())
        name = self.tr("问") if side == QUESTION else self.tr("答")
        self.setAccessibleDescription(name)
        self.viewport().update()

    # --- Qt -----------------------------------------------------------------------------

    def createMimeDataFromSelection(self) -> QMimeData:
        data = super().createMimeDataFromSelection()
        data.clear()
        data.setText(shown(self.textCursor().selectedText()))
        return data

    def insertFromMimeData(self, source: QMimeData) -> None:
        if source.hasText() and not self.isReadOnly():
            self._type(stored(source.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.isReadOnly() or not self._handled(event):
            if event.text().isprintable() and event.text() and self._spans_fields():
                self._clear_if_typing(event)
            super().keyPressEvent(event)

    def _clear_if_typing(self, event: QKeyEvent) -> None:
        """A character over a selection of several fields replaces the text, not the rows."""
        command = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if not self.isReadOnly() and not event.modifiers() & command:
            self._clear_selection()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        typed = event.commitString() or event.preeditString()
        if typed and not self.isReadOnly() and self._spans_fields():
            self._clear_selection()
        super().inputMethodEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a selection starts a new one: text is never dragged out."""
        cursor = self.textCursor()
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.button() == Qt.MouseButton.LeftButton and cursor.hasSelection() and not shift:
            cursor.clearSelection()
            self.setTextCursor(cursor)
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = self.textCursor().hasSelection()
        writable = not self.isReadOnly()
        for words, act, enabled in (
            (self.tr("转为问题"), self.ask_for_finding, chosen),
            (self.tr("撤销"), self.undo, self.document().isUndoAvailable()),
            (self.tr("重做"), self.redo, self.document().isRedoAvailable()),
            (self.tr("剪切"), self._cut, chosen and writable),
            (self.tr("复制"), self.copy, chosen),
            (self.tr("粘贴"), self.paste, writable),
            (self.tr("删除这一问"), self.remove_row, writable),
        ):
            menu.addAction(words, act).setEnabled(enabled)
        menu.popup(event.globalPos())

    def paintEvent(self, event: QPaintEvent) -> None:
        self._painter.draw()
        super().paintEvent(event)
