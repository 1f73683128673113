"""Whoever opens an exchanged vault is told at once."""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.services import records
from tests.gui.support.shell_page import ShellPage


def test_an_older_copy_put_back_is_told_after_unlocking(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    page = ShellPage(tmp_path, qapp, qtbot)
    page.create_office("临江区委巡察办", "周保山", "中共临江区委")
    page.close()
    database = tmp_path / "vault" / "xunji.db"
    copy = tmp_path / "copy.db"
    shutil.copyfile(database, copy)
    page = ShellPage(tmp_path, qapp, qtbot)
    page.unlock()
    assert not any("旧" in sentence for sentence in page.sentences)
    records.save(page.session, records.new(page.session, "unit"), {"name": "青石街道"})
    page.close()
    shutil.copyfile(copy, database)
    page = ShellPage(tmp_path, qapp, qtbot)
    page.unlock()
    assert any("比本机上次见到的旧" in sentence for sentence in page.sentences)
    page.close()
