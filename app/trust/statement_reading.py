"""Reading a membership statement, and the rules between one and its successor."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable

from app.domain.access import CompartmentFacts, Recusal, Role, Rule
from app.domain.errors import TrustError
from app.trust.fields import DIGEST, ID, NAME, Fields, read_fields
from app.trust.identifiers import FIRST_PREVIOUS
from app.trust.reasons import Reason
from app.trust.signed import Paper
from app.trust.statement import (
    KIND,
    DatedRecusal,
    Device,
    DeviceKind,
    Person,
    Revocation,
    Statement,
)

_ROLE = re.compile("|".join(Role))
_RULE = re.compile("|".join(Rule))
_DEVICE_KIND = re.compile("|".join(DeviceKind))
_KIND_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


def read_statement(paper: Paper) -> Statement:
    """Read a statement whose signature has been checked. Raises TrustError."""
    fields = read_fields(paper.data)
    fields.check_head(KIND)
    statement = Statement(
        office=fields.matching("office", ID),
        task=fields.matching("task", NAME),
        title=fields.text("title"),
        root=fields.number("root", 1),
        made=fields.moment("made"),
        valid_from=fields.day("valid_from"),
        valid_until=fields.day("valid_until"),
        persons=tuple(_person(entry) for entry in fields.objects("persons", 1)),
        devices=tuple(_device(entry) for entry in fields.objects("devices", 1)),
        compartments={
            name: _compartment(entry) for name, entry in fields.entries("compartments").items()
        },
        recusals=tuple(_recusal(entry) for entry in fields.objects("recusals")),
        revoked=tuple(_revocation(entry) for entry in fields.objects("revoked")),
        version=fields.number("version", 1),
        previous=fields.matching("prev", DIGEST),
        digest=paper.digest,
    )
    _check(statement)
    return statement


def check_successor(old: Statement, new: Statement) -> None:
    """Whether ``new`` may take the place of ``old``. Raises TrustError.

    Versions between the two may be missing: sticks get lost, and a statement is complete.
    """
    if (new.office, new.task) != (old.office, old.task):
        raise TrustError(Reason.OFFICE if new.office != old.office else Reason.TASK)
    if new.version < old.version:
        raise TrustError(Reason.VERSION_BACKWARDS)
    if new.version == old.version and new.digest != old.digest:
        raise TrustError(Reason.FORKED)
    if new.version == old.version + 1 and new.previous != old.digest:
        raise TrustError(Reason.LINK)
    if new.root < old.root:
        raise TrustError(Reason.VERSION_BACKWARDS, "root")
    for device in old.devices:
        _check_kept_device(device, new.device(device.id))
    for person in old.persons:
        _check_kept_person(person, new.person(person.id))
    if any(new.revocation(revoked.device) is None for revoked in old.revoked):
        raise TrustError(Reason.DROPPED, "revoked")


def new_keys(old: Statement | None, new: Statement) -> bool:
    """Whether ``new`` names a key of a device or person that ``old`` does not."""
    return not _keys(new) <= (_keys(old) if old is not None else frozenset())


def _keys(statement: Statement) -> frozenset[bytes]:
    of_persons = {key for person in statement.persons for key in person.read}
    of_devices = {key for device in statement.devices for key in (device.sign, device.read)}
    return frozenset(of_persons | of_devices)


def _check_kept_device(old: Device, new: Device | None) -> None:
    if new is None or not set(old.persons) <= set(new.persons):
        raise TrustError(Reason.DROPPED, "devices")
    if (new.ordinal, new.kind) != (old.ordinal, old.kind):
        raise TrustError(Reason.CHANGED, "devices")


def _check_kept_person(old: Person, new: Person | None) -> None:
    if new is None or not set(old.read) <= set(new.read):
        raise TrustError(Reason.DROPPED, "persons")
    if new.ordinal != old.ordinal:
        raise TrustError(Reason.CHANGED, "persons")


def _check(statement: Statement) -> None:
    if statement.valid_until < statement.valid_from:
        raise TrustError(Reason.VALIDITY)
    if (statement.version == 1) != (statement.previous == FIRST_PREVIOUS):
        raise TrustError(Reason.LINK)
    _check_different(statement)
    _check_references(statement)
    if not any(device.kind is DeviceKind.OFFICE for device in statement.devices):
        raise TrustError(Reason.NO_OFFICE_DEVICE)


def _check_different(statement: Statement) -> None:
    persons, devices = statement.persons, statement.devices
    _all_different(Reason.NAME_TWICE, "persons", (person.id for person in persons))
    _all_different(Reason.NAME_TWICE, "persons", (person.ordinal for person in persons))
    _all_different(Reason.NAME_TWICE, "devices", (device.ordinal for device in devices))
    _all_different(Reason.NAME_TWICE, "revoked", (entry.device for entry in statement.revoked))
    _all_different(Reason.KEY_TWICE, "devices", (device.sign for device in devices))
    reading = [device.read for device in devices] + [key for p in persons for key in p.read]
    _all_different(Reason.KEY_TWICE, "read", reading)


def _check_references(statement: Statement) -> None:
    persons = {person.id for person in statement.persons}
    named = {person for device in statement.devices for person in device.persons}
    named |= {dated.recusal.person for dated in statement.recusals}
    named |= {person for facts in statement.compartments.values() for person in facts.named}
    revoked = {entry.device for entry in statement.revoked}
    if not named <= persons or not revoked <= {device.id for device in statement.devices}:
        raise TrustError(Reason.UNKNOWN_NAME)


def _all_different(reason: Reason, where: str, items: Iterable[Hashable]) -> None:
    found = list(items)
    if len(set(found)) != len(found):
        raise TrustError(reason, where)


def _person(fields: Fields) -> Person:
    return Person(
        id=fields.matching("id", NAME),
        name=fields.named("name"),
        roles=tuple(Role(role) for role in fields.words("roles", _ROLE, 1)),
        ordinal=fields.number("ordinal", 0),
        read=fields.reading_keys("read", 1),
        left=fields.day("left") if fields.text("left") else None,
    )


def _device(fields: Fields) -> Device:
    device = Device(
        sign=fields.signing_key("sign"),
        read=fields.reading_key("read"),
        label=fields.named("label"),
        ordinal=fields.number("ordinal", 0),
        kind=DeviceKind(fields.matching("kind", _DEVICE_KIND)),
        persons=fields.words("persons", NAME, 1),
    )
    if fields.matching("id", ID) != device.id:
        raise TrustError(Reason.IDENTITY, "devices")
    return device


def _compartment(fields: Fields) -> CompartmentFacts:
    return CompartmentFacts(
        rule=Rule(fields.matching("rule", _RULE)),
        named=frozenset(fields.words("named", NAME)),
        version=fields.number("version", 1),
    )


def _recusal(fields: Fields) -> DatedRecusal:
    recusal = Recusal(
        person=fields.matching("person", NAME),
        kind=fields.optional("kind", _KIND_NAME),
        record=fields.optional("record", NAME),
    )
    if bool(recusal.kind) != bool(recusal.record):
        raise TrustError(Reason.FIELD, "recusals.record")
    return DatedRecusal(recusal, fields.day("since"))


def _revocation(fields: Fields) -> Revocation:
    return Revocation(
        device=fields.matching("device", ID),
        tips=fields.words("accept_only_ancestors_of", DIGEST),
    )
