"""Files that ship with the program, and where they lie.

No code depends on the working folder: a file is asked for by its place below ``resources``.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path


def path(place: str) -> Path:
    """Return the file or folder at ``place`` (with ``/``, e.g. ``"fonts/OFL-LXGW.txt"``).

    Raises FileNotFoundError if nothing lies there, ValueError if ``place`` leaves the folder.
    """
    parts = place.split("/")
    if place.startswith("/") or ".." in parts or "\\" in place:
        raise ValueError(place)
    found = Path(str(files(__name__))).joinpath(*parts)
    if not found.exists():
        raise FileNotFoundError(found)
    return found
