"""The set page, made anew a moment after typing pauses."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import CancelledError
from ui.screens.reports.presenter import Proof
from ui.tasks import Background, Operation, Task
from ui.viewers.pdf_viewer import PdfViewer
from ui.widgets.texts import Role, text

PAUSE_MS = 500
"""Typing has paused: short enough that the page is new within a second."""


class LivePreview(QWidget):
    """Shows what ``make()`` sets. Only the newest wish counts; older ones are cancelled."""

    proofed = Signal(object)
    """Proof: this is on the screen now."""
    refused = Signal(object)
    """The exception: the letter cannot be set; the page shown is the former one."""

    def __init__(self, background: Background, make: Callable[[], Operation[Proof]]) -> None:
        super().__init__()
        self._background = background
        self._make = make
        self._task: Task | None = None
        self._turn = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PAUSE_MS)
        self._timer.timeout.connect(self.set_now)
        self.state = text("", Role.MUTED, wrap=True)
        self.viewer = PdfViewer(background)
        self.viewer.failed.connect(self.refused)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.state)
        column.addWidget(self.viewer, 1)

    def set_soon(self) -> None:
        """Something changed: set the page when typing pauses."""
        self._timer.start()

    def set_now(self) -> None:
        """Set the page."""
        self.stop()
        turn = self._turn
        if not self.viewer.count:
            self.state.setText(self.tr("正在排版…"))
            self.state.show()
        self._task = self._background.run(
            self,
            self._make(),
            lambda proof: self._done(turn, proof),
            lambda error: self._failed(turn, error),
        )

    def stop(self) -> None:
        """Forget every wish not yet fulfilled."""
        self._timer.stop()
        self._turn += 1
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def clear(self) -> None:
        """Forget the page."""
        self.stop()
        self.viewer.clear()

    def _done(self, turn: int, proof: Proof) -> None:
        if turn == self._turn:
            self._task = None
            self.state.hide()
            self.viewer.show_newer(proof.printed.pdf)
            self.proofed.emit(proof)

    def _failed(self, turn: int, error: Exception) -> None:
        if turn == self._turn and not isinstance(error, CancelledError):
            self._task = None
            self.refused.emit(error)
