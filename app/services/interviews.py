"""The interview desk's actions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from app.domain.interviews import pseudonym
from app.domain.kinds import Value
from app.domain.tasks import day_of_stay
from app.services import numbering, records, tasks
from app.services.records import Editable
from app.services.session import Session


def start(session: Session, *, taken: Collection[str] = (), **values: Value) -> Editable:
    """A new talk with its pseudonym, the week of the stay, and the writer as interviewer.

    Nothing is written yet: typing goes into a draft. ``taken`` are pseudonyms given to talks that
    are not written down yet. Raises what ``tasks.require`` raises.
    """
    tasks.require(session, "interview")
    return records.new(
        session,
        "interview",
        pseudonym=numbering.next_number(session, "interview", pseudonym, taken),
        week=_week(session, session.clock.now().date()),
        interviewers=(session.person,),
        record_form="summary",
        **values,
    )


def reserve(session: Session, talk: Editable) -> None:
    """Keep the pseudonym of a talk whose draft is being written."""
    numbering.reserve(session, "interview", str(talk.values["pseudonym"] or ""))


def _week(session: Session, today: date) -> str | None:
    """第 n 周 of the stay: near enough for the work, too coarse to tell who came when."""
    task = tasks.current(session)
    day = day_of_stay(task, today) if task else None
    return f"第{(day - 1) // 7 + 1}周" if day else None
