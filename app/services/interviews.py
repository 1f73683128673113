"""The interview desk's actions."""

from __future__ import annotations

from datetime import date

from app.domain.interviews import pseudonym
from app.domain.kinds import Value
from app.domain.tasks import day_of_stay
from app.services import numbering, records, tasks
from app.services.records import Editable
from app.services.session import Session


def start(session: Session, **values: Value) -> Editable:
    """A new talk with its pseudonym, the week of the stay, and the writer as interviewer.

    Nothing is written yet: typing goes into a draft.
    """
    return records.new(
        session,
        "interview",
        pseudonym=numbering.next_number(session, "interview", "pseudonym", pseudonym),
        week=_week(session, session.clock.now().date()),
        interviewers=(session.person,),
        record_form="summary",
        **values,
    )


def _week(session: Session, today: date) -> str | None:
    """第 n 周 of the stay: near enough for the work, too coarse to tell who came when."""
    task = tasks.current(session)
    day = day_of_stay(task, today) if task else None
    return f"第{(day - 1) // 7 + 1}周" if day else None
