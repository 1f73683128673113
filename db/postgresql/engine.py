"""Connections to one office's schema on a PostgreSQL server: the only file that connects there.

Reading is REPEATABLE READ, READ ONLY. Whoever writes first locks ``open_batch``: without the lock
no guard lets anything pass, so writers on several computers take turns, and each sees what the one
before committed. ``LOCK TABLE`` takes no snapshot; an advisory lock would take it before waiting.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import psycopg
from psycopg.conninfo import make_conninfo
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from app.domain.errors import (
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreKeyError,
    StoreUnreachableError,
    StoreUnsuitableError,
)
from app.ports import Cancelled, Progress
from db import core
from db.engine import KEY_BYTES, StoreEngine
from db.postgresql.address import read_address
from db.postgresql.dialect import PostgresDialect

# A pipeline that ends with an error warns of it now and then; the error itself is raised anyway.
logging.getLogger("psycopg").setLevel(logging.ERROR)

OLDEST = 15
WAIT_SECONDS = 60
"""So long a unit of work waits for another computer's."""

_SETTINGS = (
    f"lock_timeout={WAIT_SECONDS}s",
    "client_encoding=UTF8",
    "standard_conforming_strings=on",
)
_SUITABLE = (
    "SELECT current_setting('server_version_num')::int / 10000 AS version, "
    "pg_encoding_to_char(encoding) AS encoding, "
    "CASE WHEN datlocprovider = 'c' THEN datcollate ELSE 'other' END AS collation "
    "FROM pg_database WHERE datname = current_database()"
)
_CORE_TABLES = (
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() "
    "AND NOT starts_with(tablename, 'record_') AND NOT starts_with(tablename, 'search_')"
)


class PostgresEngine(StoreEngine):
    """A pool of connections to one schema; one transaction writes at a time, on all computers."""

    reading_options: ClassVar[Mapping[str, Any]] = {"postgresql_readonly": True}

    def __init__(self, address: str, schema: str, key: bytes) -> None:
        """Connect lazily. ``key`` is the vault's 32-byte database key. Raises StoreAddressError."""
        if len(key) != KEY_BYTES:
            raise ValueError("the database key has 32 bytes")
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", schema):
            raise ValueError("a schema has a plain name")
        self.schema = schema
        self._address = read_address(address)
        self._closed = False
        self._dialect = PostgresDialect(schema, key)
        engine = create_engine(
            "postgresql+psycopg://",
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=5,
            max_overflow=20,
            pool_pre_ping=True,
            paramstyle="format",
            isolation_level="REPEATABLE READ",
            hide_parameters=True,
        )
        _lock_first(engine)
        super().__init__(engine, self._dialect)

    @contextmanager
    def creating(self) -> Iterator[Connection]:
        """The schema is made with its tables: all of it or nothing."""
        with self._engine.connect() as connection, connection.begin():
            self._require_suitable(connection)
            if self._has_schema(connection):
                raise FileExistsError(self.schema)
            connection.exec_driver_sql(f"CREATE SCHEMA {self.schema}")
            yield connection

    def require_there(self) -> None:
        """The schema is there, on a server that serves."""
        with self._engine.connect() as connection, connection.begin():
            self._require_suitable(connection)
            if not self._has_schema(connection):
                raise FileNotFoundError(self.schema)

    def verify_key(self) -> None:
        """Open any secret: each was sealed with the vault's key."""
        table = core.settings
        with self.reading() as connection:
            row = connection.execute(table.select().limit(1)).first()
            if row is None:
                raise StoreDamagedError("settings")
            self._dialect.unseal(f"settings {row.name}", row.value)

    def copy_to(
        self,
        _target: Path,
        _progress: Progress | None = None,
        _cancelled: Cancelled | None = None,
    ) -> None:
        """A server is copied with its own tools: a file made here would not be the whole of it."""
        raise StoreUnsuitableError("copy")

    def copy_before_upgrade(self, revision: str) -> str:
        """The core tables, in a schema beside; projections follow from them."""
        beside = f"{self.schema}_before_{revision}"
        with self._engine.begin() as connection:
            connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {beside} CASCADE")
            connection.exec_driver_sql(f"CREATE SCHEMA {beside}")
            for (table,) in connection.exec_driver_sql(_CORE_TABLES).all():
                connection.exec_driver_sql(f"CREATE TABLE {beside}.{table} AS TABLE {table}")
        return beside

    def retire(self) -> str:
        """The schema stays, under another name: nobody goes on writing to it by mistake."""
        aside = f"{self.schema}_moved_{time.strftime('%Y%m%d%H%M%S', time.gmtime())}"
        with self.writing() as connection:
            connection.exec_driver_sql(f"ALTER SCHEMA {self.schema} RENAME TO {aside}")
        self.close()
        return aside

    def store_error(self, error: BaseException | None) -> StoreError | None:
        """By the standard's five characters."""
        return store_error(error)

    def close(self) -> None:
        """Close all connections, wipe the key."""
        self._closed = True
        self._engine.dispose()
        self._dialect.forget_key()

    def _connect(self) -> Any:
        if self._closed:
            raise StoreKeyError
        settings = " ".join(f"-c {each}" for each in (*_SETTINGS, f"search_path={self.schema}"))
        more = {"options": settings, "application_name": "xunji"}
        try:
            return psycopg.connect(make_conninfo("", **self._address, **more))
        except psycopg.Error as error:
            raise (store_error(error) or error) from None

    def _has_schema(self, connection: Connection) -> bool:
        sql = "SELECT count(*) FROM pg_namespace WHERE nspname = %s"
        return bool(connection.exec_driver_sql(sql, (self.schema,)).scalar_one())

    def _require_suitable(self, connection: Connection) -> None:
        """Versions, encodings and collations under which text keeps its order and every byte."""
        found = connection.exec_driver_sql(_SUITABLE).one()
        if found.version < OLDEST:
            raise StoreUnsuitableError(f"version {found.version}")
        if found.encoding != "UTF8":
            raise StoreUnsuitableError(f"encoding {found.encoding}")
        if found.collation not in ("C", "POSIX"):
            raise StoreUnsuitableError(f"collation {found.collation}")


def store_error(error: BaseException | None) -> StoreError | None:
    """What a driver's error means to a person, or None if it is a mistake of the program."""
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate or ""
    if state in ("55P03", "40001", "40P01"):  # lock not available, serialization, deadlock
        return StoreBusyError()
    if state in ("53100", "53200", "53400"):
        return StoreFullError()
    if state in ("XX001", "XX002"):
        return StoreDamagedError(state)
    if state[:2] in ("08", "28", "3D", "57", "53") or state == "42501":
        return StoreUnreachableError(state)
    if not state and isinstance(error, psycopg.OperationalError):
        return StoreUnreachableError("connection")
    return None


def _lock_first(engine: Engine) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("xunji_writes", False):
            connection.exec_driver_sql("LOCK TABLE open_batch IN EXCLUSIVE MODE")
        elif options.get("postgresql_readonly", False):
            # Tables that are swapped by a rebuild look empty to an older snapshot: wait for it.
            connection.exec_driver_sql("LOCK TABLE kind_digests IN ACCESS SHARE MODE")
