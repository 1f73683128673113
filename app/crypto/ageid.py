"""age identity and recipient strings (Bech32 of BIP 173 without its length limit).

``AGE-SECRET-KEY-PQ-1…`` is the 32-byte seed of a reading key, ``age1pq1…`` its 1216 public
bytes (``c2sp.org/age``, recipient type mlkem768x25519). ``AGE-SECRET-KEY-1…`` and ``age1…``
are the older X25519 form, which bundles do not use; it exists for independent checks.
"""

from __future__ import annotations

from app.crypto import hpke

IDENTITY_PREFIX = "age-secret-key-pq-"
RECIPIENT_PREFIX = "age1pq"
X25519_IDENTITY_PREFIX = "age-secret-key-"
X25519_RECIPIENT_PREFIX = "age"

_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {character: value for value, character in enumerate(_ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECKSUM_LENGTH = 6
_LENGTH_LIMIT = 4096


def identity_string(private: hpke.PrivateKey) -> str:
    """The ``AGE-SECRET-KEY-PQ-1…`` line that age reads from an identity file."""
    return encode(IDENTITY_PREFIX, private.seed).upper()


def parse_identity(text: str) -> hpke.PrivateKey:
    """The reading key of an ``AGE-SECRET-KEY-PQ-1…`` string. Raises ValueError."""
    if text != text.upper():
        raise ValueError("an identity string is upper case")
    return hpke.PrivateKey.from_seed(decode(IDENTITY_PREFIX, text))


def recipient_string(public: bytes) -> str:
    """The ``age1pq1…`` string of 1216 public bytes."""
    return encode(RECIPIENT_PREFIX, public)


def parse_recipient(text: str) -> bytes:
    """The 1216 public bytes of an ``age1pq1…`` string. Raises ValueError."""
    if text != text.lower():
        raise ValueError("a recipient string is lower case")
    public = decode(RECIPIENT_PREFIX, text)
    hpke.check_public(public)
    return public


def encode(prefix: str, data: bytes) -> str:
    """Bech32 of ``data`` in lower case."""
    values = _regroup(data, 8, 5)
    checksum = _polymod([*_expand(prefix), *values, *([0] * _CHECKSUM_LENGTH)]) ^ 1
    tail = [(checksum >> 5 * (5 - index)) & 31 for index in range(_CHECKSUM_LENGTH)]
    return prefix + "1" + "".join(_ALPHABET[value] for value in [*values, *tail])


def decode(prefix: str, text: str) -> bytes:
    """The bytes of a Bech32 string with this prefix, in one case throughout.

    Raises ValueError for mixed case, another prefix, a wrong checksum or padding.
    """
    if len(text) > _LENGTH_LIMIT or not text.isascii() or text not in (text.lower(), text.upper()):
        raise ValueError("not Bech32")
    found, separator, body = text.lower().rpartition("1")
    if not separator or found != prefix or len(body) < _CHECKSUM_LENGTH:
        raise ValueError(f"not a {prefix} string")
    if not _VALUES.keys() >= set(body):
        raise ValueError("not Bech32")
    values = [_VALUES[character] for character in body]
    if _polymod([*_expand(prefix), *values]) != 1:
        raise ValueError("wrong checksum")
    return bytes(_ungroup(values[:-_CHECKSUM_LENGTH]))


def _expand(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [*(code >> 5 for code in codes), 0, *(code & 31 for code in codes)]


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << 5 ^ value
        for index, term in enumerate(_GENERATOR):
            if top >> index & 1:
                checksum ^= term
    return checksum


def _regroup(values: bytes | list[int], width: int, target: int) -> list[int]:
    """Regroup bits, the last group filled up with zeros."""
    size = len(values) * width
    number = 0
    for value in values:
        number = number << width | value
    padding = -size % target
    number <<= padding
    count = (size + padding) // target
    mask = (1 << target) - 1
    return [number >> target * (count - 1 - index) & mask for index in range(count)]


def _ungroup(values: list[int]) -> list[int]:
    """Bytes of five-bit groups; what is left over must be under five bits, all zero."""
    left = len(values) * 5 % 8
    if left >= 5 or (left and values[-1] & ((1 << left) - 1)):
        raise ValueError("wrong padding")
    return _regroup(values, 5, 8)[: len(values) * 5 // 8]
