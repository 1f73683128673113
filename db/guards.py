"""Guards: triggers that refuse what does not come through the journal.

They stop the next programmer's accident, not an attacker; the proof is the replay check. A table
that is copied and renamed loses its triggers silently, so they are compared at every opening.

The text of a trigger changes only together with a migration, which installs them anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, inspect

from db import core
from db.dialect import Clash, Rule, dialect_of
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


def rules(kinds: Iterable[str]) -> list[Rule]:
    """What is refused where, for the core tables and the projections of ``kinds``."""
    found = dict(CORE_RULES)
    for kind in kinds:
        found.update({(table_name(kind), e): _NO_BATCH for e in ("insert", "update", "delete")})
    return [(table, event, when) for (table, event), when in found.items()]


def install(connection: Connection, kinds: Iterable[str]) -> None:
    """Put every guard in place, replacing what has another text."""
    dialect = dialect_of(connection)
    dialect.install_guards(connection, rules(kinds), dialect.present_guards(connection))


def missing(connection: Connection, kinds: Iterable[str], *, exact: bool = True) -> tuple[str, ...]:
    """Tables that lack a guard, sorted; with ``exact`` also those whose guard was altered.

    Not ``exact`` is for a database of an older revision: tables it has not got yet need no guard.
    """
    dialect = dialect_of(connection)
    present = dialect.present_guards(connection)
    there = set() if exact else set(inspect(connection).get_table_names())
    return tuple(
        sorted(
            {
                _table_of(name)
                for name, definition in dialect.guards(rules(kinds)).items()
                if (name not in present and (exact or _table_of(name) in there))
                or (exact and present[name] != definition)
            }
        )
    )


def open_batch(connection: Connection) -> None:
    """Let the guards allow writing, within this transaction."""
    _open(connection, 1)


def allow_withdrawal(connection: Connection) -> None:
    """Within an open batch: lines may leave the journal whose segment's bytes were put aside."""
    _open(connection, 2)


def close_batch(connection: Connection) -> None:
    """Refuse again; always before the transaction is committed."""
    connection.execute(core.open_batch.delete())


def _open(connection: Connection, number: int) -> None:
    dialect = dialect_of(connection)
    dialect.write_rows(connection, core.open_batch, ["number"], [(number,)], Clash.KEEP_OLD)


def _table_of(guard: str) -> str:
    return guard.removeprefix("guard_").rpartition("_")[0]
