"""仅本机 · 已带出 · 组长已收 · 办公室已收 · 已归档: how far a record, or all, have come."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.journal.delivery import Stage
from ui.delivery_words import stage_word
from ui.screens.exchange.outward import Standing
from ui.typed import format_moment
from ui.widgets.buttons import link
from ui.widgets.flow import FlowLayout
from ui.widgets.texts import Role, text


def stage_line(records: Mapping[Stage, int]) -> str:
    """All stages with their counts."""
    return " · ".join(f"{stage_word(stage)} {records.get(stage, 0)}" for stage in Stage)


class StageLine(QWidget):
    """The counts, the last word of the office, and what the words mean behind a link."""

    def __init__(self) -> None:
        super().__init__()
        self.counts = text("", wrap=True)
        self.counts.setObjectName("stages")
        self.heard = text("", Role.MUTED)
        self.heard.setObjectName("heard")
        self._meaning = self._explained()
        self._meaning.hide()
        self._toggle = link(self.tr("这些词是什么意思"), self._show_meaning)
        self._toggle.setObjectName("what_stages_mean")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.counts)
        row = FlowLayout()
        row.addWidget(self.heard)
        row.addWidget(self._toggle)
        column.addLayout(row)
        column.addWidget(self._meaning)

    def show_standing(self, standing: Standing) -> None:
        """Show how far the work of this computer has come."""
        self.counts.setText(stage_line(standing.records))
        when = format_moment(standing.heard_at)
        never = self.tr("还没有收到办公室的回执。")
        heard = self.tr("最近一次办公室回执：{when}").format(when=when)
        self.heard.setText(heard if when else never)

    def _show_meaning(self) -> None:
        self._meaning.setVisible(not self._meaning.isVisible())

    def _explained(self) -> QLabel:
        lines = (
            self.tr("仅本机：只在这台电脑上，丢了就没有了，请尽快带出。"),
            self.tr("已带出：写到了U盘，还不知道对方收到没有；U盘丢了不要紧，下次会再带。"),
            self.tr("组长已收：组长的电脑里有了。"),
            self.tr("办公室已收：办公室有了，还没有做备份。"),
            self.tr("已归档：办公室的备份也核验过了，这才算稳妥。"),
        )
        return text("\n".join(lines), Role.MUTED, wrap=True)
