"""Lifting signatures: only where there are some."""

from __future__ import annotations

from app.journal import seals
from app.journal.fold import fold_record
from app.journal.operations import Intent, LogName, Operation, write_operation

LOG = LogName("device", "task", "team").id


def written(n: int, intent: Intent) -> Operation:
    return write_operation(LOG, n, intent, author="p", claimed=None, salt=str(n))


def test_there_is_nothing_to_lift_before_anybody_signed() -> None:
    put = written(1, Intent("put", "finding", "r1", "title", {"title": "甲"}))
    state = fold_record("finding", "r1", [put])
    assert seals.lift(state) is None
    signature = written(2, seals.seal(state))
    signed = fold_record("finding", "r1", [put, signature])
    void = seals.lift(signed)
    assert void is not None
    assert void.predecessors == (signature.hash,)
    assert seals.holds(signature, [put, signature])


def test_open_questions_are_part_of_what_was_signed() -> None:
    puts = [
        written(n, Intent("put", "finding", "r1", "title", {"title": text}))
        for n, text in enumerate("甲乙", 1)
    ]
    state = fold_record("finding", "r1", puts)
    assert state.conflicts == ("title",)
    signature = written(3, seals.seal(state))
    assert seals.holds(signature, puts)
    assert not seals.holds(signature, puts[:1])
