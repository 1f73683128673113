"""Pictures: fit, zoom, rotate, drag."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsPixmapItem,
    QGraphicsScene,
    QGraphicsView,
    QVBoxLayout,
    QWidget,
)

from app.ports import BlobFile
from ui.tasks import Background, unwatched
from ui.viewers.image_reading import read_image
from ui.viewers.viewer import Viewer
from ui.widgets.buttons import icon_button
from ui.widgets.flow import FlowLayout

_STEP = 1.25
_SMALLEST, _LARGEST = 0.02, 16.0


class ImageViewer(Viewer):
    """One picture with its tools above."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, parent)
        self.canvas = _Canvas()
        self.canvas.setAccessibleName(self.tr("图片"))
        tools = FlowLayout()
        for icon, name, action in (
            ("zoom_out", self.tr("缩小"), lambda: self.canvas.zoom(1 / _STEP)),
            ("zoom_in", self.tr("放大"), lambda: self.canvas.zoom(_STEP)),
            ("fit", self.tr("适合窗口"), self.canvas.fit),
            ("rotate", self.tr("旋转"), self.canvas.turn),
        ):
            tools.addWidget(icon_button(icon, name, action))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(tools)
        column.addWidget(self.canvas, 1)

    @property
    def image_size(self) -> tuple[int, int]:
        """Pixels of the picture shown, before zoom; (0, 0) without one."""
        size = self.canvas.item.pixmap().size()
        return size.width(), size.height()

    def show_file(self, blob: BlobFile) -> None:
        self.clear()
        turn = self._turn
        self._background.run(
            self,
            unwatched(lambda: read_image(blob)),
            lambda image: self._shown(turn, image),
            lambda error: self._fail_if(turn, error),
        )

    def clear(self) -> None:
        super().clear()
        self.canvas.show_image(QImage())

    def _shown(self, turn: int, image: QImage) -> None:
        if turn == self._turn:
            self.canvas.show_image(image)
            self.ready.emit()


class _Canvas(QGraphicsView):
    """Ctrl + wheel zooms, dragging moves, + − 0 on the keyboard."""

    def __init__(self) -> None:
        super().__init__()
        self.item = QGraphicsPixmapItem()
        self.item.setTransformationMode(Qt.TransformationMode.SmoothTransformation)
        scene = QGraphicsScene(self)
        scene.addItem(self.item)
        self.setScene(scene)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.AnchorUnderMouse)
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._fitted = True

    def show_image(self, image: QImage) -> None:
        """Show a picture, fitted."""
        self.item.setPixmap(QPixmap.fromImage(image) if not image.isNull() else QPixmap())
        self.item.setRotation(0)
        self.fit()

    def fit(self) -> None:
        """As large as the window allows, never enlarged."""
        self._fitted = True
        self.resetTransform()
        bounds = self.item.sceneBoundingRect()
        self.setSceneRect(bounds)
        room = self.viewport().size()
        if bounds.isEmpty() or room.isEmpty():
            return
        factor = min(room.width() / bounds.width(), room.height() / bounds.height(), 1.0)
        self.scale(factor, factor)

    def zoom(self, factor: float) -> None:
        """Enlarge or shrink."""
        after = self.transform().m11() * factor
        if _SMALLEST <= after <= _LARGEST:
            self._fitted = False
            self.scale(factor, factor)

    def turn(self) -> None:
        """A quarter to the right."""
        self.item.setTransformOriginPoint(self.item.boundingRect().center())
        self.item.setRotation((self.item.rotation() + 90) % 360)
        self.fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(_STEP if event.angleDelta().y() > 0 else 1 / _STEP)
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fitted:
            self.fit()
