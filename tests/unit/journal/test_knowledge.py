"""Tips, ancestors and coverage; which of several words about knowledge counts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.journal.knowledge import Chains, Link, Saying, latest, sure
from app.journal.segments import FIRST_PREVIOUS


def chain(log: str, *names: str, after: str = FIRST_PREVIOUS, first: int = 1) -> list[Link]:
    """Segments of ten lines each, one behind the other."""
    links = []
    for index, name in enumerate(names):
        start = first + 10 * index
        links.append(Link(name, log, after, start, start + 9))
        after = name
    return links


LAPTOP = chain("laptop", "l1", "l2", "l3")
OFFICE = chain("office", "o1", "o2", "o3")


def test_whoever_has_a_tip_has_all_before_it() -> None:
    chains = Chains.of([*LAPTOP, *OFFICE])
    assert chains.covered({"laptop": ("l2",)}) == {"l1", "l2"}
    assert chains.covered({"laptop": ("unknown",)}) == frozenset()
    assert chains.tips(["l1", "l2", "o1"]) == {"laptop": ("l2",), "office": ("o1",)}


@given(st.sets(st.sampled_from(["l1", "l2", "l3", "o1", "o2", "o3"])))
def test_tips_say_what_they_were_made_from(tips: set[str]) -> None:
    chains = Chains.of([*LAPTOP, *OFFICE])
    covered = chains.upto(tips)
    assert chains.covered(chains.tips(covered)) == covered


def test_a_fork_is_named_with_all_its_branches() -> None:
    branch = chain("laptop", "x3", after="l2", first=21)
    chains = Chains.of([*LAPTOP, *branch])
    assert chains.forks() == {("laptop", "l2"): ("l3", "x3")}
    assert chains.tips(["l1", "l2", "l3", "x3"]) == {"laptop": ("l3", "x3")}
    assert Chains.of(LAPTOP).forks() == {}


def test_two_beginnings_of_one_log_are_a_fork() -> None:
    chains = Chains.of([*chain("laptop", "a1"), *chain("laptop", "b1")])
    assert chains.forks() == {("laptop", FIRST_PREVIOUS): ("a1", "b1")}


def test_a_gap_is_named_by_its_positions() -> None:
    """Case 33. Of three segments the second did not come: lines 11 to 20 are missing."""
    chains = Chains.of([LAPTOP[0], LAPTOP[2]])
    assert chains.gap(LAPTOP[2]) == (11, 20)
    assert chains.gap(LAPTOP[0]) is None
    assert Chains.of([LAPTOP[2]]).gap(LAPTOP[2]) == (1, 20)


def test_the_later_word_of_one_log_counts() -> None:
    chains = Chains.of([*LAPTOP, *OFFICE])
    early = Saying("office", "o1", 5, {"laptop": ("l1",)})
    late = Saying("office", "o3", 25, {"laptop": ("l3",)})
    assert latest([late, early], chains) == [late]
    assert sure([early, late], chains) == {"l1", "l2", "l3"}
    assert sure([], chains) == frozenset()


def test_within_one_segment_the_position_decides() -> None:
    chains = Chains.of([*LAPTOP, *OFFICE])
    early = Saying("office", "o1", 5, {"laptop": ("l1",)})
    late = Saying("office", "o1", 6, {"laptop": ("l2",)})
    assert latest([early, late], chains) == [late]


def test_a_word_not_cut_yet_is_the_latest_of_its_log() -> None:
    chains = Chains.of([*LAPTOP, *OFFICE])
    cut = Saying("office", "o3", 25, {"laptop": ("l1",)})
    waiting = Saying("office", "", 31, {"laptop": ("l2",)})
    assert latest([cut, waiting], chains) == [waiting]


def test_a_restored_office_takes_back_what_only_its_lost_branch_had() -> None:
    """Case 36. The office said it had l3, lost that state, and now says it has l1."""
    restored = chain("office", "x2", after="o1", first=11)
    chains = Chains.of([*LAPTOP, *OFFICE, *restored])
    lost = Saying("office", "o3", 25, {"laptop": ("l3",), "office": ("o2",)})
    now = Saying("office", "x2", 12, {"laptop": ("l1",), "office": ("o1",)})
    assert latest([lost, now], chains) == [lost, now]
    assert sure([lost, now], chains) == {"l1"} | chains.upto(["o1"])


def test_once_it_got_its_lost_branch_back_its_word_counts_alone() -> None:
    restored = chain("office", "x2", "x3", after="o1", first=11)
    chains = Chains.of([*LAPTOP, *OFFICE, *restored])
    lost = Saying("office", "o3", 25, {"laptop": ("l3",)})
    filled = Saying("office", "x3", 22, {"laptop": ("l3",), "office": ("o3", "x2")})
    assert latest([lost, filled], chains) == [filled]
    assert sure([lost, filled], chains) >= {"l1", "l2", "l3"}


@given(st.permutations(range(4)))
def test_the_order_of_hearing_does_not_matter(order: list[int]) -> None:
    restored = chain("office", "x2", after="o1", first=11)
    chains = Chains.of([*LAPTOP, *OFFICE, *restored])
    sayings = [
        Saying("office", "o1", 5, {"laptop": ("l1",)}),
        Saying("office", "o2", 15, {"laptop": ("l2",)}),
        Saying("office", "o3", 25, {"laptop": ("l3",)}),
        Saying("office", "x2", 12, {"laptop": ("l2",)}),
    ]
    assert sure([sayings[place] for place in order], chains) == {"l1", "l2"}
