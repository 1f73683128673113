"""Findings and evidence at every text size on the smallest usual screen: there is room to work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from tests.gui.support.findings_page import EVIDENCE, FINDINGS, WorkPage, open_window
from tests.gui.support.screenshots import screenshot
from tests.gui.test_screenshots_of_findings import TITLES, fill
from tests.support.vaults import Team, make_team
from ui import theme
from ui.application import make_application
from ui.language import Language
from ui.theme import Shade
from ui.widgets.buttons import Button
from ui.widgets.chips import Chips
from ui.widgets.standard_form import StandardForm
from ui.widgets.standard_ledger import ROW_HEIGHT


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A laptop with some work done."""
    folder = tmp_path_factory.mktemp("large")
    made = make_team(folder, laptops=1, signers=True)
    fill(made, folder)
    yield made
    made.close()


@pytest.fixture(
    params=[
        (Language.ZH, Shade.LIGHT, 100),
        (Language.EN, Shade.LIGHT, 125),
        (Language.ZH, Shade.LIGHT, 150),
        (Language.EN, Shade.DARK, 150),
    ],
    ids=lambda p: f"{p[0]}-{p[1]}-{p[2]}",
)
def page(
    request: pytest.FixtureRequest,
    team: Team,
    qapp: QApplication,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[WorkPage]:
    chosen, shade, percent = request.param
    make_application(chosen=chosen, shade=shade, percent=percent)
    made = open_window(team, monkeypatch, tmp_path, qapp, qtbot)
    made.window.resize(1366, 768)
    yield made
    made.close()
    team.laptops[0] = made.opened


def test_a_worksheet_has_room_at_every_text_size(page: WorkPage) -> None:
    page.go(FINDINGS)
    page.choose_row(TITLES[0])
    screenshot(page.window, f"large-{theme.scale()}-findings")
    assert chip_rows(page) <= 2
    assert_titles_are_listed(page)
    (area,) = form_areas(page)
    assert area.viewport().height() >= theme.scaled(240)
    assert area.horizontalScrollBar().maximum() == 0


def test_an_item_of_evidence_has_room_at_every_text_size(page: WorkPage) -> None:
    page.go(EVIDENCE)
    page.choose_row("记账凭证照片")
    screenshot(page.window, f"large-{theme.scale()}-evidence")
    assert chip_rows(page) <= 2
    assert_titles_are_listed(page)
    assert_facts_are_whole(page)
    page.find("viewer")


def test_with_help_open_the_facts_are_whole(page: WorkPage) -> None:
    page.go(EVIDENCE)
    page.choose_row("记账凭证照片")
    page.press(Qt.Key.Key_F1)
    screenshot(page.window, f"large-{theme.scale()}-evidence-help")
    assert_facts_are_whole(page)
    assert chip_rows(page) <= 2
    page.press(Qt.Key.Key_Escape)
    assert not page.window.help_panel.isVisible()


def test_text_made_larger_while_working_enlarges_lists(page: WorkPage) -> None:
    for number in (FINDINGS, EVIDENCE):
        page.go(number)
        table = page.find_ledger().table
        before = theme.scale()
        page.window.change_scale(-1 if before == 150 else 1)
        page.settle()
        QApplication.processEvents()
        assert theme.scale() != before
        assert table.rowHeight(0) == theme.scaled(ROW_HEIGHT)
        assert table.horizontalHeader().height() >= theme.scaled(ROW_HEIGHT)


def test_arrows_go_through_a_list_of_titles_only(page: WorkPage) -> None:
    page.go(FINDINGS)
    page.choose_row(TITLES[0])
    page.find_ledger().table.setFocus()
    page.press(Qt.Key.Key_Up)
    page.settle()
    assert page.value("title") == page.titles[-2]


def chip_rows(page: WorkPage) -> int:
    """Lines the chips take."""
    assert page.window.current is not None
    chips = page.window.current.findChildren(Chips)[0]
    return len({button.y() for button in chips.findChildren(Button)})


def assert_titles_are_listed(page: WorkPage) -> None:
    """The list shows titles, at a length that tells them apart, without scrolling sideways."""
    ledger = page.find_ledger()
    column = next(n for n, c in enumerate(ledger.model.columns) if c.field == "title")
    assert not ledger.table.isColumnHidden(column)
    assert ledger.table.columnWidth(column) >= theme.scaled(120)
    assert ledger.table.horizontalScrollBar().maximum() == 0


def assert_facts_are_whole(page: WorkPage) -> None:
    """Nothing of the facts is cut off at the right, and they stand within the window."""
    (area,) = form_areas(page)
    inside = area.widget()
    assert inside is not None
    assert inside.width() <= area.viewport().width()
    seen = area.visibleRegion().boundingRect()
    assert seen.width() == area.width()
    assert area.mapTo(page.window, QPoint(0, 0)).x() > page.window.help_panel.width()


def form_areas(page: WorkPage) -> list[QScrollArea]:
    """What scrolls a form."""
    assert page.window.current is not None
    areas = page.window.current.findChildren(QScrollArea)
    return [a for a in areas if a.isVisible() and a.findChildren(StandardForm)]
