"""Plain text, at most the first megabyte."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from app.domain.errors import EvidenceNotShownError
from app.ports import BlobFile
from ui.tasks import Background, unwatched
from ui.viewers.file_types import decode_text
from ui.viewers.viewer import Viewer
from ui.widgets.texts import Role, text

SHOWN_BYTES = 1_000_000


class TextViewer(Viewer):
    """Read only."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, parent)
        self.page = QPlainTextEdit()
        self.page.setReadOnly(True)
        self.page.setAccessibleName(self.tr("文字内容"))
        self.note = text(self.tr("文件很长，这里只显示开头部分。"), Role.MUTED)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.note)
        column.addWidget(self.page, 1)

    def show_file(self, blob: BlobFile) -> None:
        self.clear()
        turn = self._turn
        self._background.run(
            self,
            unwatched(lambda: _read(blob)),
            lambda content: self._shown(turn, content, blob.size > SHOWN_BYTES),
            lambda error: self._fail_if(turn, error),
        )

    def clear(self) -> None:
        super().clear()
        self.page.clear()
        self.note.hide()

    def _shown(self, turn: int, content: str, shortened: bool) -> None:
        if turn == self._turn:
            self.page.setPlainText(content)
            self.note.setVisible(shortened)
            self.ready.emit()


def _read(blob: BlobFile) -> str:
    content = decode_text(blob.read_at(0, SHOWN_BYTES), cut=blob.size > SHOWN_BYTES)
    if content is None:
        raise EvidenceNotShownError("damaged")
    return content
