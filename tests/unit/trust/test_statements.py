"""Membership statements: form, inner rules, and succession."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.domain.access import CompartmentFacts, Recusal, Role, Rule
from app.domain.errors import TrustError
from app.trust.enrolment import enrol, next_version, sign_statement
from app.trust.request import Applicant
from app.trust.statement import DatedRecusal, DeviceKind, Statement
from app.trust.statement_reading import check_successor, new_keys, read_statement
from tests.unit.trust.trust_samples import (
    DIRECTOR,
    FIRST,
    LEADER,
    SECOND,
    device,
    person,
    reading,
    request_draft,
    revocation,
    rewritten,
    signing,
    statement_draft,
    statement_paper,
)

PAPER = statement_paper()
VERSION_1 = read_statement(PAPER)
MEMBERSHIP = signing("membership")


def refused(reason: str, action: Callable[..., object], *arguments: object) -> TrustError:
    with pytest.raises(TrustError) as caught:
        action(*arguments)
    assert caught.value.reason == reason
    return caught.value


def test_a_statement_comes_back_as_it_was_written() -> None:
    assert statement_draft() == VERSION_1
    assert VERSION_1.digest == PAPER.digest
    full = next_version(
        VERSION_1,
        persons=(*VERSION_1.persons[:-1], replace(VERSION_1.persons[-1], left=date(2026, 4, 1))),
        revoked=(revocation("laptop-2", "a" * 64, "b" * 64),),
        recusals=(DatedRecusal(Recusal(FIRST), date(2026, 3, 3)), *VERSION_1.recusals),
    )
    assert read_statement(statement_paper(full)) == full


def test_it_answers_for_persons_and_devices() -> None:
    laptop = VERSION_1.devices[2]
    assert VERSION_1.device(laptop.id) == laptop
    assert VERSION_1.device("0" * 32) is None
    liaison = VERSION_1.person(SECOND)
    assert liaison is not None
    assert (liaison.role, liaison.ordinal) == (Role.LIAISON, 3)
    assert VERSION_1.person("nobody") is None
    assert VERSION_1.revocation(laptop.id) is None
    revoked = replace(VERSION_1, revoked=(revocation("laptop-2", "a" * 64),))
    assert revoked.revocation(laptop.id) == revocation("laptop-2", "a" * 64)


def test_readers_are_reckoned_from_those_who_are_still_there() -> None:
    gone = replace(VERSION_1.persons[0], left=date(2026, 4, 1))
    facts = replace(VERSION_1, persons=(gone, *VERSION_1.persons[1:])).membership()
    assert set(facts.roles) == {FIRST, SECOND, DIRECTOR}
    assert facts.roles[DIRECTOR] == {Role.OFFICE, Role.CUSTODIAN}
    assert facts.recusals == (Recusal(SECOND, "interview", "77"),)
    assert facts.compartment("identity").rule is Rule.INTERVIEWERS_ONLY
    assert facts.compartment("petition").named == {FIRST}


P, D = VERSION_1.persons, VERSION_1.devices


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"valid_until": date(2026, 2, 28)}, "validity"),
        ({"version": 2}, "link"),
        ({"previous": "1" * 64}, "link"),
        ({"persons": (*P, P[0])}, "name-twice"),
        ({"persons": (*P, replace(P[0], id="other", read=(reading("x").public,)))}, "name-twice"),
        ({"persons": (*P, replace(P[0], id="other", ordinal=9))}, "key-twice"),
        ({"devices": (*D, D[0])}, "name-twice"),
        ({"devices": (*D, device("x", 2, DeviceKind.TEAM, FIRST))}, "name-twice"),
        ({"devices": (*D, replace(D[0], ordinal=9))}, "key-twice"),
        ({"devices": (*D, replace(D[1], ordinal=9, sign=b"x" * 32))}, "key-twice"),
        ({"devices": (*D, replace(D[1], ordinal=9, read=P[0].read[0]))}, "key-twice"),
        ({"devices": (*D, device("x", 9, DeviceKind.TEAM, "stranger"))}, "unknown-name"),
        ({"devices": D[1:]}, "no-office-device"),
        ({"revoked": (revocation("x"),)}, "unknown-name"),
        ({"revoked": (revocation("laptop-1"), revocation("laptop-1"))}, "name-twice"),
        ({"recusals": (DatedRecusal(Recusal("stranger"), date(2026, 3, 1)),)}, "unknown-name"),
        ({"compartments": {"clue": CompartmentFacts(named=frozenset({"x"}))}}, "unknown-name"),
        ({"persons": ()}, "field"),
        ({"devices": ()}, "field"),
    ],
)
def test_a_statement_that_contradicts_itself_is_refused(
    changes: dict[str, Any], reason: str
) -> None:
    draft = statement_draft(**changes)
    refused(reason, read_statement, statement_paper(draft))
    refused(reason, sign_statement, draft, MEMBERSHIP)


def set_in(name: str, index: int, key: str, value: object) -> Callable[[dict[str, Any]], object]:
    def change(body: dict[str, Any]) -> None:
        body[name][index][key] = value

    return change


def set_compartment(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    def change(body: dict[str, Any]) -> None:
        body["compartments"]["identity"][key] = value

    return change


def name_compartment(body: dict[str, Any]) -> None:
    body["compartments"]["Bad Name"] = body["compartments"]["identity"]


def flag(body: dict[str, Any]) -> None:
    body["critical"] = ["two-leaders"]


def flood(body: dict[str, Any]) -> None:
    body["recusals"] = body["recusals"] * 1001


@pytest.mark.parametrize(
    ("change", "reason", "detail"),
    [
        (flag, "critical", "two-leaders"),
        (flood, "field", "recusals"),
        (name_compartment, "field", "compartments"),
        (set_compartment("rule", "everybody"), "field", "compartments.identity.rule"),
        (set_compartment("version", 0), "field", "compartments.identity.version"),
        (set_compartment("named", [FIRST, FIRST]), "name-twice", "compartments.identity.named"),
        (set_compartment("named", [7]), "field", "compartments.identity.named"),
        (set_in("persons", 0, "roles", []), "field", "persons.roles"),
        (set_in("persons", 0, "roles", ["king"]), "field", "persons.roles"),
        (set_in("persons", 0, "read", []), "field", "persons.read"),
        (set_in("persons", 0, "left", "soon"), "field", "persons.left"),
        (set_in("persons", 0, "ordinal", -1), "field", "persons.ordinal"),
        (set_in("devices", 0, "id", "0" * 32), "identity", "devices"),
        (set_in("devices", 0, "kind", "home"), "field", "devices.kind"),
        (set_in("devices", 0, "persons", []), "field", "devices.persons"),
        (set_in("recusals", 0, "kind", ""), "field", "recusals.record"),
        (set_in("recusals", 0, "record", ""), "field", "recusals.record"),
    ],
)
def test_a_wrong_field_is_named(
    change: Callable[[dict[str, Any]], object], reason: str, detail: str
) -> None:
    paper = rewritten(PAPER, "membership", change)
    assert refused(reason, read_statement, paper).detail == detail


def after(**changes: Any) -> Statement:
    return next_version(VERSION_1, **changes)


def test_the_next_version_follows() -> None:
    second = read_statement(sign_statement(after(title="新名"), MEMBERSHIP, VERSION_1))
    check_successor(VERSION_1, second)
    assert (second.version, second.previous) == (2, VERSION_1.digest)
    check_successor(VERSION_1, VERSION_1)


def test_versions_between_may_be_missing() -> None:
    third = next_version(read_statement(statement_paper(after(title="2"))), title="3")
    check_successor(VERSION_1, read_statement(statement_paper(third)))


SECOND_VERSION = read_statement(
    statement_paper(after(root=2, revoked=(revocation("laptop-2", "a" * 64),)))
)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        (VERSION_1, after(office="1" * 32), "office"),
        (VERSION_1, after(task="other"), "task"),
        (SECOND_VERSION, VERSION_1, "version-backwards"),
        (VERSION_1, replace(VERSION_1, title="x", digest="other"), "forked"),
        (VERSION_1, replace(after(), previous="1" * 64), "link"),
        (
            SECOND_VERSION,
            replace(SECOND_VERSION, root=1, version=3, previous=SECOND_VERSION.digest),
            "version-backwards",
        ),
        (SECOND_VERSION, next_version(SECOND_VERSION, revoked=()), "dropped"),
        (VERSION_1, after(devices=D[:2]), "dropped"),
        (VERSION_1, after(devices=(*D[:2], replace(D[2], persons=(FIRST,)))), "dropped"),
        (VERSION_1, after(devices=(*D[:2], replace(D[2], ordinal=7))), "changed"),
        (VERSION_1, after(devices=(*D[:2], replace(D[2], kind=DeviceKind.OFFICE))), "changed"),
        (VERSION_1, after(persons=P[1:]), "dropped"),
        (VERSION_1, after(persons=(replace(P[0], read=(b"x",)), *P[1:])), "dropped"),
        (VERSION_1, after(persons=(replace(P[0], ordinal=7), *P[1:])), "changed"),
    ],
)
def test_what_does_not_follow_is_refused(old: Statement, new: Statement, reason: str) -> None:
    refused(reason, check_successor, old, new)


def test_the_office_cannot_sign_what_does_not_follow() -> None:
    refused("dropped", sign_statement, after(devices=D[:2]), MEMBERSHIP, VERSION_1)


def test_new_keys_are_noticed() -> None:
    assert new_keys(None, VERSION_1)
    assert not new_keys(VERSION_1, after(title="x"))
    assert not new_keys(VERSION_1, after(devices=D[:2]))
    more = (*D, device("laptop-9", 9, DeviceKind.TEAM, FIRST))
    assert new_keys(VERSION_1, after(devices=more))
    keys = (*P[0].read, reading("another laptop").public)
    assert new_keys(VERSION_1, after(persons=(replace(P[0], read=keys), *P[1:])))


def test_enrolling_adds_a_device_and_a_reading_key() -> None:
    draft = enrol(VERSION_1, request_draft(), {})
    read = read_statement(sign_statement(draft, MEMBERSHIP, VERSION_1))
    added = read.device(request_draft().device)
    assert added is not None
    assert (added.ordinal, added.kind, added.persons) == (3, DeviceKind.TEAM, (SECOND,))
    liaison = read.person(SECOND)
    assert liaison is not None
    assert liaison.read == (P[2].read[0], reading("second on laptop-3").public)
    assert liaison.ordinal == 3


def test_enrolling_adds_a_new_person_with_his_role() -> None:
    newcomer = Applicant("newcomer", "孙六", reading("newcomer").public)
    request = request_draft(persons=(newcomer,))
    read = read_statement(
        sign_statement(enrol(VERSION_1, request, {"newcomer": (Role.DEPUTY,)}), MEMBERSHIP)
    )
    assert read.person("newcomer") == replace(
        person("newcomer", "孙六", 5, Role.DEPUTY), read=(newcomer.read,)
    )
    with pytest.raises(KeyError):
        enrol(VERSION_1, request, {})
    assert VERSION_1.person(LEADER) == read.person(LEADER)
