"""What a merge did, in words that can be copied and filed; and taking it back."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from app.services.exchange import Merged
from ui.desk import Desk
from ui.screens.exchange.brought import Brought, duplicates_among, of_plan
from ui.screens.exchange.taking_back import TakingBack
from ui.tasks import unwatched
from ui.widgets.buttons import secondary
from ui.widgets.flow import FlowLayout
from ui.widgets.texts import Role, text


class MergeReport(QWidget):
    """The lines, 复制报告, 去裁决 if something has to be decided, 撤回."""

    questions_wanted = Signal()
    undone = Signal()

    def __init__(self, desk: Desk, lines: Sequence[str], merged: Merged) -> None:
        super().__init__()
        self._desk = desk
        brought = of_plan(merged.preview)
        self.words = "\n".join([*lines, *self._sorts(brought)])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self._done = text(self.tr("合并完成"), Role.HEADING)
        self._done.setObjectName("merged")
        column.addWidget(self._done)
        self._body = text(self.words, wrap=True)
        self._body.setObjectName("merge_report")
        self._body.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self._body)
        buttons = FlowLayout()
        self._decide = secondary("", self.questions_wanted.emit, icon="merge")
        self._decide.setObjectName("decide")
        buttons.addWidget(self._decide)
        copy = secondary(self.tr("复制报告"), self._copy)
        copy.setObjectName("copy_report")
        buttons.addWidget(copy)
        column.addLayout(buttons)
        self._ask(merged.preview.plan.questions, 0)
        if merged.arrival is not None:
            column.addWidget(self._taking_back(merged, merged.arrival))
        self._look_for_duplicates(merged)

    def _sorts(self, brought: Brought) -> list[str]:
        """What was changed where: the report names no content, so that it can be filed."""
        lines = [
            (brought.one_sided, self.tr("只有那边改过 %n 条", "", brought.one_sided)),
            (
                brought.parallel,
                self.tr(
                    "并行修改 %n 条：两边改了同一条记录的不同地方，已合在一起", "", brought.parallel
                ),
            ),
            (brought.both, self.tr("两边改了同一处 %n 处，待裁决", "", brought.both)),
            (
                brought.deleted_and_edited,
                self.tr("一边删除、一边在写 %n 条，待裁决", "", brought.deleted_and_edited),
            ),
            (
                brought.signed_twice,
                self.tr("两边签的内容不一样 %n 条，待裁决", "", brought.signed_twice),
            ),
            (brought.late, self.tr("签字后又改 %n 处：签过的内容没有变", "", brought.late)),
            (brought.settled, self.tr("别人已经裁决 %n 处", "", brought.settled)),
            (brought.deleted, self.tr("那边删除 %n 条", "", brought.deleted)),
        ]
        return [words for number, words in lines if number]

    def _look_for_duplicates(self, merged: Merged) -> None:
        session = self._desk.session

        def found(pairs: int) -> None:
            if pairs:
                more = self.tr("可能重复 %n 对：同一件事也许写了两遍，请看一眼", "", pairs)
                self.words = f"{self.words}\n{more}"
                self._body.setText(self.words)
                self._ask(merged.preview.plan.questions, pairs)

        self._desk.background.run(self, unwatched(lambda: duplicates_among(session, merged)), found)

    def _ask(self, questions: int, pairs: int) -> None:
        words = self.tr("去裁决（%n 处）", "", questions)
        if not questions:
            words = self.tr("去看可能重复的（%n 对）", "", pairs)
        self._decide.setText(words)
        self._decide.setVisible(bool(questions or pairs))

    def _taking_back(self, merged: Merged, number: int) -> TakingBack:
        back = TakingBack(self._desk, merged.preview.incoming.task, number)
        back.undone.connect(self._was_undone)
        return back

    def _was_undone(self) -> None:
        self._done.setText(self.tr("已撤回"))
        self._body.hide()
        self._decide.hide()
        self.undone.emit()

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.words)
