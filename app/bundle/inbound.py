"""Reading a bundle file: copy to the local disk, decrypt, feed the intake.

Nothing is worked on while it lies on a stick: a stick can be pulled out or changed between two
looks. Each byte of the copy is read once.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import closing, contextmanager
from io import FileIO
from pathlib import Path

from app.bundle import age
from app.bundle.contract import PieceSink, Received, Receiver
from app.bundle.intake import Intake
from app.bundle.manifest import MAXIMUM_FILE
from app.crypto import hpke
from app.domain.errors import (
    BundleDamagedError,
    BundleRefusedError,
    BundleTruncatedError,
    CancelledError,
    DiskFullError,
    ExchangeError,
    MediaError,
    NotABundleError,
)
from app.ports import Cancelled, Progress

COPY_SIZE = 4 << 20
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def receive(
    path: Path,
    keys: Sequence[hpke.PrivateKey],
    receiver: Receiver,
    *,
    sink: PieceSink | None = None,
    known: Container[str] = (),
    spool: Path | None = None,
    salvage: bool = False,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Received:
    """Take in a bundle file completely, or what is left of a damaged one with ``salvage``.

    ``sink`` gets the pieces (without it they are verified only), ``known`` says which segment
    hashes are here already. ``spool`` is a local folder for the copy; None reads the file where
    it is, which is right for a file already copied. Progress counts bytes of the file, twice
    with a copy.

    Raises an ExchangeError, or CancelledError. Nothing of a damaged file is returned unless
    ``salvage`` is asked for; rules broken by the sender are never salvaged.
    """
    if spool is not None:
        with spooled(path, spool, progress=_half(progress, 0), cancelled=cancelled) as copy:
            return receive(
                copy,
                keys,
                receiver,
                sink=sink,
                known=known,
                salvage=salvage,
                progress=_half(progress, 1),
                cancelled=cancelled,
            )
    with opened(path, keys) as (size, payload):
        intake = Intake(receiver, payload.plain_size, sink=sink, known=known)
        try:
            with _sink_failures(path, size):
                _feed(intake, payload, size, progress, cancelled)
                return intake.finish()
        except (BundleDamagedError, BundleTruncatedError, MediaError) as error:
            damage = intake.explain(error)
            if salvage:
                return intake.salvage(damage)
            raise damage from error
        finally:
            intake.abandon()


@contextmanager
def spooled(
    path: Path,
    folder: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Iterator[Path]:
    """A private copy of the file on the local disk, removed afterwards.

    Raises NotABundleError before copying what is none, DiskFullError unless there is room for
    twice its size, MediaError.
    """
    with opened_file(path) as source:
        size = bundle_size(source, path)
        _check_room(folder, size)
        handle, name = tempfile.mkstemp(prefix="xj-", suffix=".spool", dir=folder)
        copy = Path(name)
        try:
            with FileIO(handle, "wb") as target:
                _copy(source, target, path, size, progress, cancelled)
            yield copy
        finally:
            copy.unlink(missing_ok=True)


@contextmanager
def opened(path: Path, keys: Sequence[hpke.PrivateKey]) -> Iterator[tuple[int, age.PayloadReader]]:
    """(file size, payload reader) of a bundle file that one of ``keys`` opens.

    Raises NotABundleError, NotForUsError, BundleRefusedError, BundleDamagedError,
    BundleTruncatedError, MediaError.
    """
    with opened_file(path) as source:
        size = bundle_size(source, path)
        header = read_header(source, path)
        file_key = age.unwrap(header, [age.HybridIdentity(key) for key in keys])
        with _reading(path):
            source.seek(header.size)
        read_into = _reader(source, path)
        yield size, age.PayloadReader(file_key, size - header.size, read_into)


def read_header(source: FileIO, path: Path) -> age.Header:
    """The age header of an open bundle file, post-quantum recipients only."""
    with _reading(path):
        source.seek(0)
        start = _read_up_to(source, age.MAXIMUM_HEADER)
        whole = source.seek(0, os.SEEK_END) <= age.MAXIMUM_HEADER
    header = age.parse_header(start, whole=whole)
    if any(stanza.type != age.POST_QUANTUM for stanza in header.stanzas):
        raise BundleRefusedError("stanza-type")
    return header


def _half(progress: Progress | None, half: int) -> Progress | None:
    """Progress of copying (0) or reading (1) as a part of both."""
    if progress is None:
        return None
    return lambda done, total: progress(half * total + done, 2 * total)


def _feed(
    intake: Intake,
    payload: age.PayloadReader,
    size: int,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> None:
    done = size - payload.plain_size
    with closing(payload.batches()) as batches:
        for batch in batches:
            if cancelled is not None and cancelled():
                raise CancelledError
            intake.feed(batch)
            done += len(batch)
            if progress is not None:
                progress(done, size)


def _copy(
    source: FileIO,
    target: FileIO,
    path: Path,
    size: int,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> None:
    """Copy at most ``size`` bytes: a file that grows meanwhile is not followed."""
    buffer = memoryview(bytearray(COPY_SIZE))
    read_into, done = _reader(source, path), 0
    with _reading(path):
        source.seek(0)
    while done < size and (count := read_into(buffer[: size - done])):
        if cancelled is not None and cancelled():
            raise CancelledError
        with _sink_failures(path, size):
            _write_all(target, buffer[:count])
        done += count
        if progress is not None:
            progress(done, size)


def _write_all(target: FileIO, data: memoryview) -> None:
    while data:
        data = data[target.write(data) :]


def bundle_size(source: FileIO, path: Path) -> int:
    """Size of what at least begins like a bundle and is no larger than one can be."""
    with _reading(path):
        start = _read_up_to(source, len(age.MAGIC))
        size = source.seek(0, os.SEEK_END)
    if not start or not age.MAGIC.startswith(start):
        raise NotABundleError
    if size > MAXIMUM_FILE:
        raise BundleRefusedError("file-too-large")
    return size


def _check_room(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < 2 * size:
        raise DiskFullError(folder, 2 * size, free)


def _read_up_to(source: FileIO, size: int) -> bytes:
    data = bytearray()
    while len(data) < size and (part := source.read(size - len(data))):
        data += part
    return bytes(data)


def _reader(source: FileIO, path: Path) -> Callable[[memoryview], int]:
    def read_into(view: memoryview) -> int:
        with _reading(path):
            return source.readinto(view) or 0

    return read_into


@contextmanager
def opened_file(path: Path) -> Iterator[FileIO]:
    """A regular file, unbuffered. Raises MediaError."""
    with _reading(path):
        if not path.is_file():
            raise MediaError(path, os.strerror(errno.ENOENT))
        source = FileIO(path, "rb")
    with source:
        yield source


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Failures while reading are failures of the medium."""
    try:
        yield
    except OSError as error:
        raise MediaError(path, os.strerror(error.errno or errno.EIO)) from error


@contextmanager
def _sink_failures(path: Path, size: int) -> Iterator[None]:
    """Failures while writing: no room left, or a broken local disk."""
    try:
        yield
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise DiskFullError(path, size, 0) from error
        raise MediaError(path, os.strerror(error.errno or errno.EIO)) from error


def is_damage(error: ExchangeError) -> bool:
    """Whether a failed file may be worth a second try with ``salvage``."""
    return isinstance(error, (BundleDamagedError, BundleTruncatedError, MediaError))
