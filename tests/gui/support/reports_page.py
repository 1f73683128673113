"""The report screen as a person uses it."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PySide6.QtWidgets import QCheckBox, QLabel

from tests.gui.support.page import Page
from tests.gui.support.vault_window import VaultWindow
from ui.screens.reports.view import ReportsScreen


class ReportsPage(Page):
    """Outline, form, page, export."""

    def __init__(self, window: VaultWindow) -> None:
        found = window.window.findChild(ReportsScreen)
        assert found is not None
        super().__init__(found, window.actions)
        self.screen: ReportsScreen = found
        self.window = window

    def begin(self) -> None:
        """The one button of the empty screen; until the page is shown."""
        self.click("begin_report")
        self.wait_for_page()

    def wait_for_page(self) -> None:
        """Until a page is shown and nothing is being set."""
        self.window.until(lambda: self.viewer.count > 0)
        self.window.settle()

    @property
    def viewer(self):  # type: ignore[no-untyped-def]
        """The page at the right."""
        return self.screen._preview.viewer

    def is_ticked(self, number: str) -> bool:
        """Whether a finding is in the letter."""
        return self.find(f"tick_{number}", QCheckBox).isChecked()

    @property
    def complaints(self) -> str:
        """All red and small words beside findings."""
        labels = self.screen._outline.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible() and label.text())

    @property
    def warning(self) -> str:
        """What is said above the page; empty if nothing is."""
        label = self.screen._warnings
        return label.text() if label.isVisible() else ""

    def export_to(self, target: Path) -> str:
        """Export; returns the words of the newest banner."""
        self.window.saved.append(target)
        self.click("export_pdf")
        self.window.settle()
        return self.window.sentences[0]


def text_of(pdf: bytes | Path) -> str:
    """All text of a PDF, without line ends."""
    document = pypdfium2.PdfDocument(pdf)
    words = "".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return "".join(words.split())
