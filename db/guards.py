"""Guards: triggers that refuse what does not come through the journal.

They stop the next programmer's accident, not an attacker; the proof is the replay check. A table
that is copied and renamed loses its triggers silently, so they are compared at every opening.

The text of a trigger changes only together with a migration, which installs them anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection

from db.tables import table_name

_NO_BATCH = "NOT EXISTS (SELECT 1 FROM open_batch)"
_NO_WITHDRAWAL = "NOT EXISTS (SELECT 1 FROM open_batch WHERE number = 2)"
_LINE_KEPT = (
    "OLD.segment IS NULL AND NEW.segment IS NOT NULL AND NEW.seq = OLD.seq AND NEW.log = OLD.log "
    "AND NEW.n = OLD.n AND NEW.hash = OLD.hash AND NEW.kind = OLD.kind "
    "AND NEW.record = OLD.record AND NEW.line = OLD.line AND NEW.schema = OLD.schema"
)
_SEGMENT_KEPT = (
    "NEW.number = OLD.number AND NEW.hash = OLD.hash AND NEW.log = OLD.log "
    "AND NEW.first = OLD.first AND NEW.last = OLD.last AND NEW.previous = OLD.previous "
    "AND NEW.header = OLD.header AND NEW.signature = OLD.signature AND NEW.size = OLD.size"
)

CORE_RULES: dict[tuple[str, str], str] = {
    ("journal", "insert"): _NO_BATCH,
    ("journal", "update"): f"{_NO_BATCH} OR NOT ({_LINE_KEPT})",
    ("journal", "delete"): _NO_WITHDRAWAL,
    ("segments", "insert"): _NO_BATCH,
    ("segments", "update"): f"{_NO_BATCH} OR NOT ({_SEGMENT_KEPT})",
    ("segments", "delete"): "1",
    ("held", "insert"): _NO_BATCH,
    ("held", "update"): "1",
    ("held", "delete"): _NO_BATCH,
    ("knowledge", "insert"): _NO_BATCH,
    ("knowledge", "update"): "1",
    ("knowledge", "delete"): _NO_BATCH,
    ("leaves", "insert"): _NO_BATCH,
    ("leaves", "update"): "1",
    ("leaves", "delete"): "1",
}
"""(table, event) -> when it is refused."""


def expected(kinds: Iterable[str]) -> dict[str, str]:
    """Trigger name -> its SQL, for the core tables and the projections of ``kinds``."""
    rules = dict(CORE_RULES)
    for kind in kinds:
        rules.update({(table_name(kind), e): _NO_BATCH for e in ("insert", "update", "delete")})
    return {_name(*key): _sql(*key, when) for key, when in rules.items()}


def install(connection: Connection, kinds: Iterable[str]) -> None:
    """Put every guard in place, replacing what has another text."""
    present = _present(connection)
    for name, sql in expected(kinds).items():
        if present.get(name) == sql:
            continue
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(sql)


def missing(connection: Connection, kinds: Iterable[str], *, exact: bool = True) -> tuple[str, ...]:
    """Tables that lack a guard, sorted; with ``exact`` also those whose guard was altered.

    Not ``exact`` is for a database of an older revision: tables it has not got yet need no guard.
    """
    present = _present(connection)
    there = _tables(connection)
    return tuple(
        sorted(
            {
                _table_of(name)
                for name, sql in expected(kinds).items()
                if (name not in present and (exact or _table_of(name) in there))
                or (exact and present[name] != sql)
            }
        )
    )


def open_batch(connection: Connection) -> None:
    """Let the guards allow writing, within this transaction."""
    connection.exec_driver_sql("INSERT OR IGNORE INTO open_batch (number) VALUES (1)")


def allow_withdrawal(connection: Connection) -> None:
    """Within an open batch: lines may leave the journal whose segment's bytes were put aside."""
    connection.exec_driver_sql("INSERT OR IGNORE INTO open_batch (number) VALUES (2)")


def close_batch(connection: Connection) -> None:
    """Refuse again; always before the transaction is committed."""
    connection.exec_driver_sql("DELETE FROM open_batch")


def _present(connection: Connection) -> dict[str, str]:
    found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    return {row.name: row.sql for row in found}


def _tables(connection: Connection) -> set[str]:
    found = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")
    return {row.name for row in found}


def _table_of(guard: str) -> str:
    return guard.removeprefix("guard_").rpartition("_")[0]


def _name(table: str, event: str) -> str:
    return f"guard_{table}_{event}"


def _sql(table: str, event: str, when: str) -> str:
    return (
        f"CREATE TRIGGER {_name(table, event)} BEFORE {event.upper()} ON {table} WHEN {when} "
        f"BEGIN SELECT RAISE(ABORT, 'guarded: {table}'); END"
    )
