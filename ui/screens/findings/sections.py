"""A long form in short groups with headings; to the outside it is one form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.errors import Problem
from app.domain.kinds import Value, Values
from ui import theme
from ui.screens.listing.newer import show_newer
from ui.widgets.editors import Editor
from ui.widgets.standard_form import StandardForm
from ui.widgets.texts import section_title

_NARROW = 440
"""Width in pixels at 100 % from which on labels stand beside their fields."""


class SectionedForm(QWidget):
    """Several standard forms of one kind, one below the other, their labels in one line."""

    changed = Signal(str)
    """Name of the field a person changed."""

    def __init__(self, sections: Sequence[tuple[str, StandardForm]]) -> None:
        super().__init__()
        self.headings = [section_title(heading) for heading, _ in sections]
        self._forms = [form for _, form in sections]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(10))
        for heading, form in zip(self.headings, self._forms, strict=True):
            column.addWidget(heading)
            column.addWidget(form)
            form.changed.connect(self.changed)
        self._align()

    def values(self) -> dict[str, Value]:
        """Field -> value of everything shown."""
        return {name: value for form in self._forms for name, value in form.values().items()}

    def load(self, values: Values) -> None:
        """Show another record."""
        for form in self._forms:
            form.load(values)

    def set_values(self, values: Values) -> None:
        """Show newer values of the same record. What was typed and not understood stays."""
        for form in self._forms:
            show_newer(form, values)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark these fields and no others, and go to the first of them."""
        for form in reversed(self._forms):
            form.show_problems(problems)

    def clear_problems(self) -> None:
        """Unmark every field."""
        for form in self._forms:
            form.clear_problems()

    def set_read_only(self, read_only: bool) -> None:
        """Show only."""
        for form in self._forms:
            form.set_read_only(read_only)

    def editor(self, name: str) -> Editor:
        """The editor of one field. Raises KeyError."""
        form = next((form for form in self._forms if name in form.values()), None)
        if form is None:
            raise KeyError(name)
        return form.editor(name)

    def place(self) -> tuple[str, int]:
        """Where the cursor stands: (field, offset); ("", 0) outside."""
        for form in self._forms:
            for name in form.values():
                inside = form.editor(name).input
                if inside.hasFocus():
                    return name, _offset(inside)
        return "", 0

    def go(self, name: str, offset: int) -> None:
        """Put the cursor back to a place; nothing happens for a field that is not here."""
        if name not in self.values():
            return
        inside = self.editor(name).input
        inside.setFocus()
        if isinstance(inside, QLineEdit):
            inside.setCursorPosition(offset)
        elif isinstance(inside, QPlainTextEdit):
            cursor = inside.textCursor()
            cursor.setPosition(min(offset, inside.document().characterCount() - 1))
            inside.setTextCursor(cursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where width is short, labels stand above their fields."""
        super().resizeEvent(event)
        narrow = event.size().width() < theme.scaled(_NARROW)
        policies = QFormLayout.RowWrapPolicy
        side = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight
        for form in self._forms:
            layout = form.layout()
            assert isinstance(layout, QFormLayout)
            wanted = policies.WrapAllRows if narrow else policies.DontWrapRows
            if layout.rowWrapPolicy() is not wanted:
                layout.setRowWrapPolicy(wanted)
                for label in _labels(layout):
                    label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def _align(self) -> None:
        labels = list(self._labels())
        widest = max((label.minimumWidth() for label in labels), default=0)
        for label in labels:
            label.setMinimumWidth(widest)

    def _labels(self) -> Iterator[QLabel]:
        for form in self._forms:
            layout = form.layout()
            assert isinstance(layout, QFormLayout)
            yield from _labels(layout)


def _labels(layout: QFormLayout) -> Iterator[QLabel]:
    for row in range(layout.rowCount()):
        item = layout.itemAt(row, QFormLayout.ItemRole.LabelRole)
        if item is not None and isinstance(label := item.widget(), QLabel):
            yield label


def _offset(inside: QWidget) -> int:
    if isinstance(inside, QPlainTextEdit):
        return inside.textCursor().position()
    return inside.cursorPosition() if isinstance(inside, QLineEdit) else 0
