"""Chips: one choice out of a few, each with a count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QWidget

from ui.widgets.buttons import Button, Look
from ui.widgets.flow import FlowLayout


@dataclass(frozen=True)
class ChipText:
    """One chip: what it stands for, its text, and how many there are (None: not shown)."""

    key: str
    text: str
    count: int | None = None


class Chips(QWidget):
    """A row of chips of which exactly one is chosen."""

    chosen = Signal(str)
    """The key, when a person chose another chip."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._layout = FlowLayout(self)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._buttons: dict[str, Button] = {}

    @property
    def key(self) -> str:
        """The chosen chip's key, or "" if there are none."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def set_chips(self, chips: Sequence[ChipText]) -> None:
        """Show these chips; the choice stays where it was, otherwise the first is chosen."""
        before = self.key
        if list(self._buttons) != [chip.key for chip in chips]:
            self._rebuild(chips)
        for chip in chips:
            shown = chip.text if chip.count is None else f"{chip.text} {chip.count}"
            self._buttons[chip.key].setText(shown)
            self._buttons[chip.key].setAccessibleName(shown)
        self.choose(before if before in self._buttons else next(iter(self._buttons), ""))

    def choose(self, key: str) -> None:
        """Choose a chip without telling anybody."""
        if key in self._buttons:
            self._buttons[key].setChecked(True)

    def _rebuild(self, chips: Sequence[ChipText]) -> None:
        self._layout.clear()
        self._buttons.clear()
        for chip in chips:
            button = Button(chip.text, Look.CHIP)
            button.setCheckable(True)
            button.setObjectName(f"chip_{chip.key}")
            button.clicked.connect(lambda _=False, key=chip.key: self.chosen.emit(key))
            self._group.addButton(button)
            self._layout.addWidget(button)
            self._buttons[chip.key] = button
