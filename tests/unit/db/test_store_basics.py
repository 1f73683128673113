"""Creating, writing, reading and opening again."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

from app.domain.kinds import Turn
from app.journal.operations import Intent
from app.ports import Query
from db.store import open_store
from tests.support.stores import at
from tests.unit.db.registers import (
    CATALOGUE,
    CLAIMED,
    KEY,
    LOG,
    OFFICE,
    PERSON,
    TASK,
    box,
    make,
    put,
    save,
    shown,
)


def test_every_shape_comes_back_as_it_was_written(tmp_path: Path) -> None:
    store = make(tmp_path)
    turns = (Turn("t1", "问题?", "回答。"),)
    save(
        store,
        put("r1", "title", title="标题 𠮷"),
        put("r1", "conclusion", text="一\n二", basis=None),
        put("r1", "money", amount=12_345_678_901, estimated=False),
        put("r1", "count", count=-7),
        put("r1", "found_on", found_on=date(2026, 3, 5)),
        put("r1", "talked_at", talked_at=datetime.fromisoformat(CLAIMED)),
        put("r1", "marks", marks=("b", "a")),
        put("r1", "unit", unit="u1"),
        put("r1", "others", others=("r2", "r3")),
        put("r1", "turns", turns=turns),
        Intent("put", "problem", "r1", "who", box("secret")),
    )
    row = store.row("problem", "r1")
    assert row is not None
    assert row.values == {
        "title": "标题 𠮷",
        "text": "一\n二",
        "basis": None,
        "amount": 12_345_678_901,
        "estimated": False,
        "count": -7,
        "found_on": date(2026, 3, 5),
        "talked_at": datetime.fromisoformat(CLAIMED),
        "marks": ("b", "a"),
        "unit": "u1",
        "others": ("r2", "r3"),
        "turns": turns,
    }
    assert row.boxes == {"who": box("secret")}
    assert (row.author, row.claimed, row.task) == (PERSON, CLAIMED, TASK)
    store.close()


def test_an_empty_record_has_empty_values(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="x"))
    row = store.row("problem", "r1")
    assert row is not None
    empty = {f.name: CATALOGUE["problem"].empty()[f.name] for f in CATALOGUE["problem"].open_fields}
    assert row.values == {**empty, "title": "x"}
    assert row.boxes == {}
    store.close()


def test_what_was_committed_is_there_after_opening_again(tmp_path: Path) -> None:
    store = make(tmp_path)
    changes = save(store, put("r1", "title", title="甲"), put("r2", "title", title="乙"))
    assert changes.records == {("problem", "r1"), ("problem", "r2")}
    assert changes.operations == 2
    before = store.rows(Query("problem"))
    store.close()
    again = open_store(at(tmp_path / "store.db"), KEY, CATALOGUE, OFFICE)
    assert again.rows(Query("problem")) == before
    again.check()
    again.close()


def test_leaving_without_commit_undoes_everything(tmp_path: Path) -> None:
    store = make(tmp_path)
    with store.work() as work:
        work.append(LOG, [put("r1", "title", title="甲")], author=PERSON, claimed=CLAIMED)
        work.put_setting("a", b"1")
        assert shown(work.state("problem", "r1"), "title")
    assert store.row("problem", "r1") is None
    assert store.state("problem", "r1") is None
    assert store.setting("a") is None
    assert store.waiting() == {}
    store.close()
