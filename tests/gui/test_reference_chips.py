"""Findings drawn from a talk, where the middle of the desk is narrow."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from ui.screens.interviews.presenter import Reference
from ui.screens.interviews.reference_chip import ReferenceChip
from ui.screens.interviews.talk_pane import TalkPane

WORDS = "问题-1-001　违规发放加班补贴十二点六万元没有请示"


def test_a_long_reference_is_shortened_and_never_cut(qtbot: QtBot) -> None:
    pane = TalkPane()
    qtbot.addWidget(pane)
    pane.setMinimumWidth(200)
    pane.resize(380, 600)
    pane.show()
    pane.show_references([Reference("f1", WORDS, "t1"), Reference("f2", WORDS, "t2")])
    chips = pane.findChildren(ReferenceChip)
    qtbot.waitUntil(lambda: all(chip.text().endswith("…") for chip in chips))
    for chip in chips:
        right = chip.mapTo(pane, chip.rect().topRight()).x()
        assert right < pane.width()
        assert chip.accessibleName() == chip.toolTip() == WORDS
    assert not chips[0].geometry().intersects(chips[1].geometry())
    pane.resize(900, 600)
    qtbot.waitUntil(lambda: all(chip.text() == WORDS for chip in chips))
