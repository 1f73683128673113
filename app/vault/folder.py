"""Making a vault and opening it. One vault is one device; several persons share it.

This module and what it imports need neither the database, nor the report, nor the window
libraries: it runs while those still load.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from app.crypto import kdf
from app.crypto.aead import BoxError
from app.crypto.kdf import BytesLike, Cost
from app.domain.errors import (
    DiskFullError,
    MediaError,
    VaultDamagedError,
    VaultError,
    VaultExistsError,
    VaultMissingError,
    WrongPassphraseError,
)
from app.vault import durable, slots
from app.vault.layout import VaultLayout
from app.vault.lock import VaultLock
from app.vault.opened import OpenedVault
from app.vault.persons import NewPerson, check_new_persons, new_slot
from app.vault.slots import SlotsCopy, VaultDocument
from app.vault.throttle import Clock, Throttle

Role = Literal["office", "team"]


def create_vault(
    path: Path,
    role: Role,
    persons: Sequence[NewPerson],
    *,
    device: str = "",
    cipher: Mapping[str, str | int] = slots.DATABASE_CIPHER,
    cost: Cost | None = None,
    floor: Cost = kdf.FLOOR,
) -> OpenedVault:
    """Make a vault with random keys and open it as the first of ``persons``.

    ``cost`` is calibrated to about one second on this machine unless given.

    Raises:
        VaultExistsError: the folder is not empty.
        PassphraseTooWeakError, WeakSlotError, InputError, DiskFullError, MediaError.
    """
    layout = VaultLayout(path)
    if not layout.is_free():
        raise VaultExistsError(path)
    check_new_persons(persons)
    cost = cost or kdf.calibrate()
    database_key = bytearray(os.urandom(kdf.KEY_BYTES))
    document = VaultDocument(secrets.token_hex(16), role, device, dict(cipher), 0, ())
    for person in persons:
        document = document.with_slot(new_slot(document, person, database_key, cost, floor))
    layout.make_folders()
    lock = VaultLock(layout.lock)
    first = persons[0]
    vault = OpenedVault(
        layout,
        document,
        lock,
        database_key=database_key,
        person=first.person,
        person_seed=bytearray(first.seed),
    )
    with _undone_on_error(vault):
        vault.rewrite(document)
    return vault


def unmake_vault(path: Path) -> None:
    """Remove a vault whose creation failed half-way, so that it can be repeated in this folder.

    Only for a closed vault that nobody has worked in.
    """
    layout = VaultLayout(path)
    made = [layout.slots, layout.slots_copy, layout.attempts, layout.high_water]
    for each in (*made, *path.glob(f"{layout.database.name}*")):
        with contextlib.suppress(OSError):
            each.unlink(missing_ok=True)


def open_vault(
    path: Path,
    person: str,
    passphrase: str,
    *,
    lock: VaultLock | None = None,
    floor: Cost = kdf.FLOOR,
    clock: Clock = time.monotonic,
) -> OpenedVault:
    """Unlock with a person's passphrase. A ``lock`` already held is taken over on success.

    Raises:
        VaultMissingError, VaultInUseError, VaultTooNewError, PersonUnknownError.
        PassphraseDelayedError: too many wrong passphrases a moment ago; nothing was tried.
        WrongPassphraseError: counted; data untouched.
        WeakSlotError: the slot's key derivation was lowered.
        VaultDamagedError: no copy is whole, or somebody edited the slots.
    """
    layout = VaultLayout(path)
    throttle = Throttle(layout.attempts, clock)
    with _locked(layout, lock) as held:
        copies = slots.read_copies(layout)
        throttle.require_turn(person)
        copy, keys = _unlock(layout, copies, person, passphrase, floor, throttle)
        vault = OpenedVault(
            layout,
            copy.document,
            held,
            database_key=keys[0],
            person=person,
            person_seed=keys[1],
            failures=throttle.note_success(person),
        )
        _repair(vault)
    return vault


def open_with_database_key(
    path: Path, database_key: BytesLike, *, lock: VaultLock | None = None
) -> OpenedVault:
    """Open after a recovery by the office: without a person and without a person seed.

    Raises:
        VaultMissingError, VaultInUseError, VaultTooNewError.
        VaultDamagedError: this key does not authenticate the slots.
    """
    layout = VaultLayout(path)
    with _locked(layout, lock) as held:
        for copy in slots.read_copies(layout):
            if copy.is_authentic(database_key):
                vault = OpenedVault(
                    layout, copy.document, held, database_key=bytearray(database_key)
                )
                _repair(vault)
                return vault
        raise VaultDamagedError(path, "slots")


def record_device(vault: OpenedVault, device: str) -> None:
    """Note the device id, once its keys are made."""
    vault.rewrite(vault.document.with_device(device))


def _unlock(
    layout: VaultLayout,
    copies: Sequence[SlotsCopy],
    person: str,
    passphrase: str,
    floor: Cost,
    throttle: Throttle,
) -> tuple[SlotsCopy, tuple[bytearray, bytearray]]:
    """The first copy that opens and is authentic. Two copies are only here if they differ."""
    refusal: VaultError | None = None
    for copy in copies:
        try:
            slot = slots.parse_slot(copy.document.slot_of(person), layout.root, floor)
            keys = slots.unseal_slot(copy.document.vault, slot, passphrase)
        except BoxError:
            continue
        except VaultError as error:
            refusal = refusal or error
            continue
        if copy.is_authentic(keys[0]):
            return copy, keys
        refusal = refusal or VaultDamagedError(layout.root, "slots")
    if refusal is not None:
        raise refusal
    raise WrongPassphraseError(*throttle.note_failure(person))


def _repair(vault: OpenedVault) -> None:
    """Make what a restored copy lacks, and write both copies of the slots anew if they differ. A
    full disk must not keep anybody out.
    """
    with contextlib.suppress(MediaError):
        vault.layout.make_folders()
    for path in (vault.layout.slots, vault.layout.slots_copy):
        durable.remove_temporaries(path)
    if slots.copies_agree(vault.layout):
        return
    with contextlib.suppress(DiskFullError, MediaError):
        vault.rewrite(vault.document)
        vault.repaired = True


@contextlib.contextmanager
def _locked(layout: VaultLayout, lock: VaultLock | None) -> Iterator[VaultLock]:
    """The given lock, or a new one that is released if opening fails."""
    if not layout.exists():
        raise VaultMissingError(layout.root)
    held = lock or VaultLock(layout.lock)
    try:
        yield held
    except BaseException:
        if lock is None:
            held.release()
        raise


@contextlib.contextmanager
def _undone_on_error(vault: OpenedVault) -> Iterator[None]:
    """A creation that fails leaves no slots, so that it can be repeated in the same folder."""
    try:
        yield
    except BaseException:
        vault.close()
        unmake_vault(vault.layout.root)
        raise
