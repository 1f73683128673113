"""The proof: what is stored is what was signed, and the tables say what the journal says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain
from typing import Any

from sqlalchemy import Connection, Row, func, select

from app.domain.errors import JournalError, ReplayMismatchError, StoreDamagedError
from app.journal.operations import read_operation
from app.journal.segments import FIRST_PREVIOUS
from app.ports import Cancelled, Progress
from db import core
from db.dialect import dialect_of
from db.journal_store import Key, Logs, load_range, record_chunks
from db.projector import CHUNK, Projector
from db.rebuilding import count_records, report
from db.segment_store import APPLIED, STAGED, read_bytes
from db.tables import Projection

NAMED = 20
"""So many differing records are named."""
_LINES = core.journal.c


def verify(
    connection: Connection,
    projector: Projector,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> None:
    """Prove everything within one unchanging state of the database.

    Progress counts lines and records. Raises StoreDamagedError, ReplayMismatchError,
    CancelledError.
    """
    dialect_of(connection).verify_pages(connection)
    lines = connection.execute(select(func.count()).select_from(core.journal)).scalar_one()
    total = lines + count_records(connection, projector.projections)
    wrong: list[Key] = []
    logs = Logs(connection)
    steps = chain(
        _verify_segments(connection, logs),
        _verify_lines(connection, logs),
        _replay(connection, logs, projector, wrong),
    )
    for done in accumulate(steps):
        report(done, total, progress, cancelled)
        if len(wrong) >= NAMED:
            break
    if wrong:
        raise ReplayMismatchError(tuple(wrong[:NAMED]))


def _verify_segments(connection: Connection, logs: Logs) -> Iterator[int]:
    """Every segment gives its bytes again, follows its predecessor, and is known if newest."""
    table = core.segments
    rows = connection.execute(select(table).order_by(table.c.log, table.c.first)).all()
    by_hash = {row.hash: row for row in rows}
    for row in rows:
        read_bytes(connection, row)
        _verify_link(row, by_hash)
        yield 0
    _verify_knowledge(connection, rows)
    _verify_waiting(connection, logs)


def _verify_link(row: Row[Any], by_hash: Mapping[bytes, Row[Any]]) -> None:
    if row.state == STAGED or row.previous.hex() == FIRST_PREVIOUS:
        return
    previous = by_hash.get(row.previous)
    broken = (
        previous is None
        or previous.state == STAGED
        or previous.log != row.log
        or (row.state == APPLIED and row.first != previous.last + 1)
    )
    if broken:
        raise StoreDamagedError(f"chain {row.hash.hex()}")


def _verify_knowledge(connection: Connection, rows: Sequence[Row[Any]]) -> None:
    connected = [row for row in rows if row.state != STAGED]
    followed = {row.previous for row in connected}
    tips = {(row.log, row.hash) for row in connected if row.hash not in followed}
    known = {(row.log, row.hash) for row in connection.execute(select(core.knowledge))}
    if tips != known:
        raise StoreDamagedError("knowledge")


def _verify_waiting(connection: Connection, logs: Logs) -> None:
    """Lines that are not cut yet continue their log without a gap."""
    for row in connection.execute(select(core.logs).where(core.logs.c.next.is_not(None))):
        waiting = select(func.count(), func.min(_LINES.n), func.max(_LINES.n)).where(
            _LINES.segment.is_(None), _LINES.log == row.number
        )
        found = connection.execute(waiting).one()
        count, first, last = found
        before = connection.execute(
            select(core.segments.c.last).where(core.segments.c.hash == row.tip)
        ).scalar_one_or_none()
        if (before or 0) + count != row.next - 1 or (
            count and (first, last) != ((before or 0) + 1, row.next - 1)
        ):
            raise StoreDamagedError(f"log {logs.id(row.number)}")


def _verify_lines(connection: Connection, logs: Logs) -> Iterator[int]:
    """Every line is what its columns say, and its hash is the stored one."""
    columns = (_LINES[name] for name in ("seq", "log", "n", "hash", "kind", "record", "line"))
    query = select(*columns).order_by(_LINES.seq)
    in_parts = query.execution_options(stream_results=True, max_row_buffer=CHUNK)
    with connection.execute(in_parts) as rows:
        while chunk := rows.fetchmany(CHUNK):
            for line in chunk:
                _verify_line(logs, line)
            yield len(chunk)


def _verify_line(logs: Logs, row: Sequence[Any]) -> None:
    seq, log, n, hash_, kind, record, line = row
    try:
        read = read_operation(logs.id(log), line)
    except JournalError:
        raise StoreDamagedError(f"line {seq}") from None
    if (read.n, read.kind, read.record, read.hash) != (n, kind, record, hash_.hex()):
        raise StoreDamagedError(f"line {seq}")


def _replay(
    connection: Connection, logs: Logs, projector: Projector, wrong: list[Key]
) -> Iterator[int]:
    """Fold every record and compare each column of its row."""
    for kind, projection in projector.projections.items():
        last = ""
        for chunk in record_chunks(connection, kind, CHUNK):
            found = load_range(connection, logs, kind, chunk[0], chunk[-1])
            expected = {row["id"]: row for row in projector.rows(projection, logs, found)}
            present = _rows_between(connection, projection, last, chunk[-1])
            wrong.extend((kind, record) for record in _differing(expected, present))
            last = chunk[-1]
            yield len(chunk)
        beyond = _rows_between(connection, projection, last, None)
        wrong.extend((kind, record) for record in beyond)
        yield 0


def _rows_between(
    connection: Connection, projection: Projection, after: str, until: str | None
) -> dict[str, dict[str, Any]]:
    columns = projection.table.columns
    query = select(projection.table).where(columns["id"] > after)
    if until is not None:
        query = query.where(columns["id"] <= until)
    rows = connection.execute(query).mappings()
    return {row["id"]: dict(row) for row in rows}


def _differing(expected: Mapping[str, Any], present: Mapping[str, Any]) -> list[str]:
    return sorted(
        record
        for record in expected.keys() | present.keys()
        if expected.get(record) != present.get(record)
    )
