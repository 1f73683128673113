"""What counts may be held again: an undone merge, a segment judged anew, and both in any order."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path

import pytest

from app.journal.operations import LogName
from app.journal.segments import FIRST_PREVIOUS, Segment
from app.ports import Changes
from db import guards
from db.store import SqlStore
from tests.unit.db.registers import (
    CLAIMED,
    TASK,
    adopt,
    behind_the_back,
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


def _judge(store: SqlStore, segment: Segment, state: str, reason: str = "") -> Changes:
    with store.work() as work:
        work.judge(segment.hash, state, reason)
        return work.commit()


def _states(store: SqlStore) -> list[tuple[str, str]]:
    return [(segment.state, segment.reason) for segment in store.segments()]


def test_an_undone_merge_leaves_no_trace_in_the_tables(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("shared", "title", title="本机"))
    before = content(store)
    segments = _chain(3)
    with store.work() as work:
        number = work.put_arrival(CLAIMED, TASK, "device-2", "xj-1.xjb")
        for segment in segments:
            work.adopt(segment, b"signature", arrival=number)
        work.commit()
    assert content(store) != before
    with store.work() as work:
        work.undo_arrival(number)
        changes = work.commit()
    assert content(store) == before
    assert ("problem", "r0") in changes.records
    assert _states(store) == [("withheld", "undone")] * 3
    assert [arrival.undone for arrival in store.arrivals(TASK)] == [True]
    assert store.search("标题0") == []
    assert all(store.segment_bytes(each.hash) == each.data for each in segments)
    store.check()
    store.rebuild()
    assert content(store) == before
    store.close()


def test_merging_again_brings_everything_back(tmp_path: Path) -> None:
    store, other = make(tmp_path), make(tmp_path, "other.db")
    segments = _chain(3)
    adopt(other, *segments)
    with store.work() as work:
        number = work.put_arrival(CLAIMED, TASK, "device-2", "xj-1.xjb")
        for segment in segments:
            work.adopt(segment, b"signature", arrival=number)
        work.undo_arrival(number)
        again = work.put_arrival(CLAIMED, TASK, "device-2", "xj-1.xjb")
        for segment in segments:
            work.adopt(segment, b"signature", arrival=again)
        work.commit()
    assert content(store) == content(other)
    assert {segment.arrival for segment in store.segments()} == {again}
    store.check()
    store.close()
    other.close()


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_what_counts_does_not_depend_on_the_order_of_judging(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    """The middle segment is refused in the end, whatever was decided meanwhile."""
    store, expected = make(tmp_path), make(tmp_path, "expected.db")
    segments = _chain(3)
    adopt(expected, segments[0])
    adopt(expected, segments[1], state="quarantined", reason="revoked")
    adopt(expected, segments[2])
    adopt(store, *(segments[place] for place in order))
    for place in order:
        _judge(store, segments[place], "quarantined", "revoked")
    for place in reversed(order):
        _judge(store, segments[place], "applied")
    _judge(store, segments[1], "quarantined", "revoked")
    assert content(store) == content(expected)
    assert sorted(_states(store)) == sorted(_states(expected))
    store.check()
    store.close()
    expected.close()


def test_a_staged_segment_is_judged_when_its_turn_comes(tmp_path: Path) -> None:
    store = make(tmp_path)
    first, second = _chain(2)
    adopt(store, second)
    _judge(store, second, "quarantined", "revoked")
    assert _states(store) == [("staged", "revoked")]
    adopt(store, first)
    assert _states(store) == [("applied", ""), ("quarantined", "revoked")]
    store.check()
    store.close()


def test_what_cannot_be_read_stays_unread_whatever_is_decided(tmp_path: Path) -> None:
    """Case 37. A segment of a newer program is kept; deciding about it changes nothing."""
    store = make(tmp_path)
    future = segment_of(
        OTHER, written(OTHER, put("r", "title", title="新")), FIRST_PREVIOUS, reader=9
    )
    adopt(store, future)
    _judge(store, future, "applied")
    assert _states(store) == [("unreadable", "min_reader 9")]
    assert store.segment_bytes(future.hash) == future.data
    with pytest.raises(KeyError), store.work() as work:
        work.judge("0" * 64, "applied")
    store.close()


def test_lines_leave_the_journal_in_no_other_way(tmp_path: Path) -> None:
    store = make(tmp_path)
    adopt(store, *_chain(1))
    with pytest.raises(Exception, match="guarded: journal"), behind_the_back(store) as open_:
        open_.exec_driver_sql("DELETE FROM journal")
    with behind_the_back(store) as open_:
        guards.open_batch(open_)
        with pytest.raises(Exception, match="guarded: journal"):
            open_.exec_driver_sql("DELETE FROM journal")
        open_.rollback()
    store.check()
    store.close()


def test_the_offices_log_only_grows(tmp_path: Path) -> None:
    store = make(tmp_path)
    with store.work() as work:
        work.put_leaves(["segment a", "segment b"], CLAIMED)
        work.put_leaves(["segment b", "segment c"], CLAIMED)
        work.commit()
    assert store.leaves() == ["segment a", "segment b", "segment c"]
    for sql in ("DELETE FROM leaves", "UPDATE leaves SET entry = 'x' || entry"):
        with pytest.raises(Exception, match="guarded: leaves"), behind_the_back(store) as open_:
            open_.exec_driver_sql(sql)
    store.close()


def test_the_places_of_own_records_are_their_segments(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="一"), put("r2", "title", title="二"))
    (hash_,) = cut(store)
    save(store, put("r2", "count", count=2))
    adopt(store, *_chain(1))
    places = store.places("problem", "device-1", TASK)
    assert {record: set(found) for record, found in places.items()} == {
        "r1": {hash_},
        "r2": {hash_, None},
    }
    with store.work() as work:
        assert work.channels("problem", "r1") == {"team"}
        assert work.channels("problem", "nobody") == frozenset()
    store.close()


def test_what_exchange_remembers_is_read_again(tmp_path: Path) -> None:
    store = make(tmp_path)
    with store.work() as work:
        work.put_sayings("d1", TASK, ["one", "two"])
        work.put_sayings("d1", TASK, ["three"])
        work.put_sayings("d2", TASK, ["four"])
        work.put_carried(["a" * 64, "b" * 64], "d1", "1")
        work.put_carried(["b" * 64], "d2", "2")
        work.put_carried(["b" * 64], "d1", "3")
        work.put_parcel("c" * 64, TASK, "1")
        work.put_parcel("c" * 64, TASK, "9")
        work.pass_parcels(["c" * 64], "2")
        work.commit()
    assert store.sayings(TASK) == [("d1", "three"), ("d2", "four")]
    assert store.carried() == {"a" * 64: {"d1": "1"}, "b" * 64: {"d1": "3", "d2": "2"}}
    (parcel,) = store.parcels(TASK)
    assert (parcel.taken_at, parcel.passed_at) == ("1", "2")
    assert store.arrivals(TASK) == []
    store.close()


def test_a_receipts_line_is_found_with_its_segment(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="一"))
    (hash_,) = cut(store)
    save(store, put("r1", "count", count=1))
    lines = store.entries("problem", TASK)
    assert [(line.operation.n, line.segment) for line in lines] == [(1, hash_), (2, "")]
    assert store.entries("problem", "other") == []
    store.close()


def test_what_was_not_carried_is_found_by_its_lines(tmp_path: Path) -> None:
    store = make(tmp_path)
    save(store, put("r1", "title", title="一"), put("r2", "title", title="二"))
    (hash_,) = cut(store)
    adopt(store, *_chain(1))
    assert store.uncarried("device-1", TASK) == {("problem", "r1"), ("problem", "r2")}
    with store.work() as work:
        work.put_carried([hash_], "office", CLAIMED)
        work.commit()
    assert store.uncarried("device-1", TASK) == frozenset()
    save(store, put("r2", "count", count=2))
    assert store.uncarried("device-1", TASK) == {("problem", "r2")}
    store.close()
