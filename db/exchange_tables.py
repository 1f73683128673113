"""What exchange remembers beside the journal: merges, words of others, what was carried, the
office's log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import cast

from sqlalchemy import Connection, delete, func, select, update

from app.ports import Arrival, EntryLine, Parcel
from db import core
from db.dialect import Clash, dialect_of
from db.journal_store import Logs, read_trusted

CHUNK = 500
"""Rows in one statement."""


def insert_arrival(connection: Connection, at: str, task: str, sender: str, file: str) -> int:
    """Begin a merge; returns its number."""
    values = {"at": at, "task": task, "sender": sender, "file": file, "undone": 0}
    made = connection.execute(core.arrivals.insert().values(**values)).inserted_primary_key
    return int(cast("tuple[int]", made)[0])


def mark_undone(connection: Connection, number: int) -> None:
    """The merge was taken back."""
    table = core.arrivals
    connection.execute(update(table).where(table.c.number == number).values(undone=1))


def segments_of(connection: Connection, arrival: int) -> list[str]:
    """Hashes of the segments that came with a merge."""
    table = core.segments
    query = select(table.c.hash).where(table.c.arrival == arrival).order_by(table.c.number)
    return [row.hash.hex() for row in connection.execute(query)]


def read_arrivals(connection: Connection, task: str) -> list[Arrival]:
    """Merges of a task, newest first."""
    table = core.arrivals
    query = select(table).where(table.c.task == task).order_by(table.c.number.desc())
    return [
        Arrival(row.number, row.at, row.task, row.sender, row.file, bool(row.undone))
        for row in connection.execute(query)
    ]


def write_sayings(connection: Connection, device: str, task: str, bodies: Sequence[str]) -> None:
    """Replace what a computer said about a task."""
    table = core.sayings
    connection.execute(delete(table).where(table.c.device == device, table.c.task == task))
    for number, body in enumerate(bodies):
        values = {"device": device, "digest": f"{task}.{number}", "task": task, "body": body}
        connection.execute(table.insert().values(**values))


def read_sayings(connection: Connection, task: str) -> list[tuple[str, str]]:
    """(device, body) of a task."""
    table = core.sayings
    query = select(table).where(table.c.task == task).order_by(table.c.device, table.c.digest)
    return [(row.device, row.body) for row in connection.execute(query)]


def write_carried(connection: Connection, segments: Iterable[str], device: str, at: str) -> None:
    """These segments are in a verified file for a device; the newest time counts."""
    rows = [(bytes.fromhex(hash_), device, at) for hash_ in segments]
    columns = ("segment", "device", "at")
    dialect_of(connection).write_rows(connection, core.carried, columns, rows, Clash.TAKE_NEW)


def read_carried(connection: Connection) -> dict[str, dict[str, str]]:
    """Segment -> device -> when."""
    found: dict[str, dict[str, str]] = {}
    for row in connection.execute(select(core.carried)):
        found.setdefault(row.segment.hex(), {})[row.device] = row.at
    return found


def write_parcel(connection: Connection, digest: str, task: str, at: str) -> None:
    """A file carried for the office; one that is known stays as it is."""
    columns, row = ("digest", "task", "taken_at"), (digest, task, at)
    dialect_of(connection).write_rows(connection, core.parcels, columns, [row], Clash.KEEP_OLD)


def pass_parcels(connection: Connection, digests: Iterable[str], at: str) -> None:
    """They were handed on."""
    table = core.parcels
    for digest in digests:
        connection.execute(update(table).where(table.c.digest == digest).values(passed_at=at))


def read_parcels(connection: Connection, task: str) -> list[Parcel]:
    """Files carried for the office, oldest first."""
    table = core.parcels
    query = select(table).where(table.c.task == task).order_by(table.c.taken_at, table.c.digest)
    return [
        Parcel(row.digest, row.task, row.taken_at, row.passed_at)
        for row in connection.execute(query)
    ]


def write_leaves(connection: Connection, entries: Iterable[str], at: str) -> None:
    """Append to the office's log. A batch has to be open."""
    table = core.leaves
    listed = list(dict.fromkeys(entries))
    known: set[str] = set()
    for start in range(0, len(listed), CHUNK):
        query = select(table.c.entry).where(table.c.entry.in_(listed[start : start + CHUNK]))
        known.update(row.entry for row in connection.execute(query))
    last = connection.execute(select(func.max(table.c.number))).scalar() or 0
    rows = [
        {"number": last + place, "entry": entry, "at": at}
        for place, entry in enumerate((e for e in listed if e not in known), start=1)
    ]
    if rows:
        connection.execute(table.insert(), rows)


def read_leaves(connection: Connection) -> list[str]:
    """The office's log, oldest first."""
    table = core.leaves
    return [row.entry for row in connection.execute(select(table).order_by(table.c.number))]


def read_entries(connection: Connection, logs: Logs, kind: str, task: str) -> list[EntryLine]:
    """Lines of an insert-only kind in the logs of a task, in order of arrival."""
    journal, segments = core.journal, core.segments
    query = (
        select(journal, segments.c.hash.label("segment_hash"))
        .outerjoin(segments, segments.c.number == journal.c.segment)
        .where(journal.c.kind == kind)
        .order_by(journal.c.seq)
    )
    found = []
    for row in connection.execute(query):
        name = logs.name(row.log)
        if name.task == task:
            line = (row.n, row.hash, row.kind, row.record, row.line, row.schema)
            operation = read_trusted(logs.id(row.log), *line)
            found.append(EntryLine(operation, name, (row.segment_hash or b"").hex()))
    return found


def read_places(
    connection: Connection, logs: Logs, kind: str, device: str, task: str
) -> dict[str, tuple[str | None, ...]]:
    """Record -> segments that hold its lines written by a device; None: not cut yet."""
    journal, segments = core.journal, core.segments
    own = logs.numbers(device, task)
    query = (
        select(journal.c.record, segments.c.hash)
        .distinct()
        .outerjoin(segments, segments.c.number == journal.c.segment)
        .where(journal.c.kind == kind, journal.c.log.in_(own))
    )
    found: dict[str, tuple[str | None, ...]] = {}
    for row in connection.execute(query):
        place = None if row.hash is None else row.hash.hex()
        found[row.record] = (*found.get(row.record, ()), place)
    return found


def read_uncarried(
    connection: Connection, logs: Logs, device: str, task: str
) -> frozenset[tuple[str, str]]:
    """Records with a line by a device that is in no verified file yet."""
    journal, segments, carried = core.journal, core.segments, core.carried
    own = logs.numbers(device, task)
    left = select(segments.c.number).where(
        segments.c.log.in_(own),
        ~select(carried.c.segment).where(carried.c.segment == segments.c.hash).exists(),
    )
    here = [row.number for row in connection.execute(left)]
    waiting = (journal.c.segment.is_(None)) & journal.c.log.in_(own)
    query = select(journal.c.kind, journal.c.record).distinct()
    found = {(row.kind, row.record) for row in connection.execute(query.where(waiting))}
    for start in range(0, len(here), CHUNK):
        part = query.where(journal.c.segment.in_(here[start : start + CHUNK]))
        found.update((row.kind, row.record) for row in connection.execute(part))
    return frozenset(found)


def read_channels(connection: Connection, logs: Logs, kind: str, record: str) -> frozenset[str]:
    """Channels in which a record was written."""
    journal = core.journal
    query = (
        select(journal.c.log).distinct().where(journal.c.kind == kind, journal.c.record == record)
    )
    return frozenset(logs.name(row.log).channel for row in connection.execute(query))
