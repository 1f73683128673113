"""Joining a team on real vaults: what is refused changes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap import opening
from app.bootstrap.opening import PersonToBe
from app.domain.access import Role
from app.domain.errors import TrustError, WrongTaskError
from app.services import enrolment, exchange
from tests.support.vaults import (
    PASSPHRASE,
    POLICY,
    make_laptop,
    make_office,
    make_task,
    make_team,
)


def test_a_second_person_on_a_laptop_keeps_the_roles_of_the_first(tmp_path: Path) -> None:
    team = make_team(tmp_path, laptops=1)
    laptop = team.laptops[0]
    leader = laptop.session.person
    second = opening.add_person(laptop, PersonToBe("戴敏", PASSPHRASE), POLICY)
    asked = enrolment.read_request(enrolment.request(laptop.session, "1 号机").data).request
    office = team.at_office
    enrolment.admit(office, [asked], {})
    statement = office.trust.statement(team.task)
    assert statement is not None
    assert statement.version == 2
    assert office.trust.role(leader, team.task) is Role.LEADER
    assert office.trust.role(second, team.task) is Role.MEMBER
    assert [len(device.persons) for device in statement.devices] == [1, 2]
    enrolment.accept(laptop.session, enrolment.papers(office))
    laptop.reopen()
    assert laptop.session.trust.role(second, team.task) is Role.MEMBER
    team.close()


def test_papers_for_another_laptop_are_refused(tmp_path: Path) -> None:
    team = make_team(tmp_path, laptops=1)
    stranger = make_laptop(tmp_path / "stranger", "外人")
    with pytest.raises(TrustError) as refused:
        enrolment.look(stranger.session, enrolment.papers(team.at_office))
    assert refused.value.reason == "not-listed"
    stranger.close()
    team.close()


def test_papers_of_another_office_are_refused(tmp_path: Path) -> None:
    team = make_team(tmp_path / "one", laptops=1)
    other = make_team(tmp_path / "two", laptops=1)
    with pytest.raises(TrustError):
        enrolment.look(team.laptops[0].session, enrolment.papers(other.at_office))
    for each in (team, other):
        each.close()


def test_a_bundle_before_joining_is_refused_in_words(tmp_path: Path) -> None:
    team = make_team(tmp_path, laptops=1)
    stranger = make_laptop(tmp_path / "stranger", "外人")
    written = exchange.export(team.laptops[0].session, team.stick)
    with pytest.raises(Exception) as refused:
        exchange.preview(stranger.session, written.files[0].path)
    assert type(refused.value).__name__ in ("NotForUsError", "TrustError")
    stranger.close()
    team.close()


def test_an_unjoined_office_task_cannot_be_exported(tmp_path: Path) -> None:
    office = make_office(tmp_path / "office")
    with pytest.raises(WrongTaskError):
        exchange.export(office.session, tmp_path)
    office.close()


def test_a_laptop_of_one_task_joins_the_next(tmp_path: Path) -> None:
    team = make_team(tmp_path, laptops=1)
    laptop = team.laptops[0]
    task = make_task(team.office)
    office = team.office.session.within(task)
    asked = enrolment.read_request(enrolment.request(laptop.session, "1 号机").data).request
    enrolment.admit(office, [asked], {})
    papers = enrolment.papers(office)
    assert enrolment.look(laptop.session, papers).task == task
    assert enrolment.accept(laptop.session, papers).task == task
    laptop.reopen()
    assert laptop.session.task == task
    team.close()


def test_papers_of_a_task_this_laptop_is_not_in_are_refused(tmp_path: Path) -> None:
    """It is in another task of the same office; that must not be taken for an answer."""
    team = make_team(tmp_path, laptops=1)
    task = make_task(team.office)
    office = team.office.session.within(task)
    other = make_laptop(tmp_path / "other", "戴敏")
    asked = enrolment.read_request(enrolment.request(other.session, "2 号机").data).request
    enrolment.admit(office, [asked], {})
    with pytest.raises(TrustError) as refused:
        enrolment.look(team.laptops[0].session, enrolment.papers(office))
    assert refused.value.reason == "not-listed"
    other.close()
    team.close()
