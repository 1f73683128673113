"""What the window's frame knows of a screen."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ports import Changes
from ui import theme


class Screen(QWidget):
    """A screen of the window: it is handed its services at construction, never looks for them.

    ``title`` and ``icon`` stand in the rail, ``help_text`` is shown on F1. Set them before
    ``Screen.__init__`` or pass them in.
    """

    count_changed = Signal(int)
    """How many things wait here; shown beside the title in the rail, 0 hides it."""

    def __init__(
        self, title: str, icon: str, help_text: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.title = title
        self.icon = icon
        self.help_text = help_text
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def column(self) -> QVBoxLayout:
        """A layout with the margins all screens have."""
        layout = QVBoxLayout(self)
        margin = theme.scaled(20)
        layout.setContentsMargins(margin, theme.scaled(14), margin, theme.scaled(12))
        layout.setSpacing(theme.scaled(10))
        return layout

    def shown(self) -> None:
        """The screen has come to the front: refresh what may be stale, set the focus."""

    def leaving(self) -> bool:
        """The screen is to go to the back, or the window to lock or close: save now.

        False keeps it in front; it must then say why in a banner.
        """
        return True

    def keep(self) -> None:
        """The window is to lock: write drafts now. What is being typed does not become history.

        Without drafts of its own a screen saves as on leaving.
        """
        self.leaving()

    def refresh(self, changes: Changes) -> None:
        """Records changed, by this screen or another."""

    def begin_new(self) -> None:
        """Ctrl+N: begin a new record of this screen, if it has any."""

    def search(self, text: str) -> bool:
        """A search typed in the top bar. True if this screen shows results itself."""
        del text
        return False

    def locked(self) -> None:
        """The window was locked: stop playing, forget decrypted content. Nothing may be lost."""
