"""A banner that follows one background operation and can cancel it."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from ui.tasks import Task
from ui.widgets.buttons import secondary
from ui.widgets.texts import text

_STEPS = 1000


class ProgressBanner(QFrame):
    """What is being done, how far it is, and 取消. Hidden while nothing is followed."""

    ended = Signal()
    left = Signal()
    """It went while the keyboard was at 取消."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("banner", "information")
        self.setObjectName("progress_banner")
        self._task: Task | None = None
        self.label = text("")
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.cancel_button = secondary(self.tr("取消"), self._cancel)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 6, 2)
        row.setSpacing(12)
        row.addWidget(self.label)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        self.hide()

    def follow(self, task: Task, doing: str) -> None:
        """Show ``task`` under the words ``doing`` until it ends."""
        self._task = task
        self.label.setText(doing)
        self.setAccessibleName(doing)
        self.bar.setAccessibleName(doing)
        self.bar.setRange(0, 0)
        self.cancel_button.setEnabled(True)
        task.progressed.connect(self._progressed)
        task.finished.connect(self._finished)
        self.show()
        if task.ended():  # before anybody listened: a file refused at once
            self._end()

    @Slot(object, object)
    def _progressed(self, done: int, total: int) -> None:
        if self.sender() is self._task and total > 0:
            self.bar.setRange(0, _STEPS)
            self.bar.setValue(min(_STEPS, done * _STEPS // total))

    @Slot()
    def _finished(self) -> None:
        if self.sender() is self._task:
            self._end()

    def _end(self) -> None:
        self._task = None
        had_focus = self.cancel_button.hasFocus()
        self.hide()
        self.ended.emit()
        if had_focus:
            self.left.emit()

    def _cancel(self) -> None:
        if self._task:
            self.cancel_button.setEnabled(False)
            self.label.setText(self.tr("正在取消…"))
            self._task.cancel()
