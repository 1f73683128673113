"""Report, exchange and conflicts together behind a blank first screen."""

from __future__ import annotations

from ui.desk import Desk
from ui.screens.conflicts.view import ConflictsScreen
from ui.screens.exchange.view import ExchangeScreen
from ui.screens.reports.view import ReportsScreen
from ui.screens.screen import Screen


def three_screens(desk: Desk) -> list[Screen]:
    """As the window shows them, without the others."""
    return [
        Screen("空白", "today"),
        ReportsScreen(desk),
        ExchangeScreen(desk),
        ConflictsScreen(desk),
    ]
