"""From the start of the process to the unlock window on the screen, against a bare window."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import ROOT, Measured, compare, measure, rounds, workshop

PEER = "PySide6: QApplication, a QWidget with a label, a line edit and a button"
_ROUNDS = 7
_PAINTED = """
from PySide6.QtCore import QEvent, QObject
class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            print("painted", flush=True)
            import os
            os._exit(0)
        return False
"""
BARE = (
    _PAINTED
    + """
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
application = QApplication([])
window = QWidget()
column = QVBoxLayout(window)
for part in (QLabel("name"), QLineEdit(), QPushButton("open")):
    column.addWidget(part)
painted = Painted()
window.installEventFilter(painted)
window.show()
application.exec()
"""
)
OURS = (
    _PAINTED
    + """
from app.desktop import DesktopProgram
from ui import shell
painted = Painted()
begin = shell.Shell.begin
def watched(self, *, demo=False):
    self.start.installEventFilter(painted)
    begin(self, demo=demo)
shell.Shell.begin = watched
shell.run(DesktopProgram())
"""
)
HEAVY = (
    "sqlalchemy",
    "alembic",
    "sqlcipher3",
    "reportlab",
    "fontTools",
    "pypdfium2",
    "ui.main_window",
    "ui.screens.interviews.view",
)
"""What nobody should wait for before he can type."""
LOADED = f"""
import sys
from app.desktop import DesktopProgram
from ui import shell
from ui.application import make_application
from ui.screens.start.view import StartWindow
from ui.tasks import Background
program = DesktopProgram()
application = make_application(["xunji"])
window = StartWindow(program, Background(print))
window.show()
window.show_where_left()
application.processEvents()
page = window.unlock_page.isVisible()
print(page, [name for name in {HEAVY!r} if name in sys.modules])
"""


def run(small: bool) -> dict[str, Any]:
    """The first window with its vault's persons, against a bare PySide6 window."""
    with workshop() as folder:
        measure("start", "prepare", vault=folder / "vault")
        found = compare(
            lambda n: _measure(OURS),
            lambda n: _measure(BARE),
            rounds(small, _ROUNDS),
        )
        return {"peer_is": PEER, **found, "loaded_with_it": loaded()}


def prepare(vault: str) -> dict[str, Any]:
    """A vault, remembered as the one opened last."""
    from app.desktop import DesktopProgram
    from tests.support.vaults import make_laptop
    from ui.program import Preferences

    make_laptop(Path(vault)).close()
    DesktopProgram().put_preferences(Preferences(vault=Path(vault)))
    return {}


def loaded() -> list[str]:
    """Which heavy libraries stand in memory when the unlock window does.

    Raises RuntimeError if that window did not come.
    """
    shown, _, names = _run(LOADED).partition(" ")
    if shown != "True":
        raise RuntimeError("the unlock window did not come")
    return [name for name in HEAVY if name in names]


def _measure(program: str) -> Measured:
    begin = time.perf_counter()
    _run(program)
    return Measured(time.perf_counter() - begin, 0)


def _run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


STEPS = {"prepare": prepare}
