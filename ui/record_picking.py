"""Names of records, and choosing one: what forms with references need of a desk."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
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
from ui.visible import visible
from ui.widgets.reference_editors import PickRecords
from ui.widgets.texts import Role, text

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
    return visible(str(value)) if value else shown(kind.label)


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
        self._before = chosen
        self._offered = {record for record, _ in offered}
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
        self.empty = text(
            self.tr("这里还没有可选的。请先在“登记簿”里登记。"), Role.MUTED, wrap=True
        )
        self.empty.setVisible(not offered)
        self.list.setVisible(bool(offered))
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        self.filter.installEventFilter(self)
        buttons = self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.filter)
        column.addWidget(self.empty, 1)
        column.addWidget(self.list, 1)
        column.addWidget(buttons)
        self._allow()

    def chosen(self) -> tuple[str, ...]:
        """Ids of what was ticked, or of the marked entry.

        Of several, those chosen before come first in their order; what is not offered here, because
        it has not arrived or the list is too long, stays chosen: nobody saw it to take it away.
        """
        items = [self.list.item(number) for number in range(self.list.count())]
        if self._several:
            ticked = [item for item in items if item.checkState() is Qt.CheckState.Checked]
            ids = [str(item.data(Qt.ItemDataRole.UserRole)) for item in ticked]
            stay = [id for id in self._before if id in ids or id not in self._offered]
            return (*stay, *(id for id in ids if id not in stay))
        current = self.list.currentItem()
        marked = current is not None and not current.isHidden()
        return (str(current.data(Qt.ItemDataRole.UserRole)),) if marked else ()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the filter, Up and Down move in the list, Enter takes or ticks the marked entry."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = Qt.Key(event.key())
            if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self._step(-1 if key == Qt.Key.Key_Up else 1)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                current = self.list.currentItem()
                if current is not None and not current.isHidden():
                    self._activated(current)
                return True
        return super().eventFilter(watched, event)

    def _visible(self) -> list[QListWidgetItem]:
        items = (self.list.item(number) for number in range(self.list.count()))
        return [item for item in items if not item.isHidden()]

    def _step(self, by: int) -> None:
        items, current = self._visible(), self.list.currentItem()
        if not items:
            return
        at = items.index(current) + by if current in items else 0
        self.list.setCurrentItem(items[max(0, min(len(items) - 1, at))])

    def _allow(self) -> None:
        """OK takes what is marked; ticks may also be taken away, so it is always possible there."""
        possible = self._several or bool(self.chosen())
        self._buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(possible)

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
        items = self._visible()
        if items and self.list.currentItem() not in items:
            self.list.setCurrentItem(items[0])
        self._allow()

    def _activated(self, item: QListWidgetItem) -> None:
        if self._several:
            ticked = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)
        elif not item.isHidden():
            self.accept()
