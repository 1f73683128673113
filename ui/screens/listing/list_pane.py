"""A list of records with chips, search and bin, and beside it the place of the one chosen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.ports import Changes
from ui import theme
from ui.delivery_words import Delivery, delivery_of
from ui.desk import Desk
from ui.item_models.paged import Column
from ui.screens.listing.bin import Removed
from ui.screens.listing.bin_pane import BinPane
from ui.screens.listing.record_list import ALL, BIN, RecordList
from ui.screens.listing.sharing import SharingSplitter
from ui.screens.listing.tabs import tab_through
from ui.tasks import unwatched
from ui.widgets.chips import Chips, ChipText
from ui.widgets.search_box import SearchBox
from ui.widgets.standard_ledger import StandardLedger
from ui.widgets.texts import EmptyState

_LEAST_LIST = 150
"""Pixels a list keeps when a person makes it narrow."""


_DELIVERY = 76
"""Pixels of the last column, how far a record has come: it goes first where room is short."""


@dataclass(frozen=True)
class ListWords:
    """The words of one list. A state is a sentence and a hint."""

    icon: str
    list: str
    chips: str
    search: str
    loose: str
    no_rows: tuple[str, str]
    nothing_open: tuple[str, str]
    deleted: str
    """Told after a record went into the bin."""
    not_here: str
    given_up: str = ""
    """Told after a record went that was never written."""


class ListPane(QWidget):
    """Asks for records to be shown; what is shown, and how, is the screen's."""

    wanted = Signal(str)
    """A person chose this record, or it came back: show it."""
    entered = Signal()
    """Enter or a double click: the cursor goes into the form."""
    delete_wanted = Signal()
    """Del in the list: about the record shown."""
    counted = Signal(object)
    """Chip -> number of records."""

    def __init__(
        self,
        desk: Desk,
        records: RecordList,
        columns: Sequence[Column],
        words: ListWords,
        buttons: Sequence[QWidget],
    ) -> None:
        """``buttons`` stand before the chips."""
        super().__init__()
        self._desk = desk
        self._records = records
        self._words = words
        self._buttons = buttons
        self._asked = 0
        self._delivery = Delivery()
        self.chips = Chips(words.chips)
        self._search = SearchBox(words.search)
        come = Column("", self.tr("送达"), lambda row: self._delivery.word(row), _DELIVERY)
        self.ledger = StandardLedger(
            [*columns, come],
            records.count,
            records.rows,
            records.query(),
            EmptyState(words.icon, *words.no_rows),
            name=words.list,
            stretch="title",
            narrows=True,
        )
        self._right = QStackedWidget()
        self._splitter = SharingSplitter()
        self._nothing = EmptyState(words.icon, *words.nothing_open)
        self._bin = BinPane()
        self._connect()

    # --- the list

    def show_list(self) -> None:
        """Read the list and the counts again."""
        self._records.forget()
        shown = self.ledger.model.query
        wanted = self._records.query()
        if replace(wanted, order_by=shown.order_by, descending=shown.descending) == shown:
            self.ledger.refresh()
        else:
            self.ledger.show_query(wanted)
        if self._bin.record and self._records.bin.row(self._bin.record) is None:
            self.show_nothing()
        self._count()

    def choose(self, record: str) -> None:
        """Mark a record in the list; none, if it is not among those listed."""
        if not (record and self.ledger.choose(record)):
            self.ledger.table.clearSelection()

    def focus_list(self) -> None:
        """The keyboard back to the list."""
        self.ledger.table.setFocus()

    def forget(self) -> None:
        """The window locks: hold nothing of what was read."""
        self._asked += 1
        self._records.forget()
        self._delivery = Delivery()
        self.ledger.forget()
        self.show_nothing()

    def _count(self) -> None:
        """Answers to older questions are dropped: they may come last."""
        self._asked += 1
        asked = self._asked

        def done(counts: dict[str, int]) -> None:
            if asked == self._asked:
                self._show_counts(counts)

        def failed(error: Exception) -> None:
            """Behind the lock there is nothing to count and nobody to tell."""
            if asked == self._asked and self.isVisible():
                self._desk.door.tell(error)

        self._desk.background.run(self, unwatched(self._records.counts), done, failed)
        session, kind = self._desk.session, self._records.division.kind

        def told(delivery: Delivery) -> None:
            if asked == self._asked:
                self._delivery = delivery
                self.ledger.table.viewport().update()

        self._desk.background.run(self, unwatched(lambda: delivery_of(session, kind)), told, failed)

    def _show_counts(self, counts: dict[str, int]) -> None:
        division = self._records.division
        words = {ALL: self.tr("全部"), BIN: self.tr("回收站"), division.loose: self._words.loose}
        self.chips.set_chips(
            [
                ChipText(key, words.get(key) or self._desk.code(division.code_list, key), count)
                for key, count in counts.items()
            ]
        )
        tab_through(self._buttons[-1], self.chips)
        if self.chips.key != self._records.chosen:
            self._filter(self.chips.key)
        self.counted.emit(counts)

    def _filter(self, key: str) -> None:
        self._records.chosen = key
        self.show_list()

    def _find(self, wanted: str) -> None:
        self._records.text = wanted
        self.show_list()

    def _chosen(self, record: str) -> None:
        if record:
            self.wanted.emit(record)

    def _clicked(self, index: QModelIndex) -> None:
        row = self.ledger.model.row_at(index.row())
        if row is not None:
            self.wanted.emit(row.id)

    # --- the place beside it

    def show_pane(self) -> None:
        """The record."""
        self._bin.forget()
        self._right.setCurrentIndex(1)

    def show_nothing(self) -> None:
        """No record is chosen."""
        self._bin.forget()
        self._right.setCurrentIndex(0)

    def show_absent(self, record: str) -> bool:
        """A record that cannot be opened: named if it lies in the bin. False, told, if not."""
        row = self._records.bin.row(record)
        if row is None:
            self._desk.banners.warn(self._words.not_here)
            return False
        self._bin.show_row(row, may_restore=self._records.may_change(row))
        self._right.setCurrentWidget(self._bin)
        return True

    # --- into the bin and out of it

    def delete(self, record: str) -> None:
        """Into the bin; 撤销 brings back the record and what was typed into it."""
        put = self._records.bin.put

        def done(removed: Removed) -> None:
            self._desk.changed(removed.changes)
            if removed.was_written or removed.typing is not None:
                told = self._words.deleted if removed.was_written else self._words.given_up
                self._desk.banners.inform(told, undo=lambda: self._take_back(removed))

        self._desk.background.write(self, unwatched(lambda: put(record)), done)

    def _take_back(self, removed: Removed) -> None:
        take_back = self._records.bin.take_back
        work = unwatched(lambda: take_back(removed))
        self._desk.background.write(self, work, self._came_back(removed.record))

    def _restore(self, record: str) -> None:
        restore = self._records.bin.restore
        work = unwatched(lambda: restore(record))
        self._desk.background.write(self, work, self._came_back(record))

    def _came_back(self, record: str) -> Callable[[Changes], None]:
        def done(changes: Changes) -> None:
            if self._records.chosen == BIN:
                self._records.chosen = ALL
                self.chips.choose(ALL)
            self._desk.changed(changes)
            self.wanted.emit(record)

        return done

    # --- building

    def build(self, pane: QWidget, list_share: int, pane_share: int) -> None:
        """Put the list beside ``pane``; the shares are widths of a small window in pixels."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(10))
        row = QHBoxLayout()
        for button in self._buttons:
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.chips, 1, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        for part in (self._nothing, pane, self._bin):
            self._right.addWidget(part)
        self._splitter.add(self._left(), list_share)
        self._splitter.add(self._right, pane_share)
        column.addWidget(self._splitter, 1)

    def _left(self) -> QWidget:
        """The search stands over what it searches: the chips have the row for themselves."""
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(6))
        column.addWidget(self._search)
        column.addWidget(self.ledger, 1)
        left.setMinimumWidth(_LEAST_LIST)
        return left

    def _connect(self) -> None:
        self.chips.chosen.connect(self._filter)
        self._search.searched.connect(self._find)
        self._bin.restore_wanted.connect(self._restore)
        self.ledger.chosen.connect(self._chosen)
        self.ledger.table.clicked.connect(self._clicked)
        self.ledger.opened.connect(lambda _record: self.entered.emit())
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self.ledger.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.delete_wanted)


def on_keys(screen: QWidget, keys: str, action: Callable[[], object]) -> None:
    """Answer a key while the keyboard is anywhere in this screen."""
    shortcut = QShortcut(QKeySequence(keys), screen)
    shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    shortcut.activated.connect(action)
