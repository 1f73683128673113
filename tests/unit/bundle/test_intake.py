"""The intake's state machine: any division into parts, any order of mistakes."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.bundle import tar
from app.bundle.contract import Received
from app.bundle.intake import Intake
from app.bundle.manifest import encode_manifest
from app.domain.errors import (
    BundleDamagedError,
    BundleRefusedError,
    BundleTruncatedError,
    ExchangeError,
    SignatureInvalidError,
)
from tests.unit.bundle.building import (
    DESK,
    LEADER,
    MEMBER,
    Desk,
    MemoryPieces,
    digest_of,
    manifest_for,
    piece_file,
    segment,
    segment_files,
    signed,
    signed_archive,
)

FIRST = segment()
SECOND = segment(2, first=4, previous=FIRST.hash)
PHOTO = bytes(range(256)) * 10
FILES = [*segment_files(FIRST), *segment_files(SECOND), piece_file(PHOTO), piece_file(b"2")]
MANIFEST = manifest_for(FILES)
ARCHIVE = signed_archive(encode_manifest(MANIFEST), FILES)


def taken_in(data: bytes, step: int = 1 << 20, sink: MemoryPieces | None = None) -> Received:
    intake = Intake(Desk(), len(data), sink=sink)
    for start in range(0, len(data), step):
        intake.feed(memoryview(data)[start : start + step])
    return intake.finish()


@given(st.lists(st.integers(0, len(ARCHIVE)), max_size=12))
def test_the_division_into_parts_does_not_matter(cuts: list[int]) -> None:
    sink = MemoryPieces()
    intake = Intake(Desk(), len(ARCHIVE), sink=sink)
    edges = [0, *sorted(cuts), len(ARCHIVE)]
    for start, end in pairwise(edges):
        intake.feed(memoryview(ARCHIVE)[start:end])
    found = intake.finish()
    assert [each.segment.hash for each in found.segments] == [FIRST.hash, SECOND.hash]
    assert sink.kept == {digest_of(PHOTO): PHOTO, digest_of(b"2"): b"2"}


def test_byte_by_byte_gives_the_same() -> None:
    assert taken_in(ARCHIVE, 1) == taken_in(ARCHIVE)


def test_flipped_bits_of_the_archive_are_refused_or_leave_a_segment_unsigned() -> None:
    """Even without the age layer around it. Only the hint of who signed a segment may vary: then
    nobody known signed it, and it is handed over for quarantine."""
    accepted = []
    for position in range(len(ARCHIVE)):
        altered = bytearray(ARCHIVE)
        altered[position] ^= 1 << position % 8
        try:
            found = taken_in(bytes(altered))
        except ExchangeError:
            continue
        accepted.append(position)
        assert any(each.signer is None for each in found.segments)
    hints = [ARCHIVE.index(signed(each)) + len("ed25519 ") for each in (FIRST, SECOND)]
    assert all(any(start <= each < start + 16 for start in hints) for each in accepted)


@given(st.integers(0, len(ARCHIVE) - 1))
def test_a_cut_archive_is_never_complete_and_keeps_what_verified(size: int) -> None:
    sink = MemoryPieces()
    intake = Intake(Desk(), size, sink=sink)
    intake.feed(memoryview(ARCHIVE)[:size])
    with pytest.raises(BundleTruncatedError):
        intake.finish()
    damage = BundleTruncatedError("test")
    if intake.manifest is None:
        with pytest.raises(BundleTruncatedError):
            intake.salvage(damage)
        return
    found = intake.salvage(damage)
    assert (found.complete, found.damage) == (False, damage)
    assert set(sink.kept) == set(found.pieces)
    assert len(found.unread) == len(FILES) - 2 * len(found.segments) - len(found.pieces)
    assert all(each.segment.hash in (FIRST.hash, SECOND.hash) for each in found.segments)


def test_bytes_after_the_end_are_refused() -> None:
    intake = Intake(Desk(), len(ARCHIVE))
    intake.feed(memoryview(ARCHIVE))
    with pytest.raises(BundleRefusedError):
        intake.feed(memoryview(b"\0"))


def test_known_segments_are_named_and_not_handed_over_again() -> None:
    intake = Intake(Desk(), len(ARCHIVE), known={FIRST.hash})
    intake.feed(memoryview(ARCHIVE))
    found = intake.finish()
    assert found.known == (FIRST.hash,)
    assert [each.segment.hash for each in found.segments] == [SECOND.hash]


def test_pieces_here_before_are_verified_but_not_written_again() -> None:
    sink = MemoryPieces({digest_of(PHOTO): b"as it was"})
    found = taken_in(ARCHIVE, sink=sink)
    assert sink.kept[digest_of(PHOTO)] == b"as it was"
    assert digest_of(PHOTO) in found.pieces


def test_a_wrong_piece_is_dropped() -> None:
    altered = ARCHIVE.replace(PHOTO[:300], b"\1" + PHOTO[1:300], 1)
    sink = MemoryPieces()
    with pytest.raises(BundleRefusedError) as caught:
        taken_in(altered, sink=sink)
    assert caught.value.reason == "piece-hash"
    assert (sink.kept, sink.dropped) == ({}, [digest_of(PHOTO)])


def test_an_interrupted_piece_is_dropped() -> None:
    sink = MemoryPieces()
    intake = Intake(Desk(), len(ARCHIVE), sink=sink)
    intake.feed(memoryview(ARCHIVE)[: ARCHIVE.index(PHOTO) + 700])
    intake.abandon()
    intake.abandon()
    assert (sink.kept, sink.dropped) == ({}, [digest_of(PHOTO)])


def test_damage_in_a_file_that_should_be_longer_is_a_cut() -> None:
    damage = BundleDamagedError("chunk 7")
    short = Intake(Desk(), len(ARCHIVE) - 512)
    assert short.explain(damage) is damage
    short.feed(memoryview(ARCHIVE)[:-512])
    assert isinstance(short.explain(damage), BundleTruncatedError)
    whole = Intake(Desk(), len(ARCHIVE))
    whole.feed(memoryview(ARCHIVE)[:-512])
    assert whole.explain(damage) is damage


def test_a_segment_without_a_sound_signature_file_is_refused() -> None:
    files = segment_files(FIRST, b"ed25519 nonsense\n")
    with pytest.raises(SignatureInvalidError) as caught:
        taken_in(signed_archive(encode_manifest(manifest_for(files)), files))
    assert (caught.value.what, caught.value.signer) == ("segment", "")


def test_a_segment_may_carry_more_than_one_signature() -> None:
    files = segment_files(FIRST, signed(FIRST, LEADER) + signed(FIRST, MEMBER))
    found = taken_in(signed_archive(encode_manifest(manifest_for(files)), files))
    assert found.segments[0].signer == "member"
    assert found.segments[0].signature == files[1][1]


def test_the_sender_is_who_signed_whatever_he_writes() -> None:
    claimed = encode_manifest(replace(MANIFEST, sender="desk"))
    for author in (MEMBER, LEADER):
        with pytest.raises(SignatureInvalidError):
            taken_in(signed_archive(claimed, FILES, author))
    assert taken_in(signed_archive(claimed, FILES, DESK)).manifest.sender == "desk"


def test_names_are_compared_with_the_manifest_and_sizes_too() -> None:
    start = ARCHIVE.index(tar.header(*_entry_of(4)))
    other = tar.header(tar.piece_name(digest_of(PHOTO)), len(PHOTO) - 1)
    with pytest.raises(BundleRefusedError) as caught:
        taken_in(ARCHIVE[:start] + other + ARCHIVE[start + 512 :])
    assert caught.value.reason == "entry-not-in-manifest"


def _entry_of(index: int) -> tuple[str, int]:
    name, data = FILES[index]
    return name, len(data)
