"""The office's keys: its number, who holds the root, what it delegates, and its successor."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.rotation import Office
from ui import typed
from ui.display import comma
from ui.screens.authority.presenter import Shown
from ui.screens.authority.words import AuthorityWords
from ui.widgets.buttons import secondary
from ui.widgets.cards import Card
from ui.widgets.emptying import empty
from ui.widgets.texts import Role, section_title, text, title


class KeysPart(Card):
    """What is in force."""

    change_wanted = Signal()
    """A successor is to be planned."""

    def __init__(self) -> None:
        super().__init__(margin=16)
        self._words = AuthorityWords(self)
        self._inside = QVBoxLayout()
        self.column.addLayout(self._inside)

    def show_office(self, shown: Shown) -> None:
        """While a successor is being signed, it is shown elsewhere."""
        empty(self._inside)
        office = shown.office
        self._inside.addWidget(section_title(self.tr("办公室编号和主密钥")))
        number = title(shown.number)
        number.setObjectName("office_number")
        number.setWordWrap(True)
        self._inside.addWidget(number)
        hint = self.tr("印在《组建通知》上；组员加入时逐组核对。换主密钥，编号不变。")
        self._inside.addWidget(text(hint, Role.MUTED, wrap=True))
        self._inside.addWidget(text(self._standing(office), wrap=True))
        if office.alone:
            self._inside.addWidget(self._warning(office))
        for key in office.keys:
            self._inside.addWidget(self._key(key.role, key.mark, key.since))
        if shown.waiting is None:
            words = (
                self.tr("改为三人保管、两人签字…")
                if office.alone
                else self.tr("更换主密钥或保管人…")
            )
            button = secondary(words, self.change_wanted.emit, icon="edit")
            button.setObjectName("change_root")
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            area = QWidget()
            row.setContentsMargins(0, 0, 0, 0)
            area.setLayout(row)
            self._inside.addWidget(area)

    def _standing(self, office: Office) -> str:
        names = comma().join(holder.name for holder in office.holders if holder.name)
        words = self.tr(
            "第 {version} 版，主密钥 {holders} 把，{threshold} 人签字有效，用到 {day}。"
        )
        said = words.format(
            version=office.version,
            holders=len(office.holders),
            threshold=office.threshold,
            day=typed.format_day(office.valid_until),
        )
        if not names:
            return said
        return f"{said} " + self.tr("保管人：{names}。").format(names=names)

    def _warning(self, office: Office) -> QWidget:
        here = self.tr(
            "只有一把主密钥，而且就在这台电脑里：谁能打开这台电脑，谁就能改授权；"
            "电脑坏了，也没有第二把。建议三个人各保管一把，两个人签字有效。"
        )
        elsewhere = self.tr(
            "一个人签字就能改授权，没有人互相监督。建议三个人各保管一把，两个人签字有效。"
        )
        label = text(here if office.in_vault else elsewhere, Role.PROBLEM, wrap=True)
        label.setObjectName("alone_warning")
        return label

    def _key(self, role: str, mark: str, since: str) -> QWidget:
        words = self.tr("{role}：{mark}，{day} 起").format(
            role=self._words.key_role(role),
            mark=mark,
            day=typed.format_day(datetime.fromisoformat(since).date()),
        )
        return text(words, Role.SMALL, wrap=True)
