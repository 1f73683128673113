"""Ed25519 signatures and the signature file."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.crypto import signing
from app.crypto.signing import MANIFEST_TYPE, RECEIPT_TYPE, SigningKey, key_hint, key_hints, verify

KEY = SigningKey.from_seed(bytes(range(32)))
OTHER = SigningKey.from_seed(bytes(range(1, 33)))
DATA = b'{"xj":"bundle/1"}'
SIGNED = KEY.sign(MANIFEST_TYPE, DATA)


def test_pae_is_that_of_dsse() -> None:
    # The example printed in the DSSE protocol, version 1.0.2.
    expected = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world"
    assert signing.pae("http://example.com/HelloWorld", b"hello world") == expected


def test_keys_and_signatures_are_those_of_rfc_8032() -> None:
    # RFC 8032 section 7.1, test 1.
    key = SigningKey.from_seed(
        bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    )
    expected = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert key.public.hex() == expected


def test_a_signature_holds_for_its_key_type_and_bytes_only() -> None:
    assert verify(KEY.public, MANIFEST_TYPE, DATA, SIGNED)
    assert not verify(OTHER.public, MANIFEST_TYPE, DATA, SIGNED)
    assert not verify(KEY.public, RECEIPT_TYPE, DATA, SIGNED)
    assert not verify(KEY.public, MANIFEST_TYPE, DATA + b" ", SIGNED)


def test_type_and_bytes_cannot_be_shifted_into_each_other() -> None:
    signed = KEY.sign("a", b"1 b")
    assert not verify(KEY.public, "a 3 1", b"b", signed)


def test_a_file_has_one_line_of_fixed_form() -> None:
    algorithm, hint, value = SIGNED.decode().rstrip("\n").split(" ")
    assert (algorithm, hint) == ("ed25519", key_hint(KEY.public))
    assert len(base64.b64decode(value)) == 64
    assert key_hints(SIGNED) == (key_hint(KEY.public),)
    assert len(SIGNED) == 114


def test_a_key_is_its_seed() -> None:
    key = SigningKey.generate()
    assert SigningKey.from_seed(key.seed).public == key.public
    assert key.seed.hex() not in repr(key)
    with pytest.raises(ValueError, match="32"):
        SigningKey.from_seed(bytes(31))


def test_several_lines_and_unknown_algorithms_are_allowed() -> None:
    unknown = b"ml-dsa-44 0123456789abcdef " + b"A" * 3224 + b"\n"
    both = unknown + OTHER.sign(MANIFEST_TYPE, DATA) + SIGNED
    assert verify(KEY.public, MANIFEST_TYPE, DATA, both)
    assert verify(OTHER.public, MANIFEST_TYPE, DATA, both)
    assert not verify(KEY.public, MANIFEST_TYPE, DATA, unknown)
    assert key_hints(unknown) == ()


def test_a_false_line_does_not_hide_a_true_one() -> None:
    false = KEY.sign(RECEIPT_TYPE, DATA)
    assert verify(KEY.public, MANIFEST_TYPE, DATA, false + SIGNED)


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        SIGNED[:-1],
        SIGNED + b"\n",
        b"\n" + SIGNED,
        SIGNED + b"x",
        SIGNED.replace(b"\n", b"\r\n"),
        SIGNED.replace(b"ed25519 ", b"ed25519  "),
        SIGNED.replace(b"ed25519", b"ED25519"),
        SIGNED.replace(b"ed25519", b"-d25519"),
        SIGNED.replace(b"==", b"="),
        SIGNED.replace(b"==\n", b"==="),
        SIGNED * 36,
        b"x" * 5000,
    ],
)
def test_a_file_outside_the_grammar_holds_no_signature(broken: bytes) -> None:
    assert key_hints(broken) == ()
    assert not verify(KEY.public, MANIFEST_TYPE, DATA, broken)


def test_base64_is_canonical() -> None:
    body = SIGNED[:-3]
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    twin = body[:-1] + bytes([alphabet[alphabet.index(body[-1]) ^ 1]]) + b"==\n"
    assert base64.b64decode(twin.split()[2]) == base64.b64decode(SIGNED.split()[2])
    assert not verify(KEY.public, MANIFEST_TYPE, DATA, twin)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(SIGNED) * 8 - 1))
def test_any_flipped_bit_of_the_file_is_refused(bit: int) -> None:
    altered = bytearray(SIGNED)
    altered[bit // 8] ^= 1 << bit % 8
    assert not verify(KEY.public, MANIFEST_TYPE, DATA, bytes(altered))
