"""The interview desk through a person's hands, on a real laptop's vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ports import Query
from app.services import drafts
from tests.gui.support.interviews_page import InterviewsPage, open_window
from tests.support.vaults import Team, make_team


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
    found.window.close()
    shell.background.settle()
    if shell.desk is not None:
        made.laptops[0] = shell.desk.opened  # type: ignore[assignment]
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
    assert written(page) == []
    page.go(1)
    page.settle()
    assert written(page) == ["在财政所工作八年。"]
    assert drafts.pending(page.session) == []
