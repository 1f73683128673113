"""What must not be loaded before the first window is on the screen."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

HEAVY = ("sqlalchemy", "alembic", "reportlab", "pypdfium2", "PySide6.QtMultimedia", "PIL")


@pytest.mark.parametrize(
    "module", ["ui.application", "ui.main_window", "ui.lock", "ui.viewers.evidence_viewer"]
)
def test_the_window_starts_light(module: str) -> None:
    code = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_this_qt_leaves_none_alone(qtbot: QtBot) -> None:
    """PySide6 6.12.0 dropped a reference of None with every call: after some thousand, abort."""
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(200):
        widget.setWindowTitle("x")
    assert sys.getrefcount(None) > before - 50
