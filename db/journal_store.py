"""Lines of the journal: written once, loaded by record.

Lines were parsed strictly when they entered; what is read back from here is trusted and read with
the plain parser, and its hash is the stored one. ``check`` proves both from time to time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, select

from app.domain.access import narrower
from app.domain.kinds import Channel
from app.journal.canonical import JsonValue
from app.journal.operations import SCHEMA, LogName, Operation, OperationHash
from app.journal.upgrades import upgraded
from db import core
from db.dialect import dialect_of

Key = tuple[str, str]
"""(kind, record)."""

_COLUMNS = ("log", "n", "segment", "hash", "kind", "record", "line", "schema")
_LINES = core.journal.c
_BY_RECORD = select(
    *(_LINES[name] for name in ("seq", "log", "n", "hash", "record", "line", "schema"))
)
_OPERATIONS = select(
    *(_LINES[name] for name in ("log", "n", "hash", "kind", "record", "line", "schema"))
)


@dataclass(slots=True)
class RecordLines:
    """All operations on one record, with what the projection takes from their arrival."""

    order: int = 0
    operations: list[Operation] = field(default_factory=list)
    logs: set[int] = field(default_factory=set)


class Logs:
    """Log numbers and names, read once for each transaction."""

    def __init__(self, connection: Connection) -> None:
        """Read the names of all logs."""
        self._connection = connection
        rows = connection.execute(core.logs.select())
        self._names = {row.number: LogName(row.device, row.task, row.channel) for row in rows}
        self._ids = {number: name.id for number, name in self._names.items()}
        self._numbers: dict[str, int] = {id_: n for n, id_ in self._ids.items()}

    def number(self, name: LogName) -> int:
        """Number of a log, given on first sight."""
        id_ = name.id
        if id_ not in self._numbers:
            insert = core.logs.insert().values(
                id=id_, device=name.device, task=name.task, channel=name.channel
            )
            found = self._connection.execute(insert).inserted_primary_key
            number = int(cast("tuple[int]", found)[0])
            self._names[number], self._ids[number], self._numbers[id_] = name, id_, number
        return self._numbers[id_]

    def name(self, number: int) -> LogName:
        """The log with this number."""
        return self._names[number]

    def numbers(self, device: str, task: str) -> list[int]:
        """Numbers of the logs a device writes within a task."""
        return [n for n, name in self._names.items() if (name.device, name.task) == (device, task)]

    def id(self, number: int) -> str:
        """32 hexadecimal digits."""
        return self._ids[number]

    def task(self, numbers: Iterable[int]) -> str:
        """Task of a record that was written to these logs: by rule the first by name."""
        return min(self._names[number].task for number in numbers)

    def channel(self, numbers: Iterable[int]) -> str:
        """Channel of a record that was written to these logs: by rule the narrowest; "" if this
        program knows none of them.
        """
        known = [c for n in numbers if (c := self._names[n].channel) in frozenset(Channel)]
        return narrower(*known).value if known else ""


def insert_lines(
    connection: Connection, log: int, segment: int | None, operations: Sequence[Operation]
) -> None:
    """Write lines behind all others."""
    rows = [
        (log, op.n, segment, bytes.fromhex(op.hash), op.kind, op.record, op.line, op.schema)
        for op in operations
    ]
    dialect_of(connection).write_rows(connection, core.journal, _COLUMNS, rows)


def load_records(
    connection: Connection, logs: Logs, kind: str, records: Iterable[str]
) -> dict[str, RecordLines]:
    """Lines of the named records, in one statement."""
    named = dialect_of(connection).among(_LINES.record, set(records))
    rows = connection.execute(_BY_RECORD.where(_LINES.kind == kind, named)).all()
    return _by_record(logs, kind, rows)


def load_range(
    connection: Connection, logs: Logs, kind: str, first: str, last: str
) -> dict[str, RecordLines]:
    """Lines of the records between two ids, both included."""
    inside = _BY_RECORD.where(_LINES.kind == kind, _LINES.record.between(first, last))
    rows = connection.execute(inside.order_by(_LINES.record)).all()
    return _by_record(logs, kind, rows)


def record_chunks(connection: Connection, kind: str, size: int) -> Iterator[list[str]]:
    """Ids of all records of a kind that the journal knows, in order, ``size`` at a time."""
    records = select(_LINES.record).distinct().where(_LINES.kind == kind)
    last = ""
    while True:
        query = records.where(_LINES.record > last).order_by(_LINES.record).limit(size)
        chunk = list(connection.execute(query).scalars())
        if not chunk:
            return
        yield chunk
        last = chunk[-1]


def waiting_operations(connection: Connection, logs: Logs, log: int) -> list[Operation]:
    """Lines of a log that are not in a segment yet, in order, as they were written."""
    waiting = (_LINES.segment.is_(None), _LINES.log == log)
    return _operations(connection, logs, waiting, _LINES.n)


def record_operations(connection: Connection, logs: Logs, key: Key) -> list[Operation]:
    """Every operation on one record in order of arrival; the same one of a fork once."""
    kind, record = key
    about = (_LINES.kind == kind, _LINES.record == record)
    found = _operations(connection, logs, about, _LINES.seq)
    return upgraded({operation.hash: operation for operation in found}.values())


def newest_line(connection: Connection) -> tuple[int, str]:
    """Number and hash of the line that came last; (0, "") if there is none."""
    newest = select(_LINES.seq, _LINES.hash).order_by(_LINES.seq.desc()).limit(1)
    row = connection.execute(newest).first()
    return (row[0], row[1].hex()) if row else (0, "")


def segment_lines(connection: Connection, segment: int) -> list[bytes]:
    """Lines of a segment, in order."""
    query = select(_LINES.line).where(_LINES.segment == segment).order_by(_LINES.n)
    return list(connection.execute(query).scalars())


def read_trusted(
    log: str, n: int, hash_: bytes, kind: str, record: str, line: bytes, schema: int
) -> Operation:
    """Read a line that was checked when it entered the journal."""
    body: dict[str, JsonValue] = json.loads(line.decode())
    return Operation(
        log,
        n,
        cast(str, body["y"]),
        kind,
        record,
        cast(str, body.get("g", "")),
        body.get("v"),
        tuple(cast("list[str]", body["p"])) if "p" in body else (),
        cast(str, body["a"]),
        cast("str | None", body.get("w")),
        line,
        OperationHash(hash_.hex()),
        schema,
    )


def _operations(
    connection: Connection,
    logs: Logs,
    conditions: Iterable[ColumnElement[bool]],
    order: ColumnElement[int],
) -> list[Operation]:
    rows = connection.execute(_OPERATIONS.where(*conditions).order_by(order))
    return [read_trusted(logs.id(row[0]), *row[1:]) for row in rows]


def _by_record(logs: Logs, kind: str, rows: Sequence[Any]) -> dict[str, RecordLines]:
    found: dict[str, RecordLines] = {}
    for seq, log, n, hash_, record, line, schema in rows:
        lines = found.get(record)
        if lines is None:
            lines = found[record] = RecordLines()
        lines.order = max(lines.order, seq)
        lines.logs.add(log)
        operation = read_trusted(logs.id(log), n, hash_, kind, record, line, schema)
        if schema == SCHEMA:  # nearly always: nothing to translate
            lines.operations.append(operation)
        else:
            lines.operations.extend(upgraded([operation]))
    return found
