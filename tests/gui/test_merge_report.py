"""What a merge brought, in words; and taking it back until somebody was told that it arrived."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.kinds import Value
from app.ports import Query
from app.services import exchange, findings, records
from app.services.session import Session
from tests.gui.support.exchange_page import ExchangePage
from tests.gui.support.three_screens import three_screens
from tests.gui.support.vault_window import VaultWindow, open_vault_window
from tests.support.vaults import Team, make_team

WORDS = "2022年1月至12月，街道以“加班补贴”名义向37人次发放补贴12.6万元，无文件依据。"


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=1)
    yield made
    made.close()


@pytest.fixture
def window(
    team: Team, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[VaultWindow]:
    """The office's window on the exchange."""
    opened = open_vault_window(team.office, three_screens, monkeypatch, tmp_path, qapp, qtbot)
    opened.desk.task = team.task
    yield opened
    opened.end()


def worksheet(session: Session, **values: Value) -> str:
    new = findings.start(session, **({"title": "违规发放加班补贴", "statement": WORDS} | values))
    records.save(session, new, {})
    return new.id


def write(session: Session, record: str, **values: object) -> None:
    records.save(session, records.load(session, "finding", record), values)


def bring_in(page: ExchangePage, file: Path) -> None:
    page.open()
    page.choose_files(file)
    page.press_and_wait("merge")


def test_the_report_says_what_was_changed_where(team: Team, window: VaultWindow) -> None:
    laptop, office = team.laptops[0].session, team.at_office
    one, two, three, four = (worksheet(laptop, statement=f"{n}概述") for n in "甲乙丙丁")
    team.carry(team.laptops[0])
    write(laptop, one, discovery="查账")
    write(office, two, discovery="谈话")
    write(laptop, two, basis="第四条")
    for session, text in ((laptop, "一"), (office, "二")):
        write(session, three, statement=text)
    records.delete(office, "finding", four, "重复")
    write(laptop, four, title="改过的")
    for _ in range(2):
        worksheet(laptop)
    page = ExchangePage(window)
    bring_in(page, exchange.export(laptop, team.stick).files[0].path)
    report = page.words("merge_report")
    for line in (
        "只有那边改过 1 条",
        "并行修改 1 条",
        "两边改了同一处 1 处，待裁决",
        "一边删除、一边在写 1 条，待裁决",
        "可能重复",
    ):
        assert line in report
    assert "概述" not in report
    assert page.find("decide").isVisible()


def test_a_merge_is_taken_back_and_can_be_merged_again(team: Team, window: VaultWindow) -> None:
    record = worksheet(team.laptops[0].session)
    file = exchange.export(team.laptops[0].session, team.stick).files[0].path
    page = ExchangePage(window)
    bring_in(page, file)
    assert window.session.store.row("finding", record) is not None
    number = window.session.store.arrivals(team.task)[0].number
    page.click("take_back")
    assert window.session.store.row("finding", record) is not None  # only explained so far
    page.click("take_back_now")
    window.settle()
    assert window.session.store.count(Query("finding")) == 0
    assert "已撤回" in page.words("merged")
    assert "已撤回" in page.words(f"merge_state_{number}")
    page.click("onward")
    bring_in(page, file)
    assert window.session.store.count(Query("finding")) == 1


def test_what_was_receipted_cannot_be_taken_back(team: Team, window: VaultWindow) -> None:
    record = worksheet(team.laptops[0].session)
    team.carry(team.laptops[0])
    page = ExchangePage(window)
    page.open()
    number = window.session.store.arrivals(team.task)[0].number
    assert page.has(f"take_back_{number}")
    exchange.export(team.at_office, team.stick)  # a receipt leaves while the list is shown
    page.click(f"take_back_{number}")
    page.click("take_back_now")
    window.settle()
    assert window.session.store.row("finding", record) is not None
    assert "不能撤回" in page.words(f"merge_state_{number}")
    assert any("撤回" in sentence for sentence in page.sentences)
