"""Tasks, today and settings at an office, as a person meets them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.ports import Query
from app.services import records
from tests.gui.support.shell_page import ShellPage
from tests.support.vaults import make_office, make_task

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
