"""An opened vault with the person who opened it: what every service works on."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace

from app.crypto import hpke
from app.crypto.signing import SigningKey
from app.domain.codes import CodeLists
from app.domain.errors import TrustError
from app.domain.identifiers import new_id
from app.domain.kinds import Catalogue, Channel, Kind
from app.journal.operations import Intent, LogName
from app.ports import Blobs, Bundles, Clock, Store, Work
from app.trust.reasons import Reason
from app.trust.view import Trust

OFFICE_TASK = "office"
"""Task part of the logs that hold the office's own records: units, people, rounds."""


@dataclass(frozen=True)
class FormerKeys:
    """Keys this computer had before: it was restored from a copy, or the office gave it new ones.

    ``reading`` opens what was sent to it. ``signing`` speaks for a restored laptop until the
    office's statement names the new keys, and never writes a line again; an office keeps none.
    """

    device: str
    reading: hpke.PrivateKey = field(repr=False)
    signing: SigningKey | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Keys:
    """Secrets of the open session; they live in memory only."""

    signing: SigningKey = field(repr=False)
    """Signs this device's segments, bundles and requests."""
    reading: hpke.PrivateKey = field(repr=False)
    """Opens bundles addressed to this device."""
    person: hpke.PrivateKey = field(repr=False)
    """Opens what is sealed for the person."""
    drafts: bytes = field(repr=False)
    """32 bytes; encrypts the person's drafts."""
    former: tuple[FormerKeys, ...] = ()
    """Earlier incarnations of this computer, newest first."""

    @property
    def all_reading(self) -> tuple[hpke.PrivateKey, ...]:
        """Keys that open what is addressed to this computer, the present one first."""
        return (self.reading, *(former.reading for former in self.former))

    def signing_of(self, device: str) -> SigningKey:
        """The key that signs in the name of this computer, or of what it was before."""
        known = (former.signing for former in self.former if former.device == device)
        return next(known, None) or self.signing


@dataclass
class Verification:
    """Whether the tables were compared with the journal since the vault was opened."""

    done: bool = False
    turn: threading.Lock = field(default_factory=threading.Lock, repr=False)


@dataclass
class Belief:
    """Whom to believe, as the accepted papers say; None before a laptop joined a team."""

    papers: Trust | None = None


@dataclass
class Session:
    """Who works with which vault on which task.

    ``role`` is "office" or "team". ``task`` is the id of the task worked on, or OFFICE_TASK.
    """

    store: Store
    blobs: Blobs
    bundles: Bundles
    catalogue: Catalogue
    codes: CodeLists
    clock: Clock
    keys: Keys
    belief: Belief
    """Shared by all sessions of one opened vault: papers taken in count for every task at once."""
    role: str
    office: str
    device: str
    person: str
    task: str = OFFICE_TASK
    verification: Verification = field(default_factory=Verification)
    """Shared by all sessions of one opened vault."""

    @property
    def papers(self) -> Trust | None:
        """The accepted papers; None on a laptop that has not joined a team yet."""
        return self.belief.papers

    @property
    def devices(self) -> tuple[str, ...]:
        """This computer's id, and those it had before a copy of it was restored; newest first."""
        return (self.device, *(former.device for former in self.keys.former))

    @property
    def known_as(self) -> str:
        """The newest of its ids that the present task's statement names: what others know it by."""
        if self.papers is None:
            return self.device
        listed = (each for each in self.devices if self.papers.device(each, self.task))
        return next(listed, self.device)

    def believe(self, trust: Trust) -> None:
        """Newer papers were accepted and kept."""
        self.belief.papers = trust

    @property
    def trust(self) -> Trust:
        """Whom to believe. Raises TrustError on a laptop that has not joined a team yet."""
        if self.papers is None:
            raise TrustError(Reason.NOT_JOINED)
        return self.papers

    def verify(self) -> None:
        """Compare the tables with the journal once per session: before an export at the latest.

        Raises GuardsMissingError, StoreDamagedError, ReplayMismatchError.
        """
        with self.verification.turn:
            if not self.verification.done:
                self.store.check()
                self.verification.done = True

    def within(self, task: str) -> Session:
        """The same session, working on another task."""
        return replace(self, task=task)

    def kind(self, name: str) -> Kind:
        """The description of a kind."""
        return self.catalogue[name]

    def new_id(self, kind: str) -> str:
        """A fresh record id."""
        return new_id(self.catalogue[kind])

    def log(self, channel: Channel) -> LogName:
        """This device's log of the present task for one channel."""
        return LogName(self.device, self.task, channel.value)

    def claimed(self) -> str:
        """The laptop's time, to the second, with its offset."""
        return self.clock.now().isoformat(timespec="seconds")

    def append(self, work: Work, channel: Channel, intents: list[Intent]) -> None:
        """Write intents as this person at the laptop's time."""
        if intents:
            work.append(self.log(channel), intents, author=self.person, claimed=self.claimed())
