"""The application for unit tests of the window's parts."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from ui.application import make_application


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application pytest-qt works with."""
    return make_application(["xunji"])


@pytest.fixture(autouse=True)
def _as_at_start(qapp: QApplication) -> None:
    """Language, shade and text size are those of a new installation again."""
    del qapp
    make_application()
