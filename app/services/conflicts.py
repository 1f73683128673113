"""Conflicts: what two people wrote differently, and the decision of a third."""

from __future__ import annotations

from app.domain.errors import RecordMissingError
from app.journal.canonical import JsonValue
from app.journal.merging import ConflictChoices, conflict_choices, resolution
from app.journal.operations import Intent
from app.ports import Changes
from app.services import audit, records
from app.services.session import Session


def open_questions(session: Session) -> list[tuple[str, str]]:
    """Records (kind, id) that wait for a decision."""
    return session.store.questions()


def choices(session: Session, kind: str, record: str, group: str) -> ConflictChoices:
    """The versions of one group. Raises RecordMissingError."""
    state = session.store.state(kind, record)
    if state is None or group not in state.groups:
        raise RecordMissingError(kind, record)
    return conflict_choices(state, group, session.store.history(kind, record))


def decide(
    session: Session, kind: str, record: str, group: str, value: JsonValue, reason: str
) -> Changes:
    """Replace all versions by ``value``. The decision travels; the losing text stays in history."""
    state = session.store.state(kind, record)
    if state is None or group not in state.groups:
        raise RecordMissingError(kind, record)
    with session.store.work() as work:
        audit.note(session, work, "resolved", subject=(kind, record), words=reason)
        timed = not session.kind(kind).time_sealed
        intent = resolution(state, group, value, timed=timed)
        records.append(session, work, kind, record, [intent])
        return work.commit()


def uphold(session: Session, kind: str, record: str, seal: str, reason: str) -> Changes:
    """Of several signatures over different texts one stands (its hash); the others are void.

    Raises RecordMissingError.
    """
    state = session.store.state(kind, record)
    if state is None or seal not in {signed.hash for signed in state.seals}:
        raise RecordMissingError(kind, record)
    void = tuple(signed.hash for signed in state.seals if signed.hash != seal)
    with session.store.work() as work:
        audit.note(session, work, "resolved", subject=(kind, record), words=reason)
        timed = not session.kind(kind).time_sealed
        intent = Intent("void", kind, record, predecessors=void, timed=timed)
        records.append(session, work, kind, record, [intent])
        return work.commit()
