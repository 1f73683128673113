"""The one door through which the office issues a task's membership statement.

What changes is a function from a statement to a statement (``app.trust.amending``). Here the result
gets its version, time and signature, is believed, kept, logged and put into the task's log, so that
every bundle carries it. Then what it concerns is judged again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TypeAlias

from app.crypto.signing import SigningKey
from app.domain.access import Role
from app.domain.errors import TrustError
from app.ports import Changes, Work
from app.services import audit, settings
from app.services.exchange import judging, statements
from app.services.session import Session
from app.services.settings import LocalPerson
from app.trust.enrolment import next_version, sign_statement
from app.trust.reasons import Reason
from app.trust.signed import Paper
from app.trust.statement import Device, DeviceKind, Person, Statement
from app.trust.view import Trust

VALID_DAYS = 120
"""A statement warns after this; it never stops anybody from recording."""

Decision: TypeAlias = Callable[[Statement], Statement]
"""What the office decides: the statement with the change in it."""

_ISSUED = ("persons", "devices", "compartments", "recusals", "revoked", "valid_until")


@dataclass(frozen=True)
class Act:
    """What the log says about a change: action, what it concerns, and the reason in words."""

    action: str = "statement"
    subject: tuple[str, str] = ("", "")
    words: str = ""


_PLAIN = Act()


def issue(
    session: Session,
    decision: Decision,
    act: Act = _PLAIN,
    also: Callable[[Work], None] | None = None,
) -> Changes:
    """Issue the present task's next statement; its first one if there is none.

    ``also`` writes the records that go with it, in the same unit of work. Raises TrustError, with
    nothing changed, for what a recusal forbids or a reader would refuse.
    """
    paper, trust = signed(session, decision)
    with session.store.work() as work:
        version = str(trust.statements[session.task].version)
        words = f"{version} {act.words}".strip()
        audit.note(session, work, act.action, subject=act.subject, words=words)
        settings.keep_papers(work, [paper], trust)
        if also is not None:
            also(work)
        statements.publish(session, work, [*settings.root_papers(session.store), paper])
        changes = work.commit()
    session.believe(trust)
    with session.store.work() as work:
        judging.judge_again(session, work)
        after = work.commit()
    return Changes(changes.records | after.records, changes.operations + after.operations)


def signed(
    session: Session, decision: Decision, trust: Trust | None = None, key: SigningKey | None = None
) -> tuple[Paper, Trust]:
    """The next statement and the trust that follows; nothing is written.

    ``trust`` and ``key`` are those of a root that is just being replaced.
    """
    trust, key = trust or session.trust, key or membership_key(session)
    old = trust.statement(session.task)
    draft = decision(_with_office(session, old or first_statement(session)))
    if old is not None:
        draft = next_version(old, **{name: getattr(draft, name) for name in _ISSUED})
    draft = replace(draft, root=trust.root.version, made=session.claimed())
    paper = sign_statement(draft, key, old)
    return paper, trust.with_statement(paper, session.clock.now().date())


def membership_key(session: Session) -> SigningKey:
    """The key that signs statements. Raises TrustError where it is not kept."""
    seed = session.store.setting(settings.MEMBERSHIP_KEY)
    if seed is None:
        raise TrustError(Reason.SIGNATURE)
    return SigningKey.from_seed(seed)


def first_statement(session: Session) -> Statement:
    """A draft of a task's first statement: the office's own device and the people on it."""
    today = session.clock.now().date()
    task = session.store.row("task", session.task)
    people = settings.persons(session.store)
    return Statement(
        office=session.office,
        task=session.task,
        title=str(task.values["team"] or "") if task else "",
        root=session.trust.root.version,
        made=session.claimed(),
        valid_from=today,
        valid_until=today + timedelta(days=VALID_DAYS),
        persons=tuple(
            Person(person.id, person.name, _office_roles(session, person), n, (person.public,))
            for n, person in enumerate(people)
        ),
        devices=(_own_device(session, 0, tuple(person.id for person in people)),),
    )


def _with_office(session: Session, statement: Statement) -> Statement:
    """The office's own computer and everybody who has a passphrase on it since."""
    persons = list(statement.persons)
    local = settings.persons(session.store)
    for each in local:
        known = statement.person(each.id)
        if known is None:
            number = max((person.ordinal for person in persons), default=-1) + 1
            roles = _office_roles(session, each)
            persons.append(Person(each.id, each.name, roles, number, (each.public,)))
    ids = tuple(each.id for each in local)
    own = statement.device(session.device)
    number = max((device.ordinal for device in statement.devices), default=-1) + 1
    device = (
        _own_device(session, number, ids)
        if own is None
        else replace(own, persons=tuple(dict.fromkeys((*own.persons, *ids))))
    )
    others = [each if each.id != device.id else device for each in statement.devices]
    devices = others if own is not None else [*others, device]
    return replace(statement, persons=tuple(persons), devices=tuple(devices))


def _office_roles(session: Session, person: LocalPerson) -> tuple[Role, ...]:
    """Of the office only whom the root names as custodian may read identities."""
    named = person.public in session.trust.root.custodian
    return (Role.OFFICE, Role.CUSTODIAN) if named else (Role.OFFICE,)


def _own_device(session: Session, ordinal: int, persons: tuple[str, ...]) -> Device:
    keys = session.keys
    name = session.trust.root.name
    return Device(
        keys.signing.public, keys.reading.public, name, ordinal, DeviceKind.OFFICE, persons
    )
