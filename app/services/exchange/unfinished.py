"""An export that was interrupted, or that needs another stick: what is safe on which medium.

Kept in the vault, so that it survives the program. A set of files goes on with the evidence that is
in no finished file yet; whoever has lost one of its sticks begins anew instead.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.ports import BegunSet, Cancelled, Progress, Work, WrittenFile
from app.services.session import Session

_NAME = "export.unfinished."


@dataclass(frozen=True)
class DoneFile:
    """A finished file. ``leg`` numbers the sticks of an export, from 0."""

    name: str
    size: int
    digest: str
    number: int
    pieces: tuple[str, ...]
    leg: int


@dataclass(frozen=True)
class Begun:
    """A set of files whose core is safe. ``used`` numbers of files are taken."""

    readers: tuple[str, ...]
    id: str
    blobs: tuple[str, ...]
    used: int
    files: tuple[DoneFile, ...]

    @property
    def continued(self) -> BegunSet:
        """What the writer of the next files has to know."""
        done = frozenset(piece for file in self.files for piece in file.pieces)
        return BegunSet(self.id, self.used, done)


@dataclass(frozen=True)
class Unfinished:
    """An export that is not finished. ``packs`` and ``left`` (bytes) still to write, if known."""

    readers: tuple[str, ...]
    full: bool
    leg: int = 0
    sets: tuple[Begun, ...] = ()
    packs: int = 0
    left: int = 0

    @property
    def files(self) -> tuple[DoneFile, ...]:
        """Everything that is safe so far."""
        return tuple(file for each in self.sets for file in each.files)

    def of(self, readers: Sequence[str]) -> Begun | None:
        """The set for these readers, if its core is safe."""
        return next((each for each in self.sets if each.readers == tuple(readers)), None)

    def with_file(
        self, readers: Sequence[str], blobs: Sequence[str], file: WrittenFile
    ) -> Unfinished:
        """With one more finished file; the core of a set comes first."""
        name = file.path.name
        done = DoneFile(name, file.size, file.digest, file.number, file.pieces, self.leg)
        old = self.of(readers)
        if old is None:
            new = Begun(tuple(readers), file.set_id, tuple(blobs), file.number + 1, (done,))
            return replace(self, sets=(*self.sets, new))
        new = replace(old, used=file.number + 1, files=(*old.files, done))
        return replace(self, sets=tuple(new if each is old else each for each in self.sets))

    def without(self, lost: Sequence[DoneFile]) -> Unfinished:
        """What these files held has to be written again; a set whose core is lost begins anew."""
        sets = []
        for each in self.sets:
            files = tuple(file for file in each.files if file not in lost)
            if any(file.number == 0 for file in files):
                sets.append(replace(each, files=files))
        return replace(self, sets=tuple(sets))


def load(session: Session) -> Unfinished | None:
    """The unfinished export of the present task."""
    stored = session.store.setting(_NAME + session.task)
    return None if stored is None else _read(json.loads(stored))


def put(session: Session, work: Work, unfinished: Unfinished | None) -> None:
    """Remember it, or that there is none."""
    body = None if unfinished is None else json.dumps(_write(unfinished)).encode()
    work.put_setting(_NAME + session.task, body)


def keep(session: Session, unfinished: Unfinished | None) -> None:
    """The same in a unit of work of its own."""
    if unfinished is None and session.store.setting(_NAME + session.task) is None:
        return
    with session.store.work() as work:
        put(session, work, unfinished)
        work.commit()


def lost(
    session: Session,
    unfinished: Unfinished,
    folder: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> tuple[DoneFile, ...]:
    """Files that should be in ``folder`` and are not, or not as they were written.

    A file that is not there may lie on another stick; unless one that was written together with it
    is there. Raises CancelledError.
    """
    here = {file for file in unfinished.files if (folder / file.name).is_file()}
    legs = {file.leg for file in here}
    total, before, found = sum(file.size for file in here), 0, []
    for file in unfinished.files:
        if file in here:
            step = _step(progress, before, total)
            path, before = folder / file.name, before + file.size
            whole = session.bundles.is_same_file(
                path, file.size, file.digest, progress=step, cancelled=cancelled
            )
            if whole:
                continue
        elif file.leg not in legs:
            continue
        found.append(file)
    return tuple(found)


def _step(progress: Progress | None, before: int, total: int) -> Progress | None:
    if progress is None:
        return None
    return lambda done, _all: progress(before + done, total)


def _write(unfinished: Unfinished) -> dict[str, Any]:
    return {
        "readers": unfinished.readers,
        "full": unfinished.full,
        "leg": unfinished.leg,
        "packs": unfinished.packs,
        "left": unfinished.left,
        "sets": [
            {
                "readers": each.readers,
                "id": each.id,
                "blobs": each.blobs,
                "used": each.used,
                "files": [
                    [f.name, f.size, f.digest, f.number, f.pieces, f.leg] for f in each.files
                ],
            }
            for each in unfinished.sets
        ],
    }


def _read(body: dict[str, Any]) -> Unfinished:
    sets = tuple(
        Begun(
            tuple(each["readers"]),
            each["id"],
            tuple(each["blobs"]),
            each["used"],
            tuple(
                DoneFile(name, size, digest, number, tuple(pieces), leg)
                for name, size, digest, number, pieces, leg in each["files"]
            ),
        )
        for each in body["sets"]
    )
    return Unfinished(
        tuple(body["readers"]), body["full"], body["leg"], sets, body["packs"], body["left"]
    )
