"""A receipt: the office says what it has of a task, in an operation of its own log.

Value of a ``receipt`` operation (kind ``receipt``)::

    {"has":   <holding>,               what everybody of the team may know
     "for":   {"<device>": "<box>"},   for each laptop the rest, sealed to it, base64
     "cp":    <signed checkpoint>}

    holding = {"received": {"<log>": ["<segment>", …]},   tips: segments taken in, and all before
               "archived": {…},                           … of which the second copy was verified
               "blobs":    ["<32 hexadecimal digits>", …],   evidence that is complete there
               "safe":     ["<32 hexadecimal digits>", …],   … and in the second copy
               "held":     {"<segment>": "<reason>"}}     kept apart until somebody decides

Each receipt says everything, so one that is lost costs nothing. A laptop learns from its box of the
logs only it and a few others may know of (组长, 信访, 办公室直达). Every laptop gets a box, of a
length that says nothing, whether there is something in it or not. Evidence is named by the first
half of its SHA-256.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.errors import OperationError
from app.journal.canonical import JsonValue, encode, parse_object
from app.journal.knowledge import Tips

VERB = "receipt"
KIND = "receipt"
BLOB_DIGITS = 32
MAXIMUM_BLOBS = 10_000
"""Named in one receipt; evidence beyond them is sent once more, which costs time and nothing else.
"""
BUCKET = 1_024
"""Bytes: the text of a box is padded to a multiple."""

_HASH = re.compile(r"[0-9a-f]{64}")
_HALF = re.compile(r"[0-9a-f]{32}")
_REASON = re.compile(r"[0-9A-Za-z _.:-]{0,200}")


@dataclass(frozen=True)
class Holding:
    """What the office has. ``blobs`` and ``safe`` hold first halves of SHA-256 digests."""

    received: Tips = field(default_factory=dict)
    archived: Tips = field(default_factory=dict)
    blobs: frozenset[str] = frozenset()
    safe: frozenset[str] = frozenset()
    held: Mapping[str, str] = field(default_factory=dict)

    def joined(self, more: Holding) -> Holding:
        """Both together; they speak of different logs."""
        return Holding(
            {**self.received, **more.received},
            {**self.archived, **more.archived},
            self.blobs | more.blobs,
            self.safe | more.safe,
            {**self.held, **more.held},
        )

    def has_blob(self, digest: str) -> bool:
        """Whether an evidence file is complete there."""
        return digest[:BLOB_DIGITS] in self.blobs


def write_holding(holding: Holding) -> dict[str, JsonValue]:
    """As a JSON value, sorted, so that equal holdings give equal bytes."""
    return {
        "received": _write_tips(holding.received),
        "archived": _write_tips(holding.archived),
        "blobs": [*sorted(holding.blobs)[:MAXIMUM_BLOBS]],
        "safe": [*sorted(holding.safe)[:MAXIMUM_BLOBS]],
        "held": dict(sorted(holding.held.items())),
    }


def read_holding(value: JsonValue) -> Holding:
    """From that JSON value. Raises OperationError."""
    if not isinstance(value, dict):
        raise OperationError("receipt")
    return Holding(
        _read_tips(value.get("received")),
        _read_tips(value.get("archived")),
        frozenset(_texts(value.get("blobs"), _HALF)),
        frozenset(_texts(value.get("safe"), _HALF)),
        _read_held(value.get("held")),
    )


def pad_holding(holding: Holding) -> bytes:
    """The text of a box: JSON, one line feed, and spaces up to the next multiple of BUCKET."""
    text = encode(write_holding(holding)) + b"\n"
    return text + b" " * (-len(text) % BUCKET)


def unpad_holding(text: bytes) -> Holding:
    """From the text of a box. Raises StrictJsonError, OperationError."""
    return read_holding(parse_object(text.rstrip(b" ").removesuffix(b"\n")))


def halves(digests: Iterable[str]) -> frozenset[str]:
    """How evidence files are named in a receipt."""
    return frozenset(digest[:BLOB_DIGITS] for digest in digests)


def _write_tips(tips: Tips) -> JsonValue:
    return {log: [*sorted(found)] for log, found in sorted(tips.items()) if found}


def _read_tips(value: JsonValue) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict) or not all(map(_HALF.fullmatch, value)):
        raise OperationError("receipt")
    return {log: _texts(found, _HASH) for log, found in value.items()}


def _read_held(value: JsonValue) -> dict[str, str]:
    if not isinstance(value, dict) or not all(map(_HASH.fullmatch, value)):
        raise OperationError("receipt")
    reasons = _texts(list(value.values()), _REASON)
    return dict(zip(value, reasons, strict=True))


def _texts(value: JsonValue, pattern: re.Pattern[str]) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise OperationError("receipt")
    found = tuple(item for item in value if isinstance(item, str) and pattern.fullmatch(item))
    if len(found) != len(value):
        raise OperationError("receipt")
    return found
