"""PDF: list of pages at the left, one page at the right. Text cannot be copied out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.ports import BlobFile
from ui import theme
from ui.tasks import Background, unwatched
from ui.viewers.viewer import Viewer
from ui.widgets.buttons import icon_button
from ui.widgets.flow import FlowLayout
from ui.widgets.texts import Role, text

if TYPE_CHECKING:
    from ui.viewers.pdf_pages import PagePicture, PdfPages

_STEP = 1.25
_SMALLEST, _LARGEST = 0.2, 6.0
_LIST_WIDTH = 104
_WIDEST = 900
"""Pixels of a page at first; wider is not easier to read."""


class PdfViewer(Viewer):
    """One page at a time, fitted to the width until the person zooms."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, parent)
        self._pages: PdfPages | None = None
        self._zoom = 1.0
        self.page = 0
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("页"))
        self.list.setFixedWidth(theme.scaled(_LIST_WIDTH))
        self.list.currentRowChanged.connect(self._go)
        self.sheet = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self.sheet.setAccessibleName(self.tr("这一页"))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(self.sheet)
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.position = text("", Role.MUTED)
        self._build()

    @property
    def count(self) -> int:
        """Number of pages; 0 while nothing is open."""
        return self._pages.count if self._pages else 0

    def show_file(self, blob: BlobFile) -> None:
        self.clear()
        turn = self._turn
        self._background.run(
            self,
            unwatched(lambda: _open(blob)),
            lambda pages: self._opened(turn, pages),
            lambda error: self._fail_if(turn, error),
        )

    def show_bytes(self, data: bytes) -> None:
        """Show a PDF that was just made and lies in memory (the report's preview)."""
        self.show_file(_Memory(data))

    def show_newer(self, data: bytes) -> None:
        """Show a newer version of what is shown: same page, same size, no blank in between."""
        if not self._pages:
            self.show_bytes(data)
            return
        self._turn += 1
        turn = self._turn
        self._background.run(
            self,
            unwatched(lambda: _open(_Memory(data))),
            lambda pages: self._renewed(turn, pages),
            lambda error: self._fail_if(turn, error),
        )

    def clear(self) -> None:
        super().clear()
        if self._pages:
            pages, self._pages = self._pages, None
            self._background.run(self, unwatched(lambda: pages.close()))
        self.sheet.setPixmap(QPixmap())
        self.list.clear()
        self.position.clear()
        self._zoom = 1.0
        self.page = 0

    def go_to(self, page: int) -> None:
        """Show a page, counted from 0."""
        if 0 <= page < self.count:
            self.list.setCurrentRow(page)

    def zoom(self, factor: float) -> None:
        """Enlarge or shrink."""
        self._zoom = min(_LARGEST, max(_SMALLEST, self._zoom * factor))
        self._draw()

    def fit(self) -> None:
        """Back to the width of the window."""
        self._zoom = 1.0
        self._draw()

    def _opened(self, turn: int, pages: PdfPages) -> None:
        if turn != self._turn:
            pages.close()
            return
        self._pages = pages
        self._list_pages()
        self.go_to(0)

    def _renewed(self, turn: int, pages: PdfPages) -> None:
        if turn != self._turn:
            pages.close()
            return
        former, self._pages = self._pages, pages
        if former:
            self._background.run(self, unwatched(former.close))
        page = min(self.page, pages.count - 1)
        self.list.blockSignals(True)
        self.list.clear()
        self._list_pages()
        self.list.setCurrentRow(page)
        self.list.blockSignals(False)
        self._go(page)

    def _list_pages(self) -> None:
        for number in range(self.count):
            item = QListWidgetItem(self.tr("第 {page} 页").format(page=number + 1))
            item.setSizeHint(QSize(0, theme.scaled(theme.TARGET)))
            self.list.addItem(item)
        self.list.setVisible(self.count > 1)

    def _go(self, page: int) -> None:
        if page >= 0:
            self.page = page
            self.position.setText(f"{page + 1} / {self.count}")
            self._draw()

    def _draw(self) -> None:
        if not self._pages:
            return
        pages, page, turn = self._pages, self.page, self._turn
        ratio = self.devicePixelRatioF()
        fitting = min(self._area.viewport().width() - 8, theme.scaled(_WIDEST))
        room = max(200, fitting) * ratio * self._zoom
        self._background.run(
            self,
            unwatched(lambda: pages.render(page, room / pages.size(page)[0])),
            lambda picture: self._drawn(turn, picture),
            lambda error: self._fail_if(turn, error),
        )

    def _drawn(self, turn: int, picture: PagePicture) -> None:
        if turn != self._turn or picture.page != self.page:
            return
        image = QImage(
            picture.pixels,
            picture.width,
            picture.height,
            picture.stride,
            QImage.Format.Format_RGB32,
        )
        shown = QPixmap.fromImage(image)
        shown.setDevicePixelRatio(self.devicePixelRatioF())
        self.sheet.setPixmap(shown)
        self.ready.emit()

    def _build(self) -> None:
        tools = FlowLayout()
        for icon, name, action in (
            ("back", self.tr("上一页"), lambda: self.go_to(self.page - 1)),
            ("next", self.tr("下一页"), lambda: self.go_to(self.page + 1)),
            ("zoom_out", self.tr("缩小"), lambda: self.zoom(1 / _STEP)),
            ("zoom_in", self.tr("放大"), lambda: self.zoom(_STEP)),
            ("fit", self.tr("适合窗口"), self.fit),
        ):
            tools.addWidget(icon_button(icon, name, action))
        self.position.setMinimumHeight(theme.scaled(theme.TARGET))
        tools.addWidget(self.position)
        middle = QHBoxLayout()
        middle.addWidget(self.list)
        middle.addWidget(self._area, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(tools)
        column.addLayout(middle, 1)


def _open(blob: BlobFile) -> PdfPages:
    """The PDF library is loaded with the first PDF, not with the window."""
    from ui.viewers.pdf_pages import PdfPages

    return PdfPages(blob)


class _Memory:
    """Bytes in memory as a BlobFile."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    @property
    def size(self) -> int:
        return len(self._data)

    def read_at(self, offset: int, size: int) -> bytes:
        return self._data[offset : offset + size]

    def close(self) -> None:
        self._data = b""
