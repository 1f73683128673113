"""File dialogs that begin where the last one ended: a stick is chosen once, not every time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget


class FileDialogs:
    """The three questions screens ask about files.

    The folder is remembered until the window closes, never on disk: it would tell which stick.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._folder = ""

    def open(self, title: str, kinds: str) -> list[Path]:
        """Files to read; empty if the person cancelled."""
        dialog = self._dialog(title, QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(kinds)
        return [self._remember(path, path.parent) for path in self._ask(dialog)]

    def save(self, title: str, suggested: str) -> Path | None:
        """A file to write."""
        dialog = self._dialog(title, QFileDialog.FileMode.AnyFile)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(suggested)
        found = self._ask(dialog)
        return self._remember(found[0], found[0].parent) if found else None

    def folder(self, title: str) -> Path | None:
        """A folder or stick to write to."""
        dialog = self._dialog(title, QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        found = self._ask(dialog)
        return self._remember(found[0], found[0]) if found else None

    @property
    def begins(self) -> str:
        """Where the next question begins: never in the program's own folder."""
        places = QStandardPaths.StandardLocation
        home = QStandardPaths.writableLocation(places.HomeLocation)
        documents = QStandardPaths.writableLocation(places.DocumentsLocation)
        return next((f for f in (self._folder, documents, home) if f and Path(f).is_dir()), home)

    def _dialog(self, title: str, mode: QFileDialog.FileMode) -> QFileDialog:
        """Qt's own Chinese lacks two words of its dialog."""
        dialog = QFileDialog(self._window, title, self.begins)
        dialog.setFileMode(mode)
        words = QFileDialog.DialogLabel
        translate = QCoreApplication.translate
        dialog.setLabelText(words.LookIn, translate("FileDialogs", "查找范围："))
        dialog.setLabelText(words.FileType, translate("FileDialogs", "文件类型："))
        return dialog

    def _ask(self, dialog: QFileDialog) -> list[Path]:
        """The answer; empty if the person cancelled."""
        accepted = dialog.exec() == QFileDialog.DialogCode.Accepted
        found = [Path(name) for name in dialog.selectedFiles()] if accepted else []
        dialog.deleteLater()
        return found

    def _remember(self, chosen: Path, folder: Path) -> Path:
        self._folder = str(folder)
        return chosen
