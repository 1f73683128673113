"""The middle of the desk: number, questions and answers, findings drawn from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.screens.interviews.presenter import Reference, Talk
from ui.screens.interviews.reference_chip import ReferenceChip
from ui.widgets.banner import Banner, Severity
from ui.widgets.buttons import icon_button, secondary
from ui.widgets.emptying import empty
from ui.widgets.flow import FlowLayout
from ui.widgets.texts import ElidedText, Role, text
from ui.widgets.turns_editor import TurnsEditor


class TalkPane(QWidget):
    """Shows one talk's content."""

    delete_wanted = Signal()
    conflict_wanted = Signal()
    finding_chosen = Signal(str)
    scrub_wanted = Signal()
    """Replace what names the person by his number."""

    def __init__(self) -> None:
        super().__init__()
        self.turns = TurnsEditor()
        self._pseudonym = ElidedText("", Role.TITLE)
        self._pseudonym.setObjectName("pseudonym")
        self._finding_button = secondary(
            self.tr("转为问题"), self.turns.ask_for_finding, icon="finding"
        )
        self._finding_button.setToolTip(self.tr("先在回答里选中一段话，再点这里。"))
        self._first = ElidedText(self.tr("先在回答里选中一段话"), Role.SMALL)
        self._first.setObjectName("select_first")
        self._notices = QVBoxLayout()
        self._questions = 0
        self._leaks: tuple[str, ...] = ()
        self._references = FlowLayout()
        self._references_label = text(self.tr("引出的问题："), Role.MUTED)
        self._build()
        self.turns.selectionChanged.connect(self._judge)

    def show_talk(self, talk: Talk) -> None:
        """Show another talk."""
        self._pseudonym.show_text(str(talk.values["pseudonym"] or ""))
        self.turns.load(talk.values["turns"])
        self.show_references(talk.references)
        self._questions, self._leaks = talk.questions, ()
        self._show_notices()
        self._judge()

    def show_references(self, references: Sequence[Reference]) -> None:
        """Findings that refer to this talk."""
        self._references.clear()
        for reference in references:
            words = reference.words or self.tr("（尚未到本机）")
            chip = ReferenceChip(words, self._go_to(reference.id))
            chip.setEnabled(bool(reference.words))
            self._references.addWidget(chip)
            chip.show()
        self._references_label.setVisible(bool(references))

    def forget(self) -> None:
        """Nothing is shown any more, nor kept for undo."""
        self._pseudonym.show_text("")
        self.turns.load(())
        self.show_references(())
        self._questions, self._leaks = 0, ()
        self._show_notices()

    def _go_to(self, finding: str) -> Callable[[], None]:
        return lambda: self.finding_chosen.emit(finding)

    def show_leaks(self, leaks: tuple[str, ...]) -> None:
        """Warn that the talk names the person; each set of words once."""
        if leaks != self._leaks:
            self._leaks = leaks
            self._show_notices()

    def _show_notices(self) -> None:
        empty(self._notices)
        if self._questions:
            action = (self.tr("去裁决"), self.conflict_wanted.emit)
            sentence = self.tr("这份谈话有两处写得不一样，需要选定一个。")
            self._notices.addWidget(Banner(Severity.WARNING, sentence, action=action))
        if self._leaks:
            replace = self.tr("替换为编号")
            sentence = self.tr("正文里写了谈话对象的姓名或号码，别人都能看到。")
            action = (replace, self.scrub_wanted.emit)
            self._notices.addWidget(Banner(Severity.WARNING, sentence, action=action))

    def _judge(self) -> None:
        """Why it cannot be pressed is said beside it."""
        selected = self.turns.textCursor().hasSelection()
        self._finding_button.setEnabled(selected)
        self._first.setVisible(not selected)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.scaled(10))
        head.addWidget(self._pseudonym)
        head.addStretch(1)
        head.addWidget(self._first)
        head.addWidget(self._finding_button)
        away = self.tr("把这份谈话放入回收站")
        head.addWidget(icon_button("delete", away, self.delete_wanted.emit))
        hint = text(
            self.tr(
                "回车：问 → 答 → 下一问；Shift+回车换行；Ctrl+↑ ↓ 上一问、下一问；"
                "空行按退格删除；Ctrl+Z 撤销"
            ),
            Role.SMALL,
            wrap=True,
        )
        links = QHBoxLayout()
        links.addWidget(self._references_label)
        links.addLayout(self._references, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(8))
        column.addLayout(head)
        column.addLayout(self._notices)
        column.addWidget(self.turns, 1)
        column.addWidget(hint)
        column.addLayout(links)
