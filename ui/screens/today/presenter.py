"""What the home screen says, without a window."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.overview import Due, Overview, overview
from app.services.session import OFFICE_TASK, Session
from app.services.tasks import advance

SHOWN_DUE = 12


@dataclass(frozen=True)
class Day:
    """Which day of the stay it is: ``day`` of ``days``; both None outside the stay."""

    day: int | None
    days: int | None


class TodayPresenter:
    """Asks the services and sorts the answers for the screen."""

    def __init__(self, session: Session) -> None:
        self._session = session

    @property
    def joined(self) -> bool:
        """Whether this laptop works on a task already."""
        return self._session.task != OFFICE_TASK

    @property
    def at_office(self) -> bool:
        """Whether this is the office's computer."""
        return self._session.role == "office"

    def look(self) -> Overview:
        """Everything shown."""
        return overview(self._session)

    def due(self, found: Overview) -> tuple[tuple[Due, ...], int]:
        """What to show of the things to do, and how many more there are."""
        return found.due[:SHOWN_DUE], max(0, len(found.due) - SHOWN_DUE)

    def advance(self) -> None:
        """The task moves to its next stage."""
        advance(self._session)
