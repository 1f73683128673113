"""Clock and evidence files, fitted to the ports of the services."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

from app.ports import BlobFile, Cancelled, Piece, Progress, Store, StoredBlob
from app.vault import blobs as vault_blobs
from app.vault.blob_file import BlobReader
from app.vault.blobs import BlobStore

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
        """Encrypt a stream; the same content again gives the blob already kept.

        A file that becomes shorter meanwhile is refused: nobody knows what it should have been.
        """
        return port_blob(
            self._blobs.import_blob(
                source,  # type: ignore[arg-type]  # a file opened for reading has readinto
                total=_size_of(source),
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


def port_blob(blob: vault_blobs.StoredBlob) -> StoredBlob:
    """The vault's own value as the port's."""
    pieces = tuple(Piece(piece.digest, piece.size) for piece in blob.pieces)
    return StoredBlob(blob.digest, blob.size, blob.key, pieces)


def _counting(progress: Progress | None) -> vault_blobs.Progress:
    if progress is None:
        return vault_blobs.no_progress
    return lambda done, total: progress(done, total or done)


def _size_of(source: BinaryIO) -> int | None:
    """Bytes of an open file; None for a stream that is none."""
    try:
        return os.fstat(source.fileno()).st_size
    except OSError:
        return None
