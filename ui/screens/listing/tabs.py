"""Keeps the tab order the order of the eye where widgets are made anew while the screen lives."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_through(before: QWidget, *areas: QWidget) -> None:
    """After ``before`` come the parts of each area that take the Tab key, in order of making."""
    stops = [before]
    for area in areas:
        stops += [
            part
            for part in area.findChildren(QWidget)
            if _takes_tab(part) and part.window() is before.window()  # lists that pop up are not
        ]
    for one, other in pairwise(stops):
        QWidget.setTabOrder(one, other)


def _takes_tab(part: QWidget) -> bool:
    wanted = part.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(wanted) and part.focusProxy() is None
