"""What a record looks like in its table."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.kinds import Catalogue, Kind, Label, choices, kind_of, line, prose, record_kind
from app.journal.canonical import JsonValue
from app.journal.operations import Intent, LogName
from app.journal.segments import FIRST_PREVIOUS
from app.ports import Query
from db.store import SqlStore, open_store
from db.tables import make_projection
from tests.support.stores import at, on_postgresql, tables
from tests.unit.db.registers import (
    CATALOGUE,
    CLAIMED,
    KEY,
    OFFICE,
    PERSON,
    Act,
    Problem,
    adopt,
    box,
    content,
    make,
    put,
    save,
    segment_of,
    shown,
    written,
)

OTHER = LogName("device-2", "task-1", "team")


_MADE = (
    "PRAGMA schema_version",
    "SELECT oid, relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
    "ORDER BY oid",
)
"""What changes when a table is made."""


def _raw(group: str, value: object) -> Intent:
    return Intent("put", "problem", "r1", group, value)  # type: ignore[arg-type]


def _unreadable(store: SqlStore) -> str | None:
    with store._engine.reading() as connection:
        found: str | None = connection.exec_driver_sql(
            "SELECT meta_unreadable FROM record_problem WHERE id = 'r1'"
        ).scalar_one()
    return found


@pytest.mark.parametrize(
    ("group", "value"),
    [
        ("money", {"amount": 5, "estimated": True}),
        ("money", {"amount": "9" * 30, "estimated": True}),
        ("count", {"count": "many"}),
        ("count", {"count": True}),
        ("count", ["not", "an", "object"]),
        ("found_on", {"found_on": "2026-02-31"}),
        ("talked_at", {"talked_at": "yesterday"}),
        ("marks", {"marks": "a"}),
        ("turns", {"turns": [{"id": 1}]}),
        ("title", {"title": 7}),
        ("who", {"name": "明文"}),
        ("who", {**box("x"), "name": "明文"}),
        ("who", "明文"),
    ],
)
def test_values_that_do_not_fit_stop_nothing(tmp_path: Path, group: str, value: object) -> None:
    store = make(tmp_path)
    operations = written(OTHER, _raw(group, value), put("r2", "title", title="乙"))
    adopt(store, segment_of(OTHER, operations, FIRST_PREVIOUS))
    row = store.row("problem", "r1")
    assert row is not None
    assert row.boxes == {}
    assert row.values["amount"] is None
    assert _unreadable(store) == group
    assert store.row("problem", "r2") is not None
    assert store.search("明文") == []
    store.check()
    save(store, put("r1", "count", *_heads(store, "count"), count=1))
    if group == "count":
        assert _unreadable(store) is None
    store.close()


def _heads(store: SqlStore, group: str) -> tuple[str, ...]:
    state = store.state("problem", "r1")
    assert state is not None
    return state.groups[group].hashes if group in state.groups else ()


def test_a_plain_value_in_a_sealed_group_is_in_no_column(tmp_path: Path) -> None:
    store = make(tmp_path)
    operations = written(OTHER, _raw("who", {**box("x"), "name": "明文"}))
    adopt(store, segment_of(OTHER, operations, FIRST_PREVIOUS))
    with store._engine.reading() as connection:
        row = connection.exec_driver_sql("SELECT * FROM record_problem").one()
    assert not any("明文" in str(value) for value in row)
    store.close()


def test_unknown_kinds_and_groups_stay_in_the_journal(tmp_path: Path) -> None:
    store = make(tmp_path)
    operations = written(
        OTHER,
        Intent("put", "martian", "m1", "title", {"title": "x"}),
        _raw("future", {"a": 1}),
    )
    changes = adopt(store, segment_of(OTHER, operations, FIRST_PREVIOUS))
    assert ("martian", "m1") in changes.records
    assert store.state("martian", "m1") is not None
    assert len(store.history("martian", "m1")) == 1
    assert store.row("problem", "r1") is not None
    store.check()
    store.close()


def test_newest_author_conflicts_deletes_and_seals_show_in_the_row(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="甲"), put("r1", "count", count=1))
    state = store.state("problem", "r1")
    assert state is not None
    adopt(
        store,
        segment_of(
            OTHER,
            written(OTHER, put("r1", "title", *shown(state, "title"), title="乙")),
            FIRST_PREVIOUS,
        ),
    )
    row = store.row("problem", "r1")
    assert row is not None
    assert (row.author, row.questions, row.deleted) == ("other", 0, False)
    save(store, put("r1", "title", *shown(state, "title"), title="丙"))
    row = store.row("problem", "r1")
    assert row is not None
    assert row.questions == 1
    seen: JsonValue = {"seen": [*_all_heads(store)]}
    save(store, Intent("seal", "problem", "r1", value=seen))
    save(store, put("r1", "count", *_heads(store, "count"), count=2))
    row = store.row("problem", "r1")
    assert row is not None
    assert (row.sealed, row.late, row.values["count"]) == (True, 1, 1)
    save(store, Intent("del", "problem", "r1", value={"seen": [*_all_heads(store)]}))
    row = store.row("problem", "r1")
    assert row is not None
    assert row.deleted
    assert store.rows(Query("problem")) == []
    assert len(store.rows(Query("problem", deleted=True))) == 1
    store.check()
    store.close()


def _all_heads(store: SqlStore) -> tuple[str, ...]:
    state = store.state("problem", "r1")
    assert state is not None
    return state.hashes()


def test_a_seal_over_nothing_hides_what_was_not_signed(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="甲"), Intent("put", "problem", "r1", "who", box("x")))
    save(store, Intent("seal", "problem", "r1", value={"seen": []}))
    row = store.row("problem", "r1")
    assert row is not None
    assert (row.values["title"], row.boxes, row.author) == (None, {}, "")
    assert _unreadable(store) is None
    store.check()
    store.close()


def test_a_record_in_the_logs_of_two_tasks_belongs_to_the_first_by_name(tmp_path: Path) -> None:
    for number, tasks in enumerate((("task-1", "task-0"), ("task-0", "task-1"))):
        store = make(tmp_path, f"{number}.db")
        for index, task in enumerate(tasks):
            name = LogName("device-2", task, "team")
            line = written(name, put("r1", ("title", "count")[index]))
            adopt(store, segment_of(name, line, FIRST_PREVIOUS))
        assert [row.id for row in store.rows(Query("problem", task="task-0"))] == ["r1"]
        assert store.rows(Query("problem", task="task-1")) == []
        store.close()


def test_an_insert_only_record_shows_its_entry(tmp_path: Path) -> None:
    store = make(tmp_path)
    value: JsonValue = {"action": "移交", "subject": "r1"}
    save(store, Intent("audit", "act", "a1", value=value))
    row = store.row("act", "a1")
    assert row is not None
    assert (row.values, row.author, row.claimed) == (value, PERSON, CLAIMED)
    assert [r.id for r in store.rows(Query("act", equals={"subject": "r1"}))] == ["a1"]
    assert store.rows(Query("act", equals={"subject": None})) == []
    store.check()
    store.close()


def test_an_entry_on_an_ordinary_record_writes_none_of_its_fields(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="真的"))
    lie: JsonValue = {"title": "假的", "text": "假的", "who": box("x"), "name": "鄢"}
    save(store, Intent("custody", "problem", "r1", value=lie))
    row = store.row("problem", "r1")
    assert row is not None
    assert (row.values["title"], row.values["text"], row.boxes) == ("真的", None, {})
    assert row.author == PERSON
    store.check()
    store.close()


def test_newest_first_grows_with_every_change(tmp_path: Path) -> None:
    store = make(tmp_path)
    for record in ("b", "a", "c"):
        save(store, put(record, "title", title=record))
    save(store, put("b", "count", count=1))
    assert [row.id for row in store.rows(Query("problem"))] == ["b", "c", "a"]
    assert [row.id for row in store.rows(Query("problem", limit=1, offset=1))] == ["c"]
    by_title = Query("problem", order_by="title", descending=False)
    assert [row.id for row in store.rows(by_title)] == ["a", "b", "c"]
    assert store.count(Query("problem", limit=1)) == 3
    assert store.count(Query("problem", task="nowhere")) == 0
    store.close()


def test_queries_compare_python_values(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(
        store,
        put("r1", "money", amount=100, estimated=False),
        put("r2", "money", amount=200, estimated=True),
        put("r2", "marks", marks=("x",)),
    )
    assert [r.id for r in store.rows(Query("problem", equals={"amount": 100}))] == ["r1"]
    assert [r.id for r in store.rows(Query("problem", equals={"estimated": True}))] == ["r2"]
    assert [r.id for r in store.rows(Query("problem", equals={"marks": ("x",)}))] == ["r2"]
    assert [r.id for r in store.rows(Query("problem", equals={"marks": ()}))] == ["r1"]
    with pytest.raises(ValueError, match="sealed"):
        store.rows(Query("problem", equals={"name": "x"}))
    store.close()


def _later_problem() -> Kind:
    @record_kind("problem", Label("问题", "Problem"), title="title")
    class LaterProblem:
        title: str | None = line(Label("标题", "Title"), search=True)
        future: str | None = prose(Label("新", "New"))
        marks: tuple[str, ...] = choices(Label("标签", "Marks"), "marks")

    return kind_of(LaterProblem)


def test_a_changed_description_makes_the_table_anew(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(
        store,
        put("r1", "title", title="甲"),
        put("r1", "count", count=1),
        Intent("put", "problem", "r1", "future", {"future": "早已写下"}),
        Intent("audit", "act", "a1", value={"action": "x"}),
    )
    before = content(store)
    store.close()
    later = Catalogue([_later_problem()])
    store = open_store(at(tmp_path / "store.db"), KEY, later, OFFICE)
    row = store.row("problem", "r1")
    assert row is not None
    assert row.values == {"title": "甲", "future": "早已写下", "marks": ()}
    assert [hit.id for hit in store.search("甲")] == ["r1"]
    store.check()
    with store._engine.reading() as connection:
        assert [n for n in tables(connection) if n.startswith("record_")] == ["record_problem"]
    store.close()
    store = open_store(at(tmp_path / "store.db"), KEY, CATALOGUE, OFFICE)
    assert content(store) == before
    store.check()
    store.close()


def test_opening_again_makes_nothing_anew(tmp_path: Path) -> None:
    make(tmp_path).close()
    store = open_store(at(tmp_path / "store.db"), KEY, CATALOGUE)
    with store._engine.reading() as connection:
        before = connection.exec_driver_sql(_MADE[on_postgresql()]).all()
    store.close()
    store = open_store(at(tmp_path / "store.db"), KEY, CATALOGUE)
    with store._engine.reading() as connection:
        assert connection.exec_driver_sql(_MADE[on_postgresql()]).all() == before
    store.close()


def test_a_laptop_that_joins_an_office_gets_its_rows_anew(tmp_path: Path) -> None:
    from db.store import OFFICE_SETTING, create_store

    store = create_store(at(tmp_path / "store.db"), KEY, CATALOGUE, "")
    save(store, put("r1", "title", title="甲"))
    with store.work() as work:
        work.put_setting(OFFICE_SETTING, b"office-7")
        work.commit()
    store.close()
    store = open_store(at(tmp_path / "store.db"), KEY, CATALOGUE)
    assert store.office == "office-7"
    with store._engine.reading() as connection:
        offices = connection.exec_driver_sql("SELECT office_id FROM record_problem").all()
    assert offices == [("office-7",)]
    store.check()
    store.close()


def test_primary_key_and_no_other_unique_or_foreign_key() -> None:
    for kind in (kind_of(Problem), kind_of(Act)):
        table = make_projection(kind).table
        assert [column.name for column in table.primary_key] == ["office_id", "id"]
        assert not any(column.unique or column.foreign_keys for column in table.columns)
        assert not any(index.unique for index in table.indexes)
