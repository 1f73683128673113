"""Whose keys a sealed record is made for: the rule of ``app.domain.access`` applied."""

from __future__ import annotations

import hashlib

from app.domain import access
from app.domain.access import RecordFacts
from app.domain.kinds import Values
from app.services.session import Session


def readers(
    session: Session, compartment: str, kind: str, record: str, values: Values
) -> dict[str, tuple[str, bytes]]:
    """Reading key id -> (person, public key) of everybody who may hold the record's key.

    A person has one key for each laptop he works on. Who writes a record down counts among its
    interviewers: he knows what he has just typed.
    """
    interviewers = {*(values.get("interviewers") or ()), *(values.get("recorder") or ())}
    facts = RecordFacts(kind, record, frozenset(interviewers | {session.person}))
    entitled = access.readers(compartment, facts, session.trust.membership(session.task))
    return {
        key_id(public): (person, public)
        for person, public in session.trust.person_keys(entitled, session.task)
    }


def key_id(public: bytes) -> str:
    """32 hexadecimal digits that name a reading key."""
    return hashlib.sha256(b"xj-reader-v1" + public).hexdigest()[:32]
