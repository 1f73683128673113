"""Findings: register one, prove it, have it signed."""

from __future__ import annotations

from dataclasses import replace

from app.domain.errors import InputError
from app.domain.kinds import Channel
from app.ports import Changes, Row
from ui.desk import Desk
from ui.item_models.paged import Column
from ui.record_picking import describer
from ui.screens.findings.pane import FindingPane
from ui.screens.findings.presenter import FindingsPresenter, Opened
from ui.screens.findings.proof import Proof
from ui.screens.findings.steps import Steps
from ui.screens.listing.leaving import LeavingEditor
from ui.screens.listing.list_pane import ListPane, ListWords, on_keys
from ui.screens.listing.record_list import ALL
from ui.screens.screen import Screen
from ui.tasks import unwatched
from ui.widgets.buttons import primary
from ui.widgets.standard_ledger import columns_of

_COLUMNS = {"number": 100, "title": 152, "category": 104}
"""Field -> width in pixels at 100 %: with state and delivery, what half a small screen holds."""


class FindingsScreen(Screen):
    """List on the left, one worksheet on the right."""

    kinds: tuple[str, ...] = ("finding",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("问题底稿"), "finding", self._help())
        self.setObjectName("screen_findings")
        self._desk = desk
        self._presenter = FindingsPresenter(lambda: desk.session)
        self._pane = FindingPane(desk)
        self._editor = LeavingEditor(desk, self._pane.values, self._pane.form.place, self)
        self._steps = Steps(desk, self._presenter, self._pane, self._editor, self)
        self._proof = Proof(desk, self._presenter, self)
        self._proof.may_begin = self._may_prove
        self._opened: Opened | None = None
        self._task = ""
        self._reopen = ""
        self._awaited = ""
        self._left_at = ("", 0)
        self.list = self._make_list()
        self._connect()
        self.list.build(self._pane, 540, 590)
        self.column().addWidget(self.list)

    # --- what the window tells

    def shown(self) -> None:
        if self._opened is not None and self._task != self._presenter.session.task:
            self._close()
        self.list.show_list()
        if self._opened is None and self._reopen:
            self._show_listed(self._reopen)
            self._pane.go(*self._left_at)
            self._left_at = ("", 0)

    def leaving(self) -> bool:
        self._editor.leave()
        return True

    def keep(self) -> None:
        self._left_at = self._pane.form.place()
        self._editor.keep()

    def locked(self) -> None:
        self._proof.stop()
        self._reopen = self._awaited or self._record
        self._close()
        self.list.forget()

    def refresh(self, changes: Changes) -> None:
        if not self.isVisible():
            return
        if changes.touches("finding") or changes.touches("link") or changes.touches("evidence"):
            self.list.show_list()
            self._show_newer()

    def begin_new(self) -> None:
        if not self._presenter.list.may_write:
            self._desk.banners.warn(self.tr("登记问题要先有任务。"))
            return
        self._editor.leave()
        self.list.choose("")
        self._show(self._presenter.new())
        self._pane.form.editor("title").setFocus()

    def show_record(self, kind: str, record: str) -> None:
        """Show one worksheet, or begin a new one."""
        del kind
        if record:
            self._show_listed(record)
        else:
            self.begin_new()

    # --- one worksheet

    @property
    def _record(self) -> str:
        return self._opened.editable.id if self._opened else ""

    def _show_listed(self, record: str) -> None:
        self._open(record)
        self.list.choose(record)

    def _open(self, record: str) -> None:
        self._awaited = ""
        if record == self._record:
            return
        self._editor.leave()
        if self._editor.is_saving(record):
            self._awaited = record
            return
        opened = self._presenter.open(record)
        if opened is not None:
            self._show(opened)
        elif self.list.show_absent(record):
            self._close(to_bin=True)

    def _show(self, opened: Opened) -> None:
        self._opened = opened
        self._task = self._presenter.session.task
        self._awaited = ""
        self._reopen = ""
        self._steps.forget()
        ends = self._presenter.linked(self._record)
        self._pane.show_opened(opened, ends, self._presenter.steps(opened))
        self._pane.show_missing(self._presenter.missing(opened.values))
        self._editor.open(opened.editable, from_draft=opened.from_draft)
        self.list.show_pane()

    def _show_newer(self) -> None:
        """Something changed elsewhere: never overwrite what is being typed."""
        if self._opened is None:
            return
        ends = self._presenter.linked(self._record)
        if self._editor.dirty or self._editor.is_saving(self._record):
            self._pane.show_links(ends)
            return
        opened = self._presenter.open(self._record)
        if opened is None:
            if not self._opened.editable.is_new:
                self._close()
            return
        self._opened = opened
        self._pane.form.set_values(opened.values)
        self._pane.show_newer(opened, ends, self._presenter.steps(opened))
        self._pane.show_missing(self._presenter.missing(opened.values))
        self._editor.open(opened.editable, from_draft=opened.from_draft)

    def _close(self, *, to_bin: bool = False) -> None:
        """Show no worksheet; ``to_bin``: what lies in the bin is named in its place."""
        self._editor.close()
        self._opened = None
        self._awaited = ""
        self._steps.forget()
        self._pane.forget()
        if not to_bin:
            self.list.show_nothing()

    def _decide(self) -> None:
        self._desk.signals.record_wanted.emit("conflict", f"finding:{self._record}:")

    def _delete(self) -> None:
        """Into the bin; one that was never written only loses its draft."""
        if self._opened is None or not self._opened.may_change:
            return
        record = self._record
        self._editor.keep()
        self._close()
        self.list.focus_list()
        self.list.delete(record)

    # --- typing and saving

    def _typed(self) -> None:
        assert self._opened is not None
        if self._opened.editable.is_new and not self._editor.dirty:
            presenter = self._presenter
            number = presenter.take_number(self._opened.editable)
            self._desk.background.write(self, unwatched(lambda: presenter.reserve(number)))
        self._editor.touched()
        self._pane.show_missing(self._presenter.missing(self._pane.values()))

    def _send_to(self, channel: str) -> None:
        """Who receives a new worksheet; a draft of it keeps the choice."""
        opened = self._opened
        if opened is None:
            return
        if self._editor.is_saving(self._record):
            self._pane.readers.offer(opened.channel)  # too late: its first line is on its way
            return
        self._opened = self._presenter.send_to(opened, Channel(channel))
        typed = self._editor.dirty
        self._editor.open(self._opened.editable, from_draft=typed)
        if typed:
            self._editor.touched()

    def _saved(self, record: str) -> None:
        if record == self._record:
            self._show_newer()
            self.list.choose(record)
            self._steps.saved()
        self._settled(record)

    def _refused(self, record: str, error: object) -> None:
        if record == self._record:
            self._steps.forget()
            if isinstance(error, InputError):
                self._pane.show_problems(error.problems)
        self._settled(record)

    def _settled(self, record: str) -> None:
        if record == self._awaited:
            self._show_listed(record)

    def _may_prove(self) -> str:
        """The worksheet to link to, saved if need be; empty while it cannot be saved."""
        if self._opened is None or not self._opened.may_change:
            return ""
        if not self._steps.may_be_saved():
            return ""
        self._editor.leave()
        return self._record

    # --- building

    def _make_list(self) -> ListPane:
        session = self._desk.session
        shown = columns_of(
            session.kind("finding"), session.codes, describer(self._desk), tuple(_COLUMNS)
        )
        columns = [replace(column, width=_COLUMNS[column.field]) for column in shown]
        state = Column("state", self.tr("状态"), self._state_words, 104)
        new = primary(self.tr("登记新问题"), self.begin_new, icon="add")
        new.setObjectName("finding_new")
        words = self._list_words()
        return ListPane(self._desk, self._presenter.list, [*columns, state], words, [new])

    def _list_words(self) -> ListWords:
        return ListWords(
            icon="finding",
            list=self.tr("问题清单"),
            chips=self.tr("筛选问题"),
            search=self.tr("在问题中查找"),
            loose=self.tr("缺证据"),
            no_rows=(
                self.tr("这里没有问题"),
                self.tr("点“登记新问题”写第一条，或换一个筛选。"),
            ),
            nothing_open=(self.tr("在左边选一条问题"), self.tr("或登记新问题（Ctrl+N）。")),
            deleted=self.tr("已把一条问题放入回收站。"),
            given_up=self.tr("已放弃这条没有写完的问题。"),
            not_here=self.tr("这条问题不在本机，或已删除。"),
        )

    def _state_words(self, row: Row) -> str:
        if row.questions or row.late:
            return self.tr("待裁决")
        return self._desk.code("finding_state", row.values["state"] or "draft")

    def _show_count(self, counts: dict[str, int]) -> None:
        self.count_changed.emit(counts[ALL] - counts["approved"])

    def _connect(self) -> None:
        self._editor.saved.connect(self._saved)
        self._editor.refused.connect(self._refused)
        self.list.wanted.connect(self._show_listed)
        self.list.delete_wanted.connect(self._delete)
        self.list.counted.connect(self._show_count)
        pane = self._pane
        self.list.entered.connect(lambda: pane.form.editor("title").setFocus())
        pane.changed.connect(self._typed)
        pane.readers.chosen.connect(self._send_to)
        pane.step_gone.connect(self.list.focus_list)
        pane.delete_wanted.connect(self._delete)
        pane.question_wanted.connect(self._decide)
        pane.files_wanted.connect(self._proof.import_files)
        pane.link_wanted.connect(self._proof.choose)
        pane.linked.removed.connect(self._proof.unlink)
        pane.linked.placed.connect(self._proof.place)
        on_keys(self, "Esc", self.list.focus_list)
        on_keys(self, "Ctrl+I", self._proof.import_files)
        on_keys(self, "Ctrl+K", lambda: self._proof.choose("evidence"))

    def _help(self) -> str:
        return self.tr(
            "一个问题一份底稿。写好问题名称就会自动保存。导入文件作佐证，或选已有的证据和谈话；"
            "填齐后提交复核，再复核、审签。写进反馈意见的话在“反馈表述”里，不写人名和来源。"
        )
