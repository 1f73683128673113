"""The bin: deleted records of a list, and what stands in the place of one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ports import Query, Row
from app.services.session import Session
from ui.screens.evidence.naming import numbered
from ui.widgets.buttons import secondary
from ui.widgets.texts import EmptyState

BIN = "bin"
"""Key of the chip that shows what was deleted."""


def binned(session: Session, query: Query) -> list[Row]:
    """Every deleted row the query asks for, its page left aside."""
    asked = replace(query, deleted=True, limit=None, offset=0)
    return [row for row in session.store.rows(asked) if row.deleted]


def count_binned(session: Session, query: Query) -> int:
    """How many deleted rows the query asks for."""
    count = session.store.count
    return count(replace(query, deleted=True)) - count(replace(query, deleted=False))


class BinPane(QWidget):
    """Names one deleted record; its contents are not shown. 恢复 brings it back."""

    restore_wanted = Signal(str)
    """Id of the record."""

    def __init__(self) -> None:
        super().__init__()
        self._record = ""
        self.restore = secondary(self.tr("恢复"), self._restore, icon="back")
        self.restore.setObjectName("restore_record")
        self._state = EmptyState(
            "delete", "", self.tr("在回收站里。恢复后回到清单。"), self.restore
        )
        column = QVBoxLayout(self)
        column.addWidget(self._state)

    @property
    def record(self) -> str:
        """Id of the record named; empty for none."""
        return self._record

    def show_row(self, row: Row, *, may_restore: bool) -> None:
        """Name a deleted record."""
        self._record = row.id
        self._state.sentence.setText(numbered(row))
        self.restore.setEnabled(may_restore)

    def forget(self) -> None:
        """Name nothing any more."""
        self._record = ""
        self._state.sentence.setText("")

    def _restore(self) -> None:
        self.restore_wanted.emit(self._record)
