"""Unlocking: who, and the passphrase. Two actions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.program import KnownPerson
from ui.widgets.buttons import link, primary
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.texts import ElidedText, Picture, Role, text

_WIDTH = 420


class UnlockPage(QWidget):
    """Person, passphrase, 打开; and what to do if it was forgotten."""

    given = Signal(str, str)
    """(person id, passphrase)."""
    other = Signal()
    """Another vault, or a new one."""

    def __init__(self) -> None:
        super().__init__()
        self._busy = False
        self.person = ChoiceBox()
        self.person.setAccessibleName(self.tr("使用人"))
        self.person.setObjectName("person")
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(self.tr("口令"))
        self.passphrase.setAccessibleName(self.tr("口令"))
        self.passphrase.setObjectName("passphrase")
        self.passphrase.returnPressed.connect(self._give)
        self.button = primary(self.tr("打开"), self._give, icon="unlock")
        self.button.setObjectName("unlock")
        self._where = ElidedText("", Role.SMALL)
        self._forgotten = text(
            self.tr(
                "请联系办公室：办公室可以在两名保管人在场时重新为你设置口令。"
                "连续输错只会让等待变长，不会损坏任何内容。"
            ),
            Role.MUTED,
            wrap=True,
        )
        self._forgotten.hide()
        self._build()

    def show_vault(self, vault: Path, persons: Sequence[KnownPerson]) -> None:
        """Ask for the passphrase of this vault."""
        self.person.clear()
        for person in persons:
            self.person.addItem(person.name, person.id)
        self.person.setVisible(len(persons) > 1)
        self._where.show_text(str(vault))
        self.passphrase.clear()

    def set_busy(self, busy: bool) -> None:
        """While the passphrase is being checked; the keyboard stays where it is."""
        self._busy = busy
        self.passphrase.setReadOnly(busy)
        for part in (self.person, self.button):
            part.setEnabled(not busy or part.hasFocus())
        self.button.setText(self.tr("正在打开…") if busy else self.tr("打开"))
        if not busy:
            self.passphrase.selectAll()
            self.passphrase.setFocus()

    def forget(self) -> None:
        """It was opened: no passphrase waits in a hidden field."""
        self.passphrase.clear()

    def _give(self) -> None:
        if self.passphrase.text() and not self._busy:
            self.given.emit(str(self.person.currentData()), self.passphrase.text())

    def _toggle_forgotten(self) -> None:
        self._forgotten.setVisible(not self._forgotten.isVisible())

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(theme.scaled(12))
        column.addStretch(2)
        parts = (
            Picture("lock", 48, "link"),
            text(self.tr("打开巡记"), Role.TITLE),
            self._where,
            self.person,
            self.passphrase,
            self.button,
            link(self.tr("忘记口令怎么办"), self._toggle_forgotten),
            self._forgotten,
            link(self.tr("打开别的保险库，或新建"), self.other.emit),
        )
        for part in parts:
            if part in (self.person, self.passphrase, self.button, self._forgotten):
                part.setFixedWidth(theme.scaled(_WIDTH))
            column.addWidget(part, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
