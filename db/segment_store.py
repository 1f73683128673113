"""Segments: cut from own lines, adopted from others, judged anew, reassembled to the byte.

A segment is *connected* when its predecessor is connected, or it is a log's first. Lines of
connected segments that may be read go into the journal. Everything else is held as bytes: staged
(a predecessor is missing), quarantined, unreadable (needs a newer program), withheld (its merge was
undone). What is held may count later, and what counts may be held again. Two segments of one log
behind the same predecessor are both taken in: a fork costs a question, never data.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from app.domain.errors import JournalError, SegmentError, StoreDamagedError
from app.journal.operations import SCHEMA, LogName, Operation
from app.journal.segments import (
    FIRST_PREVIOUS,
    Segment,
    assemble,
    read_segment,
    split_for_cutting,
)
from app.ports import StoredSegment
from db import core, guards
from db.journal_store import Key, Logs, insert_lines, segment_lines, waiting_operations

Build = Callable[[int, str, Sequence[Operation]], tuple[Segment, bytes]]

APPLIED, STAGED, QUARANTINED, UNREADABLE = "applied", "staged", "quarantined", "unreadable"
WITHHELD = "withheld"
HELD_BACK = (QUARANTINED, WITHHELD)
"""Connected, and readable, but not counting."""


@dataclass(frozen=True, slots=True)
class _Judged:
    """What becomes of a connected segment; its operations if it is applied."""

    state: str
    reason: str
    operations: Sequence[Operation] = ()


@dataclass(frozen=True, slots=True)
class Tip:
    """End of a log written here: position of the next line, hash of the segment before it."""

    next: int
    previous: str


class SegmentStore:
    """Segments within one transaction; what it brings into the journal it tells ``touched``."""

    def __init__(self, connection: Connection, logs: Logs) -> None:
        """Work on an open transaction with an open batch."""
        self._connection = connection
        self._logs = logs
        self._arrival: int | None = None
        self.touched: set[Key] = set()
        self.operations = 0

    def append(self, log: int, operations: Sequence[Operation]) -> None:
        """Write own lines that will be cut later."""
        insert_lines(self._connection, log, None, operations)
        self._note(operations)
        self._set_tip(log, operations[-1].n + 1, self.tip(log).previous)

    def tip(self, log: int) -> Tip:
        """Where a log written here goes on. A restored vault goes on behind what it knows."""
        row = self._connection.execute(select(core.logs).where(core.logs.c.number == log)).one()
        if row.next is not None:
            return Tip(row.next, row.tip.hex())
        known = self._connection.execute(
            select(core.segments.c.last, core.segments.c.hash)
            .where(core.segments.c.log == log, core.segments.c.state != STAGED)
            .order_by(core.segments.c.last.desc(), core.segments.c.hash.desc())
        ).first()
        return Tip(known.last + 1, known.hash.hex()) if known else Tip(1, FIRST_PREVIOUS)

    def cut(self, log: int, build: Build) -> int:
        """Cut waiting lines into segments. Raises SegmentError if ``build`` changed anything."""
        waiting = waiting_operations(self._connection, self._logs, log)
        runs = split_for_cutting(waiting)
        for run in runs:
            tip = self.tip(log)
            segment, signature = build(run[0].n, tip.previous, run)
            self._check_built(segment, run, log, tip.previous)
            number = self._insert(segment, signature, log, APPLIED, APPLIED, "")
            lines = core.journal
            self._connection.execute(
                lines.update()
                .where(lines.c.segment.is_(None), lines.c.log == log)
                .where(lines.c.n.between(run[0].n, run[-1].n))
                .values(segment=number)
            )
            self._know(log, segment.header.previous, segment.hash)
            self._set_tip(log, tip.next, segment.hash)
        return len(runs)

    def adopt(
        self,
        segment: Segment,
        signature: bytes,
        state: str,
        reason: str,
        arrival: int | None = None,
    ) -> None:
        """Take in a segment, and everything that waited for it. A known one changes nothing,
        except that one held back so far may be accepted now.
        """
        known = self._find(segment.hash)
        if known is not None:
            if state == APPLIED and known.verdict in HELD_BACK:
                self._accept(known)
                self._update(known.number, arrival=arrival)
            return
        self._arrival = arrival
        log = self._logs.number(segment.header.name)
        verdict = APPLIED if state == STAGED else state  # staging is decided here, not outside
        if not self._is_connected(segment.header.previous, log):
            number = self._insert(segment, signature, log, STAGED, verdict, reason)
            self._hold(number, segment.data)
            return
        judged = self._judge(segment, verdict, reason)
        number = self._insert(segment, signature, log, judged.state, judged.state, judged.reason)
        if judged.state != APPLIED:
            self._hold(number, segment.data)
        self._connect(number, log, segment, judged)
        self._connect_waiting(log, segment.hash)

    def judge(self, hash_: str, state: str, reason: str) -> None:
        """Let a known segment count, or count no longer (quarantined, withheld).

        What is staged is judged when its predecessor comes, what cannot be read stays unread, and
        what was written here always counts. Raises KeyError for an unknown segment.
        """
        row = self._find(hash_)
        if row is None:
            raise KeyError(hash_)
        if row.verdict == UNREADABLE or row.verdict == state:
            return
        if row.state == STAGED:
            self._update(row.number, verdict=state, reason=reason)
        elif state == APPLIED:
            self._accept(row)
        elif row.state == APPLIED:
            self._withdraw(row, state, reason)
        else:
            self._update(row.number, state=state, verdict=state, reason=reason)

    def _withdraw(self, row: Row[Any], state: str, reason: str) -> None:
        """Put the bytes aside and take the lines out of the journal."""
        segment = read_segment(read_bytes(self._connection, row))
        self._hold(row.number, segment.data)
        guards.allow_withdrawal(self._connection)
        self._connection.execute(core.journal.delete().where(core.journal.c.segment == row.number))
        self._update(row.number, state=state, verdict=state, reason=reason)
        self._note(segment.operations())

    def release_readable(self) -> None:
        """Apply segments that an older version of this program could not read."""
        rows = self._connection.execute(
            select(core.segments)
            .where(core.segments.c.verdict == UNREADABLE, core.segments.c.minimum_reader <= SCHEMA)
            .order_by(core.segments.c.log, core.segments.c.first)
        ).all()
        for row in rows:
            self._accept(row)

    def _judge(self, segment: Segment, state: str, reason: str) -> _Judged:
        """What becomes of a connected segment. Independent of the order of arrival."""
        if state != APPLIED:
            return _Judged(state, reason)
        if not segment.readable:
            return _Judged(UNREADABLE, f"min_reader {segment.header.minimum_reader}")
        previous = self._find(segment.header.previous)
        if previous is not None and segment.header.first != previous.last + 1:
            return _Judged(QUARANTINED, "positions")
        try:
            return _Judged(APPLIED, reason, segment.operations())
        except JournalError as error:  # signed, but not what the format demands: kept as evidence
            return _Judged(QUARANTINED, type(error).__name__)

    def _accept(self, row: Row[Any]) -> None:
        """Let a held segment count, unless its own content forbids it."""
        if row.state == STAGED:
            self._update(row.number, verdict=APPLIED, reason="")
            return
        judged = self._judge(self._held(row.number), APPLIED, "")
        self._update(row.number, state=judged.state, verdict=judged.state, reason=judged.reason)
        self._apply(row.number, row.log, judged)

    def _connect_waiting(self, log: int, hash_: str) -> None:
        """Connect what was staged behind a segment, however long the chain."""
        arrived = [hash_]
        while arrived:
            for row in self._staged_behind(log, arrived.pop()):
                segment = self._held(row.number)
                judged = self._judge(segment, row.verdict, row.reason)
                self._update(
                    row.number, state=judged.state, verdict=judged.state, reason=judged.reason
                )
                self._connect(row.number, log, segment, judged)
                arrived.append(segment.hash)

    def _staged_behind(self, log: int, previous: str) -> Sequence[Row[Any]]:
        table = core.segments
        query = select(table).where(
            table.c.previous == bytes.fromhex(previous),
            table.c.log == log,
            table.c.state == STAGED,
        )
        return self._connection.execute(query.order_by(table.c.hash)).all()

    def _connect(self, number: int, log: int, segment: Segment, judged: _Judged) -> None:
        self._know(log, segment.header.previous, segment.hash)
        self._follow_own(log, segment)
        self._apply(number, log, judged)

    def _apply(self, number: int, log: int, judged: _Judged) -> None:
        if judged.state != APPLIED:
            return
        insert_lines(self._connection, log, number, judged.operations)
        self._connection.execute(core.held.delete().where(core.held.c.segment == number))
        self._note(judged.operations)

    def _note(self, operations: Sequence[Operation]) -> None:
        self.touched.update((operation.kind, operation.record) for operation in operations)
        self.operations += len(operations)

    def _follow_own(self, log: int, segment: Segment) -> None:
        """A restored vault that meets its own later segments goes on behind them.

        Lines already waiting to be cut stay where they are: that is a fork, and both sides count.
        """
        row = self._connection.execute(select(core.logs).where(core.logs.c.number == log)).one()
        if row.next == segment.header.first and row.tip.hex() == segment.header.previous:
            self._set_tip(log, segment.header.last + 1, segment.hash)

    def _set_tip(self, log: int, next_: int, previous: str) -> None:
        self._connection.execute(
            core.logs.update()
            .where(core.logs.c.number == log)
            .values(next=next_, tip=bytes.fromhex(previous))
        )

    def _know(self, log: int, previous: str, hash_: str) -> None:
        table = core.knowledge
        self._connection.execute(
            table.delete().where(table.c.log == log, table.c.hash == bytes.fromhex(previous))
        )
        self._connection.execute(table.insert().values(log=log, hash=bytes.fromhex(hash_)))

    def _is_connected(self, previous: str, log: int) -> bool:
        if previous == FIRST_PREVIOUS:
            return True
        row = self._find(previous)
        return row is not None and row.state != STAGED and row.log == log

    def _find(self, hash_: str) -> Row[Any] | None:
        return find_segment(self._connection, hash_)

    def _insert(
        self, segment: Segment, signature: bytes, log: int, state: str, verdict: str, reason: str
    ) -> int:
        header = segment.header
        inserted = self._connection.execute(
            core.segments.insert().values(
                hash=bytes.fromhex(segment.hash),
                log=log,
                first=header.first,
                last=header.last,
                previous=bytes.fromhex(header.previous),
                header=segment.data.partition(b"\n")[0],
                signature=signature,
                size=len(segment.data),
                minimum_reader=header.minimum_reader,
                state=state,
                verdict=verdict,
                reason=reason,
                arrival=self._arrival,
            )
        ).inserted_primary_key
        assert inserted is not None
        return int(inserted[0])

    def _update(self, number: int, **values: str | int | None) -> None:
        table = core.segments
        self._connection.execute(table.update().where(table.c.number == number).values(**values))

    def _hold(self, number: int, data: bytes) -> None:
        self._connection.execute(core.held.insert().values(segment=number, data=data))

    def _held(self, number: int) -> Segment:
        data = held_bytes(self._connection, number)
        if data is None:
            raise StoreDamagedError(f"segment {number}")
        return read_segment(data)

    def _check_built(
        self, segment: Segment, run: Sequence[Operation], log: int, previous: str
    ) -> None:
        header = segment.header
        if (
            header.name != self._logs.name(log)
            or (header.first, header.last) != (run[0].n, run[-1].n)
            or header.previous != previous
            or segment.lines != [operation.line for operation in run]
        ):
            raise SegmentError("cut")


def find_segment(connection: Connection, hash_: str) -> Row[Any] | None:
    """The stored segment with this hash."""
    wanted = select(core.segments).where(core.segments.c.hash == bytes.fromhex(hash_))
    return connection.execute(wanted).first()


def held_bytes(connection: Connection, number: int) -> bytes | None:
    """Bytes of a segment that is not in the journal."""
    query = select(core.held.c.data).where(core.held.c.segment == number)
    found: bytes | None = connection.execute(query).scalar_one_or_none()
    return found


def read_bytes(connection: Connection, row: Row[Any]) -> bytes:
    """A segment as it was signed. Raises StoreDamagedError if its hash is another now."""
    data = held_bytes(connection, row.number)
    if data is None:
        data = assemble(row.header, segment_lines(connection, row.number))
    if hashlib.sha256(data).digest() != row.hash:
        raise StoreDamagedError(f"segment {row.hash.hex()}")
    return data


def stored_segments(
    connection: Connection, logs: Logs, task: str | None = None
) -> list[StoredSegment]:
    """Every segment behind its predecessor."""
    table = core.segments
    rows = connection.execute(select(table).order_by(table.c.log, table.c.first, table.c.hash))
    found = [describe(logs, row) for row in rows]
    return [segment for segment in found if task is None or segment.name.task == task]


def describe(logs: Logs, row: Row[Any]) -> StoredSegment:
    """A segment's row as a plain value."""
    return StoredSegment(
        hash=row.hash.hex(),
        name=logs.name(row.log),
        first=row.first,
        last=row.last,
        previous=row.previous.hex(),
        signature=row.signature,
        size=row.size,
        state=row.state,
        reason=row.reason,
        arrival=row.arrival,
    )


def known_tips(connection: Connection, logs: Logs) -> dict[str, tuple[str, ...]]:
    """Log id -> hashes of its newest connected segments, sorted."""
    found: dict[str, tuple[str, ...]] = {}
    table = core.knowledge
    for row in connection.execute(select(table).order_by(table.c.log, table.c.hash)):
        found[logs.id(row.log)] = (*found.get(logs.id(row.log), ()), row.hash.hex())
    return found


def waiting_logs(connection: Connection, logs: Logs) -> dict[LogName, int]:
    """Logs with lines that are not cut, and how many."""
    lines = core.journal.c
    waiting = select(lines.log, func.count()).where(lines.segment.is_(None)).group_by(lines.log)
    counted = connection.execute(waiting)
    return {logs.name(row[0]): row[1] for row in counted}
