"""Writing bundle files: seal, sync, read back, rename.

A file grows as ``NAME.xjb.part`` and gets its name only after it was synced and every byte of it
was read back and verified. Reading back decrypts with the file's own key, so each chunk's
authenticator proves that the medium returned exactly what was sealed.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from io import FileIO
from pathlib import Path

from app.bundle import age, tar
from app.bundle.manifest import Manifest, encode_manifest
from app.bundle.packing import PACK_LIMIT, Facts, divide, file_size
from app.crypto.signing import MANIFEST_TYPE, SigningKey
from app.domain.errors import (
    BlobDamagedError,
    BundleDamagedError,
    BundleRefusedError,
    BundleTruncatedError,
    CancelledError,
    DiskFullError,
    MediaError,
    SegmentError,
)
from app.ports import Cancelled, Progress

SUFFIX = ".xjb"
PART_SUFFIX = ".part"
FIXED_TIME = 315_532_800
"""1980-01-01T00:00:00Z, the earliest time FAT can hold: a file's date tells nothing."""

SYNC_EVERY = 64 << 20
RESERVE = 1 << 20
"""Bytes of a medium that are not planned for: folders and the ends of its blocks need room."""

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_NO_FOLDER_SYNC = (errno.EINVAL, errno.ENOTSUP)


@dataclass(frozen=True, slots=True)
class Reader:
    """A recipient: id as named in the manifest, 1216 public bytes."""

    id: str
    public: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class OutgoingSegment:
    """A signed segment; ``read`` gives its ``size`` bytes when they are needed."""

    hash: str
    size: int
    signature: bytes = field(repr=False)
    read: Callable[[], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class OutgoingPiece:
    """A piece of evidence; ``read`` gives its plain bytes in parts."""

    digest: str
    size: int
    read: Callable[[], Iterable[bytes]] = field(repr=False)


@dataclass(frozen=True, slots=True)
class WrittenBundle:
    """A finished, verified file and what it holds."""

    path: Path
    size: int
    manifest: Manifest
    digest: str
    """SHA-256 of the file as it was read back: by it the file is known again."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A set of which ``files`` files were written before: its core and so many packs."""

    set_id: str
    files: int


@dataclass(frozen=True, slots=True)
class Written:
    """The files written now. ``left`` are digests of pieces that found no room: ``packs`` more
    files, ``left_size`` bytes of pieces.
    """

    files: tuple[WrittenBundle, ...]
    left: tuple[str, ...] = ()
    left_size: int = 0
    packs: int = 0


def write_bundles(
    folder: Path,
    readers: Sequence[Reader],
    signer: SigningKey,
    facts: Facts,
    segments: Sequence[OutgoingSegment],
    pieces: Sequence[OutgoingPiece],
    *,
    limit: int = PACK_LIMIT,
    begun: Begun | None = None,
    partly: bool = False,
    finished: Callable[[WrittenBundle], None] | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Written:
    """Write the core bundle and, where all does not fit into ``limit`` bytes, packs of pieces.

    Files are named ``xj-<8 hex>.xjb`` and ``xj-<8 hex>-p01.xjb``. Progress counts bytes written
    and bytes read back. Finished files stay if a later pack fails: each is complete in itself,
    and ``finished`` was told of it. A set that was ``begun`` goes on with further packs, here or
    on another medium; what its interrupted file left here is removed. With ``partly``, what finds
    no room is left for the next medium, as long as the core fits.

    Raises DiskFullError, MediaError, BundleRefusedError (limits), BlobDamagedError or
    SegmentError (the sources are not what they should be), CancelledError; the unfinished file is
    removed.
    """
    by_digest = {piece.digest: piece for piece in pieces}
    by_hash = {segment.hash: segment for segment in segments}
    set_id = begun.set_id if begun else _free_name(folder)
    room = _room(folder)
    plan = divide(
        facts,
        [reader.id for reader in readers],
        set_id,
        _segment_files(by_hash.values()),
        {piece.digest: piece.size for piece in by_digest.values()},
        limit,
        room=room - RESERVE if partly else None,
        begun=begun.files if begun else 0,
    )
    planned = sum(map(file_size, plan.manifests))
    if planned > room or (plan.left and not plan.manifests):
        raise DiskFullError(folder, planned or min(limit, sum(plan.left.values())), room)
    if begun:
        _clear_unfinished(folder, set_id)
    counter = _Counter(2 * planned, progress, cancelled)
    publics = [age.HybridRecipient(reader.public) for reader in readers]
    files = []
    for manifest in plan.manifests:
        path = folder / _file_name(manifest)
        written = _write_file(path, manifest, publics, signer, by_hash, by_digest, counter)
        files.append(written)
        if finished is not None:
            finished(written)
    return Written(tuple(files), tuple(plan.left), sum(plan.left.values()), plan.packs)


def is_same_file(
    path: Path,
    size: int,
    digest: str,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> bool:
    """Whether the medium still returns a file as it was written; every byte of it is read.

    Raises CancelledError.
    """
    hasher, counter = hashlib.sha256(), _Counter(size, progress, cancelled)
    buffer = memoryview(bytearray(age.CHUNK * age.BATCH_CHUNKS))
    try:
        with FileIO(path, "rb") as file:
            _forget_cache(file)
            if file.seek(0, os.SEEK_END) != size:
                return False
            file.seek(0)
            while count := file.readinto(buffer):
                hasher.update(buffer[:count])
                counter.add(count)
    except OSError:  # a place on the stick that cannot be read, or no file of this name any more
        return False
    return hasher.hexdigest() == digest


@dataclass(slots=True)
class _Counter:
    """Progress over all files, and the question whether to go on."""

    total: int
    progress: Progress | None
    cancelled: Cancelled | None
    done: int = 0

    def add(self, size: int) -> None:
        """Count; raises CancelledError."""
        if self.cancelled is not None and self.cancelled():
            raise CancelledError
        self.done += size
        if self.progress is not None:
            self.progress(min(self.done, self.total), self.total)


def _write_file(
    path: Path,
    manifest: Manifest,
    recipients: Sequence[age.Recipient],
    signer: SigningKey,
    segments: Mapping[str, OutgoingSegment],
    pieces: Mapping[str, OutgoingPiece],
    counter: _Counter,
) -> WrittenBundle:
    data = encode_manifest(manifest)
    signature = signer.sign(MANIFEST_TYPE, data)
    papers = [(tar.MANIFEST, data), (tar.MANIFEST_SIGNATURE, signature)]
    sizes = [len(data), len(signature), *(size for _, size in manifest.files)]
    entries = sum(map(tar.entry_size, sizes))
    file_key = age.new_file_key()
    header = age.write_header(file_key, recipients)
    part = path.with_name(path.name + PART_SUFFIX)
    size = len(header) + age.payload_size(tar.archive_size(entries))
    with _part_file(part, size) as file:
        with _SyncingFile(file) as target:
            target.write(memoryview(header))
            with age.PayloadWriter(file_key, target.write) as payload:
                for part_of_archive in _archive(papers, manifest, segments, pieces, entries):
                    payload.write(part_of_archive)
                    counter.add(len(part_of_archive))
                payload.finish()
            target.sync()
        names = [name for name, _ in papers]
        digest = _verify(file, header, file_key, size, names, manifest, counter)
        os.utime(part, (FIXED_TIME, FIXED_TIME))
        file.close()
        part.rename(path)
    with _media_failures(path.parent, size):
        _sync_folder(path.parent)
    return WrittenBundle(path, size, manifest, digest)


def _archive(
    papers: Sequence[tuple[str, bytes]],
    manifest: Manifest,
    segments: Mapping[str, OutgoingSegment],
    pieces: Mapping[str, OutgoingPiece],
    entries: int,
) -> Iterator[bytes]:
    """The bytes of the tar archive, in order."""
    for name, data in papers:
        yield from _entry(name, data)
    for digest in manifest.segments:
        segment = segments[digest]
        yield from _entry(tar.segment_name(digest), _segment_bytes(segment))
        yield from _entry(tar.signature_name(digest), segment.signature)
    for piece in manifest.pieces:
        yield tar.header(tar.piece_name(piece.digest), piece.size)
        yield from _piece_bytes(pieces[piece.digest])
        yield bytes(tar.padding(piece.size))
    size = tar.pad_size(entries)
    yield tar.header(tar.PAD, size)
    yield from _zeros(size)
    yield tar.END


def _entry(name: str, data: bytes) -> Iterator[bytes]:
    yield tar.header(name, len(data))
    yield data
    yield bytes(tar.padding(len(data)))


def _zeros(size: int) -> Iterator[bytes]:
    block = bytes(min(size, age.CHUNK * age.BATCH_CHUNKS))
    while size:
        part = block[:size]
        yield part
        size -= len(part)


def _segment_bytes(segment: OutgoingSegment) -> bytes:
    data = segment.read()
    if len(data) != segment.size or hashlib.sha256(data).hexdigest() != segment.hash:
        raise SegmentError("hash")
    return data


def _piece_bytes(piece: OutgoingPiece) -> Iterator[bytes]:
    """The piece's bytes; raises BlobDamagedError at its end if they are not what it is named."""
    hasher, size = hashlib.sha256(), 0
    for part in piece.read():
        size += len(part)
        if size > piece.size:
            break
        hasher.update(part)
        yield part
    if size != piece.size or hasher.hexdigest() != piece.digest:
        raise BlobDamagedError(piece.digest)


def _segment_files(segments: Iterable[OutgoingSegment]) -> list[tuple[str, int]]:
    return [
        entry
        for segment in segments
        for entry in (
            (tar.segment_name(segment.hash), segment.size),
            (tar.signature_name(segment.hash), len(segment.signature)),
        )
    ]


class _SyncingFile:
    """Writes, and pushes what is written to the medium meanwhile, so that the end is not a wait."""

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self._since = 0
        self._syncer = ThreadPoolExecutor(1, "bundle-sync")
        self._job: Future[None] | None = None

    def __enter__(self) -> _SyncingFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._syncer.shutdown(wait=True)

    def write(self, data: memoryview) -> None:
        """Write all of ``data``."""
        self._since += len(data)
        while data:
            data = data[self._file.write(data) :]
        if self._since >= SYNC_EVERY and (self._job is None or self._job.done()):
            self._finish_job()
            self._since = 0
            self._job = self._syncer.submit(os.fsync, self._file.fileno())

    def sync(self) -> None:
        """Return when everything is on the medium."""
        self._finish_job()
        os.fsync(self._file.fileno())

    def _finish_job(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.result()


def _verify(
    file: FileIO,
    header: bytes,
    file_key: bytes,
    size: int,
    papers: Sequence[str],
    manifest: Manifest,
    counter: _Counter,
) -> str:
    """Read back from the medium: same header, every chunk authentic, every entry in place.

    Returns the file's SHA-256, as it was read.
    """
    _forget_cache(file)
    file.seek(0)
    if file.read(len(header)) != header or file.seek(0, os.SEEK_END) != size:
        raise OSError(errno.EIO, "read-back")
    file.seek(len(header))
    hasher = hashlib.sha256(header)

    def read_into(view: memoryview) -> int:
        count = file.readinto(view) or 0
        hasher.update(view[:count])
        return count

    payload = age.PayloadReader(file_key, size - len(header), read_into)
    layout = _Layout([*papers, *(name for name, _ in manifest.files), tar.PAD])
    try:
        with closing(payload.batches()) as batches:
            for batch in batches:
                layout.feed(batch)
                counter.add(len(batch))
    except (BundleDamagedError, BundleTruncatedError, BundleRefusedError) as error:
        raise OSError(errno.EIO, "read-back") from error
    return hasher.hexdigest()


class _Layout:
    """Checks that entries follow one another as planned, by their headers."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = iter(names)
        self._position = 0
        self._next_header = 0

    def feed(self, batch: memoryview) -> None:
        """Take the next bytes; headers never straddle batches, both are multiples of 512."""
        while self._next_header < self._position + len(batch):
            name = next(self._names, None)
            if name is None:
                break
            start = self._next_header - self._position
            found, size = tar.read_header(bytes(batch[start : start + tar.BLOCK]))
            if found != name:
                raise OSError(errno.EIO, "read-back")
            self._next_header += tar.entry_size(size)
        self._position += len(batch)


def _forget_cache(file: FileIO) -> None:
    """Ask the system to read from the medium and not from its memory."""
    _advise(file.fileno(), 0, 0, _DO_NOT_NEED)


@contextmanager
def _part_file(part: Path, size: int) -> Iterator[FileIO]:
    """The unfinished file, removed unless the block succeeds; failures name the medium."""
    with _media_failures(part.parent, size):
        handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o600)
        try:
            with FileIO(handle, "r+b") as file:
                yield file
        except BaseException:
            part.unlink(missing_ok=True)
            raise


@contextmanager
def _media_failures(folder: Path, size: int) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFullError(folder, size, 0) from error
        raise MediaError(folder, os.strerror(error.errno or errno.EIO)) from error


# Names that only some systems have.
_BINARY: int = getattr(os, "O_BINARY", 0)
_DO_NOT_NEED: int = getattr(os, "POSIX_FADV_DONTNEED", 0)
_advise: Callable[[int, int, int, int], None] = getattr(os, "posix_fadvise", lambda *_: None)


def _room(folder: Path) -> int:
    """Free bytes of the medium."""
    with _media_failures(folder, 0):
        return shutil.disk_usage(folder).free


def _clear_unfinished(folder: Path, set_id: str) -> None:
    """Half a pack of this very set, left when the stick was pulled; others' are left alone."""
    with _media_failures(folder, 0):
        for part in folder.glob(f"xj-{set_id}*{SUFFIX}{PART_SUFFIX}"):
            part.unlink(missing_ok=True)


def _free_name(folder: Path) -> str:
    """Eight random hex digits that no file in the folder begins with."""
    while True:
        set_id = secrets.token_hex(4)
        if not any(folder.glob(f"xj-{set_id}*")):
            return set_id


def _file_name(manifest: Manifest) -> str:
    pack = f"-p{manifest.set_number:02}" if manifest.set_number else ""
    return f"xj-{manifest.set_id}{pack}{SUFFIX}"


def _sync_folder(folder: Path) -> None:
    """Make the new name durable where the system can.

    Windows opens no folders; some file systems of sticks and shares sync none, and say so.
    """
    with suppress(PermissionError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in _NO_FOLDER_SYNC:
                raise
        finally:
            os.close(handle)
