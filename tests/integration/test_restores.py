"""Restored backups, copied computers, an office that went back: nothing is lost, all is told."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.opening import Opened
from app.journal.delivery import Stage
from app.ports import Query
from app.services import enrolment, exchange, incarnation, numbering, second_copy
from app.services.exchange import forks, receipts
from app.services.exchange.lives import COPIED, RESTORED
from app.services.exchange.office_log import Agreement
from app.services.session import Session
from app.vault.high_water import Standing
from tests.integration.test_second_copy import back_up, stage, tell, write
from tests.support.vaults import Team, make_team, merge, open_again


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=2)
    yield made
    made.close()


def replace(team: Team, old: Opened, new: Opened) -> Opened:
    """From now on the tests work with another opening of a vault."""
    if old is team.office:
        team.office = new
    else:
        team.laptops[team.laptops.index(old)] = new
    return new


def copy_folder(team: Team, opened: Opened, to: Path) -> Opened:
    """Copy the whole folder as it is now; returns the vault opened again."""
    path, person = opened.path, opened.session.person
    opened.close()
    shutil.copytree(path, to)
    return replace(team, opened, open_again(path, person))


def put_back(team: Team, opened: Opened, copy: Path) -> Opened:
    """The database of a copy in the place of the present one; nothing is confirmed yet."""
    path, person = opened.path, opened.session.person
    opened.close()
    shutil.copyfile(copy / "xunji.db", path / "xunji.db")
    return replace(team, opened, open_again(path, person))


def imaged(team: Team, opened: Opened, copy: Path) -> Opened:
    """An image of the whole disk is put back: the marks go back with it, nobody notices."""
    back = put_back(team, opened, copy)
    back._watch.accept()  # what the image's own mark says
    return back


def bring(team: Team, laptop: Opened) -> exchange.Merged:
    """A laptop's export reaches the office."""
    for file in exchange.export(laptop.session, team.stick).files:
        if team.office.session.device in file.readers:
            return merge(team.office, file.path)
    raise AssertionError("nothing for the office")


def hand_down(team: Team, laptop: Opened) -> exchange.Merged:
    for file in exchange.export(team.at_office, team.stick).files:
        if laptop.session.known_as in file.readers or laptop.session.device in file.readers:
            return merge(laptop, file.path)
    raise AssertionError("nothing for the laptop")


def titles(session: Session) -> set[str]:
    return {str(row.values["title"]) for row in session.store.rows(Query("finding"))}


def test_a_restored_laptop_forks_and_both_branches_count(team: Team, tmp_path: Path) -> None:
    """Case 34. Both branches are merged, one question is asked, nothing is lost."""
    laptop = team.laptops[1]
    write(laptop, "备份以前")
    bring(team, laptop)
    laptop = copy_folder(team, laptop, tmp_path / "image")
    write(laptop, "备份以后，恢复以前")
    bring(team, laptop)
    laptop = imaged(team, laptop, tmp_path / "image")
    assert laptop.concern is None  # nobody noticed
    write(laptop, "恢复以后")
    bring(team, laptop)
    assert titles(team.at_office) == {"备份以前", "备份以后，恢复以前", "恢复以后"}
    (question,) = forks.open_questions(team.at_office)
    assert (question.people, question.here, question.office) == (("罗启明",), False, False)
    assert question.since
    hand_down(team, laptop)
    assert titles(laptop.session) == titles(team.at_office)
    assert [each.here for each in forks.open_questions(laptop.session)] == [True]
    forks.answer(team.at_office, question, RESTORED)
    assert forks.open_questions(team.at_office) == []
    hand_down(team, laptop)
    assert forks.open_questions(laptop.session) == []
    assert not forks.copied_here(laptop.session)
    for opened in (team.office, laptop):
        opened.session.store.check()


def test_a_restore_by_the_program_needs_no_question(team: Team, tmp_path: Path) -> None:
    """Case 83. The high-water mark finds it; a new incarnation goes on at once."""
    laptop = team.laptops[1]
    write(laptop, "备份以前")
    laptop = copy_folder(team, laptop, tmp_path / "image")
    write(laptop, "备份以后，恢复以前")
    bring(team, laptop)
    laptop = put_back(team, laptop, tmp_path / "image")
    assert laptop.standing is Standing.ROLLED_BACK
    old = laptop.session.device
    laptop.accept_state()
    session = laptop.session
    assert session.device != old == session.known_as
    assert laptop.vault.device == session.device
    assert incarnation.is_awaited(session)
    finding = write(laptop, "恢复以后")
    assert numbering.next_number(session, "finding", "{}-{}".format) == "2-1"  # as before
    merged = bring(team, laptop)  # under its old name: the office does not know the new one
    assert {each.reason for each in merged.preview.quarantined} == {"SignerUnknownError"}
    assert titles(team.at_office) == {"备份以前", "备份以后，恢复以前"}
    hand_down(team, laptop)
    assert "备份以后，恢复以前" in titles(session)
    asked = enrolment.read_request(enrolment.request(session, "3 号机").data)
    assert asked.request.replaces == old
    enrolment.admit(team.at_office, [asked.request], {})
    bring(team, laptop)
    assert titles(team.at_office) == {"备份以前", "备份以后，恢复以前", "恢复以后"}
    hand_down(team, laptop)
    assert laptop.session.known_as == laptop.session.device
    assert not incarnation.is_awaited(laptop.session)
    assert stage(laptop, finding) is Stage.OFFICE
    assert forks.open_questions(team.at_office) == []
    leader = team.laptops[0]
    hand_down(team, leader)
    assert titles(leader.session) == titles(team.at_office)
    path, person = laptop.path, laptop.session.person
    laptop.close()
    with open_again(path, person) as again:
        assert again.concern is None
        assert again.session.devices == (laptop.session.device, old)
        replace(team, laptop, again)


def test_bundles_to_the_old_name_still_open_after_a_restore(team: Team, tmp_path: Path) -> None:
    laptop = team.laptops[1]
    laptop = copy_folder(team, laptop, tmp_path / "image")
    write(laptop)
    (file,) = exchange.export(team.at_office, team.stick, to=[laptop.session.device]).files
    laptop = put_back(team, laptop, tmp_path / "image")
    laptop.accept_state()
    merge(laptop, file.path)


def test_a_cloned_laptop_is_found_and_the_second_applies_anew(team: Team, tmp_path: Path) -> None:
    """Case 35. Both machines write; the first meeting shows it; the second has to apply anew."""
    first = team.laptops[1]
    first = copy_folder(team, first, tmp_path / "second")
    second = open_again(tmp_path / "second", first.session.person)
    try:
        write(first, "第一台写的")
        write(second, "第二台写的")
        bring(team, first)
        bring(team, second)
        assert titles(team.at_office) == {"第一台写的", "第二台写的"}
        (question,) = forks.open_questions(team.at_office)
        forks.answer(team.at_office, question, COPIED)
        hand_down(team, first)
        down = exchange.export(team.at_office, team.stick, full=True).files[0].path
        merge(second, down)
        assert forks.copied_here(first.session)
        assert forks.copied_here(second.session)
        second.begin_anew()
        assert second.session.device != first.session.device
        assert not forks.copied_here(second.session)
        asked = enrolment.read_request(enrolment.request(second.session, "4 号机").data)
        enrolment.admit(team.at_office, [asked.request], {})
        write(second, "第二台重新申请后写的")
        bring(team, second)
        hand_down(team, first)
        assert not forks.copied_here(first.session)
        expected = {"第一台写的", "第二台写的", "第二台重新申请后写的"}
        assert titles(team.at_office) == titles(first.session) == expected
    finally:
        second.close()


def test_an_office_that_went_back_is_refilled(team: Team, tmp_path: Path) -> None:
    """Case 36. The laptops are told that the office's data went back, and send everything again."""
    disk = tmp_path / "disk"
    disk.mkdir()
    laptop = team.laptops[0]
    early = write(laptop, "早先的")
    bring(team, laptop)
    copied = back_up(team.office, disk)
    write(laptop, "后来的")
    bring(team, laptop)
    assert hand_down(team, laptop).agreement is Agreement.CONTINUES
    team.office = put_back(team, team.office, copied.folder)
    assert team.office.concern is not None
    assert titles(team.at_office) == {"早先的"}
    device = team.office.session.device
    team.office.accept_state()
    assert team.office.session.device == device  # the root names its keys
    assert hand_down(team, laptop).agreement is Agreement.WENT_BACK
    assert stage(laptop, early) is not Stage.ARCHIVED or early in _archived(laptop)
    bring(team, laptop)
    assert titles(team.at_office) == {"早先的", "后来的"}
    assert team.office.session.store.questions() == []
    assert hand_down(team, laptop).agreement in (Agreement.CONTINUES, Agreement.SAME)
    assert forks.open_questions(team.at_office) == []
    for opened in (team.office, laptop):
        opened.session.store.check()


def _archived(laptop: Opened) -> set[str]:
    return {
        record
        for record, found in exchange.stages(laptop.session, "finding").items()
        if found is Stage.ARCHIVED
    }


def test_an_office_that_went_back_unnoticed_says_so_itself(team: Team, tmp_path: Path) -> None:
    """Case 36, by an image of the whole disk: the teams bring what it does not remember."""
    laptop = team.laptops[0]
    write(laptop, "早先的")
    bring(team, laptop)
    team.office = copy_folder(team, team.office, tmp_path / "image")
    write(laptop, "后来的")
    bring(team, laptop)
    hand_down(team, laptop)
    team.office = imaged(team, team.office, tmp_path / "image")
    assert hand_down(team, laptop).agreement is Agreement.WENT_BACK
    bring(team, laptop)
    assert titles(team.at_office) == {"早先的", "后来的"}
    assert hand_down(team, laptop).agreement is Agreement.WENT_BACK  # now it says so
    for _ in range(2):
        bring(team, laptop)
        agreement = hand_down(team, laptop).agreement
        assert agreement in (Agreement.CONTINUES, Agreement.SAME)


def test_an_old_receipt_that_comes_late_is_no_alarm(team: Team) -> None:
    """Case 63. A receipt that got lost costs nothing, and its late arrival says nothing."""
    laptop = team.laptops[0]
    finding = write(laptop)
    bring(team, laptop)
    lost = exchange.export(team.at_office, team.stick).files[0].path
    write(laptop, "后来的")
    bring(team, laptop)
    tell(team, laptop)
    assert stage(laptop, finding) is Stage.OFFICE
    assert merge(laptop, lost).agreement in (Agreement.SAME, Agreement.CONTINUES)
    assert stage(laptop, finding) is Stage.OFFICE


def test_a_leader_who_drops_a_tail_is_found_out(team: Team) -> None:
    """Case 21. The member sees at the next receipt that the office did not get it."""
    leader, member = team.laptops
    write(member, "组长交了的")
    to_leader = exchange.export(member.session, team.stick, to=[leader.session.device])
    merge(leader, to_leader.files[0].path)
    bring(team, leader)
    withheld = write(member, "组长没有交的")
    to_leader = exchange.export(member.session, team.stick, to=[leader.session.device])
    merge(leader, to_leader.files[0].path)
    # the leader says what he has, and takes nothing more to the office
    for file in exchange.export(leader.session, team.stick, to=[member.session.device]).files:
        merge(member, file.path)
    assert stage(member, withheld) is Stage.LEADER
    tell(team, member)
    stages = exchange.stages(member.session, "finding")
    assert stages.pop(withheld) is Stage.LEADER  # 组长已收, and not 办公室已收
    assert set(stages.values()) == {Stage.OFFICE}
    assert exchange.standing(member.session).records == {Stage.LEADER: 1, Stage.OFFICE: 1}
    bring(team, member)  # past the leader
    tell(team, member)
    assert stage(member, withheld) is Stage.OFFICE


def test_power_is_lost_while_a_merge_is_committed(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 57. Before or after, never between; and the next receipt tells which."""
    laptop = team.laptops[0]
    finding = write(laptop)
    exported = exchange.export(laptop.session, team.stick).files[0].path
    from db.store import SqlWork

    real = SqlWork.commit

    def cut_off(work: SqlWork) -> object:
        raise KeyboardInterrupt

    shown = exchange.preview(team.office.session, exported)
    monkeypatch.setattr(SqlWork, "commit", cut_off)
    with pytest.raises(KeyboardInterrupt):
        exchange.merge(team.office.session, shown)
    monkeypatch.setattr(SqlWork, "commit", real)
    tell(team, laptop)
    assert stage(laptop, finding) is Stage.CARRIED
    assert titles(team.at_office) == set()
    merge(team.office, exported)
    tell(team, laptop)
    assert stage(laptop, finding) is Stage.OFFICE
    team.office.session.store.check()


def test_both_stages_to_the_end_on_five_vaults(tmp_path: Path) -> None:
    """仅本机 → 已带出 → 组长已收 → 办公室已收 → 已归档, for members who only meet their leader."""
    team = make_team(tmp_path, laptops=4)
    disk = tmp_path / "disk"
    disk.mkdir()
    try:
        leader, *members = team.laptops
        written = {member: write(member, f"{n} 号写的") for n, member in enumerate(members)}
        seen = [{stage(m, f) for m, f in written.items()}]
        for member in members:
            out = exchange.export(member.session, team.stick, to=[leader.session.device])
            seen.append({stage(member, written[member])})
            merge(leader, out.files[0].path)
        _tell_members(team, leader, members)
        seen.append({stage(m, f) for m, f in written.items()})
        bring(team, leader)
        _relay(team, leader, members)
        seen.append({stage(m, f) for m, f in written.items()})
        back_up(team.office, disk)
        _relay(team, leader, members)
        seen.append({stage(m, f) for m, f in written.items()})
        assert [found for n, found in enumerate(seen) if n in (0, 1, 4, 5, 6)] == [
            {Stage.HERE},
            {Stage.CARRIED},
            {Stage.LEADER},
            {Stage.OFFICE},
            {Stage.ARCHIVED},
        ]
        assert receipts.heard(members[0].session).archived
        assert second_copy.standing(team.office.session).days == 0
        for opened in (team.office, *team.laptops):
            opened.session.store.check()
    finally:
        team.close()


def _tell_members(team: Team, leader: Opened, members: list[Opened]) -> None:
    """The leader's stick goes round."""
    ids = [member.session.device for member in members]
    for file in exchange.export(leader.session, team.stick, to=ids).files:
        for member in members:
            if member.session.device in file.readers:
                merge(member, file.path)


def _relay(team: Team, leader: Opened, members: list[Opened]) -> None:
    """The office's receipt reaches the members through their leader."""
    hand_down(team, leader)
    _tell_members(team, leader, members)
