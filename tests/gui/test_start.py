"""First run, unlocking, lock and unlock, as a person meets them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreFullError
from app.ports import Query
from tests.gui.support.screenshots import screenshot
from tests.gui.support.shell_page import ShellPage
from tests.support.vaults import PASSPHRASE
from ui import theme
from ui.application import make_application
from ui.widgets.standard_ledger import StandardLedger


@pytest.fixture
def computer(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> Iterator[ShellPage]:
    page = ShellPage(tmp_path, qapp, qtbot)
    yield page
    page.close()


def test_first_run_makes_an_office_and_the_next_start_asks_for_its_passphrase(
    computer: ShellPage, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    screenshot(computer.shell.start, "start-welcome", None)
    computer.create_office("临江区委巡察办", "周保山", "中共临江区委")
    assert computer.session.role == "office"
    names = [row.values["name"] for row in computer.session.store.rows(Query("office"))]
    assert names == ["临江区委巡察办"]
    computer.close()
    again = ShellPage(tmp_path, qapp, qtbot)
    screenshot(again.shell.start, "start-unlock", None)
    again.unlock()
    assert again.count == 2
    assert again.session.role == "office"
    again.close()


def test_a_wrong_passphrase_is_said_and_counted(computer: ShellPage, tmp_path: Path) -> None:
    computer.create_team("许文澜")
    computer.close()
    again = ShellPage(tmp_path, computer.application, computer.qtbot)
    again.type_into("passphrase", "falsch falsch falsch")
    again.press(Qt.Key.Key_Return)
    again.until(lambda: bool(again.sentences))
    assert "口令" in again.sentences[0]
    again.unlock(PASSPHRASE)
    assert any("1 次口令错误" in sentence for sentence in again.sentences)
    again.close()


def test_missing_names_and_different_passphrases_are_said_at_the_form(
    computer: ShellPage,
) -> None:
    computer.click("建立组用保险库")
    computer.type_into("passphrase_0", PASSPHRASE)
    computer.type_into("repeat_0", PASSPHRASE + "x")
    computer.click("create_vault")
    computer.until(lambda: bool(computer.sentences))
    assert not (computer.folder / "vault" / "vault.json").exists()
    screenshot(computer.shell.start, "start-new-vault", None)


def test_a_weak_passphrase_leads_to_its_field(computer: ShellPage) -> None:
    computer.click("建立组用保险库")
    computer.type_into("name_0", "许文澜")
    computer.type_into("passphrase_0", "password")
    computer.type_into("repeat_0", "password")
    computer.click("create_vault")
    computer.settle()
    assert computer.focused.objectName() == "passphrase_0"


def test_lock_covers_everything_and_unlock_brings_it_back(computer: ShellPage) -> None:
    computer.create_office("临江区委巡察办", "周保山", "中共临江区委")
    computer.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    window = computer.shell.window
    assert window is not None
    assert window.is_locked
    assert "巡察" not in window.windowTitle()
    computer.settle()
    screenshot(window, "locked")
    computer.type_into("unlock_passphrase", PASSPHRASE)
    computer.press(Qt.Key.Key_Return)
    computer.until(lambda: not window.is_locked)
    assert computer.session.store.count(Query("office")) == 1


def test_a_backup_is_restored_into_place(
    computer: ShellPage, tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    computer.create_team("许文澜")
    person = computer.session.person
    computer.close()
    other = ShellPage(tmp_path / "other", qapp, qtbot)
    other.shell.start.restore_from(tmp_path / "vault", other.program.default_folder())
    other.until(lambda: other.has("passphrase"))
    other.unlock()
    assert other.session.person == person
    other.close()


def test_registers_and_settings_and_search(computer: ShellPage) -> None:
    computer.create_office("临江区委巡察办", "周保山", "中共临江区委")
    computer.go("登记簿")
    computer.click("register_new")
    computer.type_into("field_name", "青石街道")
    computer.go("设置")
    computer.settle()
    units = computer.session.store.rows(Query("unit"))
    assert [row.values["name"] for row in units] == ["青石街道"]
    computer.choose("text_size", "125 %")
    assert theme.scale() == 125
    assert computer.program.preferences().percent == 125
    computer.press(Qt.Key.Key_Minus, Qt.KeyboardModifier.ControlModifier)
    assert computer.find("text_size", QComboBox).currentText() == "100 %"
    computer.click("check_vault")
    computer.settle()
    window = computer.shell.window
    assert window is not None
    screenshot(window, "settings")
    computer.go("登记簿")
    screenshot(window, "registers")
    computer.go("设置")
    computer.type_into("search", "石街")
    computer.press(Qt.Key.Key_Return)
    computer.settle()
    assert computer.find("search_results", QListWidget).count() == 1
    screenshot(window, "search")


def test_closing_while_locked_and_another_person(computer: ShellPage) -> None:
    computer.create_team("许文澜")
    computer.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    computer.settle()
    computer.click("换一个人使用")
    computer.widget = computer.shell.start
    assert computer.shell.window is None
    computer.unlock()
    computer.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    computer.settle()
    computer.close()


def test_no_passphrase_waits_in_a_hidden_field(computer: ShellPage) -> None:
    computer.create_team("许文澜")
    start = computer.shell.start
    computer.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    computer.settle()
    computer.click("换一个人使用")
    computer.widget = start
    computer.unlock()
    typed = [field.text() for field in start.findChildren(QLineEdit)]
    assert not [words for words in typed if words and words in PASSPHRASE]


def test_errors_reach_the_window_that_is_shown(computer: ShellPage) -> None:
    start, door = computer.shell.start, computer.shell.door
    door.tell(StoreFullError())
    assert [banner.sentence for banner in start.banners.banners] == ["磁盘已满，这次没有保存。"]
    computer.create_team("许文澜")
    computer.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    computer.settle()
    computer.click("换一个人使用")
    start.banners.clear()
    door.tell(StoreFullError())
    assert [banner.sentence for banner in start.banners.banners] == ["磁盘已满，这次没有保存。"]
    computer.widget = start


def test_tab_goes_through_the_new_vault_from_top_to_bottom(computer: ShellPage) -> None:
    computer.click("建立办公室保险库")
    computer.click("再加一个人")
    computer.find("office_name").setFocus()
    stops = []
    for _ in range(15):
        stops.append(computer.focused.objectName() or computer.focused.accessibleName())
        computer.press(Qt.Key.Key_Tab)
    assert stops[:3] == ["office_name", "机构性质", "district"]
    first = ["name_0", "passphrase_0", "repeat_0", "帮我想一个", "remove_0"]
    second = ["name_1", "passphrase_1", "repeat_1", "帮我想一个", "remove_1"]
    assert stops[3:] == [*first, *second, "再加一个人", "换个地方…"]


def test_while_a_backup_is_copied_no_vault_is_made(computer: ShellPage, tmp_path: Path) -> None:
    start = computer.shell.start
    start.restore_from(tmp_path / "nothing", computer.program.default_folder())
    assert not start.welcome.isEnabled()
    computer.until(start.welcome.isEnabled)
    assert computer.sentences


def test_an_added_person_can_be_taken_out_again(computer: ShellPage) -> None:
    computer.click("建立组用保险库")
    assert not computer.has("remove_0")
    computer.click("再加一个人")
    computer.type_into("name_0", "许文澜")
    computer.type_into("name_1", "周保山")
    computer.click("remove_0")
    assert computer.find("name_0", QLineEdit).text() == "周保山"
    assert not computer.has("name_1")
    assert not computer.has("remove_0")
    for field in ("passphrase_0", "repeat_0"):
        computer.type_into(field, PASSPHRASE)
    computer.click("create_vault")
    computer._entered()
    assert [person.name for person in computer.program.persons(computer.folder / "vault")] == [
        "周保山"
    ]


def test_an_empty_form_says_everything_that_is_missing(computer: ShellPage) -> None:
    computer.click("建立组用保险库")
    computer.click("create_vault")
    computer.until(lambda: bool(computer.sentences))
    assert computer.find("problem_name_0", QLabel).text()
    assert computer.find("problem_passphrase_0", QLabel).text()
    assert computer.focused.objectName() == "name_0"


@pytest.mark.parametrize("by", ["field", "button"])
def test_while_it_opens_the_keyboard_stays_and_a_second_enter_does_nothing(
    computer: ShellPage, by: str
) -> None:
    computer.create_team("许文澜")
    computer.close()
    again = ShellPage(computer.folder, computer.application, computer.qtbot)
    again.type_into("passphrase", PASSPHRASE)
    if by == "button":
        again.find("unlock").setFocus()
    focused = again.focused
    again.press(Qt.Key.Key_Return)
    assert again.focused is focused
    again.press(Qt.Key.Key_Return)
    assert not again.has("请联系办公室")
    again._entered()
    again.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    again.settle()
    window = again.shell.window
    assert window is not None
    again.type_into("unlock_passphrase", PASSPHRASE)
    again.press(Qt.Key.Key_Return)
    assert again.focused.objectName() == "unlock_passphrase"
    again.press(Qt.Key.Key_Return)
    again.until(lambda: not window.is_locked)
    again.close()


@pytest.mark.parametrize("percent", [100, 150])
def test_what_is_said_of_a_passphrase_is_in_view(
    computer: ShellPage, qapp: QApplication, percent: int
) -> None:
    make_application(percent=percent)
    again = ShellPage(computer.folder, computer.application, computer.qtbot)
    start = again.shell.start
    start.resize(1366, 728)
    again.click("建立办公室保险库")
    again.click("再加一个人")
    again.type_into("passphrase_1", "abc")
    qapp.processEvents()
    screenshot(start, f"start-new-vault-{percent}", None)
    row = start.new_vault._rows[1]
    said = row.strength
    assert said.text()
    again.until(lambda: said.visibleRegion().boundingRect().height() == said.height())
    assert said.height() >= said.heightForWidth(said.width())
    more = again.find("再加一个人", QPushButton)
    assert more.visibleRegion().boundingRect().height() == more.height()
    again.close()


def test_folders_are_asked_for_from_home_in_chinese(
    computer: ShellPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[tuple[str, str]] = []

    def answer(dialog: QFileDialog) -> int:
        asked.append(
            (dialog.directory().absolutePath(), dialog.labelText(QFileDialog.DialogLabel.LookIn))
        )
        return QFileDialog.DialogCode.Rejected

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(QFileDialog, "exec", answer)
    computer.click("建立组用保险库")
    computer.click("换个地方…")
    assert asked == [(str(tmp_path), "查找范围：")]


def test_behind_the_lock_a_register_holds_no_rows(computer: ShellPage) -> None:
    computer.create_office("临江区委巡察办", "周保山", "中共临江区委")
    computer.go("登记簿")
    computer.click("register_new")
    computer.type_into("field_name", "青石街道")
    computer.go("设置")
    computer.go("登记簿")
    window = computer.shell.window
    assert window is not None
    assert window.current is not None
    ledger = window.current.findChildren(StandardLedger)[0]
    assert ledger.model.row_at(0) is not None
    computer.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    computer.settle()
    assert ledger.model.rowCount() == 0
    assert ledger.model._pages == {}
    computer.type_into("unlock_passphrase", PASSPHRASE)
    computer.press(Qt.Key.Key_Return)
    computer.until(lambda: not window.is_locked)
    assert ledger.model.rowCount() == 1
