"""What proves a worksheet: files taken in for it, records linked to it and taken off again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.ports import Changes
from app.services.links import End
from ui.desk import Desk
from ui.record_picking import RecordPicker
from ui.screens.evidence.importing import FileImport
from ui.screens.findings.presenter import FindingsPresenter
from ui.screens.listing.naming import numbered
from ui.tasks import unwatched


class Proof(QObject):
    """The actions of the evidence list. ``may_begin`` saves and names the open worksheet."""

    def __init__(self, desk: Desk, presenter: FindingsPresenter, screen: QWidget) -> None:
        super().__init__(screen)
        self.may_begin: Callable[[], str] = str
        self._desk = desk
        self._presenter = presenter
        self._screen = screen
        self._importing = FileImport(desk, self)

    def stop(self) -> None:
        """The window locks."""
        self._importing.stop()

    def import_files(self) -> None:
        """Ask for files and take them in as proof."""
        record = self.may_begin()
        if record:
            title, every = self.tr("选择作佐证的文件"), self.tr("所有文件 (*)")
            self._importing.start(self._desk.choose_open(title, every), ("finding", record))

    def choose(self, kind: str) -> None:
        """Offer the records of a kind that are not linked yet."""
        record = self.may_begin()
        if not record:
            return
        offered = [(row.id, numbered(row)) for row in self._presenter.offered(kind, record)]
        if not offered:
            self._desk.banners.inform(self.tr("没有可以关联的记录。"))
            return
        title = self.tr("选择谈话记录") if kind == "interview" else self.tr("选择证据材料")
        dialog = RecordPicker(title, offered, (), several=True, parent=self._screen)
        dialog.accepted.connect(lambda: self._link(record, kind, dialog.chosen()))
        dialog.open()

    def unlink(self, end: End) -> None:
        """Take a link away; 撤销 brings it back."""
        presenter = self._presenter

        def done(changes: Changes) -> None:
            self._desk.changed(changes)
            self._desk.banners.inform(
                self.tr("已取消关联，材料本身没有删除。"),
                undo=lambda: self._write(lambda: presenter.relink(end.link)),
            )

        self._desk.background.write(self, unwatched(lambda: presenter.unlink(end.link)), done)

    def place(self, link: str, words: str) -> None:
        """Note the page or the answer."""
        presenter = self._presenter
        self._write(lambda: presenter.place(link, words))

    def _link(self, record: str, kind: str, chosen: tuple[str, ...]) -> None:
        presenter = self._presenter
        self._write(lambda: presenter.link(record, kind, chosen))

    def _write(self, work: Callable[[], Changes]) -> None:
        self._desk.background.write(self, unwatched(work), self._desk.changed)
