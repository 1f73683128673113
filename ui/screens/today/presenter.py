"""What the home screen says, without a window."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.kinds import Label
from app.domain.tasks import next_stage
from app.ports import Changes, Query
from app.services import records
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

    def following(self, found: Overview) -> Label | None:
        """Name of the stage after the present one; None after the last, or without a task."""
        code = next_stage(found.task.stage) if found.task is not None else None
        return self._session.codes.label("task_stage", code) if code else None

    def advance(self) -> Changes:
        """The task moves to its next stage."""
        return advance(self._session)

    def set_stage(self, stage: str | None) -> Changes:
        """The task goes back to a stage it was in."""
        editable = records.load(self._session, "task", self._session.task)
        return records.save(self._session, editable, {"stage": stage}).changes

    @property
    def first_step(self) -> str:
        """Kind of what has to be done before there is a task: "unit", "task" or "bundle"."""
        if not self.at_office:
            return "bundle"
        return "task" if self._session.store.count(Query("unit")) else "unit"
