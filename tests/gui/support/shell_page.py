"""The whole program as a person uses it: start window, then the window with every screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from app.desktop import DesktopProgram
from app.services.session import Session
from tests.gui.support.page import Page
from tests.support.vaults import PASSPHRASE, POLICY
from ui.record_picking import RecordPicker
from ui.shell import Shell
from ui.widgets.standard_form import StandardForm

WAIT = 60_000


class TestedProgram(DesktopProgram):
    """The real program with preferences of its own, its vault in a folder of the test."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "config", POLICY)
        self._vault = folder / "vault"

    def default_folder(self) -> Path:
        return self._vault


class ShellPage(Page):
    """One computer with the program running."""

    def __init__(self, folder: Path, application: QApplication, qtbot: QtBot) -> None:
        self.folder = folder
        self.qtbot = qtbot
        self.application = application
        self.program = TestedProgram(folder)
        self.shell = Shell(self.program, application)
        self.shell.begin()
        self.closed = False
        self.answers: dict[str, list[Path]] = {"open": [], "save": [], "folder": []}
        super().__init__(self.shell.start)

    @property
    def session(self) -> Session:
        """The session of the open vault, within the task worked on."""
        assert self.shell.desk is not None
        return self.shell.desk.session

    def create_office(self, name: str, person: str, district: str) -> None:
        """The assistant for an office, to the first screen."""
        self.click("建立办公室保险库")
        self.type_into("office_name", name)
        self.type_into("district", district)
        self._create(person)

    def create_team(self, person: str) -> None:
        """The assistant for a laptop, to the first screen."""
        self.click("建立组用保险库")
        self._create(person)

    def unlock(self, passphrase: str = PASSPHRASE) -> None:
        """Type the passphrase and open."""
        self.type_into("passphrase", passphrase)
        self.press(Qt.Key.Key_Return)
        self._entered()

    def go(self, title: str) -> None:
        """Choose a screen in the rail."""
        self.settle()
        self.click(title)
        self.qtbot.waitUntil(lambda: self.shell.window.current.title == title, timeout=WAIT)  # type: ignore[union-attr]

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        """Press a key in this computer's window: another one may have been in front."""
        self._come_forward()
        super().press(key, modifier)

    def type_here(self, content: str) -> None:
        """Type where the cursor of this computer is."""
        self._come_forward()
        super().type_here(content)

    def settle(self) -> None:
        """Wait until nothing runs in the background and every answer was delivered."""
        self.until(lambda: not self.shell.background.busy)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for a condition, never for a time."""
        self.qtbot.waitUntil(condition, timeout=WAIT)

    def form(self) -> StandardForm:
        """The standard form that is visible."""
        found = [form for form in self.widget.findChildren(StandardForm) if form.isVisible()]
        assert found, "no form is visible"
        return found[0]

    def pick(self, field: str, *shown: str) -> None:
        """Choose records for a reference field, in its dialog."""
        self.actions.append(f"pick {field}")
        self.form().editor(field).pick_button.click()  # type: ignore[attr-defined]
        dialog = next(d for d in self.widget.findChildren(RecordPicker) if d.isVisible())
        entries = dialog.list
        for number in range(entries.count()):
            item = entries.item(number)
            if item.text() in shown:
                entries.setCurrentItem(item)
                if item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                    item.setCheckState(Qt.CheckState.Checked)
        dialog.accept()
        assert dialog.result() == QDialog.DialogCode.Accepted

    def close(self) -> None:
        """Close the window as a person does; a second time does nothing."""
        if self.closed:
            return
        self.closed = True
        if self.shell.window is not None:
            self.shell.window.close()
        self.shell.end()
        self.shell.start.close()
        self.shell.deleteLater()

    def _come_forward(self) -> None:
        window = self.widget.window()
        if not window.isActiveWindow():
            window.activateWindow()
            self.until(window.isActiveWindow)

    def _create(self, person: str) -> None:
        self.type_into("name_0", person)
        self.type_into("passphrase_0", PASSPHRASE)
        self.type_into("repeat_0", PASSPHRASE)
        self.click("create_vault")
        self._entered()

    def _entered(self) -> None:
        self.until(lambda: self.shell.window is not None and self.shell.window.isVisible())
        assert self.shell.window is not None
        assert self.shell.desk is not None
        self.widget = self.shell.window
        desk = self.shell.desk
        desk.choose_open = lambda _title, _kinds: self._answer("open")
        desk.choose_save = lambda _title, _name: next(iter(self._answer("save")), None)
        desk.choose_folder = lambda _title: next(iter(self._answer("folder")), None)
        self.settle()

    def _answer(self, kind: str) -> list[Path]:
        self.actions.append(f"choose files ({kind})")
        return self.answers[kind]
