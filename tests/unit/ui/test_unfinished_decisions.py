"""What was written about a conflict and not decided, without a window."""

from __future__ import annotations

from dataclasses import replace

from ui.screens.conflicts.presenter import Case, GroupPoint, Version
from ui.screens.conflicts.unfinished import Begun, Unfinished

POINT = GroupPoint("title", ("title",), (Version(("甲",), None, {"title": "一"}),), 1, None)
CASE = Case("finding", "f1", "问题", (POINT,), None, None)
WRITTEN = Begun("组务会讨论", {"title": "两个都对"})


def test_the_same_person_finds_it_again() -> None:
    unfinished = Unfinished()
    unfinished.keep("p1", CASE, [(POINT, WRITTEN)])
    assert unfinished.begun("p1", CASE, POINT) == WRITTEN
    assert unfinished.begun("p1", replace(CASE, id="f2"), POINT) == Begun()
    assert unfinished.begun("p1", CASE, replace(POINT, total=2)) == Begun()


def test_another_person_finds_nothing_and_ends_it() -> None:
    unfinished = Unfinished()
    unfinished.keep("p1", CASE, [(POINT, WRITTEN)])
    assert unfinished.begun("p2", CASE, POINT) == Begun()
    assert unfinished.begun("p1", CASE, POINT) == Begun()


def test_nothing_is_kept_of_what_is_sealed() -> None:
    sealed = replace(POINT, sealed=True)
    unfinished = Unfinished()
    unfinished.keep("p1", CASE, [(sealed, WRITTEN)])
    assert unfinished.begun("p1", CASE, sealed) == Begun()
