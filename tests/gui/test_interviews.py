"""The interview desk through a person's hands, on a real laptop's vault."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from app.bootstrap.opening import Opened
from app.ports import Query
from app.services import drafts, identities, links, records
from tests.gui.support.interviews_page import InterviewsPage, open_window
from tests.gui.support.screenshots import screenshot
from tests.gui.support.typing_process import KEPT
from tests.support.vaults import Team, make_team, open_again
from ui.application import make_application
from ui.language import Language
from ui.record_picking import RecordPicker
from ui.theme import Shade

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    """A team of two laptops; each test leaves its talks there."""
    team = make_team(tmp_path_factory.mktemp("interviews"))
    yield team
    team.close()


@pytest.fixture
def page(
    made: Team, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[InterviewsPage]:
    """The window after unlocking."""
    shell = open_window(made, monkeypatch, tmp_path, qapp)
    found = InterviewsPage(shell, qtbot)
    yield found
    close(found, made)


def close(page: InterviewsPage, team: Team) -> None:
    """Close the window; the vault stays open for the next test."""
    shell = page.shell
    page.window.close()
    shell.background.settle()
    if shell.desk is not None:
        team.laptops[0] = cast(Opened, shell.desk.opened)
    shell.background.close()
    shell.deleteLater()


def written(page: InterviewsPage) -> list[str]:
    rows = page.session.store.rows(Query("interview", task=page.session.task))
    return [turn.answer for row in rows for turn in row.values["turns"]]


def test_unlocked_to_first_answer_typed_takes_three_actions(page: InterviewsPage) -> None:
    page.go(2)
    page.new_talk()
    page.type_here("在财政所工作八年。")
    assert page.count <= 3
    assert page.turns.turns()[-1].answer == "在财政所工作八年。"
    page.until(lambda: bool(drafts.pending(page.session)))
    assert drafts.pending(page.session)[0].values["turns"][-1].answer == "在财政所工作八年。"
    assert "在财政所工作八年。" not in written(page)
    page.go(1)
    page.settle()
    assert "在财政所工作八年。" in written(page)
    assert drafts.pending(page.session) == []


def history(page: InterviewsPage, record: str) -> list[str]:
    return [op.group for op in page.session.store.history("interview", record)]


def newest(page: InterviewsPage) -> str:
    return page.session.store.rows(Query("interview", task=page.session.task))[0].id


def write_talk(page: InterviewsPage, answer: str, name: str = "") -> str:
    """A talk that is in the journal; the blank screen is in front afterwards."""
    page.go(2)
    page.settle()
    page.new_talk()
    page.type_here(answer)
    if name:
        page.type_into("field_name", name)
    page.go(1)
    page.settle()
    return newest(page)


def open_again_on_desk(page: InterviewsPage) -> None:
    """The talk left last is on the desk when the screen comes back."""
    page.go(2)
    page.settle()


def test_lock_keeps_the_draft_and_unlock_returns_to_field_and_cursor(page: InterviewsPage) -> None:
    page.go(2)
    page.new_talk()
    page.type_here("first answer")
    page.press(Qt.Key.Key_Return)
    page.type_here("second question")
    for _ in range(4):
        page.press(Qt.Key.Key_Left)
    place, before = page.turns.place(), written(page)
    page.lock()
    assert page.desk.pane.turns.turns() == ()
    page.unlock()
    assert page.focused is page.turns
    assert page.turns.place() == place
    assert [turn.question for turn in page.turns.turns()][-1] == "second question"
    assert written(page) == before
    page.type_here("X")
    assert page.turns.turns()[-1].question == "second quesXtion"


def test_unlock_returns_into_an_identity_field(page: InterviewsPage) -> None:
    page.go(2)
    page.new_talk()
    page.type_into("field_phone", "13912345678")
    page.press(Qt.Key.Key_Left)
    page.lock()
    page.unlock()
    assert page.focused is page.identity_field("phone")
    assert page.identity_field("phone").text() == "13912345678"
    assert page.identity_field("phone").cursorPosition() == 10


def test_a_name_taken_out_again_never_reaches_the_journal(page: InterviewsPage) -> None:
    page.go(2)
    page.new_talk()
    page.type_here("anything")
    page.type_into("field_name", "璩鸿涛")
    page.until(lambda: any(t.values.get("name") == "璩鸿涛" for t in drafts.pending(page.session)))
    page.type_into("field_name", "")
    page.identity_field("name").clear()
    page.go(1)
    page.settle()
    assert drafts.pending(page.session) == []
    assert set(history(page, newest(page))).isdisjoint({"identity", "appointment"})


def test_an_identity_is_sealed_on_leaving_and_opened_with_a_reason(page: InterviewsPage) -> None:
    record = write_talk(page, "about the overtime", name="鄢毓琇")
    open_again_on_desk(page)
    page.click("对象身份")
    assert not page.has("field_name")
    page.click("解封…")
    assert not page.find("记录并打开").isEnabled()
    page.choose_reason("verify")
    page.click("记录并打开")
    page.until(lambda: page.has("field_name"))
    assert page.identity_field("name").text() == "鄢毓琇"
    logged = page.session.store.rows(Query("audit", equals={"action": "unsealed"}))
    assert logged[0].values["subject"] == record
    assert logged[0].values["reason"] == "verify"
    page.type_into("field_name", "鄢毓秀")
    page.go(1)
    page.settle()
    opened = identities.unseal(page.session, "interview", record, "verify", "")
    assert opened.values["name"] == "鄢毓秀"


def test_an_opened_identity_closes_by_itself_and_keeps_what_was_typed(
    page: InterviewsPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = write_talk(page, "about the funds", name="郗敏")
    open_again_on_desk(page)
    page.click("对象身份")
    page.click("解封…")
    page.choose_reason("second_talk")
    timer = page.desk.facts.identity.timer
    page.click("记录并打开")
    page.until(lambda: page.has("field_phone"))
    page.type_into("field_phone", "13800001111")
    timer.start(1)
    page.until(lambda: not page.has("field_phone"))
    page.go(1)
    page.settle()
    opened = identities.unseal(page.session, "interview", record, "verify", "")
    assert (opened.values["name"], opened.values["phone"]) == ("郗敏", "13800001111")


def test_looking_at_an_identity_puts_nothing_of_it_into_a_draft(page: InterviewsPage) -> None:
    write_talk(page, "about the car", name="綦毋怀远")
    open_again_on_desk(page)
    page.click("对象身份")
    page.click("解封…")
    page.choose_reason("verify")
    page.click("记录并打开")
    page.until(lambda: page.has("field_name"))
    page.turns.setFocus()
    page.type_here("more ")
    page.until(lambda: bool(drafts.pending(page.session)))
    typing = drafts.pending(page.session)[0]
    assert "name" not in typing.values
    assert "name" not in typing.editable.values


def test_an_empty_new_talk_leaves_nothing(page: InterviewsPage) -> None:
    page.go(2)
    page.settle()
    before = len(page.session.store.rows(Query("interview", task=page.session.task)))
    page.new_talk()
    page.type_here("x")
    page.press(Qt.Key.Key_Backspace)
    page.until(lambda: bool(drafts.pending(page.session)))
    page.go(1)
    page.settle()
    assert drafts.pending(page.session) == []
    assert len(page.session.store.rows(Query("interview", task=page.session.task))) == before


def test_selected_words_become_a_finding_linked_to_their_turn(page: InterviewsPage) -> None:
    page.go(2)
    page.new_talk()
    page.type_here("先说别的。补贴由所长签字后列支，没有请示。")
    assert page.shell.desk is not None
    wanted: list[tuple[str, str]] = []
    page.shell.desk.signals.record_wanted.connect(lambda kind, id_: wanted.append((kind, id_)))
    page.select("补贴由所长签字后列支")
    assert not page.has("select_first")
    page.click("转为问题")
    page.until(lambda: bool(wanted))
    kind, finding = wanted[0]
    row = page.session.store.row(kind, finding)
    assert row is not None
    assert row.values["statement"] == row.values["title"] == "补贴由所长签字后列支"
    assert row.values["source"] == "interview"
    end = links.targets(page.session, "finding", finding)[0]
    assert (end.kind, end.role, end.detail) == (
        "interview",
        "source",
        page.turns.turns()[0].id,
    )
    page.until(lambda: page.has(f"{row.values['number']}　补贴由所长签字后列支"))


def test_delete_and_undo(page: InterviewsPage) -> None:
    record = write_talk(page, "to be deleted")
    open_again_on_desk(page)
    page.click("把这份谈话放入回收站")
    page.settle()
    row = page.session.store.row("interview", record)
    assert row is not None
    assert row.deleted
    assert "to be deleted" not in written(page)
    page.click("撤销")
    page.settle()
    assert "to be deleted" in written(page)
    assert page.turns.turns()[0].answer == "to be deleted"


def test_a_deleted_talk_comes_back_out_of_the_bin(page: InterviewsPage) -> None:
    record = write_talk(page, "deleted by mistake")
    open_again_on_desk(page)
    page.click("把这份谈话放入回收站")
    page.settle()
    page.window.banners.clear()
    page.until(lambda: page.has("talk_bin"))
    page.click("talk_bin")
    dialog = page.window.findChild(RecordPicker)
    assert dialog is not None
    item = dialog.list.item(0)
    assert item.data(Qt.ItemDataRole.UserRole) == record
    item.setCheckState(Qt.CheckState.Checked)
    dialog.accept()
    page.settle()
    assert "deleted by mistake" in written(page)
    assert page.turns.turns()[0].answer == "deleted by mistake"
    assert not page.has("talk_bin")


def test_deleting_a_talk_that_is_only_a_draft_can_be_undone(page: InterviewsPage) -> None:
    page.go(2)
    page.new_talk()
    page.type_here("only typed")
    number = page.pseudonym
    page.click("把这份谈话放入回收站")
    page.settle()
    assert drafts.pending(page.session) == []
    page.click("撤销")
    page.settle()
    assert page.pseudonym == number
    assert page.turns.turns()[0].answer == "only typed"


def test_two_new_talks_in_a_row_have_two_numbers(page: InterviewsPage) -> None:
    page.go(2)
    page.new_talk()
    page.type_here("one")
    first = page.pseudonym
    page.new_talk()
    page.type_here("two")
    assert page.pseudonym != first
    page.settle()
    assert "one" in written(page)
    assert any(line.startswith(first) for line in page.talks)


def test_what_breaks_a_rule_stays_a_draft_and_is_listed(page: InterviewsPage) -> None:
    page.go(2)
    page.new_talk()
    page.type_here("no category")
    number = page.pseudonym
    page.click("谈话信息")
    page.choose("field_category", "（请选择）")
    page.new_talk()
    page.settle()
    assert "no category" not in written(page)
    assert page.sentences
    line = next(n for n, words in enumerate(page.talks) if words.startswith(number))
    assert page.talks[line].endswith("未完成")
    page.open_talk(line)
    assert page.turns.turns()[0].answer == "no category"
    page.click("谈话信息")
    page.choose("field_category", "职工")
    page.go(1)
    page.settle()
    assert "no category" in written(page)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_interviewers_come_from_the_team(page: InterviewsPage) -> None:
    page.go(2)
    page.new_talk()
    page.type_here("two by two")
    page.click("谈话信息")
    page.find("editor_recorder").setFocus()
    page.press(Qt.Key.Key_Space)
    action = next(a for a in page.menu().actions() if a.text() == "罗启明")
    action.trigger()
    page.menu().close()
    page.go(1)
    page.settle()
    row = page.session.store.row("interview", newest(page))
    assert row is not None
    names = [page.session.store.row("person", p) for p in row.values["recorder"]]
    assert [n.values["name"] for n in names if n] == ["罗启明"]


def test_a_conflict_is_shown_and_leads_to_its_decision(page: InterviewsPage) -> None:
    record = write_talk(page, "in conflict")
    session = page.session
    one = records.load(session, "interview", record)
    for value in ("ordinary", "lead"):
        records.save(session, one, {"value": value})
    open_again_on_desk(page)
    assert page.shell.desk is not None
    wanted: list[tuple[str, str]] = []
    page.shell.desk.signals.record_wanted.connect(lambda kind, id_: wanted.append((kind, id_)))
    page.click("去裁决")
    assert wanted == [("conflict", f"interview:{record}:")]


def test_a_name_written_into_the_talk_is_noticed_and_replaced(page: InterviewsPage) -> None:
    page.go(2)
    page.new_talk()
    page.type_here("仉督说：我叫仉督。")
    assert not page.has("替换为编号")
    page.type_into("field_name", "仉督")
    page.until(lambda: page.has("替换为编号"))
    page.click("替换为编号")
    number = page.pseudonym
    assert page.turns.turns()[0].answer == f"{number}说：我叫{number}。"
    page.turns.undo()
    assert page.turns.turns()[0].answer == "仉督说：我叫仉督。"
    page.turns.redo()
    page.go(1)
    page.settle()
    assert not any("仉督" in answer for answer in written(page))


@pytest.mark.parametrize(("tongue", "shade"), [(t, s) for t in Language for s in Shade])
def test_pictures(
    made: Team,
    qapp: QApplication,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    tongue: Language,
    shade: Shade,
) -> None:
    make_application(chosen=tongue, shade=shade)
    shell = open_window(made, monkeypatch, tmp_path, qapp)
    page = InterviewsPage(shell, qtbot)
    page.window.activateWindow()
    page.until(page.window.isActiveWindow)
    page.go(2)
    page.settle()
    assert page.has("talks"), "another window took the key"
    screenshot(page.window, "interviews-list")
    page.new_talk()
    page.type_here("每月由办公室造表，所长签字后从工会账户列支，没有请示街道党工委。")
    page.press(Qt.Key.Key_Return)
    page.type_here("有没有会议记录？")
    assert screenshot(page.window, "interviews-new-talk").stat().st_size > 20_000
    close(page, made)


def test_a_removed_row_comes_back(page: InterviewsPage) -> None:
    page.go(2)
    page.new_talk()
    page.type_here("kept")
    page.press(Qt.Key.Key_Return)
    page.type_here("gone?")
    page.turns.remove_row()
    assert len(page.turns.turns()) == 1
    page.type_here(" and more")
    page.click("撤销")
    assert [(t.question, t.answer) for t in page.turns.turns()][1:] == [("gone?", "")]
    assert page.turns.turns()[0].answer == "kept and more"


def test_killed_while_typing_loses_at_most_the_last_second(made: Team, tmp_path: Path) -> None:
    laptop = made.laptops[1]
    person, path = laptop.session.person, laptop.path
    laptop.close()
    arguments = [str(path), person, str(tmp_path)]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.gui.support.typing_process", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"kept\n"
    process.send_signal(signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    process.stdout.close()
    made.laptops[1] = open_again(path, person)
    session = made.laptops[1].session
    typing = drafts.pending(session)
    assert [t.values["turns"][0].answer.rstrip("x") for t in typing] == [KEPT]
    assert session.store.rows(Query("interview", task=session.task)) == []


def test_two_clicks_make_one_finding(page: InterviewsPage) -> None:
    page.go(2)
    page.new_talk()
    page.type_here("只算一次的事。")
    page.settle()
    page.select("只算一次的事")
    page.click("转为问题")
    page.click("转为问题")
    page.settle()
    made = page.session.store.rows(Query("finding"))
    assert [row.values["title"] for row in made].count("只算一次的事") == 1


def test_enter_pressed_twice_opens_an_identity_once(page: InterviewsPage) -> None:
    write_talk(page, "about the keys", name="鄢毓琇")
    open_again_on_desk(page)
    before = len(page.session.store.rows(Query("audit", equals={"action": "unsealed"})))
    page.click("对象身份")
    page.click("解封…")
    page.choose_reason("verify")
    words = page.find("unseal_words", QLineEdit)
    for _ in range(2):
        QTest.keyClick(words, Qt.Key.Key_Return)
    page.settle()
    after = page.session.store.rows(Query("audit", equals={"action": "unsealed"}))
    assert len(after) == before + 1


def test_a_talk_in_the_bin_that_is_asked_for_is_named_and_comes_back(
    page: InterviewsPage,
) -> None:
    record = write_talk(page, "asked for by a link")
    open_again_on_desk(page)
    page.click("把这份谈话放入回收站")
    page.settle()
    assert page.shell.desk is not None
    page.shell.desk.signals.record_wanted.emit("interview", record)
    page.settle()
    page.click("restore_record")
    page.settle()
    assert page.turns.turns()[0].answer == "asked for by a link"
    page.shell.desk.signals.record_wanted.emit("interview", "0195aaaa-0000-7000-8000-00000000beef")
    page.settle()
    assert "不在本机" in page.sentences[0]
