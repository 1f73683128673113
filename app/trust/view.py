"""What follows from the accepted papers: the only place that is asked whom to believe.

A ``Trust`` never changes; taking in a paper gives a new one. It does no input or output and knows
no clock but the day it is handed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from app.crypto.signing import key_hint
from app.domain.access import MembershipFacts, Role
from app.domain.errors import TrustError
from app.trust import policy as rules
from app.trust.policy import Policy
from app.trust.reasons import Denial, Reason
from app.trust.root import KIND as ROOT
from app.trust.root import Root, accept_next_root, accept_roots
from app.trust.signed import Paper
from app.trust.statement import KIND as STATEMENT
from app.trust.statement import Device, DeviceKind, Person, Revocation, Statement
from app.trust.statement_reading import check_successor, new_keys, read_statement


@dataclass(frozen=True, slots=True)
class Trust:
    """Accepted roots (oldest first) and the newest accepted statement of each task."""

    roots: tuple[Root, ...]
    statements: Mapping[str, Statement] = field(default_factory=dict)
    policy: Policy = field(default_factory=Policy.of)

    @classmethod
    def load(
        cls,
        roots: Sequence[Paper],
        statements: Sequence[Paper] = (),
        policy: Policy | None = None,
    ) -> Trust:
        """Build from stored papers, verifying all of them again. Raises TrustError.

        ``roots`` begin with the first one; ``statements`` may come in any order. A stored statement
        may be signed under the root it names, also if that has been replaced since.
        """
        trust = cls(accept_roots(roots), {}, policy or Policy.of())
        found = [trust._read_stored(paper) for paper in statements]
        for statement in sorted(found, key=lambda statement: statement.version):
            trust = trust._with(statement)
        return trust

    @property
    def root(self) -> Root:
        """The newest root."""
        return self.roots[-1]

    @property
    def office(self) -> str:
        """Id of the office."""
        return self.root.office

    def with_root(self, paper: Paper) -> Trust:
        """Take in a root. The same root again changes nothing. Raises TrustError."""
        if paper.kind == ROOT and any(paper.digest == root.digest for root in self.roots):
            return self
        return replace(self, roots=(*self.roots, accept_next_root(self.root, paper)))

    def with_statement(self, paper: Paper, today: date) -> Trust:
        """Take in a statement. The same statement again changes nothing. Raises TrustError.

        It must be signed by a membership key of the newest root: a key that was replaced cannot
        speak any more. An expired one is taken in unless it brings new keys.
        """
        if paper.kind == STATEMENT and self._knows(paper):
            return self
        if paper.kind != STATEMENT or not paper.signers(self.root.membership):
            raise TrustError(Reason.SIGNATURE, STATEMENT)
        statement = read_statement(paper)
        if statement.root > self.root.version:
            raise TrustError(Reason.ROOT_MISSING)
        known = self.statements.get(statement.task)
        result = self._with(statement)
        if statement.valid_until < today and new_keys(known, statement):
            raise TrustError(Reason.EXPIRED)
        return result

    def take_in(self, papers: Sequence[Paper], today: date) -> Trust:
        """Take in the roots and statements of a paper file, roots first. Raises TrustError."""
        trust = self
        for paper in papers:
            trust = trust.with_root(paper) if paper.kind == ROOT else trust
        for paper in papers:
            trust = trust.with_statement(paper, today) if paper.kind == STATEMENT else trust
        return trust

    def statement(self, task: str) -> Statement | None:
        """The newest accepted statement of a task."""
        return self.statements.get(task)

    def expired(self, task: str, today: date) -> bool:
        """Whether to show the banner. Recording goes on whatever this says."""
        statement = self.statements.get(task)
        return statement is not None and statement.valid_until < today

    def signer(self, device: str) -> bytes | None:
        """The signing key of a device that some statement names, revoked or not."""
        found = self.device(device)
        return None if found is None else found.sign

    def device(self, device: str, task: str | None = None) -> Device | None:
        """A device of one task, or of any."""
        return next((found for found in self._devices(task) if found.id == device), None)

    def device_by_hint(self, hint: str) -> Device | None:
        """The device whose signing key has this hint. Proves nothing: verify with the key."""
        return next((found for found in self._devices() if key_hint(found.sign) == hint), None)

    def devices(self, task: str) -> tuple[Device, ...]:
        """Devices of a task that are not revoked: those to encrypt to."""
        statement = self.statements.get(task)
        if statement is None:
            return ()
        return tuple(d for d in statement.devices if statement.revocation(d.id) is None)

    def office_devices(self, task: str) -> tuple[Device, ...]:
        """The office's devices of a task that are not revoked, lowest ordinal first."""
        found = (device for device in self.devices(task) if device.kind is DeviceKind.OFFICE)
        return tuple(sorted(found, key=lambda device: device.ordinal))

    def office_device(self, task: str) -> Device | None:
        """The first device of the office."""
        return next(iter(self.office_devices(task)), None)

    def reading_keys(self, devices: Iterable[str]) -> tuple[bytes, ...]:
        """Reading keys of these devices, in their order. Raises TrustError for an unknown one."""
        found = [self.device(device) for device in devices]
        if None in found:
            raise TrustError(Reason.UNKNOWN_NAME, "devices")
        return tuple(device.read for device in found if device is not None)

    def persons(self, task: str) -> tuple[Person, ...]:
        """Persons of a task, also those who have left."""
        statement = self.statements.get(task)
        return () if statement is None else statement.persons

    def person(self, person: str, task: str) -> Person | None:
        """One person of a task."""
        return next((found for found in self.persons(task) if found.id == person), None)

    def role(self, person: str, task: str) -> Role | None:
        """What a person is first of all in a task."""
        found = self.person(person, task)
        return None if found is None else found.role

    def person_keys(self, persons: Iterable[str], task: str) -> tuple[tuple[str, bytes], ...]:
        """(person, reading key) of those named who are in the task: one for each laptop."""
        wanted = frozenset(persons)
        return tuple(
            (person.id, key)
            for person in self.persons(task)
            if person.id in wanted
            for key in person.read
        )

    def membership(self, task: str) -> MembershipFacts:
        """What decides about readers; nobody without a statement."""
        statement = self.statements.get(task)
        return MembershipFacts({}) if statement is None else statement.membership()

    def ordinal(self, device: str, task: str) -> int | None:
        """The number of a device in its task: the 3 of 谈话对象-3-07."""
        found = self.device(device, task)
        return None if found is None else found.ordinal

    def revocation(self, device: str, task: str) -> Revocation | None:
        """Up to where a revoked device still counts; None if it is not revoked."""
        statement = self.statements.get(task)
        return None if statement is None else statement.revocation(device)

    def receives(self, device: str, task: str, channel: str) -> bool:
        """Whether logs of a channel may be handed to a device."""
        statement = self.statements.get(task)
        found = self.device(device, task)
        return (
            statement is not None
            and found is not None
            and statement.revocation(device) is None
            and rules.receives(statement, found, channel)
        )

    def may_write(
        self, kind: str, verb: str, channel: str, author: str, device: str, task: str
    ) -> Denial | None:
        """Why this may not be written; None if it may.

        Revocation is not asked here: it depends on the log position, see ``revocation``.
        """
        statement = self.statements.get(task)
        if statement is None:
            return Denial.TASK_UNKNOWN
        return rules.denial(
            statement,
            self.policy,
            kind=kind,
            verb=verb,
            channel=channel,
            author=author,
            device=device,
        )

    def _devices(self, task: str | None = None) -> Iterable[Device]:
        for name, statement in self.statements.items():
            if task is None or name == task:
                yield from statement.devices

    def _knows(self, paper: Paper) -> bool:
        return any(known.digest == paper.digest for known in self.statements.values())

    def _read_stored(self, paper: Paper) -> Statement:
        keys = [key for root in self.roots for key in root.membership]
        signers = paper.signers(keys) if paper.kind == STATEMENT else ()
        if not signers:
            raise TrustError(Reason.SIGNATURE, STATEMENT)
        statement = read_statement(paper)
        named = next((root for root in self.roots if root.version == statement.root), None)
        if named is None:
            raise TrustError(Reason.ROOT_MISSING)
        if not set(signers).intersection(named.membership):
            raise TrustError(Reason.SIGNATURE, STATEMENT)
        return statement

    def _with(self, statement: Statement) -> Trust:
        if statement.office != self.office:
            raise TrustError(Reason.OFFICE)
        known = self.statements.get(statement.task)
        if known is not None:
            check_successor(known, statement)
        self._check_office_devices(statement)
        return replace(self, statements={**self.statements, statement.task: statement})

    def _check_office_devices(self, statement: Statement) -> None:
        """A device that the statement calls the office's must have a key some root names for it."""
        ops = {key for root in self.roots for key in root.ops}
        office = (d for d in statement.devices if d.kind is DeviceKind.OFFICE)
        if any(device.sign not in ops for device in office):
            raise TrustError(Reason.OFFICE_DEVICE)


def first_trust(
    papers: Sequence[Paper], today: date, device: str, policy: Policy | None = None
) -> Trust:
    """What a laptop believes after its enrolment, from the statement file it was handed.

    The person has compared the fingerprint of the first root in the file with the printed number
    before; every later root follows from it by thresholds. The file holds all roots from the first
    on, and the newest statement of a task that lists ``device``.
    Raises TrustError.
    """
    roots = [paper for paper in papers if paper.kind == ROOT]
    trust = Trust(accept_roots(roots), {}, policy or Policy.of()).take_in(papers, today)
    if trust.device(device) is None:
        raise TrustError(Reason.NOT_LISTED)
    return trust
