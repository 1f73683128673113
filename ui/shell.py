"""From start to end: first run or unlock, the window, lock and unlock again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication

from app.domain.errors import ClockDoubtfulError, XunjiError
from app.ports import Changes
from ui import screens
from ui.application import make_application
from ui.clock_watch import ClockWatch
from ui.desk import Desk, Signals
from ui.errors import ErrorDoor, say
from ui.file_dialogs import FileDialogs
from ui.language import Language
from ui.lock import InactivityTimer, SessionLock
from ui.program import Program, UnlockedVault
from ui.screens.start.view import StartWindow
from ui.tasks import Background, unwatched
from ui.theme import Shade
from ui.widgets.banner import Banner, Severity

if TYPE_CHECKING:
    from ui.main_window import MainWindow

IDLE_SECONDS = 300
"""Five minutes without a key or a mouse and the window locks."""

_INDEX_EVERY_MS = 2_000


def run(program: Program, *, demo: bool = False) -> int:
    """Open the window; returns when the last one is closed."""
    preferences = program.preferences()
    application = make_application(
        ["xunji"],
        chosen=Language(preferences.language),
        shade=Shade.DARK if preferences.dark else Shade.LIGHT,
        percent=preferences.percent,
    )
    shell = Shell(program, application)
    shell.begin(demo=demo)
    code = application.exec()
    shell.end()
    return code


class Shell(QObject):
    """Owns the windows and the open vault; everything else is handed to them."""

    def __init__(self, program: Program, application: QApplication) -> None:
        super().__init__(application)
        self.program = program
        self.door = ErrorDoor(parent=self)
        self.door.catch_everything()
        self.background = Background(self._tell, self)
        self.start = StartWindow(program, self.background)
        self.start.entered.connect(self.enter)
        self.door.show_in(self.start.banners)
        self.window: MainWindow | None = None
        self.desk: Desk | None = None
        self._idle = InactivityTimer(application, IDLE_SECONDS, parent=self)
        self._idle.idle.connect(self._request_lock)
        self._clock_watch = ClockWatch(parent=self)
        self._clock_watch.jumped.connect(self._clock_jumped)
        self._session_lock = SessionLock(self)
        self._session_lock.locked.connect(self._request_lock)
        self._indexing = QTimer(self)
        self._indexing.setInterval(_INDEX_EVERY_MS)
        self._indexing.timeout.connect(self._index)

    def begin(self, *, demo: bool = False) -> None:
        """Show the first window, and load the database behind it."""
        self.start.show()
        if demo:
            self.start.make_demonstration()
        else:
            self.start.show_where_left()
            self.background.run(self, unwatched(self._warm_up))

    def enter(self, opened: UnlockedVault) -> None:
        """A vault was unlocked: show the work."""
        from ui.main_window import MainWindow

        window = MainWindow()
        self.door.show_in(window.banners)
        self.window = window
        dialogs = FileDialogs(window)
        self.desk = Desk(
            program=self.program,
            opened=opened,
            background=self.background,
            door=self.door,
            banners=window.banners,
            progress=window.progress,
            signals=Signals(self),
            choose_open=dialogs.open,
            choose_save=dialogs.save,
            choose_folder=dialogs.folder,
        )
        self.desk.task = screens.first_task(self.desk)
        self._connect(window, self.desk)
        self._show_screens()
        self._tell_failures(opened)
        self._idle.start()
        self._clock_watch.start()
        self._indexing.start()
        self.background.run(self, unwatched(opened.tidy))
        self.background.run(self, unwatched(lambda: _doubt(opened)), self._tell_clock)
        self.background.run(self, unwatched(opened.session.verify))
        window.show()
        self.start.hide()

    def end(self) -> None:
        """The last window was closed: save, wait, forget the keys."""
        self._idle.stop()
        self._clock_watch.stop()
        self._indexing.stop()
        self.background.settle()
        if self.desk is not None:
            self.desk.opened.close()
            self.desk = None
        self.background.close()

    def _tell(self, error: Exception) -> None:
        self.door.tell(error)

    def _connect(self, window: MainWindow, desk: Desk) -> None:
        window.lock_requested.connect(self._lock)
        window.passphrase_given.connect(self._unlock)
        window.lock_screen.switch_wanted.connect(self._switch)
        window.scale_changed.connect(self._remember_scale)
        window.search_requested.connect(self._search)
        desk.signals.changed.connect(self._changed)
        desk.signals.saved.connect(window.top_bar.show_saved)
        desk.signals.record_wanted.connect(self._show_record)
        desk.signals.task_chosen.connect(lambda: screens.show_context(desk, window))
        desk.signals.session_replaced.connect(self._show_screens)

    def _warm_up(self) -> None:
        """Load what comes after unlocking while the person types: nobody waits for it before."""
        screens.warm_up()
        self.program.warm_up()

    def _show_screens(self) -> None:
        assert self.desk is not None
        assert self.window is not None
        self.window.set_screens(screens.make_screens(self.desk))
        screens.show_context(self.desk, self.window)

    def _tell_failures(self, opened: UnlockedVault) -> None:
        if opened.failures and self.window is not None:
            sentence = self.tr("上次登录后有 {count} 次口令错误。").format(count=opened.failures)
            self.window.banners.warn(sentence)
        if opened.concern is not None and self.window is not None:
            said = say(opened.concern)
            action = (self.tr("是我恢复的备份"), self._accept_restored)
            self.window.banners.add(Banner(Severity.WARNING, said.sentence, said.hint, action))

    def _clock_jumped(self, seconds: float) -> None:
        """Somebody set the clock: it goes into the log, and he is told."""
        from app.services import clocks

        if self.desk is not None:
            session = self.desk.session
            noted = unwatched(lambda: clocks.note_jump(session, seconds))
            self.background.write(self, noted, self._tell_clock)

    def _tell_clock(self, doubt: ClockDoubtfulError | None) -> None:
        if doubt is not None and self.window is not None:
            said = say(doubt)
            self.window.banners.warn(said.sentence, said.hint)

    def _accept_restored(self) -> None:
        """The person has put a copy back on purpose: the computer goes on anew."""
        assert self.desk is not None
        self.background.write(self, unwatched(self.desk.opened.accept_state), self._begun_anew)

    def _begun_anew(self, _: object) -> None:
        assert self.desk is not None
        assert self.window is not None
        self.desk.signals.session_replaced.emit()
        if self.desk.session.role == "office":
            hint = self.tr("下次打包时各组会得知数据已回退，并重新送交。")
        else:
            hint = self.tr("可以照常记录。请到“带出与合并”重新申请授权，办公室登记后新内容才合并。")
        self.window.banners.inform(self.tr("已按恢复的备份继续。"), hint)

    def _changed(self, changes: Changes) -> None:
        assert self.desk is not None
        assert self.window is not None
        self.window.refresh(changes)
        screens.show_context(self.desk, self.window)

    def _show_record(self, kind: str, record: str) -> None:
        if self.window is not None:
            for screen in self.window.screens:
                if kind in getattr(screen, "kinds", ()) and self.window.go_to(screen):
                    screen.show_record(kind, record)  # type: ignore[attr-defined]
                    return

    def _search(self, wanted: str) -> None:
        if self.window is None:
            return
        for screen in self.window.screens:
            if screen.objectName() == "screen_search" and self.window.go_to(screen):
                screen.search(wanted)
                return

    def _request_lock(self) -> None:
        if self.window is not None:
            self.window.request_lock()

    def _lock(self) -> None:
        """Cover everything at once; keys go as soon as the last draft is written."""
        assert self.desk is not None
        assert self.window is not None
        self._idle.stop()
        self._clock_watch.stop()
        self._indexing.stop()
        self.window.lock()
        opened = self.desk.opened
        self.background.write(self, unwatched(opened.close))

    def _unlock(self, passphrase: str) -> None:
        assert self.desk is not None
        old = self.desk.opened
        person = old.person
        self.background.write(
            self,
            unwatched(lambda: self.program.unlock(old.path, person, passphrase)),
            self._unlocked,
            self._not_unlocked,
        )

    def _switch(self) -> None:
        """Somebody else: the window goes, the start window asks who and with which passphrase."""
        assert self.window is not None
        self.background.settle()
        self.door.show_in(self.start.banners)
        self.window.hide()
        self.window.deleteLater()
        self.window = self.desk = None
        self.start.show_where_left()
        self.start.show()

    def _unlocked(self, opened: UnlockedVault) -> None:
        assert self.desk is not None
        assert self.window is not None
        self.desk.opened = opened
        self.background.run(self, unwatched(opened.session.verify))
        self.window.unlock()
        self._tell_failures(opened)
        self._idle.start()
        self._clock_watch.start()
        self._indexing.start()

    def _not_unlocked(self, error: Exception) -> None:
        assert self.window is not None
        said = say(error)
        self.window.lock_screen.show_problem(f"{said.sentence} {said.hint}".strip())
        if not isinstance(error, XunjiError):
            self.door.tell(error)

    def _remember_scale(self, percent: int) -> None:
        preferences = self.program.preferences()
        self.program.put_preferences(replace(preferences, percent=percent))

    def _index(self) -> None:
        """Index what a merge left, a little at a time, while nothing else runs."""
        if self.desk is not None and not self.background.busy:
            store = self.desk.session.store
            self.background.write(self, unwatched(store.index_pending))


def _doubt(opened: UnlockedVault) -> ClockDoubtfulError | None:
    from app.services import clocks

    return clocks.doubt(opened.session)
