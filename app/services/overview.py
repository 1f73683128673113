"""What the home screen says: where the task stands and what is not done yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.kinds import Label
from app.domain.tasks import Task, day_of_stay, stay_days
from app.ports import Query
from app.services import conflicts, drafts, exchange, incarnation, second_copy, tasks
from app.services.exchange import forks
from app.services.exchange.forks import Fork
from app.services.session import Session


@dataclass(frozen=True)
class Due:
    """One thing to do. ``reason`` is a short name the screen has words for."""

    reason: str
    kind: str
    id: str
    title: str


@dataclass(frozen=True)
class Overview:
    """Counts of the present task; ``day`` is None before entry and after leaving."""

    task: Task | None
    unit: str
    stage: Label | None
    day: int | None
    days: int | None
    interviews: int
    findings: int
    findings_open: int
    evidence: int
    reports: int
    questions: int
    waiting: int
    """Records with changes that have not left this machine in any bundle."""
    due: tuple[Due, ...]
    forks: tuple[Fork, ...] = ()
    """Computers whose logs go on twice: a person has to say why."""


def overview(session: Session) -> Overview:
    """Everything the home screen shows."""
    task = tasks.current(session)
    count = session.store.count
    open_findings = _open_findings(session)
    forked = tuple(forks.open_questions(session))
    return Overview(
        task=task,
        unit=tasks.unit_name(session),
        stage=session.codes.label("task_stage", task.stage) if task and task.stage else None,
        day=day_of_stay(task, session.clock.now().date()) if task else None,
        days=stay_days(task) if task else None,
        interviews=count(Query("interview", task=session.task)),
        findings=count(Query("finding", task=session.task)),
        findings_open=len(open_findings),
        evidence=count(Query("evidence", task=session.task)),
        reports=count(Query("report", task=session.task)),
        questions=len(conflicts.open_questions(session)),
        waiting=exchange.waiting(session),
        due=tuple(_due(session, forked, open_findings)),
        forks=forked,
    )


def _open_findings(session: Session) -> list[Due]:
    rows = session.store.rows(Query("finding", task=session.task))
    return [
        Due(str(row.values["state"] or "draft"), "finding", row.id, str(row.values["title"]))
        for row in rows
        if row.values["state"] != "approved"
    ]


def _due(session: Session, forked: Sequence[Fork], open_findings: list[Due]) -> list[Due]:
    typing = [
        Due(
            "draft-open", t.editable.kind, t.editable.id, _title(session, t.editable.kind, t.values)
        )
        for t in drafts.pending(session)
    ]
    questions = [
        Due("conflict", kind, record, _row_title(session, kind, record))
        for kind, record in conflicts.open_questions(session)
    ]
    return [*_of_this_computer(session, forked), *typing, *questions, *open_findings]


def _of_this_computer(session: Session, forked: Sequence[Fork]) -> list[Due]:
    """What the machine itself needs: a second copy, an answer about a fork, a new application.

    For a fork ``id`` is the computer and ``title`` its label.
    """
    due = [Due("fork", "fork", fork.device, fork.label) for fork in forked]
    if forks.copied_here(session):
        due.append(Due("copied-here", "restart", "", ""))
    if incarnation.is_awaited(session):
        due.append(Due("apply-again", "bundle", "", ""))
    if second_copy.standing(session).due:
        due.append(Due("copy", "copy", "", ""))
    return due


def _title(session: Session, kind_name: str, values: object) -> str:
    kind = session.kind(kind_name)
    return str(values.get(kind.title) or kind.label.zh)  # type: ignore[attr-defined]


def _row_title(session: Session, kind: str, record: str) -> str:
    row = session.store.row(kind, record)
    return _title(session, kind, row.values) if row else record
