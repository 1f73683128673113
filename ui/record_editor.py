"""Autosave for one open record: typing → draft within a second → operations on leaving.

The view tells ``touched`` at every change. A second after the first unsaved one the draft is
written; typing does not put it off. ``leave`` turns it into operations; what breaks a rule stays a
draft, and the person is told. Nothing is ever lost, nothing blocks leaving.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.errors import XunjiError
from app.domain.kinds import Values
from app.ports import Changes, Progress
from app.services import drafts, records
from app.services.records import Editable
from app.services.session import Session
from ui.desk import Desk

KEEP_AFTER_MS = 1_000


class RecordEditor(QObject):
    """Keeps what is typed into one record at a time.

    ``values`` reads the form (all fields it shows), ``place`` the cursor as (field, offset).
    """

    saved = Signal(str)
    """Record id: it is in the journal now, the form may show it again with its new base."""
    refused = Signal(str, object)
    """(record id, error): it stays a draft. The error has been told already."""

    def __init__(
        self,
        desk: Desk,
        values: Callable[[], Values],
        place: Callable[[], tuple[str, int]],
        parent: QObject | None = None,
        *,
        session: Callable[[], Session] | None = None,
    ) -> None:
        """``session`` gives another session than the desk's, e.g. the office's own."""
        super().__init__(parent)
        self._desk = desk
        self._session = session or (lambda: desk.session)
        self._values = values
        self._place = place
        self._editable: Editable | None = None
        self._unkept = False
        self._dirty = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(KEEP_AFTER_MS)
        self._timer.timeout.connect(self.keep)

    @property
    def editable(self) -> Editable | None:
        """The record in the form."""
        return self._editable

    @property
    def dirty(self) -> bool:
        """Whether something typed is not in the journal yet."""
        return self._dirty

    def open(self, editable: Editable, *, from_draft: bool = False) -> None:
        """Begin to keep another record. Leave the former one first."""
        self._timer.stop()
        self._editable = editable
        self._unkept = False
        self._dirty = from_draft

    def close(self) -> None:
        """No record is open any more."""
        self._timer.stop()
        self._editable = None
        self._unkept = self._dirty = False

    def touched(self) -> None:
        """Something was typed."""
        if self._editable is None:
            return
        self._unkept = self._dirty = True
        if not self._timer.isActive():
            self._timer.start()

    def keep(self) -> None:
        """Write the draft now, if anything is unkept: on focus out, lock, close."""
        self._timer.stop()
        if self._editable is None or not self._unkept:
            return
        self._unkept = False
        session, editable = self._session(), self._editable
        values, place = dict(self._values()), self._place()
        clock = session.clock

        def write(_progress: Progress, _cancelled: object) -> datetime:
            drafts.keep(session, editable, values, place)
            return clock.now()

        self._desk.background.write(self._desk.signals, write, self._desk.signals.saved.emit)

    def leave(self) -> None:
        """Turn what was typed into operations; the record stays open in the form."""
        self._timer.stop()
        if self._editable is None or not self._dirty:
            return
        self.keep()
        self._dirty = False
        session, editable = self._session(), self._editable
        values = dict(self._values())

        def write(_progress: Progress, _cancelled: object) -> Changes:
            changes = records.save(session, editable, values).changes
            drafts.discard(session, editable.id)
            return changes

        self._desk.background.write(
            self,
            write,
            lambda changes: self._done(editable.id, changes),
            lambda error: self._failed(editable.id, error),
        )

    def _done(self, record: str, changes: Changes) -> None:
        if self._editable is not None and self._editable.id == record:
            self._editable = records.load(self._session(), self._editable.kind, record)
        self._desk.changed(changes)
        self.saved.emit(record)

    def _failed(self, record: str, error: Exception) -> None:
        if self._editable is not None and self._editable.id == record:
            self._dirty = True
        if isinstance(error, XunjiError):
            self._desk.door.tell(error)
            self.refused.emit(record, error)
        else:
            raise error
