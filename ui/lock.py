"""Locking: after idle time, on the session's own lock, and a neutral screen over everything."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QClipboard, QGuiApplication, QShowEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.buttons import link, primary
from ui.widgets.texts import Picture, Role, text

IDLE_SECONDS = 600
_LOOKS_EVERY = 5_000
"""Milliseconds between two looks at the clock."""

_WIDTH = 360
"""Of the field on the lock screen, in pixels at 100 %."""

_ACTIVITY = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
        QEvent.Type.InputMethod,
    }
)


def steady_clock() -> float:
    """Seconds that never jump back, and that go on while the machine sleeps where it can tell."""
    boot_time = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(boot_time) if boot_time is not None else time.monotonic()


class InactivityTimer(QObject):
    """Emits ``idle`` once nobody has touched keyboard or mouse for a while, in any window.

    It watches only while it counts: a filter over the whole application costs on every event.
    """

    idle = Signal()

    def __init__(
        self,
        application: QApplication,
        seconds: int = IDLE_SECONDS,
        clock: Callable[[], float] = steady_clock,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent or application)
        self._application = application
        self._clock = clock
        self._seconds = seconds
        self._last = clock()
        self._timer = QTimer(self, interval=_LOOKS_EVERY)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to count, from now."""
        self._last = self._clock()
        self._application.installEventFilter(self)
        self._timer.start()

    def stop(self) -> None:
        """Stop counting, while locked."""
        self._application.removeEventFilter(self)
        self._timer.stop()

    def set_seconds(self, seconds: int) -> None:
        """Change the idle time."""
        self._seconds = seconds

    @property
    def running(self) -> bool:
        """Whether it counts."""
        return self._timer.isActive()

    def look(self) -> None:
        """Compare with the clock now; the timer does it every few seconds."""
        if self._timer.isActive() and self._clock() - self._last >= self._seconds:
            self.stop()
            self.idle.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _ACTIVITY:
            self._last = self._clock()
        return super().eventFilter(watched, event)


class SessionLock(QObject):
    """Emits ``locked`` when the desktop locks or the machine goes to sleep (Linux, by D-Bus)."""

    locked = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.listening = sys.platform.startswith("linux") and self._listen()

    def _listen(self) -> bool:
        from PySide6.QtDBus import QDBusConnection

        system, session = QDBusConnection.systemBus(), QDBusConnection.sessionBus()
        login = "org.freedesktop.login1"
        wanted = (
            (system, login, f"{login}.Session", "Lock", b"1_lock()"),
            (system, login, f"{login}.Manager", "PrepareForSleep", b"1_switched(bool)"),
            (session, "", "org.freedesktop.ScreenSaver", "ActiveChanged", b"1_switched(bool)"),
            (session, "", "org.gnome.ScreenSaver", "ActiveChanged", b"1_switched(bool)"),
        )
        heard = [
            bus.connect(service, "", interface, name, self, slot)
            for bus, service, interface, name, slot in wanted
            if bus.isConnected()
        ]
        return any(heard)

    @Slot()
    def _lock(self) -> None:
        self.locked.emit()

    @Slot(bool)
    def _switched(self, active: bool) -> None:
        if active:
            self.locked.emit()


class LockScreen(QWidget):
    """Shows nothing of the work: a lock, a field for the passphrase, a button."""

    passphrase_given = Signal(str)
    switch_wanted = Signal()
    """Somebody else wants to work on this computer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("已锁定"))
        self.setObjectName("lock_screen")
        self._busy = False
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setPlaceholderText(self.tr("口令"))
        self.field.setAccessibleName(self.tr("口令"))
        self.field.setObjectName("unlock_passphrase")
        self.field.returnPressed.connect(self._give)
        self.button = primary(self.tr("打开"), self._give, icon="unlock")
        self.message = text("", Role.PROBLEM, wrap=True)
        self._fit()
        column = QVBoxLayout(self)
        column.setSpacing(theme.scaled(12))
        column.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        for widget in (
            Picture("lock", 56, "muted"),
            text(self.tr("已锁定"), Role.TITLE),
            text(self.tr("没有写完的内容已经加密保存。"), Role.MUTED),
            self.field,
            self.button,
            self.message,
            link(self.tr("换一个人使用"), self.switch_wanted.emit),
        ):
            column.addWidget(widget, alignment=centre)
        column.addStretch(3)

    def show_problem(self, sentence: str) -> None:
        """Say why it did not open, and let the person try again."""
        self.set_busy(False)
        self.message.setText(sentence)
        self._give_message_room()
        self.field.setFocus()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        for part in (self.field, self.button, self.message):
            part.setFixedWidth(theme.scaled(_WIDTH))
        if self.message.text():
            self._give_message_room()

    def _give_message_room(self) -> None:
        """A centred label is given one line's height; all its lines are to be seen."""
        self.message.ensurePolished()
        self.message.setMinimumHeight(self.message.heightForWidth(self.message.width()))

    def set_busy(self, busy: bool) -> None:
        """While the passphrase is being checked; the keyboard stays where it is."""
        self._busy = busy
        self.field.setReadOnly(busy)
        self.button.setEnabled(not busy or self.button.hasFocus())
        self.button.setText(self.tr("正在打开…") if busy else self.tr("打开"))

    def reset(self) -> None:
        """Forget what was typed and said."""
        self.field.clear()
        self._forget_message()
        self.set_busy(False)

    def _forget_message(self) -> None:
        self.message.clear()
        self.message.setMinimumHeight(0)

    def _give(self) -> None:
        if self._busy:
            return
        passphrase = self.field.text()
        self.field.clear()
        if passphrase:
            self._forget_message()
            self.set_busy(True)
            self.passphrase_given.emit(passphrase)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.field.setFocus()


def hide_other_windows(window: QWidget) -> None:
    """Close popups and dialogs, and empty the clipboard."""
    for other in QApplication.topLevelWidgets():
        own_lock = isinstance(other, QMainWindow)  # another vault's window locks itself
        if not own_lock and other.isVisible() and not window.isAncestorOf(other):
            other.close()
    empty_clipboard()


def empty_clipboard() -> None:
    """A name may have been copied.

    Platforms do not all tell whose clipboard it is, so it is emptied in any case.
    """
    clipboard = QGuiApplication.clipboard()
    clipboard.clear()
    if clipboard.supportsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
