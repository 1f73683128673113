"""The standard ledger: the fields of a kind marked for ledgers, as a table that scales."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QItemSelection, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStackedLayout,
    QTableView,
    QWidget,
)

from app.domain.codes import CodeLists
from app.domain.kinds import Field, Kind, Shape
from app.ports import Query, Row
from ui import theme
from ui.display import DescribeRecord, display
from ui.item_models.paged import Column, PagedModel
from ui.language import shown
from ui.widgets.texts import EmptyState

ROW_HEIGHT = 44
_WIDTHS: Mapping[Shape, int] = {
    Shape.LINE: 150,
    Shape.PROSE: 240,
    Shape.CHOICE: 120,
    Shape.CHOICES: 160,
    Shape.MONEY: 130,
    Shape.NUMBER: 80,
    Shape.FLAG: 70,
    Shape.DAY: 120,
    Shape.MOMENT: 160,
}
_TITLE_WIDTH = 260


def columns_of(
    kind: Kind,
    codes: CodeLists,
    describe: DescribeRecord,
    fields: Sequence[str] | None = None,
) -> list[Column]:
    """Columns of a kind: its open fields marked ``ledger``, or those named, in that order."""
    if fields is None:
        chosen = [field for field in kind.open_fields if field.ledger]
    else:
        chosen = [kind.field(name) for name in fields]
    return [_column(kind, field, codes, describe) for field in chosen]


def _column(kind: Kind, field: Field, codes: CodeLists, describe: DescribeRecord) -> Column:
    def words(row: Row) -> str:
        return display(field, row.values.get(field.name), codes, describe)

    width = _TITLE_WIDTH if field.name == kind.title else _WIDTHS.get(field.shape, 150)
    right = field.shape in (Shape.MONEY, Shape.NUMBER)
    return Column(field.name, shown(field.label), words, width, right)


class StandardLedger(QWidget):
    """A table of records: sorted by a click on a header, opened by Enter or a double click."""

    chosen = Signal(str)
    """Id of the record that is selected now; "" if none."""
    opened = Signal(str)

    def __init__(
        self,
        columns: Sequence[Column],
        count: Callable[[Query], int],
        rows: Callable[[Query], list[Row]],
        query: Query,
        empty: EmptyState,
        *,
        name: str,
        stretch: str = "",
        narrows: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """``stretch`` names the field whose column takes the room that is left, if any is.

        ``narrows``: where room is short the other columns go, the last first, instead of the
        table scrolling sideways.
        """
        super().__init__(parent)
        self.model = PagedModel(columns, count, rows, query, lambda: theme.scaled(ROW_HEIGHT))
        self.table = _Table(self.model, name, stretch, narrows=narrows)
        self._empty = empty
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.table)
        self._stack.addWidget(empty)
        self._chosen = ""
        self._near = 0
        self.table.selectionModel().selectionChanged.connect(self._selected)
        self.table.activated.connect(lambda index: self._open(index.row()))
        self._show_state()

    @property
    def current(self) -> str:
        """Id of the selected record, or ""."""
        return self._chosen

    def show_query(self, query: Query) -> None:
        """Show another query; the sorting stays as the person chose it."""
        before = self.model.query
        self.model.show(replace(query, order_by=before.order_by, descending=before.descending))
        self._restore(0)

    def refresh(self) -> None:
        """Read again; the selected record stays selected if it is still near."""
        near = max(self.table.currentIndex().row(), self._near)
        self._near = 0
        self.model.refresh()
        self._restore(near)

    def forget(self) -> None:
        """Hold no row that was read; ``refresh`` fills the table again, where it was left."""
        self._near = max(0, self.table.currentIndex().row())
        self.model.forget()

    def choose(self, id: str) -> bool:
        """Select a record among the rows read so far. False if it is not there."""
        number = self.model.find(id)
        if number >= 0:
            self.table.selectRow(number)
            self.table.scrollTo(self.model.index(number, 0))
        return number >= 0

    def _restore(self, near: int) -> None:
        self._show_state()
        wanted = self._chosen
        number = self.model.find(wanted, near) if wanted else -1
        if number >= 0:
            self.table.selectionModel().blockSignals(True)
            self.table.selectRow(number)
            self.table.selectionModel().blockSignals(False)
        elif wanted:
            self._chosen = ""
            self.chosen.emit("")

    def _show_state(self) -> None:
        has_rows = self.model.rowCount() > 0
        self._stack.setCurrentWidget(self.table if has_rows else self._empty)

    def _selected(self, selected: QItemSelection) -> None:
        indexes = selected.indexes()
        row = self.model.row_at(indexes[0].row()) if indexes else None
        if row and row.id != self._chosen:
            self._chosen = row.id
            self.chosen.emit(row.id)

    def _open(self, number: int) -> None:
        row = self.model.row_at(number)
        if row:
            self.opened.emit(row.id)


class _Table(QTableView):
    """Rows of one fixed height: measuring contents would freeze on long tables."""

    def __init__(self, model: PagedModel, name: str, stretch: str, *, narrows: bool) -> None:
        super().__init__()
        self._narrows = narrows
        self._columns = model.columns
        self._stretch = next((n for n, c in enumerate(model.columns) if c.field == stretch), -1)
        self.setObjectName("ledger")
        self.setAccessibleName(name)
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicatorShown(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSectionsClickable(True)
        header.sortIndicatorChanged.connect(model.sort)
        self._measure()

    def _measure(self) -> None:
        self.verticalHeader().setDefaultSectionSize(theme.scaled(ROW_HEIGHT))
        for number, column in enumerate(self._columns):
            self.setColumnWidth(number, theme.scaled(column.width))
        self._spread()

    def _spread(self) -> None:
        """Give the room that is left to one column; with none left, the table scrolls sideways."""
        if self._narrows:
            self._drop_columns()
        if self._stretch >= 0:
            header = self.horizontalHeader()
            others = header.length() - header.sectionSize(self._stretch)
            least = theme.scaled(self._columns[self._stretch].width)
            self.setColumnWidth(self._stretch, max(least, self.viewport().width() - others))

    def _drop_columns(self) -> None:
        """Show as many columns as have their room, and always the one that stretches."""
        widths = [theme.scaled(column.width) for column in self._columns]
        room = self.viewport().width() - widths[self._stretch]
        for number, width in enumerate(widths):
            if number != self._stretch:
                room -= width
                if self.isColumnHidden(number) is not (room < 0):
                    self.setColumnHidden(number, room < 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._measure()
