"""Full text: exact for one character and more, honest about what is not indexed yet."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app.domain.encoding import encode_group
from app.domain.kinds import Catalogue, Label, Turn, kind_of, line, record_kind, transcript
from app.journal.operations import Intent, LogName
from app.journal.segments import FIRST_PREVIOUS
from app.ports import Query
from db import search
from db.dialect import dialect_of
from db.projector import mark_pending
from db.store import SqlStore
from tests.unit.db.registers import (
    adopt,
    behind_the_back,
    box,
    make,
    put,
    save,
    segment_of,
    shown,
    written,
)

OTHER = LogName("device-2", "task-1", "team")


def _ids(store: SqlStore, text: str, limit: int = 50) -> list[str]:
    return [hit.id for hit in store.search(text, limit=limit)]


def _indexed(store: SqlStore, token: str) -> int:
    kinds = list(store._projector.projections)
    with store._engine.reading() as connection:
        offered = dialect_of(connection).candidates(connection, token, kinds, 1_000)
        return sum(len(chunk) for chunk in offered)


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("违规发放津贴补贴", "津"),
        ("违规发放津贴补贴", "贴"),
        ("违规发放津贴补贴", "津贴"),
        ("违规发放津贴补贴", "发放津贴补"),
        ("违规发放津贴补贴", " 津贴 "),
        ("ABC合同", "abc"),
        ("ABC合同", "bc合"),  # full-width forms are the same letters
        ('他说"不行" (a*b) AND OR', '"不行" (a*b)'),
        ("他说 不行", "说 不"),
        ("金额5%以上", "5%"),
        ("生僻字𠮷𡃁𬌗𰻝", "𰻝"),
        ("生僻字𠮷𡃁𬌗𰻝", "𠮷𡃁𬌗"),
        ("私用\ue00a区", "用\ue00a区"),
        ("a", "a"),
    ],
)
def test_finds_what_is_there(tmp_path: Path, text: str, query: str) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title=text), put("r2", "title", title="无关"))
    assert _ids(store, query) == ["r1"]
    assert [row.id for row in store.rows(Query("problem", text=query))] == ["r1"]
    store.close()


@pytest.mark.parametrize("query", ["贴津", "津补", "放津补", "", "  ", "发放津贴补贴款"])
def test_finds_nothing_that_is_not_there(tmp_path: Path, query: str) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="违规发放津贴补贴"))
    assert _ids(store, query) == []
    store.close()


def test_all_pairs_are_there_but_not_the_phrase(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="发津 放贴 津放贴 发放"))
    assert _ids(store, "发放贴") == []
    store.close()


def test_two_fields_do_not_run_together(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="甲乙"), put("r1", "conclusion", text="丙丁"))
    assert _ids(store, "乙丙") == []
    assert _ids(store, "丙丁") == ["r1"]
    store.close()


def test_recall_and_precision_against_a_scan(tmp_path: Path) -> None:
    chance = random.Random(7)
    store = make(tmp_path)
    texts = {
        f"r{i}": "".join(chance.choice("巡察组甲乙丙ABab 。") for _ in range(30))
        for i in range(200)
    }
    adopt(
        store,
        segment_of(
            OTHER,
            written(OTHER, *(put(r, "title", title=text) for r, text in texts.items())),
            FIRST_PREVIOUS,
        ),
    )
    queries = [
        "".join(chance.choice("巡察组甲乙丙Ab。") for _ in range(n)) for n in (1, 2, 3, 4) * 8
    ]
    expected = {
        query: {r for r, text in texts.items() if search.normalise(query) in search.normalise(text)}
        for query in queries
    }
    assert any(expected.values())
    assert {query: set(_ids(store, query, 999)) for query in queries} == expected
    assert store.index_pending(150) == 50
    assert {query: set(_ids(store, query, 999)) for query in queries} == expected
    while store.index_pending(150):
        pass
    assert {query: set(_ids(store, query, 999)) for query in queries} == expected
    store.close()


def test_a_single_save_is_indexed_at_once_and_a_merge_later(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="甲乙"))
    assert _indexed(store, "甲乙") == 1
    many = written(OTHER, *(put(f"m{i}", "title", title=f"丙丁{i}") for i in range(30)))
    adopt(store, segment_of(OTHER, many, FIRST_PREVIOUS))
    assert _indexed(store, "丙丁") == 0
    assert len(_ids(store, "丙丁")) == 30
    assert store.index_pending() == 0
    assert _indexed(store, "丙丁") == 30
    assert len(_ids(store, "丙丁")) == 30
    store.close()


def test_changing_and_deleting_replaces_the_entry(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="原来的"))
    save(store, put("r1", "title", *shown(store.state("problem", "r1"), "title"), title="后来的"))
    assert _ids(store, "原来") == []
    assert _indexed(store, "原来") == 0
    assert _ids(store, "后来") == ["r1"]
    state = store.state("problem", "r1")
    assert state is not None
    save(store, Intent("del", "problem", "r1", value={"seen": [*state.hashes()]}))
    assert _ids(store, "后来") == []
    assert store.rows(Query("problem", text="后来")) == []
    assert len(store.rows(Query("problem", text="后来", deleted=True))) == 1
    store.close()


def test_a_stale_entry_is_never_shown_while_the_record_waits(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r0", "title", title="旧字样"))
    heads = shown(store.state("problem", "r0"), "title")
    changed = written(
        OTHER,
        put("r0", "title", *heads, title="新字样"),
        *(put(f"m{i}", "title", title="旁") for i in range(30)),
    )
    adopt(store, segment_of(OTHER, changed, FIRST_PREVIOUS))
    assert _ids(store, "旧字") == []
    assert _ids(store, "新字") == ["r0"]
    store.close()


def test_sealed_values_never_enter(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(
        store,
        put("r1", "title", title="标题"),
        Intent("put", "problem", "r1", "who", box("鄢龑")),
    )
    assert _ids(store, "鄢龑") == []
    assert _ids(store, "鄢") == []
    for token in ("鄢", "鄢龑", box("鄢龑")["c"], "sealed"):
        assert _indexed(store, token) == 0
    store.close()


def test_newest_first_and_limited(tmp_path: Path) -> None:
    store = make(tmp_path)
    for number in range(5):
        save(store, put(f"r{number}", "title", title="同样"))
    save(store, put("r1", "conclusion", text="后来补充"))
    assert _ids(store, "同样", 3) == ["r1", "r4", "r3"]
    assert store.count(Query("problem", text="同样")) == 5
    assert store.count(Query("problem", text="同样", limit=2)) == 2
    assert _ids(store, "同样", 0) == []
    assert [hit.kind for hit in store.search("同样", ["act"])] == []
    store.close()


def test_the_excerpt_shows_the_place(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "conclusion", text="前" * 500 + "\n㎏找到这里\n" + "后" * 500))
    (hit,) = store.search("找到")
    assert "找到这里" in hit.excerpt
    assert len(hit.excerpt) < 80
    store.close()


@pytest.mark.stores("sqlite")
def test_many_saves_stay_within_the_limits_of_the_index(tmp_path: Path) -> None:
    store = make(tmp_path)
    for number in range(60):
        save(store, put(f"r{number}", "title", title=f"第{number}号"))
        if number % 20 == 0:
            store.index_pending()
    assert len(_ids(store, "号", 100)) == 60
    with behind_the_back(store) as connection:
        connection.exec_driver_sql("INSERT INTO search_index (search_index) VALUES ('optimize')")
    assert len(_ids(store, "号", 100)) == 60
    store.close()


@record_kind("talk", Label("谈话", "Talk"), title="title")
class Talk:
    """A register whose questions and answers are searched."""

    title: str | None = line(Label("标题", "Title"), search=True)
    turns: tuple[Turn, ...] = transcript(Label("问答", "Turns"), search=True)


def _talk(folder: Path, *turns: Turn) -> SqlStore:
    store = make(folder, catalogue=Catalogue([kind_of(Talk)]))
    value = encode_group(kind_of(Talk), "turns", {"turns": turns})
    save(store, Intent("put", "talk", "r1", "turns", value))
    return store


@pytest.mark.parametrize("indexed", [True, False])
def test_questions_and_answers_are_found_as_they_were_typed(tmp_path: Path, indexed: bool) -> None:
    store = _talk(
        tmp_path, Turn("t1", "有没有?", '他说"不行"\\。\n换行之后'), Turn("t2", "几次", "12次")
    )
    if not indexed:
        with behind_the_back(store) as connection:
            mark_pending(connection, "talk", ["r1"])
    for there in ('说"不行"', "\\。", "换行之后", "几次", "12次"):
        assert _ids(store, there) == ["r1"], there
    for form in ("id", "q", "t1", '":"', "{", "\\n换", "几次12"):
        assert _ids(store, form) == [], form
    assert store.search("12次")[0].excerpt.endswith('说"不行"\\。 换行之后 几次 12次')
    store.close()


def test_a_long_text_is_not_measured_letter_by_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make(tmp_path)
    save(store, put("r1", "conclusion", text="ﬃ很长的正文。" * 5_000 + "在最后面"))
    measured: list[int] = []
    really = search.normalise

    def note(text: str) -> str:
        measured.append(len(text))
        return really(text)

    monkeypatch.setattr(search, "normalise", note)
    assert store.search("最后面")[0].excerpt.endswith("很长的正文。在最后面")
    assert len(measured) < 50
    store.close()
