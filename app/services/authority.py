"""What the office decides about a team after it was enrolled: laptops withdrawn or replaced, people
who leave or change their part, recusals, designations, validity; and what was kept aside.

Each decision has a *preview* of what follows, for the person to read before it is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from app.domain.access import Compartment, Recusal, Role
from app.domain.errors import TrustError
from app.domain.kinds import Channel
from app.journal.knowledge import Chains, Link
from app.journal.operations import LogName
from app.ports import Changes, Work
from app.services import issuing, records
from app.services.exchange import delivery, judging
from app.services.issuing import Act, Decision
from app.services.members import write_role
from app.services.session import Session
from app.trust import amending
from app.trust.differences import Difference, differences
from app.trust.reasons import Reason
from app.trust.request import Request
from app.trust.statement import Device, DeviceKind, Statement


@dataclass(frozen=True)
class Position:
    """Up to where a device's logs are known: ``tips`` and how many lines that is in all.

    ``at_leader`` counts the tips only a leader's computer has reported so far.
    """

    tips: tuple[str, ...]
    lines: int
    at_leader: int = 0


@dataclass(frozen=True)
class Outlook:
    """What follows from a decision. ``silenced`` are laptops that get nothing more.

    ``leaders`` are the names of those who lead afterwards; ``unsealed`` are identities that the
    person concerned has opened already: nothing pretends that he had not.
    """

    differences: tuple[Difference, ...]
    silenced: tuple[str, ...] = ()
    leaders: tuple[str, ...] = ()
    unsealed: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class KeptAside:
    """A segment that does not count yet. ``admitted_by`` are people of the office who agreed."""

    hash: str
    device: str
    channel: str
    first: int
    last: int
    reason: str
    admitted_by: frozenset[str]


def statement(session: Session) -> Statement:
    """The present task's statement. Raises TrustError before its first laptop was admitted."""
    found = session.trust.statement(session.task)
    if found is None:
        raise TrustError(Reason.TASK)
    return found


def position(session: Session, device: str) -> Position:
    """What the office has of a device, and what a leader's computer said it has.

    Everything received before counts, whatever became of it here.
    """
    own = [each for each in session.store.segments(session.task) if each.name.device == device]
    chains = Chains.of(Link(s.hash, s.name.id, s.previous, s.first, s.last) for s in own)
    ends = {tip for tips in chains.tips(chains.links).values() for tip in tips}
    reported = _reported_by_leaders(session, device) - chains.links.keys()
    lines = sum(each.last - each.first + 1 for each in own)
    return Position(tuple(sorted(ends | reported)), lines, len(reported))


def outlook(session: Session, decision: Decision, person: str = "") -> Outlook:
    """What a decision would change, before it is made. ``person`` is the one it is about.

    Raises TrustError for what would be refused.
    """
    old = statement(session)
    paper, trust = issuing.signed(session, decision)
    new = trust.statements[session.task]
    del paper
    silenced = [
        device.label
        for device in old.devices
        if device.kind is DeviceKind.TEAM
        and _receives_any(old, session, device)
        and not any(trust.receives(device.id, session.task, channel) for channel in Channel)
    ]
    leading = new.membership().holding(Role.LEADER)
    return Outlook(
        differences(old, new),
        tuple(silenced),
        tuple(each.name for each in new.persons if each.id in leading),
        unsealed_by(session, person) if person else (),
    )


def revoking(session: Session, device: str) -> Decision:
    """To stop accepting a device after what is known of it now."""
    tips = position(session, device).tips
    return lambda old: amending.revoke(_not_own(session, old, device), device, tips)


def replacing(
    session: Session,
    device: str,
    request: Request,
    same: Mapping[str, str],
    roles: Mapping[str, Role],
) -> Decision:
    """To revoke a device and admit its successor in one step.

    ``same`` says who of the request is whom in the task; ``roles`` what the others are.
    """
    gone = revoking(session, device)
    held = {person.id: (roles.get(person.id, Role.MEMBER),) for person in request.persons}
    return lambda old: amending.add_device(gone(old), request, held, same)


def leaving(session: Session, person: str, *, with_devices: bool = True) -> Decision:
    """Somebody leaves the task today; laptops only he works on are withdrawn with him."""
    today = session.clock.now().date()

    def decide(old: Statement) -> Statement:
        changed = amending.leave(old, person, today)
        for device in _only_his(changed, person) if with_devices else ():
            changed = amending.revoke(changed, device.id, position(session, device.id).tips)
        return changed

    return decide


def recusing(session: Session, person: str, kind: str = "", record: str = "") -> Decision:
    """回避 from today on: of the whole task, or of one record."""
    today = session.clock.now().date()
    return lambda old: amending.recuse(old, Recusal(person, kind, record), today)


def lifting(recusal: Recusal) -> Decision:
    """A recusal that was entered by mistake."""
    return lambda old: amending.lift(old, recusal)


def giving_role(person: str, role: Role) -> Decision:
    """Another part in the team."""
    return lambda old: amending.give_roles(old, person, (role,))


def returning(person: str) -> Decision:
    """Somebody who left is in the team again."""
    return lambda old: amending.come_back(old, person)


def designating(persons: Iterable[str]) -> Decision:
    """Who handles petitions, besides the leader."""
    named = frozenset(persons)
    return lambda old: amending.designate(old, Compartment.PETITION, named)


def closing_identities(*, closed: bool) -> Decision:
    """Whether the leader sees who talked, or only those who talked with him."""
    return lambda old: amending.close_to_leader(old, closed=closed)


def extending(valid_until: date) -> Decision:
    """Another last day of validity."""
    return lambda old: amending.extend(old, valid_until)


def decide(session: Session, decision: Decision, act: Act, role: Role | None = None) -> Changes:
    """Issue what was decided. With ``role`` the team's list follows for the act's subject.

    Raises TrustError with nothing changed.
    """

    def list_(work: Work) -> None:
        if role is not None:
            write_role(session, work, act.subject[1], role)

    return issuing.issue(session, decision, act, list_)


def replace(
    session: Session, decision: Decision, act: Act, request: Request, same: Mapping[str, str]
) -> Changes:
    """Issue a decision of ``replacing``; people who are new get their records."""
    new = [person for person in request.persons if person.id not in same]

    def people(work: Work) -> None:
        for person in new:
            write_role(session, work, person.id, Role.MEMBER, person.name)

    return issuing.issue(session, decision, act, people)


def kept_aside(session: Session) -> tuple[KeptAside, ...]:
    """Segments of the present task that do not count, in the order of their logs."""
    admitted = judging.admissions(session)
    return tuple(
        KeptAside(
            each.hash,
            each.name.device,
            each.name.channel,
            each.first,
            each.last,
            each.reason,
            admitted.get(each.hash, frozenset()),
        )
        for each in session.store.segments(session.task)
        if each.state == judging.QUARANTINED
    )


def can_admit(session: Session, segment: KeptAside) -> bool:
    """Whether this person's word would still add something."""
    own = session.trust.device(session.device, session.task)
    listed = own is not None and session.person in own.persons
    return listed and session.person not in segment.admitted_by


def admit(session: Session, segment: str, reason: str) -> Changes:
    """Say as one of two that a segment shall count. Raises TrustError if that adds nothing."""
    own = session.trust.device(session.device, session.task)
    if own is None or session.person not in own.persons:
        raise TrustError(Reason.NOT_LISTED)
    return judging.admit(session, segment, reason)


def unsealed_by(session: Session, person: str) -> tuple[tuple[str, str], ...]:
    """(kind, id) of the sealed records that somebody opened, as the logs here say; each once."""
    found: dict[tuple[str, str], None] = {}
    for row in records.rows(session, "audit", action="unsealed"):
        if row.author == person and row.values["subject"]:
            found[(str(row.values["subject_kind"]), str(row.values["subject"]))] = None
    return tuple(found)


def _reported_by_leaders(session: Session, device: str) -> frozenset[str]:
    logs = {LogName(device, session.task, channel.value).id for channel in Channel}
    leading = session.trust.membership(session.task).holding(Role.LEADER)
    said = delivery.sayings(session)
    return frozenset(
        tip
        for each in statement(session).devices
        if each.id != device and not leading.isdisjoint(each.persons)
        for saying in said.get(each.id, ())
        for log, tips in saying.tips.items()
        if log in logs
        for tip in tips
    )


def _not_own(session: Session, old: Statement, device: str) -> Statement:
    """The computer at which this is decided cannot exclude itself."""
    if device == session.device:
        raise TrustError(Reason.NO_OFFICE_DEVICE)
    return old


def _only_his(changed: Statement, person: str) -> list[Device]:
    there = set(changed.membership().roles)
    return [
        device
        for device in changed.devices
        if device.kind is DeviceKind.TEAM
        and person in device.persons
        and there.isdisjoint(device.persons)
        and changed.revocation(device.id) is None
    ]


def _receives_any(old: Statement, session: Session, device: Device) -> bool:
    return any(session.trust.receives(device.id, old.task, channel) for channel in Channel)
