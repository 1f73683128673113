"""Evidence: take files in, look at them, say where they come from and who held them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from app.domain.errors import InputError
from app.domain.kinds import Value
from app.ports import Changes
from ui.desk import Desk
from ui.item_models.paged import Column
from ui.record_picking import RecordPicker
from ui.screens.evidence.batch import Batch
from ui.screens.evidence.facts import FactsPane
from ui.screens.evidence.intake import Intake
from ui.screens.evidence.item_file import ItemFile
from ui.screens.evidence.pictures import TypeDelegate
from ui.screens.evidence.presenter import EvidencePresenter, Opened
from ui.screens.listing.leaving import LeavingEditor
from ui.screens.listing.list_pane import ListPane, ListWords, on_keys
from ui.screens.listing.naming import numbered
from ui.screens.listing.newer import show_newer
from ui.screens.listing.sharing import SharingSplitter
from ui.screens.listing.tabs import tab_through
from ui.screens.screen import Screen
from ui.tasks import unwatched
from ui.widgets.buttons import primary, secondary


class EvidenceScreen(Screen):
    """List, viewer, facts."""

    kinds: tuple[str, ...] = ("evidence",)

    def __init__(self, desk: Desk) -> None:
        super().__init__(self.tr("证据材料"), "evidence", self._help())
        self.setObjectName("screen_evidence")
        self.setAcceptDrops(True)
        self._desk = desk
        self._presenter = EvidencePresenter(lambda: desk.session)
        self._facts = FactsPane(desk)
        self._file = ItemFile(desk, self._presenter, self._facts.check, self)
        self._editor = LeavingEditor(desk, self._facts.values, lambda: ("", 0), self)
        self._intake = Intake(desk, lambda: self._presenter.list.may_write, self)
        self._opened: Opened | None = None
        self._task = ""
        self._reopen = ""
        self._awaited = ""
        self.list = self._make_list()
        self._connect()
        self._build()

    # --- what the window tells

    def shown(self) -> None:
        if self._opened is not None and self._task != self._presenter.session.task:
            self._close()
        self.list.show_list()
        if self._opened is not None:
            self._view()
        elif self._reopen:
            self._show_listed(self._reopen)

    def leaving(self) -> bool:
        self._editor.leave()
        self._file.stop()
        return True

    def keep(self) -> None:
        self._editor.keep()

    def locked(self) -> None:
        self._intake.stop()
        self._reopen = self._awaited or self._record
        self._close()
        self._facts.custody.drop()
        self.list.forget()

    def refresh(self, changes: Changes) -> None:
        if not self.isVisible():
            return
        if any(changes.touches(kind) for kind in ("evidence", "custody", "link", "finding")):
            self.list.show_list()
            self._show_newer()

    def begin_new(self) -> None:
        self._intake.choose_files()

    def show_record(self, kind: str, record: str) -> None:
        """Show one item; an empty id asks for files to take in."""
        del kind
        if record:
            self._show_listed(record)
        else:
            self._intake.choose_files()

    def _taken_in(self, batch: Batch) -> None:
        if self.isVisible() and batch.imported:
            self._show_listed(batch.imported[-1].id)
            self._facts.form.editor("title").setFocus()

    # --- one item

    @property
    def _record(self) -> str:
        return self._opened.row.id if self._opened else ""

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
        if opened is None:
            if self.list.show_absent(record):
                self._close(to_bin=True)
            return
        self._opened = opened
        self._task = self._presenter.session.task
        self._reopen = ""
        self._facts.show_opened(opened)
        self._editor.open(opened.editable, from_draft=opened.from_draft)
        self.list.show_pane()
        self._view()

    def _show_newer(self) -> None:
        """Something changed elsewhere: never overwrite what is being typed."""
        if self._opened is None:
            return
        opened = self._presenter.open(self._record)
        if opened is None:
            self._close()
            return
        self._facts.show_newer(opened)
        if not (self._editor.dirty or self._editor.is_saving(self._record)):
            self._opened = opened
            show_newer(self._facts.form, opened.values)
            self._editor.open(opened.editable, from_draft=opened.from_draft)

    def _close(self, *, to_bin: bool = False) -> None:
        """Show no item; ``to_bin``: what lies in the bin is named in its place."""
        self._editor.close()
        self._file.stop()
        self._opened = None
        self._awaited = ""
        self._facts.forget()
        if not to_bin:
            self.list.show_nothing()

    def _view(self) -> None:
        if self._opened is not None and self.isVisible():
            self._file.show(self._opened.row)

    def _decide(self) -> None:
        self._desk.signals.record_wanted.emit("conflict", f"evidence:{self._record}:")

    def _delete(self) -> None:
        if self._opened is None or not self._opened.may_change:
            return
        record = self._record
        self._editor.keep()
        self._close()
        self.list.focus_list()
        self.list.delete(record)

    def _note(self, values: Mapping[str, Value]) -> None:
        presenter, record = self._presenter, self._record

        def done(changes: Changes) -> None:
            self._facts.custody.was_noted(record)
            self._desk.changed(changes)

        def failed(error: Exception) -> None:
            problems = error.problems if isinstance(error, InputError) else ()
            self._facts.custody.show_problems(record, problems)
            if not isinstance(error, InputError):
                self._desk.door.tell(error)

        work = unwatched(lambda: presenter.note_custody(record, values))
        self._desk.background.write(self, work, done, failed)

    def _choose_findings(self) -> None:
        if self._opened is None or not self._opened.may_change:
            return
        record, presenter = self._record, self._presenter
        offered = [(row.id, numbered(row)) for row in presenter.offered(record)]
        if not offered:
            self._desk.banners.inform(self.tr("没有可以关联的问题。"))
            return
        dialog = RecordPicker(self.tr("选择问题"), offered, (), several=True, parent=self)

        def link() -> None:
            chosen = dialog.chosen()
            work = unwatched(lambda: presenter.link(record, chosen))
            self._desk.background.write(self, work, self._desk.changed)

        dialog.accepted.connect(link)
        dialog.open()

    # --- saving

    def _saved(self, record: str) -> None:
        if record == self._record:
            self._show_newer()
        self._settled(record)

    def _refused(self, record: str, error: object) -> None:
        if record == self._record and isinstance(error, InputError):
            self._facts.form.show_problems(error.problems)
        self._settled(record)

    def _settled(self, record: str) -> None:
        if record == self._awaited:
            self._show_listed(record)

    # --- building

    def _make_list(self) -> ListPane:
        columns = [
            Column("number", self.tr("编号"), lambda row: str(row.values["number"] or ""), 132),
            Column("title", self.tr("材料名称"), lambda row: str(row.values["title"] or ""), 120),
        ]
        choose = primary(self.tr("导入证据"), self._intake.choose_files, icon="import")
        choose.setObjectName("evidence_import")
        folder = secondary(self.tr("导入文件夹"), self._intake.choose_folder)
        folder.setObjectName("evidence_folder")
        made = ListPane(
            self._desk, self._presenter.list, columns, self._list_words(), [choose, folder]
        )
        table = made.ledger.table
        table.setItemDelegate(TypeDelegate(made.ledger.model, table))
        return made

    def _list_words(self) -> ListWords:
        return ListWords(
            icon="evidence",
            list=self.tr("证据清单"),
            chips=self.tr("筛选证据"),
            search=self.tr("在证据中查找"),
            loose=self.tr("未关联"),
            no_rows=(
                self.tr("这里没有证据"),
                self.tr("点“导入证据”选择文件，或把文件拖进来。原文件不会改动。"),
            ),
            nothing_open=(self.tr("在左边选一件证据"), self.tr("这里显示内容和说明。")),
            deleted=self.tr("已把一件证据放入回收站。"),
            not_here=self.tr("这件证据不在本机，或已删除。"),
        )

    def _connect(self) -> None:
        self._editor.saved.connect(self._saved)
        self._editor.refused.connect(self._refused)
        self._intake.begins.connect(self._editor.leave)
        self._intake.finished.connect(self._taken_in)
        self.list.wanted.connect(self._show_listed)
        self.list.delete_wanted.connect(self._delete)
        facts = self._facts
        self.list.entered.connect(lambda: facts.form.editor("title").setFocus())
        facts.changed.connect(self._editor.touched)
        facts.question_wanted.connect(self._decide)
        facts.link_wanted.connect(self._choose_findings)
        facts.delete_wanted.connect(self._delete)
        facts.custody.noted.connect(self._note)
        on_keys(self, "Esc", self._back)
        on_keys(self, "Ctrl+I", self._intake.choose_files)
        on_keys(self, "Ctrl+K", self._choose_findings)

    def _back(self) -> None:
        if self._facts.custody.unfolded_now:
            self._facts.custody.fold()
            self._facts.custody.begin.setFocus()
        else:
            self.list.focus_list()

    def _build(self) -> None:
        self.list.build(self._item_panes(), 340, 790)
        self.column().addWidget(self.list)
        tab_through(self.list.ledger.table, self._facts, self._file.viewer)

    def _item_panes(self) -> QWidget:
        panes = SharingSplitter()
        panes.add(self._file.viewer, 440)
        panes.add(self._facts, 350)
        return panes

    def _help(self) -> str:
        return self.tr(
            "点“导入证据”选择照片、扫描件、录音录像或任何文件，可以一次选很多个，也可以拖进来。"
            "文件加密后存在本机，原文件不动。中间看内容，右边写日期和来源；"
            "“登记交接”记下材料交给了谁；“核对完整性”检查文件是否完好。"
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._intake.accepts(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self._intake.drop(event.mimeData())
