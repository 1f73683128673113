"""What proves a finding: evidence and talks, each a row that opens, names its place, can go."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.ports import Row
from app.services.links import End
from ui import theme
from ui.screens.evidence.pictures import type_icon
from ui.screens.findings.presenter import turn_number
from ui.widgets.buttons import icon_button, secondary
from ui.widgets.cards import Card
from ui.widgets.emptying import empty
from ui.widgets.texts import ElidedText, Picture, Role, text

_PLACE_WIDTH = 110
_SHORT = 24


class LinkedList(QWidget):
    """Rows of links. Says itself when there are none."""

    wanted = Signal(str, str)
    """(kind, id): show this record."""
    removed = Signal(object)
    """End whose link is to go."""
    placed = Signal(str, str)
    """(link, words): the page or the answer it is about."""

    def __init__(self, describe: Callable[[Row], str]) -> None:
        super().__init__()
        self._describe = describe
        self._ends: tuple[End, ...] = ()
        self._editable = False
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.scaled(6))

    @property
    def ends(self) -> tuple[End, ...]:
        """What is shown."""
        return self._ends

    def show_ends(self, ends: Sequence[End], *, editable: bool) -> None:
        """Show these links; nothing is built anew while they are the same."""
        if (tuple(ends), editable) == (self._ends, self._editable) and self._column.count():
            return
        self._ends, self._editable = tuple(ends), editable
        empty(self._column)
        for end in ends:
            self._column.addWidget(self._row(end, editable))
        if not ends:
            self._column.addWidget(text(self.tr("还没有佐证材料。"), Role.MUTED))

    def _row(self, end: End, editable: bool) -> QWidget:
        card = Card(margin=4)
        card.setAccessibleName(self._words(end))
        line = QHBoxLayout()
        line.setSpacing(theme.scaled(8))
        line.addWidget(self._picture(end))
        there = end.row is not None and not end.row.deleted
        line.addWidget(self._title(end), 1 if there else 0)
        if end.row is None:
            line.addWidget(text(self.tr("尚未收到"), Role.PROBLEM))
        if not there:
            line.addStretch(1)
        elif editable and (end.detail or self._place_hint(end)):
            line.addWidget(self._place(end))
        if editable:
            name = self.tr("取消关联：{title}").format(title=self._words(end))
            line.addWidget(icon_button("close", name, lambda: self.removed.emit(end)))
        card.column.addLayout(line)
        return card

    def _title(self, end: End) -> QWidget:
        words = self._words(end)
        if end.row is None or end.row.deleted:
            return ElidedText(words, Role.MUTED)
        button = secondary("", lambda: self.wanted.emit(end.kind, end.id))
        button.setObjectName(f"open_{end.kind}")
        short = words if len(words) <= _SHORT else words[: _SHORT - 1] + "…"
        button.setText(short.replace("&", "&&"))
        button.setStyleSheet("QPushButton { text-align: left; }")
        button.setToolTip(words)
        button.setAccessibleName(self.tr("查看：{title}").format(title=words))
        return button

    def _place(self, end: End) -> QLineEdit:
        shown = self._place_words(end)
        place = QLineEdit(shown)
        place.setPlaceholderText(self._place_hint(end))
        place.setAccessibleName(self.tr("位置：{title}").format(title=self._words(end)))
        place.setFixedWidth(theme.scaled(_PLACE_WIDTH))
        place.editingFinished.connect(lambda: self._placed(end, shown, place.text().strip()))
        return place

    def _place_words(self, end: End) -> str:
        """The place as people say it: a turn of a talk is kept by its id."""
        number = turn_number(end)
        return self.tr("第 {number} 问").format(number=number) if number else end.detail

    def _place_hint(self, end: End) -> str:
        if end.kind == "interview":
            return self.tr("第几问")
        kind = end.row.values["type"] if end.row else None
        if kind == "photo":
            return ""
        return self.tr("几分几秒") if kind in ("audio", "video") else self.tr("第几页")

    def _placed(self, end: End, shown: str, words: str) -> None:
        if words != shown:
            self.placed.emit(end.link, words)

    def _picture(self, end: End) -> Picture:
        if end.row is None:
            return Picture("warning", 22, "warning")
        if end.kind == "evidence":
            return Picture(type_icon(str(end.row.values["type"] or "")), 22, "muted")
        return Picture("interview" if end.kind == "interview" else "file", 22, "muted")

    def _words(self, end: End) -> str:
        if end.row is None:
            return {
                "evidence": self.tr("一件证据"),
                "interview": self.tr("一份谈话记录"),
            }.get(end.kind, self.tr("一条记录"))
        words = self._describe(end.row)
        if end.row.deleted:
            return self.tr("{title}（已删除）").format(title=words)
        return words
