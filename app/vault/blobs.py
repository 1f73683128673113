"""Evidence blobs: encrypted, named by a keyed hash, stored once per content.

A blob is known by the SHA-256 of its plaintext. Its file is ``blobs/ab/<HMAC(name key, digest)>``,
so a finder of the folder cannot test whether a known document is in it. The random key of each
blob is the caller's to keep (in the database); without it the file is noise.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import os
import re
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from app.crypto import aead, kdf
from app.crypto.kdf import BytesLike
from app.domain.errors import (
    BlobDamagedError,
    BlobMissingError,
    CancelledError,
    DiskFullError,
    EvidenceUnreadableError,
)
from app.vault import durable
from app.vault.blob_file import MAGIC, BlobReader, BlobWriter, write_all
from app.vault.layout import VaultLayout
from app.vault.pump import BLOCK_BYTES, Consumer, Readable, pump

PIECE_BYTES: Final = 32 * 1024 * 1024
UNFINISHED: Final = (".part", ".spool")
RESERVE_BYTES: Final = 16 * 1024 * 1024
"""Room left free for the database that must still note the blob."""

Progress = Callable[[int, int | None], None]
Cancelled = Callable[[], bool]
KeyOf = Callable[[str], bytes | None]


@dataclass(frozen=True, slots=True)
class Piece:
    """SHA-256 (hex) and size of one piece; all pieces but the last have ``PIECE_BYTES``."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class StoredBlob:
    """A blob in the vault. ``fresh``: ``key`` is new and must be noted by the caller."""

    digest: str
    size: int
    key: bytes = field(repr=False)
    pieces: tuple[Piece, ...]
    fresh: bool = True


@dataclass(frozen=True, slots=True)
class Collected:
    """What a collection of orphans removed."""

    files: int
    size: int


def no_progress(done: int, total: int | None) -> None:
    """For callers that show none."""


def never_cancelled() -> bool:
    """For callers that cannot be cancelled."""
    return False


def no_key(_digest: str) -> bytes | None:
    """For callers that know no blob yet."""
    return None


class BlobStore:
    """The evidence files of one opened vault. Safe for several threads."""

    def __init__(
        self,
        layout: VaultLayout,
        database_key: BytesLike,
        *,
        piece_bytes: int = PIECE_BYTES,
        block_bytes: int = BLOCK_BYTES,
    ) -> None:
        if piece_bytes % block_bytes or block_bytes % aead.CHUNK_BYTES:
            raise ValueError("pieces are whole blocks, blocks are whole chunks")
        self._layout = layout
        self._name_key = kdf.subkey(database_key, "xunji blob names v1")
        self.piece_bytes = piece_bytes
        self._block_bytes = block_bytes
        self._made_here: dict[Path, bytes] = {}
        self._naming = threading.Lock()
        self._renamed_in: set[Path] = set()
        self._syncing = threading.Lock()

    def path_of(self, digest: str) -> Path:
        """Where the blob lies, or would lie."""
        if not re.fullmatch("[0-9a-f]{64}", digest):
            raise ValueError("a digest is 64 lower-case hex digits")
        name = hmac.new(self._name_key, bytes.fromhex(digest), hashlib.sha256).hexdigest()
        return self._layout.blobs / name[:2] / name

    def has(self, digest: str) -> bool:
        """Whether a file of this blob is here; ``verify`` tells whether it is whole."""
        return self.path_of(digest).exists()

    def import_blob(
        self,
        source: Path | Readable,
        *,
        total: int | None = None,
        expected: str | None = None,
        pieces: Sequence[Piece] = (),
        known_key: KeyOf = no_key,
        progress: Progress = no_progress,
        cancelled: Cancelled = never_cancelled,
    ) -> StoredBlob:
        """Take a file in, in one pass and constant memory.

        ``known_key`` gives the key the caller has noted for a digest. The file that is here under
        it stays if it is whole; a missing or damaged one is made again under the same key, so
        what the caller has noted stays true. ``expected`` is the digest the content must have;
        ``pieces`` are those it is known to consist of, which saves hashing them. On return the
        file has reached the medium, so the database may note its key.

        Raises:
            EvidenceUnreadableError: the source cannot be read, or became shorter meanwhile.
            BlobDamagedError: the content is not the expected one.
            DiskFullError, MediaError, CancelledError: nothing is left behind.
        """
        with _opened(source, total) as (stream, size):
            self._require_room(size or 0)
            advance = _advance(size, progress, cancelled)
            key = secrets.token_bytes(kdf.KEY_BYTES)
            with self._temporary(size or 0) as (file, path):
                write_all(file, MAGIC)
                digests = _Digests(self.piece_bytes)
                consumers: list[Consumer] = [
                    BlobWriter(file, key, self._block_bytes),
                    digests.take_whole,
                ]
                if not pieces:  # never by the size: a file may grow while it is read
                    consumers.append(digests.take_pieces)
                pump(stream, consumers, advance, block_bytes=self._block_bytes)
                found = tuple(pieces) or digests.pieces()
                blob = StoredBlob(digests.digest, digests.size, key, found)
                if expected not in (None, blob.digest):
                    raise BlobDamagedError(expected or "")
                if size is not None and blob.size < size:
                    raise EvidenceUnreadableError(stream.path, "shorter")
                durable.sync_file(file.fileno())
                file.close()
                kept = self._keep(path, blob, known_key)
                self.sync_names()
                return kept

    def restore(
        self,
        digest: str,
        key: BytesLike,
        size: int,
        source: Readable,
        *,
        cancelled: Cancelled = never_cancelled,
    ) -> None:
        """Make the file of a known blob again, under the key it has; durable on return.

        ``source`` must give content that was compared with its digests before: the same content
        under the same key and nonces gives the same bytes, other content must never be sealed so.

        Raises:
            BlobDamagedError: the source is something else after all.
            DiskFullError, MediaError, CancelledError: nothing is left behind.
        """
        self._require_room(size)
        with self._temporary(size) as (file, path):
            write_all(file, MAGIC)
            digests = _Digests(self.piece_bytes)
            consumers: list[Consumer] = [
                BlobWriter(file, key, self._block_bytes),
                digests.take_whole,
            ]
            advance = _advance(size, no_progress, cancelled)
            pump(source, consumers, advance, block_bytes=self._block_bytes)
            if digests.digest != digest:
                raise BlobDamagedError(digest)
            durable.sync_file(file.fileno())
            file.close()
            with self._naming:
                self._name(path, self.path_of(digest))
            self.sync_names()

    def adopt(self, path: Path, blob: StoredBlob) -> StoredBlob:
        """Make a finished, synced file of this vault's medium the blob's own, by a rename.

        Before the database notes the key, ``sync_names`` has to bring the name to the medium.
        Raises DiskFullError, MediaError.
        """
        with self._write_failures(0):
            return self._keep(path, blob, no_key)

    def sync_names(self) -> None:
        """Bring the names of all files kept so far to the medium. Raises MediaError."""
        with self._syncing:  # who comes second waits until the first one is done
            with self._naming:
                folders = set(self._renamed_in)
            with self._write_failures(0):
                for folder in folders:
                    durable.sync_folder(folder)
                if folders:
                    durable.sync_folder(self._layout.blobs)
            with self._naming:
                self._renamed_in -= folders

    def open(self, digest: str, key: BytesLike) -> BlobReader:
        """A verifying reader. Raises ``BlobMissingError``, ``BlobDamagedError``."""
        return BlobReader(self.path_of(digest), digest, key)

    def read_piece(self, digest: str, key: BytesLike, index: int) -> BlobReader:
        """A verifying reader of piece ``index`` alone, for export.

        Raises:
            IndexError: the blob has fewer pieces.
            BlobMissingError, BlobDamagedError.
        """
        start = index * self.piece_bytes
        reader = BlobReader(self.path_of(digest), digest, key, start=start, length=self.piece_bytes)
        if index and not reader.size:
            reader.close()
            raise IndexError(index)
        return reader

    def verify(
        self,
        digest: str,
        key: BytesLike,
        size: int,
        *,
        progress: Progress = no_progress,
        cancelled: Cancelled = never_cancelled,
    ) -> None:
        """Read the whole blob and compare size and SHA-256.

        Raises:
            BlobMissingError, BlobDamagedError, CancelledError.
        """
        digests = _Digests(self.piece_bytes)
        with self.open(digest, key) as reader:
            advance = _advance(size, progress, cancelled)
            pump(reader, [digests.take_whole], advance, block_bytes=self._block_bytes)
        if digests.digest != digest or digests.size != size:
            raise BlobDamagedError(digest)

    def is_whole(self, digest: str, key: BytesLike, size: int) -> bool:
        """Whether a file is here that is authentic to its last byte; nothing is hashed."""
        try:
            with self.open(digest, key) as reader:
                return reader.size == size and self._reads(reader)
        except (BlobDamagedError, BlobMissingError):
            return False

    def holds_piece(self, digest: str, key: BytesLike, index: int, size: int) -> bool:
        """Whether piece ``index`` of the file here is authentic; other pieces may be damaged."""
        try:
            with self.read_piece(digest, key, index) as reader:
                return reader.size == size and self._reads(reader)
        except (BlobDamagedError, BlobMissingError, IndexError):
            return False

    def _reads(self, reader: BlobReader) -> bool:
        buffer = memoryview(bytearray(self._block_bytes))
        while reader.readinto(buffer):
            pass
        return True

    def remove(self, digest: str) -> None:
        """Delete the file of a blob, if it is here."""
        path = self.path_of(digest)
        path.unlink(missing_ok=True)
        if path.parent.exists():
            durable.sync_folder(path.parent)

    def collect_orphans(self, known: Iterable[str]) -> Collected:
        """Delete files of no ``known`` digest: left by a stop between file and database.

        What this object stored itself is spared, for its key may be about to be noted.
        """
        keep = {self.path_of(digest) for digest in known}
        files = size = 0
        for path in self._layout.blobs.glob("??/*"):
            with self._naming:
                if path in keep or path in self._made_here:
                    continue
                size += path.stat().st_size
                path.unlink(missing_ok=True)
            files += 1
        return Collected(files, size)

    def unfinished(self) -> tuple[Path, ...]:
        """What interrupted work left in the spool. Only right after the vault was opened."""
        found = (self._layout.spool.glob(f"*{suffix}") for suffix in UNFINISHED)
        return tuple(path for paths in found for path in paths)

    def clear_unfinished(self) -> None:
        """Delete what interrupted work left. Only right after the vault was opened."""
        for path in self.unfinished():
            path.unlink(missing_ok=True)

    def _keep(self, path: Path, blob: StoredBlob, known_key: KeyOf) -> StoredBlob:
        """Give the finished file its name, unless the same content is here under a known key.

        Known are also the keys of this object's own imports: of two imports of the same content
        at the same time the second must not replace the file under the first one's key.
        """
        target = self.path_of(blob.digest)
        key = known_key(blob.digest)
        if key is not None:
            if not self.is_whole(blob.digest, key, blob.size):
                with BlobReader(path, blob.digest, blob.key) as source:
                    self.restore(blob.digest, key, blob.size, source)
            return replace(blob, key=key, fresh=False)
        with self._naming:
            own = self._made_here.get(target)
            if own is not None and self._opens(target, blob, own):
                return replace(blob, key=own)
            self._name(path, target)
            self._made_here[target] = blob.key
        return blob

    def _name(self, path: Path, target: Path) -> None:
        target.parent.mkdir(mode=0o700, exist_ok=True)
        path.replace(target)
        self._renamed_in.add(target.parent)

    def _opens(self, target: Path, blob: StoredBlob, key: bytes) -> bool:
        try:
            with BlobReader(target, blob.digest, key) as reader:
                return reader.size == blob.size
        except (BlobDamagedError, BlobMissingError):
            return False

    def _require_room(self, size: int) -> None:
        free = durable.free_bytes(self._layout.spool)
        needed = aead.sealed_size(size) + RESERVE_BYTES
        if free < needed:
            raise DiskFullError(self._layout.root, needed, free)

    @contextlib.contextmanager
    def _temporary(self, needed: int) -> Iterator[tuple[io.FileIO, Path]]:
        """A new file in the spool that is gone afterwards unless it was renamed."""
        path = self._layout.spool / f"{secrets.token_hex(16)}.part"
        try:
            with self._write_failures(needed), io.FileIO(path, "x") as file:
                yield file, path
        finally:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    @contextlib.contextmanager
    def _write_failures(self, needed: int) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise durable.write_error(error, self._layout.root, needed) from error


class _Digests:
    """SHA-256 of the whole and of each piece, hashing no byte of the first piece twice.

    The two methods are consumers that may run in two threads; each sees all blocks in order.
    """

    def __init__(self, piece_bytes: int) -> None:
        self._piece_bytes = piece_bytes
        self._whole = hashlib.sha256()
        self._piece = hashlib.sha256()
        self._seen = 0
        self._first: Piece | None = None
        self._rest: list[Piece] = []
        self.size = 0

    @property
    def digest(self) -> str:
        """SHA-256 of everything, hex."""
        return self._whole.hexdigest()

    def take_whole(self, block: memoryview, last: bool) -> None:
        """Hash everything, noting the state at the end of the first piece."""
        self._whole.update(block)
        self.size += len(block)
        if self._first is None and (last or self.size == self._piece_bytes):
            self._first = Piece(self._whole.hexdigest(), self.size)

    def take_pieces(self, block: memoryview, last: bool) -> None:
        """Hash the second and later pieces, each on its own."""
        start, self._seen = self._seen, self._seen + len(block)
        if start < self._piece_bytes:
            return
        self._piece.update(block)
        inside = self._seen % self._piece_bytes
        if last or not inside:
            self._rest.append(Piece(self._piece.hexdigest(), inside or self._piece_bytes))
            self._piece = hashlib.sha256()

    def pieces(self) -> tuple[Piece, ...]:
        """All pieces, in order, after the last block."""
        assert self._first is not None
        return (self._first, *self._rest)


class _Guarded:
    """A source whose read errors name the source."""

    def __init__(self, stream: Readable, path: Path) -> None:
        self._stream = stream
        self.path = path

    def readinto(self, buffer: memoryview, /) -> int | None:
        try:
            return self._stream.readinto(buffer)
        except OSError as error:
            raise _unreadable(self.path, error) from error


@contextlib.contextmanager
def _opened(source: Path | Readable, total: int | None) -> Iterator[tuple[_Guarded, int | None]]:
    """The source as a stream, and its size where known."""
    if not isinstance(source, Path):
        yield _Guarded(source, Path(str(getattr(source, "name", "")))), total
        return
    try:
        file = io.FileIO(source, "r")
    except OSError as error:
        raise _unreadable(source, error) from error
    with file:
        yield _Guarded(file, source), os.fstat(file.fileno()).st_size


def _unreadable(path: Path, error: OSError) -> EvidenceUnreadableError:
    return EvidenceUnreadableError(path, error.strerror or str(error))


def _advance(total: int | None, progress: Progress, cancelled: Cancelled) -> Callable[[int], None]:
    def advance(done: int) -> None:
        if cancelled():
            raise CancelledError
        progress(done, total)

    return advance


def tiles(pieces: Sequence[Piece], size: int, piece_bytes: int = PIECE_BYTES) -> bool:
    """Whether the pieces' sizes are those of a blob of ``size`` bytes."""
    whole, rest = divmod(size, piece_bytes)
    sizes = [piece_bytes] * whole + ([rest] if rest or not whole else [])
    return [piece.size for piece in pieces] == sizes
