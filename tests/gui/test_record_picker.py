"""Choosing a record from the keyboard: only what is seen is ever taken."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from ui.record_picking import RecordPicker

OFFERED = [("a", "青石街道"), ("b", "红旗街道"), ("c", "红旗镇")]


@pytest.fixture
def picker(qapp: QApplication, qtbot: QtBot) -> RecordPicker:
    return shown(qtbot, several=False)


def shown(qtbot: QtBot, *, several: bool, offered: list[tuple[str, str]] = OFFERED) -> RecordPicker:
    dialog = RecordPicker("单位", offered, (), several=several)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def may_accept(dialog: RecordPicker) -> bool:
    (buttons,) = dialog.findChildren(QDialogButtonBox)
    return buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()


def test_the_first_entry_that_fits_is_marked_and_enter_takes_it(picker: RecordPicker) -> None:
    assert not may_accept(picker)
    picker.filter.setText("红旗")
    assert may_accept(picker)
    QTest.keyClick(picker.filter, Qt.Key.Key_Down)
    QTest.keyClick(picker.filter, Qt.Key.Key_Up)
    QTest.keyClick(picker.filter, Qt.Key.Key_Down)
    QTest.keyClick(picker.filter, Qt.Key.Key_Return)
    assert picker.result() == RecordPicker.DialogCode.Accepted
    assert picker.chosen() == ("c",)


def test_a_hidden_entry_is_never_taken(picker: RecordPicker) -> None:
    picker.list.setCurrentRow(0)
    picker.filter.setText("没有这样的")
    assert picker.chosen() == ()
    assert not may_accept(picker)
    QTest.keyClick(picker.filter, Qt.Key.Key_Return)
    assert picker.isVisible()


def test_enter_in_the_filter_ticks_where_several_may_be(qtbot: QtBot) -> None:
    dialog = shown(qtbot, several=True)
    dialog.filter.setText("红旗镇")
    QTest.keyClick(dialog.filter, Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.chosen() == ("c",)


def test_an_empty_list_says_where_records_are_made(qtbot: QtBot) -> None:
    dialog = shown(qtbot, several=False, offered=[])
    assert dialog.empty.isVisible()
    assert "登记簿" in dialog.empty.text()
    assert not may_accept(dialog)


def test_what_is_not_offered_stays_chosen_and_the_order_is_kept(qtbot: QtBot) -> None:
    dialog = RecordPicker("单位", OFFERED, ("not-here", "c", "a"), several=True)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    assert dialog.chosen() == ("not-here", "c", "a")
    dialog.list.item(1).setCheckState(Qt.CheckState.Checked)
    dialog.list.item(2).setCheckState(Qt.CheckState.Unchecked)
    assert dialog.chosen() == ("not-here", "a", "b")
