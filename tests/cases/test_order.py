"""Cases 31 to 39 with real vaults and files: whatever order, whatever version."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap.opening import Opened
from app.journal import operations
from app.journal.segments import Header
from app.ports import Query
from app.services import exchange, records
from app.services.exchange import cutting
from tests.cases import archives
from tests.cases.fault_scene import copied, own_machine
from tests.cases.outcomes import nothing_written, state
from tests.support.vaults import Team, make_team, merge, open_again
from ui.screens.exchange.presenter import ExchangePresenter, Summary
from ui.screens.exchange.words import ExchangeWords


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=2)
    yield made
    made.close()


def note(laptop: Opened, title: str) -> str:
    new = records.new(laptop.session, "finding")
    records.save(laptop.session, new, {"title": title, "discovery": "经过"})
    return new.id


def carried(laptop: Opened, to: Opened, stick: Path) -> Path:
    written = exchange.export(laptop.session, stick, to=[to.session.device])
    return written.files[0].path


def pieces_of_work(laptop: Opened, to: Opened, stick: Path, count: int) -> list[Path]:
    """Files of which each brings only what came since the one before: as if that one were lost."""
    found: list[Path] = []
    before: set[str] = set()
    for number in range(count):
        note(laptop, f"{laptop.session.device[:4]} 第{number}条")
        path = carried(laptop, to, stick)
        made = archives.parts(path, to)
        news = [each for each in made.files if _segment(each[0]) not in before]
        before |= {_segment(name) for name, _ in made.files}
        path.write_bytes(archives.seal(archives.put_together(made.listed(news), laptop), to))
        found.append(path)
    return found


def _segment(name: str) -> str:
    return name.rpartition("/")[2].partition(".")[0]


def summed_up(opened: Opened, path: Path) -> Summary:
    """What the screen would show of a file; it is laid aside again."""
    presenter = ExchangePresenter(opened.session)
    looked = presenter.look(path, lambda *_: None, lambda: False)
    presenter.abandon(looked)
    return looked.summary


def words() -> ExchangeWords:
    nobody: Any = None
    return ExchangeWords(nobody)


def test_the_same_file_a_hundred_times(team: Team) -> None:
    """Case 31. Nothing new, and nothing at all is written."""
    note(team.laptops[0], "违规发放补贴")
    path = carried(team.laptops[0], team.office, team.stick)
    assert summed_up(team.office, path).new > 0
    merge(team.office, path)
    with nothing_written(team.office):
        for _ in range(100):
            assert summed_up(team.office, path).nothing_new
    exchange.merge(team.at_office, exchange.preview(team.at_office, path))  # even if told to
    assert len(team.at_office.store.arrivals(team.task)) == 1


def orders(count: int) -> list[list[int]]:
    """Orders in which each file comes at each place, behind and before each other one."""
    forward = [*range(count)]
    turned = [forward[n:] + forward[:n] for n in range(count)]
    return [*turned, *(order[::-1] for order in turned)]


def test_orders_differ() -> None:
    found = orders(6)
    assert len({tuple(order) for order in found}) == len(found) == 12
    assert all({order[place] for order in found} == set(range(6)) for place in range(6))
    assert all(
        {order.index(a) < order.index(b) for order in found} == {True, False}
        for a in range(6)
        for b in range(6)
        if a != b
    )


def test_six_files_in_any_order(tmp_path: Path) -> None:
    """Case 32. One state, however they come: with gaps, and with edits of the same record."""
    scene = tmp_path / "scene"
    with own_machine(scene):
        team = make_team(scene, laptops=2)
        shared = note(team.laptops[0], "两人都改")
        merge(team.laptops[1], carried(team.laptops[0], team.laptops[1], team.stick))
        for laptop, nature in zip(team.laptops, ("serious", "minor"), strict=True):
            loaded = records.load(laptop.session, "finding", shared)
            records.save(laptop.session, loaded, {"nature": nature})
        paths = [
            path.relative_to(scene)
            for laptop in team.laptops
            for path in pieces_of_work(laptop, team.office, team.stick, 3)
        ]
        person = team.office.session.person
        team.close()
    found = {}
    for number, order in enumerate(orders(6)):
        folder = copied(scene, tmp_path / str(number))
        with own_machine(folder), open_again(folder / "office", person) as office:
            for place in order:
                merge(office, folder / paths[place])
            assert {each.state for each in office.session.store.segments()} == {"applied"}
            assert office.session.store.questions() == [("finding", shared)]
            found[tuple(order)] = state(office.session, own=False)
    assert len(set(found.values())) == 1


def test_a_file_in_between_is_missing(team: Team) -> None:
    """Case 33. The missing lines are named; what came waits, and counts once they come."""
    first, second, third = pieces_of_work(team.laptops[0], team.office, team.stick, 3)
    merge(team.office, first)
    shown = summed_up(team.office, third)
    [gap, *_] = shown.gaps
    assert gap.first <= gap.last
    said = words().gaps(shown)[0]
    assert said.startswith(f"还缺 第 {gap.first}–{gap.last} 条")
    merge(team.office, third)
    titles = {row.values["title"] for row in team.at_office.store.rows(Query("finding"))}
    assert not any(str(title).endswith("第2条") for title in titles)
    assert "staged" in {each.state for each in team.at_office.store.segments()}
    assert summed_up(team.office, second).gaps == ()
    merge(team.office, second)
    titles = {row.values["title"] for row in team.at_office.store.rows(Query("finding"))}
    assert len([title for title in titles if str(title).endswith("条")]) == 3
    assert {each.state for each in team.at_office.store.segments()} == {"applied"}
    team.at_office.store.check()


# --- other versions ------------------------------------------------------------------------------

LATER = operations.SCHEMA + 1


@contextmanager
def version(schema: int) -> Iterator[None]:
    """The program that reads segments up to this ``min_reader``."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("app.journal.segments", "db.segment_store", "db.rebuilding"):
            patch.setattr(f"{module}.SCHEMA", schema)
        yield


@contextmanager
def written_by_a_later_version() -> Iterator[None]:
    """Segments are cut that only a later program may read."""
    with pytest.MonkeyPatch.context() as patch:

        def header(**facts: Any) -> Header:
            return Header(**{**facts, "minimum_reader": LATER})

        patch.setattr(cutting, "Header", header)
        with version(LATER):
            yield


def relayed(team: Team) -> tuple[str, Path, list[bytes]]:
    """A member with a later program writes; the leader's older one takes it to the office."""
    leader, member = team.laptops
    finding = note(member, "新版本写的")
    with written_by_a_later_version():
        path = carried(member, leader, team.stick)
    summary = summed_up(leader, path)
    assert [part.unreadable for part in summary.kept_aside] == [True] * len(summary.kept_aside)
    merge(leader, path)
    assert leader.session.store.row("finding", finding) is None
    return (
        finding,
        carried(leader, team.office, team.stick),
        kept_bytes(member, member.session.device),
    )


def kept_bytes(opened: Opened, device: str) -> list[bytes]:
    store = opened.session.store
    found = [each.hash for each in store.segments() if each.name.device == device]
    return [store.segment_bytes(each) for each in found]


def test_a_file_of_a_later_version(team: Team) -> None:
    """Case 37. Stored, announced, relayed; read as soon as the program is updated."""
    finding, path, written = relayed(team)
    summary = summed_up(team.office, path)
    told = [line for line in words().kept_aside(summary) if "较新版本" in line]
    assert told
    assert all("升级后可读；数据已安全保存" in line for line in told)
    merge(team.office, path)
    store = team.at_office.store
    assert store.row("finding", finding) is None
    assert "unreadable" in {each.state for each in store.segments()}
    assert sorted(kept_bytes(team.office, team.laptops[1].session.device)) == sorted(written)
    store.check()
    person = team.office.session.person
    team.office.close()
    with version(LATER):
        team.office = open_again(team.office.path, person)
        row = team.office.session.store.row("finding", finding)
        assert row is not None
        assert row.values["title"] == "新版本写的"
        team.office.session.store.check()


def test_an_old_leader_between_two_newer_programs(team: Team) -> None:
    """Case 39. The office gets what the member wrote, whole and under the member's signature."""
    finding, path, written = relayed(team)
    leader, member = team.laptops
    with version(LATER):
        shown = exchange.preview(team.at_office, path)
        assert shown.quarantined == ()
        signers = {each.incoming.signer for each in shown.judged}
        assert signers >= {leader.session.device, member.session.device}
        exchange.merge(team.at_office, shown)
        row = team.at_office.store.row("finding", finding)
        assert row is not None
        assert row.values["title"] == "新版本写的"
        assert {each.state for each in team.at_office.store.segments()} == {"applied"}
        team.at_office.store.check()
    assert sorted(kept_bytes(team.office, member.session.device)) == sorted(written)
