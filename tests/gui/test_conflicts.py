"""Deciding, on a real office's vault: two versions, a merged one, deletions, signatures, seals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.crypto import hpke
from app.domain.errors import SealedError
from app.domain.kinds import Channel, Turn
from app.journal.operations import Intent
from app.ports import Query
from app.services import conflicts, exchange, findings, identities, interviews, records
from app.services.session import Session
from tests.gui.support.conflicts_page import ConflictsPage
from tests.gui.support.three_screens import three_screens
from tests.gui.support.vault_window import VaultWindow, open_vault_window
from tests.support.vaults import Team, make_team, merge
from ui.screens.conflicts.marked_text import MarkedText
from ui.widgets.turns_editor import TurnsEditor

Open = Callable[[], ConflictsPage]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=1)
    yield made
    made.close()


@pytest.fixture
def open_page(
    team: Team, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Open]:
    """Opens the office's window on the conflicts, after the test made some."""
    windows: list[VaultWindow] = []

    def enter() -> ConflictsPage:
        window = open_vault_window(team.office, three_screens, monkeypatch, tmp_path, qapp, qtbot)
        windows.append(window)
        window.desk.task = team.task
        window.show_record("conflict", "")
        return ConflictsPage(window)

    yield enter
    for window in windows:
        window.end()


def finding_on_both(team: Team) -> str:
    """A finding that laptop and office have."""
    session = team.laptops[0].session
    new = findings.start(session, title="违规发放加班补贴", statement="发放补贴12.6万元。")
    records.save(session, new, {})
    team.carry(team.laptops[0])
    return new.id


def write(session: Session, kind: str, record: str, **values: object) -> None:
    records.save(session, records.load(session, kind, record), values)


def sign(session: Session, record: str) -> None:
    """A signature over what is there now."""
    state = session.store.state("finding", record)
    assert state is not None
    with session.store.work() as work:
        seal = Intent("seal", "finding", record, value={"seen": list(state.hashes())})
        session.append(work, Channel.TEAM, [seal])
        work.commit()


def questions(page: ConflictsPage, kind: str, record: str) -> int:
    row = page.window.session.store.row(kind, record)
    assert row is not None
    return row.questions


def test_nothing_to_decide_says_so(open_page: Open) -> None:
    page = open_page()
    assert page.has("没有等着裁决的事")


def test_a_version_of_ones_own(team: Team, open_page: Open) -> None:
    worksheet = finding_on_both(team)
    write(team.at_office, "finding", worksheet, nature="serious", basis="第四条")
    write(team.laptops[0].session, "finding", worksheet, nature="minor", basis="第九条")
    team.carry(team.laptops[0])
    page = open_page()
    assert page.questions == ["问题底稿\n违规发放加班补贴"]
    card = page.card("conclusion")
    assert not card.has("adopt_edited")
    card.click("edit")
    begun = card.find("field_basis", QPlainTextEdit).toPlainText()
    assert begun in ("第【四｜九】条", "第【九｜四】条")
    card.type_into("field_basis", "第四条、第九条")
    card.click("adopt_edited")
    assert card.has("reason_problem")
    page.decide("conclusion", "adopt_edited", "两条都适用")
    assert page.questions == []
    row = page.window.session.store.row("finding", worksheet)
    assert row is not None
    assert row.values["basis"] == "第四条、第九条"
    assert row.questions == 0
    history = page.window.session.store.history("finding", worksheet)
    kept = {str(op.value["basis"]) for op in history if op.group == "conclusion" and op.value}  # type: ignore[index,call-overload]
    assert kept == {"第四条", "第九条", "第四条、第九条"}


def test_a_lock_keeps_what_was_written_and_not_decided(team: Team, open_page: Open) -> None:
    worksheet = finding_on_both(team)
    write(team.at_office, "finding", worksheet, nature="serious", basis="第四条")
    write(team.laptops[0].session, "finding", worksheet, nature="minor", basis="第九条")
    team.carry(team.laptops[0])
    page = open_page()
    card = page.card("conclusion")
    card.click("edit")
    card.type_into("field_basis", "第四条、第九条")
    card.type_into("reason", "两条都适用")
    page.window.window.lock()
    assert page.screen.case is None
    page.window.window.unlock()
    page.window.settle()
    page.window.until(lambda: page.has("point_conclusion"))
    card = page.card("conclusion")
    assert card.find("field_basis", QPlainTextEdit).toPlainText() == "第四条、第九条"
    card.click("adopt_edited")
    page.window.settle()
    row = page.window.session.store.row("finding", worksheet)
    assert row is not None
    assert row.values["basis"] == "第四条、第九条"
    assert row.questions == 0


def test_two_points_of_one_record_are_decided_one_by_one(team: Team, open_page: Open) -> None:
    worksheet = finding_on_both(team)
    write(team.at_office, "finding", worksheet, title="甲标题", statement="甲")
    write(team.laptops[0].session, "finding", worksheet, title="乙标题", statement="乙")
    team.carry(team.laptops[0])
    page = open_page()
    page.decide("title", "adopt_1", "统一")
    assert questions(page, "finding", worksheet) == 1
    assert len(page.questions) == 1
    assert not page.has("point_title")
    page.decide("statement", "adopt_0", "统一")
    assert page.questions == []


def test_questions_and_answers_are_merged_in_their_own_editor(team: Team, open_page: Open) -> None:
    session = team.laptops[0].session
    talk = interviews.start(session, category="staff")
    turns = (Turn("t1", "工作多久了？", "八年。"),)
    records.save(session, talk, {"turns": turns})
    team.carry(team.laptops[0])
    write(team.at_office, "interview", talk.id, turns=(Turn("t1", "工作多久了？", "九年。"),))
    write(session, "interview", talk.id, turns=(Turn("t1", "工作多久了？", "十年。"),))
    team.carry(team.laptops[0])
    page = open_page()
    marked = {page.version("turns", n, "turns").marked[0] for n in (0, 1)}
    assert marked == {"九", "十"}
    card = page.card("turns")
    card.click("edit")
    editor = card.find("edit_turns", TurnsEditor)
    assert editor.turns()[0].question == "工作多久了？"
    assert editor.turns()[0].answer in ("【九｜十】年。", "【十｜九】年。")
    page.decide("turns", "adopt_edited")
    assert card.has("turns_problem")
    assert questions(page, "interview", talk.id) == 1
    editor.load((Turn("t1", "工作多久了？", "九年多。"),))
    page.decide("turns", "adopt_edited", "听录音核对")
    assert questions(page, "interview", talk.id) == 0


@pytest.mark.parametrize(("answer", "deleted"), [("keep_record", False), ("delete_again", True)])
def test_deleted_here_and_written_on_there(
    team: Team, open_page: Open, answer: str, deleted: bool
) -> None:
    worksheet = finding_on_both(team)
    records.delete(team.at_office, "finding", worksheet, "重复登记")
    write(team.laptops[0].session, "finding", worksheet, title="新标题")
    team.carry(team.laptops[0])
    page = open_page()
    words = [label.text() for label in page.card("delete").widget.findChildren(QLabel)]
    assert any("周保山" in each and "重复登记" in each for each in words)
    assert any("许文澜" in each and "不知道已删除" in each for each in words)
    page.decide("delete", answer)
    assert page.card("delete").has("reason_problem")
    page.decide("delete", answer, "组务会定")
    row = page.window.session.store.row("finding", worksheet)
    assert row is not None
    assert (row.deleted, row.questions) == (deleted, 0)
    assert page.questions == []


def test_two_signatures_over_different_texts(team: Team, open_page: Open) -> None:
    worksheet = finding_on_both(team)
    sign(team.at_office, worksheet)
    write(team.laptops[0].session, "finding", worksheet, statement="改过的概述")
    sign(team.laptops[0].session, worksheet)
    team.carry(team.laptops[0])
    page = open_page()
    card = page.card("seal")
    wanted = next(n for n in (0, 1) if "许文澜" in card.find(f"uphold_{n}").text())
    page.decide("seal", f"uphold_{wanted}", "以组里签的为准")
    row = page.window.session.store.row("finding", worksheet)
    assert row is not None
    assert (row.questions, row.values["statement"]) == (0, "改过的概述")
    reasons = page.window.session.store.rows(Query("audit", equals={"action": "resolved"}))
    assert [each.values["words"] for each in reasons] == ["以组里签的为准"]


def test_a_sealed_group_shows_no_content(team: Team, open_page: Open) -> None:
    session = team.laptops[0].session
    talk = interviews.start(session, category="staff")
    records.save(session, talk, {"name": "鄢毓琇"})
    team.carry(team.laptops[0])
    write(team.at_office, "interview", talk.id, name="鄢毓绣")
    write(session, "interview", talk.id, name="鄢玉琇")
    team.carry(team.laptops[0])
    page = open_page()
    words = " ".join(label.text() for label in page.screen.findChildren(QLabel))
    assert "密封" in words
    assert "许文澜" in words
    assert "鄢" not in words
    assert not page.card("identity").has("edit")
    page.decide("identity", "adopt_1", "核对身份证")
    assert questions(page, "interview", talk.id) == 0


def test_only_a_reader_may_decide_what_is_sealed(
    team: Team, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = team.laptops[0].session
    talk = interviews.start(session, category="staff")
    records.save(session, talk, {"name": "鄢毓琇"})
    team.carry(team.laptops[0])
    write(team.at_office, "interview", talk.id, name="鄢毓绣")
    write(session, "interview", talk.id, name="鄢玉琇")
    team.carry(team.laptops[0])
    stranger = replace(team.office.session.keys, person=hpke.PrivateKey.generate())
    monkeypatch.setattr(team.office.session, "keys", stranger)
    page = open_page()
    card = page.card("identity")
    words = " ".join(label.text() for label in card.widget.findChildren(QLabel))
    assert "涉及保密内容，由" in words
    assert all(each in words for each in ("许文澜", "周保山", "裁决"))
    assert "许文澜" in words
    assert not card.has("adopt_0")
    assert not card.has("open_versions")
    assert not card.has("reason")
    assert page.questions == ["由别人裁决：谈话记录\n谈话对象-1-01"]
    here = team.at_office
    assert conflicts.open_questions(here) == []
    opened_before = here.store.count(Query("audit", equals={"action": "unsealed"}))
    with pytest.raises(SealedError):
        conflicts.unseal(here, "interview", talk.id, "identity", "check", "")
    with pytest.raises(SealedError):
        conflicts.decide(here, "interview", talk.id, "identity", {}, "就这样")
    with pytest.raises(SealedError):
        conflicts.decide_sealed(here, "interview", talk.id, "identity", {"name": "甲"}, "就这样")
    assert here.store.count(Query("audit", equals={"action": "unsealed"})) == opened_before
    assert questions(page, "interview", talk.id) == 1


def test_a_reader_sees_both_sealed_versions_after_saying_why(team: Team, open_page: Open) -> None:
    session = team.laptops[0].session
    talk = interviews.start(session, category="staff")
    records.save(session, talk, {"name": "鄢毓琇"})
    team.carry(team.laptops[0])
    write(team.at_office, "interview", talk.id, name="鄢毓绣")
    write(session, "interview", talk.id, name="鄢玉琇")
    team.carry(team.laptops[0])
    page = open_page()
    card = page.card("identity")
    assert not card.has("edit")
    reason = card.find("opening_reason", QComboBox).itemText(1)
    card.choose("opening_reason", reason)
    card.type_into("opening_words", "核对姓名")
    card.click("open_versions")
    page.window.settle()
    texts = {page.version("identity", n, "name").toPlainText() for n in (0, 1)}
    assert texts == {"鄢毓绣", "鄢玉琇"}
    entries = page.window.session.store.rows(Query("audit", equals={"action": "unsealed"}))
    assert [entry.values["words"] for entry in entries] == ["核对姓名"]
    card = page.card("identity")
    card.click("edit")
    card.type_into("field_name", "鄢毓琇")
    page.decide("identity", "adopt_edited", "看身份证")
    assert questions(page, "interview", talk.id) == 0
    team_session = team.laptops[0].session
    for file in exchange.export(team.at_office, team.stick).files:
        merge(team.laptops[0], file.path)
    opened = identities.unseal(team_session, "interview", talk.id, "check", "核对")
    assert opened.values["name"] == "鄢毓琇"


def test_a_lock_seals_again(team: Team, open_page: Open) -> None:
    session = team.laptops[0].session
    talk = interviews.start(session, category="staff")
    records.save(session, talk, {"name": "鄢毓琇"})
    team.carry(team.laptops[0])
    write(team.at_office, "interview", talk.id, name="鄢毓绣")
    write(session, "interview", talk.id, name="鄢玉琇")
    team.carry(team.laptops[0])
    page = open_page()
    card = page.card("identity")
    card.choose("opening_reason", card.find("opening_reason", QComboBox).itemText(1))
    card.click("open_versions")
    page.window.settle()
    page.window.window.lock()
    page.window.window.unlock()
    page.window.settle()
    page.window.until(lambda: page.has("point_identity"))
    assert page.card("identity").has("open_versions")
    assert not page.has("version_0_name")


def test_a_title_needs_no_reason_and_a_conclusion_does(team: Team, open_page: Open) -> None:
    worksheet = finding_on_both(team)
    write(team.at_office, "finding", worksheet, title="甲标题", nature="serious")
    write(team.laptops[0].session, "finding", worksheet, title="乙标题", nature="minor")
    team.carry(team.laptops[0])
    page = open_page()
    page.decide("title", "adopt_0")
    assert questions(page, "finding", worksheet) == 1
    page.decide("conclusion", "adopt_0")
    assert page.card("conclusion").has("reason_problem")
    assert questions(page, "finding", worksheet) == 1


def test_both_are_kept_as_two_records(team: Team, open_page: Open) -> None:
    worksheet = finding_on_both(team)
    write(team.at_office, "finding", worksheet, title="公款吃喝", statement="吃喝")
    write(team.laptops[0].session, "finding", worksheet, title="发放补贴", statement="补贴")
    team.carry(team.laptops[0])
    page = open_page()
    page.decide("title", "keep_both")
    rows = page.window.session.store.rows(Query("finding", task=team.task))
    assert {(row.values["title"], row.values["statement"]) for row in rows} == {
        ("公款吃喝", "吃喝"),
        ("发放补贴", "补贴"),
    }
    assert [row.questions for row in rows] == [0, 0]
    assert page.questions == []


def test_the_time_that_is_proven_and_the_one_that_is_claimed(team: Team, open_page: Open) -> None:
    worksheet = finding_on_both(team)
    write(team.at_office, "finding", worksheet, statement="甲")
    write(team.laptops[0].session, "finding", worksheet, statement="乙")
    team.carry(team.laptops[0])
    page = open_page()
    card = page.card("statement")
    times = [card.find(f"times_{n}", QLabel).text() for n in (0, 1)]
    assert all("电脑上的时间" in each for each in times)
    brought, own = sorted(times, key=lambda each: "无法证明" in each)
    assert "不早于：20" in brought
    assert "不晚于：20" in brought
    assert "不早于：无法证明\n不晚于：无法证明" in own  # not cut yet


@pytest.mark.parametrize("answer", ["join", "told_apart"])
def test_probable_duplicates(team: Team, open_page: Open, answer: str) -> None:
    one, two = finding_on_both(team), finding_on_both(team)
    write(team.at_office, "finding", two, discovery="查账")
    page = open_page()
    assert page.questions == ["可能重复：问题底稿\n违规发放加班补贴"]
    card = page.card("duplicate")
    assert card.find("record_1_discovery", MarkedText).marked == ["查账"]
    page.decide("duplicate", answer)
    assert page.questions == []
    rows = page.window.session.store.rows(Query("finding", task=team.task))
    assert {row.id for row in rows} == ({one} if answer == "join" else {one, two})
    kept = page.window.session.store.row("finding", one)
    assert kept is not None
    assert kept.values["discovery"] == ("查账" if answer == "join" else None)


def test_another_screen_leads_to_one_record(team: Team, open_page: Open) -> None:
    one, two = finding_on_both(team), finding_on_both(team)
    for record in (one, two):
        write(team.at_office, "finding", record, statement="甲")
        write(team.laptops[0].session, "finding", record, statement="乙")
    team.carry(team.laptops[0])
    page = open_page()
    for record in (one, two):
        page.window.show_record("conflict", f"finding:{record}:statement")
        assert page.screen.case is not None
        assert page.screen.case.id == record
    wanted = []
    page.window.desk.signals.record_wanted.connect(lambda *which: wanted.append(which))
    page.click("打开这条记录")
    assert wanted == [("finding", two)]


def test_a_thousand_versions_by_one_person_stay_a_short_list(team: Team, open_page: Open) -> None:
    """Case 52. Twenty are shown, everybody's own among them, and one answer clears all."""
    worksheet = finding_on_both(team)
    session = team.at_office
    state = session.store.state("finding", worksheet)
    assert state is not None
    base = state.groups["statement"].hashes
    write(team.laptops[0].session, "finding", worksheet, statement="我的写法")
    team.carry(team.laptops[0])
    with session.store.work() as work:
        flood = [
            Intent("put", "finding", worksheet, "statement", {"statement": f"写法{n}"}, base)
            for n in range(1000)
        ]
        session.append(work, Channel.TEAM, flood)
        work.commit()
    page = open_page()
    assert len(page.questions) == 1
    card = page.card("statement")
    assert card.has("adopt_19")
    assert not card.has("adopt_20")
    words = " ".join(label.text() for label in card.widget.findChildren(QLabel))
    assert "共有 1001 种写法，这里列出前 20 种" in words
    assert "其中 1000 种是 周保山 写的" in words
    shown = [page.version("statement", n, "statement").toPlainText() for n in range(20)]
    assert "我的写法" in shown[:2]
    page.decide("statement", f"adopt_{shown.index('我的写法')}")
    assert questions(page, "finding", worksheet) == 0
    assert page.questions == []
