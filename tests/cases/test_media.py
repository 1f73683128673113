"""Cases 59, 62, 67 and 69: no room, two at once, one file from two people, damaged evidence."""

from __future__ import annotations

import os
import resource
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.bootstrap.opening import Opened
from app.domain.errors import (
    DiskFullError,
    StoreFullError,
    VaultInUseError,
    XunjiError,
)
from app.ports import Query
from app.services import conflicts, evidence, exchange, records
from app.words import words
from tests.cases.outcomes import files_in, nothing_written
from tests.support.vaults import Team, make_team, merge, open_again

KIB = 1024


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=2)
    yield made
    made.close()


def take(opened: Opened, folder: Path, data: bytes, name: str = "凭证.jpg") -> str:
    (folder / name).write_bytes(data)
    return evidence.import_file(opened.session, folder / name).id


def note(opened: Opened, title: str, size: int = 10) -> str:
    new = records.new(opened.session, "finding")
    records.save(opened.session, new, {"title": title, "discovery": "经" * size})
    return new.id


def carried(laptop: Opened, to: Opened, stick: Path, *, full: bool = False) -> Path:
    written = exchange.export(laptop.session, stick, to=[to.session.device], full=full)
    return written.files[0].path


# --- no room -------------------------------------------------------------------------------------


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """The system refuses to let any file grow further, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def told(work: Callable[[], object], error: type[XunjiError]) -> str:
    """What a person reads when there is no room."""
    with pytest.raises(error) as caught:
        work()
    said = words(caught.value, "zh")
    return f"{said.sentence} {said.hint}"


def test_no_room_in_the_spool(team: Team, tmp_path: Path) -> None:
    """Case 59. Looking at a file whose evidence finds no room says so and leaves nothing."""
    take(team.laptops[0], tmp_path, os.urandom(300 * KIB))
    path = carried(team.laptops[0], team.office, team.stick)
    with nothing_written(team.office), files_no_larger_than(100 * KIB):
        said = told(lambda: exchange.preview(team.at_office, path), DiskFullError)
    assert said.startswith("空间不够")
    assert "没有改动任何内容" in said
    assert merge(team.office, path).evidence == 1


def test_no_room_for_an_evidence_file(team: Team, tmp_path: Path) -> None:
    """Case 59. Taking in a file: nothing is registered, nothing is left behind."""
    laptop = team.laptops[0]
    (tmp_path / "film.mp4").write_bytes(os.urandom(300 * KIB))
    with nothing_written(laptop), files_no_larger_than(100 * KIB):
        said = told(
            lambda: evidence.import_file(laptop.session, tmp_path / "film.mp4"), DiskFullError
        )
    assert "没有改动任何内容" in said
    assert evidence.import_file(laptop.session, tmp_path / "film.mp4").id


def log_size(opened: Opened) -> int:
    return (opened.path / "xunji.db-wal").stat().st_size


def test_no_room_for_the_write_ahead_log(team: Team, tmp_path: Path) -> None:
    """Case 59. Merging finds no room: all of it is undone, and the same file merges later."""
    for number in range(8):
        note(team.laptops[0], f"问题{number}", 30_000)
    path = carried(team.laptops[0], team.office, team.stick)
    shown = exchange.preview(team.at_office, path)
    limit = log_size(team.office) + 60 * KIB
    with nothing_written(team.office), files_no_larger_than(limit):
        said = told(lambda: exchange.merge(team.at_office, shown), StoreFullError)
    assert said.startswith("磁盘已满")
    assert "原有内容完好" in said
    team.at_office.store.check()
    merge(team.office, path)
    assert team.at_office.store.count(Query("finding", task=team.task)) == 8
    team.at_office.store.check()


def test_no_room_for_the_checkpoint(team: Team) -> None:
    """Case 59. What was saved is in the log beside the database until there is room for it."""
    office = team.office
    person, database = office.session.person, office.path / "xunji.db"
    office.close()
    office = open_again(office.path, person)
    with files_no_larger_than(database.stat().st_size):
        written = [note(office, f"问题{number}", 6_000) for number in range(4)]
        office.close()
    assert log_size(office) > 0
    team.office = open_again(office.path, person)
    store = team.office.session.store
    assert all(store.row("finding", finding) is not None for finding in written)
    store.check()


def test_no_room_on_the_stick(team: Team, tmp_path: Path) -> None:
    """Case 59. Nothing counts as taken out, and nothing stays on the stick."""
    laptop = team.laptops[0]
    take(laptop, tmp_path, os.urandom(2_000 * KIB))
    before = {path.name for path in team.stick.iterdir()}
    with files_no_larger_than(log_size(laptop) + 500 * KIB):
        said = told(lambda: exchange.export(laptop.session, team.stick), DiskFullError)
    assert said.startswith("空间不够")
    assert {path.name for path in team.stick.iterdir()} == before
    assert exchange.standing(laptop.session).carried_at is None


# --- two at once ---------------------------------------------------------------------------------


def test_two_imports_at_once(team: Team) -> None:
    """Case 62. The second waits for the first; both are in, and nothing is in twice."""
    paths = []
    for number, laptop in enumerate(team.laptops):
        note(laptop, f"问题{number}")
        paths.append(carried(laptop, team.office, team.stick))
    together = threading.Barrier(2)

    def take_in(path: Path) -> exchange.Merged:
        shown = exchange.preview(team.at_office, path)
        together.wait()
        return exchange.merge(team.at_office, shown)

    with ThreadPoolExecutor(2) as pool:
        merged = list(pool.map(take_in, paths))
    assert all(each.changes.records for each in merged)
    store = team.at_office.store
    assert {row.values["title"] for row in store.rows(Query("finding"))} == {"问题0", "问题1"}
    assert len(store.arrivals(team.task)) == 2
    store.check()


def test_the_same_file_imported_twice_at_once(team: Team) -> None:
    """Case 62. Two windows' worth of haste over one file: one record."""
    finding = note(team.laptops[0], "违规发放补贴")
    path = carried(team.laptops[0], team.office, team.stick)
    shown = [exchange.preview(team.at_office, path) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda each: exchange.merge(team.at_office, each), shown))
    assert [row.id for row in team.at_office.store.rows(Query("finding"))] == [finding]
    team.at_office.store.check()


def test_another_program_on_the_same_vault(team: Team) -> None:
    """Case 62. It is told that the vault is open elsewhere, and touches nothing."""
    office = team.office
    with nothing_written(office), pytest.raises(VaultInUseError) as caught:
        open_again(office.path, office.session.person)
    assert words(caught.value, "zh").sentence == "这个资料库已在另一个窗口中打开。"


def test_an_import_under_an_open_editor(team: Team) -> None:
    """Case 62. What comes meanwhile is not overwritten; both stand beside what they grew from."""
    laptop, office = team.laptops[0], team.office
    finding = note(laptop, "违规发放补贴")
    merge(office, carried(laptop, office, team.stick))
    here = records.load(team.at_office, "finding", finding)  # the editor is open
    there = records.load(laptop.session, "finding", finding)
    records.save(laptop.session, there, {"discovery": "组员补写的经过"})
    merge(office, carried(laptop, office, team.stick))
    records.save(team.at_office, here, {**here.values, "discovery": "办公室改的经过"})
    assert conflicts.open_questions(team.at_office) == [("finding", finding)]
    group = team.at_office.kind("finding").field("discovery").group
    shown = conflicts.choices(team.at_office, "finding", finding, group)
    assert {_text(each.value) for each in shown.choices} == {"组员补写的经过", "办公室改的经过"}
    assert shown.ancestor is not None
    assert _text(shown.ancestor.value) == "经" * 10


def _text(value: object) -> str:
    assert isinstance(value, dict)
    return str(value["discovery"])


# --- evidence ------------------------------------------------------------------------------------


def test_one_file_taken_in_by_two_people(team: Team, tmp_path: Path) -> None:
    """Case 67. One encrypted file at the office, and the custody entry of each."""
    data = os.urandom(50_000)
    items = [take(laptop, tmp_path, data) for laptop in team.laptops]
    for laptop in team.laptops:
        merge(team.office, carried(laptop, team.office, team.stick))
    office = team.at_office
    assert len(office.store.blobs()) == len(files_in(team.office)) == 1
    assert {row.id for row in office.store.rows(Query("evidence"))} == set(items)
    entries = [row for item in items for row in evidence.custody(office, item)]
    assert len(entries) == 2
    assert len({row.author for row in entries}) == 2
    for item in items:
        evidence.verify(office, item)


def harm(path: Path, *, gone: bool) -> None:
    if gone:
        path.unlink()
        return
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("gone", [True, False], ids=["deleted", "changed"])
@pytest.mark.parametrize("holder", ["office", "colleague"])
def test_evidence_that_is_not_whole_any_more(
    team: Team, tmp_path: Path, holder: str, gone: bool
) -> None:
    """Case 69. The check names it; any computer that holds the file puts it back."""
    laptop, colleague = team.laptops
    item = take(laptop, tmp_path, os.urandom(50_000))
    other = team.office if holder == "office" else colleague
    merge(other, carried(laptop, other, team.stick))
    [path] = files_in(laptop)
    harm(path, gone=gone)
    [(named, error)] = evidence.verify_all(laptop.session)
    assert named == item
    said = words(error, "zh")
    assert said.sentence in ("这份证据的文件不在本机。", "这份证据的文件已损坏。")
    assert "其他内容不受影响" in said.hint
    other.session.task = team.task
    merged = merge(laptop, carried(other, laptop, team.stick, full=True))
    assert merged.evidence == 1
    assert evidence.verify_all(laptop.session) == []
    laptop.session.store.check()
