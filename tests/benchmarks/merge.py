"""Merging operations into a large master, against a raw upsert of the same rows."""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.benchmarks.measuring import Measured, compare, measure, rounds, workshop

PEER = (
    "sqlcipher3, same key and pragmas, a table of the same columns and indexes with the same rows: "
    "one transaction, executemany INSERT … ON CONFLICT DO UPDATE of the changed rows"
)
if TYPE_CHECKING:
    from db.store import SqlStore

_ROWS, _CHANGED = 200_000, 10_000
_ROWS_SMALL, _CHANGED_SMALL = 2_000, 100
_LINES = 10_000
KEY = bytes(range(32))
_OFFICE, _TASK = "0123456789abcdef" * 2, "t-merge"


def run(small: bool) -> dict[str, Any]:
    """10,000 changed records into 200,000, against a raw SQLCipher upsert of the same rows."""
    rows, changed = (_ROWS_SMALL, _CHANGED_SMALL) if small else (_ROWS, _CHANGED)
    with workshop() as folder:
        made = measure("merge", "prepare", folder=folder, rows=rows, changed=changed)
        found = compare(
            lambda n: _once(folder, "merge", n), lambda n: _once(folder, "raw", n), rounds(small)
        )
        return {
            "rows": rows,
            "operations": changed,
            "prepared": made.facts,
            "peer_is": PEER,
            **found,
        }


def _once(folder: Path, step: str, number: int) -> Measured:
    place = folder / f"{step}-{number}"
    place.mkdir()
    for name in ("master.db", "raw.db"):
        shutil.copyfile(folder / name, place / name)
    done = measure("merge", step, folder=place, segments=folder / "segments")
    shutil.rmtree(place)
    return done


def prepare(folder: str, rows: int, changed: int) -> dict[str, Any]:
    """The master, the segments that change it, and the raw table as it was before."""
    from app.domain.catalogue import catalogue
    from db.store import create_store

    place = Path(folder)
    store = create_store(place / "master.db", KEY, catalogue(), _OFFICE)
    begin = time.perf_counter()
    write_segments(store, place, rows, changed)
    filled = time.perf_counter() - begin
    while store.index_pending(5_000):
        pass
    store.close()
    _copy_raw(place)
    return {"filled_seconds": round(filled, 1), "size": (place / "master.db").stat().st_size}


def write_segments(store: SqlStore, place: Path, rows: int, changed: int) -> None:
    """Fill the master, and write the segments that will change it into ``place / "segments"``."""
    device = secrets.token_hex(32)
    ids = [f"{number:08x}-0000-7000-8000-{secrets.token_hex(6)}" for number in range(rows)]
    heads: dict[str, str] = {}
    for segment in _segments(device, ids, {}, "master", heads):
        with store.work() as work:
            work.adopt(segment, b"")
            work.commit()
    (place / "segments").mkdir()
    touched = ids[:: max(1, rows // changed)][:changed]
    for number, segment in enumerate(_segments(secrets.token_hex(32), touched, heads, "after", {})):
        (place / "segments" / f"{number:03}").write_bytes(segment.data)


def _segments(
    device: str, ids: list[str], heads: dict[str, str], text: str, noted: dict[str, str]
) -> Iterator[Any]:
    """Signed-looking segments with one operation for each record; ``heads`` are replaced."""
    from app.journal.canonical import JsonValue
    from app.journal.operations import SCHEMA, Intent, LogName, write_operation
    from app.journal.segments import FIRST_PREVIOUS, Header, build_segment

    log, previous = LogName(device, _TASK, "main"), FIRST_PREVIOUS
    claimed = "2026-03-02T09:00:00+08:00"
    for start in range(0, len(ids), _LINES):
        operations = []
        for number, record in enumerate(ids[start : start + _LINES], start + 1):
            base = (heads[record],) if record in heads else ()
            value: JsonValue = {"title": f"{text} {number}：未经集体研究发放补贴"}
            intent = Intent("put", "finding", record, "title", value, base)
            salt = secrets.token_urlsafe(12)
            operation = write_operation(
                log.id, number, intent, author="p", claimed=claimed, salt=salt
            )
            noted[record] = operation.hash
            operations.append(operation)
        header = Header(
            office=_OFFICE,
            name=log,
            first=start + 1,
            last=start + len(operations),
            previous=previous,
            schema=SCHEMA,
            minimum_reader=1,
            statement=1,
            checkpoint=None,
            cut=claimed,
        )
        segment = build_segment(header, [operation.line for operation in operations])
        previous = segment.hash
        yield segment


def merge(folder: str, segments: str) -> dict[str, Any]:
    """Read the segments strictly, adopt them, fold, project: one transaction."""
    from app.domain.catalogue import catalogue
    from db.store import open_store

    store = open_store(Path(folder) / "master.db", KEY, catalogue())
    try:
        return merge_into(store, Path(segments))
    finally:
        store.close()


def merge_into(store: SqlStore, segments: Path) -> dict[str, Any]:
    """The measured part, on whichever database; and what the preview before it costs."""
    from app.journal.merging import IncomingSegment, plan_merge
    from app.journal.segments import read_segment

    read = [path.read_bytes() for path in sorted(segments.iterdir())]
    begin = time.perf_counter()
    found = [read_segment(data) for data in read]
    for segment in found:
        segment.operations()
    parsed = time.perf_counter()
    with store.work() as work:
        for segment in found:
            work.adopt(segment, b"")
        changes = work.commit()
    done = time.perf_counter()
    incoming = [IncomingSegment(s.header.name.device, s.operations()) for s in found]
    plan_merge(store.histories(changes.records), incoming)
    planned = time.perf_counter()
    return {
        "seconds": done - begin,
        "parsing_seconds": parsed - begin,
        "preview_seconds": planned - done,
        "operations_a_second": changes.operations / (done - begin),
    }


def raw(folder: str, segments: str) -> dict[str, Any]:
    """The same rows with other titles, written without any of our code."""
    connection = connect(Path(folder) / "raw.db")
    columns = [row[1] for row in connection.execute("PRAGMA table_info(record_finding)")]
    wanted = sum(p.read_bytes().count(b"\n") - 1 for p in Path(segments).iterdir())
    total = connection.execute("SELECT count(*) FROM record_finding").fetchone()[0]
    rows = connection.execute("SELECT * FROM record_finding ORDER BY id").fetchall()[
        :: max(1, total // wanted)
    ][:wanted]
    title, order = columns.index("title"), columns.index("meta_order")
    changed = [
        [
            "after" + value if i == title else total + n if i == order else value
            for i, value in enumerate(row)
        ]
        for n, row in enumerate(rows)
    ]
    changes = ", ".join(f"{c}=excluded.{c}" for c in columns if c not in ("office_id", "id"))
    marks = ", ".join("?" * len(columns))
    begin = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(
        f"INSERT INTO record_finding VALUES ({marks}) "
        f"ON CONFLICT (office_id, id) DO UPDATE SET {changes}",
        changed,
    )
    connection.execute("COMMIT")
    done = time.perf_counter()
    connection.close()
    return {"seconds": done - begin, "rows_a_second": len(changed) / (done - begin)}


def _copy_raw(place: Path) -> None:
    """The projection table alone, with its indexes, in a database without guards."""
    source, target = connect(place / "master.db"), connect(place / "raw.db")
    sql = "SELECT sql FROM sqlite_master WHERE tbl_name = 'record_finding' AND type IN "
    for kinds in ("('table')", "('index')"):
        for (statement,) in source.execute(sql + kinds):
            if statement:
                target.execute(statement)
    rows = source.execute("SELECT * FROM record_finding").fetchall()
    target.execute("BEGIN")
    marks = ", ".join("?" * len(rows[0]))
    target.executemany(f"INSERT INTO record_finding VALUES ({marks})", rows)
    target.execute("COMMIT")
    target.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    source.close()
    target.close()


def connect(path: Path) -> Any:
    """A plain connection with the same key and pragmas, past all our code."""
    import sqlcipher3.dbapi2 as driver

    from db.sqlite.engine import PRAGMAS

    connection = driver.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{KEY.hex()}'\"")
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


STEPS = {"prepare": prepare, "merge": merge, "raw": raw}
