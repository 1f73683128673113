"""Registers: choose one, see its ledger, edit its records in the standard form."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import InputError
from app.domain.kinds import Kind, Values
from app.ports import Changes
from app.services.records import Editable
from ui import theme
from ui.desk import Desk
from ui.language import shown
from ui.record_editor import RecordEditor
from ui.record_picking import describer, picker
from ui.screens.registers.presenter import RegistersPresenter
from ui.screens.screen import Screen
from ui.widgets.buttons import primary
from ui.widgets.chips import Chips, ChipText
from ui.widgets.standard_form import StandardForm
from ui.widgets.standard_ledger import StandardLedger, columns_of
from ui.widgets.texts import EmptyState, Role, text


class RegistersScreen(Screen):
    """Everything follows from the descriptions of the kinds."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("登记簿"), "statistics", self._help())
        self.setObjectName("screen_registers")
        self._desk = desk
        self._presenter = RegistersPresenter(desk.opened.session)
        self._register_kinds = self._presenter.kinds()
        self.kinds: tuple[str, ...] = tuple(kind.name for kind in self._register_kinds)
        self._kind = self._register_kinds[0]
        self._ledger: StandardLedger | None = None
        self._form: StandardForm | None = None
        self._editor = RecordEditor(
            desk, self._values, lambda: ("", 0), self, session=lambda: desk.opened.session
        )
        self._editor.refused.connect(self._refused)
        self._chips = Chips(self.tr("登记簿"))
        self._chips.set_chips(
            [ChipText(kind.name, shown(kind.label)) for kind in self._register_kinds]
        )
        self._chips.chosen.connect(self._choose_kind)
        self._new = primary(self.tr("登记"), self.begin_new, icon="add")
        self._new.setObjectName("register_new")
        self._left, self._right = QWidget(), QWidget()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)
        self._build()
        self._choose_kind(self._kind.name)

    def refresh(self, changes: Changes) -> None:
        if self._ledger is not None and changes.touches(self._kind.name):
            self._ledger.refresh()
            self._show_newer()

    def shown(self) -> None:
        if self._ledger is not None:
            self._ledger.refresh()
            self._show_newer()

    def _show_newer(self) -> None:
        """What a merge or a decision changed in the open record; never over what was typed."""
        editable = self._editor.editable
        if self._form is None or editable is None or editable.is_new or self._editor.dirty:
            return
        newer = self._presenter.load(self._kind, editable.id)
        if newer.base != editable.base:  # the same: what was just left may wait to be written
            self._form.set_values(newer.values)
            self._editor.open(newer)

    def _focus_moved(self, before: QWidget | None, now: QWidget | None) -> None:
        """Out of the form, to another part of the window: what was typed joins the list now."""
        if before is None or now is None or now.window() is not self.window():
            return
        if self._right.isAncestorOf(before) and not self._right.isAncestorOf(now):
            self._editor.leave()

    def leaving(self) -> bool:
        self._editor.leave()
        return True

    def locked(self) -> None:
        """Neither the list nor a form holds anything that was read; both are filled again."""
        self._editor.close()
        self._show_form(None)
        if self._ledger is not None:
            self._ledger.forget()

    def begin_new(self) -> None:
        if self._presenter.may_write(self._kind):
            self._open(self._presenter.new(self._kind))

    def show_record(self, kind: str, record: str) -> None:
        """Show one record, or begin a new one."""
        self._chips.choose(kind)
        self._choose_kind(kind)
        if record:
            self._open_record(record)
        else:
            self.begin_new()

    def search(self, text: str) -> bool:
        if self._ledger is None:
            return False
        self._ledger.show_query(self._presenter.query(self._kind, text))
        return True

    def _choose_kind(self, name: str) -> None:
        self._editor.leave()
        self._editor.close()
        self._kind = next(kind for kind in self._register_kinds if kind.name == name)
        self._new.setVisible(self._presenter.may_write(self._kind))
        self._new.setText(self.tr("登记{kind}").format(kind=shown(self._kind.label)))
        self._show_ledger(self._kind)
        self._show_form(None)

    def _show_ledger(self, kind: Kind) -> None:
        describe = describer(self._desk)
        ledger = StandardLedger(
            columns_of(kind, self._desk.session.codes, describe),
            lambda query: self._desk.session.store.count(query),
            lambda query: self._desk.session.store.rows(query),
            self._presenter.query(kind),
            EmptyState("file", self.tr("还没有登记"), ""),
            name=shown(kind.label),
            stretch=kind.title,
        )
        ledger.chosen.connect(self._open_record)
        self._replace(self._left, ledger)
        self._ledger = ledger

    def _open_record(self, record: str) -> None:
        if record:
            self._editor.leave()
            self._open(self._presenter.load(self._kind, record))

    def _open(self, editable: Editable) -> None:
        self._editor.leave()
        self._show_form(editable)
        self._editor.open(editable)

    def _show_form(self, editable: Editable | None) -> None:
        if editable is None:
            self._form = None
            hint = self.tr("在左边选择一行，右边显示全部内容。")
            self._replace(self._right, text(hint, Role.MUTED, wrap=True))
            return
        form = StandardForm(
            self._kind,
            self._desk.session.codes,
            describe=describer(self._desk),
            pick=picker(self._desk, self),
        )
        form.load(editable.values)
        form.set_read_only(not self._presenter.may_write(self._kind))
        form.changed.connect(lambda _: self._editor.touched())
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(form)
        self._replace(self._right, area)
        self._form = form
        if editable.is_new:
            form.editor(self._kind.title).setFocus()

    def _values(self) -> Values:
        return self._form.values() if self._form is not None else {}

    def _refused(self, record: str, error: object) -> None:
        editable = self._editor.editable
        same = editable is not None and editable.id == record
        if same and self._form is not None and isinstance(error, InputError):
            self._form.show_problems(error.problems)

    def _replace(self, place: QWidget, widget: QWidget) -> None:
        layout = place.layout()
        assert layout is not None
        while (item := layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        layout.addWidget(widget)
        widget.show()  # at once; the layout would do it one turn of the event loop later

    def _help(self) -> str:
        return self.tr("上面选择登记簿，左边是台账，右边是选中一行的全部内容。离开时自动保存。")

    def _build(self) -> None:
        column = self.column()
        row = QHBoxLayout()
        row.addWidget(self._new)
        row.addWidget(self._chips, 1)
        column.addLayout(row)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        for place in (self._left, self._right):
            inside = QVBoxLayout(place)
            inside.setContentsMargins(0, 0, theme.scaled(8), 0)
            splitter.addWidget(place)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        splitter.setChildrenCollapsible(False)
        column.addWidget(splitter, 1)
