"""Which icon stands for a type of evidence, and a table cell that shows it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui import icons, theme
from ui.item_models.paged import PagedModel

_ICONS = {
    "photo": "photo",
    "scan": "report",
    "minutes": "report",
    "voucher": "table",
    "table": "table",
    "contract": "finding",
    "audio": "audio",
    "video": "video",
}


def type_icon(code: str) -> str:
    """Icon name for a code of the evidence types."""
    return _ICONS.get(code, "file")


class TypeDelegate(QStyledItemDelegate):
    """Draws the type's icon before the words of the first column that is shown."""

    def __init__(self, model: PagedModel, table: QTableView) -> None:
        super().__init__(table)
        self._model = model
        self._table = table

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        if any(not self._table.isColumnHidden(before) for before in range(index.column())):
            return
        row = self._model.row_at(index.row())
        if row is None:
            return
        size = theme.scaled(20)
        name = type_icon(str(row.values["type"] or ""))
        option.icon = QIcon(icons.pixmap(name, size, theme.colours().muted))
        option.decorationSize = QSize(size, size)
        option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
