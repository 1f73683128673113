"""A process that types into the real window until it is killed: ``… VAULT PERSON CONFIG``.

Prints one line when the draft is in the database, then types on.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from app.desktop import DesktopProgram
from app.services import drafts
from tests.support.vaults import POLICY, open_again
from ui import screens
from ui.application import make_application
from ui.desk import Desk
from ui.screens.interviews.view import InterviewsScreen
from ui.screens.screen import Screen
from ui.shell import Shell

KEPT = "kept first words"


def main(vault: Path, person: str, config: Path) -> None:
    """Type, wait for the draft, tell, type on for ever."""
    application = make_application(["xunji"])

    def make(desk: Desk) -> list[Screen]:
        return [InterviewsScreen(desk)]

    screens.make_screens = make
    shell = Shell(DesktopProgram(config, POLICY), application)
    shell.enter(open_again(vault, person))
    assert shell.window is not None
    desk = shell.window.findChild(InterviewsScreen)
    assert desk is not None
    desk.begin_new()
    turns = desk.pane.turns
    QTest.keyClicks(turns, KEPT)

    def look() -> None:
        assert shell.desk is not None
        if not told and drafts.pending(shell.desk.session):
            told.append(True)
            sys.stdout.write("kept\n")
            sys.stdout.flush()
        if told:
            QTest.keyClicks(turns, "x")

    told: list[bool] = []
    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    application.exec()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
