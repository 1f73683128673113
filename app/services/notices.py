"""The 组建通知 of a task: composed from what the office knows, with its number."""

from __future__ import annotations

from app.domain import notice
from app.domain.access import Role
from app.domain.errors import TaskMissingError
from app.domain.feedback import chinese_date
from app.domain.notice import FormationNotice
from app.services import audit, enrolment, tasks
from app.services.session import Session

_LISTED = (Role.LEADER, Role.DEPUTY, Role.LIAISON, Role.MEMBER)
_ROLES = {
    Role.LEADER: "组长",
    Role.DEPUTY: "副组长",
    Role.LIAISON: "联络员",
    Role.MEMBER: "组员",
}


def compose(session: Session) -> FormationNotice:
    """The notice of the present task. Raises TaskMissingError without one."""
    task = tasks.current(session)
    if task is None:
        raise TaskMissingError("notice")
    team = task.team or "巡察组"
    unit = tasks.unit_name(session)
    period = ""
    if task.enters_on is not None and task.leaves_on is not None:
        start, end = chinese_date(task.enters_on), chinese_date(task.leaves_on)
        period = notice.PERIOD.format(start=start, end=end)
    return FormationNotice(
        title=notice.TITLE.format(team=team),
        addressee=notice.ADDRESSEE.format(unit=unit, team=team),
        opening=notice.OPENING.format(unit=unit, team=team, period=period),
        members=tuple(_members(session)),
        number=enrolment.office_number(session),
        signature=session.trust.root.name,
        dated=session.clock.now().date(),
    )


def note_export(session: Session, file_name: str) -> None:
    """Log that the document leaves the program, before it does."""
    audit.note_alone(session, "printed", subject=("task", session.task), words=file_name)


def _members(session: Session) -> list[tuple[str, str]]:
    """Those who are in the task now, the leader first."""
    there = [
        person
        for person in session.trust.persons(session.task)
        if person.left is None and person.role in _LISTED
    ]
    there.sort(key=lambda person: (_LISTED.index(person.role), person.ordinal))
    return [(person.name, _ROLES[person.role]) for person in there]
