"""What stands in the place of a record that lies in the bin."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ports import Row
from ui.screens.listing.naming import numbered
from ui.widgets.buttons import secondary
from ui.widgets.texts import EmptyState


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
