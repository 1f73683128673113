"""age identity and recipient strings."""

from __future__ import annotations

import json
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import age_keys, ageid, hpke

SPECIFICATION = json.loads(
    (Path(__file__).parents[2] / "vectors" / "age" / "specification.json").read_text()
)
IDENTITY: str = SPECIFICATION["identity"]
RECIPIENT: str = SPECIFICATION["recipient"]


def test_the_strings_of_the_specification_round_trip() -> None:
    private = ageid.parse_identity(IDENTITY)
    assert ageid.identity_string(private) == IDENTITY
    assert ageid.parse_recipient(RECIPIENT) == private.public
    assert ageid.recipient_string(private.public) == RECIPIENT


def test_the_x25519_strings_of_the_specification_and_of_pyrage_agree() -> None:
    seed = ageid.decode(ageid.X25519_IDENTITY_PREFIX, SPECIFICATION["x25519_identity"])
    public = age_keys.x25519_public(seed)
    assert ageid.encode("age", public) == SPECIFICATION["x25519_recipient"]
    theirs = pyrage.x25519.Identity.generate()
    seed = ageid.decode(ageid.X25519_IDENTITY_PREFIX, str(theirs))
    assert ageid.encode("age", age_keys.x25519_public(seed)) == str(theirs.to_public())


@given(st.binary(max_size=100), st.sampled_from(["age", "age1pq", "x"]))
def test_bytes_round_trip_in_both_cases(data: bytes, prefix: str) -> None:
    text = ageid.encode(prefix, data)
    assert ageid.decode(prefix, text) == data
    assert ageid.decode(prefix, text.upper()) == data


@given(st.integers(0, len(IDENTITY) - 1), st.sampled_from("QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L-1"))
def test_one_wrong_character_is_refused(position: int, character: str) -> None:
    altered = IDENTITY[:position] + character + IDENTITY[position + 1 :]
    if altered != IDENTITY:
        with pytest.raises(ValueError):
            ageid.parse_identity(altered)


@pytest.mark.parametrize(
    "text",
    ["", "1", "AGE-SECRET-KEY-PQ-1", IDENTITY.lower(), IDENTITY[:-1] + IDENTITY[-1].lower(),
     IDENTITY + "Q", IDENTITY[:-1] + "B", RECIPIENT, " " + IDENTITY, "巡" + IDENTITY, "A" * 5000,
     SPECIFICATION["x25519_identity"]],
)  # fmt: skip
def test_what_is_no_identity_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        ageid.parse_identity(text)


def test_a_recipient_in_upper_case_or_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError):
        ageid.parse_recipient(RECIPIENT.upper())
    with pytest.raises(ValueError):
        ageid.parse_recipient(ageid.encode(ageid.RECIPIENT_PREFIX, bytes(1215)))


def test_padding_must_be_short_and_zero() -> None:
    # One byte needs two groups of five bits; a third group or a set padding bit is refused.
    seven = ageid.encode("x", bytes(7))
    longer = ageid.encode("x", bytes(8))
    assert ageid.decode("x", seven) == bytes(7)
    assert ageid.decode("x", longer) == bytes(8)
    for values in ([0, 0, 0], [0, 1]):
        with pytest.raises(ValueError, match="padding"):
            ageid.decode("x", _bech32("x", values))


def test_a_seed_survives() -> None:
    private = hpke.PrivateKey.generate()
    assert ageid.parse_identity(ageid.identity_string(private)).seed == private.seed


def _bech32(prefix: str, values: list[int]) -> str:
    expanded = [*ageid._expand(prefix), *values]
    checksum = ageid._polymod([*expanded, 0, 0, 0, 0, 0, 0]) ^ 1
    tail = [(checksum >> 5 * (5 - index)) & 31 for index in range(6)]
    return prefix + "1" + "".join(ageid._ALPHABET[value] for value in [*values, *tail])
