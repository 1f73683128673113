"""The interview desk as a person uses it, in the real window on a real vault."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from app.desktop import DesktopProgram
from app.services.session import Session
from tests.gui.support.page import Page
from tests.support.vaults import PASSPHRASE, POLICY, Team
from ui import screens
from ui.desk import Desk
from ui.screens.interviews.view import InterviewsScreen
from ui.screens.screen import Screen
from ui.shell import Shell
from ui.widgets.turns_editor import TurnsEditor

WAIT = 20_000


class InterviewsPage(Page):
    """The window with a blank screen (Ctrl+1) and the interview desk (Ctrl+2)."""

    def __init__(self, shell: Shell, qtbot: QtBot) -> None:
        assert shell.window is not None
        super().__init__(shell.window)
        self.shell = shell
        self.window = shell.window
        self.qtbot = qtbot
        desk = self.window.findChild(InterviewsScreen)
        assert desk is not None
        self.desk = desk

    @property
    def session(self) -> Session:
        """The session of the present unlocking."""
        assert self.shell.desk is not None
        return self.shell.desk.session

    @property
    def turns(self) -> TurnsEditor:
        """Questions and answers."""
        return self.find("turns", TurnsEditor)

    @property
    def pseudonym(self) -> str:
        """The number of the talk on the desk."""
        return self.find("pseudonym", QLabel).accessibleName()

    @property
    def talks(self) -> list[str]:
        """The list as assistive technology reads it."""
        model = self.desk.list.model()
        role = Qt.ItemDataRole.AccessibleTextRole
        return [str(model.index(n, 0).data(role)) for n in range(model.rowCount(QModelIndex()))]

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition."""
        self.qtbot.waitUntil(condition, timeout=WAIT)

    def settle(self) -> None:
        """Wait until everything given to the background is done and delivered."""
        self.until(lambda: not self.shell.background.busy)

    def go(self, number: int) -> None:
        """Ctrl+1 or Ctrl+2."""
        key = Qt.Key(Qt.Key.Key_0.value + number)
        self.press(key, Qt.KeyboardModifier.ControlModifier)

    def new_talk(self) -> None:
        """Ctrl+N."""
        self.press(Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)

    def open_talk(self, number: int) -> None:
        """Click a line of the list."""
        view = self.desk.list
        self.actions.append(f"open talk {number}")
        area = view.visualRect(view.model().index(number, 0))
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=area.center())
        self.settle()

    def select(self, words: str) -> None:
        """Select words in the answers, as with the mouse."""
        self.actions.append("select")
        found = self.turns.document().find(words)
        assert not found.isNull(), f"{words!r} is not written"
        self.turns.setTextCursor(QTextCursor(found))

    def identity_field(self, name: str) -> QLineEdit:
        """An open field of the identity."""
        return self.find(f"field_{name}", QLineEdit)

    def choose_reason(self, code: str) -> None:
        """A reason for unsealing, by its code."""
        box = self.find("unseal_reason", QComboBox)
        self.actions.append(f"choose {code}")
        box.setCurrentIndex(box.findData(code))

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

    def menu(self) -> QMenu:
        """The menu that is open."""
        found = [m for m in self.window.findChildren(QMenu) if m.isVisible()]
        assert len(found) == 1
        return found[0]


def open_window(
    team: Team, patch: pytest.MonkeyPatch, folder: Path, application: QApplication, laptop: int = 0
) -> Shell:
    """The window on an open laptop, through the shell, showing the interview desk only."""

    def make(desk: Desk) -> list[Screen]:
        return [Screen("空白", "today"), InterviewsScreen(desk)]

    patch.setattr(screens, "make_screens", make)
    hook = sys.excepthook
    shell = Shell(DesktopProgram(folder / "config", POLICY), application)
    sys.excepthook = hook  # what nobody catches fails the test instead of becoming a banner
    shell.enter(team.laptops[laptop])
    return shell
