"""Authority of one task and the office's keys; without a window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.domain.access import Compartment, Recusal, Role, Rule
from app.domain.errors import MediaError
from app.ports import Changes, Query
from app.services import authority, enrolment, rotation, settings
from app.services.authority import KeptAside, Outlook
from app.services.enrolment import Applied
from app.services.issuing import Act, Decision
from app.services.session import OFFICE_TASK, Session
from app.trust.fingerprint import same_groups
from app.trust.statement import DeviceKind, Person, Statement

TEAM_ROLES = (Role.LEADER, Role.DEPUTY, Role.LIAISON, Role.MEMBER)


@dataclass(frozen=True)
class LaptopLine:
    """A computer of the team."""

    id: str
    label: str
    ordinal: int
    people: tuple[str, ...]
    revoked: bool


@dataclass(frozen=True)
class PersonLine:
    """A person of the team. ``recusals`` are those that hold; one without a record is whole."""

    id: str
    name: str
    role: Role
    left: date | None
    recusals: tuple[Recusal, ...]

    @property
    def recused(self) -> bool:
        """Whether from the whole task."""
        return any(not recusal.record for recusal in self.recusals)


@dataclass(frozen=True)
class TeamFacts:
    """What the statement of the present task says."""

    laptops: tuple[LaptopLine, ...]
    people: tuple[PersonLine, ...]
    designated: frozenset[str]
    identities_closed: bool
    version: int
    valid_until: date
    expired: bool


@dataclass(frozen=True)
class Proposal:
    """A decision that waits for confirmation. ``kind`` names it for the words.

    ``name`` is that of the person or device concerned; ``detail`` a record, a role or a day.
    """

    kind: str
    name: str
    decision: Decision
    act: Act = field(default_factory=Act)
    role: Role | None = None
    detail: str = ""
    person: str = ""
    lines: int = 0
    at_leader: int = 0
    applied: Applied | None = None
    same: Mapping[str, str] = field(default_factory=dict)


_LOGGED = {  # stays Chinese
    "leave": "离组",
    "return": "归队",
    "role": "调整职务",
    "recuse": "回避",
    "lift": "取消回避",
}
"""What the log calls them."""

REASON_WANTED = frozenset({"revoke", "replace", "leave", "recuse", "lift"})
"""Decisions somebody may have to answer for later: without a reason they are not made."""


@dataclass(frozen=True)
class AsideLine:
    """What was kept aside of one computer in one channel."""

    segment: KeptAside
    computer: str
    agreed: tuple[str, ...]
    may: bool


@dataclass(frozen=True)
class Shown:
    """Everything the screen of an office shows, gathered off the window's thread.

    ``records`` are (kind, id, words) of what somebody may be recused from.
    """

    tasks: list[tuple[str, str]]
    team: TeamFacts | None
    records: list[tuple[str, str, str]]
    aside: list[AsideLine]
    people_here: int
    office: rotation.Office
    number: str
    waiting: rotation.Pending | None


class AuthorityPresenter:
    """``session`` is the office's, within the task worked on."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def gather(self) -> Shown:
        """What the screen shows now."""
        return Shown(
            self.tasks(),
            self.team(),
            self.records(),
            self.kept_aside(),
            self.people_here(),
            rotation.office(self.session),
            enrolment.office_number(self.session),
            rotation.pending(self.session),
        )

    # --- the team ---

    def tasks(self) -> list[tuple[str, str]]:
        """(id, title) of the tasks a statement exists for, newest first."""
        rows = self.session.store.rows(Query("task"))
        known = self.session.trust.statements
        return [(row.id, str(row.values["title"] or "")) for row in rows if row.id in known]

    def team(self) -> TeamFacts | None:
        """The present task's team; None before its first laptop was admitted."""
        statement = self.session.trust.statement(self.session.task)
        if statement is None or self.session.task == OFFICE_TASK:
            return None
        facts = statement.membership()
        today = self.session.clock.now().date()
        return TeamFacts(
            laptops=tuple(_laptops(statement)),
            people=tuple(_people(statement)),
            designated=facts.compartment(Compartment.PETITION).named,
            identities_closed=facts.compartment(Compartment.IDENTITY).rule
            is Rule.INTERVIEWERS_ONLY,
            version=statement.version,
            valid_until=statement.valid_until,
            expired=statement.valid_until < today,
        )

    def records(self) -> list[tuple[str, str, str]]:
        """(kind, id, what it is called) of what somebody may be recused from."""
        found = []
        for kind, names in (("finding", ("number", "title")), ("interview", ("pseudonym",))):
            for row in self.session.store.rows(Query(kind, task=self.session.task)):
                words = " ".join(str(row.values[name] or "") for name in names).strip()
                found.append((kind, row.id, words))
        return found

    def revoke(self, laptop: LaptopLine) -> Proposal:
        """Stop accepting a laptop."""
        known = authority.position(self.session, laptop.id)
        return Proposal(
            "revoke",
            laptop.label,
            authority.revoking(self.session, laptop.id),
            Act("revoked", ("device", laptop.id), laptop.label),
            lines=known.lines,
            at_leader=known.at_leader,
        )

    def replace(self, laptop: LaptopLine, applied: Applied, same: Mapping[str, str]) -> Proposal:
        """Put a new laptop in the place of one."""
        request = applied.request
        return Proposal(
            "replace",
            laptop.label,
            authority.replacing(self.session, laptop.id, request, same, {}),
            Act("revoked", ("device", laptop.id), f"{laptop.label} → {request.label}"),
            detail=request.label,
            lines=authority.position(self.session, laptop.id).lines,
            applied=applied,
            same=same,
        )

    def same_people(self, laptop: LaptopLine, applied: Applied) -> dict[str, str]:
        """Who of a request is probably whom: people of the replaced laptop with the same name."""
        statement = authority.statement(self.session)
        device = statement.device(laptop.id)
        here = {
            person.name: person.id
            for person in statement.persons
            if device is not None and person.id in device.persons
        }
        asked = applied.request.persons
        return {person.id: here[person.name] for person in asked if person.name in here}

    def people_of(self, laptop: LaptopLine) -> list[tuple[str, str]]:
        """(id, name) of the people on a laptop."""
        statement = authority.statement(self.session)
        device = statement.device(laptop.id)
        ids = device.persons if device is not None else ()
        return [(p.id, p.name) for p in statement.persons if p.id in ids]

    def leave(self, person: PersonLine) -> Proposal:
        """Somebody leaves."""
        decision = authority.leaving(self.session, person.id)
        return _about("leave", person, decision)

    def come_back(self, person: PersonLine) -> Proposal:
        """Somebody who left is back."""
        return _about("return", person, authority.returning(person.id))

    def give_role(self, person: PersonLine, role: Role) -> Proposal:
        """Another role."""
        decision = authority.giving_role(person.id, role)
        return _about("role", person, decision, role=role, detail=role.value)

    def recuse(
        self, person: PersonLine, kind: str = "", record: str = "", name: str = ""
    ) -> Proposal:
        """回避."""
        decision = authority.recusing(self.session, person.id, kind, record)
        return _about("recuse", person, decision, detail=name)

    def lift(self, person: PersonLine, recusal: Recusal, name: str) -> Proposal:
        """A recusal that was a mistake; ``name`` is what its record is called."""
        return _about("lift", person, authority.lifting(recusal), detail=name)

    def designate(self, persons: frozenset[str], names: str) -> Proposal:
        """Who handles petitions."""
        return Proposal("designate", names, authority.designating(persons))

    def close_identities(self, *, closed: bool) -> Proposal:
        """Whether the leader sees who talked."""
        kind = "close" if closed else "open"
        return Proposal(kind, "", authority.closing_identities(closed=closed))

    def extend(self, day: date) -> Proposal:
        """Another last day."""
        return Proposal("extend", "", authority.extending(day), detail=day.isoformat())

    def outlook(self, proposal: Proposal) -> Outlook:
        """What follows. Raises TrustError for what would be refused."""
        return authority.outlook(self.session, proposal.decision, proposal.person)

    def carry_out(self, proposal: Proposal, reason: str) -> Changes:
        """Do it. Raises TrustError with nothing changed."""
        words = " ".join(part for part in (proposal.act.words, reason.strip()) if part)
        act = Act(proposal.act.action, proposal.act.subject, words)
        if proposal.applied is not None:
            request = proposal.applied.request
            decision = proposal.decision
            return authority.replace(self.session, decision, act, request, proposal.same)
        return authority.decide(self.session, proposal.decision, act, proposal.role)

    def read_request(self, path: Path) -> Applied:
        """Open a request file. Raises TrustError, MediaError."""
        try:
            return enrolment.read_request(path.read_bytes())
        except OSError as error:
            raise MediaError(path, error.strerror or "") from error

    def same_number(self, applied: Applied, asked: tuple[int, ...], typed: str) -> bool:
        """Whether the groups asked for were typed as they were read aloud."""
        return same_groups(applied.number, asked, typed)

    # --- what was kept aside ---

    def kept_aside(self) -> list[AsideLine]:
        """Segments that do not count, by computer."""
        if self.session.trust.statement(self.session.task) is None:
            return []
        people = {p.id: p.name for p in authority.statement(self.session).persons}
        found = []
        for each in authority.kept_aside(self.session):
            device = self.session.trust.device(each.device, self.session.task)
            label = device.label if device is not None else ""
            agreed = tuple(people.get(person, "") for person in sorted(each.admitted_by))
            found.append(AsideLine(each, label, agreed, authority.can_admit(self.session, each)))
        return found

    def admit(self, segments: list[KeptAside], reason: str) -> Changes:
        """Agree that these count."""
        changes = Changes()
        for each in segments:
            done = authority.admit(self.session, each.hash, reason)
            changes = Changes(changes.records | done.records, changes.operations + done.operations)
        return changes

    def people_here(self) -> int:
        """How many people have a passphrase on this computer."""
        return len(settings.persons(self.session.store))


def _laptops(statement: Statement) -> list[LaptopLine]:
    names = {person.id: person.name for person in statement.persons}
    return [
        LaptopLine(
            device.id,
            device.label,
            device.ordinal,
            tuple(names[person] for person in device.persons),
            statement.revocation(device.id) is not None,
        )
        for device in statement.devices
        if device.kind is DeviceKind.TEAM
    ]


def _people(statement: Statement) -> list[PersonLine]:
    def line(person: Person) -> PersonLine:
        own = (d.recusal for d in statement.recusals if d.recusal.person == person.id)
        return PersonLine(person.id, person.name, person.role, person.left, tuple(own))

    return [line(person) for person in statement.persons if Role.OFFICE not in person.roles]


def _about(
    kind: str,
    person: PersonLine,
    decision: Decision,
    *,
    role: Role | None = None,
    detail: str = "",
) -> Proposal:
    act = Act("statement", ("person", person.id), f"{_LOGGED[kind]} {person.name}")
    return Proposal(kind, person.name, decision, act, role, detail, person.id)
