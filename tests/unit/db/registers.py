"""Two described kinds and builders: what the tests of the store work on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.domain.encoding import encode_group
from app.domain.kinds import (
    Catalogue,
    Label,
    Turn,
    choices,
    day,
    flag,
    integer,
    kind_of,
    line,
    moment,
    money,
    prose,
    record_kind,
    reference,
    references,
    transcript,
)
from app.journal.fold import RecordState
from app.journal.operations import Intent, LogName, Operation, write_operation
from app.journal.segments import Header, Segment, build_segment
from app.ports import Changes, Query, Row
from db import guards, migrate
from db.store import SqlStore, create_store
from tests.support.stores import at, on_postgresql

OFFICE = "office-1"
KEY = bytes(range(32))
PERSON = "person-1"
CLAIMED = "2026-03-05T09:12:44+08:00"
TASK = "task-1"
LOG = LogName("device-1", TASK, "team")


@record_kind("problem", Label("问题", "Problem"), title="title")
class Problem:
    """Everything a finding has: text, money, dates, links, turns, a sealed group."""

    title: str | None = line(Label("标题", "Title"), search=True)
    text: str | None = prose(Label("正文", "Text"), search=True, group="conclusion")
    basis: str | None = prose(Label("依据", "Basis"), group="conclusion")
    amount: int | None = money(Label("金额", "Amount"), group="money")
    estimated: bool | None = flag(Label("估算", "Estimated"), group="money")
    count: int | None = integer(Label("人数", "Count"))
    found_on: date | None = day(Label("日期", "Found on"))
    talked_at: datetime | None = moment(Label("时间", "Talked at"))
    marks: tuple[str, ...] = choices(Label("标签", "Marks"), "marks")
    unit: str | None = reference(Label("单位", "Unit"), "unit")
    others: tuple[str, ...] = references(Label("相关", "Others"), "problem")
    turns: tuple[Turn, ...] = transcript(Label("问答", "Turns"))
    name: str | None = line(Label("姓名", "Name"), sealed="identity", group="who")
    phone: str | None = line(Label("电话", "Phone"), sealed="identity", group="who")


@record_kind("act", Label("操作", "Act"), title="action", insert_only=True)
class Act:
    """An insert-only record."""

    action: str | None = line(Label("事项", "Action"))
    subject: str | None = reference(Label("对象", "Subject"), Problem)


CATALOGUE = Catalogue([kind_of(Problem), kind_of(Act)])
PROBLEM = kind_of(Problem)


def box(text: str) -> dict[str, Any]:
    """Something shaped like a sealed value; nobody here can open it."""
    return {"sealed": 1, "key": "k1", "s": "00", "c": text.encode().hex(), "m": "aa"}


def make(folder: Path, name: str = "store.db", catalogue: Catalogue = CATALOGUE) -> SqlStore:
    """A new store."""
    return create_store(at(folder / name), KEY, catalogue, OFFICE)


def put(record: str, group: str, *replaces: str, **values: Any) -> Intent:
    """Intent to write one open group of a problem."""
    return Intent("put", "problem", record, group, encode_group(PROBLEM, group, values), replaces)


def save(store: SqlStore, *intents: Intent, log: LogName = LOG) -> Changes:
    """Append and commit."""
    with store.work() as work:
        work.append(log, intents, author=PERSON, claimed=CLAIMED)
        return work.commit()


def shown(state: RecordState | None, group: str) -> tuple[str, ...]:
    """Hashes of the shown head of a group."""
    assert state is not None
    return state.groups[group].shown.hashes


def segment_of(
    name: LogName, operations: list[Operation], previous: str, *, reader: int = 1
) -> Segment:
    """A segment of these operations."""
    header = Header(
        office=OFFICE,
        name=name,
        first=operations[0].n,
        last=operations[-1].n,
        previous=previous,
        schema=1,
        minimum_reader=reader,
        statement=1,
        checkpoint=None,
        cut=CLAIMED,
    )
    return build_segment(header, [operation.line for operation in operations])


def cut(store: SqlStore, log: LogName = LOG) -> list[str]:
    """Cut what waits; returns the hashes of the new segments."""
    made: list[str] = []

    def build(first: int, previous: str, operations: Any) -> tuple[Segment, bytes]:
        segment = segment_of(log, list(operations), previous)
        made.append(segment.hash)
        return segment, b"signature"

    with store.work() as work:
        work.cut(log, build)
        work.commit()
    return made


@contextmanager
def behind_the_back(store: SqlStore) -> Iterator[Connection]:
    """A writing connection that does not go through the door; its guards are in place."""
    with store._engine.writing() as connection:
        yield connection


@contextmanager
def unguarded(store: SqlStore, *tables: str) -> Iterator[Connection]:
    """The same with the guards of ``tables`` taken away meanwhile: an attacker, not an accident."""
    with store._engine.writing() as connection:
        for table in tables:
            for event in ("insert", "update", "delete"):
                drop_guard(connection, table, event)
        yield connection
        guards.install(connection, migrate.projected_kinds(connection))


def drop_guard(connection: Connection, table: str, event: str) -> None:
    """Take one guard away."""
    on = f" ON {table}" if on_postgresql() else ""
    connection.exec_driver_sql(f"DROP TRIGGER guard_{table}_{event}{on}")


def written(name: LogName, *intents: Intent, first: int = 1) -> list[Operation]:
    """Operations of another device."""
    return [
        write_operation(name.id, first + i, intent, author="other", claimed=CLAIMED, salt=f"s{i}")
        for i, intent in enumerate(intents)
    ]


def adopt(store: SqlStore, *segments: Segment, state: str = "applied", reason: str = "") -> Changes:
    """Take in segments and commit."""
    with store.work() as work:
        for segment in segments:
            work.adopt(segment, b"signature", state=state, reason=reason)
        return work.commit()


def content(store: SqlStore) -> dict[tuple[str, str], Row]:
    """All rows without their place in the order of arrival."""
    return {
        (row.kind, row.id): replace(row, order=0)
        for kind in CATALOGUE
        for row in store.rows(Query(kind, deleted=True))
    }
