"""Cases 53 to 55: a wrong clock is told, entered, and decides nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.bootstrap.opening import Opened
from app.ports import Query
from app.services import clocks, exchange, findings, records
from app.services.records import Editable
from app.words import words
from tests.cases.fault_scene import copied, own_machine
from tests.cases.outcomes import state
from tests.support.vaults import Team, make_team, merge, open_again
from ui.application import make_application
from ui.clock_watch import ClockWatch, Steadiness
from ui.lock import InactivityTimer

CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Wrong:
    """A clock that is wrong by so much."""

    by: timedelta = timedelta()
    zone: timezone = CHINA

    def now(self) -> datetime:
        """The wrong time."""
        return datetime.now(self.zone) + self.by


CLOCKS = {
    "right": Wrong(),
    "ten years ahead": Wrong(timedelta(days=3653)),
    "ten years behind": Wrong(timedelta(days=-3653)),
    "1970": Wrong(datetime(1970, 1, 1, tzinfo=CHINA) - datetime.now(CHINA)),
    "an hour, as if summer time began": Wrong(timedelta(hours=1)),
    "another zone": Wrong(zone=timezone(timedelta(hours=-9))),
}


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=1)
    yield made
    made.close()


def carried(laptop: Opened, to: Opened, stick: Path) -> Path:
    return exchange.export(laptop.session, stick, to=[to.session.device]).files[0].path


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Two files with edits of one record, written under a right clock."""
    folder = tmp_path_factory.mktemp("clock") / "scene"
    with own_machine(folder):
        team = make_team(folder, laptops=1)
        laptop = team.laptops[0]
        finding = records.save(laptop.session, findings.start(laptop.session, title="甲"), {}).id
        carried(laptop, team.office, team.stick).rename(folder / "1.xjb")
        loaded = records.load(laptop.session, "finding", finding)
        records.save(laptop.session, loaded, {"title": "乙", "nature": "minor"})
        carried(laptop, team.office, team.stick).rename(folder / "2.xjb")
        person = team.office.session.person
        team.close()
    return folder, person


@pytest.mark.parametrize("name", CLOCKS)
def test_the_receivers_clock_changes_no_merge(
    scene: tuple[Path, str], tmp_path: Path, name: str
) -> None:
    """Case 53. Whatever the office's computer believes the time to be: one state."""
    found = []
    for number, clock in enumerate((CLOCKS["right"], CLOCKS[name])):
        folder = copied(scene[0], tmp_path / str(number))
        with own_machine(folder), open_again(folder / "office", scene[1]) as office:
            office.session.clock = clock
            for file in ("2.xjb", "1.xjb"):
                merge(office, folder / file)
            found.append(state(office.session, own=False))
            titles = [row.values["title"] for row in office.session.store.rows(Query("finding"))]
            assert titles == ["乙"]
    assert found[0] == found[1]


@pytest.mark.parametrize("name", CLOCKS)
def test_the_writers_clock_decides_nothing_and_he_is_told(team: Team, name: str) -> None:
    """Case 53. What he writes counts like anything else; 本机时间可能不准 if it can be known."""
    laptop = team.laptops[0]
    finding = records.save(laptop.session, findings.start(laptop.session, title="甲"), {}).id
    merge(team.office, carried(laptop, team.office, team.stick))
    laptop.session.clock = CLOCKS[name]
    loaded = records.load(laptop.session, "finding", finding)
    records.save(laptop.session, loaded, {"title": "乙"})
    merge(team.office, carried(laptop, team.office, team.stick))
    row = team.at_office.store.row("finding", finding)
    assert row is not None
    assert (row.values["title"], row.questions) == ("乙", 0)
    doubt = clocks.doubt(laptop.session)
    if "ten years" in name or name == "1970":
        assert doubt is not None
        assert words(doubt, "zh").sentence.startswith("本机时间可能不准")
        assert "合并不受影响" in words(doubt, "zh").hint
    else:
        assert doubt is None


def test_a_computer_that_knows_nothing_doubts_nothing(tmp_path: Path) -> None:
    from tests.support.vaults import make_laptop

    with make_laptop(tmp_path / "laptop") as laptop:
        laptop.session.clock = CLOCKS["1970"]
        assert clocks.doubt(laptop.session) is None


# --- while somebody works ------------------------------------------------------------------------


@dataclass
class Hands:
    """Both clocks of a machine."""

    wall: float = 1_000_000.0
    steady: float = 500.0

    def pass_(self, seconds: float) -> None:
        self.wall += seconds
        self.steady += seconds


@pytest.fixture
def application() -> QApplication:
    found = make_application()
    assert isinstance(found, QApplication)
    return found


def test_a_clock_that_is_set_while_somebody_works(team: Team, application: QApplication) -> None:
    """Case 54. It is entered in the log, he is told, and locking follows the steady clock."""
    laptop, hands = team.laptops[0].session, Hands()
    told: list[str] = []
    locked: list[bool] = []
    watch = ClockWatch(lambda: hands.wall, lambda: hands.steady, application)
    watch.jumped.connect(
        lambda seconds: told.append(words(clocks.note_jump(laptop, seconds), "zh").sentence)
    )
    idle = InactivityTimer(application, 300, lambda: hands.steady, application)
    idle.idle.connect(lambda: locked.append(True))
    watch.start()
    idle.start()

    def look() -> None:
        watch.look()
        idle.look()

    hands.pass_(60)
    look()
    assert (told, locked) == ([], [])
    hands.wall += 3600 * 24 * 365
    look()
    assert len(told) == 1
    assert told[0].startswith("本机时间可能不准：刚才被改动过")
    assert locked == []
    hands.wall -= 3600 * 24 * 3650
    hands.pass_(200)
    look()
    assert len(told) == 2
    assert locked == []
    hands.pass_(100)
    look()
    assert locked == [True]
    watch.stop()
    entries = laptop.store.rows(Query("audit", equals={"action": "clock_jumped"}))
    assert [row.values["words"] for row in entries] == ["-315360000 s", "+31536000 s"]


def test_small_corrections_and_sleep_are_no_jumps() -> None:
    steadiness = Steadiness()
    assert steadiness.look(1_000.0, 0.0) == 0
    assert steadiness.look(1_110.0, 0.0) == 0
    assert steadiness.look(1_231.0, 0.0) == 121
    assert steadiness.look(1_231.0, 0.0) == 0
    asleep = Steadiness(counts_sleep=False)
    asleep.look(1_000.0, 0.0)
    assert asleep.look(90_000.0, 5.0) == 0  # the steady clock stood still meanwhile
    assert asleep.look(1_000.0, 10.0) < 0


# --- identifiers ---------------------------------------------------------------------------------


def test_identifiers_with_an_absurd_time(team: Team) -> None:
    """Case 55. From the year 10889 or from 1970: accepted, and no list is in their order."""
    laptop = team.laptops[0]
    future, past = "ffffffff-ffff-7fff-bfff-ffffffffffff", "00000000-0000-7000-8000-000000000000"
    kind = laptop.session.kind("finding")
    written = []
    for title, id_ in (("一", future), ("二", laptop.session.new_id("finding")), ("三", past)):
        new = Editable("finding", id_, kind.empty(), is_new=True)
        records.save(laptop.session, new, {"title": title})
        written.append(id_)
    merged = merge(team.office, carried(laptop, team.office, team.stick))
    assert merged.preview.quarantined == ()
    for session in (laptop.session, team.at_office):
        newest = [row.id for row in session.store.rows(Query("finding"))]
        assert newest == written[::-1]
        session.store.check()
