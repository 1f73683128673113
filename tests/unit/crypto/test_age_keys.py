"""The key schedule and cipher of age files."""

from __future__ import annotations

import pytest

from app.crypto import age_keys
from app.crypto.age_keys import ChunkCipher
from app.domain.errors import DecryptionError

KEY = bytes(range(16))
NONCE = bytes(range(16, 32))


def test_derivation_is_that_of_rfc_5869() -> None:
    # RFC 5869, test case 1 (first 32 bytes) and test case 3 (no salt).
    okm = age_keys.derive(
        b"\x0b" * 22, bytes(range(13)), bytes.fromhex("f0f1f2f3f4f5f6f7f8f9")
    ).hex()
    assert okm == "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf"
    unsalted = age_keys.derive(b"\x0b" * 22, b"", b"").hex()
    assert unsalted == "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"


def test_a_chunk_opens_only_in_its_place() -> None:
    cipher = ChunkCipher(KEY, NONCE)
    sealed = bytearray(5 + age_keys.TAG_SIZE)
    cipher.seal_into(3, False, b"plain", sealed)
    target = bytearray(5)
    assert cipher.open_into(3, False, sealed, target)
    assert target == b"plain"
    assert not cipher.open_into(4, False, sealed, target)
    assert not cipher.open_into(3, True, sealed, target)
    assert not ChunkCipher(bytes(16), NONCE).open_into(3, False, sealed, target)
    assert not ChunkCipher(KEY, bytes(16)).open_into(3, False, sealed, target)


def test_an_x25519_wrap_opens_for_its_seed_only() -> None:
    seed = bytes(range(32))
    share, wrapped = age_keys.x25519_wrap(age_keys.x25519_public(seed), KEY)
    assert age_keys.x25519_unwrap(seed, share, wrapped) == KEY
    with pytest.raises(DecryptionError):
        age_keys.x25519_unwrap(bytes(range(1, 33)), share, wrapped)
    with pytest.raises(DecryptionError):
        age_keys.x25519_unwrap(seed, bytes(32), wrapped)


def test_the_mac_depends_on_key_and_header() -> None:
    mac = age_keys.header_mac(KEY, b"header")
    assert age_keys.same(mac, age_keys.header_mac(KEY, b"header"))
    assert not age_keys.same(mac, age_keys.header_mac(KEY, b"headers"))
    assert not age_keys.same(mac, age_keys.header_mac(NONCE, b"header"))
