"""Where exchange stands and what a preview says, on real vaults without a window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.desktop import DesktopProgram
from app.domain.errors import MediaError, TrustError
from app.domain.kinds import Channel
from app.journal.delivery import Stage
from app.services import enrolment, exchange, findings, interviews, records
from app.services.exchange import Arriving
from app.trust.papers import MAXIMUM_FILE
from tests.support.vaults import (
    POLICY,
    Team,
    make_laptop,
    make_office,
    make_task,
    make_team,
)
from ui.delivery_words import Delivery, delivery_of
from ui.people import device_label, device_people, person_name
from ui.screens.exchange.outward import Outward, Wish
from ui.screens.exchange.presenter import ExchangePresenter


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path)
    yield made
    made.close()


def quiet(*_: object) -> None:
    return None


def going_on() -> bool:
    return False


def usual(outward: Outward) -> Wish:
    return Wish(tuple(r.addressee.id for r in outward.readers() if r.addressee.usual))


def carry(outward: Outward, folder: Path) -> exchange.Exported:
    return outward.export(folder, usual(outward), quiet, going_on)


def test_standing(team: Team) -> None:
    outward = Outward(team.laptops[0].session)
    start = outward.standing()
    assert (start.obstacle, start.exported_at) == ("", None)
    records.save(outward.session, findings.start(outward.session, title="问题"), {})
    assert outward.standing().waiting > start.waiting
    carry(outward, team.stick)
    after = outward.standing()
    assert after.waiting == 0
    assert after.records[Stage.CARRIED] >= 1
    assert after.exported_at is not None
    assert after.unwritten is None


def test_who_gets_what(team: Team) -> None:
    """The member's usual choice is the office and the leader; a colleague is offered."""
    outward = Outward(team.laptops[1].session)
    office, leader = outward.readers()
    assert (office.addressee.office, leader.addressee.leads) == (True, True)
    assert set(office.channels) == set(Channel)
    assert set(leader.channels) == set(Channel) - {Channel.OFFICE}
    assert usual(outward).to == (office.addressee.id, leader.addressee.id)
    assert outward.label(office.addressee.id) == office.addressee.label
    assert outward.needed(usual(outward)) >= 0


def test_the_stick_is_registered_with_the_export(team: Team) -> None:
    outward = Outward(team.laptops[0].session)
    assert outward.media() == []
    wish = Wish(usual(outward).to, serial="SN-7", holder="许文澜")
    outward.export(team.stick, wish, quiet, going_on)
    assert [(each.serial, each.holder) for each in outward.media()] == [("SN-7", "许文澜")]


def test_an_office_does_not_take_a_laptop_s_export_for_its_own(team: Team) -> None:
    office = ExchangePresenter(team.at_office)
    before = Outward(team.at_office).standing().exported_at
    written = carry(Outward(team.laptops[0].session), team.stick)
    office.merge(office.look(written.files[0].path, quiet, going_on))
    assert Outward(team.at_office).standing().exported_at == before


def test_lists_say_how_far_a_record_has_come(team: Team) -> None:
    session = team.laptops[0].session
    saved = records.save(session, findings.start(session, title="问题"), {})
    row = session.store.row("finding", saved.id)
    assert row is not None
    assert delivery_of(session, "finding").word(row) == "本机"
    written = carry(Outward(session), team.stick)
    assert delivery_of(session, "finding").word(row) == "带出"
    office = ExchangePresenter(team.at_office)
    office.merge(office.look(written.files[0].path, quiet, going_on))
    assert delivery_of(team.at_office, "finding").word(row) == ""
    arriving = Delivery(arriving={"ab": Arriving(3, 7)})
    film = replace(row, values={"file": "ab"})
    assert arriving.word(film) == "未到 3/7"


def test_a_stick_is_looked_through_once(team: Team, tmp_path: Path) -> None:
    session = team.laptops[0].session
    records.save(session, findings.start(session, title="问题"), {})
    stick = tmp_path / "other"
    (stick / "folder").mkdir(parents=True)
    written = carry(Outward(session), stick / "folder").files[0].path
    short = written.rename(written.with_name("XJ7F3A~1.XJB"))
    (stick / "xj-00000000.xjb.part").write_bytes(b"half")
    office = ExchangePresenter(team.at_office)
    assert office.on_medium(stick) == ([short], 0)
    merged = office.merge(office.look(short, quiet, going_on))
    assert office.on_medium(stick) == ([], 1)
    assert merged.arrival is not None
    exchange.undo(team.at_office, merged.arrival)
    assert office.on_medium(stick) == ([short], 0)


def test_obstacles(tmp_path: Path) -> None:
    with make_laptop(tmp_path / "laptop") as laptop:
        assert Outward(laptop.session).standing().obstacle == "not-joined"
        assert Outward(laptop.session).readers() == ()
    with make_office(tmp_path / "office") as office:
        assert Outward(office.session).standing().obstacle == "no-task"
        task = office.session.within(make_task(office))
        assert Outward(task).standing().obstacle == "no-laptops"


def test_a_preview_in_titles(team: Team) -> None:
    session = team.laptops[0].session
    records.save(session, findings.start(session, title="初稿"), {})
    talk = interviews.start(session, category="staff")
    records.save(session, talk, {"name": "鄢毓琇"})
    new = findings.start(session, title="旧题")
    records.save(session, new, {})
    records.save(session, records.load(session, "finding", new.id), {"title": "新题"})
    written = exchange.export(session, team.stick).files[0].path
    office = ExchangePresenter(team.at_office)
    summary = office.look(written, quiet, going_on).summary
    lines = [(line.what, line.kind, line.title) for line in summary.lines]
    assert lines == [
        ("new", "finding", "初稿"),
        ("new", "finding", "新题"),
        ("new", "interview", "谈话对象-1-01"),
    ]
    assert "鄢" not in str(summary)
    assert (summary.computer, summary.people) == ("1 号机", ("许文澜",))
    assert {count.kind: count.new for count in summary.counts}["finding"] == 2
    assert not summary.nothing_new


def test_papers_of_this_laptop_and_of_others(team: Team, tmp_path: Path) -> None:
    program = DesktopProgram(tmp_path / "config", POLICY)
    with make_laptop(tmp_path / "new", "罗/启明") as laptop:
        presenter = ExchangePresenter(laptop.session)
        applying = presenter.apply(program, presenter.suggested_label(), team.stick)
        assert applying.file.name == "申请-罗启明的电脑.xjp"
        again = presenter.look_at_papers(applying.file)
        assert (again.joins, again.request_number) == (None, applying.number)
        with pytest.raises(TrustError):
            ExchangePresenter(team.laptops[0].session).look_at_papers(applying.file)
        huge = tmp_path / "huge.xjp"
        huge.write_bytes(bytes(MAXIMUM_FILE + 1))
        with pytest.raises(TrustError):
            presenter.look_at_papers(huge)
        with pytest.raises(MediaError):
            presenter.look_at_papers(tmp_path / "gone.xjp")
    newer = tmp_path / "newer.xjp"
    newer.write_bytes(enrolment.papers(team.at_office))
    known = ExchangePresenter(team.laptops[0].session).look_at_papers(newer)
    assert known.known_office


def test_names(team: Team) -> None:
    office, laptop = team.at_office, team.laptops[0].session
    assert person_name(office, laptop.person) == "许文澜"
    assert person_name(laptop, office.person) == "周保山"
    assert person_name(laptop, "nobody") == ""
    assert device_label(office, laptop.device) == "1 号机"
    assert device_people(office, laptop.device) == ("许文澜",)
    assert (device_label(office, "x"), device_people(office, "x")) == ("", ())
