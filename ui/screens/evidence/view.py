"""Evidence: take files in, look at them, say where they come from and who held them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QWidget

from app.domain.errors import InputError, XunjiError
from app.domain.kinds import Value
from app.ports import Changes
from ui import theme
from ui.desk import Desk
from ui.errors import say
from ui.item_models.paged import Column
from ui.record_editor import RecordEditor
from ui.record_picking import RecordPicker
from ui.screens.evidence.batch import Batch
from ui.screens.evidence.bin import BIN, BinPane
from ui.screens.evidence.facts import FactsPane
from ui.screens.evidence.importing import FileImport
from ui.screens.evidence.naming import numbered
from ui.screens.evidence.pictures import TypeDelegate
from ui.screens.evidence.presenter import ALL, UNLINKED, EvidencePresenter, Opened
from ui.screens.evidence.tabs import tab_through
from ui.screens.findings.sections import show_newer
from ui.screens.screen import Screen
from ui.tasks import unwatched
from ui.viewers.evidence_viewer import EvidenceViewer, ShownFile
from ui.widgets.buttons import primary, secondary
from ui.widgets.chips import Chips, ChipText
from ui.widgets.search_box import SearchBox
from ui.widgets.standard_ledger import StandardLedger
from ui.widgets.texts import EmptyState

_SEARCH_WIDTH = 210


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
        self._viewer = EvidenceViewer(desk.background)
        self._viewer.setObjectName("viewer")
        self._editor = RecordEditor(desk, self._facts.values, self._place, self)
        self._opened: Opened | None = None
        self._reopen = ""
        self._saving = ""
        self._viewed = ""
        self._importing = FileImport(desk, self)
        self._folder = secondary(self.tr("导入文件夹"), self._choose_folder)
        self._chips = Chips(self.tr("筛选证据"))
        self._search = SearchBox(self.tr("在证据中查找"))
        self._ledger = self._make_ledger()
        self._bin = BinPane()
        self._right = QStackedWidget()
        self._connect()
        self._build()

    # --- what the window tells

    def shown(self) -> None:
        self._show_list()
        if self._opened is not None:
            self._view()
        elif self._reopen:
            self._open(self._reopen)

    def leaving(self) -> bool:
        self._leave()
        self._stop_viewing()
        return True

    def keep(self) -> None:
        self._editor.keep()

    def locked(self) -> None:
        self._importing.stop()
        self._reopen = self._record
        self._close()

    def refresh(self, changes: Changes) -> None:
        if not self.isVisible():
            return
        if any(changes.touches(kind) for kind in ("evidence", "custody", "link", "finding")):
            self._show_list()
            self._show_newer()

    def begin_new(self) -> None:
        self._choose_files()

    def show_record(self, kind: str, record: str) -> None:
        """Show one item; an empty id asks for files to take in."""
        del kind
        if not record:
            self._choose_files()
            return
        self._open(record)
        if not self._ledger.choose(record):
            self._ledger.table.clearSelection()

    # --- taking files in

    def _choose_files(self) -> None:
        if self._may_import():
            words = self.tr("选择要导入的文件（可多选）")
            self._take_in(self._desk.choose_open(words, self.tr("所有文件 (*)")))

    def _choose_folder(self) -> None:
        if self._may_import():
            folder = self._desk.choose_folder(self.tr("选择要导入的文件夹"))
            self._take_in([folder] if folder is not None else [])

    def _may_import(self) -> bool:
        if not self._presenter.may_write:
            self._desk.banners.warn(self.tr("导入证据要先有任务。"))
        return self._presenter.may_write

    def _take_in(self, paths: list[Path]) -> None:
        if paths:
            self._leave()
            self._importing.start(paths)

    def _taken_in(self, batch: Batch) -> None:
        if self.isVisible() and batch.imported:
            self.show_record("evidence", batch.imported[-1].id)

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

    def _show_counts(self, counts: Mapping[str, int]) -> None:
        words = {ALL: self.tr("全部"), UNLINKED: self.tr("未关联"), BIN: self.tr("回收站")}
        chips = [
            ChipText(key, words.get(key) or self._desk.code("evidence_type", key), count)
            for key, count in counts.items()
        ]
        self._chips.set_chips(chips)
        tab_through(self._folder, self._chips)
        if self._chips.key != self._presenter.chosen:
            self._filter(self._chips.key)

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

    # --- one item

    @property
    def _record(self) -> str:
        return self._opened.row.id if self._opened else ""

    def _open(self, record: str) -> None:
        if not record or record == self._record:
            return
        self._leave()
        opened = self._presenter.open(record)
        if opened is None:
            self._show_binned(record)
            return
        self._opened = opened
        self._bin.forget()
        self._reopen = ""
        self._facts.show_opened(opened)
        self._facts.form.set_read_only(not self._presenter.may_write)
        self._editor.open(opened.editable, from_draft=opened.from_draft)
        self._right.setCurrentIndex(1)
        self._view()

    def _show_binned(self, record: str) -> None:
        row = self._presenter.in_bin(record)
        if row is None:
            self._desk.banners.warn(self.tr("这件证据不在本机，或已删除。"))
            return
        self._close()
        self._bin.show_row(row, may_restore=self._presenter.may_write)
        self._right.setCurrentWidget(self._bin)

    def _show_newer(self) -> None:
        """Something changed elsewhere: never overwrite what is being typed."""
        if self._opened is None:
            if self._bin.record and self._presenter.in_bin(self._bin.record) is None:
                self._close()
            return
        opened = self._presenter.open(self._record)
        if opened is None:
            self._close()
            return
        self._facts.show_newer(opened)
        if not (self._editor.dirty or self._saving):
            self._opened = opened
            show_newer(self._facts.form, opened.values)
            self._editor.open(opened.editable, from_draft=opened.from_draft)

    def _close(self) -> None:
        self._editor.close()
        self._stop_viewing()
        self._opened = None
        self._saving = ""
        self._facts.form.load({})
        self._bin.forget()
        self._right.setCurrentIndex(0)

    def _view(self) -> None:
        if self._opened is None or self._viewed == self._record or not self.isVisible():
            return
        values, record, presenter = self._opened.row.values, self._record, self._presenter
        self._viewed = record
        self._viewer.show_file(
            ShownFile(
                str(values["file_name"] or ""),
                int(values["file_size"] or 0),
                str(values["file"] or ""),
                lambda: presenter.file(record),
            )
        )

    def _stop_viewing(self) -> None:
        self._viewed = ""
        self._viewer.clear()

    def _verify(self) -> None:
        presenter, record = self._presenter, self._record
        self._facts.check.begin()

        def done(_: object) -> None:
            if record == self._record:
                self._facts.check.succeed()

        def failed(error: Exception) -> None:
            if record != self._record:
                return
            if not isinstance(error, XunjiError):
                self._facts.check.clear()
                raise error
            said = say(error)
            self._facts.check.fail(f"{said.sentence} {said.hint}".strip())

        self._desk.background.run(self, unwatched(lambda: presenter.verify(record)), done, failed)

    def _decide(self) -> None:
        self._desk.signals.record_wanted.emit("conflict", f"evidence:{self._record}:")

    def _delete(self) -> None:
        if self._opened is None:
            return
        record, presenter = self._record, self._presenter
        self._leave()
        self._close()

        def done(changes: Changes) -> None:
            self._desk.changed(changes)
            self._desk.banners.inform(
                self.tr("已删除一件证据。"), undo=lambda: self._restore(record)
            )

        self._desk.background.write(self, unwatched(lambda: presenter.delete(record)), done)

    def _restore(self, record: str) -> None:
        presenter = self._presenter

        def done(changes: Changes) -> None:
            if self._presenter.chosen == BIN:
                self._presenter.chosen = ALL
                self._chips.choose(ALL)
            self._desk.changed(changes)
            self.show_record("evidence", record)

        self._desk.background.write(self, unwatched(lambda: presenter.restore(record)), done)

    def _note(self, values: Mapping[str, Value]) -> None:
        presenter, record = self._presenter, self._record

        def done(changes: Changes) -> None:
            self._facts.custody.fold()
            self._desk.changed(changes)

        def failed(error: Exception) -> None:
            if not isinstance(error, InputError):
                self._desk.door.tell(error)
                return
            self._facts.custody.show_problems(error.problems)

        work = unwatched(lambda: presenter.note_custody(record, values))
        self._desk.background.write(self, work, done, failed)

    def _choose_findings(self) -> None:
        if self._opened is None:
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

    # --- typing and saving

    def _place(self) -> tuple[str, int]:
        return "", 0

    def _typed(self) -> None:
        self._editor.touched()

    def _leave(self) -> None:
        if self._editor.dirty and self._editor.editable is not None:
            self._saving = self._editor.editable.id
        self._editor.leave()

    def _saved(self, record: str) -> None:
        if record == self._saving:
            self._saving = ""
        if record == self._record:
            self._show_newer()

    def _refused(self, record: str, error: object) -> None:
        if record == self._saving:
            self._saving = ""
        if record == self._record and isinstance(error, InputError):
            self._facts.form.show_problems(error.problems)

    # --- building

    def _make_ledger(self) -> StandardLedger:
        columns = [
            Column("number", self.tr("编号"), lambda row: str(row.values["number"] or ""), 140),
            Column("title", self.tr("材料名称"), lambda row: str(row.values["title"] or ""), 120),
        ]
        empty = EmptyState(
            "evidence",
            self.tr("这里没有证据"),
            self.tr("点“导入证据”选择文件，或把文件拖进来。原文件不会改动。"),
        )
        ledger = StandardLedger(
            columns,
            self._presenter.count,
            self._presenter.rows,
            self._presenter.query(),
            empty,
            name=self.tr("证据清单"),
            stretch="title",
        )
        ledger.table.setItemDelegateForColumn(0, TypeDelegate(ledger.model, ledger.table))
        return ledger

    def _connect(self) -> None:
        self._editor.saved.connect(self._saved)
        self._editor.refused.connect(self._refused)
        self._importing.finished.connect(self._taken_in)
        self._chips.chosen.connect(self._filter)
        self._search.searched.connect(self._find)
        self._bin.restore_wanted.connect(self._restore)
        self._ledger.chosen.connect(self._open)
        self._ledger.table.clicked.connect(self._clicked)
        self._ledger.opened.connect(lambda _: self._facts.form.editor("title").setFocus())
        facts = self._facts
        facts.changed.connect(self._typed)
        facts.question_wanted.connect(self._decide)
        facts.link_wanted.connect(self._choose_findings)
        facts.check_wanted.connect(self._verify)
        facts.delete_wanted.connect(self._delete)
        facts.custody.noted.connect(self._note)
        self._shortcut("Esc", self._back)
        self._shortcut("Ctrl+I", self._choose_files)
        self._shortcut("Ctrl+K", self._choose_findings)

    def _back(self) -> None:
        if self._facts.custody.unfolded_now:
            self._facts.custody.fold()
            self._facts.custody.begin.setFocus()
        else:
            self._ledger.table.setFocus()

    def _shortcut(self, keys: str, action: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(action)

    def _build(self) -> None:
        column = self.column()
        row = QHBoxLayout()
        choose = primary(self.tr("导入证据"), self._choose_files, icon="import")
        choose.setObjectName("evidence_import")
        row.addWidget(choose, 0, Qt.AlignmentFlag.AlignTop)
        self._folder.setObjectName("evidence_folder")
        row.addWidget(self._folder, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._chips, 1, Qt.AlignmentFlag.AlignTop)
        self._search.setFixedWidth(theme.scaled(_SEARCH_WIDTH))
        row.addWidget(self._search, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self._ledger)
        splitter.addWidget(self._right)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 3)
        splitter.setSizes([340, 790])
        splitter.setChildrenCollapsible(False)
        column.addWidget(splitter, 1)
        self._right.addWidget(
            EmptyState("evidence", self.tr("在左边选一件证据"), self.tr("这里显示内容和说明。"))
        )
        self._right.addWidget(self._item_panes())
        self._right.addWidget(self._bin)

    def _item_panes(self) -> QWidget:
        panes = QSplitter(Qt.Orientation.Horizontal)
        panes.addWidget(self._viewer)
        panes.addWidget(self._facts)
        panes.setStretchFactor(0, 3)
        panes.setStretchFactor(1, 2)
        panes.setSizes([440, 350])
        panes.setChildrenCollapsible(False)
        return panes

    def _help(self) -> str:
        return self.tr(
            "点“导入证据”选择照片、扫描件、录音录像或任何文件，可以一次选很多个，也可以拖进来。"
            "文件加密后存在本机，原文件不动。中间看内容，右边写日期和来源；"
            "“登记交接”记下材料交给了谁；“核对完整性”检查文件是否完好。"
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self._presenter.may_write:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        self._take_in([Path(url.toLocalFile()) for url in urls])
