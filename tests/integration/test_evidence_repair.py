"""Evidence files that got lost or damaged come back when their bundle, or the file, comes again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from app.bundle import outbound
from app.domain.errors import BlobDamagedError, BlobMissingError, EvidenceError
from app.services import evidence, exchange
from app.services.exchange import Merged
from app.services.session import Session
from tests.support.vaults import Team, make_team, merge, open_again

MIB = 1 << 20


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    made = make_team(tmp_path, laptops=1)
    yield made
    made.close()


def take(session: Session, folder: Path, data: bytes, name: str = "证据.bin") -> str:
    """Import these bytes as a file; returns the evidence item."""
    path = folder / name
    path.write_bytes(data)
    return evidence.import_file(session, path).id


def carried(team: Team) -> list[Path]:
    written = exchange.export(team.laptops[0].session, team.stick)
    return [file.path for file in written.files]


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def content(session: Session, item: str) -> bytes:
    opened = evidence.open_file(session, item)
    try:
        return opened.read_at(0, opened.size)
    finally:
        opened.close()


def flip(where: float) -> Callable[[Path], None]:
    def harm(path: Path) -> None:
        data = bytearray(path.read_bytes())
        data[int(where * (len(data) - 1))] ^= 1
        path.write_bytes(data)

    return harm


HARMS: dict[str, Callable[[Path], None]] = {
    "deleted": Path.unlink,
    "emptied": lambda path: os.truncate(path, 0),
    "cut": lambda path: os.truncate(path, path.stat().st_size // 2),
    "first byte": flip(0),
    "in the middle": flip(0.5),
    "last byte": flip(1),
}


@pytest.mark.parametrize(
    ("harm", "size"),
    [*((harm, 300_000) for harm in HARMS), ("deleted", 33 * MIB), ("in the middle", 33 * MIB)],
)
def test_the_same_bundle_puts_a_lost_or_damaged_file_back(
    team: Team, tmp_path: Path, harm: str, size: int
) -> None:
    data = os.urandom(size)
    item = take(team.laptops[0].session, tmp_path, data)
    (bundle,) = carried(team)
    office = team.at_office
    merge(team.office, bundle)
    [path] = files_in(team.office.path / "blobs")
    HARMS[harm](path)
    with pytest.raises((BlobMissingError, BlobDamagedError)):
        evidence.verify(office, item)
    shown = exchange.preview(office, bundle)
    assert not shown.brings_nothing
    assert shown.judged == ()
    assert exchange.merge(office, shown).still_missing == ()
    evidence.verify(office, item)
    assert content(office, item) == data
    assert files_in(team.office.path / "spool") == []
    again = exchange.preview(office, bundle)
    assert again.brings_nothing
    assert exchange.merge(office, again).evidence == 0


def test_what_was_put_back_is_still_readable_after_opening_anew(team: Team, tmp_path: Path) -> None:
    data = os.urandom(5_000)
    item = take(team.laptops[0].session, tmp_path, data)
    (bundle,) = carried(team)
    merge(team.office, bundle)
    [path] = files_in(team.office.path / "blobs")
    path.unlink()
    merge(team.office, bundle)
    team.office.close()
    with open_again(team.office.path, team.office.vault.person) as office:
        office.tidy()
        assert content(office.session, item) == data


def test_looking_only_changes_nothing(team: Team, tmp_path: Path) -> None:
    item = take(team.laptops[0].session, tmp_path, os.urandom(5_000))
    (bundle,) = carried(team)
    merge(team.office, bundle)
    [path] = files_in(team.office.path / "blobs")
    flip(0.5)(path)
    before = path.read_bytes()
    exchange.abandon(team.at_office, exchange.preview(team.at_office, bundle))
    assert path.read_bytes() == before
    assert files_in(team.office.path / "spool") == []
    with pytest.raises(BlobDamagedError):
        evidence.verify(team.at_office, item)


@pytest.mark.parametrize("harm", HARMS)
def test_importing_the_original_again_puts_it_back(team: Team, tmp_path: Path, harm: str) -> None:
    """The photo is still in the camera: the first item must open again, under the key it has."""
    laptop, data = team.laptops[0].session, os.urandom(300_000)
    first = take(laptop, tmp_path, data)
    [path] = files_in(team.laptops[0].path / "blobs")
    HARMS[harm](path)
    second = take(laptop, tmp_path, data)
    for item in (first, second):
        evidence.verify(laptop, item)
        assert content(laptop, item) == data
    assert len(files_in(team.laptops[0].path / "blobs")) == 1
    assert files_in(team.laptops[0].path / "spool") == []


# --- several pieces, several files ---------------------------------------------------------------


def test_a_file_that_begins_like_one_that_is_here_arrives(team: Team, tmp_path: Path) -> None:
    """A signed PDF begins with all of the unsigned one: both have their first piece in common."""
    start, laptop = os.urandom(32 * MIB), team.laptops[0].session
    unsigned = take(laptop, tmp_path, start + b"unsigned", "1.pdf")
    merge(team.office, carried(team)[0])
    signed = take(laptop, tmp_path, start + b"signed", "2.pdf")
    only_start = take(laptop, tmp_path, start, "3.pdf")
    merged = merge(team.office, carried(team)[0])
    assert (merged.evidence, merged.still_missing) == (2, ())
    for item, end in ((unsigned, b"unsigned"), (signed, b"signed"), (only_start, b"")):
        evidence.verify(team.at_office, item)
        assert content(team.at_office, item)[32 * MIB :] == end
    assert files_in(team.office.path / "spool") == []


def test_a_file_and_its_beginning_arrive_together(team: Team, tmp_path: Path) -> None:
    start, laptop = os.urandom(32 * MIB), team.laptops[0].session
    items = [take(laptop, tmp_path, start, "1"), take(laptop, tmp_path, start + b"more", "2")]
    merged = merge(team.office, carried(team)[0])
    assert (merged.evidence, merged.still_missing) == (2, ())
    for item in items:
        evidence.verify(team.at_office, item)


@pytest.fixture
def small_sticks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So small that each piece needs a pack of its own."""
    limited = partial(outbound.write_bundles, limit=36 * MIB)
    monkeypatch.setattr(outbound, "write_bundles", limited)


@pytest.mark.usefixtures("small_sticks")
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2)])
def test_packs_bring_a_large_file_in_any_order_over_days(
    team: Team, tmp_path: Path, order: tuple[int, ...]
) -> None:
    """No pack may be called nothing new while it brings pieces; what waits survives a night."""
    data = os.urandom(70 * MIB)
    item = take(team.laptops[0].session, tmp_path, data)
    bundles = carried(team)
    assert len(bundles) == 4
    office, merged = team.office, []
    for number in order:
        shown = exchange.preview(office.session.within(team.task), bundles[number])
        assert not shown.brings_nothing
        merged.append(exchange.merge(office.session.within(team.task), shown))
        exchange.abandon(office.session, exchange.preview(office.session, bundles[number]))
        office.close()
        office = team.office = open_again(office.path, office.vault.person)
        office.tidy()
    assert [each.evidence for each in merged].count(1) == 1
    assert merged[-1].still_missing == ()
    evidence.verify(office.session, item)
    assert files_in(office.path / "spool") == []


@pytest.mark.usefixtures("small_sticks")
def test_packs_repair_a_large_file_piece_by_piece(team: Team, tmp_path: Path) -> None:
    """Damaged in two places: each pack is asked for its piece only, the rest is in the file."""
    item = take(team.laptops[0].session, tmp_path, os.urandom(70 * MIB))
    bundles = carried(team)
    for bundle in bundles:
        merge(team.office, bundle)
    office = team.at_office
    evidence.verify(office, item)
    [path] = files_in(team.office.path / "blobs")
    flip(0.1)(path)
    flip(0.6)(path)
    merged: list[Merged] = []
    staged: list[int] = []
    for bundle in bundles:
        shown = exchange.preview(office, bundle)
        staged.append(len(files_in(team.office.path / "spool")))
        merged.append(exchange.merge(office, shown))
    assert staged == [0, 1, 2, 0]
    assert [each.evidence for each in merged] == [0, 0, 1, 0]
    evidence.verify(office, item)
    assert files_in(team.office.path / "spool") == []


@pytest.mark.usefixtures("small_sticks")
def test_a_staged_piece_that_got_damaged_stops_nothing(team: Team, tmp_path: Path) -> None:
    """It is dropped and named as missing; its pack brings it again."""
    item = take(team.laptops[0].session, tmp_path, os.urandom(70 * MIB))
    bundles = carried(team)
    for bundle in bundles[:3]:
        merge(team.office, bundle)
    flip(0.5)(files_in(team.office.path / "spool")[0])
    last = merge(team.office, bundles[3])
    assert (last.evidence, len(last.still_missing)) == (0, 1)
    for bundle in bundles:
        merge(team.office, bundle)
    evidence.verify(team.at_office, item)


@pytest.mark.usefixtures("small_sticks")
def test_looking_again_at_a_merged_pack_keeps_what_waits(team: Team, tmp_path: Path) -> None:
    item = take(team.laptops[0].session, tmp_path, os.urandom(70 * MIB))
    bundles = carried(team)
    office = team.at_office
    for bundle in bundles[:3]:
        merge(team.office, bundle)
        again = exchange.preview(office, bundle)
        assert again.brings_nothing
        exchange.abandon(office, again)
    assert merge(team.office, bundles[3]).still_missing == ()
    evidence.verify(office, item)


def test_pieces_that_were_only_looked_at_are_swept_when_the_program_died(
    team: Team, tmp_path: Path
) -> None:
    take(team.laptops[0].session, tmp_path, os.urandom(33 * MIB))
    (bundle,) = carried(team)
    exchange.preview(team.at_office, bundle)
    assert len(files_in(team.office.path / "spool")) == 2
    team.office.close()  # as a kill leaves it: neither merged nor abandoned
    team.office = open_again(team.office.path, team.office.vault.person)
    assert files_in(team.office.path / "spool") == []
    assert merge(team.office, bundle).evidence == 1


def test_every_file_that_is_not_whole_is_named(team: Team, tmp_path: Path) -> None:
    laptop = team.laptops[0].session
    items = [take(laptop, tmp_path, os.urandom(1_000 + n), f"{n}.bin") for n in range(3)]
    for item in items[1:]:
        row = laptop.store.row("evidence", item)
        assert row is not None
        digest = str(row.values["file"])
        flip(0.5)(team.laptops[0].session.bundles._blobs.path_of(digest))  # type: ignore[attr-defined]
    found: list[tuple[str, EvidenceError]] = evidence.verify_all(laptop)
    assert sorted(item for item, _ in found) == sorted(items[1:])


def test_pieces_that_belong_to_no_evidence_file_are_dropped(team: Team, tmp_path: Path) -> None:
    """A sender may list other pieces than the file here has; they would wait for ever."""
    take(team.laptops[0].session, tmp_path, os.urandom(5_000))
    shown = exchange.preview(team.at_office, carried(team)[0])
    assert len(files_in(team.office.path / "spool")) == 1
    exchange.merge(team.at_office, replace(shown, incoming=replace(shown.incoming, blobs=())))
    assert files_in(team.office.path / "spool") == []
