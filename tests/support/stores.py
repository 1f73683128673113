"""On which database the tests of the store run: a file for each test, or a schema for each.

A test names paths; on PostgreSQL each path stands for a schema of its own on one server. The
marker ``stores`` says that a test is about one of them only.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, inspect, text

from db.places import Place, Server

STORES = ("sqlite", "postgresql")

_address: str | None = None


@contextmanager
def on_server(address: str | None) -> Iterator[None]:
    """Let paths stand for schemas there; for files if there is no address."""
    global _address
    before, _address = _address, address
    try:
        yield
    finally:
        _address = before


def at(path: Path) -> Place:
    """Where the store that a test calls ``path`` lies."""
    if _address is None:
        return path
    return Server(_address, f"t_{hashlib.sha256(str(path).encode()).hexdigest()[:20]}")


def on_postgresql() -> bool:
    """Whether the present test runs on PostgreSQL."""
    return _address is not None


def spell(place: Place) -> str:
    """A place as an argument for another process."""
    return f"{place.schema} {place.address}" if isinstance(place, Server) else str(place)


def read(spelt: str) -> Place:
    """The inverse of ``spell``."""
    schema, blank, address = spelt.partition(" ")
    return Server(address, schema) if blank else Path(spelt)


def parametrize(metafunc: pytest.Metafunc) -> None:
    """Make a test that uses ``store_on`` run on each store that it is about."""
    if "store_on" in metafunc.fixturenames:
        mark = metafunc.definition.get_closest_marker("stores")
        metafunc.parametrize("store_on", mark.args if mark else STORES, indirect=True)


def keep_copy(place: Place) -> None:
    """What a backup of a closed store is."""
    if isinstance(place, Server):
        _copy_schema(place, f"{place.schema}_copy", place.schema)
    else:
        shutil.copyfile(place, place.with_suffix(".copy"))


def put_copy_back(place: Place) -> None:
    """Restore the backup over the closed store."""
    if isinstance(place, Server):
        _copy_schema(place, place.schema, f"{place.schema}_copy")
    else:
        shutil.copyfile(place.with_suffix(".copy"), place)


def _copy_schema(server: Server, target: str, source: str) -> None:
    """Empty the tables of ``target`` and fill them from ``source``; the guards sleep meanwhile."""
    with psycopg.connect(server.address) as connection:
        found = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s", (source,)
        ).fetchall()
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {target}")
        for (table,) in found:
            for sql in (
                f"CREATE TABLE IF NOT EXISTS {target}.{table} (LIKE {source}.{table})",
                f"ALTER TABLE {target}.{table} DISABLE TRIGGER USER",
                f"DELETE FROM {target}.{table}",
                f"INSERT INTO {target}.{table} TABLE {source}.{table}",
                f"ALTER TABLE {target}.{table} ENABLE TRIGGER USER",
            ):
                connection.execute(sql)
            guards = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass"
            for (guard,) in connection.execute(guards, (f"{target}.{table}",)).fetchall():
                connection.execute(f"ALTER TABLE {target}.{table} ENABLE ALWAYS TRIGGER {guard}")


_WORDS = {
    r"zeros\(\)": ("zeroblob(32)", "decode(repeat('00', 32), 'hex')"),
    r"noise\(\)": ("randomblob(32)", "sha256(random()::text::bytea)"),
    r"zero\(\)": ("x'00'", "decode('00', 'hex')"),
    r"replaced\((\w+), ('.*?'), ('.*?')\)": (
        r"CAST(replace(\1, \2, \3) AS BLOB)",
        r"convert_to(replace(convert_from(\1, 'UTF8'), \2, \3), 'UTF8')",
    ),
}


def said(sql: str) -> str:
    """SQL in the words of the present database: ``zeros()`` and ``noise()`` are 32 bytes,
    ``zero()`` is one, ``replaced(column, old, new)`` is a column's bytes with another text.
    """
    for pattern, words in _WORDS.items():
        sql = re.sub(pattern, words[on_postgresql()], sql)
    return sql


def tables(connection: Connection) -> list[str]:
    """Names of all tables of the store."""
    return inspect(connection).get_table_names()


def indexes(connection: Connection, table: str) -> set[str]:
    """Names of a table's indexes."""
    listed = (
        text("SELECT indexname FROM pg_indexes WHERE tablename = :table")
        if on_postgresql()
        else text("SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = :table")
    )
    return set(connection.execute(listed, {"table": table}).scalars())
