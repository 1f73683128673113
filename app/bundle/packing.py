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


@dataclass(frozen=True, slots=True)
class Plan:
    """Files for one medium. ``left`` are pieces that find no room on it, digest -> size; they need
    ``packs`` more files.
    """

    manifests: tuple[Manifest, ...]
    left: Mapping[str, int]
    packs: int


def divide(
    facts: Facts,
    readers: Sequence[str],
    set_id: str,
    segment_files: Sequence[tuple[str, int]],
    pieces: Mapping[str, int],
    limit: int = PACK_LIMIT,
    *,
    room: int | None = None,
    begun: int = 0,
) -> Plan:
    """Manifests of the core bundle and, if all does not fit into one file, of the packs.

    ``segment_files`` are entries in order, ``pieces`` digest -> size in the order to send.
    No file becomes larger than ``limit`` bytes, all together no larger than ``room``; the core is
    planned even if it does not fit. With ``begun`` files of the set written before, only packs
    follow. Raises BundleRefusedError("too-large-for-limit").
    """
    limit = min(limit, MAXIMUM_FILE)
    found: list[Manifest] = []
    rest = dict(pieces)
    if not begun:
        core = _core(facts, readers, set_id, segment_files, pieces, _space(limit, room))
        if not fits(core, limit):
            raise BundleRefusedError("too-large-for-limit")
        found.append(core)
        for piece in core.pieces:
            del rest[piece.digest]
    taken = sum(map(file_size, found))
    while rest:
        space = _space(limit, None if room is None else room - taken)
        pack = _pack(facts, readers, set_id, next(iter(_groups(facts, rest, space))))
        if not fits(pack, space):
            break
        found.append(pack)
        taken += file_size(pack)
        for piece in pack.pieces:
            del rest[piece.digest]
    packs = len(list(_groups(facts, rest, limit)))
    if rest and not _largest_fits(facts, readers, set_id, rest, limit):
        raise BundleRefusedError("too-large-for-limit")
    of = begun + len(found) + packs
    numbered = (replace(m, set_number=n, set_count=of) for n, m in enumerate(found, begun))
    return Plan(tuple(numbered), rest, packs)


def _space(limit: int, room: int | None) -> int:
    return limit if room is None else min(limit, room)


def _core(
    facts: Facts,
    readers: Sequence[str],
    set_id: str,
    segment_files: Sequence[tuple[str, int]],
    pieces: Mapping[str, int],
    space: int,
) -> Manifest:
    """Everything, or else all segments with the small pieces, or else the segments alone."""
    small = {digest: size for digest, size in pieces.items() if size <= SMALL_PIECE}
    for carried in (pieces, small):
        core = _manifest(facts, readers, set_id, segment_files, carried)
        if fits(core, space):
            return core
    return _manifest(facts, readers, set_id, segment_files, {})


def _largest_fits(
    facts: Facts, readers: Sequence[str], set_id: str, pieces: Mapping[str, int], limit: int
) -> bool:
    digest = max(pieces, key=lambda each: pieces[each])
    return fits(_pack(facts, readers, set_id, {digest: pieces[digest]}), limit)


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
