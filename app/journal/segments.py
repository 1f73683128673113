"""A segment: consecutive lines of one log, linked to the segment before, signed once.

Bytes: the header line, then the operations, each ended by one line feed. The name of a segment is
the SHA-256 of these bytes. Stored and relayed verbatim for ever; never re-serialised.

Header::

    {"xj":"seg/1","office":…,"task":…,"channel":…,"log":…,"device":…,"first":1,"last":40,
     "prev":"<hash or 64 zeros>","schema":1,"min_reader":1,"stmt":3,"cp":null,"cut":"<time>"}

A reader that meets ``min_reader`` above its own SCHEMA keeps and relays the segment unread.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.domain.errors import SegmentError
from app.journal.canonical import JsonValue, encode, parse_object
from app.journal.operations import LogName, Operation, read_operation

SCHEMA = 1
MEDIA_TYPE = "application/vnd.xunji.segment.v1+jsonl"
FIRST_PREVIOUS = "0" * 64
MAXIMUM_BYTES = 8 << 20
MAXIMUM_LINES = 20_000
CUT_AFTER = 1_000
"""Operations after which a log is cut even without an export."""


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

    @property
    def lines(self) -> list[bytes]:
        """The operation lines, without line feeds."""
        return self.data[:-1].split(b"\n")[1:]

    @property
    def readable(self) -> bool:
        """Whether this program may read the operations."""
        return self.header.minimum_reader <= SCHEMA

    def operations(self) -> list[Operation]:
        """Read every line. Raises StrictJsonError, OperationError or SegmentError (positions)."""
        log = self.header.log
        found = [read_operation(log, line) for line in self.lines]
        if any(op.n != self.header.first + index for index, op in enumerate(found)):
            raise SegmentError("positions")
        return found


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
    """Make a segment of ``lines``. Raises SegmentError where a reader would refuse it."""
    return read_segment(assemble(header_line(header), lines))


def split_for_cutting(operations: Sequence[Operation]) -> list[list[Operation]]:
    """Divide operations waiting in one log into runs that keep both limits of a segment."""
    runs: list[list[Operation]] = []
    size = 0
    for operation in operations:
        size += len(operation.line) + 1
        if not runs or len(runs[-1]) >= CUT_AFTER or size > MAXIMUM_BYTES - 4096:
            runs.append([])
            size = len(operation.line) + 1
        runs[-1].append(operation)
    return runs


def read_segment(data: bytes) -> Segment:
    """Check the framing of ``data``: header, limits, number of lines. Raises SegmentError."""
    if len(data) > MAXIMUM_BYTES:
        raise SegmentError("too-long")
    if not data.endswith(b"\n"):
        raise SegmentError("line-end")
    first_line, _, rest = data.partition(b"\n")
    header = _read_header(parse_object(first_line))
    count = rest.count(b"\n")
    if count != header.last - header.first + 1 or not 1 <= count <= MAXIMUM_LINES:
        raise SegmentError("count")
    return Segment(header, data, hashlib.sha256(data).hexdigest())


def _read_header(body: dict[str, JsonValue]) -> Header:
    if body.get("xj") != "seg/1":
        raise SegmentError("format")
    header = Header(
        office=_string(body, "office"),
        name=LogName(_string(body, "device"), _string(body, "task"), _string(body, "channel")),
        first=_number(body, "first"),
        last=_number(body, "last"),
        previous=_string(body, "prev"),
        schema=_number(body, "schema"),
        minimum_reader=_number(body, "min_reader"),
        statement=_number(body, "stmt"),
        checkpoint=body.get("cp"),
        cut=_string(body, "cut"),
    )
    if body.get("log") != header.log:
        raise SegmentError("log")
    if len(header.previous) != 64 or (header.first == 1) != (header.previous == FIRST_PREVIOUS):
        raise SegmentError("previous")
    return header


def _string(body: dict[str, JsonValue], key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str) or len(value) > 128:
        raise SegmentError(key)
    return value


def _number(body: dict[str, JsonValue], key: str) -> int:
    value = body.get(key)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise SegmentError(key)
    return value
