"""Pieces that arrive in parts, pushed by whoever decrypts a bundle.

The counterpart of ``PieceStage.adopt``, which pulls. The pusher hashes the bytes; a second thread
encrypts and writes them here, and further threads bring finished files to the medium, so that
nobody waits for the medium before everything has come. A piece gets its name only when its bytes
are durable; what was begun and not kept leaves nothing.
"""

from __future__ import annotations

import contextlib
import io
import secrets
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Final

from app.crypto import kdf
from app.domain.errors import BlobDamagedError, XunjiError
from app.vault import durable
from app.vault.blob_file import BlobWriter, write_all
from app.vault.layout import VaultLayout
from app.vault.pieces import PieceStage
from app.vault.pump import BLOCK_BYTES

SYNCING: Final = 4
"""Files brought to the medium at the same time."""
WAITING: Final = 16
"""Finished files that may wait for the medium; then the pusher waits, too."""


class ReceivedPiece:
    """One piece on its way into the staging area of a vault.

    Raises DiskFullError, MediaError from any step, BlobDamagedError for more or fewer bytes than
    announced; ``drop`` then leaves nothing behind.
    """

    def __init__(self, room: PieceRoom, digest: str, size: int) -> None:
        self._room = room
        self._digest = digest
        self._size = size
        self._received = self._filled = 0
        self._path = room.layout.spool / f"{secrets.token_hex(16)}.part"
        block = min(BLOCK_BYTES, max(1, size))
        self._lent = room.lend()
        self._buffers = [buffer[:block] for buffer in self._lent]
        key = secrets.token_bytes(kdf.KEY_BYTES)
        with self._failures():
            durable.make_folder(room.layout.pieces)
            self._file = io.FileIO(self._path, "x")
            try:
                write_all(self._file, room.stage.head(key, digest))
            except OSError:
                self._remove()
                raise
        self._writer = BlobWriter(self._file, key, block)
        self._writing: Future[None] | None = None

    def write(self, data: memoryview) -> None:
        """Take bytes."""
        self._received += len(data)
        if self._received > self._size:
            raise BlobDamagedError(self._digest)
        while data:
            if self._filled == len(self._buffers[0]):
                self._flush(last=False)
            room = self._buffers[0][self._filled : self._filled + len(data)]
            room[:] = data[: len(room)]
            self._filled += len(room)
            data = data[len(room) :]

    def keep(self) -> None:
        """The piece is whole and right: give it its place, once it is on the medium.

        That happens behind the caller's back; ``PieceRoom.finish`` waits for it.
        """
        if self._received != self._size:
            raise BlobDamagedError(self._digest)
        self._flush(last=True)
        self._room.settle(self._place)

    def drop(self) -> None:
        """Forget the piece."""
        with contextlib.suppress(XunjiError):
            self._written()
        self._give_back()
        self._remove()

    def _remove(self) -> None:
        """What a failing medium does not let go of is removed when the vault is opened next."""
        with contextlib.suppress(OSError):
            self._file.close()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _flush(self, *, last: bool) -> None:
        """Hand a full buffer to the writing thread; the other one is free by then."""
        self._written()
        block, self._filled = self._buffers[0][: self._filled], 0
        self._writing = self._room.writer.submit(self._write, block, last)
        self._buffers.reverse()

    def _write(self, block: memoryview, last: bool) -> None:
        with self._failures():
            self._writer(block, last)

    def _written(self) -> None:
        writing, self._writing = self._writing, None
        if writing is not None:
            writing.result()

    def _place(self) -> None:
        try:
            with self._failures():
                self._written()
                self._give_back()
                durable.sync_file(self._file.fileno())
                self._file.close()
                self._path.replace(self._room.stage.path_of(self._digest))
        except XunjiError:
            self.drop()
            raise

    def _give_back(self) -> None:
        lent, self._lent = self._lent, []
        self._room.take_back(lent)

    @contextlib.contextmanager
    def _failures(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise durable.write_error(error, self._room.layout.root, self._size) from error


class PieceRoom:
    """Where the pieces of one bundle go: the staging area of a vault.

    Use as a context manager around the reading of the bundle. Leaving it waits until every kept
    piece is durable under its name; leaving it with an error forgets what has come.
    """

    def __init__(self, stage: PieceStage, layout: VaultLayout) -> None:
        self.stage = stage
        self.layout = layout
        self.received: list[str] = []
        self.writer = ThreadPoolExecutor(1, "piece-write")
        self._syncer = ThreadPoolExecutor(SYNCING, "piece-sync")
        self._settling: deque[Future[None]] = deque()
        self._idle: list[memoryview] = []

    def __enter__(self) -> PieceRoom:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self.finish()
        except BaseException:
            kind = XunjiError
            raise
        finally:
            self.writer.shutdown(wait=True)
            self._syncer.shutdown(wait=True)
            if kind is not None:
                self.stage.discard(self.received)

    def has(self, digest: str) -> bool:
        """Whether this piece is staged."""
        return self.stage.has(digest)

    def wants(self, digest: str) -> bool:
        """Whether this piece has to come."""
        return not self.has(digest)

    def begin(self, digest: str, size: int) -> ReceivedPiece:
        """Start to take in a piece."""
        self.received.append(digest)
        return ReceivedPiece(self, digest, size)

    def lend(self) -> list[memoryview]:
        """Two buffers for one piece; making new ones for each costs more than filling them."""
        if len(self._idle) < 2:
            return [memoryview(bytearray(BLOCK_BYTES)) for _ in range(2)]
        return [self._idle.pop(), self._idle.pop()]

    def take_back(self, buffers: list[memoryview]) -> None:
        """They are free for the next piece."""
        self._idle.extend(buffers)

    def settle(self, place: Callable[[], None]) -> None:
        """Run ``place`` in the background. Raises what an earlier one raised."""
        if len(self._settling) == WAITING:
            self._settling.popleft().result()
        self._settling.append(self._syncer.submit(place))

    def finish(self) -> None:
        """Wait until all kept pieces are durable. Raises DiskFullError, MediaError."""
        while self._settling:
            self._settling.popleft().result()
        if self.received:
            try:
                durable.sync_folder(self.layout.pieces)
            except OSError as error:
                raise durable.write_error(error, self.layout.root, 0) from error
