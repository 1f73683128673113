"""The manifest: round trip, limits, order of checks."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from app.bundle.manifest import (
    MAXIMUM_BYTES,
    BlobFacts,
    Manifest,
    encode_manifest,
    parse_manifest,
)
from app.domain.errors import BundleRefusedError, BundleTooNewError
from app.ports import Piece
from tests.unit.bundle.building import (
    digest_of,
    manifest_for,
    piece_file,
    segment,
    segment_files,
)

SEGMENT = segment()
PIECE = b"a piece of evidence"
MANIFEST = replace(
    manifest_for([*segment_files(SEGMENT), piece_file(PIECE)]),
    know={"0" * 32: (digest_of(b"1"), digest_of(b"2"))},
    set_number=1,
    set_count=3,
)
HASH = digest_of(b"h")
SEGMENT_ENTRIES = [[f"seg/{HASH}.jsonl", 1], [f"seg/{HASH}.sig", 1]]


def body() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(encode_manifest(MANIFEST))
    return found


def refused(found: dict[str, Any]) -> str:
    with pytest.raises(BundleRefusedError) as caught:
        parse_manifest(json.dumps(found).encode())
    return caught.value.reason


def test_a_manifest_round_trips() -> None:
    assert parse_manifest(encode_manifest(MANIFEST)) == MANIFEST
    assert MANIFEST.segments == (SEGMENT.hash,)
    assert MANIFEST.pieces == (Piece(digest_of(PIECE), len(PIECE)),)


def test_the_keys_are_those_of_the_specification() -> None:
    assert list(body()) == ["xj", "office", "task", "from", "to", "kind", "made", "min_reader",
                            "know", "files", "blobs", "set"]  # fmt: skip


def test_unknown_keys_are_let_through() -> None:
    assert parse_manifest(json.dumps({**body(), "later": {"x": 1}}).encode()) == MANIFEST


def test_a_newer_format_is_named_before_anything_else_is_read() -> None:
    with pytest.raises(BundleTooNewError) as caught:
        parse_manifest(b'{"xj":"bundle/2","min_reader":7}')
    assert (caught.value.needed, caught.value.supported) == (7, 1)
    with pytest.raises(BundleTooNewError):
        parse_manifest(json.dumps({**body(), "min_reader": 2}).encode())
    with pytest.raises(BundleTooNewError):
        parse_manifest(b'{"xj":"bundle/3","min_reader":1}')


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xef\xbb\xbf{}", "manifest-byte-order-mark"),
        (b'{"xj":"bundle/1","xj":"bundle/1"}', "manifest-duplicate-key"),
        (b'{"xj":1.0}', "manifest-float"),
        (b'{"xj":NaN}', "manifest-float"),
        (b'{"xj":1e99}', "manifest-float"),
        (b'{"xj":"\\u0000"}', "manifest-character"),
        (b'{"xj":"\\ud800"}', "manifest-character"),
        (b'{"xj":99999999999999999999}', "manifest-integer"),
        (b"[" * 100_000, "manifest-depth"),
        (b'{"xj":' + b"[" * 17 + b"]" * 17 + b"}", "manifest-depth"),
        ('{"xj":1}'.encode("utf-16"), "manifest-encoding"),
        (b"[]", "manifest-not-an-object"),
        (b"", "manifest-syntax"),
        (b" " * (MAXIMUM_BYTES + 1), "manifest-too-long"),
    ],
)
def test_what_is_not_strict_json_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(BundleRefusedError) as caught:
        parse_manifest(data)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("key", "value", "reason"),
    [
        ("xj", "seg/1", "manifest-xj"),
        ("xj", None, "manifest-xj"),
        ("office", "", "manifest-office"),
        ("office", "a\nb", "manifest-office"),
        ("office", "x" * 129, "manifest-office"),
        ("task", 7, "manifest-task"),
        ("from", None, "manifest-from"),
        ("to", [], "manifest-to"),
        ("to", ["a", "a"], "manifest-to"),
        ("to", [str(n) for n in range(33)], "manifest-to"),
        ("to", "desk", "manifest-to"),
        ("kind", "other", "manifest-kind"),
        ("kind", ["member"], "manifest-kind"),
        ("made", "yesterday", "manifest-made"),
        ("min_reader", True, "manifest-min_reader"),
        ("min_reader", -1, "manifest-min_reader"),
        ("know", [], "manifest-know"),
        ("know", {"log": ["x"]}, "manifest-know"),
        ("know", {"log": [HASH] * 100_001}, "manifest-too-long"),
        ("know", {str(number): [] for number in range(100_001)}, "manifest-know"),
        ("know", {"log": "x"}, "manifest-know"),
        ("files", {}, "manifest-files"),
        ("files", [["pad"]], "manifest-files"),
        ("files", [["pad", "1"]], "manifest-files"),
        ("files", [["pad", 1]], "manifest-name"),
        ("files", [["manifest.json", 1]], "manifest-name"),
        ("files", [["piece/../x", 1]], "manifest-name"),
        ("files", [["piece/" + HASH, 0]], "manifest-size"),
        ("files", [["piece/" + HASH, (32 << 20) + 1]], "manifest-size"),
        ("files", [["piece/" + HASH, 1]], "manifest-piece-size"),
        ("files", [[f"seg/{HASH}.jsonl", 1]], "manifest-order"),
        ("files", [[f"seg/{HASH}.sig", 1], [f"seg/{HASH}.jsonl", 1]], "manifest-order"),
        ("files", [["x" * 4 + "y" * 64 + ".jsonl", 1], ["pad", 1]], "manifest-order"),
        ("files", [[f"seg/{'g' * 64}.jsonl", 1], [f"seg/{'g' * 64}.sig", 1]], "manifest-name"),
        ("files", [[f"seg/{HASH}.jsonl", 1], [f"seg/{HASH}.sig", 4097]], "manifest-size"),
        ("files", [[f"seg/{HASH}.jsonl", (8 << 20) + 1], [f"seg/{HASH}.sig", 1]], "manifest-size"),
        ("files", [["piece/" + HASH, 1], *SEGMENT_ENTRIES], "manifest-order"),
        ("blobs", {}, "manifest-blobs"),
        ("blobs", [7], "manifest-blobs"),
        ("blobs", [{"h": HASH, "size": 2, "c": "", "pieces": [[HASH, 1]]}], "manifest-blob-size"),
        ("blobs", [{"h": HASH, "size": 0, "c": "", "pieces": [[HASH, 0]]}], "manifest-pieces"),
        ("blobs", [{"h": HASH, "size": 1, "c": 1, "pieces": [[HASH, 1]]}], "manifest-compartment"),
        ("blobs", [{"h": "x", "size": 1, "c": "", "pieces": [[HASH, 1]]}], "manifest-blobs"),
        ("blobs", [{"h": HASH, "size": 1, "c": "", "pieces": "x"}], "manifest-pieces"),
        ("set", None, "manifest-set"),
        ("set", {"id": "xx", "n": 0, "of": 1}, "manifest-set"),
        ("set", {"id": "7f3a91c2", "n": 1, "of": 1}, "manifest-set"),
        ("set", {"id": "7f3a91c2", "n": 0, "of": 10_001}, "manifest-set"),
    ],
)  # fmt: skip
def test_what_breaks_a_limit_is_refused(key: str, value: Any, reason: str) -> None:
    assert refused({**body(), key: value}) == reason


def test_files_and_blobs_are_named_once() -> None:
    found = body()
    assert refused({**found, "files": found["files"] * 2}) == "manifest-duplicate-file"
    assert refused({**found, "blobs": found["blobs"] * 2}) == "manifest-duplicate-blob"


def test_one_piece_has_one_size() -> None:
    blobs = [
        {"h": digest_of(b"a"), "size": 1, "c": "", "pieces": [[HASH, 1]]},
        {"h": digest_of(b"b"), "size": 2, "c": "", "pieces": [[HASH, 2]]},
    ]
    assert refused({**body(), "files": [], "blobs": blobs}) == "manifest-piece-size"


def test_sums_are_limited_before_anything_is_allocated() -> None:
    def many(count: int, size: int) -> list[list[object]]:
        names = [digest_of(str(number).encode()) for number in range(count)]
        return [entry for name in names
                for entry in ([f"seg/{name}.jsonl", size], [f"seg/{name}.sig", 100])]  # fmt: skip

    assert refused({**body(), "files": many(65, 8 << 20)}) == "manifest-segments-too-large"
    pieces = [[f"piece/{digest_of(str(number).encode())}", 32 << 20] for number in range(128)]
    assert refused({**body(), "files": pieces}) == "manifest-too-large"
    ten_terabytes = [["piece/" + HASH, 10 << 40]]
    assert refused({**body(), "files": ten_terabytes}) == "manifest-size"
    ten_million = b'{"xj":"bundle/1","files":[' + b'["pad",1],' * 10_000_000
    with pytest.raises(BundleRefusedError) as caught:
        parse_manifest(ten_million)
    assert caught.value.reason == "manifest-too-long"


def test_only_a_courier_parcel_may_hold_pieces_of_no_blob() -> None:
    parcel = replace(MANIFEST, kind="carry", blobs=())
    assert parse_manifest(encode_manifest(parcel)).pieces == MANIFEST.pieces
    with pytest.raises(BundleRefusedError):
        encode_manifest(replace(MANIFEST, blobs=()))


def test_a_writer_cannot_sign_what_a_reader_would_refuse() -> None:
    wrong = BlobFacts(HASH, 5, "", (Piece(HASH, 4),))
    for broken in (
        replace(MANIFEST, office=""),
        replace(MANIFEST, blobs=(*MANIFEST.blobs, wrong)),
        replace(MANIFEST, readers=()),
    ):
        with pytest.raises(BundleRefusedError):
            encode_manifest(broken)


def test_the_pieces_a_manifest_needs_are_listed_once() -> None:
    twice = Manifest(**{name: getattr(MANIFEST, name) for name in MANIFEST.__slots__})
    piece = Piece(HASH, 4)
    twice = replace(
        twice, blobs=(BlobFacts(digest_of(b"8"), 8, "", (piece, piece)), *MANIFEST.blobs)
    )
    assert twice.listed_pieces == (piece, Piece(digest_of(PIECE), len(PIECE)))
