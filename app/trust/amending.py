"""Changes of a task's membership statement, one function for each decision of the office.

Every function takes a statement and gives one with the change in it; version, time and signature
come once, when the office issues it. Nothing is ever taken out of a statement but a recusal that
was wrong and a designation: persons and devices are marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from app.domain.access import Compartment, CompartmentFacts, Recusal, Role, Rule
from app.domain.errors import TrustError
from app.trust.enrolment import LEADING, enrol, wholly_recused
from app.trust.reasons import Reason
from app.trust.request import Request
from app.trust.statement import DatedRecusal, Device, Person, Revocation, Statement


def revoke(statement: Statement, device: str, tips: Iterable[str]) -> Statement:
    """A device counts only up to ``tips`` from now on. Once revoked, its position stays.

    Raises TrustError for an unknown device.
    """
    _device(statement, device)
    if statement.revocation(device) is not None:
        return statement
    entry = Revocation(device, tuple(sorted(set(tips))))
    return replace(statement, revoked=(*statement.revoked, entry))


def add_device(
    statement: Statement,
    request: Request,
    roles: Mapping[str, tuple[Role, ...]],
    same: Mapping[str, str] | None = None,
) -> Statement:
    """A device that asked, with its persons. ``roles`` as in ``enrol``.

    ``same`` maps ids of the request to persons of the task: people who already are in it and
    continue on this device with their number and everything they may read.
    """
    asked = as_known(request, same or {})
    added = enrol(statement, asked, roles)
    for person in asked.persons:
        if wholly_recused(statement, person.id):
            raise TrustError(Reason.RECUSED, person.name)
    return replace(statement, persons=added.persons, devices=added.devices)


def as_known(request: Request, same: Mapping[str, str]) -> Request:
    """The request with the ids under which the office knows these people."""
    persons = tuple(replace(p, id=same.get(p.id, p.id)) for p in request.persons)
    return replace(request, persons=persons)


def leave(statement: Statement, person: str, day: date) -> Statement:
    """Somebody leaves the task: he keeps what he has and gets nothing more."""
    changed = _with_person(statement, person, left=day)
    return _undesignate(changed, person)


def come_back(statement: Statement, person: str) -> Statement:
    """Somebody who left is in the task again."""
    return _with_person(statement, person, left=None)


def give_roles(statement: Statement, person: str, roles: tuple[Role, ...]) -> Statement:
    """What a person is in the task from now on."""
    return _with_person(statement, person, roles=roles)


def recuse(statement: Statement, recusal: Recusal, since: date) -> Statement:
    """回避, of the whole task or of one record.

    Whoever is recused from the whole task neither leads it nor handles anything designated.
    """
    if any(dated.recusal == recusal for dated in statement.recusals):
        return statement
    person = _person(statement, recusal.person)
    entry = DatedRecusal(recusal, since)
    changed = replace(statement, recusals=(*statement.recusals, entry))
    if recusal.record:
        return changed
    kept = tuple(role for role in person.roles if role not in LEADING) or (Role.MEMBER,)
    return _undesignate(_with_person(changed, person.id, roles=kept), person.id)


def lift(statement: Statement, recusal: Recusal) -> Statement:
    """A recusal that was a mistake. What was made meanwhile stays closed to the person."""
    kept = tuple(dated for dated in statement.recusals if dated.recusal != recusal)
    return replace(statement, recusals=kept)


def designate(statement: Statement, compartment: Compartment, persons: Iterable[str]) -> Statement:
    """The persons named for a compartment, in place of those named before."""
    facts = statement.membership().compartment(compartment)
    return _with_compartment(statement, compartment, replace(facts, named=frozenset(persons)))


def close_to_leader(statement: Statement, *, closed: bool) -> Statement:
    """Whether identities are for those who talked only, or for the leader as well."""
    facts = statement.membership().compartment(Compartment.IDENTITY)
    rule = Rule.INTERVIEWERS_ONLY if closed else Rule.DEFAULT
    return _with_compartment(statement, Compartment.IDENTITY, replace(facts, rule=rule))


def extend(statement: Statement, valid_until: date) -> Statement:
    """Another last day of validity."""
    return replace(statement, valid_until=valid_until)


def _device(statement: Statement, device: str) -> Device:
    found = statement.device(device)
    if found is None:
        raise TrustError(Reason.UNKNOWN_NAME, "devices")
    return found


def _person(statement: Statement, person: str) -> Person:
    found = statement.person(person)
    if found is None:
        raise TrustError(Reason.UNKNOWN_NAME, "persons")
    return found


def _with_person(statement: Statement, person: str, **changes: object) -> Statement:
    known = _person(statement, person)
    changed = replace(known, **changes)  # type: ignore[arg-type]
    persons = tuple(changed if each.id == person else each for each in statement.persons)
    return replace(statement, persons=persons)


def _undesignate(statement: Statement, person: str) -> Statement:
    compartments = {
        name: replace(facts, named=facts.named - {person})
        for name, facts in statement.compartments.items()
    }
    return replace(statement, compartments=compartments)


def _with_compartment(
    statement: Statement, compartment: Compartment, facts: CompartmentFacts
) -> Statement:
    return replace(statement, compartments={**statement.compartments, compartment.value: facts})
