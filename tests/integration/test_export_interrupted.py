"""A stick that fills up or is pulled out, a file that shrinks, a person who cancels.

Nothing is left behind, the cause is named, and nothing counts as taken out or taken in.
"""

from __future__ import annotations

import errno
import itertools
import os
import resource
import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.errors import (
    BundleTruncatedError,
    CancelledError,
    DiskFullError,
    EvidenceUnreadableError,
    MediaError,
)
from app.ports import Query
from app.services import evidence, exchange, records
from app.services.exchange import outgoing
from app.services.session import Session
from tests.support.vaults import Team, make_team

MIB = 1 << 20


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=1)
    for path in made.stick.iterdir():
        path.unlink()
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(os.urandom(4 * MIB))
    evidence.import_file(made.laptops[0].session, photo)
    yield made
    made.close()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def at(moment: int) -> Callable[[], bool]:
    """Cancelled when asked for the ``moment``-th time."""
    asked = itertools.count()
    return lambda: next(asked) == moment


def moments(work: Callable[[Callable[[], bool]], object]) -> int:
    """How often the work asks whether it is cancelled."""
    asked = itertools.count()
    work(lambda: next(asked) < 0)
    return next(asked)


def failures(session: Session) -> int:
    return session.store.count(Query("audit", equals={"action": "export_failed"}))


def assert_nothing_left_this_machine(
    team: Team, before: exchange.Standing, failed: int = 1
) -> None:
    laptop = team.laptops[0].session
    assert files_in(team.stick) == []
    assert exchange.standing(laptop) == before
    assert before.carried_at is None
    assert before.waiting > 0
    assert failures(laptop) == failed


def test_cancelling_an_export_at_any_moment(team: Team, tmp_path: Path) -> None:
    laptop = team.laptops[0].session
    before = exchange.standing(laptop)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    count = moments(lambda cancelled: laptop_export(team, elsewhere, cancelled, undo=before))
    assert count > 10
    for moment in range(count):
        with pytest.raises(CancelledError):
            exchange.export(laptop, team.stick, cancelled=at(moment))
        assert_nothing_left_this_machine(team, before, failed=moment + 1)


def laptop_export(
    team: Team, folder: Path, cancelled: Callable[[], bool], undo: exchange.Standing
) -> None:
    """Export, and forget that anything was carried."""
    laptop = team.laptops[0].session
    exchange.export(laptop, folder, cancelled=cancelled)
    with laptop.store._engine.writing() as connection:  # type: ignore[attr-defined]
        connection.exec_driver_sql("DELETE FROM carried")
    assert exchange.standing(laptop) == undo


def test_cancelling_an_import_at_any_moment(team: Team) -> None:
    bundle = exchange.export(team.laptops[0].session, team.stick).files[0].path
    office = team.at_office

    def look(cancelled: Callable[[], bool]) -> None:
        exchange.abandon(office, exchange.preview(office, bundle, cancelled=cancelled))

    count = moments(look)
    assert count >= 4
    for moment in range(count):
        with pytest.raises(CancelledError):
            exchange.preview(office, bundle, cancelled=at(moment))
        for folder in ("spool", "blobs"):
            assert files_in(team.office.path / folder) == []
    assert office.store.blobs() == []
    assert exchange.merge(office, exchange.preview(office, bundle)).evidence == 1


def test_cancelling_an_evidence_import_at_any_moment(team: Team, tmp_path: Path) -> None:
    laptop, film = team.laptops[0], tmp_path / "film.mp4"
    film.write_bytes(os.urandom(3 * MIB + 5))
    kept = files_in(laptop.path / "blobs")

    def take(cancelled: Callable[[], bool]) -> None:
        evidence.take_in(laptop.session, film, cancelled=cancelled)

    count = moments(take)
    assert count >= 3
    # What was taken in and never registered is an orphan, swept at the next opening.
    for path in set(files_in(laptop.path / "blobs")) - set(kept):
        path.unlink()
    for moment in range(count):
        with pytest.raises(CancelledError):
            evidence.import_file(laptop.session, film, cancelled=at(moment))
        assert files_in(laptop.path / "spool") == []
        assert files_in(laptop.path / "blobs") == kept
    assert laptop.session.store.count(Query("evidence")) == 1


# --- the medium ----------------------------------------------------------------------------------


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """The system itself refuses to let files grow, as a full stick does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_a_stick_that_fills_up(team: Team) -> None:
    before = exchange.standing(team.laptops[0].session)
    with file_size_limit(2 * MIB), pytest.raises(DiskFullError) as caught:
        exchange.export(team.laptops[0].session, team.stick)
    assert caught.value.path == team.stick
    assert_nothing_left_this_machine(team, before)


def test_a_stick_that_is_pulled_out(team: Team) -> None:
    """Its folder goes away; what is half written there is a ``.part``, which nobody reads."""
    laptop = team.laptops[0].session
    before, gone = exchange.standing(laptop), team.stick.with_name("in somebody's pocket")

    def pull(_done: int, _total: int) -> None:
        if team.stick.exists():
            team.stick.rename(gone)

    with pytest.raises(MediaError) as caught:
        exchange.export(laptop, team.stick, progress=pull)
    assert caught.value.path == team.stick
    assert [path.suffix for path in files_in(gone)] == [".part"]
    team.stick.mkdir()
    assert_nothing_left_this_machine(team, before)


def refuse_to_sync_folders(monkeypatch: pytest.MonkeyPatch, place: Path, code: int) -> None:
    real = os.fsync

    def sync(descriptor: int) -> None:
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode) and found.st_ino == place.stat().st_ino:
            raise OSError(code, os.strerror(code))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", sync)


def test_a_stick_that_fails_at_the_last_moment(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name may not have reached the medium: it does not count, whatever can be seen there."""
    laptop = team.laptops[0].session
    before = exchange.standing(laptop)
    with monkeypatch.context() as patch:
        refuse_to_sync_folders(patch, team.stick, errno.EIO)
        with pytest.raises(MediaError):
            exchange.export(laptop, team.stick)
    assert exchange.standing(laptop) == before
    assert failures(laptop) == 1


def test_a_stick_that_cannot_sync_folders(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_to_sync_folders(monkeypatch, team.stick, errno.EINVAL)
    assert exchange.export(team.laptops[0].session, team.stick).evidence == 1


# --- files that change meanwhile -----------------------------------------------------------------


def cutting(path: Path) -> Callable[[int, int], None]:
    """A progress callback that cuts the file after the first step."""

    def cut(_done: int, _total: int) -> None:
        os.truncate(path, min(path.stat().st_size, MIB + 100_000))

    return cut


def test_evidence_that_shrinks_while_it_is_exported(team: Team) -> None:
    """One file that cannot be read any more never keeps the others and the text back."""
    laptop = team.laptops[0]
    [blob] = files_in(laptop.path / "blobs")
    written = exchange.export(laptop.session, team.stick, progress=cutting(blob))
    assert [each.reason for each in written.left_out] == ["damaged"]
    assert (len(written.files), written.evidence, failures(laptop.session)) == (1, 0, 0)
    assert exchange.standing(laptop.session).waiting == 0
    shown = exchange.preview(team.at_office, written.files[0].path)
    assert exchange.merge(team.at_office, shown).evidence == 0


def test_a_bundle_that_shrinks_while_it_is_read(team: Team) -> None:
    bundle = exchange.export(team.laptops[0].session, team.stick).files[0].path
    with pytest.raises(BundleTruncatedError):
        exchange.preview(team.at_office, bundle, progress=cutting(bundle))
    assert files_in(team.office.path / "spool") == []
    assert team.at_office.store.blobs() == []


def test_an_original_that_shrinks_while_it_is_taken_in(team: Team, tmp_path: Path) -> None:
    """Half a film is no evidence: nobody could tell later that it was cut."""
    laptop, film = team.laptops[0], tmp_path / "film.mp4"
    film.write_bytes(os.urandom(20 * MIB))
    kept = files_in(laptop.path / "blobs")
    with pytest.raises(EvidenceUnreadableError) as caught:
        evidence.import_file(laptop.session, film, progress=cutting(film))
    assert caught.value.path == film
    assert files_in(laptop.path / "blobs") == kept
    assert files_in(laptop.path / "spool") == []
    assert laptop.session.store.count(Query("evidence")) == 1


def test_what_is_written_during_an_export_still_waits(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A note saved while the bundle is put together is not in it, so it has not been taken out."""
    laptop = team.laptops[0].session
    real = outgoing._outgoing

    def slow(*arguments: object) -> object:
        found = real(*arguments)  # type: ignore[arg-type]
        records.save(laptop, records.new(laptop, "finding"), {"title": "后来写的"})
        return found

    monkeypatch.setattr(outgoing, "_outgoing", slow)
    exchange.export(laptop, team.stick)
    assert exchange.standing(laptop).waiting > 0
    monkeypatch.undo()
    exchange.export(laptop, team.stick)
    assert exchange.standing(laptop).waiting == 0
