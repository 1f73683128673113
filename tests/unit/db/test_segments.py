"""Cutting, adopting, staging, forks, quarantine, newer programs, restored vaults."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from app.domain.errors import RecordMissingError, SegmentError
from app.journal.operations import LogName, Operation
from app.journal.segments import FIRST_PREVIOUS, Segment
from app.ports import Changes, Query
from db.store import SqlStore, open_store
from tests.support.stores import at, keep_copy, put_copy_back
from tests.unit.db.registers import (
    CATALOGUE,
    CLAIMED,
    KEY,
    LOG,
    PERSON,
    TASK,
    adopt,
    content,
    cut,
    make,
    put,
    save,
    segment_of,
    written,
)

OTHER = LogName("device-2", TASK, "team")


def _chain(count: int, name: LogName = OTHER) -> list[Segment]:
    """Segments of two operations each, one behind the other."""
    made: list[Segment] = []
    previous, first = FIRST_PREVIOUS, 1
    for number in range(count):
        operations = written(
            name,
            put(f"r{number}", "title", title=f"标题{number}"),
            put("shared", "title", title=f"版本{number}"),
            first=first,
        )
        made.append(segment_of(name, operations, previous))
        previous, first = made[-1].hash, first + 2
    return made


def test_cut_segments_follow_each_other_and_give_their_bytes_again(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="一"))
    assert store.waiting() == {LOG: 1}
    (first,) = cut(store)
    save(store, put("r1", "count", count=2), put("r2", "title", title="二"))
    (second,) = cut(store)
    assert cut(store) == []
    assert store.waiting() == {}
    found = store.segments()
    assert [(s.hash, s.first, s.last, s.previous) for s in found] == [
        (first, 1, 1, FIRST_PREVIOUS),
        (second, 2, 3, first),
    ]
    assert store.tips() == {LOG.id: (second,)}
    assert len(store.segment_bytes(first)) == found[0].size
    assert store.segment(second) == found[1]
    assert store.segment("0" * 64) is None
    with pytest.raises(RecordMissingError):
        store.segment_bytes("0" * 64)
    store.check()
    store.close()


def test_more_than_a_thousand_lines_become_several_segments(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, *(put(f"r{i}", "count", count=i) for i in range(1_001)))
    assert len(cut(store)) == 2
    assert [(s.first, s.last) for s in store.segments()] == [(1, 1000), (1001, 1001)]
    store.check()
    store.close()


def test_a_signer_cannot_change_what_is_cut(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="一"))

    def altered(first: int, previous: str, operations: object) -> tuple[Segment, bytes]:
        return segment_of(LOG, written(LOG, put("r1", "title", title="二")), previous), b""

    with pytest.raises(SegmentError), store.work() as work:
        work.cut(LOG, altered)
    assert store.waiting() == {LOG: 1}
    store.close()


def test_the_same_segment_twice_changes_nothing(tmp_path: Path) -> None:
    store = make(tmp_path)
    chain = _chain(2)
    assert adopt(store, *chain).operations == 4
    before = store.rows(Query("problem"))
    assert adopt(store, *chain) == Changes()
    assert store.rows(Query("problem")) == before
    assert len(store.history("problem", "shared")) == 2
    store.close()


def test_a_gap_is_staged_and_closed_later(tmp_path: Path) -> None:
    store = make(tmp_path)
    first, second, third = _chain(3)
    assert adopt(store, third, second) == Changes()
    assert {s.state for s in store.segments()} == {"staged"}
    assert store.tips() == {}
    assert store.rows(Query("problem")) == []
    assert store.segment_bytes(third.hash) == third.data
    store.check()
    changes = adopt(store, first)
    assert changes.operations == 6
    assert {s.state for s in store.segments()} == {"applied"}
    assert store.tips() == {OTHER.id: (third.hash,)}
    assert store.segment_bytes(third.hash) == third.data
    store.check()
    store.close()


def test_the_order_of_arrival_does_not_matter(tmp_path: Path) -> None:
    chain = _chain(2)
    fork = segment_of(
        OTHER,
        written(OTHER, put("shared", "title", title="另一支"), first=3),
        chain[0].hash,
    )
    results = []
    for number, order in enumerate(permutations([*chain, fork])):
        store = make(tmp_path, f"{number}.db")
        for segment in order:
            adopt(store, segment)
        results.append((content(store), store.tips(), [s.state for s in store.segments()]))
        store.check()
        store.close()
    assert all(result == results[0] for result in results)
    assert len(results[0][1][OTHER.id]) == 2


def test_both_sides_of_a_fork_are_folded(tmp_path: Path) -> None:
    store = make(tmp_path)
    one = segment_of(OTHER, written(OTHER, put("r1", "title", title="甲")), FIRST_PREVIOUS)
    two = segment_of(OTHER, written(OTHER, put("r1", "title", title="乙")), FIRST_PREVIOUS)
    adopt(store, one, two)
    row = store.row("problem", "r1")
    assert row is not None
    assert row.questions == 1
    assert store.questions() == [("problem", "r1")]
    assert store.tips() == {OTHER.id: tuple(sorted((one.hash, two.hash)))}
    store.check()
    store.close()


def test_a_line_on_both_sides_of_a_fork_counts_once(tmp_path: Path) -> None:
    store = make(tmp_path)
    lines = written(OTHER, put("r1", "title", title="甲"), put("r1", "count", count=1))
    adopt(
        store,
        segment_of(OTHER, lines, FIRST_PREVIOUS),
        segment_of(OTHER, lines[:1], FIRST_PREVIOUS),
    )
    assert len(store.history("problem", "r1")) == 2
    assert store.questions() == []
    store.check()
    store.close()


def test_quarantine_keeps_and_counts_for_the_chain_but_is_not_folded(tmp_path: Path) -> None:
    store = make(tmp_path)
    first, second = _chain(2)
    adopt(store, first, state="quarantined", reason="no role")
    assert store.rows(Query("problem")) == []
    adopt(store, second)
    assert [row.id for row in store.rows(Query("problem", order_by="id"))] == ["shared", "r1"]
    found = store.segment(first.hash)
    assert found is not None
    assert (found.state, found.reason) == ("quarantined", "no role")
    assert store.segment_bytes(first.hash) == first.data
    adopt(store, first)
    assert store.count(Query("problem")) == 3
    assert [s.state for s in store.segments()] == ["applied", "applied"]
    store.check()
    store.close()


def test_a_quarantined_segment_waits_for_its_predecessor_too(tmp_path: Path) -> None:
    store = make(tmp_path)
    first, second = _chain(2)
    adopt(store, second, state="quarantined", reason="no role")
    assert [s.state for s in store.segments()] == ["staged"]
    adopt(store, first)
    assert [s.state for s in store.segments()] == ["applied", "quarantined"]
    store.check()
    store.close()


def test_admitted_while_staged(tmp_path: Path) -> None:
    store = make(tmp_path)
    first, second = _chain(2)
    adopt(store, second, state="quarantined", reason="no role")
    adopt(store, second)
    adopt(store, first)
    assert [s.state for s in store.segments()] == ["applied", "applied"]
    store.close()


def test_a_newer_program_is_relayed_unread_and_read_after_the_upgrade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make(tmp_path)
    newer = segment_of(
        OTHER, written(OTHER, put("r1", "title", title="新")), FIRST_PREVIOUS, reader=2
    )
    later = segment_of(OTHER, written(OTHER, put("r2", "title", title="旧"), first=2), newer.hash)
    adopt(store, newer, later)
    assert [s.state for s in store.segments()] == ["unreadable", "applied"]
    assert store.row("problem", "r1") is None
    assert store.row("problem", "r2") is not None
    assert store.segment_bytes(newer.hash) == newer.data
    store.check()
    store.close()
    monkeypatch.setattr("db.rebuilding.SCHEMA", 2)
    monkeypatch.setattr("db.segment_store.SCHEMA", 2)
    monkeypatch.setattr("app.journal.segments.SCHEMA", 2)
    upgraded = open_store(at(tmp_path / "store.db"), KEY, CATALOGUE)
    assert [s.state for s in upgraded.segments()] == ["applied", "applied"]
    assert upgraded.row("problem", "r1") is not None
    assert upgraded.segment_bytes(newer.hash) == newer.data
    upgraded.check()
    upgraded.close()


@pytest.mark.parametrize("staged_first", [False, True])
def test_lying_positions_are_quarantined(tmp_path: Path, staged_first: bool) -> None:
    store = make(tmp_path)
    first = _chain(1)[0]
    wrong = segment_of(OTHER, written(OTHER, put("r9", "title", title="x"), first=7), first.hash)
    for segment in (wrong, first) if staged_first else (first, wrong):
        adopt(store, segment)
    found = store.segment(wrong.hash)
    assert found is not None
    assert (found.state, found.reason) == ("quarantined", "positions")
    adopt(store, wrong)
    assert store.row("problem", "r9") is None
    store.check()
    store.close()


@pytest.mark.parametrize("staged_first", [False, True])
def test_signed_nonsense_is_kept_as_evidence(tmp_path: Path, staged_first: bool) -> None:
    store = make(tmp_path)
    first = _chain(1)[0]
    good = written(OTHER, put("r9", "title", title="x"), first=3)[0]
    bad = replace(good, line=good.line.replace(b'"put"', b'"eat"'))
    broken = segment_of(OTHER, [bad], first.hash)
    for segment in (broken, first) if staged_first else (first, broken):
        adopt(store, segment)
    found = store.segment(broken.hash)
    assert found is not None
    assert found.state == "quarantined"
    assert store.segment_bytes(broken.hash) == broken.data
    store.check()
    store.close()


def _restored(tmp_path: Path) -> tuple[SqlStore, Segment]:
    """A vault restored from a backup, and the segment it wrote after that backup."""
    store = make(tmp_path)
    save(store, put("r1", "title", title="一"))
    cut(store)
    store.close()
    place = at(tmp_path / "store.db")
    keep_copy(place)
    store = open_store(at(tmp_path / "store.db"), KEY, CATALOGUE)
    operations = save_and_read(store)
    later = segment_of(LOG, operations, store.tips()[LOG.id][0])
    store.close()
    put_copy_back(place)
    return open_store(at(tmp_path / "store.db"), KEY, CATALOGUE), later


def save_and_read(store: SqlStore) -> list[Operation]:
    with store.work() as work:
        found = work.append(LOG, [put("r2", "title", title="二")], author=PERSON, claimed=CLAIMED)
        work.commit()
    return list(found)


def test_a_restored_vault_goes_on_behind_its_own_later_segments(tmp_path: Path) -> None:
    store, later = _restored(tmp_path)
    adopt(store, later)
    save(store, put("r3", "title", title="三"))
    cut(store)
    assert [(s.first, s.last) for s in store.segments()] == [(1, 1), (2, 2), (3, 3)]
    assert len(store.tips()[LOG.id]) == 1
    store.check()
    store.close()


def test_a_restored_vault_that_wrote_already_forks_and_loses_nothing(tmp_path: Path) -> None:
    store, later = _restored(tmp_path)
    save(store, put("r3", "title", title="三"))
    adopt(store, later)
    cut(store)
    assert len(store.tips()[LOG.id]) == 2
    assert {row.id for row in store.rows(Query("problem"))} == {"r1", "r2", "r3"}
    store.check()
    store.close()


def test_a_fresh_vault_that_only_knows_its_log_from_others_goes_on(tmp_path: Path) -> None:
    store = make(tmp_path)
    adopt(store, *_chain(2, LOG))
    save(store, put("r9", "title", title="九"))
    cut(store)
    assert [(s.first, s.last) for s in store.segments()] == [(1, 2), (3, 4), (5, 5)]
    store.check()
    store.close()


def test_segments_of_one_task(tmp_path: Path) -> None:
    store = make(tmp_path)
    elsewhere = LogName("device-2", "task-2", "team")
    adopt(store, *_chain(1), *_chain(1, elsewhere))
    assert [s.name for s in store.segments("task-2")] == [elsewhere]
    assert len(store.segments()) == 2
    store.close()
