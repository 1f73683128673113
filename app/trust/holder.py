"""A holder's root key, alone in a file on the medium he keeps, closed with his own passphrase.

::

    {"xj":"root-key/1","suite":1,"holder":"<name>","public":"<ed25519>","made":"<time>",
     "kdf":{"name":"argon2id","memory_kib":…,"passes":…,"lanes":…,"salt":"<hex>"},"box":"<hex>"}

``box`` is a ChaCha20-Poly1305 box over the 32-byte seed under a key derived from the passphrase,
and everything else in the file is bound to it: lowering the cost or exchanging the name breaks it.
The key is never put together from parts and never written anywhere else; holders sign one after
the other.
"""

from __future__ import annotations

import base64
import binascii
import os
from dataclasses import dataclass, field

from app.crypto import aead, kdf
from app.crypto.aead import BoxError
from app.crypto.kdf import Cost
from app.crypto.signing import SigningKey
from app.domain.errors import StrictJsonError, TrustError
from app.journal.canonical import JsonValue, encode, parse_object
from app.trust.fields import SUITE, to_base64
from app.trust.reasons import Reason

EXTENSION = ".xjk"
MAXIMUM_FILE = 4_096
KIND = "root-key"

_PURPOSE = "xunji root holder v1"


@dataclass(frozen=True, slots=True)
class HolderFile:
    """A key file as it lies on the medium; who it says it belongs to is proven by opening it."""

    holder: str
    public: bytes
    made: str
    cost: Cost
    salt: bytes = field(repr=False)
    box: bytes = field(repr=False)


def close_key(
    key: SigningKey,
    holder: str,
    made: str,
    passphrase: str,
    *,
    cost: Cost,
    floor: Cost = kdf.FLOOR,
) -> bytes:
    """The bytes of a holder's file. Raises TrustError for a cost below ``floor``."""
    if not cost.meets(floor):
        raise TrustError(Reason.HOLDER_FILE, "kdf")
    file = HolderFile(holder, key.public, made, cost, os.urandom(kdf.SALT_BYTES), b"")
    secret = kdf.subkey(kdf.derive(passphrase, file.salt, cost), _PURPOSE)
    return encode({**_facts(file), "box": aead.seal(secret, key.seed, _bound(file)).hex()}) + b"\n"


def read_file(data: bytes) -> HolderFile:
    """Whose file it says it is; no passphrase yet. Raises TrustError."""
    if len(data) > MAXIMUM_FILE:
        raise TrustError(Reason.HOLDER_FILE)
    try:
        return _read(parse_object(data.rstrip(b"\n")))
    except (StrictJsonError, KeyError, TypeError, ValueError, AttributeError, binascii.Error):
        raise TrustError(Reason.HOLDER_FILE) from None


def open_key(data: bytes, passphrase: str, *, floor: Cost = kdf.FLOOR) -> SigningKey:
    """The holder's key. Raises TrustError: no such file, weakened, or a wrong passphrase."""
    file = read_file(data)
    if not file.cost.meets(floor) or not kdf.CEILING.meets(file.cost):
        raise TrustError(Reason.HOLDER_FILE, "kdf")
    secret = kdf.subkey(kdf.derive(passphrase, file.salt, file.cost), _PURPOSE)
    try:
        key = SigningKey.from_seed(aead.unseal(secret, file.box, _bound(file)))
    except (BoxError, ValueError):
        raise TrustError(Reason.HOLDER_REFUSED) from None
    if key.public != file.public:
        raise TrustError(Reason.HOLDER_FILE, "public")
    return key


def _facts(file: HolderFile) -> dict[str, JsonValue]:
    return {
        "xj": f"{KIND}/1",
        "suite": SUITE,
        "holder": file.holder,
        "public": to_base64(file.public),
        "made": file.made,
        "kdf": {
            "name": "argon2id",
            "memory_kib": file.cost.memory_kib,
            "passes": file.cost.passes,
            "lanes": file.cost.lanes,
            "salt": file.salt.hex(),
        },
    }


def _bound(file: HolderFile) -> bytes:
    return encode(_facts(file))


def _read(body: dict[str, JsonValue]) -> HolderFile:
    derivation = body["kdf"]
    if body["xj"] != f"{KIND}/1" or body["suite"] != SUITE or not isinstance(derivation, dict):
        raise ValueError("not a holder's file")
    if derivation["name"] != "argon2id" or not isinstance(body["holder"], str):
        raise ValueError("not a holder's file")
    public = base64.b64decode(str(body["public"]), validate=True)
    salt = bytes.fromhex(str(derivation["salt"]))
    costs = [derivation[name] for name in ("memory_kib", "passes", "lanes")]
    if len(public) != 32 or len(salt) < kdf.SALT_BYTES or not all(_whole(c) for c in costs):
        raise ValueError("not a holder's file")
    cost = Cost(*(int(str(each)) for each in costs))
    box = bytes.fromhex(str(body["box"]))
    return HolderFile(body["holder"], public, str(body["made"]), cost, salt, box)


def _whole(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
