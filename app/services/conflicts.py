"""Conflicts: what two people wrote differently, and the decision of a third.

A decision names the heads that lay before the person, travels like any write, and clears the
question wherever it arrives; what came meanwhile stays a question. Conflicts in a sealed group are
decided by its readers only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from app.domain.encoding import encode_group
from app.domain.errors import (
    DecisionOvertakenError,
    InputError,
    Problem,
    RecordMissingError,
    SealedError,
)
from app.domain.kinds import Kind, Values
from app.domain.validation import validate
from app.journal.canonical import JsonValue
from app.journal.fold import RecordState
from app.journal.merging import (
    CHOICES_SHOWN,
    ConflictChoices,
    conflict_choices,
    fair_order,
    resolutions,
)
from app.journal.operations import Intent
from app.ports import Changes, Work
from app.services import audit, identities, records, sealing
from app.services.brackets import Bracket, Witnesses
from app.services.session import Session


@dataclass(frozen=True)
class Waiting:
    """A record with open questions. ``mine``: this person can decide one of them.

    The others lie in sealed groups that he cannot read.
    """

    kind: str
    id: str
    mine: bool


@dataclass(frozen=True)
class Look:
    """A conflict as it lies before a person: its values, and when each was certainly written.

    ``brackets`` are in the order of ``choices.choices``; ``heads`` are all present heads.
    """

    choices: ConflictChoices
    brackets: tuple[Bracket, ...]
    heads: tuple[str, ...]


def waiting(session: Session) -> list[Waiting]:
    """All records that wait for a decision."""
    found = session.store.questions()
    hiding = [each for each in found if session.kind(each[0]).sealed_groups]
    states = session.store.states(hiding)
    return [
        Waiting(kind, record, _is_mine(session, states.get((kind, record))))
        for kind, record in found
    ]


def open_questions(session: Session) -> list[tuple[str, str]]:
    """Records (kind, id) that wait for a decision this person can take."""
    return [(each.kind, each.id) for each in waiting(session) if each.mine]


def home(session: Session, kind: str, record: str) -> Session:
    """Decisions are written where the record lives: an office has many tasks."""
    row = session.store.row(kind, record)
    return session if row is None or row.task == session.task else session.within(row.task)


def choices(session: Session, kind: str, record: str, group: str) -> ConflictChoices:
    """The versions of one group. Raises RecordMissingError."""
    state = _known(session.store.state(kind, record), kind, record, group)
    return conflict_choices(state, group, session.store.history(kind, record))


def look(
    session: Session, kind: str, record: str, group: str, witnesses: Witnesses | None = None
) -> Look:
    """The versions of one group with their brackets. Raises RecordMissingError.

    ``witnesses`` of the record's task spare making them for each group anew.
    """
    state = _known(session.store.state(kind, record), kind, record, group)
    proof = witnesses or Witnesses(home(session, kind, record))
    found = state.groups[group]
    shown = fair_order(found.heads)[:CHOICES_SHOWN]
    return Look(
        conflict_choices(state, group, session.store.history(kind, record)),
        tuple(proof.bracket(head.newest) for head in shown),
        found.hashes,
    )


def needs_reason(kind: Kind, group: str) -> bool:
    """Conclusions and amounts are not decided without saying why, nor what is sealed."""
    return kind.is_weighty(group) or bool(kind.compartment(group))


def decide(
    session: Session,
    kind: str,
    record: str,
    group: str,
    value: JsonValue,
    reason: str = "",
    seen: Collection[str] | None = None,
) -> Changes:
    """Replace the versions ``seen`` (all, without it) by ``value``. The losing text stays in the
    history.

    Raises InputError where a reason is needed, SealedError for what this person cannot read,
    DecisionOvertakenError if none of the versions is there any more, RecordMissingError.
    """
    here, described = home(session, kind, record), session.kind(kind)
    _require_reader(here, described, record, [group])
    words = reason_given(described, reason, needed=needs_reason(described, group))
    with here.store.work() as work:
        state = _known(work.state(kind, record), kind, record, group)
        timed = not described.time_sealed
        intents = resolutions(state, group, value, among=seen, timed=timed)
        if not intents:
            raise DecisionOvertakenError(kind, record)
        _note(here, work, kind, record, words)
        records.append(here, work, kind, record, intents)
        _share(here, work, described, record, group)
        return work.commit()


def keep(session: Session, kind: str, record: str, reason: str) -> Changes:
    """Deleted by one, written on by another: the deletion is lifted.

    Raises InputError without a reason, DecisionOvertakenError, RecordMissingError.
    """
    here, described = home(session, kind, record), session.kind(kind)
    words = reason_given(described, reason)
    with here.store.work() as work:
        state = _present(work.state(kind, record), kind, record)
        lifted = tuple(operation.hash for operation in state.deletes)
        if not lifted:
            raise DecisionOvertakenError(kind, record)
        timed = not described.time_sealed
        _note(here, work, kind, record, words)
        restore = Intent("restore", kind, record, predecessors=lifted, timed=timed)
        records.append(here, work, kind, record, [restore])
        return work.commit()


def delete_still(session: Session, kind: str, record: str, reason: str) -> Changes:
    """Deleted all the same, now with knowledge of what was written.

    Raises InputError without a reason, DecisionOvertakenError, RecordMissingError.
    """
    here, described = home(session, kind, record), session.kind(kind)
    words = reason_given(described, reason)
    with here.store.work() as work:
        state = _present(work.state(kind, record), kind, record)
        _note(here, work, kind, record, words)
        value: JsonValue = {"seen": list(state.hashes()), "reason": words}
        delete = Intent("del", kind, record, value=value, timed=not described.time_sealed)
        records.append(here, work, kind, record, [delete])
        return work.commit()


def uphold(session: Session, kind: str, record: str, seal: str, reason: str) -> Changes:
    """Of several signatures over different texts one stands (its hash); the others are void.

    Raises InputError without a reason, DecisionOvertakenError, RecordMissingError.
    """
    here, described = home(session, kind, record), session.kind(kind)
    words = reason_given(described, reason)
    with here.store.work() as work:
        state = _present(work.state(kind, record), kind, record)
        if seal not in {signed.hash for signed in state.seals}:
            raise DecisionOvertakenError(kind, record)
        void = tuple(signed.hash for signed in state.seals if signed.hash != seal)
        _note(here, work, kind, record, words)
        timed = not described.time_sealed
        intent = Intent("void", kind, record, predecessors=void, timed=timed)
        records.append(here, work, kind, record, [intent])
        return work.commit()


def unseal(
    session: Session, kind: str, record: str, group: str, reason: str, words: str
) -> tuple[Values | None, ...]:
    """The contents of a sealed group's versions, in the order of the choices; None: does not open.

    The audit entry is durable before anything is opened. Raises SealedError for who cannot read,
    RecordMissingError.
    """
    here, described = home(session, kind, record), session.kind(kind)
    _require_reader(here, described, record, [group])
    state = _known(here.store.state(kind, record), kind, record, group)
    audit.note_alone(here, "unsealed", subject=(kind, record), reason=reason, words=words)
    heads = fair_order(state.groups[group].heads)[:CHOICES_SHOWN]
    return tuple(sealing.open_head(here, described, state, head) for head in heads)


def decide_sealed(
    session: Session,
    kind: str,
    record: str,
    group: str,
    values: Values,
    reason: str,
    seen: Collection[str] | None = None,
) -> Changes:
    """Like ``decide``, with a text of one's own for a sealed group, after ``unseal``.

    Raises what ``decide`` raises.
    """
    here, described = home(session, kind, record), session.kind(kind)
    _require_reader(here, described, record, [group])
    words = reason_given(described, reason)
    own = {each.name: values.get(each.name) for each in described.groups[group]}
    validate(described, own, session.codes)
    open_values = records.load(here, kind, record).values
    with here.store.work() as work:
        state = _known(work.state(kind, record), kind, record, group)
        plain = encode_group(described, group, own)
        box, grants = sealing.seal(here, described, record, group, plain, open_values, state, {})
        timed = not described.time_sealed
        intents = resolutions(state, group, box, among=seen, timed=timed)
        if not intents:
            raise DecisionOvertakenError(kind, record)
        _note(here, work, kind, record, words)
        records.append(here, work, kind, record, [*grants, *intents])
        return work.commit()


def reason_given(kind: Kind, reason: str, *, needed: bool = True) -> str:
    """The reason without blanks around it. Raises InputError if it is needed and missing."""
    words = reason.strip()
    if needed and not words:
        raise InputError(kind.name, (Problem("reason", "required"),))
    return words


def _is_mine(session: Session, state: RecordState | None) -> bool:
    if state is None:  # of a kind that seals nothing
        return True
    kind = session.kind(state.kind)
    known = [name for name in state.conflicts if name in kind.groups]
    if state.delete_conflict or state.seal_conflict or _open(kind, known):
        return True
    return identities.may_unseal(session, state.kind, state.record)


def _open(kind: Kind, groups: Iterable[str]) -> bool:
    return any(not kind.compartment(group) for group in groups)


def _require_reader(session: Session, kind: Kind, record: str, groups: Iterable[str]) -> None:
    for group in groups:
        compartment = kind.compartment(group)
        if compartment and not identities.may_unseal(session, kind.name, record):
            raise SealedError(compartment)


def _share(session: Session, work: Work, kind: Kind, record: str, group: str) -> None:
    """Who may read the version adopted gets the key it is sealed with."""
    state = work.state(kind.name, record) if kind.compartment(group) else None
    if state is not None:
        values = records.load(session, kind.name, record).values
        records.append(
            session, work, kind.name, record, sealing.share(session, kind, values, state)
        )


def _note(session: Session, work: Work, kind: str, record: str, words: str) -> None:
    audit.note(session, work, "resolved", subject=(kind, record), words=words or None)


def _known(state: RecordState | None, kind: str, record: str, group: str) -> RecordState:
    found = _present(state, kind, record)
    if group not in found.groups:
        raise RecordMissingError(kind, record)
    return found


def _present(state: RecordState | None, kind: str, record: str) -> RecordState:
    if state is None:
        raise RecordMissingError(kind, record)
    return state
