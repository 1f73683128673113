"""Whose keys a sealed record is made for: the rule of ``app.domain.access`` applied."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from app.domain import access
from app.domain.access import RecordFacts, Role
from app.domain.kinds import Kind, Value, Values
from app.journal.fold import RecordState
from app.services.session import Session

_NAMING = ("interviewers", "recorder")
"""Open fields that make a person a reader of what is sealed."""


@dataclass(frozen=True)
class Readers:
    """Who may hold a record's key: their persons, and reading key id -> (person, public key).

    A person has one key for each laptop he works on.
    """

    persons: frozenset[str]
    keys: Mapping[str, tuple[str, bytes]] = field(repr=False)


def readers(
    session: Session,
    compartment: str,
    kind: Kind,
    record: str,
    values: Values,
    state: RecordState | None,
    holders: Collection[str] = (),
) -> Readers:
    """Everybody who may hold the record's key.

    Who writes a record down counts among its interviewers: he knows what he has just typed. Who is
    named an interviewer in the open fields counts only if a reader named him (``holders`` have the
    key), or the leader: otherwise anybody could let himself in by adding his name.
    """
    named = {person for name in _NAMING for person in values.get(name) or ()}
    before = _named_before(kind, state)
    vouching = {*holders, session.person, *_leaders(session)}
    doubtful = {p for p, author in before.items() if author not in vouching}
    interviewers = frozenset((named - doubtful) | (named & set(holders)) | {session.person})
    facts = RecordFacts(kind.name, record, interviewers)
    entitled = access.readers(compartment, facts, session.trust.membership(session.task))
    keys = session.trust.person_keys(entitled, session.task)
    return Readers(entitled, {key_id(public): (person, public) for person, public in keys})


def is_recused(session: Session, kind: str, record: str, task: str) -> bool:
    """Whether the person at the keyboard must not read this record, whatever he was granted."""
    if session.papers is None:
        return False
    membership = session.papers.membership(task)
    return session.person in access.recused(RecordFacts(kind, record), membership)


def owner(session: Session, grant: Mapping[str, Value]) -> str:
    """The person a grant is for: by his reading key, and only if that is unknown as it claims."""
    people = session.trust.persons(session.task) if session.papers else ()
    for person in people:
        if any(key_id(public) == grant["to"] for public in person.read):
            return person.id
    return str(grant.get("person", ""))


def key_id(public: bytes) -> str:
    """32 hexadecimal digits that name a reading key."""
    return hashlib.sha256(b"xj-reader-v1" + public).hexdigest()[:32]


def _named_before(kind: Kind, state: RecordState | None) -> dict[str, str]:
    """Person named in the record as it stands -> who wrote that."""
    found: dict[str, str] = {}
    for described in kind.fields:
        group = state.groups.get(described.group) if state else None
        if described.name not in _NAMING or group is None or not group.shown.operations:
            continue
        value = group.shown.value
        stored = value.get(described.name) if isinstance(value, dict) else None
        for person in stored if isinstance(stored, list) else ():
            found[str(person)] = group.shown.newest.author
    return found


def _leaders(session: Session) -> frozenset[str]:
    return session.trust.membership(session.task).holding(Role.LEADER)
