"""The card with the identity of the person who talked: a separate, sealed compartment."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.interviews import IDENTITY
from app.domain.kinds import Value
from ui.desk import Desk
from ui.display import comma
from ui.screens.interviews.identity import Identity, Seal
from ui.screens.interviews.presenter import KIND
from ui.widgets.buttons import Button, secondary
from ui.widgets.cards import Card
from ui.widgets.choice_editors import ChoiceBox
from ui.widgets.standard_form import StandardForm
from ui.widgets.texts import Picture, Role, section_title, text

RESEAL_AFTER_MS = 5 * 60 * 1_000


class IdentityCard(Card):
    """Shows an Identity; every change of state is asked of the screen."""

    changed = Signal()
    """A person changed a field."""
    unseal_wanted = Signal(str, str)
    """(reason code, words)."""
    entry_wanted = Signal()
    """Open the fields of a talk that has no identity yet, or unfold those of a new talk."""
    seal_wanted = Signal()
    """Put the fields away: by button, or five minutes after opening."""
    asked = Signal(bool)
    """The person begins to give a reason, or gives it up."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("谈话对象身份"))
        self._desk = desk
        self._kind = desk.session.kind(KIND)
        self._state = text("", Role.MUTED, wrap=True)
        self._lock = Picture("lock", 20, "muted")
        self._open_button = secondary(self.tr("解封…"), self._begin, icon="unlock")
        self._enter_button = secondary(self.tr("填写身份"), self.entry_wanted.emit, icon="edit")
        self._seal_button = secondary(self.tr("封存"), self.seal_wanted.emit, icon="lock")
        self._asking = self._make_question()
        self._fields = QVBoxLayout()
        self.form: StandardForm | None = None
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(RESEAL_AFTER_MS)
        self.timer.timeout.connect(self.seal_wanted)
        self._build()

    def values(self) -> dict[str, Value]:
        """What the open fields hold; nothing while they are put away."""
        return self.form.values() if self.form else {}

    def show_identity(self, identity: Identity) -> None:
        """Show another state. Closed fields are destroyed, not hidden."""
        seal = identity.seal
        if seal is Seal.OPEN:
            self._open(identity)
        else:
            self.timer.stop()
            self._drop_form()
        self._state.setText(self._words(identity))
        self._lock.show_icon("unlock" if seal is Seal.OPEN else "lock", self._colour(seal))
        self._open_button.setVisible(seal is Seal.SEALED)
        self._enter_button.setVisible(seal in (Seal.BLANK, Seal.FOLDED))
        self._seal_button.setVisible(seal is Seal.OPEN)
        self._asking.setVisible(seal is Seal.ASKING)
        if seal is Seal.ASKING:
            self._who.setText(self._who_sees(identity))

    def field_in_focus(self, widget: QWidget | None) -> str:
        """Name of the field this widget belongs to, or ""."""
        if self.form is None or widget is None:
            return ""
        for field in self._kind.fields:
            if field.sealed and self.form.editor(field.name).isAncestorOf(widget):
                return field.name
        return ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._asking.isVisible():
            self.asked.emit(False)
            self._open_button.setFocus()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._lock)
        head.addWidget(section_title(self.tr("谈话对象身份")), 1)
        self.column.addLayout(head)
        self.column.addWidget(self._state)
        self.column.addWidget(self._asking)
        self.column.addLayout(self._fields)
        row = QHBoxLayout()
        for button in (self._open_button, self._enter_button, self._seal_button):
            row.addWidget(button)
        row.addStretch(1)
        self.column.addLayout(row)

    def _make_question(self) -> QWidget:
        area = QWidget()
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        self._who = text("", wrap=True)
        self._reason = ChoiceBox()
        self._reason.setAccessibleName(self.tr("解封理由"))
        self._reason.setObjectName("unseal_reason")
        self._reason.offer(
            self._desk.session.codes.codes("unseal_reason"), self.tr("（请选择理由）")
        )
        self._said = QLineEdit()
        self._said.setPlaceholderText(self.tr("说明（可不填）"))
        self._said.setAccessibleName(self.tr("解封说明"))
        self._said.setObjectName("unseal_words")
        self._confirm = secondary(self.tr("记录并打开"), self._unseal, icon="unlock")
        self._cancel = Button(self.tr("取消"), on_click=lambda: self.asked.emit(False))
        self._reason.currentIndexChanged.connect(self._judge)
        self._said.returnPressed.connect(self._unseal)
        column.addWidget(self._who)
        column.addWidget(self._reason)
        column.addWidget(self._said)
        row = QHBoxLayout()
        row.addWidget(self._confirm)
        row.addWidget(self._cancel)
        row.addStretch(1)
        column.addLayout(row)
        return area

    def _begin(self) -> None:
        self.asked.emit(True)
        self._reason.setCurrentIndex(0)
        self._said.clear()
        self._judge()
        self._reason.setFocus()

    def _judge(self) -> None:
        self._confirm.setEnabled(bool(self._reason.currentData()))

    def _unseal(self) -> None:
        if self._confirm.isEnabled():  # Enter pressed twice is one opening, and one note of it
            self._confirm.setEnabled(False)
            self.unseal_wanted.emit(self._reason.currentData(), self._said.text().strip())

    def _open(self, identity: Identity) -> None:
        self._drop_form()
        names = [field.name for field in self._kind.fields if field.sealed == IDENTITY]
        self.form = StandardForm(self._kind, self._desk.session.codes, fields=names)
        self.form.setObjectName("identity_form")
        wrap_labels(self.form, QFormLayout.RowWrapPolicy.WrapLongRows)
        self.form.load(identity.shown)
        self.form.changed.connect(lambda _name: self.changed.emit())
        self._fields.addWidget(self.form)
        self.timer.start()

    def _drop_form(self) -> None:
        if self.form is not None:
            self._fields.removeWidget(self.form)
            self.form.load({})
            self.form.hide()
            self.form.deleteLater()
            self.form = None

    def _colour(self, seal: Seal) -> str:
        return "warning" if seal is Seal.OPEN else "muted"

    def _words(self, identity: Identity) -> str:
        readers = comma().join(identity.readers)
        match identity.seal:
            case Seal.OPEN if identity.is_new:
                return self.tr("只存在封存区，离开后自动封存；谈话正文里请只用编号。")
            case Seal.OPEN:
                until = datetime.now().astimezone().timestamp() + RESEAL_AFTER_MS / 1000
                clock = datetime.fromtimestamp(until).astimezone().strftime("%H:%M")
                return self.tr("已打开，{time} 自动封存。").format(time=clock)
            case Seal.FOLDED:
                return self.tr("已收起。离开这份谈话时封存。")
            case Seal.BLANK:
                return self.tr("还没有填写。")
            case Seal.CLOSED:
                return self.tr("已封存：只有 {names} 能打开。这不影响您查看谈话内容。").format(
                    names=readers
                )
            case _:
                words = self.tr("已封存：只有 {names} 能打开。").format(names=readers)
                return words + (self.tr("有改动还没有保存。") if identity.typed else "")

    def _who_sees(self, identity: Identity) -> str:
        return self.tr("先记一笔再打开。{names} 会看到：谁、什么时候、为什么打开。").format(
            names=comma().join(identity.readers)
        )


def wrap_labels(form: StandardForm, policy: QFormLayout.RowWrapPolicy) -> None:
    """Put labels above their fields, always or where the panel is too narrow for both."""
    layout = form.layout()
    if isinstance(layout, QFormLayout):
        layout.setRowWrapPolicy(policy)
