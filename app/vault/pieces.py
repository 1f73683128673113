"""Received pieces of evidence, staged until the bundle is merged and their siblings have come.

Pieces may come on several sticks over several days. Each lies encrypted in
``spool/pieces/<HMAC(name key, digest)>`` under a random key that stands, sealed, in its own
header, so the staging area needs no table. A piece that is a whole blob becomes the blob's file
by a rename; several pieces are read once more and written as one file.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import re
import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from pathlib import Path

from app.crypto import aead, kdf
from app.crypto.aead import BoxError
from app.crypto.kdf import BytesLike
from app.domain.errors import BlobDamagedError, BlobMissingError, CancelledError
from app.vault import durable
from app.vault.blob_file import BOXED_MAGIC, BlobReader, BlobWriter, read_box, write_all
from app.vault.blobs import (
    BlobStore,
    Cancelled,
    KeyOf,
    Piece,
    Progress,
    StoredBlob,
    never_cancelled,
    no_key,
    no_progress,
    tiles,
)
from app.vault.layout import VaultLayout
from app.vault.pump import BLOCK_BYTES, Readable, pump

Kept = Callable[[str], BlobReader | None]
"""Opens a piece that lies within an evidence file, or None if no file here holds it."""


def nowhere(_digest: str) -> BlobReader | None:
    """For callers whose pieces are all staged."""
    return None


class PieceStage:
    """The staging area of one opened vault."""

    def __init__(
        self, layout: VaultLayout, database_key: BytesLike, *, block_bytes: int = BLOCK_BYTES
    ) -> None:
        self._layout = layout
        self._key = kdf.subkey(database_key, "xunji staged piece keys v1")
        self._name_key = kdf.subkey(database_key, "xunji staged piece names v1")
        self._block_bytes = block_bytes

    def has(self, digest: str) -> bool:
        """Whether this piece is staged."""
        return self.path_of(digest).exists()

    def missing(self, pieces: Iterable[Piece]) -> tuple[Piece, ...]:
        """Those of ``pieces`` that have not come yet, in order."""
        return tuple(piece for piece in pieces if not self.has(piece.digest))

    def name_of(self, digest: str) -> str:
        """The name under which a piece lies here; tells nobody without the key what it is."""
        return self.path_of(digest).name

    def sweep(self, waiting: Collection[str]) -> None:
        """Delete everything whose name is not in ``waiting``: looked at, never merged.

        Only right after the vault was opened: what lies here otherwise may just have come.
        """
        with contextlib.suppress(OSError):
            for path in self._layout.pieces.iterdir():
                if path.name not in waiting:
                    path.unlink(missing_ok=True)

    def adopt(
        self,
        piece: Piece,
        source: Readable,
        *,
        cancelled: Cancelled = never_cancelled,
    ) -> None:
        """Read a piece to its end, check size and SHA-256, and stage it.

        Raises:
            BlobDamagedError: other content than announced (names the piece).
            DiskFullError, MediaError, CancelledError: nothing is left behind.
        """
        key = secrets.token_bytes(kdf.KEY_BYTES)
        check = _PieceCheck(piece, cancelled)
        with self._temporary(piece) as (file, path):
            write_all(file, self.head(key, piece.digest))
            writer = BlobWriter(file, key, self._block_bytes)
            pump(source, [writer, check.take], check.advance, block_bytes=self._block_bytes)
            check.require_match()
            durable.sync_file(file.fileno())
            file.close()
            path.replace(self.path_of(piece.digest))
            durable.sync_folder(self._layout.pieces)

    def open(self, digest: str) -> BlobReader:
        """A verifying reader of a staged piece.

        Raises:
            BlobMissingError, BlobDamagedError: name the piece.
        """
        path = self.path_of(digest)
        return BlobReader(path, digest, self._key_in(path, digest))

    def promote(self, store: BlobStore, piece: Piece) -> StoredBlob:
        """Make a staged piece that is a whole blob the blob's file.

        The piece was hashed when it came; nothing is read or written again. Doing it twice gives
        the same. Before the database notes the key, call ``store.sync_names``.

        Raises:
            BlobMissingError, BlobDamagedError: name the piece.
        """
        staged, target = self.path_of(piece.digest), store.path_of(piece.digest)
        path = staged if staged.exists() else target  # stopped between rename and database
        blob = StoredBlob(piece.digest, piece.size, self._key_in(path, piece.digest), (piece,))
        with BlobReader(path, piece.digest, blob.key) as reader:
            if reader.size != piece.size:
                raise BlobDamagedError(piece.digest)
        return blob if path == target else store.adopt(path, blob)

    def assemble(
        self,
        store: BlobStore,
        digest: str,
        size: int,
        pieces: Sequence[Piece],
        *,
        kept: Kept = nowhere,
        known_key: KeyOf = no_key,
        progress: Progress = no_progress,
        cancelled: Cancelled = never_cancelled,
    ) -> StoredBlob:
        """Make the blob out of its pieces, staged or ``kept``. They stay until ``discard``.

        Raises:
            BlobMissingError: names the first missing piece.
            BlobDamagedError: sizes or SHA-256 do not match (names the blob).
            DiskFullError, MediaError, CancelledError.
        """
        if not tiles(pieces, size, store.piece_bytes):
            raise BlobDamagedError(digest)
        if kept is nowhere:
            for absent in self.missing(pieces):
                raise BlobMissingError(absent.digest)
        with self.joined(pieces, kept) as source:
            return store.import_blob(
                source,
                total=size,
                expected=digest,
                pieces=pieces,
                known_key=known_key,
                progress=progress,
                cancelled=cancelled,
            )

    def joined(self, pieces: Sequence[Piece], kept: Kept = nowhere) -> Joined:
        """The pieces, staged or ``kept``, one after the other: a source that has to be closed."""

        def opened(digest: str) -> BlobReader:
            found = None if self.has(digest) else kept(digest)
            return self.open(digest) if found is None else found

        return Joined(opened, pieces)

    def discard(self, digests: Iterable[str]) -> None:
        """Drop pieces, once the blob's key is safely in the database.

        What cannot be deleted now is swept when the vault is opened next.
        """
        for digest in digests:
            with contextlib.suppress(OSError):
                self.path_of(digest).unlink(missing_ok=True)

    def head(self, key: bytes, digest: str) -> bytes:
        """What a piece's file begins with: the magic, and its own key in a box."""
        return BOXED_MAGIC + aead.seal(self._key, key, bytes.fromhex(digest))

    def path_of(self, digest: str) -> Path:
        """Where a piece lies, or would lie."""
        if not re.fullmatch("[0-9a-f]{64}", digest):
            raise ValueError("a digest is 64 lower-case hex digits")
        name = hmac.new(self._name_key, bytes.fromhex(digest), hashlib.sha256).hexdigest()
        return self._layout.pieces / name

    def _key_in(self, path: Path, digest: str) -> bytes:
        try:
            return aead.unseal(self._key, read_box(path, digest), bytes.fromhex(digest))
        except BoxError:
            raise BlobDamagedError(digest) from None

    @contextlib.contextmanager
    def _temporary(self, piece: Piece) -> Iterator[tuple[io.FileIO, Path]]:
        durable.make_folder(self._layout.pieces)
        path = self._layout.spool / f"{secrets.token_hex(16)}.part"
        try:
            with io.FileIO(path, "x") as file:
                yield file, path
        except OSError as error:
            raise durable.write_error(error, self._layout.root, piece.size) from error
        finally:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)


class _PieceCheck:
    """Hashes a piece and stops as soon as it is longer than announced."""

    def __init__(self, piece: Piece, cancelled: Cancelled) -> None:
        self._piece = piece
        self._cancelled = cancelled
        self._hash = hashlib.sha256()
        self._size = 0

    def take(self, block: memoryview, _last: bool) -> None:
        self._hash.update(block)
        self._size += len(block)

    def advance(self, done: int) -> None:
        if self._cancelled():
            raise CancelledError
        if done > self._piece.size:
            raise BlobDamagedError(self._piece.digest)

    def require_match(self) -> None:
        if self._size != self._piece.size or self._hash.hexdigest() != self._piece.digest:
            raise BlobDamagedError(self._piece.digest)


class Joined:
    """Pieces read one after the other as one source. Raises what opening and reading raises."""

    def __init__(self, opened: Callable[[str], BlobReader], pieces: Sequence[Piece]) -> None:
        self._open = opened
        self._digests = iter([piece.digest for piece in pieces])
        self._reader: BlobReader | None = None

    def __enter__(self) -> Joined:
        return self

    def __exit__(self, *_: object) -> None:
        if self._reader is not None:
            self._reader.close()

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill ``buffer`` from its start; 0 after the last piece."""
        while True:
            if self._reader is not None and (count := self._reader.readinto(buffer)):
                return count
            digest = next(self._digests, None)
            if digest is None:
                return 0
            if self._reader is not None:
                self._reader.close()
            self._reader = self._open(digest)
