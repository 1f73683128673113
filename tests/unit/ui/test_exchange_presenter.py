"""Where exchange stands and what a preview says, on real vaults without a window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.desktop import DesktopProgram
from app.domain.errors import MediaError, TrustError
from app.services import enrolment, exchange, findings, interviews, records
from app.trust.papers import MAXIMUM_FILE
from tests.support.vaults import (
    POLICY,
    Team,
    make_laptop,
    make_office,
    make_task,
    make_team,
)
from ui.people import device_label, device_people, person_name
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


def test_standing(team: Team) -> None:
    presenter = ExchangePresenter(team.laptops[0].session)
    start = presenter.standing()
    assert (start.obstacle, start.exported_at) == ("", None)
    records.save(presenter.session, findings.start(presenter.session, title="问题"), {})
    assert presenter.standing().waiting > start.waiting
    presenter.export(team.stick, quiet, going_on)
    after = presenter.standing()
    assert after.waiting == 0
    assert after.exported_at is not None


def test_an_office_does_not_take_a_laptop_s_export_for_its_own(team: Team) -> None:
    office = ExchangePresenter(team.at_office)
    before = office.standing().exported_at
    laptop = ExchangePresenter(team.laptops[0].session)
    written = laptop.export(team.stick, quiet, going_on)
    office.merge(office.look(written.files[0].path, quiet, going_on))
    assert office.standing().exported_at == before


def test_obstacles(tmp_path: Path) -> None:
    with make_laptop(tmp_path / "laptop") as laptop:
        assert ExchangePresenter(laptop.session).standing().obstacle == "not-joined"
    with make_office(tmp_path / "office") as office:
        assert ExchangePresenter(office.session).standing().obstacle == "no-task"
        task = office.session.within(make_task(office))
        assert ExchangePresenter(task).standing().obstacle == "no-laptops"


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
