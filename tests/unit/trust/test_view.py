"""What follows from accepted papers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.crypto.signing import key_hint
from app.domain.access import Role
from app.domain.errors import TrustError
from app.trust.enrolment import enrol, next_version
from app.trust.papers import read_papers, write_papers
from app.trust.policy import Policy
from app.trust.root import accept_first_root, accept_next_root
from app.trust.signed import Paper, countersign, sign
from app.trust.statement import DeviceKind, Statement
from app.trust.statement_reading import read_statement
from app.trust.view import Trust, first_trust
from tests.unit.trust.trust_samples import (
    DIRECTOR,
    FIRST,
    LEADER,
    SECOND,
    TASK,
    TODAY,
    device,
    next_root,
    request_draft,
    request_paper,
    revocation,
    root_draft,
    root_paper,
    signing,
    statement_draft,
    statement_paper,
)

ROOT = root_paper()
PAPER = statement_paper()
VERSION_1 = read_statement(PAPER)
TRUST = Trust.load([ROOT], [PAPER])
OFFICE, LEADERS, MEMBERS = (found.id for found in VERSION_1.devices)
OTHER_TASK = "other-task"


def refused(reason: str, action: Callable[..., object], *arguments: object) -> None:
    with pytest.raises(TrustError) as caught:
        action(*arguments)
    assert caught.value.reason == reason


def second(**changes: Any) -> Statement:
    return next_version(VERSION_1, **changes)


def test_it_answers_for_devices() -> None:
    assert TRUST.office == VERSION_1.office
    assert TRUST.signer(MEMBERS) == signing("laptop-2").public
    assert TRUST.signer("0" * 32) is None
    assert TRUST.device(MEMBERS, TASK) == VERSION_1.devices[2]
    assert TRUST.device(MEMBERS, OTHER_TASK) is None
    assert TRUST.device_by_hint(key_hint(signing("laptop-2").public)) == VERSION_1.devices[2]
    assert TRUST.device_by_hint("0" * 16) is None
    assert TRUST.office_device(TASK) == VERSION_1.devices[0]
    assert TRUST.office_device(OTHER_TASK) is None
    assert TRUST.ordinal(MEMBERS, TASK) == 2
    assert TRUST.ordinal(MEMBERS, OTHER_TASK) is None
    reads = tuple(VERSION_1.devices[index].read for index in (2, 0))
    assert TRUST.reading_keys([MEMBERS, OFFICE]) == reads
    refused("unknown-name", TRUST.reading_keys, [MEMBERS, "0" * 32])


def test_it_answers_for_persons() -> None:
    assert TRUST.statement(TASK) == VERSION_1
    assert TRUST.persons(TASK) == VERSION_1.persons
    assert TRUST.persons(OTHER_TASK) == ()
    assert TRUST.role(SECOND, TASK) is Role.LIAISON
    assert TRUST.role("stranger", TASK) is None
    keys = TRUST.person_keys([DIRECTOR, LEADER, "stranger"], TASK)
    assert keys == (
        (LEADER, VERSION_1.persons[0].read[0]),
        (DIRECTOR, VERSION_1.persons[3].read[0]),
    )
    assert set(TRUST.membership(TASK).roles) == {LEADER, FIRST, SECOND, DIRECTOR}
    assert TRUST.membership(OTHER_TASK).roles == {}


def test_a_person_with_two_laptops_has_two_keys() -> None:
    trust = TRUST.with_statement(statement_paper(enrol(VERSION_1, request_draft(), {})), TODAY)
    assert len(trust.person_keys([SECOND], TASK)) == 2


def test_a_revoked_device_is_known_but_gets_nothing_more() -> None:
    tips = ("a" * 64,)
    paper = statement_paper(second(revoked=(revocation("laptop-2", *tips),)))
    trust = TRUST.with_statement(paper, TODAY)
    assert trust.signer(MEMBERS) == signing("laptop-2").public
    assert [found.id for found in trust.devices(TASK)] == [OFFICE, LEADERS]
    found = trust.revocation(MEMBERS, TASK)
    assert found is not None
    assert found.tips == tips
    assert trust.revocation(LEADERS, TASK) is None
    assert trust.revocation(LEADERS, OTHER_TASK) is None
    assert TRUST.receives(MEMBERS, TASK, "team")
    assert not trust.receives(MEMBERS, TASK, "team")
    assert trust.devices(OTHER_TASK) == ()


def test_a_new_statement_takes_the_place_of_the_old_one() -> None:
    paper = statement_paper(second(title="新名"))
    trust = TRUST.with_statement(paper, TODAY)
    assert [found.title for found in trust.statements.values()] == ["新名"]
    assert trust.with_statement(paper, TODAY) is trust
    refused("version-backwards", trust.with_statement, PAPER, TODAY)
    assert TRUST.statements[TASK].title == "第三巡察组"


@pytest.mark.parametrize("signer", ["holder-1", "office", "laptop-1"])
def test_only_the_membership_key_speaks(signer: str) -> None:
    refused("signature", TRUST.with_statement, statement_paper(second(), signer), TODAY)


def test_papers_of_other_kinds_are_no_statements() -> None:
    draft = second()
    data = statement_paper(draft).data
    as_root = sign("root", data, [signing("membership")])
    refused("signature", TRUST.with_statement, as_root, TODAY)
    refused("signature", TRUST.with_statement, Paper("statement", data, as_root.signature), TODAY)
    relabelled = replace(statement_paper(draft), kind="root")
    refused("signature", TRUST.with_statement, relabelled, TODAY)
    refused("threshold", TRUST.with_root, relabelled)
    refused("signature", Trust.load, [ROOT], [as_root])
    membership_is_a_request = sign("statement", request_paper().data, [signing("membership")])
    refused("format", TRUST.with_statement, membership_is_a_request, TODAY)


def test_a_statement_of_another_office_is_refused() -> None:
    foreign = statement_draft(office="1" * 32, task=OTHER_TASK)
    refused("office", TRUST.with_statement, statement_paper(foreign), TODAY)


def test_an_office_device_has_a_key_that_the_root_names() -> None:
    false_office = device("laptop-9", 9, DeviceKind.OFFICE, LEADER)
    draft = second(devices=(*VERSION_1.devices, false_office))
    refused("office-device", TRUST.with_statement, statement_paper(draft), TODAY)


def test_an_expired_statement_brings_no_new_keys() -> None:
    late = date(2026, 7, 1)
    assert TRUST.expired(TASK, late)
    assert not TRUST.expired(TASK, VERSION_1.valid_until)
    assert not TRUST.expired(OTHER_TASK, late)
    with_keys = statement_paper(enrol(VERSION_1, request_draft(), {}))
    refused("expired", TRUST.with_statement, with_keys, late)
    assert TRUST.with_statement(with_keys, VERSION_1.valid_until).devices(TASK)[3]
    without = statement_paper(second(title="x"))
    assert TRUST.with_statement(without, late).statements[TASK].version == 2
    refused("expired", Trust.load([ROOT]).with_statement, PAPER, late)
    assert Trust.load([ROOT], [PAPER]).statement(TASK) == VERSION_1


NEW_ROOT = root_paper(
    next_root(
        membership=(signing("membership-2").public,),
        ops=(signing("office-2").public,),
    )
)


def test_a_replaced_membership_key_is_silent_and_the_new_one_speaks() -> None:
    trust = TRUST.with_root(NEW_ROOT)
    assert trust.root.version == 2
    assert trust.with_root(NEW_ROOT) is trust
    assert trust.with_root(ROOT) is trust
    refused("signature", trust.with_statement, statement_paper(second()), TODAY)
    paper = statement_paper(second(root=2), "membership-2")
    refused("signature", TRUST.with_statement, paper, TODAY)
    assert trust.with_statement(paper, TODAY).statements[TASK].version == 2


def test_what_was_accepted_stays_accepted_after_rotation() -> None:
    paper = statement_paper(second(root=2), "membership-2")
    trust = Trust.load([ROOT, NEW_ROOT], [paper, PAPER])
    assert trust.statements[TASK].version == 2
    assert trust.signer(OFFICE) == signing("office").public
    assert Trust.load([ROOT, NEW_ROOT], [PAPER]).statements[TASK] == VERSION_1


def test_a_stored_statement_is_signed_under_the_root_it_names() -> None:
    false = statement_paper(statement_draft(root=2), "membership")
    refused("signature", Trust.load, [ROOT, NEW_ROOT], [false])
    refused("root-missing", Trust.load, [ROOT], [false])
    refused("signature", Trust.load, [ROOT], [statement_paper(signer="laptop-1")])


def test_a_statement_under_an_unknown_root_waits_for_it() -> None:
    refused("root-missing", TRUST.with_statement, statement_paper(second(root=2)), TODAY)


def test_a_second_root_of_the_same_version_is_refused() -> None:
    trust = TRUST.with_root(NEW_ROOT)
    refused("forked", trust.with_root, root_paper(next_root(name="另一个")))


def test_a_rotated_office_machine_is_an_office_device_too() -> None:
    trust = TRUST.with_root(NEW_ROOT)
    successor = device("office-2", 9, DeviceKind.OFFICE, DIRECTOR)
    draft = second(
        root=2, devices=(*VERSION_1.devices, successor), revoked=(revocation("office", "a" * 64),)
    )
    trust = trust.with_statement(statement_paper(draft, "membership-2"), TODAY)
    assert trust.office_devices(TASK) == (successor,)


def test_a_paper_file_is_taken_in_roots_first() -> None:
    paper = statement_paper(second(root=2), "membership-2")
    papers = read_papers(write_papers([paper, ROOT, NEW_ROOT]))
    trust = TRUST.take_in(papers, TODAY)
    assert (trust.root.version, trust.statements[TASK].version) == (2, 2)
    assert TRUST.take_in([request_paper()], TODAY) == TRUST


def test_a_laptop_believes_the_file_that_lists_it() -> None:
    trust = first_trust(
        [ROOT, PAPER], TODAY, MEMBERS, Policy(frozenset(), office_only=frozenset({"round"}))
    )
    assert trust.statement(TASK) == VERSION_1
    assert trust.policy.office_only == {"round"}
    refused("not-listed", first_trust, [ROOT, PAPER], TODAY, request_draft().device)
    refused("not-listed", first_trust, [ROOT], TODAY, MEMBERS)
    refused("no-root", first_trust, [PAPER], TODAY, MEMBERS)


def test_signing_again_does_not_make_another_statement() -> None:
    again = countersign(PAPER, [signing("membership")])
    assert TRUST.with_statement(again, TODAY) is TRUST


def test_two_tasks_stand_side_by_side() -> None:
    other = statement_paper(statement_draft(task=OTHER_TASK, title="第四组"))
    trust = TRUST.with_statement(other, TODAY)
    assert set(trust.statements) == {TASK, OTHER_TASK}
    assert trust.role(LEADER, OTHER_TASK) is Role.LEADER


def test_any_changed_byte_of_a_statement_is_refused() -> None:
    paper = statement_paper(second(title="x"))
    for position in range(0, len(paper.data), 61):
        altered = bytearray(paper.data)
        altered[position] ^= 1
        changed = replace(paper, data=bytes(altered))
        refused("signature", TRUST.with_statement, changed, TODAY)
    for position in range(len(paper.signature)):
        spoiled = bytearray(paper.signature)
        spoiled[position] ^= 1
        changed = replace(paper, signature=bytes(spoiled))
        refused("signature", TRUST.with_statement, changed, TODAY)


def test_a_stolen_office_key_makes_no_members() -> None:
    assert accept_first_root(ROOT).ops == (signing("office").public,)
    draft = enrol(VERSION_1, request_draft(), {})
    refused("signature", TRUST.with_statement, statement_paper(draft, "office"), TODAY)


def test_an_office_starts_from_its_root_alone() -> None:
    trust = Trust.load([ROOT])
    assert trust.roots == (replace(root_draft(), office=trust.office),)
    assert trust.statement(TASK) is None
    assert accept_next_root(trust.root, NEW_ROOT).version == 2


WRITING = [
    # kind, verb, channel, author, device, refused because
    ("finding", "put", "team", FIRST, MEMBERS, None),
    ("finding", "seal", "team", LEADER, LEADERS, None),
    ("interview", "keygrant", "team", SECOND, MEMBERS, None),
    ("finding", "put", "leader", FIRST, MEMBERS, None),
    ("finding", "put", "office", FIRST, MEMBERS, None),
    ("audit", "audit", "leader", FIRST, MEMBERS, None),
    ("custody", "custody", "team", FIRST, MEMBERS, None),
    ("petition", "put", "petition", FIRST, MEMBERS, None),
    ("petition", "put", "petition", LEADER, LEADERS, None),
    ("petition", "put", "petition", SECOND, MEMBERS, "channel-closed"),
    ("finding", "put", "rumours", FIRST, MEMBERS, "channel-closed"),
    ("finding", "put", "team", LEADER, MEMBERS, "author-not-on-device"),
    ("audit", "audit", "leader", LEADER, MEMBERS, "author-not-on-device"),
    ("finding", "put", "team", "stranger", MEMBERS, "author-not-on-device"),
    ("finding", "put", "team", FIRST, "0" * 32, "device-unknown"),
    ("receipt", "receipt", "team", FIRST, MEMBERS, "office-only"),
    ("statement", "stmt", "team", LEADER, LEADERS, "office-only"),
    ("segment", "admit", "team", LEADER, LEADERS, "office-only"),
    ("round", "put", "office", LEADER, LEADERS, "office-only"),
    ("receipt", "receipt", "team", DIRECTOR, OFFICE, None),
    ("statement", "stmt", "team", DIRECTOR, OFFICE, None),
    ("round", "put", "office", DIRECTOR, OFFICE, None),
    ("finding", "put", "petition", DIRECTOR, OFFICE, None),
    ("finding", "put", "team", LEADER, OFFICE, "author-not-on-device"),
    ("audit", "put", "leader", FIRST, MEMBERS, "insert-only"),
    ("audit", "del", "leader", DIRECTOR, OFFICE, "insert-only"),
    ("custody", "void", "team", FIRST, MEMBERS, "insert-only"),
    ("custody", "restore", "team", FIRST, MEMBERS, "insert-only"),
    ("custody", "seal", "team", FIRST, MEMBERS, "insert-only"),
]


@pytest.mark.parametrize(("kind", "verb", "channel", "author", "writer", "reason"), WRITING)
def test_who_may_write_what(
    kind: str, verb: str, channel: str, author: str, writer: str, reason: str | None
) -> None:
    trust = replace(TRUST, policy=replace(Policy.of(), office_only=frozenset({"round"})))
    assert trust.may_write(kind, verb, channel, author, writer, TASK) == reason


def test_nobody_writes_into_an_unknown_task() -> None:
    found = TRUST.may_write("finding", "put", "team", FIRST, MEMBERS, OTHER_TASK)
    assert found == "task-unknown"


@pytest.mark.parametrize(
    ("channel", "readers"),
    [
        ("team", {OFFICE, LEADERS, MEMBERS}),
        ("leader", {OFFICE, LEADERS}),
        ("petition", {OFFICE, LEADERS, MEMBERS}),  # one of the members handles petitions
        ("office", {OFFICE}),
        ("rumours", set[str]()),
    ],
)
def test_who_is_handed_which_channel(channel: str, readers: set[str]) -> None:
    found = {d for d in (OFFICE, LEADERS, MEMBERS) if TRUST.receives(d, TASK, channel)}
    assert found == readers
    assert not TRUST.receives("0" * 32, TASK, channel)
    assert not TRUST.receives(MEMBERS, OTHER_TASK, channel)


def test_petitions_go_past_everybody_who_is_not_named() -> None:
    trust = TRUST.with_statement(statement_paper(second(compartments={})), TODAY)
    assert not trust.receives(MEMBERS, TASK, "petition")
    assert trust.receives(LEADERS, TASK, "petition")
    found = trust.may_write("petition", "put", "petition", FIRST, MEMBERS, TASK)
    assert found == "channel-closed"
