"""Evidence that needs several files, several sticks, several days; sticks that fail on the way.

The sticks are small: 36 MiB for a pack, so that each piece of 32 MiB needs one of its own.
"""

from __future__ import annotations

import errno
import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from app.bundle import outbound
from app.bundle.packing import PACK_LIMIT
from app.domain.errors import (
    BundleRefusedError,
    CancelledError,
    DiskFullError,
    MediaError,
    RecordMissingError,
)
from app.ports import Query
from app.services import evidence, exchange, findings, media, records
from app.services.exchange import unfinished
from tests.support.vaults import Team, make_team, merge

MIB = 1 << 20


@pytest.fixture(autouse=True)
def small_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    limited = partial(outbound.write_bundles, limit=36 * MIB)
    monkeypatch.setattr(outbound, "write_bundles", limited)


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=1)
    for path in made.stick.iterdir():
        path.unlink()
    yield made
    made.close()


def take(team: Team, folder: Path, data: bytes, name: str = "film.mp4") -> str:
    path = folder / name
    path.write_bytes(data)
    return evidence.import_file(team.laptops[0].session, path).id


def bundles(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.xjb"))


class Usage(NamedTuple):
    total: int
    used: int
    free: int


@contextmanager
def room(monkeypatch: pytest.MonkeyPatch, folder: Path, size: int) -> Iterator[None]:
    """A stick of ``size`` bytes: what lies on it counts, everything else has room enough."""
    real = shutil.disk_usage

    def usage(path: Path) -> Any:
        if Path(path) != folder:
            return real(path)
        used = sum(each.stat().st_size for each in folder.iterdir())
        return Usage(size, used, max(0, size - used))

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", usage)
        yield


def stopping(share: float) -> Callable[[int, int], None]:
    """A progress callback that stops the work once this share of it is done."""

    def step(done: int, total: int) -> None:
        if done > share * total:
            raise CancelledError

    return step


# --- several sticks -------------------------------------------------------------------------------


def test_what_finds_no_room_goes_to_the_next_stick(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 68. A large file goes out in packs on two sticks, and arrives in any order."""
    laptop = team.laptops[0].session
    item = take(team, tmp_path, os.urandom(100 * MIB))
    second = tmp_path / "second"
    second.mkdir()
    with room(monkeypatch, team.stick, 60 * MIB):
        part = exchange.export(laptop, team.stick, partly=True)
    assert (part.packs, part.left // MIB, part.evidence) == (3, 68, 0)
    assert sum(path.stat().st_size for path in bundles(team.stick)) <= 60 * MIB
    assert exchange.standing(laptop).waiting == 0  # the text is out with the first stick
    rest = exchange.go_on(laptop, second)
    assert (rest.packs, rest.evidence) == (0, 1)
    assert unfinished.load(laptop) is None
    with pytest.raises(RecordMissingError):
        exchange.go_on(laptop, second)
    sets = {path.name[:11] for path in (*bundles(team.stick), *bundles(second))}
    assert len(sets) == 1
    for path in [*reversed(bundles(second)), *bundles(team.stick)]:
        merged = merge(team.office, path)
    assert merged.still_missing == ()
    evidence.verify(team.at_office, item)


def test_without_asking_nothing_is_spread_over_sticks(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(team, tmp_path, os.urandom(40 * MIB))
    with room(monkeypatch, team.stick, 39 * MIB), pytest.raises(DiskFullError):
        exchange.export(team.laptops[0].session, team.stick)
    assert bundles(team.stick) == []
    with room(monkeypatch, team.stick, 20_000), pytest.raises(DiskFullError):
        exchange.export(team.laptops[0].session, team.stick, partly=True)
    assert bundles(team.stick) == []
    assert unfinished.load(team.laptops[0].session) is None


# --- interrupted ----------------------------------------------------------------------------------


def test_an_export_goes_on_where_the_stick_was_pulled_out(team: Team, tmp_path: Path) -> None:
    """Case 60. Whole files stay as they are; half a file is ignored by readers, and replaced."""
    laptop = team.laptops[0].session
    item = take(team, tmp_path, os.urandom(100 * MIB))
    pocket = team.stick.with_name("pocket")

    def pull(done: int, total: int) -> None:
        if done > 0.6 * total and team.stick.exists():
            team.stick.rename(pocket)

    with pytest.raises(MediaError):
        exchange.export(laptop, team.stick, progress=pull)
    pocket.rename(team.stick)
    before = {path: path.stat().st_ino for path in bundles(team.stick)}
    assert len(before) >= 2
    assert len(list(team.stick.glob("*.part"))) == 1
    for path in before:  # what is on the stick so far can be merged already
        merge(team.office, path)
    written = exchange.go_on(laptop, team.stick)
    assert {path: path.stat().st_ino for path in before} == before
    assert len(written.files) + len(before) == 5
    assert list(team.stick.glob("*.part")) == []
    for file in written.files:
        merge(team.office, file.path)
    evidence.verify(team.at_office, item)


def test_an_export_that_was_cancelled_goes_on(team: Team, tmp_path: Path) -> None:
    laptop = team.laptops[0].session
    take(team, tmp_path, os.urandom(70 * MIB))
    with pytest.raises(CancelledError):
        exchange.export(laptop, team.stick, progress=stopping(0.6))
    done = unfinished.load(laptop)
    assert done is not None
    assert done.left == 38 * MIB
    written = exchange.go_on(laptop, team.stick)
    assert (written.packs, written.evidence, len(bundles(team.stick))) == (0, 1, 4)
    exchange.export(laptop, team.stick)  # begins anew
    assert unfinished.load(laptop) is None


@pytest.mark.parametrize("harm", ["altered", "gone"])
def test_a_file_that_is_not_as_it_was_written_is_written_again(
    team: Team, tmp_path: Path, harm: str
) -> None:
    """Case 60. A stick pulled out too early may lose a file that looked finished."""
    laptop = team.laptops[0].session
    item = take(team, tmp_path, os.urandom(100 * MIB))
    with pytest.raises(CancelledError):
        exchange.export(laptop, team.stick, progress=stopping(0.75))
    pack = bundles(team.stick)[0]
    assert "-p01" in pack.name
    if harm == "gone":
        pack.unlink()
    else:
        with pack.open("r+b") as file:
            file.seek(MIB)
            file.write(b"\0\0\0\0\0\0\0\0")
    exchange.go_on(laptop, team.stick)
    assert not pack.exists()
    for path in bundles(team.stick):
        merge(team.office, path)
    evidence.verify(team.at_office, item)


def test_what_is_written_meanwhile_waits_for_the_next_export(team: Team, tmp_path: Path) -> None:
    laptop = team.laptops[0].session
    take(team, tmp_path, os.urandom(70 * MIB))
    with pytest.raises(CancelledError):
        exchange.export(laptop, team.stick, progress=stopping(0.6))
    records.save(laptop, findings.start(laptop, title="后来写的"), {})
    exchange.go_on(laptop, team.stick)
    for path in bundles(team.stick):
        merge(team.office, path)
    assert team.at_office.store.rows(Query("finding")) == []
    assert exchange.standing(laptop).waiting > 0


# --- bad sticks -----------------------------------------------------------------------------------


def test_a_write_protected_stick(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 61. It is named at once, and nothing counts as taken out."""
    before = exchange.standing(team.laptops[0].session)
    real = os.open

    def protected(path: Any, flags: int, *more: Any) -> int:
        if flags & os.O_CREAT and Path(path).parent == team.stick:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, flags, *more)

    monkeypatch.setattr(os, "open", protected)
    with pytest.raises(MediaError) as caught:
        exchange.export(team.laptops[0].session, team.stick)
    assert "Read-only" in caught.value.detail
    assert exchange.standing(team.laptops[0].session) == before


def test_a_stick_that_lies_about_its_size(
    team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Case 61. It takes everything, and gives zeros back behind its true end: noticed on reading
    back, loudly; the files before it are whole.
    """
    laptop = team.laptops[0].session
    take(team, tmp_path, os.urandom(70 * MIB))
    real = outbound._verify

    def lying(file: Any, *facts: Any) -> str:
        if "-p01" in str(file.name) or os.fstat(file.fileno()).st_size > 20 * MIB:
            os.pwrite(file.fileno(), bytes(4096), 20 * MIB)
        return real(file, *facts)

    monkeypatch.setattr(outbound, "_verify", lying)
    with pytest.raises(MediaError) as caught:
        exchange.export(laptop, team.stick)
    assert caught.value.path == team.stick
    assert [path.name[11:] for path in bundles(team.stick)] == [".xjb"]
    assert list(team.stick.glob("*.part")) == []
    monkeypatch.setattr(outbound, "_verify", real)
    honest = tmp_path / "honest"
    honest.mkdir()
    assert exchange.go_on(laptop, honest).evidence == 1


def test_files_keep_below_what_the_stick_can_hold(team: Team, tmp_path: Path) -> None:
    """Case 61. FAT32 holds files up to 4 GiB - 1; here a pack may have 36 MiB."""
    take(team, tmp_path, os.urandom(100 * MIB))
    exchange.export(team.laptops[0].session, team.stick)
    assert max(path.stat().st_size for path in bundles(team.stick)) <= 36 * MIB
    assert PACK_LIMIT < (4 << 30) - 1


def test_a_stick_whose_files_may_not_be_so_large(team: Team, tmp_path: Path) -> None:
    """Case 61. The system itself refuses larger files: said loudly, and nothing half is left."""
    take(team, tmp_path, os.urandom(40 * MIB))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20 * MIB, hard))
    try:
        with pytest.raises(DiskFullError):
            exchange.export(team.laptops[0].session, team.stick)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    assert [path.name[11:] for path in team.stick.iterdir()] == [".xjb"]
    assert exchange.go_on(team.laptops[0].session, team.stick).evidence == 1


def test_a_stick_that_knows_short_names_only(team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    """Case 61. It refuses the name: said loudly. What another system shortened can be read."""
    laptop = team.laptops[0].session
    (written,) = exchange.export(laptop, team.stick).files
    short = written.path.rename(team.stick / "XJ7F3A~1.XJB")
    assert not exchange.preview(team.at_office, short).brings_nothing
    real = os.open

    def eight_three(path: Any, flags: int, *more: Any) -> int:
        if flags & os.O_CREAT and len(Path(path).name) > 12:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        return real(path, flags, *more)

    monkeypatch.setattr(os, "open", eight_three)
    with pytest.raises(MediaError):
        exchange.export(laptop, team.stick, full=True)


# --- evidence that is not whole -------------------------------------------------------------------


def test_one_spoiled_file_does_not_keep_the_others_back(team: Team, tmp_path: Path) -> None:
    laptop = team.laptops[0]
    items = [take(team, tmp_path, os.urandom(size), f"{size}.bin") for size in (5000, 6000, 7000)]
    digests = [str(laptop.session.store.row("evidence", i).values["file"]) for i in items]  # type: ignore[union-attr]
    store = laptop.session.blobs._blobs  # type: ignore[attr-defined]
    store.path_of(digests[0]).unlink()
    with store.path_of(digests[1]).open("r+b") as file:
        file.seek(3000)
        file.write(b"\0\0\0\0\0\0\0\0")
    written = exchange.export(laptop.session, team.stick)
    left_out = {each.digest: each.reason for each in written.left_out}
    assert left_out == {digests[0]: "missing", digests[1]: "damaged"}
    assert written.evidence == 1
    merged = merge(team.office, written.files[0].path)
    assert (merged.evidence, merged.still_missing) == (1, ())
    evidence.verify(team.at_office, items[2])


def test_a_spoiled_file_in_the_middle_of_a_set_of_packs(team: Team, tmp_path: Path) -> None:
    laptop = team.laptops[0]
    first = take(team, tmp_path, os.urandom(33 * MIB), "1.bin")
    second = take(team, tmp_path, os.urandom(34 * MIB), "2.bin")
    rows = [laptop.session.store.row("evidence", each) for each in (first, second)]
    spoiled = str(rows[0].values["file"])  # type: ignore[union-attr]
    path = laptop.session.blobs._blobs.path_of(spoiled)  # type: ignore[attr-defined]
    with path.open("r+b") as file:
        file.seek(33 * MIB - 100)
        file.write(b"\0\0\0\0\0\0\0\0")
    written = exchange.export(laptop.session, team.stick)
    assert [(each.digest, each.reason) for each in written.left_out] == [(spoiled, "damaged")]
    assert written.evidence == 1
    for each in bundles(team.stick):
        merge(team.office, each)
    evidence.verify(team.at_office, second)


def test_a_piece_that_is_missing_and_one_that_was_exchanged(team: Team, tmp_path: Path) -> None:
    """Cases 65 and 66. The record is merged; its file is not there, pieces are counted; a pack that
    was altered is refused, and the others stay.
    """
    item = take(team, tmp_path, os.urandom(70 * MIB))
    exchange.export(team.laptops[0].session, team.stick)
    packs, core = bundles(team.stick)[:3], bundles(team.stick)[3]
    merge(team.office, core)
    office = team.at_office
    assert office.store.row("evidence", item) is not None
    digest = str(office.store.row("evidence", item).values["file"])  # type: ignore[union-attr]
    assert exchange.partly_arrived(office) == {digest: exchange.Arriving(0, 3)}
    merge(team.office, packs[1])
    assert exchange.partly_arrived(office) == {digest: exchange.Arriving(1, 3)}
    whole = packs[0].read_bytes()
    packs[0].write_bytes(whole[:MIB] + bytes(8) + whole[MIB + 8 :])
    with pytest.raises(Exception, match=r".*") as caught:
        exchange.preview(office, packs[0])
    assert type(caught.value).__name__ in ("BundleDamagedError", BundleRefusedError.__name__)
    assert exchange.partly_arrived(office) == {digest: exchange.Arriving(1, 3)}
    packs[0].write_bytes(whole)
    merge(team.office, packs[2])
    merge(team.office, packs[0])
    assert exchange.partly_arrived(office) == {}
    evidence.verify(office, item)


# --- the register ---------------------------------------------------------------------------------


def test_the_stick_and_who_carries_it_are_noted(team: Team) -> None:
    laptop = team.laptops[0].session
    stick = media.carried_by(laptop, " SN-0042 ", "罗启明")
    assert media.carried_by(laptop, "SN-0042", "许文澜") == stick
    (known,) = media.usable(laptop)
    assert (known.serial, known.holder) == ("SN-0042", "许文澜")
    written = exchange.export(laptop, team.stick, medium=stick)
    merge(team.office, written.files[0].path)
    office = team.at_office
    row = office.store.row("medium", stick)
    assert row is not None
    assert (row.values["serial"], row.values["state"]) == ("SN-0042", "issued")
    noted = laptop.store.rows(Query("audit", equals={"action": "exported_bundle"}))
    assert noted[0].values["subject"] == stick
