"""Segments: framing, limits, and bytes that stay as they are."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import JournalError, OperationError, SegmentError, StrictJsonError
from app.journal.operations import MAXIMUM_LINE, SCHEMA, Intent, LogName, Operation, write_operation
from app.journal.segments import (
    CUT_AFTER,
    FIRST_PREVIOUS,
    MAXIMUM_BYTES,
    MAXIMUM_HEADER,
    MAXIMUM_LINES,
    Header,
    Segment,
    assemble,
    build_segment,
    header_line,
    read_segment,
    split_for_cutting,
)

NAME = LogName("d-1", "t-1", "team")
PREVIOUS = "cd" * 32


def operation(n: int, text: str = "x") -> Operation:
    intent = Intent("put", "finding", "r-1", "title", {"title": text})
    return write_operation(NAME.id, n, intent, author="p-1", claimed=None)


def header(first: int = 1, last: int = 2, **parts: Any) -> Header:
    plain = Header(
        office="o-1",
        name=NAME,
        first=first,
        last=last,
        previous=FIRST_PREVIOUS if first == 1 else PREVIOUS,
        schema=1,
        minimum_reader=1,
        statement=3,
        checkpoint=None,
        cut="2026-03-05T18:00:00+08:00",
    )
    return replace(plain, **parts)


def lines(first: int = 1, last: int = 2) -> list[bytes]:
    return [operation(n).line for n in range(first, last + 1)]


def with_header(**parts: Any) -> bytes:
    """A segment of two lines whose header has been meddled with; None leaves a key out."""
    body = json.loads(header_line(header())) | parts
    text = json.dumps({key: value for key, value in body.items() if value is not ...})
    return assemble(text.encode(), lines())


def test_a_segment_is_read_as_it_was_built() -> None:
    segment = build_segment(header(), lines())
    assert segment == read_segment(segment.data)
    assert segment.header == header()
    assert segment.hash == hashlib.sha256(segment.data).hexdigest()
    assert [op.n for op in segment.operations()] == [1, 2]
    assert segment.operations() == [operation(1), operation(2)]
    assert segment.readable


def test_bytes_come_back_from_the_stored_parts() -> None:
    segment = build_segment(header(3, 7, checkpoint={"size": 9, "root": "x"}), lines(3, 7))
    assert assemble(segment.first_line, segment.lines) == segment.data
    assert segment.lines == lines(3, 7)


def test_unknown_keys_of_a_later_version_are_relayed_untouched() -> None:
    data = with_header(later={"a": [1]}, schema=9)
    segment = read_segment(data)
    assert segment.data == data
    assert assemble(segment.first_line, segment.lines) == data
    assert header_line(segment.header) != segment.first_line


def test_a_segment_for_later_programs_is_kept_unread() -> None:
    first = header_line(header(minimum_reader=SCHEMA + 1))
    segment = read_segment(assemble(first, [b"no json at all", b"\xff\x00"]))
    assert not segment.readable
    with pytest.raises(StrictJsonError):
        segment.operations()


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"xj": "seg/2"}, "format"),
        ({"xj": ...}, "format"),
        ({"office": ...}, "office"),
        ({"office": "a\nb"}, "office"),
        ({"office": ""}, "office"),
        ({"device": "../d"}, "device"),
        ({"device": 1}, "device"),
        ({"task": "x" * 129}, "task"),
        ({"channel": "组内"}, "channel"),
        ({"channel": "leader"}, "log"),
        ({"task": "t-2"}, "log"),
        ({"log": "00" * 16}, "log"),
        ({"log": ...}, "log"),
        ({"first": 0, "last": 1, "prev": PREVIOUS}, "prev"),
        ({"first": -1}, "first"),
        ({"first": True}, "first"),
        ({"last": "2"}, "last"),
        ({"last": 3}, "count"),
        ({"last": 1}, "count"),
        ({"first": 2, "last": 3}, "prev"),
        ({"prev": PREVIOUS}, "prev"),
        ({"prev": PREVIOUS[:-1]}, "prev"),
        ({"prev": FIRST_PREVIOUS.replace("0", "g")}, "prev"),
        ({"prev": None}, "prev"),
        ({"schema": None}, "schema"),
        ({"min_reader": -1}, "min_reader"),
        ({"stmt": ...}, "stmt"),
        ({"cut": 5}, "cut"),
        ({"cut": "x" * 41}, "cut"),
        ({"later": "x" * MAXIMUM_HEADER}, "header"),
    ],
    ids=str,
)
def test_refused_headers(parts: dict[str, Any], reason: str) -> None:
    with pytest.raises(SegmentError) as caught:
        read_segment(with_header(**parts))
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "line-end"),
        (b"{}", "line-end"),
        (header_line(header()), "line-end"),
        (header_line(header()) + b"\n", "count"),
        (assemble(header_line(header(last=0)), []), "count"),
        (assemble(header_line(header()), lines())[:-1], "line-end"),
        (assemble(header_line(header()), lines()) + b"\n", "count"),
        (assemble(header_line(header()), [*lines(), lines()[0]]), "count"),
        (assemble(header_line(header()) + b"\r", lines()), "header"),
        (b"x" * (MAXIMUM_BYTES + 1), "too-long"),
    ],
    ids=range(10),
)
def test_refused_framing(data: bytes, reason: str) -> None:
    with pytest.raises(SegmentError) as caught:
        read_segment(data)
    assert caught.value.reason == reason


@pytest.mark.parametrize(
    "first_line", [b"", b"[]", b'{"xj":"seg/1","xj":"seg/1"}', b"\xef\xbb\xbf{}"]
)
def test_a_header_is_one_strict_object(first_line: bytes) -> None:
    with pytest.raises(StrictJsonError):
        read_segment(assemble(first_line, lines()))


def test_limits_of_lines_and_bytes() -> None:
    most = assemble(header_line(header(last=MAXIMUM_LINES)), [b""] * MAXIMUM_LINES)
    assert len(read_segment(most).lines) == MAXIMUM_LINES
    with pytest.raises(SegmentError, match="count"):
        read_segment(
            assemble(header_line(header(last=MAXIMUM_LINES + 1)), [b""] * (MAXIMUM_LINES + 1))
        )
    first = header_line(header(last=1))
    filler = b"x" * (MAXIMUM_BYTES - len(first) - 2)
    assert len(read_segment(assemble(first, [filler])).data) == MAXIMUM_BYTES
    with pytest.raises(SegmentError, match="too-long"):
        read_segment(assemble(first, [filler + b"x"]))


def test_positions_must_run_on() -> None:
    for wrong in ([1, 3], [2, 1], [1, 1]):
        segment = build_segment(header(), [operation(n).line for n in wrong])
        with pytest.raises(SegmentError, match="positions"):
            segment.operations()


@pytest.mark.parametrize("line", [b"", b" ", b"{}", b"null", operation(2).line + b"\r"])
def test_a_bad_line_is_found_when_operations_are_read(line: bytes) -> None:
    segment = build_segment(header(), [operation(1).line, line])
    with pytest.raises((StrictJsonError, OperationError)):
        segment.operations()


def test_a_line_of_another_log_gets_another_hash_here() -> None:
    other = replace(NAME, channel="leader")
    there = build_segment(header(name=other), lines()).operations()
    assert {op.hash for op in there}.isdisjoint(op.hash for op in (operation(1), operation(2)))


def test_cutting_keeps_both_limits_and_the_order() -> None:
    small = [operation(n) for n in range(1, 2 * CUT_AFTER + 2)]
    runs = split_for_cutting(small)
    assert [len(run) for run in runs] == [CUT_AFTER, CUT_AFTER, 1]
    assert [op for run in runs for op in run] == small
    assert split_for_cutting([]) == []


def test_the_largest_lines_still_make_segments() -> None:
    room = MAXIMUM_LINE - len(operation(10, "").line)
    large = [operation(n, "x" * room) for n in range(10, 30)]
    runs = split_for_cutting(large)
    assert [op for run in runs for op in run] == large
    assert len(runs) == 3
    padding = {"root": "x" * (MAXIMUM_HEADER - 600)}
    for run in runs:
        full = header(run[0].n, run[-1].n, checkpoint=padding)
        assert len(header_line(full)) < MAXIMUM_HEADER
        assert build_segment(full, [op.line for op in run]).header.last == run[-1].n


@given(st.data())
def test_any_damage_is_noticed_or_makes_another_segment(data: st.DataObject) -> None:
    whole = build_segment(header(), lines()).data
    position = data.draw(st.integers(0, len(whole) - 1))
    damaged = bytearray(whole)
    damaged[position] ^= data.draw(st.integers(1, 255))
    try:
        found: Segment = read_segment(bytes(damaged))
    except JournalError:
        return
    assert found.hash != hashlib.sha256(whole).hexdigest()


@given(st.data())
def test_a_cut_segment_is_never_complete(data: st.DataObject) -> None:
    whole = build_segment(header(), lines()).data
    with pytest.raises(JournalError):
        read_segment(whole[: data.draw(st.integers(0, len(whole) - 1))])
