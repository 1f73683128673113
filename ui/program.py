"""What the window needs of the program around it: vaults, printing, preferences.

``app.desktop`` implements this; no screen knows how. Nothing here holds case data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from app.domain.errors import XunjiError
from app.domain.feedback import FeedbackReport
from app.domain.notice import FormationNotice
from app.ports import Cancelled, Progress
from app.services.second_copy import Copied
from app.services.session import Session

if TYPE_CHECKING:
    from app.services.rotation import Holder, Pending

LANGUAGES = ("zh", "en")
PERCENTS = (100, 125, 150)
"""Text sizes a person can choose."""


class KnownPerson(NamedTuple):
    """Who may unlock a vault: id and name."""

    id: str
    name: str


class NewPerson(NamedTuple):
    """Name and passphrase of a person to be added."""

    name: str
    passphrase: str


@dataclass(frozen=True)
class FontUse:
    """Which font a role of the document got; ``official`` if it is the one the standard names."""

    role: str
    family: str
    official: bool


@dataclass(frozen=True)
class Printed:
    """A finished document. ``missing`` are characters no font has."""

    pdf: bytes
    pages: int
    fonts: tuple[FontUse, ...]
    missing: str


@dataclass(frozen=True)
class Preferences:
    """Of this computer account, not of a vault: language ("zh", "en"), dark, scale in percent."""

    language: str = "zh"
    dark: bool = False
    percent: int = 100
    vault: Path | None = None
    """The vault opened last."""


class UnlockedVault(Protocol):
    """An open vault."""

    @property
    def session(self) -> Session:
        """The session of the person who unlocked it; a new object after ``reopen``."""

    @property
    def person(self) -> str:
        """Who unlocked it, by the id ``Program.unlock`` takes."""

    @property
    def path(self) -> Path:
        """Its folder."""

    @property
    def failures(self) -> int:
        """Wrong passphrases since this person's last success."""

    @property
    def concern(self) -> XunjiError | None:
        """What whoever unlocked it has to be told first: an exchanged or outdated copy."""

    def tidy(self) -> None:
        """Delete what an interrupted import left; may run beside any work."""

    def accept_state(self) -> None:
        """A person confirmed that this is a restored copy: go on anew; ``session`` is another one.

        Raises DiskFullError, MediaError, StoreError.
        """

    def begin_anew(self) -> None:
        """Another computer works with a copy of this vault: go on here under new keys."""

    def reopen(self) -> None:
        """Open the database anew: after joining a team."""

    def close(self) -> None:
        """Close the database and forget the keys."""


class Program(Protocol):
    """The program around the window. Every method may take long: call it off the window's thread,
    except ``preferences`` and ``persons``.
    """

    def preferences(self) -> Preferences:
        """What this computer account prefers."""

    def put_preferences(self, preferences: Preferences) -> None:
        """Remember that."""

    def default_folder(self) -> Path:
        """Where a new vault would be put."""

    def persons(self, vault: Path) -> Sequence[KnownPerson]:
        """Who may unlock a vault. Raises VaultMissingError, VaultDamagedError, VaultTooNewError."""

    def warm_up(self) -> None:
        """Load the database and its kin while the person types his passphrase."""

    def unlock(self, vault: Path, person: str, passphrase: str) -> UnlockedVault:
        """Raises VaultError and StoreError of all sorts; nothing is changed then."""

    def create_office(
        self, vault: Path, people: Sequence[NewPerson], *, name: str, body: str, district: str
    ) -> UnlockedVault:
        """Make an office and open it. Raises VaultExistsError, PassphraseTooWeakError …"""

    def create_team(self, vault: Path, people: Sequence[NewPerson]) -> UnlockedVault:
        """Make a laptop's vault and open it; it joins a team through the exchange screen."""

    def restore(self, copy: Path, vault: Path, progress: Progress, cancelled: Cancelled) -> None:
        """Put a copied vault folder into place. Raises VaultMissingError, VaultExistsError …"""

    def back_up(
        self, opened: UnlockedVault, folder: Path, progress: Progress, cancelled: Cancelled
    ) -> Copied:
        """Make a verified second copy on another disk. Raises SameDiskError, DiskFullError,
        MediaError, StoreError, VaultOutdatedError, CancelledError.
        """

    def suggest_passphrase(self) -> str:
        """Eight random syllables."""

    def strength(self, passphrase: str) -> tuple[int, int]:
        """(estimated bits, bits required)."""

    def add_person(self, opened: UnlockedVault, person: NewPerson) -> str:
        """Give one more person a passphrase on this device; returns his id."""

    def change_passphrase(self, opened: UnlockedVault, old: str, new: str) -> None:
        """Rewrite the slot of the person who unlocked. Raises WrongPassphraseError …"""

    def make_root_key(
        self, opened: UnlockedVault, name: str, passphrase: str, folder: Path
    ) -> Holder:
        """Give somebody a root key of the office on his own medium; none stays here.

        Raises PassphraseTooWeakError, MediaError, DiskFullError.
        """

    def sign_root(self, opened: UnlockedVault, key: Path, passphrase: str) -> Pending:
        """One holder signs the root that waits. Raises TrustError, MediaError."""

    def enforce_root(self, opened: UnlockedVault) -> None:
        """Bring it into force; the session is a new object then. Raises TrustError."""

    def print_feedback(
        self, letter: FeedbackReport, created: datetime, progress: Progress, cancelled: Cancelled
    ) -> Printed:
        """Set the letter. Raises CancelledError."""

    def print_notice(
        self, notice: FormationNotice, created: datetime, progress: Progress, cancelled: Cancelled
    ) -> Printed:
        """Set a 组建通知. Raises CancelledError."""

    def write_file(self, target: Path, data: bytes) -> None:
        """Write a document durably. Raises MediaError, DiskFullError."""

    def demonstration(self, progress: Progress, cancelled: Cancelled) -> tuple[Path, str, Path]:
        """Make the demonstration office and team anew, where it is made each time.

        Returns (vault of the first laptop, passphrase, folder with everything). Raises
        CancelledError.
        """
