"""What is different between two versions of a statement, for the people it concerns. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum

from app.trust.statement import DatedRecusal, DeviceKind, Statement


class Change(Enum):
    """What happened."""

    JOINED = "joined"
    LEFT = "left"
    RETURNED = "returned"
    ROLES = "roles"
    DEVICE_ADDED = "device-added"
    DEVICE_REVOKED = "device-revoked"
    RECUSED = "recused"
    RECUSAL_LIFTED = "recusal-lifted"
    COMPARTMENTS = "compartments"
    VALIDITY = "validity"
    ROOT = "root"


@dataclass(frozen=True, slots=True)
class Difference:
    """One change. ``name`` is that of a person or device, ``id`` whose it is."""

    change: Change
    name: str = ""
    id: str = ""
    day: date | None = None


def differences(old: Statement, new: Statement) -> tuple[Difference, ...]:
    """Everything somebody of the team may have to know, people first."""
    return (*_people(old, new), *_devices(old, new), *_recusals(old, new), *_rest(old, new))


def _people(old: Statement, new: Statement) -> Iterator[Difference]:
    for person in new.persons:
        before = old.person(person.id)
        if before is None:
            yield Difference(Change.JOINED, person.name, person.id)
            continue
        if person.left != before.left:
            change = Change.RETURNED if person.left is None else Change.LEFT
            yield Difference(change, person.name, person.id, person.left)
        if person.roles != before.roles:
            yield Difference(Change.ROLES, person.name, person.id)


def _devices(old: Statement, new: Statement) -> Iterator[Difference]:
    for device in new.devices:
        if old.device(device.id) is None and device.kind is DeviceKind.TEAM:
            yield Difference(Change.DEVICE_ADDED, device.label, device.id)
        if new.revocation(device.id) and not old.revocation(device.id):
            yield Difference(Change.DEVICE_REVOKED, device.label, device.id)


def _recusals(old: Statement, new: Statement) -> Iterator[Difference]:
    def of(change: Change, dated: DatedRecusal) -> Difference:
        person = new.person(dated.recusal.person)
        return Difference(change, person.name if person else "", dated.recusal.person, dated.since)

    before, after = set(old.recusals), set(new.recusals)
    yield from (of(Change.RECUSED, each) for each in new.recusals if each not in before)
    yield from (of(Change.RECUSAL_LIFTED, each) for each in old.recusals if each not in after)


def _rest(old: Statement, new: Statement) -> Iterator[Difference]:
    if dict(old.compartments) != dict(new.compartments):
        yield Difference(Change.COMPARTMENTS)
    if old.valid_until != new.valid_until:
        yield Difference(Change.VALIDITY, day=new.valid_until)
    if old.root != new.root:
        yield Difference(Change.ROOT)
