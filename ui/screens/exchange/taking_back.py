"""Taking a merge back: what it means, then a second button. And the list of recent merges."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.errors import UndoRefusedError
from app.ports import Changes
from ui.desk import Desk
from ui.screens.exchange.brought import Recent, recent, undo
from ui.tasks import unwatched
from ui.typed import format_moment
from ui.widgets.buttons import link, secondary
from ui.widgets.cards import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.texts import Role, section_title, text


class TakingBack(QWidget):
    """撤回这次合并, in two steps."""

    undone = Signal()
    refused = Signal()

    def __init__(self, desk: Desk, task: str, number: int, name: str = "take_back") -> None:
        super().__init__()
        self._desk, self._task, self._number = desk, task, number
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._ask = link(self.tr("撤回这次合并…"), self._begin)
        self._ask.setObjectName(name)
        column.addWidget(self._ask, alignment=Qt.AlignmentFlag.AlignLeft)
        self._question = QWidget()
        inside = QVBoxLayout(self._question)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(text(self._meaning(), wrap=True))
        row = FlowLayout()
        self._confirm = secondary(self.tr("撤回"), self._undo)
        self._confirm.setObjectName("take_back_now")
        keep = secondary(self.tr("不撤回"), self._leave)
        keep.setObjectName("keep_merge")
        row.addWidget(self._confirm)
        row.addWidget(keep)
        inside.addLayout(row)
        self._question.hide()
        column.addWidget(self._question)

    def _meaning(self) -> str:
        return self.tr(
            "撤回后，这次读入的记录和修改都不再显示，等着裁决的地方也一起撤掉。"
            "您在这之后写的都还在，收到的附件文件也留着。以后再读入同一个文件，可以重新合并。"
        )

    def _begin(self) -> None:
        self._ask.hide()
        self._question.show()
        self._confirm.setFocus()

    def _leave(self) -> None:
        self._question.hide()
        self._ask.show()
        self._ask.setFocus()

    def _undo(self) -> None:
        session, task, number = self._desk.session, self._task, self._number
        self._confirm.setEnabled(False)
        self._desk.background.write(
            self, unwatched(lambda: undo(session, task, number)), self._done, self._failed
        )

    def _done(self, changes: Changes) -> None:
        self.hide()
        self._desk.banners.inform(self.tr("已撤回这次合并。"))
        self.undone.emit()
        self._desk.changed(changes)

    def _failed(self, error: Exception) -> None:
        self._confirm.setEnabled(True)
        self._desk.door.tell(error)
        if isinstance(error, UndoRefusedError):
            self.hide()
            self.refused.emit()


class RecentMerges(Card):
    """最近的合并: from whom, when, and whether it can still be taken back. Hidden without any."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(margin=16)
        self._desk = desk
        self.column.addWidget(section_title(self.tr("最近的合并")))
        self._rows = QWidget()
        self.column.addWidget(self._rows)
        self.hide()

    def look(self) -> None:
        """Read the list anew."""
        session = self._desk.session

        def found(listed: list[Recent]) -> None:
            self._show(listed, session.task)

        self._desk.background.run(self, unwatched(lambda: recent(session)), found)

    def _show(self, listed: list[Recent], task: str) -> None:
        self.column.removeWidget(self._rows)
        self._rows.hide()
        self._rows.deleteLater()
        self._rows = QWidget()
        self.column.addWidget(self._rows)
        column = QVBoxLayout(self._rows)
        column.setContentsMargins(0, 0, 0, 0)
        for each in listed:
            for part in self._row(each, task):
                column.addWidget(part)
        self._rows.show()
        self.setVisible(bool(listed))

    def _row(self, merge: Recent, task: str) -> list[QWidget]:
        words = self.tr("{when}  来自 {computer}  {file}").format(
            when=format_moment(datetime.fromisoformat(merge.at)),
            computer=merge.computer or self.tr("名册上没有的电脑"),
            file=merge.file,
        )
        head = text(words, wrap=True)
        head.setObjectName(f"merge_{merge.number}")
        if merge.state == "open":
            back = TakingBack(self._desk, task, merge.number, f"take_back_{merge.number}")
            back.undone.connect(self.look)
            back.refused.connect(self.look)
            return [head, back]
        said = {
            "told": self.tr("不能撤回：告诉别人“已收到”的文件已经带出去了。"),
            "undone": self.tr("已撤回。再读入这个文件可以重新合并。"),
        }[merge.state]
        note = text(said, Role.MUTED, wrap=True)
        note.setObjectName(f"merge_state_{merge.number}")
        return [head, note]
