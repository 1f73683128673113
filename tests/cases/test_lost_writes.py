"""A disk that had not yet written what it was given when the power went."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.bundle import outbound
from app.services import exchange
from app.vault import durable
from db.store import SqlWork
from tests.cases.durability import Ledger
from tests.cases.fault_scene import FILE, copied, opened, prepare
from tests.cases.losing_power import Recording, lost, positions, recorded
from tests.cases.write_log import SECTOR, Event, disk_after, everything, nothing, some

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="the library hides its file systems elsewhere"
)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("power") / "scene"
    prepare(folder)
    return folder


@pytest.fixture(scope="module")
def recording(scene: Path) -> Recording:
    return recorded(scene)


def test_acknowledged_commits_survive_a_power_cut(recording: Recording) -> None:
    """Case 57. Before or after, never between; with the unsynced sectors gone, there, or mixed."""
    marks = [event for event in recording.log if event.what == "mark"]
    assert len(marks) >= 8
    assert {event.what for event in recording.log} >= {"write", "sync", "mark", "cut"}
    for number, position in enumerate([*positions(recording, 60)][::3]):
        for survives in (nothing, some(number)):
            assert lost(recording, position, survives) == "", position


def test_what_was_synced_and_what_was_not(recording: Recording) -> None:
    """Between two syncs of the log there really is something that can be lost."""
    last = max(n for n, event in enumerate(recording.log) if event.what == "sync")
    position = max(n for n in range(last) if recording.log[n].what == "write")
    log = recording.log[: position + 1]
    kept, lost_ = (disk_after(recording.start, log, each) for each in (everything, nothing))
    assert kept != lost_
    assert disk_after(recording.start, log, some(1)) not in (kept, lost_)


@pytest.mark.parametrize("synchronous", ["OFF", "NORMAL"])
def test_a_database_that_does_not_sync_is_noticed(scene: Path, synchronous: str) -> None:
    """The test can fail: without syncing at each commit, commits are lost."""
    careless = recorded(scene, synchronous)
    behind_marks = [n for n, event in enumerate(careless.log, 1) if event.what == "mark"]
    found = {lost(careless, position, nothing) for position in behind_marks[:4]}
    assert "an acknowledged commit is gone" in found


def test_the_disk_is_played_sector_by_sector() -> None:
    start = {"f": b"a" * 2 * SECTOR}
    log = [
        Event("write", "f", 0, b"b" * SECTOR),
        Event("sync", "f"),
        Event("write", "f", SECTOR - 1, b"c" * 2),
        Event("cut", "f", SECTOR),
        Event("mark", "done"),
    ]
    assert disk_after(start, log[:1], nothing) == start
    synced = {"f": b"b" * SECTOR + b"a" * SECTOR}
    assert disk_after(start, log[:3], nothing) == synced
    assert disk_after(start, log, everything) == {"f": b"b" * (SECTOR - 1) + b"c"}
    torn = {bytes(disk_after(start, log[:3], some(seed))["f"]) for seed in range(20)}
    assert len(torn) == 4  # each of two sectors, there or not
    gone = [*log, Event("delete", "f")]
    assert disk_after(start, gone, everything) == {}


# --- files beside the database -------------------------------------------------------------------


def at_each_commit(monkeypatch: pytest.MonkeyPatch, look: Callable[[], None]) -> None:
    """Call ``look`` whenever something was made durable in the database."""
    real = SqlWork.commit

    def commit(work: SqlWork) -> Any:
        changes = real(work)
        look()
        return changes

    monkeypatch.setattr(SqlWork, "commit", commit)


@pytest.fixture
def folder(scene: Path, tmp_path: Path) -> Path:
    return copied(scene, tmp_path / "copy")


def merged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What could be lost of evidence whenever a commit names it."""
    found: set[str] = set()
    with Ledger(folder).watching() as ledger, opened(folder, "import") as vault:
        session = vault.session
        blobs: Any = vault._blobs

        def look() -> None:
            found.update(
                ledger.unsafe(blobs.path_of(blob.digest)) for blob in session.store.blobs()
            )

        at_each_commit(monkeypatch, look)
        exchange.merge(session, exchange.preview(session, folder / FILE["import"]))
        assert len(session.store.blobs()) == 4
    return found


def exported(folder: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """What could be lost of a bundle when its segments are noted as carried."""
    found: set[str] = set()
    with Ledger(folder).watching() as ledger, opened(folder, "export") as vault:

        def look() -> None:
            if vault.session.store.carried():
                found.update(ledger.unsafe(path) for path in (folder / "stick").glob("*.xjb"))

        at_each_commit(monkeypatch, look)
        exchange.export(vault.session, folder / "stick")
        assert vault.session.store.carried()
    return found


def test_no_commit_names_evidence_that_power_could_take(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 57. Pieces and their names are on the medium before the database speaks of them."""
    assert merged(folder, monkeypatch) == {""}


def test_nothing_counts_as_carried_that_power_could_take(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 57. The file on the stick is whole and has its name before it is noted as carried."""
    assert exported(folder, monkeypatch) == {""}


@pytest.fixture
def _careless_names(monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in ((durable, "sync_folder"), (outbound, "_sync_folder")):
        monkeypatch.setattr(module, name, lambda _folder: None)


@pytest.mark.usefixtures("_careless_names")
def test_names_that_are_not_synced_are_noticed(
    scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        found = merged(copied(scene, tmp_path / "1"), patch)
    assert any(each.startswith("name of") for each in found)
    with monkeypatch.context() as patch:
        assert any(
            each.startswith("name") for each in exported(copied(scene, tmp_path / "2"), patch)
        )


def test_contents_that_are_not_synced_are_noticed(
    scene: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(durable, "sync_file", lambda _descriptor: None)
    monkeypatch.setattr(outbound._SyncingFile, "sync", lambda _file: None)
    with monkeypatch.context() as patch:
        assert "content" in merged(copied(scene, tmp_path / "1"), patch)
    with monkeypatch.context() as patch:
        assert "content" in exported(copied(scene, tmp_path / "2"), patch)
