"""Shows any evidence file with the viewer its first bytes ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.ports import BlobFile
from ui import typed
from ui.errors import say
from ui.tasks import Background, unwatched
from ui.viewers.file_types import HEAD, FileType, file_type
from ui.viewers.image_viewer import ImageViewer
from ui.viewers.media_viewer import MediaViewer
from ui.viewers.pdf_viewer import PdfViewer
from ui.viewers.text_viewer import TextViewer
from ui.viewers.viewer import Viewer
from ui.visible import visible
from ui.widgets.buttons import link
from ui.widgets.cards import Card
from ui.widgets.texts import Picture, Role, text


@dataclass(frozen=True)
class ShownFile:
    """A file to show: its name, size in bytes, SHA-256, and how to open it."""

    name: str
    size: int
    digest: str
    open: Callable[[], BlobFile]


class EvidenceViewer(QWidget):
    """One viewer of several kinds in front; what none can show gets a card with its facts."""

    failed = Signal(object)
    ready = Signal()

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._blob: BlobFile | None = None
        self._file: ShownFile | None = None
        self._turn = 0
        self._stack = QStackedWidget()
        self.facts = FactsCard()
        self.image = ImageViewer(background)
        self.pdf = PdfViewer(background)
        self.media = MediaViewer(background)
        self.text = TextViewer(background)
        self._stack.addWidget(self.facts)
        for viewer in self._viewers:
            viewer.failed.connect(self._failed)
            viewer.ready.connect(self.ready)
            self._stack.addWidget(viewer)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stack)

    @property
    def current(self) -> QWidget | None:
        """What is in front."""
        return self._stack.currentWidget()

    def show_file(self, file: ShownFile) -> None:
        """Open and show a file; opening runs in the background."""
        self.clear()
        self._file = file
        turn = self._turn
        self.facts.show_facts(file)

        def look(_progress: object, _cancelled: object) -> tuple[BlobFile, FileType]:
            blob = file.open()
            try:
                return blob, file_type(blob.read_at(0, HEAD))
            except BaseException:
                blob.close()
                raise

        self._background.run(
            self, look, lambda found: self._opened(turn, *found), lambda e: self._failed_in(turn, e)
        )

    def clear(self) -> None:
        """Stop, and forget everything decoded."""
        self._turn += 1
        for viewer in self._viewers:
            viewer.clear()
        self._stack.setCurrentWidget(self.facts)
        self.facts.clear()
        blob, self._blob = self._blob, None
        self._file = None
        if blob:
            self._background.run(self, unwatched(lambda: blob.close()))

    @property
    def _viewers(self) -> tuple[Viewer, ...]:
        return (self.image, self.pdf, self.media, self.text)

    def _opened(self, turn: int, blob: BlobFile, found: FileType) -> None:
        if turn != self._turn:
            blob.close()
            return
        self._blob = blob
        viewer = {
            FileType.IMAGE: self.image,
            FileType.PDF: self.pdf,
            FileType.AUDIO: self.media,
            FileType.VIDEO: self.media,
            FileType.TEXT: self.text,
        }.get(found)
        if viewer is None:
            self.ready.emit()
            return
        self._stack.setCurrentWidget(viewer)
        viewer.show_file(blob)

    def _failed_in(self, turn: int, error: Exception) -> None:
        if turn == self._turn:
            self._failed(error)

    def _failed(self, error: Exception) -> None:
        self._stack.setCurrentWidget(self.facts)
        self.facts.say(say(error).sentence)
        self.failed.emit(error)


class FactsCard(Card):
    """Name and size; the SHA-256 under 详细."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, margin=24)
        self.name = text("", Role.HEADING, wrap=True)
        self.size_line = text("", Role.MUTED)
        self.message = text("", wrap=True)
        self.digest = text("", Role.SMALL, wrap=True)
        self.digest.setAccessibleName("SHA-256")
        self.more = link(self.tr("详细"), self._toggle)
        self.column.addWidget(Picture("file", 48, "muted"))
        for label in (self.name, self.size_line, self.message):
            self.column.addWidget(label)
        self.column.addWidget(self.more, alignment=Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(self.digest)
        self.column.addStretch(1)
        self.clear()

    def show_facts(self, file: ShownFile) -> None:
        """Facts of a file."""
        self.name.setText(visible_name(file.name))
        self.size_line.setText(self.tr("大小 {size}").format(size=typed.format_size(file.size)))
        self.digest.setText(f"SHA-256\n{file.digest[:32]}\n{file.digest[32:]}")
        self.message.setText(self.tr("文件已加密保存在本机。"))
        self.more.show()

    def say(self, sentence: str) -> None:
        """Why the file is not shown."""
        self.message.setText(sentence)

    def clear(self) -> None:
        """Nothing chosen."""
        for label in (self.name, self.size_line, self.digest):
            label.clear()
        self.message.setText(self.tr("请选择一份证据。"))
        self.more.hide()
        self.digest.hide()

    def _toggle(self) -> None:
        self.digest.setVisible(self.digest.isHidden())


def visible_name(name: str) -> str:
    """A file name with characters that are invisible or turn the direction made visible."""
    return visible(name.replace("\n", "\x85").replace("\t", "\x85"))
