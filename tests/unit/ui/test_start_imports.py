"""What must not be loaded before the first window is on the screen."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("sqlalchemy", "alembic", "reportlab", "pypdfium2", "PySide6.QtMultimedia", "PIL")


@pytest.mark.parametrize(
    "module", ["ui.application", "ui.main_window", "ui.lock", "ui.viewers.evidence_viewer"]
)
def test_the_window_starts_light(module: str) -> None:
    code = f"import sys, {module}; print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
