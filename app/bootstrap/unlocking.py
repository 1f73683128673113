"""What the unlock window needs before the database is loaded: who may unlock, and how hard."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from app.crypto import kdf
from app.crypto.kdf import Cost
from app.domain.errors import CancelledError, PersonUnknownError
from app.ports import Cancelled, Progress
from app.vault import persons as vault_persons
from app.vault.durable import make_folder, sync_file, sync_folder, write_error
from app.vault.layout import LOCK, SPOOL
from app.vault.persons import PersonName


@dataclass(frozen=True)
class KeyPolicy:
    """How hard passphrases are to try: tests lower both, nobody else does."""

    cost: Cost | None = None
    floor: Cost = kdf.FLOOR


STANDARD = KeyPolicy()


def list_persons(path: Path) -> tuple[PersonName, ...]:
    """Who may unlock this vault. Raises VaultMissingError, VaultDamagedError, VaultTooNewError."""
    return vault_persons.list_persons(path)


def find_person(path: Path, wanted: str) -> str:
    """Id of the person called ``wanted`` (name or id); of the only one if it is empty.

    Raises PersonUnknownError.
    """
    persons = list_persons(path)
    found = [p for p in persons if wanted in (p.name, p.person)] if wanted else list(persons)
    if not found or (not wanted and len(found) > 1):
        raise PersonUnknownError(wanted)
    return found[0].person


def copy_vault(source: Path, target: Path, progress: Progress, cancelled: Cancelled) -> None:
    """Copy a vault's files; the slots last, so that half a copy is never taken for a vault.

    Raises CancelledError, DiskFullError, MediaError; what was copied is removed then.
    """
    skipped = {SPOOL, LOCK}
    files = [
        path
        for path in sorted(source.rglob("*"))
        if path.is_file() and path.relative_to(source).parts[0] not in skipped
    ]
    files.sort(key=lambda path: path.name.startswith("vault.json"))
    total = sum(path.stat().st_size for path in files)
    done = 0
    try:
        for path in files:
            if cancelled():
                raise CancelledError
            place = target / path.relative_to(source)
            make_folder(place.parent)
            shutil.copyfile(path, place)
            with place.open("rb+") as file:
                sync_file(file.fileno())
            done += path.stat().st_size
            progress(done, total)
        for made in {target, *(path.parent for path in target.rglob("*"))}:
            sync_folder(made)
    except OSError as error:
        shutil.rmtree(target, ignore_errors=True)
        raise write_error(error, target, total) from error
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
