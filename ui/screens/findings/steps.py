"""The signatures of a worksheet: each step waits until what is typed is in the journal."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.domain.errors import InputError, Problem, XunjiError
from app.domain.kinds import Required
from app.ports import Changes
from ui.desk import Desk
from ui.screens.findings.pane import FindingPane
from ui.screens.findings.presenter import FindingsPresenter
from ui.screens.listing.leaving import LeavingEditor
from ui.tasks import unwatched


class Steps(QObject):
    """Takes steps with the worksheet in the form, one at a time."""

    def __init__(
        self,
        desk: Desk,
        presenter: FindingsPresenter,
        pane: FindingPane,
        editor: LeavingEditor,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._presenter = presenter
        self._pane = pane
        self._editor = editor
        self._waiting: Callable[[], None] | None = None
        pane.step_wanted.connect(self._take)

    def may_be_saved(self) -> bool:
        """Whether the worksheet can be saved as it is; otherwise say at the field why not."""
        gaps = self._presenter.missing(self._pane.values(), Required.SAVING)
        self._pane.show_problems([Problem(name, "required") for name in gaps])
        return not gaps

    def saved(self) -> None:
        """The worksheet is in the journal: what waited for that goes on."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting()

    def forget(self) -> None:
        """Another worksheet, or this one was refused: nothing waits any more."""
        self._waiting = None

    @property
    def _record(self) -> str:
        return self._editor.editable.id if self._editor.editable else ""

    def _take(self, step: str) -> None:
        record = self._record
        if not record or not self.may_be_saved():
            return
        if self._editor.dirty:
            self._editor.leave()
        if self._editor.is_saving(record):
            self._waiting = lambda: self._perform(step, record)
        else:
            self._perform(step, record)

    def _perform(self, step: str, record: str) -> None:
        presenter = self._presenter

        def done(changes: Changes) -> None:
            if record == self._record:
                self._pane.form.clear_problems()
            self._desk.changed(changes)

        def failed(error: Exception) -> None:
            if not isinstance(error, XunjiError):
                raise error
            self._desk.door.tell(error)
            if isinstance(error, InputError) and record == self._record:
                self._pane.show_problems(error.problems)

        work = unwatched(lambda: presenter.perform(step, record))
        self._desk.background.write(self, work, done, failed)
