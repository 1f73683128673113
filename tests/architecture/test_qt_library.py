"""Qt's binding must not lose references to ``None``.

PySide6 6.12.0 drops one with every call that returns nothing; on Python 3.11 the program aborts
after some thousand calls. The pin in the project file keeps it out, this test keeps the pin honest.
"""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

CALLS = 500
OTHER_CHANGES = 50  # the interpreter's own coming and going


def test_calls_that_return_nothing_keep_none_alive(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for number in range(CALLS):
        widget.setWindowTitle(str(number))
    assert before - sys.getrefcount(None) < OTHER_CHANGES
