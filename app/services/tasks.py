"""The task worked on: its facts and its stage."""

from __future__ import annotations

from app.domain.errors import TaskMissingError, TrustError
from app.domain.tasks import Task, next_stage
from app.ports import Changes
from app.services import records
from app.services.records import load
from app.services.session import OFFICE_TASK, Session
from app.trust.reasons import Reason


def current(session: Session) -> Task | None:
    """The present task, or None while the office's briefing has not arrived."""
    if session.task == OFFICE_TASK:
        return None
    row = session.store.row("task", session.task)
    if row is None:
        return None
    task: Task = session.kind("task").make(row.values)
    return task


def require(session: Session, kind: str) -> None:
    """Talks and findings belong to a task: what is written in none reaches no team.

    A laptop that has joined may write before the briefing arrives, because its task is known.
    Raises TrustError on a laptop without a team, TaskMissingError at an office without a task.
    """
    if session.papers is None:
        raise TrustError(Reason.NOT_JOINED)
    if session.task == OFFICE_TASK:
        raise TaskMissingError(kind)


def unit_name(session: Session) -> str:
    """Name of the inspected unit, or an empty string."""
    task = current(session)
    row = session.store.row("unit", task.unit) if task and task.unit else None
    return str(row.values["name"] or "") if row else ""


def advance(session: Session) -> Changes:
    """Move the present task to its next stage. Raises RecordMissingError without a task."""
    editable = load(session, "task", session.task)
    following = next_stage(editable.values["stage"]) or editable.values["stage"]
    return records.save(session, editable, {"stage": following}).changes
