"""What every screen is handed: the session, and the ways to work, to tell and to go elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.kinds import Label
from app.ports import Changes
from app.services.session import Session
from ui.errors import ErrorDoor
from ui.language import language
from ui.program import Program, UnlockedVault
from ui.tasks import Background
from ui.widgets.banner import BannerArea
from ui.widgets.progress import ProgressBanner


class Signals(QObject):
    """Announcements all screens may listen to."""

    changed = Signal(object)
    """Changes, after every unit of work; the window hands it to ``Screen.refresh``."""
    saved = Signal(object)
    """datetime of the last automatic save."""
    record_wanted = Signal(str, str)
    """(kind, id): show this record on its screen; an empty id means a new one."""
    task_chosen = Signal()
    """An office works on another task: what the window says about its work is shown again."""
    session_replaced = Signal()
    """The laptop joined a team: build the screens anew."""


@dataclass
class Desk:
    """One per unlocked window."""

    program: Program
    opened: UnlockedVault
    background: Background
    door: ErrorDoor
    banners: BannerArea
    progress: ProgressBanner
    signals: Signals
    choose_open: Callable[[str, str], list[Path]]
    """(title, filter) -> chosen files; a dialog in the window, answered by tests."""
    choose_save: Callable[[str, str], Path | None]
    """(title, suggested name) -> target file."""
    choose_folder: Callable[[str], Path | None]
    """(title) -> folder."""
    task: str = ""
    """Task chosen by an office; empty: the session's own."""

    @property
    def session(self) -> Session:
        """The session, within the task worked on."""
        session = self.opened.session
        return session.within(self.task) if self.task else session

    def changed(self, changes: Changes) -> None:
        """Tell every screen; nothing happens for empty changes."""
        if changes.records:
            self.signals.changed.emit(changes)

    def say(self, label: Label) -> str:
        """A label of the domain in the language shown now."""
        return label.zh if language().value == "zh" else label.en

    def code(self, codes: str, code: str | None) -> str:
        """What to show for a code of a code list; empty for none."""
        return self.say(self.session.codes.label(codes, code)) if code else ""
