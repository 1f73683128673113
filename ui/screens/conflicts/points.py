"""Cards on which one thing is decided: a group of fields, a deletion, two signatures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.kinds import Kind, Values
from app.journal.canonical import JsonValue
from ui import theme
from ui.desk import Desk
from ui.display import comma
from ui.language import shown
from ui.record_picking import describer, picker
from ui.screens.conflicts.differences import Piece
from ui.screens.conflicts.edited import EditedVersion
from ui.screens.conflicts.marked_text import MarkedText
from ui.screens.conflicts.opening_row import OpeningRow
from ui.screens.conflicts.presenter import DeletePoint, GroupPoint, SealPoint, Version
from ui.screens.conflicts.unfinished import Begun
from ui.typed import format_moment
from ui.widgets.buttons import Button, link, secondary
from ui.widgets.cards import Card
from ui.widgets.flow import FlowLayout
from ui.widgets.texts import Role, text


class PointCard(QWidget):
    """What all points share: a heading, and a reason that may have to be written."""

    def __init__(self, heading: str, *, needs_reason: bool = True) -> None:
        super().__init__()
        self._needs_reason = needs_reason
        card = Card(margin=14)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(card)
        self.column = card.column
        self.setAccessibleName(heading)
        self.column.addWidget(text(heading, Role.HEADING, wrap=True))
        self.reason = QLineEdit()
        self.reason.setObjectName("reason")
        self.reason.setAccessibleName(self.tr("理由"))
        self.reason.setPlaceholderText(self.tr("为什么这样定？例如：组务会讨论，以凭证为准"))
        self.reason.setMinimumHeight(theme.scaled(theme.TARGET))
        self.reason.setMaxLength(500)
        self.problem = text(self.tr("请先写理由。"), Role.PROBLEM)
        self.problem.setObjectName("reason_problem")
        self.problem.hide()
        self.reason.textChanged.connect(lambda _: self.problem.hide())

    @property
    def words(self) -> str:
        """The reason as it stands."""
        return self.reason.text().strip()

    def reasoned(self) -> bool:
        """Whether there is a reason where one is needed; if not, it is said."""
        lacking = self._needs_reason and not self.words
        self.problem.setVisible(lacking)
        if lacking:
            self.reason.setFocus()
        return not lacking

    def begun(self) -> Begun:
        """What was written so far."""
        return Begun(self.reason.text())

    def go_on(self, begun: Begun) -> None:
        """Show again what was written before."""
        self.reason.setText(begun.reason)

    def add_reason(self) -> None:
        """Put the reason below what was added so far."""
        needed = self.tr("理由（必填，会记入日志）")
        optional = self.tr("理由（可以不填，会记入日志）")
        self.column.addWidget(text(needed if self._needs_reason else optional))
        self.column.addWidget(self.reason)
        self.column.addWidget(self.problem)


class GroupCard(PointCard):
    """Versions side by side."""

    adopted = Signal(object, str)
    """(stored value, reason)"""
    edited = Signal(object, str)
    """(values, reason)"""
    split = Signal(str)
    """Reason."""
    opening_wanted = Signal(str, str)
    """(code of the reason, its words): the contents of a sealed group."""

    def __init__(self, desk: Desk, kind: Kind, point: GroupPoint) -> None:
        labels = comma().join(shown(kind.field(name).label) for name in point.fields)
        super().__init__(labels, needs_reason=point.needs_reason)
        self.point = point
        self._desk = desk
        self._kind = kind
        self._letters = self.tr("甲 乙 丙 丁 戊 己 庚 辛 壬 癸").split()
        self._edit: EditedVersion | None = None
        self._say_how_many()
        if point.sealed:
            sealed = text(self._sealed_words(), wrap=True)
            sealed.setObjectName("sealed_words")
            self.column.addWidget(sealed)
        if point.may_decide or not point.sealed:
            self.column.addLayout(self._versions())
        if point.ancestor:
            self._add_ancestor(point)
        if point.may_decide and not point.legible:
            self.column.addWidget(self._opening())
        if point.may_decide:
            self.add_reason()
            self.column.addLayout(self._answers())
            if point.legible:
                self._add_edit()

    def show_problems(self, error: object) -> None:
        """What the merged version breaks."""
        if self._edit is not None:
            self._edit.show_problems(error)

    def begun(self) -> Begun:
        edit = self._edit
        editing = edit is not None and not edit.isHidden()
        return Begun(self.reason.text(), edit.values() if edit and editing else None)

    def go_on(self, begun: Begun) -> None:
        super().go_on(begun)
        if self._edit is not None and begun.edited is not None:
            self._edit.load(begun.edited)
            self._edit.show()

    def _say_how_many(self) -> None:
        point = self.point
        if point.total <= len(point.versions):
            return
        more = self.tr("共有 {total} 种写法，这里列出前 {shown} 种，每个人的都在里面。").format(
            total=point.total, shown=len(point.versions)
        )
        self.column.addWidget(text(more, Role.MUTED, wrap=True))
        for who, many in point.crowds:
            crowd = self.tr("其中 {many} 种是 {who} 写的，不像人写的，请问清楚。").format(
                many=many, who=who
            )
            self.column.addWidget(text(crowd, Role.STRONG, wrap=True))

    def _sealed_words(self) -> str:
        readers = comma().join(self.point.readers) or "–"
        if not self.point.may_decide:
            words = self.tr("涉及保密内容，由 {readers} 裁决。这里不显示内容，别的工作照常。")
        elif self.point.opened:
            words = self.tr("涉及保密内容，已记入日志。能看到的人：{readers}。锁定后重新密封。")
        else:
            words = self.tr(
                "这部分是密封的，先不显示内容。您有查看授权，可以裁决；有授权的人：{readers}"
            )
        return words.format(readers=readers)

    def _opening(self) -> QWidget:
        part = OpeningRow(self._desk)
        part.wanted.connect(self.opening_wanted)
        return part

    def _versions(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.scaled(12))
        grid.setVerticalSpacing(theme.scaled(10))
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        for number, version in enumerate(self.point.versions):
            grid.addWidget(self._version(number, version), number // 2, number % 2)
        return grid

    def _version(self, number: int, version: Version) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.scaled(4))
        name = self._letter(number)
        who = self.tr("{name}：{authors}  {computer}").format(
            name=name, authors=comma().join(version.authors), computer=version.computer
        )
        column.addWidget(text(who.strip(), Role.STRONG, wrap=True))
        when = text("\n".join(self._times(version)), Role.MUTED, wrap=True)
        when.setObjectName(f"times_{number}")
        column.addWidget(when)
        if self.point.legible and not version.texts:
            column.addWidget(text(self.tr("这一种打不开。"), Role.MUTED))
        for field in self._filled() if version.texts else ():
            label = shown(self._kind.field(field).label)
            if len(self.point.fields) > 1:
                column.addWidget(text(label, Role.SMALL))
            pieces = version.texts[field] or (Piece(self.tr("（没有填）"), False),)
            body = MarkedText(pieces)
            body.setObjectName(f"version_{number}_{field}")
            body.setAccessibleName(f"{name} {label}")
            column.addWidget(body)
        column.addStretch(1)
        return part

    def _filled(self) -> list[str]:
        """Fields that hold something in one version at least; of a group of one, that one."""
        fields = self.point.fields
        texts = [version.texts for version in self.point.versions]
        found = [name for name in fields if any(each.get(name) for each in texts)]
        return found or list(fields[:1])

    def _times(self, version: Version) -> list[str]:
        """The time the computer claims, and what the office's signatures prove."""
        claimed = moment_words(version.claimed)
        unproven = self.tr("无法证明")
        before = moment_words(version.not_before) or unproven
        after = moment_words(version.not_after) or unproven
        return [
            *([self.tr("电脑上的时间：{when}").format(when=claimed)] if claimed else []),
            self.tr("不早于：{when}").format(when=before),
            self.tr("不晚于：{when}").format(when=after),
        ]

    def _answers(self) -> FlowLayout:
        row = FlowLayout()
        for number, version in enumerate(self.point.versions):
            words = self.tr("采用{name}").format(name=self._letter(number))
            button = secondary(words, self._adopting(version.value))
            button.setObjectName(f"adopt_{number}")
            row.addWidget(button)
        if self.point.legible:
            edit = secondary(self.tr("合并编辑"), self._begin_edit, icon="edit")
            edit.setObjectName("edit")
            row.addWidget(edit)
        if self.point.may_split:
            both = secondary(self.tr("各自保留为两条"), self._split)
            both.setObjectName("keep_both")
            both.setToolTip(
                self.tr("甲留在这条记录里，乙另成一条，给新编号，关联一起带上，两条互相有关联。")
            )
            row.addWidget(both)
        return row

    def _split(self) -> None:
        if self.reasoned():
            self.split.emit(self.words)

    def _adopting(self, value: JsonValue) -> Callable[[], None]:
        def adopt() -> None:
            if self.reasoned():
                self.adopted.emit(value, self.words)

        return adopt

    def _add_ancestor(self, point: GroupPoint) -> None:
        ancestor = point.ancestor or {}
        lines = [
            self.tr("{field}：{words}").format(
                field=shown(self._kind.field(name).label), words=words or "–"
            )
            if len(point.fields) > 1
            else (words or "–")
            for name, words in ancestor.items()
        ]
        before = text("\n".join(lines), wrap=True)
        before.setObjectName("ancestor")
        before.hide()
        toggle = link(
            self.tr("看原来写的是什么"), lambda: before.setVisible(not before.isVisible())
        )
        toggle.setObjectName("show_ancestor")
        self.column.addWidget(toggle, alignment=Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(before)

    def _add_edit(self) -> None:
        self._edit = EditedVersion(
            self._kind,
            self.point.fields,
            self._desk.session.codes,
            describer(self._desk),
            picker(self._desk, self),
            undecided=len(self.point.undecided),
        )
        self._edit.finished.connect(self._finish_edit)
        self._edit.hide()
        self.column.addWidget(self._edit)

    def _begin_edit(self) -> None:
        if self._edit is not None and self._edit.isVisible():
            self._edit.hide()
        elif self._edit is not None:
            self._edit.load(self.point.merged or self.point.versions[0].values)
            self._edit.show()
            self._edit.begin()

    def _finish_edit(self, values: Values) -> None:
        if self.reasoned():
            self.edited.emit(values, self.words)

    def _letter(self, number: int) -> str:
        return self._letters[number] if number < len(self._letters) else str(number + 1)


class DeleteCard(PointCard):
    """Deleted by one, written on by another."""

    kept = Signal(str)
    deleted = Signal(str)
    """The reason."""

    def __init__(self, point: DeletePoint) -> None:
        super().__init__(self.tr("有人删除，有人还在写"))
        self.point = point
        for name, claimed, reason in point.deleted:
            words = self.tr("{name} 删除了这条记录  {when}  {reason}").format(
                name=name, when=moment_words(claimed), reason=reason
            )
            self.column.addWidget(text(words.strip(), wrap=True))
        writers = comma().join(point.still_written_by)
        self.column.addWidget(
            text(self.tr("{names} 不知道已删除，又写了内容。").format(names=writers), wrap=True)
        )
        self.add_reason()
        row = FlowLayout()
        row.addWidget(self._button("keep_record", self.tr("恢复，保留这条记录"), self.kept))
        row.addWidget(self._button("delete_again", self.tr("仍然删除"), self.deleted))
        self.column.addLayout(row)

    def _button(self, name: str, words: str, signal: object) -> Button:
        def answer() -> None:
            if self.reasoned():
                signal.emit(self.words)  # type: ignore[attr-defined]

        button = secondary(words, answer)
        button.setObjectName(name)
        return button


class SealCard(PointCard):
    """Signed by two over different texts."""

    upheld = Signal(str, str)
    """(hash of the signature that stands, reason)"""

    def __init__(self, point: SealPoint) -> None:
        super().__init__(self.tr("两处各自签了字，签的内容不一样"))
        self.point = point
        self.add_reason()
        for number, (hash_, name, claimed) in enumerate(point.seals):
            words = self.tr("以 {name} 的签字为准  {when}").format(
                name=name, when=moment_words(claimed)
            )
            button = secondary(words.strip(), self._upholding(hash_))
            button.setObjectName(f"uphold_{number}")
            self.column.addWidget(button)

    def _upholding(self, seal: str) -> Callable[[], None]:
        def uphold() -> None:
            if self.reasoned():
                self.upheld.emit(seal, self.words)

        return uphold


def moment_words(claimed: str | None) -> str:
    """A claimed time to the minute; nothing for kinds that keep it sealed."""
    return format_moment(datetime.fromisoformat(claimed)) if claimed else ""
