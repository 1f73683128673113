"""The file of the item that is open: shown in the viewer, read through when somebody asks."""

from __future__ import annotations

from PySide6.QtCore import QObject

from app.domain.errors import XunjiError
from app.ports import Row
from ui.desk import Desk
from ui.errors import say
from ui.screens.evidence.facts import Check
from ui.screens.evidence.presenter import EvidencePresenter
from ui.tasks import unwatched
from ui.viewers.evidence_viewer import EvidenceViewer, ShownFile

_LEAST = 160
"""Pixels a viewer keeps; its tools go on in the next line."""


class ItemFile(QObject):
    """One file at a time."""

    def __init__(
        self, desk: Desk, presenter: EvidencePresenter, check: Check, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._presenter = presenter
        self._check = check
        self._record = ""
        self.viewer = EvidenceViewer(desk.background)
        self.viewer.setObjectName("viewer")
        self.viewer.setMinimumWidth(_LEAST)
        check.wanted.connect(self._verify)

    def show(self, row: Row) -> None:
        """Show an item's file; nothing is read anew while it is the same."""
        if self._record == row.id:
            return
        record, values, presenter = row.id, row.values, self._presenter
        self._record = record
        self.viewer.show_file(
            ShownFile(
                str(values["file_name"] or ""),
                int(values["file_size"] or 0),
                str(values["file"] or ""),
                lambda: presenter.file(record),
            )
        )

    def stop(self) -> None:
        """Show nothing, play nothing, hold nothing."""
        self._record = ""
        self.viewer.clear()

    def _verify(self) -> None:
        presenter, record = self._presenter, self._record
        self._check.begin()

        def done(_: object) -> None:
            if record == self._record:
                self._check.succeed()

        def failed(error: Exception) -> None:
            if record != self._record:
                return
            if not isinstance(error, XunjiError):
                self._check.clear()
                raise error
            said = say(error)
            self._check.fail(f"{said.sentence} {said.hint}".strip())

        self._desk.background.run(self, unwatched(lambda: presenter.verify(record)), done, failed)
