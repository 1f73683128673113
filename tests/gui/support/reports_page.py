"""The report screen as a person uses it."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
from PySide6.QtWidgets import QCheckBox, QLabel

from tests.gui.support.page import Page
from tests.gui.support.vault_window import VaultWindow
from ui.screens.reports.presenter import Proof
from ui.screens.reports.view import ReportsScreen
from ui.viewers.pdf_viewer import PdfViewer


class ReportsPage(Page):
    """Outline, form, page, export."""

    def __init__(self, window: VaultWindow) -> None:
        found = window.window.findChild(ReportsScreen)
        assert found is not None
        super().__init__(found, window.actions)
        self.screen: ReportsScreen = found
        self.window = window
        self.proofs: list[Proof] = []
        found.preview.proofed.connect(self.proofs.append)

    def begin(self) -> None:
        """The one button of the empty screen; until the page is shown."""
        self.click("begin_report")
        self.wait_for_page()

    def wait_for_page(self) -> None:
        """Until a page is shown and nothing is being set."""
        self.window.until(lambda: self.viewer.count > 0)
        self.window.settle()

    @property
    def viewer(self) -> PdfViewer:
        """The page at the right."""
        return self.screen.preview.viewer

    @property
    def shown_text(self) -> str:
        """All text of the letter shown."""
        return text_of(self.proofs[-1].printed.pdf)

    def wait_for_new_page(self, before: int) -> None:
        """Until more than ``before`` letters were set."""
        self.window.until(lambda: len(self.proofs) > before)
        self.window.settle()

    def is_ticked(self, number: str) -> bool:
        """Whether a finding is in the letter."""
        return self.find(f"tick_{number}", QCheckBox).isChecked()

    @property
    def complaints(self) -> str:
        """All red and small words beside findings."""
        labels: list[QLabel] = self.find("outline").findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible() and label.text())

    @property
    def warning(self) -> str:
        """What is said above the page; empty if nothing is."""
        shown = self.has("letter_warnings")
        return self.find("letter_warnings", QLabel).text() if shown else ""

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
