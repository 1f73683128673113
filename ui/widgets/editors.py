"""Editors of text-like fields, and what all editors share."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from app.domain.errors import Problem
from app.domain.kinds import Field, Value
from ui import theme, typed
from ui.widgets.texts import Role, text

_LEAST_LINES = 3
_MOST_LINES = 14
_DOCUMENT_MARGIN = 4


class Editor(QWidget):
    """Edits one field. ``changed`` comes with every change a person makes, not with set_value."""

    changed = Signal()
    paste_refused = Signal(str)
    """A text to be pasted that has no room here."""

    def __init__(self, field: Field, input_widget: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = field
        self.input = input_widget
        self._quiet = False
        self._loaded: tuple[Value, str] = (None, "")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(input_widget, 1)
        self.row = row
        self.setFocusProxy(input_widget)
        if field.sealed:
            input_widget.setInputMethodHints(
                Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
            )

    def value(self) -> Value:
        """What the person entered; None (or an empty tuple) while it is blank or not understood."""
        raise NotImplementedError

    def set_value(self, value: Value) -> None:
        """Show a newer value of the same record. Equal ones leave text, cursor and undo alone."""
        if self.problem() or value != self.value():
            self.load(value)

    def load(self, value: Value) -> None:
        """Show the value of another record: undo does not reach back into the former one."""
        self._quiet = True
        try:
            self._show(value)
        finally:
            self._quiet = False

    def problem(self) -> Problem | None:
        """What cannot be understood in what was typed."""
        return None

    def set_read_only(self, read_only: bool) -> None:
        """Show only."""
        self.input.setEnabled(not read_only)

    def set_wrong(self, wrong: bool) -> None:
        """Draw the input as one with a problem."""
        if bool(self.input.property("wrong")) != wrong:
            self.input.setProperty("wrong", wrong)
            self._redraw()

    def _redraw(self) -> None:
        """Draw the input anew: the style sheet does not look at a changed property by itself."""
        self.input.style().unpolish(self.input)
        self.input.style().polish(self.input)
        self.input.update()

    def _show(self, value: Value) -> None:
        raise NotImplementedError

    def _unless_untouched(self, content: str, read: Value) -> Value:
        """``read``, or what was loaded as long as the input shows what it showed then.

        No input shows every text as it is: line ends and spaces come back otherwise. Opening a
        record and leaving it must not change it.
        """
        given, then = self._loaded
        return given if content == then else read

    def _tell(self) -> None:
        if not self._quiet:
            self.changed.emit()


class LineEditor(Editor):
    """One line of text."""

    def __init__(self, field: Field) -> None:
        self.line = QLineEdit()
        super().__init__(field, self.line)
        self.line.textChanged.connect(self._tell)

    def value(self) -> Value:
        content = self.line.text()
        return self._unless_untouched(content, content.strip() or None)

    def set_read_only(self, read_only: bool) -> None:
        if read_only != self.line.isReadOnly():
            self.line.setReadOnly(read_only)
            self._redraw()

    def _show(self, value: Value) -> None:
        self.line.setText(value or "")
        self.line.setCursorPosition(0)
        self._loaded = value or None, self.line.text()


class TypedEditor(LineEditor):
    """One line that is read as something else; tidied when the person leaves it."""

    def __init__(
        self,
        field: Field,
        parse: Callable[[str], Value],
        write: Callable[[Value], str],
        rule: str,
        placeholder: str = "",
    ) -> None:
        super().__init__(field)
        self._parse = parse
        self._write = write
        self._rule = rule
        self.line.setPlaceholderText(placeholder)
        self.line.editingFinished.connect(self._tidy)

    def value(self) -> Value:
        try:
            return self._parse(self.line.text())
        except ValueError:
            return None

    def problem(self) -> Problem | None:
        try:
            self._parse(self.line.text())
        except ValueError:
            return Problem(self.field.name, self._rule)
        return None

    def _show(self, value: Value) -> None:
        self.line.setText(self._write(value))

    def _tidy(self) -> None:
        if not self.problem():
            tidy = self._write(self.value())
            if tidy != self.line.text():
                self._quiet = True
                self.line.setText(tidy)
                self._quiet = False


def number_editor(field: Field) -> TypedEditor:
    """A whole number."""
    return TypedEditor(
        field, typed.parse_number, lambda value: "" if value is None else str(value), "not-a-number"
    )


class MoneyEditor(TypedEditor):
    """An amount typed in 元 (also 12.6万), kept in 分."""

    def __init__(self, field: Field) -> None:
        super().__init__(field, typed.parse_money, typed.format_money, "not-an-amount")
        self.line.setPlaceholderText(self.tr("例如 126000 或 12.6万"))
        self.row.addWidget(text(self.tr("元"), Role.MUTED))


class GrowingText(QPlainTextEdit):
    """Text of many lines that grows with what is written, within bounds. Tab leaves the field.

    ``longest`` is how many characters may stand in it; what would be more is not pasted.
    """

    left = Signal()
    too_much = Signal(str)
    """What was to be pasted and had no room: all of it, nothing was cut."""

    def __init__(self, parent: QWidget | None = None, longest: int | None = None) -> None:
        super().__init__(parent)
        self._longest = longest
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(_DOCUMENT_MARGIN)
        self.document().documentLayout().documentSizeChanged.connect(self._grow_soon)
        self._grow()

    def _grow_soon(self) -> None:
        """Lines change while a layout is at work, too: what asks for room then is not heard."""
        QTimer.singleShot(0, self, self._grow)

    def _grow(self) -> None:
        lines = max(1, round(self.document().size().height()))
        fits = lines <= _MOST_LINES
        self.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )
        shown = min(max(lines, _LEAST_LINES), _MOST_LINES)
        frame = 2 * (_DOCUMENT_MARGIN + theme.scaled(4) + 2)
        height = shown * self.fontMetrics().lineSpacing() + frame
        if height != self.height():
            self.setFixedHeight(height)

    def insertFromMimeData(self, source: QMimeData) -> None:
        content = source.text()
        kept = self.document().characterCount() - 1 - len(self.textCursor().selectedText())
        if self._longest is not None and kept + len(content) > self._longest:
            self.too_much.emit(content)
            return
        super().insertFromMimeData(source)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._grow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._grow_soon()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class ProseEditor(Editor):
    """Text of many lines."""

    def __init__(self, field: Field) -> None:
        self.text = GrowingText(longest=field.maximum)
        super().__init__(field, self.text)
        self.text.textChanged.connect(self._tell)
        self.text.too_much.connect(self.paste_refused)

    def value(self) -> Value:
        content = self._content()
        return self._unless_untouched(content, content if content.strip() else None)

    def _content(self) -> str:
        """The text with line feeds; unlike ``toPlainText`` it keeps no-break spaces."""
        return self.text.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def set_read_only(self, read_only: bool) -> None:
        if read_only != self.text.isReadOnly():
            self.text.setReadOnly(read_only)
            self._redraw()

    def _show(self, value: Value) -> None:
        self.text.setPlainText(value or "")
        self._loaded = value or None, self._content()


class DigestEditor(LineEditor):
    """A digest: can be read and copied, never typed."""

    def __init__(self, field: Field) -> None:
        super().__init__(field)
        self.line.setReadOnly(True)

    def set_read_only(self, read_only: bool) -> None:
        del read_only
