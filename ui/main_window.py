"""The frame of the window: top bar, rail, screens, banners, status bar. It knows no service."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QScrollArea,
    QStackedWidget,
    QStatusBar,
    QVBoxLayout,
    QWidget,
)

from app.ports import Changes
from ui import theme
from ui.help_panel import HelpPanel
from ui.lock import LockScreen, empty_clipboard, hide_other_windows
from ui.notices import Notices
from ui.rail import Rail
from ui.screen import Screen
from ui.top_bar import TopBar
from ui.widgets.banner import BannerArea
from ui.widgets.progress import ProgressBanner
from ui.widgets.texts import text

SMALLEST = QSize(1024, 640)
DESIGNED = QSize(1366, 768)
_LEAST_SCREEN = 640
"""Width a screen needs beside the help, in pixels at 100 %."""
_TITLE_BAR = 40
"""Height the desktop's title bar may take, in pixels."""


class MainWindow(QMainWindow):
    """Shows the screens it is handed. Ctrl+1…9 screens, Ctrl+F search, Ctrl+N new, F1 help.

    Banners and progress lie over the status bar, F6 goes to them: nothing else moves for them.
    """

    lock_requested = Signal()
    """Ctrl+L or 锁定; the screen in front has kept its drafts before."""
    search_requested = Signal(str)
    """A search the screen in front does not answer itself."""
    context_requested = Signal()
    """The person clicked unit, round and group."""
    scale_changed = Signal(int)
    screen_changed = Signal(str)
    passphrase_given = Signal(str)
    closing = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.top_bar = TopBar()
        self.rail = Rail()
        self.banners = BannerArea()
        self.progress = ProgressBanner()
        self.status_bar = QStatusBar()
        self.lock_screen = LockScreen()
        self.help_panel = HelpPanel()
        self._screens: list[Screen] = []
        self._stack = QStackedWidget()
        self._pages = QStackedWidget()
        self._status = text("")
        self._counts = text("")
        self._build()
        self._connect()
        self._add_shortcuts()
        self.setWindowTitle(self.tr("巡记"))
        self.setMinimumSize(SMALLEST)
        self.fit(self.screen().availableGeometry().size())

    def fit(self, room: QSize) -> None:
        """The designed size, or the whole screen where that and a title bar do not fit.

        ``room`` is what the desktop leaves to windows. Less than the smallest size is no screen
        to fit: the window keeps the designed one.
        """
        inside = QSize(room.width(), room.height() - _TITLE_BAR)
        fits = DESIGNED.boundedTo(inside) == DESIGNED
        if fits or SMALLEST.boundedTo(room) != SMALLEST:
            self.resize(DESIGNED)
            return
        self.resize(DESIGNED.boundedTo(inside).expandedTo(SMALLEST))
        self.setWindowState(self.windowState() | Qt.WindowState.WindowMaximized)

    @property
    def screens(self) -> tuple[Screen, ...]:
        """The screens, in the order of the rail."""
        return tuple(self._screens)

    @property
    def current(self) -> Screen | None:
        """The screen in front."""
        widget = self._stack.currentWidget()
        return widget if isinstance(widget, Screen) else None

    @property
    def is_locked(self) -> bool:
        """Whether the neutral screen covers everything."""
        return self._pages.currentWidget() is self.lock_screen

    def set_screens(self, screens: Sequence[Screen]) -> None:
        """Show these screens and go to the first. Former ones are destroyed."""
        for old in self._screens:
            self._stack.removeWidget(old)
            old.deleteLater()
        self._screens = list(screens)
        for screen in self._screens:
            self._stack.addWidget(screen)
        self.rail.set_entries([(screen.title, screen.icon) for screen in self._screens])
        for number, screen in enumerate(self._screens):
            screen.count_changed.connect(
                lambda count, number=number: self.rail.set_count(number, count)
            )
        if self._screens:
            self._bring(0)

    def go(self, number: int) -> bool:
        """Bring a screen to the front, unless the present one objects. False if it did."""
        if not 0 <= number < len(self._screens) or self.is_locked:
            return False
        before = self.current
        if before is self._screens[number]:
            return True
        if before and not before.leaving():
            self.rail.choose(self._screens.index(before))
            return False
        self._bring(number)
        return True

    def go_to(self, screen: Screen) -> bool:
        """As ``go``, by the screen itself."""
        return self.go(self._screens.index(screen))

    def refresh(self, changes: Changes) -> None:
        """Tell every screen what changed."""
        for screen in self._screens:
            screen.refresh(changes)

    def set_status(self, status: str, counts: str = "") -> None:
        """Words of the status bar: left (本机加密 · 离线 · 用户) and right (counts)."""
        self._status.setText(status)
        self._counts.setText(counts)

    def request_lock(self) -> None:
        """Let the screen in front keep its drafts, then ask to be locked."""
        if not self.is_locked:
            if self.current:
                self.current.keep()
            self.lock_requested.emit()

    def lock(self) -> None:
        """Cover everything. Title, dialogs, banners and the clipboard tell nothing any more."""
        for screen in self._screens:
            screen.locked()
        hide_other_windows(self)
        self.help_panel.hide()
        self.banners.clear()
        self.top_bar.search.clear()
        self.lock_screen.reset()
        self.setWindowTitle(self.tr("巡记"))
        self._pages.setCurrentWidget(self.lock_screen)
        self.lock_screen.field.setFocus()

    def unlock(self) -> None:
        """Show the work again, where it was left."""
        self.lock_screen.reset()
        self._pages.setCurrentIndex(0)
        if self.current:
            self.current.shown()

    def show_help(self) -> None:
        """F1: help for the screen in front; again to close it."""
        if self.current and not self.is_locked:
            self.help_panel.toggle(self.current.title, self.current.help_text)
            self._place_help()

    def change_scale(self, steps: int) -> None:
        """Ctrl + and Ctrl -: larger or smaller text, within 100, 125 and 150 %."""
        percent = theme.next_scale(steps)
        application = QApplication.instance()
        if percent != theme.scale() and isinstance(application, QApplication):
            theme.apply(application, theme.shade(), percent)
            self.scale_changed.emit(percent)

    def _bring(self, number: int) -> None:
        screen = self._screens[number]
        self.banners.leave()
        self._stack.setCurrentWidget(screen)
        self.rail.choose(number)
        if self.help_panel.isVisible():
            self.help_panel.show_help(screen.title, screen.help_text)
        screen.setFocus()
        screen.shown()
        self.screen_changed.emit(screen.title)

    def _build(self) -> None:
        page = QWidget()
        rows = QVBoxLayout(page)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self.top_bar)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addWidget(self._stack, 1)
        middle.addWidget(self.help_panel)
        self._middle = middle
        rows.addLayout(middle, 1)
        rows.addWidget(self.status_bar)
        self.notices = Notices(page, self._stack, self.banners, self.progress)
        self._pages.addWidget(page)
        self._pages.addWidget(self.lock_screen)
        self.setCentralWidget(self._pages)
        self.status_bar.addWidget(self._status, 1)
        self.status_bar.addPermanentWidget(self._counts)
        self.status_bar.setSizeGripEnabled(False)
        self.status_bar.setContentsMargins(10, 0, 10, 0)

    def _connect(self) -> None:
        self.rail.chosen.connect(self.go)
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._bring_focus_into_view)
        for words in (self._status, self._counts):
            self.notices.covers.connect(words.setHidden)  # half a sentence would look broken
        self.top_bar.lock_button.clicked.connect(self.request_lock)
        self.top_bar.context_button.clicked.connect(self.context_requested)
        self.top_bar.search.searched.connect(self._search)
        self.lock_screen.passphrase_given.connect(self.passphrase_given)

    @Slot(QWidget, QWidget)
    def _bring_focus_into_view(self, _old: QWidget | None, new: QWidget | None) -> None:
        """A scrolled part shows what the Tab key reaches in it, also when it comes from outside."""
        if new is None or new.window() is not self or not new.visibleRegion().isEmpty():
            return
        around = new.parentWidget()
        while around is not None:
            if isinstance(around, QScrollArea):
                around.ensureWidgetVisible(new)
            around = around.parentWidget()

    def _search(self, wanted: str) -> None:
        if not (self.current and self.current.search(wanted)):
            self.search_requested.emit(wanted)

    def _add_shortcuts(self) -> None:
        keys = QKeySequence.StandardKey
        for sequence, action in (
            (QKeySequence("Ctrl+L"), self.request_lock),
            (QKeySequence("Ctrl+F"), self.top_bar.focus_search),
            (QKeySequence("F1"), self.show_help),
            (QKeySequence("F6"), self.notices.step),
            (QKeySequence("Ctrl+N"), self._begin_new),
            (QKeySequence("Ctrl+S"), self._reassure),
            (QKeySequence(keys.ZoomIn), lambda: self.change_scale(1)),
            (QKeySequence("Ctrl+="), lambda: self.change_scale(1)),
            (QKeySequence(keys.ZoomOut), lambda: self.change_scale(-1)),
        ):
            self._shortcut(sequence, action)
        for number in range(9):
            self._shortcut(QKeySequence(f"Ctrl+{number + 1}"), lambda n=number: self.go(n))

    def _shortcut(self, sequence: QKeySequence, action: object) -> None:
        shortcut = QShortcut(sequence, self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(action)

    def _begin_new(self) -> None:
        if self.current and not self.is_locked:
            self.current.begin_new()

    def _reassure(self) -> None:
        if not self.is_locked:
            self.banners.inform(self.tr("写下的内容会自动保存，不需要手动保存。"))

    def _place_help(self) -> None:
        """Beside the screen, or over the rail where both would not leave the screen its room."""
        room = self.width() - self.rail.width() - self.help_panel.width()
        if room >= theme.scaled(_LEAST_SCREEN):
            self._middle.addWidget(self.help_panel)
            return
        self._middle.removeWidget(self.help_panel)
        height = self._stack.height()
        self.help_panel.setGeometry(0, self.top_bar.height(), self.help_panel.width(), height)
        self.help_panel.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_help()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "_middle"):
            self._place_help()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.is_locked and self.current and not self.current.leaving():
            event.ignore()
            return
        self.closing.emit()
        for screen in self._screens:
            screen.locked()  # forget what was decrypted, close what is open
        empty_clipboard()
        super().closeEvent(event)
