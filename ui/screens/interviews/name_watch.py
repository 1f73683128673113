"""Watches what is typed for the name of the person who talks, and replaces it by the number."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from app.domain.kinds import Values
from ui.screens.interviews import scrub
from ui.screens.interviews.facts_panel import FactsPanel
from ui.screens.interviews.identity_desk import IdentityDesk
from ui.screens.interviews.talk_pane import TalkPane

LOOK_AFTER_MS = 600
"""Names in the talk are looked for this long after a key: before the draft, not at every key."""


class NameWatch(QObject):
    """Warns before it becomes history that the open part names the person."""

    scrubbed = Signal()
    """Something was replaced, as if typed."""

    def __init__(
        self,
        pane: TalkPane,
        facts: FactsPanel,
        identity: IdentityDesk,
        values: Callable[[], Values],
        parent: QObject,
    ) -> None:
        """``values`` reads the talk on the desk."""
        super().__init__(parent)
        self._pane = pane
        self._facts = facts
        self._identity = identity
        self._values = values
        self._number = ""
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(LOOK_AFTER_MS)
        self._timer.timeout.connect(self._look)
        pane.scrub_wanted.connect(self._scrub)

    def watch(self, number: str) -> None:
        """Another talk, of this number; "" for none."""
        self._timer.stop()
        self._number = number

    def touched(self) -> None:
        """Something was typed."""
        if not self._timer.isActive():
            self._timer.start()

    def _leaks(self) -> tuple[str, ...]:
        return scrub.leaks(self._identity.known(), self._values())

    def _look(self) -> None:
        self._pane.show_leaks(self._leaks())

    def _scrub(self) -> None:
        if not self._number:
            return
        follow_up = str(self._facts.values()["follow_up"] or "")
        for words in self._leaks():
            self._pane.turns.replace(words, self._number)
            follow_up = follow_up.replace(words, self._number)
        self._facts.forms[1].set_values({"follow_up": follow_up or None})
        self.scrubbed.emit()
