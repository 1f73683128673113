"""Authenticated encryption: small boxes, and streams in 64 KiB chunks.

A *box* is ``nonce (12) ‖ ciphertext ‖ tag (16)`` with a random nonce. A *chunked stream* is the
STREAM construction of the age format (age v1, "Payload"): chunk ``i`` is sealed under the nonce
``i as 11 bytes big-endian ‖ 01 if last, else 00``, so cutting, swapping and repeating chunks
show. Its key must be used for one stream only.
"""

from __future__ import annotations

import os
from enum import Enum
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

from app.crypto.kdf import BytesLike

NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
CHUNK_BYTES: Final = 64 * 1024
SEALED_CHUNK_BYTES: Final = CHUNK_BYTES + TAG_BYTES
BOX_OVERHEAD: Final = NONCE_BYTES + TAG_BYTES


class BoxError(Exception):
    """The box does not open: other key, other associated data, or altered bytes.

    Callers turn this into the error that names what the box held.
    """


class Cipher(Enum):
    """The two ciphers of suite 1; both take 32-byte keys and 12-byte nonces."""

    CHACHA20_POLY1305 = "chacha20-poly1305"
    AES_256_GCM = "aes-256-gcm"


def seal(
    key: BytesLike,
    plaintext: BytesLike,
    associated: bytes = b"",
    *,
    cipher: Cipher = Cipher.CHACHA20_POLY1305,
) -> bytes:
    """A box: random nonce, ciphertext and tag. ``associated`` is bound but not stored."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + _primitive(cipher, key).encrypt(nonce, plaintext, associated)


def unseal(
    key: BytesLike,
    box: BytesLike,
    associated: bytes = b"",
    *,
    cipher: Cipher = Cipher.CHACHA20_POLY1305,
) -> bytes:
    """The plaintext of a box made by ``seal``.

    Raises:
        BoxError: altered, cut, or sealed with another key or other associated data.
    """
    if len(box) < BOX_OVERHEAD:
        raise BoxError
    return unseal_at(key, bytes(box[:NONCE_BYTES]), box[NONCE_BYTES:], associated, cipher=cipher)


def seal_at(
    key: BytesLike,
    nonce: bytes,
    plaintext: BytesLike,
    associated: bytes = b"",
    *,
    cipher: Cipher = Cipher.CHACHA20_POLY1305,
) -> bytes:
    """Ciphertext and tag under a nonce of the caller's, for formats that prescribe it."""
    return _primitive(cipher, key).encrypt(nonce, plaintext, associated)


def unseal_at(
    key: BytesLike,
    nonce: bytes,
    sealed: BytesLike,
    associated: bytes = b"",
    *,
    cipher: Cipher = Cipher.CHACHA20_POLY1305,
) -> bytes:
    """The inverse of ``seal_at``. Raises ``BoxError``."""
    try:
        return _primitive(cipher, key).decrypt(nonce, sealed, associated)
    except InvalidTag:
        raise BoxError from None


class ChunkCipher:
    """Seals and opens the chunks of one stream, from buffer to buffer without copies.

    Every chunk but the last holds exactly ``CHUNK_BYTES``. One object may be used by several
    threads: it keeps no state but the key.
    """

    def __init__(self, key: BytesLike, *, cipher: Cipher = Cipher.AES_256_GCM) -> None:
        self._primitive = _primitive(cipher, key)

    def seal_run(self, first: int, plain: memoryview, sealed: memoryview, *, last: bool) -> int:
        """Seal ``plain`` as the chunks ``first, first + 1, …``; returns bytes written.

        ``last`` says that the stream ends with this run. Without it ``plain`` must be whole
        chunks. An empty ``plain`` is only legal as the one chunk of an empty stream.
        """
        size = len(plain)
        if not last and size % CHUNK_BYTES:
            raise ValueError("only the last run may end inside a chunk")
        encrypt = self._primitive.encrypt_into
        written = 0
        for index in range(chunk_count(size)):
            start = index * CHUNK_BYTES
            chunk = plain[start : start + CHUNK_BYTES]
            end = written + len(chunk) + TAG_BYTES
            nonce = chunk_nonce(first + index, last=last and start + len(chunk) == size)
            encrypt(nonce, chunk, None, sealed[written:end])
            written = end
        return written

    def open_run(self, first: int, sealed: memoryview, plain: memoryview, *, last: bool) -> int:
        """Open consecutive sealed chunks into ``plain``; returns bytes written.

        Raises:
            BoxError: some chunk is altered, misplaced, or wrongly (not) the last one. What was
                written to ``plain`` before is then not to be used.
        """
        size = len(sealed)
        if not size:
            raise BoxError
        decrypt = self._primitive.decrypt_into
        read = written = 0
        while read < size:
            chunk = sealed[read : read + SEALED_CHUNK_BYTES]
            read += len(chunk)
            if len(chunk) < TAG_BYTES:
                raise BoxError
            end = written + len(chunk) - TAG_BYTES
            nonce = chunk_nonce(first, last=last and read == size)
            try:
                decrypt(nonce, chunk, None, plain[written:end])
            except InvalidTag:
                raise BoxError from None
            first += 1
            written = end
        return written


def chunk_nonce(index: int, *, last: bool) -> bytes:
    """The 12-byte nonce of chunk ``index`` of a stream."""
    return index.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def chunk_count(plain_size: int) -> int:
    """How many chunks hold ``plain_size`` bytes; an empty stream has one empty chunk."""
    return max(1, -(-plain_size // CHUNK_BYTES))


def sealed_size(plain_size: int) -> int:
    """Bytes of the chunked stream that holds ``plain_size`` bytes."""
    return plain_size + chunk_count(plain_size) * TAG_BYTES


def plain_size(sealed: int) -> int:
    """The inverse of ``sealed_size``.

    Raises:
        ValueError: no stream has this many bytes.
    """
    size = sealed - -(-sealed // SEALED_CHUNK_BYTES) * TAG_BYTES
    if size < 0 or sealed_size(size) != sealed:
        raise ValueError("not the size of a chunked stream")
    return size


def _primitive(cipher: Cipher, key: BytesLike) -> AESGCM | ChaCha20Poly1305:
    if len(key) != 32:
        raise ValueError("a key of suite 1 has 32 bytes")
    kind = AESGCM if cipher is Cipher.AES_256_GCM else ChaCha20Poly1305
    return kind(key)
