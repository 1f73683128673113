"""Where the person was typing, so that he is led back there."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from ui.screens.interviews.facts_panel import FactsPanel
from ui.screens.interviews.presenter import Place, read_turn_place, turn_place
from ui.screens.interviews.talk_pane import TalkPane
from ui.widgets import turns_editor


class Cursor(QObject):
    """The field that has or last had the keyboard: a button pressed since is no place."""

    def __init__(self, pane: TalkPane, facts: FactsPanel, parent: QObject) -> None:
        super().__init__(parent)
        self._pane = pane
        self._facts = facts
        self._field = ""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_moved)

    def forget(self) -> None:
        """Another talk: nobody was anywhere in it."""
        self._field = ""

    def place(self) -> Place:
        """The place in the talk on the desk."""
        if self._field == "turns":
            return turn_place(*self._pane.turns.place())
        return (self._field, self._facts.offset_in(self._field)) if self._field else ("", 0)

    def go(self, place: Place) -> None:
        """Back to a place."""
        turn = read_turn_place(place)
        if turn is not None:
            self._pane.turns.go(turns_editor.Place(*turn))
            self._pane.turns.setFocus()
        elif place[0]:
            self._facts.go(*place)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is None:
            return
        if new is self._pane.turns:
            self._field = "turns"
        elif self._facts.isAncestorOf(new) and (field := self._facts.field_of(new)):
            self._field = field
