"""Sealing a record's confidential groups for their readers, and opening them again.

The record key is made at birth and reaches each reader by a ``keygrant`` operation of its own, so
that a reader can be added later without touching what was signed.
"""

from __future__ import annotations

import secrets

from app.crypto import sealing
from app.domain.encoding import decode_group
from app.domain.errors import SealedError
from app.domain.kinds import Kind, Value, Values
from app.journal.canonical import normal_form, parse
from app.journal.fold import RecordState
from app.journal.operations import Intent
from app.services import readership
from app.services.session import Session


def seal(
    session: Session,
    kind: Kind,
    record: str,
    group: str,
    plain: Value,
    values: Values,
    state: RecordState | None,
    fresh: dict[str, tuple[str, bytes]],
) -> tuple[Value, list[Intent]]:
    """The sealed box of one group, and grants for readers who have none yet.

    ``fresh`` carries a key made for another group of the same compartment within this save.
    Raises SealedError if the record has a key that was never granted to this person.
    """
    compartment = kind.compartment(group)
    readers = readership.readers(session, compartment, kind.name, record, values)
    granted = set(_granted(state, compartment))
    if compartment in fresh:
        key_id, key = fresh[compartment]
        granted = set(readers)
    elif granted:
        key_id, key = record_key(session, session.task, state, compartment)
    else:
        key_id, key = secrets.token_hex(8), sealing.new_record_key()
    fresh[compartment] = (key_id, key)
    address = sealing.RecordAddress(session.office, session.task, record)
    box = sealing.seal_value(key, key_id, address.group(group), normal_form(plain))
    grants = [
        Intent(
            "keygrant",
            kind.name,
            record,
            compartment,
            {
                "key": key_id,
                "to": reader,
                "person": person,
                "box": sealing.wrap_record_key(key, key_id, public, address),
            },
            timed=not kind.time_sealed,
        )
        for reader, (person, public) in readers.items()
        if reader not in granted
    ]
    return box, grants


def open_groups(session: Session, kind: Kind, task: str, state: RecordState) -> dict[str, Value]:
    """Plain values of all sealed groups. Raises SealedError without a grant.

    The caller has written the audit entry first.
    """
    values: dict[str, Value] = {}
    for group in kind.sealed_groups:
        if group in state.groups:
            _, key = record_key(session, task, state, kind.compartment(group))
            address = sealing.RecordAddress(session.office, task, state.record)
            opened = sealing.open_value(key, address.group(group), state.groups[group].shown.value)
            values |= decode_group(kind, group, parse(opened))
    return values


def record_key(
    session: Session, task: str, state: RecordState | None, compartment: str
) -> tuple[str, bytes]:
    """(id, key) as granted to this person. Raises SealedError if it was not."""
    grant = _granted(state, compartment).get(readership.key_id(session.keys.person.public))
    if grant is None or state is None:
        raise SealedError(compartment)
    key_id, box = str(grant["key"]), str(grant["box"])
    address = sealing.RecordAddress(session.office, task, state.record)
    return key_id, sealing.unwrap_record_key(session.keys.person, key_id, address, box)


def may_open(session: Session, state: RecordState, compartment: str) -> bool:
    """Whether this person, on this laptop, holds a grant."""
    return readership.key_id(session.keys.person.public) in _granted(state, compartment)


def granted_to(state: RecordState, compartment: str) -> tuple[str, ...]:
    """Persons who hold a grant: who will be able to read."""
    grants = _granted(state, compartment).values()
    return tuple(dict.fromkeys(str(grant.get("person", "")) for grant in grants))


def _granted(state: RecordState | None, compartment: str) -> dict[str, dict[str, Value]]:
    grants = state.grants if state else ()
    return {
        str(grant.value["to"]): grant.value
        for grant in grants
        if grant.group == compartment and isinstance(grant.value, dict) and "to" in grant.value
    }
