"""The manifest of a bundle: what is inside, for whom, what the sender knows.

The signed bytes are authoritative; this is their reading. Limits are those of FORMAT.md.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.bundle import tar
from app.domain.errors import BundleRefusedError, BundleTooNewError, StrictJsonError
from app.journal.canonical import JsonValue, encode, parse_object
from app.ports import Piece

FORMAT = "bundle/1"
VERSION = 1
READER = 1
"""Highest ``min_reader`` this program fulfils."""
KINDS = ("member", "team", "down", "carry", "archive")

MAXIMUM_BYTES = 4 << 20
MAXIMUM_SEGMENT = 8 << 20
MAXIMUM_SIGNATURE = 4096
MAXIMUM_SEGMENT_TOTAL = 512 << 20
MAXIMUM_PIECE = 32 << 20
MAXIMUM_FILE = (4 << 30) - 1
"""Bytes of a bundle file: what FAT32 can hold."""
MAXIMUM_READERS = 32
MAXIMUM_TIPS = 100_000

_ID = re.compile(r"[0-9A-Za-z._:-]{1,128}")
_HASH = re.compile(r"[0-9a-f]{64}")
_SET = re.compile(r"[0-9a-f]{8}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class BlobFacts:
    """An evidence file: its digest and size, compartment ("" for none), pieces in order."""

    digest: str
    size: int
    compartment: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a manifest says. ``files`` are the entries after ``manifest.sig``, without ``pad``."""

    office: str
    task: str
    sender: str
    readers: tuple[str, ...]
    kind: str
    made: str
    know: Mapping[str, tuple[str, ...]]
    files: tuple[tuple[str, int], ...]
    blobs: tuple[BlobFacts, ...]
    set_id: str
    set_number: int = 0
    set_count: int = 1
    minimum_reader: int = field(default=1)

    @property
    def segments(self) -> tuple[str, ...]:
        """Hashes of the segments inside."""
        return tuple(name[4:68] for name, _ in self.files if name.endswith(".jsonl"))

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The pieces inside."""
        return tuple(
            Piece(name[6:], size) for name, size in self.files if name.startswith("piece/")
        )

    @property
    def listed_pieces(self) -> tuple[Piece, ...]:
        """Every piece that the blobs need, once each, inside or not."""
        return tuple({piece.digest: piece for b in self.blobs for piece in b.pieces}.values())


def encode_manifest(manifest: Manifest) -> bytes:
    """The bytes to sign. Raises BundleRefusedError for what a reader would refuse."""
    data = encode(_body(manifest))
    parse_manifest(data)
    return data


def parse_manifest(data: bytes) -> Manifest:
    """Read verified bytes. Raises BundleTooNewError, BundleRefusedError("manifest-…")."""
    if len(data) > MAXIMUM_BYTES:
        raise BundleRefusedError("manifest-too-long")
    try:
        body = parse_object(data)
    except StrictJsonError as error:
        raise BundleRefusedError(f"manifest-{error.reason}") from error
    _check_version(body)
    manifest = _read(body)
    _check_files(manifest)
    _check_blobs(manifest)
    return manifest


def _body(manifest: Manifest) -> dict[str, JsonValue]:
    return {
        "xj": FORMAT,
        "office": manifest.office,
        "task": manifest.task,
        "from": manifest.sender,
        "to": list(manifest.readers),
        "kind": manifest.kind,
        "made": manifest.made,
        "min_reader": manifest.minimum_reader,
        "know": {log: list(tips) for log, tips in manifest.know.items()},
        "files": [[name, size] for name, size in manifest.files],
        "blobs": [
            {
                "h": blob.digest,
                "size": blob.size,
                "c": blob.compartment,
                "pieces": [[piece.digest, piece.size] for piece in blob.pieces],
            }
            for blob in manifest.blobs
        ],
        "set": {
            "id": manifest.set_id,
            "n": manifest.set_number,
            "of": manifest.set_count,
        },
    }


def _check_version(body: dict[str, JsonValue]) -> None:
    """Before anything else is read: a later version may have changed everything else."""
    version = re.fullmatch(r"bundle/([1-9][0-9]{0,3})", str(body.get("xj")))
    if version is None:
        raise BundleRefusedError("manifest-xj")
    needed = _number(body.get("min_reader"), "min_reader")
    if int(version[1]) > VERSION or needed > READER:
        raise BundleTooNewError(max(int(version[1]), needed), READER)


def _read(body: dict[str, JsonValue]) -> Manifest:
    kind = body.get("kind")
    if kind not in KINDS:
        raise BundleRefusedError("manifest-kind")
    group = body.get("set")
    if not isinstance(group, dict):
        raise BundleRefusedError("manifest-set")
    return Manifest(
        office=_text(body.get("office"), _ID, "office"),
        task=_text(body.get("task"), _ID, "task"),
        sender=_text(body.get("from"), _ID, "from"),
        readers=_readers(body.get("to")),
        kind=str(kind),
        made=_text(body.get("made"), _TIME, "made"),
        know=_knowledge(body.get("know")),
        files=tuple(_pair(item, "files") for item in _list(body.get("files"), "files")),
        blobs=tuple(_blob(item) for item in _list(body.get("blobs"), "blobs")),
        set_id=_text(group.get("id"), _SET, "set"),
        set_number=_number(group.get("n"), "set"),
        set_count=_number(group.get("of"), "set"),
        minimum_reader=_number(body.get("min_reader"), "min_reader"),
    )


def _check_files(manifest: Manifest) -> None:
    """Segments first, each followed by its signature, then pieces; all names once; all limits."""
    names = [name for name, _ in manifest.files]
    if len(set(names)) != len(names):
        raise BundleRefusedError("manifest-duplicate-file")
    pairs = 2 * len(manifest.segments)
    for index in range(0, pairs, 2):
        _check_segment(manifest.files[index : index + 2])
    for name, size in manifest.files[pairs:]:
        if not name.startswith("piece/") or not tar.is_legal_name(name):
            raise BundleRefusedError("manifest-name")
        if not 1 <= size <= MAXIMUM_PIECE:
            raise BundleRefusedError("manifest-size")
    if sum(size for _, size in manifest.files[:pairs]) > MAXIMUM_SEGMENT_TOTAL:
        raise BundleRefusedError("manifest-segments-too-large")
    if sum(size for _, size in manifest.files) > MAXIMUM_FILE:
        raise BundleRefusedError("manifest-too-large")
    if not 0 <= manifest.set_number < manifest.set_count <= 10_000:
        raise BundleRefusedError("manifest-set")


def _check_segment(pair: tuple[tuple[str, int], ...]) -> None:
    digest = pair[0][0][4:68]
    if tuple(name for name, _ in pair) != (tar.segment_name(digest), tar.signature_name(digest)):
        raise BundleRefusedError("manifest-order")
    if not _HASH.fullmatch(digest):
        raise BundleRefusedError("manifest-name")
    if not 1 <= pair[0][1] <= MAXIMUM_SEGMENT or not 1 <= pair[1][1] <= MAXIMUM_SIGNATURE:
        raise BundleRefusedError("manifest-size")


def _check_blobs(manifest: Manifest) -> None:
    if len({blob.digest for blob in manifest.blobs}) != len(manifest.blobs):
        raise BundleRefusedError("manifest-duplicate-blob")
    sizes: dict[str, int] = {}
    for blob in manifest.blobs:
        if blob.size != sum(piece.size for piece in blob.pieces):
            raise BundleRefusedError("manifest-blob-size")
        for piece in blob.pieces:
            if sizes.setdefault(piece.digest, piece.size) != piece.size:
                raise BundleRefusedError("manifest-piece-size")
    for piece in manifest.pieces:
        listed = sizes.get(piece.digest)
        if listed is None and manifest.kind == "carry":
            continue
        if listed != piece.size:
            raise BundleRefusedError("manifest-piece-size")


def _blob(item: JsonValue) -> BlobFacts:
    if not isinstance(item, dict):
        raise BundleRefusedError("manifest-blobs")
    pieces = tuple(Piece(*_pair(piece, "pieces")) for piece in _list(item.get("pieces"), "pieces"))
    if not all(
        _HASH.fullmatch(piece.digest) and 1 <= piece.size <= MAXIMUM_PIECE for piece in pieces
    ):
        raise BundleRefusedError("manifest-pieces")
    compartment = item.get("c")
    if not isinstance(compartment, str) or len(compartment) > 128:
        raise BundleRefusedError("manifest-compartment")
    return BlobFacts(
        _text(item.get("h"), _HASH, "blobs"),
        _number(item.get("size"), "blobs"),
        compartment,
        pieces,
    )


def _readers(value: JsonValue) -> tuple[str, ...]:
    readers = tuple(_text(item, _ID, "to") for item in _list(value, "to"))
    if not 1 <= len(readers) <= MAXIMUM_READERS or len(set(readers)) != len(readers):
        raise BundleRefusedError("manifest-to")
    return readers


def _knowledge(value: JsonValue) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise BundleRefusedError("manifest-know")
    know = {
        _text(log, _ID, "know"): tuple(_text(tip, _HASH, "know") for tip in _list(tips, "know"))
        for log, tips in value.items()
    }
    if sum(map(len, know.values())) + len(know) > MAXIMUM_TIPS:
        raise BundleRefusedError("manifest-know")
    return know


def _pair(item: JsonValue, key: str) -> tuple[str, int]:
    if not isinstance(item, list) or len(item) != 2 or not isinstance(item[0], str):
        raise BundleRefusedError(f"manifest-{key}")
    return item[0], _number(item[1], key)


def _list(value: JsonValue, key: str) -> list[JsonValue]:
    if not isinstance(value, list):
        raise BundleRefusedError(f"manifest-{key}")
    return value


def _text(value: Any, pattern: re.Pattern[str], key: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise BundleRefusedError(f"manifest-{key}")
    return value


def _number(value: JsonValue, key: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise BundleRefusedError(f"manifest-{key}")
    return value
