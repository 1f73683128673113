"""The screens, and which of them a vault shows."""

from __future__ import annotations

from ui.desk import Desk
from ui.main_window import MainWindow
from ui.screens.screen import Screen


def make_screens(desk: Desk) -> list[Screen]:
    """The screens of this vault, in the order of the work."""
    del desk
    return []


def show_context(desk: Desk, window: MainWindow) -> None:
    """Top bar and status bar: which unit, round and team; who works; what waits."""
    del desk, window
