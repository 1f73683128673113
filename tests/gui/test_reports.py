"""The report screen on a real laptop's vault: prefilled, watched, exported, never blocked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from app.domain.access import Role
from app.domain.kinds import Value
from app.ports import Query
from app.services import drafts, findings, records
from tests.gui.support.reports_page import ReportsPage, text_of
from tests.gui.support.three_screens import three_screens
from tests.gui.support.vault_window import VaultWindow, open_vault_window
from tests.support.vaults import PASSPHRASE, Team, as_role, make_team, sign

LONG = "2022年1月至12月，街道以“加班补贴”名义向37人次发放补贴12.6万元，无文件依据。" * 12


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=1, signers=True)
    yield made
    made.close()


@pytest.fixture
def window(
    team: Team, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[VaultWindow]:
    opened = open_vault_window(team.laptops[0], three_screens, monkeypatch, tmp_path, qapp, qtbot)
    yield opened
    team.laptops[0] = opened.end()  # type: ignore[call-overload]


def write_finding(team: Team, *, approved: bool = False, **values: Value) -> str:
    session = as_role(team.laptops[0].session, Role.MEMBER)
    facts: dict[str, Value] = {
        "title": "违规发放加班补贴",
        "statement": "发放补贴12.6万元。",
        "discovery": "据财政所会计反映",
        "basis": "第四条",
        "responsible_body": "青石街道",
        "responsible_person": "韩某",
        "feedback_text": LONG,
    }
    new = findings.start(session, **{**facts, **values})
    records.save(session, new, {})
    if approved:
        sign(session, new.id)
    return new.id


def open_reports(window: VaultWindow) -> ReportsPage:
    window.show_record("report", "")
    return ReportsPage(window)


def go_elsewhere(window: VaultWindow) -> None:
    window.window.go(0)
    window.settle()


def test_one_click_drafts_a_report_and_one_more_exports_it(
    team: Team, window: VaultWindow, tmp_path: Path
) -> None:
    write_finding(team, approved=True)
    write_finding(team, title="公车私用")
    window.window.go(1)
    page = ReportsPage(window)
    page.begin()
    assert page.count == 1
    assert page.is_ticked("问题-1-01")
    assert not page.is_ticked("问题-1-02")
    assert "还没有审签" in page.complaints
    assert "加班补贴" in page.shown_text
    target = tmp_path / "意见"
    said = page.export_to(target)
    assert said.startswith("已导出：意见.pdf（")
    assert page.count == 2
    printed = text_of(target.with_suffix(".pdf"))
    assert "关于巡察青石街道的反馈意见" in printed
    assert "韩某" not in printed
    assert "会计" not in printed
    (row,) = window.session.store.rows(Query("report"))
    logged = window.session.store.rows(Query("audit", equals={"action": "printed"}))
    assert [(each.values["subject"], each.values["words"]) for each in logged] == [
        (row.id, "意见.pdf")
    ]
    assert drafts.pending(window.session) == []


def test_nothing_is_exported_that_is_not_logged(
    team: Team, window: VaultWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_finding(team, approved=True)
    page = open_reports(window)
    page.wait_for_page()

    def fail(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("app.services.audit.note_alone", fail)
    monkeypatch.setattr(window.shell.door, "_banners", window.window.banners)
    with pytest.MonkeyPatch.context() as quiet:
        quiet.setattr("ui.errors.log.error", lambda *_: None)
        page.export_to(tmp_path / "意见.pdf")
    assert not (tmp_path / "意见.pdf").exists()


def test_what_is_typed_is_on_the_page_after_a_pause_and_the_page_stays(
    team: Team, window: VaultWindow
) -> None:
    for number in range(6):
        write_finding(team, approved=True, title=f"问题之{number}")
    page = open_reports(window)
    page.wait_for_page()
    assert page.viewer.count > 2
    page.viewer.go_to(1)
    window.settle()
    before = len(page.proofs)
    page.type_into("field_overall", "总体上好。")
    page.wait_for_new_page(before)
    assert page.viewer.page == 1
    assert page.viewer.list.currentRow() == 1
    assert "总体上好。" in page.shown_text
    window.until(lambda: bool(drafts.pending(window.session)))
    assert drafts.pending(window.session)[0].values["overall"] == "总体上好。"
    go_elsewhere(window)
    (row,) = window.session.store.rows(Query("report"))
    assert row.values["overall"] == "总体上好。"
    assert drafts.pending(window.session) == []


def test_a_finding_without_wording_is_named_and_can_be_left_out(
    team: Team, window: VaultWindow, tmp_path: Path
) -> None:
    write_finding(team, approved=True)
    write_finding(team, title="公车私用", feedback_text=None)
    page = open_reports(window)
    page.wait_for_page()
    before = len(page.proofs)
    page.click("tick_问题-1-02")
    window.until(lambda: "1 个勾选的问题还不能写入" in page.warning)
    assert len(page.proofs) == before
    assert page.viewer.count
    assert "没有写“反馈表述”" in page.complaints
    page.click("export_pdf")
    assert "还不能写入" in window.sentences[0]
    wanted = []
    window.desk.signals.record_wanted.connect(lambda kind, _: wanted.append(kind))
    page.click("去补写 问题-1-02")
    assert wanted == ["finding"]
    page.click("tick_问题-1-02")
    window.until(lambda: page.warning == "")
    assert page.export_to(tmp_path / "b.pdf").startswith("已导出：b.pdf")


def test_gaps_are_marked_beside_their_fields(team: Team, window: VaultWindow) -> None:
    page = open_reports(window)
    page.wait_for_page()
    page.type_into("field_title", " ")
    page.click("export_pdf")
    assert page.has("problem_title")
    assert "1 处需要改" in window.sentences[0]


def test_fonts_and_characters_nobody_has_are_said_before_export(
    team: Team, window: VaultWindow
) -> None:
    page = open_reports(window)
    page.wait_for_page()
    assert "字体" in page.find("fonts_used", QLabel).text()
    page.type_into("field_overall", "含有\U00013000的字，进驻巡查。")
    window.until(lambda: "\U00013000" in page.warning)
    assert "巡查" in page.warning


def test_locking_forgets_the_page_and_unlocking_brings_it_back(
    team: Team, window: VaultWindow
) -> None:
    write_finding(team, approved=True)
    page = open_reports(window)
    page.wait_for_page()
    page.type_into("field_overall", "没有丢。")
    window.window.request_lock()
    window.settle()
    assert page.viewer.count == 0
    window.type_into("unlock_passphrase", PASSPHRASE)
    window.press(Qt.Key.Key_Return)
    window.until(lambda: not window.window.is_locked)
    page.wait_for_page()
    assert "没有丢。" in page.shown_text


def test_a_second_report(team: Team, window: VaultWindow) -> None:
    page = open_reports(window)
    page.wait_for_page()
    go_elsewhere(window)
    window.show_record("report", "")
    assert window.session.store.count(Query("report")) == 1
    page.click("另起草一份")
    page.wait_for_page()
    page.type_into("field_title", "补充反馈意见")
    go_elsewhere(window)
    assert window.session.store.count(Query("report")) == 2
    window.show_record("report", "")
    page.choose("哪一份反馈意见", page.find("哪一份反馈意见", QComboBox).itemText(1))
    page.wait_for_page()
    titles = {row.values["title"] for row in window.session.store.rows(Query("report"))}
    assert titles == {"补充反馈意见", "关于巡察青石街道的反馈意见"}
    assert page.find("field_title", QLineEdit).text() == "关于巡察青石街道的反馈意见"


def test_the_keyboard_comes_to_the_findings_before_the_rest(
    team: Team, window: VaultWindow
) -> None:
    write_finding(team, feedback_text=None)
    page = open_reports(window)
    page.find("另起草一份").setFocus()
    page.press(Qt.Key.Key_Tab)
    assert page.focused.objectName().startswith("tick_")
    page.press(Qt.Key.Key_Tab)
    assert page.focused.accessibleName().startswith("去补写")
    page.press(Qt.Key.Key_Tab)
    assert page.focused.objectName() == "field_title"
