"""What the unlock window needs before the database is loaded: who may unlock, and how hard."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.crypto import kdf
from app.crypto.kdf import Cost
from app.domain.errors import PersonUnknownError
from app.vault import folder
from app.vault.folder import PersonName


@dataclass(frozen=True)
class KeyPolicy:
    """How hard passphrases are to try: tests lower both, nobody else does."""

    cost: Cost | None = None
    floor: Cost = kdf.FLOOR


STANDARD = KeyPolicy()


def list_persons(path: Path) -> tuple[PersonName, ...]:
    """Who may unlock this vault. Raises VaultMissingError, VaultDamagedError, VaultTooNewError."""
    return folder.list_persons(path)


def find_person(path: Path, wanted: str) -> str:
    """Id of the person called ``wanted`` (name or id); of the only one if it is empty.

    Raises PersonUnknownError.
    """
    persons = list_persons(path)
    found = [p for p in persons if wanted in (p.name, p.person)] if wanted else list(persons)
    if not found or (not wanted and len(found) > 1):
        raise PersonUnknownError(wanted)
    return found[0].person
