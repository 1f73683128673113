"""Argon2id and HKDF against published vectors; costs and their floor."""

from __future__ import annotations

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.crypto import kdf
from app.crypto.kdf import CEILING, FLOOR, Cost

LOW = Cost(memory_kib=64, passes=1, lanes=1)
SALT = b"0123456789abcdef"


def test_floor_is_the_second_choice_of_rfc_9106() -> None:
    assert Cost(65536, 3, 4) == FLOOR


def test_derive_agrees_with_the_reference_implementation() -> None:
    # phc-winner-argon2, src/test.c: version 0x13, Argon2id, t=2, m=2^16 KiB, p=1.
    derived = kdf.derive("password", b"somesalt", Cost(65536, 2, 1))
    assert derived.hex() == "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"


@pytest.mark.parametrize(
    "cost", [Cost(128, 1, 1), Cost(64, 2, 1), Cost(64, 1, 2)], ids=["memory", "passes", "lanes"]
)
def test_every_parameter_changes_the_key(cost: Cost) -> None:
    assert kdf.derive("x", SALT, cost) != kdf.derive("x", SALT, LOW)


def test_composed_and_decomposed_passphrases_are_one() -> None:
    composed = "n\u01da pinyin"
    decomposed = unicodedata.normalize("NFD", composed)
    assert composed != decomposed
    assert kdf.derive(composed, SALT, LOW) == kdf.derive(decomposed, SALT, LOW)


@given(st.tuples(*[st.integers(1, 9)] * 3), st.tuples(*[st.integers(1, 9)] * 3))
def test_a_cost_meets_a_floor_only_in_every_parameter(
    cost: tuple[int, int, int], floor: tuple[int, int, int]
) -> None:
    expected = all(ours >= theirs for ours, theirs in zip(cost, floor, strict=True))
    assert Cost(*cost).meets(Cost(*floor)) is expected


@pytest.mark.parametrize("seconds", [0.0, 0.001, 0.25, 30.0])
def test_calibration_stays_between_floor_and_one_gibibyte(seconds: float) -> None:
    ticks = itertools.count()
    cost = kdf.calibrate(1.0, clock=lambda: next(ticks) * seconds)
    assert cost.meets(FLOOR)
    assert CEILING.meets(cost)
    assert cost.memory_kib <= kdf.CALIBRATION_CEILING_KIB


def test_calibration_scales_memory_with_speed() -> None:
    ticks = itertools.count()
    assert kdf.calibrate(1.0, clock=lambda: next(ticks) * 0.25) == Cost(4 * 65536, 3, 4)


def test_subkey_agrees_with_rfc_5869_case_3() -> None:
    # Zero-length salt and info.
    okm = kdf.subkey(b"\x0b" * 22, "", length=42)
    assert okm.hex() == (
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    )


def test_subkeys_of_different_purposes_or_salts_differ() -> None:
    keys = {
        kdf.subkey(b"k" * 32, "one"),
        kdf.subkey(b"k" * 32, "two"),
        kdf.subkey(b"k" * 32, "one", salt=b"salt"),
    }
    assert len(keys) == 3


def test_wipe_overwrites_in_place() -> None:
    secret = bytearray(b"secret")
    alias = memoryview(secret)
    kdf.wipe(secret)
    assert bytes(alias) == bytes(6)
