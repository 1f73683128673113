"""Sealing to a public key."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.crypto import ageid, hpke
from app.domain.errors import DecryptionError

SPECIFICATION = json.loads(
    (Path(__file__).parents[2] / "vectors" / "age" / "specification.json").read_text()
)
INFO = b"test"
KEY = hpke.PrivateKey.from_seed(bytes(range(32)))
BOX = hpke.seal(KEY.public, INFO, b"plaintext")


def test_opens_the_stanza_printed_in_the_age_specification() -> None:
    private = ageid.parse_identity(SPECIFICATION["identity"])
    box = base64.b64decode(SPECIFICATION["encapsulated"] + "==") + base64.b64decode(
        SPECIFICATION["body"] + "="
    )
    assert len(hpke.open(private, b"age-encryption.org/mlkem768x25519", box)) == 16
    with pytest.raises(DecryptionError):
        hpke.open(private, b"another purpose", box)


def test_derives_the_recipient_printed_in_the_age_specification() -> None:
    private = ageid.parse_identity(SPECIFICATION["identity"])
    assert ageid.recipient_string(private.public) == SPECIFICATION["recipient"]


def test_two_boxes_of_one_plaintext_differ_and_both_open() -> None:
    second = hpke.seal(KEY.public, INFO, b"plaintext")
    assert second != BOX
    assert hpke.open(KEY, INFO, BOX) == hpke.open(KEY, INFO, second) == b"plaintext"
    assert len(BOX) == len(b"plaintext") + hpke.OVERHEAD


def test_a_key_is_its_seed() -> None:
    key = hpke.PrivateKey.generate()
    assert hpke.PrivateKey.from_seed(key.seed).public == key.public
    assert hpke.PrivateKey.generate().seed != key.seed
    assert key.seed.hex() not in repr(key)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_seed_of_another_length_is_refused(size: int) -> None:
    with pytest.raises(ValueError, match="32"):
        hpke.PrivateKey.from_seed(bytes(size))


def test_another_key_and_another_purpose_open_nothing() -> None:
    with pytest.raises(DecryptionError):
        hpke.open(hpke.PrivateKey.generate(), INFO, BOX)
    with pytest.raises(DecryptionError):
        hpke.open(KEY, b"other", BOX)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, len(BOX) * 8 - 1))
def test_any_flipped_bit_is_refused(bit: int) -> None:
    altered = bytearray(BOX)
    altered[bit // 8] ^= 1 << bit % 8
    with pytest.raises(DecryptionError):
        hpke.open(KEY, INFO, bytes(altered))


@pytest.mark.parametrize("size", [0, 1, 1119, 1120, 1135, len(BOX) - 1])
def test_a_cut_box_is_refused(size: int) -> None:
    with pytest.raises(DecryptionError):
        hpke.open(KEY, INFO, BOX[:size])


def test_a_low_order_share_is_refused() -> None:
    start, end = 1088, 1120
    for point in (bytes(32), b"\x01" + bytes(31)):
        with pytest.raises(DecryptionError):
            hpke.open(KEY, INFO, BOX[:start] + point + BOX[end:])


@pytest.mark.parametrize("public", [b"", bytes(1215), bytes(1217), b"\xff" * 1216])
def test_sealing_to_what_is_no_key_is_refused(public: bytes) -> None:
    with pytest.raises(ValueError):
        hpke.seal(public, INFO, b"x")
    with pytest.raises(ValueError):
        hpke.check_public(public)
