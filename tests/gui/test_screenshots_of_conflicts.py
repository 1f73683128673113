"""Pictures of the merge desk in both languages and shades, to be looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QScrollArea
from pytestqt.qtbot import QtBot

from app.domain.kinds import Value
from app.services import exchange, findings, interviews, records
from app.services.session import Session
from tests.gui.support.conflicts_page import ConflictsPage
from tests.gui.support.exchange_page import ExchangePage
from tests.gui.support.screenshots import screenshot
from tests.gui.support.three_screens import three_screens
from tests.gui.support.vault_window import open_vault_window
from tests.support.vaults import Team, make_team, merge
from ui.application import make_application
from ui.language import Language
from ui.theme import Shade

LOOKS = [(language, shade) for language in Language for shade in Shade]
WORDS = "2022年1月至12月，街道以“加班补贴”名义向37人次发放补贴12.6万元，无文件依据。"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A conclusion, a talk's identity and two worksheets to decide on; a stick to read in."""
    made = make_team(tmp_path_factory.mktemp("desk"), laptops=1)
    laptop, office = made.laptops[0].session, made.at_office
    first = _worksheet(laptop, statement=WORDS, amount=12_600_000)
    talk = interviews.start(laptop, category="staff")
    records.save(laptop, talk, {"name": "鄢毓琇"})
    for text in (WORDS, WORDS.replace("37", "41")):
        _worksheet(laptop, title="公车私用", statement=text + "公车登记。")
    made.carry(made.laptops[0])
    merge(made.laptops[0], exchange.export(office, made.stick).files[0].path)
    for session, words, basis in (
        (office, WORDS.replace("37", "38"), "第四条"),
        (laptop, WORDS + "未经集体研究。", "第九条"),
    ):
        _write(session, "finding", first, statement=words, nature="serious", basis=basis)
        _write(session, "interview", talk.id, name=f"鄢毓{basis[1]}")
    made.carry(made.laptops[0])
    _worksheet(laptop, statement=WORDS.replace("街道", "社区"), title="社区发放补贴")
    exchange.export(laptop, made.stick)
    yield made
    made.close()


@pytest.mark.parametrize(("language", "shade"), LOOKS)
def test_merge_desk(
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
    window.show_record("conflict", "")
    page = ConflictsPage(window)
    taken = [screenshot(window.window, "desk-conclusion")]
    page.card("statement").click("edit")
    QApplication.processEvents()
    QApplication.processEvents()
    area = page.screen.findChildren(QScrollArea)[-1]
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    taken.append(screenshot(window.window, "desk-edit"))
    page.choose_question(1)
    taken.append(screenshot(window.window, "desk-sealed"))
    card = page.card("identity")
    card.choose("opening_reason", card.find("opening_reason", QComboBox).itemText(1))
    card.click("open_versions")
    window.settle()
    page.card("identity").click("edit")
    taken.append(screenshot(window.window, "desk-sealed-open"))
    page.choose_question(len(page.questions) - 1)
    taken.append(screenshot(window.window, "desk-duplicate"))
    exchange_page = ExchangePage(window)
    exchange_page.open()
    exchange_page.choose_files(
        max(team.stick.glob("*.xjb"), key=lambda path: path.stat().st_ctime_ns)
    )
    if exchange_page.has("merge"):
        exchange_page.press_and_wait("merge")
        exchange_page.click("take_back")
    taken.append(screenshot(window.window, f"desk-report-{language}"))
    window.end()
    assert all(path.stat().st_size > 10_000 for path in taken)


def _worksheet(session: Session, **values: Value) -> str:
    new = findings.start(session, **({"title": "违规发放加班补贴"} | values))
    records.save(session, new, {})
    return new.id


def _write(session: Session, kind: str, record: str, **values: object) -> None:
    records.save(session, records.load(session, kind, record), values)
