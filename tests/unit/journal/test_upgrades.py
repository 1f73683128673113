"""Lines of older schemas are read through every step between; their bytes stay."""

from __future__ import annotations

import pytest

from app.journal.canonical import JsonValue
from app.journal.fold import fold
from app.journal.operations import Intent, LogName, read_operation, write_operation
from app.journal.upgrades import STEPS, upgraded

LOG = LogName("device", "task", "team").id


def _rename(kind: str, group: str, value: JsonValue) -> list[tuple[str, JsonValue]]:
    """1 → 2: the group "text" is called "narrative"."""
    return [("narrative" if (kind, group) == ("problem", "text") else group, value)]


def _split(kind: str, group: str, value: JsonValue) -> list[tuple[str, JsonValue]]:
    """2 → 3: "money" merges its amount and its note apart."""
    if (kind, group) != ("problem", "money") or not isinstance(value, dict):
        return [(group, value)]
    return [("amount", {"amount": value["amount"]}), ("note", {"note": value["note"]})]


def _drop(kind: str, group: str, value: JsonValue) -> list[tuple[str, JsonValue]]:
    """3 → 4: "colour" means nothing any more."""
    return [] if (kind, group) == ("problem", "colour") else [(group, value)]


CHAIN = {1: _rename, 2: _split, 3: _drop}


def _line(n: int, group: str, value: JsonValue, *replaces: str) -> bytes:
    intent = Intent("put", "problem", "r1", group, value, replaces)
    return write_operation(LOG, n, intent, author="p", claimed=None).line


def test_three_versions_are_bridged_on_reading() -> None:
    """Case 38. A bundle from three versions ago is upgraded on read; bytes unchanged."""
    lines = [
        _line(1, "text", {"text": "甲"}),
        _line(2, "money", {"amount": 5, "note": "乙"}),
        _line(3, "colour", {"colour": "red"}),
    ]
    old = [read_operation(LOG, line, 1) for line in lines]
    new = upgraded(old, CHAIN, 4)
    assert [(op.group, op.value) for op in new] == [
        ("narrative", {"text": "甲"}),
        ("amount", {"amount": 5}),
        ("note", {"note": "乙"}),
    ]
    assert [op.line for op in new] == [lines[0], lines[1], lines[1]]
    assert [op.hash for op in new] == [old[0].hash, old[1].hash, old[1].hash]


def test_old_and_new_lines_of_one_group_follow_each_other() -> None:
    old = read_operation(LOG, _line(1, "money", {"amount": 5, "note": "乙"}), 2)
    new = read_operation(LOG, _line(2, "amount", {"amount": 7}, old.hash), 4)
    (state,) = fold([*upgraded([old], CHAIN, 4), new]).values()
    assert state.groups["amount"].shown.value == {"amount": 7}
    assert state.groups["note"].shown.value == {"note": "乙"}
    assert state.conflicts == ()


def test_what_is_up_to_date_or_newer_stays_as_it_is() -> None:
    operations = [
        read_operation(LOG, _line(1, "text", {"text": "甲"}), schema) for schema in (4, 9)
    ]
    assert upgraded(operations, CHAIN, 4) == operations


def test_a_missing_step_is_a_mistake_of_the_program() -> None:
    with pytest.raises(KeyError):
        upgraded([read_operation(LOG, _line(1, "text", {}), 1)], {}, 2)
    assert STEPS == {}
