"""What was kept aside: by computer, with the reason, and 采纳 by two people."""

from __future__ import annotations

from itertools import groupby

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.services.exchange.judging import PEOPLE_TO_ADMIT
from app.words import denial_words
from ui import theme
from ui.display import comma
from ui.language import language
from ui.screens.authority.presenter import AsideLine
from ui.widgets.buttons import secondary
from ui.widgets.cards import Card
from ui.widgets.emptying import empty
from ui.widgets.texts import Role, section_title, text
from ui.widgets.told_line import ToldLine


class AsidePart(Card):
    """Hidden while nothing waits."""

    admitted = Signal(object, str)
    """(list of KeptAside, reason)."""

    def __init__(self) -> None:
        super().__init__(margin=16)
        self.setAccessibleName(self.tr("隔离待采纳"))
        self.column.addWidget(section_title(self.tr("隔离待采纳")))
        hint = self.tr(
            "这些内容签名是真的，只是按规定不能直接算数。两个人分别用自己的口令同意才采纳。"
        )
        self.column.addWidget(text(hint, Role.MUTED, wrap=True))
        self._inside = QVBoxLayout()
        self.column.addLayout(self._inside)
        self.hide()

    def show_lines(self, lines: list[AsideLine], people_here: int) -> None:
        """Show what waits."""
        empty(self._inside)
        self.setVisible(bool(lines))
        ordered = sorted(lines, key=lambda line: (line.computer, line.segment.device))
        for _, group in groupby(ordered, key=lambda line: line.segment.device):
            self._inside.addWidget(self._of_computer(list(group)))
        if lines and people_here < PEOPLE_TO_ADMIT:
            alone = self.tr("这台电脑上只有一个人有口令。请先在“设置”里添加第二个人。")
            self._inside.addWidget(text(alone, Role.PROBLEM, wrap=True))

    def _of_computer(self, lines: list[AsideLine]) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        first = lines[0]
        computer = first.computer or self.tr("名册上没有的电脑")
        count = sum(line.segment.last - line.segment.first + 1 for line in lines)
        column.addWidget(
            text(
                self.tr("{computer}：共 {count} 处内容").format(computer=computer, count=count),
                Role.STRONG,
            )
        )
        for reason in dict.fromkeys(line.segment.reason for line in lines):
            column.addWidget(text(denial_words(reason, language().value), wrap=True))
        agreed = dict.fromkeys(name for line in lines for name in line.agreed)
        if agreed:
            words = self.tr("已同意：{names}。还要另一位同事用自己的口令打开后同意。")
            column.addWidget(text(words.format(names=comma().join(agreed)), wrap=True))
        if any(line.may for line in lines):
            column.addWidget(self._asking(lines))
        return area

    def _asking(self, lines: list[AsideLine]) -> QWidget:
        reason = QLineEdit()
        reason.setObjectName("admit_reason")
        reason.setAccessibleName(self.tr("采纳的理由"))
        reason.setPlaceholderText(self.tr("采纳的理由（必填，会随内容一起给各组）"))
        reason.setMinimumHeight(theme.scaled(theme.TARGET))
        told = ToldLine(reason)

        def agree() -> None:
            if not reason.text().strip():
                told.tell(self.tr("请写明理由。"))
                reason.setFocus()
                return
            button.setEnabled(False)
            chosen = [line.segment for line in lines if line.may]
            self.admitted.emit(chosen, reason.text().strip())

        button = secondary(self.tr("同意采纳"), agree, icon="done")
        button.setObjectName("admit_aside")
        reason.returnPressed.connect(agree)
        area = QWidget()
        row = QHBoxLayout(area)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(told, 1)
        row.addWidget(button)
        return area
