"""Projection tables made anew: for a changed description, and on demand for all.

The new table is filled beside the old one, without guards because nobody else sees it, and swapped
in within one transaction: whoever reads meanwhile sees the old table, whoever cancels keeps it.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate

from sqlalchemy import Connection, MetaData, func, select

from app.domain.errors import CancelledError
from app.journal.operations import SCHEMA
from app.ports import Cancelled, Progress
from db import core, guards, search
from db.dialect import Clash, dialect_of
from db.journal_store import Logs
from db.projector import Projector
from db.segment_store import UNREADABLE, SegmentStore
from db.tables import LAYOUT, Projection, make_indexes, make_projection, table_name

BESIDE = "new_"


def is_behind(connection: Connection, projector: Projector) -> bool:
    """Whether tables or segments wait for what this program knows."""
    table = core.segments
    waits = select(table.c.number).where(
        table.c.verdict == UNREADABLE, table.c.minimum_reader <= SCHEMA
    )
    return (
        bool(_changed(connection, projector))
        or bool(_removed(connection, projector))
        or connection.execute(waits.limit(1)).first() is not None
    )


def catch_up(connection: Connection, projector: Projector) -> None:
    """Follow the descriptions and read what was unreadable before."""
    follow_catalogue(connection, projector)
    store = SegmentStore(connection, Logs(connection))
    guards.open_batch(connection)
    store.release_readable()
    projector.project(connection, store.touched)
    guards.close_batch(connection)


def follow_catalogue(connection: Connection, projector: Projector) -> None:
    """Make tables for new and changed kinds, drop those of kinds that are no more."""
    for kind in _removed(connection, projector):
        search.forget_kind(connection, kind)
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {table_name(kind)}")
        connection.execute(core.kind_digests.delete().where(core.kind_digests.c.kind == kind))
    changed = _changed(connection, projector)
    for kind in changed:
        search.forget_kind(connection, kind)
        for _ in _remake(connection, projector, kind):
            pass
    guards.install(connection, changed)


def rebuild(
    connection: Connection,
    projector: Projector,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> None:
    """Make every table anew. Raises CancelledError; the caller's transaction undoes everything."""
    total = count_records(connection, projector.projections)
    search.create(connection)
    steps = (n for kind in projector.projections for n in _remake(connection, projector, kind))
    for done in accumulate(steps):
        report(done, total, progress, cancelled)
    guards.install(connection, projector.projections)


def report(done: int, total: int, progress: Progress | None, cancelled: Cancelled | None) -> None:
    """Tell how far long work is, or end it. Raises CancelledError."""
    if cancelled is not None and cancelled():
        raise CancelledError
    if progress is not None:
        progress(min(done, total), total)


def count_records(connection: Connection, kinds: Iterable[str]) -> int:
    """How many records of these kinds the journal knows."""
    lines = core.journal.c
    counted = select(func.count(lines.record.distinct()))
    return sum(connection.execute(counted.where(lines.kind == kind)).scalar_one() for kind in kinds)


def _remake(connection: Connection, projector: Projector, kind: str) -> Iterable[int]:
    projection = projector.projections[kind]
    beside = make_projection(projection.kind, MetaData(), BESIDE)
    beside.table.drop(connection, checkfirst=True)
    beside.table.create(connection)
    yield from projector.fill(connection, beside)
    _swap(connection, beside, projection)
    dialect_of(connection).write_rows(
        connection,
        core.kind_digests,
        ("kind", "digest"),
        [(kind, _digest(projector, projection))],
        Clash.TAKE_NEW,
    )


def _swap(connection: Connection, beside: Projection, projection: Projection) -> None:
    name = projection.table.name
    dialect_of(connection).await_readers(connection)
    connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    connection.exec_driver_sql(f"ALTER TABLE {beside.table.name} RENAME TO {name}")
    for index in make_indexes(make_projection(projection.kind), dialect_of(connection)):
        index.create(connection)


def _changed(connection: Connection, projector: Projector) -> list[str]:
    stored = _stored_digests(connection)
    return [
        name
        for name, projection in projector.projections.items()
        if stored.get(name) != _digest(projector, projection)
    ]


def _digest(projector: Projector, projection: Projection) -> str:
    """What a table depends on: a laptop that joins an office later gets its rows anew."""
    return f"{LAYOUT} {projection.kind.digest()} {projector.office}"


def _removed(connection: Connection, projector: Projector) -> list[str]:
    return [kind for kind in _stored_digests(connection) if kind not in projector.projections]


def _stored_digests(connection: Connection) -> dict[str, str]:
    """Kind -> digest of the description its table was made from."""
    return {row.kind: row.digest for row in connection.execute(core.kind_digests.select())}
