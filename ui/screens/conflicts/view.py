"""Conflicts: the records that wait at the left, what to decide on one of them at the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from app.domain.errors import DecisionOvertakenError, InputError, RecordMissingError
from app.domain.kinds import Field, Shape, Value, Values
from app.journal.canonical import JsonValue
from app.ports import Changes
from app.services.duplicates import Duplicate
from ui import theme
from ui.desk import Desk
from ui.display import display
from ui.record_picking import describer
from ui.screens.conflicts.duplicate_card import DuplicateCard
from ui.screens.conflicts.points import DeleteCard, GroupCard, SealCard
from ui.screens.conflicts.presenter import (
    Case,
    ConflictsPresenter,
    DuplicatePoint,
    GroupPoint,
    Question,
)
from ui.screens.conflicts.unfinished import Unfinished
from ui.screens.screen import Screen
from ui.tasks import unwatched
from ui.widgets.buttons import secondary
from ui.widgets.texts import ElidedText, EmptyState, Role, section_title, text

_WIDTHS = (320, 820)
_ROW = 60
_OPEN_FOR = 5 * 60 * 1000
"""Milliseconds after which what was unsealed is sealed again."""

_PAIR = Qt.ItemDataRole.UserRole + 1

Listed = list[tuple[Question, Duplicate | None]]


class ConflictsScreen(Screen):
    """Nothing is decided by itself; every decision has a reason and travels to everybody."""

    kinds: tuple[str, ...] = ("conflict",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("待裁决"), "merge", self._help())
        self.setObjectName("screen_conflicts")
        self._desk = desk
        self._wanted: tuple[str, str, str] = ("", "", "")
        """Kind and id of the record chosen, and of a duplicate the other id."""
        self._case: Case | None = None
        self._pair: DuplicatePoint | None = None
        self._found: tuple[object, list[tuple[Question, Duplicate]]] = (None, [])
        """Duplicates found, and what the journal looked like then."""
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._seal_again)
        self._person = ""
        self._unfinished = Unfinished()
        self._list = QListWidget()
        self._list.setObjectName("question_list")
        self._list.setAccessibleName(self.tr("等着裁决的记录"))
        self._list.setWordWrap(True)
        self._list.currentItemChanged.connect(self._chosen)
        self._title = ElidedText("", Role.HEADING)
        self._go = secondary(self.tr("打开这条记录"), self._open_record, icon="next")
        self._cards = QVBoxLayout()
        self._area = QScrollArea()
        self._stack = QStackedLayout()
        self._empty, self._work = QWidget(), QWidget()
        self._build()
        self._load()

    @property
    def case(self) -> Case | None:
        """What is shown at the right."""
        return self._case

    def shown(self) -> None:
        self._load()

    def refresh(self, changes: Changes) -> None:
        del changes
        self._load()

    def locked(self) -> None:
        self._show_case(None)

    def show_record(self, kind: str, record: str) -> None:
        """``record`` is "<kind>:<id>:<group>", the group may be missing; "" shows the first."""
        del kind
        parts = [*record.split(":"), "", ""]
        if parts[0] and parts[1]:
            self._wanted = (parts[0], parts[1], "")
        self._load()

    def _presenter(self) -> ConflictsPresenter:
        return ConflictsPresenter(self._desk.session, self._show_value)

    def _show_value(self, field: Field, value: Value) -> str:
        if field.shape is Shape.TURNS:
            asked, answered = self.tr("问："), self.tr("答：")
            return "\n".join(
                f"{asked}{turn.question}\n{answered}{turn.answer}" for turn in value or ()
            )
        return display(field, value, self._desk.session.codes, describer(self._desk))

    def _load(self) -> None:
        """Duplicates take a moment to find: they are looked for while somebody looks."""
        presenter, visible = self._presenter(), self.isVisible()

        def find() -> Listed:
            found: Listed = [(question, None) for question in presenter.questions()]
            return [*found, *self._duplicates(presenter)] if visible else found

        self._desk.background.run(self, unwatched(find), self._show_questions)

    def _duplicates(self, presenter: ConflictsPresenter) -> list[tuple[Question, Duplicate]]:
        session = presenter.session
        state = (session.task, session.store.position())
        if self._found[0] != state:
            self._found = (state, presenter.duplicates())
        return self._found[1]

    def _show_questions(self, listed: Listed) -> None:
        mine = [question for question, pair in listed if pair is None and question.mine]
        self.count_changed.emit(len(mine))
        self._list.blockSignals(True)
        self._list.clear()
        for question, pair in listed:
            self._list.addItem(self._item(question, pair))
        self._list.blockSignals(False)
        self._stack.setCurrentWidget(self._work if listed else self._empty)
        known = [(question.kind, question.id, question.other) for question, _ in listed]
        if known:
            place = known.index(self._wanted) if self._wanted in known else 0
            self._list.setCurrentRow(place)
        else:
            self._show_case(None)

    def _item(self, question: Question, pair: Duplicate | None) -> QListWidgetItem:
        kind = self._desk.session.catalogue.get(question.kind)
        label = self._desk.say(kind.label) if kind is not None else question.kind
        if pair is not None:
            label = self.tr("可能重复：{kind}").format(kind=label)
        elif not question.mine:
            label = self.tr("由别人裁决：{kind}").format(kind=label)
        item = QListWidgetItem(f"{label}\n{question.title}".strip())
        item.setSizeHint(QSize(0, theme.scaled(_ROW)))
        item.setData(Qt.ItemDataRole.UserRole, (question.kind, question.id, question.other))
        item.setData(_PAIR, pair)
        return item

    def _chosen(self, item: QListWidgetItem | None) -> None:
        if item is None:
            return
        kind, record, other = item.data(Qt.ItemDataRole.UserRole)
        self._wanted = (str(kind), str(record), str(other))
        presenter, wanted, pair = self._presenter(), self._wanted, item.data(_PAIR)

        def show(found: Case | DuplicatePoint) -> None:
            if wanted != self._wanted:
                return
            if isinstance(found, DuplicatePoint):
                self._show_pair(found)
            else:
                self._show_case(found)

        def look() -> Case | DuplicatePoint:
            return presenter.duplicate(pair) if pair else presenter.case(*wanted[:2])

        self._desk.background.run(self, unwatched(look), show)

    def _show_pair(self, point: DuplicatePoint) -> None:
        if point == self._pair:
            return
        self._show_case(None)
        self._pair = point
        self._title.show_text(point.titles[0])
        card = DuplicateCard(self._desk.session.kind(point.kind), point)
        card.setObjectName("point_duplicate")
        card.joined.connect(
            lambda reason: self._decide(
                lambda p: p.merge_records(point, reason), said=self.tr("已并成一条。")
            )
        )
        card.told_apart.connect(
            lambda: self._decide(
                lambda p: p.not_the_same(point), said=self.tr("记下了：不是重复，以后不再问。")
            )
        )
        self._cards.addWidget(card)
        self._cards.addStretch(1)

    def _show_case(self, case: Case | None) -> None:
        if case is not None and case == self._case:
            return  # what is being written about it stays
        self._keep_unfinished()
        self._again.stop()
        if case is None or self._case is None or case.id != self._case.id:
            self._area.verticalScrollBar().setValue(0)
        self._case = case
        self._pair = None
        while (item := self._cards.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._title.show_text(case.title if case else "")
        if case is None:
            return
        self._person = self._desk.session.person
        for point in case.groups:
            self._cards.addWidget(self._group_card(case, point))
        if case.delete is not None:
            self._cards.addWidget(self._delete_card(case))
        if case.seal is not None:
            seal = SealCard(case.seal)
            seal.setObjectName("point_seal")
            seal.upheld.connect(
                lambda hash_, reason: self._decide(
                    lambda p: p.uphold(case.kind, case.id, hash_, reason)
                )
            )
            self._cards.addWidget(seal)
        if not case.open:
            done = self.tr("这条记录没有等着裁决的地方。")
            self._cards.addWidget(text(done, Role.MUTED, wrap=True))
        self._cards.addStretch(1)
        for card in self._point_cards():
            card.go_on(self._unfinished.begun(self._person, case, card.point))

    def _point_cards(self) -> list[GroupCard | DeleteCard | SealCard]:
        items = (self._cards.itemAt(number) for number in range(self._cards.count()))
        parts = [item.widget() for item in items if item is not None]
        return [part for part in parts if isinstance(part, GroupCard | DeleteCard | SealCard)]

    def _keep_unfinished(self) -> None:
        """What was written about the record shown comes back with it: after the lock, too."""
        if self._case is not None:
            written = [(card.point, card.begun()) for card in self._point_cards()]
            self._unfinished.keep(self._person, self._case, written)

    def _group_card(self, case: Case, point: GroupPoint) -> GroupCard:
        card = GroupCard(self._desk, self._desk.session.kind(case.kind), point)
        card.setObjectName(f"point_{point.group}")

        def adopt(value: JsonValue, reason: str) -> None:
            self._decide(
                lambda p: p.adopt(case.kind, case.id, point.group, value, reason, point.heads)
            )

        def adopt_edited(values: Values, reason: str) -> None:
            self._decide(
                lambda p: p.adopt_edited(case.kind, case.id, point, values, reason),
                card.show_problems,
            )

        def keep_both(reason: str) -> None:
            said = self.tr("已分成两条，两条互相有关联。第二条给了新编号，还没有签字。")
            self._decide(lambda p: p.keep_both(case, point, reason), said=said)

        def open_sealed(code: str, words: str) -> None:
            self._open_sealed(case, point, code, words)

        card.adopted.connect(adopt)
        card.edited.connect(adopt_edited)
        card.split.connect(keep_both)
        card.opening_wanted.connect(open_sealed)
        return card

    def _open_sealed(self, case: Case, point: GroupPoint, code: str, words: str) -> None:
        presenter = self._presenter()

        def show(opened: GroupPoint) -> None:
            groups = tuple(opened if each == point else each for each in case.groups)
            if self._case == case:
                self._show_case(replace(case, groups=groups))
                self._again.start(_OPEN_FOR)

        self._desk.background.write(
            self,
            unwatched(lambda: presenter.open_sealed(case.kind, case.id, point, code, words)),
            show,
            self._desk.door.tell,
        )

    def _seal_again(self) -> None:
        self._show_case(None)
        self._load()

    def _delete_card(self, case: Case) -> DeleteCard:
        assert case.delete is not None
        card = DeleteCard(case.delete)
        card.setObjectName("point_delete")
        card.kept.connect(
            lambda reason: self._decide(lambda p: p.keep_record(case.kind, case.id, reason))
        )
        card.deleted.connect(
            lambda reason: self._decide(lambda p: p.delete_record(case.kind, case.id, reason))
        )
        return card

    def _decide(
        self,
        decision: Callable[[ConflictsPresenter], Changes],
        show_problems: Callable[[object], None] | None = None,
        *,
        said: str = "",
    ) -> None:
        presenter = self._presenter()

        def failed(error: Exception) -> None:
            if show_problems is not None and isinstance(error, InputError):
                show_problems(error)
            self._desk.door.tell(error)
            if isinstance(error, RecordMissingError | DecisionOvertakenError):
                self._load()

        self._desk.background.write(
            self,
            unwatched(lambda: decision(presenter)),
            lambda changes: self._decided(changes, said),
            failed,
        )

    def _decided(self, changes: Changes, said: str) -> None:
        self._desk.banners.inform(
            said or self.tr("已裁决。没有采用的写法留在历史里，决定会随下次带出送到其他电脑。")
        )
        self._desk.changed(changes)
        self._list.setFocus()

    def _open_record(self) -> None:
        shown = self._case
        if shown is not None:
            self._desk.signals.record_wanted.emit(shown.kind, shown.id)
        elif self._pair is not None:
            self._desk.signals.record_wanted.emit(self._pair.kind, self._pair.ids[0])

    def _help(self) -> str:
        return self.tr(
            "两个人在不同电脑上改了同一处，巡记不会替您选。左边选一条，右边并排看两种写法，"
            "不同的字加了底色和下划线。点采用哪一种，或点“合并编辑”自己写；结论和金额要写理由。"
            "“不早于”“不晚于”由办公室签字证明，不看各台电脑的钟；办公室还没有回执的，写“无法证明”。"
            "列在下面的“可能重复”由您说是不是。"
        )

    def _build(self) -> None:
        self.column().addLayout(self._stack, 1)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._work)
        inside = QVBoxLayout(self._empty)
        inside.addWidget(
            EmptyState(
                "done",
                self.tr("没有等着裁决的事"),
                self.tr("合并后如果两边写得不一样，会列在这里。"),
            )
        )
        page = QWidget()
        page.setObjectName("page")
        self._cards.setContentsMargins(0, 0, theme.scaled(8), 0)
        page.setLayout(self._cards)
        area = self._area
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(page)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._go)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(theme.scaled(8), 0, 0, 0)
        column.addLayout(head)
        column.addWidget(area, 1)
        left = QWidget()
        narrow = QVBoxLayout(left)
        narrow.setContentsMargins(0, 0, 0, 0)
        narrow.addWidget(section_title(self.tr("等着裁决")))
        narrow.addWidget(self._list, 1)
        panes = QSplitter(Qt.Orientation.Horizontal)
        panes.addWidget(left)
        panes.addWidget(right)
        panes.setSizes([theme.scaled(width) for width in _WIDTHS])
        panes.setStretchFactor(1, 1)
        panes.setChildrenCollapsible(False)
        around = QVBoxLayout(self._work)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(panes)
