"""The highest human number is found by one look into an index."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from app.domain.kinds import Catalogue, Label, kind_of, line, record_kind
from app.journal.operations import Intent, LogName
from app.ports import Query
from db import queries
from db.store import SqlStore, create_store, open_store
from db.tables import make_projection
from tests.support.stores import at, indexes, on_postgresql
from tests.unit.db.registers import CLAIMED, KEY, OFFICE, PERSON, TASK, behind_the_back


@record_kind("sheet", Label("底稿", "Sheet"), title="number")
class Sheet:
    """A register whose records have numbers."""

    number: str | None = line(Label("编号", "Number"), numbered=True)


@record_kind("sheet", Label("底稿", "Sheet"), title="number")
class OldSheet:
    """The same register before its numbers were described."""

    number: str | None = line(Label("编号", "Number"))


CATALOGUE = Catalogue([kind_of(Sheet)])
SHEETS = make_projection(kind_of(Sheet))


@pytest.fixture
def store(tmp_path: Path) -> SqlStore:
    return create_store(at(tmp_path / "store.db"), KEY, CATALOGUE, OFFICE)


def write(store: SqlStore, *numbers: str | None, task: str = TASK) -> None:
    with store.work() as work:
        for index, number in enumerate(numbers):
            intent = Intent("put", "sheet", f"r-{task}-{index}", "number", {"number": number})
            log = LogName("device-1", task, "team")
            work.append(log, [intent], author=PERSON, claimed=CLAIMED)
        work.commit()


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((), 0),
        (("问题-3-07",), 7),
        (("问题-3-999", "问题-3-1000", "问题-3-0012"), 1000),
        (("问题-3-07", "问题-13-99", "问题-30-50", "问题-2-08"), 7),
        (("问题-3-", None, "问题-3-x", "x问题-3-9"), 0),
        (("问题-3-07", "问题-3-20260305001"), 7),
        (("问题-3-08", f"问题-3-{'9' * 40}"), 8),
    ],
)
def test_it_is_the_highest_of_its_own_prefix(
    store: SqlStore, numbers: tuple[str | None, ...], expected: int
) -> None:
    write(store, *numbers)
    assert store.last_number("sheet", TASK, "问题-3-") == expected
    store.close()


def test_another_task_counts_for_itself(store: SqlStore) -> None:
    write(store, "问题-3-07")
    write(store, "问题-3-12", task="task-2")
    assert store.last_number("sheet", TASK, "问题-3-") == 7
    store.close()


def test_a_deleted_record_keeps_its_number(store: SqlStore) -> None:
    write(store, "问题-3-07")
    seen = store.state("sheet", f"r-{TASK}-0")
    assert seen is not None
    with store.work() as work:
        gone = Intent("del", "sheet", seen.record, value={"seen": list(seen.hashes())})
        work.append(LogName("device-1", TASK, "team"), [gone], author=PERSON, claimed=CLAIMED)
        work.commit()
    row = store.row("sheet", seen.record)
    assert row is not None
    assert row.deleted
    assert store.last_number("sheet", TASK, "问题-3-") == 7
    store.close()


def test_no_table_is_read(store: SqlStore) -> None:
    write(store, *(f"问题-3-{n}" for n in range(50)))
    asked: list[tuple[str, tuple[object, ...]]] = []
    with behind_the_back(store) as connection:

        @event.listens_for(connection, "before_cursor_execute")
        def note(*about: Any) -> None:
            asked.append((about[2], about[3]))

        assert queries.last_number(connection, SHEETS, TASK, "问题-3-") == 49
        ((sql, values),) = asked
        if on_postgresql():
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # fifty rows are few
            connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        explain = "EXPLAIN" if on_postgresql() else "EXPLAIN QUERY PLAN"
        steps = [row[-1] for row in connection.exec_driver_sql(f"{explain} {sql}", values)]
    if on_postgresql():
        assert steps[1].strip().startswith("->  Index Scan Backward using record_sheet__number")
        assert not any(word in step for step in steps for word in ("Sort", "Filter"))
    else:
        (step,) = steps
        parts = "(meta_task=? AND <expr>=? AND <expr><?)"
        assert f"USING COVERING INDEX record_sheet__number {parts}" in step
    store.close()


def test_a_table_made_before_its_numbers_were_described_is_made_anew(tmp_path: Path) -> None:
    old = create_store(at(tmp_path / "store.db"), KEY, Catalogue([kind_of(OldSheet)]), OFFICE)
    write(old, "问题-3-41")
    old.close()
    new = open_store(at(tmp_path / "store.db"), KEY, CATALOGUE, OFFICE)
    with behind_the_back(new) as connection:
        assert "record_sheet__number" in indexes(connection, "record_sheet")
    assert new.last_number("sheet", TASK, "问题-3-") == 41
    new.check()
    new.close()


def test_a_list_by_number_counts_on_behind_99_and_behind_laptop_9(store: SqlStore) -> None:
    numbers = ("问题-2-99", "问题-10-01", "问题-2-100", "手写", None, "问题-2-01")
    write(store, *numbers)
    ordered = ["问题-2-01", "问题-2-99", "问题-2-100", "问题-10-01"]

    def listed(*, descending: bool) -> list[str]:
        rows = store.rows(Query("sheet", order_by="number", descending=descending))
        return [number for row in rows if (number := row.values["number"] or "") in ordered]

    assert listed(descending=False) == ordered
    assert listed(descending=True) == ordered[::-1]
    store.close()
