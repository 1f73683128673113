"""English at the largest text size on the smallest usual screen: nothing is cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.gui.support.screenshots import screenshot
from tests.gui.support.shell_page import ShellPage
from tests.support.vaults import make_office, make_task
from ui import theme
from ui.application import make_application
from ui.language import Language

ROOM = QSize(1366, 728)
"""What a 1366 × 768 screen leaves under a title bar."""


@pytest.fixture(params=["at start", "while it runs"])
def english(request: pytest.FixtureRequest, qapp: QApplication) -> Callable[[ShellPage], None]:
    """Text of 150 %, chosen before the program was started or with Ctrl and +."""
    del qapp
    live = request.param == "while it runs"
    make_application(chosen=Language.EN, percent=100 if live else 150)

    def enlarge(page: ShellPage) -> None:
        window = page.shell.window
        assert window is not None
        if live:
            window.change_scale(1)
            window.change_scale(1)
        window.resize(ROOM)
        page.settle()

    return enlarge


@pytest.fixture
def office(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[ShellPage]:
    made = make_office(tmp_path / "vault")
    make_task(made)
    made.close()
    page = ShellPage(tmp_path, qapp, qtbot)
    yield page
    page.close()


def cut_off(window: QWidget) -> list[str]:
    """Words of visible parts that have too little room, or stand outside the window's width."""
    shown = [part for part in window.findChildren(QWidget) if part.isVisible() and _words(part)]
    return [
        f"{type(part).__name__}: {_words(part)!r}"
        for part in shown
        if _too_narrow(part) or _outside(part, window)
    ]


def _words(part: QWidget) -> str:
    if isinstance(part, QLineEdit):
        return part.text() or part.placeholderText()
    return part.text().strip() if isinstance(part, QAbstractButton | QLabel) else ""


def _too_narrow(part: QWidget) -> bool:
    if isinstance(part, QLineEdit):
        edges = 2 * theme.scaled(8) + 2
        named_elsewhere = part.objectName() == "search"  # it ends in … and says all on hovering
        return not named_elsewhere and _length(part) > part.width() - edges
    if isinstance(part, QPushButton) and part.property("look") != "rail":
        icon = 0 if part.icon().isNull() else part.iconSize().width() + 4
        return _length(part) + icon > part.width() - 2 * theme.scaled(14) - 2
    if isinstance(part, QLabel) and part.wordWrap():
        return part.heightForWidth(part.width()) > part.height()
    return False


def _length(part: QWidget) -> int:
    font = QFont(part.font())
    font.setBold(part.property("look") == "primary")
    return QFontMetrics(font).horizontalAdvance(_words(part))


def _outside(part: QWidget, window: QWidget) -> bool:
    left = part.mapTo(window, QPoint(0, 0)).x()
    return left < 0 or left + part.width() > window.width()


def test_the_first_screens(
    office: ShellPage, english: Callable[[ShellPage], None], tmp_path: Path, qtbot: QtBot
) -> None:
    office.shell.start.open_folder(tmp_path / "vault")
    office.unlock()
    english(office)
    window = office.shell.window
    assert window is not None
    for name in ("screen_today", "screen_settings", "screen_tasks"):
        screen = next(each for each in window.screens if each.objectName() == name)
        window.go_to(screen)
        office.settle()
        screenshot(window, f"english-150-{name}", ROOM)
        assert cut_off(window) == []
        rows = [part for part in window.rail.findChildren(QAbstractButton) if part.isVisible()]
        for above, below in pairwise(rows):
            assert above.geometry().bottom() < below.geometry().top()
        assert rows[-1].geometry().bottom() < window.rail.height()


@pytest.mark.parametrize("is_office", [True, False], ids=["office", "team"])
def test_a_new_vault(office: ShellPage, qtbot: QtBot, is_office: bool) -> None:
    make_application(chosen=Language.EN, percent=150)
    page = ShellPage(office.folder, office.application, qtbot)
    start = page.shell.start
    screenshot(start, "english-150-welcome", ROOM)
    assert cut_off(start) == []
    start._begin_new(office=is_office)
    start.new_vault.add_person()
    screenshot(start, f"english-150-new-vault-{'office' if is_office else 'team'}", ROOM)
    assert cut_off(start) == []
    page.close()
