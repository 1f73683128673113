"""Past the leader, sideways, and back: parcels nobody on the way can read, undone merges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.bootstrap.opening import Opened
from app.domain.errors import NotABundleError, NotForUsError, UndoRefusedError
from app.domain.kinds import Channel
from app.journal.segments import read_segment
from app.ports import Query
from app.services import exchange, records
from app.services.exchange import parcels
from app.services.session import Session
from tests.support.vaults import Team, make_team, merge


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """A leader and two members."""
    made = make_team(tmp_path, laptops=3)
    yield made
    made.close()


def write(session: Session, title: str, channel: Channel = Channel.TEAM) -> str:
    new = records.new(session, "finding", channel=channel)
    records.save(session, new, {"title": title})
    return new.id


def titles(session: Session) -> set[str]:
    rows = session.store.rows(Query("finding", task=session.task))
    return {str(row.values["title"]) for row in rows}


def to(sender: Session, stick: Path, *receivers: Opened) -> exchange.Exported:
    return exchange.export(sender, stick, to=[each.session.device for each in receivers])


def test_a_report_about_the_leader_passes_through_his_hands(team: Team) -> None:
    leader, member, _ = team.laptops
    write(member.session, "组长收受土特产", Channel.OFFICE)
    for file in to(member.session, team.stick, team.office).files:
        with pytest.raises(NotForUsError):
            exchange.preview(leader.session, file.path)
        parcels.take(leader.session, file.path)
        file.path.unlink()
    assert parcels.waiting(leader.session) > 0
    assert titles(leader.session) == set()
    carried = to(leader.session, team.stick, team.office)
    assert carried.parcels > 0
    assert parcels.waiting(leader.session) == 0
    inside: list[str] = []
    for file in carried.files:
        inside += merge(team.office, file.path).parcels
    assert titles(team.at_office) == set()
    for digest in inside:
        with parcels.open_parcel(team.at_office, digest) as path:
            merge(team.office, path)
        assert not path.exists()
    assert titles(team.at_office) == {"组长收受土特产"}


def test_what_is_no_bundle_is_no_parcel(team: Team, tmp_path: Path) -> None:
    letter = tmp_path / "letter.xjb"
    letter.write_bytes(b"%PDF-1.7 something else")
    with pytest.raises(NotABundleError):
        parcels.take(team.laptops[0].session, letter)
    assert parcels.waiting(team.laptops[0].session) == 0


def test_colleagues_exchange_without_the_office(team: Team) -> None:
    """Sideways: a member's finding reaches the office on a colleague's stick, signed by himself."""
    _, one, other = team.laptops
    write(one.session, "补贴发放不规范")
    for file in to(one.session, team.stick, other).files:
        merge(other, file.path)
    assert titles(other.session) == {"补贴发放不规范"}
    for file in to(other.session, team.stick, team.office).files:
        merge(team.office, file.path)
    assert titles(team.at_office) == {"补贴发放不规范"}
    (row,) = team.at_office.store.rows(Query("finding", task=team.task))
    assert row.author == one.session.person


def test_the_office_passes_on_what_one_laptop_brought(team: Team) -> None:
    _, one, other = team.laptops
    write(one.session, "公车私用")
    for file in to(one.session, team.stick, team.office).files:
        merge(team.office, file.path)
    for file in to(team.at_office, team.stick, other).files:
        merge(other, file.path)
    assert titles(other.session) == {"公车私用"}


def test_a_merge_is_taken_back_until_a_receipt_left(team: Team) -> None:
    _, one, _ = team.laptops
    write(one.session, "误带的材料")
    (file,) = to(one.session, team.stick, team.office).files
    merged = merge(team.office, file.path)
    assert merged.arrival is not None
    assert titles(team.at_office) == {"误带的材料"}
    exchange.undo(team.at_office, merged.arrival)
    assert titles(team.at_office) == set()
    again = merge(team.office, file.path)
    assert again.arrival is not None
    assert titles(team.at_office) == {"误带的材料"}
    to(team.at_office, team.stick, one)
    with pytest.raises(UndoRefusedError):
        exchange.undo(team.at_office, again.arrival)
    assert titles(team.at_office) == {"误带的材料"}
    team.at_office.store.check()


def test_what_was_taken_back_is_not_handed_on(team: Team) -> None:
    _, one, other = team.laptops
    write(one.session, "误带的材料")
    (file,) = to(one.session, team.stick, team.office).files
    merged = merge(team.office, file.path)
    assert merged.arrival is not None
    exchange.undo(team.at_office, merged.arrival)
    for each in to(team.at_office, team.stick, other).files:
        merge(other, each.path)
    assert titles(other.session) == set()


def test_a_missing_middle_is_named_and_comes_later(team: Team) -> None:
    """Case 33. Two of three: the third waits, its gap is named by computer and lines."""
    _, one, _ = team.laptops
    sticks = []
    for number in range(3):
        write(one.session, f"问题{number}")
        folder = team.stick / str(number)
        folder.mkdir()
        sticks.append(to(one.session, folder, team.office).files[0].path)
    store = one.session.store
    mine = [s for s in store.segments(team.task) if s.name == one.session.log(Channel.TEAM)]
    with team.office.session.store.work() as work:
        work.adopt(read_segment(store.segment_bytes(mine[2].hash)), mine[2].signature)
        work.commit()
    shown = exchange.preview(team.office.session, sticks[0])
    assert [(gap.log.device, gap.first, gap.last) for gap in shown.gaps] == [
        (one.session.device, mine[1].first, mine[1].last)
    ]
    exchange.merge(team.office.session, shown)
    assert titles(team.at_office) == {"问题0"}
    assert merge(team.office, sticks[1]).preview.gaps == ()
    assert titles(team.at_office) == {"问题0", "问题1", "问题2"}
