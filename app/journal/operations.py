"""One operation: one line of a device's log, and the hash that names it.

A line is one strict JSON object, compact, UTF-8, without its line feed::

    {"n":412,"y":"put","t":"finding","r":"0195…","g":"conclusion","v":{…},"p":["<hash>",…],
     "a":"<person>","w":"2026-03-05T09:12:44+08:00"}

``n`` position in the log, ``y`` verb, ``t`` kind, ``r`` record, ``g`` field group, ``v`` value,
``p`` hashes of the operations this one replaces, ``a`` author (person id), ``w`` the laptop's own
time as claimed; it is left out where the time itself would name a person. ``z`` is a random salt:
without it a colleague's next line could be guessed word for word, and so its hash be named before
it is written. A ``put`` has a group; the value of a ``del`` and of a ``seal`` lists under ``seen``
the hashes its author saw. Unknown keys are kept in the line and ignored here.

The hash covers the log's id, so the same line in two logs is two operations. Predecessors are
hashes and not positions: a position could name a colleague's *future* operation and cancel it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import NewType

from app.domain.errors import OperationError, StrictJsonError
from app.journal.canonical import JsonValue, encode, parse_object

OperationHash = NewType("OperationHash", str)
"""64 lower-case hexadecimal digits."""

VERBS = frozenset(
    (
        "put",
        "del",
        "restore",
        "seal",
        "void",
        "custody",
        "audit",
        "stmt",
        "receipt",
        "admit",
        "keygrant",
    )
)
SEEING_VERBS = frozenset({"del", "seal"})
"""Verbs whose value lists the heads their author saw."""

SCHEMA = 1
"""What the kinds, groups and fields mean that this program writes."""

MAXIMUM_LINE = 1 << 20
"""Bytes. A longer text becomes an evidence file."""

LOG_DIGITS = 32
SALT_BYTES = 12
"""Random bytes behind the salt of a line, written in URL-safe base64."""

_HASH = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_RECORD = re.compile(r"[0-9a-zA-Z-]{1,64}")


@dataclass(frozen=True, slots=True)
class LogName:
    """Names one log: one device writes one log for each task and channel."""

    device: str
    task: str
    channel: str

    @property
    def id(self) -> str:
        """32 hexadecimal digits: the first half of SHA-256 over the three parts."""
        parts = "\0".join((self.device, self.task, self.channel)).encode()
        return hashlib.sha256(b"xj-log-v1\0" + parts).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Intent:
    """What a service wants written; the journal adds position, author, time and hash."""

    verb: str
    kind: str
    record: str
    group: str = ""
    value: JsonValue = None
    predecessors: tuple[str, ...] = ()
    timed: bool = True


@dataclass(frozen=True, slots=True)
class Operation:
    """A line that has been read or written. ``line`` is authoritative; the rest is its reading."""

    log: str
    n: int
    verb: str
    kind: str
    record: str
    group: str
    value: JsonValue = field(hash=False)
    predecessors: tuple[str, ...]
    author: str
    claimed: str | None
    line: bytes = field(repr=False)
    hash: OperationHash
    schema: int = SCHEMA
    """Of the program that wrote it: stands in the head of the segment, not in the line."""


def operation_hash(log: str, line: bytes) -> OperationHash:
    """SHA-256 over a fixed tag, the log's 16 bytes and the line."""
    if len(log) != LOG_DIGITS:
        raise ValueError("a log id has 32 hexadecimal digits")
    return OperationHash(hashlib.sha256(b"xj-op-v1\0" + bytes.fromhex(log) + line).hexdigest())


def write_operation(
    log: str, n: int, intent: Intent, *, author: str, claimed: str | None, salt: str = ""
) -> Operation:
    """Encode ``intent`` as line ``n`` of ``log``.

    ``salt`` is a short random text; who writes for others to read always gives one. Raises
    StrictJsonError or OperationError for a line that a reader would refuse.
    """
    body: dict[str, JsonValue] = {"n": n, "y": intent.verb, "t": intent.kind, "r": intent.record}
    if intent.group:
        body["g"] = intent.group
    if intent.value is not None:
        body["v"] = intent.value
    if intent.predecessors:
        body["p"] = list(intent.predecessors)
    body["a"] = author
    if claimed is not None and intent.timed:
        body["w"] = claimed
    if salt:
        body["z"] = salt
    return read_operation(log, encode(body))


def read_operation(log: str, line: bytes, schema: int = SCHEMA) -> Operation:
    """Read one line of ``log``. Raises StrictJsonError or OperationError."""
    if len(line) > MAXIMUM_LINE:
        raise OperationError("line-too-long")
    if b"\n" in line or b"\r" in line:
        raise StrictJsonError("line-break")
    body = parse_object(line)
    verb = _one_of_verbs(body.get("y"))
    if verb == "put" and "g" not in body:
        raise OperationError("group")
    if verb in SEEING_VERBS:
        _check_seen(body.get("v"))
    return Operation(
        log=log,
        n=_position(body.get("n")),
        verb=verb,
        kind=_matching(body.get("t"), _NAME, "kind"),
        record=_matching(body.get("r"), _RECORD, "record"),
        group=_matching(body["g"], _NAME, "group") if "g" in body else "",
        value=body.get("v"),
        predecessors=_hashes(body.get("p", []), "predecessors"),
        author=_matching(body.get("a"), _RECORD, "author"),
        claimed=_claimed(body.get("w")),
        line=line,
        hash=operation_hash(log, line),
        schema=schema,
    )


def _position(value: JsonValue) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise OperationError("position")
    return value


def _one_of_verbs(value: JsonValue) -> str:
    if not isinstance(value, str) or value not in VERBS:
        raise OperationError("verb")
    return value


def _matching(value: JsonValue, pattern: re.Pattern[str], reason: str) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise OperationError(reason)
    return value


def _hashes(value: JsonValue, reason: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise OperationError(reason)
    return tuple(_matching(item, _HASH, reason) for item in value)


def _check_seen(value: JsonValue) -> None:
    if not isinstance(value, dict):
        raise OperationError("seen")
    _hashes(value.get("seen"), "seen")


def _claimed(value: JsonValue) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > 40:
        raise OperationError("time")
    return value
