"""Choosing people of the team from a small menu."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

Deliver = Callable[[tuple[str, ...]], None]


def offer_people(
    parent: QWidget,
    people: Sequence[tuple[str, str]],
    chosen: tuple[str, ...],
    deliver: Deliver,
) -> QMenu:
    """Show (id, name) with a tick at those chosen; a click adds or takes away."""
    menu = QMenu(parent)
    menu.setObjectName("people")
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for person, name in people:
        action = menu.addAction(name)
        action.setCheckable(True)
        action.setChecked(person in chosen)
        action.triggered.connect(
            lambda _checked=False, person=person: deliver(_toggled(chosen, person))
        )
    anchor = parent.window().focusWidget() or parent
    menu.popup(anchor.mapToGlobal(QPoint(0, anchor.height())))
    return menu


def _toggled(chosen: tuple[str, ...], person: str) -> tuple[str, ...]:
    if person in chosen:
        return tuple(one for one in chosen if one != person)
    return (*chosen, person)
