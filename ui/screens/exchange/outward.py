"""What carrying out asks and does; without a window."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from app.domain.kinds import Channel
from app.journal.delivery import Stage
from app.ports import Cancelled, Progress, Query
from app.services import exchange, media
from app.services.exchange import Addressee, Exported, unfinished
from app.services.media import Carrier
from app.services.session import OFFICE_TASK, Session


@dataclass(frozen=True)
class Unwritten:
    """An export that can go on: files that are safe, and about how many bytes are missing."""

    files: int
    packs: int
    left: int


@dataclass(frozen=True)
class Standing:
    """Where carrying out stands. ``obstacle`` is "", "not-joined", "no-task" or "no-laptops"."""

    obstacle: str
    waiting: int = 0
    exported_at: datetime | None = None
    records: Mapping[Stage, int] = field(default_factory=dict)
    heard_at: datetime | None = None
    unwritten: Unwritten | None = None


@dataclass(frozen=True)
class Reader:
    """A computer the work can be for, and which channels of it that computer will get."""

    addressee: Addressee
    channels: tuple[Channel, ...]


@dataclass(frozen=True)
class Wish:
    """What a person chose: for whom, all of it again or not, on which medium, who carries it."""

    to: tuple[str, ...]
    full: bool = False
    serial: str = ""
    holder: str = ""


class Outward:
    """Carrying out of one vault, within the present task."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def standing(self) -> Standing:
        """What waits here, how far the rest has come, and what was heard."""
        obstacle = self.obstacle()
        if obstacle:
            return Standing(obstacle)
        found = exchange.standing(self.session)
        return Standing(
            "",
            found.waiting,
            found.carried_at,
            found.records,
            _heard(found.heard_at),
            self._unwritten(),
        )

    def obstacle(self) -> str:
        """Why nothing can be carried out yet; "" if it can."""
        if self.session.papers is None:
            return "not-joined"
        if self.session.role != "office":
            return ""
        if self.session.task == OFFICE_TASK:
            return "no-task"
        devices = self.session.papers.devices(self.session.task)
        return "" if any(d.kind.value == "team" for d in devices) else "no-laptops"

    def readers(self) -> tuple[Reader, ...]:
        """Everybody the work can be for, the office first."""
        if self.obstacle():
            return ()
        trust, task = self.session.trust, self.session.task
        return tuple(
            Reader(each, tuple(c for c in Channel if trust.receives(each.id, task, c)))
            for each in exchange.addressees(self.session)
        )

    def media(self) -> list[Carrier]:
        """Registered media that may carry work."""
        return [] if self.obstacle() else media.usable(self.session)

    def needed(self, wish: Wish) -> int:
        """About how many bytes would be written."""
        return exchange.planned_size(self.session, wish.to, full=wish.full)

    def export(
        self, folder: Path, wish: Wish, progress: Progress, cancelled: Cancelled
    ) -> Exported:
        """Write what the chosen may have; what finds no room is left for another stick.

        Raises TrustError, DiskFullError, MediaError, CancelledError, InputError.
        """
        return exchange.export(
            self.session,
            folder,
            to=wish.to,
            full=wish.full,
            partly=True,
            medium=self._medium(wish),
            progress=progress,
            cancelled=cancelled,
        )

    def go_on(self, folder: Path, wish: Wish, progress: Progress, cancelled: Cancelled) -> Exported:
        """Continue what was interrupted. Raises what ``export`` raises."""
        return exchange.go_on(
            self.session,
            folder,
            medium=self._medium(wish),
            progress=progress,
            cancelled=cancelled,
        )

    def give_up(self) -> None:
        """Do not continue: the next export begins anew."""
        exchange.give_up(self.session)

    def title(self, digest: str) -> str:
        """What the record of an evidence file is called."""
        rows = self.session.store.rows(Query("evidence", equals={"file": digest}, limit=1))
        return str(rows[0].values["title"] or rows[0].values["number"] or "") if rows else ""

    def label(self, device: str) -> str:
        """What a computer is called, as it is offered."""
        known = {reader.addressee.id: reader.addressee for reader in self.readers()}
        return known[device].label if device in known else device[:8]

    def _medium(self, wish: Wish) -> str:
        if not wish.serial.strip():
            return ""
        return media.carried_by(self.session, wish.serial, wish.holder)

    def _unwritten(self) -> Unwritten | None:
        found = unfinished.load(self.session)
        return None if found is None else Unwritten(len(found.files), found.packs, found.left)


def _heard(claimed: str) -> datetime | None:
    """A claimed moment in this computer's zone; None for none, or one that is no time at all."""
    try:
        return datetime.fromisoformat(claimed).astimezone()
    except ValueError:
        return None
