"""Builders for bundle tests: fixed people, segments, pieces, receivers, hand-made archives."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.bundle import age, outbound, tar
from app.bundle.contract import Signer
from app.bundle.manifest import BlobFacts, Manifest
from app.bundle.outbound import OutgoingPiece, OutgoingSegment, Reader, WrittenBundle
from app.bundle.packing import PACK_LIMIT, Facts
from app.crypto import hpke
from app.crypto.signing import MANIFEST_TYPE, SEGMENT_TYPE, SigningKey, key_hint
from app.journal.operations import Intent, LogName, write_operation
from app.journal.segments import FIRST_PREVIOUS, Header, Segment, build_segment
from app.ports import Piece

OFFICE = "office-1"
TASK = "task-1"
MADE = "2026-03-05T18:00:00+08:00"


@dataclass(frozen=True)
class Device:
    """A device with both its keys, made from one number."""

    id: str
    signing: SigningKey
    reading: hpke.PrivateKey

    @property
    def reader(self) -> Reader:
        return Reader(self.id, self.reading.public)

    @property
    def signer(self) -> Signer:
        return Signer(self.id, self.signing.public)


def device(name: str) -> Device:
    """The device of this name: always the same keys."""
    seed = hashlib.sha256(name.encode()).digest()
    return Device(name, SigningKey.from_seed(seed), hpke.PrivateKey.from_seed(seed))


MEMBER = device("member")
LEADER = device("leader")
DESK = device("desk")
STRANGER = device("stranger")


@dataclass
class Desk:
    """A receiver as the trust service would be one."""

    own: frozenset[str] = frozenset({"desk"})
    offices: frozenset[str] = frozenset({OFFICE})
    tasks: frozenset[str] = frozenset({TASK})
    signers: dict[str, Signer] = field(
        default_factory=lambda: {
            key_hint(each.signing.public): each.signer for each in (MEMBER, LEADER, DESK)
        }
    )

    def signer_of(self, key_hint: str) -> Signer | None:
        return self.signers.get(key_hint)

    def expects_office(self, office: str) -> bool:
        return office in self.offices

    def expects_task(self, task: str) -> bool:
        return task in self.tasks

    def is_addressed(self, readers: Sequence[str]) -> bool:
        return not self.own.isdisjoint(readers)


@dataclass
class MemoryPieces:
    """Keeps pieces in memory; remembers what was dropped."""

    kept: dict[str, bytes] = field(default_factory=dict)
    dropped: list[str] = field(default_factory=list)

    def has(self, digest: str) -> bool:
        return digest in self.kept

    def wants(self, digest: str) -> bool:
        return digest not in self.kept

    def begin(self, digest: str, size: int) -> MemoryPiece:
        return MemoryPiece(self, digest)


@dataclass
class MemoryPiece:
    """One piece on its way into memory."""

    store: MemoryPieces
    digest: str
    data: bytearray = field(default_factory=bytearray)

    def write(self, data: memoryview) -> None:
        self.data += data

    def keep(self) -> None:
        self.store.kept[self.digest] = bytes(self.data)

    def drop(self) -> None:
        self.store.dropped.append(self.digest)


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def segment(
    count: int = 3,
    *,
    author: Device = MEMBER,
    first: int = 1,
    previous: str = FIRST_PREVIOUS,
    office: str = OFFICE,
    task: str = TASK,
    minimum_reader: int = 1,
) -> Segment:
    """A segment of ``count`` findings written on ``author``'s device."""
    log = LogName(author.id, task, "team")
    lines = [
        write_operation(
            log.id,
            first + index,
            Intent("put", "finding", f"finding-{first + index}", "facts", {"title": "巡察发现"}),
            author="person-1",
            claimed=MADE,
        ).line
        for index in range(count)
    ]
    header = Header(
        office=office,
        name=log,
        first=first,
        last=first + count - 1,
        previous=previous,
        schema=1,
        minimum_reader=minimum_reader,
        statement=1,
        checkpoint=None,
        cut=MADE,
    )
    return build_segment(header, lines)


def signed(item: Segment, author: Device = MEMBER) -> bytes:
    """The signature file of a segment."""
    return author.signing.sign(SEGMENT_TYPE, item.data)


def outgoing(item: Segment, author: Device = MEMBER) -> OutgoingSegment:
    return OutgoingSegment(item.hash, len(item.data), signed(item, author), lambda: item.data)


def outgoing_piece(data: bytes) -> OutgoingPiece:
    return OutgoingPiece(digest_of(data), len(data), lambda: [data])


def blob(*pieces: bytes, compartment: str = "") -> BlobFacts:
    """An evidence file of these pieces."""
    whole = b"".join(pieces)
    listed = tuple(Piece(digest_of(piece), len(piece)) for piece in pieces)
    return BlobFacts(digest_of(whole), len(whole), compartment, listed)


def facts(*blobs: BlobFacts, sender: Device = MEMBER, kind: str = "member") -> Facts:
    return Facts(OFFICE, TASK, sender.id, kind, MADE, {"0" * 32: (digest_of(b"tip"),)}, blobs)


def write(
    folder: Path,
    segments: Iterable[Segment] = (),
    pieces: Iterable[bytes] = (),
    *,
    readers: Sequence[Device] = (DESK,),
    author: Device = MEMBER,
    limit: int = PACK_LIMIT,
) -> tuple[WrittenBundle, ...]:
    """A bundle written by the real writer; each piece is a blob of its own."""
    pieces = list(pieces)
    return outbound.write_bundles(
        folder,
        [each.reader for each in readers],
        author.signing,
        facts(*(blob(piece) for piece in pieces), sender=author),
        [outgoing(item) for item in segments],
        [outgoing_piece(piece) for piece in pieces],
        limit=limit,
    ).files


def entry(name: str, data: bytes) -> bytes:
    """A tar entry with its padding; the name need not be legal."""
    legal = name if tar.is_legal_name(name) else "pad"
    head = bytearray(tar.header(legal, len(data)))
    if legal != name:
        head[:100] = name.encode().ljust(100, b"\0")
        head[148:156] = b"        "
        head[148:156] = b"%06o\0 " % sum(head)
    return bytes(head) + data + bytes(tar.padding(len(data)))


def manifest_for(
    files: Sequence[tuple[str, bytes]],
    *,
    sender: Device = MEMBER,
    readers: Sequence[str] = ("desk",),
) -> Manifest:
    """A manifest that lists these files; every piece is a blob of its own."""
    pieces = [data for name, data in files if name.startswith("piece/")]
    return Manifest(
        office=OFFICE,
        task=TASK,
        sender=sender.id,
        readers=tuple(readers),
        kind="member",
        made=MADE,
        know={},
        files=tuple((name, len(data)) for name, data in files),
        blobs=tuple(
            BlobFacts(digest_of(data), len(data), "", (Piece(digest_of(data), len(data)),))
            for data in {digest_of(data): data for data in pieces}.values()
        ),
        set_id="7f3a91c2",
    )


def segment_files(item: Segment, signature: bytes | None = None) -> list[tuple[str, bytes]]:
    lines = signed(item) if signature is None else signature
    return [(tar.segment_name(item.hash), item.data), (tar.signature_name(item.hash), lines)]


def piece_file(data: bytes) -> tuple[str, bytes]:
    return tar.piece_name(digest_of(data)), data


def archive(
    manifest: bytes,
    signature: bytes,
    files: Sequence[tuple[str, bytes]],
    *,
    pad: bytes | None = None,
    end: bytes = tar.END,
) -> bytes:
    """A tar archive of these parts, each as given."""
    entries = b"".join(
        entry(name, data)
        for name, data in (("manifest.json", manifest), ("manifest.sig", signature), *files)
    )
    filler = bytes(tar.pad_size(len(entries))) if pad is None else pad
    return entries + entry("pad", filler) + end


def signed_archive(
    manifest: bytes, files: Sequence[tuple[str, bytes]], author: Device = MEMBER
) -> bytes:
    """An archive with the author's signature over the manifest bytes as they are."""
    return archive(manifest, author.signing.sign(MANIFEST_TYPE, manifest), files)


def sealed(plain: bytes, recipients: Sequence[age.Recipient] | None = None) -> bytes:
    """An age file of these bytes, for the desk unless told otherwise."""
    if recipients is None:
        recipients = [age.HybridRecipient(DESK.reading.public)]
    file_key = age.new_file_key()
    parts = [age.write_header(file_key, recipients)]
    with age.PayloadWriter(file_key, lambda data: parts.append(bytes(data))) as payload:
        payload.write(plain)
        payload.finish()
    return b"".join(parts)


def with_readers(manifest: Manifest, *readers: str) -> Manifest:
    return replace(manifest, readers=readers)
