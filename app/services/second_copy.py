"""The second copy of a vault: made on another medium, verified by opening it, then believed.

Only what a verified copy holds is 已归档. The office notes it for every task; its next receipt says
so, and only then may a laptop ever let go of what it has.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from app.domain.identifiers import uuid7
from app.journal.receipts import Holding
from app.ports import Cancelled, Progress, Work
from app.services import audit, settings
from app.services.exchange import receipts
from app.services.session import Session

MAXIMUM_DAYS = 7
"""After so many days without a verified copy the home screen asks for one."""

_LAST = "copies.last"
_MADE = "copies.made"
_REMEMBERED = 1_000
"""Names of copies kept: one a day for nearly three years."""


@dataclass(frozen=True)
class Copied:
    """A verified copy. ``damaged`` are evidence files (digests) that are not whole here either."""

    folder: Path
    evidence: int
    size: int
    damaged: tuple[str, ...] = ()


@dataclass(frozen=True)
class CopyStanding:
    """When a verified copy was made last, and where. ``days`` since then by this computer's clock;
    both None if there never was one. ``due``: it is time for another.
    """

    at: datetime | None = None
    place: str = ""
    days: int | None = None
    due: bool = False


class Copier(Protocol):
    """Brings everything onto another medium and verifies it there."""

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
        """Copy, open the copy, verify it to its last byte, call ``read`` with a session over it,
        and only then put it in the place of the one before. ``name`` is new; ``made`` are the names
        of copies that may be replaced.

        Raises SameDiskError, DiskFullError, MediaError, StoreError, VaultOutdatedError,
        CancelledError: the copy made before is whole then.
        """


def make(
    session: Session,
    copier: Copier,
    folder: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Copied:
    """Make a second copy below ``folder``; raises what ``Copier.copy`` raises.

    The name is noted before anything is written, the result after everything was verified.
    """
    name, held = uuid7(), dict[str, Holding]()

    def read(copy: Session) -> None:
        for task in sorted({segment.name.task for segment in copy.store.segments()}):
            held[task] = receipts.everything(copy.within(task))

    made = names(session)
    with session.store.work() as work:
        work.put_setting(_MADE, json.dumps([*made, name][-_REMEMBERED:]).encode())
        work.commit()
    copied = copier.copy(session, folder, name, made, read, progress=progress, cancelled=cancelled)
    last = {"at": session.claimed(), "place": str(copied.folder.parent)}
    with session.store.work() as work:
        if session.role == "office":
            for task, holding in held.items():
                receipts.note_second_copy(session.within(task), work, holding)
        work.put_setting(_LAST, json.dumps(last, ensure_ascii=False).encode())
        audit.note(session, work, "copied", words=copied.folder.name)
        work.commit()
    return copied


def names(session: Session) -> tuple[str, ...]:
    """Copies this vault remembers having made or begun, and the one it was restored from."""
    stored = json.loads(session.store.setting(_MADE) or b"[]")
    mark = session.store.setting(settings.COPY_MARK)
    return (*stored, mark.decode()) if mark else tuple(stored)


def forget_mark(session: Session, work: Work) -> None:
    """This vault was restored from a copy, and a person knows: it is a vault like any other."""
    work.put_setting(_MADE, json.dumps(names(session)[-_REMEMBERED:]).encode())
    work.put_setting(settings.COPY_MARK, None)


def standing(session: Session) -> CopyStanding:
    """When the last copy was verified. A laptop is never asked for one: its office has the work."""
    stored = session.store.setting(_LAST)
    needed = session.role == "office" and _has_work(session)
    if stored is None:
        return CopyStanding(due=needed)
    last = json.loads(stored)
    at = datetime.fromisoformat(last["at"])
    days = max(0, (session.clock.now() - at).days)
    return CopyStanding(at, str(last["place"]), days, due=needed and days >= MAXIMUM_DAYS)


def _has_work(session: Session) -> bool:
    """Whether a team works for this office."""
    return session.papers is not None and bool(session.papers.statements)
