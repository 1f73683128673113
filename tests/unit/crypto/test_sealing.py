"""Sealed values and the boxes that carry their keys."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.crypto import aead, hpke, sealing
from app.crypto.sealing import (
    GroupAddress,
    RecordAddress,
    new_record_key,
    open_value,
    seal_value,
    sealed_key_id,
    unwrap_record_key,
    wrap_record_key,
)
from app.domain.errors import DecryptionError
from app.journal.canonical import encode, parse
from app.journal.fold import same_value

KEY = bytes(range(32))
RECORD = RecordAddress("0f" * 16, "task-1", "3c9e7f04-0000-4000-8000-000000000001")
ADDRESS = RECORD.group("contact")
TEXT = '{"name":"买买提·艾力","phone":"13900000000"}'.encode()
READER = hpke.PrivateKey.from_seed(bytes(32))
OTHER_READER = hpke.PrivateKey.from_seed(bytes([1]) * 32)

VECTOR = {
    "sealed": 1,
    "key": "k1",
    "s": "AAAAAAAAAAAAAAAAAAAAAA==",
    "c": (
        "DjTHEU1inRfq7xtxDzuWqKH4vMtOT0hQpADPLbKYeIMIdbp1JBI9ujgL5Re4QI2Dq5J/PkSFtIOBXfxQ"
        "kOBLS6yLcCfFVDYs1C7qxNklkEGsp2lETWzbsjHlfv6ZdoWJIovH7vSC1RBKJcuoW5v/emESnjGDmOrT"
        "pBYR/mTqXMEIc9mn6GD1SciukxscmgY6D7QY/HGn7hZslX1uQhe6wsjBv6RatnJxOxaMbcmJzfMA0GFP"
        "kUjkNdCK7VoCccv9b80xwA2tqIU3D4hQkzSJv5EBCdSWqVCLsCv4nE/w+n5k1UrRnBD/iWKhewX4poku"
        "AIb2L2QyFxI67Wxii333w9BNfP0Hl0YMnUjdapCEfYE="
    ),
    "m": "tCMa3tezEIdo0JpGctrd5QjaWxVS9H0tQdFi52vQZsY=",
}


def test_a_sealed_value_opens_with_its_key_at_its_place() -> None:
    sealed = seal_value(KEY, "k1", ADDRESS, TEXT)
    assert open_value(KEY, ADDRESS, sealed) == TEXT
    assert sealed_key_id(sealed) == "k1"
    assert sorted(sealed) == ["c", "key", "m", "s", "sealed"]


def test_a_sealed_value_survives_the_journal() -> None:
    sealed = seal_value(KEY, "k1", ADDRESS, TEXT)
    assert open_value(KEY, ADDRESS, parse(encode(sealed))) == TEXT


def test_the_committed_vector_opens_for_ever() -> None:
    assert open_value(KEY, ADDRESS, VECTOR) == TEXT


def test_nothing_of_the_text_is_in_the_box() -> None:
    raw = b"".join(
        base64.b64decode(value)
        for name, value in seal_value(KEY, "k1", ADDRESS, TEXT).items()
        if name in ("s", "c", "m")
    )
    assert all(TEXT[start : start + 4] not in raw for start in range(len(TEXT) - 4))


@pytest.mark.parametrize(
    "elsewhere",
    [
        GroupAddress("1f" * 16, RECORD.task, RECORD.record, "contact"),
        GroupAddress(RECORD.office, "task-2", RECORD.record, "contact"),
        GroupAddress(RECORD.office, RECORD.task, "3c9e7f04-other", "contact"),
        GroupAddress(RECORD.office, RECORD.task, RECORD.record, "schedule"),
    ],
)
def test_a_moved_value_does_not_open(elsewhere: GroupAddress) -> None:
    sealed = seal_value(KEY, "k1", ADDRESS, TEXT)
    with pytest.raises(DecryptionError):
        open_value(KEY, elsewhere, sealed)


def test_another_record_key_or_key_id_does_not_open() -> None:
    sealed = seal_value(KEY, "k1", ADDRESS, TEXT)
    with pytest.raises(DecryptionError):
        open_value(bytes(32), ADDRESS, sealed)
    with pytest.raises(DecryptionError):
        open_value(KEY, ADDRESS, sealed | {"key": "k2"})


def test_a_tag_of_another_text_is_refused() -> None:
    sealed = seal_value(KEY, "k1", ADDRESS, TEXT)
    other = seal_value(KEY, "k1", ADDRESS, b'{"name":"x"}')
    with pytest.raises(DecryptionError):
        open_value(KEY, ADDRESS, sealed | {"m": other["m"]})


@settings(max_examples=200, deadline=None)
@given(part=st.sampled_from(["s", "c", "m"]), position=st.integers(0), bit=st.integers(0, 7))
def test_any_flipped_bit_is_refused(part: str, position: int, bit: int) -> None:
    sealed = seal_value(KEY, "k1", ADDRESS, TEXT)
    raw = bytearray(base64.b64decode(sealed[part]))
    raw[position % len(raw)] ^= 1 << bit
    sealed[part] = base64.b64encode(raw).decode()
    with pytest.raises(DecryptionError):
        open_value(KEY, ADDRESS, sealed)


@pytest.mark.parametrize(
    "change",
    [
        {"sealed": 2},
        {"sealed": "1"},
        {"key": ""},
        {"key": 7},
        {"key": "a|b"},
        {"s": None},
        {"s": ""},
        {"s": "AAAA"},
        {"c": ""},
        {"c": "AAAA"},
        {"c": "*"},
        {"c": "名"},
        {"m": ""},
    ],
)
def test_a_malformed_value_is_refused(change: dict[str, Any]) -> None:
    sealed = seal_value(KEY, "k1", ADDRESS, TEXT) | change
    with pytest.raises(DecryptionError):
        open_value(KEY, ADDRESS, sealed)


@pytest.mark.parametrize("value", [None, 1, "x", [], {}, {"sealed": 1}])
def test_what_is_no_sealed_value_is_refused(value: object) -> None:
    with pytest.raises(DecryptionError):
        open_value(KEY, ADDRESS, value)
    with pytest.raises(DecryptionError):
        sealed_key_id(value)


def test_base64_has_one_spelling() -> None:
    sealed = seal_value(KEY, "k1", ADDRESS, TEXT)
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    salt = sealed["s"].rstrip("=")
    twin = salt[:-1] + alphabet[alphabet.index(salt[-1]) ^ 1] + "=="
    assert base64.b64decode(twin) == base64.b64decode(sealed["s"])
    with pytest.raises(DecryptionError):
        open_value(KEY, ADDRESS, sealed | {"s": twin})
    with pytest.raises(DecryptionError):
        open_value(KEY, ADDRESS, sealed | {"s": salt})


@settings(deadline=None)
@given(st.binary(max_size=1100))
def test_every_text_comes_back(plaintext: bytes) -> None:
    assert open_value(KEY, ADDRESS, seal_value(KEY, "k1", ADDRESS, plaintext)) == plaintext


@pytest.mark.parametrize(
    ("size", "expected"), [(0, 256), (1, 256), (255, 256), (256, 512), (600, 768)]
)
def test_length_shows_in_steps_of_256_only(size: int, expected: int) -> None:
    sealed = seal_value(KEY, "k1", ADDRESS, b"x" * size)
    assert len(base64.b64decode(sealed["c"])) == expected + 16
    assert len(base64.b64decode(sealed["m"])) == 32


def test_the_same_text_is_the_same_value_to_the_fold_and_encrypted_afresh() -> None:
    first = seal_value(KEY, "k1", ADDRESS, TEXT)
    second = seal_value(KEY, "k1", ADDRESS, TEXT)
    assert same_value(first) == same_value(second)
    assert first["c"] != second["c"]
    assert first["s"] != second["s"]
    assert same_value(first) != same_value(seal_value(KEY, "k1", ADDRESS, TEXT + b" "))
    assert same_value(first) != same_value(seal_value(KEY, "k1", RECORD.group("schedule"), TEXT))
    assert same_value(first) != same_value(seal_value(bytes(32), "k1", ADDRESS, TEXT))


def test_bytes_that_decrypt_but_are_not_padded_are_refused() -> None:
    salt = bytes(16)
    for padded in (b"", bytes(256), b"text" + bytes(252), b"x\x80" + bytes(300)):
        ciphertext = aead.seal_at(
            sealing._value_key(KEY, "k1", salt), bytes(12), padded, ADDRESS.associated
        )
        sealed = {
            "sealed": 1,
            "key": "k1",
            "s": base64.b64encode(salt).decode(),
            "c": base64.b64encode(ciphertext).decode(),
            "m": base64.b64encode(bytes(32)).decode(),
        }
        with pytest.raises(DecryptionError):
            open_value(KEY, ADDRESS, sealed)


def test_a_record_key_reaches_its_reader_only() -> None:
    box = wrap_record_key(KEY, "k1", READER.public, RECORD)
    assert len(base64.b64decode(box)) == 1168
    assert unwrap_record_key(READER, "k1", RECORD, box) == KEY
    with pytest.raises(DecryptionError):
        unwrap_record_key(OTHER_READER, "k1", RECORD, box)


@pytest.mark.parametrize(
    ("key_id", "address"),
    [
        ("k2", RECORD),
        ("k1", RecordAddress("1f" * 16, RECORD.task, RECORD.record)),
        ("k1", RecordAddress(RECORD.office, "task-2", RECORD.record)),
        ("k1", RecordAddress(RECORD.office, RECORD.task, "other")),
    ],
)
def test_a_moved_grant_does_not_open(key_id: str, address: RecordAddress) -> None:
    box = wrap_record_key(KEY, "k1", READER.public, RECORD)
    with pytest.raises(DecryptionError):
        unwrap_record_key(READER, key_id, address, box)


@pytest.mark.parametrize("box", ["", "AAAA", "*", "A"])
def test_what_is_no_grant_is_refused(box: str) -> None:
    with pytest.raises(DecryptionError):
        unwrap_record_key(READER, "k1", RECORD, box)


def test_a_grant_that_holds_no_record_key_is_refused() -> None:
    box = base64.b64encode(hpke.seal(READER.public, RECORD.grant_info("k1"), b"short")).decode()
    with pytest.raises(DecryptionError):
        unwrap_record_key(READER, "k1", RECORD, box)


def test_a_grant_is_no_sealed_box_of_another_purpose() -> None:
    box = base64.b64encode(hpke.seal(READER.public, b"", KEY)).decode()
    with pytest.raises(DecryptionError):
        unwrap_record_key(READER, "k1", RECORD, box)


@pytest.mark.parametrize("part", ["", "a|b", "a\0b"])
def test_parts_that_could_run_together_are_mistakes(part: str) -> None:
    for parts in ((part, "t", "r"), ("o", part, "r"), ("o", "t", part)):
        with pytest.raises(ValueError, match="separator"):
            RecordAddress(*parts)
    with pytest.raises(ValueError, match="separator"):
        RECORD.group(part)
    with pytest.raises(ValueError, match="separator"):
        seal_value(KEY, part, ADDRESS, TEXT)
    with pytest.raises(ValueError, match="separator"):
        wrap_record_key(KEY, part, READER.public, RECORD)


def test_a_record_key_has_32_bytes() -> None:
    assert len({new_record_key() for _ in range(4)}) == 4
    assert len(new_record_key()) == 32
    with pytest.raises(ValueError, match="32"):
        seal_value(bytes(31), "k1", ADDRESS, TEXT)
    with pytest.raises(ValueError, match="32"):
        wrap_record_key(bytes(33), "k1", READER.public, RECORD)
