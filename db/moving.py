"""A store moved to another database, and the proof that all of it arrived.

The core tables are copied row by row, secrets are opened and sealed anew, the projections are
folded again from the copied journal. Every table is then read back on both sides and compared by
digest within the transaction that made it: what differs was never there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, func, select

from app.domain.errors import StoreDamagedError, StoreMoveError
from app.domain.kinds import Catalogue
from db import core, guards, migrate, rebuilding, search
from db.dialect import dialect_of
from db.engine import StoreEngine
from db.places import Place, connect
from db.projector import Projector
from db.store import open_store

CHUNK = 2_000
"""Rows held at a time."""

_NOT_COPIED = frozenset(("open_batch", "kind_digests", "search_entries", "search_pending"))
"""Empty between units of work, or made from the rest."""
_SECRETS = {"settings": ("name", "value"), "blobs": ("digest", "key")}
"""Table -> the column that names a row's place, the column that is sealed there."""


@dataclass(frozen=True)
class Moved:
    """What arrived: lines of the journal, SHA-256 over the digests of all tables, and where the
    former store can be found now."""

    lines: int
    digest: str
    former: str


@dataclass
class Move:
    """A copy that is complete and proven; ``finish`` puts the former store aside."""

    source: StoreEngine
    lines: int
    digest: str

    def finish(self) -> Moved:
        """Put the former store aside, under another name."""
        return Moved(self.lines, self.digest, self.source.retire())

    def leave(self) -> None:
        """The former store stays in use."""
        self.source.close()


def begin_move(here: Place, there: Place, key: bytes, catalogue: Catalogue) -> Move:
    """Copy a store and prove the copy; nobody can write meanwhile.

    Raises FileExistsError (there is a store already), StoreMoveError, and what opening and checking
    raise on either side; nothing is left there then.
    """
    store = open_store(here, key, catalogue)  # brings it up to date
    try:
        store.check()
    finally:
        store.close()
    projector = Projector(catalogue, store.office)
    source, target = connect(here, key), connect(there, key)
    fresh = isinstance(there, Path) and not there.exists()
    try:
        with source.writing() as old, target.creating() as new:
            lines, digest = _copy(old, new, projector)
        target.close()
        _verify(there, key, catalogue)
    except BaseException:
        source.close()
        target.close()
        if fresh:
            _remove(there)
        raise
    return Move(source, lines, digest)


def digests(connection: Connection, projector: Projector) -> dict[str, str]:
    """Table -> SHA-256 over its rows in the order of their keys, secrets opened."""
    tables = [table for table in core.metadata.sorted_tables if table.name not in _NOT_COPIED]
    tables += [projection.table for projection in projector.projections.values()]
    return {table.name: _digest(connection, table) for table in tables}


def _copy(old: Connection, new: Connection, projector: Projector) -> tuple[int, str]:
    migrate.upgrade(new)
    search.create(new)
    for table in core.metadata.sorted_tables:
        if table.name not in _NOT_COPIED:
            _copy_table(old, new, table)
    dialect_of(new).follow_keys(new)
    guards.install(new, ())
    rebuilding.follow_catalogue(new, projector)
    sent, arrived = digests(old, projector), digests(new, projector)
    if differing := tuple(sorted(name for name in sent if sent[name] != arrived[name])):
        raise StoreMoveError(differing)
    lines = new.execute(select(func.count()).select_from(core.journal)).scalar_one()
    return lines, hashlib.sha256(json.dumps(arrived, sort_keys=True).encode()).hexdigest()


def _copy_table(old: Connection, new: Connection, table: Table) -> None:
    columns = [column.name for column in table.columns]
    dialect = dialect_of(new)
    for rows in _plain_rows(old, table):
        sealed = [_sealed(dialect.seal, table, row) for row in rows]
        dialect.write_rows(new, table, columns, sealed)


def _digest(connection: Connection, table: Table) -> str:
    found = hashlib.sha256()
    for rows in _plain_rows(connection, table):
        for row in rows:
            found.update(json.dumps(row, default=bytes.hex, ensure_ascii=True).encode() + b"\n")
    return found.hexdigest()


def _plain_rows(connection: Connection, table: Table) -> Iterator[list[Sequence[Any]]]:
    query = select(table).order_by(*table.primary_key)
    in_parts = query.execution_options(stream_results=True, max_row_buffer=CHUNK)
    unseal = dialect_of(connection).unseal
    with connection.execute(in_parts) as found:
        while chunk := found.fetchmany(CHUNK):
            yield [_sealed(unseal, table, tuple(row)) for row in chunk]


def _sealed(change: Any, table: Table, row: Sequence[Any]) -> Sequence[Any]:
    """A row with its secret sealed or opened; other rows as they are."""
    if table.name not in _SECRETS:
        return row
    names = [column.name for column in table.columns]
    name, secret = (names.index(column) for column in _SECRETS[table.name])
    changed = list(row)
    changed[secret] = change(f"{table.name} {row[name]}", row[secret])
    return tuple(changed)


def _verify(there: Place, key: bytes, catalogue: Catalogue) -> None:
    """Open what was made as it will be opened every day."""
    store = open_store(there, key, catalogue)
    try:
        store.check()
    finally:
        store.close()


def _remove(there: Place) -> None:
    """A file that was never a store."""
    if not isinstance(there, Path):
        raise StoreDamagedError("move")
    for ending in ("", "-wal", "-shm"):
        with suppress(OSError):
            there.with_name(there.name + ending).unlink(missing_ok=True)
