"""Dividing what is to be sent into a core bundle and packs of pieces (pure)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.bundle import age, tar
from app.bundle.manifest import (
    MAXIMUM_BYTES,
    MAXIMUM_FILE,
    MAXIMUM_READERS,
    BlobFacts,
    Manifest,
    encode_manifest,
)
from app.domain.errors import BundleRefusedError

PACK_LIMIT = 3_900 << 20
"""Bytes of the largest file to write: FAT32 holds 4 GiB - 1."""

SMALL_PIECE = 1 << 20
"""Pieces up to this size travel in the core bundle where they fit."""

_FILE_ENTRY_BYTES = 96
_STANZA_BYTES = 1_600
_SIGNATURE_BYTES = 4_096
_NUMBER_ROOM = 64
_PACK_BYTES = 8_192
"""Room for the manifest of a pack without its files and blobs."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the sender says about a whole set of bundle files."""

    office: str
    task: str
    sender: str
    kind: str
    made: str
    know: Mapping[str, tuple[str, ...]]
    blobs: tuple[BlobFacts, ...] = ()
    minimum_reader: int = 1


def divide(
    facts: Facts,
    readers: Sequence[str],
    set_id: str,
    segment_files: Sequence[tuple[str, int]],
    pieces: Mapping[str, int],
    limit: int = PACK_LIMIT,
) -> list[Manifest]:
    """Manifests of the core bundle and, if all does not fit into one file, of the packs.

    ``segment_files`` are entries in order, ``pieces`` digest -> size in the order to send.
    No file becomes larger than ``limit`` bytes. Raises BundleRefusedError("too-large-for-limit").
    """
    limit = min(limit, MAXIMUM_FILE)
    whole = _manifest(facts, readers, set_id, segment_files, pieces)
    if fits(whole, limit):
        return [whole]
    small = {digest: size for digest, size in pieces.items() if size <= SMALL_PIECE}
    core = _manifest(facts, readers, set_id, segment_files, small)
    if not fits(core, limit):
        small = {}
        core = _manifest(facts, readers, set_id, segment_files, small)
    rest = {digest: size for digest, size in pieces.items() if digest not in small}
    packs = [_pack(facts, readers, set_id, group) for group in _groups(facts, rest, limit)]
    found = [core, *packs]
    if not all(fits(each, limit) for each in found):
        raise BundleRefusedError("too-large-for-limit")
    return [replace(each, set_number=n, set_count=len(found)) for n, each in enumerate(found)]


def file_size(manifest: Manifest) -> int:
    """An upper bound, in bytes, of the file that this manifest leads to."""
    sizes = [len(encode_manifest(manifest)) + _NUMBER_ROOM, _SIGNATURE_BYTES]
    sizes += [size for _, size in manifest.files]
    return _sealed(sum(map(tar.entry_size, sizes)), len(manifest.readers))


def fits(manifest: Manifest, limit: int) -> bool:
    """Whether the file surely keeps ``limit``; also that its manifest keeps its own limits."""
    try:
        return file_size(manifest) <= limit
    except BundleRefusedError as error:
        if error.reason in ("manifest-too-long", "manifest-too-large"):
            return False
        raise


def _sealed(entries: int, readers: int) -> int:
    return readers * _STANZA_BYTES + 256 + age.payload_size(tar.archive_size(entries))


def _groups(facts: Facts, pieces: Mapping[str, int], limit: int) -> Iterable[dict[str, int]]:
    """Runs of pieces, in order, that fit into one file each (by upper bounds of all sizes)."""
    described = _described(facts.blobs)
    group: dict[str, int] = {}
    manifest, entries = _PACK_BYTES, 0
    for digest, size in pieces.items():
        more = _FILE_ENTRY_BYTES + described.get(digest, 0)
        after = entries + tar.entry_size(size)
        if group and not _pack_fits(manifest + more, after, limit):
            yield group
            group, manifest, after = {}, _PACK_BYTES, tar.entry_size(size)
        group[digest] = size
        manifest, entries = manifest + more, after
    if group:
        yield group


def _pack_fits(manifest: int, entries: int, limit: int) -> bool:
    papers = tar.entry_size(manifest) + tar.entry_size(_SIGNATURE_BYTES)
    return manifest <= MAXIMUM_BYTES and _sealed(papers + entries, MAXIMUM_READERS) <= limit


def _described(blobs: Sequence[BlobFacts]) -> dict[str, int]:
    """Piece digest -> upper bound of the manifest bytes that describe its blobs."""
    found: dict[str, int] = {}
    for blob in blobs:
        size = 512 + _FILE_ENTRY_BYTES * len(blob.pieces)
        for piece in blob.pieces:
            found[piece.digest] = found.get(piece.digest, 0) + size
    return found


def _pack(facts: Facts, readers: Sequence[str], set_id: str, pieces: Mapping[str, int]) -> Manifest:
    """A pack describes the blobs it brings pieces of, and repeats nothing else."""
    blobs = tuple(
        blob for blob in facts.blobs if any(piece.digest in pieces for piece in blob.pieces)
    )
    return _manifest(replace(facts, know={}), readers, set_id, (), pieces, blobs)


def _manifest(
    facts: Facts,
    readers: Sequence[str],
    set_id: str,
    segment_files: Sequence[tuple[str, int]],
    pieces: Mapping[str, int],
    blobs: tuple[BlobFacts, ...] | None = None,
) -> Manifest:
    piece_files = ((tar.piece_name(digest), size) for digest, size in pieces.items())
    return Manifest(
        office=facts.office,
        task=facts.task,
        sender=facts.sender,
        readers=tuple(readers),
        kind=facts.kind,
        made=facts.made,
        know=facts.know,
        files=(*segment_files, *piece_files),
        blobs=facts.blobs if blobs is None else blobs,
        set_id=set_id,
        minimum_reader=facts.minimum_reader,
    )
