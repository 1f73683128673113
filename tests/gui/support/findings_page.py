"""Findings and evidence as a person uses them, in the real window on a real laptop's vault."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap.opening import Opened
from app.desktop import DesktopProgram
from app.services.session import Session
from tests.gui.support.page import Page
from tests.support.vaults import PASSPHRASE, POLICY, Team
from ui import screens
from ui.desk import Desk
from ui.record_picking import RecordPicker
from ui.screens.evidence.view import EvidenceScreen
from ui.screens.findings.view import FindingsScreen
from ui.screens.screen import Screen
from ui.screens.today.view import TodayScreen
from ui.shell import Shell
from ui.tasks import unwatched
from ui.widgets.banner import Banner
from ui.widgets.standard_ledger import StandardLedger

WAIT = 30_000
TODAY, FINDINGS, EVIDENCE = 1, 2, 3


class WorkPage(Page):
    """The window with today, findings and evidence (Ctrl+1 … 3). Files are chosen by tests."""

    def __init__(self, shell: Shell, qtbot: QtBot) -> None:
        assert shell.window is not None
        assert shell.desk is not None
        super().__init__(shell.window)
        self.shell = shell
        self.window = shell.window
        self.qtbot = qtbot
        self.files: list[Path] = []
        self.wanted: list[tuple[str, str]] = []
        shell.desk.choose_open = self._choose_open
        shell.desk.choose_folder = self._choose_folder
        shell.desk.signals.record_wanted.connect(lambda *asked: self.wanted.append(asked))

    @property
    def session(self) -> Session:
        """The session of the present unlocking."""
        return self.desk.session

    @property
    def desk(self) -> Desk:
        """What the screens were handed."""
        assert self.shell.desk is not None
        return self.shell.desk

    @property
    def opened(self) -> Opened:
        """The vault: another object after each unlocking."""
        opened = self.desk.opened
        assert isinstance(opened, Opened)
        return opened

    def hidden_text(self, name: str) -> str:
        """What a field holds that nobody sees: for looking behind the lock."""
        found = self.window.findChildren(QLineEdit, name)
        return "".join(field.text() for field in found)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition."""
        self.qtbot.waitUntil(condition, timeout=WAIT)

    def settle(self) -> None:
        """Wait until everything given to the background is done and delivered."""
        self.until(lambda: not self.shell.background.busy)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Everything meant for the database waits: a long merge has the queue."""
        release = Event()
        self.shell.background.write(self.window, unwatched(lambda: release.wait(WAIT / 1_000)))
        try:
            yield
        finally:
            release.set()
            self.settle()

    def go(self, number: int) -> None:
        """A screen by its key."""
        key = Qt.Key(Qt.Key.Key_0.value + number)
        self.press(key, Qt.KeyboardModifier.ControlModifier)
        self.settle()

    def imported(self) -> None:
        """Wait until no file is on its way."""
        self.until(lambda: not self.window.progress.isVisible())
        self.settle()

    @property
    def titles(self) -> list[str]:
        """Titles in the list, as shown."""
        model = self.find_ledger().model
        column = next(n for n, c in enumerate(model.columns) if c.field == "title")
        return [str(model.index(n, column).data()) for n in range(model.rowCount())]

    def find_ledger(self) -> StandardLedger:
        """The list in front."""
        assert self.window.current is not None
        return self.window.current.findChildren(StandardLedger)[0]

    def choose_row(self, title: str) -> None:
        """Click a row of the list."""
        ledger = self.find_ledger()
        self.actions.append(f"choose {title}")
        area = ledger.table.visualRect(ledger.model.index(self.titles.index(title), 1))
        left = Qt.MouseButton.LeftButton
        QTest.mouseClick(ledger.table.viewport(), left, pos=area.center())
        self.settle()

    def value(self, field: str) -> str:
        """What a field of text shows."""
        part: QWidget = self.find(f"field_{field}")
        if isinstance(part, QPlainTextEdit):
            return part.toPlainText()
        assert isinstance(part, QLineEdit)
        return part.text()

    def label(self, name: str) -> str:
        """What a label says."""
        return self.find(name, QLabel).text()

    def pick(self, *shown: str) -> None:
        """Tick entries in the dialog that is open, and accept."""
        dialog = next(d for d in self.window.findChildren(RecordPicker) if d.isVisible())
        entries = dialog.list
        for number in range(entries.count()):
            item = entries.item(number)
            if item.text() in shown:
                self.actions.append(f"tick {item.text()}")
                item.setCheckState(Qt.CheckState.Checked)
        self.actions.append("accept")
        dialog.accept()
        self.settle()

    @property
    def notices(self) -> list[str]:
        """Sentences of banners inside the screen."""
        assert self.window.current is not None
        return [b.sentence for b in self.window.current.findChildren(Banner) if b.isVisible()]

    def undo(self) -> None:
        """撤销, in the banner."""
        self.click("撤销")
        self.settle()

    def lock(self) -> None:
        """Ctrl+L, until the keys are gone."""
        self.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
        assert self.window.is_locked
        self.settle()

    def unlock(self) -> None:
        """Type the passphrase."""
        self.type_into("unlock_passphrase", PASSPHRASE)
        self.press(Qt.Key.Key_Return)
        self.until(lambda: not self.window.is_locked)
        self.settle()

    def close(self) -> None:
        """Close the window; the vault stays open."""
        self.window.close()
        self.shell.background.settle()
        self.shell.background.close()
        self.shell.deleteLater()

    def _choose_open(self, _title: str, _kinds: str) -> list[Path]:
        self.actions.append("choose files")
        return self.files

    def _choose_folder(self, _title: str) -> Path | None:
        self.actions.append("choose folder")
        return self.files[0] if self.files else None


def open_window(
    team: Team, patch: pytest.MonkeyPatch, folder: Path, application: QApplication, qtbot: QtBot
) -> WorkPage:
    """The window on the first laptop."""

    def make(desk: Desk) -> list[Screen]:
        return [TodayScreen(desk), FindingsScreen(desk), EvidenceScreen(desk)]

    patch.setattr(screens, "make_screens", make)
    hook = sys.excepthook
    shell = Shell(DesktopProgram(folder / "config", POLICY), application)
    sys.excepthook = hook  # what nobody catches fails the test instead of becoming a banner
    shell.enter(team.laptops[0])
    page = WorkPage(shell, qtbot)
    page.settle()
    return page
