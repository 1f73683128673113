"""From a new laptop to a member of a team: request, statement, acceptance.

Laptop: ``request`` → stick → office: ``admit`` (after the thirty digits were compared aloud) →
``papers`` → stick → laptop: ``accept``. The formats are final; revocation and successors use them
later.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from app.crypto.signing import SigningKey
from app.domain.access import Role
from app.domain.errors import TrustError
from app.domain.identifiers import uuid7
from app.ports import Changes, Query, Work
from app.services import audit, records, settings
from app.services.exchange import statements
from app.services.records import Editable
from app.services.session import Session
from app.trust.enrolment import enrol, next_version, sign_statement
from app.trust.fingerprint import fingerprint
from app.trust.papers import papers_of, read_papers, write_papers
from app.trust.policy import Policy
from app.trust.reasons import Reason
from app.trust.request import Applicant, Request, accept_request, write_request
from app.trust.signed import Paper, sign
from app.trust.statement import Device, DeviceKind, Person, Statement
from app.trust.view import Trust, first_trust

VALID_DAYS = 120
"""A statement warns after this; it never stops anybody from recording."""

_MEMBERSHIP_ROLES = {
    Role.LEADER: "leader",
    Role.DEPUTY: "deputy",
    Role.MEMBER: "member",
    Role.LIAISON: "liaison",
}


@dataclass(frozen=True)
class Requested:
    """A request ready for the stick, and the number to read aloud."""

    data: bytes
    number: str


@dataclass(frozen=True)
class Applied:
    """A request as the office reads it."""

    request: Request
    number: str


@dataclass(frozen=True)
class Accepted:
    """What a laptop has joined. ``number`` is the office's, to compare with the paper at hand."""

    office: str
    office_name: str
    task: str
    number: str


def request(session: Session, label: str) -> Requested:
    """Ask to be enrolled, with everybody who has a passphrase on this laptop."""
    draft = Request(
        sign=session.keys.signing.public,
        read=session.keys.reading.public,
        label=label,
        persons=tuple(
            Applicant(person.id, person.name, person.public)
            for person in settings.persons(session.store)
        ),
        made=session.claimed(),
    )
    paper = sign("request", write_request(draft), [session.keys.signing])
    return Requested(write_papers([paper]), fingerprint(paper))


def read_request(data: bytes) -> Applied:
    """Open a request file at the office. Raises TrustError."""
    found = papers_of(read_papers(data), "request")
    if len(found) != 1:
        raise TrustError(Reason.FILE)
    return Applied(accept_request(found[0]), fingerprint(found[0]))


def admit(session: Session, requests: Iterable[Request], roles: Mapping[str, Role]) -> Changes:
    """Name devices and their persons in the next statement of the present task.

    ``roles`` maps the ids of new persons to roles; who is not in it is a member. Also writes the
    people and their membership as records, so that the team's screens know them. A laptop that
    asks again brings its new persons. Raises TrustError.
    """
    requests = list(requests)
    old = session.trust.statement(session.task)
    paper = _next_statement(session, old, requests, roles)
    trust = session.trust.with_statement(paper, session.clock.now().date())
    with session.store.work() as work:
        settings.keep_papers(work, [paper], trust)
        audit.note(session, work, "statement", words=str(trust.statements[session.task].version))
        for asked in requests:
            for person in asked.persons:
                _write_person(session, work, person, roles.get(person.id, Role.MEMBER))
        statements.publish(session, work, [*settings.root_papers(session.store), paper])
        changes = work.commit()
    session.believe(trust)
    return changes


def papers(session: Session) -> bytes:
    """Root chain and the present task's newest statement, for the laptops. Raises TrustError."""
    found = session.store.document(settings.statement_name(session.task))
    if found is None:
        raise TrustError(Reason.TASK)
    roots = [
        Paper("root", data, signature)
        for _, _, data, signature in session.store.documents(settings.ROOT)
    ]
    return write_papers([*roots, Paper("statement", found[1], found[2])])


def office_number(session: Session) -> str:
    """Thirty digits of the office's first root: printed on the 组建通知."""
    _, data, signature = session.store.document(settings.ROOT, 1) or (0, b"", b"")
    return fingerprint(Paper("root", data, signature))


def look(session: Session, data: bytes) -> Accepted:
    """What a paper file would make this laptop join; nothing is accepted.

    Raises TrustError if the papers break a rule, are older than what is here, name another office,
    or do not name this laptop.
    """
    papers, trust = _judge(session, data)
    brought = {paper.digest for paper in papers_of(papers, "statement")}
    joined = next(
        (
            statement
            for statement in trust.statements.values()
            if statement.digest in brought and statement.device(session.device) is not None
        ),
        None,
    )
    if joined is None:
        raise TrustError(Reason.NOT_LISTED)
    first = next(iter(papers_of(papers, "root")), None)
    if first is None:
        raise TrustError(Reason.NO_ROOT)
    return Accepted(trust.office, trust.root.name, joined.task, fingerprint(first))


def accept(session: Session, data: bytes) -> Accepted:
    """Join: keep the papers. The vault has to be opened anew to work on the task.

    Raises TrustError like ``look``.
    """
    found = look(session, data)
    papers, trust = _judge(session, data)
    with session.store.work() as work:
        settings.keep_papers(work, papers, trust)
        settings.join(work, found.office, found.task)
        work.commit()
    return found


def _judge(session: Session, data: bytes) -> tuple[tuple[Paper, ...], Trust]:
    papers = read_papers(data)
    today = session.clock.now().date()
    if session.papers is None:
        return papers, first_trust(papers, today, session.device, Policy.of(session.catalogue))
    return papers, session.papers.take_in(papers, today)


def _membership_key(session: Session) -> SigningKey:
    seed = session.store.setting(settings.MEMBERSHIP_KEY)
    if seed is None:
        raise TrustError(Reason.SIGNATURE)
    return SigningKey.from_seed(seed)


def _next_statement(
    session: Session, old: Statement | None, requests: list[Request], roles: Mapping[str, Role]
) -> Paper:
    """One version for each request; only the last is signed. Raises TrustError."""
    draft = old or _first_statement(session)
    for asked in requests:
        held = {p.id: (roles.get(p.id, Role.MEMBER),) for p in asked.persons}
        added = enrol(draft, asked, held)
        draft = replace(draft, persons=added.persons, devices=added.devices)
    if old is not None:
        draft = next_version(old, persons=draft.persons, devices=draft.devices)
    draft = replace(draft, made=session.claimed())
    return sign_statement(draft, _membership_key(session), old)


def _first_statement(session: Session) -> Statement:
    """A task's first statement: the office's own device and the people on it."""
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
            Person(person.id, person.name, (Role.OFFICE, Role.CUSTODIAN), n, (person.public,))
            for n, person in enumerate(people)
        ),
        devices=(
            Device(
                session.keys.signing.public,
                session.keys.reading.public,
                session.trust.root.name,
                0,
                DeviceKind.OFFICE,
                tuple(person.id for person in people),
            ),
        ),
    )


def _write_person(session: Session, work: Work, applicant: Applicant, role: Role) -> None:
    empty = Editable("person", applicant.id, session.kind("person").empty(), is_new=True)
    state = work.state("person", applicant.id)
    if state is None:
        records.write(session, work, empty, {"name": applicant.name})
    if session.store.count(Query("membership", task=session.task, equals={"person": applicant.id})):
        return
    membership = Editable("membership", uuid7(), session.kind("membership").empty(), is_new=True)
    values = {"person": applicant.id, "role": _MEMBERSHIP_ROLES.get(role, "member")}
    records.write(session, work, membership, values)
