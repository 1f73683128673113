"""``Bundles`` over the bundle format, the vault's spool and its staged pieces."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path

from app.bootstrap.kept_pieces import KeptPieces
from app.bootstrap.rooms import EvidenceRoom, port_blob
from app.bundle import inbound, outbound
from app.bundle.contract import Received, Signer
from app.bundle.manifest import BlobFacts
from app.bundle.packing import Facts
from app.domain.errors import BlobDamagedError, BlobMissingError, DiskFullError
from app.ports import (
    Cancelled,
    Incoming,
    IncomingBlob,
    IncomingSegment,
    Outgoing,
    Progress,
    Receiving,
    Store,
    StoredBlob,
    StoredSegment,
    Written,
    WrittenFile,
)
from app.services import settings
from app.services.session import Keys
from app.vault import durable
from app.vault.blobs import BlobStore, Piece
from app.vault.layout import VaultLayout
from app.vault.pieces import PieceStage
from app.vault.receiving import PieceRoom


@dataclass
class _Look:
    """What reading one bundle file laid aside, and which evidence files it found harmed."""

    received: set[str] = field(default_factory=set)
    broken: set[str] = field(default_factory=set)


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
        """``written`` is called after each finished file: what has left must be noted as seen."""
        self._layout = layout
        self._blobs = blobs
        self._stage = stage
        self._store = store
        self._keys = keys
        self._evidence = EvidenceRoom(blobs, store)
        self._written = written
        self._looks: dict[Path, _Look] = {}

    def write(
        self,
        folder: Path,
        outgoing: Outgoing,
        *,
        partly: bool = False,
        finished: Callable[[WrittenFile], None] | None = None,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Written:
        """Write, sync, read back and rename."""
        begun = outgoing.continues
        done = begun.pieces if begun else frozenset()

        def tell(bundle: outbound.WrittenBundle) -> None:
            self._written()
            if finished is not None:
                finished(_written_file(bundle))

        pieces = (piece for blob in outgoing.blobs for piece in self._pieces(blob))
        written = outbound.write_bundles(
            folder,
            [outbound.Reader(reader.id, reader.public) for reader in outgoing.readers],
            self._keys.signing_of(outgoing.sender),
            _facts(outgoing),
            [self._segment(segment) for segment in outgoing.segments],
            [piece for piece in pieces if piece.digest not in done],
            begun=outbound.Begun(begun.id, begun.files) if begun else None,
            partly=partly,
            finished=tell,
            progress=progress,
            cancelled=cancelled,
        )
        files = tuple(map(_written_file, written.files))
        return Written(files, written.left, written.left_size, written.packs)

    def is_same_file(
        self,
        path: Path,
        size: int,
        digest: str,
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> bool:
        """Whether a medium still returns a file as it was written."""
        return outbound.is_same_file(path, size, digest, progress=progress, cancelled=cancelled)

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
        first, and of a stick that fails half-way the readable part can be salvaged. Pieces that
        an evidence file here should hold are compared with it by its own authentication, so a
        bundle that comes again puts back what was lost or damaged.
        """
        self._require_room(path)
        kept = self._kept()
        with _WantedPieces(self._stage, self._layout, kept) as sink:
            received = inbound.receive(
                path,
                list(self._keys.all_reading),
                _Receiver(receiving),
                sink=sink,
                known={s.hash for s in self._store.segments() if not _looked_at_again(s)},
                salvage=salvage,
                progress=progress,
                cancelled=cancelled,
            )
        look = self._looks.setdefault(path, _Look())
        look.received.update(sink.received)
        look.broken.update(kept.broken)
        blobs = _blobs(received)
        news = bool(look.received) or any(self._waits(look, blob) for blob in blobs)
        return _incoming(path, received, blobs, news)

    def complete(self, incoming: Incoming) -> list[StoredBlob]:
        """The evidence files made or repaired of pieces that are all here; durable on return.

        Files of several pieces first: a file of one piece takes that piece away with it.
        """
        look, kept = self._looks.get(incoming.path, _Look()), self._kept()
        ordered = sorted(incoming.blobs, key=lambda blob: len(blob.pieces), reverse=True)
        made = [found for blob in ordered if (found := self._complete(look, kept, blob))]
        self._blobs.sync_names()
        return made

    def waiting(self, incoming: Incoming, made: Sequence[StoredBlob]) -> bytes:
        """Names of the staged pieces that wait for their siblings, one a line."""
        used = {self._stage.name_of(piece.digest) for blob in made for piece in blob.pieces}
        more = map(self._stage.name_of, self._waiting(incoming, made))
        return "\n".join(sorted({*(noted_pieces(self._store) - used), *more})).encode()

    def settle(self, incoming: Incoming, made: Sequence[StoredBlob]) -> None:
        """Drop the pieces of ``made``: other files find them within these from now on."""
        received = self._looks.pop(incoming.path, _Look()).received
        used = {piece.digest for blob in made for piece in blob.pieces}
        self._stage.discard(used | (received - self._waiting(incoming, made)))

    def forget(self, incoming: Incoming) -> None:
        """Drop what this bundle brought; pieces that came on other sticks stay."""
        self._stage.discard(self._looks.pop(incoming.path, _Look()).received)

    def pieces_here(self, digests: Iterable[str]) -> frozenset[str]:
        """Those pieces of evidence that are here, waiting for others or within a file."""
        kept = self._kept()
        return frozenset(d for d in digests if self._stage.has(d) or kept.has(d))

    def require_sealed(self, path: Path) -> None:
        """Raise ExchangeError unless a file looks like a bundle from outside."""
        with inbound.opened_file(path) as source:
            inbound.bundle_size(source, path)
            inbound.read_header(source, path)

    @contextmanager
    def unwrapped(self, blob: StoredBlob) -> Iterator[Path]:
        """A bundle that came inside another, as a file of its own until the block ends.

        It is still sealed: what lies in the spool meanwhile tells nothing.
        """
        handle, name = tempfile.mkstemp(prefix="xj-", suffix=".spool", dir=self._layout.spool)
        path = Path(name)
        try:
            with FileIO(handle, "wb") as target:
                for index in range(len(blob.pieces)):
                    for part in self.parts(blob, index):
                        target.write(part)
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _waiting(self, incoming: Incoming, made: Sequence[StoredBlob]) -> set[str]:
        """Staged pieces of this bundle's evidence files that could not be made yet."""
        done = {blob.digest for blob in made}
        wanted: set[str] = set()
        for blob in incoming.blobs:
            if blob.digest not in done:
                known = self._store.blob(blob.digest)
                wanted.update(piece.digest for piece in (known or blob).pieces)
        return {digest for digest in wanted if self._stage.has(digest)}

    def _kept(self) -> KeptPieces:
        return KeptPieces(self._blobs, self._store.blobs())

    def _require_room(self, path: Path) -> None:
        """Pieces, and evidence of several pieces once more while it is put together."""
        with suppress(OSError):  # a file that cannot be read gets its own words
            needed, free = 2 * path.stat().st_size, durable.free_bytes(self._layout.spool)
            if free < needed:
                raise DiskFullError(self._layout.root, needed, free)

    def _waits(self, look: _Look, blob: IncomingBlob) -> bool:
        """Whether merging would make or repair this evidence file."""
        staged = [self._stage.has(piece.digest) for piece in blob.pieces]
        if self._store.blob(blob.digest) is None:
            return all(staged)
        return any(staged) and blob.digest in look.broken

    def _complete(self, look: _Look, kept: KeptPieces, blob: IncomingBlob) -> StoredBlob | None:
        known = self._store.blob(blob.digest)
        try:
            if known is not None:
                return self._repaired(look, kept, known)
            return self._made(kept, blob)
        except BlobMissingError:
            return None
        except BlobDamagedError:  # laid aside days ago, and harmed since: it has to come again
            self._stage.discard(piece.digest for piece in blob.pieces)
            return None

    def _made(self, kept: KeptPieces, blob: IncomingBlob) -> StoredBlob | None:
        pieces = [Piece(piece.digest, piece.size) for piece in blob.pieces]
        alone = pieces == [Piece(blob.digest, blob.size)]
        if alone and (self._stage.has(blob.digest) or not kept.available(blob.digest)):
            return port_blob(self._stage.promote(self._blobs, pieces[0]))
        if not self._all_here(kept, pieces):
            return None
        return port_blob(
            self._stage.assemble(self._blobs, blob.digest, blob.size, pieces, kept=kept.open)
        )

    def _repaired(self, look: _Look, kept: KeptPieces, known: StoredBlob) -> StoredBlob | None:
        """The same file again under the same key, of what came and what is unharmed in it."""
        pieces = [Piece(piece.digest, piece.size) for piece in known.pieces]
        staged = [piece.digest for piece in pieces if self._stage.has(piece.digest)]
        if known.digest not in look.broken and not staged:
            return None
        if self._blobs.is_whole(known.digest, known.key, known.size):
            self._stage.discard(staged)
            return None
        if not self._all_here(kept, pieces):
            return None
        with self._stage.joined(pieces, kept.open) as source:
            self._blobs.restore(known.digest, known.key, known.size, source)
        return known

    def _all_here(self, kept: KeptPieces, pieces: Sequence[Piece]) -> bool:
        return all(self._stage.has(p.digest) or kept.available(p.digest) for p in pieces)

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


def noted_pieces(store: Store) -> set[str]:
    """Names of the staged pieces of merged bundles that wait for their siblings."""
    return set((store.setting(settings.WAITING_PIECES) or b"").decode().split())


def _looked_at_again(segment: StoredSegment) -> bool:
    """What was taken back, and what came without a signature we know: it may come with one now."""
    unsigned = segment.state == "quarantined" and segment.reason == "SignerUnknownError"
    return unsigned or segment.state == "withheld"


@dataclass(frozen=True)
class _Reading:
    """Opens one piece when its turn comes."""

    room: BundleRoom
    blob: StoredBlob
    index: int

    def __call__(self) -> Iterator[bytes]:
        return self.room.parts(self.blob, self.index)


class _WantedPieces(PieceRoom):
    """Pieces that lie unharmed in evidence files here are not laid aside again."""

    def __init__(self, stage: PieceStage, layout: VaultLayout, kept: KeptPieces) -> None:
        super().__init__(stage, layout)
        self._kept = kept

    def has(self, digest: str) -> bool:
        """Whether this piece is here, staged or within an evidence file."""
        return super().has(digest) or self._kept.has(digest)

    def wants(self, digest: str) -> bool:
        """Whether some file here needs it; judged even if it is staged, to know what is harmed."""
        whole = self._kept.whole(digest)
        return not whole and not super().has(digest)


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


def _written_file(bundle: outbound.WrittenBundle) -> WrittenFile:
    manifest = bundle.manifest
    pieces = tuple(piece.digest for piece in manifest.pieces)
    return WrittenFile(
        bundle.path, bundle.size, bundle.digest, manifest.set_id, manifest.set_number, pieces
    )


def _blobs(received: Received) -> tuple[IncomingBlob, ...]:
    return tuple(IncomingBlob(b.digest, b.size, b.pieces) for b in received.manifest.blobs)


def _incoming(
    path: Path, received: Received, blobs: tuple[IncomingBlob, ...], news: bool
) -> Incoming:
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
        blobs=blobs,
        missing=received.missing,
        complete=received.complete,
        damage=received.damage,
        brings_evidence=news,
        know=manifest.know,
    )
