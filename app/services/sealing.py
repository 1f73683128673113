"""Sealing a record's confidential groups for their readers, and opening them again.

The record key is made at birth and reaches each reader by a ``keygrant`` operation of its own, so
that a reader can be added later without touching what was signed.

Anybody who may write to the team's log can write a box that does not open, or a grant that holds
something else than it says. So nothing is believed that was not opened: a box is passed over for
the next one of the same tag, a key serves for new text only after it opened what is there, and the
key is changed as soon as somebody holds it who must not read (any more).
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from app.crypto import sealing
from app.domain.encoding import decode_group
from app.domain.errors import DecryptionError, JournalError, SealBrokenError, SealedError
from app.domain.kinds import Kind, Value, Values
from app.journal.canonical import normal_form, parse
from app.journal.fold import Head, RecordState, same_value
from app.journal.operations import Intent, Operation
from app.services import readership
from app.services.readership import Readers
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

    ``fresh`` carries the key chosen for another group of the same compartment within this save.
    Raises SealedError if what is there was never granted to this person, or nobody may read it.
    """
    compartment = kind.compartment(group)
    address = sealing.RecordAddress(session.office, session.task, record)
    grants: list[Intent] = []
    if compartment not in fresh:
        readers = _readers(session, kind, record, compartment, values, state)
        if not readers.keys:  # sealing for nobody would lose the text
            raise SealedError(compartment)
        key = _key_to_seal_with(session, kind, compartment, state, readers)
        fresh[compartment] = key
        grants = _grants_lacking(session, kind, compartment, record, key, readers, state)
    key_id, record_key = fresh[compartment]
    box = sealing.seal_value(record_key, key_id, address.group(group), normal_form(plain))
    return box, grants


def share(
    session: Session,
    kind: Kind,
    values: Values,
    state: RecordState | None,
    rewritten: Collection[str] = (),
) -> list[Intent]:
    """Grants for whoever is entitled since: a new interviewer, a second laptop, a new custodian.

    ``values`` are the record's open fields after the save that is being written; groups in
    ``rewritten`` get their grants with their new boxes. Nothing for a person who holds no key.
    """
    found: dict[str, list[Intent]] = {}
    for group in kind.sealed_groups if state else ():
        if state is None or group not in state.groups or group in rewritten:
            continue
        compartment = kind.compartment(group)
        readers = _readers(session, kind, state.record, compartment, values, state)
        for key_id in _key_ids(state, group):
            if key_id in found or not _lacking(session, compartment, key_id, readers, state):
                continue
            key = _proven_key(session, kind, state, group, key_id)
            found[key_id] = (
                _grants_lacking(session, kind, compartment, state.record, key, readers, state)
                if key
                else []
            )
    return [intent for intents in found.values() for intent in intents]


@dataclass(frozen=True)
class OpenedGroups:
    """Plain values of the sealed groups that open, and the names of those that do not.

    ``values`` has no field of a broken group: what was not read is not taken for empty.
    """

    values: dict[str, Value]
    broken: tuple[str, ...] = ()


def open_groups(session: Session, kind: Kind, task: str, state: RecordState) -> OpenedGroups:
    """Open every sealed group. The caller has written the audit entry first.

    One that was damaged, forged, or sealed anew under a key nobody handed on takes nothing from the
    others. If none opens it raises SealBrokenError, or SealedError without a single grant.
    """
    values: dict[str, Value] = {}
    failures: dict[str, SealBrokenError | SealedError] = {}
    present = [group for group in kind.sealed_groups if group in state.groups]
    for group in present:
        try:
            values |= _open_group(session, kind, task, state, group)
        except (SealBrokenError, SealedError) as error:
            failures[group] = error
    if present and len(failures) == len(present):
        raise min(failures.values(), key=lambda error: isinstance(error, SealedError))
    return OpenedGroups(values, tuple(failures))


def open_head(
    session: Session, kind: Kind, state: RecordState, head: Head
) -> dict[str, Value] | None:
    """Plain values of one of several versions; None if none of its boxes opens for this person.

    The caller has written the audit entry first, and works within the record's task.
    """
    for operation in reversed(head.operations):
        for _, _, plain in _openings(session, kind, session.task, state, operation):
            return plain
    return None


def may_open(session: Session, state: RecordState, compartment: str) -> bool:
    """Whether this person, on this laptop, holds a grant for some of what is sealed there now.

    For some, not for all: otherwise whoever sealed one group anew for himself alone would shut out
    every reader of the rest.
    """
    kind = session.kind(state.kind)
    mine = {str(grant["key"]) for grant, _ in _grants_to_me(session, state, compartment)}
    wanted = [_key_ids(state, group) for group in _sealed_groups(kind, state, compartment)]
    return bool(mine) and (any(mine.intersection(ids) for ids in wanted) or not any(wanted))


def granted_to(session: Session, state: RecordState, compartment: str) -> tuple[str, ...]:
    """Persons who hold a key of what is sealed there now: who is able to read."""
    kind = session.kind(state.kind)
    groups = _sealed_groups(kind, state, compartment)
    present = {key_id for group in groups for key_id in _key_ids(state, group)}
    holders = [
        readership.owner(session, grant)
        for grant, _ in _grants(state, compartment)
        if grant["key"] in present
    ]
    return tuple(dict.fromkeys(holders))


def _readers(
    session: Session,
    kind: Kind,
    record: str,
    compartment: str,
    values: Values,
    state: RecordState | None,
) -> Readers:
    holders = granted_to(session, state, compartment) if state else ()
    return readership.readers(session, compartment, kind, record, values, state, holders)


def _key_to_seal_with(
    session: Session, kind: Kind, compartment: str, state: RecordState | None, readers: Readers
) -> tuple[str, bytes]:
    """The record's key if it is proven and all who hold it may read; otherwise a new one."""
    groups = _sealed_groups(kind, state, compartment) if state else ()
    if state is not None and groups and not _grants_to_me(session, state, compartment):
        raise SealedError(compartment)
    for group in groups:
        for key_id in _key_ids(state, group) if state else ():
            key = _proven_key(session, kind, state, group, key_id) if state else None
            if state and key and _holders(session, state, compartment, key_id) <= readers.persons:
                return key
    return secrets.token_hex(8), sealing.new_record_key()


def _proven_key(
    session: Session, kind: Kind, state: RecordState, group: str, key_id: str
) -> tuple[str, bytes] | None:
    """The key of this name that opens a box of the group, granted to this person."""
    for operation in state.groups[group].shown.operations:
        for found, key, _ in _openings(session, kind, session.task, state, operation):
            if found == key_id:
                return key_id, key
    return None


def _open_group(
    session: Session, kind: Kind, task: str, state: RecordState, group: str
) -> dict[str, Value]:
    shown = state.groups[group].shown
    if not shown.operations:  # not signed with a sealed record: it shows nothing
        return {}
    for operation in (*reversed(shown.operations), *_same_tag(session, state, group)):
        for _, _, plain in _openings(session, kind, task, state, operation):
            return plain
    compartment = kind.compartment(group)
    mine = {str(grant["key"]) for grant, _ in _grants_to_me(session, state, compartment)}
    if mine.intersection(_key_ids(state, group)):
        raise SealBrokenError(state.kind, state.record, group)
    raise SealedError(compartment)


def _same_tag(session: Session, state: RecordState, group: str) -> Iterator[Operation]:
    """Earlier writes that claim the very text shown: one who copied a tag replaced the original."""
    tag = same_value(state.groups[group].shown.value)
    for operation in reversed(session.store.history(state.kind, state.record)):
        written_here = (operation.verb, operation.group) == ("put", group)
        if written_here and same_value(operation.value) == tag:
            yield operation


def _openings(
    session: Session, kind: Kind, task: str, state: RecordState, operation: Operation
) -> Iterator[tuple[str, bytes, dict[str, Value]]]:
    """(key id, key, plain values) for every grant with which the operation's box opens."""
    key_id = _key_id(operation)
    address = sealing.RecordAddress(session.office, task, state.record)
    compartment = kind.compartment(operation.group)
    for grant, _ in _grants_to_me(session, state, compartment):
        if not key_id or grant["key"] != key_id:
            continue
        try:
            key = sealing.unwrap_record_key(
                session.keys.person, key_id, address, str(grant.get("box"))
            )
            opened = sealing.open_value(key, address.group(operation.group), operation.value)
            yield key_id, key, decode_group(kind, operation.group, parse(opened))
        except (DecryptionError, JournalError):
            continue


def _grants_lacking(
    session: Session,
    kind: Kind,
    compartment: str,
    record: str,
    key: tuple[str, bytes],
    readers: Readers,
    state: RecordState | None,
) -> list[Intent]:
    key_id, record_key = key
    address = sealing.RecordAddress(session.office, session.task, record)
    return [
        Intent(
            "keygrant",
            kind.name,
            record,
            compartment,
            {
                "key": key_id,
                "to": reader,
                "person": person,
                "box": sealing.wrap_record_key(record_key, key_id, public, address),
            },
            timed=not kind.time_sealed,
        )
        for reader, (person, public) in _lacking(
            session, compartment, key_id, readers, state
        ).items()
    ]


def _lacking(
    session: Session,
    compartment: str,
    key_id: str,
    readers: Readers,
    state: RecordState | None,
) -> dict[str, tuple[str, bytes]]:
    """Readers without a grant of this key. Only grants of a reader count: others may lie."""
    trusted = {*readers.persons, session.person}
    granted = {
        grant["to"]
        for grant, author in (_grants(state, compartment) if state else ())
        if grant["key"] == key_id and author in trusted
    }
    return {reader: key for reader, key in readers.keys.items() if reader not in granted}


def _holders(session: Session, state: RecordState, compartment: str, key_id: str) -> frozenset[str]:
    """Persons who hold this key, whoever gave it to them."""
    return frozenset(
        readership.owner(session, grant)
        for grant, _ in _grants(state, compartment)
        if grant["key"] == key_id
    )


def _sealed_groups(kind: Kind, state: RecordState, compartment: str) -> tuple[str, ...]:
    """Groups of the compartment that hold something now."""
    return tuple(
        group
        for group in kind.sealed_groups
        if kind.compartment(group) == compartment and group in state.groups
    )


def _key_ids(state: RecordState, group: str) -> tuple[str, ...]:
    """Names of the keys of the boxes shown in a group; a box without a usable one has none."""
    found = (_key_id(operation) for operation in state.groups[group].shown.operations)
    return tuple(dict.fromkeys(key_id for key_id in found if key_id))


def _key_id(operation: Operation) -> str:
    try:
        return sealing.sealed_key_id(operation.value)
    except DecryptionError:
        return ""


def _grants_to_me(
    session: Session, state: RecordState, compartment: str
) -> list[tuple[Mapping[str, Value], str]]:
    me = readership.key_id(session.keys.person.public)
    return [found for found in _grants(state, compartment) if found[0]["to"] == me]


def _grants(state: RecordState, compartment: str) -> list[tuple[Mapping[str, Value], str]]:
    """(grant, author) of everything that looks like a grant of this compartment."""
    return [
        (grant.value, grant.author)
        for grant in state.grants
        if grant.group == compartment
        and isinstance(grant.value, dict)
        and all(isinstance(grant.value.get(name), str) for name in ("to", "key"))
    ]
