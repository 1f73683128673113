"""Editors of codes and flags."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QStyledItemDelegate, QWidget

from app.domain.codes import CodeLists
from app.domain.kinds import Field, Label, Value
from ui import icons, theme
from ui.language import shown
from ui.widgets.editors import Editor
from ui.widgets.flow import FlowLayout


class ChoiceBox(QComboBox):
    """A list to choose from, with an arrow of our own; the wheel only works while in use."""

    def __init__(self, parent: QWidget | None = None, *, whole: bool = False) -> None:
        """``whole``: as wide as its longest entry; otherwise the layout decides."""
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QComboBox.SizeAdjustPolicy
        self.setSizeAdjustPolicy(
            policy.AdjustToContents if whole else policy.AdjustToMinimumContentsLengthWithIcon
        )
        self.setMinimumContentsLength(4)
        self.setMaxVisibleItems(14)
        self.setItemDelegate(QStyledItemDelegate(self))  # rows as high as the style sheet says

    def offer(self, choices: Mapping[str, Label], blank: str | None) -> None:
        """Fill with code -> label; ``blank`` is the text of "nothing chosen"; None: not offered."""
        self.clear()
        if blank is not None:
            self.addItem(blank, "")
        for code, label in choices.items():
            self.addItem(shown(label), code)
        for row in range(self.count()):
            self.setItemData(row, self._row_size(), Qt.ItemDataRole.SizeHintRole)

    def _row_size(self) -> QSize:
        return QSize(0, theme.scaled(theme.TARGET))

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        size = theme.scaled(18)
        colour = theme.colours().muted
        painter = QPainter(self)
        painter.drawPixmap(
            self.width() - size - 8,
            (self.height() - size) // 2,
            icons.pixmap("chosen", size, colour, self.devicePixelRatioF()),
        )
        painter.end()


class ChoiceEditor(Editor):
    """One code of a list. A code this version's list lacks stays what it is."""

    def __init__(self, field: Field, codes: CodeLists) -> None:
        self.box = ChoiceBox()
        super().__init__(field, self.box)
        self.box.offer(codes.codes(field.codes), self.tr("（请选择）"))
        self.box.currentIndexChanged.connect(self._tell)

    def value(self) -> Value:
        return self.box.currentData() or None

    def _show(self, value: Value) -> None:
        row = self.box.findData(value or "")
        if row < 0:
            self.box.addItem(str(value), value)
            row = self.box.count() - 1
        self.box.setCurrentIndex(row)


class ChoicesEditor(Editor):
    """Several codes, each a box to tick."""

    def __init__(self, field: Field, codes: CodeLists) -> None:
        self._area = QWidget()
        self._flow = FlowLayout(self._area, spacing=12)
        self._boxes: dict[str, QCheckBox] = {}
        self._read_only = False
        super().__init__(field, self._area)
        for code, label in codes.codes(field.codes).items():
            self._add(code, shown(label))
        self._link_focus()

    def value(self) -> Value:
        return tuple(code for code, box in self._boxes.items() if box.isChecked())

    def set_wrong(self, wrong: bool) -> None:
        del wrong

    def _show(self, value: Value) -> None:
        chosen: Iterable[str] = value or ()
        for code in chosen:
            if code not in self._boxes:
                self._add(code, code)
        for code, box in self._boxes.items():
            box.setChecked(code in chosen)

    def _add(self, code: str, words: str) -> None:
        box = QCheckBox(words)
        box.setObjectName(f"{self.field.name}_{code}")
        box.setAccessibleName(words)
        box.toggled.connect(lambda _: self._tell())
        self._boxes[code] = box
        self._flow.addWidget(box)

    def _link_focus(self) -> None:
        first = next(iter(self._boxes.values()), None)
        if first:
            self.setFocusProxy(first)


class FlagEditor(Editor):
    """Yes or no: a box to tick. Not filled and no look alike and are kept apart on reading."""

    def __init__(self, field: Field) -> None:
        self.box = QCheckBox(shown(field.label))
        self._touched = False
        super().__init__(field, self.box)
        self.box.toggled.connect(self._toggled)

    def value(self) -> Value:
        return self.box.isChecked() if self._touched else None

    def _show(self, value: Value) -> None:
        self.box.setChecked(bool(value))
        self._touched = value is not None

    def _toggled(self, _: bool) -> None:
        self._touched = True
        self._tell()
