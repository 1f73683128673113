"""The second copy of an opened vault: database and evidence files, verified by opening them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from app.bootstrap.opening import Opened
from app.domain.errors import CancelledError, StoreDamagedError
from app.ports import Blobs, Cancelled, JournalState, Progress, Store
from app.services import settings
from app.services.second_copy import Copied
from app.services.session import Session
from app.vault import second_copy
from app.vault.blobs import never_cancelled
from app.vault.second_copy import CopiedFiles, DiskOf, KnownBlob, disk_of
from db.store import open_store


class VaultCopier:
    """``app.services.second_copy.Copier`` for one opened vault."""

    def __init__(self, opened: Opened, disk: DiskOf = disk_of) -> None:
        self._opened = opened
        self._disk = disk

    def copy(
        self,
        session: Session,
        folder: Path,
        name: str,
        made: Collection[str],
        read: Callable[[Session], None],
        *,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> Copied:
        """Copy, open, verify, read, publish. An older state of this vault is never copied."""
        if self._opened.concern is not None:
            raise self._opened.concern
        vault = self._opened.vault
        second_copy.require_other_disk(vault.layout.root, folder, self._disk)
        target = second_copy.copy_layout(folder, vault.vault, made)
        files = CopiedFiles(vault.layout, target, vault.database_key)
        run = _Run(session, files, name, bytes(vault.database_key), cancelled or never_cancelled)
        try:
            copied = run.copy(read, progress)
        finally:
            with suppress(OSError):  # what was copied of the evidence stays for the next time
                second_copy.remove_database(files.database)
        return replace(copied, folder=target.root)


@dataclass
class _Counter:
    """Progress over all steps, in bytes."""

    total: int
    progress: Progress | None
    cancelled: Cancelled
    done: int = 0

    def advance(self, count: int) -> None:
        if self.cancelled():
            raise CancelledError
        self.done += count
        if self.progress is not None:
            self.progress(min(self.done, self.total), self.total)


@dataclass(frozen=True)
class _Run:
    session: Session
    files: CopiedFiles
    name: str
    key: bytes
    cancelled: Cancelled

    def copy(self, read: Callable[[Session], None], progress: Progress | None) -> Copied:
        blobs = _known(self.session.store)
        needed = self.files.prepare(blobs)
        counter = _Counter(needed + sum(blob.size for blob in blobs), progress, self.cancelled)
        state = self.session.store.copy_to(self.files.database, cancelled=self.cancelled)
        counter.advance(self.files.database.stat().st_size)
        with self.files.database.open("rb") as written:
            second_copy.forget_cached(written.fileno())
        store = open_store(self.files.database, self.key, self.session.catalogue)
        try:
            self._mark(store)
            self._verify(store, state)
            blobs = _known(store)
            self.files.bring(blobs, counter.advance)
            whole = {blob.digest for blob in blobs if self._whole(blob, counter)}
            read(replace(self.session, store=store, blobs=cast(Blobs, _Whole(whole))))
        finally:
            store.close()
        self.files.publish(self.name, [blob.digest for blob in blobs])
        damaged = tuple(blob.digest for blob in blobs if blob.digest not in whole)
        return Copied(Path(), len(whole), counter.total, damaged)

    def _mark(self, store: Store) -> None:
        """Whoever opens this database one day as a vault works with a restored copy."""
        with store.work() as work:
            work.put_setting(settings.COPY_MARK, self.name.encode())
            work.commit()

    def _verify(self, store: Store, state: JournalState) -> None:
        store.check(cancelled=self.cancelled)
        if JournalState(store.position(), store.tips()) != state:
            raise StoreDamagedError("copy: journal")

    def _whole(self, blob: KnownBlob, counter: _Counter) -> bool:
        found = self.files.verify(blob, self.cancelled)
        counter.advance(blob.size)
        return found


@dataclass(frozen=True)
class _Whole:
    """What a receipt asks of evidence files: which were read to their end in the copy."""

    digests: Collection[str]

    def has(self, digest: str) -> bool:
        """Whether this one is whole there."""
        return digest in self.digests


def _known(store: Store) -> Sequence[KnownBlob]:
    return [KnownBlob(blob.digest, blob.key, blob.size) for blob in store.blobs()]
