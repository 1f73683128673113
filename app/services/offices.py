"""The office's own work: units, rounds, tasks, and what a team has to know before it leaves."""

from __future__ import annotations

from app.domain.kinds import Channel, Value
from app.journal.operations import Intent
from app.ports import Query, Work
from app.services import records
from app.services.session import OFFICE_TASK, Session


def create_task(session: Session, values: dict[str, Value]) -> str:
    """Register a task and brief its team: the task's log holds all the team has to know.

    Raises InputError.
    """
    new = records.new(session, "task", stage="preparation")
    here = session.within(new.id)
    with session.store.work() as work:
        records.write(here, work, new, values)
        for kind, record in _references(session, values):
            brief(here, work, kind, record)
        work.commit()
    return new.id


def brief(session: Session, work: Work, kind: str, record: str) -> None:
    """Repeat a record of the office in the present task's log, so that it travels to the team.

    A repetition of equal values, naming the heads it repeats, changes nothing at the office. What
    is in conflict is left out: a repetition would decide it.
    """
    state = work.state(kind, record)
    if state is None:
        return
    intents = [
        Intent("put", kind, record, name, group.shown.value, group.hashes)
        for name, group in state.groups.items()
        if not group.in_conflict
    ]
    session.append(work, Channel.TEAM, intents)


def brief_changes(session: Session, work: Work) -> None:
    """Repeat what the present task refers to and the office changed since."""
    row = session.store.row("task", session.task)
    own = {session.log(channel).id for channel in Channel}
    for kind, record in _references(session, dict(row.values)) if row else ():
        state = work.state(kind, record)
        if state and any(g.shown.newest.log not in own for g in state.groups.values()):
            brief(session, work, kind, record)


def tasks(session: Session) -> list[tuple[str, str]]:
    """(id, title) of every task, newest first."""
    rows = session.store.rows(Query("task"))
    return [(row.id, str(row.values["title"])) for row in rows]


def _references(session: Session, values: dict[str, Value]) -> list[tuple[str, str]]:
    offices = [("office", row.id) for row in session.store.rows(Query("office", task=OFFICE_TASK))]
    named = [(kind, str(values[kind])) for kind in ("unit", "round") if values.get(kind)]
    return [*offices, *named]
