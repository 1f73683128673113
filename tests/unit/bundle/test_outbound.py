"""Writing bundle files."""

from __future__ import annotations

import os
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from app.bundle import inbound, outbound, tar
from app.bundle.contract import Received
from app.bundle.manifest import MAXIMUM_PIECE, parse_manifest
from app.bundle.outbound import OutgoingPiece, OutgoingSegment
from app.bundle.packing import divide
from app.domain.errors import (
    BlobDamagedError,
    BundleRefusedError,
    CancelledError,
    DiskFullError,
    MediaError,
    NotForUsError,
    SegmentError,
)
from tests.unit.bundle.building import (
    DESK,
    LEADER,
    MEMBER,
    Desk,
    MemoryPieces,
    blob,
    digest_of,
    facts,
    outgoing,
    outgoing_piece,
    segment,
    signed,
    write,
)

FIRST = segment()
SECOND = segment(5, first=4, previous=FIRST.hash)
PHOTO = os.urandom(2_500_000)


def received(path: Path, sink: MemoryPieces | None = None) -> Received:
    return inbound.receive(path, [DESK.reading], Desk(), sink=sink)


def test_what_is_written_comes_back_verbatim(tmp_path: Path) -> None:
    (written,) = write(tmp_path, [FIRST, SECOND], [PHOTO, b"x"], readers=(LEADER, DESK))
    sink = MemoryPieces()
    found = received(written.path, sink)
    assert [each.segment.data for each in found.segments] == [FIRST.data, SECOND.data]
    assert [each.signature for each in found.segments] == [signed(FIRST), signed(SECOND)]
    assert sink.kept == {digest_of(PHOTO): PHOTO, digest_of(b"x"): b"x"}
    assert found.manifest == written.manifest == parse_manifest(found.manifest_bytes)
    assert found.manifest.readers == ("leader", "desk")
    assert (found.complete, found.missing, found.unread) == (True, (), ())


def test_the_file_says_nothing_from_outside(tmp_path: Path) -> None:
    (written,) = write(tmp_path, [FIRST])
    assert [path.name for path in tmp_path.iterdir()] == [written.path.name]
    assert written.path.name == f"xj-{written.manifest.set_id}.xjb"
    assert written.path.stat().st_mtime == outbound.FIXED_TIME
    assert written.path.stat().st_size == written.size
    (other,) = write(tmp_path, [FIRST])
    assert other.path != written.path
    assert other.size == written.size


def test_sizes_hide_small_differences(tmp_path: Path) -> None:
    sizes = {write(tmp_path, [FIRST], [bytes(100_000 + n)])[0].size for n in range(0, 2_000, 400)}
    assert len(sizes) <= 2


def test_the_sender_cannot_open_his_own_bundle(tmp_path: Path) -> None:
    (written,) = write(tmp_path, [FIRST])
    with pytest.raises(NotForUsError):
        inbound.receive(written.path, [MEMBER.reading], Desk())


def test_an_empty_bundle_carries_knowledge_only(tmp_path: Path) -> None:
    (written,) = write(tmp_path)
    found = received(written.path)
    assert found.manifest.know == {"0" * 32: (digest_of(b"tip"),)}
    assert (found.segments, found.pieces) == ((), ())


def test_large_evidence_goes_into_packs_that_need_no_other(tmp_path: Path) -> None:
    large = [os.urandom(1_200_000) for _ in range(5)]
    written = write(tmp_path, [FIRST], [b"small", *large], limit=3_000_000)
    assert [each.path.name[11:] for each in written] == [".xjb", "-p01.xjb", "-p02.xjb", "-p03.xjb"]
    assert all(each.path.stat().st_size <= 3_000_000 for each in written)
    core = received(written[0].path)
    assert core.pieces == (digest_of(b"small"),)
    assert set(core.missing) == {digest_of(data) for data in large}
    sink = MemoryPieces()
    for each in reversed(written):
        found = received(each.path, sink)
        assert (found.manifest.set_id, found.manifest.set_count) == (core.manifest.set_id, 4)
    assert sorted(sink.kept) == sorted(map(digest_of, [b"small", *large]))
    assert received(written[0].path, sink).missing == ()


def test_small_pieces_move_to_packs_when_the_core_is_full(tmp_path: Path) -> None:
    small = [os.urandom(900_000) for _ in range(4)]
    written = write(tmp_path, [FIRST], small, limit=2_200_000)
    assert [len(each.manifest.pieces) for each in written] == [0, 2, 2]


def test_what_cannot_be_divided_is_refused(tmp_path: Path) -> None:
    for arguments in (([FIRST], [], 5_000), ([FIRST], [os.urandom(500_000)], 100_000)):
        with pytest.raises(BundleRefusedError) as caught:
            write(tmp_path, arguments[0], arguments[1], limit=arguments[2])
        assert caught.value.reason == "too-large-for-limit"
    assert list(tmp_path.iterdir()) == []


def test_many_pieces_divide_before_the_manifest_becomes_too_long() -> None:
    pieces = {digest_of(str(number).encode()): 1 for number in range(60_000)}
    found = divide(facts(kind="carry"), ["desk"], "7f3a91c2", [], pieces).manifests
    assert len(found) > 1
    assert sum(len(each.pieces) for each in found) == len(pieces)


def test_progress_grows_to_the_total(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    outbound.write_bundles(
        tmp_path,
        [DESK.reader],
        MEMBER.signing,
        facts(blob(PHOTO)),
        [outgoing(FIRST)],
        [outgoing_piece(PHOTO)],
        progress=lambda done, total: seen.append((done, total)),
    )
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert len({total for _, total in seen}) == 1
    assert 0.98 <= seen[-1][0] / seen[-1][1] <= 1


@pytest.mark.parametrize("after", [0, 2, 9, 14])
def test_cancelling_leaves_nothing(tmp_path: Path, after: int) -> None:
    asked = iter(range(after + 1))
    with pytest.raises(CancelledError):
        outbound.write_bundles(
            tmp_path,
            [DESK.reader],
            MEMBER.signing,
            facts(blob(PHOTO)),
            [outgoing(FIRST)],
            [outgoing_piece(PHOTO)],
            cancelled=lambda: next(asked, None) is None,
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "piece",
    [
        OutgoingPiece(digest_of(b"right"), 5, lambda: [b"wrong"]),
        OutgoingPiece(digest_of(b"right"), 5, lambda: [b"righ"]),
        OutgoingPiece(digest_of(b"right"), 5, lambda: [b"right", b"!"]),
    ],
)
def test_evidence_that_is_not_what_it_is_named_stops_the_export(
    tmp_path: Path, piece: OutgoingPiece
) -> None:
    with pytest.raises(BlobDamagedError):
        outbound.write_bundles(
            tmp_path, [DESK.reader], MEMBER.signing, facts(blob(b"right")), [], [piece]
        )
    assert list(tmp_path.iterdir()) == []


def test_a_segment_that_is_not_what_it_is_named_stops_the_export(tmp_path: Path) -> None:
    wrong = OutgoingSegment(FIRST.hash, len(FIRST.data), signed(FIRST), lambda: SECOND.data)
    with pytest.raises(SegmentError):
        outbound.write_bundles(tmp_path, [DESK.reader], MEMBER.signing, facts(), [wrong], [])
    assert list(tmp_path.iterdir()) == []


def test_a_source_that_fails_stops_the_export(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"r"
        raise BlobDamagedError("x")

    piece = OutgoingPiece(digest_of(b"right"), 5, broken)
    with pytest.raises(BlobDamagedError):
        outbound.write_bundles(
            tmp_path, [DESK.reader], MEMBER.signing, facts(blob(b"right")), [], [piece]
        )
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_a_failure_of_the_medium(tmp_path: Path) -> None:
    with pytest.raises(MediaError):
        write(tmp_path / "pulled-out", [FIRST])


@contextmanager
def file_size_limit(size: int) -> Iterator[None]:
    """The system itself refuses larger files, as FAT32 and full sticks do."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def test_no_room_while_writing_leaves_nothing(tmp_path: Path) -> None:
    with file_size_limit(1_000_000), pytest.raises(DiskFullError):
        write(tmp_path, [FIRST], [PHOTO])
    assert list(tmp_path.iterdir()) == []


def test_no_room_is_known_before_writing(tmp_path: Path) -> None:
    free = os.statvfs(tmp_path)
    count = free.f_bavail * free.f_frsize // MAXIMUM_PIECE + 2
    pieces = [
        OutgoingPiece(digest_of(str(number).encode()), MAXIMUM_PIECE, list)
        for number in range(count)
    ]
    with pytest.raises(DiskFullError):
        outbound.write_bundles(
            tmp_path, [DESK.reader], MEMBER.signing, facts(kind="carry"), [], pieces
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("where", [10, 2_000, 5_000, 1_000_000])
def test_a_stick_that_returns_other_bytes_is_noticed(tmp_path: Path, where: int) -> None:
    """The file is altered on the disk between writing and reading back."""

    def alter() -> list[bytes]:
        # Two batches of the photo lie before this piece, so the first is in the file by now.
        (part,) = tmp_path.glob("*.part")
        with part.open("r+b") as file:
            file.seek(where)
            byte = file.read(1)
            file.seek(where)
            file.write(bytes([byte[0] ^ 1]))
        return [b"x"]

    with pytest.raises(MediaError):
        outbound.write_bundles(
            tmp_path,
            [DESK.reader],
            MEMBER.signing,
            facts(blob(PHOTO), blob(b"x")),
            [],
            [outgoing_piece(PHOTO), OutgoingPiece(digest_of(b"x"), 1, alter)],
        )
    assert list(tmp_path.iterdir()) == []


def test_an_unfinished_file_of_another_run_is_left_alone(tmp_path: Path) -> None:
    foreign = tmp_path / "xj-00000000.xjb.part"
    foreign.write_bytes(b"half")
    (written,) = write(tmp_path, [FIRST])
    assert foreign.read_bytes() == b"half"
    assert written.path.exists()


def test_what_is_written_is_pushed_to_the_medium_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbound, "SYNC_EVERY", 1 << 20)
    (written,) = write(tmp_path, [FIRST], [PHOTO, PHOTO[1:], PHOTO[2:]])
    assert received(written.path).complete


def test_the_layout_read_back_is_the_one_written() -> None:
    layout = outbound._Layout(["manifest.json", "pad"])
    layout.feed(memoryview(tar.header("manifest.json", 0)))
    with pytest.raises(OSError, match="read-back"):
        layout.feed(memoryview(tar.header("manifest.sig", 0)))


def test_a_name_in_use_is_not_taken_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "xj-00000000-p01.xjb").write_bytes(b"")
    names = iter(["00000000", "00000001"])
    monkeypatch.setattr("secrets.token_hex", lambda size: next(names))
    (written,) = write(tmp_path, [FIRST])
    assert written.path.name == "xj-00000001.xjb"


def test_facts_that_no_manifest_may_hold_are_refused(tmp_path: Path) -> None:
    wrong = replace(facts(), office="")
    with pytest.raises(BundleRefusedError) as caught:
        outbound.write_bundles(tmp_path, [DESK.reader], MEMBER.signing, wrong, [], [])
    assert caught.value.reason == "manifest-office"
