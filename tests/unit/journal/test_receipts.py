"""What a receipt says, and that nothing malformed passes for one."""

from __future__ import annotations

import pytest

from app.domain.errors import OperationError
from app.journal.canonical import JsonValue, encode, parse
from app.journal.receipts import (
    BUCKET,
    Holding,
    halves,
    pad_holding,
    read_holding,
    unpad_holding,
    write_holding,
)

LOG, OTHER_LOG = "ab" * 16, "cd" * 16
SEGMENT, TIP = "1" * 64, "2" * 64
HOLDING = Holding(
    received={LOG: (SEGMENT, TIP)},
    archived={LOG: (SEGMENT,)},
    blobs=halves(["e" * 64]),
    safe=frozenset(),
    held={TIP: "REVOKED"},
)


def test_a_holding_survives_the_way_through_json() -> None:
    assert read_holding(parse(encode(write_holding(HOLDING)))) == HOLDING
    assert HOLDING.has_blob("e" * 64)
    assert not HOLDING.has_blob("f" * 64)


def test_the_length_of_a_box_says_nothing() -> None:
    full, empty = pad_holding(HOLDING), pad_holding(Holding())
    assert len(full) == len(empty) == BUCKET
    assert unpad_holding(full) == HOLDING
    assert unpad_holding(empty) == Holding()


def test_two_parts_speak_together() -> None:
    more = Holding(received={OTHER_LOG: (TIP,)}, blobs=halves(["f" * 64]))
    joined = HOLDING.joined(more)
    assert joined.received == {LOG: (SEGMENT, TIP), OTHER_LOG: (TIP,)}
    assert joined.has_blob("e" * 64)
    assert joined.has_blob("f" * 64)


@pytest.mark.parametrize(
    "change",
    [
        {"received": None},
        {"received": {"short": []}},
        {"received": {LOG: ["short"]}},
        {"received": {LOG: [1]}},
        {"archived": []},
        {"blobs": "all"},
        {"safe": [SEGMENT]},
        {"held": {"x": ""}},
        {"held": {TIP: 5}},
        {"held": {TIP: "<b>"}},
    ],
)
def test_what_is_not_a_holding_is_refused(change: dict[str, JsonValue]) -> None:
    with pytest.raises(OperationError):
        read_holding({**write_holding(HOLDING), **change})
    with pytest.raises(OperationError):
        read_holding([])
