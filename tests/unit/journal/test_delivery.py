"""What a bundle carries and how far a record has come."""

from __future__ import annotations

from app.journal.delivery import Stage, Whereabouts, for_colleague, for_office, purgeable
from app.journal.knowledge import Chains, Link, Saying
from app.journal.segments import FIRST_PREVIOUS

LINKS = [
    Link("l1", "laptop", FIRST_PREVIOUS, 1, 10),
    Link("l2", "laptop", "l1", 11, 20),
    Link("o1", "office", FIRST_PREVIOUS, 1, 10),
]
CHAINS = Chains.of(LINKS)
SAFE = Saying("office", "o1", 3, {"laptop": ("l1",)})


def test_the_last_line_of_a_record_decides_how_far_it_came() -> None:
    there = Whereabouts(
        carried=frozenset({"a", "b", "c", "d"}),
        leader=frozenset({"b", "c", "d"}),
        received=frozenset({"c", "d"}),
        archived=frozenset({"d"}),
    )
    assert [there.stage(name) for name in (None, "x", "a", "b", "c", "d")] == [
        Stage.HERE,
        Stage.HERE,
        Stage.CARRIED,
        Stage.LEADER,
        Stage.OFFICE,
        Stage.ARCHIVED,
    ]
    assert there.record(["d", "b", "c"]) == Stage.LEADER
    assert there.record(["d", None]) == Stage.HERE
    assert there.record([]) == Stage.HERE


def test_without_a_receipt_everything_goes_to_the_office() -> None:
    """Case 63. A receipt that was lost costs nothing: all goes once more."""
    assert for_office(CHAINS, []) == {"l1", "l2", "o1"}


def test_what_the_second_copy_has_stays_at_home() -> None:
    assert for_office(CHAINS, [SAFE]) == {"l2", "o1"}
    assert purgeable(CHAINS, [SAFE]) == {"l1"}


def test_a_colleague_gets_what_he_lacks_even_if_the_office_has_it() -> None:
    assert for_colleague(CHAINS, [SAFE], []) == {"l1", "l2", "o1"}
    has = Saying("colleague", "", 0, {"laptop": ("l2",), "office": ("o1",)})
    assert for_colleague(CHAINS, [SAFE], [has]) == {"l2", "o1"}
