"""The key schedule and cipher of an age v1 file (``c2sp.org/age``), without its grammar."""

from __future__ import annotations

import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from app.domain.errors import DecryptionError

FILE_KEY_SIZE = 16
TAG_SIZE = 16
WRAPPED_SIZE = FILE_KEY_SIZE + TAG_SIZE
CURVE_SIZE = 32

_X25519_INFO = b"age-encryption.org/v1/X25519"
_ZERO_NONCE = bytes(12)
_ANY_PRIVATE = X25519PrivateKey.from_private_bytes(bytes(range(32)))

Buffer = bytes | bytearray | memoryview


def derive(secret: bytes, salt: bytes, info: bytes) -> bytes:
    """HKDF-SHA-256 (RFC 5869) with 32 bytes of output."""
    pseudorandom = hmac.digest(salt or bytes(32), secret, "sha256")
    return hmac.digest(pseudorandom, info + b"\x01", "sha256")


def header_mac(file_key: bytes, header: bytes) -> bytes:
    """The 32-byte MAC over the header up to and including ``---``."""
    return hmac.digest(derive(file_key, b"", b"header"), header, "sha256")


def same(left: bytes, right: bytes) -> bool:
    """Compare secrets in constant time."""
    return hmac.compare_digest(left, right)


class ChunkCipher:
    """ChaCha20-Poly1305 over the numbered chunks of one payload (STREAM)."""

    __slots__ = ("_cipher",)

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        self._cipher = ChaCha20Poly1305(derive(file_key, nonce, b"payload"))

    def seal_into(self, number: int, last: bool, plain: Buffer, target: Buffer) -> None:
        """Encrypt a chunk into ``target``, which is exactly 16 bytes longer."""
        self._cipher.encrypt_into(_chunk_nonce(number, last), plain, None, target)

    def open_into(self, number: int, last: bool, sealed: Buffer, target: Buffer) -> bool:
        """Decrypt a chunk into ``target`` (16 bytes shorter); False if it does not verify."""
        try:
            self._cipher.decrypt_into(_chunk_nonce(number, last), sealed, None, target)
        except InvalidTag:
            return False
        return True


def _chunk_nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def x25519_public(seed: bytes) -> bytes:
    """The 32 public bytes of an X25519 age identity."""
    return X25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def is_low_order(point: bytes) -> bool:
    """Whether an X25519 point would make every shared secret zero: a forged share."""
    try:
        _ANY_PRIVATE.exchange(X25519PublicKey.from_public_bytes(point))
    except ValueError:
        return True
    return False


def x25519_wrap(public: bytes, file_key: bytes) -> tuple[bytes, bytes]:
    """(ephemeral share, wrapped file key) of an X25519 stanza."""
    ephemeral = X25519PrivateKey.generate()
    share = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    key = derive(shared, share + public, _X25519_INFO)
    return share, ChaCha20Poly1305(key).encrypt(_ZERO_NONCE, file_key, None)


def x25519_unwrap(seed: bytes, share: bytes, wrapped: bytes) -> bytes:
    """The file key of an X25519 stanza. Raises DecryptionError."""
    private = X25519PrivateKey.from_private_bytes(seed)
    try:
        shared = private.exchange(X25519PublicKey.from_public_bytes(share))
        key = derive(shared, share + x25519_public(seed), _X25519_INFO)
        return ChaCha20Poly1305(key).decrypt(_ZERO_NONCE, wrapped, None)
    except (InvalidTag, ValueError) as error:
        raise DecryptionError from error
