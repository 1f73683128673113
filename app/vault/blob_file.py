"""The file that holds one encrypted blob, and random access to what it holds.

``magic (16) ‖ [key box (60)] ‖ chunked stream`` (``app.crypto.aead``: 64 KiB chunks, AES-256-GCM,
counter nonce with a last flag). The key is random and used for this one file. What came in a
bundle has a second magic and carries its key in a box sealed for the vault, so that a received
piece which is a whole blob becomes the blob's file by a rename. The plain size follows from the
file size; cutting at a chunk boundary shows because the last chunk is opened first.
"""

from __future__ import annotations

import io
import os
import threading
from pathlib import Path
from typing import Final

from app.crypto import aead, kdf
from app.crypto.aead import CHUNK_BYTES, SEALED_CHUNK_BYTES, BoxError, ChunkCipher
from app.crypto.kdf import BytesLike
from app.domain.errors import BlobDamagedError, BlobMissingError
from app.vault import durable

MAGIC: Final = b"xunji-blob/1\n\0\0\0"
BOXED_MAGIC: Final = b"xunji-piece/1\n\0\0"
BOX_BYTES: Final = kdf.KEY_BYTES + aead.BOX_OVERHEAD
RUN_CHUNKS: Final = 16
FLUSH_BYTES: Final = 8 * 1024 * 1024


class BlobWriter:
    """A consumer for ``pump``: seals each block and writes it to an unbuffered file."""

    def __init__(self, file: io.FileIO, key: BytesLike, block_bytes: int) -> None:
        self._file = file
        self._cipher = ChunkCipher(key)
        self._sealed = memoryview(bytearray(aead.sealed_size(block_bytes)))
        self._index = 0
        self._written = 0
        self._flushed = 0

    def __call__(self, block: memoryview, last: bool) -> None:
        size = self._cipher.seal_run(self._index, block, self._sealed, last=last)
        self._index += aead.chunk_count(len(block))
        write_all(self._file, self._sealed[:size])
        self._written += size
        if self._written - self._flushed >= FLUSH_BYTES:
            durable.start_writing(self._file.fileno(), self._flushed, self._written)
            self._flushed = self._written


def write_all(file: io.FileIO, data: memoryview | bytes) -> None:
    """Write everything: an unbuffered write may take less than it was given."""
    view = memoryview(data)
    while view:
        view = view[file.write(view) or 0 :]


class BlobReader(io.RawIOBase):
    """Reads an encrypted blob at any position, verifying every chunk before giving it out.

    Safe for several threads: one read is one step. ``start`` and ``length`` show a window of the
    blob as if it were the whole. Raises ``BlobMissingError`` and ``BlobDamagedError`` with
    ``digest``.
    """

    def __init__(
        self,
        path: Path,
        digest: str,
        key: BytesLike,
        *,
        start: int = 0,
        length: int | None = None,
    ) -> None:
        super().__init__()
        self.digest = digest
        self._body = len(MAGIC)
        self._cipher = ChunkCipher(key)
        self._guard = threading.Lock()
        self._position = 0
        self._cached = -1
        self._chunk = bytearray(CHUNK_BYTES)
        self._sealed = memoryview(bytearray(RUN_CHUNKS * SEALED_CHUNK_BYTES))
        self._file = _open(path, digest)
        try:
            self._whole = self._measure()
            self._load(aead.chunk_count(self._whole) - 1)
        except OSError:
            self._file.close()
            raise BlobDamagedError(digest) from None
        except BaseException:
            self._file.close()
            raise
        self._start = min(start, self._whole)
        available = self._whole - self._start
        self.size = available if length is None else min(length, available)

    def read_at(self, position: int, buffer: memoryview) -> int:
        """Fill ``buffer`` from ``position`` without moving the own position; bytes read."""
        with self._guard:
            return self._read(position, buffer)

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill ``buffer`` from the own position; 0 only at the end or for an empty buffer."""
        with self._guard:
            count = self._read(self._position, memoryview(buffer).cast("B"))
            self._position += count
            return count

    def readall(self) -> bytes:
        """Everything from the own position to the end."""
        with self._guard:
            rest = bytearray(max(0, self.size - self._position))
            self._position += self._read(self._position, memoryview(rest))
            return bytes(rest)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """As of any binary file; positions beyond the end are legal and read nothing."""
        with self._guard:
            base = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.size}[whence]
            if base + offset < 0:
                raise ValueError("negative position")
            self._position = base + offset
            return self._position

    def tell(self) -> int:
        """The own position."""
        return self._position

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def close(self) -> None:
        """Close the file and overwrite the chunk in memory; a read under way is finished first."""
        with self._guard:
            if not self.closed:
                self._file.close()
                self._chunk[:] = bytes(CHUNK_BYTES)
            super().close()

    def _measure(self) -> int:
        size = self._file.seek(0, os.SEEK_END)
        head = bytearray(len(MAGIC))
        self._file.seek(0)
        if self._file.readinto(head) != len(MAGIC) or bytes(head) not in (MAGIC, BOXED_MAGIC):
            raise BlobDamagedError(self.digest)
        if bytes(head) == BOXED_MAGIC:
            self._body += BOX_BYTES
        try:
            return aead.plain_size(size - self._body)
        except ValueError:
            raise BlobDamagedError(self.digest) from None

    def _read(self, position: int, buffer: memoryview) -> int:
        if self.closed:
            raise ValueError("the reader is closed")
        wanted = min(len(buffer), max(0, self.size - position))
        done = 0
        while done < wanted:
            done += self._read_some(self._start + position + done, buffer[done:wanted])
        return wanted

    def _read_some(self, position: int, buffer: memoryview) -> int:
        """Whole chunks go straight into the caller's buffer, parts come from the cached chunk."""
        index, inside = divmod(position, CHUNK_BYTES)
        if not inside and len(buffer) >= CHUNK_BYTES:
            chunks = min(RUN_CHUNKS, len(buffer) // CHUNK_BYTES)
            self._open_run(index, chunks * CHUNK_BYTES, buffer)
            return chunks * CHUNK_BYTES
        if index != self._cached:
            self._load(index)
        count = min(len(buffer), CHUNK_BYTES - inside)
        buffer[:count] = self._chunk[inside : inside + count]
        return count

    def _load(self, index: int) -> None:
        self._cached = -1
        size = min(CHUNK_BYTES, self._whole - index * CHUNK_BYTES)
        self._open_run(index, size, memoryview(self._chunk))
        self._cached = index

    def _open_run(self, first: int, size: int, plain: memoryview) -> None:
        sealed = self._sealed[: aead.sealed_size(size)]
        last = first * CHUNK_BYTES + size == self._whole
        try:
            self._file.seek(self._body + first * SEALED_CHUNK_BYTES)
            if _read_fully(self._file, sealed) != len(sealed):
                raise BlobDamagedError(self.digest)
            self._cipher.open_run(first, sealed, plain, last=last)
        except (BoxError, OSError):
            raise BlobDamagedError(self.digest) from None


def read_box(path: Path, digest: str) -> bytes:
    """The key box of a received file. Raises ``BlobMissingError``, ``BlobDamagedError``."""
    with _open(path, digest) as file:
        buffer = bytearray(len(BOXED_MAGIC) + BOX_BYTES)
        whole = _read_fully(file, memoryview(buffer)) == len(buffer)
    head = bytes(buffer)
    if not whole or not head.startswith(BOXED_MAGIC):
        raise BlobDamagedError(digest)
    return head[len(BOXED_MAGIC) :]


def _open(path: Path, digest: str) -> io.FileIO:
    try:
        return io.FileIO(path, "r")
    except FileNotFoundError:
        raise BlobMissingError(digest) from None
    except OSError:
        raise BlobDamagedError(digest) from None


def _read_fully(file: io.FileIO, buffer: memoryview) -> int:
    filled = 0
    while filled < len(buffer):
        count = file.readinto(buffer[filled:])
        if not count:
            break
        filled += count
    return filled
