"""State and choices of the start window, without a window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from app.domain.errors import InputError, Problem, VaultError
from ui.program import KnownPerson, NewPerson, Program, UnlockedVault


class Start(StrEnum):
    """Which page to show first."""

    WELCOME = "welcome"
    UNLOCK = "unlock"


@dataclass(frozen=True)
class NewVault:
    """What the assistant asks for. ``people`` may hold empty rows; they are left out."""

    is_office: bool
    folder: Path
    people: tuple[NewPerson, ...]
    repeated: tuple[str, ...] = ()
    """The passphrases typed a second time, in the order of ``people``."""
    name: str = ""
    body: str = "inspection_office"
    district: str = ""


@dataclass
class StartPresenter:
    """Decides what the start window shows and does the work it is asked for."""

    program: Program
    vault: Path | None = None
    persons: Sequence[KnownPerson] = field(default_factory=tuple)

    def begin(self) -> Start:
        """The vault opened last if it is still there, else the welcome."""
        known = self.program.preferences().vault
        if known is not None:
            try:
                self.look_at(known)
            except VaultError:
                return Start.WELCOME
            return Start.UNLOCK
        return Start.WELCOME

    def look_at(self, vault: Path) -> None:
        """Choose a vault to unlock. Raises VaultMissingError, VaultDamagedError …"""
        self.persons = self.program.persons(vault)
        self.vault = vault

    def unlock(self, person: str, passphrase: str) -> UnlockedVault:
        """Open the chosen vault; remembered for the next start."""
        assert self.vault is not None
        opened = self.program.unlock(self.vault, person, passphrase)
        self._remember(self.vault)
        return opened

    def create(self, wanted: NewVault) -> UnlockedVault:
        """Make a vault. Raises InputError, PassphraseTooWeakError, VaultExistsError …"""
        people = check(wanted)
        if wanted.is_office:
            opened = self.program.create_office(
                wanted.folder,
                people,
                name=wanted.name.strip(),
                body=wanted.body,
                district=wanted.district.strip(),
            )
        else:
            opened = self.program.create_team(wanted.folder, people)
        self._remember(wanted.folder)
        return opened

    def _remember(self, vault: Path) -> None:
        preferences = self.program.preferences()
        self.program.put_preferences(replace(preferences, vault=vault))


def check(wanted: NewVault) -> list[NewPerson]:
    """The people to be written. Raises InputError naming what is missing."""
    problems: list[Problem] = []
    if wanted.is_office and not wanted.name.strip():
        problems.append(Problem("office_name", "required"))
    people: list[NewPerson] = []
    for index, person in enumerate(wanted.people):
        if not person.name.strip() and not person.passphrase:
            continue
        if not person.name.strip():
            problems.append(Problem(f"name_{index}", "required"))
        if not person.passphrase:
            problems.append(Problem(f"passphrase_{index}", "required"))
        elif wanted.repeated[index : index + 1] not in ((), (person.passphrase,)):
            problems.append(Problem(f"repeat_{index}", "not-the-same"))
        people.append(NewPerson(person.name.strip(), person.passphrase))
    if not people:
        problems += [Problem("name_0", "required"), Problem("passphrase_0", "required")]
    if problems:
        raise InputError("vault", tuple(problems))
    return people
