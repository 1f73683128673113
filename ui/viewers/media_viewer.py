"""Audio and video. Qt's multimedia part is imported when the first file is played."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QIODevice, QLoggingCategory, QObject, Qt, QUrl, Signal, Slot
from PySide6.QtWidgets import QSlider, QVBoxLayout, QWidget

from app.domain.errors import EvidenceNotShownError
from app.domain.kinds import Label
from app.ports import BlobFile
from ui import theme, typed
from ui.tasks import Background
from ui.viewers.device import BlobDevice
from ui.viewers.viewer import Viewer
from ui.widgets.buttons import icon_button, secondary
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.flow import FlowLayout
from ui.widgets.texts import Picture, Role, text

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QMediaPlayer

SPEEDS = ("0.5", "0.75", "1", "1.25", "1.5", "2")
_JUMP = 10_000
"""Milliseconds."""


_LEAVING: set[QObject] = set()
"""Holders of players on their way out: nothing else refers to them."""


def _close_all(parts: Sequence[QObject]) -> None:
    for part in parts:
        if isinstance(part, BlobDevice):
            part.close()
        part.deleteLater()


class Orders(QObject):
    """What the player is told, always by way of the event loop.

    The player may wait for its reading thread, and that thread needs Python's lock to read from
    the device. Called from Python the player would wait while holding the lock: for ever. The event
    loop calls it without. Being queued, orders also keep their order: none overtakes ``stop``.
    """

    source = Signal(QIODevice, QUrl)
    play = Signal()
    pause = Signal()
    stop = Signal()
    position = Signal("qlonglong")  # type: ignore[arg-type]  # a Python int would be 32 bits
    rate = Signal(float)

    def __init__(self, player: QMediaPlayer) -> None:
        super().__init__(player)
        queued = Qt.ConnectionType.QueuedConnection
        for order, slot in (
            (self.source, player.setSourceDevice),
            (self.play, player.play),
            (self.pause, player.pause),
            (self.stop, player.stop),
            (self.position, player.setPosition),
            (self.rate, player.setPlaybackRate),
        ):
            order.connect(slot, queued)


class MediaViewer(Viewer):
    """Play, pause, jump, seek, speed. Without the multimedia part it says so."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(background, parent)
        self.player: QMediaPlayer | None = None
        self._orders: Orders | None = None
        self.device: BlobDevice | None = None
        self._video: QWidget | None = None
        self.picture = Picture("sound", 64, "muted")
        self.play_button = secondary(self.tr("播放"), self.toggle, icon="play")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setAccessibleName(self.tr("播放位置"))
        self.slider.sliderMoved.connect(self.seek)
        self.slider.setMinimumHeight(40)
        self.time = text("0:00 / 0:00", Role.MUTED)
        self.speed = ChoiceBox()
        self.speed.offer({speed: Label(f"{speed} ×", f"{speed} ×") for speed in SPEEDS}, None)
        self.speed.setAccessibleName(self.tr("播放速度"))
        self.speed.setCurrentIndex(SPEEDS.index("1"))
        self.speed.currentIndexChanged.connect(self._change_speed)
        self._build()

    @property
    def duration(self) -> int:
        """Milliseconds, 0 while unknown."""
        return self.player.duration() if self.player else 0

    def show_file(self, blob: BlobFile) -> None:
        self.clear()
        try:
            orders = self._make_player()
        except ImportError:
            self.failed.emit(EvidenceNotShownError("no-player"))
            return
        self.device = BlobDevice(blob, self)
        self.device.broken.connect(self._broken)
        orders.source.emit(self.device, QUrl("evidence"))
        self._change_speed()

    def clear(self) -> None:
        super().clear()
        self._discard()
        self.slider.setRange(0, 0)
        self.time.setText("0:00 / 0:00")

    def _discard(self) -> None:
        """Give back player, picture and device: after ``stop``, in the event loop."""
        player, orders, device, video = self.player, self._orders, self.device, self._video
        self.player = self._orders = self.device = self._video = None
        if video is not None:
            video.hide()
        if player is None or orders is None:
            return
        player.blockSignals(True)
        leftovers = [part for part in (video, device) if part is not None]
        holder = QObject()
        player.setParent(holder)
        for part in leftovers:
            part.setParent(None)
        holder.destroyed.connect(lambda: _close_all(leftovers))
        orders.stop.emit()
        holder.deleteLater()
        _LEAVING.add(holder)
        holder.destroyed.connect(lambda: _LEAVING.discard(holder))

    def toggle(self) -> None:
        """Play or pause."""
        if self.player and self._orders:
            (self._orders.pause if self.player.isPlaying() else self._orders.play).emit()

    def seek(self, milliseconds: int) -> None:
        """Go to a position."""
        if self._orders:
            self._orders.position.emit(max(0, min(milliseconds, self.duration)))

    def _make_player(self) -> Orders:
        QLoggingCategory.setFilterRules("qt.multimedia.*.debug=false\nqt.multimedia.*=false")
        from PySide6.QtMultimedia import QAudioOutput, QMediaPlayer
        from PySide6.QtMultimediaWidgets import QVideoWidget

        video = QVideoWidget()
        self._column.insertWidget(0, video, 1)
        video.hide()
        player = QMediaPlayer(self)
        player.setAudioOutput(QAudioOutput(player))
        player.setVideoOutput(video)
        player.durationChanged.connect(self._duration_known)
        player.positionChanged.connect(self._moved)
        player.hasVideoChanged.connect(self._show_video)
        player.playbackStateChanged.connect(lambda _: self._show_state())
        player.errorOccurred.connect(self._fail)
        player.mediaStatusChanged.connect(self._status_changed)
        self.player, self._video, self._orders = player, video, Orders(player)
        return self._orders

    @Slot(object)
    def _broken(self, error: Exception) -> None:
        """The file cannot be read; a file that was left meanwhile is nobody's concern."""
        if self.device is not None and self.device.error_met is error:
            self.failed.emit(error)

    def _fail(self) -> None:
        self.failed.emit(EvidenceNotShownError("damaged"))

    def _status_changed(self, status: QMediaPlayer.MediaStatus) -> None:
        if status.name == "LoadedMedia":
            self.ready.emit()

    def _duration_known(self, duration: int) -> None:
        self.slider.setRange(0, duration)
        self._moved(0)

    def _moved(self, position: int) -> None:
        if not self.slider.isSliderDown():
            self.slider.setValue(position)
        shown = typed.format_duration(position), typed.format_duration(self.duration)
        self.time.setText(" / ".join(shown))

    def _show_video(self, has_video: bool) -> None:
        if self._video:
            self._video.setVisible(has_video)
        self.picture.setVisible(not has_video)

    def _show_state(self) -> None:
        playing = bool(self.player and self.player.isPlaying())
        self.play_button.setText(self.tr("暂停") if playing else self.tr("播放"))
        self.play_button.setAccessibleName(self.play_button.text())
        self.play_button.show_icon("pause" if playing else "play")

    def _change_speed(self) -> None:
        if self._orders:
            self._orders.rate.emit(float(self.speed.currentData()))

    def _build(self) -> None:
        controls = FlowLayout()
        controls.addWidget(self.play_button)
        for icon, name, way in (
            ("back", self.tr("后退 10 秒"), -_JUMP),
            ("next", self.tr("前进 10 秒"), _JUMP),
        ):
            controls.addWidget(icon_button(icon, name, self._jumper(way)))
        self.time.setMinimumHeight(theme.scaled(theme.TARGET))
        controls.addWidget(self.time)
        controls.addWidget(self.speed)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addWidget(self.picture, 1, Qt.AlignmentFlag.AlignCenter)
        self._column.addWidget(self.slider)
        self._column.addLayout(controls)

    def _jumper(self, way: int) -> Callable[[], None]:
        return lambda: self.seek(self.player.position() + way if self.player else 0)
