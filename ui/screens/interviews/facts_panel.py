"""The right side of the desk: facts of the talk, and the sealed identity as a card of its own."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFormLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.domain.kinds import Value, Values
from ui import theme
from ui.desk import Desk
from ui.display import DescribeRecord
from ui.screens.interviews.identity_card import IdentityCard, wrap_labels
from ui.screens.interviews.presenter import KIND
from ui.widgets.cards import Card
from ui.widgets.chips import Chips, ChipText
from ui.widgets.editors import Editor
from ui.widgets.reference_editors import PickRecords
from ui.widgets.standard_form import StandardForm

FACTS = ("category", "value", "level", "department", "week", "record_form")
MORE = ("interviewers", "recorder", "told", "follow_up")


class FactsPanel(QWidget):
    """Two pages: 谈话信息 and 对象身份."""

    def __init__(self, desk: Desk, describe: DescribeRecord, pick: PickRecords) -> None:
        super().__init__()
        kind, codes = desk.session.kind(KIND), desk.session.codes
        self.forms = [
            StandardForm(kind, codes, fields=names, describe=describe, pick=pick)
            for names in (FACTS, MORE)
        ]
        self.identity = IdentityCard(desk)
        self.chips = Chips(self.tr("右侧内容"))
        self._pages = QStackedWidget()
        self._build()

    def values(self) -> dict[str, Value]:
        """The open facts."""
        return {name: value for form in self.forms for name, value in form.values().items()}

    def load(self, values: Values) -> None:
        """Show another talk's facts."""
        for form in self.forms:
            form.load(values)

    def show_page(self, key: str) -> None:
        """Bring 谈话信息 ("facts") or 对象身份 ("identity") to the front."""
        self.chips.choose(key)
        self._pages.setCurrentIndex(1 if key == "identity" else 0)

    def field_of(self, widget: QWidget) -> str:
        """Name of the field this widget belongs to, or ""."""
        for name in (*FACTS, *MORE):
            if self._open_editor(name).isAncestorOf(widget):
                return name
        return self.identity.field_in_focus(widget)

    def offset_in(self, name: str) -> int:
        """Where the cursor stands in a field, in characters."""
        editor = self._editor(name)
        match editor.input if editor else None:
            case QLineEdit() as line:
                return line.cursorPosition()
            case QPlainTextEdit() as area:
                return area.textCursor().position()
        return 0

    def go(self, name: str, offset: int) -> bool:
        """Put the cursor into a field. False if it is not shown."""
        editor = self._editor(name)
        if editor is None:
            return False
        self.show_page("facts" if name in (*FACTS, *MORE) else "identity")
        editor.setFocus()
        match editor.input:
            case QLineEdit() as line:
                line.setCursorPosition(offset)
            case QPlainTextEdit() as area:
                cursor = area.textCursor()
                cursor.setPosition(min(offset, area.document().characterCount() - 1))
                area.setTextCursor(cursor)
        return True

    def _open_editor(self, name: str) -> Editor:
        return self.forms[0 if name in FACTS else 1].editor(name)

    def _editor(self, name: str) -> Editor | None:
        if name in (*FACTS, *MORE):
            return self._open_editor(name)
        form = self.identity.form
        known = {field.name for field in self.forms[0].kind.fields if field.sealed}
        return form.editor(name) if form is not None and name in known else None

    def _build(self) -> None:
        self.chips.set_chips(
            [
                ChipText("facts", self.tr("谈话信息")),
                ChipText("identity", self.tr("对象身份")),
            ]
        )
        self.chips.chosen.connect(self.show_page)
        facts = Card()
        for form in self.forms:
            facts.column.addWidget(form)
        wrap_labels(self.forms[0], QFormLayout.RowWrapPolicy.WrapLongRows)
        wrap_labels(self.forms[1], QFormLayout.RowWrapPolicy.WrapAllRows)
        for card in (facts, self.identity):
            self._pages.addWidget(_scrolled(card))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(8))
        column.addWidget(self.chips)
        column.addWidget(self._pages, 1)


def _scrolled(card: QWidget) -> QScrollArea:
    page = QWidget()
    page.setObjectName("page")
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(card)
    column.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(page)
    return area
