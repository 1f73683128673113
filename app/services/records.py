"""Load, save, delete and restore any record: the way from a form to operations.

An editor keeps the heads it was filled from (``Editable.base``). What it saves replaces exactly
those heads: if an import changed the record meanwhile, both versions live on and a person decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.domain.access import narrower
from app.domain.encoding import decode_group, encode_group
from app.domain.errors import InputError, Problem, RecordMissingError
from app.domain.kinds import Channel, Kind, Required, Value, Values
from app.domain.validation import validate
from app.journal.canonical import encode
from app.journal.fold import RecordState, same_value
from app.journal.operations import MAXIMUM_LINE, Intent
from app.ports import Changes, Query, Row, Work
from app.services import sealing
from app.services.session import Session

LARGEST_GROUP = MAXIMUM_LINE - (48 << 10)
"""Bytes that the fields of one group may have together: one line of the journal holds them, beside
what else stands in it. Sealed, they take a third more."""

_SURELY_FITS = 100_000
"""Characters: no way of writing them takes more than LARGEST_GROUP, sealed or not."""


@dataclass(frozen=True)
class Editable:
    """A record as an editor holds it.

    ``values`` has the open fields, and the sealed ones only after unsealing. ``base`` maps each
    group to the hashes of the heads shown; a group without any is new. ``channel`` says who is to
    receive a new record, unless its kind already does; it never changes after the first line.
    """

    kind: str
    id: str
    values: Values
    base: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_new: bool = False
    channel: Channel | None = None


@dataclass(frozen=True)
class Saved:
    """A record after saving."""

    id: str
    changes: Changes


def new(
    session: Session, kind_name: str, channel: Channel | None = None, **values: Value
) -> Editable:
    """A record that is not written yet, for the readers of ``channel`` or of its kind's."""
    kind = session.kind(kind_name)
    complete = kind.empty() | values
    return Editable(kind.name, session.new_id(kind_name), complete, is_new=True, channel=channel)


def load(session: Session, kind_name: str, record: str) -> Editable:
    """A record for editing, without its sealed fields. Raises RecordMissingError."""
    kind = session.kind(kind_name)
    state = session.store.state(kind_name, record)
    if state is None:
        raise RecordMissingError(kind_name, record)
    values = {f.name: v for f in kind.open_fields for v in [kind.empty()[f.name]]}
    for name, group in state.groups.items():
        if name in kind.groups and not kind.compartment(name):
            values |= decode_group(kind, name, group.shown.value)
    return Editable(kind_name, record, values, bases(state))


def bases(state: RecordState) -> dict[str, tuple[str, ...]]:
    """Group -> hashes of the shown head: what the next edit replaces."""
    return {name: group.shown.hashes for name, group in state.groups.items()}


def save(
    session: Session,
    editable: Editable,
    values: Values,
    *,
    step: Required = Required.SAVING,
) -> Saved:
    """Write the groups that differ from what ``editable`` was filled with.

    Raises InputError (nothing written), SealedError for sealed fields without a grant.
    """
    with session.store.work() as work:
        write(session, work, editable, values, step=step)
        return Saved(editable.id, work.commit())


def write(
    session: Session,
    work: Work,
    editable: Editable,
    values: Values,
    *,
    step: Required = Required.SAVING,
) -> int:
    """Like ``save`` within a unit of work; returns the number of operations."""
    kind = session.kind(editable.kind)
    complete = {**(kind.empty() if editable.is_new else {}), **editable.values, **values}
    given = complete if editable.is_new else values
    validate(kind, given, session.codes, step=step, beside=complete)
    _check_room(kind, complete)
    state = work.state(kind.name, editable.id)
    fresh: dict[str, tuple[str, bytes]] = {}
    intents = [
        intent
        for group in kind.groups
        for intent in _group_intents(session, kind, editable, group, complete, state, fresh)
    ]
    rewritten = {intent.group for intent in intents if intent.verb == "put"}
    intents += sealing.share(session, kind, complete, state, rewritten)
    append(session, work, kind.name, editable.id, intents, born_in=editable.channel)
    return len(intents)


def append(
    session: Session,
    work: Work,
    kind: str,
    record: str,
    intents: list[Intent],
    *,
    born_in: Channel | None = None,
) -> None:
    """Write about a record where its readers are: the one way for whatever concerns a record.

    A record stays in the channel of its first line. If somebody wrote about it in several, the
    narrowest counts: what was meant for few must not be repeated to many.
    """
    session.append(work, channel_of(session, work, kind, record, born_in), intents)


def channel_of(
    session: Session, work: Work, kind: str, record: str, born_in: Channel | None = None
) -> Channel:
    """Where a record is, or will be, written."""
    known = [channel for channel in work.channels(kind, record) if channel in frozenset(Channel)]
    return narrower(*known) if known else born_in or session.kind(kind).channel


def delete(session: Session, kind_name: str, record: str, reason: str = "") -> Changes:
    """Put a record into the bin: no value is erased."""
    return _append_about(session, kind_name, record, "del", {"reason": reason})


def restore(session: Session, kind_name: str, record: str) -> Changes:
    """Take a record out of the bin."""
    with session.store.work() as work:
        state = _state(work, kind_name, record)
        lifted = tuple(operation.hash for operation in state.deletes)
        kind = session.kind(kind_name)
        timed = not kind.time_sealed
        intent = Intent("restore", kind_name, record, predecessors=lifted, timed=timed)
        append(session, work, kind_name, record, [intent])
        return work.commit()


def rows(session: Session, kind: str, **equals: object) -> list[Row]:
    """Rows of one kind within the present task, newest first."""
    return session.store.rows(Query(kind, task=session.task, equals=equals))


def _append_about(
    session: Session, kind_name: str, record: str, verb: str, facts: dict[str, Value]
) -> Changes:
    with session.store.work() as work:
        state = _state(work, kind_name, record)
        value = {"seen": list(state.hashes()), **facts}
        kind = session.kind(kind_name)
        intent = Intent(verb, kind_name, record, value=value, timed=not kind.time_sealed)
        append(session, work, kind_name, record, [intent])
        return work.commit()


def _state(work: Work, kind: str, record: str) -> RecordState:
    state = work.state(kind, record)
    if state is None:
        raise RecordMissingError(kind, record)
    return state


def _check_room(kind: Kind, values: Values) -> None:
    """Raises InputError naming the longest field of each group that no line could hold."""
    if len(str(values)) < _SURELY_FITS:
        return
    problems = []
    for group, fields in kind.groups.items():
        sizes = {name: len(encode(v)) for name, v in encode_group(kind, group, values).items()}
        largest = LARGEST_GROUP * 3 // 4 if fields[0].sealed else LARGEST_GROUP
        if sum(sizes.values()) > largest:
            problems.append(Problem(max(sizes, key=lambda name: sizes[name]), "too-much"))
    if problems:
        raise InputError(kind.name, tuple(problems))


def _touched(kind: Kind, editable: Editable, group: str, values: Values) -> bool:
    """Whether a group differs from what the editor was filled with.

    What the person left alone is not written, even if an import changed it meanwhile.
    """
    names = [field.name for field in kind.groups[group] if field.name in values]
    if editable.is_new:
        return bool(names)
    missing = object()
    return any(values[name] != editable.values.get(name, missing) for name in names)


def _group_intents(
    session: Session,
    kind: Kind,
    editable: Editable,
    group: str,
    values: Values,
    state: RecordState | None,
    fresh: dict[str, tuple[str, bytes]],
) -> list[Intent]:
    if not _touched(kind, editable, group, values):
        return []
    plain = encode_group(kind, group, values)
    shown = state.groups.get(group) if state else None
    if shown is None and all(value is None for value in plain.values()):
        return []
    grants: list[Intent] = []
    value: Value = plain
    if kind.compartment(group):
        value, grants = sealing.seal(session, kind, editable.id, group, plain, values, state, fresh)
    if shown is not None and same_value(shown.shown.value) == same_value(value):
        return grants
    base = editable.base.get(group, ())
    put = Intent("put", kind.name, editable.id, group, value, base, timed=not kind.time_sealed)
    return [*grants, put]
