"""An editor that knows what it has left and is not in the journal yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QObject

from app.domain.kinds import Values
from ui.desk import Desk
from ui.record_editor import RecordEditor


class LeavingEditor(RecordEditor):
    """While a record is on its way into the journal, the store still shows what it was before.

    Whoever opened it then would type over old words, and take the new ones back with them.
    """

    def __init__(
        self,
        desk: Desk,
        values: Callable[[], Values],
        place: Callable[[], tuple[str, int]],
        parent: QObject,
    ) -> None:
        super().__init__(desk, values, place, parent)
        self._leaving: Counter[str] = Counter()
        self.saved.connect(self._arrived)

    def leave(self) -> None:
        """Turn what was typed into operations; the record stays open in the form."""
        if self.dirty and self.editable is not None:
            self._leaving[self.editable.id] += 1
        super().leave()

    def is_saving(self, record: str) -> bool:
        """Whether the journal is still to hear what was typed into this record."""
        return self._leaving[record] > 0

    def _arrived(self, record: str) -> None:
        self._leaving[record] -= 1

    def _failed(self, record: str, error: Exception) -> None:
        self._arrived(record)
        super()._failed(record, error)
