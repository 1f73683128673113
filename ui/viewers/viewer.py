"""What all viewers share."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.ports import BlobFile
from ui.tasks import Background


class Viewer(QWidget):
    """Shows one evidence file from memory."""

    failed = Signal(object)
    """The file cannot be shown; the exception."""
    ready = Signal()
    """The file, or its first page, is on the screen or can be played."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._turn = 0

    def show_file(self, blob: BlobFile) -> None:
        """Show another file. The caller closes ``blob`` after ``clear``."""
        raise NotImplementedError

    def clear(self) -> None:
        """Forget everything decoded; results still on their way are dropped."""
        self._turn += 1

    def _fail_if(self, turn: int, error: Exception) -> None:
        if turn == self._turn:
            self.failed.emit(error)
