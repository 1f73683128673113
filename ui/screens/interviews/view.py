"""The interview desk: talks on the left, the talk being written in the middle, its facts right."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import XunjiError
from app.domain.kinds import Field, Turn, Value
from app.ports import Changes, Row
from ui import theme
from ui.delivery_words import Delivery, delivery_of
from ui.desk import Desk
from ui.record_editor import RecordEditor
from ui.screens.interviews.cursor import Cursor
from ui.screens.interviews.facts_panel import FactsPanel
from ui.screens.interviews.identity_desk import IdentityDesk
from ui.screens.interviews.name_watch import NameWatch
from ui.screens.interviews.people import offer_people
from ui.screens.interviews.presenter import KIND, Entry, InterviewsPresenter, Place, Talk
from ui.screens.interviews.talk_bin import TalkBin
from ui.screens.interviews.talk_list import TalkList
from ui.screens.interviews.talk_pane import TalkPane
from ui.screens.screen import Screen
from ui.tasks import unwatched
from ui.widgets.buttons import primary
from ui.widgets.texts import EmptyState

_LIST, _FACTS = 210, 350
"""Widths. With larger text they grow little, so that the talk keeps its room."""

_LEAST = (120, 200, 220)


class InterviewsScreen(Screen):
    """谈话记录. What is typed becomes a draft within a second, and history on leaving."""

    kinds: tuple[str, ...] = (KIND,)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("谈话记录"), "interview", self._help())
        self.setObjectName("screen_interviews")
        self._desk = desk
        self._given: set[str] = set()
        self._talk: Talk | None = None
        self._task = ""
        self._written: list[Entry] = []
        self._awaited = 0
        self._return: tuple[str, Place] | None = None
        self._covered = False
        self._quiet = False
        self._making = False
        self._new_button = primary(self.tr("新谈话"), self.begin_new, icon="add")
        self._new_button.setToolTip(self.tr("新谈话（Ctrl+N）"))
        self.list = TalkList(
            partial(desk.code, "interview_category"), partial(desk.code, "interview_value")
        )
        self._bin = TalkBin(desk, lambda: self._presenter, self)
        self.pane = TalkPane()
        self.facts = FactsPanel(desk, self._describe, self._pick)
        self._identity = IdentityDesk(desk, self.facts, self)
        self._names = NameWatch(self.pane, self.facts, self._identity, self._values, self)
        self._cursor = Cursor(self.pane, self.facts, self)
        self._middle = QStackedWidget()
        self._editor = RecordEditor(desk, self._values, self._cursor.place, self)
        self._build()
        self._connect()

    # --- what the window asks ----------------------------------------------------------

    def shown(self) -> None:
        self._covered = False
        self._load_list()
        if self._task != self._desk.session.task:
            self._return = None
        if self._return is not None:
            self._open(*self._return)
        elif self._talk is None:
            self._later(self._presenter.last_typed, self._open)
        self.list.setFocus()

    def leaving(self) -> bool:
        if self._talk is not None:
            self._return = (self._talk.id, self._cursor.place())
            self._lay_aside()
        self._awaited += 1
        return True

    def keep(self) -> None:
        if self._talk is not None:
            self._return = (self._talk.id, self._cursor.place())
            self._editor.keep()

    def locked(self) -> None:
        self._covered = True
        self._awaited += 1
        self._editor.close()
        self._clear()
        self._written = []
        self._bin.link.show_rows(())
        self.list.show_entries((), "")

    def refresh(self, changes: Changes) -> None:
        if self._covered or not self.isVisible():
            return
        if changes.touches(KIND):
            self._load_list()
        if self._talk is None:
            return
        if (KIND, self._talk.id) in changes.records and not self._editor.dirty:
            self._open(self._talk.id, self._cursor.place())
        elif changes.touches("link") or changes.touches("finding"):
            self.pane.show_references(self._presenter.references(self._talk.id))

    def begin_new(self) -> None:
        self._lay_aside()
        self._awaited += 1
        try:
            talk = self._presenter.begin()
        except XunjiError as error:
            self._desk.door.tell(error)
            return
        self._show(talk)

    def show_record(self, kind: str, record: str) -> None:
        """Open a talk, or begin a new one without ``record``."""
        del kind
        if record:
            self._open(record)
        else:
            self.begin_new()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back to the list."""
        if event.key() == Qt.Key.Key_Escape:
            self.list.setFocus()
        else:
            super().keyPressEvent(event)

    # --- the talk on the desk -----------------------------------------------------------

    @property
    def _presenter(self) -> InterviewsPresenter:
        return InterviewsPresenter(self._desk.session, self._given)

    def _open(self, record: str, place: Place = ("", 0)) -> None:
        """Lay another talk on the desk, after what is being written has been written."""
        if not record:
            return
        self._lay_aside()
        presenter = self._presenter
        self._later(lambda: presenter.read(record, place), partial(self._arrived, record))

    def _arrived(self, record: str, talk: Talk | None) -> None:
        if talk is not None:
            self._show(talk)
            return
        self._return = None
        self.list.mark("")
        if self._bin.name(record):
            self._middle.setCurrentWidget(self._bin.pane)

    def _show(self, talk: Talk) -> None:
        self._talk = talk
        self._task = self._desk.session.task
        self._return = None
        self._cursor.forget()
        self._bin.pane.forget()
        self._quiet = True
        self.pane.show_talk(talk)
        self.facts.load(talk.values)
        self._identity.show(talk.id, talk.identity)
        self._names.watch(str(talk.values["pseudonym"] or ""))
        self.facts.show_page("identity" if talk.identity.is_new else "facts")
        self._quiet = False
        self._editor.open(talk.editable, from_draft=talk.unfinished)
        self._middle.setCurrentIndex(1)
        self.facts.show()
        self._show_list()
        self._cursor.go(talk.place)

    def _lay_aside(self) -> None:
        """Save the talk on the desk and clear the desk; an empty new one is forgotten."""
        talk = self._talk
        if talk is None:
            return
        if self._presenter.is_blank(talk.editable, self._values()):
            forget = self._editor.dirty
            self._editor.close()
            if forget:
                self._write(partial(self._presenter.discard, talk.id), self._load_list)
        else:
            self._editor.leave()
            self._editor.close()
        self._clear()

    def _clear(self) -> None:
        self._talk = None
        self._quiet = True
        self._names.watch("")
        self.pane.forget()
        self.facts.load({})
        self._identity.forget()
        self._bin.pane.forget()
        self._quiet = False
        self._middle.setCurrentIndex(0)
        self.facts.hide()

    def _values(self) -> dict[str, Value]:
        return {
            **self.facts.values(),
            "turns": self.pane.turns.turns(),
            **self._identity.changed(),
        }

    def _touched(self) -> None:
        if self._talk is None or self._quiet:
            return
        was_dirty = self._editor.dirty
        if self._presenter.touch(self._talk.editable):
            self._write(partial(self._presenter.reserve, self._talk.editable))
        self._editor.touched()
        self._names.touched()
        if not was_dirty:
            self._show_list()

    # --- findings, rows, deleting -------------------------------------------------------

    def _make_finding(self, statement: str, turn: str) -> None:
        """A second click before the first is answered makes no second finding."""
        if self._talk is None or self._making:
            return
        self._making = True
        self._editor.keep()
        presenter, record = self._presenter, self._talk.id

        def done(made: tuple[str, Changes]) -> None:
            self._making = False
            self._desk.changed(made[1])
            self._desk.signals.record_wanted.emit("finding", made[0])

        def failed(error: Exception) -> None:
            self._making = False
            self._desk.door.tell(error)

        work = unwatched(lambda: presenter.make_finding(record, statement, turn))
        self._desk.background.write(self, work, done, failed)

    def _row_removed(self, position: int, turn: Turn) -> None:
        if turn.question.strip() or turn.answer.strip():
            self._desk.banners.inform(
                self.tr("已删除一问一答。"), undo=lambda: self.pane.turns.put_row(position, turn)
            )

    def _delete(self) -> None:
        talk = self._talk
        if talk is None:
            return
        blank = self._presenter.is_blank(talk.editable, self._values())
        if not blank:
            self._editor.keep()
        self._editor.close()
        self._clear()
        if blank:
            self._write(partial(self._presenter.discard, talk.id), self._load_list)
        else:
            self._bin.put(talk)
            self._load_list()

    def _came_back(self, record: str) -> None:
        self._load_list()
        self._open(record)

    # --- list ---------------------------------------------------------------------------

    def _load_list(self, _result: object = None) -> None:
        if not self._covered:
            self._write(self._presenter.entries, self._list_arrived)
            self._write(self._presenter.binned, self._bin_arrived)
            session = self._desk.session
            self._write(lambda: delivery_of(session, KIND), self._delivery_arrived)

    def _delivery_arrived(self, delivery: Delivery) -> None:
        if not self._covered:
            self.list.show_delivery(delivery.stages)

    def _bin_arrived(self, rows: list[Row]) -> None:
        if not self._covered:
            self._bin.link.show_rows(rows)

    def _list_arrived(self, entries: list[Entry]) -> None:
        if not self._covered:
            self._written = entries
            self._show_list()
            self.count_changed.emit(sum(entry.unfinished for entry in entries))

    def _show_list(self) -> None:
        current = self._talk.id if self._talk else ""
        entries = self._presenter.with_open(self._written, self._talk, dirty=self._editor.dirty)
        self.list.show_entries(entries, current)

    # --- ways to work -------------------------------------------------------------------

    def _write(self, call: Callable[[], object], done: Callable[..., object] | None = None) -> None:
        """On the database's queue: whatever was being written comes first."""
        self._desk.background.write(self, unwatched(call), done)  # type: ignore[arg-type]

    def _later(self, call: Callable[[], object], done: Callable[..., object]) -> None:
        """As ``_write``; the answer to an older question is dropped."""
        self._awaited += 1
        awaited = self._awaited

        def arrived(result: object) -> None:
            if awaited == self._awaited and not self._covered:
                done(result)

        self._write(call, arrived)

    def _describe(self, kind: str, record: str) -> str:
        return self._presenter.name(record) if kind == "person" else ""

    def _pick(
        self, field: Field, chosen: tuple[str, ...], deliver: Callable[[tuple[str, ...]], None]
    ) -> None:
        del field
        offer_people(self, self._presenter.team(), chosen, deliver)

    def _want_conflict(self) -> None:
        if self._talk is not None:
            self._desk.signals.record_wanted.emit("conflict", f"{KIND}:{self._talk.id}:")

    def _connect(self) -> None:
        self.list.chosen.connect(self._open)
        self.list.delete_wanted.connect(self._delete)
        self.pane.delete_wanted.connect(self._delete)
        self.pane.conflict_wanted.connect(self._want_conflict)
        self._names.scrubbed.connect(self._touched)
        self._bin.came_back.connect(self._came_back)
        self.pane.finding_chosen.connect(partial(self._desk.signals.record_wanted.emit, "finding"))
        self.pane.turns.changed.connect(self._touched)
        self.pane.turns.finding_wanted.connect(self._make_finding)
        self.pane.turns.row_removed.connect(self._row_removed)
        for form in self.facts.forms:
            form.changed.connect(lambda _name: self._touched())
        self.facts.identity.changed.connect(self._touched)
        self._editor.saved.connect(self._load_list)
        self._editor.refused.connect(lambda _record, _error: self._load_list())

    def _build(self) -> None:
        left = QWidget()
        rows = QVBoxLayout(left)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.addWidget(self._new_button)
        rows.addWidget(self.list, 1)
        rows.addWidget(self._bin.link)
        self._middle.addWidget(
            EmptyState(
                "interview",
                self.tr("选一份谈话，或开始新的谈话"),
                self.tr("按 Ctrl+N 马上开始记；写下的内容一秒内加密保存。"),
            )
        )
        self._middle.addWidget(self.pane)
        self._middle.addWidget(self._bin.pane)
        panes = QSplitter(Qt.Orientation.Horizontal)
        panes.setChildrenCollapsible(False)
        panes.setHandleWidth(theme.scaled(12))
        for widget, least in zip((left, self._middle, self.facts), _LEAST, strict=True):
            panes.addWidget(widget)
            widget.setMinimumWidth(theme.scaled(least))
        panes.setSizes([_LIST, 3 * _LIST, _FACTS + theme.scale() // 2 - 50])
        panes.setStretchFactor(1, 1)
        self.column().addWidget(panes, 1)
        self._clear()

    def _help(self) -> str:
        return self.tr(
            "按“新谈话”或 Ctrl+N，光标已在第一个回答里，直接打字。回车从问到答、从答到下一问。\n"
            "谈话对象的姓名、电话等只写在右边“对象身份”里：离开后自动封存，别处只用编号。\n"
            "选中回答里的一段话，点“转为问题”，就生成一份问题底稿。\n"
            "不用保存：一秒内加密存为草稿，离开这份谈话时写入正式记录。"
        )
