"""A segment: consecutive lines of one log, linked to the segment before, signed once.

Bytes: the header line, then the operations, each ended by one line feed. The name of a segment is
the SHA-256 of these bytes. Stored and relayed verbatim for ever; never re-serialised.

Header::

    {"xj":"seg/1","office":…,"task":…,"channel":…,"log":…,"device":…,"first":1,"last":40,
     "prev":"<hash or 64 zeros>","schema":1,"min_reader":1,"stmt":3,"cp":null,"cut":"<time>"}

The header line has at most 4,096 bytes. Ids are letters, digits, hyphens and underscores. A reader
that meets ``min_reader`` above its own SCHEMA keeps and relays the segment unread.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.errors import SegmentError
from app.journal.canonical import JsonValue, encode, parse_object
from app.journal.operations import SCHEMA, LogName, Operation, read_operation

MEDIA_TYPE = "application/vnd.xunji.segment.v1+jsonl"
FIRST_PREVIOUS = "0" * 64
MAXIMUM_BYTES = 8 << 20
MAXIMUM_LINES = 20_000
MAXIMUM_HEADER = 4_096
CUT_AFTER = 1_000
"""Operations after which a log is cut even without an export."""

_ID = re.compile(r"[0-9A-Za-z_-]{1,128}")
_HASH = re.compile(r"[0-9a-f]{64}")
_MAXIMUM_TIME = 40


@dataclass(frozen=True, slots=True)
class Header:
    """What the first line says."""

    office: str
    name: LogName
    first: int
    last: int
    previous: str
    schema: int
    minimum_reader: int
    statement: int
    checkpoint: JsonValue
    cut: str

    @property
    def log(self) -> str:
        """Id of the log."""
        return self.name.id


@dataclass(frozen=True, slots=True)
class Segment:
    """A segment whose framing has been checked; the operations are read by ``operations``."""

    header: Header
    data: bytes = field(repr=False)
    hash: str
    _read: list[Operation] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def first_line(self) -> bytes:
        """The header line as it was signed, without its line feed."""
        return self.data.partition(b"\n")[0]

    @property
    def lines(self) -> list[bytes]:
        """The operation lines, without line feeds."""
        return self.data[:-1].split(b"\n")[1:]

    @property
    def readable(self) -> bool:
        """Whether this program may read the operations."""
        return self.header.minimum_reader <= SCHEMA

    def operations(self) -> list[Operation]:
        """Read every line. Raises StrictJsonError, OperationError or SegmentError (positions).

        Verifying, judging, planning and storing all ask: the lines are read strictly once.
        """
        if not self._read:
            log = self.header.log
            schema = self.header.schema
            found = [read_operation(log, line, schema) for line in self.lines]
            if any(op.n != self.header.first + index for index, op in enumerate(found)):
                raise SegmentError("positions")
            self._read.extend(found)
        return list(self._read)


def header_line(header: Header) -> bytes:
    """The first line, without its line feed."""
    return encode(
        {
            "xj": "seg/1",
            "office": header.office,
            "task": header.name.task,
            "channel": header.name.channel,
            "log": header.log,
            "device": header.name.device,
            "first": header.first,
            "last": header.last,
            "prev": header.previous,
            "schema": header.schema,
            "min_reader": header.minimum_reader,
            "stmt": header.statement,
            "cp": header.checkpoint,
            "cut": header.cut,
        }
    )


def assemble(first_line: bytes, lines: Sequence[bytes]) -> bytes:
    """The bytes of a segment from its stored parts."""
    return b"\n".join((first_line, *lines)) + b"\n"


def build_segment(header: Header, lines: Sequence[bytes]) -> Segment:
    """Make a segment of ``lines``. Raises SegmentError where a reader would refuse the framing."""
    return read_segment(assemble(header_line(header), lines))


def split_for_cutting(operations: Sequence[Operation]) -> list[list[Operation]]:
    """Divide operations waiting in one log into runs that keep both limits of a segment.

    A run has one schema: a program that was replaced by a newer one may have left lines behind.
    """
    runs: list[list[Operation]] = []
    size = 0
    for operation in operations:
        size += len(operation.line) + 1
        full = bool(runs) and len(runs[-1]) >= CUT_AFTER
        other = bool(runs) and runs[-1][-1].schema != operation.schema
        if not runs or full or other or size >= MAXIMUM_BYTES - MAXIMUM_HEADER:
            runs.append([])
            size = len(operation.line) + 1
        runs[-1].append(operation)
    return runs


def read_segment(data: bytes) -> Segment:
    """Check the framing of ``data``: header, limits, number of lines.

    Raises SegmentError, or StrictJsonError for a header that is not strict JSON.
    """
    if len(data) > MAXIMUM_BYTES:
        raise SegmentError("too-long")
    if not data.endswith(b"\n"):
        raise SegmentError("line-end")
    first_line, _, rest = data.partition(b"\n")
    if len(first_line) > MAXIMUM_HEADER or first_line.endswith(b"\r"):
        raise SegmentError("header")
    header = _read_header(parse_object(first_line))
    count = rest.count(b"\n")
    if count != header.last - header.first + 1 or not 1 <= count <= MAXIMUM_LINES:
        raise SegmentError("count")
    return Segment(header, data, hashlib.sha256(data).hexdigest())


def _read_header(body: dict[str, JsonValue]) -> Header:
    if body.get("xj") != "seg/1":
        raise SegmentError("format")
    header = Header(
        office=_matching(body, "office", _ID),
        name=LogName(
            _matching(body, "device", _ID),
            _matching(body, "task", _ID),
            _matching(body, "channel", _ID),
        ),
        first=_number(body, "first"),
        last=_number(body, "last"),
        previous=_matching(body, "prev", _HASH),
        schema=_number(body, "schema"),
        minimum_reader=_number(body, "min_reader"),
        statement=_number(body, "stmt"),
        checkpoint=body.get("cp"),
        cut=_time(body, "cut"),
    )
    if body.get("log") != header.log:
        raise SegmentError("log")
    if header.first < 1 or (header.first == 1) != (header.previous == FIRST_PREVIOUS):
        raise SegmentError("prev")
    return header


def _matching(body: dict[str, JsonValue], key: str, pattern: re.Pattern[str]) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise SegmentError(key)
    return value


def _time(body: dict[str, JsonValue], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or len(value) > _MAXIMUM_TIME:
        raise SegmentError(key)
    return value


def _number(body: dict[str, JsonValue], key: str) -> int:
    value = body.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise SegmentError(key)
    return value
