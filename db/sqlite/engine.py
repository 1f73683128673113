"""Encrypted connections: the only file that knows the driver.

The database is SQLCipher 4 with 4 KiB pages, a raw 32-byte key (no key derivation inside) and
``cipher_hmac_algorithm = HMAC_SHA256``, a fixed fact of the format: another tool needs that one
PRAGMA beside the key. Whatever the driver complains about leaves here as a StoreError.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

from app.domain.errors import (
    CancelledError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreKeyError,
)
from app.ports import Cancelled, Progress
from db.engine import KEY_BYTES, StoreEngine
from db.sqlite.dialect import SqliteDialect
from db.sqlite.room import no_room_left

PLAIN_HEADER = b"SQLite format 3\0"
_PAGES_A_STEP = 1024

PRAGMAS = (
    "cipher_log_level = NONE",  # the library writes to standard error otherwise
    "cipher_hmac_algorithm = HMAC_SHA256",
    "foreign_keys = ON",
    "recursive_triggers = ON",  # or INSERT OR REPLACE deletes a row without asking the guards
    "journal_mode = WAL",
    "synchronous = FULL",  # WAL with NORMAL may take back a commit after a power cut
    "trusted_schema = OFF",
    "secure_delete = ON",
    "temp_store = MEMORY",  # a temporary file would be plain text
    "cell_size_check = ON",
    "cache_size = -32000",
    "busy_timeout = 10000",
    "journal_size_limit = 67108864",
)
APPLE_PRAGMAS = ("fullfsync = ON", "checkpoint_fullfsync = ON")

_SETTLED = frozenset(
    ("key", "rekey", "recursive_triggers", "trusted_schema", "writable_schema", "temp_store",
     "secure_delete", "synchronous", "foreign_keys")
)  # fmt: skip
"""Pragmas that nobody may change once a connection is open."""


class SqliteEngine(StoreEngine):
    """A pool of keyed connections to one database file; one transaction writes at a time."""

    def __init__(self, path: Path, key: bytes) -> None:
        """Connect lazily. ``key`` is 32 random bytes; a wrong one shows at the first statement."""
        if len(key) != KEY_BYTES:
            raise ValueError("the database key has 32 bytes")
        self.path = path
        self._key = bytearray(key)
        engine = create_engine(
            "sqlite+pysqlite://",
            module=driver,
            creator=self._connect,
            poolclass=QueuePool,
            pool_size=5,
            max_overflow=20,
            hide_parameters=True,
        )
        _own_transactions(engine)
        super().__init__(engine, SqliteDialect())

    @contextmanager
    def creating(self) -> Iterator[Connection]:
        """The file is made by its first page; nothing of it is plain text afterwards."""
        if self.path.exists():
            raise FileExistsError(self.path)
        with self.writing() as connection:
            yield connection
        self.verify_encrypted()

    def require_there(self) -> None:
        """The file is there, and encrypted."""
        if not self.path.exists():
            raise FileNotFoundError(self.path)
        self.verify_encrypted()

    def verify_key(self) -> None:
        """Read the first page. Raises StoreKeyError."""
        with self.reading() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar_one()

    def verify_encrypted(self) -> None:
        """Raises StoreKeyError if the file on disk is readable without a key."""
        if is_plain(self.path):
            raise StoreKeyError

    def copy_before_upgrade(self, revision: str) -> str:
        """An unfinished copy of an earlier try is replaced."""
        for old in self.path.parent.glob(copy_path(self.path, "*").name):
            old.unlink()
        copy = copy_path(self.path, revision)
        self.copy_to(copy)
        return str(copy)

    def retire(self) -> str:
        """The file stays beside, under another name."""
        self.close()
        aside = self.path.with_name(f"{self.path.name}.moved-away")
        self.path.replace(aside)
        return str(aside)

    def store_error(self, error: BaseException | None) -> StoreError | None:
        """By SQLite's own names."""
        return store_error(error, self.path)

    def copy_to(
        self,
        target: Path,
        progress: Progress | None = None,
        cancelled: Cancelled | None = None,
    ) -> None:
        """Copy the whole database, under the same key, and check the copy page by page.

        Must not be called while a transaction writes: the copying would wait for ever. Progress is
        in pages. Raises CancelledError, StoreFullError, StoreDamagedError.
        """

        def step(_status: int, remaining: int, total: int) -> None:
            if cancelled is not None and cancelled():
                raise CancelledError
            if progress is not None:
                progress(total - remaining, total)

        source, copy = self._connect(), self._connect(target)
        try:
            with _translated(target):
                source.backup(copy, pages=_PAGES_A_STEP, progress=step)
                copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._check_copy(source, copy)
        finally:
            source.close()
            copy.close()

    def close(self) -> None:
        """Move the write-ahead log into the file, close all connections, wipe the key.

        A log that cannot be moved, because the disk is full, stays beside the file: what was
        committed is in it, and the next opening reads it.
        """
        with suppress(StoreError), self._engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        self._engine.dispose()
        self._key[:] = bytes(KEY_BYTES)

    def _connect(self, path: Path | None = None) -> Any:
        if not any(self._key):
            raise StoreKeyError
        with _translated(self.path):
            connection = driver.connect(
                str(path or self.path), isolation_level=None, check_same_thread=False
            )
            try:
                connection.set_key(b"x'" + self._key.hex().encode() + b"'")
                for pragma in PRAGMAS + (APPLE_PRAGMAS if sys.platform == "darwin" else ()):
                    connection.execute(f"PRAGMA {pragma}").fetchall()
                connection.set_authorizer(_authorize)
            except BaseException:
                connection.close()
                raise
        return connection

    def _check_copy(self, source: Any, copy: Any) -> None:
        for pragma in ("cipher_integrity_check", "quick_check"):
            found = [row for row in copy.execute(f"PRAGMA {pragma}").fetchall() if row[0] != "ok"]
            if found:
                raise StoreDamagedError(f"copy: {pragma}")
        count = "SELECT count(*) FROM sqlite_master"
        if source.execute(count).fetchone() != copy.execute(count).fetchone():
            raise StoreDamagedError("copy: incomplete")


def copy_path(path: Path, revision: str) -> Path:
    """Where the copy of a database of this revision goes."""
    return path.with_name(f"{path.name}.before-upgrade-from-{revision}")


def is_plain(path: Path) -> bool:
    """Whether a file is an unencrypted SQLite database."""
    with path.open("rb") as file:
        return file.read(len(PLAIN_HEADER)) == PLAIN_HEADER


def _authorize(action: int, first: str, second: str, _base: str, _trigger: str) -> int:
    """Refuse other databases, foreign code and changes of the settled pragmas."""
    refused = (
        action in (driver.SQLITE_ATTACH, driver.SQLITE_DETACH)
        or (action == driver.SQLITE_FUNCTION and second.lower() == "load_extension")
        or (action == driver.SQLITE_PRAGMA and second is not None and first.lower() in _SETTLED)
    )
    denied: int = driver.SQLITE_DENY if refused else driver.SQLITE_OK
    return denied


def _own_transactions(engine: Engine) -> None:
    """Say BEGIN ourselves, so that schema changes roll back and writers queue at the start."""

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("xunji_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except driver.Error as error:
        raise (store_error(error, path) or error) from None


def store_error(error: BaseException | None, path: Path) -> StoreError | None:
    """What a driver's error means to a person, or None if it is a mistake of the program."""
    if not isinstance(error, driver.Error):
        return None
    name = getattr(error, "sqlite_errorname", "") or ""
    for prefix, make in _MEANINGS.items():
        if name.startswith(prefix):
            return make(name, path)
    return None


def _input_output(name: str, path: Path) -> StoreError:
    return StoreFullError() if no_room_left(path) else StoreDamagedError(name)


_MEANINGS: dict[str, Callable[[str, Path], StoreError]] = {
    "SQLITE_NOTADB": lambda _name, _path: StoreKeyError(),
    "SQLITE_FULL": lambda _name, _path: StoreFullError(),
    "SQLITE_IOERR": _input_output,
    "SQLITE_CANTOPEN": _input_output,
    "SQLITE_CORRUPT": lambda name, _path: StoreDamagedError(name),
}
