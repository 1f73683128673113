"""Tasks, today and settings at an office, as a person meets them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget, QPushButton
from pytestqt.qtbot import QtBot

from app.ports import Query
from app.services import enrolment, findings, offices, records
from tests.gui.support.shell_page import ShellPage
from tests.support.vaults import PASSPHRASE, make_laptop, make_office, make_task
from ui.screens.findings.view import FindingsScreen
from ui.screens.tasks.admission import AdmissionCard
from ui.widgets.standard_ledger import StandardLedger

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[ShellPage]:
    """An office without any task."""
    page = ShellPage(tmp_path, qapp, qtbot)
    page.create_office("临江区委巡察办", "周保山", "中共临江区委")
    yield page
    page.close()


@pytest.fixture
def with_task(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[ShellPage]:
    """An office with one task."""
    made = make_office(tmp_path / "vault")
    make_task(made)
    made.close()
    page = ShellPage(tmp_path, qapp, qtbot)
    page.shell.start.open_folder(tmp_path / "vault")
    page.unlock()
    yield page
    page.close()


def register_unit(page: ShellPage) -> None:
    unit = records.new(page.session, "unit")
    values = {"name": "青石街道", "party_organisation": "中共青石街道工作委员会"}
    records.save(page.session, unit, values)


def title_of_only_task(page: ShellPage) -> str:
    (row,) = page.session.store.rows(Query("task"))
    return str(row.values["title"])


def test_a_new_task_waits_unfinished_while_another_screen_is_shown(office: ShellPage) -> None:
    office.go("任务与授权")
    office.type_into("field_title", "巡察红旗街道")
    office.go("登记簿")
    office.go("任务与授权")
    assert office.form().values()["title"] == "巡察红旗街道"
    assert office.session.store.count(Query("task")) == 0
    office.close()
    again = ShellPage(office.folder, office.application, office.qtbot)
    again.unlock()
    again.go("任务与授权")
    assert again.form().values()["title"] == "巡察红旗街道"
    register_unit(again)
    again.pick("unit", "青石街道")
    again.click("save_task")
    again.settle()
    assert title_of_only_task(again) == "巡察红旗街道"
    again.click("新任务")
    assert again.form().values()["title"] is None
    again.close()


def test_a_new_task_given_up_can_be_taken_back(office: ShellPage) -> None:
    office.go("任务与授权")
    office.type_into("field_title", "巡察红旗街道")
    office.click("drop_new_task")
    assert office.form().values()["title"] is None
    office.click("撤销")
    assert office.form().values()["title"] == "巡察红旗街道"


def test_changes_of_a_task_are_kept_on_leaving(with_task: ShellPage) -> None:
    with_task.go("任务与授权")
    with_task.type_into("field_title", "巡察青石街道党工委")
    with_task.go("登记簿")
    with_task.settle()
    assert title_of_only_task(with_task) == "巡察青石街道党工委"
    with_task.go("任务与授权")
    assert with_task.form().values()["title"] == "巡察青石街道党工委"
    save = with_task.widget.findChild(QPushButton, "save_task")
    assert save is not None
    assert not save.isVisible()


def stage(page: ShellPage) -> str:
    row = page.session.store.row("task", page.session.task)
    assert row is not None
    return str(row.values["stage"])


def test_a_stage_is_entered_by_a_second_click_and_left_again_by_undo(
    with_task: ShellPage,
) -> None:
    with_task.settle()
    with_task.click("next_stage")
    with_task.settle()
    assert stage(with_task) == "preparation"
    button = with_task.find("next_stage", QPushButton)
    assert button.text() == "确认进入“集中巡察”"
    with_task.click("next_stage")
    with_task.settle()
    assert stage(with_task) == "inspection"
    assert not button.hasFocus()
    with_task.click("撤销")
    with_task.settle()
    assert stage(with_task) == "preparation"


def test_without_a_task_today_leads_to_what_is_missing(office: ShellPage) -> None:
    office.settle()
    for card in ("记录谈话", "登记问题", "导入证据", "生成报告", "打包带回"):
        assert not office.find(card, QPushButton).isEnabled()
    first = office.find("first_step", QPushButton)
    assert first.text() == "登记单位"
    assert office.find("stage", QLabel).text() == "请先登记被巡察单位，再登记任务。"
    assert office.focused is first
    office.press(Qt.Key.Key_N, CONTROL)
    office.settle()
    assert office.shell.window.current.title == "登记簿"  # type: ignore[union-attr]
    office.type_into("field_name", "青石街道")
    office.type_into("field_party_organisation", "中共青石街道工作委员会")
    office.go("今天")
    office.settle()
    assert office.find("first_step", QPushButton).text() == "登记任务"


def test_a_laptop_without_a_team_is_led_to_joining(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    page = ShellPage(tmp_path, qapp, qtbot)
    page.create_team("许文澜")
    page.settle()
    assert not page.find("记录谈话", QPushButton).isEnabled()
    page.click("first_step")
    page.settle()
    assert page.shell.window.current.title == "带出与合并"  # type: ignore[union-attr]
    page.close()


def test_control_n_on_today_begins_a_talk(with_task: ShellPage) -> None:
    with_task.settle()
    assert with_task.focused is with_task.find("记录谈话", QPushButton)
    with_task.press(Qt.Key.Key_N, CONTROL)
    with_task.settle()
    assert with_task.shell.window.current.objectName() == "screen_interviews"  # type: ignore[union-attr]


def said(page: ShellPage, name: str) -> str:
    return page.find(f"problem_{name}", QLabel).text()


def test_settings_say_each_problem_at_its_line_and_nothing_stale_stays(
    office: ShellPage,
) -> None:
    office.go("设置")
    office.type_into("new_passphrase", PASSPHRASE)
    office.type_into("new_repeat", PASSPHRASE + "x")
    office.click("change_passphrase")
    office.settle()
    assert said(office, "old_passphrase") == "请填写这一栏。"
    assert "两次输入不一样" in said(office, "new_repeat")
    office.type_into("old_passphrase", "falsch falsch falsch")
    office.type_into("new_repeat", PASSPHRASE)
    assert not office.has("problem_old_passphrase")
    assert not office.has("problem_new_repeat")
    office.click("change_passphrase")
    office.settle()
    assert "口令" in said(office, "old_passphrase")
    office.click("add_person")
    office.settle()
    assert said(office, "person_name") == "请填写这一栏。"
    assert said(office, "person_passphrase") == "请填写这一栏。"


def test_a_new_vault_says_each_problem_at_its_line_and_hides_what_is_typed(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    page = ShellPage(tmp_path, qapp, qtbot)
    page.click("建立办公室保险库")
    page.click("create_vault")
    page.settle()
    assert said(page, "office_name") == "请填写这一栏。"
    assert said(page, "name_0") == "请填写这一栏。"
    page.type_into("office_name", "临江区委巡察办")
    assert not page.has("problem_office_name")
    page.click("帮我想一个")
    field = page.find("passphrase_0", QLineEdit)
    assert field.echoMode() is QLineEdit.EchoMode.Normal
    page.type_into("passphrase_0", PASSPHRASE)
    assert field.echoMode() is QLineEdit.EchoMode.Password
    page.type_into("repeat_0", "other")
    page.find("name_0", QLineEdit).setFocus()
    assert "两次输入不一样" in said(page, "repeat_0")
    page.close()


def test_a_register_shows_a_record_as_soon_as_its_form_is_left(office: ShellPage) -> None:
    office.go("登记簿")
    office.click("register_new")
    office.type_into("field_name", "青石街道")
    office.type_into("field_party_organisation", "中共青石街道工作委员会")
    ledger = next(x for x in office.widget.findChildren(StandardLedger) if x.isVisible())
    assert ledger.model.rowCount() == 0
    office.find("register_new", QPushButton).setFocus()
    office.settle()
    office.until(lambda: ledger.model.rowCount() == 1)


def test_an_open_register_form_shows_what_was_merged(office: ShellPage) -> None:
    """Else the next word typed into it would bring the old values back."""
    register_unit(office)
    (unit,) = office.session.store.rows(Query("unit"))
    assert office.shell.desk is not None
    office.shell.desk.signals.record_wanted.emit("unit", unit.id)
    assert office.form().values()["head"] is None
    before = records.load(office.session, "unit", unit.id)
    records.save(office.session, before, {"head": "陈国栋"})
    office.go("今天")
    office.go("登记簿")
    assert office.form().values()["head"] == "陈国栋"


@pytest.fixture
def asking(with_task: ShellPage, tmp_path: Path) -> tuple[ShellPage, list[str]]:
    """A laptop's request is shown at the office; and the groups of the number it reads aloud."""
    laptop = make_laptop(tmp_path / "laptop", "许文澜")
    asked = enrolment.request(laptop.session, "1 号机")
    laptop.close()
    (tmp_path / "request.xjp").write_bytes(asked.data)
    with_task.go("任务与授权")
    with_task.answers["open"] = [tmp_path / "request.xjp"]
    with_task.click("读入申请文件…")
    with_task.until(lambda: with_task.has("request_number"))
    return with_task, asked.number.split(" ")


def test_the_office_does_not_see_the_number_it_is_to_hear(
    asking: tuple[ShellPage, list[str]],
) -> None:
    office, groups = asking
    shown = [label.text() for label in office.widget.findChildren(QLabel)]
    shown += [label.toolTip() for label in office.widget.findChildren(QLabel)]
    shown += [part.accessibleName() for part in office.widget.findChildren(QLineEdit)]
    shown += [part.placeholderText() for part in office.widget.findChildren(QLineEdit)]
    assert not [words for words in shown for group in groups if group in words]


def test_a_laptop_is_admitted_by_the_groups_asked_for_only(
    asking: tuple[ShellPage, list[str]],
) -> None:
    office, groups = asking
    card = office.widget.findChild(AdmissionCard)
    assert card is not None
    first, second = card.asked
    assert any(
        f"第 {first} 组和第 {second} 组" in part.text() for part in card.findChildren(QLabel)
    )
    admit = office.find("admit", QPushButton)
    assert not admit.isEnabled()
    right = groups[first - 1] + " " + groups[second - 1]
    wrong = groups[first - 1] + " " + f"{(int(groups[second - 1]) + 1) % 100_000:05d}"
    office.type_into("request_number", wrong)
    assert not admit.isEnabled()
    problem = office.find("problem_request_number", QLabel)
    assert problem.text().startswith("不一致。")
    office.type_into("request_number", right)
    assert admit.isEnabled()
    assert not problem.isVisible()
    office.click("admit")
    office.settle()
    task = office.session.task
    statement = office.session.trust.statement(task)
    assert statement is not None
    assert "1 号机" in [device.label for device in statement.devices]


def two_tasks(page: ShellPage) -> tuple[str, str]:
    """Names of the units of two tasks; the window works on the second."""
    first = page.session.task
    unit = records.new(page.session, "unit")
    records.save(page.session, unit, {"name": "白沙镇", "party_organisation": "中共白沙镇委员会"})
    values = {"title": "巡察白沙镇党委", "unit": unit.id, "type": "regular", "mode": "ordinary"}
    second = offices.create_task(page.session, {**values, "wording": "xuncha_inspect"})
    assert second != first
    page.go("任务与授权")
    choose_task(page, second)
    return first, second


def choose_task(page: ShellPage, task: str) -> None:
    tasks = page.find("task_list", QListWidget)
    rows = range(tasks.count())
    role = Qt.ItemDataRole.UserRole
    tasks.setCurrentRow(next(n for n in rows if tasks.item(n).data(role) == task))
    page.settle()


def test_the_window_says_which_task_is_worked_on(with_task: ShellPage) -> None:
    first, second = two_tasks(with_task)
    assert with_task.session.task == second
    assert "白沙镇" in words_above(with_task)
    choose_task(with_task, first)
    assert "青石街道" in words_above(with_task)


def words_above(page: ShellPage) -> str:
    """What the top bar says."""
    assert page.shell.window is not None
    labels = page.shell.window.top_bar.findChildren(QLabel)
    return " ".join(f"{label.text()} {label.accessibleName()}" for label in labels)


def test_a_worksheet_of_another_task_leaves_the_desk_with_it(with_task: ShellPage) -> None:
    first, second = two_tasks(with_task)
    choose_task(with_task, first)
    written = findings.start(with_task.session, title="只属于第一个任务")
    records.save(with_task.session, written, {})
    window = with_task.shell.window
    assert window is not None
    screen = next(s for s in window.screens if isinstance(s, FindingsScreen))
    window.go_to(screen)
    screen.show_record("finding", written.id)
    with_task.settle()
    assert with_task.has("field_statement")
    with_task.go("任务与授权")
    choose_task(with_task, second)
    window.go_to(screen)
    with_task.settle()
    assert not with_task.has("field_statement")


def test_a_task_is_hidden_by_the_lock_and_shown_again_as_it_was_typed(
    with_task: ShellPage,
) -> None:
    with_task.go("任务与授权")
    with_task.type_into("field_title", "锁屏以前写的任务")
    field = with_task.find("field_title", QLineEdit)
    with_task.press(Qt.Key.Key_L, CONTROL)
    with_task.settle()
    assert field.text() == ""
    with_task.type_into("unlock_passphrase", PASSPHRASE)
    with_task.press(Qt.Key.Key_Return)
    with_task.until(lambda: with_task.has("field_title"))
    with_task.settle()
    assert field.text() == "锁屏以前写的任务"


def test_the_notice_with_the_number_is_printed_from_the_task(
    with_task: ShellPage, tmp_path: Path
) -> None:
    """It is logged before it is written, and carries the number the laptops show."""
    with_task.go("任务与授权")
    with_task.settle()
    target = tmp_path / "notice"
    with_task.answers["save"] = [target]
    with_task.click("print_notice")
    with_task.settle()
    pdf = target.with_name("notice.pdf")
    text = "".join(
        page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(pdf.read_bytes())
    )
    number = enrolment.office_number(with_task.session)
    assert number.replace(" ", "") in "".join(text.split())
    logged = records.rows(with_task.session, "audit", action="printed")
    assert [row.values["words"] for row in logged] == ["notice.pdf"]
