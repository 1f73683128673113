"""How much room a folder's medium has."""

from __future__ import annotations

import shutil
from pathlib import Path


def free_bytes(folder: Path) -> int | None:
    """Free bytes; None if the medium does not say. Writing then finds out."""
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None
