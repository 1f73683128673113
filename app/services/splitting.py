"""Two people used one record for two things: both are kept, each as a record of its own."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from app.domain.encoding import decode_group
from app.domain.errors import DecisionOvertakenError, InputError, Problem, RecordMissingError
from app.domain.kinds import Kind, Value
from app.domain.signatures import UNSIGNED
from app.journal.fold import Head, RecordState
from app.journal.operations import Intent
from app.ports import Changes, Work
from app.services import audit, conflicts, links, numbering, records
from app.services.session import Session

SPLIT = "split"
"""Role of the link from a record to the one that was split off."""

_NUMBER = re.compile(r"(\D+)-\d+-(\d+)")


@dataclass(frozen=True)
class KeptBoth:
    """The second record, and what changed."""

    id: str
    changes: Changes


def can_split(kind: Kind, state: RecordState) -> bool:
    """Sealed text belongs to its record: nobody can copy it unopened."""
    return not any(group in state.groups for group in kind.sealed_groups)


def keep_both(
    session: Session,
    kind_name: str,
    record: str,
    group: str,
    moved: str,
    reason: str = "",
    seen: Collection[str] | None = None,
) -> KeptBoth:
    """Give the version with the hash ``moved`` a record of its own, linked to the first.

    Whatever its author wrote differently in other groups moves along; so one answer clears all of
    it. The second record has the first one's links and every other value, a number of its own, and
    no signature. Versions not ``seen`` stay questions. Raises InputError, DecisionOvertakenError,
    RecordMissingError.
    """
    here, kind = conflicts.home(session, kind_name, record), session.kind(kind_name)
    with here.store.work() as work:
        state = work.state(kind_name, record)
        if state is None or group not in state.groups:
            raise RecordMissingError(kind_name, record)
        if not can_split(kind, state):
            raise InputError(kind_name, (Problem(group, "sealed-part"),))
        leaving = _leaving(kind, state, group, moved, seen)
        needed = any(kind.is_weighty(name) for name in leaving)
        words = conflicts.reason_given(kind, reason, needed=needed)
        audit.note(here, work, "resolved", subject=(kind_name, record), words=words or None)
        second = _second(here, work, kind, state, leaving)
        staying = [_staying(kind, state, name, head) for name, head in leaving.items()]
        records.append(here, work, kind_name, record, staying)
        _copy_links(here, work, (kind_name, record), (kind_name, second))
        links.write_link(here, work, (kind_name, record), (kind_name, second), SPLIT)
        return KeptBoth(second, work.commit())


def _leaving(
    kind: Kind, state: RecordState, group: str, moved: str, seen: Collection[str] | None
) -> dict[str, Head]:
    """Group -> the version that goes: the one chosen, and what its author wrote elsewhere."""
    chosen = next((head for head in state.groups[group].heads if moved in head.hashes), None)
    if chosen is None or not state.groups[group].in_conflict:
        raise DecisionOvertakenError(state.kind, state.record)
    author = chosen.newest.author
    found = {group: chosen}
    for name in state.conflicts:
        heads = state.groups[name].heads
        if name in found or name not in kind.groups or len(heads) != 2:
            continue
        own = [head for head in heads if {op.author for op in head.operations} == {author}]
        if len(own) == 1 and (seen is None or set(state.groups[name].hashes) <= set(seen)):
            found[name] = own[0]
    return found


def _second(
    session: Session, work: Work, kind: Kind, state: RecordState, leaving: dict[str, Head]
) -> str:
    values: dict[str, Value] = {}
    for name, found in state.groups.items():
        if name in kind.groups:
            values |= decode_group(kind, name, leaving.get(name, found.shown).value)
    values |= UNSIGNED.get(kind.name, {})
    values |= _numbered(session, kind, values)
    channel = records.channel_of(session, work, kind.name, state.record)
    made = records.new(session, kind.name, channel)
    records.write(session, work, made, values)
    return made.id


def _numbered(session: Session, kind: Kind, values: dict[str, Value]) -> dict[str, Value]:
    """The next number of this computer, in the form of the first record's."""
    field = next((each for each in kind.fields if each.numbered), None)
    form = _NUMBER.fullmatch(str(values.get(field.name) or "")) if field else None
    if field is None:
        return {}
    if form is None:
        return {field.name: None}
    word, width = form[1], len(form[2])

    def written(ordinal: int, number: int) -> str:
        return f"{word}-{ordinal}-{number:0{width}d}"

    return {field.name: numbering.next_number(session, kind.name, written)}


def _staying(kind: Kind, state: RecordState, group: str, leaving: Head) -> Intent:
    """The put after which the version that left is none of the first record's any more."""
    others = [head for head in state.groups[group].heads if head is not leaving]
    hashes = (*others[0].hashes, *leaving.hashes)
    timed = not kind.time_sealed
    value = others[0].value
    return Intent("put", kind.name, state.record, group, value, hashes, timed)


def _copy_links(
    session: Session, work: Work, first: tuple[str, str], second: tuple[str, str]
) -> None:
    for end in links.targets(session, *first):
        links.write_link(session, work, second, (end.kind, end.id), end.role, end.detail)
    for end in links.sources(session, *first):
        links.write_link(session, work, (end.kind, end.id), second, end.role, end.detail)
