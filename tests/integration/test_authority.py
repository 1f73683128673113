"""What the office decides about a team, on real vaults, up to what the laptops make of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.bootstrap import opening
from app.bootstrap.opening import Opened, PersonToBe
from app.domain.access import Recusal, Role
from app.domain.errors import TrustError
from app.ports import Clock, Query
from app.services import authority, enrolment, exchange, issuing, records
from app.services.exchange import statements
from app.services.issuing import Act
from app.services.session import Session
from app.trust.papers import read_papers, write_papers
from app.trust.signed import Paper, sign
from app.trust.statement import write_statement
from tests.support.vaults import (
    PASSPHRASE,
    POLICY,
    Team,
    make_laptop,
    make_team,
    merge,
    open_again,
)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """The leader's laptop and a member's."""
    made = make_team(tmp_path, laptops=2)
    yield made
    made.close()


def write_finding(session: Session, title: str) -> str:
    new = records.new(session, "finding", title=title)
    return records.save(session, new, {"title": title}).id


def titles(session: Session) -> set[str]:
    rows = session.store.rows(Query("finding", task=session.task))
    return {str(row.values["title"]) for row in rows}


def send_papers(team: Team, *laptops: Opened) -> None:
    """The office writes the task's bundle; the laptops take it in."""
    written = exchange.export(team.at_office, team.stick)
    for laptop in laptops:
        merge(laptop, written.files[0].path)


def second_person(team: Team) -> Session:
    """Somebody else at the office, listed in the statement since."""
    person = opening.add_person(team.office, PersonToBe("邵启明", PASSPHRASE), POLICY)
    issuing.issue(team.at_office, lambda old: old)
    return replace(team.at_office, person=person)


def revoke(team: Team, laptop: Opened, reason: str = "丢失") -> None:
    device = laptop.session.device
    here = team.at_office
    act = Act("revoked", ("device", device), reason)
    authority.decide(here, authority.revoking(here, device), act)


def test_what_a_revoked_laptop_writes_later_counts_once_two_people_admit_it(team: Team) -> None:
    """Case 28. Within the witnessed position accepted, later kept aside, admitted by two."""
    leader, member = team.laptops
    write_finding(member.session, "台账不全")
    team.carry(member)
    revoke(team, member)
    assert titles(team.at_office) == {"台账不全"}
    write_finding(member.session, "公车私用")
    merged = team.carry(member)
    assert {each.reason for each in merged.preview.quarantined} == {"revoked"}
    assert titles(team.at_office) == {"台账不全"}
    aside = authority.kept_aside(team.at_office)
    assert {each.device for each in aside} == {member.session.device}
    first, second = team.at_office, second_person(team)
    for reason in ("本人已说明，照常采纳", "再点一次"):  # one person counts once
        for each in aside:
            authority.admit(first, each.hash, reason)
        assert titles(team.at_office) == {"台账不全"}
    waiting = authority.kept_aside(team.at_office)
    assert {each.admitted_by for each in waiting} == {frozenset({first.person})}
    assert not any(authority.can_admit(first, each) for each in waiting)
    assert all(authority.can_admit(second, each) for each in waiting)
    for each in waiting:
        authority.admit(second, each.hash, "核对无误")
    assert titles(team.at_office) == {"台账不全", "公车私用"}
    assert authority.kept_aside(team.at_office) == ()
    send_papers(team, leader)
    assert titles(leader.session) == {"台账不全", "公车私用"}


def test_a_revoked_laptop_gets_nothing_more_and_the_others_are_told(team: Team) -> None:
    leader, member = team.laptops
    revoke(team, member)
    written = exchange.export(team.at_office, team.stick)
    assert member.session.device not in written.readers
    merge(leader, written.files[0].path)
    assert leader.session.trust.revocation(member.session.device, team.task) is not None
    addressed = {each.id for each in exchange.addressees(leader.session)}
    assert member.session.device not in addressed


def test_what_only_the_leader_has_is_within_the_position(team: Team) -> None:
    """Case 28. The leader's word about what he received counts like the office's own."""
    leader, member = team.laptops
    write_finding(member.session, "台账不全")
    to_leader = exchange.export(member.session, team.stick, to=[leader.session.device])
    merge(leader, to_leader.files[0].path)
    know = leader.session.store.tips()
    with team.office.session.store.work() as work:
        # what a manifest of the leader's says, while the segments lie on a stick that is lost
        body = json.dumps(["log", "", 1, {log: list(tips) for log, tips in know.items()}])
        work.put_sayings(leader.session.device, team.task, [body])
        work.commit()
    known = authority.position(team.at_office, member.session.device)
    assert known.at_leader > 0
    revoke(team, member)
    team.carry(leader)
    assert titles(team.at_office) == {"台账不全"}
    assert authority.kept_aside(team.at_office) == ()


def test_the_office_cannot_withdraw_the_computer_it_decides_at(team: Team) -> None:
    with pytest.raises(TrustError):
        revoke(team, team.office)


def test_a_lost_laptop_is_replaced_and_its_person_continues(team: Team, tmp_path: Path) -> None:
    """The same person, number and records; the old laptop counts up to what was brought."""
    member = team.laptops[1]
    finding = write_finding(member.session, "台账不全")
    team.carry(member)
    before = team.at_office.trust.person(member.session.person, team.task)
    assert before is not None
    new = make_laptop(tmp_path / "new", "罗启明")
    vault_person = new.session.person
    request = enrolment.read_request(enrolment.request(new.session, "5 号机").data).request
    same = {vault_person: member.session.person}
    here = team.at_office
    decision = authority.replacing(here, member.session.device, request, same, {})
    shown = {each.change.value for each in authority.outlook(here, decision).differences}
    assert shown == {"device-revoked", "device-added"}
    authority.replace(here, decision, Act("revoked"), request, same)
    enrolment.accept(new.session, enrolment.papers(team.at_office))
    new.reopen()
    assert new.session.person == member.session.person
    send_papers(team, new)
    assert titles(new.session) == {"台账不全"}
    editable = records.load(new.session, "finding", finding)
    records.save(new.session, editable, {"title": "台账不全、不实"})
    team.carry(new)
    assert titles(team.at_office) == {"台账不全、不实"}
    after = team.at_office.trust.person(member.session.person, team.task)
    assert after is not None
    assert (after.ordinal, after.roles) == (before.ordinal, before.roles)
    path = new.path
    new.close()
    again = open_again(path, vault_person)  # he unlocks as before
    assert again.session.person == member.session.person
    again.close()


def test_who_leaves_takes_his_laptop_out(team: Team) -> None:
    leader, member = team.laptops
    here = team.at_office
    person = member.session.person
    decision = authority.leaving(here, person)
    shown = authority.outlook(here, decision, person)
    assert shown.silenced == ("2 号机",)
    assert shown.leaders == ("许文澜",)
    authority.decide(here, decision, Act(subject=("person", person), words="借调期满"))
    assert here.trust.revocation(member.session.device, team.task) is not None
    send_papers(team, leader)
    left = leader.session.trust.person(person, team.task)
    assert left is not None
    assert left.left is not None


def test_a_role_changes_in_the_statement_and_in_the_list(team: Team) -> None:
    member = team.laptops[1].session
    here = team.at_office
    decision = authority.giving_role(member.person, Role.DEPUTY)
    act = Act(subject=("person", member.person))
    authority.decide(here, decision, act, Role.DEPUTY)
    assert here.trust.role(member.person, team.task) is Role.DEPUTY
    (row,) = records.rows(here, "membership", person=member.person)
    assert row.values["role"] == "deputy"


def test_a_recused_member_is_handed_nothing_and_may_not_lead(team: Team) -> None:
    """Case 30. The next export has nothing for him; the office cannot make him leader."""
    leader, member = team.laptops
    here = team.at_office
    person = member.session.person
    authority.decide(here, authority.recusing(here, person), Act(subject=("person", person)))
    written = exchange.export(here, team.stick)
    assert all(member.session.device not in file.readers for file in written.files)
    with pytest.raises(TrustError) as refused:
        authority.decide(here, authority.giving_role(person, Role.LEADER), Act())
    assert refused.value.reason == "recused"
    merge(leader, written.files[0].path)
    sideways = exchange.export(leader.session, team.stick)
    assert all(member.session.device not in file.readers for file in sideways.files)
    authority.decide(here, authority.lifting(Recusal(person)), Act())
    again = exchange.export(here, team.stick)
    assert any(member.session.device in file.readers for file in again.files)


def test_an_expired_statement_stops_nobody_from_recording(team: Team, tmp_path: Path) -> None:
    """Case 27. A banner's fact; work goes on and travels; new keys are refused."""
    member = team.laptops[1]
    later = replace(member.session, clock=Later(member.session.clock))
    assert not member.session.trust.expired(team.task, member.session.clock.now().date())
    assert later.trust.expired(team.task, later.clock.now().date())
    write_finding(later, "照常记录")
    written = exchange.export(later, team.stick)
    merge(team.office, written.files[0].path)
    assert titles(team.at_office) == {"照常记录"}
    new = make_laptop(tmp_path / "new", "戴敏")
    asked = enrolment.read_request(enrolment.request(new.session, "3 号机").data).request
    enrolment.admit(team.at_office, [asked], {})
    with pytest.raises(TrustError) as refused:
        enrolment.accept(later, enrolment.papers(team.at_office))
    assert refused.value.reason == "expired"
    new.close()


@dataclass(frozen=True)
class Later:
    """A clock 200 days ahead of another."""

    clock: Clock

    def now(self) -> datetime:
        return self.clock.now() + timedelta(days=200)

    def __getattr__(self, name: str) -> object:
        return getattr(self.clock, name)


def test_papers_in_the_log_that_are_older_or_too_new_change_nothing(team: Team) -> None:
    """Cases 24 and 26. Replayed and not understood papers are passed over; recording goes on."""
    member = team.laptops[1]
    here = team.at_office
    old = read_papers(enrolment.papers(here))
    issuing.issue(here, lambda draft: draft)
    newest = here.trust.statements[team.task]
    strange = _with_critical(here)
    with here.store.work() as work:
        statements.publish(here, work, [*old, strange])
        work.commit()
    send_papers(team, member)
    assert member.session.trust.statements[team.task].digest == newest.digest
    write_finding(member.session, "照常记录")
    team.carry(member)
    assert titles(here) == {"照常记录"}
    with pytest.raises(TrustError) as refused:
        enrolment.accept(member.session, write_papers([*old]))
    assert refused.value.reason == "version-backwards"


def _with_critical(session: Session) -> Paper:
    _, trust = issuing.signed(session, lambda old: old)
    data = write_statement(trust.statements[session.task])
    data = data.replace(b'"critical":[]', b'"critical":["quorum"]')
    return sign("statement", data, [issuing.membership_key(session)])
