"""The screens, and which of them a vault shows."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.ports import Query
from app.services.session import OFFICE_TASK
from app.services.settings import persons
from app.services.tasks import current, unit_name

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.main_window import MainWindow
    from ui.screens.screen import Screen


_HEAVY = ("ui.main_window", *(f"ui.screens.{name}.view" for name in (
    "today", "tasks", "interviews", "findings", "evidence", "reports", "exchange", "conflicts",
    "registers", "authority", "search", "settings",
)))  # fmt: skip


def warm_up() -> None:
    """Load every screen ahead, while a person types his passphrase."""
    for module in _HEAVY:
        importlib.import_module(module)


def make_screens(desk: Desk) -> list[Screen]:
    """The screens of this vault, in the order of the work.

    They are loaded here, not with this module: the start window must not wait for them.
    """
    from ui.screens.authority.view import AuthorityScreen
    from ui.screens.conflicts.view import ConflictsScreen
    from ui.screens.evidence.view import EvidenceScreen
    from ui.screens.exchange.view import ExchangeScreen
    from ui.screens.findings.view import FindingsScreen
    from ui.screens.interviews.view import InterviewsScreen
    from ui.screens.registers.view import RegistersScreen
    from ui.screens.reports.view import ReportsScreen
    from ui.screens.search.view import SearchScreen
    from ui.screens.settings.view import SettingsScreen
    from ui.screens.tasks.view import TasksScreen
    from ui.screens.today.view import TodayScreen

    office = desk.opened.session.role == "office"
    return [
        TodayScreen(desk),
        *([TasksScreen(desk)] if office else []),
        InterviewsScreen(desk),
        FindingsScreen(desk),
        EvidenceScreen(desk),
        ReportsScreen(desk),
        ExchangeScreen(desk),
        ConflictsScreen(desk),
        RegistersScreen(desk),
        AuthorityScreen(desk),
        SearchScreen(desk),
        SettingsScreen(desk),
    ]


def first_task(desk: Desk) -> str:
    """The task an office sees first: the newest. A team's laptop has its own."""
    session = desk.opened.session
    if session.role != "office":
        return ""
    newest = session.store.rows(Query("task", limit=1))
    return newest[0].id if newest else ""


def show_context(desk: Desk, window: MainWindow) -> None:
    """Top bar and status bar: which unit, round and team; who works."""
    session = desk.session
    task = current(session)
    team = (task.team or "") if task else ""
    round_ = session.store.row("round", task.round) if task and task.round else None
    details = " · ".join(
        part for part in (str(round_.values["name"]) if round_ else "", team) if part
    )
    translate = QCoreApplication.translate
    unit = unit_name(session)
    if not unit:
        unit = (
            translate("Shell", "办公室")
            if session.task == OFFICE_TASK and session.role == "office"
            else translate("Shell", "还没有任务")
        )
    window.top_bar.show_context(unit, details)
    people = {person.id: person.name for person in persons(session.store)}
    window.set_status(
        translate("Shell", "本机加密 · 离线 · {name}").format(name=people.get(session.person, ""))
    )
