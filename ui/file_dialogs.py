"""File dialogs that begin where the last one ended: a stick is chosen once, not every time."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget


class FileDialogs:
    """The three questions screens ask about files.

    The folder is remembered until the window closes, never on disk: it would tell which stick.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        place = QStandardPaths.StandardLocation.DocumentsLocation
        self._folder = QStandardPaths.writableLocation(place)

    def open(self, title: str, kinds: str) -> list[Path]:
        """Files to read; empty if the person cancelled."""
        names, _ = QFileDialog.getOpenFileNames(self._window, title, self._folder, kinds)
        return [self._remember(Path(name), Path(name).parent) for name in names]

    def save(self, title: str, suggested: str) -> Path | None:
        """A file to write."""
        start = str(Path(self._folder) / suggested)
        name, _ = QFileDialog.getSaveFileName(self._window, title, start)
        return self._remember(Path(name), Path(name).parent) if name else None

    def folder(self, title: str) -> Path | None:
        """A folder or stick to write to."""
        name = QFileDialog.getExistingDirectory(self._window, title, self._folder)
        return self._remember(Path(name), Path(name)) if name else None

    def _remember(self, chosen: Path, folder: Path) -> Path:
        self._folder = str(folder)
        return chosen
