"""The office's second copy, a fork's question and a restored vault, through the window."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.bootstrap import copying
from app.bootstrap.opening import Opened
from app.services import second_copy
from app.services.exchange import forks
from tests.gui.support.vault_window import VaultWindow, open_vault_window
from tests.integration.test_restores import bring, copy_folder, imaged, put_back
from tests.integration.test_second_copy import write
from tests.support.vaults import Team, make_team
from ui.desk import Desk
from ui.screens.screen import Screen
from ui.screens.settings.view import SettingsScreen
from ui.screens.today.view import TodayScreen
from ui.widgets.buttons import Button

Enter = Callable[[Opened], VaultWindow]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=1)
    yield made
    made.close()


@pytest.fixture
def enter(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Enter]:
    windows: list[VaultWindow] = []

    def make(desk: Desk) -> list[Screen]:
        return [TodayScreen(desk), SettingsScreen(desk)]

    def open_(opened: Opened) -> VaultWindow:
        window = open_vault_window(opened, make, monkeypatch, tmp_path, qapp, qtbot)
        windows.append(window)
        window.settle()
        return window

    yield open_
    for window in windows:
        window.end()


def sentences(window: VaultWindow) -> list[str]:
    return [banner.sentence for banner in window.window.banners.banners]


def reasons(window: VaultWindow) -> list[str]:
    from app.services.overview import overview

    return [due.reason for due in overview(window.session).due]


def test_the_office_is_asked_for_a_copy_and_makes_it(
    team: Team, tmp_path: Path, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copying.VaultCopier.__init__, "__defaults__", (str,))
    write(team.laptops[0])
    bring(team, team.laptops[0])
    window = enter(team.office)
    assert "copy" in reasons(window)
    window.show_record("copy", "")
    assert window.words("last_copy") == "还没有做过核验备份。"
    disk = tmp_path / "disk"
    disk.mkdir()
    window.folders.append(disk)
    window.find("back_up", Button).click()
    window.settle()
    assert window.words("last_copy") == f"上次核验备份：今天，在 {disk}"
    assert any("备份做好了" in sentence for sentence in sentences(window))
    assert "copy" not in reasons(window)
    assert second_copy.standing(team.office.session).days == 0


def test_the_same_disk_is_refused_in_words(team: Team, tmp_path: Path, enter: Enter) -> None:
    window = enter(team.office)
    window.show_record("copy", "")
    window.folders.append(tmp_path)
    window.find("back_up", Button).click()
    window.settle()
    assert any("同一块磁盘" in sentence for sentence in sentences(window))
    assert window.find("back_up", Button).isEnabled()


def test_a_fork_is_one_question_on_the_home_screen(
    team: Team, tmp_path: Path, enter: Enter
) -> None:
    laptop = copy_folder(team, team.laptops[0], tmp_path / "image")
    write(laptop, "备份以后")
    bring(team, laptop)
    laptop = imaged(team, laptop, tmp_path / "image")
    write(laptop, "恢复以后")
    bring(team, laptop)
    window = enter(team.office)
    window.desk.task = team.task
    window.window.go(1)
    window.window.go(0)
    window.settle()
    window.find("fork_copied", Button).click()
    window.settle()
    assert any("被复制过" in sentence for sentence in sentences(window))
    assert forks.open_questions(team.at_office) == []
    assert "fork" not in reasons(window)


def test_a_restored_laptop_goes_on_after_one_click(
    team: Team, tmp_path: Path, enter: Enter
) -> None:
    laptop = copy_folder(team, team.laptops[0], tmp_path / "image")
    write(laptop, "备份以后")
    laptop = put_back(team, laptop, tmp_path / "image")
    old = laptop.session.device
    window = enter(laptop)
    (banner,) = window.window.banners.banners
    assert banner.action_button is not None
    banner.action_button.click()
    window.settle()
    assert any("已按恢复的备份继续" in sentence for sentence in sentences(window))
    assert window.session.device != old
    assert "apply-again" in reasons(window)
    write(laptop, "恢复以后")


def test_restoring_finds_the_copy_in_the_folder_that_was_chosen(team: Team, tmp_path: Path) -> None:
    from app.desktop import DesktopProgram
    from tests.integration.test_second_copy import back_up
    from tests.support.vaults import POLICY, open_again

    disk = tmp_path / "disk"
    disk.mkdir()
    back_up(team.office, disk)
    target = tmp_path / "new machine"
    program = DesktopProgram(tmp_path / "config", POLICY)
    program.restore(disk, target, lambda *_: None, lambda: False)
    shutil.rmtree(disk)
    with open_again(target, team.office.session.person) as restored:
        assert restored.concern is not None
        restored.accept_state()
        assert restored.concern is None
