"""What a merge did, in words that can be copied and filed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from ui.widgets.buttons import secondary
from ui.widgets.flow import FlowLayout
from ui.widgets.texts import Role, text


class MergeReport(QWidget):
    """The lines, 复制报告, and 去裁决 if something has to be decided."""

    questions_wanted = Signal()

    def __init__(self, lines: Sequence[str], questions: int) -> None:
        super().__init__()
        self.words = "\n".join(lines)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        done = text(self.tr("合并完成"), Role.HEADING)
        done.setObjectName("merged")
        column.addWidget(done)
        body = text(self.words, wrap=True)
        body.setObjectName("merge_report")
        body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(body)
        buttons = FlowLayout()
        if questions:
            decide = secondary(
                self.tr("去裁决（%n 处）", "", questions), self.questions_wanted.emit, icon="merge"
            )
            decide.setObjectName("decide")
            buttons.addWidget(decide)
        copy = secondary(self.tr("复制报告"), self._copy)
        copy.setObjectName("copy_report")
        buttons.addWidget(copy)
        column.addLayout(buttons)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.words)
