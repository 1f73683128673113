"""One process per vault. The operating system releases the lock when the process dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from types import TracebackType

from app.domain.errors import VaultInUseError
from app.vault.durable import write_error


class VaultLock:
    """Holds a vault for this process from construction to ``release``.

    The lock file is never deleted: deleting it would let two processes lock two different files
    of the same name.

    Raises:
        VaultInUseError: another process, or another lock of this one, holds it.
        MediaError: the folder cannot be written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise write_error(error, path, 0) from error
        try:
            _take(self._descriptor)
        except OSError:
            self.release()
            raise VaultInUseError(path.parent) from None

    @property
    def held(self) -> bool:
        """Whether this object still holds the lock."""
        return self._descriptor >= 0

    def release(self) -> None:
        """Let go. May be called twice."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __enter__(self) -> VaultLock:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()


if sys.platform == "win32":
    import msvcrt

    def _take(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
