"""Making and opening a vault, and who may open it.

One vault is one device; several persons share it. Each has an own passphrase slot that wraps the
database key and, separately, the seed of his own key. This module and what it imports need
neither the database, nor the report, nor the window libraries: it runs while those still load.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Literal

from app.crypto import kdf
from app.crypto.aead import BoxError
from app.crypto.kdf import BytesLike, Cost
from app.domain.errors import (
    DiskFullError,
    InputError,
    MediaError,
    PassphraseTooWeakError,
    Problem,
    VaultDamagedError,
    VaultError,
    VaultExistsError,
    VaultMissingError,
    WrongPassphraseError,
)
from app.vault import durable, passphrases, slots
from app.vault.layout import VaultLayout
from app.vault.lock import VaultLock
from app.vault.slots import Json, PassphraseSlot, SlotsCopy, VaultDocument
from app.vault.throttle import Clock, Throttle

Role = Literal["office", "team"]


def _new_seed() -> bytes:
    return os.urandom(kdf.KEY_BYTES)


@dataclass(frozen=True, slots=True)
class NewPerson:
    """A person to be given a slot. ``seed`` (32 bytes) is the seed of his own key."""

    person: str
    name: str
    passphrase: str = field(repr=False)
    seed: bytes = field(default_factory=_new_seed, repr=False)


@dataclass(frozen=True, slots=True)
class PersonName:
    """What the unlock window shows of a person: id and name."""

    person: str
    name: str


class OpenedVault:
    """An unlocked vault: its keys, until ``forget_keys``, and its lock, until ``close``.

    ``person`` is who unlocked it, empty after a recovery; ``person_seed`` is then empty, too.
    ``failures`` counts wrong passphrases of this person since his last success; ``repaired``
    tells that one copy of ``vault.json`` was damaged and has been written anew.
    """

    def __init__(
        self,
        layout: VaultLayout,
        document: VaultDocument,
        lock: VaultLock,
        *,
        database_key: bytearray,
        person: str = "",
        person_seed: bytearray | None = None,
        failures: int = 0,
        repaired: bool = False,
    ) -> None:
        self.layout = layout
        self.document = document
        self.lock = lock
        self.database_key = database_key
        self.person = person
        self.person_seed = person_seed if person_seed is not None else bytearray()
        self.failures = failures
        self.repaired = repaired

    @property
    def vault(self) -> str:
        """The id of the vault: 32 hex digits."""
        return self.document.vault

    @property
    def role(self) -> str:
        """``office`` or ``team``."""
        return self.document.role

    @property
    def device(self) -> str:
        """The id of the device, empty until ``record_device``."""
        return self.document.device

    def rewrite(self, document: VaultDocument) -> None:
        """Write a next revision of the slots. Raises ``DiskFullError``, ``MediaError``."""
        slots.write_document(self.layout, document, self.database_key)
        self.document = document

    def forget_keys(self) -> None:
        """Overwrite the keys, best effort; the vault stays reserved for this process."""
        kdf.wipe(self.database_key)
        kdf.wipe(self.person_seed)

    def close(self) -> None:
        """Forget the keys and let other processes open the vault."""
        self.forget_keys()
        self.lock.release()

    def __enter__(self) -> OpenedVault:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


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
    _check_new_persons(persons)
    cost = cost or kdf.calibrate()
    database_key = bytearray(os.urandom(kdf.KEY_BYTES))
    document = VaultDocument(secrets.token_hex(16), role, device, dict(cipher), 0, ())
    for person in persons:
        document = document.with_slot(_new_slot(document, person, database_key, cost, floor))
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


def list_persons(path: Path) -> tuple[PersonName, ...]:
    """Who has a slot, for the unlock window; not authenticated before somebody unlocks.

    Raises:
        VaultMissingError, VaultDamagedError, VaultTooNewError.
    """
    document = slots.read_copies(VaultLayout(path))[0].document
    return tuple(
        PersonName(str(slot.get("person", "")), str(slot.get("name", "")))
        for slot in document.passphrase_slots()
    )


def office_slot(path: Path) -> Json | None:
    """The office recovery slot as it was given to ``set_office_slot``, or None."""
    document = slots.read_copies(VaultLayout(path))[0].document
    return next((slot for slot in document.slots if slot.get("kind") == slots.OFFICE_SLOT), None)


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


def add_person(
    vault: OpenedVault,
    person: NewPerson,
    *,
    cost: Cost | None = None,
    floor: Cost = kdf.FLOOR,
) -> None:
    """Give one more person a slot.

    Raises:
        InputError: the person has a slot already (rule ``duplicate``).
        PassphraseTooWeakError, WeakSlotError, DiskFullError, MediaError.
    """
    taken = {slot.get("person") for slot in vault.document.passphrase_slots()}
    if person.person in taken:
        raise InputError("person", (Problem("person", "duplicate"),))
    _put_person(vault, person, cost, floor)


def reset_person(
    vault: OpenedVault,
    person: NewPerson,
    *,
    cost: Cost | None = None,
    floor: Cost = kdf.FLOOR,
) -> None:
    """Give a person who forgot his passphrase a new slot; ``person.seed`` must be his own seed.

    Raises:
        PersonUnknownError, PassphraseTooWeakError, WeakSlotError, DiskFullError, MediaError.
    """
    vault.document.slot_of(person.person)
    _put_person(vault, person, cost, floor)


def change_passphrase(
    vault: OpenedVault,
    old: str,
    new: str,
    *,
    cost: Cost | None = None,
    floor: Cost = kdf.FLOOR,
    clock: Clock = time.monotonic,
) -> None:
    """Rewrite the slot of the person who unlocked the vault; nothing else is re-encrypted.

    Old copies of the folder still open with the old passphrase.

    Raises:
        WrongPassphraseError, PassphraseDelayedError: ``old`` is asked again, and counted.
        PassphraseTooWeakError, WeakSlotError, DiskFullError, MediaError.
    """
    require_strength(new)
    throttle = Throttle(vault.layout.attempts, clock)
    throttle.require_turn(vault.person)
    slot = slots.parse_slot(vault.document.slot_of(vault.person), vault.layout.root, floor)
    try:
        _, seed = slots.unseal_slot(vault.vault, slot, old)
    except BoxError:
        raise WrongPassphraseError(*throttle.note_failure(vault.person)) from None
    person = NewPerson(slot.person, slot.name, new, bytes(seed))
    _put_person(vault, person, cost, floor, slot.extra)
    kdf.wipe(seed)


def remove_person(vault: OpenedVault, person: str) -> None:
    """Take a person's slot away. Copies of the folder made before still hold it.

    Raises:
        PersonUnknownError.
        InputError: his is the last slot (rule ``last_slot``): nobody could open the vault.
    """
    vault.document.slot_of(person)
    if len(vault.document.passphrase_slots()) == 1:
        raise InputError("person", (Problem("person", "last_slot"),))
    vault.rewrite(vault.document.without_person(person))


def set_office_slot(vault: OpenedVault, slot: Json) -> None:
    """Store the office recovery slot: the database key sealed to the office's recovery key.

    The sealing (HPKE) and its fields are the caller's; here they are JSON values.
    """
    vault.rewrite(vault.document.with_office_slot(slot))


def record_device(vault: OpenedVault, device: str) -> None:
    """Note the device id, once its keys are made."""
    vault.rewrite(vault.document.with_device(device))


def require_strength(passphrase: str) -> None:
    """Raise ``PassphraseTooWeakError`` below the minimum of ``passphrases.MINIMUM_BITS``."""
    bits = passphrases.estimate_bits(passphrase)
    if bits < passphrases.MINIMUM_BITS:
        raise PassphraseTooWeakError(bits, passphrases.MINIMUM_BITS)


def _check_new_persons(persons: Sequence[NewPerson]) -> None:
    if not persons:
        raise ValueError("a vault needs a person")
    if len({person.person for person in persons}) != len(persons):
        raise InputError("person", (Problem("person", "duplicate"),))
    for person in persons:
        require_strength(person.passphrase)


def _new_slot(
    document: VaultDocument,
    person: NewPerson,
    database_key: BytesLike,
    cost: Cost,
    floor: Cost,
    extra: Json | None = None,
) -> PassphraseSlot:
    return slots.seal_slot(
        document.vault,
        person.person,
        person.name,
        person.passphrase,
        database_key=database_key,
        person_seed=person.seed,
        cost=cost,
        floor=floor,
        extra=extra,
    )


def _put_person(
    vault: OpenedVault,
    person: NewPerson,
    cost: Cost | None,
    floor: Cost,
    extra: Json | None = None,
) -> None:
    require_strength(person.passphrase)
    slot = _new_slot(
        vault.document, person, vault.database_key, cost or kdf.calibrate(), floor, extra
    )
    vault.rewrite(vault.document.with_slot(slot))


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
    """Write both copies anew if they differ. A full disk must not keep anybody out."""
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
        for path in (vault.layout.slots, vault.layout.slots_copy):
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)
        vault.close()
        raise
