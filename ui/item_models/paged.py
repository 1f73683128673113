"""A table over many records: counted once, read in pages of 200, at most 20 pages kept.

Nothing is read that is not shown; the scroll bar is honest because the count is known.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt

from app.ports import Query, Row

PAGE = 200
PAGES_KEPT = 20

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Column:
    """One column: the field it sorts by ("" if it cannot be sorted), title, text and width."""

    field: str
    title: str
    text: Callable[[Row], str]
    width: int = 120
    """Pixels at 100 % text size."""
    right: bool = False
    """Numbers stand at the right."""


class PagedModel(QAbstractTableModel):
    """Rows of one query. ``count`` and ``rows`` read; both are called in the window's thread."""

    def __init__(
        self,
        columns: Sequence[Column],
        count: Callable[[Query], int],
        rows: Callable[[Query], list[Row]],
        query: Query,
        row_height: Callable[[], int] = lambda: 44,
    ) -> None:
        """``row_height`` in pixels; it is asked anew, as the text size may change."""
        super().__init__()
        self._columns = tuple(columns)
        self._count_rows = count
        self._read_rows = rows
        self._query = query
        self._pages: OrderedDict[int, list[Row]] = OrderedDict()
        self._row_height = row_height
        self._total = count(query)

    @property
    def query(self) -> Query:
        """What is shown now."""
        return self._query

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns."""
        return self._columns

    def show(self, query: Query) -> None:
        """Show another query, from the beginning."""
        self.beginResetModel()
        self._query = query
        self._pages.clear()
        self._total = self._count_rows(query)
        self.endResetModel()

    def refresh(self) -> None:
        """Read again what is shown, after a change. The order may have changed."""
        self.show(self._query)

    def forget(self) -> None:
        """Hold nothing that was read: what is behind a lock stays in the database."""
        self.beginResetModel()
        self._pages.clear()
        self._total = 0
        self.endResetModel()

    def row_at(self, number: int) -> Row | None:
        """The record in a row; None if it has vanished since the count."""
        if not 0 <= number < self._total:
            return None
        page = self._page(number // PAGE)
        place = number % PAGE
        return page[place] if place < len(page) else None

    def find(self, id: str, near: int = 0) -> int:
        """Row number of a record, looked for in the pages kept and near a row; -1 if not there."""
        self.row_at(near)
        for number, page in self._pages.items():
            for place, row in enumerate(page):
                if row.id == id:
                    return number * PAGE + place
        return -1

    def _page(self, number: int) -> list[Row]:
        if number in self._pages:
            self._pages.move_to_end(number)
            return self._pages[number]
        page = self._read_rows(replace(self._query, limit=PAGE, offset=number * PAGE))
        self._pages[number] = page
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)
        return page

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self._columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            row = self.row_at(index.row())
            return column.text(row).replace("\n", " ") if row else ""
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            right = self._columns[section].right
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.SizeHintRole:
            return QSize(0, self._row_height())
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self._columns) and self._columns[column].field:
            self.show(
                replace(
                    self._query,
                    order_by=self._columns[column].field,
                    descending=order is Qt.SortOrder.DescendingOrder,
                )
            )
