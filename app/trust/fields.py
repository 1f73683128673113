"""Reading the fields of a paper: every value has a stated form, anything else is refused."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import date, datetime

from app.crypto import hpke
from app.domain.errors import StrictJsonError, TrustError
from app.journal.canonical import JsonValue, parse_object
from app.trust.reasons import Reason

MAXIMUM_PAPER = 1 << 20
"""Bytes of one paper."""

MAXIMUM_KEYS = 64
MAXIMUM_ENTRIES = 1_000

ID = re.compile(r"[0-9a-f]{32}")
DIGEST = re.compile(r"[0-9a-f]{64}")
NAME = re.compile(r"[0-9a-zA-Z-]{1,64}")
WORD = re.compile(r"[a-z][a-z0-9-]{0,63}")

SUITE = 1
"""Ed25519, HPKE with MLKEM768-X25519, ChaCha20-Poly1305, SHA-256."""


class Fields:
    """One JSON object of a paper. Every method raises TrustError naming the field."""

    def __init__(self, body: dict[str, JsonValue], path: str = "") -> None:
        self._body = body
        self._path = path

    def text(self, name: str, maximum: int = 200) -> str:
        """Text of at most ``maximum`` characters, perhaps empty."""
        value = self._body.get(name)
        if not isinstance(value, str) or len(value) > maximum:
            raise self._malformed(name)
        return value

    def named(self, name: str) -> str:
        """Text that people read: not empty, without control characters."""
        value = self.text(name)
        if not value.strip() or not value.isprintable():
            raise self._malformed(name)
        return value

    def matching(self, name: str, pattern: re.Pattern[str]) -> str:
        """Text of a fixed form."""
        value = self.text(name)
        if not pattern.fullmatch(value):
            raise self._malformed(name)
        return value

    def optional(self, name: str, pattern: re.Pattern[str]) -> str:
        """Text of a fixed form, or empty."""
        return self.matching(name, pattern) if self.text(name) else ""

    def number(self, name: str, lowest: int, highest: int = 1_000_000) -> int:
        """A whole number in a range, both ends included."""
        value = self._body.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
            raise self._malformed(name)
        return value

    def day(self, name: str) -> date:
        """A calendar day as ``2026-03-05``."""
        try:
            value = date.fromisoformat(self.text(name))
        except ValueError:
            raise self._malformed(name) from None
        if value.isoformat() != self.text(name):
            raise self._malformed(name)
        return value

    def moment(self, name: str) -> str:
        """A point in time with its offset. Kept as written: it is a claim, never an authority."""
        try:
            value = datetime.fromisoformat(self.text(name, 40))
        except ValueError:
            raise self._malformed(name) from None
        if value.tzinfo is None:
            raise self._malformed(name)
        return self.text(name)

    def signing_key(self, name: str) -> bytes:
        """32 bytes in base64."""
        return self._bytes(name, self._body.get(name), 32)

    def signing_keys(self, name: str, lowest: int) -> tuple[bytes, ...]:
        """Different signing keys."""
        return different([self._bytes(name, item, 32) for item in self._list(name, lowest)])

    def reading_key(self, name: str) -> bytes:
        """A usable reading key of 1216 bytes in base64."""
        return _usable(self._bytes(name, self._body.get(name), hpke.PUBLIC_SIZE))

    def reading_keys(self, name: str, lowest: int) -> tuple[bytes, ...]:
        """Different usable reading keys."""
        size = hpke.PUBLIC_SIZE
        keys = [_usable(self._bytes(name, item, size)) for item in self._list(name, lowest)]
        return different(keys)

    def words(self, name: str, pattern: re.Pattern[str], lowest: int = 0) -> tuple[str, ...]:
        """A list of different texts of a fixed form, in the order written."""
        items = self._list(name, lowest, MAXIMUM_ENTRIES)
        found = tuple(item for item in items if isinstance(item, str) and pattern.fullmatch(item))
        if len(found) != len(items):
            raise self._malformed(name)
        if len(set(found)) != len(found):
            raise TrustError(Reason.NAME_TWICE, self._where(name))
        return found

    def object(self, name: str) -> Fields:
        """An object inside this one."""
        value = self._body.get(name)
        if not isinstance(value, dict):
            raise self._malformed(name)
        return Fields(value, self._where(name))

    def objects(self, name: str, lowest: int = 0) -> list[Fields]:
        """A list of objects."""
        items = self._list(name, lowest, MAXIMUM_ENTRIES)
        found = [item for item in items if isinstance(item, dict)]
        if len(found) != len(items):
            raise self._malformed(name)
        return [Fields(item, self._where(name)) for item in found]

    def entries(self, name: str) -> dict[str, Fields]:
        """An object whose keys are words and whose values are objects."""
        inner = self.object(name)
        if len(inner._body) > MAXIMUM_KEYS or not all(map(WORD.fullmatch, inner._body)):
            raise self._malformed(name)
        return {key: inner.object(key) for key in inner._body}

    def check_head(self, kind: str) -> None:
        """Kind and version, suite, critical flags: what every paper begins with."""
        if self._body.get("xj") != f"{kind}/1":
            raise TrustError(Reason.FORMAT, kind)
        if self.number("suite", 1) != SUITE:
            raise TrustError(Reason.SUITE)
        unknown = self.words("critical", WORD)
        if unknown:  # version 1 knows no critical flag yet
            raise TrustError(Reason.CRITICAL, " ".join(unknown))

    def _list(self, name: str, lowest: int, highest: int = MAXIMUM_KEYS) -> list[JsonValue]:
        value = self._body.get(name)
        if not isinstance(value, list) or not lowest <= len(value) <= highest:
            raise self._malformed(name)
        return value

    def _bytes(self, name: str, value: JsonValue, size: int) -> bytes:
        try:
            data = base64.b64decode(value, validate=True) if isinstance(value, str) else b""
        except (binascii.Error, ValueError):
            raise self._malformed(name) from None
        if len(data) != size or to_base64(data) != value:
            raise self._malformed(name)
        return data

    def _where(self, name: str) -> str:
        return f"{self._path}.{name}" if self._path else name

    def _malformed(self, name: str) -> TrustError:
        return TrustError(Reason.FIELD, self._where(name))


def read_fields(data: bytes) -> Fields:
    """The outermost object of a paper. Raises TrustError."""
    if len(data) > MAXIMUM_PAPER:
        raise TrustError(Reason.FORMAT, "size")
    try:
        return Fields(parse_object(data))
    except StrictJsonError as error:
        raise TrustError(Reason.FORMAT, error.reason) from error


def different(keys: list[bytes]) -> tuple[bytes, ...]:
    """The keys themselves. Raises TrustError if one stands there twice."""
    if len(set(keys)) != len(keys):
        raise TrustError(Reason.KEY_TWICE)
    return tuple(keys)


def to_base64(data: bytes) -> str:
    """Standard base64 with padding."""
    return base64.b64encode(data).decode("ascii")


def _usable(key: bytes) -> bytes:
    try:
        hpke.check_public(key)
    except ValueError:
        raise TrustError(Reason.KEY_UNUSABLE) from None
    return key
