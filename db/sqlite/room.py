"""Whether a failed write means that there is no room.

SQLite says "disk full" for one operating system error only; a file at the largest size that its
file system or the process allows comes back as a plain input/output error.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

MARGIN = 1 << 20
"""Bytes: so close to a limit counts as being at it."""
FAT32_LIMIT = (1 << 32) - 1


def no_room_left(path: Path) -> bool:
    """Whether the disk is full, or a file of the database stands at a limit of size."""
    if shutil.disk_usage(path.parent).free < MARGIN:
        return True
    sizes = [part.stat().st_size for part in _files(path)]
    return any(
        limit - MARGIN < size <= limit for size in sizes for limit in (FAT32_LIMIT, _size_limit())
    )


def _files(path: Path) -> list[Path]:
    found = (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm"))
    return [part for part in found if part.exists()]


def _size_limit() -> int:
    """Largest file this process may write, in bytes; FAT32_LIMIT where there is no such limit."""
    if sys.platform == "win32":
        return FAT32_LIMIT
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_FSIZE)
    return FAT32_LIMIT if limit == resource.RLIM_INFINITY else limit
