"""Who may open a vault: one slot for each person, and one for the office's recovery.

Each person's slot wraps the database key and, separately, the seed of his own key under his
passphrase. Changing it rewrites this one slot; nothing else is encrypted anew.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.crypto import kdf
from app.crypto.aead import BoxError
from app.crypto.kdf import BytesLike, Cost
from app.domain.errors import InputError, PassphraseTooWeakError, Problem, WrongPassphraseError
from app.vault import passphrases, slots
from app.vault.layout import VaultLayout
from app.vault.opened import OpenedVault
from app.vault.slots import Json, PassphraseSlot, VaultDocument
from app.vault.throttle import Clock, Throttle


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


def require_strength(passphrase: str) -> None:
    """Raise ``PassphraseTooWeakError`` below the minimum of ``passphrases.MINIMUM_BITS``."""
    bits = passphrases.estimate_bits(passphrase)
    if bits < passphrases.MINIMUM_BITS:
        raise PassphraseTooWeakError(bits, passphrases.MINIMUM_BITS)


def check_new_persons(persons: Sequence[NewPerson]) -> None:
    """Raise what ``create_vault`` raises for the persons of a new vault."""
    if not persons:
        raise ValueError("a vault needs a person")
    if len({person.person for person in persons}) != len(persons):
        raise InputError("person", (Problem("person", "duplicate"),))
    for person in persons:
        require_strength(person.passphrase)


def new_slot(
    document: VaultDocument,
    person: NewPerson,
    database_key: BytesLike,
    cost: Cost,
    floor: Cost,
    extra: Json | None = None,
) -> PassphraseSlot:
    """A sealed slot for a person of this vault. Raises ``WeakSlotError``."""
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
    slot = new_slot(
        vault.document, person, vault.database_key, cost or kdf.calibrate(), floor, extra
    )
    vault.rewrite(vault.document.with_slot(slot))
