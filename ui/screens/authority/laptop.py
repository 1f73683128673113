"""On a laptop: whose it is, the office's number to compare, validity, and what has changed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout

from app.services.affiliation import Belonging
from ui import typed
from ui.display import comma
from ui.screens.authority.words import AuthorityWords
from ui.screens.tasks.admission import role_words
from ui.widgets.buttons import secondary
from ui.widgets.cards import Card
from ui.widgets.emptying import empty
from ui.widgets.texts import Role, section_title, text, title


class LaptopPart(Card):
    """What this computer's papers say."""

    read = Signal()
    """The news were read."""

    def __init__(self) -> None:
        super().__init__(margin=16)
        self._words = AuthorityWords(self)
        self._inside = QVBoxLayout()
        self.column.addLayout(self._inside)

    def show_belonging(self, found: Belonging | None) -> None:
        """Show whose the laptop is; None before it joined a team."""
        empty(self._inside)
        if found is None:
            hint = self.tr("这台电脑还没有加入巡察组。请到“带出与合并”里写申请文件。")
            self._inside.addWidget(text(hint, Role.MUTED, wrap=True))
            return
        self._news(found)
        self._inside.addWidget(section_title(self.tr("这台电脑归谁")))
        self._inside.addWidget(text(found.office, Role.STRONG, wrap=True))
        here = self.tr("{team}，{ordinal} 号机（{label}）").format(
            team=found.team, ordinal=found.ordinal, label=found.label
        )
        self._inside.addWidget(text(here, wrap=True))
        people = (f"{name}（{role_words(role)}）" for name, role in found.people)
        words = self.tr("在这台电脑上工作的人：{people}").format(people=comma().join(people))
        self._inside.addWidget(text(words, wrap=True))
        self._number(found)
        self._validity(found)

    def _news(self, found: Belonging) -> None:
        if not found.news:
            return
        self._inside.addWidget(section_title(self.tr("办公室改了授权")))
        for difference in found.news:
            self._inside.addWidget(text(f"· {self._words.news(difference)}", wrap=True))
        button = secondary(self.tr("知道了"), self.read.emit, icon="done")
        button.setObjectName("news_read")
        self._inside.addWidget(button, alignment=Qt.AlignmentFlag.AlignLeft)

    def _number(self, found: Belonging) -> None:
        self._inside.addWidget(section_title(self.tr("办公室编号")))
        number = title(found.number)
        number.setObjectName("office_number")
        number.setWordWrap(True)
        self._inside.addWidget(number)
        hint = self.tr(
            "与纸质《组建通知》上的六组数字逐组核对。有一组不一样，就不要再用，当面问办公室。"
        )
        self._inside.addWidget(text(hint, Role.MUTED, wrap=True))

    def _validity(self, found: Belonging) -> None:
        self._inside.addWidget(section_title(self.tr("授权")))
        if found.revoked:
            gone = self.tr(
                "这台电脑已被办公室停用：以后写的内容要由办公室两个人同意才采纳。记录没有丢。"
            )
            self._inside.addWidget(text(gone, Role.PROBLEM, wrap=True))
        sentence = (
            self.tr(
                "第 {version} 版授权，{day} 已过期。"
                "可以照常记录和带出，只是不能再加入新的人员和电脑。"
            )
            if found.expired
            else self.tr("第 {version} 版授权，有效到 {day}。")
        )
        day = typed.format_day(found.valid_until)
        words = sentence.format(version=found.version, day=day)
        label = text(words, Role.PROBLEM if found.expired else Role.PLAIN, wrap=True)
        label.setObjectName("validity")
        self._inside.addWidget(label)
