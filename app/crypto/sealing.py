"""Sealed values: a field group encrypted under its record's own key, and that key for its readers.

Every sealed record has a random 32-byte *record key*. A sealed group travels as

    {"sealed":1,"key":<key id>,"s":<salt>,"c":<ciphertext>,"m":<tag>}

with ``s`` 16 random bytes, ``c`` ChaCha20-Poly1305 and ``m`` HMAC-SHA256, all in standard base64
with padding. The encryption key is HKDF-SHA256(record key, salt ``s``, info
``xj-sealed-v1|value|<key id>``) and so serves one value only: the nonce is zero. Associated data
is ``xj-sealed-v1|office|task|record|group``. The plain text gets one byte 0x80 and zeros up to the
next multiple of 256 bytes first, so that the length of a name does not show.

``m`` is taken over the associated data, one NUL and the unpadded plain text, under HKDF-SHA256
(record key, no salt, info ``xj-sealed-v1|tag|<key id>``). Whoever lacks the record key learns
nothing from it; the fold compares it, so that the same text sealed twice is the same value. It also
commits to the key: a box that two keys open cannot be made.

A record key reaches a reader as an HPKE box with the info
``xj-keygrant-v1|office|task|record|<key id>``. No policy lives here: who may read is decided
elsewhere.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.crypto import aead, hpke
from app.crypto.kdf import subkey
from app.domain.errors import DecryptionError

RECORD_KEY_BYTES: Final = 32
SALT_BYTES: Final = 16
BUCKET_BYTES: Final = 256

_ZERO_NONCE: Final = bytes(aead.NONCE_BYTES)
_PAD_MARK: Final = b"\x80"


@dataclass(frozen=True, slots=True)
class GroupAddress:
    """Where one sealed value belongs. Raises ValueError for parts that could run together."""

    office: str
    task: str
    record: str
    group: str

    def __post_init__(self) -> None:
        _check_parts(self.office, self.task, self.record, self.group)

    @property
    def associated(self) -> bytes:
        """The bytes every sealed value is bound to."""
        return "|".join(("xj-sealed-v1", self.office, self.task, self.record, self.group)).encode()


@dataclass(frozen=True, slots=True)
class RecordAddress:
    """The record a record key belongs to. Raises ValueError for parts that could run together."""

    office: str
    task: str
    record: str

    def __post_init__(self) -> None:
        _check_parts(self.office, self.task, self.record)

    def group(self, name: str) -> GroupAddress:
        """The address of one of the record's field groups."""
        return GroupAddress(self.office, self.task, self.record, name)

    def grant_info(self, key_id: str) -> bytes:
        """The purpose an HPKE box with this record's key is made for."""
        _check_parts(key_id)
        parts = ("xj-keygrant-v1", self.office, self.task, self.record, key_id)
        return "|".join(parts).encode()


def new_record_key() -> bytes:
    """32 random bytes."""
    return secrets.token_bytes(RECORD_KEY_BYTES)


def seal_value(
    record_key: bytes, key_id: str, address: GroupAddress, plaintext: bytes
) -> dict[str, Any]:
    """Seal the normal form of a group's JSON value. The result goes into a put operation as it is.

    Raises ValueError for a record key of another length or an unusable key id.
    """
    _check_key(record_key, key_id)
    salt = secrets.token_bytes(SALT_BYTES)
    sealed = aead.seal_at(
        _value_key(record_key, key_id, salt), _ZERO_NONCE, _padded(plaintext), address.associated
    )
    return {
        "sealed": 1,
        "key": key_id,
        "s": _to_base64(salt),
        "c": _to_base64(sealed),
        "m": _to_base64(_tag(record_key, key_id, address, plaintext)),
    }


def open_value(record_key: bytes, address: GroupAddress, sealed: object) -> bytes:
    """The plain text of a sealed value.

    Raises DecryptionError if it was altered, moved to another record, group, task or office, sealed
    under another key, or is no sealed value at all.
    """
    key_id, salt, ciphertext, tag = _read(sealed)
    _check_key(record_key, key_id)
    try:
        padded = aead.unseal_at(
            _value_key(record_key, key_id, salt), _ZERO_NONCE, ciphertext, address.associated
        )
    except aead.BoxError as error:
        raise DecryptionError from error
    plaintext = _unpadded(padded)
    if not hmac.compare_digest(tag, _tag(record_key, key_id, address, plaintext)):
        raise DecryptionError
    return plaintext


def sealed_key_id(sealed: object) -> str:
    """Which record key opens this value. Raises DecryptionError if it is no sealed value."""
    return _read(sealed)[0]


def wrap_record_key(
    record_key: bytes, key_id: str, reader_public: bytes, address: RecordAddress
) -> str:
    """A record key for one reader: an HPKE box of 1168 bytes in base64.

    Raises ValueError for a record key of another length or an unusable public key.
    """
    _check_key(record_key, key_id)
    return _to_base64(hpke.seal(reader_public, address.grant_info(key_id), record_key))


def unwrap_record_key(
    private: hpke.PrivateKey, key_id: str, address: RecordAddress, box: str
) -> bytes:
    """The record key in a box made for this reader.

    Raises DecryptionError if the box is for another reader, record or key, or was altered.
    """
    record_key = hpke.open(private, address.grant_info(key_id), _from_base64(box))
    if len(record_key) != RECORD_KEY_BYTES:
        raise DecryptionError
    return record_key


def _value_key(record_key: bytes, key_id: str, salt: bytes) -> bytes:
    return subkey(record_key, f"xj-sealed-v1|value|{key_id}", salt=salt)


def _tag(record_key: bytes, key_id: str, address: GroupAddress, plaintext: bytes) -> bytes:
    key = subkey(record_key, f"xj-sealed-v1|tag|{key_id}")
    return hmac.digest(key, address.associated + b"\0" + plaintext, "sha256")


def _padded(plaintext: bytes) -> bytes:
    marked = plaintext + _PAD_MARK
    return marked + bytes(-len(marked) % BUCKET_BYTES)


def _unpadded(padded: bytes) -> bytes:
    plaintext, mark, zeros = padded.rpartition(_PAD_MARK)
    if not mark or len(zeros) >= BUCKET_BYTES or zeros.strip(b"\0"):
        raise DecryptionError
    return plaintext


def _read(sealed: object) -> tuple[str, bytes, bytes, bytes]:
    if not isinstance(sealed, Mapping) or sealed.get("sealed") != 1:
        raise DecryptionError
    key_id = sealed.get("key")
    salt, ciphertext, tag = (_from_base64(sealed.get(name)) for name in ("s", "c", "m"))
    if not _usable(key_id) or len(salt) != SALT_BYTES:
        raise DecryptionError
    return str(key_id), salt, ciphertext, tag


def _to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def _from_base64(text: object) -> bytes:
    if not isinstance(text, str):
        raise DecryptionError
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise DecryptionError from error
    if _to_base64(data) != text:  # one spelling only: spare bits and missing padding are refused
        raise DecryptionError
    return data


def _usable(part: object) -> bool:
    return isinstance(part, str) and bool(part) and "|" not in part and "\0" not in part


def _check_parts(*parts: str) -> None:
    if not all(_usable(part) for part in parts):
        raise ValueError("a part of an address is empty or holds a separator")


def _check_key(record_key: bytes, key_id: str) -> None:
    if len(record_key) != RECORD_KEY_BYTES:
        raise ValueError("a record key has 32 bytes")
    _check_parts(key_id)
