"""Evidence on its way from stick to vault: whole, durable, and nothing left over."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import (
    BundleTruncatedError,
    CancelledError,
    DiskFullError,
    EvidenceUnreadableError,
    StoreFullError,
)
from app.ports import StoredBlob
from app.services import evidence, exchange
from app.services.session import Session
from app.vault import durable
from db.store import SqlWork
from tests.support.vaults import Team, make_team

MIB = 1 << 20


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=1)
    yield made
    made.close()


def take(team: Team, folder: Path, *sizes: int) -> None:
    for number, size in enumerate(sizes):
        path = folder / f"{number}.bin"
        path.write_bytes(os.urandom(size))
        evidence.import_file(team.laptops[0].session, path)


def export(team: Team) -> Path:
    return exchange.export(team.laptops[0].session, team.stick).files[0].path


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def spool(team: Team) -> list[Path]:
    return files_in(team.office.path / "spool")


def verified(session: Session) -> list[StoredBlob]:
    found = session.store.blobs()
    for blob in found:
        session.blobs.verify(blob)
    return found


def test_files_of_one_and_of_several_pieces_arrive(team: Team, tmp_path: Path) -> None:
    take(team, tmp_path, 1, 64 << 10, 3 * MIB, 33 * MIB)
    shown = exchange.preview(team.at_office, export(team))
    merged = exchange.merge(team.at_office, shown)
    assert merged.evidence == 4
    assert [len(blob.pieces) for blob in verified(team.at_office)].count(2) == 1
    assert evidence.verify_all(team.at_office) == []
    assert spool(team) == []


def test_an_empty_file_is_refused_and_never_stops_an_export(team: Team, tmp_path: Path) -> None:
    with pytest.raises(EvidenceUnreadableError):
        take(team, tmp_path, 0)
    laptop = team.laptops[0].session
    nothing = laptop.blobs.store(io.BytesIO())
    evidence.register(laptop, tmp_path / "0.bin", nothing)  # as an older program let it in
    assert exchange.merge(team.at_office, exchange.preview(team.at_office, export(team)))


def test_the_stick_is_not_needed_after_the_preview(team: Team, tmp_path: Path) -> None:
    take(team, tmp_path, 3 * MIB)
    bundle = export(team)
    shown = exchange.preview(team.at_office, bundle)
    bundle.unlink()
    assert exchange.merge(team.at_office, shown).evidence == 1
    assert len(verified(team.at_office)) == 1


def test_a_cut_file_leaves_nothing_and_what_is_whole_can_be_saved(
    team: Team, tmp_path: Path
) -> None:
    take(team, tmp_path, 2 * MIB, 2 * MIB)
    bundle = export(team)
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[: 3 * MIB])
    with pytest.raises(BundleTruncatedError):
        exchange.preview(team.at_office, bundle)
    assert spool(team) == []
    shown = exchange.preview(team.at_office, bundle, salvage=True)
    assert len(shown.missing_evidence) == 1
    assert exchange.merge(team.at_office, shown).evidence == 1
    assert len(verified(team.at_office)) == 1
    bundle.write_bytes(whole)
    again = exchange.merge(team.at_office, exchange.preview(team.at_office, bundle))
    assert (again.evidence, again.still_missing) == (1, ())
    assert len(verified(team.at_office)) == 2
    assert spool(team) == []


def test_cancelling_or_abandoning_leaves_nothing(team: Team, tmp_path: Path) -> None:
    take(team, tmp_path, 2 * MIB, 2 * MIB)
    bundle = export(team)
    asked = iter([False, False, False, True])
    with pytest.raises(CancelledError):
        exchange.preview(team.at_office, bundle, cancelled=asked.__next__)
    assert spool(team) == []
    exchange.preview(team.at_office, bundle)
    shown = exchange.preview(team.at_office, bundle)  # looked at twice
    assert len(spool(team)) == 2
    exchange.abandon(team.at_office, shown)
    assert spool(team) == []
    assert files_in(team.office.path / "blobs") == []


def test_a_merge_that_failed_can_be_done_again(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The files have their names already when the database says that it is full."""
    take(team, tmp_path, 1 * MIB, 33 * MIB)
    shown = exchange.preview(team.at_office, export(team))

    def full(_work: SqlWork) -> None:
        raise StoreFullError

    with monkeypatch.context() as patch:
        patch.setattr(SqlWork, "commit", full)
        with pytest.raises(StoreFullError):
            exchange.merge(team.at_office, shown)
    assert team.at_office.store.blobs() == []
    merged = exchange.merge(team.at_office, shown)
    assert (merged.evidence, merged.still_missing) == (2, ())
    assert len(verified(team.at_office)) == 2
    assert spool(team) == []


def test_names_are_durable_before_the_database_knows_them(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(team, tmp_path, 1000)
    shown = exchange.preview(team.at_office, export(team))
    blobs, events = team.office.path / "blobs", []
    sync, put = durable.sync_folder, SqlWork.put_blob

    def synced(folder: Path) -> None:
        sync(folder)
        events.append("blobs" if folder == blobs else "folder")

    def noted(work: SqlWork, blob: StoredBlob) -> None:
        put(work, blob)
        events.append("noted")

    monkeypatch.setattr(durable, "sync_folder", synced)
    monkeypatch.setattr(SqlWork, "put_blob", noted)
    exchange.merge(team.at_office, shown)
    assert events[:3] == ["folder", "blobs", "noted"]


def test_content_that_the_office_has_itself_is_kept_once(team: Team, tmp_path: Path) -> None:
    take(team, tmp_path, 5000)
    own = evidence.import_file(team.at_office, tmp_path / "0.bin")
    merged = exchange.merge(team.at_office, exchange.preview(team.at_office, export(team)))
    assert merged.evidence == 0
    assert len(verified(team.at_office)) == 1
    evidence.verify(team.at_office, own.id)
    assert len(files_in(team.office.path / "blobs")) == 1


def test_without_room_nothing_is_begun(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(team, tmp_path, 5000)
    bundle = export(team)
    size = bundle.stat().st_size
    monkeypatch.setattr(durable, "free_bytes", lambda _folder: 2 * size - 1)
    with pytest.raises(DiskFullError) as caught:
        exchange.preview(team.at_office, bundle)
    assert (caught.value.needed, caught.value.free) == (2 * size, 2 * size - 1)
    assert spool(team) == []
