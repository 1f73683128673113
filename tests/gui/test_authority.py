"""授权与密钥 as the office and a team member meet it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.access import Recusal, Role
from app.services import authority, enrolment, exchange, rotation
from app.services.issuing import Act
from tests.gui.support.screenshots import screenshot
from tests.gui.support.vault_window import VaultWindow, open_vault_window
from tests.integration.test_authority import Later, second_person, titles, write_finding
from tests.support.vaults import PASSPHRASE, Team, make_laptop, make_team, merge
from ui.desk import Desk
from ui.program import UnlockedVault
from ui.screens.authority.decision import DecisionCard
from ui.screens.authority.replacing import ReplacingCard
from ui.screens.authority.view import AuthorityScreen
from ui.screens.screen import Screen

Open = Callable[[UnlockedVault], VaultWindow]


def only_authority(desk: Desk) -> list[Screen]:
    return [AuthorityScreen(desk)]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path)
    yield made
    made.close()


@pytest.fixture
def open_window(
    qapp: QApplication, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Open]:
    windows: list[VaultWindow] = []

    def enter(opened: UnlockedVault) -> VaultWindow:
        window = open_vault_window(opened, only_authority, monkeypatch, tmp_path, qapp, qtbot)
        windows.append(window)
        return window

    yield enter
    for window in windows:
        window.end()


def at_office(open_window: Open, team: Team) -> VaultWindow:
    window = open_window(team.office)
    window.desk.task = team.task
    screen_of(window).shown()
    window.settle()
    return window


def screen_of(window: VaultWindow) -> Screen:
    return window.window.screens[0]


def follows(window: VaultWindow) -> str:
    return "\n".join(window.find("要确认的改动", DecisionCard).follows)


def choose(window: VaultWindow, name: str, shown: str) -> None:
    window.choose(name, shown)
    window.settle()


def press(window: VaultWindow, name: str) -> None:
    window.click(name)
    window.settle()


def said(window: VaultWindow) -> str:
    labels = screen_of(window).findChildren(QLabel)
    return "\n".join(label.text() for label in labels if label.isVisible())


def test_a_laptop_is_withdrawn_after_reading_what_follows(open_window: Open, team: Team) -> None:
    """Case 28. What follows is shown first; without a reason nothing happens."""
    write_finding(team.laptops[1].session, "台账不全")
    team.carry(team.laptops[1])
    window = at_office(open_window, team)
    press(window, "revoke_2")
    assert "停用这台电脑：2 号机" in said(window)
    assert "收不回来" in follows(window)
    assert "照常有效" in follows(window)
    press(window, "decide")
    assert "请写明理由。" in said(window)
    assert window.session.trust.revocation(team.laptops[1].session.device, team.task) is None
    window.type_into("decision_reason", "出差途中丢失")
    press(window, "decide")
    assert window.session.trust.revocation(team.laptops[1].session.device, team.task)
    assert "已停用" in said(window)
    assert not window.has("revoke_2")


def test_a_decision_can_be_dropped(open_window: Open, team: Team) -> None:
    window = at_office(open_window, team)
    press(window, "leave_罗启明")
    assert "这些电脑以后收不到任何内容：2 号机。" in follows(window)
    press(window, "drop_decision")
    assert not window.has("要确认的改动")
    assert window.session.trust.statements[team.task].version == 1


def test_roles_recusals_and_designation_are_decided_here(open_window: Open, team: Team) -> None:
    """Case 30. Whoever is recused leads nothing and handles nothing."""
    window = at_office(open_window, team)
    choose(window, "role_罗启明", "副组长")
    press(window, "decide")
    person = team.laptops[1].session.person
    assert window.session.trust.role(person, team.task) is Role.DEPUTY
    choose(window, "recuse_罗启明", "整项任务")
    assert "不给本人" in follows(window)
    window.type_into("decision_reason", "与被巡单位负责人是亲属")
    press(window, "decide")
    assert window.session.trust.role(person, team.task) is Role.MEMBER
    assert "罗启明  已回避整项任务" in said(window)
    assert not window.has("role_罗启明")
    assert not window.has("petition_罗启明")
    press(window, "lift_罗启明")
    window.type_into("decision_reason", "登记错了")
    press(window, "decide")
    assert not window.session.trust.statements[team.task].recusals


def test_a_leader_who_leaves_is_missed(open_window: Open, team: Team) -> None:
    window = at_office(open_window, team)
    press(window, "leave_许文澜")
    assert "之后没有组长" in follows(window)


def test_validity_is_extended(open_window: Open, team: Team) -> None:
    window = at_office(open_window, team)
    before = window.session.trust.statements[team.task].valid_until
    press(window, "extend_30")
    press(window, "decide")
    after = window.session.trust.statements[team.task].valid_until
    assert (after - before).days == 30


def test_a_lost_laptop_is_replaced_by_one_that_reads_its_number(
    open_window: Open, team: Team, tmp_path: Path
) -> None:
    new = make_laptop(tmp_path / "new", "罗启明")
    asked = enrolment.request(new.session, "5 号机")
    file = tmp_path / "申请.xjp"
    file.write_bytes(asked.data)
    window = at_office(open_window, team)
    window.opened.append([file])
    press(window, "replace_2")
    card = window.find("更换电脑", ReplacingCard)
    assert window.find("who_罗启明", QComboBox).currentText() == "就是原来的罗启明"
    assert not window.find("replacement_next", QPushButton).isEnabled()
    groups = asked.number.split(" ")
    window.type_into("replacement_number", "".join(groups[place - 1] for place in card.asked))
    press(window, "replacement_next")
    assert "旧电脑停用，新电脑接着用" in follows(window)
    window.type_into("decision_reason", "屏幕摔坏")
    press(window, "decide")
    statement = window.session.trust.statements[team.task]
    person = team.laptops[1].session.person
    assert statement.device(new.session.device)
    assert statement.device(new.session.device).persons == (person,)  # type: ignore[union-attr]
    new.close()


def test_what_was_kept_aside_is_admitted_by_two(open_window: Open, team: Team) -> None:
    """Case 28. The first consent is noted, the second one counts."""
    second = second_person(team)
    member = team.laptops[1]
    here = team.at_office
    act = Act("revoked", ("device", member.session.device), "丢失")
    authority.decide(here, authority.revoking(here, member.session.device), act)
    write_finding(member.session, "公车私用")
    team.carry(member)
    window = at_office(open_window, team)
    assert "写入时这台电脑已被办公室撤销授权。" in said(window)
    press(window, "admit_aside")
    assert "请写明理由。" in said(window)
    window.type_into("admit_reason", "本人已说明情况")
    press(window, "admit_aside")
    assert "已同意：周保山" in said(window)
    assert not window.has("admit_aside")
    team.office.session.person = second.person
    screen_of(window).shown()
    window.settle()
    window.type_into("admit_reason", "核对无误")
    press(window, "admit_aside")
    assert titles(team.at_office) == {"公车私用"}
    assert not window.has("隔离待采纳")
    assert "两个人都同意了，这些内容已经采纳。" in window.sentences


def test_one_key_becomes_three_step_by_step(open_window: Open, team: Team, tmp_path: Path) -> None:
    """Case 25. Too few signatures: nothing can come into force."""
    window = at_office(open_window, team)
    assert "只有一把主密钥" in window.words("alone_warning")
    number = window.words("office_number")
    press(window, "change_root")
    names = ("邵启明", "龚立新", "潘素琴")
    for name in names:
        folder = tmp_path / name
        folder.mkdir()
        window.folders.append(folder)
        window.type_into("holder_name", name)
        window.type_into("holder_passphrase", PASSPHRASE.replace("ü", "v"))
        window.type_into("holder_repeat", PASSPHRASE.replace("ü", "v"))
        press(window, "make_root_key")
    assert window.find("root_threshold", QComboBox).currentText() == "3 人保管，2 人签字有效"
    press(window, "begin_root")
    assert "还差：原保管人 0 人，新保管人 2 人。" in said(window)
    assert not window.has("enforce_root")
    for name in names[:2]:
        (key,) = (tmp_path / name).glob("*.xjk")
        window.opened.append([key])
        window.type_into("signing_passphrase", "wrong")
        press(window, "sign_root")
        assert "口令不对" in said(window)
        window.opened.append([key])
        window.type_into("signing_passphrase", PASSPHRASE.replace("ü", "v"))
        press(window, "sign_root")
    press(window, "enforce_root")
    assert rotation.office(window.session).version == 2
    assert not window.has("alone_warning")
    assert window.words("office_number") == number
    assert "保管人：邵启明、龚立新、潘素琴。" in said(window)


def test_a_laptop_shows_whose_it_is_and_what_changed(open_window: Open, team: Team) -> None:
    """Case 27. Validity is shown; news stay until they were read."""
    here = team.at_office
    member = team.laptops[1].session.person
    act = Act(subject=("person", member))
    authority.decide(here, authority.recusing(here, member, "finding", "x"), act)
    assert here.trust.statements[team.task].recusals[0].recusal == Recusal(member, "finding", "x")
    merge(team.laptops[0], exchange.export(here, team.stick).files[0].path)
    window = open_window(team.laptops[0])
    screen_of(window).shown()
    window.settle()
    assert "临江区委巡察办" in said(window)
    assert "在这台电脑上工作的人：许文澜（组长）" in said(window)
    assert window.words("office_number") == enrolment.office_number(here)
    assert "第 2 版授权，有效到" in window.words("validity")
    assert "罗启明 从" in said(window)
    press(window, "news_read")
    assert "罗启明 从" not in said(window)


def test_one_record_can_be_recused_from(open_window: Open, team: Team) -> None:
    finding = write_finding(team.at_office, "公款旅游")
    window = at_office(open_window, team)
    number = str(window.session.store.row("finding", finding).values["number"] or "")  # type: ignore[union-attr]
    choose(window, "recuse_罗启明", f"{number} 公款旅游".strip())
    assert "只回避这一条" in follows(window)
    window.type_into("decision_reason", "本人经手过")
    press(window, "decide")
    (dated,) = window.session.trust.statements[team.task].recusals
    assert dated.recusal == Recusal(team.laptops[1].session.person, "finding", finding)
    assert window.has("lift_罗启明")


def test_an_expired_statement_is_told_and_nothing_is_stopped(open_window: Open, team: Team) -> None:
    """Case 27. A banner before anybody looks; the laptop keeps recording."""
    laptop = team.laptops[0]
    laptop.session.clock = Later(laptop.session.clock)
    window = open_window(laptop)
    window.settle()
    assert "授权已经过期，可以照常记录。" in window.sentences
    assert write_finding(window.session, "照常记录")
    assert "已过期" in window.words("validity")


def test_pictures_of_the_screen(open_window: Open, team: Team) -> None:
    write_finding(team.laptops[1].session, "台账不全")
    team.carry(team.laptops[1])
    window = at_office(open_window, team)
    assert screenshot(window.window, "authority-office").exists()
    press(window, "revoke_2")
    assert screenshot(window.window, "authority-decision").exists()
    press(window, "drop_decision")
    press(window, "change_root")
    area = screen_of(window).findChildren(QPushButton, "begin_root")
    screen_of(window)._area.ensureWidgetVisible(area[0])  # type: ignore[attr-defined]
    assert screenshot(window.window, "authority-keys").exists()
