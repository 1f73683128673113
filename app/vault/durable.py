"""Files that are wholly there or not at all, also after a power cut."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import shutil
import stat
import sys
from pathlib import Path
from typing import Final

from app.domain.errors import DiskFullError, MediaError, NotAFileError, XunjiError

FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""No room: disk, quota, or the largest file the file system can hold."""

_NO_FOLDER_SYNC: Final = frozenset({errno.EINVAL, errno.ENOTSUP})
"""What file systems answer that cannot sync a folder; the file itself was synced before."""


def write_atomically(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data``: temporary file, sync, rename, sync of the folder.

    Raises:
        NotAFileError: there is a folder, a link, a device or a pipe of this name.
        DiskFullError, MediaError: the old content is untouched.
    """
    _require_ordinary(path)
    temporary = path.with_name(f"{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            sync_file(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise write_error(error, path, len(data)) from error
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _require_ordinary(path: Path) -> None:
    """Renaming over a name would do away with whatever has it, as root even with a device."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise write_error(error, path, 0) from error
    if not stat.S_ISREG(mode):
        raise NotAFileError(path, "")


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, for the owner only. Raises ``MediaError``."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise write_error(error, folder, 0) from error


def remove_temporaries(path: Path) -> None:
    """Delete what interrupted calls of ``write_atomically`` for ``path`` left behind."""
    for leftover in path.parent.glob(f"{path.name}.*.tmp"):
        with contextlib.suppress(OSError):
            leftover.unlink(missing_ok=True)


def sync_file(descriptor: int) -> None:
    """Bring a file's content to the medium; on macOS through the drive's own cache, too."""
    if sys.platform == "darwin":
        import fcntl

        fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)
    else:
        os.fsync(descriptor)


def start_writing(descriptor: int, start: int, end: int) -> None:
    """Let the system begin to write a range now, so that the final sync has less to wait for.

    On Linux this advice starts writing dirty pages without waiting for them.
    """
    if sys.platform == "linux":
        os.posix_fadvise(descriptor, start, end - start, os.POSIX_FADV_DONTNEED)


def sync_folder(folder: Path) -> None:
    """Bring a rename to the medium. Windows keeps names durable with the file itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_FOLDER_SYNC:
            raise
    finally:
        os.close(descriptor)


def write_error(error: OSError, path: Path, needed: int) -> XunjiError:
    """The typed error for a failed write: no room, or a failing medium."""
    if error.errno in FULL:
        return DiskFullError(path, needed, free_bytes(path.parent))
    return MediaError(path, error.strerror or str(error))


def free_bytes(folder: Path) -> int:
    """Free bytes on the medium of ``folder``, 0 where unknown."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return 0
