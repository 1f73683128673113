"""Names of records, and choosing one: what forms with references need of a desk."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.kinds import Field, Shape
from app.ports import Query, Row
from ui import theme
from ui.desk import Desk
from ui.display import DescribeRecord
from ui.language import shown
from ui.widgets.reference_editors import PickRecords

_OFFERED = 500


def describer(desk: Desk) -> DescribeRecord:
    """(kind, id) -> the record's title; empty if it is not here."""

    def describe(kind: str, record: str) -> str:
        if kind not in desk.session.catalogue:
            return ""
        row = desk.session.store.row(kind, record)
        return title_of(desk, row) if row is not None and not row.deleted else ""

    return describe


def title_of(desk: Desk, row: Row) -> str:
    """What stands for a record in a list."""
    kind = desk.session.kind(row.kind)
    value = row.values.get(kind.title)
    field = kind.field(kind.title)
    if field.shape is Shape.CHOICE:
        return desk.code(field.codes, value)
    return str(value or shown(kind.label))


def picker(desk: Desk, parent: QWidget) -> PickRecords:
    """A dialog that offers the records of the field's target kind."""

    def pick(
        field: Field, chosen: tuple[str, ...], deliver: Callable[[tuple[str, ...]], None]
    ) -> None:
        rows = desk.session.store.rows(
            Query(
                field.target,
                order_by=desk.session.kind(field.target).title,
                descending=False,
                limit=_OFFERED,
            )
        )
        dialog = RecordPicker(
            shown(field.label),
            [(row.id, title_of(desk, row)) for row in rows],
            chosen,
            several=field.shape is Shape.REFERENCES,
            parent=parent,
        )
        dialog.accepted.connect(lambda: deliver(dialog.chosen()))
        dialog.open()

    return pick


class RecordPicker(QDialog):
    """A list with a filter; Enter takes the marked one, a click ticks where several may be."""

    def __init__(
        self,
        title: str,
        offered: list[tuple[str, str]],
        chosen: tuple[str, ...],
        *,
        several: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(theme.scaled(420), theme.scaled(480))
        self._several = several
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("输入几个字来查找"))
        self.filter.setAccessibleName(self.tr("查找"))
        self.filter.textChanged.connect(self._narrow)
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        self.list.setObjectName("picker_list")
        self.list.itemActivated.connect(self._activated)
        for record, words in offered:
            self._add(record, words, record in chosen)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.filter)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)

    def chosen(self) -> tuple[str, ...]:
        """Ids of what was ticked, or of the marked entry."""
        items = [self.list.item(number) for number in range(self.list.count())]
        if self._several:
            ticked = [item for item in items if item.checkState() is Qt.CheckState.Checked]
            return tuple(str(item.data(Qt.ItemDataRole.UserRole)) for item in ticked)
        current = self.list.currentItem()
        return (str(current.data(Qt.ItemDataRole.UserRole)),) if current else ()

    def _add(self, record: str, words: str, chosen: bool) -> None:
        item = QListWidgetItem(words)
        item.setData(Qt.ItemDataRole.UserRole, record)
        if self._several:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
        self.list.addItem(item)
        if chosen and not self._several:
            self.list.setCurrentItem(item)

    def _narrow(self, wanted: str) -> None:
        for number in range(self.list.count()):
            item = self.list.item(number)
            item.setHidden(wanted.strip().casefold() not in item.text().casefold())

    def _activated(self, item: QListWidgetItem) -> None:
        if self._several:
            ticked = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)
        else:
            self.accept()
