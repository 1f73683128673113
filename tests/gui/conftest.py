"""One application for all window tests, in Chinese and light unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from ui.application import make_application
from ui.tasks import Background


@pytest.fixture(scope="session")
def qapp() -> QApplication:
    """The application pytest-qt works with."""
    return make_application(["xunji"])


@pytest.fixture(autouse=True)
def _as_at_start(qapp: QApplication) -> Iterator[None]:
    """Language, shade and text size are those of a new installation again."""
    make_application()
    yield
    _destroy_windows(qapp)


def _destroy_windows(application: QApplication) -> None:
    """Windows a test left behind make every later change of style slower, and hold vaults."""
    for window in application.topLevelWidgets():
        if window.parent() is None:
            window.hide()
            window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def background(qapp: QApplication) -> Iterator[Background]:
    """Background operations; an error nobody handles fails the test."""
    del qapp
    unhandled: list[Exception] = []
    made = Background(unhandled.append)
    yield made
    made.close()
    if unhandled:
        raise unhandled[0]
