"""The membership statement of one inspection task.

::

    {"xj":"statement/1","suite":1,"critical":[],"office":"<id>","task":"<id>","title":"…",
     "version":3,"prev":"<digest>","root":1,"made":"<time>",
     "valid_from":"<day>","valid_until":"<day>",
     "persons":[{"id":"…","name":"…","roles":["leader"],"ordinal":1,"read":["<key>",…],
                 "left":"<day or empty>"},…],
     "devices":[{"id":"…","sign":"…","read":"…","label":"…","ordinal":3,"kind":"team",
                 "persons":["…",…]},…],
     "compartments":{"identity":{"version":1,"rule":"default","named":["…"]},…},
     "recusals":[{"person":"…","kind":"","record":"","since":"<day>"},…],
     "revoked":[{"device":"…","accept_only_ancestors_of":["<segment hash>",…]},…]}

It says everything a laptop must know and nothing of other tasks; the unit's name is not in it. A
person has one reading key for each laptop he works on. A statement is complete: persons and devices
are never taken out, only marked, so that a reader who missed versions can still judge old segments.
``root`` is the version of the root under which it was signed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from app.domain.access import CompartmentFacts, MembershipFacts, Recusal, Role
from app.journal.canonical import JsonValue, encode
from app.trust.fields import SUITE, to_base64
from app.trust.identifiers import FIRST_PREVIOUS, device_id

KIND = "statement"


class DeviceKind(StrEnum):
    """Whose device it is."""

    TEAM = "team"
    OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the task. ``left`` is the day he left it, if he did."""

    id: str
    name: str
    roles: tuple[Role, ...]
    ordinal: int
    read: tuple[bytes, ...]
    left: date | None = None

    @property
    def role(self) -> Role:
        """What he is first of all."""
        return self.roles[0]


@dataclass(frozen=True, slots=True)
class Device:
    """A laptop of the team or a machine of the office, with the persons who work on it."""

    sign: bytes
    read: bytes
    label: str
    ordinal: int
    kind: DeviceKind
    persons: tuple[str, ...]

    @property
    def id(self) -> str:
        """Follows from the keys."""
        return device_id(self.sign, self.read)


@dataclass(frozen=True, slots=True)
class DatedRecusal:
    """A recusal and the day from which it holds."""

    recusal: Recusal
    since: date


@dataclass(frozen=True, slots=True)
class Revocation:
    """A device whose segments count only up to ``tips`` (hashes of segments) and before them."""

    device: str
    tips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """What a membership statement says. ``digest`` names the paper; empty for a draft."""

    office: str
    task: str
    title: str
    root: int
    made: str
    valid_from: date
    valid_until: date
    persons: tuple[Person, ...]
    devices: tuple[Device, ...]
    compartments: Mapping[str, CompartmentFacts] = field(default_factory=dict)
    recusals: tuple[DatedRecusal, ...] = ()
    revoked: tuple[Revocation, ...] = ()
    version: int = 1
    previous: str = FIRST_PREVIOUS
    digest: str = field(default="", compare=False)

    def person(self, person: str) -> Person | None:
        """One person of the task, also one who has left."""
        return next((found for found in self.persons if found.id == person), None)

    def device(self, device: str) -> Device | None:
        """One device of the task, also a revoked one."""
        return next((found for found in self.devices if found.id == device), None)

    def revocation(self, device: str) -> Revocation | None:
        """The revocation of a device, if there is one."""
        return next((found for found in self.revoked if found.device == device), None)

    def membership(self) -> MembershipFacts:
        """What decides about readers: persons who are still there, recusals, compartments."""
        return MembershipFacts(
            roles={p.id: frozenset(p.roles) for p in self.persons if p.left is None},
            recusals=tuple(dated.recusal for dated in self.recusals),
            compartments=self.compartments,
        )


def write_statement(statement: Statement) -> bytes:
    """The bytes the membership key signs."""
    return encode(
        {
            "xj": "statement/1",
            "suite": SUITE,
            "critical": [],
            "office": statement.office,
            "task": statement.task,
            "title": statement.title,
            "version": statement.version,
            "prev": statement.previous,
            "root": statement.root,
            "made": statement.made,
            "valid_from": statement.valid_from.isoformat(),
            "valid_until": statement.valid_until.isoformat(),
            "persons": [_person(person) for person in statement.persons],
            "devices": [_device(device) for device in statement.devices],
            "compartments": {
                name: _compartment(facts) for name, facts in sorted(statement.compartments.items())
            },
            "recusals": [_recusal(recusal) for recusal in statement.recusals],
            "revoked": [
                {"device": entry.device, "accept_only_ancestors_of": [*entry.tips]}
                for entry in statement.revoked
            ],
        }
    )


def _person(person: Person) -> JsonValue:
    return {
        "id": person.id,
        "name": person.name,
        "roles": list(person.roles),
        "ordinal": person.ordinal,
        "read": [to_base64(key) for key in person.read],
        "left": "" if person.left is None else person.left.isoformat(),
    }


def _device(device: Device) -> JsonValue:
    return {
        "id": device.id,
        "sign": to_base64(device.sign),
        "read": to_base64(device.read),
        "label": device.label,
        "ordinal": device.ordinal,
        "kind": device.kind,
        "persons": list(device.persons),
    }


def _compartment(facts: CompartmentFacts) -> JsonValue:
    return {"version": facts.version, "rule": facts.rule, "named": [*sorted(facts.named)]}


def _recusal(dated: DatedRecusal) -> JsonValue:
    return {
        "person": dated.recusal.person,
        "kind": dated.recusal.kind,
        "record": dated.recusal.record,
        "since": dated.since.isoformat(),
    }
