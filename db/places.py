"""Where a store is: a file of its own, or a schema on a PostgreSQL server."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from db.engine import StoreEngine


@dataclass(frozen=True)
class Server:
    """One office's schema in a database. ``address`` is a URL and may hold a password."""

    address: str = field(repr=False)
    schema: str


Place = Path | Server


def connect(place: Place, key: bytes) -> StoreEngine:
    """An engine for a store that is or will be there. No connection is made yet.

    Raises StoreAddressError.
    """
    if isinstance(place, Server):
        from db.postgresql.engine import PostgresEngine

        return PostgresEngine(place.address, place.schema, key)
    from db.sqlite.engine import SqliteEngine

    return SqliteEngine(place, key)
