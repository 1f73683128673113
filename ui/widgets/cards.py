"""A card: a framed piece of a screen."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.widgets.buttons import Button
from ui.widgets.texts import Picture, Role, text


class Card(QFrame):
    """A frame with a column of widgets."""

    def __init__(self, parent: QWidget | None = None, margin: int = 12) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(margin, margin, margin, margin)
        self.column.setSpacing(8)


class ActionCard(Card):
    """Icon, title, a line about the present state, and a button."""

    def __init__(self, icon: str, title: str, note: str, button: Button) -> None:
        super().__init__()
        self.note = text(note, Role.MUTED, wrap=True)
        self.column.addWidget(Picture(icon, 32, "link"))
        self.column.addWidget(text(title, Role.STRONG, wrap=True))
        self.column.addWidget(self.note)
        self.column.addStretch(1)
        self.column.addWidget(button)
        self.button = button
        self.setAccessibleName(title)
