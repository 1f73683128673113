"""The conflicts screen as a person uses it."""

from __future__ import annotations

from PySide6.QtWidgets import QListWidget

from tests.gui.support.page import Page
from tests.gui.support.vault_window import VaultWindow
from ui.screens.conflicts.marked_text import MarkedText
from ui.screens.conflicts.view import ConflictsScreen


class ConflictsPage(Page):
    """The list, and the cards of one record."""

    def __init__(self, window: VaultWindow) -> None:
        found = window.window.findChild(ConflictsScreen)
        assert found is not None
        super().__init__(found, window.actions)
        self.screen: ConflictsScreen = found
        self.window = window

    @property
    def questions(self) -> list[str]:
        """The records that wait."""
        box = self.screen.findChild(QListWidget, "question_list")
        assert box is not None
        return [box.item(number).text() for number in range(box.count())]

    def choose_question(self, number: int) -> None:
        """Go to a line of the list."""
        box = self.screen.findChild(QListWidget, "question_list")
        assert box is not None
        box.setCurrentRow(number)
        self.window.settle()

    def card(self, name: str) -> Page:
        """One card: a group's name, "delete"."""
        return Page(self.find(f"point_{name}"), self.actions)

    def version(self, group: str, number: int, field: str) -> MarkedText:
        """One version's text of a field."""
        return self.card(group).find(f"version_{number}_{field}", MarkedText)

    def decide(self, card: str, answer: str, reason: str = "") -> None:
        """Write the reason and press an answer of a card."""
        part = self.card(card)
        if reason:
            part.type_into("reason", reason)
        part.click(answer)
        self.window.settle()
