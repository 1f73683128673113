"""``vault.json``: who may open this vault, and how.

The file holds ``{"xunji": "vault/1", "body": {…}, "check": …, "mac": …}``. ``check`` is the
SHA-256 of the canonical body and finds accidents before any key is known. ``mac`` is its
HMAC-SHA256 under a key derived from the database key: once a slot is open it proves that nobody
edited any slot, role or cipher fact. What this version does not know (other slot kinds, other
fields) is kept when the file is rewritten.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from app.crypto import aead, kdf
from app.crypto.kdf import BytesLike, Cost
from app.domain.errors import (
    PersonUnknownError,
    VaultDamagedError,
    VaultMissingError,
    VaultTooNewError,
    WeakSlotError,
)
from app.vault.durable import write_atomically, write_error
from app.vault.layout import VaultLayout

VERSION: Final = 1
SUITE: Final = 1
ROLES: Final = ("office", "team")
PERSON_SLOT: Final = "passphrase"
OFFICE_SLOT: Final = "office"
LARGEST_FILE: Final = 4 * 1024 * 1024
DATABASE_CIPHER: Final[Mapping[str, str | int]] = {
    "key": "raw",
    "page_size": 4096,
    "hmac": "HMAC_SHA256",
}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PassphraseSlot:
    """One person's way in: two boxes under keys derived from the passphrase.

    ``extra`` are fields of later versions. Keys and boxes are bytes here and hex in the file.
    """

    person: str
    name: str
    salt: bytes
    cost: Cost
    database_key: bytes
    person_seed: bytes
    extra: Json = field(default_factory=dict)

    def to_json(self) -> Json:
        """The slot as it stands in the file."""
        return self.extra | {
            "kind": PERSON_SLOT,
            "person": self.person,
            "name": self.name,
            "kdf": {
                "name": "argon2id",
                "memory_kib": self.cost.memory_kib,
                "passes": self.cost.passes,
                "lanes": self.cost.lanes,
                "salt": self.salt.hex(),
            },
            "database_key": self.database_key.hex(),
            "person_seed": self.person_seed.hex(),
        }


@dataclass(frozen=True, slots=True)
class VaultDocument:
    """The body of ``vault.json``. ``slots`` stay raw so that unknown kinds survive a rewrite."""

    vault: str
    role: str
    device: str
    cipher: Json
    revision: int
    slots: tuple[Json, ...]
    suite: int = SUITE
    extra: Json = field(default_factory=dict)

    def passphrase_slots(self) -> tuple[Json, ...]:
        """The raw passphrase slots, in file order."""
        return tuple(slot for slot in self.slots if slot.get("kind") == PERSON_SLOT)

    def slot_of(self, person: str) -> Json:
        """The raw passphrase slot of a person. Raises ``PersonUnknownError``."""
        for slot in self.passphrase_slots():
            if slot.get("person") == person:
                return slot
        raise PersonUnknownError(person)

    def with_slot(self, slot: PassphraseSlot) -> VaultDocument:
        """A next revision in which this person's slot is ``slot``, others untouched."""
        raw = slot.to_json()
        if any(_is_of(other, slot.person) for other in self.slots):
            slots = tuple(raw if _is_of(other, slot.person) else other for other in self.slots)
        else:
            slots = (*self.slots, raw)
        return replace(self, slots=slots, revision=self.revision + 1)

    def without_person(self, person: str) -> VaultDocument:
        """A next revision without this person's slot."""
        slots = tuple(other for other in self.slots if not _is_of(other, person))
        return replace(self, slots=slots, revision=self.revision + 1)

    def with_office_slot(self, slot: Json) -> VaultDocument:
        """A next revision in which ``slot`` is the only office recovery slot."""
        others = tuple(other for other in self.slots if other.get("kind") != OFFICE_SLOT)
        return replace(
            self, slots=(*others, slot | {"kind": OFFICE_SLOT}), revision=self.revision + 1
        )

    def with_device(self, device: str) -> VaultDocument:
        """A next revision that names the device."""
        return replace(self, device=device, revision=self.revision + 1)

    def to_json(self) -> Json:
        """The body as it stands in the file."""
        return self.extra | {
            "suite": self.suite,
            "vault": self.vault,
            "role": self.role,
            "device": self.device,
            "cipher": self.cipher,
            "revision": self.revision,
            "slots": list(self.slots),
        }


@dataclass(frozen=True, slots=True)
class SlotsCopy:
    """One readable copy of the file: its body and the claimed authentication of it."""

    document: VaultDocument
    body: bytes
    mac: str

    def is_authentic(self, database_key: BytesLike) -> bool:
        """Whether the holder of the database key wrote exactly this body."""
        return hmac.compare_digest(self.mac, _mac(database_key, self.body))


def seal_slot(
    vault: str,
    person: str,
    name: str,
    passphrase: str,
    *,
    database_key: BytesLike,
    person_seed: BytesLike,
    cost: Cost,
    floor: Cost = kdf.FLOOR,
    extra: Json | None = None,
) -> PassphraseSlot:
    """A new slot under a fresh salt. ``extra`` are fields of later versions to be kept.

    Raises:
        WeakSlotError: ``cost`` is below ``floor``.
    """
    if not cost.meets(floor):
        raise WeakSlotError(person)
    slot = PassphraseSlot(person, name, os.urandom(kdf.SALT_BYTES), cost, b"", b"", extra or {})
    root = kdf.derive(passphrase, slot.salt, cost)
    return replace(
        slot,
        database_key=_wrap(root, "database-key", vault, slot, database_key),
        person_seed=_wrap(root, "person-seed", vault, slot, person_seed),
    )


def unseal_slot(vault: str, slot: PassphraseSlot, passphrase: str) -> tuple[bytearray, bytearray]:
    """The database key and the person seed.

    Raises:
        app.crypto.aead.BoxError: wrong passphrase, or salt, cost, person or vault were edited.
    """
    root = kdf.derive(passphrase, slot.salt, slot.cost)
    return (
        _unwrap(root, "database-key", vault, slot, slot.database_key),
        _unwrap(root, "person-seed", vault, slot, slot.person_seed),
    )


def parse_slot(raw: Json, path: Path, floor: Cost = kdf.FLOOR) -> PassphraseSlot:
    """The typed form of a raw passphrase slot.

    Raises:
        WeakSlotError: its key derivation is below ``floor``: somebody lowered it.
        VaultDamagedError: fields missing, of the wrong type, or costs beyond any reason.
    """
    try:
        slot = _typed_slot(raw)
    except (KeyError, TypeError, ValueError):
        raise VaultDamagedError(path, "slot") from None
    if not slot.cost.meets(floor):
        raise WeakSlotError(slot.person)
    if not kdf.CEILING.meets(slot.cost) or len(slot.salt) < kdf.SALT_BYTES:
        raise VaultDamagedError(path, "slot")
    return slot


def write_document(layout: VaultLayout, document: VaultDocument, database_key: BytesLike) -> None:
    """Write both copies, one after the other, each atomically.

    Raises:
        DiskFullError, MediaError: at least one whole copy, old or new, is still there.
    """
    body = canonical(document.to_json())
    whole = {
        "xunji": f"vault/{VERSION}",
        "body": document.to_json(),
        "check": hashlib.sha256(body).hexdigest(),
        "mac": _mac(database_key, body),
    }
    data = (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    write_atomically(layout.slots, data)
    write_atomically(layout.slots_copy, data)


def read_copies(layout: VaultLayout) -> tuple[SlotsCopy, ...]:
    """The readable copies of the newest revision: one, or two that differ (one was edited).

    Raises:
        VaultMissingError: no copy at all.
        MediaError: what is there cannot be read.
        VaultTooNewError: made by a newer program.
        VaultDamagedError: no copy is whole.
    """
    found = _read_what_can_be_read(layout)
    copies = [copy for data in found if (copy := _parse(data)) is not None]
    if not copies:
        raise VaultDamagedError(layout.root, "vault.json")
    newest = max(copy.document.revision for copy in copies)
    distinct = {(copy.body, copy.mac): copy for copy in copies if copy.document.revision == newest}
    return tuple(distinct.values())


def copies_agree(layout: VaultLayout) -> bool:
    """Whether both copies are there and equal, byte for byte."""
    try:
        first, second = (path.read_bytes() for path in _paths(layout))
    except OSError:
        return False
    return first == second


def canonical(value: Json) -> bytes:
    """The one byte form that is hashed: sorted keys, compact, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _paths(layout: VaultLayout) -> tuple[Path, Path]:
    return layout.slots, layout.slots_copy


def _read_what_can_be_read(layout: VaultLayout) -> list[bytes]:
    """The bytes of each copy that the medium still gives: one bad sector keeps nobody out."""
    found: list[bytes] = []
    failure: OSError | None = None
    for path in _paths(layout):
        try:
            with path.open("rb") as file:
                found.append(file.read(LARGEST_FILE + 1))
        except FileNotFoundError:
            continue
        except OSError as error:
            failure = error
    if not found and failure is not None:
        raise write_error(failure, layout.root, 0) from failure
    if not found:
        raise VaultMissingError(layout.root)
    return found


def _is_of(slot: Json, person: str) -> bool:
    return slot.get("kind") == PERSON_SLOT and slot.get("person") == person


def _parse(data: bytes) -> SlotsCopy | None:
    """A copy, or None where it is not whole. Raises ``VaultTooNewError``."""
    if len(data) > LARGEST_FILE:
        return None
    try:
        whole = json.loads(data.decode("utf-8"), object_pairs_hook=_without_duplicates)
        _check_version(whole["xunji"])
        body = canonical(whole["body"])
        if hashlib.sha256(body).hexdigest() != whole["check"]:
            return None
        return SlotsCopy(_typed_document(whole["body"]), body, str(whole["mac"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def _check_version(found: str) -> None:
    match = re.fullmatch(r"vault/([1-9][0-9]{0,5})", found)
    if match is None:
        raise ValueError("not a vault file")
    if int(match[1]) > VERSION:
        raise VaultTooNewError(int(match[1]), VERSION)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> Json:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("duplicate key")
    return found


def _typed_document(body: Json) -> VaultDocument:
    known = {"suite", "vault", "role", "device", "cipher", "revision", "slots"}
    document = VaultDocument(
        vault=_text(body["vault"]),
        role=_text(body["role"]),
        device=_text(body["device"]),
        cipher=dict(body["cipher"]),
        revision=_whole(body["revision"]),
        slots=tuple(dict(slot) for slot in body["slots"]),
        suite=_whole(body["suite"]),
        extra={key: value for key, value in body.items() if key not in known},
    )
    if document.role not in ROLES:
        raise ValueError("unknown role")
    if document.suite > SUITE:
        raise VaultTooNewError(document.suite, SUITE)
    return document


def _typed_slot(raw: Json) -> PassphraseSlot:
    known = {"kind", "person", "name", "kdf", "database_key", "person_seed"}
    derivation = raw["kdf"]
    if derivation["name"] != "argon2id":
        raise ValueError("unknown key derivation")
    return PassphraseSlot(
        person=_text(raw["person"]),
        name=_text(raw["name"]),
        salt=bytes.fromhex(derivation["salt"]),
        cost=Cost(
            _whole(derivation["memory_kib"]),
            _whole(derivation["passes"]),
            _whole(derivation["lanes"]),
        ),
        database_key=bytes.fromhex(raw["database_key"]),
        person_seed=bytes.fromhex(raw["person_seed"]),
        extra={key: value for key, value in raw.items() if key not in known},
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise TypeError("whole number expected")
    return value


def _mac(database_key: BytesLike, body: bytes) -> str:
    key = kdf.subkey(database_key, "xunji vault slots v1")
    return hmac.new(key, body, hashlib.sha256).hexdigest()


def _bound_facts(purpose: str, vault: str, slot: PassphraseSlot) -> bytes:
    """What a box is bound to: moving it to another vault, person or cost breaks it."""
    return canonical(
        {
            "purpose": purpose,
            "vault": vault,
            "person": slot.person,
            "cost": [slot.cost.memory_kib, slot.cost.passes, slot.cost.lanes],
            "salt": slot.salt.hex(),
        }
    )


def _wrap(root: bytes, purpose: str, vault: str, slot: PassphraseSlot, secret: BytesLike) -> bytes:
    key = kdf.subkey(root, f"xunji slot {purpose} v1")
    return aead.seal(key, secret, _bound_facts(purpose, vault, slot))


def _unwrap(root: bytes, purpose: str, vault: str, slot: PassphraseSlot, box: bytes) -> bytearray:
    key = kdf.subkey(root, f"xunji slot {purpose} v1")
    return bytearray(aead.unseal(key, box, _bound_facts(purpose, vault, slot)))
