"""One question about a computer whose log goes on twice: was it restored, or was it copied?"""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout

from app.ports import Changes
from app.services.exchange import forks
from app.services.exchange.forks import Fork
from app.services.exchange.lives import COPIED, RESTORED
from ui import theme
from ui.desk import Desk
from ui.display import comma
from ui.tasks import unwatched
from ui.typed import format_moment
from ui.widgets.banner import Banner, Severity
from ui.widgets.buttons import secondary
from ui.widgets.cards import Card
from ui.widgets.texts import Role, text


class ForkQuestion(Card):
    """Whose computer and since when; 恢复过备份 or 电脑被复制. Both branches are kept anyway."""

    answered = Signal()

    def __init__(self, desk: Desk, fork: Fork) -> None:
        super().__init__(margin=6)
        self._desk = desk
        self._fork = fork
        row = QHBoxLayout()
        row.setSpacing(theme.scaled(12))
        self.setAccessibleName(self._words())
        row.addWidget(text(self._words(), wrap=True), 1)
        restored = secondary(self.tr("恢复过备份"), lambda: self._answer(RESTORED))
        restored.setObjectName("fork_restored")
        copied = secondary(self.tr("电脑被复制"), lambda: self._answer(COPIED))
        copied.setObjectName("fork_copied")
        row.addWidget(restored)
        row.addWidget(copied)
        self.column.addLayout(row)
        self.column.addWidget(
            text(self.tr("两支记录的内容都已保留，只需说明原因。"), Role.SMALL, wrap=True)
        )

    def _words(self) -> str:
        fork = self._fork
        since = format_moment(datetime.fromisoformat(fork.since)) if fork.since else "?"
        whose = self.tr("本机") if fork.here else fork.label
        return self.tr("{computer}（{people}）从 {since} 起有两支不同的记录").format(
            computer=whose, people=comma().join(fork.people), since=since
        )

    def _answer(self, why: str) -> None:
        fork, session = self._fork, self._desk.session

        def done(changes: Changes) -> None:
            self._desk.changed(changes)
            self._tell(fork, why)
            self.answered.emit()

        self._desk.background.write(self, unwatched(lambda: forks.answer(session, fork, why)), done)

    def _tell(self, fork: Fork, why: str) -> None:
        if why == RESTORED:
            self._desk.banners.inform(self.tr("已记下：恢复过备份。不需要再做什么。"))
            return
        self._desk.banners.warn(
            self.tr("已记下：{computer} 被复制过。").format(computer=fork.label),
            self.tr("第二台电脑须重新申请授权。请查清是谁复制的，并报告办公室。"),
        )


def offer_new_beginning(desk: Desk) -> None:
    """On one of two computers with the same name: the second one applies anew."""
    translate = QCoreApplication.translate

    def begun(_: object) -> None:
        desk.signals.session_replaced.emit()
        desk.banners.inform(
            translate("ForkQuestion", "本机有了新的名字。请到“带出与合并”重新申请授权。")
        )

    def begin() -> None:
        desk.background.write(desk.signals, unwatched(desk.opened.begin_anew), begun)

    desk.banners.add(
        Banner(
            Severity.WARNING,
            translate(
                "ForkQuestion", "有两台电脑用着同一份资料。哪台是后来复制的，就在哪台上重新申请。"
            ),
            translate("ForkQuestion", "第一台不用做什么。已写下的内容都保留。"),
            (translate("ForkQuestion", "这是第二台，重新申请"), begin),
        )
    )
