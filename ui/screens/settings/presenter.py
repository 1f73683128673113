"""Choices of the settings screen, without a window."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.domain.errors import EvidenceError, InputError, Problem, StoreError, XunjiError
from app.ports import Cancelled, Progress
from app.services import evidence, second_copy, settings
from app.services.second_copy import Copied, CopyStanding
from app.services.session import Session
from ui.program import NewPerson, Program, UnlockedVault


class SettingsPresenter:
    """Reads and changes preferences and the people of this computer."""

    def __init__(self, program: Program, opened: UnlockedVault) -> None:
        self._program = program
        self._opened = opened

    @property
    def session(self) -> Session:
        """The session of the open vault."""
        return self._opened.session

    def choose_language(self, language: str) -> None:
        """Shown from the next start on."""
        self._program.put_preferences(replace(self._program.preferences(), language=language))

    def choose_dark(self, dark: bool) -> None:
        """Remembered; the window changes at once."""
        self._program.put_preferences(replace(self._program.preferences(), dark=dark))

    def choose_percent(self, percent: int) -> None:
        """Remembered; the window changes at once."""
        self._program.put_preferences(replace(self._program.preferences(), percent=percent))

    def people(self) -> list[str]:
        """Names of those who have a passphrase here."""
        return [person.name for person in settings.persons(self.session.store)]

    def add_person(self, name: str, passphrase: str, repeated: str) -> str:
        """Give one more person a passphrase. Raises InputError, PassphraseTooWeakError."""
        _check(name, passphrase, repeated)
        return self._program.add_person(self._opened, NewPerson(name.strip(), passphrase))

    def change_passphrase(self, old: str, new: str, repeated: str) -> None:
        """Rewrite this person's slot. Raises InputError, WrongPassphraseError …"""
        _check("-", new, repeated, old)
        self._program.change_passphrase(self._opened, old, new)

    @property
    def at_office(self) -> bool:
        """Whether this is the office's computer: it keeps a second copy of everything."""
        return self.session.role == "office"

    def last_copy(self) -> CopyStanding:
        """When the last verified copy was made, and where."""
        return second_copy.standing(self.session)

    def back_up(self, folder: Path, progress: Progress, cancelled: Cancelled) -> Copied:
        """Make a verified copy on another disk."""
        return self._program.back_up(self._opened, folder, progress, cancelled)

    def check(self, progress: Progress, cancelled: Cancelled) -> list[XunjiError]:
        """Everything that is wrong with the vault; one fault does not hide the rest."""
        found: list[XunjiError] = []
        try:
            self.session.store.check(progress, cancelled)
        except (StoreError, EvidenceError) as error:
            found.append(error)
        damaged = evidence.verify_all(self.session, progress, cancelled)
        return [*found, *(error for _, error in damaged)]


def _check(name: str, passphrase: str, repeated: str, old: str = "-") -> None:
    problems = []
    if not old:
        problems.append(Problem("old", "required"))
    if not name.strip():
        problems.append(Problem("name", "required"))
    if not passphrase:
        problems.append(Problem("passphrase", "required"))
    elif passphrase != repeated:
        problems.append(Problem("repeat", "not-the-same"))
    if problems:
        raise InputError("person", tuple(problems))
