"""Merging into a large master on PostgreSQL: against a raw upsert, and two offices at once."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Measured, compare, measure, rounds, spread, workshop
from tests.benchmarks.merge import KEY, merge_into, write_segments

PEER = (
    "psycopg, same server, a table of the same columns and indexes with the same rows: one "
    "transaction, executemany (a pipeline) INSERT … ON CONFLICT DO UPDATE of the changed rows"
)
_ROWS, _CHANGED = 200_000, 10_000
_ROWS_SMALL, _CHANGED_SMALL = 2_000, 100
_OFFICE = "0123456789abcdef" * 2
_SCHEMA = "xunji_master"


def run(small: bool) -> dict[str, Any]:
    """10,000 changed records into 200,000 on PostgreSQL, against a raw upsert; two offices."""
    from tests.support.postgres import server

    rows, changed = (_ROWS_SMALL, _CHANGED_SMALL) if small else (_ROWS, _CHANGED)
    with (
        workshop() as folder,
        server(durable=True, shared_buffers="256MB", max_wal_size="4GB") as address,
    ):
        version = _ask(address, "SHOW server_version")
        made = measure(
            "server", "prepare", address=address, folder=folder, rows=rows, changed=changed
        )
        segments = folder / "segments"

        def once(step: str, number: int) -> Measured:
            with _Round(address, f"{step}{number}") as own:
                return measure("server", step, address=own, segments=segments)

        found = compare(
            lambda n: once("merge", n), lambda n: once("raw", n), wanted := rounds(small)
        )
        together = [_two_offices(address, segments, n) for n in range(wanted)]
        return {
            "server": version,
            "rows": rows,
            "operations": changed,
            "prepared": made.facts,
            "peer_is": PEER,
            **found,
            "two_offices": _against_one(together, found["ours"]["seconds"]["median"], changed),
        }


def _two_offices(address: str, segments: Path, number: int) -> float:
    """Seconds until both of two offices have merged, begun at once, each in its own process."""
    with (
        _Round(address, f"one{number}") as one,
        _Round(address, f"two{number}") as two,
        ThreadPoolExecutor(2) as pool,
    ):
        begun = [
            pool.submit(measure, "server", "merge", address=own, segments=segments)
            for own in (one, two)
        ]
        return max(each.result().seconds for each in begun)


def _against_one(together: list[float], alone: float, changed: int) -> dict[str, Any]:
    return {
        "seconds": spread(together),
        "against_one_after_the_other": spread([each / (2 * alone) for each in together]),
        "operations_a_second": spread([2 * changed / each for each in together]),
    }


class _Round:
    """A copy of the prepared database for one measurement."""

    def __init__(self, address: str, name: str) -> None:
        self._address, self._name = address, f"round_{name}"

    def __enter__(self) -> str:
        _ask(self._address, f"CREATE DATABASE {self._name} TEMPLATE xunji STRATEGY FILE_COPY")
        own = self._address.replace("/xunji?", f"/{self._name}?")
        _ask(own, "CHECKPOINT")
        return own

    def __exit__(self, *_error: object) -> None:
        _ask(self._address, f"DROP DATABASE {self._name}")


def _ask(address: str, sql: str) -> str:
    import psycopg

    elsewhere = address.replace("/xunji?", "/postgres?")
    with psycopg.connect(elsewhere, autocommit=True) as connection:
        found = connection.execute(sql)
        return str(found.fetchone()[0]) if found.description else ""  # type: ignore[index]


def prepare(address: str, folder: str, rows: int, changed: int) -> dict[str, Any]:
    """The master, the segments that change it, and the raw table as it was before."""
    import psycopg

    from app.domain.catalogue import catalogue
    from db.places import Server
    from db.store import create_store

    store = create_store(Server(address, _SCHEMA), KEY, catalogue(), _OFFICE)
    begin = time.perf_counter()
    write_segments(store, Path(folder), rows, changed)
    filled = time.perf_counter() - begin
    while store.index_pending(5_000):
        pass
    indexed = time.perf_counter() - begin - filled
    store.close()
    with psycopg.connect(address, autocommit=True) as connection:
        source = f"{_SCHEMA}.record_finding"
        connection.execute("CREATE SCHEMA raw")
        connection.execute(f"CREATE TABLE raw.record_finding (LIKE {source} INCLUDING ALL)")
        connection.execute(f"INSERT INTO raw.record_finding TABLE {source}")
        connection.execute("VACUUM ANALYZE")
    return {"filled_seconds": round(filled, 1), "indexed_seconds": round(indexed, 1)}


def merge(address: str, segments: str) -> dict[str, Any]:
    """Read the segments strictly, adopt them, fold, project: one transaction."""
    from app.domain.catalogue import catalogue
    from db.places import Server
    from db.store import open_store

    store = open_store(Server(address, _SCHEMA), KEY, catalogue())
    try:
        return merge_into(store, Path(segments))
    finally:
        store.close()


def raw(address: str, segments: str) -> dict[str, Any]:
    """The same rows with other titles, written without any of our code."""
    import psycopg

    wanted = sum(p.read_bytes().count(b"\n") - 1 for p in Path(segments).iterdir())
    with psycopg.connect(address) as connection:
        found = connection.execute("SELECT * FROM raw.record_finding ORDER BY id")
        columns = [column.name for column in found.description or ()]
        rows = found.fetchall()
        total = len(rows)
        rows = rows[:: max(1, total // wanted)][:wanted]
        title, order = columns.index("title"), columns.index("meta_order")
        changed = [
            [
                f"after{value}" if i == title else total + n if i == order else value
                for i, value in enumerate(row)
            ]
            for n, row in enumerate(rows)
        ]
        changes = ", ".join(f"{c}=excluded.{c}" for c in columns if c not in ("office_id", "id"))
        marks = ", ".join(["%s"] * len(columns))
        connection.commit()
        begin = time.perf_counter()
        connection.cursor().executemany(
            f"INSERT INTO raw.record_finding VALUES ({marks}) "
            f"ON CONFLICT (office_id, id) DO UPDATE SET {changes}",
            changed,
        )
        connection.commit()
        done = time.perf_counter()
    return {"seconds": done - begin, "rows_a_second": len(changed) / (done - begin)}


STEPS = {"prepare": prepare, "merge": merge, "raw": raw}
