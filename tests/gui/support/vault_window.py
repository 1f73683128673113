"""The real window on a real open vault, showing the screens a test asks for."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.desktop import DesktopProgram
from app.services.session import Session
from tests.gui.support.page import Page
from tests.support.vaults import POLICY
from ui import screens
from ui.desk import Desk
from ui.main_window import MainWindow
from ui.program import UnlockedVault
from ui.screens.screen import Screen
from ui.shell import Shell

WAIT = 30_000


class VaultWindow(Page):
    """A window after unlocking; ``answers`` are what the file dialogs will say, in order."""

    def __init__(self, shell: Shell, qtbot: QtBot) -> None:
        assert shell.window is not None
        super().__init__(shell.window)
        self.shell = shell
        self.qtbot = qtbot
        self.opened: list[list[Path]] = []
        self.saved: list[Path | None] = []
        self.folders: list[Path | None] = []
        self.desk.choose_open = lambda _title, _kinds: self.opened.pop(0)
        self.desk.choose_save = lambda _title, _name: self.saved.pop(0)
        self.desk.choose_folder = lambda _title: self.folders.pop(0)

    @property
    def desk(self) -> Desk:
        """What the screens are handed."""
        assert self.shell.desk is not None
        return self.shell.desk

    @property
    def session(self) -> Session:
        """The session of the present unlocking."""
        return self.desk.session

    @property
    def window(self) -> MainWindow:
        """The frame."""
        assert self.shell.window is not None
        return self.shell.window

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition."""
        self.qtbot.waitUntil(condition, timeout=WAIT)

    def settle(self) -> None:
        """Wait until everything given to the background is done and delivered."""
        self.until(lambda: not self.shell.background.busy)
        QApplication.processEvents()

    def show_record(self, kind: str, record: str) -> None:
        """As a card or link of another screen does."""
        self.desk.signals.record_wanted.emit(kind, record)
        self.settle()

    def words(self, name: str) -> str:
        """The text of a label."""
        from PySide6.QtWidgets import QLabel

        return self.find(name, QLabel).text()

    def end(self) -> UnlockedVault:
        """Close the window; the vault stays open and is handed back."""
        opened = self.desk.opened
        self.window.close()
        self.shell.background.settle()
        self.shell.background.close()
        self.shell.deleteLater()
        return opened


def open_vault_window(
    opened: UnlockedVault,
    make: Callable[[Desk], list[Screen]],
    patch: pytest.MonkeyPatch,
    folder: Path,
    application: QApplication,
    qtbot: QtBot,
) -> VaultWindow:
    """Enter an open vault through the shell."""
    patch.setattr(screens, "make_screens", make)
    hook = sys.excepthook
    shell = Shell(DesktopProgram(folder / "config", POLICY), application)
    sys.excepthook = hook  # what nobody catches fails the test instead of becoming a banner
    shell.enter(opened)
    return VaultWindow(shell, qtbot)
