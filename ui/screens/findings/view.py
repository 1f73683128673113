"""Findings: register one, prove it, have it signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget

from app.domain.errors import InputError, Problem, XunjiError
from app.domain.kinds import Required
from app.ports import Changes, Row
from app.services import drafts
from app.services.links import End
from ui import theme
from ui.desk import Desk
from ui.item_models.paged import Column
from ui.record_editor import RecordEditor
from ui.record_picking import describer
from ui.screens.evidence.bin import BIN, BinPane
from ui.screens.evidence.tabs import tab_through
from ui.screens.findings.pane import FindingPane
from ui.screens.findings.presenter import ALL, LACKING, STATES, FindingsPresenter, Opened
from ui.screens.findings.proof import Proof
from ui.screens.screen import Screen
from ui.tasks import unwatched
from ui.widgets.buttons import primary
from ui.widgets.chips import Chips, ChipText
from ui.widgets.search_box import SearchBox
from ui.widgets.standard_ledger import StandardLedger, columns_of
from ui.widgets.texts import EmptyState

_SEARCH_WIDTH = 210
_COLUMNS = {"number": 100, "title": 160, "category": 106}
"""Field -> width in pixels at 100 %: with the state, what half a small screen holds."""


class FindingsScreen(Screen):
    """List on the left, one worksheet on the right."""

    kinds: tuple[str, ...] = ("finding",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("问题底稿"), "finding", self._help())
        self.setObjectName("screen_findings")
        self._desk = desk
        self._presenter = FindingsPresenter(lambda: desk.session)
        self._pane = FindingPane(desk)
        self._editor = RecordEditor(desk, self._pane.values, self._pane.form.place, self)
        self._opened: Opened | None = None
        self._reopen = ""
        self._left_at = ("", 0)
        self._saving = ""
        self._then: Callable[[], None] | None = None
        self._proof = Proof(desk, self._presenter, self)
        self._proof.may_begin = self._may_prove
        self._new = primary(self.tr("登记新问题"), self.begin_new, icon="add")
        self._chips = Chips(self.tr("筛选问题"))
        self._search = SearchBox(self.tr("在问题中查找"))
        self._ledger = self._make_ledger()
        self._bin = BinPane()
        self._right = QStackedWidget()
        self._connect()
        self._build()

    # --- what the window tells

    def shown(self) -> None:
        self._show_list()
        if self._opened is None and self._reopen:
            self.show_record("finding", self._reopen)
            self._pane.go(*self._left_at)
            self._left_at = ("", 0)

    def leaving(self) -> bool:
        self._leave()
        return True

    def keep(self) -> None:
        self._left_at = self._pane.form.place()
        self._editor.keep()

    def locked(self) -> None:
        self._proof.stop()
        self._reopen = self._record
        self._close()

    def refresh(self, changes: Changes) -> None:
        if not self.isVisible():
            return
        if changes.touches("finding") or changes.touches("link") or changes.touches("evidence"):
            self._show_list()
            self._show_newer()

    def begin_new(self) -> None:
        if not self._presenter.may_write:
            self._desk.banners.warn(self.tr("登记问题要先有任务。"))
            return
        self._leave()
        self._ledger.table.clearSelection()
        self._show(self._presenter.new())
        self._pane.form.editor("title").setFocus()

    def show_record(self, kind: str, record: str) -> None:
        """Show one worksheet, or begin a new one."""
        del kind
        if not record:
            self.begin_new()
            return
        self._open(record)
        if not self._ledger.choose(record):
            self._ledger.table.clearSelection()

    # --- the list

    def _show_list(self) -> None:
        self._presenter.forget_list()
        shown = self._ledger.model.query
        wanted = self._presenter.query()
        if replace(wanted, order_by=shown.order_by, descending=shown.descending) == shown:
            self._ledger.refresh()
        else:
            self._ledger.show_query(wanted)
        counts = unwatched(self._presenter.counts)
        self._desk.background.run(self, counts, self._show_counts, self._not_counted)

    def _not_counted(self, error: Exception) -> None:
        """Behind the lock there is nothing to count and nobody to tell."""
        if self.isVisible():
            self._desk.door.tell(error)

    def _show_counts(self, counts: dict[str, int]) -> None:
        words = {ALL: self.tr("全部"), LACKING: self.tr("缺证据"), BIN: self.tr("回收站")}
        words |= {state: self._desk.code("finding_state", state) for state in STATES}
        keys = [key for key in (ALL, *STATES, LACKING, BIN) if key in counts]
        self._chips.set_chips([ChipText(key, words[key], counts[key]) for key in keys])
        tab_through(self._new, self._chips)
        if self._chips.key != self._presenter.chosen:
            self._filter(self._chips.key)
        self.count_changed.emit(counts[ALL] - counts["approved"])

    def _filter(self, key: str) -> None:
        self._presenter.chosen = key
        self._show_list()

    def _find(self, wanted: str) -> None:
        self._presenter.text = wanted
        self._show_list()

    def _clicked(self, index: QModelIndex) -> None:
        row = self._ledger.model.row_at(index.row())
        if row is not None and row.id != self._record:
            self._open(row.id)

    # --- one worksheet

    @property
    def _record(self) -> str:
        return self._opened.editable.id if self._opened else ""

    def _open(self, record: str) -> None:
        if not record or record == self._record:
            return
        self._leave()
        opened = self._presenter.open(record)
        if opened is None:
            self._show_binned(record)
            return
        self._show(opened)

    def _show_binned(self, record: str) -> None:
        row = self._presenter.in_bin(record)
        if row is None:
            self._desk.banners.warn(self.tr("这条问题不在本机，或已删除。"))
            return
        self._close()
        self._bin.show_row(row, may_restore=self._presenter.may_write)
        self._right.setCurrentWidget(self._bin)

    def _show(self, opened: Opened) -> None:
        self._opened = opened
        self._bin.forget()
        self._reopen = ""
        self._then = None
        self._pane.show_opened(opened, self._ends(opened), self._steps(opened))
        self._pane.show_missing(self._presenter.missing(opened.values))
        self._editor.open(opened.editable, from_draft=opened.from_draft)
        self._right.setCurrentWidget(self._pane)

    def _show_newer(self) -> None:
        """Something changed elsewhere: never overwrite what is being typed."""
        if self._opened is None:
            if self._bin.record and self._presenter.in_bin(self._bin.record) is None:
                self._close()
            return
        if self._editor.dirty or self._saving:
            self._pane.show_links(self._ends(self._opened))
            return
        opened = self._presenter.open(self._record)
        if opened is None:
            if not self._opened.editable.is_new:
                self._close()
            return
        self._opened = opened
        self._pane.form.set_values(opened.values)
        self._pane.show_newer(opened, self._ends(opened), self._steps(opened))
        self._pane.show_missing(self._presenter.missing(opened.values))
        self._editor.open(opened.editable, from_draft=opened.from_draft)

    def _close(self) -> None:
        self._editor.close()
        self._opened = None
        self._then = None
        self._saving = ""
        self._pane.form.load({})
        self._pane.show_links(())
        self._bin.forget()
        self._right.setCurrentIndex(0)

    def _ends(self, opened: Opened) -> list[End]:
        return self._presenter.linked(opened.editable.id)

    def _steps(self, opened: Opened) -> tuple[str, ...]:
        return self._presenter.steps(opened.state)

    # --- typing and saving

    def _typed(self) -> None:
        assert self._opened is not None
        if self._opened.editable.is_new and not self._editor.dirty:
            presenter = self._presenter
            number = presenter.take_number(self._opened.editable)
            self._desk.background.write(self, unwatched(lambda: presenter.reserve(number)))
        self._editor.touched()
        self._pane.show_missing(self._presenter.missing(self._pane.values()))

    def _leave(self) -> None:
        if self._editor.dirty and self._editor.editable is not None:
            self._saving = self._editor.editable.id
        self._editor.leave()

    def _saved(self, record: str) -> None:
        if record == self._saving:
            self._saving = ""
        if record == self._record:
            self._show_newer()
            self._ledger.choose(record)
            then, self._then = self._then, None
            if then is not None:
                then()

    def _refused(self, record: str, error: object) -> None:
        if record == self._saving:
            self._saving = ""
        if record == self._record:
            self._then = None
            if isinstance(error, InputError):
                self._pane.show_problems(error.problems)

    def _after_saving(self, action: Callable[[], None]) -> None:
        """Run ``action`` once what is typed is in the journal; not at all if it is refused."""
        if self._editor.dirty:
            self._then = action
            self._leave()
        elif self._saving == self._record:
            self._then = action
        else:
            action()

    def _may_be_saved(self) -> bool:
        """Whether the worksheet can be saved as it is; otherwise say at the field why not."""
        gaps = self._presenter.missing(self._pane.values(), Required.SAVING)
        self._pane.show_problems([Problem(name, "required") for name in gaps])
        return not gaps

    def _may_prove(self) -> str:
        """The worksheet to link to, saved if need be; empty while it cannot be saved."""
        if self._opened is None or not self._may_be_saved():
            return ""
        self._leave()
        return self._record

    # --- steps

    def _step(self, step: str) -> None:
        if self._may_be_saved():
            self._after_saving(lambda: self._perform(step))

    def _perform(self, step: str) -> None:
        presenter, record = self._presenter, self._record

        def done(changes: Changes) -> None:
            self._pane.form.clear_problems()
            self._desk.changed(changes)

        def failed(error: Exception) -> None:
            if not isinstance(error, XunjiError):
                raise error
            self._desk.door.tell(error)
            if isinstance(error, InputError) and record == self._record:
                self._pane.show_problems(error.problems)

        work = unwatched(lambda: presenter.perform(step, record))
        self._desk.background.write(self, work, done, failed)

    def _decide(self) -> None:
        self._desk.signals.record_wanted.emit("conflict", f"finding:{self._record}:")

    def _delete(self) -> None:
        opened = self._opened
        if opened is None:
            return
        if opened.editable.is_new and self._editor.editable is opened.editable:
            self._give_up(opened)
            return
        record, presenter = self._record, self._presenter
        self._leave()
        self._close()
        self._ledger.table.setFocus()

        def done(changes: Changes) -> None:
            self._desk.changed(changes)
            self._desk.banners.inform(
                self.tr("已删除一条问题。"), undo=lambda: self._restore(record)
            )

        self._desk.background.write(self, unwatched(lambda: presenter.delete(record)), done)

    def _give_up(self, opened: Opened) -> None:
        """A worksheet that was never written: only its draft goes, and can come back."""
        session, values = self._desk.session, dict(self._pane.values())
        typed = self._editor.dirty
        self._close()
        record = opened.editable.id
        self._desk.background.write(self, unwatched(lambda: drafts.discard(session, record)))
        if typed:
            self._desk.banners.inform(
                self.tr("已放弃这条没有写完的问题。"), undo=lambda: self._resume(opened, values)
            )

    def _resume(self, opened: Opened, values: dict[str, object]) -> None:
        editable = opened.editable
        self._leave()
        self._show(Opened(editable, {**editable.values, **values}, True, None))
        self._editor.touched()

    def _restore(self, record: str) -> None:
        presenter = self._presenter

        def done(changes: Changes) -> None:
            if self._presenter.chosen == BIN:
                self._presenter.chosen = ALL
                self._chips.choose(ALL)
            self._desk.changed(changes)
            self.show_record("finding", record)

        self._desk.background.write(self, unwatched(lambda: presenter.restore(record)), done)

    # --- building

    def _make_ledger(self) -> StandardLedger:
        kind = self._desk.session.kind("finding")
        describe = describer(self._desk)
        columns = [
            replace(column, width=_COLUMNS[column.field])
            for column in columns_of(kind, self._desk.session.codes, describe, tuple(_COLUMNS))
        ]
        state = Column("state", self.tr("状态"), self._state_words, 104)
        empty = EmptyState(
            "finding", self.tr("这里没有问题"), self.tr("点“登记新问题”写第一条，或换一个筛选。")
        )
        return StandardLedger(
            [*columns, state],
            self._presenter.count,
            self._presenter.rows,
            self._presenter.query(),
            empty,
            name=self.tr("问题清单"),
            stretch="title",
        )

    def _state_words(self, row: Row) -> str:
        if row.questions or row.late:
            return self.tr("待裁决")
        return self._desk.code("finding_state", row.values["state"] or "draft")

    def _connect(self) -> None:
        self._editor.saved.connect(self._saved)
        self._editor.refused.connect(self._refused)
        self._chips.chosen.connect(self._filter)
        self._search.searched.connect(self._find)
        self._bin.restore_wanted.connect(self._restore)
        self._ledger.chosen.connect(self._open)
        self._ledger.table.clicked.connect(self._clicked)
        self._ledger.opened.connect(lambda _: self._pane.form.editor("title").setFocus())
        pane = self._pane
        pane.changed.connect(self._typed)
        pane.step_wanted.connect(self._step)
        pane.step_gone.connect(self._ledger.table.setFocus)
        pane.delete_wanted.connect(self._delete)
        pane.question_wanted.connect(self._decide)
        pane.files_wanted.connect(self._proof.import_files)
        pane.link_wanted.connect(self._proof.choose)
        pane.linked.removed.connect(self._proof.unlink)
        pane.linked.placed.connect(self._proof.place)
        self._shortcut("Esc", self._ledger.table.setFocus)
        delete = QShortcut(QKeySequence(QKeySequence.StandardKey.Delete), self._ledger.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self._delete)
        self._shortcut("Ctrl+I", self._proof.import_files)
        self._shortcut("Ctrl+K", lambda: self._proof.choose("evidence"))

    def _shortcut(self, keys: str, action: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(action)

    def _build(self) -> None:
        column = self.column()
        row = QHBoxLayout()
        self._new.setObjectName("finding_new")
        row.addWidget(self._new, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._chips, 1, Qt.AlignmentFlag.AlignTop)
        self._search.setFixedWidth(theme.scaled(_SEARCH_WIDTH))
        row.addWidget(self._search, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self._right.addWidget(
            EmptyState("finding", self.tr("在左边选一条问题"), self.tr("或登记新问题（Ctrl+N）。"))
        )
        self._right.addWidget(self._pane)
        self._right.addWidget(self._bin)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self._ledger)
        splitter.addWidget(self._right)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([540, 590])
        splitter.setChildrenCollapsible(False)
        column.addWidget(splitter, 1)

    def _help(self) -> str:
        return self.tr(
            "一个问题一份底稿。写好问题名称就会自动保存。导入文件作佐证，或选已有的证据和谈话；"
            "填齐后提交复核，再复核、审签。写进反馈意见的话在“反馈表述”里，不写人名和来源。"
        )
