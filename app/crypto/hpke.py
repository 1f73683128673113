"""Sealing to a public key: HPKE with MLKEM768-X25519, HKDF-SHA256 and ChaCha20-Poly1305.

The key encapsulation is the hybrid of ``c2sp.org/hpke-hybrids`` (KEM id 0x647a), base mode of
RFC 9180. A private key is a 32-byte seed, expanded as there: SHAKE256(seed) gives 64 bytes for
ML-KEM-768 and 32 for X25519. The same keys serve age's ``mlkem768x25519`` recipients.
"""

from __future__ import annotations

import hashlib
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from app.domain.errors import DecryptionError

SEED_SIZE = 32
PUBLIC_SIZE = 1216
ENCAPSULATED_SIZE = 1120
TAG_SIZE = 16
OVERHEAD = ENCAPSULATED_SIZE + TAG_SIZE

_MLKEM_SEED_SIZE = 64
_MLKEM_PUBLIC_SIZE = 1184
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


class PrivateKey:
    """A reading key. Its only serialisation is the 32-byte seed."""

    __slots__ = ("_key", "_public", "_seed")

    def __init__(self, seed: bytes) -> None:
        if len(seed) != SEED_SIZE:
            raise ValueError("a reading key is a seed of 32 bytes")
        expanded = hashlib.shake_256(seed).digest(_MLKEM_SEED_SIZE + 32)
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_SIZE])
        curve = X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_SIZE:])
        self._seed = bytes(seed)
        self._key = MLKEM768X25519PrivateKey(mlkem, curve)
        self._public = mlkem.public_key().public_bytes_raw() + curve.public_key().public_bytes_raw()

    @classmethod
    def from_seed(cls, seed: bytes) -> PrivateKey:
        """The key that a 32-byte seed stands for. Raises ValueError for another length."""
        return cls(seed)

    @classmethod
    def generate(cls) -> PrivateKey:
        """A new key from the system's random source."""
        return cls(secrets.token_bytes(SEED_SIZE))

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes."""
        return self._seed

    @property
    def public(self) -> bytes:
        """The 1216 public bytes: ML-KEM-768 encapsulation key, then X25519 point."""
        return self._public

    def __repr__(self) -> str:
        return "PrivateKey(…)"


def seal(public: bytes, info: bytes, plaintext: bytes) -> bytes:
    """Encrypt to the holder of ``public``: 1120 bytes encapsulation, then ciphertext and tag.

    ``info`` names the purpose and must be the same when opening. Raises ValueError if
    ``public`` is not a valid public key of 1216 bytes.
    """
    return _SUITE.encrypt(plaintext, _public_key(public), info=info)


def open(private: PrivateKey, info: bytes, box: bytes) -> bytes:
    """The plaintext of a sealed box.

    Raises DecryptionError if the box was altered, made for another key or another purpose.
    """
    if len(box) < OVERHEAD:
        raise DecryptionError
    try:
        return _SUITE.decrypt(box, private._key, info=info)
    except (InvalidTag, ValueError) as error:
        raise DecryptionError from error


def check_public(public: bytes) -> None:
    """Raise ValueError unless these bytes are a usable public key."""
    _public_key(public)


def _public_key(public: bytes) -> MLKEM768X25519PublicKey:
    if len(public) != PUBLIC_SIZE:
        raise ValueError("a reading key's public part has 1216 bytes")
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(public[:_MLKEM_PUBLIC_SIZE]),
        X25519PublicKey.from_public_bytes(public[_MLKEM_PUBLIC_SIZE:]),
    )
