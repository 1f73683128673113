"""The files of a vault's second copy, on a medium of its own.

A copy lies in ``xunji-copy-<first 8 digits of the vault id>`` and is a vault folder that can be
opened: slots, database, evidence. Evidence files never change, so each is copied once; all of them
are read and authenticated every time. The database takes its place by a rename, after it was
verified; until then the copy made before stays whole.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Collection, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Final

from app.domain.errors import (
    BlobDamagedError,
    BlobMissingError,
    CancelledError,
    DiskFullError,
    MediaError,
    SameDiskError,
)
from app.vault import durable
from app.vault.blobs import BlobStore, Cancelled
from app.vault.layout import VaultLayout

FOLDER: Final = "xunji-copy-"
NAME_FILE: Final = "copy.json"
RESERVE_BYTES: Final = 64 * 1024 * 1024
"""Room left free beside what is known to be needed: the new database lies beside the old one."""

_BLOCK = 1 << 20

DiskOf = Callable[[Path], str]
Advance = Callable[[int], None]
"""Called with bytes done since the last call; raises CancelledError."""


@dataclass(frozen=True, slots=True)
class KnownBlob:
    """An evidence file as the database knows it."""

    digest: str
    key: bytes = field(repr=False)
    size: int


def copy_layout(folder: Path, vault: str, made: Collection[str]) -> VaultLayout:
    """Where the next copy of a vault goes on a medium.

    In place of the one that is there, if that is among ``made``: copies this vault remembers. One
    it does not know was made after the state this vault was restored from; it may hold what is
    nowhere else, and stays.
    """
    for number in count(1):
        name = f"{FOLDER}{vault[:8]}" + (f"-{number}" if number > 1 else "")
        layout = VaultLayout(folder / name)
        if not layout.database.exists() or read_name(layout) in made:
            return layout
    raise AssertionError("there is always a next number")


def read_name(layout: VaultLayout) -> str:
    """The name a copy was given; empty if it has none that can be read."""
    try:
        return str(json.loads((layout.root / NAME_FILE).read_bytes())["copy"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ""


def find_copy(folder: Path) -> Path:
    """The folder of a copy: the one handed in, or the only one in it."""
    if VaultLayout(folder).exists():
        return folder
    with suppress(OSError):
        found = [each for each in folder.glob(f"{FOLDER}*") if VaultLayout(each).exists()]
        if len(found) == 1:
            return found[0]
    return folder


def disk_of(path: Path) -> str:
    """What tells the disk below a path from others: two partitions are one disk where it shows."""
    device = path.stat().st_dev
    if sys.platform != "linux":
        return str(device)
    block = Path(f"/sys/dev/block/{os.major(device)}:{os.minor(device)}")
    with suppress(OSError):
        real = block.resolve(strict=True)
        return str(real.parent if (real / "partition").exists() else real)
    return str(device)


def require_other_disk(vault: Path, folder: Path, disk: DiskOf = disk_of) -> None:
    """Raise SameDiskError where one broken disk would take both; MediaError for no folder."""
    try:
        same = disk(vault) == disk(folder)
    except OSError as error:
        raise MediaError(folder, error.strerror or "") from error
    if same:
        raise SameDiskError(folder)


class CopiedFiles:
    """One run: what is on the medium already stays, everything else is brought there."""

    def __init__(
        self, source: VaultLayout, target: VaultLayout, database_key: bytes | bytearray
    ) -> None:
        self._source = source
        self._target = target
        self._from = BlobStore(source, database_key)
        self._to = BlobStore(target, database_key)

    @property
    def blobs(self) -> BlobStore:
        """The evidence files of the copy."""
        return self._to

    @property
    def database(self) -> Path:
        """Where the new database is written and verified before it takes its place."""
        return self._target.database.with_name(f"{self._target.database.name}.part")

    def prepare(self, blobs: Sequence[KnownBlob]) -> int:
        """Make the folders, drop a database of an interrupted run, and return the bytes to copy.

        Raises DiskFullError before anything is copied, MediaError.
        """
        needed = self._size_of_database()
        needed += sum(self._missing(blob) for blob in blobs)
        try:
            self._target.make_folders()
            remove_database(self.database)
        except OSError as error:
            raise durable.write_error(error, self._target.root, needed) from error
        free = durable.free_bytes(self._target.root)
        if free < needed + RESERVE_BYTES:
            raise DiskFullError(self._target.root, needed + RESERVE_BYTES, free)
        return needed

    def bring(self, blobs: Iterable[KnownBlob], advance: Advance) -> int:
        """Copy the evidence files that are not there yet; returns how many. A stop loses nothing.

        One that is missing here cannot be copied and is left to ``verify``.
        Raises DiskFullError, MediaError, CancelledError.
        """
        return sum(self._bring(blob, advance) for blob in blobs if self._missing(blob))

    def verify(self, blob: KnownBlob, cancelled: Cancelled) -> bool:
        """Read an evidence file of the copy to its end; a spoilt one is copied once more.

        False: the file is not whole here either. Raises DiskFullError, MediaError, CancelledError.
        """
        if self._whole(blob, cancelled):
            return True
        if not self._from.is_whole(blob.digest, blob.key, blob.size):
            return False
        self._to.path_of(blob.digest).unlink(missing_ok=True)
        self._bring(blob, _unless(cancelled))
        return self._whole(blob, cancelled)

    def publish(self, name: str, known: Iterable[str]) -> None:
        """The verified database takes its place; evidence it does not know goes.

        Raises DiskFullError, MediaError.
        """
        named = json.dumps({"copy": name}).encode()
        durable.write_atomically(self._target.root / NAME_FILE, named)
        try:
            for name in ("-wal", "-shm"):  # of the copy that is replaced
                self._target.database.with_name(self._target.database.name + name).unlink(
                    missing_ok=True
                )
            self.database.replace(self._target.database)
            durable.sync_folder(self._target.root)
        except OSError as error:
            raise durable.write_error(error, self._target.root, 0) from error
        for name in ("slots_copy", "slots"):  # the slots last: before them this is no vault
            durable.write_atomically(getattr(self._target, name), self._source.slots.read_bytes())
        self._to.collect_orphans(known)

    def _size_of_database(self) -> int:
        """Bytes in files here; 0 where the database is on a server."""
        name = self._source.database.name
        files = (self._source.database.with_name(name + end) for end in ("", "-wal"))
        return sum(file.stat().st_size for file in files if file.exists())

    def _missing(self, blob: KnownBlob) -> int:
        """Bytes to copy: 0 if a file of this size is there, or none here."""
        try:
            wanted = self._from.path_of(blob.digest).stat().st_size
        except OSError:
            return 0
        try:
            return 0 if self._to.path_of(blob.digest).stat().st_size == wanted else wanted
        except OSError:
            return wanted

    def _bring(self, blob: KnownBlob, advance: Advance) -> bool:
        copy_file(self._from.path_of(blob.digest), self._to.path_of(blob.digest), advance)
        return True

    def _whole(self, blob: KnownBlob, cancelled: Cancelled) -> bool:
        try:
            self._to.verify(blob.digest, blob.key, blob.size, cancelled=cancelled)
        except (BlobDamagedError, BlobMissingError):
            return False
        return True


def copy_file(source: Path, target: Path, advance: Advance) -> None:
    """Copy bytes to ``target.part``, bring them to the medium, rename.

    Raises DiskFullError, MediaError, CancelledError: no file of the final name then.
    """
    part = target.with_name(f"{target.name}.part")
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with source.open("rb") as reading, part.open("wb") as writing:
            while block := reading.read(_BLOCK):
                advance(len(block))
                writing.write(block)
            writing.flush()
            durable.sync_file(writing.fileno())
            forget_cached(writing.fileno())
        part.replace(target)
        durable.sync_folder(target.parent)
    except OSError as error:
        raise durable.write_error(error, target, source.stat().st_size) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def forget_cached(descriptor: int) -> None:
    """Let the system drop its memory of a synced file: what is read next comes from the medium."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)


def remove_database(path: Path) -> None:
    """Delete a database file and what belongs to it."""
    for name in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + name).unlink(missing_ok=True)


def _unless(cancelled: Cancelled) -> Advance:
    def advance(_count: int) -> None:
        if cancelled():
            raise CancelledError

    return advance
