"""Generated passphrases are strong, and what people like is not."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.vault import passphrases
from app.vault.passphrases import MINIMUM_BITS, estimate_bits


def test_the_syllables_are_many_distinct_and_plain() -> None:
    syllables = passphrases.syllables()
    assert len(syllables) >= 400
    assert len(set(syllables)) == len(syllables)
    assert all(syllable.isascii() and syllable.islower() for syllable in syllables)
    assert {"zhuang", "lv", "nve", "er", "xiong", "a"} <= set(syllables)
    assert not {"bong", "fi", "jo", "qa", "xan", "lvan", "ri4"} & set(syllables)


def test_eight_syllables_give_69_bits_and_the_estimate_agrees() -> None:
    assert int(8 * math.log2(len(passphrases.syllables()))) == 69
    made = {passphrases.generate() for _ in range(50)}
    assert len(made) == 50
    for passphrase in made:
        assert len(passphrase.split(" ")) == 8
        assert set(passphrase.split(" ")) <= set(passphrases.syllables())
        assert estimate_bits(passphrase) <= 74
    strong = [passphrase for passphrase in made if estimate_bits(passphrase) >= MINIMUM_BITS]
    assert len(strong) == 50


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "1234567890123456",
        "qwertyuiopasdfghjkl",
        "zhangsan19800101",
        "19800101 19801231 20230405",
        "xunchaxunchaxunchaxunchaxuncha",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "abcdefghijklmnopqrstuvwxyz",
        "1qaz2wsx3edc4rfv",
        "Password2023!",
        "wo ai bei jing tian",
        "MaMaMaMaMaMaMaMaMaMa",
        "!@#$%^&*()",
        "巡察组",
    ],
)
def test_what_people_like_is_too_weak(weak: str) -> None:
    assert estimate_bits(weak) < MINIMUM_BITS


@pytest.mark.parametrize(
    "strong",
    [
        "ma li quan shui nong chuang pei zou",
        "staple-horse-battery-correct-anvil",
        "k7#Vq2!mZp9@xW4d",
    ],
)
def test_long_random_ones_are_strong(strong: str) -> None:
    assert estimate_bits(strong) >= MINIMUM_BITS


@given(st.text(alphabet=st.characters(codec="ascii"), min_size=1, max_size=30))
def test_saying_it_twice_adds_next_to_nothing(text: str) -> None:
    assert estimate_bits(text * 2) <= estimate_bits(text) + 4


@given(st.text(max_size=40))
def test_the_estimate_is_a_number_for_any_text(text: str) -> None:
    assert 0 <= estimate_bits(text) <= 11 * len(text)
