"""Ed25519 signatures over DSSE's pre-authentication encoding, and the signature file.

What is signed is ``PAE(type, bytes)`` of DSSE 1.0.2, so a signature on one type of paper never
holds for another. A signature file has one or more lines

    ed25519 <16 hex digits: key hint> <88 characters base64>\\n

of at most 4096 bytes in all. Lines of unknown algorithms are skipped (a later program may add
one); at least one line of a known algorithm by the wanted key must verify.
"""

from __future__ import annotations

import base64
import hashlib
import re

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MANIFEST_TYPE = "application/vnd.xunji.manifest.v1+json"
SEGMENT_TYPE = "application/vnd.xunji.segment.v1+jsonl"
STATEMENT_TYPE = "application/vnd.xunji.statement.v1+json"
RECEIPT_TYPE = "application/vnd.xunji.receipt.v1+json"

SEED_SIZE = 32
PUBLIC_SIZE = 32
SIGNATURE_FILE_LIMIT = 4096

_LINE = re.compile(
    rb"(?:ed25519 (?P<hint>[0-9a-f]{16}) (?P<value>[A-Za-z0-9+/]{86}==)"
    rb"|(?!ed25519 )[a-z0-9][a-z0-9-]{0,31} [0-9a-f]{16} [A-Za-z0-9+/]{1,4000}={0,2})\n"
)


def pae(type_: str, data: bytes) -> bytes:
    """DSSE's pre-authentication encoding of typed bytes."""
    name = type_.encode("ascii")
    return b"DSSEv1 %d %b %d %b" % (len(name), name, len(data), data)


def key_hint(public: bytes) -> str:
    """16 hex digits that help to find a key: the first 8 bytes of SHA-256 of its public bytes.

    A hint proves nothing; only the signature does.
    """
    return hashlib.sha256(public).hexdigest()[:16]


class SigningKey:
    """An Ed25519 key (RFC 8032). Its only serialisation is the 32-byte seed."""

    __slots__ = ("_key", "_public", "_seed")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_SIZE:
            raise ValueError("a signing key is a seed of 32 bytes")
        self._seed = bytes(seed)
        self._key = Ed25519PrivateKey.from_private_bytes(self._seed)
        self._public = self._key.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> SigningKey:
        """A new key from the system's random source."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_seed(cls, seed: bytes) -> SigningKey:
        """The key that a 32-byte seed stands for. Raises ValueError for another length."""
        return cls(seed)

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes."""
        return self._seed

    @property
    def public(self) -> bytes:
        """The 32 public bytes."""
        return self._public

    def sign(self, type_: str, data: bytes) -> bytes:
        """A signature file of one line over ``PAE(type_, data)``."""
        value = base64.b64encode(self._key.sign(pae(type_, data)))
        return b"ed25519 %b %b\n" % (key_hint(self._public).encode("ascii"), value)

    def __repr__(self) -> str:
        return f"SigningKey({key_hint(self._public)})"


def key_hints(signature_file: bytes) -> tuple[str, ...]:
    """The key hints of all Ed25519 lines, in order; none if the grammar is broken."""
    return tuple(hint for hint, _ in _lines(signature_file))


def verify(public: bytes, type_: str, data: bytes, signature_file: bytes) -> bool:
    """Whether the file holds a valid signature by ``public`` over these typed bytes.

    A file that breaks the grammar holds none. Raises ValueError if ``public`` is not 32 bytes.
    """
    key = Ed25519PublicKey.from_public_bytes(public)
    hint, message = key_hint(public), pae(type_, data)
    return any(
        _valid(key, value, message)
        for line_hint, value in _lines(signature_file)
        if line_hint == hint
    )


def _valid(key: Ed25519PublicKey, value: bytes, message: bytes) -> bool:
    try:
        key.verify(value, message)
    except InvalidSignature:
        return False
    return True


def _lines(signature_file: bytes) -> list[tuple[str, bytes]]:
    if not 0 < len(signature_file) <= SIGNATURE_FILE_LIMIT:
        return []
    found: list[tuple[str, bytes]] = []
    position = 0
    while position < len(signature_file):
        match = _LINE.match(signature_file, position)
        if match is None:
            return []
        position = match.end()
        if match["hint"] is None:
            continue
        value = base64.b64decode(match["value"])
        if base64.b64encode(value) != match["value"]:
            return []
        found.append((match["hint"].decode("ascii"), value))
    return found
