"""Making membership statements: what the office does with a request, and with the next version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from app.crypto.signing import SigningKey
from app.domain.access import Role
from app.domain.errors import TrustError
from app.trust.reasons import Reason
from app.trust.request import Applicant, Request
from app.trust.signed import Paper, sign
from app.trust.statement import KIND, Device, DeviceKind, Person, Statement, write_statement
from app.trust.statement_reading import check_successor, read_statement

LEADING = frozenset({Role.LEADER, Role.DEPUTY})
"""Roles nobody has who is recused from the whole task."""


def sign_statement(statement: Statement, key: SigningKey, old: Statement | None = None) -> Paper:
    """Sign with the membership key; refuses what a reader would refuse. Raises TrustError.

    ``old`` is the statement this one takes the place of. What a recusal forbids is not signed.
    """
    check_grants(statement)
    paper = sign(KIND, write_statement(statement), [key])
    read = read_statement(paper)
    if old is not None:
        check_successor(old, read)
    return paper


def next_version(old: Statement, **changes: Any) -> Statement:
    """A draft of the statement after ``old``, which has to come from a paper."""
    draft = replace(old, **changes)
    return replace(draft, version=old.version + 1, previous=old.digest, digest="")


def wholly_recused(statement: Statement, person: str) -> bool:
    """Whether somebody is recused from the whole task."""
    return any(
        dated.recusal.person == person and not dated.recusal.record for dated in statement.recusals
    )


def check_grants(statement: Statement) -> None:
    """Whoever is recused from the whole task neither leads it nor is designated for anything.

    Raises TrustError naming the person.
    """
    designated = {person for facts in statement.compartments.values() for person in facts.named}
    for person in statement.persons:
        leads = person.left is None and not LEADING.isdisjoint(person.roles)
        if wholly_recused(statement, person.id) and (leads or person.id in designated):
            raise TrustError(Reason.RECUSED, person.name)


def enrol(
    old: Statement,
    request: Request,
    roles: Mapping[str, tuple[Role, ...]],
    kind: DeviceKind = DeviceKind.TEAM,
) -> Statement:
    """A draft that adds a device and its persons, as an accepted and compared request asks.

    A device that is there already gets the persons it has got since. ``roles`` says what persons
    are who were not in the task before. New persons and devices get the
    next free ordinal. Raises KeyError for a new person without a role.
    """
    persons = list(old.persons)
    for applicant in request.persons:
        _add(persons, applicant, roles)
    device = _device(old, request, kind)
    others = tuple(d for d in old.devices if d.id != device.id)
    return next_version(old, persons=tuple(persons), devices=(*others, device))


def _device(old: Statement, request: Request, kind: DeviceKind) -> Device:
    """A new device, or the known one with the persons it has got since."""
    asked = [applicant.id for applicant in request.persons]
    known = old.device(request.device)
    if known is not None:
        return replace(known, persons=tuple(dict.fromkeys((*known.persons, *asked))))
    return Device(
        sign=request.sign,
        read=request.read,
        label=request.label,
        ordinal=_next(d.ordinal for d in old.devices),
        kind=kind,
        persons=tuple(asked),
    )


def _add(
    persons: list[Person], applicant: Applicant, roles: Mapping[str, tuple[Role, ...]]
) -> None:
    """Somebody already there gets another reading key: he works on one more laptop."""
    for index, person in enumerate(persons):
        if person.id == applicant.id:
            keys = tuple(dict.fromkeys((*person.read, applicant.read)))
            persons[index] = replace(person, read=keys)
            return
    ordinal = _next(person.ordinal for person in persons)
    held = roles[applicant.id]
    persons.append(Person(applicant.id, applicant.name, held, ordinal, (applicant.read,)))


def _next(ordinals: Iterable[int]) -> int:
    return max(ordinals, default=0) + 1
