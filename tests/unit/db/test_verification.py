"""``check`` and ``rebuild``: every kind of damage is found, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import CancelledError, ReplayMismatchError, StoreDamagedError
from app.journal.operations import LogName
from app.journal.segments import FIRST_PREVIOUS
from app.ports import Query
from db.store import SqlStore
from tests.support.stores import said
from tests.unit.db.registers import (
    adopt,
    content,
    cut,
    make,
    put,
    save,
    segment_of,
    unguarded,
    written,
)

OTHER = LogName("device-2", "task-1", "team")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqlStore]:
    made = make(tmp_path)
    save(made, put("r1", "title", title="甲"), put("r2", "title", title="乙"))
    cut(made)
    save(made, put("r1", "count", count=1))
    cut(made)
    save(made, put("r2", "count", count=2), put("r3", "count", count=3))
    first = segment_of(OTHER, written(OTHER, put("r4", "title", title="丁")), FIRST_PREVIOUS)
    gap = segment_of(OTHER, written(OTHER, put("r5", "title", title="戊"), first=9), "a" * 64)
    adopt(made, first, gap)
    made.check()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("table", "sql", "detail"),
    [
        ("journal", "UPDATE journal SET hash = zeros() WHERE seq = 1", "line 1"),
        ("journal", "UPDATE journal SET record = 'r9' WHERE seq = 2", "line 2"),
        ("journal", "UPDATE journal SET n = 77 WHERE segment IS NULL AND n = 4", "log"),
        ("journal", "DELETE FROM journal WHERE seq = 1", "segment"),
        ("journal", "DELETE FROM journal WHERE segment IS NULL", "log"),
        (
            "journal",
            "UPDATE journal SET line = replaced(line, '甲', '乙') WHERE seq = 1",
            "segment",
        ),
        (
            "journal",
            "UPDATE journal SET line = replaced(line, '3', '4') "
            "WHERE segment IS NULL AND record = 'r3'",
            "line",
        ),
        ("journal", "UPDATE journal SET line = zero() WHERE segment IS NULL AND n = 4", "line"),
        ("segments", "UPDATE segments SET header = zero() WHERE number = 1", "segment"),
        ("segments", "UPDATE segments SET previous = zeros() WHERE number = 2", "knowledge"),
        ("segments", "UPDATE segments SET previous = noise() WHERE number = 2", "chain"),
        ("segments", "DELETE FROM segments WHERE number = 1", "chain"),
        ("held", "UPDATE held SET data = zero()", "segment"),
        ("held", "DELETE FROM held", "segment"),
        ("knowledge", "DELETE FROM knowledge", "knowledge"),
        ("knowledge", "UPDATE knowledge SET hash = zeros()", "knowledge"),
    ],
)
def test_damage_to_the_journal_is_found(store: SqlStore, table: str, sql: str, detail: str) -> None:
    with unguarded(store, table) as connection:
        connection.exec_driver_sql(said(sql))
    with pytest.raises(StoreDamagedError) as caught:
        store.check()
    assert caught.value.detail.startswith(detail)


COLUMNS = ("title", "text", "amount", "estimated", "marks", "box_who", "meta_task", "meta_author",
           "meta_claimed", "meta_order", "meta_deleted", "meta_questions", "meta_sealed",
           "meta_late", "meta_unreadable", "office_id")  # fmt: skip


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_is_compared_and_rebuilt(store: SqlStore, column: str) -> None:
    before = store.rows(Query("problem"))
    with unguarded(store, "record_problem") as connection:
        connection.exec_driver_sql(f"UPDATE record_problem SET {column} = '8' WHERE id = 'r2'")
    with pytest.raises(ReplayMismatchError) as caught:
        store.check()
    assert caught.value.records == (("problem", "r2"),)
    store.rebuild()
    store.check()
    assert store.rows(Query("problem")) == before


def test_a_missing_row_is_found_and_rebuilt(store: SqlStore) -> None:
    before = content(store)
    with unguarded(store, "record_problem") as connection:
        connection.exec_driver_sql("DELETE FROM record_problem")
    with pytest.raises(ReplayMismatchError) as caught:
        store.check()
    assert caught.value.records == tuple(("problem", f"r{n}") for n in (1, 2, 3, 4))
    store.rebuild()
    assert content(store) == before


def test_at_most_twenty_records_are_named(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, *(put(f"r{i:02}", "title", title="甲") for i in range(25)))
    with unguarded(store, "record_problem") as connection:
        connection.exec_driver_sql("UPDATE record_problem SET title = 'x'")
    with pytest.raises(ReplayMismatchError) as caught:
        store.check()
    assert len(caught.value.records) == 20
    store.close()


def test_progress_reaches_the_end(store: SqlStore) -> None:
    for work in (store.check, store.rebuild):
        seen: list[tuple[int, int]] = []
        work(lambda done, total, seen=seen: seen.append((done, total)))  # type: ignore[misc]
        assert seen[-1][0] == seen[-1][1] > 0
        assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_cancelling_changes_nothing(store: SqlStore) -> None:
    before = content(store)
    for work in (store.check, store.rebuild):
        with pytest.raises(CancelledError):
            work(None, lambda: True)
    assert content(store) == before
    assert [hit.id for hit in store.search("甲")] == ["r1"]
    store.check()


def test_searching_goes_on_after_a_rebuild(store: SqlStore) -> None:
    store.rebuild()
    assert [hit.id for hit in store.search("甲")] == ["r1"]
    while store.index_pending():
        pass
    assert [hit.id for hit in store.search("甲")] == ["r1"]
    save(store, put("r7", "title", title="甲乙"))
    assert [hit.id for hit in store.search("甲")] == ["r7", "r1"]
