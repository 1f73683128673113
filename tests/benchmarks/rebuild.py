"""Folding a whole journal anew, against reading and writing the same lines without any rule."""

from __future__ import annotations

import json
import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Measured, compare, measure, rounds, workshop

PEER = (
    "sqlcipher3, same key and pragmas: SELECT every line in the order of records, json.loads, the "
    "last value of each record inserted into one table; one transaction"
)
_OPERATIONS, _SMALL = 1_000_000, 10_000
_VERSIONS = 5
_LINES = 10_000
KEY = bytes(range(32))
_OFFICE, _TASK = "0123456789abcdef" * 2, "t-rebuild"


def run(small: bool) -> dict[str, Any]:
    """Rebuild of a journal of 1,000,000 operations: operations a second and memory."""
    wanted = _SMALL if small else _OPERATIONS
    with workshop() as folder:
        made = measure("rebuild", "prepare", folder=folder, operations=wanted)
        found = compare(
            lambda n: _once(folder, "rebuild", n), lambda n: _once(folder, "raw", n), rounds(small)
        )
        return {"operations": wanted, "prepared": made.facts, "peer_is": PEER, **found}


def _once(folder: Path, step: str, number: int) -> Measured:
    place = folder / f"{step}-{number}"
    place.mkdir()
    shutil.copyfile(folder / "master.db", place / "master.db")
    done = measure("rebuild", step, folder=place)
    shutil.rmtree(place)
    return done


def prepare(folder: str, operations: int) -> dict[str, Any]:
    """A master whose records were written five times each, by one device."""
    from app.domain.catalogue import catalogue
    from db.store import create_store

    store = create_store(Path(folder) / "master.db", KEY, catalogue(), _OFFICE)
    begin = time.perf_counter()
    for segment in _segments(operations):
        with store.work() as work:
            work.adopt(segment, b"")
            work.commit()
    filled = time.perf_counter() - begin
    store.close()
    return {
        "records": operations // _VERSIONS,
        "filled_seconds": round(filled, 1),
        "size": (Path(folder) / "master.db").stat().st_size,
    }


def _segments(operations: int) -> Iterator[Any]:
    from app.journal.operations import SCHEMA, Intent, LogName, Operation, write_operation
    from app.journal.segments import FIRST_PREVIOUS, Header, build_segment

    log, previous = LogName(secrets.token_hex(32), _TASK, "team"), FIRST_PREVIOUS
    claimed, waiting = "2026-03-02T09:00:00+08:00", list[Operation]()
    count = 0
    for number in range(operations // _VERSIONS):
        record = f"{number:08x}-0000-7000-8000-{secrets.token_hex(6)}"
        base: tuple[str, ...] = ()
        for version in range(_VERSIONS):
            count += 1
            value = {"title": f"第{version}稿 {number}：未经集体研究发放补贴"}
            intent = Intent("put", "finding", record, "title", {**value}, base)
            salt = secrets.token_urlsafe(12)
            made = write_operation(log.id, count, intent, author="p", claimed=claimed, salt=salt)
            base = (made.hash,)
            waiting.append(made)
        if len(waiting) >= _LINES or count == operations:
            header = Header(
                office=_OFFICE,
                name=log,
                first=waiting[0].n,
                last=waiting[-1].n,
                previous=previous,
                schema=SCHEMA,
                minimum_reader=1,
                statement=1,
                checkpoint=None,
                cut=claimed,
            )
            segment = build_segment(header, [operation.line for operation in waiting])
            previous, waiting = segment.hash, []
            yield segment


def rebuild(folder: str) -> dict[str, Any]:
    """Drop every table and fold it again from the journal."""
    from app.domain.catalogue import catalogue
    from db.store import open_store

    store = open_store(Path(folder) / "master.db", KEY, catalogue())
    count, _ = store.position()
    begin = time.perf_counter()
    store.rebuild()
    done = time.perf_counter()
    store.close()
    return {"seconds": done - begin, "operations_a_second": count / (done - begin)}


def raw(folder: str) -> dict[str, Any]:
    """The same lines read and the last of each record written, without heads or rules."""
    from tests.benchmarks.merge import connect

    connection = connect(Path(folder) / "master.db")
    begin = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("CREATE TABLE raw (record TEXT PRIMARY KEY, title TEXT, author TEXT)")
    count, newest = 0, dict[str, tuple[str, str]]()
    for record, line in connection.execute("SELECT record, line FROM journal ORDER BY record, seq"):
        body = json.loads(line)
        newest[record] = (body["v"]["title"], body["a"])
        count += 1
        if len(newest) >= _LINES:
            _flush(connection, newest)
    _flush(connection, newest)
    connection.execute("COMMIT")
    done = time.perf_counter()
    connection.close()
    return {"seconds": done - begin, "operations_a_second": count / (done - begin)}


def _flush(connection: Any, newest: dict[str, tuple[str, str]]) -> None:
    rows = [(record, *values) for record, values in newest.items()]
    connection.executemany("INSERT OR REPLACE INTO raw VALUES (?, ?, ?)", rows)
    newest.clear()


STEPS = {"prepare": prepare, "rebuild": rebuild, "raw": raw}
