"""First run, unlocking, lock and unlock, as a person meets them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import StoreFullError
from app.ports import Query
from tests.gui.support.screenshots import screenshot
from tests.gui.support.shell_page import ShellPage
from tests.support.vaults import PASSPHRASE


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
    for _ in range(13):
        stops.append(computer.focused.objectName() or computer.focused.accessibleName())
        computer.press(Qt.Key.Key_Tab)
    assert stops[:3] == ["office_name", "机构性质", "district"]
    first = ["name_0", "passphrase_0", "repeat_0", "帮我想一个"]
    second = ["name_1", "passphrase_1", "repeat_1", "帮我想一个"]
    assert stops[3:] == [*first, *second, "再加一个人", "换个地方…"]


def test_while_a_backup_is_copied_no_vault_is_made(computer: ShellPage, tmp_path: Path) -> None:
    start = computer.shell.start
    start.restore_from(tmp_path / "nothing", computer.program.default_folder())
    assert not start.welcome.isEnabled()
    computer.until(start.welcome.isEnabled)
    assert computer.sentences
