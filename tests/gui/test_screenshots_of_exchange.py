"""Pictures of report, exchange and conflicts in both languages and shades, to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ports import Query
from app.services import exchange, findings, records
from tests.gui.support.exchange_page import ExchangePage
from tests.gui.support.reports_page import ReportsPage
from tests.gui.support.screenshots import screenshot
from tests.gui.support.three_screens import three_screens
from tests.gui.support.vault_window import open_vault_window
from tests.support.vaults import Team, make_laptop, make_team
from ui.application import make_application
from ui.language import Language
from ui.theme import Shade

LOOKS = [(language, shade) for language in Language for shade in Shade]
WORDS = "2022年1月至12月，街道以“加班补贴”名义向37人次发放补贴12.6万元，无文件依据。"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """An office with two conflicts, findings fit and unfit for the letter, a bundle not merged."""
    made = make_team(tmp_path_factory.mktemp("pictures"), laptops=1)
    laptop, office = made.laptops[0].session, made.at_office
    for number, text in enumerate((WORDS * 3, WORDS, None)):
        new = findings.start(laptop, title=f"违规发放加班补贴（{number + 1}）", axis="conduct")
        records.save(laptop, new, {"statement": WORDS, "feedback_text": text})
    made.carry(made.laptops[0])
    rows = office.store.rows(Query("finding", order_by="number", descending=False))
    for session, words in ((office, WORDS), (laptop, WORDS.replace("37", "38"))):
        before = records.load(session, "finding", rows[0].id)
        records.save(session, before, {"statement": words + "未经集体研究。"})
    records.delete(office, "finding", rows[1].id, "重复登记")
    again = records.load(laptop, "finding", rows[1].id)
    records.save(laptop, again, {"title": "发放加班补贴依据不足"})
    made.carry(made.laptops[0])
    last = findings.start(laptop, title="公车私用", statement=WORDS)
    records.save(laptop, last, {})
    exchange.export(laptop, made.stick)
    yield made
    made.close()


@pytest.mark.parametrize(("language", "shade"), LOOKS)
def test_office(
    team: Team,
    language: Language,
    shade: Shade,
    qapp: QApplication,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    make_application(chosen=language, shade=shade)
    window = open_vault_window(team.office, three_screens, monkeypatch, tmp_path, qapp, qtbot)
    window.desk.task = team.task
    screenshot(window.window, "report-empty")
    window.show_record("report", "")
    report = ReportsPage(window)
    report.wait_for_page()
    taken = [screenshot(window.window, "report")]
    page = ExchangePage(window)
    page.open()
    page.choose_files(max(team.stick.glob("*.xjb"), key=lambda path: path.stat().st_ctime_ns))
    page.click("show_details")
    taken.append(screenshot(window.window, "exchange-preview"))
    page.press_and_wait("decline")
    window.show_record("conflict", "")
    taken.append(screenshot(window.window, "conflicts"))
    window.end()
    assert all(path.stat().st_size > 10_000 for path in taken)


@pytest.mark.parametrize(("language", "shade"), LOOKS)
def test_new_laptop(
    language: Language,
    shade: Shade,
    qapp: QApplication,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    make_application(chosen=language, shade=shade)
    with make_laptop(tmp_path / "new", "罗启明") as laptop:
        window = open_vault_window(laptop, three_screens, monkeypatch, tmp_path, qapp, qtbot)
        page = ExchangePage(window)
        page.open()
        window.folders.append(tmp_path)
        page.press_and_wait("apply")
        assert screenshot(window.window, "exchange-joining").stat().st_size > 10_000
        window.end()
