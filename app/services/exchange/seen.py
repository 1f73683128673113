"""Files that were read in here: a stick that comes again is not looked through once more."""

from __future__ import annotations

import json
import os
from pathlib import Path

from app.services.session import Session

_NAME = "exchange.seen"
_MOST = 5_000
"""Names kept, the newest: names are random, so old ones never come back."""

SUFFIX = ".xjb"
_DEEP = 3
_MOST_FILES = 10_000


def on_medium(folder: Path) -> list[Path]:
    """Bundle files in a folder and a few below it, each core before its packs.

    Systems with short names write them in capitals; unfinished files are passed over.
    """
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        depth = len(Path(place).relative_to(folder).parts)
        folders[:] = [] if depth >= _DEEP else [name for name in folders if name[0] not in ".$"]
        found += [Path(place) / name for name in names if name.lower().endswith(SUFFIX)]
        if len(found) > _MOST_FILES:
            break
    return sorted(found[:_MOST_FILES], key=_order)


def seen(session: Session, path: Path) -> bool:
    """Whether this very file was read in before; one whose merge was undone was not."""
    undone = {each.file for each in session.store.arrivals(session.task) if each.undone}
    return path.name not in undone and _mark(path) in _noted(session)


def note(session: Session, path: Path) -> None:
    """It was merged, or brought nothing new."""
    before = _noted(session)
    mark = _mark(path)
    if mark is None or (before and before[-1] == mark):
        return
    with session.store.work() as work:
        kept = [each for each in before if each != mark][-_MOST + 1 :]
        work.put_setting(_NAME, json.dumps([*kept, mark]).encode())
        work.commit()


def _order(path: Path) -> tuple[Path, str, int, str]:
    stem = path.stem.lower()
    return path.parent, stem.split("-p")[0], int("-p" in stem), stem


def _mark(path: Path) -> list[object] | None:
    """Name and size; None if it is not there any more."""
    try:
        return [path.name, path.stat().st_size]
    except OSError:
        return None


def _noted(session: Session) -> list[list[object]]:
    stored = session.store.setting(_NAME)
    return [] if stored is None else json.loads(stored)
