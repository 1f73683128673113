"""The exchange screen as a person uses it."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QLabel, QListWidget

from tests.gui.support.page import Page
from tests.gui.support.vault_window import VaultWindow
from ui.screens.exchange.view import ExchangeScreen
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button, Look


class ExchangePage(Page):
    """Carrying out, joining, bringing in."""

    def __init__(self, window: VaultWindow) -> None:
        super().__init__(window.window, window.actions)
        self.window = window

    @property
    def screen(self) -> ExchangeScreen:
        """The screen shown now; a new one after joining."""
        screens = [s for s in self.window.window.screens if isinstance(s, ExchangeScreen)]
        return screens[0]

    @property
    def leading(self) -> list[str]:
        """Names of the blue buttons."""
        buttons = self.screen.findChildren(Button)
        return [b.objectName() for b in buttons if b.isVisible() and b.look is Look.PRIMARY]

    @property
    def notices(self) -> list[str]:
        """Sentences of the banners within the screen."""
        found = self.screen.findChildren(Banner)
        return [banner.sentence for banner in found if banner.isVisible()]

    @property
    def listed(self) -> list[str]:
        """Records listed one by one."""
        box = self.find("preview_list", QListWidget)
        return [box.item(number).text() for number in range(box.count())]

    def words(self, name: str) -> str:
        """The text of a label."""
        return self.find(name, QLabel).text()

    def open(self) -> None:
        """As the card on the home screen leads here."""
        self.window.show_record("bundle", "")

    def carry_out(self, folder: Path) -> Path:
        """打包带出; returns the file written."""
        before = set(folder.glob("*.xjb"))
        self.window.folders.append(folder)
        self.click("export")
        self.window.settle()
        (written,) = set(folder.glob("*.xjb")) - before
        return written

    def choose_files(self, *files: Path) -> None:
        """选择文件…; until the first is verified."""
        self.window.opened.append(list(files))
        self.click("choose_bundle")
        self.window.settle()

    @property
    def all_words(self) -> str:
        """Everything that can be read on the screen."""
        labels = self.screen.findChildren(QLabel)
        return "\n".join(label.text() for label in labels if label.isVisible())

    def type_groups(self, number: str) -> None:
        """As somebody does who has the paper with the office's number at hand."""
        first, second = map(int, re.findall(r"\d", self.words("which_groups")))
        groups = number.split()
        self.type_into("office_groups", f"{groups[first - 1]} {groups[second - 1]}")

    def choose_stick(self, folder: Path) -> None:
        """读入整个U盘…; until the first file with news is verified."""
        self.window.folders.append(folder)
        self.click("choose_stick")
        self.window.settle()
        self.window.settle()  # what brings nothing is passed over, and the next one looked at

    def ticked(self) -> list[str]:
        """For whom an export would be."""
        boxes = self.screen.findChildren(QCheckBox)
        return [
            box.text()
            for box in boxes
            if box.isVisible() and box.isChecked() and box.objectName().startswith("reader_")
        ]

    def tick(self, words: str) -> None:
        """Tick or untick the computer whose line has these words."""
        boxes = [b for b in self.screen.findChildren(QCheckBox) if b.isVisible()]
        box = next(box for box in boxes if words in box.text())
        self.actions.append(f"tick {words}")
        box.click()

    def press_and_wait(self, name: str) -> None:
        """Click, and wait for what follows."""
        self.click(name)
        self.window.settle()
