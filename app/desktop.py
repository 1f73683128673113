"""The program around the window: bootstrap, reporting and this computer's folders for ``ui``.

Imports inside methods keep the unlock window light: the database comes while the person types.
"""

from __future__ import annotations

import importlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_cache_path, user_config_path, user_data_path

from app.bootstrap import unlocking
from app.domain.errors import DiskFullError, MediaError, VaultExistsError, VaultMissingError
from app.domain.feedback import FeedbackReport
from app.domain.notice import FormationNotice
from app.ports import Cancelled, Progress
from app.vault import durable, passphrases, second_copy
from app.vault.layout import VaultLayout
from ui.program import (
    LANGUAGES,
    PERCENTS,
    FontUse,
    KnownPerson,
    NewPerson,
    Preferences,
    Printed,
)

if TYPE_CHECKING:
    from app.bootstrap.opening import Opened
    from app.reporting.feedback import BuiltReport
    from app.services.rotation import Holder, Pending
    from app.services.second_copy import Copied
    from ui.program import UnlockedVault

_NAME = "xunji"
_HEAVY = ("app.bootstrap.opening", "app.reporting.feedback")


def main(*, demo: bool = False) -> int:
    """Open the window; returns when it is closed."""
    from app.logs import begin_log
    from ui import shell

    begin_log()
    return shell.run(DesktopProgram(), demo=demo)


class DesktopProgram:
    """Implements ``ui.program.Program``."""

    def __init__(
        self,
        config: Path | None = None,
        policy: unlocking.KeyPolicy = unlocking.STANDARD,
    ) -> None:
        self._file = (config or user_config_path(_NAME, appauthor=False)) / "preferences.json"
        self._policy = policy

    def preferences(self) -> Preferences:
        """What this computer account prefers; the defaults if the file is missing or broken."""
        try:
            stored = json.loads(self._file.read_text(encoding="utf-8"))
            found = Preferences(stored["language"], stored["dark"] is True, stored["percent"])
            vault = stored.get("vault")
            found = replace(found, vault=Path(vault)) if vault else found
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return Preferences()
        known = found.language in LANGUAGES and found.percent in PERCENTS
        return found if known else Preferences(vault=found.vault)

    def put_preferences(self, preferences: Preferences) -> None:
        """Remember that; a full disk does not keep anybody from working."""
        body = {**asdict(preferences), "vault": str(preferences.vault or "")}
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            durable.write_atomically(self._file, json.dumps(body).encode())
        except (OSError, MediaError, DiskFullError):
            return

    def default_folder(self) -> Path:
        """Where a new vault would be put."""
        return user_data_path(_NAME, appauthor=False) / "vault"

    def persons(self, vault: Path) -> Sequence[KnownPerson]:
        """Who may unlock a vault."""
        return [KnownPerson(found.person, found.name) for found in unlocking.list_persons(vault)]

    def warm_up(self) -> None:
        """Load what opening a vault needs."""
        for module in _HEAVY:
            importlib.import_module(module)

    def unlock(self, vault: Path, person: str, passphrase: str) -> Opened:
        """Open a vault."""
        from app.bootstrap import opening

        return opening.open_vault(vault, person, passphrase, self._policy)

    def create_office(
        self, vault: Path, people: Sequence[NewPerson], *, name: str, body: str, district: str
    ) -> Opened:
        """Make an office and open it."""
        from app.bootstrap import opening

        return opening.create_office(
            vault,
            self._people(people),
            name=name,
            body=body,
            district=district,
            policy=self._policy,
        )

    def create_team(self, vault: Path, people: Sequence[NewPerson]) -> Opened:
        """Make a laptop's vault and open it."""
        from app.bootstrap import opening

        return opening.create_team(vault, self._people(people), self._policy)

    def restore(self, copy: Path, vault: Path, progress: Progress, cancelled: Cancelled) -> None:
        """Put a copied vault folder into place, as it is."""
        copy = second_copy.find_copy(copy)
        if not VaultLayout(copy).exists():
            raise VaultMissingError(copy)
        if not VaultLayout(vault).is_free():
            raise VaultExistsError(vault)
        unlocking.copy_vault(copy, vault, progress, cancelled)

    def back_up(
        self, opened: UnlockedVault, folder: Path, progress: Progress, cancelled: Cancelled
    ) -> Copied:
        """Make a verified second copy on another disk."""
        from app.bootstrap import copying
        from app.services.second_copy import make

        copier = copying.VaultCopier(_own(opened))
        return make(opened.session, copier, folder, progress=progress, cancelled=cancelled)

    def suggest_passphrase(self) -> str:
        """Eight random syllables."""
        return passphrases.generate()

    def strength(self, passphrase: str) -> tuple[int, int]:
        """(estimated bits, bits required)."""
        return passphrases.estimate_bits(passphrase), passphrases.MINIMUM_BITS

    def add_person(self, opened: UnlockedVault, person: NewPerson) -> str:
        """Give one more person a passphrase on this device."""
        from app.bootstrap import opening

        return opening.add_person(_own(opened), self._people([person])[0], self._policy)

    def change_passphrase(self, opened: UnlockedVault, old: str, new: str) -> None:
        """Rewrite the slot of the person who unlocked."""
        from app.bootstrap import opening

        opening.change_passphrase(_own(opened), old, new, self._policy)

    def make_root_key(
        self, opened: UnlockedVault, name: str, passphrase: str, folder: Path
    ) -> Holder:
        """Give somebody a root key on his own medium."""
        from app.bootstrap import holders

        to = holders.HolderToBe(name, passphrase, folder)
        return holders.make_key(to, opened.session.claimed(), self._policy)

    def sign_root(self, opened: UnlockedVault, key: Path, passphrase: str) -> Pending:
        """One holder signs the root that waits."""
        from app.bootstrap import holders

        return holders.sign(_own(opened), key, passphrase, self._policy)

    def enforce_root(self, opened: UnlockedVault) -> None:
        """Bring the root that waits into force."""
        from app.bootstrap import holders

        holders.enforce(_own(opened))

    def print_feedback(
        self, letter: FeedbackReport, created: datetime, progress: Progress, cancelled: Cancelled
    ) -> Printed:
        """Set the letter with this machine's fonts."""
        from app.reporting.feedback import build_feedback
        from app.reporting.fonts import machine_fonts

        built = build_feedback(
            letter,
            machine_fonts(),
            created=created,
            progress=lambda page: progress(page, 0),
            cancelled=cancelled,
        )
        return _printed(built)

    def print_notice(
        self, notice: FormationNotice, created: datetime, progress: Progress, cancelled: Cancelled
    ) -> Printed:
        """Set a 组建通知 with this machine's fonts."""
        from app.reporting.fonts import machine_fonts
        from app.reporting.notice import build_notice

        built = build_notice(
            notice,
            machine_fonts(),
            created=created,
            progress=lambda page: progress(page, 0),
            cancelled=cancelled,
        )
        return _printed(built)

    def write_file(self, target: Path, data: bytes) -> None:
        """Write a document durably."""
        durable.write_atomically(target, data)

    def demonstration(self, progress: Progress, cancelled: Cancelled) -> tuple[Path, str, Path]:
        """Make the demonstration anew in the account's own cache, where nobody else writes."""
        from app import demonstration

        folder = user_cache_path(_NAME, appauthor=False) / "demonstration"
        shutil.rmtree(folder, ignore_errors=True)
        made = demonstration.run(folder, self._policy, progress, cancelled)
        passphrase = made.passphrase_file.read_text(encoding="utf-8").strip()
        return made.laptops[0], passphrase, folder

    def _people(self, people: Sequence[NewPerson]):  # type: ignore[no-untyped-def]
        from app.bootstrap import opening

        return [opening.PersonToBe(person.name, person.passphrase) for person in people]


def _printed(built: BuiltReport) -> Printed:
    fonts = tuple(FontUse(f.role.value, f.family, f.official) for f in built.fonts_used)
    return Printed(built.pdf, built.pages, fonts, built.missing_characters)


def _own(opened: UnlockedVault) -> Opened:
    """The vaults handed out are this module's own."""
    return opened  # type: ignore[return-value]
