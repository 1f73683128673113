"""With the Tab key alone: every stop is to be seen, in the order of the eye."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.services import findings, records
from tests.gui.support import files
from tests.gui.support.findings_page import EVIDENCE, FINDINGS, WorkPage, open_window
from tests.gui.support.shell_page import ShellPage
from tests.gui.support.tab_walk import names, unseen, walk
from tests.gui.support.three_screens import three_screens
from tests.gui.support.vault_window import open_vault_window
from tests.support.vaults import Team, make_team


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    made = make_team(tmp_path_factory.mktemp("stops"), laptops=1, signers=True)
    session = made.laptops[0].session
    new = findings.start(session, title="违规发放补贴", category="finance", source="documents")
    records.save(session, new, {"feedback_text": "违规发放补贴。"})
    yield made
    made.close()


@pytest.fixture
def page(
    team: Team, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[WorkPage]:
    made = open_window(team, monkeypatch, tmp_path, qapp, qtbot)
    made.window.resize(1366, 768)
    yield made
    made.close()
    team.laptops[0] = made.opened


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("照片.jpg", files.picture("JPEG")),
        ("报告.pdf", files.pdf(3)),
        ("录音.wav", files.wav()),
        ("笔记.txt", "一句话。".encode()),
    ],
)
def test_evidence(page: WorkPage, tmp_path: Path, qtbot: QtBot, name: str, data: bytes) -> None:
    page.go(EVIDENCE)
    path = tmp_path / name
    path.write_bytes(data)
    page.files = [path]
    page.click("导入证据")
    page.imported()
    assert page.focused.objectName() == "field_title"
    stops = walk(page.find_ledger().table, qtbot)
    assert unseen(stops) == []
    found = names(stops)
    assert found.index("field_title") == 1
    assert "delete_evidence" not in found


def test_findings(page: WorkPage, qtbot: QtBot) -> None:
    page.go(FINDINGS)
    page.choose_row("违规发放补贴")
    stops = walk(page.find_ledger().table, qtbot)
    assert unseen(stops) == []


def test_the_letter(
    team: Team, qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    laptop = team.laptops[0]
    window = open_vault_window(laptop, three_screens, monkeypatch, tmp_path, qapp, qtbot)
    window.window.resize(1366, 768)
    window.show_record("report", "")
    window.settle()
    first = window.focused
    assert first.objectName().startswith("tick_")
    stops = walk(first, qtbot)
    assert unseen(stops) == []
    assert "export_pdf" in names(stops)
    team.laptops[0] = window.end()  # type: ignore[call-overload]


@pytest.mark.parametrize("page_name", ["建立办公室保险库", "建立组用保险库"])
def test_a_new_vault(tmp_path: Path, qapp: QApplication, qtbot: QtBot, page_name: str) -> None:
    computer = ShellPage(tmp_path, qapp, qtbot)
    computer.click(page_name)
    computer.click("再加一个人")
    stops = walk(computer.find("name_0"), qtbot)
    assert unseen(stops) == []
    computer.close()


def test_settings(tmp_path: Path, qapp: QApplication, qtbot: QtBot) -> None:
    computer = ShellPage(tmp_path, qapp, qtbot)
    computer.create_team("许文澜")
    computer.go("设置")
    stops = walk(computer.find("text_size"), qtbot)
    assert unseen(stops) == []
    assert stops[0].part.hasFocus() or isinstance(computer.focused, QWidget)
    computer.press(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    computer.settle()
    assert unseen(walk(computer.find("unlock_passphrase"), qtbot)) == []
    computer.close()
