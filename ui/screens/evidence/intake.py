"""Files become evidence: chosen, a folder of them, or dropped onto the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal

from ui.desk import Desk
from ui.screens.evidence.importing import FileImport


class Intake(QObject):
    """Asks for files and hands them to the import."""

    begins = Signal()
    """Files are known and on their way: what is typed is to be left first."""
    finished = Signal(object)
    """The Batch."""

    def __init__(self, desk: Desk, may_write: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._may_write = may_write
        self._importing = FileImport(desk, self)
        self._importing.finished.connect(self.finished)

    def choose_files(self) -> None:
        """Ask for files."""
        if self._may_import():
            words = self.tr("选择要导入的文件（可多选）")
            self._take_in(self._desk.choose_open(words, self.tr("所有文件 (*)")))

    def choose_folder(self) -> None:
        """Ask for a folder."""
        if self._may_import():
            folder = self._desk.choose_folder(self.tr("选择要导入的文件夹"))
            self._take_in([folder] if folder is not None else [])

    def accepts(self, dragged: QMimeData) -> bool:
        """Whether what is dragged over the screen may be dropped."""
        return self._may_write() and bool(_local(dragged))

    def drop(self, dropped: QMimeData) -> None:
        """Files and folders were dropped."""
        self._take_in(_local(dropped))

    def stop(self) -> None:
        """The window locks."""
        self._importing.stop()

    def _may_import(self) -> bool:
        allowed = self._may_write()
        if not allowed:
            self._desk.banners.warn(self.tr("导入证据要先有任务。"))
        return allowed

    def _take_in(self, paths: list[Path]) -> None:
        if paths:
            self.begins.emit()
            self._importing.start(paths)


def _local(data: QMimeData) -> list[Path]:
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
