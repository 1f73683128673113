"""From a new laptop to a member of a team: request, statement, acceptance.

Laptop: ``request`` → stick → office: ``admit`` (after the thirty digits were compared aloud) →
``papers`` → stick → laptop: ``accept``. What is decided later is in ``authority``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.domain.access import Role
from app.domain.errors import TrustError
from app.ports import Changes, Work
from app.services import incarnation, issuing, settings
from app.services.members import write_role
from app.services.session import Session
from app.trust import amending
from app.trust.fingerprint import fingerprint
from app.trust.papers import papers_of, read_papers, write_papers
from app.trust.policy import Policy
from app.trust.reasons import Reason
from app.trust.request import Applicant, Request, accept_request, write_request
from app.trust.signed import Paper, sign
from app.trust.statement import Statement
from app.trust.view import Trust, first_trust


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
    former = session.keys.former if incarnation.is_awaited(session) else ()
    draft = Request(
        sign=session.keys.signing.public,
        read=session.keys.reading.public,
        label=label,
        persons=tuple(
            Applicant(person.id, person.name, person.public)
            for person in settings.persons(session.store)
        ),
        made=session.claimed(),
        office=session.office if former else "",
        task=session.task if former else "",
        replaces=former[0].device if former else "",
    )
    keys = [session.keys.signing, *(each.signing for each in former[:1] if each.signing)]
    paper = sign("request", write_request(draft), keys)
    return Requested(write_papers([paper]), fingerprint(paper))


def read_request(data: bytes) -> Applied:
    """Open a request file at the office. Raises TrustError."""
    found = papers_of(read_papers(data), "request")
    if len(found) != 1:
        raise TrustError(Reason.FILE)
    return Applied(accept_request(found[0]), fingerprint(found[0]))


def admit(
    session: Session,
    requests: Iterable[Request],
    roles: Mapping[str, Role],
    same: Mapping[str, str] | None = None,
) -> Changes:
    """Name devices and their persons in the next statement of the present task.

    ``roles`` maps the ids of new persons to roles; who is not in it is a member. ``same`` maps ids
    of a request to people who are in the task already. Also writes the people and their membership
    as records, so that the team's screens know them. A laptop that asks again brings its new
    persons. Raises TrustError.
    """
    asked = [amending.as_known(request, same or {}) for request in requests]
    known = session.trust.statement(session.task)

    def decide(old: Statement) -> Statement:
        for request in asked:
            held = {p.id: (roles.get(p.id, Role.MEMBER),) for p in request.persons}
            old = amending.add_device(old, request, held)
        return old

    def list_(work: Work) -> None:
        for person in (person for request in asked for person in request.persons):
            if known is None or known.person(person.id) is None:
                role = roles.get(person.id, Role.MEMBER)
                write_role(session, work, person.id, role, person.name)

    return issuing.issue(session, decide, also=list_)


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
        joined = trust.statements[found.task]
        if session.store.setting(settings.SEEN + found.task) is None:
            work.put_setting(settings.SEEN + found.task, str(joined.version).encode())
        _take_known_names(session, work, joined)
        work.commit()
    return found


def _judge(session: Session, data: bytes) -> tuple[tuple[Paper, ...], Trust]:
    papers = read_papers(data)
    today = session.clock.now().date()
    if session.papers is None:
        return papers, first_trust(papers, today, session.device, Policy.of(session.catalogue))
    return papers, session.papers.take_in(papers, today)


def _take_known_names(session: Session, work: Work, statement: Statement) -> None:
    """Go by the ids under which the office knows the people of this laptop.

    Somebody who continues on another laptop has a new key there, and is still the same person.
    """
    here = settings.persons(session.store)
    known = {key: person.id for person in statement.persons for key in person.read}
    named = [replace(person, id=known.get(person.public, person.id)) for person in here]
    settings.put_persons(work, named)
