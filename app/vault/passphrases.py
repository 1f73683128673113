"""How strong a passphrase is, and strong ones made of pinyin syllables.

The estimate is the cheapest way in which a guesser could spell the passphrase out of parts he
tries first: syllables, common words, dates, repeats, runs of the keyboard. It is an upper bound
for what people choose, so the minimum lies above what the key derivation alone would need.
"""

from __future__ import annotations

import math
import secrets
import unicodedata
from functools import cache
from typing import Final

MINIMUM_BITS: Final = 60
GENERATED_SYLLABLES: Final = 8

# Initial -> finals of standard Mandarin without tones; v stands for ü as on keyboards.
_FINALS: Final = {
    "": "a o e ai ei ao ou an en ang er",
    "b": "a o ai ei ao an en ang eng i ie iao ian in ing u",
    "p": "a o ai ei ao ou an en ang eng i ie iao ian in ing u",
    "m": "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u",
    "f": "a o ei ou an en ang eng u",
    "d": "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un",
    "t": "a e ai ao ou an ang eng ong i ie iao ian ing u uo ui uan un",
    "n": "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan v ve",
    "l": "a e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve",
    "g": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "k": "a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "h": "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "j": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "q": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "x": "i ia ie iao iu ian in iang ing iong u ue uan un",
    "zh": "a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "ch": "a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang",
    "sh": "a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang",
    "r": "e i ao ou an en ang eng ong u uo ui uan un",
    "z": "a e i ai ei ao ou an en ang eng ong u uo ui uan un",
    "c": "a e i ai ao ou an en ang eng ong u uo ui uan un",
    "s": "a e i ai ao ou an en ang eng ong u uo ui uan un",
    "y": "a e ao ou an in ing ang ong i u ue uan un",
    "w": "a o ai ei an en ang eng u",
}

_COMMON_TEXT: Final = (
    "password passwd admin root user login welcome letmein secret master test guest qwerty "
    "iloveyou monkey dragon football abc woaini nihao woaizhongguo zhongguo beijing shanghai "
    "xuncha xunji jiwei jijian jiancha xunchaban xunchazu dangwei gongan mima zhangsan lisi "
    "wangwu aini yisheng yishi laopo laogong baobei computer windows huawei lenovo xiaomi"
)

_RUNS: Final = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik",
    "!@#$%^&*()",
)

_WORD_BITS: Final = 7.0
_RUN_BITS: Final = 7.0
_REPEAT_BITS: Final = 3.0
_DATE_BITS: Final = {4: 7.0, 6: 12.0, 8: 15.0}
_SEPARATORS: Final = " -_.,"
_SEPARATOR_BITS: Final = 0.5
_HAN_BITS: Final = 11.0


@cache
def syllables() -> tuple[str, ...]:
    """All toneless pinyin syllables of the generator, without duplicates (at least 400)."""
    return tuple(initial + final for initial, finals in _FINALS.items() for final in finals.split())


def generate(count: int = GENERATED_SYLLABLES) -> str:
    """A random passphrase of ``count`` syllables with spaces between; eight give 69 bits."""
    return " ".join(secrets.choice(syllables()) for _ in range(count))


def estimate_bits(passphrase: str) -> int:
    """Estimated entropy in whole bits, rounded down."""
    text = unicodedata.normalize("NFC", passphrase)
    cheapest = [0.0] + [math.inf] * len(text)
    for start in range(len(text)):
        for end, bits in _parts(text, start):
            cheapest[end] = min(cheapest[end], cheapest[start] + bits)
    return int(cheapest[-1])


def _parts(text: str, start: int) -> list[tuple[int, float]]:
    """Every way to spell the next stretch of ``text``: (its end, its bits)."""
    lowered = text.lower()
    return [
        (start + 1, _character_bits(text[start])),
        *_word_parts(text, lowered, start),
        *_date_parts(text, start),
        *_run_parts(lowered, start),
        *_repeat_parts(lowered, start),
    ]


def _word_parts(text: str, lowered: str, start: int) -> list[tuple[int, float]]:
    parts = []
    for words, bits in (
        (_syllable_set(), math.log2(len(syllables()))),
        (_COMMON_TEXT.split(), _WORD_BITS),
    ):
        for word in words:
            if lowered.startswith(word, start):
                end = start + len(word)
                parts.append((end, bits + (0.0 if text[start:end] == word else 1.0)))
    return parts


def _date_parts(text: str, start: int) -> list[tuple[int, float]]:
    return [
        (start + length, bits)
        for length, bits in _DATE_BITS.items()
        if _is_date(text[start : start + length], length)
    ]


def _is_date(digits: str, length: int) -> bool:
    if len(digits) != length or not (digits.isascii() and digits.isdigit()):
        return False
    year = digits[:4] if length != 6 else "20" + digits[:2]
    if not 1900 <= int(year) <= 2100:
        return False
    month_and_day = digits[-4:] if length > 4 else "0101"
    return 1 <= int(month_and_day[:2]) <= 12 and 1 <= int(month_and_day[2:]) <= 31


def _run_parts(lowered: str, start: int) -> list[tuple[int, float]]:
    """Stretches of at least three characters along the alphabet or a keyboard row."""
    longest = (
        max(
            _common_length(lowered, start, line, position)
            for run in _RUNS
            for line in (run, run[::-1])
            for position in _positions(line, lowered[start])
        )
        if any(lowered[start] in run for run in _RUNS)
        else 0
    )
    return [(start + length, _RUN_BITS) for length in range(3, longest + 1)]


def _repeat_parts(lowered: str, start: int) -> list[tuple[int, float]]:
    """The stretch is a copy of what stands right before it: aaaa, abcabc, the same word twice."""
    return [
        (start + length, _REPEAT_BITS)
        for length in range(1, start + 1)
        if lowered[start : start + length] == lowered[start - length : start]
    ]


def _common_length(text: str, start: int, line: str, position: int) -> int:
    length = 0
    while (
        start + length < len(text)
        and position + length < len(line)
        and text[start + length] == line[position + length]
    ):
        length += 1
    return length


def _positions(line: str, character: str) -> list[int]:
    return [index for index, other in enumerate(line) if other == character]


def _character_bits(character: str) -> float:
    if character in _SEPARATORS:
        return _SEPARATOR_BITS
    if not character.isascii():
        return _HAN_BITS
    if character.isdigit():
        return math.log2(10)
    if character.isalpha():
        return math.log2(26) + (1.0 if character.isupper() else 0.0)
    return math.log2(33)


@cache
def _syllable_set() -> frozenset[str]:
    return frozenset(syllables())
