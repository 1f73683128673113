"""Asking for the contents of sealed versions: why, in a code and in words. Logged before opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from ui import theme
from ui.desk import Desk
from ui.widgets.buttons import secondary
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.texts import Role, text


class OpeningRow(QWidget):
    """A reason, a few words, and the button."""

    wanted = Signal(str, str)
    """(code of the reason, words)"""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(text(self.tr("要看内容再定，先选理由，会记入日志："), wrap=True))
        self._reason = ChoiceBox()
        codes = desk.session.codes.codes("unseal_reason")
        self._reason.offer(codes, self.tr("（请选择理由）"))
        self._reason.setMinimumHeight(theme.scaled(theme.TARGET))
        self._reason.setObjectName("opening_reason")
        self._reason.setAccessibleName(self.tr("查看理由"))
        self._words = QLineEdit()
        self._words.setObjectName("opening_words")
        self._words.setAccessibleName(self.tr("查看说明"))
        self._words.setPlaceholderText(self.tr("说明，例如：裁决两处写得不一样的姓名"))
        self._words.setMinimumHeight(theme.scaled(theme.TARGET))
        self._words.setMaxLength(500)
        button = secondary(self.tr("查看两种写法"), self._ask)
        button.setObjectName("open_versions")
        self._problem = text(self.tr("请先选理由。"), Role.PROBLEM)
        self._problem.hide()
        column.addWidget(self._reason)
        column.addWidget(self._words)
        column.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self._problem)

    def _ask(self) -> None:
        code = self._reason.currentData()
        self._problem.setVisible(not code)
        if code:
            self.wanted.emit(str(code), self._words.text().strip())
