"""The chain of custody: who held an item, when and why; and a small form for the next entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.errors import Problem
from app.domain.kinds import Value
from app.ports import Row
from ui import theme
from ui.desk import Desk
from ui.record_picking import describer
from ui.widgets.buttons import secondary
from ui.widgets.cards import Card
from ui.widgets.emptying import empty
from ui.widgets.standard_form import StandardForm
from ui.widgets.texts import Role, text

_FIELDS = ("action", "on", "handed_by", "received_by", "purpose", "place", "medium")


class CustodyList(QWidget):
    """Entries, oldest first. What is noted is never changed."""

    noted = Signal(object)
    """Values of a new entry."""
    unfolded = Signal()
    """The small form is open."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._describe = describer(desk)
        self._item = ""
        self._kept: dict[str, dict[str, Value]] = {}
        """Item -> what was typed there and not noted; it waits while another one is looked at."""
        self._on_its_way: set[str] = set()
        self._entries = QVBoxLayout()
        self.begin = secondary(self.tr("登记交接"), self._unfold, icon="add")
        self.begin.setObjectName("custody_begin")
        self._form = StandardForm(desk.session.kind("custody"), desk.session.codes, fields=_FIELDS)
        layout = self._form.layout()
        assert isinstance(layout, QFormLayout)
        layout.setHorizontalSpacing(theme.scaled(8))
        self._save = secondary(self.tr("记下"), self._note, icon="done")
        self._save.setObjectName("custody_save")
        self._card = self._make_card()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(6))
        column.addLayout(self._entries)
        column.addWidget(self.begin)
        column.addWidget(self._card)
        self.fold()

    @property
    def unfolded_now(self) -> bool:
        """Whether the small form is open."""
        return not self._card.isHidden()

    def show_entries(self, entries: Sequence[Row]) -> None:
        """Show the chain."""
        empty(self._entries)
        for entry in entries:
            self._entries.addWidget(text(self._words(entry), Role.MUTED, wrap=True))

    def turn_to(self, item: str) -> None:
        """Another item: its own half-typed entry comes back, that of the last one is kept."""
        if self.unfolded_now and self._item and self._form.values() != self._blank():
            self._kept[self._item] = self._form.values()
        self.fold()
        self._item = item
        if item in self._kept:
            self._show_form(self._kept.pop(item))

    def drop(self) -> None:
        """The window locks: hold nothing that was typed."""
        self._kept.clear()
        self.turn_to("")
        self._kept.clear()

    def was_noted(self, item: str) -> None:
        """The entry of this item is in the journal."""
        self._on_its_way.discard(item)
        self._kept.pop(item, None)
        if item == self._item:
            self.fold()

    def show_problems(self, item: str, problems: Sequence[Problem]) -> None:
        """It was not noted: mark these fields of the small form."""
        self._on_its_way.discard(item)
        if item == self._item:
            self._save.setEnabled(True)
            self._form.show_problems(problems)

    def fold(self) -> None:
        """Put the small form away."""
        self._card.hide()
        self._form.load({})
        self._save.setEnabled(True)
        self.begin.show()

    def _unfold(self) -> None:
        self._show_form({"on": self._desk.session.clock.now().date()})
        self._form.editor("action").setFocus()
        self.unfolded.emit()

    def _show_form(self, values: Mapping[str, Value]) -> None:
        self._form.load(values)
        self.begin.hide()
        self._card.show()
        self._save.setEnabled(self._item not in self._on_its_way)

    def _blank(self) -> dict[str, Value]:
        """What the small form holds before anything is typed."""
        empty_form = dict.fromkeys(self._form.values())
        return {**empty_form, "on": self._desk.session.clock.now().date()}

    def _note(self) -> None:
        problems = self._form.problems()
        self._form.show_problems(problems)
        if not problems:
            self._save.setEnabled(False)  # an entry is never taken back: a second click adds none
            self._on_its_way.add(self._item)
            self.noted.emit(self._form.values())

    def _words(self, entry: Row) -> str:
        values = entry.values
        day: date | None = values["on"]
        words = [str(day or ""), self._desk.code("custody_action", values["action"])]
        handed, received = values["handed_by"], values["received_by"]
        if handed or received:
            words.append(f"{handed or '—'} → {received or '—'}")
        words += [str(values[name]) for name in ("purpose", "place", "medium") if values[name]]
        author = self._describe("person", entry.author)
        if author:
            words.append(self.tr("{name}记").format(name=author))
        return "  ".join(word for word in words if word)

    def _make_card(self) -> Card:
        card = Card(margin=8)
        card.column.addWidget(self._form)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(secondary(self.tr("不记了"), self.fold))
        row.addWidget(self._save)
        card.column.addLayout(row)
        return card
