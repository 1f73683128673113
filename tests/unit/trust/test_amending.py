"""What the office decides about a team, as a change of its statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.domain.access import Compartment, CompartmentFacts, Recusal, Role, Rule
from app.domain.errors import TrustError
from app.trust import amending
from app.trust.differences import Change, Difference, differences
from app.trust.enrolment import next_version, sign_statement
from app.trust.request import Applicant
from app.trust.statement import Statement
from app.trust.statement_reading import read_statement
from tests.unit.trust.trust_samples import (
    FIRST,
    LEADER,
    SECOND,
    reading,
    request_draft,
    signing,
    statement_paper,
)

OLD = read_statement(statement_paper())
DAY = date(2026, 3, 20)
LAPTOP = OLD.devices[2].id
MEMBERSHIP = signing("membership")


def issued(changed: Statement) -> Statement:
    """The change signed, as the next version, and read again."""
    facts = {name: getattr(changed, name) for name in _CHANGING}
    return read_statement(sign_statement(next_version(OLD, **facts), MEMBERSHIP, OLD))


_CHANGING = ("persons", "devices", "compartments", "recusals", "revoked", "valid_until")


def test_a_revoked_device_keeps_its_first_position() -> None:
    once = amending.revoke(OLD, LAPTOP, ["b" * 64, "a" * 64, "a" * 64])
    twice = amending.revoke(once, LAPTOP, ["c" * 64])
    entry = issued(twice).revocation(LAPTOP)
    assert entry is not None
    assert entry.tips == ("a" * 64, "b" * 64)


def test_an_unknown_device_or_person_is_refused() -> None:
    with pytest.raises(TrustError, match="unknown-name"):
        amending.revoke(OLD, "0" * 32, [])
    with pytest.raises(TrustError, match="unknown-name"):
        amending.leave(OLD, "nobody", DAY)


def test_a_successor_continues_with_the_same_person_and_number() -> None:
    request = request_draft(persons=(Applicant("new-id", "李四", reading("new li").public),))
    gone = amending.revoke(OLD, LAPTOP, [])
    new = issued(amending.add_device(gone, request, {}, {"new-id": FIRST}))
    continued = new.person(FIRST)
    before = OLD.person(FIRST)
    assert continued is not None
    assert before is not None
    assert (continued.ordinal, continued.roles) == (before.ordinal, before.roles)
    assert continued.read == (*before.read, reading("new li").public)
    assert [each.persons for each in new.devices if each.id == request.device] == [(FIRST,)]
    assert new.person("new-id") is None


def test_who_leaves_is_no_longer_designated_and_may_come_back() -> None:
    gone = issued(amending.leave(OLD, FIRST, DAY))
    left = gone.person(FIRST)
    assert left is not None
    assert left.left == DAY
    assert not gone.membership().compartment(Compartment.PETITION).named
    assert FIRST not in gone.membership().roles
    back = amending.come_back(gone, FIRST).person(FIRST)
    assert back is not None
    assert back.left is None


def test_a_recused_leader_no_longer_leads() -> None:
    new = issued(amending.recuse(OLD, Recusal(LEADER), DAY))
    assert new.membership().holding(Role.LEADER) == frozenset()
    assert any(dated.recusal == Recusal(LEADER) and dated.since == DAY for dated in new.recusals)
    assert amending.recuse(new, Recusal(LEADER), date(2026, 5, 1)) is new
    lifted = amending.lift(new, Recusal(LEADER))
    assert lifted.recusals == OLD.recusals


def test_a_recusal_of_one_record_takes_no_role() -> None:
    new = issued(amending.recuse(OLD, Recusal(LEADER, "finding", "12"), DAY))
    assert new.membership().holding(Role.LEADER) == {LEADER}


def test_the_builder_refuses_what_a_recusal_forbids() -> None:
    """Case 30. Not as leader, not as the person for petitions, not on another laptop."""
    recused = amending.recuse(OLD, Recusal(FIRST), DAY)
    for forbidden in (
        amending.give_roles(recused, FIRST, (Role.LEADER,)),
        amending.designate(recused, Compartment.PETITION, [FIRST]),
    ):
        with pytest.raises(TrustError) as refused:
            issued(forbidden)
        assert (refused.value.reason, refused.value.detail) == ("recused", "李四")
    request = request_draft(persons=(Applicant(FIRST, "李四", reading("more").public),))
    with pytest.raises(TrustError) as refused:
        amending.add_device(recused, request, {})
    assert refused.value.reason == "recused"


def test_designation_rule_and_validity() -> None:
    new = amending.designate(OLD, Compartment.PETITION, [SECOND])
    new = amending.close_to_leader(new, closed=False)
    new = issued(amending.extend(new, date(2026, 9, 30)))
    assert new.membership().compartment(Compartment.PETITION).named == {SECOND}
    assert new.membership().compartment(Compartment.IDENTITY).rule is Rule.DEFAULT
    assert new.valid_until == date(2026, 9, 30)


def test_differences_say_what_a_member_has_to_know() -> None:
    request = request_draft(persons=(Applicant("p9", "戴敏", reading("dai").public),))
    new = amending.add_device(OLD, request, {"p9": (Role.MEMBER,)})
    new = amending.revoke(new, LAPTOP, [])
    new = amending.leave(new, SECOND, DAY)
    new = amending.give_roles(new, FIRST, (Role.DEPUTY,))
    new = amending.recuse(new, Recusal(FIRST, "finding", "12"), DAY)
    new = amending.extend(new, date(2026, 9, 30))
    assert differences(OLD, OLD) == ()
    assert differences(OLD, new) == (
        Difference(Change.ROLES, "李四", FIRST),
        Difference(Change.LEFT, "阿依古丽·买买提", SECOND, DAY),
        Difference(Change.JOINED, "戴敏", "p9"),
        Difference(Change.DEVICE_REVOKED, "2 号机", LAPTOP),
        Difference(Change.DEVICE_ADDED, "3 号机", request.device),
        Difference(Change.RECUSED, "李四", FIRST, DAY),
        Difference(Change.VALIDITY, day=date(2026, 9, 30)),
    )


def test_other_compartments_and_another_root_are_told() -> None:
    closed = {str(Compartment.IDENTITY): CompartmentFacts(Rule.INTERVIEWERS_ONLY, frozenset(), 9)}
    changed = replace(OLD, compartments=closed, root=OLD.root + 1)
    found = {difference.change for difference in differences(OLD, changed)}
    assert {Change.COMPARTMENTS, Change.ROOT} <= found
