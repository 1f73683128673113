"""Boxes and chunked streams: round trips, published vectors, every alteration refused."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.crypto import aead
from app.crypto.aead import CHUNK_BYTES, SEALED_CHUNK_BYTES, BoxError, ChunkCipher, Cipher

KEY = bytes(range(32))
BOTH = pytest.mark.parametrize("cipher", list(Cipher), ids=lambda cipher: cipher.value)


def seal_stream(data: bytes, cipher: Cipher = Cipher.AES_256_GCM) -> bytearray:
    sealed = bytearray(aead.sealed_size(len(data)))
    written = ChunkCipher(KEY, cipher=cipher).seal_run(
        0, memoryview(data), memoryview(sealed), last=True
    )
    assert written == len(sealed)
    return sealed


def open_stream(sealed: bytes | bytearray, cipher: Cipher = Cipher.AES_256_GCM) -> bytes:
    plain = bytearray(len(sealed))
    size = ChunkCipher(KEY, cipher=cipher).open_run(
        0, memoryview(sealed), memoryview(plain), last=True
    )
    return bytes(plain[:size])


@BOTH
@given(plaintext=st.binary(max_size=200), associated=st.binary(max_size=50))
def test_boxes_open_again(cipher: Cipher, plaintext: bytes, associated: bytes) -> None:
    box = aead.seal(KEY, plaintext, associated, cipher=cipher)
    assert len(box) == len(plaintext) + aead.BOX_OVERHEAD
    assert aead.unseal(KEY, box, associated, cipher=cipher) == plaintext


@BOTH
def test_every_bit_of_a_box_matters(cipher: Cipher) -> None:
    box = aead.seal(KEY, b"seed", b"slot", cipher=cipher)
    for bit in range(len(box) * 8):
        altered = bytearray(box)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(BoxError):
            aead.unseal(KEY, altered, b"slot", cipher=cipher)


@BOTH
def test_a_box_is_bound_to_key_associated_data_and_length(cipher: Cipher) -> None:
    box = aead.seal(KEY, b"seed", b"slot", cipher=cipher)
    with pytest.raises(BoxError):
        aead.unseal(bytes(32), box, b"slot", cipher=cipher)
    with pytest.raises(BoxError):
        aead.unseal(KEY, box, b"other", cipher=cipher)
    for length in range(len(box)):
        with pytest.raises(BoxError):
            aead.unseal(KEY, box[:length], b"slot", cipher=cipher)


def test_boxes_of_equal_content_differ() -> None:
    assert aead.seal(KEY, b"same") != aead.seal(KEY, b"same")


def test_chacha20_poly1305_agrees_with_rfc_8439() -> None:
    # RFC 8439 section 2.8.2.
    key = bytes(range(0x80, 0xA0))
    nonce = bytes.fromhex("070000004041424344454647")
    associated = bytes.fromhex("50515253c0c1c2c3c4c5c6c7")
    plaintext = (
        b"Ladies and Gentlemen of the class of '99: If I could offer you "
        b"only one tip for the future, sunscreen would be it."
    )
    sealed = aead.seal_at(key, nonce, plaintext, associated)
    assert sealed[:16].hex() == "d31a8d34648e60db7b86afbc53ef7ec2"
    assert sealed[-16:].hex() == "1ae10b594f09e26a7e902ecbd0600691"
    assert aead.unseal_at(key, nonce, sealed, associated) == plaintext


def test_aes_256_gcm_agrees_with_its_specification() -> None:
    # McGrew and Viega, "The Galois/Counter Mode of Operation", test case 14.
    sealed = aead.seal_at(bytes(32), bytes(12), bytes(16), cipher=Cipher.AES_256_GCM)
    assert sealed.hex() == "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919"


def test_keys_of_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        aead.seal(bytes(16), b"", cipher=Cipher.AES_256_GCM)


@BOTH
@pytest.mark.parametrize(
    "size", [0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES]
)
def test_streams_open_again(cipher: Cipher, size: int) -> None:
    data = bytes(index % 251 for index in range(size))
    sealed = seal_stream(data, cipher)
    assert aead.plain_size(len(sealed)) == size
    assert open_stream(sealed, cipher) == data


def test_a_stream_may_be_sealed_and_opened_in_several_runs() -> None:
    data = bytes(index % 251 for index in range(3 * CHUNK_BYTES + 5))
    sealed = bytearray(aead.sealed_size(len(data)))
    cipher, view, plain = ChunkCipher(KEY), memoryview(sealed), memoryview(data)
    half = cipher.seal_run(0, plain[: 2 * CHUNK_BYTES], view, last=False)
    cipher.seal_run(2, plain[2 * CHUNK_BYTES :], view[half:], last=True)
    assert sealed == seal_stream(data)
    opened = memoryview(bytearray(len(data)))
    cipher.open_run(0, view[:half], opened, last=False)
    cipher.open_run(2, view[half:], opened[2 * CHUNK_BYTES :], last=True)
    assert bytes(opened) == data


def test_only_the_last_run_may_end_inside_a_chunk() -> None:
    with pytest.raises(ValueError, match="last run"):
        ChunkCipher(KEY).seal_run(0, memoryview(b"x"), memoryview(bytearray(99)), last=False)


def chunks_of(sealed: bytes) -> list[bytes]:
    return [
        sealed[start : start + SEALED_CHUNK_BYTES]
        for start in range(0, len(sealed), SEALED_CHUNK_BYTES)
    ]


ONE, TWO, THREE = chunks_of(bytes(seal_stream(bytes(3 * CHUNK_BYTES))))


@pytest.mark.parametrize(
    "altered",
    [
        pytest.param(TWO + ONE + THREE, id="swapped"),
        pytest.param(ONE + ONE + TWO + THREE, id="repeated"),
        pytest.param(ONE + THREE, id="left out"),
        pytest.param(ONE + TWO, id="cut at a chunk"),
        pytest.param(ONE + TWO + THREE[:-1], id="cut inside a chunk"),
        pytest.param(ONE + TWO + THREE[:7], id="cut to a part of a tag"),
        pytest.param(ONE + TWO + THREE + ONE, id="continued"),
        pytest.param(ONE + TWO + THREE + b"\0", id="one byte more"),
        pytest.param(b"", id="nothing"),
    ],
)
def test_every_alteration_of_a_stream_is_refused(altered: bytes) -> None:
    with pytest.raises(BoxError):
        open_stream(altered)


@settings(max_examples=200)
@given(size=st.integers(0, 10 * CHUNK_BYTES))
def test_sizes_are_inverse(size: int) -> None:
    assert aead.plain_size(aead.sealed_size(size)) == size


@pytest.mark.parametrize("sealed", [0, 1, 15, SEALED_CHUNK_BYTES + 16, SEALED_CHUNK_BYTES + 1])
def test_impossible_sizes_are_refused(sealed: int) -> None:
    with pytest.raises(ValueError, match="chunked stream"):
        aead.plain_size(sealed)


def test_chacha_chunks_are_the_payload_of_the_age_format() -> None:
    nonce = aead.chunk_nonce(5, last=True)
    assert nonce == b"\0" * 10 + b"\x05\x01"
    assert aead.chunk_nonce(256, last=False) == b"\0" * 9 + b"\x01\x00\x00"
