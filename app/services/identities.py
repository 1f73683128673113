"""Who talked: opening an interviewee's identity, for one record, with a reason, logged first."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.errors import RecordMissingError, SealedError
from app.domain.interviews import IDENTITY
from app.domain.kinds import Value
from app.ports import Query
from app.services import audit, sealing
from app.services.session import Session


@dataclass(frozen=True)
class Unsealed:
    """An opened identity. ``witnesses`` are the persons who can see that it was opened."""

    kind: str
    id: str
    values: dict[str, Value]
    witnesses: tuple[str, ...]


def readers(session: Session, kind: str, record: str) -> tuple[str, ...]:
    """Persons who hold the key of this record: shown before anybody unseals."""
    state = session.store.state(kind, record)
    return sealing.granted_to(state, IDENTITY) if state else ()


def may_unseal(session: Session, kind: str, record: str) -> bool:
    """Whether this person, on this laptop, holds the key of this record."""
    state = session.store.state(kind, record)
    return state is not None and sealing.may_open(session, state, IDENTITY)


def is_filled(session: Session, kind: str, record: str) -> bool:
    """Whether anything was sealed on this record yet: if not, there is nothing to open."""
    state = session.store.state(kind, record)
    sealed = session.kind(kind).sealed_groups
    return state is not None and (bool(state.grants) or any(g in state.groups for g in sealed))


def unseal(session: Session, kind: str, record: str, reason: str, words: str) -> Unsealed:
    """Open the sealed fields of one record.

    The audit entry is durable before anything is opened: no log, no unsealing. Raises SealedError
    for a person without a grant (nothing is logged then: nothing was opened), RecordMissingError.
    """
    state = session.store.state(kind, record)
    row = session.store.row(kind, record)
    if state is None or row is None:
        raise RecordMissingError(kind, record)
    if not sealing.may_open(session, state, IDENTITY):
        raise SealedError(IDENTITY)
    audit.note_alone(session, "unsealed", subject=(kind, record), reason=reason, words=words)
    values = sealing.open_groups(session, session.kind(kind), row.task, state)
    return Unsealed(kind, record, values, readers(session, kind, record))


def search_by_name(session: Session, name: str, reason: str, words: str) -> list[str]:
    """Pseudonyms of the talks whose interviewee's name contains ``name``.

    Only among what this person may read; logged first; there is no index that could leak.
    """
    audit.note_alone(session, "searched_names", reason=reason, words=words)
    kind = session.kind("interview")
    found = []
    for row in session.store.rows(Query("interview", task=session.task)):
        state = session.store.state("interview", row.id)
        if state is None or not sealing.may_open(session, state, IDENTITY):
            continue
        opened = sealing.open_groups(session, kind, row.task, state)
        if name and name in (opened.get("name") or ""):
            found.append(str(row.values["pseudonym"]))
    return found
