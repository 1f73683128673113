"""Pieces that arrive in parts, pushed by whoever decrypts a bundle.

The counterpart of ``PieceStage.adopt``, which pulls. The bytes are hashed by the pusher; here they
are only encrypted and written, one block at a time.
"""

from __future__ import annotations

import io
import secrets
from pathlib import Path

from app.crypto import kdf
from app.vault import durable
from app.vault.blob_file import MAGIC, BlobWriter, write_all
from app.vault.layout import VaultLayout
from app.vault.pieces import PieceStage
from app.vault.pump import BLOCK_BYTES


class ReceivedPiece:
    """One piece on its way into the staging area of a vault.

    Raises DiskFullError, MediaError from any step; ``drop`` then leaves nothing behind.
    """

    def __init__(self, stage: PieceStage, layout: VaultLayout, digest: str, size: int) -> None:
        durable.make_folder(layout.pieces)
        self._stage = stage
        self._layout = layout
        self._digest = digest
        self._size = size
        self._path = layout.spool / f"{secrets.token_hex(16)}.part"
        self._buffer = memoryview(bytearray(min(BLOCK_BYTES, max(1, size))))
        self._filled = 0
        key = secrets.token_bytes(kdf.KEY_BYTES)
        try:
            self._file = io.FileIO(self._path, "x")
            write_all(self._file, MAGIC)
            write_all(self._file, stage.sealed_key(key, digest))
        except OSError as error:
            raise durable.write_error(error, layout.root, size) from error
        self._writer = BlobWriter(self._file, key, BLOCK_BYTES)

    def write(self, data: memoryview) -> None:
        """Take bytes."""
        while data:
            if self._filled == len(self._buffer):
                self._flush(last=False)
            room = self._buffer[self._filled : self._filled + len(data)]
            room[:] = data[: len(room)]
            self._filled += len(room)
            data = data[len(room) :]

    def keep(self) -> None:
        """The piece is whole and right: give it its place."""
        self._flush(last=True)
        try:
            durable.sync_file(self._file.fileno())
            self._file.close()
            self._path.replace(self._stage.path_of(self._digest))
        except OSError as error:
            raise durable.write_error(error, self._layout.root, self._size) from error

    def drop(self) -> None:
        """Forget the piece."""
        self._file.close()
        Path(self._path).unlink(missing_ok=True)

    def _flush(self, *, last: bool) -> None:
        try:
            self._writer(self._buffer[: self._filled], last)
        except OSError as error:
            raise durable.write_error(error, self._layout.root, self._size) from error
        self._filled = 0


class PieceRoom:
    """Where a bundle's pieces go: the staging area of one vault."""

    def __init__(self, stage: PieceStage, layout: VaultLayout) -> None:
        self._stage = stage
        self._layout = layout
        self.received: list[str] = []

    def has(self, digest: str) -> bool:
        """Whether this piece is staged."""
        return self._stage.has(digest)

    def begin(self, digest: str, size: int) -> ReceivedPiece:
        """Start to take in a piece."""
        self.received.append(digest)
        return ReceivedPiece(self._stage, self._layout, digest, size)
