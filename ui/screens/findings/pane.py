"""One worksheet: its heading, the form, what proves it, and the steps it may take."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.domain.errors import Problem
from app.domain.kinds import Value
from app.services.links import End
from ui import theme
from ui.desk import Desk
from ui.display import comma
from ui.language import shown
from ui.record_picking import describer, picker
from ui.screens.findings.kept_text import keeper
from ui.screens.findings.linked_list import LinkedList
from ui.screens.findings.presenter import SIGNED, Opened
from ui.screens.findings.receivers import Receivers
from ui.screens.findings.sections import SectionedForm
from ui.screens.listing.naming import numbered
from ui.screens.listing.tabs import tab_through
from ui.widgets.banner import Banner, Severity
from ui.widgets.buttons import Button, icon_button, link, secondary
from ui.widgets.cards import Card
from ui.widgets.emptying import empty
from ui.widgets.flow import FlowLayout
from ui.widgets.standard_form import StandardForm
from ui.widgets.texts import ElidedText, Role, section_title, text

_ROOMY = 460
"""Height in pixels at 100 % from which on parts and steps stay in view beside the form."""
_JUMP = 9
"""Pixels beside the words of a link to a part of the form: six fit into one line."""
_WHAT = ("title", "source", "axis", "category", "scope", "statement")
_FOUND = ("discovery",)
_BASIS = ("nature", "basis")
_AMOUNT = ("amount", "amount_scope", "responsible_body", "responsible_person")
_WORDING = ("proposal", "feedback_text")


class FindingPane(Card):
    """Shows and edits one worksheet; decides nothing."""

    changed = Signal()
    """Something was typed."""
    step_wanted = Signal(str)
    step_gone = Signal()
    """The step that has the keyboard goes away: somebody harmless has to take it."""
    delete_wanted = Signal()
    question_wanted = Signal()
    files_wanted = Signal()
    link_wanted = Signal(str)
    """Kind of the records to choose from."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._heading = ElidedText("", Role.HEADING)
        self._state = text("", Role.MUTED)
        self.readers = Receivers()
        self._notice = QVBoxLayout()
        self._missing = text("", Role.SMALL, wrap=True)
        self._missing.setObjectName("missing")
        self._finding = ""
        self.form = self._make_form()
        self.form.changed.connect(self._typed)
        self.linked = LinkedList(numbered)
        self.linked.wanted.connect(desk.signals.record_wanted)
        self._linked_title = section_title("")
        self._copy = link(self.tr("从问题概述带入"), self._copy_statement, icon="edit")
        self._jump = link("", lambda: self._show_part(self._linked_title))
        self._jump.setObjectName("jump_linked")
        self._steps = self._make_steps()
        self._area = QScrollArea()
        self._last_link: QWidget = self
        self._may_change = True
        self._folded = False
        self._links = self._link_buttons()
        away = self.tr("把这条问题放入回收站")
        self._delete = icon_button("delete", away, self.delete_wanted.emit)
        self._build()

    def show_opened(self, opened: Opened, ends: Sequence[End], steps: tuple[str, ...]) -> None:
        """Show another worksheet."""
        self.form.load(opened.values)
        self._area.verticalScrollBar().setValue(0)
        self.show_newer(opened, ends, steps)

    def show_newer(self, opened: Opened, ends: Sequence[End], steps: tuple[str, ...]) -> None:
        """Show the same worksheet again: heading, state, links; the form on request."""
        self._finding = opened.editable.id
        number = str(opened.editable.values.get("number") or "")
        title = str(opened.values.get("title") or self.tr("新问题"))
        self._heading.show_text(f"{number}  {title}")
        self._state.setText(self._state_words(opened))
        if opened.row is None:
            self.readers.offer(opened.channel)
        else:
            self.readers.tell(opened.row.channel)
        open_for_words = opened.may_change and opened.state not in SIGNED
        self.form.set_read_only(not open_for_words)
        self._copy.setVisible(open_for_words)
        self._may_change = opened.may_change
        self._links.setEnabled(opened.may_change)
        self._delete.setEnabled(opened.may_change)
        self._show_steps(steps)
        self._show_notice(opened.questions)
        self.show_links(ends)

    def forget(self) -> None:
        """Hold nothing of what was shown."""
        self.form.load({})
        self._heading.show_text("")
        self.readers.forget()
        self._state.setText("")
        self._show_notice(0)
        self.show_links(())
        self.show_missing(())

    def show_links(self, ends: Sequence[End]) -> None:
        """Show what proves the worksheet."""
        words = self.tr("佐证（{count}）").format(count=len(ends))
        self._linked_title.setText(words)
        self._jump.setText(words)
        self.linked.show_ends(ends, editable=self._may_change)
        tab_through(self._last_link, self.linked)

    def show_missing(self, names: Sequence[str]) -> None:
        """Say what review will ask for."""
        kind = self._desk.session.kind("finding")
        labels = comma().join(shown(kind.field(name).label) for name in names)
        self._missing.setText(
            self.tr("提交复核前还要填：{fields}").format(fields=labels) if names else ""
        )
        self._missing.setVisible(bool(names))

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Mark fields, and bring the first of them into view."""
        self.form.show_problems(problems)
        first = problems[0].field if problems else ""
        if first in self.form.values():
            self._area.ensureWidgetVisible(self.form.editor(first))

    def go(self, name: str, offset: int) -> None:
        """Put the cursor back where it stood, and bring it into view."""
        if name in self.values():
            self.form.go(name, offset)
            self._area.ensureWidgetVisible(self.form.editor(name))

    def values(self) -> dict[str, Value]:
        """What the form holds."""
        return self.form.values()

    def _typed(self, _field: str) -> None:
        self.changed.emit()

    def _copy_statement(self) -> None:
        statement = self.form.editor("statement").value()
        if statement:
            wording = self.form.editor("feedback_text")
            wording.set_value(statement)
            wording.changed.emit()
            wording.setFocus()

    def _state_words(self, opened: Opened) -> str:
        words = [self._desk.code("finding_state", opened.state)]
        describe = describer(self._desk)
        reached = SIGNED.index(opened.state) + 1 if opened.state in SIGNED else 0
        for step in SIGNED[:reached]:
            person = describe("person", str(opened.values.get(f"{step}_by") or ""))
            day = opened.values.get(f"{step}_on")
            words.append(f"{person} {day or ''}".strip())
        return " · ".join(word for word in words if word)

    def _show_steps(self, steps: tuple[str, ...]) -> None:
        gone = [button for name, button in self._steps.items() if name not in steps]
        if any(button.hasFocus() for button in gone):
            self.step_gone.emit()
        for name, button in self._steps.items():
            button.setVisible(name in steps)

    def _show_notice(self, questions: int) -> None:
        empty(self._notice)
        if questions:
            sentence = self.tr("有 %n 处内容几个人写得不一样，签字前要先裁决。", "", questions)
            action = (self.tr("去裁决"), self.question_wanted.emit)
            self._notice.addWidget(Banner(Severity.WARNING, sentence, "", action))

    def _show_part(self, part: QWidget) -> None:
        if (inside := self._area.widget()) is not None:
            top = part.mapTo(inside, part.rect().topLeft()).y()
            self._area.verticalScrollBar().setValue(top - theme.scaled(4))

    # --- building

    def _make_form(self) -> SectionedForm:
        return SectionedForm(
            [
                (self.tr("问题"), self._part(_WHAT)),
                (self.tr("怎样发现的"), self._part(_FOUND)),
                (self.tr("定性和依据"), self._part(_BASIS)),
                (self.tr("金额和责任"), self._part(_AMOUNT)),
                (self.tr("处理和反馈"), self._part(_WORDING)),
            ]
        )

    def _part(self, fields: tuple[str, ...]) -> StandardForm:
        desk = self._desk
        return StandardForm(
            desk.session.kind("finding"),
            desk.session.codes,
            fields=fields,
            describe=describer(desk),
            pick=picker(desk, self),
            keep_text=keeper(desk, self, lambda: self._finding),
        )

    def _make_steps(self) -> dict[str, Button]:
        words: tuple[tuple[str, str], ...] = (
            ("submit", self.tr("提交复核")),
            ("review", self.tr("复核通过")),
            ("approve", self.tr("审签")),
            ("send_back", self.tr("退回修改")),
        )
        steps = {}
        for name, label in words:
            icon = "back" if name == "send_back" else "done"
            button = secondary(label, self._wanting(name), icon=icon)
            button.setObjectName(f"step_{name}")
            steps[name] = button
        return steps

    def _wanting(self, step: str) -> Callable[[], None]:
        return lambda: self.step_wanted.emit(step)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._heading)
        head.addStretch(1)
        head.addWidget(self._state)
        head.addWidget(self.readers)
        self.column.addLayout(head)
        self.column.addLayout(self._notice)
        self._parts = self._parts_row()
        self.column.addWidget(self._parts)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self._page())
        self.column.addWidget(self._area, 1)
        self._foot = self._make_foot()
        self.column.addWidget(self._foot)

    def _fold(self) -> None:
        """Where height is short, what frames the form scrolls with it."""
        folded = self.height() < theme.scaled(_ROOMY)
        if folded is self._folded:
            return
        self._folded = folded
        self._places.addWidget(self._steps["send_back"], *((1, 1) if folded else (0, 2)))
        page = self._page_column
        if folded:
            page.insertWidget(0, self._parts)
            page.addWidget(self._foot)
        else:
            self.column.insertWidget(self.column.indexOf(self._area), self._parts)
            self.column.addWidget(self._foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fold()

    def _parts_row(self) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row, spacing=0)
        short = (
            self.tr("问题"),
            self.tr("发现"),
            self.tr("定性"),
            self.tr("责任"),
            self.tr("反馈"),
        )
        for heading, words in zip(self.form.headings, short, strict=True):
            flow.addWidget(self._jump_to(heading, words))
        flow.addWidget(self._jump)
        sides = f"padding-left: {_JUMP}px; padding-right: {_JUMP}px;"
        for button in row.findChildren(Button):
            button.setStyleSheet(f"QPushButton {{ {sides} }}")
        return row

    def _jump_to(self, heading: QLabel, words: str) -> Button:
        button = link(words, lambda: self._show_part(heading))
        button.setAccessibleName(self.tr("到{part}").format(part=heading.text()))
        return button

    def _page(self) -> QWidget:
        page = QWidget()
        page.setObjectName("page")
        column = self._page_column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, theme.scaled(8), 0)
        column.setSpacing(theme.scaled(10))
        column.addWidget(self.form)
        copy = QHBoxLayout()
        copy.addStretch(1)
        copy.addWidget(self._copy)
        column.addLayout(copy)
        column.addWidget(self._linked_title)
        column.addWidget(self._links)
        column.addWidget(self.linked)
        column.addStretch(1)
        return page

    def _link_buttons(self) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row)
        for name, words, icon, wanted in (
            ("link_files", self.tr("导入文件作佐证"), "import", self.files_wanted.emit),
            ("link_evidence", self.tr("选已有证据"), "evidence", self._link("evidence")),
            ("link_interview", self.tr("关联谈话"), "interview", self._link("interview")),
        ):
            button = secondary(words, wanted, icon=icon)
            button.setObjectName(name)
            flow.addWidget(button)
            self._last_link = button
        return row

    def _link(self, kind: str) -> Callable[[], None]:
        return lambda: self.link_wanted.emit(kind)

    def _make_foot(self) -> QWidget:
        foot = QWidget()
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._missing)
        row = QHBoxLayout()
        self._places = self._step_places()
        row.addLayout(self._places)
        row.addStretch(1)
        self._delete.setObjectName("delete_finding")
        # The focus a vanishing button leaves behind never falls on it; the list knows the Del key.
        self._delete.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        row.addWidget(self._delete)
        column.addLayout(row)
        return foot

    def _step_places(self) -> QGridLayout:
        """No step stands where the one before it stood: a second click does nothing.

        提交复核 and 审签 share a place, as one never follows the other.
        """
        places = QGridLayout()
        for name, place in (("submit", 0), ("approve", 0), ("review", 1), ("send_back", 2)):
            button = self._steps[name]
            policy = button.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            button.setSizePolicy(policy)
            places.addWidget(button, 0, place)
        return places
