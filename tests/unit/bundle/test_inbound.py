"""Reading bundle files: the copy, the room, the medium, cancelling."""

from __future__ import annotations

import os
import resource
import tracemalloc
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from app.bundle import age, inbound, inspect, tar
from app.bundle.outbound import OutgoingPiece, write_bundles
from app.crypto.signing import key_hint
from app.domain.errors import (
    BundleDamagedError,
    BundleRefusedError,
    BundleTruncatedError,
    CancelledError,
    DiskFullError,
    MediaError,
    NotABundleError,
    NotForUsError,
)
from tests.unit.bundle.building import (
    DESK,
    LEADER,
    MEMBER,
    STRANGER,
    Desk,
    MemoryPiece,
    MemoryPieces,
    blob,
    digest_of,
    facts,
    sealed,
    segment,
    write,
)

FIRST = segment()
ARCHIVE_START = tar.header(tar.MANIFEST, 500) + bytes(512)
PHOTO = os.urandom(2_500_000)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    stick = tmp_path / "stick"
    stick.mkdir()
    return write(stick, [FIRST], [PHOTO])[0].path


@pytest.fixture
def spool(tmp_path: Path) -> Path:
    folder = tmp_path / "spool"
    folder.mkdir()
    return folder


def test_the_copy_is_private_and_goes_away(bundle: Path, spool: Path) -> None:
    with inbound.spooled(bundle, spool) as copy:
        assert copy.parent == spool
        assert copy.read_bytes() == bundle.read_bytes()
        assert copy.stat().st_mode & 0o077 == 0
    assert list(spool.iterdir()) == []


def test_a_stick_changed_after_copying_changes_nothing(bundle: Path, spool: Path) -> None:
    with inbound.spooled(bundle, spool) as copy:
        bundle.write_bytes(b"other")
        assert inbound.receive(copy, [DESK.reading], Desk()).complete


def test_several_keys_are_tried(bundle: Path) -> None:
    keys = [STRANGER.reading, DESK.reading]
    assert inbound.receive(bundle, keys, Desk()).complete
    with pytest.raises(NotForUsError):
        inbound.receive(bundle, [], Desk())


def test_progress_counts_copying_and_reading(bundle: Path, spool: Path) -> None:
    seen: list[tuple[int, int]] = []
    inbound.receive(
        bundle, [DESK.reading], Desk(), spool=spool, progress=lambda *each: seen.append(each)
    )
    size = bundle.stat().st_size
    assert {total for _, total in seen} == {2 * size}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert (size, 2 * size) in seen
    assert seen[-1] == (2 * size, 2 * size)


@pytest.mark.parametrize("after", range(4))
def test_cancelling_leaves_nothing(bundle: Path, spool: Path, after: int) -> None:
    asked = iter(range(after))
    sink = MemoryPieces()
    with pytest.raises(CancelledError):
        inbound.receive(
            bundle,
            [DESK.reading],
            Desk(),
            sink=sink,
            spool=spool,
            cancelled=lambda: next(asked, None) is None,
        )
    assert list(spool.iterdir()) == []
    assert sink.kept == {}


def test_what_is_no_bundle_is_not_even_copied(tmp_path: Path, spool: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(bytes(100))
    with pytest.raises(NotABundleError), inbound.spooled(path, spool):
        pass
    assert list(spool.iterdir()) == []


def sparse(path: Path, size: int) -> Path:
    """A file of this size that takes no room."""
    with path.open("wb") as file:
        file.write(age.VERSION_LINE)
        file.truncate(size)
    return path


def test_a_file_larger_than_any_bundle_is_refused(tmp_path: Path, spool: Path) -> None:
    path = sparse(tmp_path / "huge.xjb", 4 << 30)
    for action in (
        lambda: inbound.receive(path, [DESK.reading], Desk(), spool=spool),
        lambda: inspect.describe(path),
    ):
        with pytest.raises(BundleRefusedError) as caught:
            action()
        assert caught.value.reason == "file-too-large"


def test_there_must_be_room_for_twice_the_file(bundle: Path) -> None:
    disk_without_room = Path("/proc")
    with pytest.raises(DiskFullError) as caught, inbound.spooled(bundle, disk_without_room):
        pass
    assert (caught.value.needed, caught.value.free) == (2 * bundle.stat().st_size, 0)


def test_no_room_while_copying_leaves_nothing(bundle: Path, spool: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, hard))
    try:
        with pytest.raises(DiskFullError):
            inbound.receive(bundle, [DESK.reading], Desk(), spool=spool)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert list(spool.iterdir()) == []


class FullDisk(MemoryPieces):
    """A sink on a disk that is full or broken."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def begin(self, digest: str, size: int) -> MemoryPiece:
        raise OSError(self.number, os.strerror(self.number))


@pytest.mark.parametrize(("number", "error"), [(28, DiskFullError), (5, MediaError)])
def test_a_sink_without_room_is_told_apart(
    bundle: Path, number: int, error: type[Exception]
) -> None:
    with pytest.raises(error):
        inbound.receive(bundle, [DESK.reading], Desk(), sink=FullDisk(number))


@pytest.mark.parametrize("name", ["missing.xjb", "."])
def test_what_cannot_be_read_is_a_failure_of_the_medium(tmp_path: Path, name: str) -> None:
    with pytest.raises(MediaError):
        inbound.receive(tmp_path / name, [DESK.reading], Desk())


def test_a_failing_medium_is_named_and_salvaged(bundle: Path) -> None:
    """/proc/self/mem reads fail with EIO: a stick with a bad sector, without hardware."""
    with pytest.raises(MediaError):
        inbound.receive(Path("/proc/self/mem"), [DESK.reading], Desk())


def test_only_damage_is_worth_a_second_try() -> None:
    assert inbound.is_damage(BundleDamagedError("chunk 1"))
    assert inbound.is_damage(MediaError(Path("x"), "y"))
    assert not inbound.is_damage(BundleRefusedError("x"))


def test_hostile_headers_cost_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "hostile.xjb"
    with path.open("wb") as file:
        file.write(age.VERSION_LINE + b"-> x")
        file.truncate((4 << 30) - 1)
    tracemalloc.start()
    try:
        with pytest.raises(BundleRefusedError):
            inbound.receive(path, [DESK.reading], Desk())
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


def evidence(number: int) -> bytes:
    return number.to_bytes(4, "big") * (1 << 18)


def peak_memory(folder: Path, count: int) -> int:
    """Traced bytes at the most while writing and receiving ``count`` MiB of evidence."""
    facts_of_pieces = [blob(evidence(number)) for number in range(count)]
    pieces = [
        OutgoingPiece(each.pieces[0].digest, each.size, partial(_parts, number))
        for number, each in enumerate(facts_of_pieces)
    ]
    tracemalloc.start()
    try:
        (written,) = write_bundles(
            folder, [DESK.reader], MEMBER.signing, facts(*facts_of_pieces), [], pieces
        ).files
        received = inbound.receive(written.path, [DESK.reading], Desk(), spool=folder)
        assert len(received.pieces) == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def _parts(number: int) -> Iterator[bytes]:
    yield evidence(number)


def test_memory_does_not_grow_with_the_evidence(tmp_path: Path) -> None:
    few, many = peak_memory(tmp_path, 4), peak_memory(tmp_path, 40)
    assert many < few + (1 << 20)


def test_describing_needs_no_key(bundle: Path) -> None:
    found = inspect.describe(bundle)
    assert found.recipients == (age.POST_QUANTUM,)
    assert found.size == bundle.stat().st_size
    assert found.size == found.header_size + age.payload_size(found.archive_size)
    assert found.chunks == -(-found.archive_size // age.CHUNK)


def test_looking_inside_shows_claims(bundle: Path, tmp_path: Path) -> None:
    found = inspect.look_inside(bundle, [DESK.reading])
    assert found.key_hints == (key_hint(MEMBER.signing.public),)
    assert found.manifest.segments == (FIRST.hash,)
    assert [piece.digest for piece in found.manifest.pieces] == [digest_of(PHOTO)]
    with pytest.raises(NotForUsError):
        inspect.look_inside(bundle, [LEADER.reading])


def test_looking_inside_a_file_cut_before_its_manifest_ends(tmp_path: Path) -> None:
    path = tmp_path / "short.xjb"
    for size in (100, 600):
        path.write_bytes(sealed(ARCHIVE_START[:size]))
        with pytest.raises(BundleTruncatedError):
            inspect.look_inside(path, [DESK.reading])
    path.write_bytes(sealed(tar.header(tar.PAD, 0)))
    with pytest.raises(BundleRefusedError):
        inspect.look_inside(path, [DESK.reading])


class KeepsNothing(MemoryPieces):
    """A disk that takes every byte and fails when the piece is to be made durable."""

    def begin(self, digest: str, size: int) -> MemoryPiece:
        return Unkept(self, digest)


class Unkept(MemoryPiece):
    """A piece that cannot be kept."""

    def keep(self) -> None:
        raise DiskFullError(Path("disk"), 1, 0)


def test_a_piece_that_cannot_be_kept_is_dropped(bundle: Path) -> None:
    sink = KeepsNothing()
    with pytest.raises(DiskFullError):
        inbound.receive(bundle, [DESK.reading], Desk(), sink=sink)
    assert sink.dropped == [digest_of(PHOTO)]


def test_a_file_that_becomes_shorter_while_it_is_read_is_cut_not_altered(bundle: Path) -> None:
    def cut(_done: int, _total: int) -> None:
        os.truncate(bundle, min(bundle.stat().st_size, (1 << 20) + 100_000))

    with pytest.raises(BundleTruncatedError):
        inbound.receive(bundle, [DESK.reading], Desk(), progress=cut)
