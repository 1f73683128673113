"""The window on small screens, and the lock screen's sentence."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.lock import LockScreen
from ui.main_window import DESIGNED, MainWindow


@pytest.mark.parametrize(
    ("room", "whole_screen"),
    [((1366, 768), True), ((1366, 728), True), ((1920, 1040), False), ((1280, 720), True)],
)
def test_a_window_that_does_not_fit_with_its_title_bar_takes_the_whole_screen(
    qapp: QApplication, qtbot: QtBot, room: tuple[int, int], whole_screen: bool
) -> None:
    del qapp
    window = MainWindow()
    qtbot.addWidget(window)
    window.fit(QSize(*room))
    assert window.isMaximized() is whole_screen
    assert window.minimumWidth() <= room[0]
    assert window.minimumHeight() <= room[1]
    if not whole_screen:
        assert window.size() == DESIGNED


def test_a_long_sentence_on_the_lock_screen_is_shown_whole(
    qapp: QApplication, qtbot: QtBot
) -> None:
    del qapp
    lock = LockScreen()
    qtbot.addWidget(lock)
    lock.resize(900, 600)
    lock.show()
    lock.show_problem("口令不对。已经输错 3 次，请等 4 秒再试。" * 3)
    qtbot.waitUntil(
        lambda: lock.message.height() >= lock.message.heightForWidth(lock.message.width())
    )
    assert lock.message.height() > 2 * lock.message.fontMetrics().height()
    lock.reset()
    assert lock.message.minimumHeight() == 0
