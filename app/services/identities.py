"""Who talked: opening an interviewee's identity, for one record, with a reason, logged first."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from app.domain.errors import RecordMissingError, SealBrokenError, SealedError
from app.domain.interviews import IDENTITY
from app.domain.kinds import Value
from app.journal.fold import RecordState
from app.ports import Query, Row
from app.services import audit, readership, sealing
from app.services.session import Session

_DOTS = str.maketrans(dict.fromkeys("•・‧∙⋅.", "·"))


@dataclass(frozen=True)
class Unsealed:
    """An opened identity. ``witnesses`` are the persons who can see that it was opened.

    ``broken`` tells of each sealed group that did not open; ``values`` has no field of those.
    """

    kind: str
    id: str
    values: dict[str, Value]
    witnesses: tuple[str, ...]
    broken: tuple[SealBrokenError, ...] = ()


def readers(session: Session, kind: str, record: str) -> tuple[str, ...]:
    """Persons who hold the key of this record: shown before anybody unseals."""
    state = session.store.state(kind, record)
    return sealing.granted_to(session, state, IDENTITY) if state else ()


def may_unseal(session: Session, kind: str, record: str) -> bool:
    """Whether this person, on this laptop, holds a key of this record and is not recused."""
    row = session.store.row(kind, record)
    state = session.store.state(kind, record)
    return row is not None and state is not None and _may_open(session, row.task, state)


def is_filled(session: Session, kind: str, record: str) -> bool:
    """Whether anything was sealed on this record yet: if not, there is nothing to open."""
    state = session.store.state(kind, record)
    sealed = session.kind(kind).sealed_groups
    return state is not None and (bool(state.grants) or any(g in state.groups for g in sealed))


def unseal(session: Session, kind: str, record: str, reason: str, words: str) -> Unsealed:
    """Open the sealed fields of one record.

    The audit entry is durable before anything is opened: no log, no unsealing. Raises SealedError
    for a person without a grant or recused (nothing is logged then: nothing was opened),
    SealBrokenError if nothing of the sealed text opens, RecordMissingError. A part that is damaged
    or forged is named in ``broken`` and the rest is readable.
    """
    state = session.store.state(kind, record)
    row = session.store.row(kind, record)
    if state is None or row is None:
        raise RecordMissingError(kind, record)
    if not _may_open(session, row.task, state):
        raise SealedError(IDENTITY)
    audit.note_alone(session, "unsealed", subject=(kind, record), reason=reason, words=words)
    found = sealing.open_groups(session, session.kind(kind), row.task, state)
    broken = tuple(SealBrokenError(kind, record, group) for group in found.broken)
    return Unsealed(kind, record, found.values, readers(session, kind, record), broken)


def search_by_name(session: Session, name: str, reason: str, words: str) -> list[str]:
    """Pseudonyms of the talks whose interviewee's name contains ``name``.

    Only among what this person may read; logged first; there is no index that could leak. A talk
    whose sealed text does not open is passed over: unsealing it says so.
    """
    audit.note_alone(session, "searched_names", reason=reason, words=words)
    wanted = comparable(name)
    rows = session.store.rows(Query("interview", task=session.task)) if wanted else []
    return [
        str(row.values["pseudonym"]) for row in rows if wanted in comparable(_name(session, row))
    ]


def _may_open(session: Session, task: str, state: RecordState) -> bool:
    recused = readership.is_recused(session, state.kind, state.record, task)
    return not recused and sealing.may_open(session, state, IDENTITY)


def _name(session: Session, row: Row) -> str:
    """The name sealed in a talk; empty if this person may not open it."""
    state = session.store.state("interview", row.id)
    if state is None or not _may_open(session, row.task, state):
        return ""
    try:
        opened = sealing.open_groups(session, session.kind("interview"), row.task, state)
    except (SealedError, SealBrokenError):
        return ""
    return str(opened.values.get("name") or "")


def comparable(name: str) -> str:
    """What names are compared by: not width, case, hidden characters or the spelling of the dot."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    shown = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return "".join(shown.translate(_DOTS).split())
