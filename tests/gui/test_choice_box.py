"""Lists to choose from: an arrow, room for the words, and every row in sight."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui import theme
from ui.widgets.choice_editors import ChoiceBox


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # popups, offscreen
@pytest.mark.parametrize("chosen", [0, 11])
def test_every_row_up_to_twelve_is_in_sight(qapp: QApplication, qtbot: QtBot, chosen: int) -> None:
    del qapp
    box = ChoiceBox(whole=True)
    qtbot.addWidget(box)
    box.addItems([f"派出机构的第 {n} 个很长的名称" for n in range(12)])
    box.setCurrentIndex(chosen)
    box.show()
    words = QFontMetrics(box.font()).horizontalAdvance(box.itemText(11))
    assert box.sizeHint().width() >= words + theme.scaled(30)
    box.showPopup()
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    shown = view.viewport().rect()
    for row in range(12):
        place = view.visualRect(box.model().index(row, 0))
        assert place.height() >= theme.scaled(theme.TARGET)
        assert shown.contains(place), row
    box.hidePopup()
