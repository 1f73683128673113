"""Adapters fitted to the ports of the services."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from app.bundle import inbound, outbound
from app.bundle.contract import Received, Signer
from app.bundle.manifest import BlobFacts
from app.bundle.packing import Facts
from app.domain.errors import BlobMissingError, DiskFullError
from app.ports import (
    BlobFile,
    Cancelled,
    Incoming,
    IncomingBlob,
    IncomingSegment,
    Outgoing,
    Piece,
    Progress,
    Receiving,
    Store,
    StoredBlob,
    StoredSegment,
    WrittenFile,
)
from app.services.session import Keys
from app.vault import blobs as vault_blobs
from app.vault import durable
from app.vault.blob_file import BlobReader
from app.vault.blobs import BlobStore
from app.vault.layout import VaultLayout
from app.vault.pieces import PieceStage
from app.vault.receiving import PieceRoom

_READ_BYTES = 1 << 20


class SystemClock:
    """The computer's own time."""

    def now(self) -> datetime:
        """Local time with its offset."""
        return datetime.now().astimezone()


class EvidenceRoom:
    """``Blobs`` over the vault's evidence files and the keys in the database."""

    def __init__(self, blobs: BlobStore, store: Store) -> None:
        self._blobs = blobs
        self._store = store

    def store(
        self,
        source: BinaryIO,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> StoredBlob:
        """Encrypt a stream; the same content again gives the blob already kept."""
        return _stored(
            self._blobs.import_blob(
                source,  # type: ignore[arg-type]  # a file opened for reading has readinto
                known_key=self._key_of,
                progress=_counting(progress),
                cancelled=cancelled or vault_blobs.never_cancelled,
            )
        )

    def open(self, blob: StoredBlob) -> BlobFile:
        """Open for reading."""
        return _OpenBlob(self._blobs.open(blob.digest, blob.key))

    def has(self, digest: str) -> bool:
        """Whether the encrypted file is here."""
        return self._blobs.has(digest)

    def verify(self, blob: StoredBlob) -> None:
        """Read everything."""
        self._blobs.verify(blob.digest, blob.key, blob.size)

    def piece(self, blob: StoredBlob, index: int) -> Iterator[bytes]:
        """Plain bytes of one piece, in parts."""
        buffer = memoryview(bytearray(_READ_BYTES))
        with self._blobs.read_piece(blob.digest, blob.key, index) as reader:
            while count := reader.readinto(buffer):
                yield bytes(buffer[:count])

    def _key_of(self, digest: str) -> bytes | None:
        known = self._store.blob(digest)
        return known.key if known else None


class _OpenBlob:
    """``BlobFile`` over the vault's reader."""

    def __init__(self, reader: BlobReader) -> None:
        self._reader = reader

    @property
    def size(self) -> int:
        """Plain size in bytes."""
        return self._reader.size

    def read_at(self, offset: int, size: int) -> bytes:
        """Up to ``size`` plain bytes."""
        buffer = bytearray(max(0, min(size, self._reader.size - offset)))
        count = self._reader.read_at(offset, memoryview(buffer))
        return bytes(buffer[:count])

    def close(self) -> None:
        """Release the file."""
        self._reader.close()


class BundleRoom:
    """``Bundles`` over the bundle format, the vault's spool and its staged pieces."""

    def __init__(
        self,
        layout: VaultLayout,
        blobs: BlobStore,
        stage: PieceStage,
        store: Store,
        keys: Keys,
        *,
        written: Callable[[], None],
    ) -> None:
        """``written`` is called after each export: what has left must be noted as seen."""
        self._layout = layout
        self._blobs = blobs
        self._stage = stage
        self._store = store
        self._keys = keys
        self._evidence = EvidenceRoom(blobs, store)
        self._written = written
        self._laid_aside: dict[Path, set[str]] = {}

    def write(
        self,
        folder: Path,
        outgoing: Outgoing,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> tuple[WrittenFile, ...]:
        """Write, sync, read back and rename."""
        written = outbound.write_bundles(
            folder,
            [outbound.Reader(reader.id, reader.public) for reader in outgoing.readers],
            self._keys.signing,
            _facts(outgoing),
            [self._segment(segment) for segment in outgoing.segments],
            [piece for blob in outgoing.blobs for piece in self._pieces(blob)],
            progress=progress,
            cancelled=cancelled,
        )
        self._written()
        return tuple(WrittenFile(bundle.path, bundle.size) for bundle in written)

    def read(
        self,
        path: Path,
        receiving: Receiving,
        *,
        salvage: bool = False,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Incoming:
        """Verify a file completely and lay its pieces aside, encrypted.

        The file is read once from end to end and never looked at again: what is verified is what
        is kept, even if the stick is changed or pulled out meanwhile. So no copy of it is made
        first, and of a stick that fails half-way the readable part can be salvaged.
        """
        self._require_room(path)
        with _KnownPieces(self._stage, self._layout, self._store) as sink:
            received = inbound.receive(
                path,
                [self._keys.reading],
                _Receiver(receiving),
                sink=sink,
                known={segment.hash for segment in self._store.segments()},
                salvage=salvage,
                progress=progress,
                cancelled=cancelled,
            )
        self._laid_aside.setdefault(path, set()).update(sink.received)
        return _incoming(path, received)

    def complete(self, blobs: Sequence[IncomingBlob]) -> list[StoredBlob]:
        """The evidence files of those blobs whose pieces are all here; durable on return."""
        found = [made for blob in blobs if (made := self._complete(blob)) is not None]
        self._blobs.sync_names()
        return found

    def settle(self, blobs: Sequence[IncomingBlob]) -> None:
        """The evidence files are noted: their pieces are not needed any more."""
        self._stage.discard(piece.digest for blob in blobs for piece in blob.pieces)

    def forget(self, incoming: Incoming) -> None:
        """Drop what this bundle brought; pieces that came on other sticks stay."""
        self._stage.discard(self._laid_aside.pop(incoming.path, ()))

    def _require_room(self, path: Path) -> None:
        """Pieces, and evidence of several pieces once more while it is put together."""
        with suppress(OSError):  # a file that cannot be read gets its own words
            needed, free = 2 * path.stat().st_size, durable.free_bytes(self._layout.spool)
            if free < needed:
                raise DiskFullError(self._layout.root, needed, free)

    def _complete(self, blob: IncomingBlob) -> StoredBlob | None:
        pieces = [vault_blobs.Piece(piece.digest, piece.size) for piece in blob.pieces]
        if pieces == [vault_blobs.Piece(blob.digest, blob.size)]:
            with suppress(BlobMissingError):
                return _stored(self._stage.promote(self._blobs, pieces[0]))
            return None
        if self._stage.missing(pieces):
            return None
        return _stored(self._stage.assemble(self._blobs, blob.digest, blob.size, pieces))

    def _segment(self, segment: StoredSegment) -> outbound.OutgoingSegment:
        return outbound.OutgoingSegment(
            segment.hash,
            segment.size,
            segment.signature,
            lambda: self._store.segment_bytes(segment.hash),
        )

    def _pieces(self, blob: StoredBlob) -> Iterator[outbound.OutgoingPiece]:
        for index, piece in enumerate(blob.pieces):
            yield outbound.OutgoingPiece(piece.digest, piece.size, _Reading(self, blob, index))

    def parts(self, blob: StoredBlob, index: int) -> Iterator[bytes]:
        """Plain bytes of one piece of a blob kept here."""
        return self._evidence.piece(blob, index)


@dataclass(frozen=True)
class _Reading:
    """Opens one piece when its turn comes."""

    room: BundleRoom
    blob: StoredBlob
    index: int

    def __call__(self) -> Iterator[bytes]:
        return self.room.parts(self.blob, self.index)


class _KnownPieces(PieceRoom):
    """Pieces of evidence that is complete here are not laid aside again."""

    def __init__(self, stage: PieceStage, layout: VaultLayout, store: Store) -> None:
        super().__init__(stage, layout)
        self._known = {piece.digest for blob in store.blobs() for piece in blob.pieces}

    def has(self, digest: str) -> bool:
        """Whether this piece is here, staged or within an evidence file."""
        return digest in self._known or super().has(digest)


@dataclass(frozen=True)
class _Receiver:
    """The intake's questions, answered by the services."""

    receiving: Receiving

    def signer_of(self, key_hint: str) -> Signer | None:
        found = self.receiving.signer_of(key_hint)
        return Signer(*found) if found else None

    def expects_office(self, office: str) -> bool:
        return self.receiving.expects_office(office)

    def expects_task(self, task: str) -> bool:
        return self.receiving.expects_task(task)

    def is_addressed(self, readers: Sequence[str]) -> bool:
        return self.receiving.is_addressed(readers)


def _facts(outgoing: Outgoing) -> Facts:
    return Facts(
        office=outgoing.office,
        task=outgoing.task,
        sender=outgoing.sender,
        kind=outgoing.kind,
        made=outgoing.made,
        know=outgoing.know,
        blobs=tuple(BlobFacts(b.digest, b.size, "", b.pieces) for b in outgoing.blobs),
    )


def _incoming(path: Path, received: Received) -> Incoming:
    manifest = received.manifest
    return Incoming(
        path=path,
        office=manifest.office,
        task=manifest.task,
        sender=manifest.sender,
        kind=manifest.kind,
        made=manifest.made,
        segments=tuple(
            IncomingSegment(each.segment, each.signature, each.signer) for each in received.segments
        ),
        known=received.known,
        blobs=tuple(IncomingBlob(b.digest, b.size, b.pieces) for b in manifest.blobs),
        missing=received.missing,
        complete=received.complete,
        damage=received.damage,
    )


def _stored(blob: vault_blobs.StoredBlob) -> StoredBlob:
    pieces = tuple(Piece(piece.digest, piece.size) for piece in blob.pieces)
    return StoredBlob(blob.digest, blob.size, blob.key, pieces)


def _counting(progress: Progress | None) -> vault_blobs.Progress:
    if progress is None:
        return vault_blobs.no_progress
    return lambda done, total: progress(done, total or done)
