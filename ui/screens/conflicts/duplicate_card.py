"""Two records that are probably one thing: one of two, or two."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from app.domain.kinds import Kind
from ui import theme
from ui.display import comma
from ui.language import shown
from ui.screens.conflicts.differences import Piece
from ui.screens.conflicts.marked_text import MarkedText
from ui.screens.conflicts.points import PointCard, moment_words
from ui.screens.conflicts.presenter import DuplicatePoint
from ui.widgets.buttons import secondary
from ui.widgets.flow import FlowLayout
from ui.widgets.texts import Role, text


class DuplicateCard(PointCard):
    """Both records side by side, field by field."""

    joined = Signal(str)
    """Reason: they are one thing."""
    told_apart = Signal()

    def __init__(self, kind: Kind, point: DuplicatePoint) -> None:
        super().__init__(self.tr("可能是同一件事，写了两遍"), needs_reason=False)
        self.point = point
        self._kind = kind
        self.column.addWidget(text(self._why(), Role.MUTED, wrap=True))
        self.column.addLayout(self._sides())
        if point.same:
            alike = comma().join(shown(kind.field(name).label) for name in point.same)
            words = self.tr("两条一样的：{fields}").format(fields=alike)
            self.column.addWidget(text(words, Role.MUTED, wrap=True))
        self.add_reason()
        row = FlowLayout()
        one = secondary(self.tr("是一回事，并成一条"), self._join, icon="merge")
        one.setObjectName("join")
        one.setEnabled(point.may_merge)
        two = secondary(self.tr("不是重复"), self.told_apart.emit)
        two.setObjectName("told_apart")
        row.addWidget(one)
        row.addWidget(two)
        self.column.addLayout(row)
        self.column.addWidget(text(self._what_follows(), Role.MUTED, wrap=True))

    def _join(self) -> None:
        self.joined.emit(self.words)

    def _why(self) -> str:
        if self.point.same_file:
            return self.tr("两条登记的是同一个文件。")
        return self.tr("文字相同的部分约 {share}%。不同的字加了底色和下划线。").format(
            share=self.point.likeness
        )

    def _what_follows(self) -> str:
        if not self.point.may_merge:
            return self.tr("已经签过字的不能并成一条。")
        return self.tr(
            "并成一条：留下甲，甲没填的由乙补上，乙的关联转给甲，乙进回收站并指向甲。"
            "两边都写了而不一样的地方，接着在这里裁决。不是重复：以后不再问，别的电脑也不再问。"
        )

    def _sides(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.scaled(12))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        names = (self.tr("甲"), self.tr("乙"))
        for number, name in enumerate(names):
            grid.addWidget(self._side(number, name), 0, number)
        return grid

    def _side(self, number: int, name: str) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(4))
        who, claimed = self.point.who[number]
        head = self.tr("{name}：{authors}  {computer}").format(
            name=name, authors=who, computer=moment_words(claimed)
        )
        column.addWidget(text(head.strip(), Role.STRONG, wrap=True))
        texts: Mapping[str, tuple[Piece, ...]] = self.point.texts[number]
        for field in self.point.fields:
            label = shown(self._kind.field(field).label)
            column.addWidget(text(label, Role.SMALL))
            body = MarkedText(texts[field] or (Piece(self.tr("（没有填）"), False),))
            body.setObjectName(f"record_{number}_{field}")
            body.setAccessibleName(f"{name} {label}")
            column.addWidget(body)
        column.addStretch(1)
        return part
